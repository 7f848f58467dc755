"""The Vorlage that everything started from, from the file to the closed case."""

from __future__ import annotations

import json
import os

from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from ratsflow import Actor, Ballot, Meeting, Office, RefusedError, SqlStore, nrw
from ratsflow.cli.app import run
from ratsflow.law.municipality import parse_law
from ratsflow.model import ConsultationRole
from ratsflow.papers import read_file


SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[2] / "shared"))
SEED = SHARED / "data" / "vorlage_bielefeld.md"
BODY = "Sozial- und Gesundheitsausschuss"
LAW = f"""
state = "NRW"
name = "Musterstadt (erfunden)"
[impact_checks]
checks = []
[cosignature]
signers = []
[submission]
lead_days = 3
[topics]
own = {{ networks = {{ under = "social_affairs" }} }}
[competence]
powers = [{{ topic = "networks", body = "{BODY}" }}]
[notice]
days = 7
mode = "clear"
[agenda]
publication_days = 6
[publicity]
nonpublic_topics = {{}}
[paper]
max_pages_without_summary = 3
characters_per_page = 3000
[committee_appeal]
days = 8
count_event_day = false
"""
MEETING = Meeting(
    date(2018, 9, 4),
    invited_on=date(2018, 8, 21),
    published_on=date(2018, 8, 24),
    dispatched_on=date(2018, 8, 20),
)
WAY = (
    ("2018-08-01", "submit", "author", {"excluded_officials": ()}),
    ("2018-08-02", "complete_co_signature", "council_office", {}),
    ("2018-08-03", "sign", "alderman", {}),
    ("2018-08-06", "release", "mayor", {"reference": "7063/2014-2020"}),
    ("2018-08-10", "place_on_agenda", "council_office",
     {"meeting": MEETING, "route": "regular"}),
    ("2018-09-04", "open_item", "chair", {}),
    ("2018-09-04", "vote", "chair", {"ballot": Ballot(12, 1, 2, 0, 15, 15)}),
    ("2018-09-05", "start_standstill", "council_office", {}),
    ("2018-09-13", "end_standstill", "council_office", {}),
    ("2018-09-14", "start_execution", "executing_office", {}),
    ("2018-10-01", "complete", "executing_office", {"evidence": "declaration signed"}),
    ("2018-11-06", "report", "alderman", {"report": "told the committee"}),
    ("2018-11-07", "close", "council_office", {}),
)  # fmt: skip


@pytest.fixture(name="seed")
def _seed() -> Path:
    if not SEED.exists():
        pytest.skip(f"no real Vorlage at {SEED}; set RATSFLOW_SHARED")
    return SEED


def noon(day: str) -> datetime:
    """Return noon of a day in UTC."""
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC)


def test_it_is_carried_from_draft_to_closed_in_python(seed, tmp_path):
    """Read, classified, opened and taken through every step in enforce mode on SQLite."""
    reading = read_file(seed)
    motion = attrs.evolve(reading.motion, topics=("networks",), districts=())
    route = [
        each.to_consultation("c1", ConsultationRole.DECISION)
        for each in reading.consultations
    ]
    with SqlStore(tmp_path / "council.db") as store:
        office = Office(nrw(), store, law=parse_law(LAW))
        office.open(
            motion,
            Actor("author-1"),
            case_id="seed",
            consultations=route,
            at=noon("2018-07-30"),
        )
        for day, step, role, inputs in WAY:
            actor = Actor(f"{role}-1", roles=[role])
            if step == "end_standstill":
                with pytest.raises(RefusedError, match="2018-09-13"):
                    office.take("seed", step, actor, at=noon("2018-09-12"))
            office.take("seed", step, actor, at=noon(day), **inputs)
        case = office.case("seed")
        assert "closed" == case.state
        assert ("adopted_unchanged", "voted") == (
            case.deciding.result,
            case.deciding.state,
        )
        assert [] == [each for each in case.findings if each.consequence != "order"]
        assert [] == list(office.verify())


def test_it_is_carried_from_draft_to_closed_from_the_shell(
    seed, tmp_path, monkeypatch, capsys
):
    """The same way by command lines alone."""
    monkeypatch.chdir(tmp_path)
    Path("law.toml").write_text(LAW, encoding="utf-8")
    where = ("--db", "council.db", "--law", "law.toml", "--lang", "en")
    opened = run(
        [
            "open",
            str(seed),
            "--as",
            "author:author-1",
            "--id",
            "seed",
            "--role",
            "decision",
            "--set",
            "topics=networks",
            "--set",
            "districts=",
            "--at",
            noon("2018-07-30").isoformat(),
            *where,
        ]
    )
    assert 0 == opened, capsys.readouterr().err
    for seen, (day, step, role, inputs) in enumerate(WAY, 1):
        words = ["--seen", str(seen)]
        for name, value in inputs.items():
            words += ["--input", f"{name}={_typed(value)}"]
        code = run(
            [
                "take",
                "seed",
                step,
                "--as",
                f"{role}:{role}-1",
                "--at",
                noon(day).isoformat(),
                *words,
                *where,
            ]
        )
        assert 0 == code, capsys.readouterr().err
    capsys.readouterr()
    assert 0 == run(["show", "seed", "--json", *where])
    assert "closed" == json.loads(capsys.readouterr().out)["state"]
    assert 0 == run(["verify", *where])


def _typed(value: object) -> str:
    """Write an input as one would type it."""
    if isinstance(value, Ballot):
        return "yes=12,no=1,abstain=2,invalid=0,present=15,members=15"
    if isinstance(value, Meeting):
        return json.dumps(
            {
                name: getattr(MEETING, name).isoformat()
                for name in ("day", "invited_on", "published_on", "dispatched_on")
            }
        )
    return "" if value == () else str(value)
