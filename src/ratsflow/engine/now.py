"""Now: where a case stands, whose turn it is, what is missing, from whom, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

import attrs

from ratsflow.documents import urn_of
from ratsflow.engine.command import command_of
from ratsflow.engine.missing import Missing
from ratsflow.engine.verdict import Status, Verdict
from ratsflow.law.periods import local_day
from ratsflow.model import Actor
from ratsflow.model.text import Lang
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule, Until
from ratsflow.procedure.step import Parameter, Step


@attrs.frozen
class Deadline:
    """What must be done by a day, or can be done until it.

    Attributes:
        rule: the rule that sets it.
        until: the day, and what is to be done by whom.
        step: the step it is about.
    """

    rule: Rule
    until: Until
    step: Step

    @property
    def by(self) -> tuple[str, ...]:
        """The roles that do it."""
        return self.until.by or self.step.by


@attrs.frozen
class Ahead:
    """A fact that only now can be stated and that a later step will need.

    Attributes:
        fact: its name.
        step: the step that will need it.
        taken_by: the step that takes it now.
    """

    fact: str
    step: Step
    taken_by: str


@attrs.frozen
class Possible:
    """A step that starts in the present state.

    Attributes:
        verdict: the verdict on it, as whoever asks may see it.
        group: ``main`` for a step of the main path, ``cure`` for one that supplies what
            the next step lacks, ``instead`` for another way on, ``record`` for one that
            changes no state.
        may: whether the actor who asks has a role for it; None for anybody.
    """

    verdict: Verdict
    group: str
    may: bool | None

    @property
    def step(self) -> Step:
        """The step."""
        return self.verdict.step

    @property
    def on(self) -> str:
        """The id of the consultation or suspension it is about, or empty."""
        subject = self.verdict.question.consultation or self.verdict.question.suspension
        return subject.id if subject else ""

    @property
    def status(self) -> Status:
        """How near it is; see `Verdict.status`."""
        return self.verdict.status

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What it lacks and cannot do without; another's role is nothing that lacks."""
        return tuple(
            each
            for each in self.verdict.missing
            if each.is_blocking and each.kind != "role"
        )


@attrs.frozen(slots=False)
class Now:
    """Where a case stands and what may happen, for whoever asks.

    Attributes:
        procedure: the procedure of the case.
        case: the case as the reader may see it.
        at: the moment asked about.
        actor: who asks; None for anybody.
        next: the next step of the main path; None where nothing is left to do, or where
            the main path does not lead on from here.
        other: another step of the main path that is as possible, or None.
        steps: all steps that start here, the next one first.
        ahead: what a later step will need and only now can be stated.
        deadlines: what must be done by when, the earliest first.
    """

    procedure: Procedure
    case: Case
    at: datetime
    actor: Actor | None
    next: Possible | None
    other: Possible | None
    steps: tuple[Possible, ...]
    ahead: tuple[Ahead, ...]
    deadlines: tuple[Deadline, ...]

    document = "now"

    @property
    def day(self) -> date:
        """The local calendar day asked about."""
        return local_day(self.at)

    @property
    def is_final(self) -> bool:
        """Tell whether nothing is due any more."""
        return bool(self.procedure.state(self.case.state).final)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What the next step lacks, each thing once."""
        return self.next.missing if self.next else ()

    @property
    def checks(self) -> tuple[Missing, ...]:
        """What speaks against the next step without standing in its way.

        What is asked for ahead of time is not told here too.
        """
        if self.next is None:
            return ()
        asked_for = {each.fact for each in self.ahead}
        own = f"{self.next.step.name}."
        return tuple(
            each
            for each in self.next.verdict.missing
            if not each.is_blocking
            and each.key.partition(":")[2].removeprefix(own) not in asked_for
        )

    @property
    def waits_until(self) -> date | None:
        """The day that the next step waits for, if that is all that is missing."""
        if self.next is None or self.next.status != "waits_for_day":
            return None
        days = [each.not_before for each in self.missing if each.not_before]
        return max(days, default=None)

    @property
    def turn(self) -> tuple[str, ...]:
        """The roles whose turn it is: who supplies what lacks, else who takes the step."""
        if self.next is None or self.waits_until is not None:
            return ()
        if self.next.status != "waits_for_others":
            return self.next.step.by
        roles = [role for each in self.missing for role in each.suppliers]
        return tuple(dict.fromkeys(roles)) or self.next.step.by

    @cached_property
    def cures(self) -> tuple[tuple[Possible, tuple[Missing, ...]], ...]:
        """The steps that supply what the next one lacks, each with what it supplies.

        What one office alone can supply is a step of its own.
        """
        found: dict[tuple[str, str, tuple[str, ...]], list[Missing]] = {}
        by_name = {(each.step.name, each.on): each for each in self.steps}
        for each in self.missing:
            key = (each.by_step, each.on, each.suppliers)
            if each.kind != "input" and key[:2] in by_name:
                found.setdefault(key, []).append(each)
        return tuple(
            (by_name[name, on], tuple(lacking))
            for (name, on, _), lacking in found.items()
        )

    @property
    def elsewhere(self) -> int:
        """How many steps start in another state or are not meant for this paper."""
        here = {each.step.name for each in self.steps if each.status != "unfit"}
        return len(self.procedure.steps) - len(here)

    def of(self, group: str, *statuses: Status) -> tuple[Possible, ...]:
        """Return the steps of a group that are as near as any of some statuses says."""
        return tuple(
            each
            for each in self.steps
            if each.group == group and each.status in statuses
        )

    def command(
        self,
        possible: Possible,
        role: str = "",
        supplied: Sequence[Missing] | None = None,
    ) -> tuple[str, ...]:
        """Return the words that take a step on the command line, without the options.

        What nobody but the user knows stands as a placeholder in capitals: ``ID``,
        ``DAY``, ``TEXT``, ``N``, ``NAMES``, ``YES_NO``, ``FILE.md``, ``FILE.json``.

        Args:
            possible: the step.
            role: the role in which it is taken; the first that may if left out.
            supplied: what it is to supply; what the next step lacks if left out.
        """
        cured = supplied
        if cured is None:
            cured = [m for cure, each in self.cures if cure is possible for m in each]
        name = possible.step.name
        later = [each.fact for each in self.ahead if each.taken_by == name]
        return command_of(
            possible.verdict,
            possible.missing,
            role or self._role(possible),
            "" if self.actor is None or possible.may is False else self.actor.id,
            cured,
            later,
        )

    def _role(self, possible: Possible) -> str:
        if self.actor is not None and possible.may:
            return possible.verdict.question.role
        return possible.step.by[0]

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        procedure, case, words = self.procedure, self.case, self.procedure.words
        state = procedure.state(case.state)
        until = self.waits_until
        return {
            "schema": urn_of(self.document),
            "case": case.id,
            "version": case.version,
            "at": self.at.isoformat(),
            "lang": lang,
            "state": {
                "name": state.name,
                "label": words.say("state", state.name, lang),
                "since": case.since and local_day(case.since).isoformat(),
                "final": state.final,
            },
            "turn": {
                "roles": [_role_to_plain(self, role, lang) for role in self.turn],
                "until": until and until.isoformat(),
            },
            "next": [p.step.name for p in (self.next, self.other) if p is not None],
            "missing": [
                each.to_plain(self.next.verdict, lang)
                for each in self.missing
                if self.next
            ],
            "checks": [
                each.to_plain(self.next.verdict, lang)
                for each in self.checks
                if self.next
            ],
            "ahead": [
                {
                    "fact": each.fact,
                    "label": words.say("fact", each.fact, lang),
                    "step": each.step.name,
                    "taken_by": each.taken_by,
                }
                for each in self.ahead
            ],
            "deadlines": [
                {
                    "day": each.until.day.isoformat(),
                    "what": each.until.what.in_(lang),
                    "by": list(each.by),
                    "step": each.step.name,
                    "rule": each.rule.id,
                    "norm": each.rule.citation.norm,
                }
                for each in self.deadlines
            ],
            "steps": [_step_to_plain(self, each, lang) for each in self.steps],
            "elsewhere": self.elsewhere,
        }


def _role_to_plain(now: Now, role: str, lang: Lang) -> dict[str, str]:
    return {"role": role, "label": now.procedure.words.say("role", role, lang)}


def _step_to_plain(now: Now, possible: Possible, lang: Lang) -> dict[str, Any]:
    step, words = possible.step, now.procedure.words
    return {
        "step": step.name,
        "on": possible.on or None,
        "label": words.say("step", step.name, lang),
        "group": possible.group,
        "status": possible.status,
        "by": list(step.by),
        "missing": [each.key for each in possible.missing],
        "may": possible.may,
        "inputs": [_input_to_plain(step, each, now, lang) for each in step.takes],
        "command": list(now.command(possible)),
    }


def _input_to_plain(
    step: Step, given: Parameter, now: Now, lang: Lang
) -> dict[str, Any]:
    words = now.procedure.words
    choices = CHOICES.get(given.name)
    return {
        "name": given.name,
        "kind": given.kind.value,
        "label": words.say("fact", f"{step.name}.{given.name}", lang),
        "required": given.required,
        "choices": [each.value for each in choices] if choices else None,
    }
