"""Rules on the paper (A)."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from clerks import read_out
from hypothesis import given
from hypothesis import strategies as st

from procedure import paper
from ratsflow.engine import Mode, assess, open_case, take
from ratsflow.errors import RefusedError
from ratsflow.law.local import Law, MissingValueError
from ratsflow.law.values import problems_of_value
from ratsflow.model import (
    Actor,
    Ballot,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Organization,
    PaperType,
    PreviousConsideration,
)
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import MissingFactError
from ratsflow.states.common.fields import ADMINISTRATIVE, OF_MEMBERS, RESIDENTS
from ratsflow.states.nrw import STATE, nrw

from asking import NOON, ask, case, first_lack, question


COUNTED = {"majority.by_topic": {"main_bylaw": "main_bylaw.majority"}}
"""A law by which votes on all other topics take a simple majority."""


PAGES = {"paper.max_pages_without_summary": 3, "paper.characters_per_page": 100}
DAY = date(2026, 3, 19)
COUNCIL = Organization("Rat", "council", 67)
FINE = Consultation("c1", COUNCIL, meeting=Meeting(DAY), public=True)
NONE = CostStatement("none")
FULL = CostStatement("amount", 5_000_000, "once", 2026, "11.01", covered=False)
YES = Ballot(40, 20, 0, 0)
NO = Ballot(20, 40, 0, 0)


def outcome(rule, **about):
    """Return met, unmet, or unknown with the name of what is missing."""
    day = about.get("day", DAY)
    (found,) = [
        each for each in paper.RULES if each.id == rule and each.in_force.covers(day)
    ]
    try:
        answer = read_out(found, found.check(question(**about)))
    except MissingFactError as error:
        return f"unknown {error.name}"
    except MissingValueError as error:
        return f"unknown {error.key}"
    named = f" {first_lack(answer)}" if answer.result is Result.UNKNOWN else ""
    return f"{answer.result.value}{named}"


def decision(**changes):
    """Return a question's motion and consultation for a vote."""
    ballot = changes.pop("ballot", YES)
    return {
        "motion": Motion(**changes),
        "consultation": FINE,
        "step": "vote",
        "ballot": ballot,
    }


# ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "role", "step", "facts", "expected"),
    [
        ("decision_paper", "author", "submit", {}, "met"),
        ("faction_motion", "author", "submit", {}, "unmet"),
        ("faction_motion", "faction", "file_motion", {}, "met"),
        ("faction_motion", "petitioner", "file_motion", {}, "unmet"),
        ("petition", "petitioner", "file_motion", {}, "met"),
        ("petition", "faction", "file_motion", {}, "unmet"),
        ("decision_paper", "faction", "file_motion", {}, "unmet"),
        ("supplement", "author", "submit", {}, "met"),
        ("supplement", "faction", "file_motion", {}, "unknown base_paper_type"),
        (
            "supplement",
            "faction",
            "file_motion",
            {"base_paper_type": "faction_motion"},
            "met",
        ),
        (
            "supplement",
            "faction",
            "file_motion",
            {"base_paper_type": "decision_paper"},
            "unmet",
        ),
    ],
)
def test_the_type_says_who_brings_a_paper_in(kind, role, step, facts, expected):
    """Papers of the house are submitted, motions of members are filed (A-1)."""
    about = {"motion": Motion(paper_type=kind), "role": role, "step": step, **facts}
    assert expected == outcome("originator_fits", **about)


@given(st.sampled_from(PaperType), st.sampled_from(["faction", "petitioner", "author"]))
def test_no_paper_of_the_house_is_filed_directly(kind, role):
    """Whoever files it, a paper of the administration takes no short cut (A-1)."""
    motion = Motion(paper_type=kind)
    found = outcome("originator_fits", motion=motion, role=role, step="file_motion")
    entitled = {"faction": OF_MEMBERS, "petitioner": RESIDENTS}.get(role, ())
    assert (kind in entitled) == (found == "met")
    assert not (kind in ADMINISTRATIVE and found == "met")


@pytest.mark.parametrize(
    ("kind", "role", "expected"),
    [
        ("question", "decision", "unmet"),
        ("answer", "decision", "unmet"),
        ("information_paper", "noting", "unmet"),
        ("information_paper", "decision", "met"),
        ("decision_paper", "decision", "met"),
        ("tabled_paper", "decision", "met"),
        ("tabled_paper", "noting", "unmet"),
        ("faction_motion", "noting", "met"),
    ],
)
def test_questions_are_never_voted_on(kind, role, expected):
    """An information paper is decided only if a decision was announced (A-1, E-12)."""
    about = decision(paper_type=kind)
    about["consultation"] = Consultation("c1", COUNCIL, role)
    assert expected == outcome("paper_open_to_vote", **about)


def test_a_vote_without_a_consultation_cannot_be_judged():
    """Without the consultation nobody knows what was announced (A-1)."""
    about = {"motion": Motion(paper_type="information_paper"), "step": "vote"}
    assert "unknown consultation" == outcome("paper_open_to_vote", **about)


# ------------------------------------------------------------------------

BIELEFELD = {
    "paper.reference_pattern": r"\d{4}/\d{4}-\d{4}",
    "paper.supplement_suffix_pattern": r"/\d{1,2}",
}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("6979/2014-2020", "met"),
        ("0308/2025-2030", "met"),
        ("308/2025-2030", "unmet"),
        ("6979/2014", "unmet"),
        ("6979/2014-2020/1", "unmet"),
    ],
)
def test_numbers_have_the_form_of_the_city(reference, expected):
    """The pattern is the city's; leading zeros count and nothing is guessed (A-2)."""
    about = {"step": "release", "reference": reference, "law": BIELEFELD}
    assert expected == outcome("reference_well_formed", **about)


CITIES = {
    "term": r"(?P<n>\d{1,5})/(?P<term>\d{4}-\d{4})(?:/(?P<supp>\d{1,2}))?",
    "dash": r"(?P<n>\d{5})-(?P<yy>\d{2})(?:-E(?P<supp>\d{1,2}))?",
    "year4": r"(?P<n>\d{1,5})/(?P<year>\d{4})",
    "year2": r"(?P<n>\d{1,5})/(?P<yy>\d{2})",
    "yy_n": r"(?P<yy>\d{2})/(?P<n>\d{4})",
    "typed": r"(?P<year>\d{4})/(?P<kind>[A-Z]{2})/(?P<n>\d{1,5})",
    "wp": r"(?P<dept>FB \d+)/(?P<n>\d{4})/WP(?P<term>\d+)",
}


@pytest.mark.parametrize(
    ("reference", "forms"),
    [
        ("6617/2009-2014", {"term"}),
        ("4400/2020-2025", {"term"}),
        ("16051-09", {"dash"}),
        ("16051-09-E1", {"dash"}),
        ("2009/2015", {"year4"}),
        ("95/2017", {"year4", "yy_n"}),
        ("3154/16", {"year2"}),
        ("15/0375", {"year4", "yy_n"}),
        ("2022/BV/3187", {"typed"}),
        ("FB 61/0431/WP17", {"wp"}),
        ("VO/4680/2016", set()),
        ("WP 14-20 SV 20/122", set()),
        ("WP7-813/2007 2. Ergänzung", set()),
        ("01-16 0603/2015", set()),
        ("SV-9-0006", set()),
    ],
)
def test_one_number_may_have_the_form_of_two_cities(reference, forms):
    """So the pattern is set for each city and never guessed from a number (A-2, 5.3)."""
    fitting = {
        name
        for name, pattern in CITIES.items()
        if outcome(
            "reference_well_formed",
            step="release",
            reference=reference,
            law={"paper.reference_pattern": pattern},
        )
        == "met"
    }
    assert forms == fitting


@pytest.mark.parametrize(
    ("step", "facts", "expected"),
    [
        ("release", {}, "unknown reference"),
        ("file_motion", {}, "met"),
        ("release", {"reference": "1"}, "unknown paper.reference_pattern"),
    ],
)
def test_no_number_and_no_pattern(step, facts, expected):
    """A motion may be filed before it has a number, a paper is not released so (A-2)."""
    assert expected == outcome("reference_well_formed", step=step, **facts)


@pytest.mark.parametrize(
    ("reference", "related", "expected"),
    [
        ("6979/2014-2020/1", ("6979/2014-2020",), "met"),
        ("6980/2014-2020/1", ("6979/2014-2020",), "unmet"),
        ("6979/2014-2020", ("6979/2014-2020",), "unmet"),
        ("6979/2014-2020/123", ("6979/2014-2020",), "unmet"),
        ("6979/2014-2020/1", (), "unknown motion.related"),
        ("", ("6979/2014-2020",), "unknown reference"),
    ],
)
def test_a_supplement_keeps_the_number_of_its_base(reference, related, expected):
    """It bears the base paper's number and a suffix of the city's form (A-2)."""
    motion = Motion(paper_type="supplement", related=related, reference=reference)
    about = {"motion": motion, "step": "release", "law": BIELEFELD}
    assert expected == outcome("supplement_keeps_base_number", **about)
    if expected == "met":
        assert "met" == outcome("reference_well_formed", **about)


@given(st.from_regex(r"\A[0-9]{4}/[0-9]{4}-[0-9]{4}\Z"), st.integers(0, 99))
def test_every_number_with_suffix_belongs_to_its_base(base, suffix):
    """Whatever the number, its supplement is recognised, and no other paper's (A-2)."""
    about = {"step": "release", "law": BIELEFELD, "reference": f"{base}/{suffix}"}
    own = Motion(paper_type="supplement", related=(base,))
    assert "met" == outcome("supplement_keeps_base_number", motion=own, **about)
    other = attrs.evolve(own, related=(f"9{base}",))
    assert "unmet" == outcome("supplement_keeps_base_number", motion=other, **about)


# -------------------------------------------------------------

COMPLETE = Motion(title="t", proposal="p", reasons="r", public=True)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"title": " "}, ["title"]),
        ({"proposal": ""}, ["proposal"]),
        ({"reasons": ""}, ["reasons"]),
        ({"paper_type": "information_paper", "proposal": ""}, []),
        ({"paper_type": "supplement", "proposal": ""}, ["proposal"]),
        ({"paper_type": "faction_motion", "title": "", "reasons": ""}, []),
        ({"public": None}, []),
    ],
)
def test_the_form_is_filled_in(changes, missing):
    """Every field of the form is needed, a blank is none; a motion is free (A-3)."""
    motion = attrs.evolve(COMPLETE, **changes)
    answer = ask("fields_complete", motion=motion, consultations=(FINE,))
    assert missing == answer.data.get("missing", [])


@pytest.mark.parametrize(
    ("route", "missing"),
    [
        ((), ["consultations"]),
        ((attrs.evolve(FINE, meeting=None),), ["meeting_day"]),
        ((FINE, attrs.evolve(FINE, id="c2", meeting=None)), ["meeting_day"]),
    ],
)
def test_every_body_has_a_day(route, missing):
    """Bodies with the days of their meetings belong to the form (A-3)."""
    answer = ask("fields_complete", motion=COMPLETE, consultations=route)
    assert missing == answer.data["missing"]


def test_a_cancelled_consultation_is_no_route():
    """The only body was struck off: none is left, and its missing day hurts nobody (A-3)."""
    struck = attrs.evolve(FINE, state="cancelled", meeting=None, public=None)
    of = case(COMPLETE, consultations=(struck,))
    assert ["consultations"] == ask("fields_complete", of=of).data["missing"]
    of = case(attrs.evolve(COMPLETE, public=None), consultations=(struck, FINE))
    assert Result.MET is ask("fields_complete", of=of).result


def test_public_is_not_assumed():
    """Neither paper nor body says whether it is public: that lacks (A-3)."""
    motion = attrs.evolve(COMPLETE, public=None)
    route = (attrs.evolve(FINE, public=None),)
    answer = ask("fields_complete", motion=motion, consultations=route)
    assert ["public"] == answer.data["missing"]


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        (["title"], "met"),
        (["title", "legal_basis"], "unmet"),
        (["legal_bassis"], "unknown paper.required_fields"),
    ],
)
def test_the_city_names_its_own_fields(required, expected):
    """A field that no motion has is a mistake in the local law, not a pass (A-3)."""
    law = {"paper.required_fields": {"decision_paper": required}}
    assert expected == outcome("fields_complete", motion=COMPLETE, law=law)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("previous_considerations", None, "unmet"),
        ("previous_considerations", (), "met"),
        ("topics", None, "unmet"),
        ("topics", (), "met"),
        ("attachments", (), "unmet"),
        ("impact_checks", {}, "unmet"),
        ("impact_checks", {"climate": "neutral"}, "met"),
        ("reasons_pages", None, "unmet"),
        ("reasons_pages", 0, "met"),
        ("summary", " ", "unmet"),
    ],
)
def test_a_stated_nothing_is_not_a_missing_field(name, value, expected):
    """“None” may be stated of some fields; others must have a content (A-3)."""
    law = {"paper.required_fields": {"decision_paper": [name]}}
    motion = attrs.evolve(COMPLETE, **{name: value})
    assert expected == outcome("fields_complete", motion=motion, law=law)


@given(st.sets(st.sampled_from(["title", "proposal", "reasons"])))
def test_all_that_lacks_is_named(blank):
    """Not the first missing field alone but all of them are named (A-3)."""
    motion = attrs.evolve(COMPLETE, **dict.fromkeys(blank, ""))
    answer = ask("fields_complete", motion=motion, consultations=(FINE,))
    assert blank == set(answer.data.get("missing", []))


EARLIER = PreviousConsideration(
    "Stadtentwicklungsausschuss", date(2019, 5, 7), "4.1", "6979/2014-2020"
)


def test_an_incomplete_earlier_consideration_is_named():
    """An earlier consideration without its paper's number is named with its place (A-5)."""
    earlier = PreviousConsideration("Ausschuss", date(2015, 4, 28), "12")
    answer = ask("fields_complete", motion=Motion(previous_considerations=(earlier,)))
    assert "previous_considerations[0].reference" in answer.data["missing"]
    law = {"paper.require_complete_quadruple": False}
    answer = ask(
        "fields_complete", motion=Motion(previous_considerations=(earlier,)), law=law
    )
    assert "previous_considerations[0].reference" not in answer.data["missing"]


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        (None, "unknown motion.previous_considerations"),
        ((), "met"),
        ((EARLIER,), "met"),
    ],
)
def test_not_stated_is_not_never_before(earlier, expected):
    """“./.” says that there was none; silence says nothing (A-5)."""
    motion = Motion(previous_considerations=earlier)
    assert expected == outcome("previous_consideration_stated", motion=motion)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"previous_considerations": (EARLIER,), "reference": "6979/2014-2020/1"},
            "met",
        ),
        (
            {"previous_considerations": (EARLIER,), "related": ("6979/2014-2020",)},
            "met",
        ),
        (
            {"previous_considerations": (EARLIER,), "related": ("6980/2014-2020",)},
            "unmet",
        ),
        ({"previous_considerations": (EARLIER,)}, "unknown motion.related"),
        ({"previous_considerations": ()}, "unmet"),
        ({}, "unmet"),
        ({"paper_type": "decision_paper"}, "met"),
    ],
)
def test_a_supplement_lists_its_base_paper(changes, expected):
    """The Nachtrag 6979/2014-2020/1 has 6979/2014-2020 behind it (A-5)."""
    motion = Motion(**{"paper_type": "supplement", **changes})
    assert expected == outcome("base_paper_listed", motion=motion)


@given(st.lists(st.sampled_from(["1", "2", "3"])))
def test_only_the_base_paper_makes_a_supplement(listed):
    """Other papers may be listed too, the base paper must be (A-5)."""
    earlier = tuple(attrs.evolve(EARLIER, reference=each) for each in listed)
    motion = Motion(
        paper_type="supplement", related=("1",), previous_considerations=earlier
    )
    found = outcome("base_paper_listed", motion=motion)
    assert ("1" in listed) == (found == "met")


@pytest.mark.parametrize(("pages", "result"), [(3, Result.MET), (4, Result.UNMET)])
def test_three_pages_need_no_summary(pages, result):
    """Longer than three pages is strict: the third page is still short (A-4)."""
    motion = Motion(reasons="x", reasons_pages=pages)
    assert result is ask("summary_present_if_long", motion=motion, law=PAGES).result


@given(st.integers(0, 1000))
def test_length_is_estimated_without_rounding(length):
    """Without a number of pages the characters decide, exactly (A-4)."""
    motion = Motion(reasons="x" * length)
    answer = ask("summary_present_if_long", motion=motion, law=PAGES)
    assert (length > 300) == (answer.result is Result.UNMET)


def test_length_unknown_without_a_local_value():
    """Nobody knows how long is too long until the municipality says so (A-4)."""
    answer = outcome("summary_present_if_long", motion=Motion(reasons_pages=4))
    assert "unknown paper.max_pages_without_summary" == answer


# ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("costs", "law", "expected"),
    [
        (None, {}, "unmet"),
        (None, {"cost_statement.required": True}, "unmet"),
        (None, {"cost_statement.required": False}, "met"),
        (NONE, {}, "met"),
        (CostStatement("amount"), {}, "unmet"),
        (FULL, {}, "met"),
    ],
)
def test_missing_costs_are_not_no_costs(costs, law, expected):
    """A motion without a cost statement is refused, one that states none passes (A-6)."""
    motion = Motion(cost_statement=costs)
    assert expected == outcome("cost_statement_present", motion=motion, law=law)
    assert "met" == outcome(
        "cost_statement_present", motion=Motion(paper_type="faction_motion")
    )


DETAILS = ("recurrence", "year", "product_group", "covered")


@given(st.sets(st.sampled_from(DETAILS)))
def test_an_amount_comes_with_its_details(blank):
    """Recurrence, year, product and cover belong to an amount, each of them (A-6)."""
    costs = attrs.evolve(
        FULL, **{name: "" if name == "product_group" else None for name in blank}
    )
    answer = ask("cost_details_complete", motion=Motion(cost_statement=costs))
    assert blank == set(answer.data.get("missing", []))


def test_a_blank_is_no_detail():
    """A product group of spaces is none (A-6)."""
    costs = attrs.evolve(FULL, product_group=" ")
    answer = ask("cost_details_complete", motion=Motion(cost_statement=costs))
    assert ["product_group"] == answer.data["missing"]


@pytest.mark.parametrize(
    ("cents", "expected"), [(100_000, "met"), (100_001, "unmet"), (None, "unmet")]
)
def test_small_amounts_need_no_details(cents, expected):
    """Up to the city's amount the details may be left out, above it not (A-6)."""
    motion = Motion(cost_statement=CostStatement("amount", cents))
    law = {"cost_statement.details_above": 1000}
    assert expected == outcome("cost_details_complete", motion=motion, law=law)


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        (FULL, "unmet"),
        (attrs.evolve(FULL, coverage=" "), "unmet"),
        (attrs.evolve(FULL, coverage="Rücklage"), "met"),
        (attrs.evolve(FULL, covered=True), "met"),
        (attrs.evolve(FULL, covered=None), "unknown cost_statement.covered"),
        (NONE, "met"),
        (None, "unmet"),
    ],
)
def test_what_the_budget_does_not_cover_needs_cover(costs, expected):
    """50,000 €, not in the budget, no Deckungsvorschlag: that fails (A-6)."""
    motion = Motion(cost_statement=costs)
    assert expected == outcome("coverage_named", motion=motion)


@pytest.mark.parametrize(
    ("inputs", "before", "facts", "expected"),
    [
        ({"ballot": YES}, "recommended_unchanged", {}, "met"),
        ({"ballot": YES}, "recommended_amended", {}, "unknown costs_restated"),
        ({"ballot": YES}, "recommended_amended", {"costs_restated": True}, "met"),
        ({"ballot": YES}, "recommended_amended", {"costs_restated": False}, "unmet"),
        ({"ballot": YES, "resolution": "neu"}, "", {}, "unknown costs_restated"),
        (
            {"ballot": YES, "resolution": "neu"},
            "",
            {"costs_restated": True},
            "unknown costs_restated",
        ),
        ({"ballot": YES, "resolution": "neu", "costs_restated": True}, "", {}, "met"),
        (
            {"ballot": YES, "resolution": "neu", "costs_restated": False},
            "",
            {},
            "unmet",
        ),
        ({"ballot": attrs.evolve(YES, amended=True)}, "", {}, "unknown costs_restated"),
    ],
)
def test_a_changed_text_makes_the_costs_stale(inputs, before, facts, expected):
    """A committee that changes the text outdates the cost statement (A-6, J-9)."""
    earlier = Consultation(
        "a", Organization("A"), "preliminary", state="voted", result=before
    )
    of = case(consultations=(earlier,), facts=facts)
    assert expected == outcome("cost_statement_fresh", of=of, step="vote", **inputs)


@given(st.booleans(), st.booleans())
def test_only_a_change_makes_costs_stale(amended, restated):
    """Without a change nothing is asked; with one only a new statement passes (A-6)."""
    ballot = attrs.evolve(YES, amended=amended)
    found = outcome(
        "cost_statement_fresh", step="recommend", ballot=ballot, costs_restated=restated
    )
    assert ("met" if restated or not amended else "unmet") == found


# ------------------------------------------------------------------------

THRESHOLDS = {
    "investment.thresholds": {"construction": 200_000, "movable_goods": 50_000}
}
SCHOOL = CostStatement("amount", 120_000_000, "once", 2026, "21", covered=True)


def investment(cents, *topics, documents=None, law=THRESHOLDS, **more):
    """Ask about the documents of an investment."""
    motion = Motion(
        cost_statement=CostStatement("amount", cents, "once"),
        topics=("investment", *topics),
    )
    facts = {} if documents is None else {"investment_documents": documents}
    about = {"motion": motion, "law": law, "step": "release", **facts, **more}
    return outcome("investment_documents", **about)


BUILDING = (
    "alternatives",
    "follow_up_costs",
    "plans",
    "cost_calculation",
    "explanations",
)


@pytest.mark.parametrize(
    ("cents", "topics", "documents", "expected"),
    [
        (120_000_000, ("construction",), ("plans", "cost_calculation"), "unmet"),
        (120_000_000, ("construction",), BUILDING, "met"),
        (20_000_000, ("construction",), ("cost_calculation",), "met"),
        (20_000_001, ("construction",), ("cost_calculation",), "unmet"),
        (20_000_000, ("construction",), (), "unmet"),
        (5_000_000, ("movable_goods",), ("cost_calculation",), "met"),
        (5_000_001, ("movable_goods",), ("cost_calculation",), "unmet"),
        (5_000_001, ("movable_goods",), ("alternatives", "follow_up_costs"), "met"),
        (5_000_001, ("construction", "movable_goods"), BUILDING[:1], "unmet"),
        (120_000_000, ("construction",), None, "unknown investment_documents"),
        (120_000_000, ("construction", "mere_planning"), None, "met"),
        (1, (), (), "unknown motion.topics"),
    ],
)
def test_a_school_needs_a_comparison_of_alternatives(
    cents, topics, documents, expected
):
    """1.2 M€ without alternatives fails; up to the threshold a calculation does (A-7)."""
    assert expected == investment(cents, *topics, documents=documents)


@given(st.integers(0, 10_000_000), st.sets(st.sampled_from(BUILDING)))
def test_more_documents_never_hurt(cents, documents):
    """Adding a document never turns a pass into a refusal (A-7)."""
    with_it = (*documents, "alternatives")
    before = investment(cents, "movable_goods", documents=tuple(documents))
    after = investment(cents, "movable_goods", documents=with_it)
    assert not (before == "met" and after != "met")
    assert (cents <= 5_000_000 or "follow_up_costs" in documents) or after == "unmet"


@pytest.mark.parametrize(
    ("motion", "law", "expected"),
    [
        (Motion(), THRESHOLDS, "unknown motion.topics"),
        (Motion(topics=()), {}, "met"),
        (
            Motion(topics=("investment",), cost_statement=NONE),
            {},
            "unknown investment.thresholds",
        ),
        (
            Motion(topics=("investment_project", "construction")),
            THRESHOLDS,
            "unknown motion.cost_statement",
        ),
    ],
)
def test_an_unclassified_paper_may_be_an_investment(motion, law, expected):
    """Nobody has classified it, or set the thresholds: unknown, never passed (A-7)."""
    assert expected == outcome("investment_documents", motion=motion, law=law)


@pytest.mark.parametrize(
    ("recurrence", "years", "expected"),
    [
        ("once", None, "met"),
        ("yearly", None, "unknown cost_statement.recurring_years"),
        ("yearly", 2, "met"),
        ("yearly", 3, "unmet"),
        (None, None, "unknown cost_statement.recurrence"),
    ],
)
def test_a_yearly_investment_is_measured_over_its_years(recurrence, years, expected):
    """100,000 € a year for three years are above 200,000 € (A-7)."""
    costs = CostStatement("amount", 10_000_000, recurrence)
    motion = Motion(topics=("investment", "construction"), cost_statement=costs)
    found = outcome(
        "investment_documents",
        motion=motion,
        law={**THRESHOLDS, "cost_statement.recurring_years": years},
        investment_documents=("cost_calculation",),
    )
    assert expected == found


def test_the_older_ordinance_is_cited_until_2018():
    """Until 31 December 2018 § 14 GemHVO NRW said what § 13 KomHVO NRW says (A-7)."""
    (rule,) = [each for each in paper.RULES if each.id == "investment_documents"]
    norm = STATE.table.norms[rule.norm]
    old, new = norm.at(date(2018, 12, 31)), norm.at(date(2019, 1, 1))
    assert "GemHVO" in old.citation.norm
    assert "KomHVO" in new.citation.norm


GROWTH = {
    "investment.growth_percent": 10,
    "investment.growth_least": {"construction": 25_000, "movable_goods": 10_000},
}


@pytest.mark.parametrize(
    ("planned", "actual", "told", "expected"),
    [
        (100_000_000, 110_000_000, None, "met"),
        (100_000_000, 110_000_001, None, "unknown council_informed_of_growth"),
        (100_000_000, 110_000_001, False, "unmet"),
        (100_000_000, 110_000_001, True, "met"),
        (10_000_000, 12_499_999, None, "met"),
        (10_000_000, 12_500_000, False, "unmet"),
        (10_000_000, -500_000, None, "met"),
        (10_000_000, None, None, "unknown actual_cost_cents"),
    ],
)
def test_the_council_hears_of_growing_costs(planned, actual, told, expected):
    """More than ten per cent and at least 25,000 € are reported (A-7)."""
    motion = Motion(
        topics=("investment", "construction"),
        cost_statement=CostStatement("amount", planned),
    )
    about = {"actual_cost_cents": actual, "council_informed_of_growth": told}
    assert expected == outcome(
        "cost_growth_reported", motion=motion, law=GROWTH, **about
    )


def test_no_ordinance_is_cited_before_its_time():
    """§ 25 KomHVO NRW binds from 1 January 2019; nobody has read what was before (A-7)."""
    (rule,) = [each for each in paper.RULES if each.id == "cost_growth_reported"]
    assert not rule.in_force.covers(date(2018, 12, 31))
    assert rule.in_force.covers(date(2019, 1, 1))


@given(st.integers(1, 10**9), st.integers(-(10**9), 2 * 10**9))
def test_growth_is_compared_without_rounding(planned, actual):
    """Both conditions hold exactly, in whole cents (A-7)."""
    motion = Motion(
        topics=("investment", "construction"),
        cost_statement=CostStatement("amount", planned),
    )
    found = outcome(
        "cost_growth_reported",
        motion=motion,
        law=GROWTH,
        actual_cost_cents=actual,
        council_informed_of_growth=False,
    )
    grown = 10 * (actual - planned) > planned and actual - planned >= 2_500_000
    assert grown == (found == "unmet")


# ------------------------------------------------------------------------


@pytest.mark.parametrize("fact", ["overspend_unavoidable", "overspend_covered"])
@pytest.mark.parametrize(
    ("topics", "ballot", "value", "expected"),
    [
        ((), YES, None, "met"),
        (("overspend",), YES, True, "met"),
        (("overspend",), YES, False, "unmet"),
        (("overspend",), YES, None, "unknown {fact}"),
        (("material_overspend",), YES, False, "unmet"),
        (("later_overspend",), YES, False, "unmet"),
        (("overspend",), NO, False, "met"),
        (None, YES, True, "met"),  # whatever it is about
        (None, YES, None, "unknown motion.topics"),
        (None, YES, False, "unknown motion.topics"),
    ],
)
def test_overspending_is_unavoidable_and_covered(fact, topics, ballot, value, expected):
    """Only an adopted overspending must be unabweisbar and covered (A-8)."""
    about = decision(topics=topics, ballot=ballot)
    facts = {} if value is None else {fact: value}
    of = case(about["motion"], facts=facts)
    assert expected.format(fact=fact) == outcome(fact, of=of, law=COUNTED, **about)


@pytest.mark.parametrize(
    "step",
    [
        "decide_urgently",
        "decide_urgently_for_committee",
        "decide_urgently_for_district",
    ],
)
@pytest.mark.parametrize("fact", ["overspend_unavoidable", "overspend_covered"])
def test_urgency_replaces_consent_and_not_the_conditions(step, fact):
    """§ 60 stands in for the council's consent alone; two signatures are no vote (A-8)."""
    assert fact in paper.GUARDS[step]
    of = case(Motion(topics=("overspend",)))
    assert f"unknown {fact}" == outcome(fact, of=of, step=step)
    assert "unmet" == outcome(fact, of=of, step=step, **{fact: False})
    assert "met" == outcome(fact, of=of, step=step, **{fact: True})


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("vote", "unknown costs_restated"),
        ("repeat_vote", "unknown costs_restated"),
        ("decide_urgently_in_main_committee", "unknown costs_restated"),
        ("reconsider", "met"),
    ],
)
def test_whoever_decides_first_on_a_changed_text_needs_its_costs(step, expected):
    """The main committee in urgency too; who only confirms a resolution does not (A-6)."""
    before = attrs.evolve(FINE, state="voted", result="recommended_amended")
    of = case(Motion(), consultations=(before,))
    about = {"consultation": FINE, "ballot": YES, "step": step}
    assert expected == outcome("cost_statement_fresh", of=of, **about)


@pytest.mark.parametrize("value", [1, "yes", "true", 0, ""])
def test_only_true_itself_is_a_yes(value):
    """A fact that came in as text or number is no statement that it is so (A-6 to A-8)."""
    about = decision(topics=("overspend",))
    of = case(about["motion"], facts={"overspend_covered": value})
    assert "unmet" == outcome("overspend_covered", of=of, law=COUNTED, **about)
    ballot = attrs.evolve(YES, amended=True)
    found = outcome("cost_statement_fresh", ballot=ballot, costs_restated=value)
    assert "unmet" == found
    motion = Motion(
        topics=("investment", "construction"),
        cost_statement=CostStatement("amount", 100_000_000),
    )
    found = outcome(
        "cost_growth_reported",
        motion=motion,
        law=GROWTH,
        actual_cost_cents=200_000_000,
        council_informed_of_growth=value,
    )
    assert "unmet" == found


THRESHOLD = {"overspend.material_threshold": 100_000}


def spending(cents, body=COUNCIL, result="adopted_unchanged", topic="overspend"):
    """Return a decided case about spending beyond the budget."""
    motion = Motion(
        topics=(topic,), cost_statement=CostStatement("amount", cents, "once")
    )
    decided = Consultation("c1", body, state="voted", result=result)
    return case(motion, state="executable", consultations=(decided,))


COMMITTEE = Organization("Finanzausschuss", "finance_committee")


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (spending(15_000_000), "met"),
        (spending(15_000_000, COMMITTEE), "unmet"),
        (spending(15_000_000, result="rejected"), "unmet"),
        (spending(8_000_000, COMMITTEE), "met"),
        (spending(10_000_000, COMMITTEE), "met"),
        (spending(10_000_001, COMMITTEE), "unmet"),
        (spending(1, COMMITTEE, topic="material_overspend"), "unmet"),
        (spending(15_000_000, COMMITTEE, topic="other"), "met"),
        (attrs.evolve(spending(15_000_000), consultations=()), "unmet"),
        (
            attrs.evolve(
                spending(15_000_000),
                consultations=(),
                state="urgent_decided",
                facts={"council_unavailable": True},
            ),
            "met",
        ),
        (
            attrs.evolve(
                spending(15_000_000),
                consultations=(),
                state="urgent_decided",
                facts={"committee_unavailable": True},
            ),
            "unmet",
        ),
    ],
)
def test_material_overspending_needs_the_council_first(of, expected):
    """80,000 € are the treasurer's, 150,000 € the council's or urgent (A-8)."""
    about = {"of": of, "step": "start_execution", "law": THRESHOLD}
    assert expected == outcome("overspend_prior_consent", **about)


@given(st.integers(0, 10**9))
def test_the_threshold_is_strict(cents):
    """What equals the threshold is not above it (A-8)."""
    of = spending(cents, COMMITTEE)
    found = outcome("overspend_prior_consent", of=of, law=THRESHOLD)
    assert (cents > 10_000_000) == (found == "unmet")


def test_material_is_unknown_without_a_threshold():
    """The council sets what is material; until then nobody knows (A-8)."""
    for rule in ("overspend_prior_consent", "overspend_reported"):
        found = outcome(rule, of=spending(1))
        assert "unknown overspend.material_threshold" == found
        assert "unknown motion.topics" == outcome(rule, motion=Motion())


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (spending(8_000_000, COMMITTEE), "unmet"),
        (spending(8_000_000), "met"),
        (spending(10_000_001, COMMITTEE), "met"),
        (spending(8_000_000, COMMITTEE, topic="other"), "met"),
    ],
)
def test_minor_overspending_is_reported(of, expected):
    """Below the threshold the council takes note (A-8)."""
    assert expected == outcome("overspend_reported", of=of, law=THRESHOLD)


# ---------------------------------------------------------------

CHECKS = {
    "impact_checks.checks": [
        {
            "id": "klima",
            "required": True,
            "values": ["positive", "neutral", "negative", "not relevant"],
        },
        {"id": "children", "required": False},
    ]
}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"klima": "not relevant"}, "met"),
        ({"klima": "positive", "children": "ja"}, "met"),
        ({}, "unmet"),
        ({"klima": " "}, "unmet"),
        ({"klima": "perhaps"}, "unmet"),
        ({"children": "ja"}, "unmet"),
    ],
)
def test_not_relevant_is_an_answer(answers, expected):
    """A required check that nobody answered fails, “not relevant” does not (A-9)."""
    motion = Motion(impact_checks=answers)
    assert expected == outcome("impact_checks_answered", motion=motion, law=CHECKS)


@given(st.text())
def test_only_the_listed_answers_count(answer):
    """Any other text is no answer (A-9)."""
    found = outcome(
        "impact_checks_answered",
        motion=Motion(impact_checks={"klima": answer}),
        law=CHECKS,
    )
    listed = answer.strip() in CHECKS["impact_checks.checks"][0]["values"]
    assert listed == (found == "met")


def test_checks_are_unknown_until_the_city_lists_them():
    """No list is not an empty list (A-9)."""
    assert "unknown impact_checks.checks" == outcome("impact_checks_answered")
    empty = {"impact_checks.checks": []}
    assert "met" == outcome("impact_checks_answered", law=empty)


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        ("Der Rat tritt bei.", None, "met"),
        ("Der Rat tritt bei.", False, "unmet"),
        ("Der Rat wählt Variante A oder B.", None, "unknown proposal_votable"),
        ("Der Rat wählt Variante A oder B.", False, "unmet"),
        ("Der OB oder sein Vertreter wird beauftragt.", True, "met"),
        ("Alternative 1: Bau. Alternative 2: Kauf.", None, "unknown proposal_votable"),
        ("Der Moderator wird bestellt.", None, "met"),
        (" ", True, "unmet"),
    ],
)
def test_a_proposal_is_answered_with_yes_or_no(text, stated, expected):
    """“A or B” is never put into one vote (A-10)."""
    about = {"motion": Motion(proposal=text), "consultation": FINE, "step": "open_item"}
    assert expected == outcome("votable_proposal", proposal_votable=stated, **about)


def test_a_body_votes_on_its_own_proposal():
    """The text put to this body counts; what it only notes is not judged (A-10)."""
    motion = Motion(proposal="A oder B")
    own = attrs.evolve(FINE, proposal="A")
    assert "met" == outcome("votable_proposal", motion=motion, consultation=own)
    noting = Consultation("c1", COUNCIL, "noting")
    assert "met" == outcome("votable_proposal", motion=motion, consultation=noting)
    assert "unknown consultation" == outcome("votable_proposal", motion=motion)


@given(st.text(), st.text())
def test_a_choice_never_passes_unasked(before, after):
    """Whatever stands around it, “oder” must be looked at by a person (A-10)."""
    motion = Motion(proposal=f"{before} oder {after}")
    found = outcome("votable_proposal", motion=motion, consultation=FINE)
    assert "unknown proposal_votable" == found


# ------------------------------------------------------------- keys and engine


@pytest.mark.parametrize(
    ("key", "value", "problems"),
    [
        ("paper.reference_pattern", r"\d+", 0),
        ("paper.reference_pattern", "(", 1),
        ("paper.required_fields", {"decision_paper": ["title"]}, 0),
        ("paper.required_fields", {"decision_paper": "title"}, 1),
        ("paper.required_fields", ["title"], 1),
        ("investment.thresholds", {"land": 1}, 0),
        ("investment.thresholds", {"land": -1, "x": True, "y": "1"}, 3),
        ("investment.thresholds", [], 1),
        ("cost_statement.required_details", ["year", "yaer"], 1),
        ("impact_checks.checks", CHECKS["impact_checks.checks"], 0),
        ("impact_checks.checks", {}, 1),
        (
            "impact_checks.checks",
            [{}, {"id": "a", "x": 1}, {"id": "b", "required": 1}],
            3,
        ),
        ("impact_checks.checks", [{"id": "a", "values": "x"}], 1),
    ],
)
def test_mistakes_in_the_local_law_are_named(key, value, problems):
    """Every mistake is named when the file is read, not at the first vote."""
    found = problems_of_value(STATE.table.norms[key], value)
    assert problems == len(list(found))


def test_a_paper_without_costs_is_refused_or_recorded():
    """Enforced, the step is refused; recorded, it stands with its finding (A-6)."""
    author = Actor("a", roles=("author",))
    clerk = Actor("r", roles=("author", "council_office"))
    opened = open_case(
        nrw(), "1", COMPLETE, author, at=NOON, consultations=(FINE,)
    ).case
    about = {"at": NOON, "law": Law("NRW"), "inputs": {"excluded_officials": ()}}
    verdict = assess(nrw(), opened, "submit", author, **about)
    assert ["cost_statement_present"] == [f.rule.id for f in verdict.blocking]
    with pytest.raises(RefusedError):
        take(verdict)
    recorded = take(
        assess(nrw(), opened, "submit", clerk, mode=Mode.RECORD, **about)
    ).case
    assert "co_signature" == recorded.state
    assert ["cost_statement_present"] == [each.rule for each in recorded.findings]


def test_a_paper_of_the_house_cannot_be_filed_around_its_release():
    """Filing a decision paper is refused, whatever the rest looks like (A-1, B-1)."""
    faction = Actor("f", roles=("faction",))
    opened = open_case(
        nrw(), "1", COMPLETE, faction, at=NOON, consultations=(FINE,)
    ).case
    verdict = assess(nrw(), opened, "file_motion", faction, at=NOON, law=Law("NRW"))
    blocking = {finding.rule.id for finding in verdict.blocking}
    assert {"originator_fits", "mayor_released"} <= blocking


def test_every_rule_stands_on_a_step():
    """No rule of the chapter is forgotten, and each says what it means in both tongues."""
    standing = {rule for rules in paper.GUARDS.values() for rule in rules}
    assert {each.id for each in paper.RULES} == standing
    covered = {each.catalogue for each in paper.RULES} | set(paper.NOT_RULES)
    assert {f"A-{number}" for number in range(1, 11)} <= covered
    for each in paper.RULES:
        assert all((each.label.de, each.label.en, each.remedy.de, each.remedy.en))
