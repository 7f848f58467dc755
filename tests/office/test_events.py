"""What a host sees of the office in its own log."""

from __future__ import annotations

import json
import logging

from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO

import pytest

from smalltown import CLERK, carry_through, motion, office

from ratsflow import RefusedError
from ratsflow.exchange import event_lines
from ratsflow.office.events import tell


def told(caplog):
    """Return each event with its level and all that it says."""
    return [
        (each.levelname, each.getMessage(), vars(each).get("case"))
        for each in caplog.records
        if each.name == "ratsflow"
    ]


def fail(_):
    """Fail as a listener does whose other end is gone."""
    raise ConnectionError


def test_steps_refusals_and_failures_are_told(caplog):
    """Each at its level, with the case it is about."""
    caplog.set_level(logging.INFO, "ratsflow")
    desk = office()
    desk.open(motion("x"), CLERK, case_id="a")
    with pytest.raises(RefusedError):
        desk.take("a", "forbidden", CLERK)
    desk.drain(fail)

    assert [
        ("INFO", "written", "a"),
        ("INFO", "refused", "a"),
        ("WARNING", "not announced", "a"),
    ] == told(caplog)
    first = vars(caplog.records[0])
    assert ("open", "taken", 1) == (first["step"], first["kind"], first["version"])


@pytest.mark.parametrize(
    "level", [logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR]
)
def test_a_record_says_where_it_is_made_and_what_it_is_about(caplog, level):
    """It is a record like any other, though nobody looked for who called."""
    caplog.set_level(logging.DEBUG, "ratsflow")
    tell("happened", level, case="a", step="vote")
    (record,) = caplog.records

    assert (level, "happened") == (record.levelno, record.getMessage())
    assert ("ratsflow", "events.py", "tell") == (
        record.name,
        record.filename,
        record.funcName,
    )
    assert ("a", "vote") == (vars(record)["case"], vars(record)["step"])


def test_an_event_of_the_log_claims_no_commit(caplog):
    """A unit of work that is taken back leaves the event that the entry was written."""
    caplog.set_level(logging.INFO, "ratsflow")
    desk = office()
    with suppress(KeyError), desk.store.unit_of_work():
        desk.open(motion("x"), CLERK, case_id="a")
        raise KeyError

    assert [("INFO", "written", "a")] == told(caplog)
    assert [] == list(desk.store.cases())


def test_what_nobody_wants_to_see_is_not_made(caplog):
    """A host that shows warnings alone gets those."""
    caplog.set_level(logging.WARNING, "ratsflow")
    desk = office()
    carry_through(desk, "a", "x")
    desk.drain(fail)

    assert [("WARNING", "not announced", "a")] == told(caplog)


def test_a_line_holds_all_that_an_event_is_about():
    """What machines read is one object a line, and words are as they are written."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(event_lines())
    logger = logging.getLogger("ratsflow")
    logger.addHandler(handler)
    try:
        tell("refused", logging.WARNING, case="Köln/1", step="vote")
        tell("written", logging.WARNING, case="b", version=2)
    finally:
        logger.removeHandler(handler)
    first, second = map(json.loads, out.getvalue().splitlines())

    assert "Köln/1" in out.getvalue()
    assert "refused" == first.pop("event")
    assert datetime.fromisoformat(first.pop("timestamp")).utcoffset() == timedelta()
    assert {"case": "Köln/1", "step": "vote", "level": "warning"} == first
    assert (2, "b") == (second["version"], second["case"])
