"""What the procedures of all German states share: declarations, and what they compute."""

from __future__ import annotations

from pathlib import Path


FOLDER = Path(__file__).parent
"""Where the declarations lie."""
