"""What the procedures of all German states share: declarations, and what they compute."""

from __future__ import annotations

from importlib.resources import files


FOLDER = files(__name__)
"""Where the declarations lie."""
