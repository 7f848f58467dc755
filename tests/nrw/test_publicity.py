"""Rules on publicity (F)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hypothesis import given
from hypothesis import strategies as st
from told import THURSDAY, item, told

from ratsflow.engine import Mode
from ratsflow.errors import RefusedError
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law
from ratsflow.law.tables import problems_of_categories
from ratsflow.model import Actor, Ballot, Meeting, Motion
from ratsflow.office import Office
from ratsflow.states.common.predicates.publicity import neutral_title
from ratsflow.states.nrw import nrw

from asking import case


DASH = "\N{EN DASH}"
LAND = "Grundstücksangelegenheit"
LAW = {"publicity.nonpublic_topics": {"real_estate": LAND, "personnel": "Personal"}}


def paper(*topics, public=None):
    """Return a motion on topics."""
    return Motion("Kauf von Haus 7", topics=topics, public=public)


@pytest.mark.parametrize(
    ("motion", "public", "law", "stated", "expected"),
    [
        (paper("real_estate"), False, LAW, {}, "met"),
        (paper("development_plan"), False, LAW, {}, "unmet"),
        (paper("development_plan", "real_estate"), False, LAW, {}, "unmet"),
        (paper("development_plan"), True, LAW, {}, "met"),
        (paper("school"), False, LAW, {}, "unknown procedural_ballot"),
        (paper("school"), False, LAW, {"procedural_ballot": Ballot(22, 20)}, "met"),
        (paper("school"), False, LAW, {"procedural_ballot": Ballot(20, 20)}, "unmet"),
        (paper(), False, {}, {"procedural_ballot": Ballot(1, 0)}, "met"),
        (
            paper("school"),
            False,
            {},
            {},
            "unknown procedural_ballot",
        ),  # or the town's list
        (Motion(public=False), None, LAW, {}, "unknown motion.topics"),
        (Motion(), None, LAW, {}, "unknown consultation.public"),
        (Motion(public=True), None, {}, {}, "met"),
        (paper("real_estate", public=True), False, LAW, {}, "met"),
        (paper("school", public=False), True, LAW, {}, "met"),
    ],
)
def test_the_public_is_excluded_only_with_a_ground(
    motion, public, law, stated, expected
):
    """A land purchase by its category, a school by resolution, a plan never (F-1, F-2)."""
    where = item(public=public)
    answer = told(
        "publicity_correct", motion=motion, consultation=where, law=law, **stated
    )
    assert expected == answer


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_single_exclusion_takes_a_simple_majority(yes, no):
    """More Yes than No excludes; a tie leaves the doors open (F-2)."""
    about = {"motion": paper(), "consultation": item(public=False)}
    ballot = {"procedural_ballot": Ballot(yes, no)}
    assert (yes > no) == ("met" == told("publicity_correct", **about, **ballot))
    assert (yes > no) == ("met" == told("exclusion_majority", **about, **ballot))


@pytest.mark.parametrize(
    ("motion", "public", "law", "expected"),
    [
        (paper("real_estate"), True, LAW, "unmet"),
        (paper("real_estate"), False, LAW, "met"),
        (paper("school"), True, LAW, "met"),
        (paper(), True, {}, "met"),
        (paper("school"), True, {}, "unknown publicity.nonpublic_topics"),
        (Motion(), True, LAW, "unknown motion.topics"),
        (Motion(), None, LAW, "unknown consultation.public"),
    ],
)
def test_a_confidential_matter_in_public_is_a_warning(motion, public, law, expected):
    """Wrong publication breaches confidentiality but does not void (F-1)."""
    where = item(public=public)
    answer = told(
        "confidential_matter_kept", motion=motion, consultation=where, law=law
    )
    assert expected == answer


@given(
    st.sets(st.sampled_from(["real_estate", "personnel", "school", "traffic"])),
    st.booleans(),
)
def test_category_and_publicity_exclude_each_other(topics, public):
    """Exactly a listed matter may be private without a vote, and not public (F-1, F-2)."""
    about = {"motion": paper(*topics), "consultation": item(public=public), "law": LAW}
    listed = bool(topics & {"real_estate", "personnel"})
    assert (not public or not listed) == (
        "met" == told("confidential_matter_kept", **about)
    )
    assert (public or listed) == ("met" == told("publicity_correct", **about))


@pytest.mark.parametrize(
    ("rule", "stated", "expected"),
    [
        ("exclusion_majority", {"procedural_ballot": Ballot(22, 20)}, "met"),
        ("exclusion_majority", {"procedural_ballot": Ballot(20, 22)}, "unmet"),
        (
            "exclusion_majority",
            {"procedural_ballot": Ballot(announced="adopted")},
            "met",
        ),
        ("exclusion_majority", {}, "unknown procedural_ballot"),
        ("exclusion_moved", {"moved_by": "member"}, "met"),
        ("exclusion_moved", {"moved_by": "mayor"}, "met"),
        ("exclusion_moved", {"moved_by": "press"}, "unmet"),
        ("exclusion_moved", {}, "unknown moved_by"),
        ("exclusion_reasons_private", {"reasons_given_in_public": False}, "met"),
        ("exclusion_reasons_private", {"reasons_given_in_public": True}, "unmet"),
        ("exclusion_reasons_private", {}, "unknown reasons_given_in_public"),
        ("exclusion_told", {"public_told": True}, "met"),
        ("exclusion_told", {"public_told": False}, "unmet"),
        ("exclusion_told", {}, "unknown public_told"),
    ],
)
def test_how_the_public_is_excluded(rule, stated, expected):
    """22:20 on a member's motion, reasons in private, the public told (F-2)."""
    assert expected == told(rule, motion=paper(), consultation=item(), **stated)


@given(
    st.sampled_from(["exclusion_moved", "exclusion_reasons_private", "exclusion_told"])
)
def test_an_earlier_exclusion_says_nothing_about_this_one(rule):
    """What was stated of another item is not stated here (F-2)."""
    facts = {
        "moved_by": "member",
        "reasons_given_in_public": False,
        "public_told": True,
    }
    answer = told(rule, of=case(paper(), facts=facts), consultation=item())
    assert answer.startswith("unknown ")


@pytest.mark.parametrize(
    ("topic", "expected"),
    [("development_plan", "unmet"), ("planning_step", "unmet"), ("school", "met")],
)
def test_a_development_plan_stays_public(topic, expected):
    """No majority can exclude the public from a Bebauungsplan (F-2)."""
    assert expected == told(
        "exclusion_possible", motion=paper(topic), consultation=item()
    )
    assert "unknown motion.topics" == told("exclusion_possible", motion=Motion())


SALE = item(public=False, state="voted", days=(THURSDAY,))
OPEN_SALE = item(public=True, state="voted", days=(THURSDAY,))


@pytest.mark.parametrize(
    ("decided", "stated", "expected"),
    [
        ((SALE,), {"result_announced_on": "2026-04-23"}, "met"),
        ((SALE,), {"result_announced_on": "2026-04-24"}, "unmet"),
        ((SALE,), {"announcement_waived": True}, "met"),
        ((SALE,), {"announcement_waived": False}, "unknown result_announced_on"),
        ((SALE,), {}, "unknown result_announced_on"),
        ((OPEN_SALE,), {}, "met"),
        ((), {}, "met"),
    ],
)
def test_a_private_resolution_is_announced(decided, stated, expected):
    """A sale decided on 19 March in private is announced on 23 April (F-3)."""
    of = case(paper("real_estate"), consultations=decided)
    about = {"of": of, "day": date(2026, 4, 23)}
    assert expected == told("nonpublic_result_announced", **about, **stated)


@given(st.dates(date(2026, 3, 19), date(2026, 6, 1)))
def test_an_announcement_to_come_is_none(day):
    """What will be announced tomorrow is not announced today (F-3)."""
    of = case(paper("real_estate"), consultations=(SALE,))
    about = {"of": of, "day": date(2026, 4, 23), "result_announced_on": day.isoformat()}
    answer = told("nonpublic_result_announced", **about)
    assert (day <= date(2026, 4, 23)) == (answer == "met")


@pytest.mark.parametrize(
    ("motion", "public", "law", "expected"),
    [
        (paper("real_estate"), False, LAW, f"N 4.2 {DASH} {LAND}"),
        (paper("real_estate"), None, LAW, f"N 4.2 {DASH} {LAND}"),
        (paper("school"), False, LAW, "N 4.2"),
        (Motion("Kauf"), False, {}, "N 4.2"),
        (paper("school"), True, LAW, "Kauf von Haus 7"),
        (paper("school", public=True), None, LAW, "Kauf von Haus 7"),
        (paper("school", public=True), False, LAW, "N 4.2"),
    ],
)
def test_a_reader_without_a_mandate_sees_the_neutral_wording(
    motion, public, law, expected
):
    """The title of a private item never leaks (F-4, E-6)."""
    where = item(public=public, agenda_number="N 4.2")
    assert expected == neutral_title(where, motion, Law("NRW", law))


@given(st.text(min_size=1), st.sampled_from([None, False]))
def test_nothing_unstated_is_public(title, public):
    """Without a clear “public” no title is shown (F-4)."""
    shown = neutral_title(item(public=public), Motion(title, topics=("x",)), Law())
    assert "" == shown


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ({"real_estate": LAND}, []),
        (["real_estate"], ["it must be a table of neutral wordings by topic"]),
        ({"real_estate": " "}, ["real_estate has no neutral wording"]),
    ],
)
def test_a_wrong_category_is_told_at_load(table, problems):
    """A category without wording, or one that must be public, is refused (F-2)."""
    assert problems == list(problems_of_categories(table))


CLERK = Actor("office", roles=nrw().roles)


def opened(mode):
    """Open a school's item in private, in this mode."""
    office = Office(nrw(), law=law_for("NRW", LAW))
    at = datetime(2026, 3, 19, 11, tzinfo=UTC)
    where = item(id="council", public=False)
    office.open(paper("school"), CLERK, case_id="c", consultations=[where], at=at)
    past = {"at": at, "mode": Mode.RECORD}
    for step in ("submit", "complete_co_signature", "sign"):
        office.take("c", step, CLERK, **past)
    office.take("c", "release", CLERK, reference="1/26", **past)
    office.take("c", "place_on_agenda", CLERK, meeting=Meeting(THURSDAY), **past)
    ballot = Ballot(20, 22)
    return office.take(
        "c", "open_item", CLERK, at=at, mode=mode, procedural_ballot=ballot
    )


def test_enforce_refuses_what_record_writes_down():
    """An item closed to the public after a lost vote, both ways (F-2)."""
    with pytest.raises(RefusedError) as refused:
        opened(Mode.ENFORCE)
    blocked = {each.code for each in refused.value.verdict.blocking}
    written = {each.rule for each in opened(Mode.RECORD).case.findings}
    code = "publicity_correct.no_resolution"
    assert (True, True) == (code in blocked, "publicity_correct" in written)
