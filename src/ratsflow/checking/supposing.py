"""What if: a case as it would be, under law and with votes that nobody has written down."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.checking.beside import Beside
from ratsflow.checking.jointly import jointly
from ratsflow.checking.plan import Plan
from ratsflow.checking.search import CASES
from ratsflow.checking.space import Space
from ratsflow.engine import Verdict, assess, take
from ratsflow.engine.inputs import checked, with_topics
from ratsflow.errors import Both, InvalidInputError, RefusedError, UnknownNameError
from ratsflow.exchange.plain import input_from_plain, is_count
from ratsflow.law.layers import drafted
from ratsflow.law.local import Law
from ratsflow.law.periods import local_day
from ratsflow.model import Actor, Ballot, Meeting, Motion
from ratsflow.model.alike import alike
from ratsflow.office import Office
from ratsflow.office.lookups import Lookup
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.inputs import NOT_FACTS, Kind, Parameter
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import THINGS
from ratsflow.procedure.reading import NO_FACTS
from ratsflow.procedure.step import Step


@attrs.frozen(eq=False)
class Supposed:
    """A case as it is supposed to be; nothing of it is written.

    Attributes:
        case: the case.
        space: procedure, law, meetings, votes and people, and the other cases.
        office: where it was read.
        assumed: by field of the paper, what it does not say and is supposed as is usual.
    """

    case: Case
    space: Space
    office: Office
    assumed: Mapping[str, Any] = attrs.field(factory=dict)

    def assess(
        self,
        step: str,
        actor: Actor,
        *,
        on: str = "",
        at: datetime | None = None,
        **inputs: Any,
    ) -> Verdict:
        """Answer whether a step could be taken, as `Office.assess` does.

        Args:
            step: name of the step.
            actor: who would take it.
            on: id of the consultation or suspension it is about.
            at: when; noon of the first day of the space if left out.
            inputs: what it would take in.

        Raises:
            UnknownNameError: no such step, consultation or suspension.
            InvalidInputError: an input of the wrong kind, or a naive time.
        """
        space = self.space
        when = space.moment(space.first_day) if at is None else at
        return assess(
            space.procedure,
            self.case,
            step,
            actor,
            at=when,
            inputs=inputs,
            on=on,
            law=space.law,
            others=space.others_of(step, self.case, inputs, local_day(when)),
        )

    def take(
        self,
        step: str,
        actor: Actor,
        *,
        on: str = "",
        at: datetime | None = None,
        **inputs: Any,
    ) -> Supposed:
        """Return what would be after a step; see `assess`.

        Raises:
            RefusedError: the procedure refuses; it carries the verdict.
        """
        verdict = self.assess(step, actor, on=on, at=at, **inputs)
        if not verdict.allowed:
            raise RefusedError(verdict)
        after = attrs.evolve(self.space, first_day=verdict.question.day)
        return attrs.evolve(self, case=take(verdict).case, space=after)

    def plan(
        self, until: str, *, by: Any = None, cases: int = CASES, short_cuts: int = 0
    ) -> Plan:
        """Find the earliest lawful way to a state, as `plan` does, other cases along with it.

        Args:
            until: a state of the motion.
            by: the day by which it is to be reached; then the latest day of each step is
                told.
            cases: how many different cases are looked at, at most.
            short_cuts: how many are looked at, at most, for an earlier way beside the main
                path.
        """
        return jointly(
            self.office,
            self.case,
            self.space,
            until,
            by=by,
            cases=cases,
            short_cuts=short_cuts,
        )


def suppose(
    office: Office,
    case_id: str,
    *,
    at: datetime | None = None,
    facts: Mapping[str, Any] | None = None,
    motion: Motion | None = None,
    votes: Mapping[str, Ballot] | None = None,
    law: Law | Mapping[str, Any] | None = None,
    meetings: Mapping[str, Sequence[Meeting]] | None = None,
    away: Collection[str] = (),
    usual: bool = False,
) -> Supposed:
    """Return a case as if something were otherwise; nothing is written.

    Args:
        office: where the case is read.
        case_id: the case.
        at: the moment from which on; now if left out.
        facts: facts by name, as if they were stated; a step that takes one states this.
            A text is read as if it were typed.
        motion: another text of the paper; what was signed is the present one.
        votes: how a coming vote ends, by id of a consultation or by name of its body.
        law: another law, or values of a draft by their ids.
        meetings: by name of a body, its coming meetings; one that is not named meets
            whenever it is convened.
        away: roles whose holders are away, so that only who stands in for them acts.
        usual: the paper says what is usual in the procedure, wherever it says nothing;
            `Supposed.assumed` tells what that is.

    Raises:
        UnknownNameError: no such case, fact, consultation, value of law or role.
        InvalidInputError: a value that does not fit.
        DefinitionError: a value of law that no municipality can set.
    """
    stored = office.case(case_id)
    procedure = office.procedure_of(stored)
    case = continued(procedure, stored)
    there = office.law if law is None else law
    if isinstance(there, Mapping):
        there = drafted(office.law, there)
    said = _said(procedure, case, facts or {})
    now = office.clock() if at is None else at
    space = Space(
        procedure,
        there,
        starts=(),
        first_day=local_day(now),
        others=Beside(Lookup(office.store)),
        said=said,
        votes=_votes(case, votes or {}),
        meetings=_meetings(case, meetings or {}),
        away=_roles(procedure, away),
    )
    if motion is not None:
        names = procedure.vocabulary(there.at(space.first_day))
        motion = with_topics(names, motion, case.motion)
    told = {name: value for name, value in said.items() if name not in NOT_FACTS}
    paper = case.motion if motion is None else motion
    assumed = _unsaid(space, paper) if usual else {}
    case = attrs.evolve(
        case,
        facts={**case.facts, **told},
        motion=attrs.evolve(paper, **assumed),
    )
    return Supposed(case, space, office, assumed)


def _unsaid(space: Space, paper: Motion) -> dict[str, Any]:
    """Return what is usual, by field, of what a paper does not say."""
    blank, made = Motion(), space.usually.motion()
    return {
        name: getattr(made, name)
        for name in attrs.fields_dict(Motion)
        if getattr(paper, name) == getattr(blank, name) != getattr(made, name)
    }


def _said(procedure: Procedure, case: Case, facts: Mapping[str, Any]) -> dict[str, Any]:
    takers: dict[str, dict[Kind, tuple[Step, Parameter]]] = {}
    for step in procedure.steps:
        for each in step.takes:
            takers.setdefault(each.name, {}).setdefault(each.kind, (step, each))
    no_facts = {*NO_FACTS, *THINGS, "as_deputy"}
    read = {
        name.removesuffix("?")
        for rule in procedure.rules
        for name in rule.reads
        if "." not in name and name not in no_facts
    }
    known = sorted({*takers, *case.facts, *read})
    found = {}
    for name, value in facts.items():
        if name not in known:
            near = get_close_matches(name, known, n=5)
            raise UnknownNameError(Both("fact", "Angabe"), name, near)
        found[name] = (
            _fitting(name, value, takers[name])
            if name in takers
            else plain(_guessed(value), name)
        )
    return found


def _fitting(
    name: str, value: Any, takers: Mapping[Kind, tuple[Step, Parameter]]
) -> Any:
    """Return a value as the first step has it that can take it in under this name.

    Raises:
        InvalidInputError: no step can; it says why the first does not.
    """
    if Kind.MOTION in takers and isinstance(value, str):
        raise InvalidInputError(
            Both(
                "a whole text is not supposed by its name.",
                "ein ganzer Text lässt sich nicht unter seinem Namen annehmen.",
            ),
            name,
            Both(
                "Suppose its fields: paper.topics=award, or motion= in Python.",
                "Seine Felder annehmen: paper.topics=award, in Python motion=.",
            ),
        )
    counts = Kind.NUMBER in takers and isinstance(value, str) and is_count(value)
    refused: InvalidInputError | None = None
    for kind, (step, taken) in takers.items():
        if counts and kind is not Kind.NUMBER:
            continue
        try:
            typed = input_from_plain(taken, value) if isinstance(value, str) else value
            return checked(step, {name: typed})[name]
        except InvalidInputError as error:
            refused = refused or error
    assert refused is not None  # noqa: S101  # some step takes it in
    raise refused


def _guessed(value: Any) -> Any:
    """Return a fact that no step takes in, and so has no kind, as what its text looks like."""
    if not isinstance(value, str):
        return value
    for kind in (Kind.NUMBER, Kind.DAY, Kind.FLAG):
        try:
            return input_from_plain(Parameter("fact", kind), value)
        except InvalidInputError:
            continue
    return value


def _votes(case: Case, votes: Mapping[str, Ballot]) -> dict[str, Ballot]:
    """Return by id of a consultation how it ends."""
    found = {}
    for name, ballot in votes.items():
        ids = [e.id for e in case.consultations if name in (e.id, e.body.name)]
        if not ids:
            known = [w for e in case.consultations for w in (e.id, e.body.name)]
            raise UnknownNameError(Both("consultation", "Beratung"), name, known)
        found.update(dict.fromkeys(ids, ballot))
    return found


def _meetings(
    case: Case, meetings: Mapping[str, Sequence[Meeting]]
) -> dict[str, Sequence[Meeting]]:
    """Return the calendars by the names that the bodies of a case have in it."""
    names = {alike(each.body.name): each.body.name for each in case.consultations}
    return {names.get(alike(name), name): held for name, held in meetings.items()}


def _roles(procedure: Procedure, away: Collection[str]) -> frozenset[str]:
    for role in away:
        if role not in procedure.roles:
            raise UnknownNameError(Both("role", "Rolle"), role, procedure.roles)
    return frozenset(away)
