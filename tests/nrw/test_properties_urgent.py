"""Properties of the rules on urgent decisions and their ratification (K-1 to K-5)."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from clerks import read_out
from hypothesis import given
from hypothesis import strategies as st
from told import item, said, told

from procedure import MOTION_STATES
from ratsflow.law.layers import law_for
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.procedure.question import MissingFactError
from ratsflow.states.common.decide import reached
from ratsflow.states.nrw import nrw

from asking import case, question


DAY = date(2026, 4, 23)
STATES = [each.name for each in MOTION_STATES]
COMMITTEES = ["main_committee", "finance_committee", "audit_committee", "committee"]
"""§ 57 GO NRW: the committees of the council."""
KINDS = {
    "council_unavailable": ["council"],
    "committee_unavailable": COMMITTEES,
    "utmost_urgency": ["district_council"],
}
"""Which kinds of bodies an urgent decision replaces that states this (K-1 to K-4)."""
RESULTS = ["ratified", "ratification_refused", "annulled"]
FLAGS = [
    "council_unavailable",
    "main_committee_unavailable",
    "serious_harm",
    "committee_unavailable",
    "utmost_urgency",
]
flags = st.sampled_from([None, False, True])
words = st.text("abcdefghij äß", min_size=1, max_size=8).filter(str.strip)
cancelled = st.builds(
    Consultation,
    st.just("gone"),
    st.builds(Organization, st.just("weg"), st.sampled_from(sorted(BodyKind))),
    state=st.just("cancelled"),
)


def route(*each, **more):
    """Return a case on a route, every consultation under an id of its own."""
    numbered = [attrs.evolve(one, id=f"k{n}") for n, one in enumerate(each)]
    return case(Motion(topics=()), consultations=numbered, **more)


# ------------------------------------------------------------------ preconditions


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("urgent_council_unavailable", "council_unavailable"),
        ("urgent_main_committee_unavailable", "main_committee_unavailable"),
        ("urgent_serious_harm", "serious_harm"),
        ("urgent_committee_unavailable", "committee_unavailable"),
        ("urgent_district_utmost_urgency", "utmost_urgency"),
    ],
)
@given(st.dictionaries(st.sampled_from(FLAGS), st.booleans()), flags)
def test_each_precondition_stands_on_its_own_word(rule, fact, others, own):
    """Whatever else is true, now or before, it takes this statement, now and as true."""
    before = case(facts=dict.fromkeys(FLAGS, True))
    about = {**others, fact: own, "of": before}
    expected = {True: "met", False: "unmet", None: "unknown"}[own]
    assert expected == said(rule, **about)


def body_of(kinds, name="A"):
    """Return a body of one of these kinds."""
    return st.builds(Organization, st.just(name), st.sampled_from(sorted(kinds)))


@pytest.mark.parametrize(
    ("rule", "step", "kinds"),
    [
        ("urgent_council_matter", "decide_urgently", ["council"]),
        ("urgent_committee_matter", "decide_urgently_for_committee", COMMITTEES),
        (
            "urgent_district_matter",
            "decide_urgently_for_district",
            ["district_council"],
        ),
    ],
)
@given(st.data())
def test_each_way_replaces_the_bodies_that_it_is_for(rule, step, kinds, data):
    """One body of another kind that is to decide, and the way is the wrong one (K-1 to K-4)."""
    deciding = st.sampled_from(["decision", "ratification"])
    advising = st.sampled_from(["hearing", "preliminary", "noting"])
    others = sorted(set(BodyKind) - set(kinds))
    right = data.draw(
        st.lists(
            st.builds(Consultation, st.just("k"), body_of(kinds), deciding),
            min_size=1,
            max_size=2,
        )
    )
    beside = data.draw(
        st.lists(
            st.one_of(
                cancelled,
                st.builds(Consultation, st.just("k"), body_of(BodyKind), advising),
            ),
            max_size=2,
        )
    )
    wrong = data.draw(st.builds(Consultation, st.just("k"), body_of(others), deciding))
    assert "met" == said(rule, step=step, of=route(*right, *beside))
    assert "unmet" == said(rule, step=step, of=route(*right, *beside, wrong))
    assert "unknown" == said(rule, step=step, of=route(*beside))


@given(st.sampled_from(["decision", "ratification", "urgent"]))
def test_the_meeting_of_the_main_committee_is_no_matter_of_its_own(role):
    """It votes in place of the council; what it replaces is the council's decision (K-1)."""
    main = Consultation("ha", Organization("HA", "main_committee"), role)
    council = Consultation("rat", Organization("Rat", "council"), "ratification")
    about = {"step": "decide_urgently_in_main_committee"}
    assert "met" == said("urgent_council_matter", of=route(main, council), **about)
    assert "unknown" == said("urgent_council_matter", of=route(main), **about)


SPECIAL = [
    "main_bylaw", "honorary_citizenship", "name_change", "council_referendum",
    "mayor_removal", "deputy_mayor_removal", "alderman_removal",
    "committee_chair_removal", "digital_session", "rules_deviation",
    "election", "alderman_election", "deputy_mayor_election",
]  # fmt: skip
"""I-5 and I-16: matters of a special majority, and what is elected."""
ORDINARY = ["traffic_calming", "award", "bye_law", "playground", "annual_budget"]


@given(
    st.lists(st.sampled_from(ORDINARY), unique=True),
    st.lists(st.sampled_from(SPECIAL), unique=True),
)
def test_nobody_knows_whether_urgency_replaces_a_special_majority(plain, special):
    """One such topic among others is enough; without any the simple majority does (K-1)."""
    rule = "urgent_majority_known"
    expected = "unknown" if special else "met"
    assert expected == said(rule, motion=Motion(topics=(*plain, *special)))
    assert "unknown" == said(rule, motion=Motion(topics=None))


@given(words, st.text(" \t\n\u00a0", max_size=5))
def test_why_it_cannot_wait_is_said_in_words(reason, blank):
    """Any word does; blanks of any kind are no reason, and silence is none (K-1)."""
    rule, step = "urgent_reason_given", "decide_urgently"
    assert "met" == said(rule, step=step, urgency_reason=f"{blank}{reason}{blank}")
    assert "unmet" == said(rule, step=step, urgency_reason=blank)
    assert "unknown" == said(rule, step=step)


# ------------------------------------------------------------------ signatures


def respelled(name, upper, sign):
    """Return the name as somebody else would write it."""
    changed = [
        each.upper() if up else each for each, up in zip(name, upper, strict=False)
    ]
    return sign.join(changed)


@given(
    words,
    words,
    st.sampled_from(["id", "name", "on_behalf_of"]),
    st.lists(st.booleans(), min_size=8, max_size=8),
    st.sampled_from(["", " ", ".", "-", " ."]),
)
def test_two_persons_sign_however_their_names_are_spelled(
    mine, other, field, upper, sign
):
    """The first signatory's name in any spelling is one signature; another's is two (K-2)."""
    first = attrs.evolve(Actor("0", roles=("mayor",)), **{field: mine})
    about = {"step": "decide_urgently", "actor": first, "role": "mayor"}
    rule = "urgent_two_signatures"
    assert "unmet" == said(rule, co_signed_by=respelled(mine, upper, sign), **about)
    assert "met" == said(rule, co_signed_by=f"{other} {mine} x", **about)
    assert "unmet" == said(rule, co_signed_by=sign, **about)
    assert "unknown" == said(rule, **about)


CO_SIGNERS = {
    "decide_urgently": {"councillor"},
    "decide_urgently_for_committee": {"chair", "committee_councillor"},
    "decide_urgently_for_district": {"district_member"},
}
"""K-2, K-3, K-4: a Ratsmitglied; chair or Ratsmitglied of the committee; a BV member."""


@given(
    st.sampled_from(sorted(CO_SIGNERS)),
    st.sampled_from(sorted(set().union(*CO_SIGNERS.values())))
    | st.sampled_from(["", "expert", "mayor", "general_deputy", "Councillor"])
    | words,
)
def test_each_way_has_its_own_second_signatory(step, office):
    """Who may sign for one body may not for another; an expert citizen for none."""
    rule = "urgent_co_signer_entitled"
    expected = "met" if office in CO_SIGNERS[step] else "unmet"
    assert expected == said(rule, step=step, co_signer_role=office)
    ways = [said(rule, step=each, co_signer_role=office) for each in CO_SIGNERS]
    assert 1 >= ways.count("met")
    assert "unknown" == said(rule, step=step)


@given(flags, words, st.dictionaries(st.sampled_from(FLAGS), st.booleans()))
def test_no_urgency_lets_a_biased_person_sign(biased, name, others):
    """However urgent it is, the co-signer must be said to be unbiased (K-2)."""
    expected = {None: "unknown", True: "unmet", False: "met"}[biased]
    about = {"step": "decide_urgently", "co_signed_by": name, **others}
    assert expected == said(
        "urgent_co_signer_unbiased", co_signer_biased=biased, **about
    )


@given(flags, st.sampled_from(["mayor", "general_deputy"]), st.booleans())
def test_a_deputy_signs_when_the_mayor_cannot(prevented, role, as_deputy):
    """The mayor in person always may; anybody else has to say that he is prevented (K-2)."""
    (rule,) = [each for each in nrw().rules if each.id == "urgent_mayor_or_deputy"]
    inputs = {} if prevented is None else {"mayor_prevented": prevented}
    asked = question(step="decide_urgently", role=role, **inputs)
    asked = attrs.evolve(asked, as_deputy=as_deputy)
    try:
        found = read_out(rule, rule.check(asked)).result.value
    except MissingFactError:
        found = "unknown"
    in_person = role == "mayor" and not as_deputy
    by_another = {None: "unknown", True: "met", False: "unmet"}[prevented]
    assert ("met" if in_person else by_another) == found


# ------------------------------------------------------------------ ratification


@given(
    st.sampled_from(sorted(KINDS)),
    st.data(),
    st.booleans(),
    st.lists(cancelled, max_size=2),
)
def test_the_body_whose_decision_it_was_ratifies(fact, data, planned, gone):
    """The right kind of body, and where the route names one, that very body (K-3, K-5)."""
    right = data.draw(body_of(KINDS[fact]))
    wrong = data.draw(body_of(set(BodyKind) - set(KINDS[fact]), "B"))
    before = [Consultation("k", right)] if planned else []
    facts = {fact: True, "main_committee_unavailable": True}
    on_file = route(*before, *gone, facts=facts)
    rule = "ratified_by_the_body"

    def ratified_by(body):
        item = Consultation("r", body, "ratification", state="open")
        full = attrs.evolve(on_file, consultations=(*on_file.consultations, item))
        return said(rule, step="ratify", of=full, consultation=item)

    assert "met" == ratified_by(right)
    assert "unmet" == ratified_by(wrong)
    namesake = attrs.evolve(right, name="C")
    assert ("unmet" if planned else "met") == ratified_by(namesake)
    on_file = attrs.evolve(on_file, facts={})
    assert "unknown" == ratified_by(right)


def signed(fact="council_unavailable", **more):
    """Return a case that was decided urgently; its next meeting is the 23rd of April."""
    facts = {fact: True, "next_meeting": DAY.isoformat(), **more.pop("facts", {})}
    return route(
        *more.pop("route", ()), facts=facts, state=more.pop("state", "ratified")
    )


@given(
    st.integers(-30, 30),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(RESULTS),
    st.sampled_from(["urgent_decided", "in_execution", "executed", "reported"]),
)
def test_what_is_not_ratified_by_the_next_meeting_is_overdue(off, fact, result, state):
    """On that day it is in time, a day later it is not; what was missed stays missed (K-5)."""
    rule, day = "ratification_in_next_meeting", DAY + timedelta(off)
    expected = "met" if off <= 0 else "unmet"
    about = {"of": signed(fact, state=state), "day": day}
    assert expected == said(rule, step="start_execution", **about)
    held = Consultation("r", Organization("A"), "ratification", Meeting(day))
    late = {**about, "day": DAY + timedelta(60), "consultation": held}
    assert expected == said(rule, step="ratify", **late)
    done = attrs.evolve(held, state="voted", result=result, days=(day,))
    closed = {**late, "of": signed(fact, state=state, route=(done,))}
    assert expected == said(rule, step="close", **closed)
    missed = signed(fact, state=state, facts={"missed_meeting": DAY.isoformat()})
    assert "unmet" == said(rule, step="ratify", of=missed, day=day)
    untold = route(facts={fact: True}, state=state)
    assert "unknown" == said(rule, step="ratify", of=untold, day=day)


main_said_no = Consultation(
    "ha",
    Organization("HA", "main_committee"),
    "urgent",
    state="voted",
    result="not_urgently_decided",
)


@given(
    st.sampled_from(["adopted", "executable", "in_execution", "executed", "reported"]),
    st.integers(0, 400),
)
def test_what_was_never_decided_urgently_needs_no_ratification(state, off):
    """An ordinary decision, and one that the main committee refused to take (K-1, K-5)."""
    day = DAY + timedelta(off)
    refused = route(main_said_no, facts={"council_unavailable": True}, state=state)
    for paper in (route(state=state), refused):
        for rule in ("ratification_in_next_meeting", "ratification_pending"):
            assert "met" == said(rule, step="close", of=paper, day=day)
    taken = attrs.evolve(main_said_no, result="urgent_decided")
    urgent = route(taken, facts={"council_unavailable": True}, state=state)
    assert "unmet" == said("ratification_pending", step="close", of=urgent, day=day)


@given(
    st.sampled_from(sorted(KINDS)),
    st.booleans(),
    st.sampled_from(["urgent_decided", "ratified", "ratification_refused"]),
)
def test_only_what_was_decided_for_the_council_is_its_consent(fact, refused, state):
    """A No of the main committee makes no committee's decision the council's (A-8, K-3)."""
    before = (main_said_no,) if refused else ()
    facts = {"council_unavailable": True} if refused else {}
    paper = route(*before, facts={**facts, fact: True}, state=state)
    paper = attrs.evolve(paper, motion=Motion(topics=("material_overspend",)))
    expected = "met" if fact == "council_unavailable" else "unmet"
    found = said("overspend_prior_consent", step="start_execution", of=paper)
    assert expected == found


@given(st.sampled_from(COMMITTEES), st.sampled_from(["decision", "ratification"]))
def test_a_no_for_the_council_does_not_hide_what_is_replaced_next(kind, role):
    """The main committee refused; mayor and chair decide for a committee, itself too."""
    own = Consultation("k", Organization("A", kind), role)
    facts = {"council_unavailable": True}
    of = route(main_said_no, own, facts=facts)
    about = {"step": "decide_urgently_for_committee", "committee_unavailable": True}
    assert "met" == said("urgent_committee_matter", of=of, **about)


@given(
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(RESULTS),
    st.lists(
        st.sampled_from(["", "adopted_unchanged", "rejected", "noted"]), max_size=3
    ),
    st.sampled_from(STATES),
)
def test_some_body_has_to_answer(fact, answer, others, state):
    """Ratified, refused or annulled: any answer ends the wait, and nothing else (K-5)."""
    beside = [
        Consultation("k", Organization("B"), state="voted", result=each)
        for each in others
    ]
    rule, about = "ratification_pending", {"step": "close"}
    waiting = signed(fact, state=state, route=beside)
    assert "unmet" == said(rule, of=waiting, **about)
    item = Consultation(
        "r", Organization("A"), "ratification", state="voted", result=answer
    )
    answered = signed(fact, state=state, route=(*beside, item))
    assert "met" == said(rule, of=answered, **about)


@given(st.sampled_from(STATES), st.sampled_from(list(ConsultationRole)))
def test_a_refusal_is_pointed_out_before_it_is_carried_out(state, role):
    """It stays effective; in this one state of all, whoever begins it is warned (K-5)."""
    paper = signed(state=state, route=(Consultation("k", Organization("A"), role),))
    found = said("ratification_not_refused", step="start_execution", of=paper)
    assert (state == "ratification_refused") is ("unmet" == found)
    assert found in ("met", "unmet")


@given(flags, flags, flags, st.sampled_from(STATES))
def test_no_annulment_reaches_the_rights_of_others(annul, before, now, state):
    """Only what is annulled touches rights; only stated or impossible rights let it (K-5)."""
    facts = {} if before is None else {"third_party_rights": before}
    about = {"step": "ratify", "annul": annul, "third_party_rights": now}
    found = said(
        "annulment_touches_no_rights", of=signed(state=state, facts=facts), **about
    )
    rights = before if now is None else now
    begun = state != "urgent_decided"
    if annul is not True:
        assert "met" == found
    elif rights is None:
        assert ("unknown" if begun else "met") == found
    else:
        assert ("unmet" if rights else "met") == found


# --------------------------------------------------- delegation in the epidemic, § 60 a. F.


EPIDEMIC = {
    "urgent.delegation_majority": {
        "num": 2,
        "den": 3,
        "strict": False,
        "base": "members",
    },
    "urgent.delegation": True,
    "urgent.delegation_ratified": False,
}
"""What § 60 Abs. 2 GO NRW said until the end of 2022."""
STATED = st.sampled_from([None, False, True])


@given(STATED, STATED, STATED, st.booleans())
def test_the_main_committee_decided_what_the_council_had_delegated(
    unavailable, delegated, declared, in_the_epidemic
):
    """Only then, only while the epidemic was declared, and only the main committee."""
    rule, step = "urgent_council_unavailable", "decide_urgently_in_main_committee"
    about = {
        "council_unavailable": unavailable,
        "delegated_by_council": delegated,
        "epidemic_declared": declared,
        "law": EPIDEMIC if in_the_epidemic else {},
    }
    if unavailable is None and not (in_the_epidemic and delegated and declared):
        expected = "unknown council_unavailable"
    elif unavailable:
        expected = "met"
    elif not in_the_epidemic or delegated is False:
        expected = "unmet"
    elif delegated is None:
        expected = "unknown delegated_by_council"
    elif declared is None:
        expected = "unknown epidemic_declared"
    else:
        expected = "met" if declared else "unmet"
    assert expected == told(rule, step=step, **about)
    alone = "met" if unavailable else "unmet"
    if unavailable is not None:
        assert alone == told(rule, step="decide_urgently", **about)


@given(STATED, st.booleans(), st.sampled_from(list(BodyKind)))
def test_only_the_council_votes_in_text_form_and_only_to_delegate(
    delegates, in_the_epidemic, kind
):
    """No other vote outside a meeting is one, and nobody guesses what it was about."""
    ballot = Ballot(yes=50, no=5, circular=True)
    about = {"ballot": ballot, "delegates_to_main_committee": delegates, "step": "vote"}
    about["consultation"] = item(kind.value, state="open")
    answer = told("voted_in_meeting", law=EPIDEMIC if in_the_epidemic else {}, **about)
    if not in_the_epidemic or kind is not BodyKind.COUNCIL or delegates is False:
        assert "unmet" == answer
    elif delegates is None:
        assert "unknown delegates_to_main_committee" == answer
    else:
        assert "met" == answer


@given(STATED, STATED, st.sampled_from(list(BodyKind)))
def test_the_council_delegates_only_while_the_law_lets_it(delegates, declared, kind):
    """Without an epidemic there is nothing to delegate, and since 2023 no norm for it."""
    rule = "delegation_allowed"
    about = {"delegates_to_main_committee": delegates, "epidemic_declared": declared}
    about |= {"consultation": item(kind.value), "step": "vote"}
    answer = told(rule, law=EPIDEMIC, **about)
    if not delegates:
        assert "met" == answer
    elif kind is not BodyKind.COUNCIL:
        assert "unmet" == answer
    elif declared is None:
        assert "unknown epidemic_declared" == answer
    else:
        assert ("met" if declared else "unmet") == answer
    assert ("unmet" if delegates else "met") == told(rule, **about)


@pytest.mark.parametrize(("yes", "expected"), [(45, "adopted"), (44, "rejected")])
def test_two_thirds_of_the_members_delegate(yes, expected):
    """45 of 67: more Yes than No alone is not enough."""
    ballot = Ballot(yes=yes, no=3, present=60)
    about = {"consultation": item(members=67), "step": "vote", "law": EPIDEMIC}
    about["law"] = {**dict(law_for("NRW").values), **EPIDEMIC}
    asked = question(delegates_to_main_committee=True, ballot=ballot, **about)
    assert expected == reached(asked, ballot).value
    plain = question(ballot=ballot, **about)
    assert "adopted" == reached(plain, ballot).value


@pytest.mark.parametrize(
    "rule", ["ratification_pending", "ratification_in_next_meeting"]
)
def test_what_was_delegated_is_ratified_only_where_the_law_says_so(rule):
    """The later text names other decisions; the first one left it open (K-5)."""
    facts = {"council_unavailable": False, "delegated_by_council": True}
    of = case(state="urgent_decided", facts=facts)
    assert "met" == told(rule, of=of, law=EPIDEMIC)
    key = "urgent.delegation_ratified"
    assert f"unknown {key}" == told(rule, of=of, law={**EPIDEMIC, key: None})
    assert "met" != told(rule, of=of, law={**EPIDEMIC, key: True})
    urgent = case(state="urgent_decided", facts={"council_unavailable": True})
    assert "met" != told(rule, of=urgent, law=EPIDEMIC)
