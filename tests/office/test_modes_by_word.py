"""A mode named by its word is the mode, wherever it is handed in."""

from __future__ import annotations

import pytest

from ratsflow import (
    Actor,
    Attempt,
    InvalidInputError,
    KeyReusedError,
    Motion,
    Office,
    Override,
    Procedure,
    RepeatedError,
    Rule,
    Step,
)
from ratsflow.engine import Mode


CLERK = Actor("meier", roles=["clerk"])
OFFICE = Actor("buero", roles=["registrar"])


def desk():
    """Return an office, and a case that is not public."""
    procedure = Procedure(
        "small",
        ["draft", "done"],
        [Step("go", "draft", "done", by="clerk", guards=["costs", "alone"])],
        [
            Rule("costs", lambda q: q.motion.cost_statement is not None),
            Rule("alone", lambda q: not q.others["namesakes"], looks_at="namesakes"),
        ],
        roles=["clerk", "registrar"],
        recorders=["registrar"],
        readers=["clerk"],
    )
    office = Office(procedure)
    office.open(Motion("A bench", reference="1/26"), CLERK, case_id="other")
    case = office.open(Motion("A bench", reference="1/26"), CLERK)
    return office, case.id


@pytest.mark.parametrize("mode", Mode)
def test_a_verdict_is_the_same_however_the_mode_is_named(mode):
    """Who may only record learns nothing more by writing the word of the other mode."""
    office, case = desk()
    why = Override("It must have.") if mode is Mode.ASSUME else None
    by_word = office.assess(case, "go", OFFICE, mode=mode.value, override=why)
    by_member = office.assess(case, "go", OFFICE, mode=mode, override=why)

    assert by_member.to_plain() == by_word.to_plain()
    assert mode is by_word.mode
    assert mode is Attempt(case, "go", OFFICE, mode=mode.value).mode


def test_a_command_that_is_sent_again_is_known_however_its_mode_is_named():
    """The same word twice is the same command; the other mode is another one."""
    office, case = desk()
    recorder = Actor("both", roles=["clerk", "registrar"])
    office.take(case, "go", recorder, mode="record", key="k")

    for same in ("record", Mode.RECORD):
        with pytest.raises(RepeatedError):
            office.take(case, "go", recorder, mode=same, key="k")
    with pytest.raises(KeyReusedError):
        office.take(case, "go", recorder, mode="enforce", key="k")


def test_what_is_no_mode_is_refused_with_those_there_are():
    """Nothing binds a word that is none."""
    office, case = desk()
    with pytest.raises(InvalidInputError, match="Pass 'enforce', 'record' or 'assume'"):
        office.take(case, "go", CLERK, mode="off")
    with pytest.raises(InvalidInputError, match="'off' is no mode"):
        office.assess(case, "go", CLERK, mode="off")
