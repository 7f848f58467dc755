"""Every ballot of up to twelve members, in five states and by every majority."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from ratsflow.law.bias import bias_possibly_decisive
from ratsflow.law.counting import Base, Majority, Outcome, Share
from ratsflow.law.tally import tally


A, R, INVALID, UNKNOWN = (
    Outcome.ADOPTED,
    Outcome.REJECTED,
    Outcome.INVALID,
    Outcome.UNKNOWN,
)
STATES = ("NRW", "BY", "BW", "NI", "HE")
LARGER = (Majority.ABSOLUTE, Majority.TWO_THIRDS, Majority.THREE_QUARTERS)
NAMES = ("members", "present", "biased", "yes", "no", "abstain", "invalid")
Numbers = tuple[int, int, int, int, int, int, int]


def every_ballot(limit: int) -> Iterator[Numbers]:
    """Walk every ballot of up to so many members, in the order of `NAMES`."""
    for members in range(1, limit + 1):
        for present, biased in product(range(members + 1), repeat=2):
            eligible = present - biased
            for yes in range(eligible + 1):
                for no in range(eligible - yes + 1):
                    for abstain in range(eligible - yes - no + 1):
                        for invalid in range(eligible - yes - no - abstain + 1):
                            yield members, present, biased, yes, no, abstain, invalid


def in_the_room(numbers: Numbers) -> dict[str, int]:
    """Return the numbers by name; the biased in the room are not among those present."""
    named = dict(zip(NAMES, numbers, strict=True))
    return {**named, "present": named["present"] - named["biased"]}


@cache
def outcomes(
    state: str, majority: Majority = Majority.SIMPLE, limit: int = 12
) -> dict[Numbers, Outcome]:
    """Return what each of those ballots decided in a state."""
    return {
        numbers: tally(
            state=state,
            majority=majority,
            **in_the_room(numbers),
        ).outcome  # type: ignore[arg-type]
        for numbers in every_ballot(limit)
    }


def with_one_more_yes(numbers: Numbers) -> Iterator[Numbers]:
    """Yield the ballots in which one more person votes Yes, whatever he did before."""
    members, present, biased, yes, no, abstain, invalid = numbers
    yield members, present, biased, yes + 1, no, abstain, invalid
    yield members, present + 1, biased, yes + 1, no, abstain, invalid
    yield members, present, biased, yes + 1, no - 1, abstain, invalid
    yield members, present, biased, yes + 1, no, abstain - 1, invalid
    yield members, present, biased, yes + 1, no, abstain, invalid - 1


def assert_a_yes_never_hurts(found: dict[Numbers, Outcome]) -> None:
    """Whoever comes in, or changes his mind, and votes Yes never undoes a resolution."""
    adopted = [numbers for numbers, outcome in found.items() if outcome is A]
    worse = [
        (numbers, more)
        for numbers in adopted
        for more in with_one_more_yes(numbers)
        if found.get(more, A) is not A
    ]

    assert adopted
    assert [] == worse


def test_the_walk_leaves_no_ballot_out() -> None:
    """So many are the ways in which twelve members, or fewer, can vote."""
    ballots = list(every_ballot(12))

    assert 50_387 == len(ballots) == len(set(ballots))
    assert all(max(column) == 12 for column in zip(*ballots, strict=True))


# Where the five states disagree: below the number BY and BW have no resolution, for
# there is no presumption of a quorum; the others have one until somebody breaks it. BW
# alone has its number with exactly half, and with a quarter if more than half are biased.
PRESUMES = frozenset({"NRW", "NI", "HE"})
ZONES = {
    "more than half": PRESUMES | {"BW", "BY"},
    "half": PRESUMES | {"BW"},
    "a quarter, the others biased": PRESUMES | {"BW"},
    "less": PRESUMES,
}
"""Which states have a resolution, by how many of the members count."""


def zone(numbers: Numbers) -> str:
    """Say how many of the members count."""
    members, present, biased = numbers[:3]
    counted = present - biased
    if 2 * counted >= members:
        return "half" if 2 * counted == members else "more than half"
    few_left = 2 * biased > members and 4 * counted >= members
    return "a quarter, the others biased" if few_left else "less"


@pytest.mark.parametrize("state", STATES)
def test_every_simple_majority(state: str) -> None:
    """More Yes than No, of a quorum; abstentions and invalid votes change nothing."""
    wrong = [
        numbers
        for numbers, outcome in outcomes(state).items()
        if outcome
        is not (
            INVALID
            if state not in ZONES[zone(numbers)]
            else (A if numbers[3] > numbers[4] else R)
        )
    ]

    assert [] == wrong


@pytest.mark.parametrize("state", STATES)
def test_an_abstention_never_changes_a_simple_majority(state: str) -> None:
    """Ballots that differ in abstentions and invalid votes alone decide the same."""
    found: dict[tuple[int, ...], set[Outcome]] = {}
    for numbers, outcome in outcomes(state).items():
        found.setdefault(numbers[:5], set()).add(outcome)

    assert all(len(each) == 1 for each in found.values())
    assert {A, R} <= set.union(*found.values())


@pytest.mark.parametrize("state", STATES)
def test_a_yes_never_hurts_in_any_state(state: str) -> None:
    """No Yes vote turns adopted into rejected, nor into no resolution."""
    assert_a_yes_never_hurts(outcomes(state))


def test_two_states_never_disagree_without_the_table_saying_so() -> None:
    """They agree on the votes, and differ on the quorum as the table says."""
    found = {state: outcomes(state) for state in STATES}
    seen = set()
    for numbers in every_ballot(12):
        valid = frozenset(
            state for state in STATES if found[state][numbers] is not INVALID
        )
        seen.add((zone(numbers), valid))
        assert 1 == len({found[state][numbers] for state in valid}), numbers

    assert set(ZONES.items()) == seen


@pytest.mark.parametrize("majority", LARGER)
def test_every_larger_majority(majority: Majority) -> None:
    """It is reached by Yes votes out of all members, and by nothing else."""
    reached = {
        Majority.ABSOLUTE: lambda yes, members: 2 * yes > members,
        Majority.TWO_THIRDS: lambda yes, members: 3 * yes >= 2 * members,
        Majority.THREE_QUARTERS: lambda yes, members: 4 * yes >= 3 * members,
    }[majority]
    found = outcomes("NRW", majority)
    wrong = [
        numbers
        for numbers, outcome in found.items()
        if outcome is not (A if reached(numbers[3], numbers[0]) else R)
    ]

    assert [] == wrong
    assert_a_yes_never_hurts(found)


@pytest.mark.parametrize("majority", LARGER)
@pytest.mark.parametrize("state", STATES)
def test_larger_majorities_are_the_same_in_every_state(
    state: str, majority: Majority
) -> None:
    """Where there is a quorum a state's majority is that of NRW."""
    found, other = outcomes(state, majority, 6), outcomes("NRW", majority, 6)
    differing = [
        numbers
        for numbers, outcome in found.items()
        if outcome is not (other[numbers] if state in ZONES[zone(numbers)] else INVALID)
    ]

    assert [] == differing


@pytest.mark.parametrize("left_out", ["yes", "members"])
@pytest.mark.parametrize("majority", LARGER)
def test_a_missing_number_is_never_a_larger_majority(
    majority: Majority, left_out: str
) -> None:
    """Without Yes votes or members nobody can tell, whatever was announced."""
    for numbers in every_ballot(5):
        told = in_the_room(numbers)
        del told[left_out]
        got = tally(state="NRW", majority=majority, announced=A, **told)  # type: ignore[arg-type]
        lost = left_out == "members" and numbers[3] <= numbers[4]
        assert (R if lost else UNKNOWN) is got.outcome, numbers


# ------------------------------------------------------------------- biased voters


def possible_splits(yes: int, no: int, unknown: int) -> Iterator[tuple[int, int]]:
    """Yield how many Yes and No votes the persons may have given; the rest abstained."""
    for lost_yes in range(min(yes, unknown) + 1):
        for lost_no in range(min(no, unknown - lost_yes) + 1):
            yield lost_yes, lost_no


def adopts(majority: Majority, members: int, yes: int, no: int) -> bool:
    """Say whether so many votes adopt."""
    return yes > no and (majority is Majority.SIMPLE or 2 * yes > members)


@pytest.mark.parametrize("majority", [Majority.SIMPLE, Majority.ABSOLUTE])
def test_every_biased_participation_of_up_to_six(majority: Majority) -> None:
    """It is a defect exactly if one way in which they can have voted decided."""
    seen = set()
    for numbers in every_ballot(6):
        members, present, biased, yes, no = numbers[:5]
        for known_yes, known_no in product(range(biased + 1), repeat=2):
            unknown = biased - known_yes - known_no
            if unknown < 0 or biased == 0:
                continue
            full = (yes + known_yes, no + known_no)
            got = tally(
                state="NRW",
                majority=majority,
                yes=full[0],
                no=full[1],
                members=members,
                present=present - biased,
                biased=biased,
                biased_yes=known_yes,
                biased_no=known_no,
                biased_unknown=unknown,
            )
            before = adopts(majority, members, *full)
            decisive = any(
                before is not adopts(majority, members, yes - more_yes, no - more_no)
                for more_yes, more_no in possible_splits(yes, no, unknown)
            )
            codes = {each.code for each in got.findings}
            found = codes & {"bias_decisive", "bias_possibly_decisive"}
            assert decisive is bool(found), (numbers, known_yes, known_no)
            seen.add((got.outcome, decisive))

    # a larger majority that was missed is not reached with fewer votes
    lost = {(R, True)} if majority is Majority.SIMPLE else set()
    assert {(A, True), (A, False), (R, False)} | lost == seen


def splits_of_all(
    yes: int, no: int, others: int, unknown: int
) -> Iterator[tuple[int, int]]:
    """Yield the Yes and No votes of so many persons, each of whom gave one or neither."""
    for lost_yes, lost_no in possible_splits(yes, no, unknown):
        if unknown - lost_yes - lost_no <= others:
            yield lost_yes, lost_no


@pytest.mark.parametrize("base", [Base.PRESENT_ELIGIBLE, Base.VOTES_CAST])
def test_biased_voters_leave_the_base_of_the_voters(base: Base) -> None:
    """With their votes the biased leave the number that the majority is taken of."""
    share = Share(2, 3, strict=False, base=base)
    seen = set()
    for yes, no, others, unknown in product(range(7), repeat=4):
        heads = yes + no + others
        size = heads if base is Base.PRESENT_ELIGIBLE else yes + no
        if size == 0 or unknown > heads:
            continue
        before = 3 * yes >= 2 * size and yes > 0
        decisive = any(
            before
            is not (
                3 * (yes - lost_yes)
                >= 2
                * (
                    heads - unknown
                    if base is Base.PRESENT_ELIGIBLE
                    else yes + no - lost_yes - lost_no
                )
                and yes > lost_yes
            )
            for lost_yes, lost_no in splits_of_all(yes, no, others, unknown)
        )
        found = bias_possibly_decisive(yes, no, unknown, share=share, base=size)
        assert decisive <= found, (yes, no, others, unknown)
        seen.add((decisive, found))

    assert {(True, True), (False, False)} <= seen
