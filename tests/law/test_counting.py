"""Counting: fractions, majorities, quorum, bias."""

from __future__ import annotations

import pickle

from fractions import Fraction
from itertools import product
from typing import Any

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import BallotError, DefinitionError, InvalidInputError
from ratsflow.law.bias import (
    BiasRule,
    bias_consequence,
    bias_made_quorum,
    bias_possibly_decisive,
    bias_rule,
)
from ratsflow.law.citation import Consequence
from ratsflow.law.counting import (
    Base,
    Majority,
    Outcome,
    Share,
    at_least,
    by_size,
    decide,
    majority_share,
    more_than,
    qualified,
    reaches,
    share_of,
    simple,
    votes_in,
)
from ratsflow.law.layers import law_for
from ratsflow.law.quorum import (
    Attendance,
    Challenge,
    Counted,
    Invitation,
    Quorum,
    committee_quorum,
    committee_reached,
    quorum,
    quorum_rule,
)


LAWS = {state: law_for(state) for state in ("NRW", "BY", "BW", "NI", "HE")}
QUORUM = {state: law.made(quorum_rule) for state, law in LAWS.items()}
OVER_HALF = share_of(LAWS["NRW"], "quorum.committee")
A, R, UNKNOWN = Outcome.ADOPTED, Outcome.REJECTED, Outcome.UNKNOWN
FEW = settings(max_examples=60, deadline=None)
SIZES = st.integers(1, 2000)
PROPER = st.tuples(st.integers(1, 20), st.integers(2, 21)).filter(lambda f: f[0] < f[1])

# R, M, quorum and absolute majority, 1/5 R, 1/5 M, 2/3 R, 2/3 M, 3/4 M (CNT-5)
CNT5 = [
    (20, 21, 11, 11, 4, 5, 14, 14, 16),
    (26, 27, 14, 14, 6, 6, 18, 18, 21),
    (32, 33, 17, 17, 7, 7, 22, 22, 25),
    (38, 39, 20, 20, 8, 8, 26, 26, 30),
    (44, 45, 23, 23, 9, 9, 30, 30, 34),
    (50, 51, 26, 26, 10, 11, 34, 34, 39),
    (58, 59, 30, 30, 12, 12, 39, 40, 45),
    (66, 67, 34, 34, 14, 14, 44, 45, 51),
    (74, 75, 38, 38, 15, 15, 50, 50, 57),
    (82, 83, 42, 42, 17, 17, 55, 56, 63),
    (90, 91, 46, 46, 18, 19, 60, 61, 69),
]


def half(*, strict: bool, base: Base = Base.STATUTORY_MEMBERS) -> Share:
    """Build a share of one half."""
    return Share(1, 2, strict=strict, base=base)


def bias_decisive(
    yes: int, no: int, biased_yes: int, biased_no: int, **about: Any
) -> bool:
    """Ask of biased persons whose votes are all known."""
    return bias_possibly_decisive(
        yes, no, 0, biased_yes=biased_yes, biased_no=biased_no, **about
    )


# ------------------------------------------------------------------- fractions


@pytest.mark.parametrize("row", CNT5, ids=lambda row: f"{row[0]}+1")
def test_table_of_derived_thresholds(row: tuple[int, ...]) -> None:
    """Every cell of the table of thresholds comes out as printed."""
    elected, members = row[:2]
    absolute = majority_share(Majority.ABSOLUTE)
    quarters = majority_share(Majority.THREE_QUARTERS)
    assert absolute is not None
    assert quarters is not None

    got = (
        elected,
        elected + 1,
        QUORUM["NRW"].share.threshold(members),
        absolute.threshold(members),
        at_least(elected, 1, 5),
        at_least(members, 1, 5),
        at_least(elected, 2, 3),
        at_least(members, 2, 3),
        quarters.threshold(members),
    )

    assert row == got


def test_thresholds_where_the_two_bases_differ() -> None:
    """The bold cells of the table, and only they, differ between the two bases."""
    fifth = [row[0] for row in CNT5 if at_least(row[0], 1, 5) != at_least(row[1], 1, 5)]
    thirds = [
        row[0] for row in CNT5 if at_least(row[0], 2, 3) != at_least(row[1], 2, 3)
    ]

    assert ([20, 50, 90], [58, 66, 82, 90]) == (fifth, thirds)


def test_majority_is_not_rounded_and_then_raised() -> None:
    """The majority of 45 is 23, not 24."""
    assert 23 == more_than(45, 1, 2)


@pytest.mark.parametrize(
    ("n", "above", "from_"), [(10, 6, 5), (9, 5, 5), (1, 1, 1), (0, 1, 0)]
)
def test_more_than_and_at_least_differ_at_the_edge(
    n: int, above: int, from_: int
) -> None:
    """An exact half is at least a half and not more than one."""
    assert (above, from_) == (more_than(n, 1, 2), at_least(n, 1, 2))


@given(SIZES, PROPER)
@FEW
def test_more_than_is_the_smallest_number_above(n: int, part: tuple[int, int]) -> None:
    """One head fewer is no longer more than the fraction."""
    exact, got = n * Fraction(*part), more_than(n, *part)

    assert got - 1 <= exact < got


@given(SIZES, PROPER)
@FEW
def test_at_least_is_the_smallest_number_from(n: int, part: tuple[int, int]) -> None:
    """One head fewer is less than the fraction."""
    exact, got = n * Fraction(*part), at_least(n, *part)

    assert got - 1 < exact <= got


@pytest.mark.parametrize(
    "arguments",
    [
        (-1, 1, 2),
        (10, 0, 2),
        (10, 1, 0),
        (10, -1, 2),
        (10, 3, 2),
        (10.0, 1, 2),
        (True, 1, 2),
        ("10", 1, 2),
        (None, 1, 2),
    ],
)
@pytest.mark.parametrize("function", [more_than, at_least])
def test_fractions_refuse_nonsense(function: object, arguments: tuple[object]) -> None:
    """Negative numbers, zeros, floats, booleans and text are refused."""
    with pytest.raises(InvalidInputError):
        function(*arguments)  # type: ignore[operator]


def test_more_than_all_is_refused_and_at_least_all_is_not() -> None:
    """All of ten can be asked for, more than all of ten cannot."""
    with pytest.raises(InvalidInputError, match="never be reached"):
        more_than(10, 2, 2)

    assert 10 == at_least(10, 2, 2)


@pytest.mark.parametrize(
    ("num", "den", "strict"),
    [
        (0, 2, True),
        (1, 0, True),
        (-1, 2, False),
        (3, 2, False),
        (1, 1, True),
        (1, 2, 1),
    ],
)
def test_share_is_refused_when_it_is_built(num: int, den: int, strict: bool) -> None:
    """A share that is none never comes into being."""
    with pytest.raises(DefinitionError):
        Share(num, den, strict=strict, base=Base.MEMBERS)


def test_share_keeps_its_comparison() -> None:
    """A strict share needs one head more than the same share at an exact half."""
    assert (17, 16) == (
        half(strict=True).threshold(32),
        half(strict=False).threshold(32),
    )


def test_share_is_read_back_from_plain_values() -> None:
    """Plain values give the same share again."""
    share = Share(2, 3, strict=False, base=Base.ELECTED)

    assert share == Share.of(share.plain())


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"num": 1, "den": 2, "strict": True},
        {"num": 1, "den": 2, "strict": True, "base": "everybody"},
        {"num": 0, "den": 2, "strict": True, "base": "members"},
        3,
    ],
)
def test_share_refuses_other_plain_values(value: object) -> None:
    """A part that is missing or makes no sense is named with its key."""
    with pytest.raises(DefinitionError, match=r"agenda_item\.share"):
        Share.of(value, "agenda_item.share")  # type: ignore[arg-type]


def test_share_prints_what_it_asks() -> None:
    """The text names comparison, fraction and base."""
    assert "> 1/2 members" == str(half(strict=True, base=Base.MEMBERS))


@pytest.mark.parametrize(
    ("count", "n", "expected"),
    [
        (13, 66, False),
        (14, 66, True),
        (None, 66, None),
        (14, None, None),
        (0, 66, False),
        (0, 0, False),
        (66, 66, True),
    ],
)
def test_minority_of_a_fifth(
    count: int | None, n: int | None, expected: bool | None
) -> None:
    """Fourteen of 66 are a fifth, thirteen are not; a missing number is unknown."""
    share = Share(1, 5, strict=False, base=Base.ELECTED)

    assert expected is reaches(count, share, n)


def test_minority_larger_than_its_body_is_refused() -> None:
    """More signatures than members contradict each other."""
    with pytest.raises(BallotError, match="67 is more than the 66"):
        reaches(67, Share(1, 5, strict=False, base=Base.ELECTED), 66)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (1, -5), (1.5, 5)])
def test_minority_refuses_nonsense(count: int, n: int) -> None:
    """A negative or broken number is no count."""
    with pytest.raises(InvalidInputError):
        reaches(count, half(strict=False), n)


@given(SIZES, PROPER, st.booleans())
@FEW
def test_minority_turns_exactly_at_its_threshold(
    n: int, part: tuple[int, int], strict: bool
) -> None:
    """The threshold suffices and one head fewer does not."""
    share = Share(*part, strict=strict, base=Base.MEMBERS)
    threshold = share.threshold(n)

    got = (reaches(threshold, share, n), reaches(threshold - 1, share, n))

    assert (True, False) == got


@pytest.mark.parametrize(
    ("inhabitants", "seats"),
    [
        (1, 20),
        (5_000, 20),
        (5_001, 26),
        (8_000, 26),
        (15_000, 32),
        (30_000, 38),
        (50_000, 44),
        (100_000, 50),
        (250_000, 58),
        (335_000, 66),
        (400_000, 66),
        (400_001, 74),
        (550_000, 74),
        (700_000, 82),
        (700_001, 90),
    ],
)
def test_seats_by_inhabitants(inhabitants: int, seats: int) -> None:
    """The upper end of each class still belongs to it."""
    assert seats == by_size(LAWS["NRW"]["seats.table"], inhabitants, "number")


# ------------------------------------------------------------------ majorities


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (10, 10, R),
        (11, 10, A),
        (10, 11, R),
        (1, 0, A),
        (0, 0, R),
        (0, 1, R),
        (30, 29, A),
        (34, 33, A),
    ],
)
def test_simple_majority(yes: int, no: int, expected: Outcome) -> None:
    """More Yes than No adopts, a tie rejects."""
    assert expected is simple(yes, no)


@pytest.mark.parametrize(
    ("yes", "no", "announced", "expected"),
    [
        (None, None, A, A),
        (None, None, R, R),
        (None, None, None, UNKNOWN),
        (None, None, UNKNOWN, UNKNOWN),
        (None, None, Outcome.INVALID, UNKNOWN),
        (5, None, None, UNKNOWN),
        (None, 5, None, UNKNOWN),
        (None, 0, None, UNKNOWN),
        (5, None, A, A),
        (0, None, A, R),
        (10, 11, A, R),
    ],
)
def test_simple_majority_without_numbers(
    yes: int | None, no: int | None, announced: Outcome | None, expected: Outcome
) -> None:
    """The announcement stands in for numbers, and never against them."""
    assert expected is simple(yes, no, announced)


@given(st.integers(0, 100), st.integers(0, 100))
@FEW
def test_simple_majority_is_strict_and_monotonic(yes: int, no: int) -> None:
    """One more Yes never turns adopted into rejected."""
    assert (A if yes > no else R) is simple(yes, no)
    assert simple(yes + 1, no) is A or simple(yes, no) is R


@pytest.mark.parametrize(("yes", "no"), [(-1, 0), (0, -1), (1.0, 0), (True, 0)])
def test_simple_majority_refuses_nonsense(yes: int, no: int) -> None:
    """A count is a whole number."""
    with pytest.raises(InvalidInputError):
        simple(yes, no)


@pytest.mark.parametrize(
    ("yes", "base", "num", "den", "strict", "expected"),
    [
        (23, 45, 1, 2, True, A),
        (22, 45, 1, 2, True, R),
        (22, 44, 1, 2, True, R),
        (22, 44, 1, 2, False, A),
        (44, 66, 2, 3, False, A),
        (44, 66, 2, 3, True, R),
        (43, 66, 2, 3, False, R),
        (44, 67, 2, 3, False, R),
        (45, 67, 2, 3, False, A),
        (51, 67, 3, 4, False, A),
        (50, 67, 3, 4, False, R),
        (None, 67, 2, 3, False, UNKNOWN),
        (45, None, 2, 3, False, UNKNOWN),
        (0, 0, 2, 3, False, R),
    ],
)
def test_qualified_majority(
    *,
    yes: int | None,
    base: int | None,
    num: int,
    den: int,
    strict: bool,
    expected: Outcome,
) -> None:
    """The fraction of the base decides, and a missing number is unknown."""
    assert expected is qualified(yes, base, num, den, strict)


def test_qualified_majority_checks_its_fraction_without_numbers() -> None:
    """A fraction that is none is refused even where the votes are unknown."""
    with pytest.raises(InvalidInputError):
        qualified(None, None, 0, 3, strict=False)


def test_qualified_majority_refuses_more_yes_than_base() -> None:
    """More Yes votes than members contradict each other."""
    with pytest.raises(BallotError, match="68 Yes votes exceed the base of 67"):
        qualified(68, 67, 2, 3, strict=False)


@given(st.integers(1, 200), st.data(), PROPER, st.booleans())
@FEW
def test_qualified_majority_agrees_with_exact_fractions(
    base: int, data: st.DataObject, part: tuple[int, int], strict: bool
) -> None:
    """Whole-number counting says the same as exact fractions."""
    yes = data.draw(st.integers(0, base))
    exact = base * Fraction(*part)
    met = yes > exact if strict else yes >= exact

    assert (A if met else R) is qualified(yes, base, *part, strict=strict)


def test_each_majority_names_its_base() -> None:
    """Half and two thirds go by the statutory number, three quarters by the members."""
    bases = [getattr(majority_share(kind), "base", None) for kind in Majority]

    expected = [None, Base.STATUTORY_MEMBERS, Base.STATUTORY_MEMBERS, Base.MEMBERS]
    assert expected == bases


def test_majority_on_another_base() -> None:
    """The removal of a mayor takes two thirds of the elected members."""
    share = majority_share(Majority.TWO_THIRDS, Base.ELECTED)

    assert Share(2, 3, strict=False, base=Base.ELECTED) == share


def test_simple_majority_has_no_base() -> None:
    """Whoever asks for more than half of a number is not answered with less."""
    assert majority_share(Majority.SIMPLE) is None
    with pytest.raises(DefinitionError, match="none of members"):
        majority_share(Majority.SIMPLE, Base.MEMBERS)


@pytest.mark.parametrize(
    ("yes", "no", "expected"), [(2, 1, A), (3, 2, R), (None, 2, UNKNOWN), (0, 0, R)]
)
def test_decision_by_valid_votes(yes: int | None, no: int, expected: Outcome) -> None:
    """The valid votes are counted from the ballot itself."""
    share = Share(2, 3, strict=False, base=Base.VALID_VOTES)

    assert expected is decide(yes, no, [share], lambda base: votes_in(base, yes, no))


# ---------------------------------------------------------------------- quorum


@pytest.mark.parametrize(
    ("state", "counted", "statutory", "expected"),
    [
        ("NRW", 34, 67, True),
        ("NRW", 33, 67, False),
        ("NRW", 16, 32, False),
        ("NRW", 17, 32, True),
        ("BY", 16, 32, False),
        ("BW", 16, 32, True),
        ("BW", 15, 32, False),
        ("BW", 16, 33, False),
        ("BW", 17, 33, True),
        ("NI", 16, 32, False),
        ("HE", 16, 32, False),
    ],
)
def test_number_for_a_quorum(
    state: str, counted: int, statutory: int, expected: bool
) -> None:
    """Half suffices in BW only, everywhere else it takes more."""
    assert expected is QUORUM[state].reached(counted, statutory)


def test_number_for_a_quorum_refuses_negative_heads() -> None:
    """There are no negative heads."""
    with pytest.raises(InvalidInputError):
        QUORUM["NRW"].reached(-1, 67)


BROKEN = {
    "NRW": (True, True, True, False),
    "BY": (False, False, False, False),
    "BW": (False, False, False, False),
    "NI": (True, False, False, False),
    "HE": (True, True, False, False),
}


@pytest.mark.parametrize("state", BROKEN)
def test_presumption_ends_as_the_state_says(state: str) -> None:
    """Establishment, doubt or motion ends the presumption, each in its state."""
    got = tuple(
        quorum(
            QUORUM[state], Attendance(statutory=67, present=30, challenge=challenge)
        ).quorate
        for challenge in Challenge
    )

    assert BROKEN[state] == got


@pytest.mark.parametrize("state", QUORUM)
@given(st.integers(1, 60), st.data())
@FEW
def test_enough_heads_are_a_quorum_everywhere(
    state: str, statutory: int, data: st.DataObject
) -> None:
    """From the number on there is a quorum without doubt, below it there is not."""
    present = data.draw(st.integers(0, statutory))
    rule = QUORUM[state]

    got = quorum(rule, Attendance(statutory=statutory, present=present))

    if 2 * present > statutory or (state == "BW" and 2 * present == statutory):
        assert (True, False, "quorum_met") == (got.quorate, got.doubtful, got.code)
    elif state in {"BY", "BW"}:
        assert (False, "quorum_missing") == (got.quorate, got.code)
    else:
        assert (True, True, "quorum_doubtful") == (got.quorate, got.doubtful, got.code)


@pytest.mark.parametrize("state", QUORUM)
def test_biased_members_do_not_count(state: str) -> None:
    """Of 36 present, three biased, 33 count."""
    got = quorum(QUORUM[state], Attendance(statutory=67, present=33, biased=3))

    assert (33, 34) == (got.counted, got.needed)


@pytest.mark.parametrize(
    ("state", "counted"), [("NRW", 34), ("BY", 33), ("BW", 33), ("NI", 34), ("HE", 34)]
)
def test_members_without_a_vote_count_where_presence_suffices(
    state: str, counted: int
) -> None:
    """BY and BW count only those who may vote."""
    facts = Attendance(statutory=67, present=33, without_vote=1)

    assert counted == quorum(QUORUM[state], facts).counted


def test_a_rule_may_count_everybody_present() -> None:
    """A rule by mere presence counts the biased too."""
    rule = attrs.evolve(QUORUM["BY"], counted=Counted.PRESENT)

    got = quorum(rule, Attendance(statutory=67, present=30, biased=4))

    assert (True, 34) == (got.quorate, got.counted)


@pytest.mark.parametrize(
    ("state", "quorate", "code"),
    [
        ("NRW", True, "quorum_deemed"),
        ("BY", None, "quorum_unknown"),
        ("BW", None, "quorum_unknown"),
        ("NI", True, "quorum_deemed"),
        ("HE", True, "quorum_deemed"),
    ],
)
@pytest.mark.parametrize(
    "facts",
    [
        Attendance(statutory=67),
        Attendance(statutory=67, voters=33),
        Attendance(statutory=None, present=34),
    ],
    ids=["presence", "some votes", "members"],
)
def test_unknown_numbers_never_make_a_quorum_by_count(
    state: str, quorate: bool | None, code: str, facts: Attendance
) -> None:
    """Without the numbers only a presumption helps, else it is unknown."""
    got = quorum(QUORUM[state], facts)

    assert (quorate, code) == (got.quorate, got.code)
    assert got.doubtful is (None if quorate is True else False)


@pytest.mark.parametrize("state", QUORUM)
def test_votes_prove_presence(state: str) -> None:
    """Thirty-four who voted were there, even if nobody counted the room."""
    got = quorum(QUORUM[state], Attendance(statutory=67, voters=34))

    assert (True, None, "quorum_met") == (got.quorate, got.counted, got.code)


@pytest.mark.parametrize("state", QUORUM)
def test_unknown_challenge_below_the_number_is_unknown(state: str) -> None:
    """Nobody knows whether the presumption was broken, where there is one."""
    got = quorum(QUORUM[state], Attendance(statutory=67, present=30, challenge=None))

    assert (False if state in {"BY", "BW"} else None) is got.quorate


@pytest.mark.parametrize("state", QUORUM)
def test_established_lack_without_numbers_is_a_lack(state: str) -> None:
    """What the chair found holds without a presence list."""
    facts = Attendance(statutory=67, challenge=Challenge.ESTABLISHMENT)

    assert quorum(QUORUM[state], facts).quorate is False


def test_doubt_without_numbers_is_unknown() -> None:
    """In NI a doubt ends the presumption, and nobody knows the number."""
    facts = Attendance(statutory=67, challenge=Challenge.DOUBT)

    assert quorum(QUORUM["NI"], facts).quorate is None


@pytest.mark.parametrize("state", QUORUM)
def test_established_lack_against_the_list_is_unknown(state: str) -> None:
    """A lack found among enough heads is a contradiction, not a quorum."""
    facts = Attendance(statutory=67, present=34, challenge=Challenge.ESTABLISHMENT)

    got = quorum(QUORUM[state], facts)

    assert (None, "quorum_contradiction") == (got.quorate, got.code)


@pytest.mark.parametrize("state", QUORUM)
def test_doubt_among_enough_heads_is_harmless(state: str) -> None:
    """A doubt that the count dispels changes nothing."""
    facts = Attendance(statutory=67, present=34, challenge=Challenge.MOTION)

    assert quorum(QUORUM[state], facts).quorate is True


SECOND = {"NRW": 1, "BY": 1, "BW": 3, "NI": 1, "HE": 1}


@pytest.mark.parametrize("state", SECOND)
@pytest.mark.parametrize("present", range(5))
def test_second_call_needs_few(state: str, present: int) -> None:
    """After a second call with notice one head suffices, in BW three."""
    facts = Attendance(
        statutory=67,
        present=present,
        challenge=Challenge.ESTABLISHMENT,
        second_call=True,
        notice_given=True,
    )

    got = quorum(QUORUM[state], facts)

    assert (present >= SECOND[state]) is got.quorate
    assert SECOND[state] == got.needed


@pytest.mark.parametrize(("notice", "quorate"), [(False, False), (None, None)])
def test_second_call_without_notice_takes_the_usual_number(
    notice: bool | None, quorate: bool | None
) -> None:
    """A missing notice changes nothing, an unknown one is unknown."""
    facts = Attendance(
        statutory=67,
        present=9,
        challenge=Challenge.ESTABLISHMENT,
        second_call=True,
        notice_given=notice,
    )

    assert quorate is quorum(QUORUM["NRW"], facts).quorate


def test_notice_without_a_second_call_helps_nobody() -> None:
    """Only a second call lowers the number."""
    facts = Attendance(statutory=67, present=9, notice_given=True)

    assert quorum(QUORUM["BY"], facts).quorate is False


def test_second_call_with_unknown_presence_is_unknown() -> None:
    """Nobody knows whether three came."""
    facts = Attendance(statutory=67, voters=2, second_call=True, notice_given=True)

    got = quorum(QUORUM["BW"], facts)

    assert (None, "quorum_unknown", 3) == (got.quorate, got.code, got.needed)


@pytest.mark.parametrize(
    ("state", "unbiased", "code"),
    [
        ("BW", 8, "mass_bias"),
        ("BW", 7, "quorum_missing"),
        ("NI", 1, "mass_bias_approval"),
        ("HE", 1, "mass_bias"),
        ("NRW", 8, "quorum_missing"),
        ("BY", 8, "quorum_missing"),
    ],
)
def test_more_than_half_biased(state: str, unbiased: int, code: str) -> None:
    """BW needs a quarter, NI and HE nobody in particular, NRW and BY help nobody."""
    facts = Attendance(
        statutory=32,
        present=unbiased,
        biased_members=17,
        challenge=Challenge.ESTABLISHMENT,
    )

    assert code == quorum(QUORUM[state], facts).code


@pytest.mark.parametrize(("biased", "quorate"), [(16, False), (17, True)])
def test_exactly_half_biased_is_not_more_than_half(biased: int, quorate: bool) -> None:
    """The special rule begins above the half."""
    facts = Attendance(statutory=32, present=10, biased_members=biased)

    assert quorate is quorum(QUORUM["BW"], facts).quorate


def test_biased_members_in_the_room_can_be_more_than_half() -> None:
    """Without a separate number the biased are those in the room."""
    facts = Attendance(statutory=32, present=13, biased=17)

    got = quorum(QUORUM["BW"], facts)

    assert ("mass_bias", 8, 13) == (got.code, got.needed, got.counted)


ALL, SOME, NOBODY_KNOWS = 32, 20, None


@pytest.mark.parametrize(
    ("state", "invited", "present", "objected", "quorate"),
    [
        ("BY", True, SOME, None, True),
        ("BY", False, ALL, False, False),
        ("BY", None, ALL, False, None),
        ("NI", False, ALL, False, True),
        ("NI", None, ALL, False, True),
        ("NI", False, ALL, True, False),
        ("NI", False, ALL, None, None),
        ("NI", False, SOME, False, False),
        ("NI", False, SOME, None, False),
        ("NI", None, SOME, False, None),
        ("NI", False, NOBODY_KNOWS, False, None),
        ("NI", False, NOBODY_KNOWS, None, None),
        ("NI", False, NOBODY_KNOWS, True, False),
        ("NRW", False, SOME, None, True),
        ("BW", True, SOME, None, True),
        ("BW", None, SOME, None, None),
        ("BW", False, SOME, None, False),
        ("BW", False, ALL, False, True),
        ("HE", False, SOME, None, True),
    ],
)
def test_invitation_belongs_to_the_quorum_in_three_states(
    state: str,
    invited: bool | None,
    present: int | None,
    objected: bool | None,
    quorate: bool | None,
) -> None:
    """BY needs it, NI and BW forgive it if all are there and nobody objects."""
    facts = Attendance(
        statutory=32, present=present, duly_invited=invited, objected=objected
    )

    assert quorate is quorum(QUORUM[state], facts).quorate


def test_invitation_in_a_body_of_unknown_size_is_unknown() -> None:
    """Nobody knows whether all were there."""
    facts = Attendance(statutory=None, present=9, duly_invited=False, objected=False)

    assert quorum(QUORUM["NI"], facts).quorate is None
    assert Invitation.WAIVABLE is QUORUM["NI"].invitation


@pytest.mark.parametrize(
    "numbers",
    [
        {"present": 68},
        {"voters": 68},
        {"present": 60, "biased": 8},
        {"present": 60, "biased": 6, "without_vote": 2},
        {"present": 10, "voters": 11},
        {"biased": 5, "biased_members": 4},
        {"biased_members": 68},
        {"biased": 68},
    ],
)
def test_attendance_refuses_contradictions(numbers: dict[str, int]) -> None:
    """Nobody can be there twice."""
    with pytest.raises(BallotError):
        Attendance(statutory=67, **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["present", "biased", "without_vote", "voters"])
def test_attendance_refuses_negative_numbers(name: str) -> None:
    """There are no negative heads."""
    with pytest.raises(InvalidInputError):
        Attendance(statutory=67, **{name: -1})  # type: ignore[arg-type]


def test_body_without_members_is_refused() -> None:
    """A council has at least one member."""
    with pytest.raises(InvalidInputError):
        Attendance(statutory=0)


@pytest.mark.parametrize("state", QUORUM)
@given(st.data())
@FEW
def test_more_facts_never_turn_a_quorum_into_a_lack(
    state: str, data: st.DataObject
) -> None:
    """A missing presence list is never answered against what the list would say."""
    present = data.draw(st.integers(0, 30))
    challenge = data.draw(st.sampled_from(Challenge))
    rule = QUORUM[state]

    blind = quorum(rule, Attendance(statutory=30, challenge=challenge))
    seeing = quorum(
        rule, Attendance(statutory=30, present=present, challenge=challenge)
    )

    assert blind.quorate is None or seeing.quorate in {blind.quorate, None}


# ---------------------------------------------------------- committee quorum


@pytest.mark.parametrize(
    ("councillors", "experts", "expected"),
    [
        (4, 4, False),
        (5, 3, True),
        (5, 4, True),
        (7, 0, False),
        (8, 0, True),
        (4, 5, False),
    ],
)
def test_committee_needs_half_and_more_councillors(
    councillors: int, experts: int, expected: bool
) -> None:
    """Both the half and the majority of councillors must be there."""
    assert expected is committee_reached(councillors, experts, 15, share=OVER_HALF)


@given(st.integers(1, 40), st.data())
@FEW
def test_committee_rule_is_both_comparisons(seats: int, data: st.DataObject) -> None:
    """Turning round one of the two comparisons would change the answer."""
    councillors = data.draw(st.integers(0, seats))
    experts = data.draw(st.integers(0, seats - councillors))
    expected = 2 * (councillors + experts) > seats and councillors > experts

    assert expected is committee_reached(councillors, experts, seats, share=OVER_HALF)


@pytest.mark.parametrize(
    ("councillors", "experts", "challenge", "expected"),
    [
        (5, 3, Challenge.NONE, (True, False, 8, 8, "quorum_met")),
        (5, 3, None, (True, False, 8, 8, "quorum_met")),
        (5, 3, Challenge.ESTABLISHMENT, (None, False, 8, 8, "quorum_contradiction")),
        (4, 4, Challenge.NONE, (True, True, 8, 8, "quorum_doubtful")),
        (4, 4, Challenge.DOUBT, (True, True, 8, 8, "quorum_doubtful")),
        (4, 4, Challenge.ESTABLISHMENT, (False, False, 8, 8, "experts_outnumber")),
        (7, 0, Challenge.ESTABLISHMENT, (False, False, 8, 7, "quorum_missing")),
        (7, 0, None, (None, None, 8, 7, "quorum_unknown")),
        (None, 3, Challenge.NONE, (True, None, 8, None, "quorum_deemed")),
        (5, None, None, (None, None, 8, None, "quorum_unknown")),
        (5, None, Challenge.ESTABLISHMENT, (False, False, 8, None, "quorum_missing")),
    ],
)
def test_committee_quorum(
    councillors: int | None,
    experts: int | None,
    challenge: Challenge | None,
    expected: tuple[bool | None, bool | None, int, int | None, str],
) -> None:
    """The presumption of a quorum covers both halves of the rule."""
    assert Quorum(*expected) == committee_quorum(
        councillors, experts, 15, challenge, share=OVER_HALF
    )


def test_committee_refuses_more_heads_than_seats() -> None:
    """Advisory members were counted by mistake."""
    with pytest.raises(BallotError, match="16 present is more than 15 seats"):
        committee_reached(9, 7, 15, share=OVER_HALF)


# ------------------------------------------------------------------------ bias


@pytest.mark.parametrize(
    ("yes", "no", "biased_yes", "biased_no", "expected"),
    [
        (34, 33, 1, 0, True),
        (35, 33, 1, 0, False),
        (35, 33, 2, 0, True),
        (33, 33, 0, 1, True),
        (33, 34, 0, 1, False),
        (34, 33, 0, 0, False),
        (34, 33, 0, 1, False),
        (34, 33, 1, 1, False),
    ],
)
def test_bias_is_decisive_if_the_result_changes(
    yes: int, no: int, biased_yes: int, biased_no: int, expected: bool
) -> None:
    """The ballot is counted again without the biased votes."""
    assert expected is bias_decisive(yes, no, biased_yes, biased_no)


@pytest.mark.parametrize(
    ("yes", "no", "biased_no", "share", "base", "expected"),
    [
        (6, 4, 1, Share(2, 3, strict=False, base=Base.VOTES_CAST), 10, True),
        (6, 4, 1, Share(2, 3, strict=False, base=Base.VALID_VOTES), None, True),
        (6, 4, 1, Share(2, 3, strict=False, base=Base.MEMBERS), 10, False),
    ],
)
def test_biased_no_shrinks_a_base_of_votes(
    *, yes: int, no: int, biased_no: int, share: Share, base: int | None, expected: bool
) -> None:
    """Six of ten are no two thirds, six of nine are; members never shrink."""
    assert expected is bias_decisive(yes, no, 0, biased_no, share=share, base=base)


def test_biased_yes_in_a_qualified_majority() -> None:
    """The forty-fifth of 45 needed decides, the forty-sixth does not."""
    share = Share(2, 3, strict=False, base=Base.STATUTORY_MEMBERS)

    got = [bias_decisive(yes, 5, 1, 0, share=share, base=67) for yes in (45, 46)]

    assert [True, False] == got


def test_bias_needs_the_base_of_its_majority() -> None:
    """Without the size of the body nobody can tell."""
    with pytest.raises(InvalidInputError):
        bias_decisive(45, 5, 1, 0, share=half(strict=True))


@pytest.mark.parametrize(("biased_yes", "biased_no"), [(4, 0), (0, 3)])
def test_more_biased_votes_than_votes_are_refused(
    biased_yes: int, biased_no: int
) -> None:
    """The biased votes are among the votes."""
    with pytest.raises(BallotError, match="are more than"):
        bias_decisive(3, 2, biased_yes, biased_no)


@pytest.mark.parametrize(
    ("yes", "no", "biased", "expected"),
    [(34, 33, 1, True), (35, 33, 1, False), (35, 33, 2, True), (33, 33, 1, True)],
)
def test_secret_bias_tests_every_split(
    yes: int, no: int, biased: int, expected: bool
) -> None:
    """One split that changes the result suffices."""
    assert expected is bias_possibly_decisive(yes, no, biased)


SHARES = [
    (None, None),
    (Share(1, 2, strict=True, base=Base.MEMBERS), 9),
    (Share(2, 3, strict=False, base=Base.VALID_VOTES), None),
    (Share(3, 4, strict=False, base=Base.VOTES_CAST), 9),
]


@pytest.mark.parametrize(("share", "base"), SHARES)
def test_extreme_splits_stand_for_all(share: Share | None, base: int | None) -> None:
    """Trying every split one by one gives the same answer."""
    for yes, no, biased, known in product(range(5), range(5), range(4), range(3)):
        known_yes = min(known, yes)
        splits = [
            (known_yes + a, b)
            for a, b in product(range(biased + 1), repeat=2)
            if a + b <= biased and known_yes + a <= yes and b <= no
        ]
        expected = any(
            bias_decisive(yes, no, a, b, share=share, base=base) for a, b in splits
        )
        got = bias_possibly_decisive(
            yes, no, biased, biased_yes=known_yes, share=share, base=base
        )
        assert expected is got, (yes, no, biased, known_yes)


@pytest.mark.parametrize(
    ("present", "biased", "expected"),
    [(33, 1, True), (34, 1, False), (32, 1, False), (34, 0, False)],
)
def test_bias_made_the_quorum(present: int, biased: int, expected: bool) -> None:
    """Thirty-three are thirty-four with one biased person among them."""
    assert expected is bias_made_quorum(QUORUM["NRW"], 67, present, biased)


CONSEQUENCES = {
    (BiasRule.IF_DECISIVE, True): Consequence.DEFECT,
    (BiasRule.IF_DECISIVE, None): Consequence.DEFECT,
    (BiasRule.IF_DECISIVE, False): None,
    (BiasRule.UNLAWFUL_CURABLE, True): Consequence.CURABLE,
    (BiasRule.UNLAWFUL_CURABLE, None): Consequence.CURABLE,
    (BiasRule.UNLAWFUL_CURABLE, False): Consequence.CURABLE,
    (BiasRule.VOID_CURABLE, True): Consequence.CURABLE,
    (BiasRule.VOID_CURABLE, None): Consequence.CURABLE,
    (BiasRule.VOID_CURABLE, False): Consequence.CURABLE,
}


@pytest.mark.parametrize(("rule", "decisive"), CONSEQUENCES)
def test_consequence_of_bias(rule: BiasRule, decisive: bool | None) -> None:
    """Unknown is treated as decisive, and only a harmless vote has no consequence."""
    assert CONSEQUENCES[rule, decisive] is bias_consequence(rule, decisive)


def test_every_state_has_its_bias_rule() -> None:
    """NRW, BY and NI ask for a decisive vote, BW and HE do not."""
    expected = {
        "NRW": BiasRule.IF_DECISIVE,
        "BY": BiasRule.IF_DECISIVE,
        "BW": BiasRule.UNLAWFUL_CURABLE,
        "NI": BiasRule.IF_DECISIVE,
        "HE": BiasRule.VOID_CURABLE,
    }

    assert expected == {state: law.made(bias_rule).rule for state, law in LAWS.items()}


def test_values_survive_pickling() -> None:
    """Rules and answers can be sent to another process."""
    value = (QUORUM["BW"], Attendance(statutory=3), half(strict=True))

    assert value == pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
