"""Properties of the rules on roles, route and delays (J-1, J-2, J-4, J-5, J-10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import attrs

from hypothesis import given
from hypothesis import strategies as st
from told import said

from procedure import CONSULTATION_STATES, OPEN_CONSULTATION
from ratsflow.model import (
    Ballot,
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    Motion,
    Organization,
    PaperType,
    Suspension,
    SuspensionKind,
)

from asking import case


DAY = date(2026, 3, 19)
COUNCIL = Organization("Rat", "council", 67)
ENDS = sorted(each.name for each in CONSULTATION_STATES if each.final)
"""The states in which nothing is due of a consultation any more."""
ROLES = sorted(each.value for each in ConsultationRole)
ADVISERS = ["hearing", "preliminary"]
DECIDERS = ["decision", "ratification"]

bodies = st.builds(
    Organization, st.sampled_from("ABC"), st.sampled_from(sorted(BodyKind))
)
open_states = st.sampled_from(sorted(OPEN_CONSULTATION))
end_states = st.sampled_from(ENDS)
counts = st.integers(0, 40)


def numbered(route):
    """Return consultations, each under an id of its own."""
    return tuple(attrs.evolve(each, id=f"k{n}") for n, each in enumerate(route))


def consults(roles, states, kinds=bodies, **more):
    """Return consultations of these roles and states."""
    return st.builds(
        Consultation,
        st.just("k"),
        kinds,
        st.sampled_from(roles),
        state=states,
        **more,
    )


def routes(roles, states, size=4):
    """Return a few of them."""
    return st.lists(consults(roles, states), max_size=size)


def of(route, kind="decision_paper", **more):
    """Return a case on its route."""
    return case(
        Motion(paper_type=kind),
        state="in_consultation",
        consultations=numbered(route),
        **more,
    )


# ------------------------------------------------------------------ what a body is asked


ASKED = {
    "hearing": "role_recommends",
    "preliminary": "role_recommends",
    "decision": "role_decides",
    "ratification": "role_ratifies",
    "urgent": "role_urgent",
    "initiative": "role_on_initiative",
}
"""The table of J-1: what a body of that role votes on; who only takes note votes on nothing."""


@given(consults(ROLES, st.sampled_from([each.name for each in CONSULTATION_STATES])))
def test_a_role_allows_one_kind_of_vote_and_noting_none(about):
    """Of five kinds of votes a body may take the one that its role is for (J-1)."""
    votes = ("role_recommends", "role_decides", "role_ratifies", "role_urgent")
    allowed = [
        rule
        for rule in (*votes, "role_on_initiative")
        if "met" == said(rule, consultation=about)
    ]
    expected = [ASKED[about.role]] if about.role in ASKED else []
    assert expected == allowed


@given(consults(ROLES, end_states))
def test_who_is_to_decide_does_not_merely_take_note(about):
    """Taking note is for those who may not decide in any way, and for all of them (J-10)."""
    decides = [
        rule
        for rule in (
            "role_decides",
            "role_ratifies",
            "role_urgent",
            "role_on_initiative",
        )
        if "met" == said(rule, consultation=about)
    ]
    expected = "unmet" if decides else "met"
    assert expected == said("noting_decides_nothing", step="note", consultation=about)


# ------------------------------------------------------------------ complete, in order

noted = st.builds(
    Consultation, st.just("k"), bodies, st.just("noting"), state=st.just("noted")
)


@given(
    st.lists(noted, min_size=1, max_size=2),
    routes([*ADVISERS, "noting"], end_states),
    routes(ROLES, st.just("cancelled")),
    consults(ROLES, open_states),
    end_states,
)
def test_the_noting_is_complete_when_nothing_is_due(noted, done, gone, due, end):
    """One more body still to hear it, or to decide it, and the noting is not over (J-10)."""
    about = {"step": "complete_noting"}
    complete = (*noted, *done, *gone)
    assert "met" == said("noting_complete", of=of(complete), **about)
    assert "unmet" == said("noting_complete", of=of((*complete, due)), **about)
    ended = attrs.evolve(due, state=end)
    decided = ended.role in DECIDERS and end != "cancelled"
    expected = "unmet" if decided else "met"
    assert expected == said("noting_complete", of=of((*complete, ended)), **about)


@given(
    routes(["hearing"], st.just("voted")),
    routes(["noting"], st.sampled_from(["settled", "not_considered"])),
    routes(["preliminary"], st.just("voted"), size=1),
)
def test_who_was_only_heard_leaves_a_paper_noted_and_who_advised_does_not(
    heard, over, gave
):
    """All heard or over: noted. A recommendation is for a decision that is missing (6.6)."""
    expected = "met" if (heard or over) and not gave else "unmet"
    route = of((*heard, *over, *gave))
    assert expected == said("noting_complete", of=route, step="complete_noting")


@given(
    routes(ADVISERS, end_states),
    routes(["decision", "noting", "ratification"], st.one_of(open_states, end_states)),
    consults(ADVISERS, open_states),
    end_states,
)
def test_the_decision_waits_for_whoever_is_still_to_advise(done, others, due, end):
    """Only hearings and advice that are due break the order; any end of them mends it."""
    about = {"step": "vote", "consultation": Consultation("rat", COUNCIL)}
    assert "met" == said("route_in_order", of=of((*done, *others)), **about)
    late = (*done, due, *others)
    assert "unmet" == said("route_in_order", of=of(late), **about)
    ended = (*done, attrs.evolve(due, state=end), *others)
    assert "met" == said("route_in_order", of=of(ended), **about)
    apart = (*done, attrs.evolve(due, about="s0"), *others)
    assert "met" == said("route_in_order", of=of(apart), **about)
    anew = {**about, "consultation": Consultation("rat", COUNCIL, about="s0")}
    assert "met" == said("route_in_order", of=of(late), **anew)


deciding = consults(["decision"], st.sampled_from(["planned", "open", "voted"]))
beside = st.one_of(
    consults(["decision"], st.just("cancelled")),
    consults(
        ["decision"],
        open_states,
        about=st.just("s0"),
        kinds=st.just(Organization("X", "council")),
    ),
    consults([*ADVISERS, "noting", "ratification"], open_states),
)


@given(
    st.lists(st.sampled_from("ABCD"), unique=True, max_size=3),
    deciding,
    st.lists(beside, max_size=3),
    st.sampled_from([None, False, True]),
)
def test_two_bodies_decide_independent_points_only(names, one, others, points):
    """One body may decide twice; a second body only what was said to be separate (J-1)."""
    route = [attrs.evolve(one, body=Organization(name)) for name in (*names, *names)]
    about = {"step": "vote", "consultation": one, "several_points": points}
    expected = "unmet" if len(names) > 1 and points is not True else "met"
    found = said("one_deciding_body", of=of((*route, *others)), **about)
    assert expected == found
    by_points = {**about, "point_results": ("1:2:1", "2:1:2")}
    assert "met" == said("one_deciding_body", of=of((*route, *others)), **by_points)


NEVER_VOTED = {"information_paper", "question", "answer"}
"""Column "vote?" of the table of A-1; a supplement follows the paper it belongs to."""


@given(
    st.sampled_from(sorted(PaperType)),
    st.sampled_from(sorted(set(PaperType) - {"supplement", "tabled_paper"})),
    routes([*ADVISERS, "noting", "urgent", "initiative"], open_states),
    consults(DECIDERS, open_states),
)
def test_a_route_of_advisers_decides_nothing(kind, base, advisers, decider):
    """Where a vote is due some body has it; one that dropped out does not count (6.6)."""
    follows = kind in ("supplement", "tabled_paper")
    due = (base if follows else kind) not in NEVER_VOTED
    about = {"step": "place_on_agenda", "base_paper_type": base.value}
    expected = "unmet" if due else "met"
    for gone in ({"state": "cancelled"}, {"about": "s0"}):
        route = (*advisers, attrs.evolve(decider, **gone))
        assert expected == said("somebody_decides", of=of(route, kind), **about)
    route = (*advisers, decider)
    assert "met" == said("somebody_decides", of=of(route, kind), **about)


@given(st.sampled_from(["supplement", "tabled_paper"]))
def test_a_paper_of_unknown_kind_is_taken_to_need_a_vote(kind):
    """Nobody has said to what it belongs: a route without a decision is noticed (A-1)."""
    assert "unmet" == said("somebody_decides", of=of((), kind), step="place_on_agenda")


# ------------------------------------------------------------------ putting off


@st.composite
def ballots(draw):
    """Return a ballot and whether more voted Yes than No, as it was made."""
    less, more = draw(counts), draw(st.integers(1, 40))
    won = draw(st.booleans())
    if draw(st.integers(0, 3)) == 0:
        return Ballot(announced="adopted" if won else "rejected"), won
    if not won and draw(st.booleans()):
        return Ballot(yes=less, no=less, abstain=draw(counts)), False
    yes, no = (less + more, less) if won else (less, less + more)
    return Ballot(yes=yes, no=no, abstain=draw(counts)), won


@given(ballots(), st.sampled_from(["postpone", "defer", "refer", "settle_item"]))
def test_a_procedural_vote_is_on_record_whatever_its_result(vote, step):
    """That nobody wrote down a vote is unknown; a lost vote is on record too (J-4)."""
    ballot, won = vote
    given_ = {"step": step, "procedural_ballot": ballot}
    assert "met" == said("procedural_vote_recorded", **given_)
    assert "unknown" == said("procedural_vote_recorded", step=step)
    assert "met" == said("procedural_majority", step=step)  # nothing was lost
    assert ("met" if won else "unmet") == said("procedural_majority", **given_)


@given(counts, counts, counts)
def test_of_two_opposite_motions_one_is_carried_at_most(yes, no, abstain):
    """To postpone and not to postpone: never both, neither on a tie (J-4, J-5, J-7)."""
    found = [
        said(
            "procedural_majority",
            step="postpone",
            procedural_ballot=Ballot(yes=for_it, no=against, abstain=abstain),
        )
        for for_it, against in ((yes, no), (no, yes))
    ]
    assert found.count("met") == (yes != no)
    if yes != no:
        assert "met" == found[0 if max(yes, no) == yes else 1]


@given(
    st.sampled_from([-30, -1, 0, 0, 0, 1, 30]),
    st.sampled_from([-1, 0, 1]),
    st.sampled_from(["both", "mine", "theirs", "none"]),
    st.sampled_from(ADVISERS),
    st.sampled_from(["replan", "postpone", "refer", "first_reading", "remove"]),
)
def test_whoever_decides_comes_after_whoever_advises(off, hours, known, role, step):
    """A committee's new day: bodies that decide before it, or before its hour, are told."""
    moved = Consultation("va", Organization("VA"), role, state="postponed")
    other = DAY + timedelta(off)
    held = at(other, 17 + hours) if known in ("both", "theirs") else None
    mine = at(DAY, 17) if known in ("both", "mine") else None
    council = Consultation(
        "rat", COUNCIL, meeting=Meeting(other, held), state="on_agenda"
    )
    about = {"step": step, "consultation": moved, "meeting": Meeting(DAY, mine)}
    early = off < 0 or (off == 0 and hours < 0 and known == "both")
    expected = "unmet" if early else "met"
    route = case(consultations=(moved, council))
    assert expected == said("later_bodies_follow", of=route, **about)
    undated = {**about, "meeting": None}
    assert "unmet" == said("later_bodies_follow", of=route, **undated)
    for open_end in ({"meeting": None}, {"state": "voted"}, {"about": "s0"}):
        free = case(consultations=(moved, attrs.evolve(council, **open_end)))
        assert "met" == said("later_bodies_follow", of=free, **about)
    adviser = case(consultations=(moved, attrs.evolve(council, role="hearing")))
    assert "met" == said("later_bodies_follow", of=adviser, **about)
    itself = {**about, "consultation": attrs.evolve(moved, role="decision")}
    assert "met" == said("later_bodies_follow", of=route, **itself)


def at(day, hour):
    """Return an hour of a day."""
    return datetime.combine(day, time(hour), UTC)


_NO_LIMIT = sorted(set(SuspensionKind) - {SuspensionKind.MAYOR_OBJECTION})
_NO_MOTION = sorted(
    set(PaperType) - {PaperType.RESIDENT_MOTION, "supplement", "tabled_paper"}
)


@given(
    st.sets(st.sampled_from(["§ 25", "§ 54", "§ 60"])),
    st.sampled_from(_NO_MOTION),
    st.none() | st.sampled_from(_NO_LIMIT),
    st.sampled_from(sorted(set(ConsultationRole) - {"ratification"})),
    st.sampled_from([None, "supplement", "tabled_paper"]),
)
def test_three_statutory_periods_bear_no_delay(causes, kind, suspended, role, form):
    """Residents' motion, mayor's objection, ratification: each is told, others not (J-4)."""
    if "§ 54" in causes:
        suspended = SuspensionKind.MAYOR_OBJECTION
    lodged = () if suspended is None else (Suspension("s0", suspended, "OB", DAY),)
    item = Consultation(
        "k",
        COUNCIL,
        "ratification" if "§ 60" in causes else role,
        about="s0" if lodged else "",
    )
    kind = PaperType.RESIDENT_MOTION if "§ 25" in causes else kind
    facts = {} if form is None else {"base_paper_type": kind.value}
    paper = case(
        Motion(paper_type=form or kind),
        consultations=(item,),
        suspensions=lodged,
        facts=facts,
    )
    about = {"step": "postpone", "of": paper, "consultation": item}
    expected = "unmet" if causes else "met"
    assert expected == said("postponement_keeps_limits", **about)
    if form is not None and "§ 60" not in causes:
        about["of"] = attrs.evolve(paper, facts={})
        assert "unknown" == said("postponement_keeps_limits", **about)


@given(st.lists(consults(ROLES, st.just("planned")), max_size=3))
def test_a_referral_to_nobody_is_none(added):
    """Some body takes the matter over, whichever it is (J-5)."""
    expected = "met" if len(added) > 0 else "unmet"
    given_ = {"step": "refer", "consultations": numbered(added)}
    assert expected == said("referral_names_body", **given_)
    assert "unmet" == said("referral_names_body", step="refer")


# ------------------------------------------------------------------ decided, and again


@given(
    routes(["decision"], end_states),
    routes([*ADVISERS, "noting", "ratification"], open_states),
    consults(["decision"], open_states),
    st.sampled_from(["urgent_decided", "ratified", "ratification_refused"]),
)
def test_nothing_is_carried_out_while_a_body_is_still_to_decide(
    done, others, due, urgent
):
    """A decision that is due holds it, unless it was urgent or the points are separate."""
    name, about = "no_decision_due", {"step": "make_executable"}
    free = of((*done, *others))
    held = of((*done, due, *others))
    assert "met" == said(name, of=free, **about)
    assert "unmet" == said(name, of=held, several_points=False, **about)
    assert "met" == said(name, of=held, several_points=True, **about)
    assert "met" == said(name, of=attrs.evolve(held, state=urgent), **about)
    about_it = of((*done, attrs.evolve(due, about="s0"), *others))
    assert "met" == said(name, of=about_it, **about)
