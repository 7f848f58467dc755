"""From the numbers of a ballot to its outcome."""

from __future__ import annotations

from typing import Any

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import (
    BallotError,
    DefinitionError,
    InvalidInputError,
    UnknownNameError,
)
from ratsflow.law.citation import Consequence
from ratsflow.law.counting import (
    Base,
    Majority,
    Outcome,
    Share,
    majority_share,
    qualified,
    simple,
)
from ratsflow.law.layers import law_for
from ratsflow.law.quorum import Challenge, quorum_rule
from ratsflow.law.tally import Tally, label, tally, unanimous
from ratsflow.model.ballot import BallotMode


LAWS = {state: law_for(state) for state in ("NRW", "BY", "BW", "NI", "HE")}
QUORUM = {state: law.made(quorum_rule) for state, law in LAWS.items()}
A, R, INVALID, UNKNOWN = (
    Outcome.ADOPTED,
    Outcome.REJECTED,
    Outcome.INVALID,
    Outcome.UNKNOWN,
)
STATES = ("NRW", "BY", "BW", "NI", "HE")
FEW = settings(max_examples=60, deadline=None)


def codes(result: Tally) -> list[str]:
    """Return the codes of all findings."""
    return [finding.code for finding in result.findings]


# -------------------------------------------------- same meeting, five results

FIVE_RESULTS = {
    "NRW": (A, ["quorum_doubtful"]),
    "BY": (INVALID, ["quorum_missing", "abstention_forbidden"]),
    "BW": (INVALID, ["quorum_missing"]),
    "NI": (A, ["quorum_doubtful"]),
    "HE": (A, ["quorum_doubtful"]),
}


@pytest.mark.parametrize("state", STATES)
def test_same_meeting_five_results(state: str) -> None:
    """Of 33 members 17 are present, one biased; eight Yes, seven No, one abstains."""
    got = tally(state=state, yes=8, no=7, abstain=1, members=33, present=16, biased=1)

    assert FIVE_RESULTS[state] == (got.outcome, codes(got))
    assert (16, 17) == (got.quorum.counted, got.quorum.needed)


BROKEN_RESULTS = {
    "NRW": (A, A, INVALID),
    "BY": (INVALID, INVALID, INVALID),
    "BW": (INVALID, INVALID, INVALID),
    "NI": (INVALID, INVALID, INVALID),
    "HE": (A, INVALID, INVALID),
}


@pytest.mark.parametrize("state", STATES)
def test_same_meeting_with_a_challenge(state: str) -> None:
    """Doubt, motion and establishment end the presumption each in its state."""
    got = tuple(
        tally(
            state=state, yes=8, no=7, members=33, present=16, biased=1, challenge=each
        ).outcome
        for each in (Challenge.DOUBT, Challenge.MOTION, Challenge.ESTABLISHMENT)
    )

    assert BROKEN_RESULTS[state] == got


HALF_PRESENT = {
    "NRW": (A, "quorum_doubtful"),
    "BY": (INVALID, "quorum_missing"),
    "BW": (A, "quorum_met"),
    "NI": (A, "quorum_doubtful"),
    "HE": (A, "quorum_doubtful"),
}


@pytest.mark.parametrize("state", STATES)
def test_exactly_half_present(state: str) -> None:
    """Sixteen of 32 are a quorum in BW alone."""
    got = tally(state=state, yes=9, no=7, members=32, present=16)

    assert HALF_PRESENT[state] == (got.outcome, got.quorum.code)


@given(st.sampled_from(STATES), st.data())
@FEW
def test_unknown_counts_are_never_adopted(state: str, data: st.DataObject) -> None:
    """A missing Yes or No decides nothing by itself, except a Yes of zero."""
    yes = data.draw(st.none() | st.integers(1, 10))
    no = None if yes is not None else data.draw(st.none() | st.integers(0, 10))

    got = tally(state=state, yes=yes, no=no, members=20, present=20)

    assert (UNKNOWN, ["count_required"]) == (got.outcome, codes(got))


# ------------------------------------------------------------------ majorities


@pytest.mark.parametrize(
    ("kind", "yes", "no", "members", "expected", "needed"),
    [
        (Majority.SIMPLE, 30, 29, 67, A, None),
        (Majority.SIMPLE, 10, 10, 67, R, None),
        (Majority.SIMPLE, 0, 0, 67, R, None),
        (Majority.ABSOLUTE, 23, 5, 45, A, 23),
        (Majority.ABSOLUTE, 22, 0, 45, R, 23),
        (Majority.TWO_THIRDS, 45, 0, 67, A, 45),
        (Majority.TWO_THIRDS, 44, 0, 67, R, 45),
        (Majority.THREE_QUARTERS, 51, 16, 67, A, 51),
        (Majority.THREE_QUARTERS, 50, 0, 67, R, 51),
    ],
)
def test_majorities(
    *,
    kind: Majority,
    yes: int,
    no: int,
    members: int,
    expected: Outcome,
    needed: int | None,
) -> None:
    """Each kind of majority counts against its base."""
    got = tally(state="NRW", yes=yes, no=no, members=members, majority=kind)

    assert (expected, needed) == (got.outcome, got.needed)


@pytest.mark.parametrize(
    ("base", "extra", "expected"),
    [
        (Base.ELECTED, {"elected": 66}, A),
        (Base.ELECTED, {}, UNKNOWN),
        (Base.MEMBERS, {}, R),
        (Base.STATUTORY_MEMBERS, {}, R),
        (Base.PRESENT_ELIGIBLE, {"present": 66}, A),
        (Base.PRESENT_ELIGIBLE, {"present": 67}, R),
        (Base.PRESENT_ELIGIBLE, {"present": 66, "biased": 1}, A),
        (Base.PRESENT_ELIGIBLE, {}, UNKNOWN),
        (Base.VALID_VOTES, {}, A),
        (Base.VOTES_CAST, {"invalid": 4}, A),
        (Base.VOTES_CAST, {"invalid": 5}, R),
        (Base.VOTES_CAST, {}, UNKNOWN),
    ],
)
def test_same_votes_on_every_base(
    base: Base, extra: dict[str, int], expected: Outcome
) -> None:
    """Forty-four Yes and 18 No are two thirds of some bases and not of others."""
    share = Share(2, 3, strict=False, base=base)

    got = tally(state="NRW", yes=44, no=18, members=67, share=share, **extra)  # type: ignore[arg-type]

    assert expected is got.outcome


def test_share_of_a_half_is_no_majority() -> None:
    """A minority's right is not a majority."""
    share = Share(1, 2, strict=False, base=Base.MEMBERS)

    with pytest.raises(DefinitionError, match="no majority"):
        tally(state="NRW", yes=1, no=0, share=share)


@given(
    st.sampled_from([Majority.ABSOLUTE, Majority.TWO_THIRDS, Majority.THREE_QUARTERS]),
    st.sampled_from(Base),
    st.data(),
)
@FEW
def test_no_majority_is_reached_by_fewer_yes_than_no(
    kind: Majority, base: Base, data: st.DataObject
) -> None:
    """Whatever the majority is taken of, it is a majority first; a tie rejects."""
    present = data.draw(st.integers(1, 12))
    yes = data.draw(st.integers(0, present))
    no = data.draw(st.integers(min(yes, present - yes), present - yes))
    share = majority_share(kind, base)
    numbers = {"yes": yes, "no": no, "abstain": 0, "invalid": present - yes - no}
    sizes = {"members": present, "elected": present, "present": present}

    got = tally(state="NRW", share=share, **numbers, **sizes)  # type: ignore[arg-type]

    assert yes > no or got.outcome is not A
    low = tally(state="NRW", share=share, yes=2, no=4, elected=6, members=7)
    assert low.outcome is not A


def test_more_no_than_yes_rejects_though_the_base_is_small() -> None:
    """Four of six elected are two thirds, but five voted No."""
    share = majority_share(Majority.TWO_THIRDS, Base.ELECTED)

    got = tally(state="HE", yes=4, no=5, elected=6, share=share)

    assert (R, 4) == (got.outcome, got.needed)


@pytest.mark.parametrize(("yes", "expected"), [(10, A), (7, A), (6, R)])
def test_biased_voters_stand_in_the_base_with_their_votes(
    yes: int, expected: Outcome
) -> None:
    """All ten present voted, one of them biased: two thirds are seven of ten."""
    got = tally(
        state="NRW",
        yes=yes,
        no=10 - yes,
        members=10,
        present=9,
        biased=1,
        biased_yes=1,
        share=majority_share(Majority.TWO_THIRDS, Base.PRESENT_ELIGIBLE),
    )

    assert (expected, 7) == (got.outcome, got.needed)
    assert ["bias_harmless"] == codes(got)


def test_share_just_above_a_half_is_a_majority() -> None:
    """More than a half suffices."""
    share = Share(1, 2, strict=True, base=Base.MEMBERS)

    assert A is tally(state="NRW", yes=34, no=0, members=67, share=share).outcome


@pytest.mark.parametrize("state", ["NRW", "NI", "HE"])
@pytest.mark.parametrize(
    ("announced", "kind", "expected"),
    [
        (A, Majority.SIMPLE, A),
        (R, Majority.SIMPLE, R),
        (None, Majority.SIMPLE, UNKNOWN),
        (A, Majority.ABSOLUTE, UNKNOWN),
        (A, Majority.TWO_THIRDS, UNKNOWN),
        (R, Majority.THREE_QUARTERS, UNKNOWN),
    ],
)
def test_announcement_without_numbers(
    state: str, announced: Outcome | None, kind: Majority, expected: Outcome
) -> None:
    """Only a simple majority may be taken as announced."""
    got = tally(state=state, members=67, announced=announced, majority=kind)

    assert expected is got.outcome


@pytest.mark.parametrize("state", ["BY", "BW"])
def test_announcement_without_a_quorum_on_record_is_unknown(state: str) -> None:
    """Without a presumption nobody knows whether there was a quorum."""
    got = tally(state=state, members=67, announced=A)

    assert (UNKNOWN, ["quorum_unknown"]) == (got.outcome, codes(got))


def test_announcement_against_the_numbers_is_a_finding() -> None:
    """The numbers stand, and the contradiction is noted."""
    got = tally(state="NRW", yes=10, no=10, members=33, present=20, announced=A)

    assert (R, ["announcement_differs", "tie"]) == (got.outcome, codes(got))


def test_announcement_that_agrees_is_no_finding() -> None:
    """Nothing is noted where nothing is wrong."""
    got = tally(state="NRW", yes=11, no=10, members=33, present=21, announced=A)

    assert (A, []) == (got.outcome, codes(got))


# ------------------------------------------------------------------- findings


def test_bavarian_abstention_is_a_finding() -> None:
    """Nine to seven adopts, and the abstention is noted."""
    got = tally(state="BY", yes=9, no=7, abstain=1, members=17)

    assert (A, ["abstention_forbidden"]) == (got.outcome, codes(got))
    assert Consequence.ORDER is got.findings[0].consequence
    assert "Art. 48 Abs. 1 S. 2 GO Bayern [S]" == str(got.findings[0].citation)


@pytest.mark.parametrize("state", ["NRW", "BW", "NI", "HE"])
def test_abstention_elsewhere_is_no_finding(state: str) -> None:
    """The other states allow it."""
    assert [] == codes(tally(state=state, yes=9, no=7, abstain=1, members=17))


@pytest.mark.parametrize("abstain", [0, None])
def test_no_abstention_is_no_finding(abstain: int | None) -> None:
    """Neither none nor an unknown number is a breach."""
    got = tally(state="BY", yes=9, no=7, abstain=abstain, members=17, present=17)

    assert [] == codes(got)


@pytest.mark.parametrize("state", STATES)
def test_secret_vote_where_the_law_has_none(state: str) -> None:
    """In BY and HE only elections are secret."""
    got = tally(
        state=state, yes=9, no=7, members=16, present=16, mode=BallotMode.SECRET
    )

    expected = ["secret_vote_forbidden"] if state in {"BY", "HE"} else []
    assert (A, expected) == (got.outcome, codes(got))


@pytest.mark.parametrize(
    ("present", "german", "english"),
    [
        (30, "Nur 30 von 34 nötigen", "Only 30 of the 34 members"),
        (None, "nicht festgehalten", "not recorded"),
    ],
)
def test_finding_on_the_quorum_names_the_numbers(
    present: int | None, german: str, english: str
) -> None:
    """The text says what was counted and what was needed."""
    got = tally(state="NRW", yes=18, no=12, members=67, present=present)

    assert german in got.findings[0].text.de
    assert english in got.findings[0].text.en


def test_finding_on_an_unknown_quorum_marks_the_gaps() -> None:
    """An unknown number is a question mark, never a zero."""
    got = tally(state="BY", yes=9, no=7)

    assert "? count, ? are needed" in got.findings[0].text.en


def test_tie_is_explained() -> None:
    """A tie rejects and says so; it has no consequence of its own."""
    got = tally(state="NRW", yes=10, no=10, abstain=3, members=33, present=23)

    assert (R, ["tie"]) == (got.outcome, codes(got))
    assert got.findings[0].consequence is None


def test_tie_means_nothing_to_a_qualified_majority() -> None:
    """Two thirds are missed, not tied."""
    got = tally(
        state="NRW", yes=10, no=10, members=33, present=23, majority=Majority.TWO_THIRDS
    )

    assert (R, []) == (got.outcome, codes(got))


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"present": 67}, "quorum_met"),
        ({}, "quorum_deemed"),
        ({"present": 33, "challenge": None}, "quorum_unknown"),
        ({"present": 34, "challenge": Challenge.ESTABLISHMENT}, "quorum_contradiction"),
        ({"present": 9, "challenge": Challenge.ESTABLISHMENT}, "quorum_missing"),
        (
            {
                "present": 9,
                "challenge": Challenge.ESTABLISHMENT,
                "second_call": True,
                "notice_given": True,
            },
            "second_call",
        ),
    ],
)
def test_quorum_of_five_to_four(numbers: dict[str, Any], code: str) -> None:
    """Nine vote of 67; the quorum decides whether there is a resolution."""
    got = tally(state="NRW", yes=5, no=4, members=67, **numbers)

    expected = {"quorum_missing": INVALID, "quorum_unknown": UNKNOWN}
    if code == "quorum_contradiction":
        expected[code] = UNKNOWN
    assert (code, expected.get(code, A)) == (got.quorum.code, got.outcome)
    assert ([] if code == "quorum_met" else [code]) == codes(got)


def test_lack_of_quorum_beats_unknown_votes() -> None:
    """There is no resolution, whatever the votes were."""
    got = tally(state="BY", members=33, present=16)

    assert (INVALID, ["quorum_missing", "count_required"]) == (got.outcome, codes(got))


@pytest.mark.parametrize(
    ("present", "objected", "outcome"),
    [
        (30, None, "invalid"),
        (30, False, "invalid"),
        (33, True, "invalid"),
        (33, False, "adopted"),
        (33, None, "unknown"),
    ],
)
def test_a_meeting_not_duly_convened_resolves_nothing(
    present: int, objected: bool | None, outcome: str
) -> None:
    """§ 37 Abs. 1 S. 1 GemO BW; all present without objection heals it."""
    got = tally(
        state="BW",
        yes=20,
        no=5,
        members=33,
        present=present,
        duly_invited=False,
        objected=objected,
    )
    assert got.outcome.value == outcome


def test_defective_invitation_in_bavaria() -> None:
    """Without a proper invitation there is no quorum."""
    got = tally(state="BY", yes=9, no=7, members=16, present=16, duly_invited=False)

    assert (INVALID, ["invitation_defect"]) == (got.outcome, codes(got))


def test_objection_to_the_invitation_in_lower_saxony() -> None:
    """All are there and nobody objects, so the defect is harmless."""
    got = tally(
        state="NI",
        yes=9,
        no=7,
        members=16,
        present=16,
        duly_invited=False,
        objected=False,
    )

    assert (A, []) == (got.outcome, codes(got))


@pytest.mark.parametrize(
    ("state", "outcome", "found"),
    [
        ("NRW", A, ["quorum_doubtful"]),
        ("BY", INVALID, ["quorum_missing"]),
        ("BW", A, ["mass_bias"]),
        ("NI", A, ["mass_bias_approval"]),
        ("HE", A, ["mass_bias"]),
    ],
)
def test_more_than_half_biased(state: str, outcome: Outcome, found: list[str]) -> None:
    """Of 32 members 17 are biased; ten of the others are there."""
    got = tally(
        state=state, yes=6, no=4, members=32, present=10, biased=17, biased_members=17
    )

    assert (outcome, found) == (got.outcome, codes(got))


def test_another_quorum_rule_can_be_used() -> None:
    """A municipality of another state brings its own rule."""
    got = tally(state="NRW", yes=9, no=7, members=32, present=16, rule=QUORUM["BW"])

    assert "quorum_met" == got.quorum.code


BIAS_FINDINGS = {
    "NRW": (["bias_decisive"], ["bias_harmless"], ["bias_possibly_decisive"]),
    "BY": (["bias_decisive"], ["bias_harmless"], ["bias_possibly_decisive"]),
    "BW": (["bias_participation"],) * 3,
    "NI": (["bias_decisive"], ["bias_harmless"], ["bias_possibly_decisive"]),
    "HE": (["bias_participation"],) * 3,
}


@pytest.mark.parametrize("state", STATES)
def test_biased_vote_in_five_states(state: str) -> None:
    """One biased person votes: deciding, not deciding, in secret."""
    common = {"state": state, "members": 69, "present": 68, "biased": 1}

    got = (
        codes(tally(**common, yes=34, no=33, biased_yes=1)),  # type: ignore[arg-type]
        codes(tally(**common, yes=35, no=33, biased_yes=1)),  # type: ignore[arg-type]
        codes(tally(**common, yes=34, no=33, biased_unknown=1)),  # type: ignore[arg-type]
    )

    assert BIAS_FINDINGS[state] == got


def test_biased_person_who_keeps_out_is_no_finding() -> None:
    """Being biased is no breach."""
    got = tally(state="NRW", yes=34, no=33, members=69, present=68, biased=1)

    assert [] == codes(got)


def test_secret_biased_vote_that_cannot_decide() -> None:
    """No split changes forty to twenty."""
    got = tally(
        state="NRW", yes=40, no=20, members=67, present=66, biased=1, biased_unknown=1
    )

    assert ["bias_harmless"] == codes(got)


@pytest.mark.parametrize(
    ("kind", "yes", "expected"),
    [
        (Majority.TWO_THIRDS, 45, "bias_decisive"),
        (Majority.TWO_THIRDS, 46, "bias_harmless"),
        (Majority.ABSOLUTE, 34, "bias_decisive"),
        (Majority.ABSOLUTE, 35, "bias_harmless"),
    ],
)
def test_biased_yes_in_qualified_majorities(
    kind: Majority, yes: int, expected: str
) -> None:
    """The vote decides if the majority is missed without it."""
    got = tally(
        state="NRW",
        yes=yes,
        no=5,
        members=67,
        present=66,
        biased=1,
        biased_yes=1,
        majority=kind,
    )

    assert [expected] == codes(got)


@pytest.mark.parametrize(
    "numbers",
    [
        {"announced": A},
        {"yes": 34, "no": 33, "share": Share(2, 3, strict=False, base=Base.ELECTED)},
    ],
)
def test_bias_with_unknown_numbers_may_have_decided(numbers: dict[str, Any]) -> None:
    """What nobody can rule out is a defect."""
    got = tally(
        state="NRW", members=69, present=68, biased=1, biased_unknown=1, **numbers
    )

    assert "bias_possibly_decisive" in codes(got)


def test_biased_presence_made_the_quorum() -> None:
    """Thirty-four of 67 are present, one of them biased and abstaining."""
    got = tally(
        state="NRW",
        yes=20,
        no=13,
        abstain=1,
        members=67,
        present=33,
        biased=1,
        biased_unknown=1,
    )

    assert ["quorum_doubtful", "bias_made_quorum"] == codes(got)
    assert "§ 31 Abs. 6, § 49 Abs. 1 GO NRW [S]" == str(got.findings[1].citation)


def test_presence_alone_decides_nothing_in_lower_saxony() -> None:
    """There only the biased person's vote can void the resolution (§ 41 Abs. 6)."""
    got = tally(
        state="NI",
        yes=20,
        no=13,
        abstain=1,
        members=67,
        present=33,
        biased=1,
        biased_unknown=1,
    )

    assert ["quorum_doubtful", "bias_harmless"] == codes(got)


# ------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "name",
    [
        "yes",
        "no",
        "abstain",
        "invalid",
        "members",
        "elected",
        "present",
        "biased",
        "biased_yes",
        "biased_no",
        "biased_unknown",
    ],
)
@pytest.mark.parametrize("value", [-1, 1.5, "3", True])
def test_nonsense_names_its_field(name: str, value: object) -> None:
    """Negative, broken and foreign numbers are refused by name."""
    with pytest.raises(InvalidInputError) as caught:
        tally(state="NRW", **{name: value})  # type: ignore[arg-type]

    assert (name, True) == (caught.value.where, bool(caught.value.cure))


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (
            {"yes": 20, "no": 12, "abstain": 3, "present": 34},
            "35 votes are more than 34",
        ),
        (
            {"yes": 20, "no": 12, "invalid": 3, "present": 34},
            "35 votes are more than 34",
        ),
        ({"yes": 40, "no": 28}, "68 votes are more than 67"),
        ({"yes": 34, "no": 0, "present": 33, "biased": 1}, "34 votes are more than 33"),
        ({"present": 68}, "68 persons are more than 67"),
        ({"elected": 68}, "68 elected members are more than 67"),
        ({"elected": 65}, "67 members are not 65 elected ones and a mayor"),
        ({"present": 64, "biased": 4}, "68 persons are more than 67"),
        ({"yes": 9, "biased": 1, "biased_yes": 2}, "2 votes of biased persons"),
        (
            {"yes": 1, "biased": 2, "biased_yes": 2},
            "2 biased Yes votes are more than 1",
        ),
        ({"no": 1, "biased": 2, "biased_no": 2}, "2 biased No votes are more than 1"),
        (
            {"yes": 9, "no": 9, "biased": 2, "biased_yes": 2, "biased_no": 1},
            "3 votes of biased persons are more than 2",
        ),
    ],
)
def test_contradictions_are_refused_in_one_sentence(
    numbers: dict[str, int], sentence: str
) -> None:
    """The message says what, where and the cure."""
    with pytest.raises(BallotError, match=sentence) as caught:
        tally(state="NRW", members=67, **numbers)  # type: ignore[arg-type]

    assert caught.value.where
    assert caught.value.cure


def test_ballot_of_exactly_all_present_is_fine() -> None:
    """As many votes as heads is no contradiction."""
    got = tally(state="NRW", yes=20, no=12, abstain=2, members=67, present=34)

    assert A is got.outcome


def test_share_with_a_zero_is_refused() -> None:
    """A fraction of nothing is none."""
    with pytest.raises(DefinitionError):
        tally(state="NRW", share=Share(2, 0, strict=False, base=Base.MEMBERS))


def test_unknown_state_is_refused() -> None:
    """The message names the states there are."""
    with pytest.raises(UnknownNameError, match="BW, BY, HE, NI, NRW"):
        tally(state="XX", yes=1, no=0)


@pytest.mark.parametrize("word", ["majority", "mode", "announced"])
def test_unknown_words_are_refused(word: str) -> None:
    """A misspelt majority never falls back to the simple one."""
    with pytest.raises(ValueError, match="roughly"):
        tally(state="NRW", yes=1, no=0, **{word: "roughly"})  # type: ignore[arg-type]


@pytest.mark.parametrize("state", STATES)
@given(
    st.integers(1, 40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from(Majority),
)
@FEW
def test_tally_agrees_with_its_parts(
    state: str, members: int, yes: int, no: int, kind: Majority
) -> None:
    """With everybody present the votes alone decide."""
    yes = min(yes, members)
    no = min(no, members - yes)
    expected = {
        Majority.SIMPLE: simple(yes, no),
        Majority.ABSOLUTE: qualified(yes, members, 1, 2, strict=True),
        Majority.TWO_THIRDS: qualified(yes, members, 2, 3, strict=False),
        Majority.THREE_QUARTERS: qualified(yes, members, 3, 4, strict=False),
    }[kind]

    got = tally(
        state=state, yes=yes, no=no, members=members, present=members, majority=kind
    )

    assert expected is got.outcome


# ---------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("numbers", "german"),
    [
        ((A, 34, 0, 6), "einstimmig bei 6 Enthaltungen beschlossen"),
        ((A, 34, 0, 1), "einstimmig bei 1 Enthaltung beschlossen"),
        ((A, 34, 0, 0), "einstimmig beschlossen"),
        ((A, 44, 22, None), "mit Mehrheit beschlossen"),
        ((A, None, None, None), "beschlossen"),
        ((A, 5, None, None), "beschlossen"),
        ((R, 22, 44, 0), "mit Mehrheit abgelehnt"),
        ((R, 0, 5, 0), "einstimmig abgelehnt"),
        ((R, 10, 10, 3), "bei Stimmengleichheit bei 3 Enthaltungen abgelehnt"),
        ((R, 44, 0, 0), "mangels der nötigen Mehrheit abgelehnt"),
        ((INVALID, 8, 7, 1), "kein wirksamer Beschluss"),
        ((UNKNOWN, None, None, None), "Ergebnis nicht bekannt"),
    ],
)
def test_label_in_german(numbers: tuple[Any, ...], german: str) -> None:
    """The label reads like minutes."""
    assert german == label(*numbers).de


@pytest.mark.parametrize(
    ("numbers", "english"),
    [
        ((A, 34, 0, 6), "adopted unanimously with 6 abstentions"),
        ((A, None, None, None), "adopted"),
        ((R, 10, 10, 1), "rejected on a tie with 1 abstention"),
    ],
)
def test_label_in_english(numbers: tuple[Any, ...], english: str) -> None:
    """The label reads like minutes in English too."""
    assert english == label(*numbers).en


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (1, 0, True),
        (34, 0, True),
        (0, 0, False),
        (34, 1, False),
        (None, 1, False),
        (0, None, False),
        (None, 0, None),
        (3, None, None),
    ],
)
def test_unanimous(yes: int | None, no: int | None, expected: bool | None) -> None:
    """It takes a Yes and no No, both on record."""
    assert expected is unanimous(yes, no)
