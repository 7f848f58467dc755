"""A log whose hashes fit and that no engine wrote is told by where its entries lead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from ratsflow import (
    Actor,
    BrokenLogError,
    Consultation,
    Meeting,
    MemoryStore,
    Motion,
    Move,
    Office,
    Organization,
    Parameter,
    Procedure,
    State,
    Step,
)
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log import Entry, EntryKind, Made, decode, encode
from ratsflow.model import Suspension


AT = datetime(2026, 3, 19, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
TOWN = Procedure(
    "town",
    ["draft", "open", State("done", final=True)],
    [
        Step("submit", "draft", "open", by="clerk"),
        Step(
            "note", "open", by="clerk", takes=[Parameter("n", "number", required=False)]
        ),
        Step(
            "hear",
            by="clerk",
            outcomes={"": [Move("consultation", "planned", "heard")]},
        ),
        Step("close", "open", "done", by="clerk"),
        Step(
            "object",
            by="clerk",
            outcomes={
                "": [
                    Move("motion", "open"),
                    Move("suspension", "none", "lodged", new="mayor_objection"),
                ]
            },
        ),
        Step(
            "reject",
            by="clerk",
            outcomes={"": Move("suspension", "lodged", "rejected")},
        ),
    ],
    roles=["clerk"],
    recorders=["clerk"],
    erasers=["clerk"],
    consultation_states=["planned", State("heard", final=True)],
    suspension_states=["lodged", State("rejected", final=True)],
)
ROUTE = [Consultation("c1", Organization("Rat"), "decision", Meeting(date(2026, 3, 4)))]


def written() -> Office:
    """Return an office with a case that stands at version 4, in ``open``."""
    desk = Office(TOWN, clock=lambda: AT)
    desk.open(Motion("x", public=True), CLERK, case_id="a", consultations=ROUTE)
    desk.take("a", "submit", CLERK)
    desk.take("a", "note", CLERK, n=1)
    desk.take("a", "hear", CLERK)
    return desk


def forged(at: int, **changes: Any) -> Office:
    """Return an office over a log in which an entry says something else, all hashes fitting."""
    store, prev = MemoryStore(), "0" * 64
    records = []
    for record in written().records("a"):
        entry: Entry = attrs.evolve(decode(record), prev=prev)
        if entry.version == at:
            entry = attrs.evolve(entry, **changes)
        records.append(encode(entry))
        prev = records[-1].hash
    desk = Office(TOWN, store)
    standing = written().store.standing("a")
    assert standing is not None
    last = records[-1]
    state = next(
        (m.target for m in decode(last).moves if m.lifecycle == "motion"), "open"
    )
    store.append("a", records, expected=0, standing=attrs.evolve(standing, state=state))
    return desk


def test_what_an_engine_wrote_conforms():
    """Every kind of entry that there is passes."""
    desk = written()
    desk.take("a", "close", CLERK)
    assert [] == list(desk.verify())
    import_log(MemoryStore(), list(export_log(desk.store)), wrong=desk.conformity())


@pytest.mark.parametrize(
    ("at", "changes", "told"),
    [
        (2, {"moves": (Made("motion", "", "draft", "NIRVANA"),)}, "'NIRVANA' of motion"),
        (2, {"moves": (Made("motion", "", "draft", "done"),)}, "from 'draft' to 'done'"),
        (2, {"step": "close", "moves": (Made("motion", "", "open", "done"),)}, "'open'"),
        (2, {"step": "vote"}, "no step 'vote'"),
        (2, {"outcome": "adopted"}, "no step 'submit' with such an outcome"),
        (2, {"kind": EntryKind.REFUSED}, "though nothing was taken"),
        (2, {"kind": EntryKind.RECORDED, "step": "close"}, "from 'draft' to 'open'"),
        (2, {"kind": EntryKind.OVERRIDDEN, "step": "close"}, "from 'draft' to 'open'"),
        (4, {"moves": (Made("consultation", "c1", "planned", "x"),)}, "'x' of consult"),
        (4, {"moves": (Made("consultation", "c1", "planned", "heard", ("decided",)),)},
         "'heard' of consultation means decided"),
        (4, {"moves": (Made("weather", "c1", "planned", "heard"),)}, "of weather"),
        (4, {"moves": (Made("motion", "", "open", "done"),)}, "from 'open' to 'done'"),
        (4, {"kind": EntryKind.MIGRATED, "moves": (Made("motion", "", "open", "x"),)}, "'x'"),
        (1, {"moves": (Made("motion", "", "none", "open"),)}, "from 'none' to 'open'"),
        (1, {"moves": (Made("motion", "", "none", "x"),)}, "'x' of motion"),
        (
            1,
            {"inputs": {"motion": Motion("x", public=True),
                        "consultations": (attrs.evolve(ROUTE[0], state="heard"),)}},
            "claims to be 'heard'",
        ),
        (3, {"inputs": {"suspension": Suspension("o-1", "mayor_objection", "x", date(2026, 3, 4),
                                                 state="rejected")}}, "in 'rejected'"),
    ],
)  # fmt: skip
def test_what_no_engine_can_have_written_is_told(at, changes, told):
    """The case and the entry are named, by a verification and by an import."""
    desk = forged(at, **changes)
    errors = list(desk.verify())
    assert [("a", at)] == [(error.case_id, error.version) for error in errors]
    assert told in errors[0].reason

    store = MemoryStore()
    with pytest.raises(BrokenLogError, match=f"entry {at}"):
        import_log(store, list(export_log(desk.store)), wrong=desk.conformity())
    assert [] == list(store.cases())


def test_of_a_version_that_the_office_does_not_have_nothing_is_told():
    """Whoever verifies with another procedure is not told that the log is broken."""
    desk = written()
    other = Office(attrs.evolve(TOWN, version="2"), desk.store)
    assert [] == list(other.verify())
