"""Checking: what can come about under a procedure, and what must hold of it."""

from __future__ import annotations

from ratsflow.checking.properties import (
    Checked,
    Property,
    Report,
    check,
    load_properties,
    never,
)
from ratsflow.checking.search import Moment, Search
from ratsflow.checking.space import Space, Start
from ratsflow.checking.structure import Flaw, Structure, structure
from ratsflow.checking.variants import without
from ratsflow.checking.ways import Choice, Way, Ways


__all__ = [
    "Checked",
    "Choice",
    "Flaw",
    "Moment",
    "Property",
    "Report",
    "Search",
    "Space",
    "Start",
    "Structure",
    "Way",
    "Ways",
    "check",
    "load_properties",
    "never",
    "structure",
    "without",
]
