"""Whose paper it is, who may change or take it over, what a new text leaves (E-5, J-6, J-9)."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    Motion,
    Organization,
    PaperType,
)
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import (
    ADMINISTRATIVE,
    LIKE_ITS_BASE,
    OF_MEMBERS,
    RESIDENTS,
    last_day,
    paper_kind_on_file,
    stated,
)
from ratsflow.states.common.predicates.competence.matter import is_district


_PREPARING = frozenset({"author", "mayor", "council_office"})
"""Who may replace or supplement a paper of the administration."""


def names_of(question: Question) -> set[str]:
    """Return every name under which the actor acts; the minutes may name the originator."""
    actor = question.actor
    if question.role not in ("chair", "council_office"):
        return {actor.id, actor.name, actor.on_behalf_of} - {""}
    return {str(stated(question.inputs.get("withdrawn_by"), "withdrawn_by"))}


def is_originator(question: Question, paper: Motion) -> bool:
    """Tell whether the actor brought the paper in."""
    originators = stated(paper.originators or None, "motion.originators")
    return any(is_one_of(name, originators) for name in names_of(question))


@predicate("withdrawn_by actor base_paper_type paper.originators paper.paper_type role")
def changed_by_originator(question: Question) -> Answer:
    kind, paper = paper_kind_on_file(question), question.case.motion
    if kind in RESIDENTS:
        own = "petitioner" in question.actor.roles
        return MET if own else _only(question, "petitioner", needed=["petitioner"])
    if kind in OF_MEMBERS:
        if is_originator(question, paper):
            return MET
        names = list(paper.originators)
        code = "changed_by_originator.others"
        return _only(question, ", ".join(names), code, originators=names)
    held = {*question.actor.roles, *question.actor.deputises}
    if held & _PREPARING:
        return MET
    return _only(question, "author / mayor", needed=["author", "mayor"])


@predicate("base_paper_type", "paper.originators", "paper.paper_type")
def keeps_origin(question: Question) -> Answer:
    """A supplement changes a text, not whose paper it is nor what right it rests on."""
    kind, paper, text = (
        paper_kind_on_file(question),
        question.case.motion,
        question.motion,
    )
    after = text.paper_type
    if after in LIKE_ITS_BASE:
        after = PaperType(question.inputs.get("base_paper_type") or kind)
    if kind in ADMINISTRATIVE and after in ADMINISTRATIVE:
        return MET
    if after is not kind:
        kinds = {"before": kind.value, "after": after.value}
        code = "supplement_keeps_origin.kind"
        return unmet(after.value, kind.value, code, **kinds)
    if {*map(alike, text.originators)} == {*map(alike, paper.originators)}:
        return MET
    return unmet(", ".join(text.originators) or "–", ", ".join(paper.originators))


def _only(
    question: Question, required: str, code: str = "", **data: list[str]
) -> Answer:
    actor = question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return unmet(who, required, code, **data)


@field("route.another_decides", "item", "case.consultations")
def another_decides(question: Question) -> bool:
    """Whether the route keeps a deciding body without this consultation."""
    about, case = question.about, question.case
    if about.role is not ConsultationRole.DECISION or case.deciding is not None:
        return True
    over = question.groups["consultation.final"]
    return any(
        each.id != about.id and each.role is about.role and each.state not in over
        for each in case.consultations
    )


def _text(question: Question) -> Motion:
    text = question.inputs.get("motion")
    if not isinstance(text, Motion):
        raise MissingFactError("motion")
    return text


@predicate("paper.originators", "withdrawn_by", "actor", "case.consultations", "role")
def by_another(question: Question) -> Answer:
    before, after = question.case.motion.originators, _text(question).originators
    if not before:
        raise MissingFactError("motion.originators")
    actor, names = question.actor, names_of(question)
    who = actor.on_behalf_of or actor.name or actor.id
    if not any(is_one_of(name, after) for name in names):
        needed = ", ".join(after) or "motion.originators"
        return unmet(who, needed, "taken_over_by_another.own_name")
    same = sorted(name for name in {*names, *after} if is_one_of(name, before))
    return (
        unmet(", ".join(same), f"≠ {', '.join(before)}") if same else _member(question)
    )


def _member(question: Question) -> Answer:
    """Answer whether whoever takes it over sits in every body in which it is up."""
    fits = _sits(question)
    foreign = [
        each.body.name
        for each in question.case.consultations
        if each.state == "withdrawn" and not fits(each.body)
    ]
    code = "taken_over_by_another.foreign"
    return free_of(foreign, question.role, code, bodies=foreign)


def _sits(question: Question) -> Callable[[Organization], bool]:
    """Return in which bodies a member moves by his office; a councillor may sit in any."""
    if question.role == "committee_member":
        return lambda body: body.is_committee
    if question.role in question.groups["of_a_district"]:
        return lambda body: body.kind is BodyKind.DISTRICT_COUNCIL
    return lambda _: True


@field("text.changed_parts", "paper")
def changed_parts(question: Question) -> list[str]:
    """The parts of a motion taken over that are not as it was moved; may be empty."""
    before, after = question.case.motion, _text(question)
    return [
        f"motion.{each.name}"
        for each in attrs.fields(Motion)
        if each.name != "originators"
        and getattr(before, each.name) != getattr(after, each.name)
    ]


@predicate("new_case", "case.consultations", "day", name="takeover_in_time")
def in_time(question: Question) -> Answer:
    """The item is still up: it was withdrawn from an agenda whose meeting is not over."""
    route = question.case.consultations
    up = [each for each in route if each.state == "withdrawn"]
    if not up:
        return unmet("–", "on_agenda", "takeover_in_time.not_up")
    if question.get("new_case") is not None:
        return unmet("resubmit", "–", "takeover_in_time.resubmitted")
    late = {}
    for each in up:
        held = stated(each.meeting, "consultation.meeting")
        if question.day > last_day(held):
            late[f"{each.id} {held.day}"] = f"{held.day}"
    return free_of([*late], f"≥ {question.day}", days=sorted({*late.values()}))


_ON_MONEY = ("value_cents",)
_ON_PLACE = ("district_scope", "district_important")
_HEARD = ("voted", "noted", "not_considered")


@predicate("paper", "value_cents", "district_important", "district_scope")
def facts_restated(question: Question) -> Answer:
    """What was stated about another text holds no longer."""
    before, after = question.case.motion, question.motion
    text = before.proposal != after.proposal
    stale: tuple[str, ...] = ()
    if text or before.cost_statement != after.cost_statement:
        stale += _ON_MONEY
    if text or before.districts != after.districts or before.topics != after.topics:
        stale += _ON_PLACE
    for name in stale:
        stated = question.case.facts.get(name)
        if stated is not None and question.inputs.get(name) is None:
            raise MissingFactError(name)
    return MET


@predicate(
    "consultations", "substantially_changed", "case.consultations", "paper.text_hash"
)
def hearing_repeated(question: Question) -> Answer:
    """A district that was heard on another text is heard again (rule C-7)."""
    before, after = question.case.motion, question.motion
    heard = [each for each in question.case.consultations if _was_heard(each)]
    if not heard or before.text_hash == after.text_hash:
        return MET
    changed = stated(
        question.inputs.get("substantially_changed"), "substantially_changed"
    )
    added = question.inputs.get("consultations", ())
    again = {each.body.name for each in added if is_district(each.body)}
    bodies = dict.fromkeys(each.body.name for each in heard)
    missing = [name for name in bodies if name not in again]
    return MET if changed is False else free_of(missing, "consultations")


def _was_heard(each: Consultation) -> bool:
    asked = each.role in (ConsultationRole.HEARING, ConsultationRole.PRELIMINARY)
    return asked and is_district(each.body) and each.state in _HEARD
