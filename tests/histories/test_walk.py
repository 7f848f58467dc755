"""What a source tells becomes entries: told, assumed, and nothing invented."""

from __future__ import annotations

import pytest

from told_papers import CLERK, COUNCIL, LAW, PROCEDURE, findings, paper, step, walked

from ratsflow import Office
from ratsflow.engine import fold
from ratsflow.engine.conformity import Conformity
from ratsflow.histories import ToldPaper, walk
from ratsflow.histories.recording import InMemory, InOffice
from ratsflow.log import decode


RAT, BAU = "Rat", "Bauausschuss"
ADVISED = step((2, 1), BAU, "Vorberatung", "ungeändert empfohlen")
DECIDED = step((3, 1), RAT, "Entscheidung", "ungeändert beschlossen")


def kinds(done):
    return [(each.entry.step, each.entry.kind.value) for each in done.taken]


def test_the_common_way_is_told_and_breaks_no_rule():
    """A committee advised, the council decided: nothing else is said to have happened."""
    done = walked(ADVISED, DECIDED)

    assert "adopted" == done.case.state
    assert set() == findings(done)
    assert [
        ("open", "assumed"),
        ("place_on_agenda", "recorded"),
        ("open_item", "assumed"),
        ("recommend", "recorded"),
        ("place_on_agenda", "recorded"),
        ("open_item", "assumed"),
        ("vote", "recorded"),
    ] == kinds(done)


def test_what_is_assumed_says_why_and_was_asked_of_no_rule():
    """Each assumed entry has a reason, and neither met nor open rules."""
    assumed = [
        e.entry for e in walked(ADVISED, DECIDED).taken if e.entry.kind == "assumed"
    ]

    assert len(assumed) == 3
    for entry in assumed:
        assert entry.override.reason
        assert [] == [rule for rule in entry.met if not rule.startswith("procedure.")]
        assert () == entry.findings


def test_nobody_is_said_to_have_signed():
    """No signature comes of what nobody witnessed."""
    assert () == walked(ADVISED, DECIDED).case.signatures


def test_what_the_source_does_not_tell_weighs_on_no_case():
    """Missing reasons, costs, invitations and counts are untold, and no breach."""
    done = walked(ADVISED, DECIDED)
    untold = {
        finding.rule.id
        for taken in done.taken
        if taken.verdict is not None
        for finding in taken.verdict.untold
    }

    assert {"vote_record_complete", "publicity_correct"} & untold
    assert not untold & {each.rule for each in done.case.findings}


def test_a_decision_before_its_committees_is_found():
    """The order of the route is told, so it is judged."""
    late = step((4, 1), BAU, "Vorberatung", "ungeändert empfohlen")
    put_off = step((2, 1), BAU, "Vorberatung", "vertagt")

    assert "route_in_order" in findings(walked(put_off, DECIDED, late))


def test_two_bodies_that_decide_are_found():
    """Each is said to decide; the source tells both."""
    first = step((2, 1), BAU, "Entscheidung", "ungeändert beschlossen")

    assert "one_deciding_body" in findings(walked(first, DECIDED))


def test_a_route_without_a_body_that_decides_is_found():
    """A motion that only committees ever saw has nobody who decides."""
    assert "somebody_decides" in findings(walked(ADVISED, kind="Antrag"))


def test_what_was_put_off_comes_back_as_the_same_consultation():
    """One consultation, two days."""
    off = step((2, 1), RAT, "Entscheidung", "vertagt")
    (only,) = walked(off, DECIDED).case.consultations

    assert 2 == len(only.days)
    assert "adopted_unchanged" == only.result


def test_a_referral_brings_the_committees_that_come_after_it():
    """They are told by the referral, not by the first route."""
    referred = step((1, 20), RAT, "Entscheidung", "in die Ausschüsse verwiesen")
    done = walked(referred, ADVISED, DECIDED)
    refer = next(e.entry for e in done.taken if e.entry.step == "refer")

    assert [BAU] == [each.body.name for each in refer.inputs["consultations"]]
    assert set() == findings(done)


@pytest.mark.parametrize(
    ("kind", "result", "state"),
    [
        ("Mitteilung", "zur Kenntnis genommen", "noted"),
        ("Anfrage", "mit Stellungnahme erledigt", "settled"),
    ],
)
def test_noted_papers_and_answered_questions_end(kind, result, state):
    """Nobody is to decide, and all are done."""
    last = step((2, 1), RAT, "Kenntnisnahme", result)

    assert state == walked(last, kind=kind).case.state


def test_what_was_decided_and_comes_again_is_reopened_and_said_so():
    """A second vote on what was rejected is a finding, and no failure."""
    no = step((2, 1), RAT, "Entscheidung", "abgelehnt")
    done = walked(no, DECIDED)

    assert all(each.is_placed for each in done.placed)
    assert "reopening_allowed" in findings(done)


def test_words_that_nobody_has_placed_are_listed():
    """The step stands on the agenda, and what came of it is said to be unknown."""
    odd = step((2, 1), RAT, "Entscheidung", "xylophon")
    (placed,) = walked(odd).placed

    assert not placed.is_placed
    assert "xylophon" in str(placed.why)


def test_a_paper_without_any_day_is_told_and_not_opened():
    """There is no time at which it could begin."""
    recorder = InMemory(PROCEDURE, LAW, actor=CLERK)
    done = walk(ToldPaper("x"), COUNCIL, recorder)

    assert done.case is None
    assert done.why


def test_through_an_office_it_is_stored_as_the_engine_says():
    """The same entries, sealed and chained; they fold back and move as the procedure does."""
    office = Office(PROCEDURE, law=LAW)
    done = walk(paper(ADVISED, DECIDED), COUNCIL, InOffice(office, CLERK))
    records = office.records(done.case.id)

    assert done.case == fold(records, Conformity([PROCEDURE]))
    assert kinds(walked(ADVISED, DECIDED)) == [
        (entry.step, entry.kind.value) for entry in map(decode, records)
    ]
    assert done.case == office.case(done.case.id)


@pytest.mark.parametrize(
    "result",
    [
        "Antrag auf Vertagung abgelehnt",
        "Vertagung mehrheitlich abgelehnt",
        "nicht vertagt",
        "Überweisung in den Ausschuss wird abgelehnt",
    ],
)
def test_a_motion_of_procedure_that_failed_does_nothing(result):
    """It neither puts the matter off nor refuses it: its words are listed."""
    done = walked(step((3, 1), RAT, "Entscheidung", result))

    assert "in_consultation" == done.case.state
    assert {"open", "place_on_agenda", "open_item"} >= {
        each.entry.step for each in done.taken
    }


@pytest.mark.parametrize(
    "result", ["mehrheitlich abgelehnt (23 Ja 5 Nein)", "einstimmig gegen den Antrag"]
)
def test_what_was_refused_in_words_is_refused(result):
    """Numbers of a vote on the refusal carry no motion."""
    assert "rejected" == walked(step((3, 1), RAT, "Entscheidung", result)).case.state


def test_votes_are_told_as_far_as_they_stand_there():
    """Numbers of one ballot are kept; of several that run together none is."""
    told = step(
        (3, 1),
        RAT,
        "Entscheidung",
        "mehrheitlich beschlossen, 20 Ja-Stimmen, 3 Nein-Stimmen",
    )
    (one,) = walked(told).case.consultations
    both = step(
        (3, 1),
        RAT,
        "Entscheidung",
        "zugestimmt 9 Ja-Stimmen, 1 Nein-Stimme8 Ja-Stimmen",
    )
    (other,) = walked(both).case.consultations

    assert [(20, 3)] == [(each.yes, each.no) for each in one.ballots]
    assert [(None, None)] == [(each.yes, each.no) for each in other.ballots]
