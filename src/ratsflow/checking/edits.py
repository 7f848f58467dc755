"""Edits of an attempt: each thing that a rule reads of it, changed.

Of the case, the paper, the items, the law, the other cases and what the step takes in. Nothing
is walked to: such an attempt is built.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs

from ratsflow.checking.attempts import Attempt
from ratsflow.checking.changes import changed, variants_of
from ratsflow.checking.otherwise import as_stated
from ratsflow.checking.space import Space
from ratsflow.errors import RatsflowError
from ratsflow.law.local import Law
from ratsflow.model import Motion, Signature, Suspension, SuspensionKind
from ratsflow.procedure.case import OpenFinding
from ratsflow.procedure.inputs import Parameter
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.procedure.step import CONSULTATION, MOTION, Step


_DAYS = (1, 7, 31, 92, 366, -1, -7, -31, -366)
"""After how many days an attempt is made again, and before how many it says it was."""

_LISTED = 60
"""How many values of a list are tried; of many days those around today come first."""

_BODIES = ("council", "main_committee", "committee", "district_council")
_STATES = ("draft", "in_consultation", "adopted", "rejected", "withdrawn", "closed")


class Edits:
    """Changes attempts.

    Args:
        space: procedure and law.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self._made: dict[tuple[int, str], tuple[Any, list[Any]]] = {}
        papers = self._papers
        self._makers: Mapping[str, Callable[[Attempt, str], Iterator[Attempt]]] = {
            "law": self._laws,
            "paper": papers,
            "motion": papers,
            "item": self._items,
            "suspension": self._objections,
            "case": self._cases,
            "others": self._others,
        }
        self._takes = {
            each.name: (step.name, each)
            for step in reversed(space.procedure.steps)
            for each in step.takes
        }

    def of(
        self,
        attempt: Attempt,
        question: Question,
        read: Iterable[str],
        worked: Counter[str],
    ) -> Iterator[tuple[str, Attempt]]:
        """Yield the attempt with one thing changed that is read, and its name.

        What did the same before comes first, the law last.
        """
        for name in sorted(read, key=lambda e: (-worked[e], e.startswith("law"))):
            try:
                for each in self._edits(attempt, question, name):
                    yield name, each
            except (RatsflowError, TypeError, ValueError, AttributeError):
                continue  # such a value cannot be made

    def _edits(
        self, attempt: Attempt, question: Question, name: str
    ) -> Iterator[Attempt]:
        head, _, part = name.partition(".")
        step = self.space.procedure.step(attempt.choice.step)
        if name in {each.name for each in step.takes}:
            yield from self._inputs(attempt, question, name)
        elif head in self._makers:
            yield from self._makers[head](attempt, part)
        elif name == "day":
            yield from self._days(attempt)
        elif name in ("actor", "role"):
            yield from self._people(attempt, step)
        elif name not in ("step", "*"):
            yield from self._facts(attempt, question, name)

    @staticmethod
    def _days(attempt: Attempt) -> Iterator[Attempt]:
        for days in _DAYS:
            day = attempt.choice.day + timedelta(days)
            choice = attrs.evolve(attempt.choice, day=day)
            yield attempt.but("day", at=attempt.at + timedelta(days), choice=choice)

    def _people(self, attempt: Attempt, step: Step) -> Iterator[Attempt]:
        case, actor = attempt.case, attempt.choice.actor
        named = (case.opened_by or "opener", case.text_by, case.motion.author)
        found = [who for role in step.by for who in self.space.actors(role)]
        found += [attrs.evolve(actor, id=who) for who in filter(None, named)]
        for who in found:
            yield attempt.but("actor", choice=attrs.evolve(attempt.choice, actor=who))

    def _values(
        self, attempt: Attempt, question: Question, step: str, taken: Parameter
    ) -> list[Any]:
        given = attempt.choice.inputs.get(taken.name)
        found = list(variants_of(given)) if given is not None else []
        found += self.space.values(
            taken, attempt.case, question.consultation, question.day, step=step
        )[:_LISTED]
        around = [question.day + timedelta(n) for n in _DAYS]
        if taken.kind.value in ("day", "date"):
            found = [*around, *found]
        return found

    def _inputs(
        self, attempt: Attempt, question: Question, name: str
    ) -> Iterator[Attempt]:
        step = self.space.procedure.step(attempt.choice.step)
        taken = next(each for each in step.takes if each.name == name)
        for value in self._values(attempt, question, step.name, taken):
            yield attempt.stating(name, value)
        if name in attempt.choice.inputs:
            yield attempt.stating(name, None)

    def _facts(
        self, attempt: Attempt, question: Question, name: str
    ) -> Iterator[Attempt]:
        facts = attempt.case.facts
        rest = {k: v for k, v in facts.items() if k != name}
        if name in facts:
            yield attempt.with_case(name, facts=rest)
        if name not in self._takes:
            return
        step, taken = self._takes[name]
        given = facts.get(name)
        values = [*(variants_of(given) if given is not None else ())]
        for value in (*values, *self._values(attempt, question, step, taken)):
            yield attempt.with_case(name, facts={**rest, name: as_stated(value)})

    def _laws(self, attempt: Attempt, key: str) -> Iterator[Attempt]:
        law = attempt.law.at(attempt.choice.day)
        given = law.values.get(key)
        rest = {k: v for k, v in law.values.items() if k != key}
        absent = law.absent
        if given is not None:
            values = [{**rest, key: other} for other in variants_of(given)] + [rest]
        else:
            absent -= {key}
            values = [{**rest, key: e} for e in (True, False, 1, 7, 30, ("x",), "x")]
        for each in values:
            other = Law(law.state, each, law.name, law.citations, absent=absent)
            yield attempt.but(f"law.{key}", law=other)

    def _papers(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        case, inputs = attempt.case, attempt.choice.inputs
        handed = inputs.get("motion")
        motion = handed if isinstance(handed, Motion) else case.motion
        for other in self._motions(motion, part):
            if isinstance(handed, Motion):
                yield attempt.stating("motion", other)
            yield attempt.with_case(f"paper.{part}", motion=other)

    def _motions(self, motion: Motion, part: str) -> Iterator[Motion]:
        if part in ("topics", ""):
            for topic in self.space.procedure.topics():
                yield attrs.evolve(motion, topics=(topic,))
        yield from self._differing(motion, part)

    def _differing(self, thing: Any, part: str) -> list[Any]:
        """Return what differs from a thing in one field, or in any; each made once."""
        known = self._made.get((id(thing), part))
        if known is None:
            fields = {each.name for each in attrs.fields(type(thing))}
            if part in fields:
                found = list(changed(thing, part, 1))
            else:
                found = list(variants_of(thing, 2))
            known = self._made[id(thing), part] = thing, found
        return known[1]

    def _items(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        item, _ = attempt.subject
        if item is None:
            return
        procedure = self.space.procedure
        fields: Mapping[str, Iterable[Any]] = {
            "state": [each.name for each in procedure.states_of(CONSULTATION)],
            "ballots": [
                (),
                *(
                    (each,)
                    for each in self.space.values(
                        self._takes["ballot"][1],
                        attempt.case,
                        item,
                        attempt.choice.day,
                    )
                ),
            ]
            if "ballot" in self._takes
            else [()],
            "days": [
                (),
                *((attempt.choice.day + timedelta(n),) for n in (0, *_DAYS)),
            ],
            "body": [
                *(e.body for e in attempt.case.consultations if e is not item),
                *map(self.space.usually.body, _BODIES),
            ],
            "about": [*(e.id for e in attempt.case.consultations), "x"],
        }
        if part in fields:
            for value in fields[part]:
                other = attrs.evolve(item, **{part: value})
                yield attempt.replacing("consultations", item, other, part)
        yield from self._things(attempt, "consultations", item, part)

    def _objections(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        one = attempt.subject[1] or next(iter(attempt.case.suspensions), None)
        yield from self._things(attempt, "suspensions", one, part)

    def _things(
        self, attempt: Attempt, where: str, thing: Any, part: str
    ) -> Iterator[Attempt]:
        if thing is None:
            return
        for other in self._differing(thing, part):
            yield attempt.replacing(where, thing, other, part)

    def _cases(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        makers: Mapping[str, Callable[[Attempt], Iterator[Attempt]]] = {
            "consultations": self._routes,
            "signatures": self._signed,
            "suspensions": self._suspended,
            "findings": self._open,
            "since": self._since,
            "text_by": self._brought,
            "opened_by": self._brought,
            "state": self._states,
        }
        if part in makers:
            yield from makers[part](attempt)
        elif not part:
            for maker in dict.fromkeys(makers.values()):
                yield from maker(attempt)

    def _signed(self, attempt: Attempt) -> Iterator[Attempt]:
        case = attempt.case
        yield attempt.with_case("signatures", signatures=())
        for role in self.space.procedure.roles:
            kept = [each for each in case.signatures if each.office != role]
            for digest in (case.motion.text_hash, "0" * 64):
                signed = Signature(role, f"{role}-9", digest, attempt.at)
                for each in (signed, *changed(signed, "decision", 1)):
                    yield attempt.with_case("signatures", signatures=(*kept, each))

    def _suspended(self, attempt: Attempt) -> Iterator[Attempt]:
        yield attempt.with_case("suspensions", suspensions=())
        for each in attempt.case.suspensions:
            yield from self._things(attempt, "suspensions", each, "")
        for kind in SuspensionKind:
            one = objection(attempt, kind)
            ended = attrs.evolve(one, ended_on=attempt.choice.day, state="settled")
            for more in (one, ended):
                yield attempt.with_case("suspensions", suspensions=(more,))

    def _open(self, attempt: Attempt) -> Iterator[Attempt]:
        yield attempt.with_case("findings", findings=())
        rule = self.space.procedure.rules[0].id
        for consequence in ("block", "defect", "curable"):
            one = OpenFinding(rule, "unmet", consequence, 1)
            yield attempt.with_case("findings", findings=(one,))

    @staticmethod
    def _since(attempt: Attempt) -> Iterator[Attempt]:
        for days in _DAYS:
            since = (attempt.case.since or attempt.at) + timedelta(days)
            yield attempt.with_case("since", since=since)

    @staticmethod
    def _brought(attempt: Attempt) -> Iterator[Attempt]:
        case = attempt.case
        for name in ("text_by", "opened_by"):
            for who in (attempt.choice.actor.id, "somebody", case.motion.author or ""):
                yield attempt.with_case(name, **{name: who})

    def _states(self, attempt: Attempt) -> Iterator[Attempt]:
        for state in self.space.procedure.states_of(MOTION):
            yield attempt.with_case("state", state=state.name)

    def _routes(self, attempt: Attempt) -> Iterator[Attempt]:
        case, choice = attempt.case, attempt.choice
        for item in case.consultations:
            if item.id != choice.on:
                kept = tuple(e for e in case.consultations if e is not item)
                yield attempt.with_case("consultations", consultations=kept)
            with_item = attrs.evolve(
                attempt, choice=attrs.evolve(choice, on=item.id), changed=()
            )
            for part in ("state", "body", "ballots", "days", "about", ""):
                for each in self._items(with_item, part):
                    yield attempt.with_case(
                        "consultations", consultations=each.case.consultations
                    )
        for body in _BODIES:
            try:
                further = self.space.usually.further(case, choice, {"body": body})
            except RatsflowError:
                continue
            for role in (further.role, "preliminary", "decision", "hearing"):
                try:
                    more = attrs.evolve(further, role=role)
                except (RatsflowError, ValueError):
                    continue
                yield attempt.with_case(
                    "consultations", consultations=(more, *case.consultations)
                )
                yield attempt.with_case(
                    "consultations", consultations=(*case.consultations, more)
                )

    @staticmethod
    def _others(attempt: Attempt, look: str) -> Iterator[Attempt]:
        case = attempt.case
        others = dict(attempt.others or {})
        facts = dict(case.facts)
        for number in ("9999/2026", str(case.facts.get("reference", ""))):
            facts["reference"] = number
            one = attrs.evolve(
                case, id="other", facts=facts, suspensions=(), signatures=()
            )
            for each in (one, *(attrs.evolve(one, state=s) for s in _STATES)):
                for name in [look] if look else [e.value for e in Look]:
                    yield attempt.but("others", others={**others, name: (each,)})


def objection(attempt: Attempt, kind: SuspensionKind) -> Suspension:
    """Return what attacks the last decision of the case, as somebody raised it that day."""
    against = attempt.case.consultations[-1:]
    return Suspension(
        "objection",
        kind,
        "somebody",
        attempt.choice.day,
        "Gründe.",
        against=against[0].id if against else "",
    )
