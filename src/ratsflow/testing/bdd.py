"""Given, when, then: steps for pytest-bdd, in German and English.

``from ratsflow.testing.bdd import *`` in a test module or ``conftest.py`` registers them. Needs
``ratsflow[bdd]``. States, steps, bodies and outcomes go by what people call them or by
their names; rules by their ids. What a paper, a step or a vote says beside that stands in
a table below: a name and a value in each row.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import pytest

from pytest_bdd import given, parsers, then, when
from pytest_bdd.steps import StepNamePrefix

from ratsflow.engine import Taken, Verdict
from ratsflow.procedure.step import CONSULTATION, MOTION
from ratsflow.procedure.words import read_day
from ratsflow.testing.matchers import assert_allowed, assert_flagged, assert_refused
from ratsflow.testing.matchers import told as told_of
from ratsflow.testing.scene import Scene, case_at
from ratsflow.testing.setting import current


_NOTHING = frozenset({"", "-", "–", "nichts", "nothing"})
_YES, _NO = frozenset({"ja", "yes", "true"}), frozenset({"nein", "no", "false"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
_BODIES = {
    "Rat": "council", "Gemeinderat": "council", "Ausschuss": "committee",
    "Hauptausschuss": "main_committee", "Finanzausschuss": "finance_committee",
    "Bezirksvertretung": "district_council", "council": "council",
    "committee": "committee", "main committee": "main_committee",
}  # fmt: skip


@attrs.define
class Story:
    """A scenario as it is told.

    Attributes:
        case: the case.
        verdict: the answer to the last step that was tried.
        taken: what it left behind; None where it was refused.
    """

    case: Scene | None = None
    verdict: Verdict | None = None
    taken: Taken | None = None

    def begins(
        self, state: str, body: str, rows: Sequence[Sequence[str]] | None
    ) -> None:
        """Begin with a case in a state."""
        called = _BODIES.get(body, body)
        self.case = case_at(_state(state), called=called, **_said(rows))

    def tries(
        self, step: str, by: str, rows: Sequence[Sequence[str]] | None, **said: Any
    ) -> None:
        """Ask for a step, and take it where it may be taken."""
        case, inputs = self.at, {**_said(rows), **said}
        name = case.procedure.called("step", step)
        role = case.procedure.called("role", by) if by else ""
        self.verdict = case.ask(name, by=role, **inputs)
        self.taken = None
        if self.verdict.allowed:
            self.taken = case.take(name, by=role, **inputs)

    @property
    def at(self) -> Scene:
        """The case; the scenario has to begin with one."""
        assert self.case is not None, "no case is given: „Angenommen eine Vorlage …“"
        return self.case

    @property
    def asked(self) -> Verdict:
        """The answer to the last step; the scenario has to try one."""
        assert self.verdict is not None, "no step was tried: „Wenn …“"
        return self.verdict


@pytest.fixture(name="story")
def _story() -> Story:
    """Return the scenario as it is told."""
    return Story()


# ------------------------------------------------------------------------ given


_GIVEN_DE = (
    r'eine Vorlage(?: im Stand "(?P<quoted>[^"]+)"| (?P<state>in Beratung))'
    r'(?:, aufgerufen (?:im|in der) (?P<body>[^:"]+|"[^"]+"))?:?'
)
_GIVEN_EN = (
    r'a paper (?:in the state "(?P<quoted>[^"]+)"|(?P<state>in consultation))'
    r'(?:, called in the (?P<body>[^:"]+|"[^"]+"))?:?'
)


@given(parsers.re(_GIVEN_DE))
@given(parsers.re(_GIVEN_EN))
def _given_paper(
    story: Story,
    quoted: str | None,
    state: str | None,
    body: str | None,
    datatable: Sequence[Sequence[str]] | None = None,
) -> None:
    story.begins(quoted or state or "", (body or "").strip('"'), datatable)


# ------------------------------------------------------------------------- when


@when(parsers.re(r'"(?P<step>[^"]+)" versucht wird(?:, durch "(?P<by>[^"]+)")?:?'))
@when(parsers.re(r'"(?P<step>[^"]+)" is tried(?: by "(?P<by>[^"]+)")?:?'))
def _when_step(
    story: Story,
    step: str,
    by: str | None,
    datatable: Sequence[Sequence[str]] | None = None,
) -> None:
    story.tries(step, by or "", datatable)


@when(parsers.re(r"mit (?P<yes>\d+) zu (?P<no>\d+) Stimmen abgestimmt wird:?"))
@when(parsers.re(r"they vote (?P<yes>\d+) to (?P<no>\d+):?"))
def _when_vote(
    story: Story,
    yes: str,
    no: str,
    datatable: Sequence[Sequence[str]] | None = None,
) -> None:
    story.tries("vote", "", datatable, yes=int(yes), no=int(no))


# ------------------------------------------------------------------------- then


@then(parsers.re(r'ist die Vorlage im Stand "(?P<state>[^"]+)"'))
@then(parsers.re(r'the paper is in the state "(?P<state>[^"]+)"'))
def _then_state(story: Story, state: str) -> None:
    wanted, found = story.at.procedure.called("state", state), story.at.state
    if wanted != found:
        told = told_of(story.verdict) if story.verdict is not None else ""
        msg = f"expected the paper in the state {wanted!r}, but it is in {found!r}.\n{told}"
        raise AssertionError(msg)


@then(parsers.parse("wird das abgelehnt"))
@then(parsers.parse("it is refused"))
def _then_refused(story: Story) -> None:
    assert not story.asked.allowed, told_of(story.asked)


@then(parsers.re(r'wird das abgelehnt, wegen "(?P<rules>[^"]+)"'))
@then(parsers.re(r'it is refused because of "(?P<rules>[^"]+)"'))
def _then_refused_because(story: Story, rules: str) -> None:
    assert_refused(story.asked, because=_rules(story, rules))


@then(parsers.parse("ist das möglich"))
@then(parsers.parse("it is allowed"))
def _then_allowed(story: Story) -> None:
    flagged = [each.rule.id for each in story.asked.warnings]
    assert_allowed(story.asked, flagged=flagged)


@then(parsers.re(r'wird hingewiesen auf "(?P<rules>[^"]+)"'))
@then(parsers.re(r'it is flagged by "(?P<rules>[^"]+)"'))
def _then_flagged(story: Story, rules: str) -> None:
    assert_flagged(story.asked, because=_rules(story, rules))


# ------------------------------------------------------------------ what words mean


def _rules(story: Story, said: str) -> tuple[str, ...]:
    names = (each.strip() for each in said.split(","))
    return tuple(story.at.procedure.called("rule", each) for each in names)


def _state(said: str) -> str:
    procedure = current().procedure
    for kind, lifecycle in (("state", MOTION), ("consultation_state", CONSULTATION)):
        names = [each.name for each in procedure.states_of(lifecycle)]
        found = procedure.words.meant(kind, said, names)
        if found:
            return f"{lifecycle}:{found}"
    return said


def _said(rows: Sequence[Sequence[str]] | None) -> dict[str, Any]:
    """Return what a table says: a name and a value in each row."""
    return {row[0].strip(): _value(row[1].strip()) for row in rows or ()}


def _value(text: str) -> Any:
    if _DAY.fullmatch(text):
        return read_day(text, "")
    values: Mapping[bool, Callable[[], Any]] = {
        text in _NOTHING: lambda: None,
        text.casefold() in _YES: lambda: True,
        text.casefold() in _NO: lambda: False,
        text.isdecimal(): lambda: int(text),
        text.endswith(","): lambda: tuple(
            e.strip() for e in text.split(",") if e.strip()
        ),
    }
    return values.get(True, lambda: text)()


__all__ = ["Story", "_story"]
__all__ += [  # the fixtures that pytest-bdd put here for the steps
    name for name in globals() if name.startswith(StepNamePrefix.step_def.value)
]
