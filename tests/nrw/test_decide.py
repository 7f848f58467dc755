"""How a ballot becomes an outcome (I-1, I-2, I-4, I-5, I-11, I-13, I-16)."""

from __future__ import annotations

import attrs
import pytest

from council import COMMITTEE, COUNCIL, LAW, MOTION, ids, item, walk
from council import asked as verdict_on
from hypothesis import given
from hypothesis import strategies as st

from procedure import GROUPS, bias, quorum, voting
from procedure import consultation as route
from ratsflow.model import Ballot, Motion
from ratsflow.procedure.finding import Answer
from ratsflow.states.common import decide, election
from ratsflow.states.nrw import nrw
from ratsflow.states.nrw.predicates import ratify

from asking import case, question


COUNTS = st.integers(0, 33)


def asked(ballot, motion=MOTION, step="vote", about=None, **inputs):
    about = about or item()
    given_ = {} if ballot is None else {"ballot": ballot}
    law = {**LAW.values, **inputs.pop("law", {})}
    return question(
        of=case(motion), step=step, consultation=about, law=law, **given_, **inputs
    )


def voted(ballot, topics=(), **rest):
    found = decide.vote(asked(ballot, Motion(topics=topics), **rest))
    return found if isinstance(found, str) else found.result.value


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (10, 10, "rejected"),
        (11, 10, "adopted_unchanged"),
        (1, 0, "adopted_unchanged"),
        (0, 0, "rejected"),
        (30, 29, "adopted_unchanged"),
        (10, 11, "rejected"),
    ],
)
def test_a_simple_majority_is_more_yes_than_no(yes, no, expected):
    """More Yes than No adopts, a tie rejects, abstentions play no part (I-1, I-2)."""
    assert expected == voted(Ballot(yes=yes, no=no, abstain=3))


@pytest.mark.parametrize(
    ("topic", "needed"),
    [
        ("main_bylaw", 34),
        ("honorary_citizenship", 45),
        ("name_change", 51),
        ("council_referendum", 45),
        ("mayor_removal", 44),
        ("deputy_mayor_removal", 45),
        ("alderman_removal", 45),
        ("digital_session", 45),
    ],
)
def test_topics_take_their_own_majority(topic, needed):
    """In a council of 67 each topic takes what its paragraph says, not one less (I-5)."""
    assert "adopted_unchanged" == voted(Ballot(yes=needed, no=0), (topic,))
    assert "rejected" == voted(Ballot(yes=needed - 1, no=0), (topic,))


def test_more_yes_than_the_base_decides_nothing():
    """All 66 councillors may remove the mayor; 67 votes of 66 are a mistake (I-5)."""
    assert "adopted_unchanged" == voted(Ballot(yes=66, no=0), ("mayor_removal",))
    assert "unknown" == voted(Ballot(yes=67, no=0), ("mayor_removal",))


def test_the_stricter_of_two_majorities_counts():
    """A ballot that asks for less than the topic does not lower the bar (I-5)."""
    ballot = Ballot(yes=34, no=0, majority="absolute")
    assert "rejected" == voted(ballot, ("honorary_citizenship",))
    assert "rejected" == voted(Ballot(yes=44, no=0), ("main_bylaw", "alderman_removal"))


@given(COUNTS, COUNTS, st.integers(0, 30))
def test_another_yes_never_rejects(yes, no, abstain):
    """Adding a Yes vote never turns adopted into rejected, whatever the majority."""
    for topics in ((), ("main_bylaw",), ("name_change",)):
        before = voted(Ballot(yes=yes, no=no), topics)
        after = voted(Ballot(yes=yes + 1, no=no, abstain=abstain), topics)
        assert (before, after) != ("adopted_unchanged", "rejected")


def test_words_decide_only_where_nothing_was_counted():
    """Numbers go before the announcement; without both the result is unknown (I-6)."""
    assert "adopted_unchanged" == voted(Ballot(announced="adopted"))
    assert "rejected" == voted(Ballot(announced="adopted", yes=1, no=2))
    unsized = item(attrs.evolve(item().body, members=None))
    ballot = Ballot(yes=50, no=0)
    assert "unknown" == voted(ballot, ("main_bylaw",), about=unsized)


@pytest.mark.parametrize(
    ("mayor", "topics", "expected"),
    [
        ("yes", (), "adopted_unchanged"),
        ("yes", ("committee_chairs",), "rejected"),
        ("none", ("committee_chairs",), "adopted_unchanged"),
    ],
)
def test_a_vote_the_mayor_does_not_have_is_not_counted(mayor, topics, expected):
    """34:33 with the mayor's Yes is 33:33 in a matter of § 40 Abs. 2 (I-13)."""
    assert expected == voted(Ballot(yes=34, no=33, mayor=mayor), topics)


@pytest.mark.parametrize(
    ("points", "ballot", "whole", "expected"),
    [
        (("1:40:20", "2:40:20", "3:28:32"), (28, 32), False, "partially_adopted"),
        (("1:40:20", "3:28:32"), (28, 32), True, "rejected"),
        (("1:40:20", "3:28:32"), (40, 20), True, "partially_adopted"),
        (("1:40:20", "2:33:33"), (40, 20), None, "partially_adopted"),
        (("1:adopted", "2:adopted"), (40, 20), None, "adopted_unchanged"),
        (("1:adopted",), (20, 40), None, "unknown"),
        (("1:adopted", "1:rejected"), (40, 20), None, "unknown"),
        (("1:perhaps",), (40, 20), None, "unknown"),
    ],
)
def test_separate_points_are_counted_one_by_one(points, ballot, whole, expected):
    """Mixed points adopt in part; equal points must agree with the ballot (I-11)."""
    law = {} if whole is None else {"separate_vote.whole_vote": whole}
    of = Ballot(yes=ballot[0], no=ballot[1])
    assert expected == voted(of, point_results=points, law=law)


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (None, "no_vote_forwarded"),
        (Ballot(yes=8, no=7), "recommended_unchanged"),
        (Ballot(yes=7, no=7), "not_recommended"),
        (Ballot(yes=8, no=7, amended=True), "recommended_amended"),
    ],
)
def test_a_recommendation_takes_a_simple_majority(ballot, expected):
    """A committee recommends by simple majority even what takes two thirds (J-2)."""
    found = asked(ballot, Motion(topics=("name_change",)), "recommend", item(COMMITTEE))
    assert expected == decide.recommend(found)


@pytest.mark.parametrize(("mayor", "expected"), [("yes", "not_"), ("none", "")])
def test_a_recommendation_is_counted_without_a_mayor_who_has_no_vote(mayor, expected):
    """In a committee the mayor's Yes carries nothing (I-13)."""
    ballot = Ballot(yes=8, no=7, mayor=mayor)
    found = decide.recommend(asked(ballot, step="recommend", about=item(COMMITTEE)))
    assert f"{expected}recommended" == found.removesuffix("_unchanged")


@pytest.mark.parametrize(
    ("yes", "expected"), [(25, "adopted_unchanged"), (24, "rejected")]
)
def test_who_voted_though_biased_stands_in_the_base_of_those_present(yes, expected):
    """Of 36 present and one biased who voted two thirds are 25 (CNT-1, G-6)."""
    share = {"num": 2, "den": 3, "strict": False, "base": "present_eligible"}
    ballot = Ballot(yes=yes, no=37 - yes, present=36, biased_yes=1)
    law = {"rules_deviation.majority": share}
    assert expected == voted(ballot, ("rules_deviation",), law=law)


@pytest.mark.parametrize(
    ("ballot", "annul", "expected"),
    [
        (Ballot(yes=31, no=30), None, "ratified"),
        (Ballot(yes=30, no=30), False, "ratification_refused"),
        (Ballot(yes=10, no=30), True, "annulled"),
    ],
)
def test_refusing_is_not_annulling(ballot, annul, expected):
    """A simple majority ratifies; refusal annuls only if the body says so (M42 to M44)."""
    assert expected == ratify(asked(ballot, step="ratify", annul=annul))


@pytest.mark.parametrize(
    ("candidates", "more", "expected"),
    [
        (("A:30", "B:28"), {"no_votes": 6}, "runoff"),
        (("A:33", "B:33"), {"runoff": True}, "unknown"),
        (("A:33", "B:33"), {"runoff": True, "lot": "B"}, "elected"),
        (("A:33", "B:33"), {"runoff": True, "lot": "C"}, "unknown"),
        (("A:33",), {"no_votes": 32}, "elected"),
        (("A:32",), {"no_votes": 32}, "not_elected"),
        (("A:32", "A:3"), {}, "unknown"),
        ((), {}, "unknown"),
    ],
)
def test_an_election_takes_more_than_half_of_the_valid_votes(
    candidates, more, expected
):
    """No votes are valid; a runoff and then the lot follow, never drawn here (I-16)."""
    found = election.elect(asked(None, step="elect", candidates=candidates, **more))
    assert expected == (found.result.value if isinstance(found, Answer) else found)


@pytest.mark.parametrize(
    ("base", "needed"),
    [
        ("valid_votes", 20),
        ("votes_cast", 22),
        ("present_eligible", 24),
        ("members", 45),
        ("elected", 44),
    ],
)
def test_a_share_names_its_base(base, needed):
    """Two thirds of 30 valid, 33 cast, 36 present, 67 members, 66 elected (CNT-1)."""
    share = {"num": 2, "den": 3, "strict": False, "base": base}
    law = {"rules_deviation.majority": share}
    for yes in (needed, needed - 1):
        no = max(0, 30 - yes)
        ballot = Ballot(yes=yes, no=no, invalid=3, present=max(36, yes + no + 3))
        found = voted(ballot, ("rules_deviation",), law=law)
        assert ("adopted_unchanged" if yes == needed else "rejected") == found


@pytest.mark.parametrize(
    ("pick", "name", "value", "expected"),
    [
        ("decide_as_authority", "authority_decision", "annulled", "annulled"),
        ("decide_as_authority", "authority_decision", "confirmed", None),
        ("record_citizens_decision", "citizens_decision", "confirmed", "confirmed"),
        ("record_citizens_decision", "citizens_decision", "perhaps", None),
    ],
)
def test_others_decide_in_their_own_words(pick, name, value, expected):
    """What the authority or the citizens decided is read, never guessed."""
    found = nrw().step(pick).decide(asked(None, **{name: value}))
    assert expected == (None if isinstance(found, Answer) else found)


def test_every_decision_by_ballot_is_guarded():
    """No step that decides by ballot lacks the rules on majority, quorum and bias."""
    for name in GROUPS["votes"]:
        guards = set(nrw().step(name).guards)
        assert {"bias_not_decisive", "vote_record_consistent"} <= guards
    for name in GROUPS["on_the_paper"] - GROUPS["urgent_steps"]:
        guards = set(nrw().step(name).guards)
        assert {"majority_known", "majority_counted", "role_decides"} <= guards
    takers = {s.name for s in nrw().steps if "ballot" in {i.name for i in s.takes}}
    assert {*GROUPS["votes"], "assert_bias"} == takers


@pytest.mark.parametrize("step", ["vote", "recommend", "postpone", "open_item", "note"])
def test_an_ordinary_item_asks_for_nothing_special(step):
    """Counts and a classified paper are all that these chapters ask on the usual way."""
    mine = {
        rule.id for chapter in (bias, quorum, voting, route) for rule in chapter.RULES
    }
    role = {"recommend": "preliminary", "note": "noting"}.get(step, "decision")
    body = COUNCIL if role == "decision" else COMMITTEE
    about = item(body, role=role, state="on_agenda" if step == "open_item" else "open")
    taken = {
        "vote": {"ballot": Ballot(yes=9, no=2)},
        "recommend": {"ballot": Ballot(yes=9, no=2)},
    }
    verdict = verdict_on(walk(about), step, **taken.get(step, {}))
    assert set() == mine & ids(verdict.blocking)


def test_every_rule_of_the_chapters_is_listed():
    """Each identifier of G, H, I and J is a rule or has its reason why not."""
    numbers = {"G": 7, "H": 6, "I": 18, "J": 12}
    for letter, chapter in zip("GHIJ", (bias, quorum, voting, route), strict=True):
        ruled = {
            rule.catalogue
            for each in (bias, quorum, voting, route)
            for rule in each.RULES
        }
        wanted = {f"{letter}-{number}" for number in range(1, numbers[letter] + 1)}
        assert wanted <= ruled | set(chapter.NOT_RULES)
