"""Procedures: states, steps and rules, and what is drawn and told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.procedure.finding": ("MET", "Result"),
    "ratsflow.procedure.step": ("Kind",),
}

__all__ = ["MET", "Kind", "Result"]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.procedure.finding import MET as MET
    from ratsflow.procedure.finding import Result as Result
    from ratsflow.procedure.step import Kind as Kind
else:
    __getattr__ = lazily(__name__, _HOMES)
