"""What a case, a verdict, a finding and a taken step tell without a detour."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratsflow import (
    Actor,
    Consultation,
    Continuation,
    InvalidInputError,
    Motion,
    Office,
    Organization,
    Parameter,
    Procedure,
    Rule,
    Step,
    nrw,
    unknown,
    unmet,
)


CLERK = Actor("meier", roles=["clerk", "treasurer"])
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def process(**changes):
    """Return a procedure in which a treasurer signs what a clerk submits."""
    return Procedure(
        "signed",
        ["draft", "review", "council", "done"],
        [
            Step("submit", "draft", "review", by="clerk", label="Send it in"),
            Step(
                "sign",
                "review",
                by="treasurer",
                signs="treasurer",
                takes=Parameter("decision", required=False),
            ),
            Step("forward", "review", "council", by="clerk"),
            Step("change", "review", by="clerk", takes=Parameter("motion", "motion")),
            Step("close", "council", "done", by="clerk"),
        ],
        roles=["clerk", "treasurer"],
        **changes,
    )


def names(steps):
    """Return the names of steps."""
    return [each.name for each in steps]


def test_a_case_tells_whose_signature_its_text_bears():
    """Under a new text nobody has signed, and who objects has not signed either."""
    office = Office(process())
    case = office.open(Motion("A bench"), CLERK)
    office.take(case.id, "submit", CLERK)
    assert None is office.case(case.id).signed_by("treasurer")

    signed = office.take(case.id, "sign", CLERK, seen="any").case
    assert "meier" == signed.signed_by("treasurer").actor_id
    assert None is signed.signed_by("clerk")

    objected = office.take(case.id, "sign", CLERK, seen="any", decision="object").case
    assert 2 == len(objected.valid_signatures)
    assert None is objected.signed_by("treasurer")

    office.take(case.id, "sign", CLERK, seen="any")
    changed = office.take(case.id, "change", CLERK, motion=Motion("Two benches")).case
    assert None is changed.signed_by("treasurer")


def test_a_case_tells_which_steps_start_where_it_stands():
    """The states alone are asked, not the rules."""
    procedure = process()
    office = Office(procedure)
    case = office.open(Motion("A bench"), CLERK)

    assert ["submit"] == names(case.possible(procedure))
    taken = office.take(case.id, "submit", CLERK)
    assert ["sign", "forward", "change"] == names(taken.case.possible(procedure))


def test_the_steps_that_start_are_those_that_the_office_answers_for():
    """Also where consultations and suspensions have states of their own."""
    procedure = nrw()
    office = Office(procedure)
    author = Actor("kurz", roles=["author"])
    council = Organization("Rat", "council")
    case = office.open(
        Motion("A bench"),
        author,
        consultations=[Consultation("r", council, "decision")],
    )

    told = {each.step.name for each in office.next_steps(case.id, author)}
    assert told == set(names(case.possible(procedure)))
    assert "submit" in told
    assert "vote" not in told


def test_a_case_that_goes_on_under_a_later_version_is_seen_as_that_one_sees_it():
    """A state that has another name now is found by that."""
    old = process(version="1")
    states = ["draft", "check", "council", "done"]
    later = Procedure(
        "signed",
        states,
        [
            Step("submit", "draft", "check", by="clerk"),
            Step("forward", "check", "council", by="clerk"),
            Step("close", "council", "done", by="clerk"),
        ],
        roles=["clerk"],
        version="2",
        continues=Continuation(old.fingerprint, motion={"review": "check"}),
    )
    office = Office(old)
    case = office.open(Motion("A bench"), CLERK)
    case = office.take(case.id, "submit", CLERK).case

    assert ["forward"] == names(case.possible(later))
    with pytest.raises(InvalidInputError, match="pinned to version"):
        case.possible(nrw())


def test_a_taken_step_and_a_verdict_tell_where_it_led_and_what_it_is_called():
    """The state stands on the answer, and the label, or else the name, in the verdict."""
    office = Office(process())
    case = office.open(Motion("A bench"), CLERK)
    taken = office.take(case.id, "submit", CLERK)

    assert "review" == taken.state == taken.case.state
    assert "Send it in" == taken.verdict.title() == taken.verdict.title("de")
    assert "forward" == office.assess(case.id, "forward", CLERK).title()


def test_what_is_not_known_is_not_broken():
    """A finding is met, unmet or neither."""
    procedure = process().extended(
        rules=[
            Rule("kept", lambda _: True),
            Rule("broken", lambda _: unmet("no")),
            Rule("open", lambda _: unknown("costs")),
            Rule("failing", lambda _: 1 / 0),
        ],
        guards={"submit": ["kept", "broken", "open", "failing"]},
    )
    office = Office(procedure)
    case = office.open(Motion("A bench"), CLERK)
    verdict = office.assess(case.id, "submit", CLERK)

    told = {each.rule.id: (each.is_met, each.is_unmet) for each in verdict.findings}
    assert (True, False) == told["kept"]
    assert (False, True) == told["broken"]
    assert (False, False) == told["open"] == told["failing"]
