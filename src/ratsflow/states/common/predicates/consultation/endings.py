"""Withdrawal, amended adoption, resubmission and superseding: J-6, J-9, J-11, J-12."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import add_months, local_day
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import READS, ballot_of, carried
from ratsflow.states.common.fields import ADMINISTRATIVE, RESIDENTS, paper_kind_on_file
from ratsflow.states.common.predicates.consultation.minority import (
    is_originator,
    names_of,
)


_INSIDE = frozenset({"draft", "co_signature", "alderman_review", "mayor_review"})
"""States in which the paper has not left the administration."""

_MINUTES = ("chair", "council_office")


@predicate("withdrawn_by")
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
    "facts_changed",
    "withdrawn_by",
    "law.resubmission.bar",
    "law.resubmission.bar_months",
    "law.resubmission.after_non_consideration",
)
def not_barred(question: Question) -> Answer:
    if _held(question) & {"author", "mayor"} or question.case.state == "withdrawn":
        return MET  # it binds the right of a minority, not the administration
    if question.law["resubmission.bar"] is False or not _starts_bar(question):
        return MET
    last = add_months(_ended_on(question), question.law["resubmission.bar_months"])
    if question.day > last or question.inputs.get("facts_changed") is True:
        return MET
    free = last + timedelta(days=1)
    return unmet(
        question.day.isoformat(),
        f"> {last.isoformat()} / facts_changed",
        not_before=free.isoformat(),
    )


def _starts_bar(question: Question) -> bool:
    if question.case.state == "rejected":
        return True
    return question.law["resubmission.after_non_consideration"] is True


def _ended_on(question: Question) -> date:
    decided, since = question.case.deciding, question.case.since
    if question.case.state == "rejected" and decided is not None and decided.days:
        return decided.days[-1]
    if since is None:
        raise MissingFactError("case.since")
    return local_day(since)
