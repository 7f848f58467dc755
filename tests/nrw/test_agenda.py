"""Rules on convening and agenda (E)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st
from told import THURSDAY, item, told

from ratsflow.engine import Mode
from ratsflow.errors import RefusedError
from ratsflow.law.counting import at_least
from ratsflow.law.layers import law_for
from ratsflow.model import Actor, Ballot, Meeting, Motion
from ratsflow.office import Office
from ratsflow.states.nrw import nrw

from asking import case


COUNCIL = item(route="regular")
COMMITTEE = item("committee", "Bauausschuss", route="regular")
FACTION = Motion(paper_type="faction_motion")
ELECTED = {"council.elected_members": 66, "agenda_item.single_member": False}


def on(day, **meeting):
    """Return a council's item with a meeting on Thursday and these of its days."""
    return item(meeting=Meeting(THURSDAY, **meeting), route=day)


@pytest.mark.parametrize(
    ("role", "stated", "expected"),
    [
        ("faction", {}, "met"),
        ("councillor", {"demanding_councillors": 13}, "unmet"),
        ("councillor", {"demanding_councillors": 14}, "met"),
        ("councillor", {}, "unknown demanding_councillors"),
    ],
)
def test_one_fifth_or_a_faction_demands_a_meeting(role, stated, expected):
    """Of 66 elected 13 are not enough, 14 are, and one Fraktion is (E-2)."""
    assert expected == told("convening_minority", role=role, law=ELECTED, **stated)


@given(st.integers(1, 90), st.integers(0, 90))
def test_the_minority_counts_elected_councillors(elected, count):
    """The base is the elected members, without the mayor, rounded up (E-2, E-5)."""
    law = {**ELECTED, "council.elected_members": elected}
    count = min(count, elected)
    enough = count >= max(1, at_least(elected, 1, 5))
    demand = told(
        "convening_minority", role="councillor", law=law, demanding_councillors=count
    )
    filed = told(
        "proposer_entitled", motion=FACTION, role="councillor", law=law, proposers=count
    )
    assert (enough, enough) == (demand == "met", filed == "met")


@pytest.mark.parametrize(
    ("paper", "role", "stated", "law", "expected"),
    [
        ("faction_motion", "faction", {}, {}, "met"),
        ("faction_motion", "councillor", {"proposers": 3}, {}, "unmet"),
        ("faction_motion", "councillor", {"proposers": 13}, {}, "unmet"),
        ("faction_motion", "councillor", {"proposers": 14}, {}, "met"),
        ("faction_motion", "councillor", {}, {}, "unknown proposers"),
        (
            "faction_motion",
            "councillor",
            {"proposers": 1},
            {"agenda_item.single_member": True},
            "met",
        ),
        (
            "faction_motion",
            "councillor",
            {"proposers": 1},
            {"agenda_item.single_member": None},
            "unknown agenda_item.single_member",
        ),
        (
            "faction_motion",
            "councillor",
            {"proposers": 14},
            {"council.elected_members": None},
            "unknown council.elected_members",
        ),
        ("faction_motion", "district_mayor", {}, {}, "met"),
        ("faction_motion", "petitioner", {}, {}, "unmet"),
        ("petition", "petitioner", {}, {}, "met"),
        ("petition", "faction", {}, {}, "unmet"),
        ("amendment", "councillor", {}, {}, "met"),
        ("decision_paper", "faction", {}, {}, "unmet"),
        ("urgent_paper", "councillor", {"proposers": 66}, {}, "unmet"),
    ],
)
def test_who_has_a_right_to_an_item(paper, role, stated, law, expected):
    """A Fraktion or one fifth; and no paper of the administration by this door (E-5)."""
    answer = told(
        "proposer_entitled",
        motion=Motion(paper_type=paper),
        role=role,
        law={**ELECTED, **law},
        **stated,
    )
    assert expected == answer


def test_one_fifth_of_the_council_is_no_right_in_a_committee():
    """A committee's agenda is open to the mayor and to Fraktionen (E-11)."""
    of = case(FACTION, consultations=(COMMITTEE,))
    about = {"of": of, "law": ELECTED}
    assert "unmet" == told(
        "proposer_entitled", role="councillor", proposers=14, **about
    )
    assert "met" == told("proposer_entitled", role="faction", **about)


@pytest.mark.parametrize(
    ("elected", "least"),
    [(20, 2), (50, 2), (51, 3), (66, 3), (74, 3), (75, 4), (90, 4), (91, 5), (110, 5)],
)
def test_the_statute_grades_fractions_by_councillors(elected, least):
    """Since the term of 2025 the size of the council says how many form one (E-13)."""
    about = {"of": case(FACTION), "role": "faction"}
    law = {"council.elected_members": elected}
    assert "met" == told("faction_size", law=law, faction_members=least, **about)
    assert "unmet" == told("faction_size", law=law, faction_members=least - 1, **about)
    key = "council.elected_members"
    assert f"unknown {key}" == told("faction_size", faction_members=3, **about)


@pytest.mark.parametrize(("county_free", "least"), [(True, 3), (False, 2)])
def test_county_free_cities_had_larger_fractions(county_free, least):
    """Until 2025 that alone mattered (§ 56 Abs. 1 S. 2 GO NRW a. F.)."""
    rows = [{"county_free": True, "number": 3}, {"number": 2}]
    law = {"faction.min_members": rows, "municipality.county_free": county_free}
    about = {"of": case(FACTION), "role": "faction", "law": law}
    assert "met" == told("faction_size", faction_members=least, **about)
    assert "unmet" == told("faction_size", faction_members=least - 1, **about)


@pytest.mark.parametrize(
    ("members", "law", "route", "expected"),
    [
        (3, {"faction.min_members": 3}, (), "met"),
        (2, {"faction.min_members": 3}, (), "unmet"),
        (3, {"faction.min_members": None}, (), "unknown faction.min_members"),
        (None, {"faction.min_members": 3}, (), "unknown faction_members"),
        (2, {"faction.min_members_district": 2}, ("district_council",), "met"),
        (1, {"faction.min_members_district": 2}, ("district_council",), "unmet"),
    ],
)
def test_a_group_is_no_faction(members, law, route, expected):
    """Three members form a Fraktion in a county-free city, two are a group (E-13)."""
    of = case(FACTION, consultations=tuple(item(kind) for kind in route))
    about = {} if members is None else {"faction_members": members}
    assert expected == told("faction_size", of=of, role="faction", law=law, **about)


@pytest.mark.parametrize(
    ("paper", "role"), [("faction_motion", "councillor"), ("amendment", "faction")]
)
def test_the_size_matters_only_to_a_factions_own_item(paper, role):
    """Councillors count one by one, and an amendment needs no item (E-13)."""
    assert "met" == told("faction_size", motion=Motion(paper_type=paper), role=role)


def test_a_group_demands_no_meeting_on_a_factions_numbers():
    """What the Fraktion stated that filed the motion says nothing of another (E-2, E-13)."""
    of = case(FACTION, facts={"faction_members": 5})
    law = {"faction.min_members": 3}
    about = {"of": of, "step": "demand_meeting", "role": "faction", "law": law}
    assert "unknown faction_members" == told("faction_size", **about)
    assert "unmet" == told("faction_size", faction_members=2, **about)
    assert "met" == told("faction_size", faction_members=3, **about)
    amended = {**about, "of": case(Motion(paper_type="amendment"))}
    assert "unmet" == told("faction_size", faction_members=2, **amended)
    of_step = nrw().guards(nrw().step("demand_meeting"))
    guards = {versions[0].id for versions in of_step}
    assert {"convening_minority", "faction_size"} <= guards


@given(st.integers(0, 20), st.integers(1, 20))
def test_a_faction_has_the_least_size_or_more(members, least):
    """The least size itself is enough (E-13)."""
    law = {"faction.min_members": least}
    answer = told(
        "faction_size", motion=FACTION, role="faction", law=law, faction_members=members
    )
    assert (members >= least) == (answer == "met")


@pytest.mark.parametrize(
    ("changes", "law", "about", "expected"),
    [
        (
            {"since": datetime(2026, 3, 5, 20, tzinfo=UTC)},
            {"agenda_item.deadline_days": 14},
            {},
            "met",
        ),
        (
            {"since": datetime(2026, 3, 5, 23, 30, tzinfo=UTC)},
            {"agenda_item.deadline_days": 14},
            {},
            "unmet",
        ),
        (
            {"since": datetime(2026, 3, 5, 20, tzinfo=UTC)},
            {},
            {},
            "unknown agenda_item.deadline_days",
        ),
        ({}, {"agenda_item.deadline_days": 14}, {}, "unknown case.since"),
        ({"state": "in_consultation"}, {}, {}, "met"),
        ({}, {}, {"route": "supplement"}, "met"),
    ],
)
def test_a_late_motion_waits_for_the_next_meeting(changes, law, about, expected):
    """Filed on 6 March in Germany is late for 19 March with fourteen days (E-5)."""
    of = case(FACTION, **{"state": "released", **changes})
    answer = told("motion_deadline_met", of=of, consultation=item(), law=law, **about)
    assert expected == answer


@given(st.integers(-40, 40), st.integers(1, 30))
def test_the_deadline_is_the_nth_day_before(offset, days):
    """A motion of that very day is still in time (E-5)."""
    since = datetime(2026, 3, 19, 11, tzinfo=UTC) - timedelta(days=offset)
    of = case(FACTION, state="released", since=since)
    law = {"agenda_item.deadline_days": days}
    answer = told("motion_deadline_met", of=of, consultation=item(), law=law)
    assert (offset >= days) == (answer == "met")


@pytest.mark.parametrize(
    ("days", "mode", "last"),
    [
        (14, "nth_day_before", date(2026, 3, 5)),
        (9, "nth_day_before", date(2026, 3, 10)),
        (3, "clear", date(2026, 3, 15)),
        (3, "both_count", date(2026, 3, 17)),
    ],
)
def test_notice_of_the_meeting(days, mode, last):
    """Bonn, Hilden and three clear days before Thursday 19 March; a day later is late (E-3)."""
    law = {"notice.days": days, "notice.mode": mode}
    got = [
        told("notice_period_met", consultation=on("regular", invited_on=day), law=law)
        for day in (last, last + timedelta(days=1))
    ]
    assert ["met", "unmet"] == got


NOTICE = {"notice.days": 9, "notice.mode": "nth_day_before", "notice.urgent_days": 3}
LATE = on("regular", invited_on=date(2026, 3, 16))


@pytest.mark.parametrize(
    ("where", "law", "stated", "expected"),
    [
        (LATE, NOTICE, {}, "unmet"),
        (LATE, NOTICE, {"all_present_no_objection": True}, "met"),
        (LATE, NOTICE, {"all_present_no_objection": False}, "unmet"),
        (on("urgent", invited_on=date(2026, 3, 16)), NOTICE, {}, "unmet"),
        (
            on("regular", invited_on=date(2026, 3, 16), urgency_reason="flood"),
            NOTICE,
            {},
            "met",
        ),
        (
            on("regular", invited_on=date(2026, 3, 17), urgency_reason="flood"),
            NOTICE,
            {},
            "unmet",
        ),
        (
            on("regular", invited_on=date(2026, 3, 16), urgency_reason=" "),
            NOTICE,
            {},
            "unmet",
        ),
        (on("regular"), NOTICE, {}, "unknown meeting.invited_on"),
        (LATE, {"notice.days": 9}, {}, "unknown notice.mode"),
        (LATE, {"notice.mode": "clear"}, {}, "unknown notice.days"),
        (
            on("regular", invited_on=date(2026, 3, 16), urgency_reason="flood"),
            {"notice.days": 9, "notice.mode": "clear"},
            {},
            "unknown notice.urgent_days",
        ),
    ],
)
def test_notice_is_shortened_or_healed_only_openly(where, law, stated, expected):
    """Urgent notice needs a reason; presence of all heals it if stated now (E-3)."""
    answer = told("notice_period_met", consultation=where, law=law, **stated)
    assert expected == answer


def test_an_earlier_meeting_heals_nothing():
    """What was stated when another item was opened does not count here (E-3)."""
    of = case(facts={"all_present_no_objection": True})
    assert "unmet" == told("notice_period_met", of=of, consultation=LATE, law=NOTICE)


@pytest.mark.parametrize(
    ("day", "expected"), [(THURSDAY, "met"), (date(2026, 3, 20), "unmet")]
)
def test_an_invitation_belongs_to_its_meeting(day, expected):
    """Recording an invitation cannot move the meeting (E-3)."""
    answer = told(
        "invitation_to_this_meeting", consultation=item(), meeting=Meeting(day)
    )
    assert expected == answer


PUBLISHED = {"agenda.publication_days": 6}
DUE = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("where", "law", "expected"),
    [
        (on("regular", published_on=DUE), PUBLISHED, "met"),
        (on("regular", published_on=date(2026, 3, 14)), PUBLISHED, "unmet"),
        (on("unannounced", published_on=DUE), PUBLISHED, "unmet"),
        (on("urgent", published_on=DUE), PUBLISHED, "met"),
        (on("urgent", published_on=date(2026, 3, 14)), PUBLISHED, "unmet"),
        (on("regular"), PUBLISHED, "unknown meeting.published_on"),
        (on(None, published_on=DUE), PUBLISHED, "unknown consultation.route"),
        (on("regular", published_on=DUE), {}, "unknown agenda.publication_days"),
        (
            on("supplement", published_on=DUE),
            PUBLISHED,
            "unknown meeting.supplement_published_on",
        ),
        (
            on("supplement", published_on=DUE, supplement_published_on=THURSDAY),
            PUBLISHED,
            "met",
        ),
        (
            on(
                "supplement",
                published_on=DUE,
                supplement_published_on=date(2026, 3, 20),
            ),
            PUBLISHED,
            "unmet",
        ),
        (item("committee", route="regular"), {}, "met"),
    ],
)
def test_the_agenda_of_the_council_is_announced(where, law, expected):
    """Item 9 missing in the announcement, no urgent extension: a void vote (E-6)."""
    assert expected == told("agenda_published", consultation=where, law=law)


@given(st.integers(-10, 30), st.integers(1, 20))
def test_an_announcement_is_in_time_up_to_the_nth_day(before, days):
    """The last day for the announcement is itself in time (E-6)."""
    where = on("regular", published_on=THURSDAY - timedelta(days=before))
    law = {"agenda.publication_days": days}
    answer = told("agenda_published", consultation=where, law=law)
    assert (before >= days) == (answer == "met")


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        ({"published_on": THURSDAY}, "met"),
        ({"published_on": date(2026, 3, 20)}, "unmet"),
        ({}, "unknown meeting.published_on"),
    ],
)
def test_the_public_is_informed_of_a_committee(meeting, expected):
    """Committees need no formal announcement, but the public is informed (E-6)."""
    where = item("committee", meeting=Meeting(THURSDAY, **meeting))
    assert expected == told("public_informed", consultation=where)
    assert "met" == told("public_informed", consultation=item())


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("regular", "met"),
        ("supplement", "met"),
        ("urgent", "met"),
        ("unannounced", "unmet"),
        (None, "unknown consultation.route"),
    ],
)
def test_nothing_is_resolved_that_is_on_no_agenda(route, expected):
    """Spending 5,000 € under “Mitteilungen” is not votable (E-12)."""
    for kind in ("council", "committee", "district_council"):
        assert expected == told("item_on_agenda", consultation=item(kind, route=route))


MONDAY, TUESDAY = date(2026, 3, 16), date(2026, 3, 17)


@pytest.mark.parametrize(
    ("route", "kind", "meeting", "expected"),
    [
        ("supplement", "committee", {"supplemented_on": MONDAY}, "met"),
        ("supplement", "committee", {"supplemented_on": TUESDAY}, "unmet"),
        ("supplement", "committee", {}, "unknown meeting.supplemented_on"),
        (
            "supplement",
            "council",
            {"supplemented_on": MONDAY},
            "unknown meeting.supplement_published_on",
        ),
        (
            "supplement",
            "council",
            {"supplemented_on": MONDAY, "supplement_published_on": TUESDAY},
            "unmet",
        ),
        (
            "supplement",
            "council",
            {"supplemented_on": MONDAY, "supplement_published_on": MONDAY},
            "met",
        ),
        ("regular", "council", {}, "met"),
    ],
)
def test_a_supplement_has_its_own_shorter_period(route, kind, meeting, expected):
    """Three days before Thursday 19 March: Monday is in time, Tuesday is not (E-8)."""
    where = item(kind, meeting=Meeting(THURSDAY, **meeting), route=route)
    law = {"agenda.supplement_days": 3}
    assert expected == told("supplement_in_time", consultation=where, law=law)


def test_a_supplement_needs_the_local_period():
    """Without the number of days nobody can tell (E-8)."""
    meeting = Meeting(THURSDAY, supplemented_on=THURSDAY - timedelta(days=3))
    where = item("committee", meeting=meeting, route="supplement")
    answer = told("supplement_in_time", consultation=where)
    assert "unknown agenda.supplement_days" == answer


@given(st.integers(0, 20), st.integers(1, 15))
def test_a_supplement_is_in_time_up_to_the_nth_day(before, days):
    """The last day for the supplement is itself in time (E-8)."""
    meeting = Meeting(THURSDAY, supplemented_on=THURSDAY - timedelta(days=before))
    where = item("committee", meeting=meeting, route="supplement")
    law = {"agenda.supplement_days": days}
    answer = told("supplement_in_time", consultation=where, law=law)
    assert (before >= days) == (answer == "met")


TABLED = Motion(paper_type="tabled_paper")


@pytest.mark.parametrize(
    ("rule", "law", "stated", "expected"),
    [
        ("tabling_allowed", {"tabled_paper.allowed": True}, {}, "met"),
        ("tabling_allowed", {"tabled_paper.allowed": False}, {}, "unmet"),
        ("tabling_allowed", {}, {}, "unknown tabled_paper.allowed"),
        ("tabling_consented", {"tabled_paper.consent": "none"}, {}, "met"),
        (
            "tabling_consented",
            {"tabled_paper.consent": "majority"},
            {},
            "unknown tabling_consented",
        ),
        (
            "tabling_consented",
            {"tabled_paper.consent": "no_objection"},
            {"tabling_consented": True},
            "met",
        ),
        (
            "tabling_consented",
            {"tabled_paper.consent": "no_objection"},
            {"tabling_consented": False},
            "unmet",
        ),
        ("tabling_consented", {}, {}, "unknown tabled_paper.consent"),
    ],
)
def test_a_tabled_paper_is_a_matter_of_local_law(rule, law, stated, expected):
    """Where tabling is allowed the item may be voted on, without any extension (E-9)."""
    assert expected == told(
        rule, motion=TABLED, consultation=COUNCIL, law=law, **stated
    )
    assert "met" == told(rule, motion=FACTION, consultation=COUNCIL)


@given(st.booleans(), st.sampled_from(["none", "majority", "no_objection"]))
def test_only_a_stated_consent_lets_a_tabled_paper_pass(consented, needed):
    """Consent counts exactly where one is needed (E-9)."""
    answer = told(
        "tabling_consented",
        motion=TABLED,
        consultation=COUNCIL,
        law={"tabled_paper.consent": needed},
        tabling_consented=consented,
    )
    assert (consented or needed == "none") == (answer == "met")


@pytest.mark.parametrize(
    ("ballot", "kind", "expected"),
    [
        (Ballot(20, 18, 2), "council", "met"),
        (Ballot(19, 19, 2), "council", "unmet"),
        (Ballot(20, 19), "council", "unknown procedural_ballot.mayor"),
        (Ballot(20, 19, mayor="none"), "council", "met"),
        (Ballot(20, 19, mayor="yes"), "council", "unmet"),
        (Ballot(20, 19, mayor="no"), "council", "met"),
        (Ballot(19, 19, mayor="no"), "council", "met"),
        (Ballot(9, 8, mayor="yes"), "main_committee", "unmet"),
        (Ballot(9, 8), "committee", "met"),
        (Ballot(announced="adopted"), "council", "met"),
        (Ballot(announced="rejected"), "council", "unmet"),
        (Ballot(announced="adopted", mayor="none"), "council", "met"),
        (
            Ballot(announced="adopted", mayor="yes"),
            "council",
            "unknown procedural_ballot.yes",
        ),
        (Ballot(announced="adopted", mayor="yes"), "committee", "met"),
        (None, "council", "unknown procedural_ballot"),
    ],
)
def test_the_extension_takes_a_majority_without_the_mayor(ballot, kind, expected):
    """20:18 extends, 19:19 does not, and the mayor's vote is not counted (E-7)."""
    about = {} if ballot is None else {"procedural_ballot": ballot}
    assert expected == told("extension_majority", consultation=item(kind), **about)


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ({"agenda_extension.majority": None}, "unknown agenda_extension.majority"),
        ({"agenda_extension.majority": "two_thirds"}, "unknown"),
        ({"agenda_extension.allowed": False}, "unmet"),
        ({"mayor.votes_in": None}, "unknown mayor.votes_in"),
    ],
)
def test_the_extension_follows_the_preset(law, expected):
    """Another or no majority is never read as a simple one (E-7)."""
    about = {"procedural_ballot": Ballot(40, 0), "consultation": item(), "law": law}
    assert expected == told("extension_majority", **about)


@given(
    st.integers(0, 45),
    st.integers(0, 45),
    st.sampled_from(["yes", "no", "abstain", "none"]),
)
def test_only_the_councillors_votes_extend(yes, no, mayor):
    """With the mayor's vote taken out, more Yes than No extends, nothing else (E-7)."""
    ballot = Ballot(yes + (mayor == "yes"), no + (mayor == "no"), mayor=mayor)
    answer = told("extension_majority", consultation=item(), procedural_ballot=ballot)
    assert (yes > no) == (answer == "met")


@pytest.mark.parametrize(
    ("rule", "stated", "expected"),
    [
        ("urgency_reason_given", {"urgency_reason": "burst main"}, "met"),
        ("urgency_reason_given", {"urgency_reason": "  "}, "unmet"),
        ("urgency_reason_given", {}, "unknown urgency_reason"),
        ("urgency_ground_named", {"urgency_ground": "no_delay"}, "met"),
        ("urgency_ground_named", {"urgency_ground": "utmost_urgency"}, "met"),
        ("urgency_ground_named", {"urgency_ground": "convenience"}, "unmet"),
        ("urgency_ground_named", {}, "unknown urgency_ground"),
    ],
)
def test_urgency_has_a_reason_and_one_of_two_grounds(rule, stated, expected):
    """Either ground suffices; convenience is not urgency (E-7)."""
    assert expected == told(rule, consultation=COUNCIL, **stated)


@given(st.text(max_size=12))
def test_no_word_but_the_two_grounds_carries_an_extension(text):
    """Whatever else is written there, the matter can wait (E-7)."""
    answer = told("urgency_ground_named", consultation=COUNCIL, urgency_ground=text)
    assert (text in ("no_delay", "utmost_urgency")) == (answer == "met")


@pytest.mark.parametrize(
    "before", [None, "regular", "supplement", "urgent", "unannounced"]
)
@pytest.mark.parametrize(
    "given_route", [None, "regular", "supplement", "urgent", "unannounced"]
)
def test_urgent_items_come_by_a_vote_and_no_other_way(before, given_route):
    """Only the step with the vote makes an item urgent, and it makes nothing else (E-7)."""
    about = {"consultation": item(route=before)}
    if given_route is not None:
        about["route"] = given_route
    result = given_route or before
    placed = told("agenda_route_fits", step="place_on_agenda", **about)
    added = told("agenda_route_fits", step="add_urgently", **about)
    kept = told("agenda_route_fits", step="record_invitation", **about)
    assert (result != "urgent") == (placed == "met")
    assert (result == "urgent") == (added == "met")
    assert (result != "urgent" or before == "urgent") == (kept == "met")


@pytest.mark.parametrize(
    ("day", "ballot", "expected"),
    [
        (date(2026, 3, 18), None, "met"),
        (THURSDAY, None, "unknown procedural_ballot"),
        (THURSDAY, Ballot(30, 20), "met"),
        (THURSDAY, Ballot(25, 20), "met"),
        (THURSDAY, Ballot(20, 20), "unmet"),
        (THURSDAY, Ballot(announced="adopted"), "met"),
    ],
)
def test_in_the_meeting_the_body_changes_its_agenda(day, ballot, expected):
    """Item 7 is removed by 30:20, items swapped by 25:20, a tie changes nothing (E-4, E-10)."""
    about = {} if ballot is None else {"procedural_ballot": ballot}
    answer = told("agenda_change_majority", consultation=COUNCIL, day=day, **about)
    assert expected == answer


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_change_takes_more_yes_than_no(yes, no):
    """Nothing but more Yes than No changes an agenda (E-10)."""
    about = {"consultation": COUNCIL, "procedural_ballot": Ballot(yes, no)}
    assert (yes > no) == ("met" == told("agenda_change_majority", **about))


@pytest.mark.parametrize(
    ("rule", "paper", "day", "stated", "expected"),
    [
        (
            "proposer_heard_before_removal",
            FACTION,
            THURSDAY,
            {"proposer_heard": True},
            "met",
        ),
        (
            "proposer_heard_before_removal",
            FACTION,
            THURSDAY,
            {"proposer_heard": False},
            "unmet",
        ),
        (
            "proposer_heard_before_removal",
            FACTION,
            THURSDAY,
            {},
            "unknown proposer_heard",
        ),
        ("proposer_heard_before_removal", FACTION, date(2026, 3, 18), {}, "met"),
        ("proposer_heard_before_removal", Motion(), THURSDAY, {}, "met"),
        ("minority_item_stays", FACTION, date(2026, 3, 18), {}, "unmet"),
        ("minority_item_stays", FACTION, THURSDAY, {}, "met"),
        ("minority_item_stays", Motion(), date(2026, 3, 18), {}, "met"),
    ],
)
def test_an_item_on_demand_is_not_simply_taken_off(rule, paper, day, stated, expected):
    """Before the meeting nobody, in it only after hearing the proposers (E-5, E-10)."""
    answer = told(rule, motion=paper, consultation=COUNCIL, day=day, **stated)
    assert expected == answer


@given(st.integers(-20, 20))
def test_the_day_of_the_meeting_opens_the_way_to_a_removal(offset):
    """Before that day an item on demand stays, from that day on the body decides (E-5)."""
    day = THURSDAY + timedelta(days=offset)
    answer = told("minority_item_stays", motion=FACTION, consultation=COUNCIL, day=day)
    assert (offset >= 0) == (answer == "met")


@pytest.mark.parametrize(
    ("where", "role", "stated", "expected"),
    [
        (COMMITTEE, "chair", {"mayor_consulted": True}, "met"),
        (COMMITTEE, "chair", {"mayor_consulted": False}, "unmet"),
        (COMMITTEE, "chair", {}, "unknown mayor_consulted"),
        (COMMITTEE, "mayor", {}, "met"),
        (COMMITTEE, "council_office", {}, "met"),
        (COUNCIL, "chair", {}, "met"),
    ],
)
def test_benehmen_is_consultation_not_consent(where, role, stated, expected):
    """The chair consults the mayor; a Fraktion's item comes on with or without (E-11)."""
    answer = told("committee_agenda_consulted", consultation=where, role=role, **stated)
    assert expected == answer


@given(
    st.sampled_from(["chair", "mayor", "council_office"]),
    st.sampled_from(["council", "committee", "district_council", "main_committee"]),
)
def test_only_the_chair_of_a_committee_owes_the_consultation(role, kind):
    """Nobody else, and in no other body (E-11)."""
    answer = told("committee_agenda_consulted", consultation=item(kind), role=role)
    assert (role == "chair" and kind.endswith("committee")) == (answer != "met")


CLERK = Actor("office", roles=nrw().roles)
LOCAL = {**NOTICE, **PUBLISHED, "agenda_item.deadline_days": 14}


def until(step, meeting, mode, **changes):
    """Carry a paper of the council to a step and take that step in this mode."""
    office = Office(nrw(), law=law_for("NRW", LOCAL))
    at = datetime(2026, 3, 19, 11, tzinfo=UTC)
    paper = Motion("Title", topics=(), districts=(), public=True)
    office.open(paper, CLERK, case_id="c", consultations=[item(id="council")], at=at)
    way = {
        "submit": {},
        "complete_co_signature": {},
        "sign": {},
        "release": {"reference": "1/26"},
        "place_on_agenda": {"on": "council", "meeting": meeting, "route": "regular"},
        "open_item": {"on": "council"},
        "vote": {"on": "council", "ballot": Ballot(34, 33, mayor="yes")},
    }
    for name in list(way)[: list(way).index(step)]:
        office.take("c", name, CLERK, at=at, mode=Mode.RECORD, **way[name])
    return office.take("c", step, CLERK, at=at, mode=mode, **{**way[step], **changes})


@pytest.mark.parametrize(
    ("step", "meeting", "changes", "rule"),
    [
        ("open_item", {"invited_on": date(2026, 3, 11)}, {}, "notice_period_met"),
        ("vote", {"published_on": date(2026, 3, 14)}, {}, "agenda_published"),
        ("place_on_agenda", {}, {"route": "urgent"}, "agenda_route_fits"),
    ],
)
def test_enforce_refuses_what_record_writes_down(step, meeting, changes, rule):
    """A short notice, a late announcement and a smuggled item, both ways (E-3, E-6, E-7)."""
    held = Meeting(THURSDAY, **meeting)
    recorded = until(step, held, Mode.RECORD, **changes)
    case_ = recorded.case
    written = {each.rule for each in case_.findings if each.version == case_.version}
    with pytest.raises(RefusedError) as refused:
        until(step, held, Mode.ENFORCE, **changes)
    blocked = {each.rule.id for each in refused.value.verdict.blocking}
    assert (True, True) == (rule in blocked, rule in written)


def test_the_invitation_is_recorded_on_the_agenda():
    """Days of invitation and announcement become known after the item was placed (E-3)."""
    office = Office(nrw(), law=law_for("NRW", LOCAL))
    at = datetime(2026, 3, 1, 11, tzinfo=UTC)
    office.open(Motion(), CLERK, case_id="c", consultations=[item(id="council")], at=at)
    for step in ("submit", "complete_co_signature", "sign"):
        office.take("c", step, CLERK, at=at, mode=Mode.RECORD)
    more = {"at": at, "mode": Mode.RECORD}
    office.take("c", "release", CLERK, reference="1/26", **more)
    office.take("c", "place_on_agenda", CLERK, meeting=Meeting(THURSDAY), **more)
    held = Meeting(THURSDAY, invited_on=date(2026, 3, 5), published_on=DUE)
    taken = office.take(
        "c", "record_invitation", CLERK, at=at, meeting=held, route="regular"
    )
    got = taken.case.consultation("council")
    assert (held, "regular", "on_agenda") == (got.meeting, got.route, got.state)
