"""A store that a release wrote goes on under this one, case by case.

The files under ``tests/fixtures/releaseN`` were written by release N, with its own code and
never anew: cases of its shipped procedure in many states, and of a procedure of one's own.
"""

from __future__ import annotations

import runpy
import sqlite3

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    Meeting,
    Office,
    Procedure,
    SqlStore,
    nrw,
)
from ratsflow.law.municipality import load_law
from ratsflow.log import decode


ROOT = Path(__file__).parents[2]
RELEASES = {
    "0.1": "be33dddea0f1bb1f02ba9b028e2ba5ede8b80b2b5e8b22aa2998068e3cca122b",
}
"""The fingerprint of the shipped procedure in each release."""
SMALL_0_1 = "b39f9dc9be0ee2e9f87570703513fd208b1600f601edccc60bb97f9d0c5f888c"
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


def who(role: str) -> Actor:
    """Return somebody with a role, and no other."""
    return Actor(f"{role}-2", f"Neu {role}", roles=[role])


def small() -> Procedure:
    """Return the procedure of one's own as it stands in the examples today."""
    found = runpy.run_path(str(ROOT / "examples" / "small.py"))["small"]
    assert isinstance(found, Procedure)
    return found


@pytest.fixture(name="office", params=sorted(RELEASES))
def _office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Yield an office over the store of a release, with today's procedures."""
    path = tmp_path / "log.db"
    sql = ROOT / "tests" / "fixtures" / f"release{request.param}" / "log.sql"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(sql.read_text("utf-8"))
    law = load_law(ROOT / "examples" / "municipalities" / "musterstadt.toml")
    # In this town the council decides by itself, whatever the example delegates today.
    law = attrs.evolve(law, values={**law.values, "competence.powers": ()})
    with SqlStore(path) as store:
        office = Office([nrw(), small()], store, law=law, clock=lambda: NOW)
        office.fill()
        yield office
        assert [] == list(office.verify())


STOOD: dict[str, tuple[str, tuple[tuple[str, tuple[date, ...]], ...]]] = {
    "2026-01": ("draft", (("planned", ()),)),
    "2026-02": ("alderman_review", (("planned", ()),)),
    "2026-03": ("released", (("planned", ()), ("planned", ()))),
    "2026-04": ("in_consultation", (("on_agenda", ()),)),
    "2026-05": ("in_consultation", (("open", (date(2026, 10, 8),)),)),
    "2026-06": ("adopted", (("voted", (date(2026, 10, 8),)),)),
    "2026-07": ("adopted", (("voted", (date(2026, 10, 8),)), ("planned", ()))),
    "2026-08": ("closed", (("voted", (date(2026, 10, 8),)),)),
    "2026-09": ("mayor_review", (("planned", ()),)),
    "2026-10": ("rejected", (("voted", (date(2026, 10, 8),)),)),
    "2026-11": ("in_consultation", (("postponed", (date(2026, 10, 8),)),)),
    "eigen-01": ("committee", ()),
}
"""Where each case stood when the release wrote it."""


def test_every_release_is_continued() -> None:
    """A release adds its fingerprint, and none is ever taken out."""
    assert {each.fingerprint for each in nrw().continues} == set(RELEASES.values())
    assert set(RELEASES.values()) <= set(nrw().continued)
    assert SMALL_0_1 in small().continued


def test_every_case_of_a_release_is_read_as_it_was(office: Office) -> None:
    """The days on which an item was up, what decided, and what still suspends."""
    assert set(STOOD) == set(office.store.cases())
    for case_id, (state, consultations) in STOOD.items():
        case = office.case(case_id)
        assert state == case.state
        assert consultations == tuple((c.state, c.days) for c in case.consultations)
        decided = "voted" in {each.state for each in case.consultations}
        assert decided == (case.deciding is not None)
    (objection,) = office.case("2026-07").suspensions
    assert ("rat", True) == (objection.against, objection.is_active)


STEPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "2026-01": ("plan_consultations", "council_office", {"consultations": ()}),
    "2026-02": ("return_to_author", "alderman", {"reasons": "Bitte kürzen."}),
    "2026-03": ("withdraw", "mayor", {"reasons": "Erledigt."}),
    "2026-04": ("cancel_consultation", "council_office", {"reasons": "Entfällt."}),
    "2026-05": ("postpone", "chair", {"at": datetime(2026, 10, 8, 17, tzinfo=UTC)}),
    "2026-06": ("make_executable", "council_office", {}),
    "2026-07": ("schedule_reconsideration", "council_office", {}),
    "2026-09": ("return_to_alderman", "mayor", {"reasons": "Es fehlt die Karte."}),
    "2026-11": ("replan", "council_office", {}),
    "eigen-01": ("recommend", "chair", {}),
}
"""A step that each case that is not over can take next."""


@pytest.mark.parametrize("case_id", sorted(STEPS))
def test_every_case_of_a_release_goes_on(office: Office, case_id: str) -> None:
    """The entry says under which version it was taken, and nothing was migrated."""
    step, role, inputs = STEPS[case_id]
    before = office.case(case_id)
    assert office.next_steps(case_id, office.anybody)
    assert office.now(case_id)

    taken = office.take(case_id, step, who(role), **inputs)
    entry = decode(office.records(case_id)[-1])
    assert (step, before.version + 1) == (entry.step, entry.version)
    assert office.procedure_of(before).fingerprint == entry.fingerprint
    assert before.fingerprint != entry.fingerprint == taken.case.fingerprint
    assert taken.case == office.case(case_id)
    assert {"migrated"}.isdisjoint(e.kind.value for e in office.entries(case_id))


def test_a_case_of_a_release_goes_on_to_its_end(office: Office) -> None:
    """From the item that was open to the decision and what follows from it."""
    ballot = Ballot(yes=40, no=12, abstain=2, invalid=0, present=54, members=59)
    meeting = datetime(2026, 10, 8, 17, tzinfo=UTC)
    voted = office.take("2026-05", "vote", who("chair"), at=meeting, ballot=ballot)
    assert "adopted" == voted.case.state
    assert voted.case.deciding is not None

    executable = office.take("2026-05", "make_executable", who("council_office"))
    assert "executable" == executable.case.state
    assert [] == list(office.verify())


def test_new_cases_of_the_same_store_are_of_this_version(office: Office) -> None:
    """What is opened now is pinned to what it is opened under."""
    earlier = office.case("2026-01")
    body = earlier.consultations[0].body
    route = [Consultation("rat", body, meeting=Meeting(date(2027, 3, 4)))]
    opened = office.open(earlier.motion, who("author"), consultations=route)

    assert nrw().fingerprint == opened.fingerprint != earlier.fingerprint
