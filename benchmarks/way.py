"""The way of a whole paper under the law of a state, from draft to closed.

A paper of six kilobytes goes through two bodies of an invented town, is carried out and closed:
seventeen entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    CostStatement,
    Law,
    Meeting,
    Motion,
    Organization,
    Procedure,
    bw,
    load_law,
    nrw,
)
from ratsflow.states.bw import STATE as BW


MUSTERSTADT = (
    Path(__file__).parents[1] / "examples" / "municipalities" / "musterstadt.toml"
)
REASONS = (
    "Die Goethestraße ist Schulweg von vierhundert Kindern. Gemessen wurden im Oktober "
    "an drei Tagen im Mittel 4.120 Fahrzeuge, davon fuhr jedes sechste schneller als "
    "fünfzig. Die Polizei hat keine Bedenken, die Verkehrsbetriebe rechnen mit keiner "
    "Verspätung. "
)
PAPER = Motion(
    "Tempo 30 in der Goethestraße",
    proposal="1. Die Goethestraße wird Tempo-30-Zone. 2. Die Verwaltung stellt die "
    "Schilder bis zum Ende der Ferien auf.",
    reasons=REASONS * 20,
    cost_statement=CostStatement("none"),
    previous_considerations=(),
    public=True,
    topics=("traffic",),
    districts=(),
    impact_checks={"climate": "positive"},
)


@attrs.frozen(slots=False)
class Taking:
    """A step of the way of a paper: by whom, on which day, about what, with what."""

    step: str
    role: str
    day: date
    on: str = ""
    inputs: Mapping[str, Any] = attrs.field(factory=dict)

    @cached_property
    def actor(self) -> Actor:
        """Who takes it."""
        return Actor(self.role, self.role, roles=(self.role,))

    @cached_property
    def at(self) -> datetime:
        """The moment at which it is taken."""
        return datetime(self.day.year, self.day.month, self.day.day, 17, tzinfo=UTC)


@attrs.frozen
class Way:
    """The way of a paper under the law of a state, the opening first.

    Attributes:
        number: form of the numbers of papers; a number comes again after some hundred.
    """

    procedure: Procedure
    law: Law
    number: str
    route: tuple[Consultation, ...]
    steps: tuple[Taking, ...]

    def inputs(self, taking: Taking, paper: int) -> Mapping[str, Any]:
        """Return what a step takes in; each paper gets a number of its own."""
        if "reference" not in taking.inputs:
            return taking.inputs
        return {**taking.inputs, "reference": self.number.format(paper % 1000)}


def _nrw() -> Way:
    committee = Organization("Verkehrsausschuss", "committee", members=15, experts=0)
    council = Organization("Rat", "council", members=59)
    heard, decided = date(2026, 3, 17), date(2026, 3, 26)
    return Way(
        nrw(),
        load_law(MUSTERSTADT),
        "{:04}/2025-2030",
        (
            Consultation("c1", committee, "preliminary", Meeting(heard), public=True),
            Consultation("c2", council, "decision", Meeting(decided), public=True),
        ),
        (
            Taking("open", "author", date(2026, 2, 2)),
            *_signed(date(2026, 2, 3)),
            *_heard("c1", heard, 9, 4, step="recommend"),
            *_heard("c2", decided, 34, 20),
            Taking("make_executable", "council_office", date(2026, 3, 27)),
            *_carried_out(
                "executing_office", date(2026, 5, 4), third_party_rights=False
            ),
        ),
    )


def _bw() -> Way:
    committee = Organization("Technischer Ausschuss", "committee", members=14)
    council = Organization("Gemeinderat", "council", members=33)
    heard, decided = date(2026, 3, 17), date(2026, 3, 26)
    more = {"proposal_votable": True}
    return Way(
        bw(),
        load_law(Path(str(BW.folder / "town.toml"))),
        "{:03}/2026",
        (
            Consultation("c1", committee, "preliminary", Meeting(heard), public=True),
            Consultation("c2", council, "decision", Meeting(decided), public=True),
        ),
        (
            Taking("open", "author", date(2026, 2, 2)),
            *_signed(date(2026, 2, 3)),
            *_heard("c1", heard, 9, 4, step="recommend", **more),
            *_heard("c2", decided, 22, 10, **more),
            Taking("make_executable", "council_office", date(2026, 3, 27)),
            *_carried_out("mayor", date(2026, 5, 4)),
        ),
    )


def _signed(day: date) -> Iterator[Taking]:
    yield Taking("submit", "author", day, inputs={"excluded_officials": ()})
    yield Taking("cosign", "treasurer", day, inputs={"decision": "approve"})
    yield Taking("complete_co_signature", "council_office", day)
    yield Taking("sign", "alderman", day)
    yield Taking("release", "mayor", day, inputs={"reference": "of its own"})


def _heard(
    on: str, day: date, yes: int, no: int, step: str = "vote", **more: Any
) -> Iterator[Taking]:
    placed, told = day - timedelta(14), day - timedelta(12)
    held = Meeting(day, dispatched_on=placed, invited_on=told, published_on=told)
    ballot = Ballot(yes, no, 0, 0, present=yes + no, chair="vorsitz")
    agenda = {"meeting": held, "route": "regular", "agenda_number": "5"}
    yield Taking("place_on_agenda", "council_office", placed, on, agenda)
    yield Taking("open_item", "chair", day, on, {"bias_asked": True, **more})
    yield Taking(step, "chair", day, on, {"ballot": ballot})


def _carried_out(role: str, day: date, **inputs: Any) -> Iterator[Taking]:
    yield Taking("start_execution", role, day, inputs=inputs)
    yield Taking("complete", role, day, inputs={"evidence": "Abnahme"})
    yield Taking("report", "mayor", day, inputs={"report": "Mitteilung"})
    yield Taking("close", "council_office", day)


WAYS: Mapping[str, Callable[[], Way]] = {"NRW": _nrw, "BW": _bw}
"""By state, what makes the way of a paper."""
