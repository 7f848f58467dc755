"""Rules that look at other cases: numbers, amendments and their papers, combined items."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from council import COMMITTEE, COUNCIL, DAY, days, item, pose
from hypothesis import given
from hypothesis import strategies as st
from musterstadt import (
    COUNCIL as RAT,
)
from musterstadt import (
    THURSDAY,
    Paper,
    consults,
    counted,
    meets,
    motion_of,
    to_council,
)

from ratsflow import Override, RefusedError
from ratsflow.law.local import MissingValueError
from ratsflow.model import Ballot, Meeting, Motion, PaperType
from ratsflow.procedure.lookups import By, Key, Look, keys_of
from ratsflow.procedure.question import MissingFactError

from asking import case


NUMBER = "0815/2025-2030"
AS_AMENDED = {
    "resolution": "Die Hälfte.",
    "amended": True,
    "subject_changed": False,
    "substantially_changed": False,
    "costs_restated": True,
    "vote_order": ("amendment:1", "amendment:2", "main"),
}
YES = Ballot(yes=34, no=33)


def other(key="other", *route, number="", facts=None, **motion):
    """Return another case."""
    text = Motion("x", **{"public": True, "reference": number, **motion})
    made = case(text, state="in_consultation", consultations=route, facts=facts or {})
    return attrs.evolve(made, id=key)


def amendment(key="aa", state="on_agenda", *, body=COUNCIL, reach=None, **about):
    """Return an amendment to the paper, in a body."""
    facts = {} if reach is None else {"reach": reach}
    standing = item(body, state=state, **about)
    of = {"paper_type": "amendment", "related": (NUMBER,)}
    return other(key, standing, facts=facts, **of)


def told(rule, look, *found, **more):
    """Return what a rule answers when these cases are found; None: nobody looked."""
    others = None if found == (None,) else {look: found}
    try:
        return pose(rule, others=others, **more).result.value
    except (MissingFactError, MissingValueError):
        return "unknown"


def voting(kind="amendment", reach=None, **about):
    """Return what a vote on an amendment is about."""
    own = Motion("y", kind, related=(NUMBER,), topics=(), public=True)
    facts = {} if reach is None else {"reach": reach}
    at = item(**about)
    of = case(own, state="in_consultation", consultations=(at,), facts=facts)
    return {"of": of, "about": at, "ballot": YES, "motion": own}


# ------------------------------------------------------------------------- one by one


LATER = Meeting(DAY + days(28))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), "met"),
        ((amendment(),), "unmet"),
        ((amendment(state="open"),), "unmet"),
        ((amendment(state="second_call_on_agenda"),), "unmet"),
        ((amendment(state="voted"),), "met"),
        ((amendment(state="withdrawn"),), "met"),
        ((amendment(state="settled"),), "met"),
        ((amendment(state="planned"),), "unmet"),
        ((amendment(state="planned", meeting=LATER),), "unmet"),
        ((amendment(state="first_reading"),), "unmet"),
        ((amendment(state="postponed"),), "met"),
        ((amendment(state="postponed", meeting=LATER),), "unmet"),
        ((amendment(state="referred", meeting=LATER),), "unmet"),
        ((amendment(state="removed"),), "met"),
        ((attrs.evolve(amendment(state="planned"), state="draft"),), "met"),
        ((other("ohne Beratung", related=(NUMBER,)),), "unmet"),
        ((amendment(body=COMMITTEE),), "met"),
        ((amendment(meeting=LATER),), "unmet"),
        ((amendment(meeting=None),), "unmet"),
        ((other("nachtrag", item(), paper_type="supplement"),), "met"),
        ((other("gelöscht", item()),), "unmet"),
        ((None,), "unknown"),
    ],
)
def test_amendments_come_before_their_paper(found, expected):
    """One that is up in this body and this meeting holds the vote back (I-12)."""
    answer = told("amendments_voted_first", Look.AMENDING, *found, ballot=YES)
    assert expected == answer


@pytest.mark.parametrize("order", [(), ("main",), ("amendment:1", "main")])
def test_where_nobody_looked_no_stated_order_stands_in(order):
    """What was voted on says nothing of what was left out."""
    stated = {"ballot": YES, "vote_order": order}
    assert "unknown" == told("amendments_voted_first", Look.AMENDING, None, **stated)
    assert "met" == told("amendments_voted_first", Look.AMENDING, **stated)


def test_a_committee_that_forwards_without_a_vote_waits_for_nothing():
    """No vote, no order of votes."""
    about = item(COMMITTEE, role="preliminary")
    found = told(
        "amendments_voted_first", Look.AMENDING, None, step="recommend", about=about
    )
    assert "met" == found


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((other("v", item(state="open"), number=NUMBER),), "met"),
        ((other("v", item(state="voted"), number=NUMBER),), "unmet"),
        ((other("v", item(state="withdrawn"), number=NUMBER),), "unmet"),
        ((other("v", item(state="not_considered"), number=NUMBER),), "unmet"),
        ((other("v", item(state="postponed"), number=NUMBER),), "met"),
        ((other("v", item(state="voted", meeting=LATER), number=NUMBER),), "unmet"),
        ((other("v", item(COMMITTEE, state="voted"), number=NUMBER),), "unmet"),
        (
            (
                other(
                    "v",
                    item(COMMITTEE, state="voted"),
                    item(state="open"),
                    number=NUMBER,
                ),
            ),
            "met",
        ),
        ((other("v", item(state="removed"), number=NUMBER),), "unmet"),
        ((other("v", number=NUMBER),), "unmet"),
        ((), "unknown"),
        ((None,), "unknown"),
    ],
)
def test_an_amendment_comes_too_late_once_its_paper_is_decided(found, expected):
    """What a committee decided before does not close the council's debate."""
    assert expected == told("amendment_in_time", Look.AMENDED, *found, **voting())


def test_an_amendment_without_a_paper_cannot_be_placed():
    """Nobody knows what it amends: unknown, and no vote."""
    about = voting()
    of = attrs.evolve(about["of"], motion=attrs.evolve(about["motion"], related=()))
    assert "unknown" == told("amendment_in_time", Look.AMENDED, **{**about, "of": of})


@pytest.mark.parametrize(
    ("own", "found", "expected"),
    [
        (2, (amendment(reach=1),), "unmet"),
        (2, (amendment(reach=1, state="voted", result="rejected"),), "met"),
        (2, (amendment(reach=1, state="voted", result="adopted_unchanged"),), "unmet"),
        (1, (amendment(reach=2),), "met"),
        (1, (amendment(reach=1),), "met"),
        (1, (amendment(),), "met"),
        (None, (amendment(reach=1),), "unknown"),
        (None, (amendment(),), "met"),
        (2, (amendment(reach=1, body=COMMITTEE),), "met"),
        (2, (amendment(reach=1, meeting=LATER),), "met"),
        (2, (None,), "unknown"),
    ],
)
def test_the_most_far_reaching_comes_first(own, found, expected):
    """Half before a fifth; once half is adopted, the fifth is settled (I-12, chapter Z)."""
    about = voting(reach=own)
    assert expected == told("most_far_reaching_first", Look.RIVALS, *found, **about)


@pytest.mark.parametrize("rule", ["amendment_in_time", "most_far_reaching_first"])
def test_other_papers_have_no_order_among_themselves(rule):
    """A decision paper amends nothing, so nobody needs to look."""
    assert "met" == told(rule, Look.AMENDED, None, ballot=YES)


YEARS = {"paper.reference_scope": "year"}
TERMS = {
    "paper.reference_scope": "term",
    "paper.term_starts": ("2020-11-01", "2025-11-01"),
}
ALWAYS = {"paper.reference_scope": "always"}
OF_2026 = other(number="0308", day=date(2026, 1, 9))
OF_2025 = other(number="0308", day=date(2025, 12, 9))
OF_2021 = other(number="0308", day=date(2021, 12, 9))
UNDATED = other(number="0308")


@pytest.mark.parametrize(
    ("law", "found", "expected"),
    [
        (ALWAYS, (), "met"),
        (ALWAYS, (UNDATED,), "unmet"),
        (ALWAYS, (OF_2021,), "unmet"),
        (YEARS, (OF_2026,), "unmet"),
        (YEARS, (OF_2025,), "met"),
        (YEARS, (UNDATED,), "unknown"),
        (TERMS, (OF_2026,), "unmet"),
        (TERMS, (OF_2025,), "unmet"),
        (TERMS, (OF_2021,), "met"),
        ({"paper.reference_scope": "term"}, (OF_2026,), "unknown"),
        ({}, (OF_2026,), "unknown"),
        ({}, (), "met"),
        (ALWAYS, (other(number="308"),), "met"),
        (ALWAYS, (None,), "unknown"),
    ],
)
def test_a_number_is_given_once_within_its_scope(law, found, expected):
    """0308 of one term is not 0308 of another; leading zeros count (A-2)."""
    answer = told(
        "reference_unique", Look.NAMESAKES, *found, step="release", law=law,
        reference=" 0308 ",
    )  # fmt: skip
    assert expected == answer


def test_a_paper_without_a_number_is_no_namesake():
    """A motion may be filed before it has a number."""
    assert "met" == told("reference_unique", Look.NAMESAKES, None, step="file_motion")


@pytest.mark.parametrize(
    ("found", "stated", "expected"),
    [
        ((other(number=NUMBER),), NUMBER, "met"),
        ((), NUMBER, "unmet"),
        ((other("case-7"),), "case-7", "met"),
        ((other("case-7", number=NUMBER),), "case-7", "unmet"),
        ((None,), NUMBER, "unknown"),
    ],
)
def test_an_amendment_names_a_paper_that_there_is(found, stated, expected):
    """A slip of the pen would hide it from the vote on its paper (A-2)."""
    answer = told(
        "amended_paper_found", Look.AMENDED, *found, with_paper=stated,
        **{**voting(), "step": "place_on_agenda", "ballot": None},
    )  # fmt: skip
    assert expected == answer


UP = {"state": "on_agenda"}


@pytest.mark.parametrize(
    ("found", "names", "expected"),
    [
        ((other("b", item(**UP), number="2"),), ("2",), "met"),
        ((other("b", item(state="open"), number="2"),), ("2",), "met"),
        ((other("b", item(**UP)),), ("b",), "met"),
        ((other("b", item(state="planned"), number="2"),), ("2",), "unmet"),
        ((other("b", item(COMMITTEE, **UP), number="2"),), ("2",), "unmet"),
        ((other("b", item(meeting=LATER, **UP), number="2"),), ("2",), "unmet"),
        ((other("b", item(public=False, **UP), number="2"),), ("2",), "unmet"),
        ((other("b", item(meeting=None, **UP), number="2"),), ("2",), "unmet"),
        ((other("b", item(**UP), number="2"),), ("2", "3"), "unmet"),
        ((), ("2",), "unmet"),
        ((), (), "unmet"),
        ((None,), ("2",), "unknown"),
    ],
)
def test_only_items_of_one_agenda_are_combined(found, names, expected):
    """Same body, same meeting, same part of it (E-10)."""
    answer = told(
        "combined_items_fit", Look.NAMED, *found, step="combine", combined_with=names
    )
    assert expected == answer


@pytest.mark.parametrize("lacks", ["meeting", "public"])
def test_an_item_of_which_nobody_knows_when_or_where_is_not_combined(lacks):
    """What is not stated is unknown."""
    about = attrs.evolve(item(**UP), **{lacks: None})
    there = other("b", item(**UP), number="2")
    found = told(
        "combined_items_fit", Look.NAMED, there, step="combine", about=about,
        combined_with=("2",),
    )  # fmt: skip
    assert "unknown" == found


# ------------------------------------------------------------------------- properties


STATES = st.sampled_from(
    ["planned", "on_agenda", "open", "voted", "removed", "withdrawn", "cancelled"]
)
DEALT = {"voted", "removed", "withdrawn", "cancelled"}


@given(states=st.lists(STATES, max_size=4), order=st.randoms())
def test_amendments_voted_first_whatever_their_order(states, order):
    """Met exactly if none waits; in which order they are found plays no part."""
    found = [amendment(f"aa-{n}", state=state) for n, state in enumerate(states)]
    order.shuffle(found)
    expected = "met" if set(states) <= DEALT else "unmet"
    answer = told("amendments_voted_first", Look.AMENDING, *found, ballot=YES)
    assert expected == answer


@given(state=STATES, gap=st.integers(-2, 2), body=st.sampled_from([COUNCIL, COMMITTEE]))
def test_amendment_in_time_unless_its_paper_was_voted_on_there(state, gap, body):
    """Only where its paper is up in this meeting of this body is it voted on."""
    there = item(body, state=state, meeting=Meeting(DAY + days(gap)))
    paper = other("v", there, number=NUMBER)
    up = state in ("on_agenda", "open") and gap == 0 and body is COUNCIL
    answer = told("amendment_in_time", Look.AMENDED, paper, **voting())
    assert ("met" if up else "unmet") == answer


@given(state=STATES, number=st.sampled_from([NUMBER, "0815 / 2025-2030", "0816"]))
def test_a_paper_keeps_its_number_while_amendments_stand_under_it(state, number):
    """Whoever gives it another one leaves them behind (A-2)."""
    rule = "amendments_keep_their_paper"
    of = case(Motion("x", reference=NUMBER))
    kept = {"of": of, "step": "release", "reference": number}
    left = amendment(state=state)
    assert ("unmet" if number == "0816" else "met") == told(
        rule, Look.AMENDING, left, **kept
    )
    over = attrs.evolve(left, state="rejected")
    assert "met" == told(rule, Look.AMENDING, over, **kept)
    unlooked = told(rule, Look.AMENDING, None, **kept)
    assert ("unknown" if number == "0816" else "met") == unlooked


@given(
    result=st.sampled_from(["adopted_unchanged", "recommended_amended", "rejected"]),
    gap=st.integers(-1, 1),
    text=st.sampled_from(["", "2."]),
    yes=st.sampled_from([33, 34]),
)
def test_amendments_incorporated_where_they_were_adopted(result, gap, text, yes):
    """What was adopted in this meeting stands in the text, if that is adopted (I-12)."""
    rule = "amendments_incorporated"
    over = amendment(state="voted", result=result, meeting=Meeting(DAY + days(gap)))
    said = {"ballot": Ballot(yes=yes, no=33), **({"resolution": text} if text else {})}
    lost = result != "rejected" and gap == 0 and not text and yes > 33
    assert ("unmet" if lost else "met") == told(rule, Look.AMENDING, over, **said)
    unlooked = told(rule, Look.AMENDING, None, **said)
    assert ("met" if text or yes == 33 else "unknown") == unlooked


@given(kind=st.sampled_from(list(PaperType)))
def test_no_amendment_is_carried_out_by_itself(kind):
    """It lives on in its paper, whatever its own vote was (I-12)."""
    of = case(Motion("y", kind, related=(NUMBER,)), state="adopted")
    found = told("amendment_in_its_paper", Look.AMENDED, of=of, step="start_execution")
    assert ("unmet" if kind is PaperType.AMENDMENT else "met") == found


PEOPLE = st.sets(st.sampled_from(["rm-1", "rm-2", "rm-3"])).map(sorted).map(tuple)


@given(there=PEOPLE, item_=PEOPLE, ballot=PEOPLE, gap=st.integers(0, 1))
def test_who_is_biased_on_the_paper_is_so_on_its_amendment(there, item_, ballot, gap):
    """In the same item of the same meeting; no name is told (G-4)."""
    rule = "excluded_from_amendments_too"
    held = item(excluded=there, meeting=Meeting(DAY + days(gap)))
    about = voting(excluded=item_)
    about["ballot"] = Ballot(yes=34, no=33, excluded=ballot)
    answer = told(rule, Look.AMENDED, other("v", held, number=NUMBER), **about)
    left = set(there) - {*item_, *ballot}
    assert ("unmet" if left and gap == 0 else "met") == answer


RESULTS = st.sampled_from(
    ["adopted_unchanged", "adopted_amended", "partially_adopted", "elected", "rejected"]
)


@given(
    result=RESULTS,
    gap=st.integers(-2, 2),
    body=st.sampled_from([COUNCIL, COMMITTEE]),
    step=st.sampled_from(["supersede", "replace_by_supplement"]),
)
def test_only_a_later_resolution_takes_the_place_of_one(result, gap, body, step):
    """It exists, was adopted, not before, by the council or the same body (J-12)."""
    old = item(COMMITTEE, state="voted", result="adopted_unchanged", days=(DAY,))
    new = item(body, state="voted", result=result, days=(DAY + days(gap),))
    about = {"of": case(Motion("x"), consultations=(old,)), "step": step}
    later = other("later", new, number=NUMBER)
    found = told("successor_found", Look.NAMED, later, successor=NUMBER, **about)
    resolved = result != "rejected" and gap >= 0
    expected = "met" if resolved or step != "supersede" else "unmet"
    assert expected == found
    assert "unmet" == told("successor_found", Look.NAMED, successor=NUMBER, **about)
    unlooked = told("successor_found", Look.NAMED, None, successor=NUMBER, **about)
    assert "unknown" == unlooked


@given(public=st.none() | st.booleans(), there=st.booleans(), ours=st.booleans())
def test_an_amendment_is_no_more_public_than_its_paper(public, there, ours):
    """What the paper keeps private, its amendment does not tell (F-1)."""
    rule = "amendment_not_more_public"
    paper = other("v", item(public=there), number=NUMBER, public=public)
    about = {**voting(public=ours), "step": "place_on_agenda"}
    answer = told(rule, Look.AMENDED, paper, **about)
    assert ("unmet" if ours and not there else "met") == answer
    away = other("v", item(COMMITTEE, public=True), number=NUMBER, public=public)
    hidden = ours and public is False
    assert ("unmet" if hidden else "met") == told(rule, Look.AMENDED, away, **about)


@given(own=st.integers(1, 9), theirs=st.lists(st.integers(1, 9), max_size=4))
def test_most_far_reaching_first_compares_every_reach(own, theirs):
    """Whoever reaches farther and waits comes first."""
    found = [amendment(f"aa-{n}", reach=reach) for n, reach in enumerate(theirs)]
    first = any(reach < own for reach in theirs)
    answer = told("most_far_reaching_first", Look.RIVALS, *found, **voting(reach=own))
    assert ("unmet" if first else "met") == answer


@given(
    days_=st.lists(st.dates(date(2019, 1, 1), date(2027, 12, 31)), max_size=3),
    scope=st.sampled_from(["always", "year", "term"]),
)
def test_reference_unique_within_the_scope_and_not_beyond(days_, scope):
    """The counter's own scope decides, and nothing else."""
    found = [other(f"v-{n}", number="0308", day=day) for n, day in enumerate(days_)]
    clash = {
        "always": bool(days_),
        "year": any(day.year == DAY.year for day in days_),
        "term": any(day >= date(2025, 11, 1) for day in days_),
    }[scope]
    law = {**TERMS, "paper.reference_scope": scope}
    answer = told(
        "reference_unique", Look.NAMESAKES, *found, step="release", law=law,
        reference="0308",
    )  # fmt: skip
    assert ("unmet" if clash else "met") == answer


@given(kind=st.sampled_from(list(PaperType)), there=st.booleans())
def test_amended_paper_found_is_asked_of_what_belongs_to_a_paper(kind, there):
    """An amendment or a point of order to nothing is refused; other papers are not."""
    found = [other(number=NUMBER)] if there else []
    about = {**voting(kind), "step": "place_on_agenda", "ballot": None}
    answer = told(
        "amended_paper_found", Look.AMENDED, *found, with_paper=NUMBER, **about
    )
    belongs = kind in ("amendment", "procedural_motion")
    assert ("unmet" if belongs and not there else "met") == answer


@given(state=STATES, gap=st.integers(-1, 1), public=st.booleans())
def test_combined_items_fit_only_on_the_same_agenda(state, gap, public):
    """Up, on the same day, in the same part; else there is nothing to combine."""
    there = item(state=state, public=public, meeting=Meeting(DAY + days(gap)))
    fits = state in ("on_agenda", "open") and gap == 0 and public
    answer = told(
        "combined_items_fit", Look.NAMED, other("b", there, number="2"),
        step="combine", combined_with=("2",),
    )  # fmt: skip
    assert ("met" if fits else "unmet") == answer


@given(number=st.text(max_size=9), base=st.text(max_size=9))
def test_no_look_asks_for_an_empty_number(number, base):
    """A paper without a number has no namesakes, and what amends nothing no rivals."""
    motion = Motion("x", "amendment", reference=number, related=(base,))
    for look in Look:
        for key in keys_of(look, case(motion), {"combined_with": (base, "")}):
            assert key.value == " ".join(key.value.split()) != ""


def test_what_amends_a_paper_is_found_by_its_number_or_its_case():
    """A paper that bears no number yet is named by its case."""
    assert (Key(By.BASE, NUMBER), Key(By.BASE, "case-1")) == keys_of(
        Look.AMENDING, case(Motion("x", reference=NUMBER)), {}
    )


@pytest.mark.parametrize(
    ("motion", "facts", "expected"),
    [
        ({"paper_type": "amendment", "related": (" a  b ",)}, {}, "a b"),
        ({"paper_type": "amendment", "related": ("a",)}, {"with_paper": "c"}, "c"),
        ({"paper_type": "amendment", "related": ("a", "b")}, {}, ""),
        ({"paper_type": "decision_paper", "related": ("a",)}, {}, ""),
        (
            {"paper_type": "supplement", "reference": "7/1", "related": ("7", "6")},
            {},
            "7",
        ),
        ({"paper_type": "supplement", "related": ("7", "6")}, {}, ""),
    ],
)
def test_which_paper_another_belongs_to(motion, facts, expected):
    """What it was put on the agenda with, else what its text says without doubt."""
    assert expected == case(Motion("x", **motion), facts=facts).base


# -------------------------------------------------------------------------- the stories


def changing(paper: Paper, reach: int | None = None, **more) -> Paper:
    """Return an amendment to a paper, on the council's agenda beside it."""
    made = to_council(motion_of("amendment", related=(NUMBER,), **more), beside=paper)
    made.filed("2026-03-02")
    stated = {} if reach is None else {"reach": reach}
    return made.invited("rat", THURSDAY, with_paper=NUMBER, **stated)


def test_the_council_votes_on_two_amendments_before_the_paper():
    """The story of I-12: half before a fifth, and the paper last."""
    paper = to_council().released("2026-01-12").invited("rat", THURSDAY)
    fifth, half = changing(paper, reach=2), changing(paper, reach=1)
    for each in (paper, fifth, half):
        each.called("rat", THURSDAY)

    # The chair wants to begin with the paper.
    vote = {"ballot": counted(40, 20)}
    assert {"amendments_voted_first"} == paper.refused("vote", "chair", "rat", **vote)

    # The lesser amendment out of turn is a finding, and no more.
    verdict = fifth.office.assess(
        fifth.id, "vote", fifth.person("chair"), on="rat", at=fifth.moment, **vote
    )
    assert verdict.allowed
    assert ["most_far_reaching_first"] == [each.rule.id for each in verdict.open]

    assert "rejected" == half.votes("rat", 20, 40)
    assert {"amendments_voted_first"} == paper.refused("vote", "chair", "rat", **vote)
    assert () == fifth.take("vote", "chair", "rat", ballot=counted(35, 30)).verdict.open

    # The paper comes last, as amended and not as it was.
    assert {"amendments_incorporated"} == paper.refused("vote", "chair", "rat", **vote)
    assert "adopted_amended" == paper.votes("rat", 40, 20, **AS_AMENDED)


def test_an_amendment_that_is_withdrawn_holds_nothing_back():
    """It is up, its movers give it up, and the paper is voted on."""
    paper = to_council().released("2026-01-12").comes_up("rat", THURSDAY)
    change = changing(paper).on(THURSDAY)
    vote = {"ballot": counted(40, 20)}
    assert {"amendments_voted_first"} == paper.refused("vote", "chair", "rat", **vote)
    change.take("withdraw", "faction", procedural_ballot=counted(40, 20))
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_after_the_vote_on_the_paper_its_amendment_comes_too_late():
    """Recorded as it happened, against the order: both cases show it."""
    paper = to_council().released("2026-01-12").comes_up("rat", THURSDAY)
    change = changing(paper)
    paper.recording().votes("rat", 40, 20)
    assert {"amendments_voted_first"} == paper.findings()
    change.called("rat", THURSDAY)
    assert {"amendment_in_time"} == change.refused(
        "vote", "chair", "rat", ballot=counted(35, 30)
    )


def test_the_number_of_a_private_amendment_stands_in_no_public_log():
    """The finding names the other case, whose id says nothing of what it is about."""
    paper = to_council().released("2026-01-12").comes_up("rat", THURSDAY)
    change = changing(paper, public=False, reference="0901/2025-2030")
    with pytest.raises(RefusedError) as caught:
        paper.take("vote", "chair", "rat", ballot=counted(40, 20))
    (finding,) = caught.value.verdict.blocking
    assert change.id == finding.answer.observed
    assert caught.value.verdict.question.others is None


def test_a_number_that_is_taken_is_a_finding_on_the_second_paper():
    """The story of A-2: the same number twice, noticed, and noticed again on the agenda."""
    first = to_council().released("2026-01-12")
    second = to_council(beside=first).on("2026-01-13")
    second.take("submit", "author", excluded_officials=())
    second.take("complete_co_signature", "council_office")
    second.take("sign", "alderman")
    taken = second.take("release", "mayor", reference=NUMBER)
    (finding,) = taken.verdict.open
    assert ("reference_unique", f"{NUMBER}: {first.id}") == (
        finding.rule.id,
        finding.answer.observed,
    )
    assert "schon vergeben" in finding.text("de")
    placed = second.on("2026-03-02").take(
        "place_on_agenda", "council_office", "rat", meeting=meets(THURSDAY),
        route="regular",
    )  # fmt: skip
    assert ["reference_unique"] == [each.rule.id for each in placed.verdict.open]


def test_an_amendment_to_a_paper_nobody_knows_takes_a_reason():
    """A slip is refused; a paper from before the house had this library is overridden."""
    paper = to_council().released("2026-01-12")
    wrong = to_council(
        motion_of("amendment", related=("0816/2025-2030",)), beside=paper
    )
    wrong.filed("2026-03-02")
    placed = {
        "meeting": meets(THURSDAY), "route": "regular", "with_paper": "0816/2025-2030",
    }  # fmt: skip
    said = wrong.on("2026-03-05").refused("place_on_agenda", "mayor", "rat", **placed)
    assert {"amended_paper_found"} == said
    wrong.take(
        "place_on_agenda",
        "mayor",
        "rat",
        override=Override("Papierakte 2024"),
        **placed,
    )
    assert "on_agenda" == wrong.at("rat")[0]


def test_two_papers_are_debated_together_and_voted_on_apart():
    """The story of E-10: one item, one debate, two votes with two results."""
    one = (
        to_council().released("2026-01-12").invited("rat", THURSDAY, agenda_number="7")
    )
    two = to_council(beside=one).released("2026-01-12", reference="0816/2025-2030")
    joint = {"agenda_number": "7", "combined_with": (NUMBER,)}

    # Not yet on the agenda, it cannot be combined with what is.
    assert "procedure.state" in two.refused("combine", "chair", "rat", **joint)
    two.invited("rat", THURSDAY, agenda_number="8")
    unheard = {"agenda_number": "7", "combined_with": ("0817/2025-2030",)}
    assert {"combined_items_fit"} == two.refused("combine", "chair", "rat", **unheard)

    # In the meeting the body decides on it, and a tie combines nothing.
    two.on(THURSDAY)
    for ballot in ({}, {"procedural_ballot": counted(20, 20)}):
        said = two.refused("combine", "chair", "rat", **joint, **ballot)
        assert {"agenda_change_majority"} == said
    two.take("combine", "chair", "rat", procedural_ballot=counted(35, 30), **joint)
    assert ["7", "7"] == [e.case.consultation("rat").agenda_number for e in (one, two)]

    # One debate; the votes stay apart: neither ballot counts for the other paper.
    one.called("rat", THURSDAY)
    two.called("rat", THURSDAY)
    assert "adopted_unchanged" == one.votes("rat", 40, 20)
    assert ("in_consultation", ("open", "")) == (two.state, two.at("rat"))
    of_the_other = counted(40, 20, text_hash="0" * 64)
    said = two.refused("vote", "chair", "rat", ballot=of_the_other)
    assert {"vote_record_consistent"} == said
    assert "rejected" == two.votes("rat", 20, 40)
    assert ("adopted", "rejected") == (one.state, two.state)


def test_a_private_item_is_not_combined_with_a_public_one():
    """They are not even dealt with in the same part of the meeting."""
    one = to_council().released("2026-01-12").invited("rat", THURSDAY)
    hidden = attrs.evolve(consults(RAT, THURSDAY, key="rat"), public=False)
    two = Paper(attrs.evolve(one.case.motion, public=False), hidden, beside=one)
    two.released("2026-01-12", reference="0816/2025-2030").invited("rat", THURSDAY)
    joint = {"agenda_number": "7", "combined_with": (NUMBER,)}
    assert {"combined_items_fit"} == two.refused("combine", "chair", "rat", **joint)
