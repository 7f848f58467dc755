"""A municipality of 66 councillors and whoever may act in it, to try attacks step by step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from clerks import read_out

from ratsflow.engine import Mode, Taken, Verdict
from ratsflow.errors import RefusedError
from ratsflow.law.layers import law_for
from ratsflow.log import Override
from ratsflow.model import (
    Actor,
    Ballot,
    Consultation,
    CostEffect,
    CostStatement,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.office import Office
from ratsflow.states.nrw import nrw
from ratsflow.stores.memory import MemoryStore


LOCAL: dict[str, Any] = {
    "committee_appeal.days": 8,
    "committee_appeal.count_event_day": False,
    "notice.days": 6,
    "notice.mode": "clear",
    "notice.urgent_days": 3,
    "agenda.publication_days": 3,
    "agenda.supplement_days": 3,
    "agenda_item.deadline_days": 10,
    "agenda_item.single_member": False,
    "council.elected_members": 66,
    "faction.min_members": 3,
    "faction.min_members_district": 2,
    "tabled_paper.allowed": True,
    "tabled_paper.consent": "none",
    "roll_call.threshold": 14,
    "competence.powers": [
        {"topic": "award", "body": "mayor", "up_to": 50000},
        {"topic": "award", "body": "main_committee", "above": 50000, "up_to": 100000},
        {"topic": "traffic", "body": "StEA"},
        {"topic": "playground", "body": "district_council"},
    ],
    "bodies.list": [{"name": "StEA", "kind": "committee"}],
    "competence.amounts": "gross",
    "competence.cost_amounts": "gross",
    "recall.implied": False,
    "competence.pre_consultation": {},
    "district_hearing.opportunity_suffices": True,
    "municipality.county_free": True,
    "municipality.inhabitants": 335000,
    "withdrawal.after_agenda": "free",
    "resubmission.bar": True,
    "resubmission.bar_months": 12,
    "resubmission.after_non_consideration": False,
    "alderman_signature.signatories": "all_of",
    "alderman_signature.deputy_allowed": True,
    "alderman_signature.self_approval_allowed": False,
    "cosignature.signers": [],
    "submission.lead_days": 3,
    "budget.main_committee_holds_finance": False,
    "publicity.nonpublic_topics": {"land": "Grundstücksangelegenheit"},
    "separate_vote.whole_vote": False,
    "revote.by_consent": True,
    "paper.reference_pattern": r"\d{4}/\d{4}-\d{4}",
    "paper.characters_per_page": 2500,
    "paper.max_pages_without_summary": 3,
    "impact_checks.checks": [],
    "cost_statement.required": True,
    "overspend.material_threshold": 100000,
    "execution_report.required": True,
    "digital_session.hybrid_committees": False,
    "end_of_term.discontinuity": "settle",
    "quorum.own_composition": [],
}
COUNCIL = Organization("Rat", "council", 67)
COMMITTEE = Organization("StEA", "committee", 15, experts=6)
MAIN = Organization("HA", "main_committee", 17, experts=0)
DISTRICT = Organization("Bezirksvertretung Mitte", "district_council", 15)


def somebody(name: str, *roles: str, on_behalf_of: str = "") -> Actor:
    """Return an actor with roles."""
    return Actor(name, roles=roles, on_behalf_of=on_behalf_of)


AUTHOR = somebody("author1", "author")
ALDERMAN = somebody("ald", "alderman")
MAYOR = somebody("OB", "mayor")
OFFICE = somebody("off", "council_office")
CHAIR = somebody("chair1", "chair")
FACTION = somebody("spd1", "faction", on_behalf_of="SPD")
RIVALS = somebody("cdu1", "faction", on_behalf_of="CDU")
COUNCILLOR = somebody("rm1", "councillor")
DISTRICT_MAYOR = somebody("bbm", "district_mayor")
AUTHORITY = somebody("sv", "supervisory_authority")
RESIDENT = somebody("pet", "petitioner")
EXECUTING = somebody("exec", "executing_office")
PRESIDING_MAYOR = somebody("OB", "mayor", "chair")
STUBBORN = Override("doch", "OB")


def moment(day: str) -> datetime:
    """Return noon of a day."""
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def costing(cents: int) -> CostStatement:
    """Return a statement of costs that arise once and stand in the budget."""
    return CostStatement(CostEffect.AMOUNT, cents, "once", 2026, "x", True)


def paper(**changes: Any) -> Motion:
    """Return a paper of the administration that says all that is asked for."""
    values = {
        "title": "T",
        "proposal": "Der Rat beschließt X.",
        "reasons": "weil",
        "cost_statement": CostStatement(CostEffect.NONE),
        "previous_considerations": (),
        "author": "author1",
        "public": True,
        "topics": (),
        "districts": (),
        "originators": ("Verwaltung",),
    }
    return Motion(**{**values, **changes})


ON_DEMAND = paper(paper_type="faction_motion", originators=("SPD",), author="spd1")


def sitting(day: str, **changes: Any) -> Meeting:
    """Return a meeting that was convened and announced in time."""
    held = date.fromisoformat(day)
    early = {
        "invited_on": held - timedelta(12),
        "published_on": held - timedelta(10),
        "dispatched_on": held - timedelta(12),
    }
    return Meeting(held, **{**early, **changes})


def item(id_: str, body: Organization, role: str, day: str) -> Consultation:
    """Return a public consultation planned for a day."""
    return Consultation(id_, body, role, meeting=sitting(day), public=True)


def votes(yes: int, no: int, **more: Any) -> Ballot:
    """Return a ballot with all that the minutes record."""
    full = {
        "abstain": 0,
        "present": yes + no,
        "chair": "OB",
        "mayor": "yes",
        "invalid": 0,
    }
    return Ballot(yes=yes, no=no, **{**full, **more})


def _read_out(verdict: Verdict) -> None:
    """Hold every finding to what a clerk can read."""
    for each in verdict.open:
        read_out(each.rule, each.answer)


class Walk:
    """One case, taken step by step."""

    def __init__(
        self,
        motion: Motion,
        *route: Consultation,
        opener: Actor = AUTHOR,
        at: str = "2026-02-01",
        law: dict[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        self.now = moment(at)
        self.office = Office(
            nrw(),
            MemoryStore(),
            law=law_for("NRW", {**LOCAL, **(law or {})}),
            clock=lambda: self.now,
        )
        self.office.open(
            motion, opener, case_id="c", consultations=route, at=self.now, **facts
        )

    @property
    def case(self) -> Any:
        """Return the case as it stands."""
        return self.office.case("c")

    def take(
        self,
        step: str,
        who: Actor,
        day: str,
        *,
        on: str = "",
        mode: Mode = Mode.ENFORCE,
        override: Override | None = None,
        **inputs: Any,
    ) -> Taken:
        """Take a step at noon of a day."""
        self.now = moment(day)
        try:
            taken = self.office.take(
                "c",
                step,
                who,
                on=on,
                at=self.now,
                mode=mode,
                override=override,
                seen=self.case.version,
                **inputs,
            )
        except RefusedError as error:
            _read_out(error.verdict)
            raise
        if taken.verdict is not None:
            _read_out(taken.verdict)
        return taken

    def refused(self, step: str, who: Actor, day: str, **rest: Any) -> set[str]:
        """Return the rules that refuse a step; nothing if it passes."""
        try:
            self.take(step, who, day, **rest)
        except RefusedError as error:
            return {each.rule.id for each in error.verdict.blocking}
        return set()

    def texts(self, step: str, who: Actor, day: str, **rest: Any) -> list[str]:
        """Return the German sentences and remedies of everything that is not met."""
        self.now = moment(day)
        on = rest.pop("on", "")
        verdict = self.office.assess("c", step, who, on=on, at=self.now, **rest)
        open_ = [each for each in verdict.findings if not each.is_met]
        return [f"{each.text('de')} {each.remedy('de')}" for each in open_]

    def released(self, day: str = "2026-02-02") -> Walk:
        """Bring a paper of the administration out of the house."""
        self.take("submit", AUTHOR, day, excluded_officials=())
        self.take("complete_co_signature", AUTHOR, day)
        self.take("sign", ALDERMAN, day)
        self.take("release", MAYOR, day, reference="0001/2025-2030")
        return self

    def filed(
        self, who: Actor = FACTION, day: str = "2026-02-02", **facts: Any
    ) -> Walk:
        """File a motion of members or residents."""
        stated = {"faction_members": 10} if who.on_behalf_of else {}
        self.take(
            "file_motion",
            who,
            day,
            reference="0001/2025-2030",
            motion_received_on=day,
            **stated,
            **facts,
        )
        return self

    def announced(self, on: str, day: str, placed: str = "2026-02-10") -> Walk:
        """Put an item on the agenda, which goes out no earlier."""
        held = sitting(day)
        sent = max(held.dispatched_on, date.fromisoformat(placed))
        self.take(
            "place_on_agenda",
            OFFICE,
            placed,
            on=on,
            meeting=attrs.evolve(held, dispatched_on=sent, invited_on=sent),
            route="regular",
        )
        return self

    def called(self, on: str, day: str, placed: str = "2026-02-10") -> Walk:
        """Put an item on the agenda and open it in the meeting."""
        self.announced(on, day, placed)
        self.take("open_item", CHAIR, day, on=on, bias_asked=True)
        return self

    def voted(
        self,
        on: str,
        day: str,
        ballot: Ballot,
        *,
        step: str = "vote",
        placed: str = "2026-02-10",
        **inputs: Any,
    ) -> Walk:
        """Put an item on the agenda, open it and vote."""
        self.called(on, day, placed)
        self.take(step, CHAIR, day, on=on, ballot=ballot, **inputs)
        return self


def by_council(yes: int = 34, no: int = 33, motion: Motion | None = None) -> Walk:
    """Return a case that the council decided on 10 March 2026."""
    walk = Walk(
        motion or paper(), item("r", COUNCIL, "decision", "2026-03-10")
    ).released()
    return walk.voted("r", "2026-03-10", votes(yes, no, members=67))


def by_committee(*more: Consultation) -> Walk:
    """Return a case that a committee decided on 4 March 2026."""
    first = item("s", COMMITTEE, "decision", "2026-03-04")
    walk = Walk(paper(topics=("traffic",)), first, *more).released()
    return walk.voted("s", "2026-03-04", votes(9, 6, mayor=None, experts=6))


FOUND: dict[str, Any] = {
    "reasons": "x",
    "legal_obligation": False,
    "initiative_filed_on": "2026-03-24",
    "announcement_required": False,
    "topic_excluded": False,
    "valid_signatures": 9000,
    "entitled_citizens": 200000,
}


def on_initiative(walk: Walk) -> Walk:
    """Bring the council to an item of 25 March on the initiative."""
    about = item("begehren", COUNCIL, "initiative", "2026-03-25")
    walk.take("plan_consultations", OFFICE, "2026-03-12", consultations=(about,))
    return walk.called("begehren", "2026-03-25", "2026-03-12")


def found_admissible(walk: Walk) -> Walk:
    """Let the council find the initiative admissible on 25 March."""
    step, ballot = "find_initiative_admissible", votes(40, 20)
    on_initiative(walk).take(
        step, CHAIR, "2026-03-25", on="begehren", ballot=ballot, **FOUND
    )
    return walk


def on_demand(motion: Motion = ON_DEMAND, who: Actor = FACTION, **facts: Any) -> Walk:
    """Return a motion of a Fraktion on the council's agenda of 19 March 2026."""
    walk = Walk(
        motion, item("r", COUNCIL, "decision", "2026-03-19"), opener=who, **facts
    )
    return walk.filed(who).announced("r", "2026-03-19")


def changed(motion: Motion, **changes: Any) -> Motion:
    """Return a motion with another text."""
    return attrs.evolve(motion, **changes)
