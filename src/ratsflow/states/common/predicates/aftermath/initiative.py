"""Rules on citizens' initiatives (*Bürgerbegehren*; L-7 to L-9)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.counting import at_least, by_size
from ratsflow.law.periods import (
    Deadline,
    add_months,
    add_weeks,
    initiative_end,
    local_day,
    suspended,
)
from ratsflow.model import BodyKind, Consultation, Organization, SuspensionKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.predicates.aftermath.facts import (
    announced,
    attacked,
    attacked_by,
    day_of,
    holidays,
    not_after,
    period,
    stated_day,
    suspension_of,
)


_OPEN_TO_INITIATIVES = (BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL)
_BEFOREHAND = ("admissible_beforehand", "inadmissible_beforehand")
_ANSWERED = {"annulled": True, "confirmed": False}
"""What the citizens' decision is called that follows the initiative, or does not."""


def _attacked(question: Question) -> Consultation:
    return attacked(question, lambda body: body.kind in _OPEN_TO_INITIATIVES)


def _window(question: Question, filed: date) -> Deadline | None:
    """Return the end of the window, or None where it has not begun.

    What was announced before the resolution was another one.
    """
    law, resolved, day = question.law, day_of(_attacked(question)), announced(question)
    announced_on = day if day is None or day >= resolved else None
    required = question.fact("announcement_required")
    last = initiative_end(
        resolved,
        announced_on,
        announcement_required=required,
        weeks=law["initiative_window.announced_weeks"],
        months=law["initiative_window.unannounced_months"],
    )
    if last is None:
        return None
    begun = announced_on if required is True and announced_on else resolved
    return _without_the_wait(question, period(question.law, last), begun, filed)


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
            ends = suspended(
                ends, begun, since, until, holidays(question.law, ends.lenient.year)
            )
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
    until = max(decided)
    return suspended(
        ends, begun, since, until, holidays(question.law, ends.lenient.year)
    )


def _in_time(*, strict: bool) -> Check:
    def check(question: Question) -> Answer:
        body = _attacked(question).body
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
        code = "initiative_in_time.not_suspended" if asked is None else ""
        return unmet(answer.observed, answer.required, code)

    return check


def _is_in_a_district(body: Organization) -> bool:
    """Tell whether the initiative is one of a district (§ 26 Abs. 9 GO NRW)."""
    return body.kind is BodyKind.DISTRICT_COUNCIL


def _inhabitants(question: Question, body: Organization) -> int:
    """Return the inhabitants that the law grades by: of the municipality, or a district."""
    if _is_in_a_district(body):
        return int(question.fact("district_inhabitants"))
    return int(question.law["municipality.inhabitants"])


@predicate(
    "against",
    "district_inhabitants",
    "entitled_citizens",
    "valid_signatures",
    "law.initiative.signature_percent",
    "law.municipality.inhabitants",
)
def _signed(question: Question) -> Answer:
    size = _inhabitants(question, _attacked(question).body)
    rows = question.law["initiative.signature_percent"]
    entitled = question.fact("entitled_citizens")
    valid = question.inputs.get("valid_signatures")
    if valid is None or valid > entitled:
        raise MissingFactError("valid_signatures")
    percent = by_size(rows, size, "percent")
    needed = at_least(entitled, percent, 100)
    if valid >= needed:
        return MET
    numbers = {"percent": percent, "entitled": entitled}
    return unmet(str(valid), str(needed), **numbers)


@predicate(
    "citizens_decision",
    "citizens_no",
    "citizens_yes",
    "district_inhabitants",
    "entitled_citizens",
    "law.citizens_decision.quorum_percent",
    "law.municipality.inhabitants",
)
def _carried(question: Question) -> Answer:
    """The majority decides, if it is large enough; a tie is a No (§ 26 Abs. 7 GO NRW)."""
    yes, no = (question.inputs.get(name) for name in ("citizens_yes", "citizens_no"))
    if yes is None or no is None:
        raise MissingFactError("citizens_yes" if yes is None else "citizens_no")
    standing = suspension_of(question)
    body = attacked_by(question, standing).body
    entitled = question.fact("entitled_citizens")
    if yes + no > entitled:
        raise MissingFactError("entitled_citizens")
    rows = question.law["citizens_decision.quorum_percent"]
    percent = by_size(rows, _inhabitants(question, body), "percent")
    needed = at_least(entitled, percent, 100)
    follows = yes > no and yes >= needed
    said = _ANSWERED.get(str(question.inputs.get("citizens_decision")))
    if said is None or said is follows:
        return MET
    code = "citizens_decision_carried.carried" if follows else ""
    numbers = {"yes": yes, "no": no, "percent": percent, "needed": needed}
    return unmet(f"{yes}:{no}", f"≥ {needed}", code, **numbers)


@predicate("law.initiative.preliminary_allowed")
def _preliminary_exists(question: Question) -> Answer:
    allowed = question.law["initiative.preliminary_allowed"] is True
    return MET if allowed else unmet(question.day.isoformat())


@predicate("preliminary_requested_on", "law.initiative.preliminary_weeks")
def _preliminary_in_time(question: Question) -> Answer:
    weeks = question.law["initiative.preliminary_weeks"]
    requested = question.fact_day("preliminary_requested_on")
    return not_after(
        question.day, period(question.law, add_weeks(requested, weeks)).lenient
    )


@predicate(
    "cost_estimate_told_on",
    "preliminary_requested_on",
    "preliminary_signatures",
    "law.initiative.preliminary_signatures",
)
def _preliminary_complete(question: Question) -> Answer:
    """The request comes after the cost estimate, and with some signatures."""
    requested = question.fact_day("preliminary_requested_on")
    told = question.fact_day("cost_estimate_told_on")
    if requested < told:
        days = {"requested": requested.isoformat(), "told": told.isoformat()}
        code = "preliminary_request_complete.early"
        return unmet(days["requested"], f"≥ {told}", code, **days)
    count, least = (
        question.fact("preliminary_signatures"),
        question.law["initiative.preliminary_signatures"],
    )
    return MET if count >= least else unmet(str(count), str(least))


@predicate()
def _answered_by_its_body(question: Question) -> Answer:
    """The district council answers what is against its decision, else the council."""
    body, first = (
        question.about.body,
        attacked_by(question, suspension_of(question)).body,
    )
    if _is_in_a_district(first):
        same = (body.name, body.kind) == (first.name, first.kind)
        return MET if same else unmet(body.name, first.name, body=first.name)
    if body.kind is BodyKind.COUNCIL:
        return MET
    return unmet(body.name, "Rat", "answered_by_its_body.council")


@predicate("topic_excluded")
def _topic_allowed(question: Question) -> Answer:
    excluded = question.inputs.get("topic_excluded")
    if any(each.result == _BEFOREHAND[0] for each in question.case.consultations):
        return MET  # settled beforehand; only the signatures are still looked at
    if excluded is None:
        raise MissingFactError("topic_excluded")
    return (
        MET
        if excluded is False
        else unmet("topic_excluded = True", "topic_excluded = False")
    )


@predicate("legal_obligation")
def _no_standstill(question: Question) -> Answer:
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    if standing is None or question.get("legal_obligation") is True:
        return MET
    return unmet(standing.lodged_on.isoformat())


@predicate("legal_obligation")
def _begun_before(question: Question) -> Answer:
    """The standstill forbids to begin; what was begun before may be completed (L-8)."""
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    since = question.case.since
    if standing is None or question.get("legal_obligation") is True:
        return MET
    if since is not None and local_day(since) < standing.lodged_on:
        return MET
    return unmet(standing.lodged_on.isoformat())


@predicate("citizens_decision_on", "not_complied_on", "law.initiative.vote_months")
def _vote_in_time(question: Question) -> Answer:
    months = question.law["initiative.vote_months"]
    last = period(question.law, add_months(_refused_on(question), months))
    return not_after(question.fact_day("citizens_decision_on"), last.lenient)


def _refused_on(question: Question) -> date:
    """Return the day on which the council did not comply, as stated or as it voted."""
    if question.inputs.get("not_complied_on") is not None:
        return question.fact_day("not_complied_on")
    for each in question.case.consultations:
        if each.result == "not_complied" and each.about == suspension_of(question).id:
            return day_of(each)
    raise MissingFactError("not_complied_on")


@predicate("citizens_decision_on")
def _vote_taken(question: Question) -> Answer:
    """The citizens vote after the initiative was found admissible, and not tomorrow."""
    day, since = (
        question.fact_day("citizens_decision_on"),
        suspension_of(question).lodged_on,
    )
    if since <= day <= question.day:
        return MET
    days = {"since": since.isoformat(), "until": question.day.isoformat()}
    return unmet(day.isoformat(), f"{since} – {question.day}", **days)


@predicate(
    "by_citizens_decision",
    "citizens_decision_on",
    "law.citizens_decision.binding_years",
)
def _not_bound(question: Question) -> Answer:
    day = stated_day(question, "citizens_decision_on")
    if day is None or question.inputs.get("by_citizens_decision") is True:
        return MET
    last = add_months(day, 12 * question.law["citizens_decision.binding_years"])
    if question.day > last:
        return MET
    free = last + timedelta(days=1)
    return unmet(day.isoformat(), last.isoformat(), not_before=free.isoformat())


initiative_in_time_check = predicate(
    "against",
    "announced_on",
    "announcement_required",
    "cost_estimate_requested_on",
    "cost_estimate_told_on",
    "display_until",
    "initiative_filed_on",
    "preliminary_requested_on",
    "law.initiative_window.announced_weeks",
    "law.initiative_window.unannounced_months",
    "law.initiative.suspended_by_estimate",
    "law.initiative.suspended_by_preliminary",
    name="initiative_in_time",
)(_in_time(strict=False))
initiative_in_time_strictly_check = predicate(
    "against",
    "announced_on",
    "announcement_required",
    "cost_estimate_requested_on",
    "cost_estimate_told_on",
    "display_until",
    "initiative_filed_on",
    "preliminary_requested_on",
    "law.initiative_window.announced_weeks",
    "law.initiative_window.unannounced_months",
    "law.initiative.suspended_by_estimate",
    "law.initiative.suspended_by_preliminary",
    name="initiative_in_time_strictly",
)(_in_time(strict=True))
