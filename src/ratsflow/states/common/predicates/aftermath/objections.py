"""What is brought against a decision: objections (L-1 to L-6), initiatives (L-7 to L-9)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.counting import at_least, by_size
from ratsflow.law.periods import (
    Deadline,
    add_months,
    holidays_of,
    initiative_end,
    new_meeting_window,
    suspended,
)
from ratsflow.model import (
    BodyKind,
    Consultation,
    Organization,
    Suspension,
    SuspensionKind,
)
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import meeting
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY,
    announced,
    attacked,
    attacked_by,
    body_attacked,
    day_of,
    first_decided,
    not_after,
    period,
    stated_day,
    suspension_of,
    unless_absent,
)
from ratsflow.states.common.predicates.voting.amendments import same_body as is_same


@predicate("against", "case.consultations", "case.suspensions", "step")
def first_objection(question: Question) -> Answer:
    """A resolution that answers an objection counts as the one objected to."""
    made = _objected(question, attacked(question))
    return MET if made is None else unmet(made.lodged_on, "0")


def _objected(question: Question, decision: Consultation) -> Suspension | None:
    """Return the mayor's objection to a decision, or to the one that it answers for."""
    for each in question.case.suspensions:
        if each.kind is not SuspensionKind.MAYOR_OBJECTION:
            continue
        if decision.about == each.id or _is_against(question, each, decision):
            return each
    if not decision.about:
        return None
    before = attacked_by(question, question.case.suspension(decision.about))
    return None if before.id == decision.id else _objected(question, before)


def _is_against(question: Question, made: Suspension, decision: Consultation) -> bool:
    if made.against:
        return made.against == decision.id
    return made.lodged_on >= day_of(first_decided(question))


@predicate("suspension", "item", "case.suspensions", *URGENTLY)
def same_body(question: Question) -> Answer:
    """Answer whether the body decides anew that decided first."""
    body, first = question.about.body, body_attacked(question)
    return MET if is_same(body, first) else unmet(body.name, first.name)


@predicate(
    "item case.consultations case.suspensions meeting law.{kind}.relative_to",
    "law.{kind}.new_meeting_min_days law.{kind}.new_meeting_max_days",
)
def reconsideration_window(question: Question, kind: str, by: str) -> Answer:
    """Answer whether the new meeting of a body lies in its window.

    The law says whether that runs from the objection or from the first meeting.
    """
    about = question.about
    if not about.about or about.body.kind != BodyKind(by):
        return MET
    suspension = question.case.suspension(about.about)
    if suspension.kind != SuspensionKind(kind):
        return MET
    law, since = question.law, suspension.lodged_on
    if law[f"{kind}.relative_to"] == "first_meeting":
        since = day_of(attacked_by(question, suspension))
    window = new_meeting_window(
        since,
        unless_absent(law, f"{kind}.new_meeting_min_days"),
        law[f"{kind}.new_meeting_max_days"],
    )
    day = meeting(question).day
    if window.covers(day):
        return MET
    first, last = window.first, window.last
    return unmet(day, f"{first} – {last}", first=first, last=last)


@predicate("suspension", "item", "case.suspensions", "actor")
def by_objector(question: Question) -> Answer:
    """Answer whether the actor is who lodged the objection, or acts in that name."""
    lodged_by, actor = suspension_of(question).lodged_by, question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return MET if is_one_of(who, (lodged_by,)) else unmet(who, lodged_by)


_OPEN_TO_INITIATIVES = (BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL)
_GRADED = ("district_inhabitants", "entitled_citizens", "law.municipality.inhabitants")
_BEFOREHAND = ("admissible_beforehand", "inadmissible_beforehand")
_ANSWERED = {"annulled": True, "confirmed": False}
"""What the citizens' decision is called that follows the initiative, or does not."""


def _window(question: Question, filed: date) -> Deadline | None:
    """Return the end of the window, or None where it has not begun.

    What was announced before the resolution was another one.
    """
    law, resolved, day = question.law, day_of(attacked(question)), announced(question)
    weeks = unless_absent(law, "initiative_window.announced_weeks")
    if weeks is None:  # one period, whether the resolution is announced or not
        last = add_months(resolved, law["initiative_window.unannounced_months"])
        return _without_the_wait(question, period(law, last), resolved, filed)
    announced_on = day if day is None or day >= resolved else None
    required = question.fact("announcement_required")
    ends = initiative_end(
        resolved,
        announced_on,
        announcement_required=required,
        weeks=weeks,
        months=law["initiative_window.unannounced_months"],
    )
    if ends is None:
        return None
    begun = announced_on if required is True and announced_on else resolved
    return _without_the_wait(question, period(law, ends), begun, filed)


def _without_the_wait(
    question: Question, ends: Deadline, begun: date, filed: date
) -> Deadline:
    """Add the days on which the initiative waited for the administration or the council.

    A wait whose end nobody has stated matters only for what was filed after the period.
    """
    if question.law["initiative.suspended_by_estimate"] is True:
        since = stated_day(question, "cost_estimate_requested_on")
        if since is not None and since <= ends.lenient and filed > ends.strict:
            until = stated_day(question, "cost_estimate_told_on")
            if until is None or until < since:
                raise MissingFactError("cost_estimate_told_on")
            ends = _suspended(question, ends, begun, since, until)
    return _without_the_decision(question, ends, begun, filed)


def _without_the_decision(
    question: Question, ends: Deadline, begun: date, filed: date
) -> Deadline:
    """Whether a preliminary decision suspends too is not settled: the town says so."""
    since = stated_day(question, "preliminary_requested_on")
    if since is None or since > ends.lenient or filed <= ends.strict:
        return ends
    if question.law["initiative.suspended_by_preliminary"] is not True:
        return ends
    decided = [
        day_of(each)
        for each in question.case.consultations
        if each.result in _BEFOREHAND
    ]
    if not decided:
        raise MissingFactError("decision_day")
    return _suspended(question, ends, begun, since, max(decided))


def _suspended(
    question: Question, ends: Deadline, begun: date, since: date, until: date
) -> Deadline:
    year = ends.lenient.year
    holidays = holidays_of(question.law, (year, year + 1))
    return suspended(ends, begun, since, until, holidays)


@predicate(
    "case.consultations day against announced_on announcement_required",
    "cost_estimate_requested_on cost_estimate_told_on display_until",
    "initiative_filed_on preliminary_requested_on",
    "law.initiative_window.announced_weeks law.initiative_window.unannounced_months",
    "law.initiative.suspended_by_estimate law.initiative.suspended_by_preliminary",
    "law.state.holidays step",
)
def initiative_in_time(question: Question, strict: bool) -> Answer:
    """Answer whether the initiative was filed before its window ended, read one way."""
    body = attacked(question).body
    if body.kind not in _OPEN_TO_INITIATIVES:
        needed = " / ".join(each.value for each in _OPEN_TO_INITIATIVES)
        return unknown("against", observed=body.name, required=needed)
    filed = question.fact_day("initiative_filed_on")
    end = _window(question, filed)
    if end is None:
        return not_after(filed, question.day)
    last = end.strict if strict else end.lenient
    answer = not_after(filed, min(last, question.day))
    if answer is MET or filed > question.day:
        return answer
    asked = stated_day(question, "cost_estimate_requested_on")
    waits = question.law["initiative.suspended_by_estimate"] is True
    code = "initiative_in_time.not_suspended" if waits and asked is None else ""
    return unmet(answer.observed, answer.required, code)


def _needed(question: Question, body: Organization, key: str) -> tuple[int, int]:
    """Return the percentage that the law grades by size, and the people that it takes.

    Where a district council decided, its district counts.
    """
    if body.kind is BodyKind.DISTRICT_COUNCIL:
        size = int(question.fact("district_inhabitants"))
    else:
        size = int(question.law["municipality.inhabitants"])
    percent = by_size(question.law[key], size, "percent")
    return percent, at_least(question.fact("entitled_citizens"), percent, 100)


@predicate(
    "case.consultations against valid_signatures law.initiative.signature_percent step",
    *_GRADED,
)
def signed(question: Question) -> Answer:
    """Answer whether enough of the citizens entitled to vote signed."""
    key, body = "initiative.signature_percent", attacked(question).body
    percent, needed = _needed(question, body, key)
    entitled = question.fact("entitled_citizens")
    valid = question.inputs.get("valid_signatures")
    if valid is None or valid > entitled:
        raise MissingFactError("valid_signatures")
    if valid >= needed:
        return MET
    return unmet(str(valid), str(needed), percent=percent, entitled=entitled)


@predicate(
    "case.consultations case.suspensions suspension item citizens_decision citizens_no",
    "citizens_yes law.citizens_decision.quorum_percent law.citizens_decision.tie",
    *_GRADED,
)
def carried(question: Question) -> Answer:
    """The majority decides, if it is large enough; a tie is what the law says."""
    yes, no = (question.inputs.get(name) for name in ("citizens_yes", "citizens_no"))
    if yes is None or no is None:
        raise MissingFactError("citizens_yes" if yes is None else "citizens_no")
    body = attacked_by(question, suspension_of(question)).body
    if yes + no > question.fact("entitled_citizens"):
        raise MissingFactError("entitled_citizens")
    percent, needed = _needed(question, body, "citizens_decision.quorum_percent")
    most = yes > no or (yes == no and question.law["citizens_decision.tie"] == "yes")
    follows = most and yes >= needed
    said = _ANSWERED.get(str(question.inputs.get("citizens_decision")))
    if said is None or said is follows:
        return MET
    code = "citizens_decision_carried.carried" if follows else ""
    numbers = {"yes": yes, "no": no, "percent": percent, "needed": needed}
    return unmet(f"{yes}:{no}", f"≥ {needed}", code, **numbers)
