"""What the law on agenda, publicity and quorum says, whatever the numbers are (E, F, H)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import attrs
import pytest

from clerks import read_out
from council import COMMITTEE, COUNCIL, DAY, answered, item
from hypothesis import given
from hypothesis import strategies as st

from procedure import RULES
from ratsflow.model import (
    AgendaRoute,
    Ballot,
    BodyKind,
    Consultation,
    Meeting,
    Motion,
    Organization,
    PaperType,
)

from asking import case, question


DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))
KINDS = st.sampled_from(BodyKind)
COUNTS = st.integers(0, 60)
FLAGS = st.none() | st.booleans()
WORDS = st.text("abcdefg", min_size=1, max_size=4)
ON_DEMAND = (
    "faction_motion",
    "amendment",
    "petition",
    "resident_motion",
    "citizens_initiative",
)
WITH_ANOTHER = ("amendment", "procedural_motion")
BASED = ("supplement", "tabled_paper")
"""Papers that follow the rules of another paper."""


def of_day(day: date, **meeting) -> Consultation:
    """Return the council's item in a meeting of that day."""
    return item(meeting=Meeting(day, **meeting), days=(day,))


def around(day: date, reach: int = 3) -> list[date]:
    """Return a day and its neighbours."""
    return [day + timedelta(days=n) for n in range(-reach, reach + 1)]


# ------------------------------------------------------------------------ the agenda

LEFT_OUT = {
    "clear": ("received", "held"),
    "nth_day_before": ("received",),
    "both_count": (),
}
"""The days at the ends that are no day of notice (E-3)."""


def days_of_notice(received: date, held: date, mode: str) -> int:
    """Count the days of notice one by one, as on a calendar."""
    span = {received + timedelta(days=n) for n in range((held - received).days + 1)}
    ends = {"received": received, "held": held}
    return len(span - {ends[name] for name in LEFT_OUT[mode]})


@given(
    held=DATES,
    mode=st.sampled_from(sorted(LEFT_OUT)),
    normal=st.integers(1, 30),
    urgent=st.integers(1, 30),
    reason=st.sampled_from(["", " ", "flood"]),
)
def test_so_many_days_of_notice_lie_on_the_calendar(held, mode, normal, urgent, reason):
    """The days are counted one by one; the shorter period needs its reason (E-3)."""
    law = {
        "notice.days": normal,
        "notice.urgent_days": urgent,
        "notice.mode": mode,
    }
    needed = urgent if reason.strip() else normal
    for received in around(held - timedelta(days=needed)):
        about = of_day(held, invited_on=received, urgency_reason=reason)
        found = answered("notice_period_met", about=about, law=law)
        assert (days_of_notice(received, held, mode) >= needed) == (found == "met")
        assert found != "unknown"
        healed = {"about": about, "law": law, "all_present_no_objection": True}
        assert "met" == answered("notice_period_met", **healed)


@given(planned=DATES, invited=DATES)
def test_an_invitation_fits_one_meeting_only(planned, invited):
    """Of all the days around exactly that of the meeting is invited to (E-3)."""
    fitting = [
        day
        for day in {*around(planned), invited}
        if "met"
        == answered(
            "invitation_to_this_meeting", about=of_day(planned), meeting=Meeting(day)
        )
    ]
    assert [planned] == fitting


@given(held=DATES, kind=KINDS, length=st.integers(1, 40))
def test_the_public_hears_of_a_meeting_before_it_is_over(held, kind, length):
    """The last good day is the day itself; the council has a rule of its own (E-6)."""
    body = Organization("x", kind)
    in_time = [
        day
        for day in around(held, length)
        if "met"
        == answered(
            "public_informed", about=item(body, meeting=Meeting(held, published_on=day))
        )
    ]
    expected = length + (1 + length if kind is BodyKind.COUNCIL else 1)
    assert expected == len(in_time)
    assert held in in_time
    silent = item(body, meeting=Meeting(held))
    assert (kind is BodyKind.COUNCIL) == (
        "met" == answered("public_informed", about=silent)
    )


@given(
    kind=st.sampled_from(PaperType),
    body=KINDS,
    route=st.none() | st.sampled_from(AgendaRoute),
    published=st.none() | DATES,
)
def test_nothing_unannounced_is_ever_resolved(kind, body, route, published):
    """Whatever was published, an item on no agenda is none; an amendment has its own (E-12)."""
    about = item(
        Organization("x", body),
        route=route,
        meeting=Meeting(DAY, published_on=published),
    )
    found = answered("item_on_agenda", motion=Motion(paper_type=kind), about=about)
    expected = {None: "unknown", AgendaRoute.UNANNOUNCED: "unmet"}.get(route, "met")
    assert ("met" if kind in WITH_ANOTHER else expected) == found


@given(kind=st.sampled_from(PaperType), allowed=FLAGS, body=KINDS)
def test_no_paper_is_tabled_on_silence(kind, allowed, body):
    """Only an express Yes of the rules of procedure lets a paper be tabled (E-9)."""
    about = {
        "about": item(Organization("x", body)),
        "law": {"tabled_paper.allowed": allowed},
    }
    found = answered("tabling_allowed", motion=Motion(paper_type=kind), **about)
    if kind is not PaperType.TABLED_PAPER:
        assert "met" == found
    else:
        assert {True: "met", False: "unmet", None: "unknown"}[allowed] == found


@given(
    kind=st.sampled_from(PaperType),
    related=st.lists(WORDS, max_size=4, unique=True),
    named=WORDS,
)
def test_an_amendment_goes_with_the_paper_it_belongs_to(kind, related, named):
    """Naming another paper helps nobody; any other kind has its own item (E-5)."""
    others = tuple(each for each in related if each != named)
    for papers, fits in ((others, False), ((*others, named), True)):
        of = case(Motion(paper_type=kind, related=papers))
        found = answered("item_of_its_own", of=of, with_paper=named)
        assert ("met" if fits or kind not in WITH_ANOTHER else "unmet") == found
        alone = answered("item_of_its_own", of=of)
        assert ("unmet" if kind in WITH_ANOTHER else "met") == alone


@given(kind=st.sampled_from(PaperType), held=DATES, heard=FLAGS)
def test_the_proposers_speak_before_their_item_goes(kind, held, heard):
    """From the day of the meeting on, only their word frees the way (E-10)."""
    expected = {True: "met", False: "unmet", None: "unknown"}[heard]
    for day in around(held):
        found = answered(
            "proposer_heard_before_removal",
            motion=Motion(paper_type=kind),
            about=of_day(held),
            day=day,
            proposer_heard=heard,
        )
        asked = kind is PaperType.FACTION_MOTION and day in around(held)[3:]
        assert (expected if asked else "met") == found


@given(
    kind=st.sampled_from([each for each in PaperType if each not in BASED]),
    held=DATES,
    yes=COUNTS,
    no=COUNTS,
    base=st.sampled_from(BASED),
)
def test_only_the_body_puts_off_what_was_demanded(kind, held, yes, no, base):
    """Before its meeting no vote helps, in it more Yes than No; for any later paper too."""
    ballot = Ballot(yes=yes, no=no)
    demanded = kind in ON_DEMAND
    as_supplement = case(Motion(paper_type=base), facts={"base_paper_type": kind.value})
    for of in (case(Motion(paper_type=kind)), as_supplement):
        about = {"of": of, "about": of_day(held), "procedural_ballot": ballot}
        before, then, unvoted = (
            answered("minority_item_voted", **{**about, **changes})
            for changes in (
                {"day": held - timedelta(days=1)},
                {"day": held},
                {"day": held, "procedural_ballot": None},
            )
        )
        assert ("unmet" if demanded else "met") == before
        assert ("unmet" if demanded and not yes > no else "met") == then
        assert ("unknown" if demanded else "met") == unvoted


@given(
    kind=st.sampled_from(ON_DEMAND),
    state=st.sampled_from(["planned", "on_agenda", "open", "second_call_on_agenda"]),
    role=st.sampled_from(["hearing", "preliminary", "decision"]),
)
def test_striking_off_what_was_demanded_leaves_a_body_to_decide(kind, state, role):
    """Announced, it is never struck off; before, only if another body decides (E-5)."""
    struck = Consultation("a", COMMITTEE, role, state=state)
    hears = Consultation("h", COMMITTEE, "hearing")
    decides = Consultation("d", COUNCIL, "decision")

    def cancelled(paper: str, *others: Consultation, of: str = "in_consultation"):
        about = case(
            Motion(paper_type=paper), state=of, consultations=(struck, *others)
        )
        return answered(
            "minority_item_kept", of=about, about=struck, step="cancel_consultation"
        )

    alone, with_another = cancelled(kind, hears), cancelled(kind, hears, decides)
    may_go = state == "planned"
    assert ("met" if may_go else "unmet") == with_another
    assert ("met" if may_go and role != "decision" else "unmet") == alone
    assert "met" == cancelled("decision_paper", hears)
    assert "met" == cancelled(kind, hears, of="draft")


# -------------------------------------------------------------------------- publicity


@given(stated=FLAGS, before=FLAGS, item_public=FLAGS, topic=WORDS)
def test_whoever_excludes_the_public_says_that_it_is_private(
    stated, before, item_public, topic
):
    """Nothing said earlier of item or paper stands for it (F-2)."""
    paper = Motion("x", topics=(topic,), public=before)
    facts = {} if before is None else {"public": before}
    found = answered(
        "excluded_from_here",
        step="exclude_public",
        of=case(paper, facts=facts),
        about=item(public=item_public),
        public=stated,
    )
    assert {False: "met", True: "unmet", None: "unknown"}[stated] == found


PLANS = ("development_plan", "planning_step")
"""What must be dealt with in public (F-2)."""


@given(
    topics=st.sets(st.sampled_from(["real_estate", "personnel", "school", "bye_law"])),
    plan=st.sampled_from(PLANS),
)
def test_one_plan_among_the_topics_opens_the_doors(topics, plan):
    """Adding a Bebauungsplan to any paper makes it public; without one it may be private."""
    private, public = (
        answered(
            "exclusion_possible", step="exclude_public", motion=Motion(topics=each)
        )
        for each in (tuple(topics), (*topics, plan))
    )
    assert ("met", "unmet") == (private, public)
    unsorted = Motion(topics=None)
    assert "unknown" == answered("exclusion_possible", motion=unsorted)


# ----------------------------------------------------------------------------- quorum


def counting_heads(rule: str, body: Organization, present: int | None, **rest) -> str:
    """Return the answer to the chair who counts and establishes a lack of quorum."""
    stated = {"inquorate": True, "present": present, **rest}
    about = stated.pop("about", item(body))
    return answered(rule, step="establish_inquorum", about=about, **stated)


@given(
    members=st.integers(1, 91), kind=st.sampled_from(["council", "district_council"])
)
def test_a_council_lacks_quorum_while_the_absent_are_as_many(members, kind):
    """Those present must outnumber those absent; one head decides (H-1)."""
    lacking = partial(counting_heads, "quorum_lacking")
    body = Organization("x", kind, members=members)
    found = [lacking(body, present) for present in range(members + 1)]
    expected = [
        "met" if present <= members - present else "unmet"
        for present in range(members + 1)
    ]
    assert expected == found
    assert {"unmet"} == {
        lacking(body, each, inquorate=False) for each in range(members + 1)
    }
    unsized = attrs.evolve(body, members=None)
    assert ("unknown", "unknown") == (lacking(body, None), lacking(unsized, 0))


@given(data=st.data(), members=st.integers(1, 30))
def test_a_committee_lacks_quorum_without_more_councillors(data, members):
    """Enough heads are none while the councillors among them do not lead (H-5)."""
    lacking = partial(counting_heads, "quorum_lacking")
    present = data.draw(st.integers(0, members))
    experts = data.draw(st.integers(0, present))
    body = Organization("x", "committee", members=members)
    short = present <= members - present
    led = present - experts > experts
    assert ("unmet" if led and not short else "met") == lacking(
        body, present, experts=experts
    )
    assert ("met" if short else "unknown") == lacking(body, present)
    own = {"quorum.own_composition": ["x"]}
    assert ("met" if short else "unmet") == lacking(body, present, law=own)


@given(members=st.integers(1, 91), data=st.data())
def test_after_a_second_call_anybody_is_enough(members, data):
    """With notice and for a deferred item the number no longer matters (H-3)."""
    lacking = partial(counting_heads, "quorum_lacking")
    present = data.draw(st.integers(1, members))
    body = attrs.evolve(COUNCIL, members=members)
    again = Meeting(DAY, second_call=True, second_call_notice=True)
    silent = attrs.evolve(again, second_call_notice=False)
    short = "met" if present <= members - present else "unmet"
    answers = [
        lacking(body, present, about=item(body, inquorate=deferred, meeting=meeting))
        for deferred, meeting in ((True, again), (True, silent), (False, again))
    ]
    assert ["unmet", short, short] == answers


@given(called=st.booleans(), notice=st.booleans(), held=DATES, before=st.booleans())
def test_a_second_call_points_to_what_it_means(called, notice, held, before):
    """An invitation lacking either the call or the notice is an ordinary one (H-3)."""
    meeting = Meeting(held, second_call=called, second_call_notice=notice)
    about = of_day(DAY, second_call=before, second_call_notice=before)
    found = answered(
        "second_call_notice", step="second_call", about=about, meeting=meeting
    )
    assert ("met" if called and notice else "unmet") == found
    assert "unknown" == answered("second_call_notice", step="second_call", about=about)


@given(days=st.lists(DATES, min_size=1, max_size=4, unique=True).map(sorted))
def test_the_second_meeting_follows_every_earlier_one(days):
    """It is called for a day after the last on which the item was up (H-3)."""
    about = item(days=tuple(days))
    later = [
        day
        for day in {*days, *around(days[-1])}
        if "met"
        == answered(
            "second_call_later", step="second_call", about=about, meeting=Meeting(day)
        )
    ]
    assert around(days[-1])[4:] == sorted(later)
    assert "unknown" == answered(
        "second_call_later", about=item(days=()), meeting=Meeting(DAY)
    )


@pytest.mark.parametrize("rule", ["second_call_notice", "second_call_later"])
def test_a_second_call_without_an_invitation_is_unknown(rule):
    """Nobody knows what it said or for which day it is (H-3)."""
    assert "unknown" == answered(rule, step="second_call", about=item(days=(DAY,)))


@given(
    before=st.none() | st.sampled_from(AgendaRoute),
    stated=st.none() | st.sampled_from(AgendaRoute),
    kind=KINDS,
)
def test_an_item_is_urgent_by_the_vote_alone(before, stated, kind):
    """The vote makes every item urgent, placing it none, and an invitation no new one (E-7)."""
    rule = "agenda_route_fits"
    about = {"about": item(Organization("A", kind), route=before), "route": stated}
    voted_on, placed, invited = (
        answered(rule, step=step, **about)
        for step in ("add_urgently", "place_on_agenda", "record_invitation")
    )
    assert {"met", "unmet"} == {voted_on, placed}
    assert "met" == answered(rule, step="add_urgently", **{**about, "route": "urgent"})
    if before is not AgendaRoute.URGENT:
        assert placed == invited


@given(blank=st.text(" \t\n\u00a0"), words=WORDS, after=st.text(" \n"))
def test_an_urgent_item_has_a_reason_of_at_least_one_word(blank, words, after):
    """White space is no reason; whatever is said is one, and silence is unknown (E-7)."""
    rule = "urgency_reason_given"
    assert "unmet" == answered(rule, step="add_urgently", urgency_reason=blank)
    reason = f"{blank}{words}{after}"
    assert "met" == answered(rule, step="add_urgently", urgency_reason=reason)
    assert "unknown" == answered(rule, step="add_urgently")


@given(
    st.sampled_from(["inquorate_deferred", "second_call_on_agenda", "open", "voted"]),
    st.booleans(),
    st.sampled_from(["inquorate", "postponed"]),
    st.booleans(),
    st.sampled_from([None, True, False]),
)
def test_a_second_call_is_about_the_text_that_was_deferred(
    state, inquorate, result, new, changed
):
    """While an item awaits its second call, a new text is not another subject (H-3)."""
    deferred = item(state=state, inquorate=inquorate, result=result)
    own = Motion("x", proposal="1.")
    text = attrs.evolve(own, proposal="2.") if new else own
    asked = question(of=case(own, consultations=(deferred,)), step="supplement")
    given_in = {"motion": text}
    if changed is not None:
        given_in["substantially_changed"] = changed
    asked = attrs.evolve(asked, inputs=given_in)
    (rule,) = [each for each in RULES if each.id == "second_call_same_subject"]
    waits = new and inquorate and result == "inquorate" and state != "voted"
    if waits and changed is None:
        assert "unknown" == read_out(rule, rule.check(asked)).result.value
        return
    expected = "unmet" if waits and changed else "met"
    assert expected == read_out(rule, rule.check(asked)).result.value
