"""Structure: steps nobody can take, states nobody reaches, rules that change nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import attrs

from ratsflow.checking.choices import Way
from ratsflow.checking.ends import Ends
from ratsflow.checking.proved import contradicting, vacuous
from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.space import Space
from ratsflow.errors import Both, german
from ratsflow.model.text import Lang
from ratsflow.procedure.finding import MET, Result
from ratsflow.procedure.inputs import MEANINGS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import THINGS
from ratsflow.procedure.step import MOTION


@attrs.frozen
class Flaw:
    """Something about the structure of a procedure that nobody can have meant.

    Attributes:
        code: dotted and stable: ``state.unreached``, ``state.trap``, ``step.never``,
            ``step.contradiction``, ``rule.never_met``, ``rule.never_unmet``,
            ``rule.never_alone``, ``rule.failing`` or ``fact.unstated``.
        about: the name of what it is about.
        text: a sentence for people, in both languages.
        is_fault: it is wrong; otherwise it is doubtful.
    """

    code: str
    about: str
    text: Both
    is_fault: bool = True

    @property
    def key(self) -> str:
        """What it is called where it is declared to be wanted: ``code:about``."""
        return f"{self.code}:{self.about}"


@attrs.frozen
class Structure:
    """What a search found of the structure.

    Attributes:
        flaws: what was found, faults first.
        space: what was looked at.
        closed: all of it was looked at; otherwise nothing is said of what never happened.
        cases: how many different cases were looked at.
        asked: how often the engine was asked.
        witnesses: by step and rule, the first attempt in which that rule alone stood in
            the way.
    """

    flaws: tuple[Flaw, ...]
    space: Space
    closed: bool
    cases: int
    asked: int
    witnesses: dict[tuple[str, str], tuple[Moment, Way]]

    document = "structure"

    @property
    def faults(self) -> tuple[Flaw, ...]:
        """The flaws that are wrong."""
        return tuple(each for each in self.flaws if each.is_fault)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        return {
            "closed": self.closed,
            "cases": self.cases,
            "asked": self.asked,
            "flaws": [
                {
                    "code": each.code,
                    "about": each.about,
                    "fault": each.is_fault,
                    "text": german(each.text) if lang == "de" else str(each.text),
                }
                for each in self.flaws
            ],
        }


def structure(space: Space, *, cases: int = CASES) -> Structure:
    """Look for flaws of a procedure by walking every way that it leaves open.

    Args:
        space: what is looked at.
        cases: how many different cases are looked at, at most. What never happened is
            told only where all was looked at.
    """
    seen = _Seen()
    search = Search(space, cases, seen.taken, seen.refused)
    ends = Ends(space.procedure)
    states = set()
    for moment in search:
        states.add(moment.case.state)
        ends.add(moment)
    found = [
        *_failing(search.ways.failing),
        *_unstated(space.procedure, search.ways.cures.sought),
        *_proved(space),
    ]
    if search.closed:
        found += _never(space, seen, states)
    final = frozenset(e.name for e in space.procedure.states_of(MOTION) if e.final)
    trapped = {each.case.state for each in ends.trapped(final, search).trapped}
    for state in sorted(trapped):
        found.append(
            Flaw(
                "state.trap",
                state,
                Both(
                    f"From state {state!r} no end can be reached.",
                    f"Aus dem Stand „{state}“ führt kein Weg zu einem Ende.",
                ),
            )
        )
    found.sort(key=lambda each: not each.is_fault)
    return Structure(
        tuple(found),
        space,
        search.closed,
        search.visited,
        search.ways.asked,
        seen.alone,
    )


class _Seen:
    """Gathers what the rules answered."""

    def __init__(self) -> None:
        self.steps: set[str] = set()
        self.results: dict[tuple[str, str], set[Result]] = defaultdict(set)
        self.blocked: dict[str, list[frozenset[str]]] = defaultdict(list)
        self.alone: dict[tuple[str, str], tuple[Moment, Way]] = {}
        self.unmet_alone: set[tuple[str, str]] = set()

    def taken(self, _: Moment, way: Way) -> tuple[()]:
        """Note a step that was taken."""
        self.steps.add(way.choice.step)
        self._note(way)
        return ()

    def refused(self, moment: Moment, way: Way) -> None:
        """Note an attempt that was refused, and by which rules."""
        self._note(way)
        blocking = frozenset(each.rule.id for each in way.verdict.blocking)
        name = way.choice.step
        if len(self.blocked[name]) < _KEPT:
            self.blocked[name].append(blocking)
        if len(blocking) == 1:
            self.alone.setdefault((name, *blocking), (moment, way))  # type: ignore[arg-type]
        rules = [e for e in way.verdict.blocking if e.rule.id not in _NOT_STATED]
        if len(rules) == 1 and rules[0].answer.result is Result.UNMET:
            self.unmet_alone.add((name, rules[0].rule.id))

    def _note(self, way: Way) -> None:
        for rule, answer in way.verdict.rows:
            result = Result.MET if answer is MET else answer.result
            self.results[way.choice.step, rule.id].add(result)


_NOT_STATED = frozenset({"procedure.inputs", "procedure.outcome"})
"""What stands in the way of an attempt that does not say yet all that the step takes in."""

_KEPT = 200
"""Refused attempts of a step that are kept to say what it lacks."""


def _failing(failing: dict[tuple[str, str], str]) -> Iterator[Flaw]:
    """Yield the rules that failed themselves: they refuse, and nobody can cure it."""
    for (step, rule), what in sorted(failing.items()):
        yield Flaw(
            "rule.failing",
            f"{step}:{rule}",
            Both(
                f"Rule {rule!r} itself fails on step {step!r} ({what}).",
                f"Die Regel „{rule}“ bricht beim Schritt „{step}“ selbst ab ({what}).",
            ),
        )


def _unstated(procedure: Procedure, sought: set[tuple[str, str]]) -> Iterator[Flaw]:
    stated = {each.name for step in procedure.steps for each in step.takes}
    for rule, name in sorted(sought):
        if name in stated or name in MEANINGS or name in THINGS or "." in name:
            continue
        near = get_close_matches(name, sorted(stated), 1)
        hint = f" Near: {near[0]}." if near else ""
        nah = f" Ähnlich: {near[0]}." if near else ""
        yield Flaw(
            "fact.unstated",
            f"{rule}:{name}",
            Both(
                f"Rule {rule!r} reads the fact {name!r}, which no step states.{hint}",
                f"Die Regel „{rule}“ liest die Tatsache „{name}“, die kein Schritt "
                f"angibt.{nah}",
            ),
        )


def _proved(space: Space) -> Iterator[Flaw]:
    """Yield what is proved of declared conditions, whatever was searched."""
    procedure, law = space.procedure, space.law
    for step in procedure.steps:
        for one, other in contradicting(step, procedure, law):
            yield Flaw(
                "step.contradiction",
                f"{step.name}:{one}+{other}",
                Both(
                    f"Step {step.name!r}: its rules {one} and {other} are never both met "
                    "(proved).",
                    f"Schritt „{step.name}“: Seine Regeln {one} und {other} sind nie "
                    "beide erfüllt (bewiesen).",
                ),
            )
    for rule in procedure.rules:
        told = vacuous(rule, law)
        if told == "never_met" and any(
            each not in law.values and each not in law.absent
            for each in rule.parameters
        ):
            continue  # it waits for a value that the municipality has not stated
        if told:
            word = "met" if told == "never_met" else "unmet"
            wort = "erfüllt" if told == "never_met" else "verletzt"
            yield Flaw(
                f"rule.{told}",
                rule.id,
                Both(
                    f"Rule {rule.id!r} is never {word} under the law on file (proved).",
                    f"Die Regel „{rule.id}“ ist unter dem hinterlegten Recht nie {wort} "
                    "(bewiesen).",
                ),
                is_fault=told == "never_met",
            )


def _never(space: Space, seen: _Seen, states: set[str]) -> Iterator[Flaw]:
    procedure = space.procedure
    for state in procedure.states_of(MOTION):
        if state.name not in states and not space.steps:
            yield Flaw(
                "state.unreached",
                state.name,
                Both(
                    f"State {state.name!r} is never reached.",
                    f"Der Stand „{state.name}“ wird nie erreicht.",
                ),
            )
    for step in procedure.steps:
        if space.steps and step.name not in space.steps:
            continue
        asked = [name for name in step.guards if seen.results[step.name, name]]
        if step.name not in seen.steps and seen.blocked[step.name]:
            attempts = sorted(seen.blocked[step.name], key=len)
            names = sorted(frozenset.intersection(*attempts) or attempts[0])
            listed = ", ".join(names)
            yield Flaw(
                "step.never",
                step.name,
                Both(
                    f"Step {step.name!r} can never be taken; in its way: {listed}.",
                    f"Der Schritt „{step.name}“ ist nie möglich; im Weg steht: {listed}.",
                ),
            )
        for name in asked:
            yield from _of_rule(step.name, name, seen)


def _of_rule(step: str, rule: str, seen: _Seen) -> Iterator[Flaw]:
    results = seen.results[step, rule]
    about = f"{step}:{rule}"
    if Result.MET not in results:
        yield Flaw(
            "rule.never_met",
            about,
            Both(
                f"Rule {rule!r} is never met on step {step!r}.",
                f"Die Regel „{rule}“ ist beim Schritt „{step}“ nie erfüllt.",
            ),
        )
    elif results == {Result.MET}:
        yield Flaw(
            "rule.never_unmet",
            about,
            Both(
                f"Rule {rule!r} is never unmet on step {step!r}.",
                f"Die Regel „{rule}“ ist beim Schritt „{step}“ nie verletzt.",
            ),
            is_fault=False,
        )
    elif (step, rule) not in seen.alone and (step, rule) not in seen.unmet_alone:
        yield Flaw(
            "rule.never_alone",
            about,
            Both(
                f"Rule {rule!r} never stands alone in the way of step {step!r}.",
                f"Die Regel „{rule}“ steht dem Schritt „{step}“ nie allein im Weg.",
            ),
            is_fault=False,
        )
