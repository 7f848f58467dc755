"""A procedure with rules, steps and states of the house: the one it was, and more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratsflow import (
    Actor,
    Continuation,
    DefinitionError,
    InvalidInputError,
    Motion,
    Office,
    Procedure,
    RefusedError,
    Rule,
    State,
    Step,
    StoreError,
    UnknownNameError,
    Wording,
    nrw,
)


SMALL = Procedure(
    "small",
    ["draft", "council", "adopted"],
    [
        Step("submit", "draft", "council", by="clerk", guards="titled"),
        Step("adopt", "council", "adopted", by="chair"),
    ],
    [Rule("titled", lambda q: bool(q.motion.title))],
    roles=["clerk", "chair"],
    words={"role": {"clerk": ("Sachbearbeitung", "clerk")}},
)
CLERK = Actor("meier", roles=["clerk"])
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
COSTS = Rule("costs", lambda q: q.motion.cost_statement is not None)


def test_a_rule_of_the_house_stands_on_a_step_beside_those_that_do():
    """Both rules are asked, and the new one refuses."""
    own = SMALL.extended(rules=[COSTS], guards={"submit": "costs"})
    office = Office(own)
    case = office.open(Motion("A bench"), CLERK)

    assert ("titled", "costs") == own.step("submit").guards
    with pytest.raises(RefusedError) as refused:
        office.take(case.id, "submit", CLERK)
    assert ["costs"] == [each.rule.id for each in refused.value.verdict.blocking]


def test_further_states_and_steps_stand_behind_those_there_are():
    """The new step is taken, from an old state to a new one, by a new role."""
    shelve = Step("shelve", "council", "shelved", by="archivist")
    own = SMALL.extended(
        states=[State("shelved", Wording("Abgelegt", "Shelved"), final=True)],
        steps=[shelve],
        roles="archivist",
        words={"role": {"archivist": ("Archiv", "archive")}},
        version="house-1",
    )
    office = Office(own)
    case = office.open(Motion("A bench"), CLERK)
    office.take(case.id, "submit", CLERK)
    taken = office.take(case.id, "shelve", Actor("alt", roles=["archivist"]))

    assert "shelved" == taken.state
    assert ("small", "house-1") == (own.name, own.version)
    assert "Archiv" == own.words.say("role", "archivist", "de")
    assert "Sachbearbeitung" == own.words.say("role", "clerk", "de")


def test_the_one_it_was_stays_as_it_is_and_its_cases_stay_with_it():
    """No case comes under a rule of the house that it was not opened under."""
    before = SMALL.fingerprint
    own = SMALL.extended(rules=[COSTS], guards={"submit": ["costs"]})
    office = Office(SMALL)
    case = office.open(Motion("A bench"), CLERK)

    assert before == SMALL.fingerprint != own.fingerprint
    assert ("titled",) == SMALL.step("submit").guards
    with pytest.raises(StoreError, match="pinned to version"):
        Office(own, office.store).take(case.id, "submit", CLERK)


@pytest.mark.parametrize("named", [SMALL.fingerprint, Continuation(SMALL.fingerprint)])
def test_the_cases_of_the_one_it_was_go_on_under_it_if_it_says_so(named):
    """A version that is continued is named, as ever."""
    own = SMALL.extended(rules=[COSTS], guards={"submit": "costs"}, continues=named)
    office = Office(SMALL)
    case = office.open(Motion("A bench"), CLERK)

    with pytest.raises(RefusedError):
        Office(own, office.store).take(case.id, "submit", CLERK)


def test_what_continued_the_earlier_versions_is_not_taken_over():
    """A case of before does not come under rules of the house by way of a continuation."""
    later = SMALL.extended(
        rules=[COSTS], guards={"submit": "costs"}, continues=SMALL.fingerprint
    )
    own = later.extended(
        states=["shelved"], steps=[Step("shelve", "council", "shelved", by="clerk")]
    )

    assert later.continuation(SMALL.fingerprint)
    assert None is own.continuation(SMALL.fingerprint)


def test_a_mistake_in_an_extension_is_told():
    """Where it is about a name, with the name that was probably meant."""
    with pytest.raises(UnknownNameError, match="Did you mean 'submit'"):
        SMALL.extended(rules=[COSTS], guards={"submitt": "costs"})
    with pytest.raises(DefinitionError, match="guarded by 'cost', which is no rule"):
        SMALL.extended(rules=[COSTS], guards={"submit": "cost"})
    with pytest.raises(DefinitionError, match="'costs' stands on no step"):
        SMALL.extended(rules=[COSTS])
    with pytest.raises(DefinitionError, match="2 motion states named 'draft'"):
        SMALL.extended(states=["draft"])
    with pytest.raises(InvalidInputError, match="has no 'titel'"):
        SMALL.extended(titel="small")


def test_the_shipped_procedure_takes_a_rule_and_a_state_of_the_house():
    """All twenty attributes of a large definition come along."""
    state = nrw()
    own = state.extended(
        name="musterstadt",
        states=[State("shelved", final=True)],
        steps=[Step("shelve", "draft", "shelved", by="author")],
        rules=[COSTS],
        guards={"submit": "costs"},
    )

    assert (*state.step("submit").guards, "costs") == own.step("submit").guards
    assert state.recorders == own.recorders
    assert state.private == own.private
    assert state.main_path == own.main_path
    assert len(state.steps) + 1 == len(own.steps)
