"""What the law on bias says, whoever the persons and whatever the numbers are (G)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import attrs
import pytest

from council import LAW, MOTION, answered, item
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.elections import elect, election_rule
from ratsflow.model import Actor, Ballot, Suspension

from asking import case


NAMES = ("ada", "ben", "cem", "dora", "eva")
PERSONS = st.sets(st.sampled_from(NAMES))
COUNTS = st.integers(0, 40)
FEW = st.integers(0, 3)
FLAGS = st.none() | st.booleans()
DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def names(persons: set[str]) -> tuple[str, ...]:
    """Return persons in a fixed order."""
    return tuple(sorted(persons))


# ------------------------------------------------------------------- before the vote

# § 31 Abs. 1, 2 and 5, and what Abs. 3 takes out again, as the catalogue lists them
EXCLUDES = (
    "self",
    "represented",
    "employee",
    "board_member",
    "private_expert",
    "relative spouse",
    "relative registered_partner",
    "relative lineal_relative",
    "relative lineal_in_law",
    "relative sibling",
    "relative siblings_child",
    "relative siblings_spouse",
    "relative spouses_sibling",
    "relative parents_sibling",
)
EXCLUDES_NOBODY = (
    "group_interest",
    "honorary_election",
    "alderman_election",
    "delegation",
    "territorial_authority",
    "plain_member",
    "delegated_board_member",
    "relative cousin",
    "relative unmarried_partner",
    "relative grand_nephew",
)


@given(
    ground=st.sampled_from((*EXCLUDES, *EXCLUDES_NOBODY)) | st.text("aeimnrst_ "),
    step=st.sampled_from(["declare_bias", "exclude_disputed"]),
)
def test_only_what_the_statute_lists_excludes(ground, step):
    """What is on neither list excludes nobody for certain, and lets nobody pass (G-1)."""
    name, _, relation = ground.partition(" ")
    found = answered("bias_ground_named", step=step, ground=name, relation=relation)
    expected = "unmet" if ground in EXCLUDES_NOBODY else "unknown"
    assert ("met" if ground in EXCLUDES else expected) == found
    assert "unknown" == answered("bias_ground_named", step=step, relation=relation)


@given(now=FLAGS, before=FLAGS)
def test_the_question_about_bias_is_put_anew_for_each_item(now, before):
    """What was asked at another item is not asked here (G-4)."""
    facts = {} if before is None else {"bias_asked": before}
    found = answered(
        "bias_asked", step="open_item", of=case(MOTION, facts=facts), bias_asked=now
    )
    assert {True: "met", False: "unmet", None: "unknown"}[now] == found


@given(
    persons=PERSONS,
    named=PERSONS,
    voters=PERSONS,
    chair=st.sampled_from(NAMES),
    yes=COUNTS,
    no=COUNTS,
)
def test_nobody_judges_his_own_case(persons, named, voters, chair, yes, no):
    """No majority helps if one concerned votes or presides; without them it takes one."""
    ballot = Ballot(
        yes=yes,
        no=no,
        excluded=names(named),
        votes=tuple((name, "yes") for name in names(voters)),
        chair=chair,
    )
    about = {"excluded": names(persons), "step": "exclude_disputed"}

    def decided(by: Ballot, **rest) -> str:
        return answered("bias_dispute_decided", procedural_ballot=by, **about, **rest)

    found = decided(ballot)
    if persons & {*voters, chair}:
        assert "unmet" == found
    elif persons - named:
        assert "unknown" == found
    else:
        assert (yes > no) == (found == "met")
    clean = Ballot(yes=yes, no=no, excluded=NAMES)
    assert (yes > no) == (decided(clean) == "met")
    presides = {"actor": Actor("ada", roles=("chair",)), "role": "chair"}
    own = decided(clean, **presides)
    assert ("unmet" if "ada" in persons or yes <= no else "met") == own


STAYS = st.none() | st.sampled_from(["outside", "audience", "table", "corridor"])


@pytest.mark.parametrize(
    ("rule", "step"), [("excluded_left", "vote"), ("election_excluded_left", "elect")]
)
@given(persons=PERSONS, public=FLAGS, stay=STAYS)
def test_the_biased_are_nowhere_near_the_table(rule, step, persons, public, stay):
    """Outside always, in the audience of a public sitting, nowhere else (G-4)."""
    about = item(public=public, excluded=names(persons))
    ballot = Ballot(yes=2, no=1) if step == "vote" else None
    found = answered(rule, ballot, step=step, about=about, excluded_stay=stay)
    left = stay == "outside" or (stay == "audience" and public is True)
    assert (left or not persons) == (found == "met")
    if stay is None and persons:
        assert "unknown" == found
    if stay == "table" and persons:
        assert "unmet" == found


# ---------------------------------------------------------------------- at the vote


@given(
    excluded=PERSONS.filter(bool),
    voters=PERSONS,
    on_ballot=st.booleans(),
    biased=st.sampled_from(["biased_yes", "biased_no", "biased_unknown"]),
)
def test_one_biased_hand_spoils_a_clean_vote(excluded, voters, on_ballot, biased):
    """Clean without them; with one as voter, chair or uncounted hand no longer (G-1)."""
    outsiders = names(voters - excluded)
    about = item(excluded=() if on_ballot else names(excluded))
    clean = Ballot(
        yes=20,
        no=20,
        excluded=names(excluded) if on_ballot else (),
        votes=tuple((name, "no") for name in outsiders),
        chair=next(iter(outsiders), "mayor"),
    )
    assert "met" == answered("bias_cleared", clean, about=about)
    for person in excluded:
        voting = attrs.evolve(clean, votes=(*clean.votes, (person, "yes")))
        chairing = attrs.evolve(clean, chair=person)
        presiding = {"actor": Actor(person, roles=("chair",)), "role": "chair"}
        assert "unmet" == answered("bias_cleared", voting, about=about)
        assert "unmet" == answered("bias_cleared", chairing, about=about)
        assert "unmet" == answered("bias_cleared", clean, about=about, **presiding)
    uncounted = attrs.evolve(clean, **{biased: 1})
    assert "unmet" == answered("bias_cleared", uncounted, about=about)


@given(persons=PERSONS, yes=COUNTS, no=COUNTS)
def test_excluding_one_person_wrongly_stains_the_resolution(persons, yes, no):
    """However the vote went, at the vote and still at its execution (G-6)."""
    ballot = Ballot(yes=yes, no=no, wrongly_excluded=names(persons))
    about = item(state="voted", ballots=(ballot,))
    of = case(MOTION, state="adopted", consultations=(about,))
    expected = "unmet" if persons else "met"
    assert expected == answered("excluded_rightly", ballot)
    assert expected == answered("excluded_rightly", step="start_execution", of=of)


@given(
    yes=st.integers(1, 30),
    no=st.integers(0, 30),
    biased_yes=FEW,
    biased_no=FEW,
    mayor=st.sampled_from(["yes", "no"]),
    topic=st.sampled_from([(), ("file_access",)]),
    step=st.sampled_from(["vote", "ratify", "recommend"]),
)
def test_a_vote_that_does_not_count_decides_nothing(
    yes, no, biased_yes, biased_no, mayor, topic, step
):
    """Where the mayor has no vote, what is left is judged without the biased (G-6, I-13)."""
    ballot = Ballot(
        yes=yes + biased_yes + (mayor == "yes"),
        no=no + biased_no + (mayor == "no"),
        biased_yes=biased_yes,
        biased_no=biased_no,
        mayor=mayor,
    )
    own = (0, 0) if topic else (int(mayor == "yes"), int(mayor == "no"))
    without = yes + own[0] > no + own[1]
    with_them = yes + biased_yes + own[0] > no + biased_no + own[1]
    motion = attrs.evolve(MOTION, topics=topic)
    found = answered("bias_not_decisive", ballot, step=step, motion=motion)
    assert (without == with_them) == (found == "met")


@given(
    yes=COUNTS,
    no=COUNTS,
    biased=FEW,
    topic=st.sampled_from(["main_bylaw", "name_change"]),
)
def test_a_simple_majority_is_judged_as_one(yes, no, biased, topic):
    """Ratifying and recommending take more Yes than No, whatever the paper takes (G-6)."""
    motion = attrs.evolve(MOTION, topics=(topic,))
    ballot = Ballot(yes=yes + biased, no=no, biased_yes=biased)
    differs = (yes + biased > no) != (yes > no)
    for step in ("ratify", "recommend", "comply_with_initiative"):
        found = answered("bias_not_decisive", ballot, step=step, motion=motion)
        assert differs == (found == "unmet")


# -------------------------------------------------------------------- at an election


def shares_out(people: int, choices: int) -> Iterator[tuple[int, ...]]:
    """Yield every way in which people share themselves out among choices, or abstain."""
    for given_ in product(range(people + 1), repeat=choices):
        if sum(given_) <= people:
            yield given_


def ended(votes: dict[str, int], no: int, ballot: int) -> tuple[str, frozenset[str]]:
    """Return what a ballot ended with, and whom it concerns."""
    found = elect(LAW.made(election_rule), votes, no, ballot=ballot)
    return found.result.value, frozenset((*found.names, *found.settled))


@given(
    votes=st.lists(st.integers(0, 12), min_size=1, max_size=3),
    no=st.integers(0, 12),
    biased=st.integers(0, 2),
    runoff=st.booleans(),
)
def test_a_biased_vote_may_decide_whoever_it_went_to(votes, no, biased, runoff):
    """Every way in which they can have voted is tried; one other result is enough (G-6)."""
    if runoff:
        votes = votes[:2]
    biased = min(biased, sum(votes) + no)
    cast = dict(zip("ABC", votes, strict=False))
    second = 2 if runoff else 1
    before = ended(cast, no, second)
    possible = [
        ended(
            {name: cast[name] - lost for name, lost in zip(cast, taken, strict=True)},
            no - lost_no,
            second,
        )
        for *taken, lost_no in shares_out(biased, len(cast) + 1)
        if lost_no <= no
        and all(lost <= count for lost, count in zip(taken, votes, strict=True))
    ]
    found = answered(
        "election_bias_not_decisive",
        step="elect",
        candidates=tuple(f"{name}:{count}" for name, count in cast.items()),
        no_votes=no,
        biased_votes=biased,
        runoff=runoff,
    )
    if set(possible) != {before}:
        assert "unmet" == found
    elif biased <= min(*votes, no):  # with fewer votes than biased it errs for caution
        assert "met" == found


@given(best=st.integers(1, 30), no=st.integers(0, 30), biased=st.integers(1, 4))
def test_a_lone_candidate_stands_by_a_lead_larger_than_the_biased(best, no, biased):
    """More than the biased ahead he is elected anyway, not ahead of fewer he is not."""
    found = answered(
        "election_bias_not_decisive",
        step="elect",
        candidates=(f"A:{best + no}",),
        no_votes=no,
        biased_votes=biased,
    )
    assert (best > biased) == (found == "met")


@given(first=st.integers(10, 30), lead=st.integers(0, 8), biased=st.integers(1, 4))
def test_the_biased_may_have_chosen_who_stands_in_the_runoff(first, lead, biased):
    """The second must be ahead of the third by more than the biased votes (G-6, I-16)."""
    third = first - lead if lead <= first else 0
    found = answered(
        "election_bias_not_decisive",
        step="elect",
        candidates=(f"A:{first}", f"B:{first}", f"C:{third}"),
        no_votes=first,
        biased_votes=biased,
    )
    assert (lead > biased) == (found == "met")


# --------------------------------------------------------------------- after the vote

COUNTED = ("yes", "no", "abstain", "invalid", "experts", "secret_demand")


@given(
    yes=st.integers(3, 30),
    no=st.integers(3, 30),
    name=st.sampled_from(COUNTED),
    more=st.integers(1, 3),
    biased=FEW,
    persons=PERSONS,
)
def test_asserting_bias_changes_no_number(yes, no, name, more, biased, persons):
    """Who took part may be added, one other vote in the record may not (G-6)."""
    recorded = Ballot(yes=yes, no=no, abstain=1, invalid=1, experts=1, members=91)
    about = item(state="voted", ballots=(Ballot(yes=1, no=0), recorded))
    told = attrs.evolve(
        recorded,
        biased_yes=biased,
        biased_no=biased,
        biased_unknown=biased,
        excluded=names(persons),
        wrongly_excluded=names(persons),
    )
    other = attrs.evolve(told, **{name: getattr(told, name) + more})
    step = {"step": "assert_bias", "about": about}
    assert "met" == answered("bias_record_kept", told, **step)
    assert "unmet" == answered("bias_record_kept", other, **step)
    unvoted = item(state="voted")
    assert "unmet" == answered(
        "bias_record_kept", told, step="assert_bias", about=unvoted
    )


def months_and_days(since: date, until: date) -> tuple[int, int]:
    """Return the months between two days by the calendar's page, and the day there."""
    pages = (until.year - since.year) * 12 + until.month - since.month
    return pages, until.day


@pytest.mark.parametrize(
    ("rule", "months"), [("bias_asserted_early", 6), ("bias_asserted_in_time", 12)]
)
@given(since=DATES, off=st.integers(-4, 4), objected=st.none() | st.integers(-4, 4))
def test_bias_is_asserted_up_to_the_same_number_in_the_month(
    rule, months, since, off, objected
):
    """The day of the same number is the last; an objection of the mayor keeps it (G-7)."""
    bar = since + timedelta(days=365 * months // 12)
    asserted = bar + timedelta(days=off)
    lodged = () if objected is None else (bar + timedelta(days=objected),)
    of = case(
        MOTION,
        state="adopted",
        suspensions=tuple(
            Suspension("s", "legal_objection", "OB", day) for day in lodged
        ),
    )
    found = answered(
        rule,
        step="assert_bias",
        of=of,
        about=item(days=(since,)),
        bias_notified_on=asserted,
    )
    in_time = any(
        months_and_days(since, day) <= (months, since.day)
        for day in (asserted, *lodged)
    )
    assert in_time == (found == "met")
    assert "unknown" == answered(rule, step="assert_bias", of=of)


@given(since=DATES, days=st.integers(0, 800))
def test_what_is_early_is_in_time(since, days):
    """Whatever the shorter period lets pass the longer one does too (G-7)."""
    about = {
        "step": "assert_bias",
        "about": item(days=(since,)),
        "bias_notified_on": since + timedelta(days=days),
    }
    early = answered("bias_asserted_early", **about)
    late = answered("bias_asserted_in_time", **about)
    assert (early, late) in {("met", "met"), ("unmet", "met"), ("unmet", "unmet")}
    assert (days <= 181) <= (early == "met")
    assert (days > 366) <= (late == "unmet")
