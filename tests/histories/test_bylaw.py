"""What a draft would have done: refused, allowed, how much later, and who would have decided."""

from __future__ import annotations

import json

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Move,
    Office,
    Organization,
    Override,
    Parameter,
    Procedure,
    Rule,
    State,
    Step,
    load_law,
    met,
    nrw,
    unmet,
)
from ratsflow.cli.app import run
from ratsflow.exchange import export_log
from ratsflow.histories.bylaw import compare_bylaws
from ratsflow.law import Law


TOWN = str(
    Path(__file__).parents[2] / "examples" / "municipalities" / "musterstadt.toml"
)
AT = datetime(2024, 3, 1, 9, tzinfo=UTC)
CHAIR = Actor("chair", roles=["chair"])


def _in_time(question):
    left = (question.inputs["meeting"].day - question.day).days
    return left >= question.law["lead"]


def _competent(question):
    if question.fact("value") <= question.law["limit"]:
        return met()
    return unmet("Bauausschuss", "Rat", holders=["Rat"])


PROCEDURE = Procedure(
    "town",
    [State("open"), State("decided")],
    [
        Step(
            "place",
            outcomes={"": (Move("consultation", "planned", "placed"),)},
            by="chair",
            guards=["in_time"],
            takes=[Parameter("meeting", "meeting")],
        ),
        Step(
            "decide",
            "open",
            "decided",
            by="chair",
            guards=["competent"],
            takes=[Parameter("value", "number", required=False)],
        ),
    ],
    [
        Rule("in_time", _in_time, parameters=("lead",), citation="§ 3 GeschO"),
        Rule("competent", _competent, parameters=("limit",), citation="§ 5 ZustO"),
    ],
    roles=["chair", "registrar"],
    recorders=["registrar"],
    consultation_states=[State("planned"), State("placed")],
)


def law(**values):
    return Law("", {"lead": 5, "limit": 100, **values})


@pytest.fixture(name="office")
def _office():
    """Return an office with a paper that was placed ten days ahead and decided at 80."""
    office = Office(PROCEDURE, law=law())
    route = [Consultation("c", Organization("Bauausschuss"))]
    case = office.open(
        Motion("A bench", public=True, reference="7/24"),
        CHAIR,
        at=AT,
        consultations=route,
        case_id="bench",
    )
    office.take(case.id, "place", CHAIR, at=AT, meeting=Meeting(date(2024, 3, 11)))
    office.take(case.id, "decide", CHAIR, at=AT, value=80)
    return office


def compared(office, **draft):
    return compare_bylaws(office.store.scan(), PROCEDURE, law(), law(**draft))


def test_a_longer_period_refuses_and_says_how_much_later(office):
    """Ten days ahead were enough for five, and are three too few for thirteen."""
    found = compared(office, lead=13)
    (turned,) = found.turned

    assert (1, 0, 1) == (found.papers, found.allowed, found.refused)
    assert ("place", "in_time", "§ 3 GeschO", True, 3) == (
        turned.step,
        turned.rule,
        turned.paragraph,
        turned.refused,
        turned.days,
    )
    assert ("7/24", "Bauausschuss") == (turned.reference, turned.body)


def test_a_lower_limit_says_who_would_have_decided(office):
    """No day helps: another body would have had to decide."""
    (turned,) = compared(office, limit=50).turned

    assert (("Rat",), None) == (turned.deciders, turned.days)


def test_a_higher_limit_allows_what_the_old_one_refused():
    """What was recorded against the rule is no breach under the draft."""
    office = Office(PROCEDURE, law=law(limit=10))
    case = office.open(Motion("A bench"), CHAIR, at=AT)
    refuses = pytest.raises(Exception, match="refused")
    with refuses:
        office.take(case.id, "decide", CHAIR, at=AT, value=80)
    kept = Office(PROCEDURE, law=law(limit=10), record_refusals=True)
    again = kept.open(Motion("A bench"), CHAIR, at=AT)
    with refuses:
        kept.take(again.id, "decide", CHAIR, at=AT, value=80)

    found = compare_bylaws(kept.store.scan(), PROCEDURE, law(limit=10), law())
    assert (0, 1) == (found.refused, found.allowed)
    assert not found.turned[0].refused


def test_the_same_law_turns_nothing(office):
    """And asks nothing."""
    assert () == compared(office).turned


def test_what_the_log_does_not_tell_is_undecided():
    """No limit is judged where no value is told."""
    office = Office(PROCEDURE, law=law())
    case = office.open(Motion("A bench"), CHAIR, at=AT)
    with pytest.raises(Exception, match="refused"):
        office.take(case.id, "decide", CHAIR, at=AT)
    kept = Office(PROCEDURE, law=law(), record_refusals=True)
    again = kept.open(Motion("A bench"), CHAIR, at=AT)
    with pytest.raises(Exception, match="refused"):
        kept.take(again.id, "decide", CHAIR, at=AT)
    found = compare_bylaws(kept.store.scan(), PROCEDURE, law(), law(limit=1))

    assert (1, ()) == (found.undecided, found.turned)
    (unjudged,) = found.unjudged
    assert ("competent", "§ 5 ZustO", 1) == (
        unjudged.rule,
        unjudged.paragraph,
        unjudged.papers,
    )
    assert ["competent"] == [e["rule"] for e in found.to_plain("de")["unjudged"]]


def test_of_a_step_that_nobody_witnessed_the_draft_is_undecided():
    """When the paper was placed is assumed: whether a longer period was kept, nobody can tell."""
    office = Office(PROCEDURE, law=law())
    clerk = Actor("clerk", roles=["registrar"])
    route = [Consultation("c", Organization("Bauausschuss"))]
    case = office.open(Motion("A bench"), CHAIR, at=AT, consultations=route)
    why = Override("the committee dealt with it")
    meeting = Meeting(date(2024, 3, 11))
    office.take(
        case.id, "place", clerk, at=AT, meeting=meeting, mode="assume", override=why
    )
    found = compared(office, lead=13)

    assert (1, (), ["in_time"]) == (
        found.undecided,
        found.turned,
        [each.rule for each in found.unjudged],
    )
    assert (0, ()) == (compared(office).undecided, compared(office).unjudged)


def test_the_command_says_what_is_open_and_not_that_nothing_changes(tmp_path, capsys):
    """A longer notice period, of papers of which nobody told when they were sent out."""
    town = 'state = "NRW"\ntown = "Probe"\n[norm]\n"notice.days" = {}\n'
    for name, days in (("old", 7), ("new", 14)):
        (tmp_path / f"{name}.toml").write_text(town.format(days))
    step = {"date": "2024-03-01", "organization": "Rat", "role": "Entscheidung"}
    paper = {"reference": "1/24", "type": "Beschlussvorlage", "title": "A bench"}
    paper |= {"id": "p1", "consultations": [step | {"result": "beschlossen"}]}
    (tmp_path / "papers.jsonl").write_text(json.dumps(paper) + "\n")
    files = [str(tmp_path / each) for each in ("old.toml", "new.toml", "papers.jsonl")]

    for lang, is_open, claim in (
        ("de", "Ladungsfrist", "ändert an keiner"),
        ("en", "is open:", "changes nothing for any"),
    ):
        assert 0 == run(
            ["bylaw", "compare", *files, "--council", "any", "--lang", lang]
        )
        said = capsys.readouterr().out
        assert is_open in said
        assert claim not in said


def test_who_would_have_decided_is_told_in_words(tmp_path, capsys):
    """By a lower limit an award of the main committee is the council's."""
    town = """state = "NRW"
town = "Probe"
[norm]
"municipality.county_free" = true
"limits.named" = {{ value = {{ ongoing = 50000 }}, at = "§ 8 HS" }}
"competence.amounts" = "gross"
"competence.cost_amounts" = "gross"
"competence.powers".at = "§ 8 HS"
"competence.powers".value = [
  {{ topic = "award", body = "main_committee", up_to = {} }},
]
"""
    old, new, log = (tmp_path / each for each in ("old.toml", "new.toml", "log"))
    old.write_text(town.format(75000), encoding="utf-8")
    new.write_text(town.format(55000), encoding="utf-8")
    office, by = Office(nrw(), law=load_law(old)), Actor("o", roles=["council_office"])
    why = Override("minutes")
    cost = CostStatement("amount", amount_cents=6000000, recurrence="once")
    body = Organization("Hauptausschuss", "main_committee")
    paper = Motion("Works", public=True, topics=("award",), cost_statement=cost)
    case = office.open(
        paper,
        by,
        at=AT,
        consultations=[Consultation("c", body)],
        begins="released",
        override=why,
    )
    placed = {"meeting": Meeting(date(2024, 3, 11)), "mode": "record"}
    office.take(case.id, "place_on_agenda", by, at=AT, on="c", **placed)
    later = datetime(2024, 3, 11, 18, tzinfo=UTC)
    assumed = {"mode": "assume", "override": why}
    office.take(case.id, "open_item", by, at=later, on="c", **assumed)
    ballot = Ballot(announced="adopted")
    office.take(case.id, "vote", by, at=later, on="c", mode="record", ballot=ballot)
    log.write_bytes(b"".join(export_log(office.store)))

    for lang, who in (("de", "hätte: Rat"), ("en", "for: council")):
        assert 0 == run(
            ["bylaw", "compare", str(old), str(new), str(log), "--lang", lang]
        )
        assert who in capsys.readouterr().out


def test_a_draft_that_cannot_be_judged_allows_nothing():
    """It leaves out the limit by which the old law refused: nobody can tell."""
    office = Office(PROCEDURE, law=law(limit=10), record_refusals=True)
    case = office.open(Motion("A bench"), CHAIR, at=AT)
    with pytest.raises(Exception, match="refused"):
        office.take(case.id, "decide", CHAIR, at=AT, value=80)
    without = Law("", {"lead": 5})
    found = compare_bylaws(office.store.scan(), PROCEDURE, law(limit=10), without)

    assert (1, 0, ()) == (found.undecided, found.allowed, found.turned)


def test_the_command_tells_it(tmp_path, capsys):
    """Papers or exported logs, two law files; for programs as a document."""
    log = tmp_path / "log.jsonl"
    log.write_bytes(b"".join(export_log(Office(nrw()).store)))
    code = run(["bylaw", "compare", TOWN, TOWN, str(log), "--json"])
    told = json.loads(capsys.readouterr().out)

    assert (0, 0, "urn:ratsflow:schema:bylaw-comparison:1") == (
        code,
        told["papers"],
        told["schema"],
    )
    assert 2 == run(["bylaw", "compare", TOWN, TOWN, str(tmp_path / "none")])
    assert "Traceback" not in capsys.readouterr().err
