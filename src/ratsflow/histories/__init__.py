"""Histories: what councils really did, as cases that say what is told and what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.histories.council": ("Council", "councils", "load_council"),
    "ratsflow.histories.walking": ("Placed", "Walked", "walk"),
    "ratsflow.histories.told": ("Loss", "ToldPaper", "ToldStep"),
    "ratsflow.histories.sources": ("read_histories",),
}

__all__ = [
    "Council",
    "Loss",
    "Placed",
    "ToldPaper",
    "ToldStep",
    "Walked",
    "councils",
    "load_council",
    "read_histories",
    "walk",
]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.histories.council import Council as Council
    from ratsflow.histories.council import councils as councils
    from ratsflow.histories.council import load_council as load_council
    from ratsflow.histories.sources import read_histories as read_histories
    from ratsflow.histories.told import Loss as Loss
    from ratsflow.histories.told import ToldPaper as ToldPaper
    from ratsflow.histories.told import ToldStep as ToldStep
    from ratsflow.histories.walking import Placed as Placed
    from ratsflow.histories.walking import Walked as Walked
    from ratsflow.histories.walking import walk as walk
else:
    __getattr__ = lazily(__name__, _HOMES)
