"""OParl: what is written is valid and open to all; what is read is tolerated and told."""

from __future__ import annotations

import json
import os

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

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
    nrw,
)
from ratsflow.exchange import export_oparl, export_xes, import_oparl
from ratsflow.exchange.oparl import validate
from ratsflow.law.layers import law_for


SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))
SCHEMAS = SHARED / "data" / "oparl" / "1.1" / "schema"
BASE = "https://example.org/oparl"
AT = datetime(2024, 3, 1, 9, tzinfo=UTC)
EVERYBODY = Actor("import", "Erika Schreiberin", roles=nrw().roles)
WHY = Override("It was on the agenda, so it had been filed.")
RAT, BAU = Organization("Rat", "council"), Organization("Bauausschuss")
HIDDEN = "GEHEIM"


def office():
    return Office(
        nrw(), law=law_for("NRW"), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)
    )


def route(**more):
    return (
        Consultation("bau", BAU, "preliminary", public=True),
        Consultation("rat", RAT, "decision", public=True, **more),
    )


def filled(desk, case_id="2024/1", title="Eine Bank", public=True, ways=None, **more):
    """Open a paper that a committee and the council have dealt with."""
    case = desk.open(
        Motion(title, reference="0001/24", public=public, **more),
        EVERYBODY,
        at=AT,
        consultations=route() if ways is None else ways,
        case_id=case_id,
        begins="released",
        override=WHY,
    )
    record = {"mode": "record", "at": AT, "seen": "any"}
    for on, day, step in (("bau", 4, "recommend"), ("rat", 5, "note")):
        desk.take(
            case.id, "place_on_agenda", EVERYBODY, on=on, agenda_number=f"{day}.1",
            meeting=Meeting(date(2024, 3, day)), **record,
        )  # fmt: skip
        desk.take(case.id, "open_item", EVERYBODY, on=on, **record)
        desk.take(case.id, step, EVERYBODY, on=on, **record)
    return case


def written(desk):
    return export_oparl(desk.store, BASE)


def objects(found):
    """Yield every object with its type, those inside of others too."""
    for each in (*found.papers, *found.meetings, *found.organizations):
        yield each
        for part in ("consultation", "agendaItem"):
            yield from each.get(part, ())


def test_what_is_written_is_valid():
    """By our own reading of the standard, whatever else is at hand."""
    desk = office()
    filled(desk)
    found = written(desk)

    assert () == validate(list(found.papers), "Paper")
    assert () == validate(list(found.meetings), "Meeting")
    assert () == validate(list(found.organizations), "Organization")
    assert (1, 2, 2) == (
        len(found.papers),
        len(found.meetings),
        len(found.organizations),
    )


def test_what_is_written_is_valid_by_the_schemas_of_the_standard():
    """Each object against the schema of its type."""
    if not SCHEMAS.is_dir():
        pytest.skip(f"no schemas at {SCHEMAS}; set RATSFLOW_SHARED")
    desk = office()
    filled(desk)
    for each in objects(written(desk)):
        kind = each["type"].rpartition("/")[2]
        schema = json.loads((SCHEMAS / f"{kind}.json").read_text("utf-8"))
        assert [] == [e.message for e in Draft202012Validator(schema).iter_errors(each)]


def test_what_was_written_reads_back():
    """Title, number, bodies, roles, days, items and results: what OParl can hold."""
    desk = office()
    filled(desk)
    (paper,) = import_oparl([("made", written(desk).to_plain())]).papers

    assert ("Eine Bank", "0001/24", "Beschlussvorlage") == (
        paper.name,
        paper.reference,
        paper.kind,
    )
    assert [
        (
            "Bauausschuss",
            "Vorberatung",
            date(2024, 3, 4),
            "4.1",
            "ohne Votum weitergeleitet",
        ),
        ("Rat", "Entscheidung", date(2024, 3, 5), "5.1", "zur Kenntnis genommen"),
    ] == [(e.body, e.role, e.day, e.number, e.result) for e in paper.consultations]


@pytest.mark.parametrize(
    "hidden",
    [
        {"public": False},
        {"public": None, "ways": ()},
        {
            "public": None,
            "ways": (Consultation("bau", BAU, public=True), Consultation("rat", RAT)),
        },
        {
            "ways": (
                Consultation("bau", BAU, public=False),
                Consultation("rat", RAT, public=True),
            )
        },
    ],
)
def test_nothing_of_a_paper_that_is_not_open_leaves(hidden):
    """Neither a title nor a number, an id or a body that only it has."""
    desk = office()
    ways = hidden.pop("ways", None)
    if ways == ():
        desk.open(Motion(HIDDEN, public=None), EVERYBODY, at=AT, case_id=HIDDEN)
    else:
        filled(desk, HIDDEN, HIDDEN, ways=ways, **hidden)
    found = written(desk)

    assert HIDDEN not in json.dumps(found.to_plain())
    assert (0, 1) == (len(found.papers), found.withheld)


def test_of_a_public_paper_what_is_closed_stays():
    """An attachment, an item behind closed doors, a person, a reason."""
    desk = office()
    closed = Consultation("zu", Organization(f"{HIDDEN}ausschuss"), public=False)
    attached = (Attachment(HIDDEN, public=False),)
    filled(desk, ways=(*route(), closed), attachments=attached)
    text = json.dumps(written(desk).to_plain(), ensure_ascii=False)

    assert HIDDEN not in text
    assert "Schreiberin" not in text
    assert "It was on the agenda" not in text


def test_xes_names_no_person_and_no_title():
    """It is well-formed whatever a case is called, and has an event for each entry."""
    desk = office()
    case = filled(desk, case_id='<a "b" & c>')
    text = b"".join(export_xes(desk.store))
    log = ET.fromstring(text)  # our own
    space = {"x": "http://www.xes-standard.org/"}
    events = log.findall("x:trace/x:event", space)

    assert len(desk.entries(case.id)) == len(events)
    assert case.id == log.find("x:trace/x:string", space).get("value")
    assert b"Schreiberin" not in text
    assert b"Eine Bank" not in text
    assert [] == ET.fromstring(
        b"".join(export_xes(secret_store(), public_only=True))
    ).findall("x:trace", space)


def secret_store():
    desk = office()
    desk.open(Motion(HIDDEN, public=False), EVERYBODY, at=AT)
    return desk.store


@pytest.mark.filterwarnings("ignore:Install the optional:UserWarning")
def test_a_process_miner_reads_it(tmp_path):
    """pm4py finds the cases and their steps."""
    pm4py = pytest.importorskip("pm4py")
    desk = office()
    filled(desk)
    path = tmp_path / "log.xes"
    path.write_bytes(b"".join(export_xes(desk.store)))
    frame = pm4py.read_xes(str(path))

    assert {"2024/1"} == set(frame["case:concept:name"])


TYPE = "https://schema.oparl.org/1.1/"


def paper(**more):
    return {"id": f"{BASE}/paper/1", "type": f"{TYPE}Paper", "name": "Eine Bank"} | more


def consultation(number=1, **more):
    return {"id": f"{BASE}/consultation/{number}", "type": f"{TYPE}Consultation"} | more


def meeting(number, items, **more):
    return {
        "id": f"{BASE}/meeting/{number}",
        "type": f"{TYPE}Meeting",
        "name": "Rat (3. Sitzung)",
        "start": "2024-03-05T17:00:00+01:00",
        "agendaItem": items,
    } | more


def item(number, of=1):
    return {
        "id": f"{BASE}/item/{number}",
        "type": f"{TYPE}AgendaItem",
        "order": 1,
        "number": str(number),
        "consultation": f"{BASE}/consultation/{of}",
    }


def losses(*values):
    return {each.code for each in import_oparl([("f.json", e) for e in values]).losses}


def test_a_consultation_on_two_items_is_taken_twice_and_told():
    """The standard knows one; servers send several."""
    read = import_oparl(
        [("f", [paper(consultation=[consultation()]), meeting(1, [item(1), item(2)])])]
    )

    assert ["1", "2"] == [each.number for each in read.papers[0].consultations]
    assert "two_items" in {each.code for each in read.losses}


def test_what_is_missing_is_told_and_the_rest_is_read():
    """A deleted paper, a step without meeting, without role, without body."""
    assert {"tombstone"} == losses(paper(deleted=True))
    assert {"no_meeting", "no_role", "no_body"} == losses(
        paper(consultation=[consultation()])
    )
    assert {"no_item", "no_role"} == losses(
        [
            paper(consultation=[consultation(meeting=f"{BASE}/meeting/1")]),
            meeting(1, []),
        ]
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [({"cancelled": True}, "cancelled"), ({"deleted": True}, "tombstone")],
)
def test_a_meeting_that_was_not_held_dealt_with_nothing(more, code):
    """Told as a loss; of two items that of the meeting that was held is taken."""
    off = meeting(1, [item(1)], **more)
    asked = paper(consultation=[consultation(meeting=f"{BASE}/meeting/1")])
    gone = import_oparl([("f", [asked, off])])
    moved = import_oparl([("f", [asked, off, meeting(2, [item(2)])])])
    bare = import_oparl([("f", [asked, meeting(1, [], **more)])])

    assert () == gone.papers[0].consultations == bare.papers[0].consultations
    assert {code} == {each.code for each in gone.losses}
    assert ["2"] == [each.number for each in moved.papers[0].consultations]


def test_an_item_that_was_deleted_holds_nothing():
    """A tombstone is no item on which it was dealt with."""
    read = import_oparl(
        [
            ("f", paper(consultation=[consultation()])),
            ("g", meeting(1, [item(1) | {"deleted": True}])),
        ]
    )

    assert () == read.papers[0].consultations
    assert {"tombstone"} == {each.code for each in read.losses}


def test_what_is_no_id_and_no_day_is_told():
    """A list for an id, a moment that is beyond the calendar here, an answer of another kind."""
    asked = paper(consultation=[consultation(meeting=f"{BASE}/meeting/1")])
    for start in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-05:00"):
        assert "no_date" in losses([asked, meeting(1, [item(1)], start=start)])
    assert "no_object" in losses(paper(consultation=[{"id": ["a"]}]))
    assert {"no_object"} == losses({"error": "not found"})
    assert 1 == len(import_oparl([("f", {"data": paper()})]).papers)


@pytest.mark.parametrize(
    "whole",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"data": [one], "links": {}},
        lambda one: {"paper": [one]},
        lambda one: {"papers": [one], "source": "x"},
    ],
)
def test_a_paper_is_found_in_whatever_holds_it(whole):
    """An object, a list, a page, a dump."""
    (found,) = import_oparl([("f", whole(paper()))]).papers

    assert "Eine Bank" == found.name


def test_a_problem_says_what_and_where():
    """As message @ path."""
    wrong = paper(
        date="5.3.2024", consultation=[consultation(role=7, organization="x")]
    )
    told = [str(each) for each in validate(wrong)]

    assert [
        "no date stands there. @ /date",
        "no text stands there. @ /consultation/0/role",
        "no list stands there. @ /consultation/0/organization",
    ] == told
    assert ["it is missing. @ /order"] == [
        str(each) for each in validate({"id": BASE, "type": f"{TYPE}AgendaItem"})
    ]


@pytest.mark.parametrize(
    "day", ["2026-W01-1", "20260301", "2026-3-1", "2026-02-30", "2026-03-01\n"]
)
def test_a_day_is_written_as_the_standard_writes_it(day):
    """RFC 3339: other forms of ISO 8601 are read by some clients only."""
    assert ["/date"] == [each.path for each in validate(paper(date=day))]


@pytest.mark.parametrize(
    ("moment", "is_one"),
    [
        ("2026-03-01T09:00:00+01:00", True),
        ("2026-03-01T09:00:00Z", True),
        ("2026-03-01t09:00:00.5z", True),
        ("20260301T090000Z", False),
        ("2026-03-01 09:00+01", False),
        ("2026-03-01T09:00:00", False),
        ("2026-03-01T25:00:00Z", False),
        ("2026-W01-1T09:00:00Z", False),
    ],
)
def test_a_moment_is_written_as_the_standard_writes_it(moment, is_one):
    """With seconds and a zone, and no other form."""
    told = [each.path for each in validate(paper(modified=moment))]

    assert ([] if is_one else ["/modified"]) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([paper(), paper(name=1)], ["no text stands there. @ /1/name"]),
        ({"data": [paper(date="x")]}, ["no date stands there. @ /data/0/date"]),
        (
            {"data": [], "links": {"next": "x"}, "pagination": {"totalPages": "1"}},
            [
                "no address stands there. @ /links/next",
                "no whole number stands there. @ /pagination/totalPages",
            ],
        ),
        ({"meetings": [paper()]}, ["a Meeting belongs there. @ /meetings/0/type"]),
        ({"a/b~c": [3]}, ["no object stands there. @ /a~1b~0c/0"]),
        ({"paper": [{"name": "x"}]}, ["no object of OParl stands there. @ /paper/0"]),
        ({"id": BASE, "name": "x"}, ["no type of OParl. @ /type"]),
        (paper(type=f"{TYPE}Bank"), ["no type of OParl. @ /type"]),
        ({}, ["no object of OParl stands there. @ /"]),
        (None, ["no object stands there. @ /"]),
        (
            {"id": BASE, "type": f"{TYPE}System", "oparlVersion": 1},
            ["it is missing. @ /body", "no text stands there. @ /oparlVersion"],
        ),
    ],
)
def test_whatever_holds_objects_is_validated(value, told):
    """A list, a page, a dump; and what is none of them is a fault."""
    assert told == [str(each) for each in validate(value)]


def test_our_reading_of_the_standard_is_that_of_its_schemas():
    """Needed and forms of every property of every type, against the schemas."""
    if not SCHEMAS.is_dir():
        pytest.skip(f"no schemas at {SCHEMAS}; set RATSFLOW_SHARED")
    samples = [1, "x", True, [], ["x"], {}, [{}], BASE, "2024-03-05", [BASE]]
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(path.read_text("utf-8"))
        needed = dict.fromkeys(schema["required"], BASE)
        whole = needed | {"type": f"{TYPE}{path.stem}"}
        bare = {
            str(each).rpartition("/")[2] for each in validate({"type": whole["type"]})
        }
        assert set(schema["required"]) - {"type"} == bare
        for name, form in schema["properties"].items():
            for value in samples if name != "type" else ():
                is_of_type = Draft202012Validator({"type": form["type"]}).is_valid(
                    value
                )
                found = [
                    e
                    for e in validate({"type": whole["type"], name: value})
                    if f"/{name}" in e.path
                ]
                assert is_of_type or found, (path.stem, name, value)


def test_an_agenda_is_a_meeting_with_its_public_items():
    """One that is not public leaves no gap, and says no place to stand at if none is named."""
    desk = office()
    filled(desk)
    for case_id, title, public in (("b", HIDDEN, False), ("c", "Ein Baum", True)):
        filled(desk, case_id, title, public=public)
    told = json.loads(desk.agenda("Rat", "2024-03-05").to("oparl", base=BASE))

    assert () == validate(told, "Meeting")
    assert HIDDEN not in json.dumps(told)
    assert {1: "Eine Bank", 2: "Ein Baum"} == {
        each["order"]: each["name"] for each in told["agendaItem"]
    }
    (meeting,) = [each for each in written(desk).meetings if "Rat" == each["name"]]
    kept = {"id", "type", "meeting", "name", "number", "consultation"}
    assert [{key: item[key] for key in kept} for item in meeting["agendaItem"]] == [
        {key: item[key] for key in kept} for item in told["agendaItem"]
    ]
    nowhere = json.loads(desk.agenda("Rat", "2024-03-05").to("oparl"))
    assert nowhere["id"].startswith("https://oparl.invalid/")
    for form in ("html", "ics"):
        assert HIDDEN not in desk.agenda("Rat", "2024-03-05").to(form)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "type", "consultation", "agendaItem", "meeting", "organization",
             "name", "start", "date", "data", "paper", "deleted", "role", "result"]
        ),
        inner | st.sampled_from([BASE, f"{TYPE}Paper", f"{TYPE}Meeting", "2024-03-05"]),
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(JSON)
def test_whatever_a_server_sends_is_read_or_told(value):
    """No input makes reading or validating fail."""
    import_oparl([("f", value)])
    validate(value)
