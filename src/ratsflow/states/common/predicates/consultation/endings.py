"""How a paper ends, comes again, or gives way to another (J-6, J-9, J-11, J-12, M47)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import add_months, local_day
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import READS, ballot_of, carried
from ratsflow.states.common.fields import ADMINISTRATIVE, RESIDENTS, paper_kind_on_file
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY,
    was_decided_urgently,
)
from ratsflow.states.common.predicates.consultation.origin import (
    is_originator,
    names_of,
)
from ratsflow.states.common.predicates.voting.amendments import same_body


_INSIDE = frozenset({"draft", "co_signature", "alderman_review", "mayor_review"})
"""States in which the paper has not left the administration."""

_MINUTES = ("chair", "council_office")


@predicate(
    "withdrawn_by actor base_paper_type case.state paper.originators paper.paper_type",
    "role step",
)
def by_originator(question: Question) -> Answer:
    kind, held = paper_kind_on_file(question), _held(question)
    if kind in ADMINISTRATIVE:
        authors = {"author"} if question.case.state in _INSIDE else set()
        return _one_of(held, {"mayor"} | authors)
    if kind in RESIDENTS:
        return _one_of(held, {"petitioner"})
    actor, paper = question.actor, question.case.motion
    if is_originator(question, paper):
        return MET
    who = actor.on_behalf_of or actor.name or actor.id
    names, code = list(paper.originators), "withdrawn_by_originator.others"
    return unmet(who, ", ".join(names), code, originators=names)


def _held(question: Question) -> set[str]:
    """Return the roles held; the minutes hold that of whomever they name."""
    if question.step == "withdraw_from_agenda" and question.role in _MINUTES:
        return names_of(question)
    return {*question.actor.roles, *question.actor.deputises}


def _one_of(held: set[str], needed: set[str]) -> Answer:
    if held & needed:
        return MET
    roles = sorted(needed)
    return unmet(", ".join(sorted(held)), " / ".join(roles), needed=roles)


@field("text.adopted_amended", *READS)
def adopted_amended(question: Question) -> bool:
    """Whether an amended text was carried; a rejected one needs no more facts."""
    amended = question.inputs.get("resolution") or ballot_of(question).amended
    return bool(amended) and carried(question) is not False


@predicate(
    "facts_changed withdrawn_by law.resubmission.bar law.resubmission.bar_months",
    "law.resubmission.after_non_consideration actor case.consultations case.since",
    "case.state day role step",
)
def not_barred(question: Question) -> Answer:
    if _held(question) & {"author", "mayor"} or question.case.state == "withdrawn":
        return MET  # it binds the right of a minority, not the administration
    law, rejected = question.law, question.case.state == "rejected"
    if law["resubmission.bar"] is False:
        return MET
    if not rejected and law["resubmission.after_non_consideration"] is not True:
        return MET
    last = add_months(_ended_on(question), question.law["resubmission.bar_months"])
    if question.day > last or question.inputs.get("facts_changed") is True:
        return MET
    free = last + timedelta(days=1)
    return unmet(question.day, f"> {last} / facts_changed", not_before=free)


def _ended_on(question: Question) -> date:
    decided, since = question.case.deciding, question.case.since
    if question.case.state == "rejected" and decided is not None and decided.days:
        return decided.days[-1]
    if since is None:
        raise MissingFactError("case.since")
    return local_day(since)


_ENDED = frozenset({"rejected", "withdrawn", "not_considered", "noted", "settled"})
"""States in which the paper is at an end; what comes again is a new paper."""


@predicate("consultations", "case.consultations", "case.state")
def reopening_allowed(question: Question) -> Answer:
    state = question.case.state
    if state in _ENDED:
        return unmet(state, "resubmit", "reopening_allowed.ended", state=state)
    added = question.inputs.get("consultations", ())
    asked = [each for each in added if each.role is ConsultationRole.DECISION]
    if asked and all(_may_decide_anew(question, each) for each in asked):
        return MET
    before = question.case.deciding
    bodies = list(dict.fromkeys(("Rat", *((before.body.name,) if before else ()))))
    told = ", ".join(f"{each.body.name}: {each.role.value}" for each in added) or "–"
    return unmet(told, ", ".join(bodies), "reopening_allowed.body", bodies=bodies)


def _may_decide_anew(question: Question, each: Consultation) -> bool:
    """The council may decide anew, and the body whose resolution it is."""
    decided, council = question.case.deciding, each.body.kind is BodyKind.COUNCIL
    return council or (decided is not None and same_body(each.body, decided.body))


@predicate("case.consultations")
def before_reopening(question: Question) -> str:
    """Return the state of the resolution that stands."""
    decision = question.case.deciding
    if decision is not None:
        partly = decision.result == "partially_adopted"
        return "partially_adopted" if partly else "adopted"
    results = [each.result for each in question.case.consultations]
    ratified = [each for each in results if each in question.groups["urgently"]]
    return ratified[-1] if ratified else "urgent_decided"


@field("case.is_ended", "case.state")
def is_ended(question: Question) -> bool:
    """Whether the paper is at an end."""
    return question.case.state in question.groups["motion.final"]


@field("case.awaits_reopening", "case.state")
def awaits_reopening(question: Question) -> bool:
    """Whether a body decides again only after a reopening."""
    carried_out = ("in_execution", "executed", "reported")
    return question.case.state in (*question.groups["decided"], *carried_out)


@field("case.is_decided", *URGENTLY)
def is_decided(question: Question) -> bool:
    """Whether a resolution stands in the matter, of a body or an urgent one."""
    return question.case.deciding is not None or was_decided_urgently(question)


@field("text.signed_since_decision", "case.consultations", "case.signatures", "paper")
def signed_since_decision(question: Question) -> bool:
    """Whether the present text was signed only after the decision."""
    decision, signed = question.case.deciding, question.case.valid_signatures
    if decision is None or not signed or not decision.days:
        return False
    return min(local_day(each.at) for each in signed) > decision.days[-1]


_ADOPTED = ("adopted", "partially_adopted", "elected", "replaced")


@predicate(
    "by_citizens_decision successor case.consultations citizens_decision_on paper step"
)
def found(question: Question) -> Answer:
    name = number_of(question.inputs.get("successor"))
    named = question.look(Look.NAMED)
    found = [each for each in named if is_one_of(name, (each.id, each.reference))]
    if not found:
        return unmet(name or "–", "reference", "successor_found.unknown_paper")
    fits = _supersedes if question.step == "supersede" else _is_brought_in
    if any(fits(question, each) for each in found):
        return MET
    return unmet(", ".join(each.id for each in found), "released / adopted")


def _is_brought_in(_: Question, new: Case) -> bool:
    """Tell whether the supplement has left the house and is not at an end."""
    return new.state in ("released", "in_consultation")


def _supersedes(question: Question, later: Case) -> bool:
    """Tell whether the same body, or the council, has resolved it, and not before."""
    if later.state in question.groups["ratified"]:
        return True
    if question.inputs.get("by_citizens_decision") is True:
        return later.facts.get("citizens_decision_on") is not None
    new, old = later.deciding, question.case.deciding
    if new is None or not new.result.startswith(_ADOPTED):
        return False
    if old is None:
        return True
    over = new.body.kind is BodyKind.COUNCIL or same_body(new.body, old.body)
    return over and new.days[-1:] >= old.days[-1:]
