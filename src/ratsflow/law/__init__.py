"""The law: where a rule comes from and what a municipality has decided for itself."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ratsflow._lazy import lazily
from ratsflow._moved import words


_HOMES = {
    "ratsflow.law.citation": (
        "Citation",
        "Confidence",
        "Consequence",
        "InForce",
        "Layer",
    ),
    "ratsflow.law.local": ("Law",),
    "ratsflow.law.municipality": ("LawError", "load_law", "parse_law"),
    "ratsflow.law.layers": ("law_for",),
}

__all__ = sorted(chain.from_iterable(_HOMES.values()))  # noqa: PLE0605

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.law.citation import Citation as Citation
    from ratsflow.law.citation import Confidence as Confidence
    from ratsflow.law.citation import Consequence as Consequence
    from ratsflow.law.citation import InForce as InForce
    from ratsflow.law.citation import Layer as Layer
    from ratsflow.law.layers import law_for as law_for
    from ratsflow.law.local import Law as Law
    from ratsflow.law.municipality import LawError as LawError
    from ratsflow.law.municipality import load_law as load_law
    from ratsflow.law.municipality import parse_law as parse_law
else:
    __getattr__ = lazily(
        __name__, _HOMES, words(__name__, {"KEYS": "ratsflow.law.former.KEYS"})
    )
