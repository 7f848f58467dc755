"""The report: counts that add up, what to read first, a page that stands by itself."""

from __future__ import annotations

import json

from xml.etree import ElementTree as ET

import attrs
import pytest

from told_papers import CLERK, COUNCIL, LAW, PROCEDURE, paper, step

from ratsflow.checking import replay as replay_of_checking
from ratsflow.cli.app import run
from ratsflow.histories import InMemory, replay
from ratsflow.histories.page import report_page


ADVISED = step((2, 1), "Bauausschuss", "Vorberatung", "ungeändert empfohlen")
DECIDED = step((3, 1), "Rat", "Entscheidung", "ungeändert beschlossen")
TWICE = step((2, 1), "Bauausschuss", "Entscheidung", "ungeändert beschlossen")
PAPERS = (
    paper(ADVISED, DECIDED),
    paper(ADVISED, DECIDED, id="p2", reference="0002/24"),
    paper(TWICE, DECIDED, id="p3", reference="0003/24", title="<b>Neu</b>"),
    paper(step((2, 1), "Rat", "Entscheidung", "xylophon"), id="p4", kind="Antrag"),
)


@pytest.fixture(name="report")
def _report():
    """Return the report on four papers, one with two deciding bodies, one not placed."""
    recorder = InMemory(PROCEDURE, LAW, actor=CLERK)
    return replay(PAPERS, COUNCIL, recorder, procedure=PROCEDURE, law=LAW)


def test_counts_add_up(report):
    """Every paper and every consultation once."""
    assert (4, 7, 2) == (report.papers, report.consultations, report.fitting)
    assert 4 == report.states.total() == report.paths.total()
    assert {"Entscheidung / xylophon": 1} == report.unplaced
    assert report.findings == sum(each.papers for each in report.rules)


def test_findings_are_told_by_rule_with_paragraph_and_example(report):
    """Each rule once, with how many papers did not keep it."""
    rules = {each.rule: each for each in report.rules}

    assert "one_deciding_body" in rules
    assert (1, "0003/24") == (
        rules["one_deciding_body"].papers,
        rules["one_deciding_body"].example,
    )
    assert all(each.paragraph for each in report.rules)


def test_what_is_worth_reading_names_each_paper_once(report):
    """Ten findings of ten papers, not ten of one."""
    ids = [fit.id for fit, _ in report.worth]

    assert ids
    assert len(set(ids)) == len(ids)


def test_how_long_it_took_is_told_by_type(report):
    """From the first meeting to the last, in days."""
    assert ("Beschlussvorlage", 3, 29.0, 29) == report.durations[0]


ODD = (
    ("mehrheitlich abgelehnt (19 Ja, 2 Nein)", "against_words", (19, 2)),
    ("mehrheitlich zugestimmt (3 Ja, 9 Nein)", "against_numbers", (3, 9)),
    ("abgelehnt (21:23)", "unclear", (None, None)),
    ("zu a) 5 Ja, 4 Nein zu b) 9 Ja, 0 Nein", "several", (5, 4)),
)


def odd_report():
    """Replay a paper for each odd result, and one whose votes carry it."""
    results = [*(text for text, _, _ in ODD), "zugestimmt (9 Ja, 3 Nein)"]
    papers = [
        paper(
            step((3, 1), "Rat", "Entscheidung", text),
            id=f"p{number}",
            reference=f"{number}/24",
        )
        for number, text in enumerate(results)
    ]
    recorder = InMemory(PROCEDURE, LAW, actor=CLERK)
    return replay(papers, COUNCIL, recorder, procedure=PROCEDURE, law=LAW)


def test_votes_that_were_not_taken_over_are_told():
    """By reason, contradictions first, each with paper, day, body, words and numbers."""
    report = odd_report()
    told = [each.to_plain() for each in report.dropped_votes]

    assert [why for _, why, _ in ODD] + ["several"] == [each["why"] for each in told]
    for number, (text, why, (yes, no)) in enumerate(ODD):
        first = next(each for each in told if each["why"] == why)
        assert first["line"] in text
        assert (f"{number}/24", "Rat", "2024-03-01", yes, no) == (
            first["paper"], first["body"], first["day"], first["yes"], first["no"]
        )  # fmt: skip
    assert {"against_words": 1, "against_numbers": 1, "unclear": 1, "several": 2} == (
        report.to_plain("de")["dropped"]
    )


def test_votes_that_were_not_taken_over_are_on_the_page_and_the_screen(
    tmp_path, capsys
):
    """With the reason in words, in both languages."""
    report = odd_report()
    rows = [
        {
            "reference": "7/24", "type": "Beschlussvorlage", "title": "Bank",
            "consultations": [
                {"date": "2024-03-01", "organization": "Rat", "role": "Entscheidung",
                 "result": "mehrheitlich abgelehnt (19 Ja, 2 Nein)"}
            ],
        }
    ]  # fmt: skip
    file = tmp_path / "papers.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert 0 == run(["replay", str(file), "--council", "any", "--lang", "de"])
    screen = capsys.readouterr().out

    assert "Die Zahlen tragen das Ergebnis nicht" in report_page(report, "de")
    assert "The numbers do not carry the result" in report_page(report, "en")
    assert "mehrheitlich abgelehnt (19 Ja, 2 Nein)" in report_page(report, "en")
    line = "7/24, 01.03.2024, Rat: „mehrheitlich abgelehnt (19 Ja, 2 Nein)“ (19:2)"
    assert line in screen


def test_a_council_whose_votes_carry_their_results_has_no_such_list(report):
    """Nothing is said of what did not happen."""
    assert () == report.dropped_votes
    assert "nicht übernommen sind" not in report_page(report, "de")


def test_memory_does_not_grow_with_the_papers():
    """A report holds counts, and no more papers than it lists."""
    recorder = InMemory(PROCEDURE, LAW, actor=CLERK)
    many = (
        attrs.evolve(PAPERS[2], id=f"p{number}", reference=f"{number}/24")
        for number in range(260)
    )
    report = replay(many, COUNCIL, recorder, procedure=PROCEDURE, law=LAW)

    assert 260 == report.papers
    assert 200 == len(report.gravest)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_is_well_formed_and_lets_nothing_in(report, lang):
    """One file; what a paper is called is text, and each chart has its title."""
    text = report_page(report, lang)
    body = text[text.index("<main") : text.index("</main>") + len("</main>")]
    page = ET.fromstring(body.replace("<br>", "<br/>").replace("<wbr>", ""))
    charts = page.findall(".//{http://www.w3.org/2000/svg}svg")

    assert "&lt;b&gt;Neu" in text
    assert "<script" not in text
    assert charts
    assert all(each.get("role") == "img" and each.get("aria-label") for each in charts)


def test_the_command_writes_page_and_document(tmp_path, capsys):
    """A file of lines is read; what is no such file is told in one line."""
    line = {
        "id": 1,
        "reference": "1/24",
        "type": "Antrag",
        "title": "Eine Bank",
        "consultations": [
            {"date": "2024-02-01T17:00:00+01:00", "organization": "Rat",
             "role": "Entscheidung", "result": "abgelehnt", "agendaItem": "4.1"}
        ],
    }  # fmt: skip
    file, page = tmp_path / "papers.jsonl", tmp_path / "report.html"
    file.write_text(
        json.dumps(line) + "\n" + json.dumps(line | {"id": 2}) + "\n", "utf-8"
    )
    words = ["replay", str(file), "--council", "any"]
    assert 0 == run([*words, "--json", "--html", str(page)])
    told = json.loads(capsys.readouterr().out)

    assert ("urn:ratsflow:schema:replayed:1", 2, {"rejected": 2}) == (
        told["schema"],
        told["papers"],
        told["states"],
    )
    assert "</html>" in page.read_text("utf-8")
    assert 0 == run([*words, "--lang", "de"])
    assert "2 Vorlagen, 2 Beratungen (" in capsys.readouterr().out
    file.write_text(json.dumps(line), "utf-8")
    assert 0 == run([*words, "--lang", "de"])
    assert "1 Vorlage, 1 Beratung (" in capsys.readouterr().out
    file.write_text("[]", "utf-8")
    assert 0 == run([*words, "--lang", "en"])
    assert "No paper stands in these files.\n" == capsys.readouterr().out
    file.write_text("{", "utf-8")
    assert 2 == run(words)
    assert "Traceback" not in capsys.readouterr().err


def test_checking_offers_it_too():
    """Under the name that the checking of procedures promises."""
    assert replay is replay_of_checking
