"""A short notation, so that the tables of steps read like the tables of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.model.text import Wording
from ratsflow.procedure.step import (
    CONSULTATION,
    MOTION,
    NONE,
    SUSPENSION,
    Decide,
    Kind,
    Move,
    Moves,
    Parameter,
    Step,
)


def motion(sources: str | tuple[str, ...], target: str = "") -> Move:
    """Move the motion; an empty target lets it stay."""
    return Move(MOTION, sources, target)


def consultation(sources: str | tuple[str, ...], target: str = "") -> Move:
    """Move the consultation that the step is about."""
    return Move(CONSULTATION, sources, target)


def suspension(sources: str | tuple[str, ...], target: str = "") -> Move:
    """Move the suspension that the step, or its consultation, is about."""
    return Move(SUSPENSION, sources, target)


def lodge(kind: str) -> Move:
    """Bring a new suspension about."""
    return Move(SUSPENSION, NONE, "lodged", new=kind)


def takes_in(name: str, kind: Kind = Kind.TEXT, *, optional: bool = False) -> Parameter:
    """Name something that the step takes in."""
    return Parameter(name, kind, required=not optional)


def step(
    name: str,
    de: str,
    en: str,
    catalogue: str,
    by: str | tuple[str, ...],
    outcomes: Mapping[str, Moves] | Moves,
    *takes: Parameter,
    decide: Decide | None = None,
    signs: str = "",
    binds: bool = False,
) -> Step:
    """Write a step in one row: names, catalogue, who, moves or outcomes, inputs."""
    return Step(
        name,
        by=by,
        takes=takes,
        outcomes=outcomes if isinstance(outcomes, Mapping) else {"": outcomes},
        decide=decide,
        signs=signs,
        binds=binds,
        label=Wording(de, en),
        catalogue=tuple(catalogue.split()),
    )
