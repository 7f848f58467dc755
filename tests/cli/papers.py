"""What the tests of this folder open cases with."""

from __future__ import annotations

from pathlib import Path


_ROOT = Path(__file__).parents[2]
SMALL = f"{_ROOT / 'examples' / 'small.py'}:small"
VORLAGE = str(_ROOT / "src" / "ratsflow" / "states" / "nrw" / "tour.md")
