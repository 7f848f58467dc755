"""Withdrawal, amended adoption, resubmission and superseding: J-6, J-9, J-11, J-12."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import add_months, local_day
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import (
    ballot_of,
    carried,
    simply_carried,
)
from ratsflow.states.common.fields import ADMINISTRATIVE, RESIDENTS, paper_kind_on_file
from ratsflow.states.common.predicates.consultation.minority import (
    is_originator,
    names_of,
)
from ratsflow.states.common.states import ON_AN_AGENDA


_INSIDE = frozenset({"draft", "co_signature", "alderman_review", "mayor_review"})
"""States in which the paper has not left the administration."""

_MINUTES = ("chair", "council_office")


@predicate("withdrawn_by")
def _by_originator(question: Question) -> Answer:
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


@predicate(
    "procedural_ballot",
    "law.withdrawal.after_agenda",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _after_agenda(question: Question) -> Answer:
    if not any(each.state in ON_AN_AGENDA for each in question.case.consultations):
        return MET
    if question.law["withdrawal.after_agenda"] == "free":
        return MET
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


@predicate("originator_agrees")
def _wanted_back(question: Question) -> Answer:
    if question.about.result != "withdrawn":
        return MET
    agrees = question.inputs.get("originator_agrees")
    if agrees is None:
        raise MissingFactError("originator_agrees")
    return (
        MET
        if agrees is True
        else unmet("originator_agrees = False", "originator_agrees = True")
    )


# ------------------------------------------------------------------ amended adoption


def _is_amended(question: Question) -> bool:
    return bool(question.inputs.get("resolution")) or ballot_of(question).amended


def _is_adopted_amended(question: Question) -> bool:
    """Tell whether an amended text was carried; a rejected one needs no more facts."""
    return _is_amended(question) and carried(question) is not False


@predicate(
    "delegates_to_main_committee",
    "majority",
    "resolution",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _text_stored(question: Question) -> Answer:
    if not _is_adopted_amended(question) or question.inputs.get("resolution"):
        return MET
    return unmet("–", "resolution")


@predicate(
    "delegates_to_main_committee",
    "majority",
    "resolution",
    "subject_changed",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _within_item(question: Question) -> Answer:
    if not _is_adopted_amended(question):
        return MET
    changed = question.inputs.get("subject_changed")
    if changed is None:
        raise MissingFactError("subject_changed")
    if changed is False:
        return MET
    return unmet("subject_changed = True", "subject_changed = False")


@predicate(
    "delegates_to_main_committee",
    "majority",
    "rechecked",
    "resolution",
    "substantially_changed",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _rechecked(question: Question) -> Answer:
    if not _is_adopted_amended(question):
        return MET
    changed = question.inputs.get("substantially_changed")
    if changed is None:
        raise MissingFactError("substantially_changed")
    if changed is False or question.inputs.get("rechecked") is True:
        return MET
    return unmet("substantially_changed = True", "rechecked = True")


# --------------------------------------------------------------------- coming again


@predicate(
    "facts_changed",
    "withdrawn_by",
    "law.resubmission.bar",
    "law.resubmission.bar_months",
    "law.resubmission.after_non_consideration",
)
def _not_barred(question: Question) -> Answer:
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


_UNTOUCHED = frozenset({"adopted", "partially_adopted", "standstill", "executable"})


@predicate("irrevocable", "third_party_rights")
def _may_supersede(question: Question) -> Answer:
    state = question.case.state
    if state in _UNTOUCHED:
        return MET
    if question.fact("third_party_rights") is not False:
        return unmet("third_party_rights = True", "third_party_rights = False")
    if state == "executed" and question.fact("irrevocable") is not False:
        code = "superseding_possible.irrevocable"
        return unmet("irrevocable = True", "irrevocable = False", code)
    return MET
