"""Let the tests of this folder share their writers."""

from __future__ import annotations

import sys

from pathlib import Path


sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by their path
