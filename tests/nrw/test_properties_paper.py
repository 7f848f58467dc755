"""Properties of the rules on the paper (A): the law in words of its own."""

from __future__ import annotations

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from told import item, told
from whatever import (
    LIKE_ITS_BASE,
    OF_OTHERS,
    OF_THE_HOUSE,
    amounts,
    costs,
    earlier,
    flags,
    motions,
    other_topics,
    spaces,
    words,
)

from ratsflow.model import Ballot, ConsultationRole, CostStatement, Motion

from asking import case


NONE = CostStatement("none")
ROLES = [each.value for each in ConsultationRole]


# ------------------------------------------------------------------------


@given(st.sampled_from([*OF_THE_HOUSE, *OF_OTHERS, *LIKE_ITS_BASE]), spaces, words)
def test_only_a_reasoned_urgent_paper_goes_out_unsigned(kind, blank, word):
    """No other type skips co-signature, and blanks are no reason (A-1)."""
    motion = Motion(paper_type=kind, urgency_reason="steht im Papier")

    def released(**said):
        return told(
            "released_as_urgent", motion=motion, step="release_urgently", **said
        )

    if kind != "urgent_paper":
        assert "unmet" == released(urgency_reason=word)
        assert "unmet" == released()
        return
    assert "unknown urgency_reason" == released()
    assert "unmet" == released(urgency_reason=blank)
    assert "met" == released(urgency_reason=f"{blank}x{word}")


def voted_on(rule, kind, role, **facts):
    """Ask whether a paper may be voted on in a body that is asked in a role."""
    about = {"consultation": item(role=role), "step": "vote", **facts}
    return told(rule, motion=Motion(paper_type=kind), **about)


@given(st.sampled_from([*OF_THE_HOUSE, *OF_OTHERS]), st.sampled_from(ROLES))
def test_the_column_vote_of_the_types(kind, role):
    """Questions and answers never, information if a decision is due, the rest always (A-1)."""
    never = kind in ("question", "answer")
    only_noted = kind == "information_paper" and role == "noting"
    expected = "unmet" if never or only_noted else "met"
    assert expected == voted_on("paper_open_to_vote", kind, role)


@given(
    st.sampled_from(LIKE_ITS_BASE),
    st.sampled_from([*OF_THE_HOUSE, *OF_OTHERS]),
    st.sampled_from(ROLES),
)
def test_a_supplement_is_voted_on_as_its_base(kind, base, role):
    """Nachtrag and Tischvorlage change nothing about the vote (A-1)."""
    rule = "paper_open_to_vote"
    as_base = voted_on(rule, kind, role, base_paper_type=base)
    assert voted_on(rule, base, role) == as_base


# -------------------------------------------------------------


@given(st.integers(0, 9999), st.integers(1990, 2090), st.data())
def test_every_sign_of_a_number_counts(number, year, data):
    """Four digits and the term: one sign less or more is another number (A-2)."""
    law = {"paper.reference_pattern": r"\d{4}/\d{4}-\d{4}"}
    right = f"{number:04d}/{year}-{year + 5}"
    where = data.draw(st.integers(0, len(right) - 1), label="where")
    sign = data.draw(st.sampled_from("0/- \n"), label="sign")
    kept, rest = right[:where], right[where:]

    def formed(reference, step="release", **more):
        about = {"step": step, "reference": reference, **more}
        return told("reference_well_formed", **about)

    for step in ("release", "release_urgently", "file_motion"):
        assert "met" == formed(right, step, law=law)
        assert "unmet" == formed(kept + rest[1:], step, law=law)
        assert "unmet" == formed(kept + sign + rest, step, law=law)
        assert "unmet" == formed(right + sign, step, law=law)
        assert "unknown paper.reference_pattern" == formed(right, step)


@given(motions(previous_considerations=None), st.lists(earlier, max_size=3))
def test_silence_about_the_past_says_nothing(motion, before):
    """Whatever else it says, a paper must say whether the matter was up before (A-5)."""
    rule = "previous_consideration_stated"
    assert "unknown motion.previous_considerations" == told(rule, motion=motion)
    said = attrs.evolve(motion, previous_considerations=tuple(before))
    assert "met" == told(rule, motion=said)


# ------------------------------------------------------------------------


@given(
    motions(
        paper_type=st.sampled_from(["decision_paper", "urgent_paper"]),
        cost_statement=None,
    ),
    amounts,
    st.sampled_from([None, True]),
)
def test_a_paper_of_the_house_says_what_it_costs(silent, amount, required):
    """Silence and an amount without a number never pass, a stated “none” always (A-6)."""
    rule, law = "cost_statement_present", {"cost_statement.required": required}

    def stating(what):
        motion = attrs.evolve(silent, cost_statement=what)
        return told(rule, motion=motion, law=law)

    assert "unmet" == told(rule, motion=silent, law=law)
    assert "unmet" == stating(attrs.evolve(amount, amount_cents=None))
    assert "met" == stating(attrs.evolve(amount, amount_cents=amount.amount_cents or 0))
    assert "met" == stating(NONE)


@given(
    st.sampled_from([*OF_THE_HOUSE, *OF_OTHERS]),
    costs,
    st.sampled_from([None, True, False]),
)
def test_whom_the_duty_to_state_costs_binds(kind, what, required):
    """Members, residents, papers without a vote, and a city that waives it, are free (A-6)."""
    bound = kind in ("decision_paper", "urgent_paper") and required is not False
    vague = what is None or (what.effect != "none" and what.amount_cents is None)
    motion = Motion(paper_type=kind, cost_statement=what)
    law = {"cost_statement.required": required}
    found = told("cost_statement_present", motion=motion, law=law)
    assert ("unmet" if bound and vague else "met") == found


@given(motions(paper_type="decision_paper"), amounts, spaces, words)
def test_cover_comes_from_the_budget_or_is_named(motion, amount, blank, word):
    """Not covered and no Deckungsvorschlag never passes; naming one cures it (A-6)."""

    def with_costs(**changes):
        stated = attrs.evolve(amount, **changes)
        return told(
            "coverage_named", motion=attrs.evolve(motion, cost_statement=stated)
        )

    assert "unmet" == with_costs(covered=False, coverage=blank)
    assert "met" == with_costs(covered=False, coverage=f"{blank}x{word}")
    assert "met" == with_costs(covered=True, coverage=blank)
    assert "unknown cost_statement.covered" == with_costs(covered=None, coverage=blank)
    assert "met" == with_costs(covered=None, coverage=f"x{word}")  # it is named
    free = attrs.evolve(motion, cost_statement=NONE)
    assert "met" == told("coverage_named", motion=free)
    silent = attrs.evolve(motion, cost_statement=None)
    assert "unmet" == told("coverage_named", motion=silent)


# ------------------------------------------------------------------------

LIMITS = {"construction": 20_000_000, "movable_goods": 5_000_000}
THRESHOLDS = {
    "investment.thresholds": {name: cents // 100 for name, cents in LIMITS.items()}
}
PAPERS = ["alternatives", "follow_up_costs", "plans", "cost_calculation"]
ALL = [*PAPERS, "explanations"]
NEEDED = {
    ("construction", True): set(ALL),
    ("movable_goods", True): {"alternatives", "follow_up_costs"},
    ("construction", False): {"cost_calculation"},
    ("movable_goods", False): {"cost_calculation"},
}
"""What must lie there, by category and by whether the threshold is passed (§ 13 KomHVO)."""


def invest(rule, category, amount, documents, recurrence="once", years=None, **more):
    """Ask about the documents of an investment."""
    motion = Motion(
        topics=("investment", category, *more.get("topics", ())),
        cost_statement=CostStatement("amount", amount, recurrence),
    )
    law = {**THRESHOLDS, "cost_statement.recurring_years": years}
    about = {"step": "release", "investment_documents": tuple(documents), "law": law}
    return told(rule, motion=motion, **about)


@given(
    st.sampled_from(sorted(LIMITS)),
    st.integers(-2, 2) | st.integers(-5_000_000, 10**9),
    st.sets(st.sampled_from(ALL)),
)
def test_the_threshold_says_what_lies_with_an_investment(category, beyond, documents):
    """One cent above the threshold alternatives are compared, up to it they are not (A-7)."""
    rule, amount = "investment_documents", LIMITS[category] + beyond
    missing = NEEDED[category, beyond > 0] - documents
    assert ("unmet" if missing else "met") == invest(rule, category, amount, documents)
    assert "met" == invest(rule, category, amount, ALL)
    for each in missing:
        assert "unmet" == invest(rule, category, amount, set(ALL) - {each})
    assert "met" == invest(rule, category, amount, (), topics=("mere_planning",))


@given(
    st.sampled_from(sorted(LIMITS)),
    st.integers(0, 10_000_000),
    st.integers(1, 10),
    st.sets(st.sampled_from(ALL)),
)
def test_years_are_only_another_way_to_write_the_sum(category, amount, years, papers):
    """So much a year for so many years is judged as the sum of it at once (A-7)."""
    rule = "investment_documents"
    at_once = invest(rule, category, amount * years, papers)
    assert at_once == invest(rule, category, amount, papers, "yearly", years)


# ------------------------------------------------------------------------

BEYOND = st.sampled_from(["overspend", "later_overspend", "material_overspend"])


@pytest.mark.parametrize("rule", ["overspend_unavoidable", "overspend_covered"])
@given(BEYOND, other_topics, st.integers(0, 67), st.integers(0, 67), flags)
def test_no_overspending_is_adopted_on_other_terms(rule, topic, others, yes, no, said):
    """More Yes than No passes only what is said to be so; a refusal costs nothing (A-8)."""
    motion = Motion(topics=(topic, *others))
    about = {"motion": motion, "consultation": item(), "step": "vote"}
    found = told(rule, ballot=Ballot(yes, no, 0, 0), **about, **{rule: said})
    as_said = {True: "met", False: "unmet", None: f"unknown {rule}"}
    assert ("met" if yes <= no else as_said[said]) == found
    urgent = {"motion": motion, "step": "decide_urgently", rule: said}
    assert as_said[said] == told(rule, **urgent)
    free = attrs.evolve(motion, topics=others)
    assert "met" == told(rule, **{**urgent, "motion": free})


BODIES = ["council", "main_committee", "finance_committee", "district_council"]
STATES = ["planned", "on_agenda", "open", "postponed", "noted", "voted", "cancelled"]


@given(
    st.integers(-2, 2) | st.integers(-10_000_000, 10_000_000),
    BEYOND,
    st.lists(st.tuples(st.sampled_from(BODIES), st.sampled_from(STATES)), max_size=4),
)
def test_the_council_hears_of_what_others_spent(beyond, topic, heard):
    """Up to the threshold the council must have had it; above it had its consent (A-8)."""
    motion = Motion(
        topics=(topic,),
        cost_statement=CostStatement("amount", 10_000_000 + beyond, "once"),
    )
    route = tuple(
        item(kind, id=str(index), state=state)
        for index, (kind, state) in enumerate(heard)
    )
    law = {"overspend.material_threshold": 100_000}

    def reported(*consultations):
        of = case(motion, consultations=consultations)
        return told("overspend_reported", of=of, law=law)

    minor = beyond <= 0 and topic != "material_overspend"
    had_it = {("council", "noted"), ("council", "voted")} & set(heard)
    assert ("met" if had_it or not minor else "unmet") == reported(*route)
    assert "met" == reported(*route, item(id="last", state="noted"))


# ------------------------------------------------------------------------

PLAIN = st.lists(
    st.sampled_from(["Der Moderator", "ordnet", "die Adoption", "1.", "(neu)", "an,"]),
    min_size=1,
    max_size=4,
).map(" ".join)
"""Texts that offer no choice, although “oder” and “option” stand inside their words."""
CHOICES = ["oder", "Entweder", "WAHLWEISE", "Alternative", "Varianten", "Option"]


@given(PLAIN, PLAIN, st.sampled_from(CHOICES), st.sampled_from([" ", ", ", "\n"]))
def test_a_choice_is_put_to_the_vote_only_if_somebody_looked(left, right, word, gap):
    """A plain text passes, a choice needs a stated yes, and a stated no never passes (A-10)."""
    choice = gap.join((left, word, right))

    def votable(text, **said):
        motion = Motion(proposal=text)
        about = {"motion": motion, "consultation": item(), "step": "open_item"}
        return told("votable_proposal", **about, **said)

    assert ("met", "unknown") == (votable(left), votable(choice))
    for text in (left, choice):
        assert "met" == votable(text, proposal_votable=True)
        assert "unmet" == votable(text, proposal_votable=False)
    assert "unmet" == votable(" \n", proposal_votable=True)
