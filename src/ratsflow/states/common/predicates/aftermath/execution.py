"""Carrying a decision out, closing it (L-10, L-13, L-14); announcing bye-laws (L-11, L-12)."""

from __future__ import annotations

from datetime import date

from ratsflow.engine.fold import WITNESSED
from ratsflow.law.citation import Layer
from ratsflow.law.periods import add_months, formal_defect_cure, local_day
from ratsflow.model import BodyKind, SuspensionKind
from ratsflow.procedure.case import OpenFinding
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, free_of, met, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import chair_of, decided, stated
from ratsflow.states.common.predicates.aftermath.facts import (
    announced,
    day_of,
    decisions,
    is_bye_law,
    is_urgently_decided,
    not_after,
    period,
    published,
    stated_day,
    weighs,
)
from ratsflow.states.common.topics import topics
from ratsflow.states.common.votes import ELECTING


@predicate("case.consultations", "case.findings")
def no_decision(question: Question) -> Answer:
    """A statute says of what was recorded that no such decision exists."""
    case, standing, groups = question.case, question.case.deciding, question.groups
    decisions = {*groups["decisions"], *ELECTING}
    void = [each for each in case.findings if _voids(each)]
    refuted = {each.subject for each in void if each.step in decisions}
    ratified = any(
        each.result in groups["ratified"] and each.id not in refuted
        for each in case.consultations
    )

    def is_of_it(finding: OpenFinding) -> bool:
        """Tell whether it is about the decision that stands, not about an earlier one."""
        if finding.step in groups["urgent_steps"]:
            return not ratified and (standing is None or standing.id == finding.subject)
        if standing is None or finding.step not in decisions:
            return False
        return standing.id == finding.subject

    rules = list(dict.fromkeys(each.rule for each in void if is_of_it(each)))
    return free_of(rules, rules=rules)


def _voids(finding: OpenFinding) -> bool:
    """Tell whether a statute says of what was recorded that it does not exist."""
    breach = finding.result == "unmet" and finding.consequence == "block"
    return breach and finding.layer == Layer.STATUTE


def _resolved_on(question: Question) -> date:
    """Return the day of the resolution that was approved; a confirmation changes nothing.

    Where the approval has conditions the council accedes to them later.
    """
    days = [day_of(each) for each in decisions(question) if each.result != "confirmed"]
    if not days:
        return date.min
    return min(days) if question.get("approval_conditions") is True else max(days)


@predicate(
    "case.consultations paper.topics day approval_conditions approval_required",
    "approved_on law.execution.approvals law.bye_law.topics law.topics.own",
)
def approvals_obtained(question: Question) -> Answer:
    required = question.get("approval_required")
    if required is None and is_bye_law(question):
        raise MissingFactError("approval_required")
    classified = required is None or question.motion.topics is not None
    needing = question.law["execution.approvals"]
    marked = classified and not set(topics(question)).isdisjoint(needing)
    if (required is None or required is False) and not marked:
        return MET
    day = stated_day(question, "approved_on")
    if day is None:
        return unmet("–", "approved_on", "approvals_obtained.none")
    if day < (since := _resolved_on(question)):
        return unmet(day, f">= {since}", "approvals_obtained.outdated", since=since)
    return not_after(day, question.day)


@predicate("case.consultations", "case.state", "minutes_of", "minutes_signed_by")
def minutes_kept(question: Question) -> Answer:
    if question.case.deciding is None and is_urgently_decided(question):
        return MET
    decision = decided(question)
    day, kept = day_of(decision), question.fact_day("minutes_of")
    needed = {chair_of(decision.body), "secretary"}
    signed = set(question.fact("minutes_signed_by"))
    if kept == day and needed <= signed:
        return MET
    return unmet(
        f"{kept}: {', '.join(sorted(signed))}",
        f"{day}: {', '.join(sorted(needed))}",
        "" if kept == day else "minutes_kept.of_another",
        missing=sorted(needed - signed),
        kept=kept,
        day=day,
    )


@predicate("case.since", "day")
def after_its_state(question: Question) -> Answer:
    """Within one day the order of the entries is the order of what happened."""
    since = question.case.since
    if since is None or question.at >= since:
        return MET
    began = local_day(since)
    if question.day >= began:
        return MET
    return unmet(question.day, f"≥ {began}", since=began)


@predicate(
    "case.consultations day successor_elected_on law.{months} law.state.holidays"
)
def successor(question: Question, months: str) -> Answer:
    """Answer whether the successor is elected within some months of the removal."""
    removed = day_of(decided(question))
    last = period(question.law, add_months(removed, question.law[months])).lenient
    elected = stated_day(question, "successor_elected_on")
    if elected is None or elected >= removed:
        return not_after(elected or question.day, last)
    needed, code = f"{removed} – {last}", "successor_elected.too_early"
    return unmet(elected, needed, code, elected=elected, removed=removed)


_CURE = (
    "case announced_on defect_notified display_until law.formal_defect.months",
    "law.formal_defect.never_cured",
)


def _decided_on(question: Question) -> date:
    """Return the day of the resolution; the earliest day there is without one."""
    if question.case.deciding is None and is_urgently_decided(question):
        return date.min
    return day_of(decided(question))


@predicate("case.consultations", "case.state", "announced_on", "{fact}")
def ordered_in_time(question: Question, fact: str) -> Answer:
    """A day counts if it lies between this resolution and the announcement."""
    day, last = question.fact_day(fact), question.fact_day("announced_on")
    since = _decided_on(question)
    if since <= day <= last:
        return MET
    code = f"{fact}.too_early" if day < since else ""
    return unmet(day, f"{since} – {last}", code, day=day, since=since, last=last)


@predicate("case.consultations", "approved_on")
def acceded(question: Question) -> Answer:
    """Answer whether the council adopted the text again after its approval."""
    resolution, approved = decided(question), question.fact_day("approved_on")
    adopted = resolution.result.startswith("adopted")
    by_council = resolution.body.kind is BodyKind.COUNCIL
    if adopted and by_council and day_of(resolution) > approved:
        return MET
    body, day = resolution.body.name, day_of(resolution)
    found, needed = f"{body} {day}", f"> {approved}"
    return unmet(found, needed, body=body, day=day, approved=approved)


def _cures_on(question: Question, *, notice: bool) -> date | None:
    objected = any(
        each.kind is SuspensionKind.LEGAL_OBJECTION
        for each in question.case.suspensions
    )
    recorded = {each.rule for each in question.case.findings}
    # Of what nobody witnessed no rule was asked: a defect that is never cured may be in it.
    never = {*question.law["formal_defect.never_cured"], WITNESSED}
    notified = question.get("defect_notified") is True
    if objected or notified or not recorded.isdisjoint(never):
        return None
    return formal_defect_cure(
        published(question), notice_given=notice, law=question.law
    )


@predicate("notice_given", *_CURE)
def notice_given(question: Question) -> Answer:
    """Answer whether the announcement carried the notice of the time bar."""
    given = stated(question.inputs.get("notice_given"), "notice_given")
    cures = _cures_on(question, notice=given is True)
    if given is not True:
        return unmet("notice_given = False", cures_on=None)
    return met(cures_on=cures)


@predicate(
    "paper", "day", "notice_given", "law.bye_law.topics", "law.topics.own", *_CURE
)
def time_bar(question: Question) -> Answer:
    """Answer whether defects of form on record can be asserted no more."""
    names = [each.rule for each in question.case.findings if weighs(each)]
    if not names or not is_bye_law(question):
        return MET
    cures = _cures_on(question, notice=question.fact("notice_given") is True)
    if cures is not None and question.day > cures:
        return met(cures_on=cures)
    rules = list(dict.fromkeys(names))
    code = "" if cures else "formal_defect_time_bar.never"
    return unmet(", ".join(rules), cures or "∞", code, rules=rules, cures_on=cures)


@predicate("case.consultations", "case.state", "day", "announced_on", "display_until")
def is_published(question: Question) -> Answer:
    """Answer whether this bye-law is announced, completely and not an earlier one."""
    day = announced(question)
    if day is None:
        return unmet("–", "announced_on", "satzung_published.none")
    if day < (since := _decided_on(question)):
        return unmet(day, f">= {since}", "satzung_published.too_early", since=since)
    return MET if day <= question.day else unmet(question.day, day, not_before=day)
