"""What a test says of a step or a case, by the shortest name, put where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import attrs

from ratsflow.checking.usually import Usually, as_motion_fields
from ratsflow.errors import Both, UnknownNameError
from ratsflow.model import Ballot, Meeting, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import Parameter
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Kind, Step
from ratsflow.testing.setting import as_day


BALLOT = frozenset(attrs.fields_dict(Ballot))
MOTION = frozenset(attrs.fields_dict(Motion))

_MANY, _NEAR, _WORD = 40, 5, 4
"""From how many names on only the near are told, how many, and how long a word is."""


def taken_in(
    step: Step, said: Mapping[str, Any], case: Case, on: str, usually: Usually
) -> dict[str, Any]:
    """Return what a step takes in, of what a test says.

    Beside the names of its inputs a test may say the numbers of the ballot (``yes=40``)
    and parts of the text (``proposal="…"``) that it takes in; a meeting may be its day.

    Raises:
        UnknownNameError: a name that the step does not know.
    """
    takes = {each.name: each for each in step.takes}
    inputs: dict[str, Any] = {}
    votes: dict[str, Any] = {}
    text: dict[str, Any] = {}
    ballot = next((n for n, e in takes.items() if e.kind is Kind.BALLOT), "")
    for name, value in said.items():
        if name in takes:
            inputs[name] = _as_kind(takes[name], value, case, on, usually)
        elif name in BALLOT and ballot:
            votes[name] = value
        elif name in MOTION and "motion" in takes:
            text[name] = value
        else:
            known = [*takes]
            known += sorted(BALLOT) if ballot else []
            known += sorted(MOTION) if "motion" in takes else []
            what = Both(f"input of {step.name}", f"Angabe zu {step.name}")
            raise no_such(what, name, known)
    if votes:
        inputs[ballot] = usually.ballot_of(body_at(case, on), votes)
    if text:
        base = inputs.get("motion", case.motion)
        inputs["motion"] = attrs.evolve(base, **as_motion_fields(text))
    return inputs


def _as_kind(
    taken: Parameter, value: Any, case: Case, on: str, usually: Usually
) -> Any:
    if taken.kind is Kind.BALLOT and isinstance(value, Mapping):
        return usually.ballot_of(body_at(case, on), value)
    if taken.kind is Kind.MEETING and isinstance(value, str | date):
        day = as_day(value, taken.name)
        return day and usually.meeting(day)
    if taken.kind is Kind.MEETING and isinstance(value, Mapping):
        return Meeting(**value)
    if taken.kind is Kind.MOTION and isinstance(value, Mapping):
        return attrs.evolve(case.motion, **as_motion_fields(value))
    if taken.kind in (Kind.NAMES, Kind.CONSULTATIONS) and isinstance(value, list):
        return tuple(value)
    return value


def body_at(case: Case, on: str) -> Any:
    """Return the body of the consultation that a step is about."""
    for each in case.consultations:
        if each.id == on:
            return each.body
    found = case.deciding or next(iter(reversed(case.consultations)), None)
    return found and found.body


def no_such(what: str, name: str, known: Sequence[str]) -> UnknownNameError:
    """Return the error that a name does not exist; of very many only the near are told."""
    if len(known) > _MANY:
        words = {each for each in name.split("_") if len(each) >= _WORD}
        near = get_close_matches(name, known, n=_NEAR, cutoff=0.5)
        near += [n for n in known if words & set(n.split("_")) and n not in near]
        known = near[:_NEAR] or known[:_MANY]
    return UnknownNameError(what, name, known)


@attrs.frozen
class Said:
    """What a test says of a case, sorted by where it belongs.

    Attributes:
        paper: fields of the motion.
        inputs: what steps take in, whichever does.
        by_step: what single steps take in, by name of the step.
        facts: plain facts, known from the start.
        votes: numbers of a ballot, where a single rule is asked.
    """

    paper: Mapping[str, Any]
    inputs: Mapping[str, Any]
    by_step: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    votes: Mapping[str, Any] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls, procedure: Procedure, said: Mapping[str, Any], *, with_votes: bool = False
    ) -> Said:
        """Sort what a test says.

        Raises:
            UnknownNameError: a name that is no field of the paper, no input of a step, no
                step, and no fact that a rule reads.
        """
        inputs = {each.name for step in procedure.steps for each in step.takes}
        steps = {step.name for step in procedure.steps}
        paper = {name: value for name, value in said.items() if name in MOTION}
        taken = {name: value for name, value in said.items() if name in inputs}
        of_steps = {
            name: value
            for name, value in said.items()
            if name in steps and isinstance(value, Mapping)
        }
        votes = {
            name: value
            for name, value in said.items()
            if with_votes and name in BALLOT and name not in inputs | MOTION
        }
        sorted_out = {*paper, *taken, *of_steps, *votes}
        rest = {name: value for name, value in said.items() if name not in sorted_out}
        readable = set(_read(procedure))
        for name in rest:
            known = sorted({*MOTION, *inputs, *steps})
            misspelt = get_close_matches(name, known, n=1, cutoff=_SAME_WORD)
            if name not in readable if readable else misspelt:
                raise no_such(Both("fact", "Tatsache"), name, known)
        return cls(as_motion_fields(paper), taken, of_steps, rest, votes)


_SAME_WORD = 0.85
"""How alike a name is to one that there is where nobody can know what rules read."""


def _read(procedure: Procedure) -> Iterable[str]:
    """Return the facts that rules read; nothing where nobody can know it."""
    if any(not rule.needs and not rule.condition for rule in procedure.rules):
        return ()
    return (
        need.rstrip("?").removeprefix("fact.")
        for rule in procedure.rules
        for need in rule.needs
    )
