"""The invented town of Rebstetten: its law, its people, and a paper on its way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Office,
    Organization,
    load_law,
)
from ratsflow.states.bw import STATE, bw


def person(name: str, *roles: str) -> Actor:
    return Actor(name, roles=roles)


AUTHOR = person("anna", "author")
TREASURER = person("kolb", "treasurer")
ALDERMAN = person("berg", "alderman")
MAYOR = person("ott", "mayor")
CHAIR = person("ott", "chair", "mayor")
OFFICE = person("gsg", "council_office")
AUTHORITY = person("rp", "supervisory_authority")
COUNCIL = Organization("Gemeinderat", "council", members=33)
COMMITTEE = Organization("Technischer Ausschuss", "committee", members=14)


LAW = load_law(Path(str(STATE.folder / "town.toml")))


class Way:
    """A paper on its way; each step says its day."""

    def __init__(
        self,
        *,
        topics: tuple[str, ...] = ("traffic",),
        body: Organization = COUNCIL,
        meeting: date = date(2026, 3, 19),
        papers: date = date(2026, 3, 11),
    ) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.office = Office(bw(), law=LAW, clock=lambda: self.now)
        paper = Motion(
            "Radweg nach Wiesenthal",
            proposal="Der Radweg wird gebaut.",
            reasons="Er fehlt.",
            public=True,
            topics=topics,
            cost_statement=CostStatement("none"),
            paper_type="decision_paper",
            previous_considerations=(),
        )
        self.meeting, self.papers = meeting, papers
        route = [
            Consultation(
                "item", body, "decision", public=True, meeting=Meeting(meeting)
            )
        ]
        self.id = self.office.open(paper, AUTHOR, consultations=route).id

    @property
    def state(self) -> str:
        return self.office.case(self.id).state

    def take(self, day: date, step: str, who: Actor, **inputs: Any) -> Any:
        on = inputs.pop("on", "")
        self.now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        return self.office.take(self.id, step, who, on=on, **inputs)

    def to_release(self) -> None:
        day = date(2026, 3, 2)
        self.take(day, "submit", AUTHOR, excluded_officials=[])
        self.take(day, "cosign", TREASURER, decision="approve")
        self.take(day, "complete_co_signature", OFFICE)
        self.take(day, "sign", ALDERMAN)
        self.take(day, "release", MAYOR, reference="12/2026")

    def to_the_vote(self) -> None:
        self.to_release()
        meeting = Meeting(
            self.meeting,
            dispatched_on=self.papers,
            invited_on=self.papers,
            published_on=self.papers,
        )
        day = date(2026, 3, 5)
        self.take(day, "place_on_agenda", OFFICE, on="item", meeting=meeting, route="regular", agenda_number="5")  # fmt: skip
        self.take(self.meeting, "open_item", CHAIR, on="item", bias_asked=True, proposal_votable=True)  # fmt: skip

    def vote(self, yes: int, no: int, **more: Any) -> Any:
        present = more.pop("present", yes + no)
        ballot = Ballot(
            yes=yes, no=no, abstain=present - yes - no, present=present, chair="ott"
        )
        return self.take(self.meeting, "vote", CHAIR, on="item", ballot=ballot, **more)

    def to_adoption(self) -> None:
        self.to_the_vote()
        self.vote(22, 10, present=33, duly_convened=True)
