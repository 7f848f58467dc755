"""Taking over a withdrawn motion (J-6): who may, which, until when, and what becomes of it."""

from __future__ import annotations

import attrs
import pytest

from clerks import read_out
from council import DAY, days, item
from hypothesis import given
from hypothesis import strategies as st
from musterstadt import (
    COUNCIL,
    THURSDAY,
    TRAFFIC,
    Paper,
    consults,
    counted,
    law,
    motion_of,
    to_council,
)

from procedure import RULES
from ratsflow import RefusedError
from ratsflow.law.local import MissingValueError
from ratsflow.model import Actor, Meeting, Motion, PaperType
from ratsflow.procedure.question import MissingFactError

from asking import case, question


MOVED = Motion(
    "Bänke am Markt",
    "faction_motion",
    proposal="Am Markt werden zehn Bänke aufgestellt.",
    originators=("Fraktion A",),
    topics=(),
    public=True,
)
OURS = attrs.evolve(MOVED, originators=("Fraktion B",))
B = Actor("sprecherin-b", "Berta B", roles=("faction",), on_behalf_of="Fraktion B")
UP = item(state="withdrawn")
FIELDS = [each.name for each in attrs.fields(Motion) if each.name != "originators"]


def told(rule, before=MOVED, *route, text=OURS, allowed=True, **more):
    """Return what a rule answers to a taking over: met, unmet or unknown."""
    facts = more.pop("facts", {})
    of = case(before, state="withdrawn", consultations=route or (UP,), facts=facts)
    values = {} if allowed is None else {"withdrawal.takeover": allowed}
    asked = question(
        of=of,
        step="take_over",
        role="faction",
        actor=more.pop("actor", B),
        law=values,
        **more,
    )
    if text is not None:
        asked = attrs.evolve(asked, inputs={**asked.inputs, "motion": text})
    (found,) = [each for each in RULES if each.id == rule]
    try:
        return read_out(found, found.check(asked)).result.value
    except (MissingFactError, MissingValueError):
        return "unknown"


@pytest.mark.parametrize(
    ("kind", "allowed", "expected"),
    [
        ("faction_motion", True, "met"),
        ("amendment", True, "met"),
        ("faction_motion", False, "unmet"),
        ("faction_motion", None, "unknown"),
        ("decision_paper", True, "unmet"),
        ("question", True, "unmet"),
        ("petition", True, "unmet"),
        ("tabled_paper", True, "unknown"),
    ],
)
def test_the_rules_of_procedure_say_whether_a_motion_is_taken_over(
    kind, allowed, expected
):
    """Only motions of members, and only where the GeschO knows it (J-6 [L])."""
    before = attrs.evolve(MOVED, paper_type=PaperType(kind))
    assert expected == told("takeover_allowed", before, allowed=allowed)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("Fraktion A",), ("Fraktion B",), "met"),
        (("Fraktion A",), ("Fraktion B", "Fraktion C"), "met"),
        (("Fraktion A",), ("Fraktion C",), "unmet"),
        (("Fraktion A",), (), "unmet"),
        (("Fraktion A",), ("Fraktion A", "Fraktion B"), "unmet"),
        (("Fraktion A", "Fraktion B"), ("Fraktion B",), "unmet"),
        ((), ("Fraktion B",), "unknown"),
    ],
)
def test_another_takes_it_over_in_its_own_name(before, after, expected):
    """Whoever withdrew it does not take it over; nobody does so for somebody else."""
    paper = attrs.evolve(MOVED, originators=before)
    text = attrs.evolve(MOVED, originators=after)
    assert expected == told("taken_over_by_another", paper, text=text)


def test_without_a_text_nobody_knows_what_is_taken_over():
    """No text, no answer."""
    for rule in ("taken_over_by_another", "taken_over_unchanged"):
        assert "unknown" == told(rule, text=None)


@pytest.mark.parametrize(
    ("route", "today", "facts", "expected"),
    [
        ((UP,), DAY, {}, "met"),
        ((UP,), DAY - days(5), {}, "met"),
        ((UP,), DAY + days(1), {}, "met"),
        ((UP,), DAY + days(2), {}, "unmet"),
        ((item(state="cancelled"),), DAY, {}, "unmet"),
        ((item(state="removed"),), DAY, {}, "unmet"),
        ((attrs.evolve(UP, meeting=None),), DAY, {}, "unknown"),
        ((UP,), DAY, {"new_case": "paper-2"}, "unmet"),
        (
            (UP, attrs.evolve(UP, id="c-2", meeting=Meeting(DAY - days(9)))),
            DAY,
            {},
            "unmet",
        ),
    ],
)
def test_the_item_is_still_up(route, today, facts, expected):
    """When the meeting is over, or it was brought in anew, it is a new motion (M47)."""
    about = {"day": today, "facts": facts}
    assert expected == told("takeover_in_time", MOVED, *route, **about)


@pytest.mark.parametrize(
    ("added", "expected"), [((), "unmet"), ((item(id="neu"),), "met")]
)
def test_a_consultation_that_fell_away_is_noticed(added, expected):
    """The withdrawal struck off what was planned; the taking over says so."""
    gone = item(id="c-2", state="cancelled")
    up = item(TRAFFIC, state="withdrawn")
    found = told("takeover_route_whole", MOVED, up, gone, consultations=added)
    assert expected == found


# ------------------------------------------------------------------------- properties


NAMES = st.lists(
    st.sampled_from(["Fraktion A", "Fraktion B", "Fraktion C"]), unique=True
).map(tuple)


@given(before=NAMES.filter(bool), after=NAMES)
def test_taken_over_by_another_keeps_no_old_name(before, after):
    """Met means: B stands among the new names, and none of the old ones does."""
    found = told(
        "taken_over_by_another",
        attrs.evolve(MOVED, originators=before),
        text=attrs.evolve(MOVED, originators=after),
    )
    fits = "Fraktion B" in after and set(before).isdisjoint(after)
    assert ("met" if fits else "unmet") == found


@given(name=st.sampled_from(["title", "proposal", "reasons", "summary", "reference"]),
       words=st.text(max_size=9))  # fmt: skip
def test_taken_over_unchanged_notices_every_word(name, words):
    """Whatever field changes, the text is not the one that was moved."""
    text = attrs.evolve(OURS, **{name: words})
    same = getattr(MOVED, name) == words
    assert ("met" if same else "unmet") == told("taken_over_unchanged", text=text)


@given(late=st.integers(-30, 30), state=st.sampled_from(["withdrawn", "cancelled"]))
def test_takeover_in_time_ends_with_the_meeting(late, state):
    """Until the night of the meeting, and only from an agenda."""
    fits = late <= 1 and state == "withdrawn"
    about = item(state=state)
    found = told("takeover_in_time", MOVED, about, day=DAY + days(late))
    assert ("met" if fits else "unmet") == found


@given(kind=st.sampled_from(list(PaperType)), allowed=st.sampled_from([True, False]))
def test_takeover_allowed_for_motions_of_members_alone(kind, allowed):
    """No rule of procedure makes a paper of the mayor or of residents one of members."""
    before = attrs.evolve(MOVED, paper_type=kind)
    found = told("takeover_allowed", before, allowed=allowed)
    of_members = kind in ("faction_motion", "amendment", "procedural_motion")
    assert (found == "met") == (of_members and allowed)


@given(states=st.lists(st.sampled_from(["cancelled", "withdrawn"]), max_size=3))
def test_takeover_route_whole_misses_what_was_cancelled(states):
    """Every body whose only consultation fell away is named."""
    route = [item(id=f"k{n}", state=state) for n, state in enumerate(states)]
    lost = "cancelled" in states and "withdrawn" not in states
    found = told("takeover_route_whole", MOVED, *(route or [UP]))
    assert ("unmet" if lost else "met") == found


# -------------------------------------------------------------------------- the stories


def another(paper: Paper, text: Motion | None = None, **inputs):
    """Let Fraktion B take the paper over today."""
    ours = text or attrs.evolve(paper.case.motion, originators=("Fraktion B",))
    return paper.office.take(
        paper.id, "take_over", B, at=paper.moment, motion=ours, **inputs
    )


def refused(paper: Paper, **more) -> set[str]:
    """Return what refuses a taking over."""
    with pytest.raises(RefusedError) as caught:
        another(paper, **more)
    return {each.rule.id for each in caught.value.verdict.blocking}


def withdrawn(**more) -> Paper:
    """Return a motion of Fraktion A that it withdrew when the council had called it."""
    paper = to_council(motion_of(), **more).filed("2026-02-20")
    paper.comes_up("rat", THURSDAY)
    paper.take("withdraw", "faction", procedural_ballot=counted(40, 20))
    assert ("withdrawn", "withdrawn") == (paper.state, paper.at("rat")[0])
    return paper


def test_fraktion_b_carries_on_what_fraktion_a_gave_up():
    """The story: moved, called, withdrawn, taken over, called again, adopted (J-6)."""
    paper = withdrawn()
    done = another(paper)
    assert ("in_consultation", ("Fraktion B",)) == (
        done.case.state,
        done.case.motion.originators,
    )
    assert "on_agenda" == paper.at("rat")[0]

    # It is Fraktion B's now: Fraktion A cannot withdraw it a second time.
    said = paper.refused("withdraw", "faction", procedural_ballot=counted(40, 20))
    assert {"withdrawn_by_originator"} == said
    paper.called("rat", THURSDAY)
    assert "adopted_unchanged" == paper.votes("rat", 34, 30)


def test_fraktion_a_does_not_take_over_its_own_motion():
    """Who has thought better of it brings it in anew."""
    paper = withdrawn()
    said = paper.refused("take_over", "faction", motion=paper.case.motion)
    assert {"taken_over_by_another"} == said


def test_after_the_meeting_nothing_is_taken_over():
    """A week later the item is gone; the way is a motion of one's own."""
    paper = withdrawn().on("2026-03-26")
    assert {"takeover_in_time"} == refused(paper)


def test_a_changed_text_is_no_taking_over():
    """Fraktion B may move an amendment once the motion is its own."""
    paper = withdrawn()
    text = attrs.evolve(
        paper.case.motion, originators=("Fraktion B",), proposal="1. Zwei Bänke."
    )
    assert {"taken_over_unchanged"} == refused(paper, text=text)


def test_where_the_rules_of_procedure_do_not_know_it_nobody_takes_over():
    """The value is the municipality's: False refuses, and silence does too."""
    assert {"takeover_allowed"} == refused(
        withdrawn(law=law(withdrawal__takeover=False))
    )
    assert {"takeover_allowed"} == refused(
        withdrawn(law=law(withdrawal__takeover=None))
    )


def test_a_paper_of_the_mayor_is_not_taken_over():
    """What the administration withdraws, a Fraktion moves as a motion of its own."""
    paper = to_council().released("2026-01-12").comes_up("rat", THURSDAY)
    paper.take("withdraw", "mayor", procedural_ballot=counted(40, 20))
    assert "takeover_allowed" in refused(paper)


def test_the_rest_of_the_route_is_laid_anew():
    """The council was only planned when the committee's item was withdrawn."""
    paper = Paper(
        motion_of(),
        consults(TRAFFIC, "2026-03-10", "preliminary", key="va"),
        consults(COUNCIL, THURSDAY, key="rat"),
    ).filed("2026-02-20", proposers=5)
    paper.comes_up("va", "2026-03-10", mayor_consulted=True)
    paper.take("withdraw", "faction", procedural_ballot=counted(9, 4))
    assert ("withdrawn", "cancelled") == (paper.at("va")[0], paper.at("rat")[0])
    again = (consults(COUNCIL, THURSDAY, key="rat-2"),)
    taken = another(paper, consultations=again)
    assert () == taken.verdict.open
    paper.called("va", "2026-03-10").votes("va", 9, 4, step="recommend")
    paper.comes_up("rat-2", THURSDAY, earlier=9)
    assert "adopted_unchanged" == paper.votes("rat-2", 40, 20)
