"""The law of Niedersachsen as far as it was looked up: norms only, no procedure yet."""

from __future__ import annotations

from pathlib import Path

from ratsflow.law.states import StateLaw
from ratsflow.states import common


STATE = StateLaw("NI", Path(__file__).parent, shared=common.FOLDER)
