"""Properties of the rules on whose paper it is, and who may end or change it (E-5, J-6)."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from clerks import read_out
from hypothesis import given
from hypothesis import strategies as st
from told import said
from whatever import OF_OTHERS, OF_THE_HOUSE

from procedure import CONSULTATION_STATES, OPEN_CONSULTATION, RULES
from ratsflow.model import Actor, Ballot, Consultation, Meeting, Motion, Organization

from asking import case, question


DAY = date(2026, 3, 19)
COUNCIL = Organization("Rat", "council", 67)
STATES = [each.name for each in CONSULTATION_STATES]
flags = st.sampled_from([None, False, True])
majorities = st.tuples(st.integers(0, 33), st.integers(0, 33))
HOUSE = ["decision_paper", "information_paper", "urgent_paper", "answer"]
MEMBERS = ["faction_motion", "amendment", "question", "procedural_motion"]
RESIDENTS = ["petition", "resident_motion", "citizens_initiative"]
OWNERS = {
    **dict.fromkeys(HOUSE, Actor("ob", roles=("mayor",))),
    **dict.fromkeys(MEMBERS, Actor("m", roles=("faction",), on_behalf_of="Fraktion A")),
    **dict.fromkeys(RESIDENTS, Actor("p", roles=("petitioner",))),
}
"""Table of A-1, column originator: of papers of the administration the mayor disposes."""
STRANGERS = [
    Actor("f", roles=("faction", "councillor"), on_behalf_of="Fraktion B"),
    Actor("x", "X", roles=("district_mayor", "alderman", "treasurer")),
    Actor("c", roles=("committee_member", "general_deputy", "executing_office")),
]
kinds = st.sampled_from(sorted(OWNERS))
forms = st.sampled_from([None, "supplement", "tabled_paper"])


def brought_in(kind, form, state="in_consultation", **changes):
    """Return a case of a kind of paper, maybe in the form of one that follows it."""
    made = {
        "paper_type": form or kind,
        "originators": ("Fraktion A", "rm-7"),
        **changes,
    }
    facts = {} if form is None else {"base_paper_type": kind}
    return case(Motion(**made), state=state, facts=facts)


@pytest.mark.parametrize(
    ("rule", "step"),
    [
        ("withdrawn_by_originator", "withdraw"),
        ("changed_by_originator", "supplement"),
        ("changed_by_originator", "replace_by_supplement"),
    ],
)
@given(kinds, kinds, forms, st.sampled_from(STRANGERS))
def test_a_paper_is_its_originators(rule, step, kind, other, form, stranger):
    """Who brings in papers of one group ends or changes those and no others (J-6)."""
    of, owner, another = brought_in(kind, form), OWNERS[kind], OWNERS[other]
    about = {"step": step, "of": of}

    def by(actor):
        return said(rule, actor=actor, role=actor.roles[0], **about)

    assert "met" == by(owner)
    assert "unmet" == by(stranger)
    assert ("met" if another == owner else "unmet") == by(another)
    if kind in MEMBERS:
        for field in ("id", "name", "on_behalf_of"):
            mover = Actor("f", roles=("faction", "councillor"))
            assert "unmet" == by(mover)
            assert "met" == by(attrs.evolve(mover, **{field: "rm-7"}))
        nobodys = brought_in(kind, form, originators=())
        about["of"] = nobodys
        assert "unknown" == by(owner)
    if form is not None:
        about["of"] = attrs.evolve(of, facts={})
        assert "unknown" == by(owner)


@given(
    st.sampled_from(HOUSE),
    st.sampled_from(["draft", "co_signature", "alderman_review", "mayor_review"]),
    st.sampled_from(["released", "in_consultation"]),
)
def test_the_author_gives_a_paper_up_as_long_as_it_is_in_the_house(kind, inside, out):
    """Once the mayor has released it, it is the mayor's to withdraw (J-6)."""
    rule, author = "withdrawn_by_originator", Actor("a", roles=("author",))
    about = {"step": "withdraw", "actor": author}
    assert "met" == said(rule, of=brought_in(kind, None, inside), **about)
    assert "unmet" == said(rule, of=brought_in(kind, None, out), **about)


@given(
    st.sampled_from([*HOUSE, *RESIDENTS]),
    st.sampled_from(["mayor", "petitioner", "faction", "author", None]),
    st.sampled_from(["chair", "council_office"]),
)
def test_the_minutes_name_the_office_that_withdrew(kind, office, role):
    """Of a paper of the house the mayor, of a petition the petitioner, nobody else (J-6)."""
    owner = "mayor" if kind in HOUSE else "petitioner"
    expected = {owner: "met", None: "unknown"}.get(office, "unmet")
    about = {"of": brought_in(kind, None), "withdrawn_by": office, "role": role}
    writer = Actor("x", roles=(role, "mayor", "petitioner"))
    rule, step = "withdrawn_by_originator", "withdraw_from_agenda"
    assert expected == said(rule, step=step, actor=writer, **about)
    assert "met" == said(rule, step="withdraw", actor=writer, **about)
    about["role"] = owner
    assert "met" == said(rule, step=step, actor=writer, **about)


@given(st.sampled_from(HOUSE), st.sampled_from(["withdraw", "withdraw_from_agenda"]))
def test_whoever_stands_in_for_the_mayor_withdraws_for_him(kind, step):
    """A deputy acts with the mayor's right, and with no more than it (J-6)."""
    about = {"step": step, "actor": Actor("d", deputises=("mayor",)), "role": "mayor"}
    rule = "withdrawn_by_originator"
    assert "met" == said(rule, of=brought_in(kind, None), **about)
    assert "met" == said("changed_by_originator", of=brought_in(kind, None), **about)
    theirs = brought_in("faction_motion", None)
    assert "unmet" == said(rule, of=theirs, **about)


@given(
    st.sampled_from(MEMBERS),
    st.sampled_from(["Fraktion A", "rm-7", "Fraktion B", "ob", None]),
    st.sampled_from(["chair", "council_office"]),
)
def test_the_minutes_say_who_withdrew(kind, name, role):
    """Chair and office write it down; it counts as whose act they say it was (J-6)."""
    expected = {"Fraktion A": "met", "rm-7": "met", None: "unknown"}.get(name, "unmet")
    found = said(
        "withdrawn_by_originator",
        step="withdraw_from_agenda",
        of=brought_in(kind, None),
        actor=Actor("Fraktion A", roles=(role,)),
        role=role,
        withdrawn_by=name,
    )
    assert expected == found


ON_AN_AGENDA = {"on_agenda", "open", "second_call_on_agenda"}


@given(
    st.lists(st.sampled_from(sorted({*STATES} - ON_AN_AGENDA)), max_size=3),
    st.sampled_from(sorted(ON_AN_AGENDA)),
    st.integers(0, 33),
    st.integers(-2, 2),
)
def test_a_withdrawal_is_free_until_the_item_is_on_an_agenda(states, up, yes, lead):
    """Then it is free or takes more Yes than No, as the municipality has it (J-6)."""
    vote = {"procedural_ballot": Ballot(yes=yes + max(lead, 0), no=yes + max(-lead, 0))}
    free = {"withdrawal.after_agenda": "free"}
    by_vote = {"withdrawal.after_agenda": "majority"}

    def withdrawn(states, law, **vote):
        route = [
            Consultation(f"k{n}", Organization("A"), state=each)
            for n, each in enumerate(states)
        ]
        of = case(Motion(), state="in_consultation", consultations=route)
        return said("withdrawal_after_agenda", of=of, step="withdraw", law=law, **vote)

    assert "met" == withdrawn(states, {}) == withdrawn(states, by_vote)
    assert "met" == withdrawn([*states, up], free)
    assert "unknown" == withdrawn([*states, up], {}, **vote)
    assert "unknown" == withdrawn([*states, up], by_vote)
    expected = "met" if lead > 0 else "unmet"
    assert expected == withdrawn([*states, up], by_vote, **vote)


@given(st.sampled_from(["", "removed", "postponed", "withdrawn", "referred"]), flags)
def test_only_what_was_withdrawn_waits_for_its_originator(result, agrees):
    """Whatever else put the item off, it is scheduled anew without a question (J-6)."""
    item = Consultation("k", COUNCIL, state="removed", result=result)
    about = {"step": "replan", "consultation": item, "originator_agrees": agrees}
    word = {None: "unknown", True: "met", False: "unmet"}[agrees]
    expected = word if result == "withdrawn" else "met"
    assert expected == said("withdrawn_item_wanted_back", **about)


# ------------------------------------------------------------------ items on demand

ON_DEMAND = ["faction_motion", "amendment", *RESIDENTS]
OTHERS = sorted({*HOUSE, *MEMBERS} - {"faction_motion", "amendment"})
BY_VOTE = ["postpone", "defer", "refer", "return_to_administration", "settle_item"]


@given(
    st.sampled_from(ON_DEMAND),
    st.sampled_from(OTHERS),
    st.sampled_from(BY_VOTE),
    st.integers(-20, 20),
    majorities,
)
def test_a_body_disposes_of_an_item_on_demand_in_its_meeting(
    kind, other, step, off, counted
):
    """Before that day nobody does, on it a majority; other papers need no vote (E-5)."""
    rule, yes, no = "minority_item_voted", *counted
    item = Consultation("k", COUNCIL, meeting=Meeting(DAY), state="open")
    about = {"step": step, "consultation": item, "day": DAY + timedelta(off)}
    vote = {"procedural_ballot": Ballot(yes=yes, no=no)}
    of = case(Motion(paper_type=kind), state="in_consultation")
    expected = "met" if off >= 0 and yes > no else "unmet"
    assert expected == said(rule, of=of, **about, **vote)
    assert ("unmet" if off < 0 else "unknown") == said(rule, of=of, **about)
    free = case(Motion(paper_type=other), state="in_consultation")
    assert "met" == said(rule, of=free, **about)


@given(
    st.sampled_from(ON_DEMAND),
    st.sampled_from(OTHERS),
    st.sampled_from(sorted({*OPEN_CONSULTATION} - ON_AN_AGENDA)),
    st.sampled_from(sorted(ON_AN_AGENDA)),
    st.sampled_from(sorted(OPEN_CONSULTATION)),
)
def test_what_a_minority_demanded_keeps_its_decision(kind, other, parked, up, due):
    """Not settled, not struck off unless another decides, not noted to its end (E-5)."""
    rule = "minority_item_kept"

    def struck(item, *route, kind=kind):
        of = case(
            Motion(paper_type=kind),
            state="in_consultation",
            consultations=(item, *route),
        )
        return said(rule, step="cancel_consultation", of=of, consultation=item)

    item = Consultation("k", COUNCIL, state=parked)
    second = Consultation("n", COUNCIL, state=due)
    assert ("unmet", "met") == (struck(item), struck(item, second))
    assert "unmet" == struck(attrs.evolve(item, state=up), second)
    assert "unmet" == struck(item, attrs.evolve(second, role="noting"))
    assert "unmet" == struck(item, attrs.evolve(second, state="cancelled"))
    assert "met" == struck(item, attrs.evolve(second, state="voted"))
    assert "met" == struck(attrs.evolve(item, role="hearing"))
    assert "met" == struck(item, kind=other)
    of = case(Motion(paper_type=kind), state="in_consultation")
    assert "unmet" == said(rule, step="settle", of=of)
    noted = "met" if kind == "petition" else "unmet"
    assert noted == said(rule, step="complete_noting", of=of)
    deciding = attrs.evolve(item, state="open")
    about = {"step": "note", "of": of}
    assert noted == said(rule, consultation=deciding, **about)
    assert "met" == said(
        rule, consultation=attrs.evolve(deciding, role="preliminary"), **about
    )
    free = case(Motion(paper_type=other), state="in_consultation")
    for step in ("settle", "complete_noting"):
        assert "met" == said(rule, step=step, of=free)


@given(
    st.sampled_from(ON_DEMAND),
    st.integers(-30, 30),
    st.sampled_from(["settle", "keep", None]),
)
def test_the_end_of_the_term_settles_it_where_local_law_says_so(kind, off, rule):
    """Not before the term is over, and not where pending motions live on (N-11)."""
    facts = {"term_ended_on": DAY.isoformat()}
    of = case(Motion(paper_type=kind), state="in_consultation", facts=facts)
    about = {"step": "settle", "of": of, "day": DAY + timedelta(off)}
    law = {} if rule is None else {"end_of_term.discontinuity": rule}
    found = said("minority_item_kept", law=law, **about)
    if off < 0:
        assert "unmet" == found
    else:
        assert {"settle": "met", "keep": "unmet", None: "unknown"}[rule] == found


EVERY = (*OF_THE_HOUSE, *OF_OTHERS, "supplement")


@given(st.sampled_from(EVERY[:-1]), st.sampled_from(EVERY), st.booleans())
def test_a_supplement_changes_neither_kind_nor_originator(before, after, renamed):
    """Papers of the administration apart, what was examined at the filing stays (E-5)."""
    own = Motion("x", before, originators=("Fraktion A",))
    text = attrs.evolve(
        own,
        paper_type=after,
        originators=("Fraktion B",) if renamed else own.originators,
    )
    asked = question(of=case(own), step="supplement")
    asked = attrs.evolve(asked, inputs={"motion": text})
    (rule,) = [each for each in RULES if each.id == "supplement_keeps_origin"]
    found = read_out(rule, rule.check(asked)).result.value
    inside = before in OF_THE_HOUSE and after in (*OF_THE_HOUSE, "supplement")
    same = after in (before, "supplement") and not renamed
    assert ("met" if inside or same else "unmet") == found
