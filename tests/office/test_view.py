"""Readers: who has no right sees nothing of a motion that is not public."""

from __future__ import annotations

import json
import logging

import attrs
import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smalltown import (
    ARCHIVE,
    CLERK,
    OUTSIDER,
    carry_through,
    council,
    motion,
    office,
    procedure,
)

from ratsflow import (
    Actor,
    Ballot,
    MemoryStore,
    Move,
    Override,
    Parameter,
    RatsflowError,
    RefusedError,
    Step,
)
from ratsflow.engine import Mode
from ratsflow.exchange import cloud_event
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.exchange.plain import case_to_plain
from ratsflow.log import verifier
from ratsflow.office import Office
from ratsflow.states.nrw import nrw


WORDS = st.text("qxzjky", min_size=9, max_size=15).map("zwiebel{}turm".format)
STEPS = ("revise", "submit", "vote", "object", "forbidden")


def heard(desk: Office, case_id: str, who: Actor) -> str:
    """Return everything that the office says of a case to somebody."""
    said = [repr(desk.view(case_id, who)), repr(case_to_plain(desk.view(case_id, who)))]
    said += [repr(desk.view(case_id, who, version=number)) for number in range(1, 6)]
    said.append(repr(desk.entries(case_id, reader=who)))
    verdicts = list(desk.next_steps(case_id, who))
    for step in STEPS:
        on = "c1" if step == "vote" else ""
        verdicts.append(desk.assess(case_id, step, who, on=on))
        verdicts.append(desk.assess(case_id, step, who, on=on, mode=Mode.RECORD))
        try:
            desk.take(case_id, step, who, on=on, override=Override("I want to."))
        except RefusedError as error:
            said += [str(error), repr(error.args)]
            verdicts.append(error.verdict)
        except RatsflowError as error:
            said.append(str(error))
    for each in verdicts:
        said += [
            each.explain("de"),
            each.explain("en"),
            json.dumps(each.to_plain("de")),
        ]
        said += [repr(each), repr(each.question), repr(each.rows), repr(each.findings)]
    said += map(bytes.decode, export_log(desk.store, public_only=True))
    said += [json.dumps(cloud_event(each, "/town")) for each in desk.records(case_id)]
    said += [repr(found) for found in desk.store.find(state="adopted")]
    return "\n".join(said)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, st.sampled_from([None, False]))
def test_no_word_of_a_motion_that_is_not_public_reaches_an_outsider(
    caplog, word, public
):
    """A random word in every text field is in no output, message or log line for them."""
    caplog.set_level(logging.DEBUG)
    desk = office(record_refusals=True)
    carry_through(desk, "c", word, public=public)

    assert word in heard(desk, "c", CLERK)
    assert word not in heard(desk, "c", OUTSIDER)
    assert word not in repr([vars(each) for each in caplog.records])
    caplog.clear()


def test_an_outsider_sees_where_it_stands(store):
    """State, bodies, days and kinds of findings are told, and that the rest is withheld."""
    desk = office(store)
    carry_through(desk, "c", "Zwiebelturm")
    seen = desk.view("c", OUTSIDER)

    assert ("adopted", 5) == (seen.state, seen.version)
    assert "(nicht öffentlich / not public)" == seen.motion.title
    assert [("Rat", "voted")] == [
        (each.body.name, each.state) for each in seen.consultations
    ]
    entries = desk.entries("c", reader=OUTSIDER)
    assert ["open", "revise", "submit", "vote", "object"] == [
        each.step for each in entries
    ]
    assert "gossip" == entries[2].findings[0]["rule"]


def test_who_has_a_role_sees_all(store):
    """Everybody with a role of the procedure reads, unless it names readers."""
    desk = office(store)
    carry_through(desk, "c", "Zwiebelturm")
    assert desk.case("c") == desk.view("c", ARCHIVE)
    assert desk.case("c") == desk.view("c", Actor("d", deputises=["clerk"]))
    assert desk.entries("c") == desk.entries("c", reader=CLERK)


def test_readers_can_be_fewer_than_those_who_act(store):
    """Who may act and not read takes the step and is shown nothing of the rest."""
    desk = office(store, procedures=procedure(readers=["archivist"]))
    desk.open(motion("Zwiebelturm"), ARCHIVE, case_id="c")
    taken = desk.take("c", "submit", CLERK)

    assert ("council", 2) == (taken.case.state, taken.entry.version)
    assert "Zwiebelturm" not in repr(taken)
    assert "Zwiebelturm" not in taken.verdict.explain("de")
    assert "Zwiebelturm" in repr(desk.view("c", ARCHIVE))


def test_of_a_public_motion_an_outsider_sees_all_but_what_is_personal(store):
    """Text and resolution are shown; remarks, reasons, witnesses are not."""
    desk = office(store)
    carry_through(desk, "c", "Zwiebelturm", public=True)
    seen = desk.view("c", OUTSIDER)

    assert "Title Zwiebelturm again" == seen.motion.title
    assert "Zwiebelturm" == seen.consultations[0].resolution
    assert {"n", "note", "secret_fact", "parts"} == set(seen.facts)
    assert ([""], [""], ()) == (
        [each.remark for each in seen.signatures],
        [each.reasons for each in seen.suspensions],
        seen.consultations[0].excluded,
    )
    inputs = [set(each.inputs) for each in desk.entries("c", reader=OUTSIDER)]
    assert not {"remark", "witness", "excluded", "reasons"} & set().union(*inputs)


def test_an_item_heard_in_camera_stays_there(store):
    """Of a public motion, what a meeting behind closed doors did is withheld."""
    desk = office(store)
    hidden = attrs.evolve(council("Zwiebelturm"), public=False)
    desk.open(motion("Radweg", public=True), CLERK, case_id="c", consultations=[hidden])
    desk.take("c", "submit", CLERK)
    desk.take("c", "vote", CLERK, on="c1", resolution="Zwiebelturm")

    seen = repr((desk.view("c", OUTSIDER), desk.entries("c", reader=OUTSIDER)))
    assert ("Radweg" in seen, "Zwiebelturm" in seen) == (True, False)


def test_of_a_public_paper_without_personal_inputs_the_verdict_is_whole(store):
    """Where nothing can be personal or secret, everybody is told what a rule saw."""
    steps = [Step("forbidden", "draft", by="clerk", guards="strict")]
    desk = office(store, procedures=procedure(steps=steps, states=["draft"]))
    desk.open(motion("Radweg", public=True), CLERK, case_id="c")
    assert "Radweg" in desk.assess("c", "forbidden", OUTSIDER).explain()

    desk.open(
        motion("Marktplatz", public=True),
        CLERK,
        case_id="d",
        consultations=[council("x", public=False)],
    )
    assert "Marktplatz" not in desk.assess("d", "forbidden", OUTSIDER).explain()


def test_personal_meetings_and_ballots_are_withheld(store):
    """Whatever kind of input a procedure calls personal, an outsider does not see it."""
    takes = [
        Parameter("ballot", "ballot", personal=True),
        Parameter("meeting", "meeting", personal=True),
    ]
    moves = (
        Move("consultation", "planned", "voted"),
        Move("motion", "draft", "adopted"),
    )
    steps = [Step("vote", by="clerk", takes=takes, outcomes={"": moves})]
    desk = office(store, procedures=procedure(steps=steps))
    held = council("x", public=True)
    desk.open(motion("x", public=True), CLERK, case_id="c", consultations=[held])
    desk.take("c", "vote", CLERK, ballot=Ballot(yes=1, no=0), meeting=held.meeting)

    (mine,), (theirs,) = (
        desk.view("c", who).consultations for who in (CLERK, OUTSIDER)
    )
    assert (1, held.meeting) == (len(mine.ballots), mine.meeting)
    assert ((), None) == (theirs.ballots, theirs.meeting)


def test_what_was_public_once_is_not_read_by_asking_for_then(store):
    """A motion that is no longer public is withheld as of every earlier entry too."""
    desk = office(store)
    desk.open(motion("Zwiebelturm", public=True), CLERK, case_id="c")
    desk.take("c", "revise", CLERK, motion=motion("Zwiebelturm", public=False))
    assert "Zwiebelturm" not in repr(desk.view("c", OUTSIDER, version=1))


def test_a_public_export_holds_public_cases_and_verifies(store):
    """Public cases are exported whole but for sealed contents, others not at all."""
    desk = office(store)
    carry_through(desk, "open", "Radweg", public=True)
    carry_through(desk, "closed", "Zwiebelturm", public=False)
    desk.open(motion("Zwiebelturm", public=False), CLERK, case_id="once")
    desk.take("once", "revise", CLERK, motion=motion("Marktplatz", public=True))
    lines = list(export_log(desk.store, public_only=True))

    assert {"open"} == set(verifier.verify(lines)[0])
    assert [] == verifier.verify(lines)[1]
    assert b"Zwiebelturm" not in b"".join(lines)
    assert b'"sealed":' not in b"".join(lines)
    with pytest.raises(RatsflowError, match="a public export"):
        import_log(MemoryStore(), lines)


def test_a_whole_export_without_its_contents_does_not_verify(store):
    """Contents that were merely cut out of a file are missed by the verifier."""
    desk = office(store)
    carry_through(desk, "c", "Zwiebelturm")
    lines = [json.loads(line) for line in export_log(desk.store)]
    cut = [{k: v for k, v in row.items() if k != "sealed"} for row in lines]
    _, wrong = verifier.verify([json.dumps(row).encode() for row in cut])
    assert "case 'c', entry 1: a sealed content is gone" in wrong[0]


def test_a_private_person_reads_what_everybody_may():
    """Who holds but a private role is no reader, unless the procedure names it one."""
    private = procedure(private=["clerk"])
    assert not private.may_read(CLERK)
    assert private.may_read(ARCHIVE)
    assert procedure(private=["clerk"], readers=["clerk"]).may_read(CLERK)
    assert not nrw().may_read(Actor("p", roles=["petitioner"]))
    assert nrw().may_read(Actor("p", roles=["petitioner", "councillor"]))
