"""What conditions name of a decision: who took it, what is brought against it, its fate."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import nth_day_after
from ratsflow.model import BodyKind, SuspensionKind
from ratsflow.procedure.declared import field
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import stated
from ratsflow.states.common.predicates.aftermath.facts import (
    attacked,
    body_attacked,
    day_of,
    decided,
    decisions,
    published,
    stated_day,
    suspension_of,
    weighs,
)
from ratsflow.states.common.votes import URGENT


@field("attacked.day", "case", "against")
def attacked_day(question: Question) -> date:
    """The day of the decision that the step is brought against.

    Raises:
        MissingFactError: there is none, or the step must name it; as for all of it.
    """
    return day_of(attacked(question))


@field("attacked.body", "case", "against")
def attacked_body(question: Question) -> str:
    """The name of the body whose decision the step is brought against."""
    return attacked(question).body.name


@field("attacked.body_kind", "case", "against")
def attacked_body_kind(question: Question) -> BodyKind:
    """The kind of that body."""
    return attacked(question).body.kind


@field("attacked.by_committee", "case", "against")
def attacked_by_committee(question: Question) -> bool:
    """Whether that body is a committee of the council."""
    return attacked(question).body.is_committee


@field("attacked.members", "case", "against")
def attacked_members(question: Question) -> int:
    """How many voting members that body has by law or statute."""
    return stated(attacked(question).body.members, "body.members")


@field("decision.by_committee", "case")
def decision_by_committee(question: Question) -> bool:
    """Whether some committee of the council decided.

    Raises:
        MissingFactError: no body has decided.
    """
    decided(question)
    return any(each.body.is_committee for each in decisions(question))


@field("decision.defects", "case")
def decision_defects(question: Question) -> tuple[str, ...]:
    """The rules of recorded findings that make the decision unlawful; empty for none."""
    found = [each.rule for each in question.case.findings if weighs(each)]
    return tuple(dict.fromkeys(found))


@field("vote.for_the_council", "item")
def vote_for_the_council(question: Question) -> bool:
    """Whether the council decides, or the main committee in its place."""
    return question.about.body.kind is BodyKind.COUNCIL or question.step == URGENT


@field("suspension.kind", "suspension", "item", "case")
def suspension_kind(question: Question) -> SuspensionKind:
    """The kind of the objection that the step, or its item, is about.

    Raises:
        MissingFactError: it is about none; as for all that is asked of it.
    """
    return suspension_of(question).kind


@field("suspension.settled_here", "law.suspension.grounds")
def suspension_settled_here(question: Question) -> tuple[str, ...]:
    """The kinds of objection that the step settles."""
    return tuple(question.law["suspension.grounds"][question.step])


@field("suspension.lodged_on", "suspension", "item", "case")
def suspension_lodged_on(question: Question) -> date:
    """The day on which the objection was lodged."""
    return suspension_of(question).lodged_on


@field("suspension.body", "suspension", "item", "case")
def suspension_body(question: Question) -> str:
    """The name of the body whose decision the objection attacks."""
    return body_attacked(question, suspension_of(question)).name


@field("suspension.body_kind", "suspension", "item", "case")
def suspension_body_kind(question: Question) -> BodyKind:
    """The kind of that body."""
    return body_attacked(question, suspension_of(question)).kind


@field("suspension.voted_on", "suspension", "item", "case")
def suspension_voted_on(question: Question) -> bool:
    """Whether a body has voted on the objection."""
    about = suspension_of(question).id
    route = question.case.consultations
    return any(each.about == about and each.state == "voted" for each in route)


@field("case.suspended_by", "case")
def case_suspended_by(question: Question) -> tuple[str, ...]:
    """The kinds of what suspends the decision, without an initiative; empty for none."""
    standing = [each.kind.value for each in question.case.active_suspensions]
    kinds = dict.fromkeys(standing)
    kinds.pop(SuspensionKind.INITIATIVE_STANDSTILL.value, None)
    return tuple(kinds)


def _standing_since(question: Question, kind: SuspensionKind) -> date | None:
    standing = question.case.suspended_by(kind)
    return None if standing is None else standing.lodged_on


@field("case.objected_legally_on", "case")
def case_objected_legally_on(question: Question) -> date | None:
    """The day of the legal objection that is pending; empty while there is none."""
    return _standing_since(question, SuspensionKind.LEGAL_OBJECTION)


@field("initiative.pending_since", "case")
def initiative_pending_since(question: Question) -> date | None:
    """The day from which an admissible initiative is pending; empty while none is."""
    return _standing_since(question, SuspensionKind.INITIATIVE_STANDSTILL)


@field("initiative.refused_on", "not_complied_on", "suspension", "item", "case")
def initiative_refused_on(question: Question) -> date:
    """The day on which the council did not comply, as stated or as it voted.

    Raises:
        MissingFactError: neither is known.
    """
    if question.inputs.get("not_complied_on") is not None:
        return question.fact_day("not_complied_on")
    for each in question.case.consultations:
        if each.result == "not_complied" and each.about == suspension_of(question).id:
            return day_of(each)
    raise MissingFactError("not_complied_on")


@field(
    "bye_law.in_force_on",
    "in_force_on",
    "announced_on",
    "display_until",
    "law.bye_law.in_force",
)
def bye_law_in_force_on(question: Question) -> date:
    """The day on which the bye-law comes into force, by itself or by law.

    Raises:
        MissingFactError: it was not announced.
    """
    own = stated_day(question, "in_force_on")
    if own is not None:
        return own
    return nth_day_after(published(question), question.law["bye_law.in_force"])
