"""Conformity: does a log move as the procedure does that it names?

A log whose hashes fit may still be made up. What an entry says that it moved is held against
the step that it names, in the version of the procedure that it names: a state that no
procedure knows, or a step that leads elsewhere, was never written by an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import starmap

import attrs

from ratsflow.engine.inputs import new_route
from ratsflow.errors import Both, InvalidInputError
from ratsflow.log import Entry, EntryKind, Made
from ratsflow.model import Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued, renames
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, LIFECYCLES, MOTION, NONE


BEGINS = attrs.fields(Suspension).state.default
"""The state in which schema 2 let every objection begin, wherever its step led."""

_TAKEN = frozenset(
    {EntryKind.TAKEN, EntryKind.RECORDED, EntryKind.OVERRIDDEN, EntryKind.ASSUMED}
)

Arc = tuple[str, str, str]
"""A lifecycle, the state before and the state after."""


class Conformity:
    """Tells what of an entry its procedure cannot have brought about.

    Args:
        procedures: the versions that are known; of another one nothing can be told.
    """

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._known = {each.fingerprint: each for each in procedures}
        self._arcs: dict[str, Mapping[tuple[str, str], frozenset[Arc]]] = {}

    def __call__(self, case: Case | None, entry: Entry) -> str:
        """Say what the procedure of an entry cannot have brought about, or nothing.

        Args:
            case: the case before the entry; None for the first.
            entry: the entry.
        """
        procedure = self._known.get(entry.fingerprint)
        if procedure is None:
            return ""
        return _brought_in(case, entry, procedure) or self._moved(
            case, entry, procedure
        )

    def _moved(self, case: Case | None, entry: Entry, procedure: Procedure) -> str:
        if case is None:
            begins = procedure.states[0].name
            if entry.kind is EntryKind.ASSUMED and len(entry.moves) == 1:
                begins = entry.moves[0].target  # midway, in whatever state there is
                if not _is_known(entry.moves[0], procedure):
                    return _unknown(entry.moves[0], procedure)
            start = Made(MOTION, "", NONE, begins)
            return "" if entry.moves == (start,) else _elsewhere(entry.moves, procedure)
        for move in entry.moves:
            if not _is_known(move, procedure):
                return _unknown(move, procedure)
        if entry.kind is EntryKind.MIGRATED:
            return ""
        try:
            renamed = tuple(starmap(Made, renames(procedure, case)))
        except InvalidInputError as error:
            return error.what
        return self._stepped(continued(procedure, case), entry, procedure, renamed)

    def _stepped(
        self, case: Case, entry: Entry, procedure: Procedure, renamed: tuple[Made, ...]
    ) -> str:
        if entry.kind not in _TAKEN:
            return (
                Both(
                    "it moves, though nothing was taken.",
                    "er bewegt etwas, obwohl kein Schritt gegangen wurde.",
                )
                if entry.moves
                else ""
            )
        arcs = self._arcs_of(procedure).get((entry.step, entry.outcome))
        if arcs is None:
            return Both(
                f"its procedure has no step {entry.step!r} with such an outcome.",
                f"sein Verfahren hat keinen Schritt „{entry.step}“ mit diesem "
                "Ergebnis.",
            )
        if entry.moves[: len(renamed)] != renamed:
            return Both(
                "it does not rename what has another name in its version.",
                "er benennt nicht um, was in seiner Fassung anders heißt.",
            )
        for move in entry.moves[len(renamed) :]:
            if (move.lifecycle, move.source, move.target) not in arcs:
                return _elsewhere((move,), procedure)
            if move.means != procedure.means(move.lifecycle)[move.target]:
                return _meant_otherwise(move, procedure)
            if _state_of(case, move) not in (move.source, ""):
                return Both(
                    f"it moves from {move.source!r}, where nothing stands.",
                    f"er geht vom Stand „{move.source}“ aus, in dem nichts steht.",
                )
        return ""

    def _arcs_of(
        self, procedure: Procedure
    ) -> Mapping[tuple[str, str], frozenset[Arc]]:
        found = self._arcs.get(procedure.fingerprint)
        if found is None:
            found = self._arcs[procedure.fingerprint] = dict(_arcs(procedure))
        return found


def _arcs(
    procedure: Procedure,
) -> Iterable[tuple[tuple[str, str], frozenset[Arc]]]:
    for step in procedure.steps:
        for outcome, moves in procedure.plan(step.name).branches.items():
            yield (
                (step.name, outcome),
                frozenset(
                    (move.lifecycle, source, target)
                    for move, fire, _ in moves
                    for source in ((NONE,) if move.new else move.sources)
                    for target in (fire(source),)
                    if target is not None
                ),
            )


def _brought_in(case: Case | None, entry: Entry, procedure: Procedure) -> str:
    """Say what an entry brings in that does not stand where such things begin."""
    added = entry.inputs.get("consultations") or ()
    try:
        new_route(procedure.planned, case.consultations if case else (), added)
    except InvalidInputError as error:
        return error.what
    suspension = entry.inputs.get("suspension")
    if isinstance(suspension, Suspension):
        begins = [move.target for move in entry.moves if move.source == NONE]
        if suspension.state not in (*begins, BEGINS):
            return Both(
                f"it brings in what already stands in {suspension.state!r}.",
                f"er bringt ein, was schon im Stand „{suspension.state}“ steht.",
            )
    return ""


def _state_of(case: Case, move: Made) -> str:
    """Return the state in which that stands what an entry moves; empty where it is not there,
    because it was erased."""
    if move.lifecycle == MOTION:
        return case.state
    if move.source == NONE:
        return NONE
    standing = (
        case.consultations if move.lifecycle == CONSULTATION else case.suspensions
    )
    return next((each.state for each in standing if each.id == move.subject), "")


def _is_known(move: Made, procedure: Procedure) -> bool:
    return move.lifecycle in LIFECYCLES and any(
        state.name == move.target for state in procedure.states_of(move.lifecycle)
    )


def _unknown(move: Made, procedure: Procedure) -> str:
    return Both(
        f"it leads to the state {move.target!r} of {move.lifecycle}, which procedure "
        f"{procedure.name!r} does not know.",
        f"er führt in den Stand „{move.target}“ ({move.lifecycle}), den das Verfahren "
        f"„{procedure.name}“ nicht kennt.",
    )


def _meant_otherwise(move: Made, procedure: Procedure) -> str:
    told = ", ".join(move.means) or "nothing"
    return Both(
        f"it says that the state {move.target!r} of {move.lifecycle} means {told}, which "
        f"procedure {procedure.name!r} does not say.",
        f"er sagt vom Stand „{move.target}“ ({move.lifecycle}) etwas, das das "
        f"Verfahren „{procedure.name}“ nicht sagt.",
    )


def _elsewhere(moves: tuple[Made, ...], procedure: Procedure) -> str:
    for move in moves:
        if not _is_known(move, procedure):
            return _unknown(move, procedure)
    told = ", ".join(f"{move.source!r} to {move.target!r}" for move in moves)
    return Both(
        f"its step does not lead from {told}.", f"sein Schritt führt nicht von {told}."
    )
