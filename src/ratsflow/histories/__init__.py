"""Histories: what councils really did, as cases that say what is told and what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.histories.council": ("Council", "councils", "load_council"),
    "ratsflow.histories.recording": ("InMemory", "InOffice", "importer"),
    "ratsflow.histories.report": ("PaperFit", "Replayed", "replay"),
    "ratsflow.histories.sources": ("Histories", "read_histories"),
    "ratsflow.histories.told": ("Loss", "ToldPaper", "ToldStep"),
    "ratsflow.histories.walking": ("Placed", "Walked", "walk"),
}

__all__ = [
    "Council",
    "Histories",
    "InMemory",
    "InOffice",
    "Loss",
    "PaperFit",
    "Placed",
    "Replayed",
    "ToldPaper",
    "ToldStep",
    "Walked",
    "councils",
    "importer",
    "load_council",
    "read_histories",
    "replay",
    "walk",
]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.histories.council import Council as Council
    from ratsflow.histories.council import councils as councils
    from ratsflow.histories.council import load_council as load_council
    from ratsflow.histories.recording import InMemory as InMemory
    from ratsflow.histories.recording import InOffice as InOffice
    from ratsflow.histories.recording import importer as importer
    from ratsflow.histories.report import PaperFit as PaperFit
    from ratsflow.histories.report import Replayed as Replayed
    from ratsflow.histories.report import replay as replay
    from ratsflow.histories.sources import Histories as Histories
    from ratsflow.histories.sources import read_histories as read_histories
    from ratsflow.histories.told import Loss as Loss
    from ratsflow.histories.told import ToldPaper as ToldPaper
    from ratsflow.histories.told import ToldStep as ToldStep
    from ratsflow.histories.walking import Placed as Placed
    from ratsflow.histories.walking import Walked as Walked
    from ratsflow.histories.walking import walk as walk
else:
    __getattr__ = lazily(__name__, _HOMES)
