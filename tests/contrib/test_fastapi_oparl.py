"""OParl over HTTP: every answer is valid, and nothing of what is not for everybody leaves."""

from __future__ import annotations

import json
import os

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import attrs
import pytest


pytest.importorskip("fastapi")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ratsflow import (
    Actor,
    Attachment,
    Consultation,
    Meeting,
    Motion,
    Office,
    Organization,
    Override,
    SqlStore,
    nrw,
)
from ratsflow.contrib.fastapi import OParl
from ratsflow.errors import InvalidInputError, RefusedError
from ratsflow.exchange import import_oparl
from ratsflow.exchange.oparl import validate
from ratsflow.law.layers import law_for
from ratsflow.stores import MemoryStore


SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))
SCHEMAS = SHARED / "data" / "oparl" / "1.1" / "schema"
BASE = "https://stadt.example/oparl"
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
ALL = Actor("reg", "Erika Schreiberin", roles=nrw().roles)
WHY = Override("Everybody was there.")
SECRET = "Geheimsache"
LISTS = (
    "paper", "meeting", "organization", "consultation", "agendaItem", "person", "file",
    "membership", "locationList", "legislativeTermList",
)  # fmt: skip


class Town:
    """An office whose clock moves an hour with each look, and what it serves."""

    def __init__(self, store=None, drafts=True):
        self.now = START
        self.office = Office(
            nrw(), store or MemoryStore(), law=law_for("NRW"), clock=self.tick
        )
        app = FastAPI()
        told = OParl(self.office.store, BASE, name="Musterstadt", drafts=drafts)
        app.mount("/oparl", told)
        self.client = TestClient(app, base_url="https://stadt.example")

    def tick(self):
        self.now += timedelta(hours=1)
        return self.now

    def open(self, case_id, title, *route, public=True, **more):
        return self.office.open(
            Motion(title, public=public, **more),
            ALL,
            consultations=route or (rat(),),
            case_id=case_id,
            begins="released",
            override=WHY,
        )

    def take(self, case_id, step, **more):
        return self.office.take(case_id, step, ALL, mode="record", seen="any", **more)

    def place(self, case_id, on="rat", day=5, number="7.1", **more):
        self.take(
            case_id, "place_on_agenda", on=on, agenda_number=number,
            meeting=Meeting(date(2026, 3, day), **more),
        )  # fmt: skip

    def get(self, path, **asked):
        path = path.removeprefix("https://stadt.example")
        answer = self.client.get(path, params=asked or None)
        assert 200 == answer.status_code, answer.text
        assert "*" == answer.headers["access-control-allow-origin"]
        return answer.json()

    def list(self, name, **asked):
        return self.get(f"/oparl/body/1/{name}", **asked)["data"]

    def everything(self):
        """Return every answer that following all addresses gives, deleted ones too."""
        told = {"/oparl/system": self.get("/oparl/system")}
        told["bodies"] = self.get("/oparl/bodies")
        told["body"] = self.get("/oparl/body/1")
        for name in LISTS:
            for asked in ({}, {"modified_since": "2000-01-01T00:00:00Z"}):
                page = self.get(f"/oparl/body/1/{name}", **asked)
                told[f"{name} {asked}"] = page
                told |= {each["id"]: self.get(each["id"]) for each in page["data"]}
        return told

    def text(self):
        return json.dumps(self.everything(), ensure_ascii=False)


def rat(**more):
    return Consultation("rat", Organization("Rat", "council"), "decision", **more)


def closed():
    """Return a town with one open paper, and with what nobody may know of."""
    town = Town()
    town.open("2026/1", "Eine Bank", rat(public=True), reference="0001/26")
    town.place("2026/1")
    return town


def of_answer(value):
    """Yield every object in an answer, those inside of others too."""
    if isinstance(value, list):
        for each in value:
            yield from of_answer(each)
    elif isinstance(value, dict):
        if "type" in value:
            yield value
        for each in value.values():
            yield from of_answer(each)


def valid(town):
    """Hold every answer to our reading of the standard, and to its schemas if at hand."""
    for where, answer in town.everything().items():
        assert () == validate(answer), where
        for each in of_answer(answer):
            kind = each["type"].rpartition("/")[2]
            path = SCHEMAS / f"{kind}.json"
            if path.is_file() and not each.get("deleted"):
                schema = json.loads(path.read_text("utf-8"))
                found = Draft202012Validator(schema).iter_errors(each)
                assert [] == [error.message for error in found], where


def test_every_answer_is_valid():
    """System, body, lists, objects; and what is served reads back."""
    town = closed()
    town.open("b", "Ein Baum")
    town.take("b", "withdraw")
    valid(town)
    (bank, tree) = town.list("paper")
    (read, _) = import_oparl([("p", [bank, tree]), ("m", town.list("meeting"))]).papers

    assert ("Eine Bank", "0001/26") == (read.name, read.reference)
    assert [("Rat", date(2026, 3, 5), "7.1")] == [
        (each.body, each.day, each.number) for each in read.consultations
    ]


def test_an_object_is_at_its_address():
    """Slashes and umlauts in ids, also where a proxy has decoded them."""
    town = closed()
    town.open("2026/Ä%", "Ein Baum")
    ids = [each["id"] for each in town.list("paper")]

    assert {f"{BASE}/paper/{quote(e, safe='')}" for e in ("2026/1", "2026/Ä%")} == {
        *ids
    }
    assert [each for each in ids if town.get(each)["id"] != each] == []
    assert ids[0] == town.get("/oparl/paper/2026/1")["id"]
    assert (
        f"{BASE}/system" == town.get("/oparl/")["id"] == town.get("/oparl/system")["id"]
    )


@pytest.mark.parametrize(
    "path", ["paper/none", "x", "body/2", "body/1/x", "paper", "a/b/c"]
)
def test_what_is_not_there_is_a_problem(path):
    """As is a method that writes."""
    town = closed()
    answer = town.client.get(f"/oparl/{path}")

    assert (404, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert 405 == town.client.post("/oparl/system").status_code


SECRETS = {
    "paper": lambda t: t.open(SECRET, SECRET, reference=SECRET, public=False),
    "unstated": lambda t: t.open(SECRET, SECRET, public=None),
    "one committee": lambda t: t.open(
        SECRET,
        SECRET,
        Consultation("a", Organization(f"{SECRET}sausschuss"), public=False),
        rat(public=True),
    ),
    "half stated": lambda t: t.open(
        SECRET,
        SECRET,
        Consultation("a", Organization(f"{SECRET}sausschuss"), public=True),
        rat(),
        public=None,
    ),
    "meeting": lambda t: (
        t.open(SECRET, SECRET, public=False),
        t.place(SECRET, day=9, number=SECRET),
    ),
    "attachment": lambda t: t.open(
        "c", "Offen", attachments=(Attachment(f"{SECRET}.pdf", public=False),)
    ),
    "who": lambda t: t.office.open(
        Motion("Offen", public=True),
        Actor(SECRET, SECRET, roles=["author"]),
        case_id="c",
    ),
    "related": lambda t: (
        t.open("x9", "Verborgen", reference=SECRET, public=False),
        t.open("c", "Offen", related=(SECRET,)),
    ),
    "related in words": lambda t: (
        t.open("x9", "Verborgen", reference=f"{SECRET}/26", public=False),
        t.open(
            "c",
            "Offen",
            related=(
                f"Vorlage {SECRET}/26.",
                f"Nr. {SECRET}/26",
                f"„{SECRET.upper()} / 26“ (Vorlage)",
            ),
        ),
    ),
    "related by id": lambda t: (
        t.open("c", "Offen", related=(f" {SECRET.upper()} ",)),
        t.open(SECRET, "Verborgen", public=False),
    ),
}


@pytest.mark.parametrize("what", SECRETS)
def test_nothing_that_is_closed_leaves(what):
    """No title, file, name, number, body, day or address, in no answer and in no count."""
    town = closed()
    before = town.text()
    SECRETS[what](town)
    text = town.text()

    assert SECRET.casefold() not in text.casefold()
    assert "Schreiberin" not in text
    assert "Everybody was there" not in text
    assert "2026-03-09" not in text
    gone = town.client.get(f"/oparl/paper/{SECRET}")
    never = town.client.get("/oparl/paper/Xeheimsache")
    assert 404 == gone.status_code
    assert gone.text.replace(SECRET, "Xeheimsache") == never.text
    if "Offen" not in text:
        assert before == text


class Damaged(MemoryStore):
    """A store in which the log of what is secret cannot be read."""

    def read_many(self, case_ids):
        return {
            key: tuple(
                attrs.evolve(each, body=b"{") if key == SECRET else each
                for each in records
            )
            for key, records in super().read_many(case_ids).items()
        }


def test_a_log_that_cannot_be_read_is_not_named(caplog):
    """Nobody outside is told that there is one; whoever runs it is told which."""
    town = Town(Damaged())
    town.open("2026/1", "Eine Bank")
    town.open(SECRET, SECRET, public=False)
    answer = town.client.get("/oparl/body/1/paper", headers={"accept-language": "en"})

    assert 503 == answer.status_code
    assert SECRET.casefold() not in (answer.text + str(answer.headers)).casefold()
    assert "Please try again later." == answer.json()["detail"]
    assert SECRET in caplog.text


def test_what_was_open_and_is_not_is_told_as_deleted_and_nothing_else():
    """The paper, its consultation, its item, its meeting and the body that only it had."""
    town = closed()
    jury = Consultation("jury", Organization("Jury"), public=True)
    town.open("c", SECRET, jury, reference=f"{SECRET}/26")
    town.place("c", on="jury", number="3")
    assert SECRET in town.text()
    before = town.now + timedelta(minutes=1)
    shut = Consultation("zu", Organization(f"{SECRET}sausschuss"), public=False)
    town.take("c", "plan_consultations", consultations=(shut,))

    assert SECRET not in town.text()
    assert ["Eine Bank"] == [each["name"] for each in town.list("paper")]
    asked = {"modified_since": before.isoformat()}
    for name, kind in (
        ("paper", "Paper"), ("consultation", "Consultation"), ("agendaItem", "AgendaItem"),
        ("meeting", "Meeting"), ("organization", "Organization"),
    ):  # fmt: skip
        (stone,) = town.list(name, **asked)
        assert {"id", "type", "created", "modified", "deleted"} == stone.keys()
        assert stone["type"].endswith(f"/{kind}")
        assert stone == town.get(stone["id"])
    valid(town)


@pytest.mark.parametrize("mode", ["record", "assume"])
def test_an_item_behind_closed_doors_is_none_of_everybody(mode):
    """Whoever enters that the public was excluded says so of the item, or enters nothing."""
    town = closed()
    town.take("2026/1", "open_item", on="rat")
    how = {"mode": mode, "seen": "any", "on": "rat"}
    how |= {"override": WHY} if mode == "assume" else {}
    with pytest.raises(RefusedError) as refused:
        town.office.take("2026/1", "exclude_public", ALL, **how)
    verdict = refused.value.verdict
    assert ["procedure.inputs"] == [each.rule.id for each in verdict.blocking]
    assert "input:exclude_public.public" in {each.key for each in verdict.missing}
    assert ["Eine Bank"] == [each["name"] for each in town.list("agendaItem")]
    town.office.take("2026/1", "exclude_public", ALL, public=False, **how)

    assert [] == town.list("agendaItem")
    assert [] == town.list("paper")


def test_a_change_is_told_to_who_asks_since():
    """By when it was written down, and not by when it took effect, long before."""
    town = closed()
    town.open("b", "Ein Baum")
    town.place("b", day=6)
    seen = (town.now + timedelta(minutes=1)).isoformat()
    assert [] == town.list("paper", modified_since=seen)
    for step in ("remove", "replan"):
        town.take("2026/1", step, on="rat")
    town.place("2026/1", day=12, number="4")
    (paper,) = town.list("paper", modified_since=seen)
    meetings = town.list("meeting", modified_since=seen)

    assert "Eine Bank" == paper["name"]
    assert [True, None] == [each.get("deleted") for each in meetings]
    assert ["2026-03-12T00:00:00+01:00"] == [
        e["start"] for e in meetings if "start" in e
    ]
    assert paper["created"] < seen < paper["modified"]
    assert [] == town.list("paper", created_since=seen)
    assert 2 == len(town.list("paper", created_until=seen))
    assert ["Ein Baum"] == [e["name"] for e in town.list("paper", modified_until=seen)]
    valid(town)


def test_a_new_title_changes_the_item_too():
    """Its name is that of the paper."""
    town = Town()
    planned = rat(public=True, meeting=Meeting(date(2026, 3, 5)))
    bench = Motion("Eine Bank", public=True)
    town.office.open(bench, ALL, consultations=(planned,), case_id="a")
    seen = (town.now + timedelta(minutes=1)).isoformat()
    assert [] == town.list("agendaItem", modified_since=seen)
    town.take("a", "revise", motion=Motion("Zwei Bänke", public=True))

    assert ["Zwei Bänke"] == [
        each["name"] for each in town.list("agendaItem", modified_since=seen)
    ]


def test_without_what_is_inside():
    """A client that asks for the lists of what is inside needs it only once."""
    town = closed()
    (paper,) = town.list("paper", omit_internal="true")
    (meeting,) = town.list("meeting", omit_internal="true")
    (consultation,) = town.list("consultation", omit_internal="true")

    assert "consultation" not in paper
    assert "agendaItem" not in meeting
    assert consultation["agendaItem"].startswith(BASE)


@pytest.mark.parametrize(
    "asked",
    [
        {"modified_since": "yesterday"},
        {"created_until": "2026-03-01"},
        {"created_since": "2026-03-01T00:00:00"},
        {"page": "0"},
        {"page": "²"},
        {"page": "-1"},
        {"limit": "9" * 5000},
        {"omit_internal": "perhaps"},
    ],
)
def test_a_filter_that_is_none_is_refused(asked):
    """In one sentence, and not answered as if nobody had asked."""
    answer = closed().client.get("/oparl/body/1/paper", params=asked)

    assert (422, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert [*asked] == [answer.json()["errors"][0]["loc"][-1]]


MANY = Town()
for number in range(23):
    MANY.open(f"{number:02}", f"Bank {number}", rat(public=number % 4 != 3))


@given(limit=st.integers(1, 30), since=st.integers(0, 60))
def test_pages_hold_all_once_and_in_order(limit, since):
    """Whoever follows the links has each once; the counts are of what is told."""
    bound = (START + timedelta(hours=since)).isoformat()
    address = f"/oparl/body/1/paper?limit={limit}&created_since={quote(bound)}"
    names, counts = [], set()
    while address:
        page = MANY.get(address)
        assert () == validate(page)
        assert len(page["data"]) <= limit
        names += [each["name"] for each in page["data"]]
        counts.add(page["pagination"]["totalElements"])
        address = page["links"].get("next")
    every = MANY.list("paper")

    assert [e["name"] for e in every if moment(e) >= moment(bound)] == names
    assert {len(names)} == counts


def moment(told):
    text = told["created"] if isinstance(told, dict) else told
    return datetime.fromisoformat(text)


def test_a_page_beyond_the_last_is_empty():
    """And names the last."""
    page = MANY.get("/oparl/body/1/paper?page=9")

    assert [] == page["data"]
    assert page["links"]["last"].endswith("page=1")
    assert "next" not in page["links"]


def test_a_plus_that_nobody_encoded_is_one():
    """As clients send a zone."""
    town = closed()
    page = "/oparl/body/1/paper?modified_since=2000-01-01T00:00:00+01:00"

    assert 1 == len(town.get(page)["data"])


def test_a_database_is_served_as_memory_is(tmp_path):
    """The same code, read from a connection of its own."""
    with SqlStore(f"sqlite:///{tmp_path / 'town.db'}") as store:
        town = Town(store)
        town.open("2026/1", "Eine Bank", rat(public=True))
        assert ["Eine Bank"] == [each["name"] for each in town.list("paper")]
        town.open("b", SECRET, public=False)
        town.place("2026/1")
        assert SECRET not in town.text()
        assert 1 == len(town.list("meeting"))
        valid(town)


def test_before_any_agenda_a_paper_is_the_administrations_own():
    """Not its draft, and not that it was withdrawn; what was on an agenda once is told on."""
    town = Town(drafts=False)
    town.open("2026/1", SECRET, rat(public=True), reference="0001/26")
    town.open("2026/2", SECRET, rat(public=True))
    town.open("2026/3", "Eine Bank", rat(public=True))
    town.take("2026/2", "withdraw")
    town.place("2026/3")
    town.take("2026/3", "remove", on="rat", reasons="zu spät")

    assert ["Eine Bank"] == [each["name"] for each in town.list("paper")]
    assert SECRET not in town.text()
    assert "2026%2F1" not in town.text()
    assert "2026%2F2" not in town.text()
    assert [] == town.list("paper", modified_since="2000-01-01T00:00:00Z")[1:]
    town.place("2026/1")
    assert SECRET in {each["name"] for each in town.list("paper")}


def test_it_runs_by_itself_and_refuses_what_is_no_address():
    """Without a host app; behind one that takes its prefix away."""
    town = closed()
    alone = TestClient(OParl(town.office.store, BASE, name="Musterstadt"))

    assert f"{BASE}/body/1" == alone.get("/body/1").json()["id"]
    assert 200 == alone.get("/paper/2026%2F1").status_code
    assert 200 == alone.head("/system").status_code
    for base, name in (("oparl", "M"), (BASE, " ")):
        with pytest.raises(InvalidInputError):
            OParl(MemoryStore(), base, name=name)
