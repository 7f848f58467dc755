"""What later steps will need and only now can be stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import attrs

from ratsflow.engine.command import NOTED
from ratsflow.engine.missing import stating
from ratsflow.engine.now import Ahead, Possible
from ratsflow.engine.verdict import Verdict
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, Step


class Ask(Protocol):
    """Assesses a step, by its name and the id of what it is about, without any inputs.

    The case may be another than the one at hand: what it would be with facts supposed.
    """

    def __call__(self, step: str, on: str, supposed: Case | None = None) -> Verdict: ...


def later_steps(
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


def all_ahead(
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
        later = list(later_steps(procedure, supposed, ask, following.verdict, supposed))
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
