"""A check that is made ready when it is first asked."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from ratsflow import Actor, DefinitionError, Motion, Procedure, Rule, Step
from ratsflow.engine import assess, open_case
from ratsflow.procedure.rule import Later


ANNA = Actor("anna", roles=("author",))
NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)


def asked(rule):
    """Return the verdict on a step that a rule guards."""
    step = Step("submit", "draft", "review", by="author", guards=rule.id)
    made = Procedure("small", ["draft", "review"], [step], rules=[rule], roles="author")
    case = open_case(made, "1", Motion("Radweg"), ANNA, at=NOON).case
    return assess(made, case, "submit", ANNA, at=NOON)


@pytest.mark.parametrize("answer", [True, False])
def test_it_is_made_once_and_answers(answer: bool) -> None:
    """Nobody makes it before it is asked, and nobody twice."""
    made = []

    def make():
        made.append(answer)
        return lambda _: answer

    rule = Rule("kept", Later(make))

    assert [] == made
    assert answer is asked(rule).allowed
    assert answer is asked(rule).allowed
    assert [answer] == made


def test_one_that_cannot_be_made_lets_nothing_pass() -> None:
    """A mistake that shows only then is an error of the rule."""

    def make():
        raise DefinitionError("rule", ["It is wrong."])

    verdict = asked(Rule("kept", Later(make)))

    assert not verdict.allowed
    assert ["error"] == [each.result for each in verdict.blocking]


def test_a_copy_of_the_rule_asks_the_same() -> None:
    """What differs otherwise has the same check."""
    rule = Rule("kept", Later(lambda: lambda _: False))

    assert not asked(attrs.evolve(rule, label="Kept")).allowed


def test_it_has_no_other_name_than_its_own() -> None:
    """What a rule does not have is told as for any value."""
    with pytest.raises(AttributeError, match="nothing"):
        _ = Rule("kept", lambda _: True).nothing
