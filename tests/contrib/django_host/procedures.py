"""The procedure of the tests: the smallest useful one, and a later version of it."""

from __future__ import annotations

import runpy

from pathlib import Path


_SMALL = Path(__file__).parents[3] / "examples" / "small.py"

small = runpy.run_path(str(_SMALL))["small"]
