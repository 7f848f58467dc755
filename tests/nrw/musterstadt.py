"""Musterstadt, an invented city: its law, its people, its bodies, and papers on their way.

A `Paper` is told day by day; every verb is one or more steps of the procedure, in enforce
mode unless a test says ``recording``. What the procedure refuses raises `RefusedError`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import attrs
import pytest

from ratsflow import (
    Actor,
    Ballot,
    Case,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Office,
    Organization,
    RefusedError,
    SqlStore,
    nrw,
)
from ratsflow.engine import Mode, Taken
from ratsflow.law.local import Law
from ratsflow.law.municipality import parse_law
from ratsflow.model import BodyKind, ConsultationRole, PaperType


FILE = Path(__file__).parents[2] / "examples" / "municipalities" / "musterstadt.toml"
POWERS = """"competence.powers".value = [
  { topic = "traffic_calming", body = "Verkehrsausschuss" },
  { topic = "election", body = "Verkehrsausschuss" },"""


def law(**changes: Any) -> Law:
    """Return Musterstadt's law with a council of 67 and a committee that may decide."""
    text = FILE.read_text(encoding="utf-8")
    for was, put in (
        ('"council.elected_members" = 58', '"council.elected_members" = 66'),
        ('"competence.powers".value = [', POWERS),
    ):
        assert was in text  # what is put in place of nothing would be missed by nobody
        text = text.replace(was, put, 1)
    made = parse_law(text)
    values = {key.replace("__", "."): value for key, value in changes.items()}
    return attrs.evolve(made, values={**made.values, **values})


COUNCIL = Organization("Rat", BodyKind.COUNCIL, members=67)
MAIN = Organization("Hauptausschuss", BodyKind.MAIN_COMMITTEE, members=17, experts=0)
FINANCE = Organization(
    "Finanzausschuss", BodyKind.FINANCE_COMMITTEE, members=15, experts=0
)
TRAFFIC = Organization("Verkehrsausschuss", BodyKind.COMMITTEE, members=15, experts=0)
CITIZENS = Organization("Bürgerausschuss", BodyKind.COMMITTEE, members=15, experts=0)
DISTRICT = Organization(
    "Bezirksvertretung Mitte", BodyKind.DISTRICT_COUNCIL, members=15
)
OFFICES = {
    "author": "amt-66", "alderman": "dez-3", "mayor": "ob", "chair": "vorsitz",
    "council_office": "ratsbuero", "faction": "Fraktion A", "councillor": "rm-7",
    "committee_member": "rm-9", "petitioner": "einwohnerin", "district_mayor": "bbm",
    "executing_office": "amt-67", "supervisory_authority": "bezirksregierung",
    "general_deputy": "erster-bg", "treasurer": "kaemmerei",
    "legal_office": "amt-30",
}  # fmt: skip
PAPER = Motion(
    "Tempo 30 in der Goethestraße",
    proposal="1. Die Goethestraße wird Tempo-30-Zone.",
    reasons="Die Schule liegt an der Straße.",
    cost_statement=CostStatement("none"),
    previous_considerations=(),
    public=True,
    topics=(),
    districts=(),
    impact_checks={"climate": "positive"},
)


LOCAL_STREET = attrs.evolve(PAPER, topics=("playground",), districts=("Mitte",))
DELEGATED = attrs.evolve(PAPER, topics=("traffic_calming",))
"""A matter that Musterstadt has given to its traffic committee."""
BYE_LAW = attrs.evolve(PAPER, topics=("bye_law",))
THURSDAY, TUESDAY = "2026-03-19", "2026-03-10"
EXECUTION = {"third_party_rights": False}


def on(day: str | date) -> date:
    """Return a day written as in the catalogue: ``2026-03-19``."""
    return day if isinstance(day, date) else date.fromisoformat(day)


def meets(day: str | date, **more: Any) -> Meeting:
    """Return a meeting that was called and announced as the law wants it."""
    held = on(day)
    given = {
        "invited_on": held - timedelta(10),
        "published_on": held - timedelta(10),
        "dispatched_on": held - timedelta(12),
    }
    return Meeting(held, **{**given, **more})


def consults(
    body: Organization, day: str, role: str = "decision", key: str = "", **more: Any
) -> Consultation:
    """Return a consultation of the route, named after its body."""
    name = key or body.name.split()[0].lower()
    return Consultation(
        name, body, ConsultationRole(role), meets(day), public=True, **more
    )


def counted(yes: int, no: int, abstain: int = 0, **more: Any) -> Ballot:
    """Return a vote with everything that the minutes need."""
    present = yes + no + abstain
    given = {"invalid": 0, "present": present, "chair": "vorsitz", **more}
    return Ballot(yes, no, abstain, **given)


def _joined(held: Meeting, placed: date) -> tuple[Meeting, str]:
    """Return a meeting whose agenda an item joined on a day, and by which route."""
    if placed <= held.dispatched_on:
        return held, "regular"
    if placed <= held.invited_on:
        return attrs.evolve(held, dispatched_on=placed), "regular"
    added = {"supplemented_on": placed, "supplement_published_on": placed}
    return attrs.evolve(held, **added), "supplement"


class Paper:
    """A paper on its way through Musterstadt, told in sentences."""

    def __init__(
        self,
        motion: Motion = PAPER,
        *route: Consultation,
        law: Law | None = None,
        day: str = "2026-01-05",
        by: str = "author",
        beside: Paper | None = None,
        **facts: Any,
    ) -> None:
        self.store = SqlStore(":memory:") if beside is None else beside.store
        self.id = (
            "paper" if beside is None else f"paper-{len(list(self.store.cases()))}"
        )
        self.today = on(day)
        self.office = Office(
            nrw(),
            self.store,
            law=LAW if law is None else law,
            clock=lambda: self.moment,
        )
        self.mode = Mode.ENFORCE
        self.office.open(
            motion,
            self.person(by),
            case_id=self.id,
            consultations=route,
            at=self.moment,
            **facts,
        )

    # ------------------------------------------------------------------ time and people
    @property
    def moment(self) -> datetime:
        """Return noon of the present day."""
        return datetime(
            self.today.year, self.today.month, self.today.day, 11, tzinfo=UTC
        )

    def person(self, role: str) -> Actor:
        """Return whoever holds an office; the council office when it only writes down."""
        roles = (role, "council_office") if self.mode is Mode.RECORD else (role,)
        return Actor(OFFICES[role], OFFICES[role], roles=roles)

    def on(self, day: str | date) -> Self:
        """Go on to a day."""
        self.today = on(day)
        return self

    def recording(self) -> Self:
        """Write down from now on what really happened, lawful or not."""
        self.mode = Mode.RECORD
        return self

    def enforcing(self) -> Self:
        """Go by the law again from now on."""
        self.mode = Mode.ENFORCE
        return self

    # ------------------------------------------------------------------ what is the case
    @property
    def case(self) -> Case:
        """Return the case, folded from its log."""
        return self.office.case(self.id)

    @property
    def state(self) -> str:
        """Return where the motion stands."""
        return self.case.state

    def at(self, key: str) -> tuple[str, str]:
        """Return state and result of a consultation."""
        found = self.case.consultation(key)
        return found.state, found.result

    def objections(self) -> list[tuple[str, str]]:
        """Return each suspension with its state."""
        return [(each.id, each.state) for each in self.case.suspensions]

    def findings(self) -> set[str]:
        """Return what weighs on the case."""
        return {each.rule for each in self.case.findings}

    # ------------------------------------------------------------------ single steps
    def take(self, step: str, by: str, key: str = "", **inputs: Any) -> Taken:
        """Take one step today."""
        return self.office.take(
            self.id,
            step,
            self.person(by),
            on=key,
            at=self.moment,
            mode=self.mode,
            seen=self.case.version,
            **inputs,
        )

    def refused(self, step: str, by: str, key: str = "", **inputs: Any) -> set[str]:
        """Return the rules that refuse a step; the test fails if none does."""
        with pytest.raises(RefusedError) as caught:
            self.take(step, by, key, **inputs)
        return {each.rule.id for each in caught.value.verdict.blocking}

    # ------------------------------------------------------------------ whole stretches
    def released(self, day: str | date, reference: str = "0815/2025-2030") -> Self:
        """Let it be written, signed and released on one day."""
        self.on(day).take("submit", "author", excluded_officials=())
        if "bye_law" in self.case.motion.topics:
            self.take("cosign", "legal_office", decision="approve")
        self.take("complete_co_signature", "council_office")
        self.take("sign", "alderman")
        self.take("release", "mayor", reference=reference)
        return self

    def filed(self, day: str | date, by: str = "faction", **inputs: Any) -> Self:
        """Let whoever brings it in file it directly."""
        given = {"faction_members": 5} if by == "faction" else {}
        self.on(day).take("file_motion", by, **{**given, **inputs})
        return self

    def invited(
        self, key: str, day: str | date, *, earlier: int = 13, **inputs: Any
    ) -> Self:
        """Put it on the agenda of a meeting, some days before."""
        held = inputs.pop("meeting", None) or meets(day)
        inputs.setdefault("route", "regular")
        placed = held.day - timedelta(earlier)
        if inputs["route"] == "regular" and self.case.motion.paper_type != "amendment":
            held, inputs["route"] = _joined(held, placed)
        self.on(placed)
        self.take("place_on_agenda", "council_office", key, meeting=held, **inputs)
        return self

    def called(self, key: str, day: str | date, **inputs: Any) -> Self:
        """Call the item in the meeting."""
        self.on(day).take("open_item", "chair", key, bias_asked=True, **inputs)
        return self

    def comes_up(self, key: str, day: str, **inputs: Any) -> Self:
        """Invite to a meeting and call the item there."""
        return self.invited(key, day, **inputs).called(key, day)

    def votes(
        self,
        key: str,
        yes: int,
        no: int,
        abstain: int = 0,
        step: str = "vote",
        **inputs: Any,
    ) -> str:
        """Let the body vote today; return the result."""
        count = {name: inputs.pop(name) for name in BALLOT if name in inputs}
        ballot = counted(yes, no, abstain, **count)
        return self.take(step, "chair", key, ballot=ballot, **inputs).entry.outcome

    def carried_out(self, *days: str) -> Self:
        """Begin, complete, report and close, each on its day."""
        begin, done, told, closed = days
        self.on(begin).take(
            "start_execution", "executing_office", third_party_rights=False
        )
        self.on(done).take("complete", "executing_office", evidence="fertig")
        self.on(told).take("report", "mayor", report="erledigt")
        self.on(closed).take("close", "council_office")
        return self


BALLOT = frozenset(attrs.fields_dict(Ballot)) - {"yes", "no", "abstain"}
LAW = law()


def a(kind: str, **changes: Any) -> Motion:
    """Return a paper of a kind."""
    return attrs.evolve(PAPER, paper_type=PaperType(kind), **changes)


def to_council(motion: Motion = PAPER, meeting: str = THURSDAY, **more: Any) -> Paper:
    """Return a paper whose route is the council alone."""
    return Paper(motion, consults(COUNCIL, meeting, key="rat"), **more)


def motion_of(kind: str = "faction_motion", **changes: Any) -> Motion:
    """Return a motion of Fraktion A."""
    return a(kind, **{"originators": ("Fraktion A",), **changes})


def decided(
    motion: Motion = PAPER,
    body: Organization = COUNCIL,
    day: str = TUESDAY,
    yes: int = 40,
    no: int = 20,
    **more: Any,
) -> Paper:
    """Return a paper that one body has decided."""
    paper = Paper(motion, consults(body, day, key="gremium"), **more)
    if motion is LOCAL_STREET:
        paper.take(
            "state_competence", "author", district_scope=True, district_important=False
        )
    paper.released("2026-01-12").comes_up("gremium", day).votes("gremium", yes, no)
    return paper


def executable(**more: Any) -> Paper:
    """Return a council's decision that may be carried out."""
    paper = decided(**more)
    paper.take("make_executable", "council_office")
    return paper


END_OF_IT = ("2026-05-04", "2026-06-01", "2026-06-11", "2026-06-12")
"""Begun, done, reported, closed."""


def closed_after(
    paper: Paper, held: str = THURSDAY, *signed: str
) -> tuple[str, set[str]]:
    """Sign the minutes, carry the decision out, close; return state and findings."""
    names = signed or ("mayor", "secretary")
    paper.on(held).take(
        "keep_minutes", "chair", minutes_of=held, minutes_signed_by=names
    )
    paper.carried_out(*END_OF_IT)
    return paper.state, paper.findings()
