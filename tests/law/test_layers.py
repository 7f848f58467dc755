"""The law of five states and how local law joins it."""

from __future__ import annotations

import pickle

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import DefinitionError, UnknownNameError
from ratsflow.law.citation import Confidence
from ratsflow.law.counting import Base, Share, share_of
from ratsflow.law.layers import law_for
from ratsflow.law.local import NO_LAW, Law, MissingValueError
from ratsflow.law.norms import Town
from ratsflow.law.quorum import quorum_rule
from ratsflow.law.states import state_ids, state_law
from ratsflow.model.shape import frozen


STATES = ("BW", "BY", "HE", "NI", "NRW")
FEW = settings(max_examples=60, deadline=None)


def test_there_are_five_states() -> None:
    """No state came in by accident."""
    assert STATES == state_ids()


def test_unknown_state_is_refused() -> None:
    """The message names the states there are."""
    with pytest.raises(UnknownNameError, match="BW, BY, HE, NI, NRW"):
        state_law("RLP")


@pytest.mark.parametrize(
    ("state", "key", "value", "confidence"),
    [
        ("NRW", "mayor.votes_in", ("council", "main_committee"), "K"),
        ("NRW", "mayor_objection.days", 3, "V"),
        ("NRW", "mayor_objection.new_meeting_max_days", 14, "V"),
        ("NRW", "initiative_window.announced_weeks", 6, "V"),
        ("NRW", "initiative_window.unannounced_months", 3, "V"),
        ("NRW", "second_call.min_present", 1, "S"),
        ("NRW", "quorum.fiction", "establishment", "S"),
        ("NRW", "bias.time_bar_months", 12, "?"),
        ("NRW", "bias.time_bar_months_short", 6, "?"),
        ("NRW", "mayor_removal.interval_days", 14, "S"),
        ("NRW", "alderman_removal.interval_days", 42, "V"),
        ("BY", "quorum.fiction", "none", "K"),
        ("BY", "majority.abstention", "forbidden", "S"),
        ("BY", "mayor_objection.allowed", False, "V"),
        ("BY", "bias.consequence", "if_decisive", "V"),
        ("BY", "bias.not_for", ("elections", "delegations"), "V"),
        ("BY", "nonpublic_result.announced", "when_reasons_lapse", "S"),
        ("BW", "second_call.min_present", 3, "V"),
        ("BW", "notice.days", 7, "V"),
        ("BW", "notice.mode", "nth_day_before", "?"),
        ("BW", "mayor_objection.days", 7, "V"),
        ("BW", "mayor_objection.new_meeting_max_days", 21, "V"),
        ("BW", "bias.consequence", "unlawful_curable", "V"),
        ("BW", "bias.time_bar_months", 12, "V"),
        ("BW", "quorum.fiction", "none", "V"),
        ("BW", "bias.relatives_degree", 3, "V"),
        ("BW", "bias.in_laws_degree", 2, "V"),
        ("NI", "quorum.fiction", "doubt", "V"),
        ("NI", "mass_bias.approval", True, "V"),
        ("NI", "main_committee_objection.days", 7, "V"),
        ("NI", "bias.relatives_degree", 3, "V"),
        ("NI", "bias.in_laws_degree", 2, "V"),
        ("NI", "bias.leave_room", True, "S"),
        ("NI", "silent_procedure.allowed", "main_committee", "V"),
        ("HE", "quorum.fiction", "motion", "V"),
        ("HE", "notice.days", 3, "V"),
        ("HE", "notice.mode", "clear", "V"),
        ("HE", "notice.shortened_latest", "day_before", "V"),
        ("HE", "convening.executive", True, "V"),
        ("HE", "mayor.member", False, "V"),
        ("HE", "urgent.allowed", False, "?"),
        ("HE", "bias.consequence", "void_curable", "V"),
        ("HE", "bias.time_bar_months", 6, "V"),
    ],
)
def test_values_of_the_comparison_table(
    state: str, key: str, value: object, confidence: str
) -> None:
    """Each value carries the mark it has in the catalogue."""
    law = state_law(state).law

    assert (value, confidence) == (law[key], law.confidence(key).value)


@pytest.mark.parametrize(
    ("state", "key", "expected"),
    [
        ("NRW", "agenda_item.share", ">= 1/5 elected"),
        ("NRW", "secret_vote.share", ">= 1/5 members"),
        ("NRW", "main_bylaw.majority", "> 1/2 statutory_members"),
        ("NRW", "mayor_removal.majority", ">= 2/3 elected"),
        ("NRW", "alderman_removal.motion", "> 1/2 statutory_members"),
        ("NRW", "committee_appeal.fraction", ">= 1/5 committee_members"),
        ("BY", "convening.share", ">= 1/4 elected"),
        ("BW", "agenda_item.share", ">= 1/6 elected"),
        ("BW", "quorum.share", ">= 1/2 members"),
        ("BW", "mass_bias.share", ">= 1/4 members"),
        ("NI", "agenda_extension.majority", ">= 2/3 members"),
        ("NI", "convening.share", ">= 1/3 members"),
        ("HE", "agenda_extension.majority", ">= 2/3 statutory_members"),
    ],
)
def test_shares_of_the_comparison_table(state: str, key: str, expected: str) -> None:
    """Each share names its comparison and its base."""
    assert expected == str(share_of(law_for(state), key))


def test_a_shortened_invitation_in_hesse_is_no_clear_period() -> None:
    """It may arrive the day before; one clear day would ask for the day before that."""
    law = law_for("HE")

    assert "notice.urgent_days" not in law.values
    assert ("clear", "day_before") == (
        law["notice.mode"],
        law["notice.shortened_latest"],
    )


def test_removal_of_the_mayor_takes_44_of_66() -> None:
    """The motion takes 33, the resolution 44."""
    law = law_for("NRW")

    keys = ("mayor_removal.motion", "mayor_removal.majority")
    assert [33, 44] == [share_of(law, key).threshold(66) for key in keys]


def _left_to_towns(state: str) -> set[str]:
    """Return the ids that a municipality has to decide: nothing else says a value."""
    norms = state_law(state).table.norms.values()
    own = (norm for norm in norms if norm.town is Town.SETS and not norm.latest.absent)
    return {norm.id for norm in own if norm.latest.value is None}


@pytest.mark.parametrize("state", STATES)
def test_what_the_municipality_decides_has_no_value(state: str) -> None:
    """A local key is missing until somebody sets it, and named then."""
    law = law_for(state)

    for key in _left_to_towns(state):
        with pytest.raises(MissingValueError, match=key):
            law[key]


def test_nrw_leaves_the_local_numbers_open() -> None:
    """Notice, appeal, roll call and deadline have no default in NRW."""
    wanted = {
        "notice.days",
        "notice.mode",
        "committee_appeal.days",
        "roll_call.threshold",
        "agenda_item.deadline_days",
    }

    assert wanted <= _left_to_towns("NRW")


@pytest.mark.parametrize("state", STATES)
def test_every_value_has_a_norm_and_a_canonical_form(state: str) -> None:
    """Every value can be cited and hashed."""
    law = law_for(state)

    norms = state_law(state).table.norms.values()
    assert all(row.citation.norm for norm in norms for row in norm.rows)
    assert law.body


@pytest.mark.parametrize("state", STATES)
def test_no_value_of_statute_is_marked_local_or_missing(state: str) -> None:
    """Local law lives elsewhere, and None would read as not set."""
    assert not [
        norm.id
        for norm in state_law(state).table.norms.values()
        if norm.town is None
        and not norm.is_open
        and norm.citation.confidence is Confidence.LOCAL
        and norm.latest.value is not None
    ]


@pytest.mark.parametrize("state", STATES)
def test_quorum_rule_is_read_back_from_the_law(state: str) -> None:
    """Counting and preset never drift apart."""
    law = law_for(state)

    got = law.made(quorum_rule)

    assert got is law.made(quorum_rule)
    assert law["quorum.share"] == got.share.plain()
    assert law["second_call.min_present"] == got.second_call_min
    assert law["mass_bias.allowed"] is (got.mass_bias is not None)
    assert law.citation("quorum.share") == got.citation


def test_local_value_is_marked_local() -> None:
    """What the municipality sets is cited as its own law."""
    law = law_for("NRW", {"committee_appeal.days": 8}, "Krefeld")

    got = (law["committee_appeal.days"], law.confidence("committee_appeal.days"))
    assert (8, Confidence.LOCAL) == got
    assert "Krefeld" == law.name


def test_statutory_value_is_cited() -> None:
    """Mark and norm travel with the value."""
    citation = law_for("NRW").citation("mayor_objection.days")

    assert "§ 54 Abs. 1 GO NRW [V]" == str(citation)


def test_missing_value_has_no_citation() -> None:
    """Nothing is cited for a value that nobody set."""
    with pytest.raises(MissingValueError):
        NO_LAW.citation("notice.days")


def test_law_without_marks_is_local() -> None:
    """A value put in by hand counts as the municipality's."""
    assert Confidence.LOCAL is Law(values={"x": 1}).confidence("x")


def test_false_is_a_value() -> None:
    """Only None means not set."""
    assert law_for("BY")["mayor_objection.allowed"] is False


@pytest.mark.parametrize(
    ("state", "key", "value"),
    [
        ("NRW", "majority.tie", "adopted"),
        ("NRW", "mayor_objection.days", 4),
        ("HE", "notice.days", 2),
        ("BW", "notice.days", 6),
        ("HE", "mayor.member", 1.0),
        ("NRW", "notice.days", 0),
        ("NRW", "notice.days", True),
        ("NRW", "notice.days", "14"),
        ("NRW", "roll_call.threshold", 13.4),
        ("NRW", "notice.mode", "roughly"),
        ("NRW", "committee_appeal.days", -8),
        ("NRW", "own.set", {1, 2}),
    ],
)
def test_local_value_that_cannot_be_used_is_refused(
    state: str, key: str, value: object
) -> None:
    """Statute is not overridden, and a number of days is a whole number."""
    with pytest.raises(DefinitionError, match=key):
        law_for(state, {key: value})


@pytest.mark.parametrize(
    ("state", "key", "value"),
    [
        ("HE", "notice.days", 3),
        ("HE", "notice.days", 5),
        ("BW", "notice.days", 14),
        ("NRW", "bias.time_bar_months", 6),
        ("NRW", "mayor_objection.days", 3),
        ("NRW", "notice.mode", "both_count"),
        ("NRW", "notice.urgent_days", 1),
        ("NRW", "own.bands", [{"upper": 50_000}]),
        ("NRW", "committee_appeal.count_event_day", False),
    ],
)
def test_local_value_that_can_be_used(state: str, key: str, value: object) -> None:
    """Minimums may be raised, uncertain values corrected, own keys added."""
    assert frozen(value) == law_for(state, {key: value})[key]


def test_local_none_is_not_set() -> None:
    """An empty field of a form changes nothing."""
    law = law_for("HE", {"notice.days": None, "roll_call.threshold": None})

    assert 3 == law["notice.days"]
    with pytest.raises(MissingValueError):
        law["roll_call.threshold"]


def test_all_problems_are_reported_at_once() -> None:
    """Nobody has to try again for each mistake."""
    with pytest.raises(DefinitionError) as caught:
        law_for("NRW", {"notice.days": 0, "majority.tie": "lot"}, "Musterstadt")

    assert ("Musterstadt", 2) == (caught.value.name, len(caught.value.problems))


@given(st.integers(-10, 30))
@FEW
def test_minimum_can_only_be_raised(days: int) -> None:
    """Hesse asks for three clear days at least."""
    try:
        got = law_for("HE", {"notice.days": days})["notice.days"]
    except DefinitionError:
        got = None

    assert (days if days >= 3 else None) == got


def test_share_that_is_none_is_refused_with_its_key() -> None:
    """A local share is checked when it is stated, and in a law made by hand when it is read."""
    key = "committee_chair_removal.majority"
    with pytest.raises(
        DefinitionError, match=r"removal\.majority: '1/5' is not a share"
    ):
        law_for("NRW", {key: "1/5"})

    values = {**law_for("NRW").values, key: "1/5"}
    with pytest.raises(DefinitionError, match=r"committee_chair_removal\.majority"):
        share_of(Law("NRW", values, "Musterstadt"), key)


def test_local_share_is_read() -> None:
    """A share may come from local law as plain values."""
    share = Share(1, 4, strict=False, base=Base.MEMBERS)
    law = law_for("NRW", {"committee_chair_removal.majority": share.plain()})

    assert share == share_of(law, "committee_chair_removal.majority")


def test_quorum_rule_refuses_an_unknown_word() -> None:
    """A law made by hand is checked when it is read."""
    values = {**law_for("NRW").values, "quorum.fiction": "sometimes"}

    with pytest.raises(DefinitionError, match=r"Musterstadt: .*sometimes"):
        quorum_rule(Law("NRW", values, "Musterstadt"))


def test_law_survives_pickling() -> None:
    """A law can be sent to another process."""
    law = law_for("NRW", {"notice.days": 14})

    assert law == pickle.loads(pickle.dumps(law))  # noqa: S301 - our own bytes


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "key",
    [
        "quorum.share",
        "quorum.fiction",
        "second_call.min_present",
        "mass_bias.allowed",
        "mayor.member",
        "mayor.votes",
        "majority.tie",
        "majority.abstention",
        "convening.share",
        "agenda_extension.allowed",
        "committee_appeal.allowed",
        "mayor_objection.allowed",
        "legal_objection.mandatory",
        "urgent.allowed",
        "bias.consequence",
        "election.majority",
    ],
)
def test_every_state_answers_the_common_questions(state: str, key: str) -> None:
    """A rule can ask these in every state without finding a hole."""
    law = state_law(state).law
    assert key in law.values or key in law.absent


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("notice.days@council", "acht", "'acht' is not a whole number"),
        ("notice.days@council", 0, "pass a whole number of 1 or more"),
        ("committee_appeal.days@Bauausschuss", 3, "it is the same for all bodies"),
    ],
)
def test_a_value_of_one_body_is_checked_as_that_of_all(key, value, told) -> None:
    """A wrong one, or one that no rule reads so, would be kept without a word."""
    with pytest.raises(DefinitionError, match=told):
        law_for("NRW", {key: value})
