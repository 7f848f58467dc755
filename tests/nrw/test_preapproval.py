"""Rules on administrative pre-approval (B)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from clerks import read_out
from hypothesis import given
from hypothesis import strategies as st

from procedure import preapproval
from ratsflow.engine import Mode
from ratsflow.errors import DefinitionError, RefusedError
from ratsflow.law.cosigners import co_signers, problems_of_co_signers
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law, MissingValueError
from ratsflow.model import (
    Actor,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Organization,
    Signature,
)
from ratsflow.model.alike import is_one_of
from ratsflow.office import Office
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import MissingFactError
from ratsflow.states.common.predicates.preapproval import due_day
from ratsflow.states.nrw import nrw

from asking import NOON, case, first_lack, question


COUNCIL = Organization("Rat", "council", 67)
NONE = CostStatement("none")
MOTION = Motion(
    title="t",
    proposal="p",
    reasons="r",
    public=True,
    cost_statement=NONE,
    previous_considerations=(),
    author="a.utor",
    topics=(),
    districts=(),
)


def outcome(rule, **about):
    """Return met, unmet, or unknown with the name of what is missing."""
    (found,) = [each for each in preapproval.RULES if each.id == rule]
    try:
        answer = read_out(found, found.check(question(**about)))
    except MissingFactError as error:
        return f"unknown {error.name}"
    except MissingValueError as error:
        return f"unknown {error.key}"
    if answer.result is Result.UNKNOWN:
        return f"unknown {first_lack(answer)}"
    return answer.result.value


def signed(office, motion=MOTION, who="x", decision="approve", at=NOON, **more):
    """Return a signature under a motion."""
    return Signature(office, who, motion.text_hash, at, decision, **more)


def standing(*signatures, motion=MOTION, **changes):
    """Return a case with signatures."""
    return case(motion, signatures=signatures, **changes)


# ------------------------------------------------------------------------ B-1


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("mayor", "met"),
        ("general_deputy", "met"),
        ("author", "unmet"),
        ("alderman", "unmet"),
        ("", "unmet"),
    ],
)
def test_an_office_head_releases_nothing(role, expected):
    """Only the mayor or the general deputy releases; a Motion of a Fraktion needs none (B-1)."""
    for step in ("release", "supplement"):
        about = {"step": step, "role": role, "actor": Actor("x", roles=("x",))}
        assert expected == outcome("mayor_released", motion=MOTION, **about)
        free = Motion(paper_type="faction_motion")
        assert "met" == outcome("mayor_released", motion=free, **about)


@pytest.mark.parametrize(
    ("signatures", "state", "kind", "expected"),
    [
        ((signed("mayor"),), "released", "decision_paper", "met"),
        ((), "released", "decision_paper", "unmet"),
        ((signed("alderman"),), "released", "decision_paper", "unmet"),
        ((signed("mayor", decision="object"),), "released", "decision_paper", "unmet"),
        ((), "released", "faction_motion", "met"),
        ((), "released", "supplement", "unmet"),
        ((), "urgent_decided", "decision_paper", "met"),
    ],
)
def test_nothing_of_the_house_comes_onto_an_agenda_unreleased(
    signatures, state, kind, expected
):
    """A paper that got to “released” by another way is stopped at the agenda (B-1)."""
    motion = attrs.evolve(MOTION, paper_type=kind)
    of = standing(*signatures, motion=motion, state=state)
    assert expected == outcome("mayor_released", of=of, step="place_on_agenda")


def test_a_supplement_does_not_turn_a_paper_into_a_motion():
    """Handing in another type of paper does not do away with the release (B-1)."""
    new = attrs.evolve(MOTION, paper_type="faction_motion")
    about = {"of": standing(), "step": "supplement", "role": "author"}
    found = outcome("mayor_released", **about)
    assert "unmet" == found
    q = question(**about)
    retyped = attrs.evolve(q, inputs={"motion": new})
    (rule,) = [each for each in preapproval.RULES if each.id == "mayor_released"]
    assert Result.UNMET is rule.check(retyped).result


@given(
    st.sampled_from(["decision_paper", "information_paper", "urgent_paper", "answer"])
)
def test_no_paper_of_the_house_is_filed(kind):
    """Filing is the way of members and residents (B-1)."""
    about = {
        "motion": Motion(paper_type=kind),
        "step": "file_motion",
        "role": "faction",
    }
    assert "unmet" == outcome("mayor_released", **about)


def test_a_supplement_of_unknown_base_is_not_filed():
    """Nobody has stated whether its base is a paper of the house (B-1)."""
    about = {"motion": Motion(paper_type="tabled_paper"), "step": "file_motion"}
    assert "unknown base_paper_type" == outcome("mayor_released", **about)
    about["base_paper_type"] = "faction_motion"
    assert "met" == outcome("mayor_released", **about)


# ------------------------------------------------------------------------ B-2

ALL_OF = {"alderman_signature.signatories": "all_of"}
DEZ_2 = Actor("dez2", roles=("alderman",))
DEZ_4 = signed("participating_alderman", who="dez4")
OLD = Signature("participating_alderman", "dez4", "0" * 64, NOON)


@pytest.mark.parametrize(
    ("signatures", "law", "who", "expected"),
    [
        ((), ALL_OF, "dez2", "unmet"),
        ((DEZ_4,), ALL_OF, "dez2", "met"),
        ((OLD,), ALL_OF, "dez2", "unmet"),
        ((attrs.evolve(DEZ_4, decision="object"),), ALL_OF, "dez2", "unmet"),
        ((signed("alderman", who="dez4"),), ALL_OF, "dez2", "unmet"),
        ((signed("participating_alderman", who="dez5"),), ALL_OF, "dez2", "unmet"),
        (
            (signed("participating_alderman", who="v", deputy=True, remark="dez4"),),
            ALL_OF,
            "dez2",
            "met",
        ),
        (
            (signed("participating_alderman", who="v", deputy=True, remark="dez5"),),
            ALL_OF,
            "dez2",
            "unmet",
        ),
        (
            (signed("participating_alderman", who="dez4", deputy=True),),
            ALL_OF,
            "dez2",
            "unmet",
        ),
        ((), {"alderman_signature.signatories": "any_of"}, "dez2", "met"),
        ((), {}, "dez2", "unknown alderman_signature.signatories"),
        ((DEZ_4,), ALL_OF, "dez4", "unmet"),
    ],
)
def test_the_lead_signs_last(signatures, law, who, expected):
    """Dezernat 2 leads and cannot sign before Dezernat 4, under this very text (B-2)."""
    of = standing(*signatures, facts={"participating_aldermen": ["dez4"]})
    about = {
        "of": of,
        "step": "sign",
        "law": law,
        "actor": Actor(who, roles=("alderman",)),
    }
    assert expected == outcome("alderman_signed", **about)


def test_who_takes_part_is_not_guessed():
    """Departments take part and nobody says whose they are: unknown; none: nobody (B-2)."""
    motion = attrs.evolve(MOTION, participating_departments=("Dez. 4",))
    found = outcome("alderman_signed", motion=motion, step="sign")
    assert "unknown participating_aldermen" == found
    of = case(motion, facts={"participating_aldermen": ()})
    assert "met" == outcome("alderman_signed", of=of, step="sign")
    assert "met" == outcome("alderman_signed", motion=MOTION, step="sign")


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_all_involved_sign(needed, given_):
    """Every department involved has signed, no matter who else did (B-2)."""
    signatures = [signed("participating_alderman", who=each) for each in given_]
    of = standing(*signatures, facts={"participating_aldermen": sorted(needed)})
    found = outcome("alderman_signed", of=of, step="sign", law=ALL_OF, actor=DEZ_2)
    assert ("met" if needed <= given_ else "unmet") == found


@pytest.mark.parametrize(
    ("signatures", "expected"),
    [
        ((signed("alderman"),), "met"),
        ((), "unmet"),
        ((Signature("alderman", "x", "0" * 64, NOON),), "unmet"),
        ((signed("mayor_override"),), "met"),
        ((Signature("mayor_override", "x", "0" * 64, NOON),), "unmet"),
    ],
)
def test_a_change_of_text_voids_the_signature(signatures, expected):
    """Nothing is released that the alderman signed in another wording (B-2, B-5)."""
    of = standing(*signatures, state="mayor_review")
    assert expected == outcome("alderman_signed", of=of, step="release")


@pytest.mark.parametrize(
    ("lead", "fact", "behalf", "expected"),
    [
        ("", None, "", "met"),
        ("Dez. 2", None, "", "unknown lead_alderman"),
        ("Dez. 2", "dez2", "", "met"),
        ("Dez. 2", "dez4", "", "unmet"),
        ("Dez. 2", None, "Dez. 2", "met"),
        ("Dez. 2", None, "Dez. 4", "unknown lead_alderman"),
        ("Dez. 2", "dez4", "Dez. 4", "unmet"),
        ("Dez. 2", "dez4", "dez4", "met"),
    ],
)
def test_the_leading_department_signs(lead, fact, behalf, expected):
    """Where a department leads, its alderman signs, or a deputy on its behalf (B-2)."""
    motion = attrs.evolve(MOTION, lead_department=lead)
    facts = {} if fact is None else {"lead_alderman": fact}
    actor = Actor("dez2", roles=("alderman",), on_behalf_of=behalf)
    if (fact, behalf) == ("dez4", "Dez. 4"):
        motion = attrs.evolve(motion, lead_department="Dez. 1")
    about = {"of": case(motion, facts=facts), "actor": actor, "step": "sign"}
    assert expected == outcome("lead_department_signs", **about)


@pytest.mark.parametrize(
    ("departments", "participants", "expected"),
    [
        ((), None, "met"),
        ((), (), "met"),
        ((), ("dez4",), "unknown lead_alderman"),
        (("Dez. 4",), None, "unknown participating_aldermen"),
        (("Dez. 4",), ("dez4",), "unknown lead_alderman"),
    ],
)
def test_where_several_departments_sign_one_leads(departments, participants, expected):
    """The lead signs last, so that somebody must have said who leads (B-2)."""
    motion = attrs.evolve(MOTION, participating_departments=departments)
    facts = {} if participants is None else {"participating_aldermen": participants}
    about = {"of": case(motion, facts=facts), "actor": DEZ_2, "step": "sign"}
    assert expected == outcome("lead_department_signs", **about)


@given(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5))
def test_only_the_stated_lead_signs(stated, who):
    """Whatever the names, another person is refused (B-2)."""
    of = case(MOTION, facts={"lead_alderman": stated})
    found = outcome("lead_department_signs", of=of, actor=Actor(who))
    assert is_one_of(who, (stated,)) == (found == "met")


@pytest.mark.parametrize(
    ("who", "author", "law", "expected"),
    [
        ("b", "a", {}, "met"),
        ("a", "a", {}, "unmet"),
        ("a", "a", {"alderman_signature.self_approval_allowed": False}, "unmet"),
        ("a", "a", {"alderman_signature.self_approval_allowed": True}, "met"),
        ("a", "", {}, "unknown motion.author"),
    ],
)
def test_nobody_approves_their_own_paper(who, author, law, expected):
    """The author does not sign as alderman unless the house allows it (B-2)."""
    motion = attrs.evolve(MOTION, author=author)
    found = outcome("not_self_approved", motion=motion, actor=Actor(who), law=law)
    assert expected == found


@given(st.text(min_size=1), st.text(min_size=1))
def test_self_approval_is_told_by_the_id(who, author):
    """Same id, same person, as the eye sees it (B-2)."""
    motion = attrs.evolve(MOTION, author=author)
    found = outcome("not_self_approved", motion=motion, actor=Actor(who))
    assert is_one_of(who, (author,)) == (found == "unmet")


@pytest.mark.parametrize(
    ("deputy", "allowed", "expected"),
    [
        (False, None, "met"),
        (False, False, "met"),
        (True, True, "met"),
        (True, False, "unmet"),
        (True, None, "unknown alderman_signature.deputy_allowed"),
    ],
)
def test_deputies_sign_where_the_house_allows_it(deputy, allowed, expected):
    """“i. V.” is a matter of the house (B-2)."""
    values = {"alderman_signature.deputy_allowed": allowed}
    found = outcome("deputy_may_sign", motion=MOTION, law=values, as_deputy=deputy)
    assert expected == found


@pytest.mark.parametrize(
    ("who", "behalf", "allowed", "expected"),
    [
        ("dez4", "dez2", False, "unmet"),
        ("dez4", "Dez. 2", False, "unmet"),
        ("dez4", "Dez. 2", True, "met"),
        ("dez4", "Dez. 2", None, "unknown alderman_signature.deputy_allowed"),
        ("dez2", "Dez. 2", False, "met"),
        ("dez4", "Dez. 4", False, "met"),
        ("dez4", "", False, "met"),
    ],
)
def test_an_alderman_may_be_a_deputy_too(who, behalf, allowed, expected):
    """Whoever heads Dezernat 4 signs for Dezernat 2 as its deputy, whatever the role (B-2)."""
    motion = attrs.evolve(MOTION, lead_department="Dez. 2")
    found = outcome(
        "deputy_may_sign",
        of=case(motion, facts={"lead_alderman": "dez2"}),
        actor=Actor(who, roles=("alderman",), on_behalf_of=behalf),
        law={"alderman_signature.deputy_allowed": allowed},
    )
    assert expected == found


@given(st.lists(st.sampled_from("abc")), st.sampled_from("abc"))
def test_whoever_is_excluded_does_not_sign(excluded, who):
    """An official with an interest of their own does not sign or release (B-2)."""
    of = case(MOTION, facts={"excluded_officials": excluded})
    found = outcome("signer_not_excluded", of=of, actor=Actor(who))
    assert (who in excluded) == (found == "unmet")
    assert "unknown excluded_officials" == outcome("signer_not_excluded", motion=MOTION)


# ------------------------------------------------------------------------ B-3

ASKED = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
TREASURER = {
    "office": "treasurer",
    "when": "costs",
    "timeout_days": 5,
    "on_timeout": "escalate",
}
COSTLY = attrs.evolve(MOTION, cost_statement=CostStatement("amount", 500_000, "once"))


def cosigning(rule, signer, *signatures, motion=COSTLY, day=date(2026, 3, 3), **law):
    """Ask about co-signature with one co-signer, requested on Monday 2 March."""
    of = standing(*signatures, motion=motion, state="co_signature", since=ASKED)
    values = {"cosignature.signers": [signer], **law}
    return outcome(rule, of=of, day=day, law=values, step="complete_co_signature")


@pytest.mark.parametrize(
    ("day", "on_timeout", "done", "escalates"),
    [
        (date(2026, 3, 9), "escalate", "unmet", "unmet"),
        (date(2026, 3, 10), "escalate", "unmet", "met"),
        (date(2026, 3, 9), "approve", "unmet", "unmet"),
        (date(2026, 3, 10), "approve", "met", "met"),
        (date(2026, 3, 10), "block", "unmet", "unmet"),
        (date(2026, 4, 30), "block", "unmet", "unmet"),
    ],
)
def test_silence_is_no_consent(day, on_timeout, done, escalates):
    """Five working days from Monday 2 March end with Monday 9 March (B-3)."""
    signer = {**TREASURER, "on_timeout": on_timeout}
    assert done == cosigning("cosignatures_done", signer, motion=COSTLY, day=day)
    assert escalates == cosigning("escalation_due", signer, motion=COSTLY, day=day)


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        (signed("treasurer", COSTLY), "met"),
        (signed("treasurer", COSTLY, decision="approve_with_remark"), "met"),
        (signed("treasurer", COSTLY, decision="not_affected"), "met"),
        (signed("treasurer", COSTLY, decision="object"), "met"),
        (signed("treasurer", MOTION), "unmet"),
        (signed("legal_office", COSTLY), "unmet"),
    ],
)
def test_every_co_signer_answers_this_text(signature, expected):
    """An answer to another text, or of another office, is none (B-3)."""
    assert expected == cosigning("cosignatures_done", TREASURER, signature)


@pytest.mark.parametrize(
    ("signer", "motion", "expected"),
    [
        ({"office": "x"}, MOTION, "unmet"),
        ({"office": "x", "kind": "informative"}, MOTION, "met"),
        ({"office": "x", "when": "costs"}, MOTION, "met"),
        ({"office": "x", "when": "costs"}, COSTLY, "unmet"),
        ({"office": "x", "when": "costs", "above": 4999}, COSTLY, "unmet"),
        ({"office": "x", "when": "costs", "above": 5000}, COSTLY, "met"),
        ({"office": "x", "when": "costs"}, Motion(), "unknown motion.cost_statement"),
        ({"office": "x", "when": "topics", "topics": ["bye_law"]}, MOTION, "met"),
        (
            {"office": "x", "when": "topics", "topics": ["bye_law"]},
            attrs.evolve(MOTION, topics=("bye_law",)),
            "unmet",
        ),
        (
            {"office": "x", "when": "topics", "topics": ["bye_law"]},
            Motion(),
            "unknown motion.topics",
        ),
        (
            {"office": "x", "when": "costs", "above": 1},
            attrs.evolve(MOTION, cost_statement=CostStatement("amount", 500)),
            "unknown cost_statement.recurrence",
        ),
        (
            {"office": "x", "when": "costs", "above": 1},
            attrs.evolve(MOTION, cost_statement=CostStatement("amount")),
            "unknown cost_statement.amount_cents",
        ),
    ],
)
def test_who_co_signs_depends_on_the_paper(signer, motion, expected):
    """Costs and topics call for co-signers; what is not stated is unknown (B-3, A-6)."""
    assert expected == cosigning("cosignatures_done", signer, motion=motion)


def test_yearly_costs_are_added_up():
    """1,000 € a year are 5,000 € in five years, and not above 5,000 € (A-6, B-3)."""
    yearly = attrs.evolve(
        MOTION, cost_statement=CostStatement("amount", 100_000, "yearly")
    )
    signer = {"office": "x", "when": "costs", "above": 5000}
    about = ("cosignatures_done", signer)
    assert "unknown cost_statement.recurring_years" == cosigning(*about, motion=yearly)
    five, six = ({"cost_statement.recurring_years": years} for years in (5, 6))
    assert "met" == cosigning(*about, motion=yearly, **five)
    assert "unmet" == cosigning(*about, motion=yearly, **six)


def test_the_list_of_co_signers_is_the_citys():
    """No list is unknown, an empty one means that nobody co-signs (B-3)."""
    for rule in ("cosignatures_done", "escalation_due"):
        assert "unknown cosignature.signers" == outcome(rule, motion=MOTION)
        assert "met" == outcome(rule, motion=MOTION, law={"cosignature.signers": []})


def test_without_a_request_no_period_runs():
    """Nobody knows since when the co-signer was asked (B-3)."""
    law = {"cosignature.signers": [{**TREASURER, "on_timeout": "approve"}]}
    assert "unknown since" == outcome("cosignatures_done", motion=COSTLY, law=law)


@given(st.integers(0, 40), st.integers(1, 20))
def test_time_only_ever_helps(days, limit):
    """Waiting longer never turns a completed co-signature into an open one (B-3)."""
    signer = {**TREASURER, "timeout_days": limit, "on_timeout": "approve"}
    day = date(2026, 3, 2) + timedelta(days=days)
    today = cosigning("cosignatures_done", signer, day=day)
    later = cosigning("cosignatures_done", signer, day=day + timedelta(days=1))
    assert not (today == "met" and later != "met")
    assert days > limit or today == "unmet"


@pytest.mark.parametrize(
    ("signatures", "expected"),
    [
        ((), "met"),
        ((signed("treasurer", decision="object"),), "unmet"),
        ((signed("treasurer", decision="object"), signed("treasurer")), "met"),
        ((signed("treasurer"), signed("treasurer", decision="object")), "unmet"),
        ((signed("treasurer", COSTLY, decision="object"),), "met"),
        ((signed("equal_opportunities_objection", decision="object"),), "met"),
    ],
)
def test_an_open_objection_stops_co_signature(signatures, expected):
    """The last answer to this text counts; the officer's declaration is no veto (B-3, B-4)."""
    assert expected == outcome("no_open_objection", of=standing(*signatures))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["treasurer", "legal_office"]),
            st.sampled_from(["approve", "object", "not_affected"]),
        ),
        max_size=6,
    )
)
def test_the_last_answer_of_each_office_counts(answers):
    """Any office whose last word is an objection stops it (B-3)."""
    of = standing(*(signed(office, decision=given_) for office, given_ in answers))
    found = outcome("no_open_objection", of=of)
    assert ("object" in dict(answers).values()) == (found == "unmet")


@pytest.mark.parametrize(
    ("topics", "stated", "expected"),
    [
        ((), None, "met"),
        (("staff_codetermination",), None, "unknown staff_council_involved"),
        (("staff_codetermination",), False, "unmet"),
        (("staff_codetermination",), True, "met"),
        (None, True, "met"),  # whatever it is about
        (None, None, "unknown motion.topics"),
        (None, False, "unknown motion.topics"),
    ],
)
def test_the_staff_council_comes_before_execution(topics, stated, expected):
    """A measure subject to co-determination waits for the staff council (B-3)."""
    motion = Motion(topics=topics)
    found = outcome(
        "staff_council_involved", motion=motion, staff_council_involved=stated
    )
    assert expected == found


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"office": ""},
        {"office": "x", "kind": "optional"},
        {"office": "x", "when": "never"},
        {"office": "x", "when": "topics"},
        {"office": "x", "when": "topics", "topics": "bye_law"},
        {"office": "x", "timeout_days": 0},
        {"office": "x", "timeout_days": True},
        {"office": "x", "above": -1, "when": "costs"},
        {"office": "x", "on_timeout": "consent", "timeout_days": 5},
        {"office": "x", "above": 5},
        {"office": "x", "on_timeout": "approve"},
        {"office": "x", "when": "costs", "topics": ["bye_law"]},
        {"office": "x", "timeout": 5},
        "x",
    ],
)
def test_a_wrong_co_signer_is_an_error_at_load(row):
    """A misspelt field must never drop a co-signer (B-3)."""
    assert 1 == len(list(problems_of_co_signers([row])))
    with pytest.raises(DefinitionError, match="entry 1"):
        co_signers([row])


def test_a_table_is_no_list_of_co_signers():
    """A single row is told and not taken."""
    assert 1 == len(list(problems_of_co_signers({"office": "x"})))


# ------------------------------------------------------------------ B-4 and B-5

OBJECTS = signed("equal_opportunities_objection", decision="object")
RAT = Consultation("c1", COUNCIL)


@pytest.mark.parametrize(
    ("signatures", "kind", "body", "read", "expected"),
    [
        ((), "decision_paper", COUNCIL, None, "met"),
        ((OBJECTS,), "decision_paper", COUNCIL, True, "met"),
        ((OBJECTS,), "decision_paper", COUNCIL, False, "unmet"),
        ((OBJECTS,), "decision_paper", COUNCIL, None, "unknown notice_read"),
        ((OBJECTS,), "decision_paper", Organization("Ausschuss"), None, "met"),
        ((OBJECTS,), "faction_motion", COUNCIL, None, "met"),
        (
            (OBJECTS, signed("equal_opportunities_objection")),
            "decision_paper",
            COUNCIL,
            None,
            "met",
        ),
        (
            (signed("equal_opportunities_officer", decision="object"),),
            "decision_paper",
            COUNCIL,
            None,
            "unknown notice_read",
        ),
        (
            (attrs.evolve(OBJECTS, text_hash="0" * 64),),
            "decision_paper",
            COUNCIL,
            False,
            "unmet",
        ),
    ],
)
def test_the_council_hears_of_the_objection(signatures, kind, body, read, expected):
    """Lodged on 5 March, not read on 10 March: a finding; a later text keeps it (B-4)."""
    motion = attrs.evolve(MOTION, paper_type=kind)
    of = standing(*signatures, motion=motion, facts={"notice_read": True})
    about = {"consultation": Consultation("c1", body), "notice_read": read}
    found = outcome("equal_opp_notice_read", of=of, step="open_item", **about)
    assert expected == found


@given(st.lists(st.sampled_from(["object", "approve"]), max_size=5), st.booleans())
def test_the_last_declaration_counts(decisions, read):
    """She may withdraw and object again (B-4)."""
    office = "equal_opportunities_objection"
    of = standing(*(signed(office, decision=each) for each in decisions))
    found = outcome("equal_opp_notice_read", of=of, consultation=RAT, notice_read=read)
    objects = decisions[-1:] == ["object"]
    assert ("met" if read or not objects else "unmet") == found


@pytest.mark.parametrize(
    ("kind", "decision", "expected"),
    [
        ("decision_paper", "object", "met"),
        ("faction_motion", "object", "unmet"),
        ("faction_motion", "approve", "met"),
    ],
)
def test_she_objects_to_papers_of_the_mayor_only(kind, decision, expected):
    """Against a Motion of a Fraktion there is no such objection (B-4)."""
    motion = Motion(paper_type=kind)
    found = outcome("equality_objection_admissible", motion=motion, decision=decision)
    assert expected == found


@given(
    st.sampled_from(["mayor", "general_deputy", "alderman", "treasurer", "author", ""])
)
def test_the_board_does_not_vote(role):
    """Four aldermen against, the mayor for: the mayor decides (B-5)."""
    found = outcome("mayor_decides_disagreement", role=role, actor=Actor("x"))
    assert (role in ("mayor", "general_deputy")) == (found == "met")


@given(
    st.sampled_from(["main_committee", "finance_committee", "committee", "council"]),
    st.sampled_from([True, False, None]),
)
def test_dissent_goes_to_the_main_committee(kind, told):
    """A dissenting alderman informs the mayor and speaks in the Hauptausschuss (B-5)."""
    about = {
        "consultation": Consultation("c1", Organization("X", kind)),
        "mayor_informed": told,
    }
    place = outcome("dissent_in_main_committee", **about)
    assert ("met" if kind == "main_committee" else "unmet") == place
    informed = outcome("mayor_informed_of_dissent", **about)
    expected = {True: "met", False: "unmet", None: "unknown mayor_informed"}[told]
    assert expected == informed


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"lead_alderman": "dez2"}, "met"),
        ({"lead_alderman": "dez1"}, "unmet"),
        ({"lead_alderman": "dez1", "participating_aldermen": ("dez2",)}, "met"),
        ({"participating_aldermen": ("dez2",)}, "met"),
        ({"participating_aldermen": ("dez3",)}, "unknown lead_alderman"),
        ({}, "unknown lead_alderman"),
    ],
)
def test_aldermen_dissent_on_their_own_matters(facts, expected):
    """A dissenting view is for matters of the alderman's own Geschäftsbereich (B-5)."""
    of = case(MOTION, facts=facts)
    assert expected == outcome("dissent_on_own_matter", of=of, actor=DEZ_2)


def test_who_heads_the_departments_of_a_matter_is_not_guessed():
    """Departments take part and nobody says whose they are: only the lead is sure (B-5)."""
    motion = attrs.evolve(MOTION, participating_departments=("Dez. 4",))
    of = case(motion, facts={"lead_alderman": "dez1"})
    found = outcome("dissent_on_own_matter", of=of, actor=DEZ_2)
    assert "unknown participating_aldermen" == found
    assert "met" == outcome("dissent_on_own_matter", of=of, actor=Actor("dez1"))


def test_dissent_needs_a_consultation():
    """Without a body nobody knows where it was presented (B-5)."""
    assert "unknown consultation" == outcome("dissent_in_main_committee")
    assert "unknown consultation" == outcome(
        "equal_opp_notice_read", of=standing(OBJECTS)
    )


# ------------------------------------------------------------------ B-6 and B-7

DISPATCH = date(2026, 3, 5)  # a Thursday
MEETING = Meeting(date(2026, 3, 19), dispatched_on=DISPATCH)
LEAD = {"submission.lead_days": 3}


def submitted(
    day, meeting=MEETING, law=LEAD, state="released", motion=MOTION, **inputs
):
    """Ask about a paper that was released on a day."""
    at = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    of = standing(signed("mayor", motion, at=at), motion=motion, state=state)
    about = {"of": of, "step": "place_on_agenda", "law": law, "meeting": meeting}
    return outcome("submission_deadline_met", **about, **inputs)


@pytest.mark.parametrize(
    ("day", "more", "expected"),
    [
        (date(2026, 3, 2), {}, "met"),
        (date(2026, 3, 3), {}, "unmet"),
        (date(2026, 3, 3), {"route": "regular"}, "unmet"),
        (date(2026, 3, 3), {"route": "supplement"}, "met"),
        (date(2026, 3, 3), {"route": "urgent"}, "met"),
        (date(2026, 3, 3), {"state": "executed"}, "met"),
        (date(2026, 3, 3), {"law": {"submission.lead_days": 0}}, "met"),
        (date(2026, 3, 3), {"law": {}}, "unknown submission.lead_days"),
        (
            date(2026, 3, 2),
            {"meeting": Meeting(date(2026, 3, 19))},
            "unknown meeting.dispatched_on",
        ),
        (date(2026, 3, 3), {"motion": Motion(paper_type="faction_motion")}, "met"),
        (date(2026, 3, 3), {"motion": Motion(paper_type="tabled_paper")}, "met"),
    ],
)
def test_papers_are_due_three_working_days_before_dispatch(day, more, expected):
    """Dispatch on Thursday 5 March: due on Monday 2 March (B-6)."""
    assert expected == submitted(day, **more)


def test_an_unreleased_paper_has_not_arrived():
    """Without a release nobody knows when the council office got it (B-6)."""
    of = standing(state="released")
    found = outcome(
        "submission_deadline_met",
        of=of,
        law=LEAD,
        meeting=MEETING,
        step="place_on_agenda",
    )
    assert "unknown release" == found


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 15))
def test_a_due_day_is_a_working_day_before_dispatch(dispatch, lead):
    """Weekends and holidays never count for the house (B-6)."""
    due = due_day(dispatch, lead, law_for("NRW"))
    assert due.weekday() < 5
    assert due <= dispatch - timedelta(days=lead)


BUDGET = attrs.evolve(MOTION, topics=("annual_budget",))
FINANCE = Organization("Finanzausschuss", "finance_committee")
MAIN = Organization("Hauptausschuss", "main_committee")


def prepared(body, role="preliminary", state="voted", day=date(2026, 12, 3)):
    """Return a consultation before the council's."""
    return Consultation("c0", body, role, state=state, days=(day,))


HOLDS = {"budget.main_committee_holds_finance": True}
HOLDS_NOT = {"budget.main_committee_holds_finance": False}


@pytest.mark.parametrize(
    ("before", "law", "expected"),
    [
        (prepared(FINANCE), {}, "met"),
        (prepared(FINANCE, day=date(2026, 12, 10)), {}, "met"),
        (prepared(FINANCE, day=date(2026, 12, 11)), {}, "unmet"),
        (prepared(FINANCE, state="on_agenda"), {}, "unmet"),
        (prepared(FINANCE, role="noting"), {}, "unmet"),
        (prepared(Organization("Ausschuss")), {}, "unmet"),
        (prepared(MAIN), {}, "unknown budget.main_committee_holds_finance"),
        (prepared(MAIN), HOLDS_NOT, "unmet"),
        (prepared(MAIN), HOLDS, "met"),
    ],
)
def test_the_finance_committee_prepares_the_budget(before, law, expected):
    """Finance committee on 3 December, council on the 10th (B-7)."""
    about = {"consultation": RAT, "step": "vote", "day": date(2026, 12, 10), "law": law}
    of = case(BUDGET, consultations=(before,))
    assert expected == outcome("finance_committee_prepared", of=of, **about)


@pytest.mark.parametrize(
    ("rule", "norm", "mark"),
    [
        ("mayor_released", "§ 62 Abs. 2 GO NRW", "V"),
        ("equal_opp_notice_read", "§ 5 Abs. 5 GO NRW", "V"),
        ("mayor_decides_disagreement", "§ 70 GO NRW", "V"),
        ("dissent_on_own_matter", "§ 70 GO NRW", "V"),
        ("finance_committee_prepared", "§ 59 Abs. 2 GO NRW", "S"),
        ("budget_objections_decided", "§ 80 Abs. 3 GO NRW", "S"),
        ("budget_drawn_up_by_treasurer", "§ 80 GO NRW", "K"),
        ("signer_not_excluded", "§§ 20, 21 VwVfG NRW", "K"),
        ("staff_council_involved", "§§ 72 ff. LPVG NRW", "K"),
    ],
)
def test_each_paragraph_is_as_sure_as_what_was_read(rule, norm, mark):
    """The marks are those of the catalogue, neither better nor worse (B-1 to B-7)."""
    (found,) = [each for each in preapproval.RULES if each.id == rule]
    assert (norm, mark) == (found.citation.norm, found.citation.confidence.value)


@given(st.sampled_from(["council", "committee", "main_committee"]), st.booleans())
def test_only_the_councils_budget_needs_preparation(kind, budget):
    """Other papers and other bodies are free (B-7)."""
    motion = BUDGET if budget else MOTION
    about = {
        "motion": motion,
        "consultation": Consultation("c1", Organization("X", kind)),
    }
    found = outcome("finance_committee_prepared", **about)
    assert (budget and kind == "council") == (found == "unmet")


@pytest.mark.parametrize(
    ("motion", "signatures", "stated", "drawn_up", "attached"),
    [
        (MOTION, (), None, "met", "met"),
        (BUDGET, (signed("treasurer", BUDGET),), None, "met", "met"),
        (
            BUDGET,
            (signed("treasurer", BUDGET, decision="object"),),
            None,
            "met",
            "unknown treasurer_statement_attached",
        ),
        (
            BUDGET,
            (signed("treasurer", BUDGET, decision="object"),),
            False,
            "met",
            "unmet",
        ),
        (BUDGET, (signed("treasurer", BUDGET, decision="object"),), True, "met", "met"),
        (BUDGET, (), None, "unmet", "unknown treasurer_statement_attached"),
        (
            BUDGET,
            (signed("treasurer", BUDGET, decision="not_affected"),),
            None,
            "unmet",
            "met",
        ),
        (BUDGET, (signed("treasurer", MOTION),), False, "unmet", "unmet"),
        (Motion(), (), None, "unknown motion.topics", "unknown motion.topics"),
    ],
)
def test_the_treasurer_draws_up_the_budget(
    motion, signatures, stated, drawn_up, attached
):
    """The treasurer signs the draft; a deviating one comes with a statement (B-7)."""
    facts = {} if stated is None else {"treasurer_statement_attached": stated}
    of = standing(*signatures, motion=motion, facts=facts)
    assert drawn_up == outcome("budget_drawn_up_by_treasurer", of=of, step="release")
    assert attached == outcome("treasurer_statement_attached", of=of, step="release")


@given(
    st.sampled_from([None, 0, 1, 7]),
    st.sampled_from([None, False, True]),
    st.sampled_from([None, False, True]),
)
def test_objections_to_the_budget_are_decided_in_public(count, decided, public):
    """None stated to be lodged, or all decided in public: nothing else passes (B-7)."""
    of = case(
        BUDGET, facts={"budget_objections": count, "budget_objections_decided": decided}
    )
    rat = attrs.evolve(RAT, public=public)
    found = outcome("budget_objections_decided", of=of, consultation=rat)
    passes = count == 0 or (decided is True and public is True)
    assert passes == (found == "met")
    lacks = count is None and not passes
    assert lacks == (found == "unknown budget_objections")


def test_objections_matter_to_the_councils_budget_only():
    """Neither the committee nor another paper waits for them; unclassified does (B-7)."""
    ask = "budget_objections_decided"
    committee = Consultation("c1", FINANCE)
    assert "met" == outcome(ask, motion=BUDGET, consultation=committee)
    assert "met" == outcome(ask, motion=MOTION, consultation=RAT)
    assert "unknown motion.topics" == outcome(ask, motion=Motion(), consultation=RAT)


@pytest.mark.parametrize("value", [1, "yes", 0, ""])
def test_only_true_itself_is_a_yes(value):
    """A fact or value that is text or number is no statement that it is so (B-4 to B-7)."""
    facts = {
        "treasurer_statement_attached": value,
        "budget_objections": 1,
        "budget_objections_decided": value,
        "mayor_informed": value,
    }
    of = case(BUDGET, facts=facts, consultations=(prepared(MAIN),))
    about = {"of": of, "consultation": RAT, "notice_read": value}
    law = {"budget.main_committee_holds_finance": value}
    for rule in (
        "treasurer_statement_attached",
        "budget_objections_decided",
        "mayor_informed_of_dissent",
    ):
        assert "unmet" == outcome(rule, **about)
    found = outcome(
        "finance_committee_prepared",
        of=of,
        consultation=RAT,
        law=law,
        day=date(2026, 12, 10),
    )
    assert "unmet" == found
    objecting = standing(OBJECTS)
    found = outcome(
        "equal_opp_notice_read", of=objecting, consultation=RAT, notice_read=value
    )
    assert "unmet" == found


# --------------------------------------------------------------------- engine

AUTHOR = Actor("a.utor", roles=("author",))
ALDERMAN = Actor("dez2", roles=("alderman",))
MAYOR = Actor("ob", roles=("mayor",))
OFFICE = Actor("rat", roles=("council_office",))
KAEMMERER = Actor("k", roles=("treasurer",))
OFFICER = Actor("g", roles=("equal_opportunities_officer",))
LAW = Law("NRW", {"cosignature.signers": [TREASURER], "submission.lead_days": 3})
ROUTE = (Consultation("c1", COUNCIL, meeting=Meeting(date(2026, 3, 19)), public=True),)


def office(motion=COSTLY, start=ASKED):
    """Return an office with one submitted paper, and its clock."""
    clock = [start]
    bound = Office(nrw(), law=LAW, clock=lambda: clock[0])
    full = attrs.evolve(
        motion,
        cost_statement=CostStatement(
            "amount", 500_000, "once", 2026, "11", covered=True
        ),
    )
    bound.open(full, AUTHOR, case_id="1", consultations=ROUTE)
    bound.take("1", "submit", AUTHOR, excluded_officials=())
    return bound, clock


def refused(bound, step, actor, **inputs):
    """Return the rules of the chapter that refuse a step."""
    with pytest.raises(RefusedError) as caught:
        bound.take("1", step, actor, **inputs)
    own = {rule.id for rule in preapproval.RULES}
    blocking = [each.rule.id for each in caught.value.verdict.blocking]
    return [each for each in blocking if each in own]


def test_a_paper_walks_through_the_house():
    """Submit, co-sign, complete, sign, release: each in its turn."""
    bound, _ = office()
    assert ["cosignatures_done"] == refused(bound, "complete_co_signature", OFFICE)
    bound.take("1", "cosign", KAEMMERER, decision="approve")
    bound.take("1", "complete_co_signature", OFFICE)
    bound.take("1", "sign", ALDERMAN)
    taken = bound.take("1", "release", MAYOR, reference="0042/2025-2030")
    assert "released" == taken.case.state


def test_silence_escalates_to_the_alderman():
    """After five working days the paper goes on without the treasurer's answer (B-3)."""
    bound, clock = office()
    clock[0] = datetime(2026, 3, 9, 12, tzinfo=UTC)
    found = refused(bound, "escalate_co_signature", AUTHOR, reasons="keine Antwort")
    assert ["escalation_due"] == found
    clock[0] = datetime(2026, 3, 10, 12, tzinfo=UTC)
    taken = bound.take("1", "escalate_co_signature", AUTHOR, reasons="keine Antwort")
    assert "alderman_review" == taken.case.state


def test_the_mayor_goes_over_a_refusal():
    """The alderman does not sign; the mayor decides, releases, and it is in the log (B-5)."""
    bound, _ = office()
    bound.take("1", "cosign", KAEMMERER, decision="approve")
    bound.take("1", "complete_co_signature", OFFICE)
    alone = {"reasons": "Vorrang der Schulwege"}
    assert ["disagreement_voiced"] == refused(
        bound, "decide_board_disagreement", MAYOR, **alone
    )
    bound.take("1", "refuse_to_sign", ALDERMAN, decision="object", remark="zu teuer")
    bound.take(
        "1",
        "decide_board_disagreement",
        MAYOR,
        reasons="Vorrang der Schulwege",
        dissenters=("dez1", "dez2", "dez3", "dez4"),
    )
    taken = bound.take("1", "release", MAYOR, reference="0042/2025-2030")
    assert "released" == taken.case.state
    assert "mayor_override" in [each.office for each in taken.case.signatures]


def test_the_author_as_alderman_is_refused_and_may_be_recorded():
    """Enforced, nobody signs their own paper; recorded, the finding stays (B-2)."""
    bound, _ = office()
    bound.take("1", "cosign", KAEMMERER, decision="approve")
    bound.take("1", "complete_co_signature", OFFICE)
    self_made = Actor("a.utor", roles=("alderman", "council_office"))
    assert ["not_self_approved"] == refused(bound, "sign", self_made)
    taken = bound.take("1", "sign", self_made, mode=Mode.RECORD)
    assert "mayor_review" == taken.case.state
    assert ["not_self_approved"] == [each.rule for each in taken.case.findings]


def test_an_unreleased_paper_is_refused_at_the_agenda_and_a_late_one_too():
    """Due on 2 March, released on the 3rd: not on this agenda by the ordinary way (B-6)."""
    bound, clock = office()
    bound.take("1", "cosign", KAEMMERER, decision="approve")
    bound.take("1", "complete_co_signature", OFFICE)
    bound.take("1", "sign", ALDERMAN)
    clock[0] = datetime(2026, 3, 3, 9, tzinfo=UTC)
    bound.take("1", "release", MAYOR, reference="0042/2025-2030")
    found = refused(bound, "place_on_agenda", OFFICE, meeting=MEETING)
    assert ["submission_deadline_met"] == found
    verdict = bound.assess(
        "1", "place_on_agenda", OFFICE, meeting=MEETING, route="supplement"
    )
    assert "submission_deadline_met" not in [f.rule.id for f in verdict.blocking]


def test_the_officers_objection_is_written_down_and_stops_nothing():
    """Her objection has no suspensive effect: the paper is completed all the same (B-4)."""
    bound, _ = office()
    bound.take(
        "1",
        "declare_for_equal_opportunities",
        OFFICER,
        decision="object",
        remark="Kita-Plätze fehlen",
    )
    bound.take("1", "cosign", KAEMMERER, decision="approve")
    taken = bound.take("1", "complete_co_signature", OFFICE)
    assert "alderman_review" == taken.case.state


def test_every_rule_stands_on_a_step():
    """No rule of the chapter is forgotten, and each says what it means in both tongues."""
    standing_ = {rule for rules in preapproval.GUARDS.values() for rule in rules}
    assert {each.id for each in preapproval.RULES} == standing_
    covered = {each.catalogue for each in preapproval.RULES} | set(
        preapproval.NOT_RULES
    )
    assert {f"B-{number}" for number in range(1, 8)} <= covered
    for each in preapproval.RULES:
        assert all((each.label.de, each.label.en, each.remedy.de, each.remedy.en))
