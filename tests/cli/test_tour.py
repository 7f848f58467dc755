"""The tour: the main job on the shipped example, as a newcomer sees it."""

from __future__ import annotations

import json

import pytest

from ratsflow.cli.app import run


def test_the_tour_goes_from_draft_to_closed(capsys):
    """Refusals with every reason, the cure, every step, the closed case, a whole log."""
    assert 0 == run(["tour", "--json"])
    told = json.loads(capsys.readouterr().out)

    refused = [row["refused"] for row in told if "refused" in row]
    assert ["submit", "complete_co_signature", "end_standstill"] == [
        each["step"] for each in refused
    ]
    assert ["fields_complete", "cost_statement_present"] == refused[0]["blocking"]
    assert ["cosignatures_done"] == refused[1]["blocking"]
    assert ["appeal_period_over"] == refused[2]["blocking"]
    assert {"state": "closed", "broken": []} == told[-1]
    steps = [row["step"] for row in told if "state" in row and "step" in row]
    assert [
        "revise", "submit", "cosign", "complete_co_signature", "sign", "release",
        "place_on_agenda", "open_item", "vote", "start_standstill", "end_standstill",
        "start_execution", "complete", "report", "close",
    ] == steps  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "de",
            ("die Angabe der Kosten, auch „keine“", "abgeschlossen", "unversehrt"),
        ),
        ("en", ("the cost statement, even none", "closed", "The log is whole")),
    ],
)
def test_a_clerk_can_follow_it(capsys, lang, words):
    """The telling is in the reader's language and cites a paragraph."""
    assert 0 == run(["tour", "--lang", lang])
    out = " ".join(capsys.readouterr().out.split())
    for each in (*words, "§ 57 Abs. 4 S. 2 GO NRW i. V. m. Geschäftsordnung)"):
        assert each in out


def test_the_database_is_kept_where_one_asks(capsys, tmp_path):
    """With --db the file stays and verifies; a second tour does not write over it."""
    where = str(tmp_path / "tour.db")
    assert 0 == run(["tour", "--db", where, "--lang", "en"])
    capsys.readouterr()

    assert 0 == run(["verify", "--db", where, "--lang", "en"])
    assert "1 case(s) verified" in capsys.readouterr().out
    assert 2 == run(["tour", "--db", where])
    assert "already" in capsys.readouterr().err
