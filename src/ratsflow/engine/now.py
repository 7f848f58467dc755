"""Now: where a case stands, whose turn it is, what is missing, from whom, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

import attrs

from ratsflow.engine.command import NOTED, command_of
from ratsflow.engine.missing import Missing, stating, stays
from ratsflow.engine.verdict import Status, Verdict
from ratsflow.errors import RatsflowError
from ratsflow.law.periods import local_day
from ratsflow.model import Actor
from ratsflow.model.text import Lang
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.path import leading_from
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule, Until
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION, Parameter, Step


class Ask(Protocol):
    """Assesses a step, by its name and the id of what it is about, without any inputs.

    The case may be another than the one at hand: what it would be with facts supposed.
    """

    def __call__(self, step: str, on: str, supposed: Case | None = None) -> Verdict: ...


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
        """Return it as plain values, for JSON."""
        procedure, case, words = self.procedure, self.case, self.procedure.words
        state = procedure.state(case.state)
        until = self.waits_until
        return {
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


def now_of(
    procedure: Procedure, case: Case, ask: Ask, at: datetime, actor: Actor | None = None
) -> Now:
    """Return where a case stands and what may happen.

    Args:
        procedure: its procedure.
        case: the case as the reader may see it.
        ask: assesses a step, as the reader may see it.
        at: the moment asked about.
        actor: who asks; None for anybody.
    """
    verdicts = [ask(step, on) for step, on in startable(procedure, case)]
    here = [each for each in verdicts if each.starts_here]
    main = procedure.main_path
    ways = _ways(procedure, case, here, main)
    chosen = ways[0] if ways else None
    cures = _cures(chosen)
    steps = tuple(
        Possible(each, _group(each, main, cures), _may(each.step, actor))
        for each in (
            *([] if chosen is None else [chosen]),
            *(v for v in here if v is not chosen),
        )
    )
    other = next(
        (
            each
            for each in steps
            if any(each.verdict is way for way in ways[1:])
            and each.status in ("ready", "needs_input")
            and all(missing.is_blocking for missing in each.verdict.missing)
        ),
        None,
    )
    following = None if chosen is None else steps[0]
    later = list(_later(procedure, case, ask, chosen))
    ahead: tuple[Ahead, ...] = ()
    if following is not None:
        ahead = tuple(_all_ahead(procedure, case, ask, following, cures, later))
    return Now(
        procedure,
        case,
        at,
        actor,
        following,
        other,
        steps,
        ahead,
        _deadlines(procedure, [*here, *later]),
    )


def _may(step: Step, actor: Actor | None) -> bool | None:
    if actor is None:
        return None
    return any(role in (*actor.roles, *actor.deputises) for role in step.by)


def _group(verdict: Verdict, main: tuple[str, ...], cures: frozenset[str]) -> str:
    name = verdict.step.name
    if name in cures:
        return "cure"
    if name in main:
        return "main"
    return "record" if stays(verdict.step) else "instead"


def _cures(verdict: Verdict | None) -> frozenset[str]:
    if verdict is None:
        return frozenset()
    return frozenset(
        each.by_step
        for each in verdict.missing
        if each.is_blocking and each.by_step and each.by_step != verdict.step.name
    )


def _ways(
    procedure: Procedure, case: Case, here: list[Verdict], main: tuple[str, ...]
) -> list[Verdict]:
    """Return the steps of the main path that start here and fit, the next one first.

    What moves the motion goes before what moves a consultation. Of the consultations the
    one whose meeting has come goes first, then those that are on no agenda yet, in the
    order of the route: agendas go out before the meetings ahead of them are over.
    """
    if procedure.state(case.state).final:
        return []
    route = {each.id: index for index, each in enumerate(case.consultations)}
    order = {name: index for index, name in enumerate(main)}

    def rank(verdict: Verdict) -> tuple[int, int, int]:
        consultation, last = verdict.question.consultation, order[verdict.step.name]
        if consultation is None:
            return -1, -1, last
        held, is_planned = consultation.meeting, consultation.state == procedure.planned
        has_come = held is None or held.day <= verdict.question.day
        turn = 1 if is_planned else 0 if has_come else 2
        return turn, route.get(consultation.id, len(route)), last

    fitting = [
        each
        for each in here
        if each.step.name in order
        and not stays(each.step)
        and each.status != "unfit"
        and not _is_over(procedure, each)
    ]
    if fitting:
        return sorted(fitting, key=rank)
    leading = leading_from(procedure, case.state)
    return [each for each in here if leading and each.step.name == leading[0]]


def _is_over(procedure: Procedure, verdict: Verdict) -> bool:
    consultation = verdict.question.consultation
    if consultation is None:
        return False
    states = procedure.states_of(CONSULTATION)
    return any(each.final for each in states if each.name == consultation.state)


def _later(
    procedure: Procedure,
    case: Case,
    ask: Ask,
    following: Verdict | None,
    supposed: Case | None = None,
) -> Iterator[Verdict]:
    """Yield the verdicts on the steps of the main path behind the next one."""
    main = procedure.main_path
    if following is None or following.step.name not in main:
        return
    over = {each.name for each in procedure.consultation_states if each.final}
    for name in main[main.index(following.step.name) + 1 :]:
        subject = procedure.step(name).subject
        if subject == CONSULTATION:
            for each in case.consultations:
                if each.state not in over:
                    yield ask(name, each.id, supposed)
        elif not subject:
            yield ask(name, "", supposed)


def _all_ahead(
    procedure: Procedure,
    case: Case,
    ask: Ask,
    following: Possible,
    cures: frozenset[str],
    later: list[Verdict],
) -> Iterator[Ahead]:
    """Yield what later steps lack, also what a rule asks for only when it knows the rest."""
    found: dict[str, Ahead] = {}
    for _ in range(_ROUNDS):
        new = {
            each.fact: each
            for each in _ahead(procedure, following, cures, later)
            if each.fact not in found
        }
        found |= new
        supposed = _supposed(case, following, new)
        if supposed is None:
            break
        later = list(_later(procedure, supposed, ask, following.verdict, supposed))
    yield from found.values()


_ROUNDS = 4
"""How often facts are supposed to be stated, to see what is asked for behind them."""


def _supposed(case: Case, following: Possible, new: Mapping[str, Ahead]) -> Case | None:
    """Return the case as if facts of the consultation at hand were stated.

    None if there is nothing to suppose.
    """
    about = following.verdict.question.consultation
    if about is None:
        return None
    changes: dict[str, Any] = {}
    held = about.meeting
    for fact in new:
        head, _, part = fact.partition(".")
        if head == "consultation" and part in CHOICES:
            changes[part] = next(iter(CHOICES[part]))
        elif head == "meeting" and held is not None and part.endswith("_on"):
            stated: dict[str, Any] = {part: held.day}
            changes["meeting"] = held = attrs.evolve(held, **stated)
    if not changes:
        return None
    own = attrs.evolve(about, **changes)
    route = (own if each.id == own.id else each for each in case.consultations)
    return attrs.evolve(case, consultations=tuple(route))


def _ahead(
    procedure: Procedure,
    following: Possible,
    cures: frozenset[str],
    later: list[Verdict],
) -> Iterator[Ahead]:
    """Yield the facts that later steps of the main path lack and only now can be stated.

    A step after the next one that takes a fact can still ask for it; until then it is not
    missing.
    """
    takers = {
        name: _takes(procedure.step(name)) for name in (*cures, following.step.name)
    }
    seen = {each.key.partition(":")[2] for each in following.missing}
    rewritten = {each.by_step for each in following.missing if each.kind == "breach"}
    still: set[str] = set()
    for verdict in later:
        still |= _takes(verdict.step)
        for fact in _facts(verdict):
            if fact in seen or stating(fact, still):
                continue
            taker = _taker(fact, takers, following, verdict)
            # Whoever hands in another text states there all that stands in a text.
            in_text = fact.startswith("motion.") and fact not in NOTED
            if taker and not (in_text and taker in rewritten):
                seen.add(fact)
                yield Ahead(fact, verdict.step, taker)


def _takes(step: Step) -> set[str]:
    return {each.name for each in step.takes}


def _facts(verdict: Verdict) -> Iterator[str]:
    """Yield the facts that a step will need; rules that it is not meant for need none."""
    if any(each.kind == "unfit" for each in verdict.missing):
        return
    for each in verdict.missing:
        if each.kind == "fact" and each.is_blocking:
            yield each.key.partition(":")[2]


def _taker(
    fact: str, takers: Mapping[str, set[str]], following: Possible, needing: Verdict
) -> str:
    """Return the step that can state a fact now; the cure before the next one."""
    about = needing.question.consultation
    for name in takers:
        if not stating(fact, takers[name]):
            continue
        if fact.partition(".")[0] in ("meeting", "consultation"):
            own = following.verdict.question.consultation
            if own is None or about is None or own.id != about.id:
                continue
        return name
    return ""


def _deadlines(procedure: Procedure, verdicts: list[Verdict]) -> tuple[Deadline, ...]:
    """Return what is due from the day asked about on, the earliest first."""
    found: dict[tuple[date, str], Deadline] = {}
    for verdict in verdicts:
        question = verdict.question
        for versions in procedure.guards(verdict.step):
            for rule in versions:
                if rule.until is None or not rule.in_force.covers(question.day):
                    continue
                try:
                    until = rule.until(question)
                except (
                    RatsflowError
                ):  # a fact or value is missing: nobody can tell the day
                    continue
                if until is not None and until.day >= question.day:
                    key = (until.day, until.what.de)
                    found.setdefault(key, Deadline(rule, until, verdict.step))
    return tuple(sorted(found.values(), key=lambda each: each.until.day))
