"""Properties of the rules on administrative pre-approval (B): the law in words of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs

from clerks import read_out
from hypothesis import given
from hypothesis import strategies as st
from told import told
from whatever import (
    LIKE_ITS_BASE,
    OF_OTHERS,
    OF_THE_HOUSE,
    flags,
    motions,
    other_topics,
    words,
    working_days,
)

from procedure import RULES
from ratsflow.model import Actor, CostStatement, Meeting, Motion, Signature

from asking import NOON, case, question


MOTION = Motion(title="t", topics=(), author="a.utor")
DECISIONS = ["approve", "approve_with_remark", "object", "not_affected"]
QUIET = st.dates(date(2026, 2, 17), date(2026, 3, 31))
"""Days without a holiday between them in NRW."""


def noon(day):
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


# ------------------------------------------------------------------------ B-2


@given(
    as_deputy=st.booleans(),
    allowed=flags,
    who=st.sampled_from(["dez1", "dez2"]),
    behalf=st.sampled_from(["", "dez1", "dez2", "Dez. 1", "Dez. 2"]),
)
def test_only_a_deputy_needs_leave_to_sign(as_deputy, allowed, who, behalf):
    """In one's own name nothing is asked; for another the house must allow it (B-2)."""
    motion = attrs.evolve(MOTION, lead_department="Dez. 1")
    found = told(
        "deputy_may_sign",
        of=case(motion, facts={"lead_alderman": "dez1"}),
        actor=Actor(who, on_behalf_of=behalf),
        as_deputy=as_deputy,
        law={"alderman_signature.deputy_allowed": allowed},
    )
    for_the_lead = who == "dez2" and behalf in {"dez1", "Dez. 1"}
    if not as_deputy and not for_the_lead:
        assert "met" == found
    elif allowed is None:
        assert "unknown alderman_signature.deputy_allowed" == found
    else:
        assert ("met" if allowed else "unmet") == found


# ------------------------------------------------------------------------ B-3

MONDAY = date(2026, 3, 2)
CO_SIGNERS = st.lists(
    st.tuples(
        st.sampled_from(["escalate", "approve", "block"]),
        st.none() | st.integers(1, 8),
        st.booleans(),
    ),
    max_size=3,
)


@given(CO_SIGNERS, st.integers(0, 28))
def test_the_silent_are_passed_over_when_their_days_are_over(signers, waited):
    """Each silent office must have had its working days, and must not block (B-3)."""
    day = MONDAY + timedelta(waited)
    rows, answers, open_ = [], [], False
    for index, (policy, limit, answered) in enumerate(signers):
        office = f"office_{index}"
        period = {"on_timeout": policy, "timeout_days": limit} if limit else {}
        rows.append({"office": office, **period})
        if answered:
            answers.append(Signature(office, "x", MOTION.text_hash, NOON))
            continue
        had = working_days(MONDAY + timedelta(1), day)
        open_ = open_ or policy == "block" or limit is None or had < limit

    def escalates(on):
        of = case(
            MOTION,
            state="co_signature",
            since=noon(MONDAY),
            signatures=tuple(answers),
        )
        return told("escalation_due", of=of, day=on, law={"cosignature.signers": rows})

    assert ("unmet" if open_ else "met") == escalates(day)
    assert (escalates(day), escalates(day + timedelta(1))) != ("met", "unmet")


@given(
    motions(topics=other_topics),
    st.sampled_from([True, False, None, 1, 0, "yes", ""]),
)
def test_co_determination_waits_for_the_staff_council(motion, said):
    """Whatever else the paper says, nothing but a stated yes begins the measure (B-3)."""
    rule, fact = "staff_council_involved", {"staff_council_involved": said}
    subject = attrs.evolve(motion, topics=(*motion.topics, "staff_codetermination"))
    unclassified = attrs.evolve(motion, topics=None)
    no = f"unknown {rule}" if said is None else "unmet"
    assert ("met" if said is True else no) == told(rule, motion=subject, **fact)
    assert "met" == told(rule, motion=motion, **fact)
    open_ = "met" if said is True else "unknown motion.topics"
    assert open_ == told(rule, motion=unclassified, **fact)


# ------------------------------------------------------------------ B-4 and B-5


@given(
    st.sampled_from([*OF_THE_HOUSE, *OF_OTHERS]),
    st.sampled_from(DECISIONS),
    st.sampled_from(LIKE_ITS_BASE),
)
def test_an_objection_for_equality_attacks_the_mayors_papers(kind, decision, added):
    """A member's or resident's paper, and a supplement to it, is none of them (B-4)."""
    rule = "equality_objection_admissible"
    attacked = kind in OF_OTHERS and decision == "object"
    expected = "unmet" if attacked else "met"
    assert expected == told(rule, motion=Motion(paper_type=kind), decision=decision)
    supplement = Motion(paper_type=added)
    about = {"motion": supplement, "base_paper_type": kind, "decision": decision}
    assert expected == told(rule, **about)


@given(
    st.none() | st.sampled_from("abc"), st.sets(st.sampled_from("abc")), words, words
)
def test_a_dissenter_heads_a_department_of_the_matter(lead, beside, title, author):
    """Whoever neither leads nor takes part has no dissenting view to present (B-5)."""
    facts = {"lead_alderman": lead, "participating_aldermen": tuple(beside)}
    of = case(Motion(title=title, author=author), facts=facts)
    heads = beside | ({lead} if lead else set())
    otherwise = "unmet" if lead else "unknown lead_alderman"
    for who in "abcd":
        found = told("dissent_on_own_matter", of=of, actor=Actor(who))
        assert ("met" if who in heads else otherwise) == found


# ------------------------------------------------------------------------ B-6


@given(QUIET, st.integers(1, 10), st.integers(-10, 25))
def test_the_council_office_has_its_working_days(dispatch, lead, early):
    """So many working days, the day of arrival counted, lie before the dispatch (B-6)."""
    arrived = dispatch - timedelta(early)

    def submitted(day, **inputs):
        released = Signature("mayor", "ob", MOTION.text_hash, noon(day))
        return told(
            "submission_deadline_met",
            of=case(MOTION, state="released", signatures=(released,)),
            step="place_on_agenda",
            law={"submission.lead_days": lead},
            meeting=Meeting(dispatch + timedelta(14), dispatched_on=dispatch),
            **inputs,
        )

    left = working_days(arrived, dispatch)
    assert ("met" if left >= lead else "unmet") == submitted(arrived)
    assert ("unmet", "met") != (
        submitted(arrived - timedelta(1)),
        submitted(arrived),
    )
    assert "met" == submitted(arrived, route="supplement")
    assert "met" == submitted(arrived, route="urgent")


# ------------------------------------------------------------------------ B-7

BUDGET = attrs.evolve(MOTION, topics=("annual_budget",))
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["treasurer", "mayor", "legal_office"]),
        st.sampled_from(DECISIONS),
        st.booleans(),
    ),
    max_size=5,
)


def budget(rule, answers, motion=BUDGET, said=None):
    """Ask about a budget that offices have answered, under this or an earlier text."""
    signatures = tuple(
        Signature(office, "x", motion.text_hash if now else "0" * 64, NOON, decision)
        for office, decision, now in answers
    )
    facts = {"treasurer_statement_attached": said}
    return told(rule, of=case(motion, signatures=signatures, facts=facts))


@given(ANSWERS, st.sampled_from(DECISIONS[:3]))
def test_without_the_treasurer_there_is_no_budget(answers, word):
    """Nobody else's hand, and none under an older text, draws it up (B-7)."""
    rule = "budget_drawn_up_by_treasurer"
    without = [each for each in answers if each[0] != "treasurer" or not each[2]]
    assert "unmet" == budget(rule, without)
    assert "unmet" == budget(rule, [*without, ("treasurer", "not_affected", True)])
    assert "met" == budget(rule, [*answers, ("treasurer", word, True)])
    assert "met" == budget(rule, without, MOTION)


@given(ANSWERS, flags)
def test_a_treasurer_who_disagrees_is_heard_by_the_council(answers, said):
    """The last word on this text is a consent, or the statement lies with it (B-7)."""
    rule = "treasurer_statement_attached"
    last = [word for office, word, now in answers if office == "treasurer" and now][-1:]
    agrees = bool(last) and last != ["object"]
    otherwise = {True: "met", False: "unmet", None: f"unknown {rule}"}[said]
    assert ("met" if agrees else otherwise) == budget(rule, answers, said=said)
    objecting = [*answers, ("treasurer", "object", True)]
    assert otherwise == budget(rule, objecting, said=said)
    assert "met" == budget(rule, objecting, MOTION, said)


NOTHING = CostStatement("none")
SIGNERS = st.lists(
    st.sampled_from(
        [
            {"office": "treasurer", "when": "costs"},
            {"office": "legal_office", "when": "always"},
            {"office": "audit_office", "when": "always", "kind": "informative"},
            {"office": "climate_office", "when": "topics", "topics": ["school"]},
        ]
    ),
    unique_by=lambda each: each["office"],
    max_size=4,
)


@given(SIGNERS, st.booleans(), st.booleans(), st.sampled_from(["school", "award"]))
def test_a_supplement_asks_the_co_signers_whom_it_concerns(signers, text, costs, topic):
    """Costs concern whoever signs for costs, every change those who sign for all (B-3)."""
    before = Motion("x", proposal="1.", cost_statement=NOTHING, topics=(topic,))
    after = attrs.evolve(
        before,
        proposal="2." if text else "1.",
        cost_statement=CostStatement("amount", 100, "once") if costs else NOTHING,
    )
    concerned = {"costs": costs, "always": True, "topics": topic == "school"}
    asked = [
        each
        for each in signers
        if each.get("kind") != "informative" and concerned[each["when"]]
    ]
    about = {"of": case(before), "step": "supplement", "motion_in": after}
    expected = "unmet" if asked and (text or costs) else "met"
    assert expected == supplemented("supplement_cosigned", about, signers)
    ours = attrs.evolve(before, paper_type="faction_motion")
    about["of"], about["motion_in"] = case(ours), attrs.evolve(ours, proposal="3.")
    assert "met" == supplemented("supplement_cosigned", about, signers)


def supplemented(rule, about, signers):
    """Return what a rule answers where a new text is handed in."""
    about = dict(about)
    asked = question(
        of=about["of"], step=about["step"], law={"cosignature.signers": signers}
    )
    asked = attrs.evolve(asked, inputs={"motion": about["motion_in"]})
    (found,) = [each for each in RULES if each.id == rule]
    return read_out(found, found.check(asked)).result.value
