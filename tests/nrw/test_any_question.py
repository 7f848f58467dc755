"""Properties of every rule of every state: whatever is asked, it answers, always the same, never fails."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import attrs
import pytest

from clerks import read_out
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from musterstadt import CITIZENS, COUNCIL, DISTRICT, FINANCE, LAW, MAIN, PAPER, TRAFFIC

from ratsflow.canonical import plain
from ratsflow.engine import Mode, assess
from ratsflow.law.local import Law
from ratsflow.law.municipality import load_law
from ratsflow.model import (
    Actor,
    Ballot,
    BallotMode,
    BodyKind,
    Consultation,
    ConsultationRole,
    CostStatement,
    Meeting,
    MeetingForm,
    Organization,
    PaperType,
    Signature,
    Suspension,
    SuspensionKind,
)
from ratsflow.model.consultation import AgendaRoute
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Kind, Parameter, State
from ratsflow.states.bw import bw
from ratsflow.states.by import STATE as BAVARIA
from ratsflow.states.by import by
from ratsflow.states.nrw import nrw
from ratsflow.testing.setting import law_of
from traced import traced, undeclared_in


RESERVED = ("topics.reserved", "topics.reserved_further", "majority.by_topic")
"""The norms whose topics are worth asking about."""
OF_ANY_STATE = (
    "award", "traffic_calming", "playground", "election", "bye_law", "annual_budget",
    "overspend", "investment", "construction", "personnel", "ongoing_administration",
    "committee_election", "personnel_measure", "traffic", "hybrid_session",
)  # fmt: skip


@attrs.frozen(slots=False)
class Asked:
    """A state whose rules are asked, and the law of an invented town in it."""

    procedure: Procedure
    law: Law

    @cached_property
    def topics(self) -> list[str]:
        """What papers are about, as far as the state knows the topic."""
        listed = (plain(self.law.values.get(each, ())) for each in RESERVED)
        named = {topic for each in listed for topic in each} | {*OF_ANY_STATE}
        known = self.procedure.vocabulary(self.law)
        return sorted(topic for topic in named if topic in known)

    @cached_property
    def facts(self) -> list[Parameter]:
        """What a case may know: all that steps take in and that becomes a fact."""
        taken = {
            each.name: each for step in self.procedure.steps for each in step.takes
        }
        return [each for name, each in sorted(taken.items()) if name not in NOT_FACTS]

    @cached_property
    def results(self) -> list[str]:
        """What a consultation may have come to: nothing yet, or what a step can come to."""
        steps = self.procedure.steps
        return sorted({outcome for step in steps for outcome in step.branches} | {""})

    def names(self, states: Iterable[State]) -> st.SearchStrategy[str]:
        """Return any of some states, by name."""
        return st.sampled_from([each.name for each in states])


BY_STATE = {
    "NRW": Asked(nrw(), LAW),
    "BW": Asked(bw(), law_of("BW")),
    "BY": Asked(by(), load_law(Path(str(BAVARIA.folder / "town.toml")))),
}
EVERY = [
    (state, step.name)
    for state, each in BY_STATE.items()
    for step in each.procedure.steps
]
WORDS = {
    "route": [each.value for each in AgendaRoute],
    "decision": ["approve", "approve_with_remark", "object", "not_affected"],
    "majority": ["simple", "absolute", "two-thirds", "three-quarters"],
    "mayor": ["yes", "no", "abstain", "none"],
    "base_paper_type": [each.value for each in PaperType],
    "authority_decision": ["annulled", "released"],
    "citizens_decision": ["annulled", "confirmed"],
    "excluded_stay": ["outside", "audience", "table"],
    "against": ["k0", "k1", "k9"],
}
NAMES = {
    "candidates": [("A:9", "B:6"), ("A:30",), ("A",), ()],
    "point_results": [("1:9:6", "2:6:9"), ("1:adopted",), ("x",)],
    "vote_order": [("amendment:1", "main"), ("main", "amendment:2"), ("?",)],
    "minutes_signed_by": [("mayor", "secretary"), ("chair",)],
}
LESS = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

days = st.dates(date(2021, 1, 1), date(2027, 12, 31))
few = st.integers(0, 20)
maybe_few = st.none() | few


@st.composite
def ballots(draw):
    """Return a ballot with or without counts."""
    yes, no = draw(few), draw(few)
    if draw(st.booleans()):
        return Ballot(announced=draw(st.sampled_from(["adopted", "rejected"])))
    return Ballot(
        yes, no, draw(maybe_few), 0,
        present=draw(st.none() | st.integers(yes + no + 20, 67)),
        mode=draw(st.sampled_from([BallotMode.OPEN, BallotMode.SECRET])),
        amended=draw(st.booleans()), chair=draw(st.sampled_from(["", "vorsitz"])),
        biased_yes=draw(st.integers(0, min(2, yes))), experts=draw(maybe_few),
        biased_unknown=draw(st.integers(0, 2)),
        mayor=draw(st.sampled_from([None, "yes", "none"])), circular=draw(st.booleans()),
        secret_demand=draw(maybe_few), roll_call_demand=draw(maybe_few),
    )  # fmt: skip


@st.composite
def meetings(draw):
    """Return a meeting of which more or less is known."""
    return Meeting(
        draw(days), invited_on=draw(st.none() | days), published_on=draw(st.none() | days),
        dispatched_on=draw(st.none() | days), supplemented_on=draw(st.none() | days),
        second_call=draw(st.booleans()), second_call_notice=draw(st.booleans()),
        urgency_reason=draw(st.sampled_from(["", "eilt"])),
        form=draw(st.sampled_from(list(MeetingForm))),
    )  # fmt: skip


bodies = st.sampled_from([
    COUNCIL, MAIN, TRAFFIC, CITIZENS, DISTRICT, FINANCE, Organization("Rat", "council"),
    Organization("RPA", "audit_committee", 15), Organization("Beirat", BodyKind.ADVISORY),
])  # fmt: skip


@st.composite
def consultations(draw, asked, key):
    """Return a consultation in any state."""
    return Consultation(
        key, draw(bodies), draw(st.sampled_from(list(ConsultationRole))),
        draw(st.none() | meetings()), draw(st.sampled_from([None, True, False])),
        route=draw(st.none() | st.sampled_from(list(AgendaRoute))),
        about=draw(st.sampled_from(["", "", "s0"])),
        state=draw(asked.names(asked.procedure.consultation_states)),
        result=draw(st.sampled_from(asked.results)),
        ballots=tuple(draw(st.lists(ballots(), max_size=1))),
        days=tuple(draw(st.lists(days, max_size=2))), inquorate=draw(st.booleans()),
        excluded=draw(st.sampled_from([(), ("rm-3",)])),
    )  # fmt: skip


@st.composite
def papers(draw, asked):
    """Return a paper of any kind, classified or not."""
    costs = [
        None,
        CostStatement("none"),
        CostStatement("amount", amount_cents=9_000_000),
        CostStatement("amount", amount_cents=1, recurrence="yearly", covered=False),
    ]
    return attrs.evolve(
        PAPER, paper_type=draw(st.sampled_from(list(PaperType))),
        topics=draw(st.none() | st.lists(st.sampled_from(asked.topics), max_size=2).map(tuple)),
        districts=draw(st.sampled_from([None, (), ("Mitte",), ("Mitte", "Nord")])),
        cost_statement=draw(st.sampled_from(costs)),
        public=draw(st.sampled_from([None, True, False])),
        originators=draw(st.sampled_from([(), ("Fraktion A",)])),
        related=draw(st.sampled_from([(), ("0815/2025-2030",)])),
    )  # fmt: skip


def values(asked, taken):
    """Return what an input may be."""
    kind, name = taken.kind, taken.name
    if kind is Kind.TEXT:
        return st.sampled_from(WORDS.get(name, ["", "x", "Fraktion A", "Rat"]))
    if kind is Kind.NAMES:
        return st.sampled_from(NAMES.get(name, [(), ("a",), ("a", "b")]))
    return {
        Kind.FLAG: st.booleans(), Kind.NUMBER: st.integers(0, 200),
        Kind.DAY: days.map(date.isoformat), Kind.BALLOT: ballots(), Kind.MEETING: meetings(),
        Kind.MOTION: papers(asked), Kind.CONSULTATIONS: st.just(()),
        Kind.MOMENT: days.map(lambda day: f"{day}T11:00:00.000000Z"),
    }[kind]  # fmt: skip


NOT_FACTS = (
    "motion",
    "consultations",
    "meeting",
    "ballot",
    "procedural_ballot",
    "resolution",
    "agenda_number",
    "route",
    "decision",
    "remark",
    "inquorate",
    "public",
    "excluded",
)


@st.composite
def cases(draw, asked):
    """Return a case in any state, with any history, lawful or not."""
    route = [
        draw(consultations(asked, f"k{n}")) for n in range(draw(st.integers(0, 2)))
    ]
    made = [
        Suspension(
            "s0",
            draw(st.sampled_from(list(SuspensionKind))),
            "ob",
            draw(days),
            "weil",
            draw(asked.names(asked.procedure.suspension_states)),
        )
    ]
    if not draw(st.booleans()):
        made, route = [], [attrs.evolve(each, about="") for each in route]
    motion = draw(papers(asked))
    facts = draw(
        st.lists(
            st.sampled_from(asked.facts), max_size=6, unique_by=lambda one: one.name
        )
    )
    signed = [Signature("mayor", "ob", motion.text_hash, MOMENT)] * draw(
        st.integers(0, 1)
    )
    return Case(
        "case-1", 2, "0" * 64, asked.procedure.name, asked.procedure.fingerprint,
        draw(asked.names(asked.procedure.states)), motion,
        tuple(route), tuple(signed), tuple(made), (),
        {each.name: draw(values(asked, each)) for each in facts}, MOMENT, "amt-66",
    )  # fmt: skip


MOMENT = datetime(2026, 3, 19, 11, tzinfo=UTC)


@st.composite
def questions(draw, asked, step):
    """Return everything that `assess` takes, for one step."""
    case = draw(cases(asked))
    held = asked.procedure.plan(step.name).subject
    about = {"consultation": case.consultations, "suspension": case.suspensions}.get(
        held, ()
    )
    taken = (
        draw(st.lists(st.sampled_from(step.takes), unique=True)) if step.takes else []
    )
    known = draw(st.sets(st.sampled_from(sorted(asked.law.values)), max_size=8))
    return {
        "case": case, "step": step.name,
        "actor": Actor("rm-3", "M. Roth", roles=(draw(st.sampled_from(step.by)),)),
        "at": datetime(2026, 6, 18, 11, tzinfo=UTC),
        "inputs": {each.name: draw(values(asked, each)) for each in taken},
        "on": about[0].id if about else "",
        "law": attrs.evolve(
            asked.law, values={k: v for k, v in asked.law.values.items() if k not in known}
        ),
        "mode": draw(st.sampled_from([Mode.ENFORCE, Mode.RECORD])),
        "others": draw(others(asked, step)),
    }  # fmt: skip


@st.composite
def others(draw, asked, step):
    """Return other cases, or None where nobody looked."""
    looks = asked.procedure.plan(step.name).looks
    if not looks or draw(st.booleans()):
        return None
    found = [attrs.evolve(draw(cases(asked)), id=f"case-{n}") for n in (2, 3)]
    return {look: tuple(found) for look in looks}


@pytest.mark.parametrize(("state", "name"), EVERY)
def test_no_question_makes_a_rule_fail(state, name):
    """Every rule on a step is met, unmet or unknown; none breaks, and none wavers.

    Each is asked twice, and the second time it is noted what it reads: that changes no
    answer, and nothing is read that is not declared.
    """
    asked = BY_STATE[state]
    procedure, step = asked.procedure, asked.procedure.step(name)

    @LESS
    @given(questions(asked, step))
    def answers(question):
        first = assess(procedure, **question)
        with traced() as found:
            again = assess(procedure, **question)
        for each in first.open:
            read_out(each.rule, each.answer, procedure)
        broken = [
            each.text("en") for each in first.findings if each.result is Result.ERROR
        ]
        assert [] == broken
        assert first.rows == again.rows
        assert [] == undeclared_in(found)

    answers()
