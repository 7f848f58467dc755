"""Elections, seats, the mayor's vote, the way and the order of voting."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import BallotError, DefinitionError, InvalidInputError
from ratsflow.law.counting import Base, Share
from ratsflow.law.elections import (
    Election,
    Result,
    Seats,
    d_hondt,
    elect,
    election_rule,
    hare_niemeyer,
    sainte_lague,
)
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law, MissingValueError
from ratsflow.law.voting import (
    MotionKind,
    Ordered,
    mayor_votes,
    order_problems,
)


FEW = settings(max_examples=60, deadline=None)
LAWS = {state: law_for(state) for state in ("NRW", "BY", "BW", "NI", "HE")}
ELECTIONS = {state: law.made(election_rule) for state, law in LAWS.items()}
NRW, BY, BW, NI, HE = ELECTIONS.values()
BODIES = LAWS["NRW"]["mayor.votes_in"]
EXCLUSIONS = LAWS["NRW"]["mayor.vote_exclusions"]
MAYOR = {"bodies": BODIES, "exclusions": EXCLUSIONS}
FIFTH = Share(1, 5, strict=False, base=Base.MEMBERS)
LISTS = st.dictionaries(
    st.sampled_from("ABCDEF"), st.integers(0, 60), min_size=1
).filter(lambda votes: sum(votes.values()) > 0)


# ------------------------------------------------------------------- elections


@pytest.mark.parametrize(
    ("votes", "no", "expected"),
    [
        ({"A": 30, "B": 28}, 6, Election(Result.RUNOFF, ("A", "B"), 33)),
        ({"A": 33, "B": 28}, 3, Election(Result.ELECTED, ("A",), 33)),
        ({"A": 32}, 32, Election(Result.NOT_ELECTED, (), 33)),
        ({"A": 33}, 32, Election(Result.ELECTED, ("A",), 33)),
        ({"A": 0}, 0, Election(Result.NOT_ELECTED, (), 1)),
        (
            {"C": 9, "B": 20, "A": 30, "D": 8},
            6,
            Election(Result.RUNOFF, ("A", "B"), 37),
        ),
        (
            {"A": 30, "B": 20, "C": 20},
            0,
            Election(Result.LOT, ("B", "C"), 36, ("A",), 1),
        ),
        (
            {"A": 20, "B": 20, "C": 20},
            0,
            Election(Result.LOT, ("A", "B", "C"), 31, (), 2),
        ),
        ({"A": 20, "B": 20, "C": 5}, 0, Election(Result.RUNOFF, ("A", "B"), 23)),
    ],
)
def test_first_ballot_in_nrw(
    votes: dict[str, int], no: int, expected: Election
) -> None:
    """More than half of the valid votes elects, and a No is a valid vote."""
    assert expected == elect(NRW, votes, no, 3)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({"A": 33, "B": 33}, Election(Result.LOT, ("A", "B"), places=1)),
        ({"A": 33, "B": 34}, Election(Result.ELECTED, ("B",))),
        ({"A": 2, "B": 1}, Election(Result.ELECTED, ("A",))),
        ({"A": 0, "B": 0}, Election(Result.NOT_ELECTED)),
    ],
)
def test_runoff_goes_to_most_votes(votes: dict[str, int], expected: Election) -> None:
    """A tie in the runoff goes to the lot, which is never drawn here."""
    assert expected == elect(NRW, votes, ballot=2)


def test_runoff_of_three_is_refused() -> None:
    """The two of the runoff come from the first ballot."""
    with pytest.raises(BallotError, match="3 candidates"):
        elect(NRW, {"A": 3, "B": 2, "C": 1}, ballot=2)


# A 16, B 12, No 4: 32 valid of 40 present of 45 members
STATES = {
    "NRW": Election(Result.RUNOFF, ("A", "B"), 17),
    "BY": Election(Result.ELECTED, ("A",), 15),
    "BW": Election(Result.RUNOFF, ("A", "B"), 21),
    "NI": Election(Result.RUNOFF, ("A", "B"), 23),
    "HE": Election(Result.RUNOFF, ("A", "B"), 17),
}


@pytest.mark.parametrize("state", STATES)
def test_same_ballot_in_five_states(state: str) -> None:
    """The base of the majority differs, and a No is invalid in Bavaria."""
    got = elect(
        ELECTIONS[state],
        {"A": 16, "B": 12},
        4,
        8,
        present_eligible=40,
        members=45,
    )

    assert STATES[state] == got


@pytest.mark.parametrize(
    ("votes", "no", "invalid", "expected"),
    [
        (10, 10, 0, Result.REPEAT),
        (11, 10, 0, Result.ELECTED),
        (10, 5, 5, Result.REPEAT),
        (10, 5, 4, Result.ELECTED),
        (0, 0, 0, Result.NOT_ELECTED),
    ],
)
def test_bavaria_repeats_if_half_is_invalid(
    votes: int, no: int, invalid: int, expected: Result
) -> None:
    """At least half, the No votes among them, repeats the ballot."""
    assert expected is elect(BY, {"A": votes}, no, invalid=invalid).result


@pytest.mark.parametrize(
    ("ballot", "votes", "expected"),
    [
        (1, 20, Election(Result.REPEAT, ("A",), 21)),
        (1, 21, Election(Result.ELECTED, ("A",), 21)),
        (2, 20, Election(Result.NOT_ELECTED, (), 21)),
        (2, 21, Election(Result.ELECTED, ("A",), 21)),
    ],
)
def test_lone_candidate_in_bw_stands_twice(
    ballot: int, votes: int, expected: Election
) -> None:
    """More than half of those present and entitled, in both ballots."""
    assert expected == elect(BW, {"A": votes}, present_eligible=40, ballot=ballot)


def test_runoff_of_two_in_bw_goes_to_most_votes() -> None:
    """Only a lone candidate needs more than half again."""
    got = elect(BW, {"A": 15, "B": 10}, present_eligible=40, ballot=2)

    assert Election(Result.ELECTED, ("A",)) == got


@pytest.mark.parametrize("state", ["NRW", "BY", "HE", "NI"])
def test_lone_candidate_elsewhere_needs_no_second_majority(state: str) -> None:
    """Where there is a second ballot at all, most votes decide it."""
    assert Result.ELECTED is elect(ELECTIONS[state], {"A": 1}, 9, ballot=2).result


@pytest.mark.parametrize("ballot", [1, 2])
def test_unknown_base_is_never_a_victory(ballot: int) -> None:
    """Forty votes elect nobody while nobody knows of how many."""
    assert Result.UNKNOWN is elect(BW, {"A": 40}, ballot=ballot).result


@pytest.mark.parametrize(
    ("ballot", "votes", "expected"),
    [
        (1, {"A": 22}, Election(Result.RUNOFF, ("A",), 23)),
        (1, {"A": 23}, Election(Result.ELECTED, ("A",), 23)),
        (2, {"A": 5, "B": 4, "C": 3}, Election(Result.ELECTED, ("A",))),
        (2, {"A": 5, "B": 5, "C": 3}, Election(Result.LOT, ("A", "B"), places=1)),
    ],
)
def test_lower_saxony_counts_members_then_most_votes(
    ballot: int, votes: dict[str, int], expected: Election
) -> None:
    """The second ballot is open to all and goes to most votes."""
    assert expected == elect(NI, votes, members=45, ballot=ballot)


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 30), min_size=1),
    st.integers(0, 30),
)
@FEW
def test_elected_means_more_than_half_of_the_valid_votes(
    votes: dict[str, int], no: int
) -> None:
    """Whole-number counting agrees with exact fractions."""
    valid = sum(votes.values()) + no
    expected = [name for name, count in votes.items() if count > Fraction(valid, 2)]

    got = elect(HE, votes, no)

    assert expected == list(got.names if got.result is Result.ELECTED else ())


@pytest.mark.parametrize(
    "arguments",
    [
        {"votes": {}},
        {"votes": {"A": -1}},
        {"votes": {"A": 1.0}},
        {"votes": {"A": 1}, "no": -1},
        {"votes": {"A": 1}, "abstain": -1},
        {"votes": {"A": 1}, "invalid": -1},
        {"votes": {"A": 1}, "ballot": 0},
        {"votes": {"A": 1}, "members": -1},
    ],
)
def test_election_refuses_nonsense(arguments: dict[str, object]) -> None:
    """No candidate, negative and broken numbers are refused."""
    with pytest.raises(InvalidInputError):
        elect(NRW, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", ["members", "present_eligible"])
def test_election_refuses_more_papers_than_voters(limit: str) -> None:
    """Every kind of paper counts against the voters."""
    with pytest.raises(BallotError, match="10 papers are more than 9"):
        elect(NRW, {"A": 4}, 3, 2, invalid=1, **{limit: 9})


def test_a_law_that_counts_no_election_is_asked_for_its_values() -> None:
    """A value that nobody set, and one that makes no sense, are told by name."""
    with pytest.raises(MissingValueError, match=r"election\.majority"):
        election_rule(Law("XX"))
    values = {**LAWS["BW"].values, "election.majority": "> 1/2 of heads"}
    with pytest.raises(DefinitionError, match="heads"):
        election_rule(Law("BW", values))


# ----------------------------------------------------------------------- seats


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        ({"A": 30, "B": 20, "C": 10}, 6, Seats({"A": 3, "B": 2, "C": 1})),
        ({"A": 22, "B": 20, "C": 8}, 15, Seats({"A": 7, "B": 6, "C": 2})),
        ({"A": 1, "B": 1}, 3, Seats({"A": 1, "B": 1}, 1, ("A", "B"))),
        (
            {"A": 5, "B": 5, "C": 5, "D": 1},
            3,
            Seats({"A": 1, "B": 1, "C": 1, "D": 0}),
        ),
        ({"A": 2, "B": 2, "C": 2}, 5, Seats({"A": 1, "B": 1, "C": 1}, 2, tuple("ABC"))),
        ({"A": 7, "B": 0}, 2, Seats({"A": 2, "B": 0})),
    ],
)
def test_largest_remainders(votes: dict[str, int], seats: int, expected: Seats) -> None:
    """Whole quotas first, then the largest remainders; equal ones go to the lot."""
    assert expected == hare_niemeyer(votes, seats)


@given(LISTS, st.integers(1, 40))
@FEW
def test_largest_remainders_keep_the_quota(votes: dict[str, int], seats: int) -> None:
    """Nobody gets less than his quota rounded down or more than it rounded up."""
    got = hare_niemeyer(votes, seats)
    total = sum(votes.values())

    assert seats == sum(got.seats.values()) + got.open
    assert (got.open == 0) is (got.among == ())
    assert got.open < max(1, len(got.among))
    for name, count in votes.items():
        quota = Fraction(count * seats, total)
        extra = 1 if name in got.among else 0
        assert quota - 1 < got.seats[name] <= got.seats[name] + extra < quota + 1


@pytest.mark.parametrize(
    ("votes", "seats", "expected"),
    [
        (
            {"A": 30, "B": 18, "C": 7},
            5,
            Seats({"A": 3, "B": 2, "C": 0}, 0, (), tuple(tuple(x) for x in "ABAAB")),
        ),
        (
            {"A": 4, "B": 2},
            2,
            Seats({"A": 1, "B": 0}, 1, ("A", "B"), (("A",),)),
        ),
        (
            {"A": 4, "B": 2},
            3,
            Seats({"A": 2, "B": 1}, 0, (), (("A",), ("A", "B"))),
        ),
        ({"A": 1, "B": 1, "C": 1}, 2, Seats(dict.fromkeys("ABC", 0), 2, tuple("ABC"))),
        ({"A": 3, "B": 0}, 2, Seats({"A": 2, "B": 0}, 0, (), (("A",), ("A",)))),
    ],
)
def test_highest_quotients(votes: dict[str, int], seats: int, expected: Seats) -> None:
    """Access goes by the highest quotient; equal ones for the last seat go to the lot."""
    assert expected == d_hondt(votes, seats)


@given(LISTS, st.integers(1, 30))
@FEW
def test_highest_quotients_leave_nobody_behind(
    votes: dict[str, int], seats: int
) -> None:
    """No list without a further seat has a higher quotient than a seat given."""
    got = d_hondt(votes, seats)
    given_away = [
        Fraction(votes[n], k) for n, s in got.seats.items() for k in range(1, s + 1)
    ]
    next_ones = [Fraction(votes[n], s + 1) for n, s in got.seats.items()]

    assert seats == sum(got.seats.values()) + got.open
    assert got.open < max(1, len(got.among))
    assert not given_away or min(given_away) > max(next_ones) or got.open == 0
    assert not given_away or min(given_away) >= max(next_ones)
    assert sum(got.seats.values()) == sum(len(group) for group in got.order)


@given(LISTS, st.integers(1, 30))
@FEW
def test_odd_divisors_leave_nobody_behind(votes: dict[str, int], seats: int) -> None:
    """By Sainte-Laguë no list without a further seat has a higher quotient."""
    got = sainte_lague(votes, seats)
    given_away = [
        Fraction(votes[n], 2 * k - 1)
        for n, s in got.seats.items()
        for k in range(1, s + 1)
    ]
    next_ones = [Fraction(votes[n], 2 * s + 1) for n, s in got.seats.items()]

    assert seats == sum(got.seats.values()) + got.open
    assert not given_away or min(given_away) >= max(next_ones)


def test_odd_divisors_help_the_small() -> None:
    """Where d'Hondt gives the largest list a seat more, Sainte-Laguë does not."""
    votes = {"P": 14, "Q": 9, "R": 6, "S": 3}
    assert sainte_lague(votes, 13).seats == {"P": 6, "Q": 4, "R": 2, "S": 1}
    assert sainte_lague({"A": 60, "B": 28, "C": 12}, 5).seats == {
        "A": 3,
        "B": 1,
        "C": 1,
    }
    assert d_hondt({"A": 60, "B": 28, "C": 12}, 5).seats == {"A": 4, "B": 1, "C": 0}


@pytest.mark.parametrize("function", [hare_niemeyer, d_hondt, sainte_lague])
@pytest.mark.parametrize(
    ("votes", "seats"),
    [({}, 3), ({"A": 0}, 3), ({"A": 1}, 0), ({"A": -1}, 1), ({"A": 1.5}, 1)],
)
def test_seats_refuse_nonsense(
    function: object, votes: dict[str, int], seats: int
) -> None:
    """No votes, no seats and negative numbers are refused."""
    with pytest.raises(InvalidInputError):
        function(votes, seats)  # type: ignore[operator]


# ----------------------------------------------------------- the mayor's vote


@pytest.mark.parametrize(
    ("body", "norm", "expected"),
    [
        ("council", "", True),
        ("council", "48(1)", False),
        ("council", "48(1)5", False),
        ("council", "48(2)", True),
        ("council", "50(4)1", False),
        ("council", "50(4)2", True),
        ("council", "50(4)", None),
        ("council", "5(3)", True),
        ("council", "94(1)21", True),
        ("council", "96(1)", False),
        ("council", None, None),
        ("main_committee", "", True),
        ("building_committee", "", False),
        ("district", None, False),
    ],
)
def test_mayor_votes(body: str, norm: str | None, expected: bool | None) -> None:
    """He votes in council and main committee, but not under the norms of the list."""
    assert expected is mayor_votes(body, norm, **MAYOR)


@pytest.mark.parametrize("norm", EXCLUSIONS)
def test_every_exclusion_excludes(norm: str) -> None:
    """The whole list is applied."""
    assert mayor_votes("council", norm, **MAYOR) is False


def test_mayor_without_exclusions_votes_always() -> None:
    """In a state without a list the norm does not matter."""
    assert mayor_votes("council", None, bodies=BODIES, exclusions=()) is True


@pytest.mark.parametrize("norm", ["§ 48", "48", "forty-eight(1)", "48(1"])
def test_mayor_votes_refuses_an_unreadable_norm(norm: str) -> None:
    """A norm that cannot be read is never taken for one outside the list."""
    with pytest.raises(InvalidInputError, match="names no paragraph"):
        mayor_votes("council", norm, **MAYOR)


# ------------------------------------------------------------ how, what first


def votes(*parts: tuple[str, str, int | None]) -> list[Ordered]:
    """Build an order of votes."""
    return [Ordered(name, MotionKind(kind), reach) for name, kind, reach in parts]


POSTPONE, REFER = ("Vertagung", "postpone", None), ("Verweisung", "refer", None)
HALF, FIFTH_CUT = ("50 %", "amendment", 1), ("20 %", "amendment", 2)
MAIN = ("Hauptantrag", "main", None)


@pytest.mark.parametrize(
    "order",
    [
        (),
        (MAIN,),
        (POSTPONE, REFER, HALF, FIFTH_CUT, MAIN),
        (("Änderung", "amendment", None), MAIN),
        (HALF, ("noch einer", "amendment", 1), MAIN),
    ],
)
def test_right_order_of_votes(order: tuple[tuple[str, str, int | None], ...]) -> None:
    """Procedure first, then the most far-reaching amendment, the main motion last."""
    assert () == order_problems(votes(*order))


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        ((REFER, POSTPONE), "'Vertagung' is voted on before 'Verweisung'."),
        ((MAIN, HALF), "'50 %' is voted on before 'Hauptantrag'."),
        ((FIFTH_CUT, HALF, MAIN), "'50 %' is voted on before '20 %'."),
        ((HALF, ("X", "amendment", None)), "Nobody has decided how far 'X' goes."),
        ((MAIN, MAIN), "There are 2 main motions; vote on them separately."),
    ],
)
def test_wrong_order_of_votes(
    order: tuple[tuple[str, str, int | None], ...], problem: str
) -> None:
    """Each mistake is named."""
    assert [problem] == [text.en for text in order_problems(votes(*order))]


@given(st.permutations([POSTPONE, REFER, HALF, FIFTH_CUT, MAIN]))
@FEW
def test_only_one_order_is_right(
    order: list[tuple[str, str, int | None]],
) -> None:
    """Every other permutation has a problem."""
    right = order == [POSTPONE, REFER, HALF, FIFTH_CUT, MAIN]

    assert right is (order_problems(votes(*order)) == ())


def test_reach_starts_at_one() -> None:
    """The most far-reaching is number one."""
    with pytest.raises(InvalidInputError):
        Ordered("X", MotionKind.AMENDMENT, 0)
