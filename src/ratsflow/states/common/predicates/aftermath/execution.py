"""Rules on carrying a decision out and closing it (*Durchführung*; L-10, L-13, L-14)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Layer
from ratsflow.law.periods import add_months, local_day
from ratsflow.procedure.case import OpenFinding
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import chair_of, decided
from ratsflow.states.common.predicates.aftermath.facts import (
    day_of,
    decisions,
    is_bye_law,
    is_urgently_decided,
    not_after,
    period,
    stated_day,
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
        found, code = day.isoformat(), "approvals_obtained.outdated"
        return unmet(found, f">= {since}", code, since=since.isoformat())
    if day <= question.day:
        return MET
    return unmet(day.isoformat(), question.day.isoformat())


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
        kept=kept.isoformat(),
        day=day.isoformat(),
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
    return unmet(question.day.isoformat(), f"≥ {began}", since=began.isoformat())


@predicate(
    "case.consultations day successor_elected_on law.{months} law.state.holidays",
)
def successor(question: Question, months: str) -> Answer:
    """Answer whether the successor is elected within some months of the removal."""
    removed = day_of(decided(question))
    last = period(question.law, add_months(removed, question.law[months])).lenient
    elected = stated_day(question, "successor_elected_on")
    if elected is None or elected >= removed:
        return not_after(elected or question.day, last)
    days = {"elected": elected.isoformat(), "removed": removed.isoformat()}
    code = "successor_elected.too_early"
    return unmet(days["elected"], f"{removed} – {last}", code, **days)
