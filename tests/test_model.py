"""Values of the model take what their annotations say and nothing that looks like it."""

from __future__ import annotations

import copy
import pickle

from datetime import UTC, date, datetime

import pytest

from ratsflow import Actor, Ballot, CostStatement, Meeting, Motion, Organization
from ratsflow.errors import BallotError, InvalidInputError, NaiveTimeError
from ratsflow.model import Attachment, BodyKind, PreviousConsideration
from ratsflow.model.shape import frozen


NOW = datetime(2026, 3, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Motion("t", public="no"), "motion.public: 'no' is a str, not bool"),
        (lambda: Motion("t", public=1), "motion.public: 1 is a int, not bool"),
        (lambda: Motion("t", reasons=None), r"motion\.reasons"),
        (lambda: Motion("t", reasons_pages="many"), r"motion\.reasons_pages"),
        (lambda: Motion("t", reasons_pages=True), r"motion\.reasons_pages"),
        (
            lambda: Motion("t", day=NOW),
            r"motion\.day.*is a datetime, not a calendar day",
        ),
        (lambda: Motion("t", topics=("a", 3)), r"motion\.topics\[1\]"),
        (lambda: Motion("t", topics="bye_law"), r"motion\.topics"),
        (lambda: Motion("t", impact_checks={"a": 1}), "no mapping of texts"),
        (lambda: Motion("t", impact_checks=frozen({"a": 1})), "no mapping of texts"),
        (lambda: Motion("t", attachments=("plan.pdf",)), r"motion\.attachments\[0\]"),
        (lambda: CostStatement("amount", 12.9), r"cost_statement\.amount_cents"),
        (lambda: CostStatement("amount", year="2026"), r"cost_statement\.year"),
        (lambda: CostStatement("amount", covered="false"), r"cost_statement\.covered"),
        (lambda: Meeting(NOW), r"meeting\.day"),
        (lambda: Organization("Rat", members=67.0), r"organization\.members"),
        (lambda: Actor(5), r"actor\.id"),
        (lambda: Ballot(yes=1, no=0, amended="no"), r"ballot\.amended"),
        (
            lambda: PreviousConsideration(day="2015-04-28"),
            r"previous_consideration\.day",
        ),
    ],
)
def test_what_only_looks_right_is_refused(make, words):
    """Text is no flag, a float no number, a datetime no day; the field is named."""
    with pytest.raises(InvalidInputError, match=words):
        make()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"yes": -1, "no": 0}, "no number of persons"),
        ({"yes": 1}, "only one of yes and no"),
        ({}, "neither votes nor"),
        ({"yes": 1, "no": 0, "mode": "secret", "votes": (("a", "yes"),)}, "secret"),
    ],
)
def test_what_is_no_ballot_is_refused(counts, words):
    """No number, no result, or names in a secret vote, which must never be kept (I-18)."""
    with pytest.raises(BallotError, match=words):
        Ballot(**counts)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"yes": 3, "no": 2, "present": 5, "members": 5}, ()),
        ({"yes": 3, "no": 2, "present": 4}, ("votes_over_present",)),
        ({"yes": 9, "no": 9, "members": 17}, ("votes_over_members",)),
        ({"yes": 1, "no": 0, "present": 9, "members": 8}, ("present_over_members",)),
        ({"yes": 1, "no": 0, "present": 3, "experts": 4}, ("experts_over_present",)),
        ({"yes": 1, "no": 0, "biased_yes": 2}, ("biased_over_votes",)),
        ({"no": 9, "present": 8, "announced": "adopted"}, ("votes_over_present",)),
    ],
)
def test_a_ballot_holds_what_was_written_and_tells_what_contradicts(counts, found):
    """Minutes contain such numbers; the ballot keeps them and says so (I-18)."""
    assert found == Ballot(**counts).contradictions


@pytest.mark.parametrize(
    "counts", [{"no": 3}, {"yes": 2}, {"no": 1, "abstain": 2}, {"yes": 0}]
)
@pytest.mark.parametrize("announced", ["adopted", "rejected"])
def test_one_side_and_the_announced_result_are_a_ballot(counts, announced):
    """“Bei drei Gegenstimmen beschlossen”: what nobody counted stays unknown."""
    ballot = Ballot(**counts, announced=announced)
    assert (False, announced) == (ballot.is_counted, ballot.announced)
    with pytest.raises(BallotError, match="only one of yes and no"):
        Ballot(**counts)


def test_costs_contradict_no_none():
    """An amount beside the effect *none* and a negative amount are refused."""
    with pytest.raises(InvalidInputError, match="effect is none but"):
        CostStatement("none", 100)
    with pytest.raises(InvalidInputError, match="negative"):
        CostStatement("amount", -1)


def test_a_time_without_zone_is_refused():
    """A meeting's beginning needs a zone."""
    with pytest.raises(NaiveTimeError):
        Meeting(date(2026, 3, 19), datetime(2026, 3, 19, 17))  # noqa: DTZ001


def test_nothing_handed_in_can_be_changed_afterwards():
    """Lists and mappings are copied and frozen, so that what was assessed stays."""
    checks, topics, files = {"climate": "positive"}, ["a"], [Attachment("plan")]
    motion = Motion("t", impact_checks=checks, topics=topics, attachments=files)
    before = motion.text_hash
    checks["climate"] = "negative"
    topics.append("b")
    files.clear()

    assert (
        before
        == Motion(
            "t",
            impact_checks={"climate": "positive"},
            topics=("a",),
            attachments=(Attachment("plan"),),
        ).text_hash
    )
    assert (("a",), 1) == (motion.topics, len(motion.attachments))
    for change in (
        lambda: motion.impact_checks.update(a="b"),
        lambda: motion.impact_checks.__setitem__("a", "b"),
        lambda: motion.impact_checks.pop("climate"),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert motion == pickle.loads(pickle.dumps(motion)) == copy.deepcopy(motion)  # noqa: S301


def test_the_text_hash_covers_what_is_signed():
    """Every field but reference, date and names under the paper changes the hash."""
    base = Motion("t")
    unsigned = {
        "reference": "1",
        "day": date(2026, 1, 1),
        "signatory": "x",
        "signatory_role": "y",
    }
    assert base.text_hash == Motion("t", **unsigned).text_hash
    others = [
        Motion("u"),
        Motion("t", proposal="p"),
        Motion("t", public=True),
        Motion("t", topics=()),
        Motion("t", districts=("Nord",)),
        Motion("t", cost_statement=CostStatement("none")),
        Motion("t", attachments=(Attachment("a"),)),
        Motion("t", author="a"),
        Motion("t", paper_type="information_paper"),
    ]
    assert len({each.text_hash for each in (base, *others)}) == len(others) + 1


def test_a_word_of_a_closed_list_is_found_by_its_text_and_the_other_way():
    """What is equal has the same hash, so that sets and tables hold it once."""
    assert hash(BodyKind.COUNCIL) == hash("council")
    assert {"council": 1, BodyKind.COUNCIL: 2} == {"council": 2}
