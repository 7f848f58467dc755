"""The law of Hessen as far as it was looked up: norms only, no procedure yet."""

from __future__ import annotations

from importlib.resources import files

from ratsflow.law.states import StateLaw
from ratsflow.states import common


STATE = StateLaw("HE", files(__name__), shared=common.FOLDER)
