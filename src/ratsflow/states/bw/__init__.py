"""The *Beschlussvorlage der Verwaltung* in Baden-Württemberg."""

from __future__ import annotations

from importlib.resources import files

from ratsflow.law.states import StateLaw


STATE = StateLaw("BW", files(__name__))
