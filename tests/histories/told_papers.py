"""Papers as a council's information system tells them, made up for the tests."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ratsflow import Actor, nrw
from ratsflow.histories import ToldPaper, ToldStep, load_council, walk
from ratsflow.histories.recording import InMemory, importer
from ratsflow.law.layers import law_for


BERLIN = ZoneInfo("Europe/Berlin")
COUNCIL = load_council("any")
PROCEDURE = nrw()
LAW = law_for("NRW")
CLERK: Actor = importer(PROCEDURE)


def step(day, body, role="", result=""):
    """Return a consultation on a day of 2024, given as month and day."""
    start = datetime(2024, *day, 17, tzinfo=BERLIN)
    return ToldStep(body, role, result, start.date(), start, "4.1")


def paper(*steps, kind="Beschlussvorlage", **more):
    """Return a paper with its consultations."""
    told = {"id": "p1", "title": "Eine Bank am Markt", "reference": "0001/24"} | more
    return ToldPaper(kind=kind, day=date(2024, 1, 2), steps=steps, **told)


def walked(*steps, council=COUNCIL, **more):
    """Return such a paper after all that is told of it."""
    recorder = InMemory(PROCEDURE, LAW, actor=CLERK)
    return walk(paper(*steps, **more), council, recorder)


def findings(done):
    """Return the ids of the rules that were broken, each once."""
    return {
        each.rule.id
        for taken in done.taken
        if taken.verdict is not None
        for each in taken.verdict.open
        if not (each.is_untold or each.is_unknown)
    }
