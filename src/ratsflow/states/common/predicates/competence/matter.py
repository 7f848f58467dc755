"""What a motion is about, and to whom the law and the municipality give it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from ratsflow.law.bodies import COUNCIL, DISTRICT
from ratsflow.law.local import Law
from ratsflow.law.powers import Condition, Power, powers_of
from ratsflow.model import BodyKind, Consultation, CostEffect, Organization, Recurrence
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, free_of
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import stated
from ratsflow.states.common.topics import is_reserved, lineage, matters, vocabulary_of
from ratsflow.states.common.votes import is_one


def districts(question: Question) -> tuple[str, ...]:
    """Return the districts that the motion touches; an empty tuple says "none"."""
    if question.law.values.get("municipality.county_free") is False:
        return ()
    return tuple(stated(question.motion.districts, "motion.districts"))


def flag(question: Question, name: str) -> bool:
    """Return a stated yes or no."""
    given = question.fact(name)
    return stated(given if isinstance(given, bool) else None, name)


def is_council(body: Organization) -> bool:
    """Tell whether the body is the council itself."""
    return body.kind is BodyKind.COUNCIL


def is_district(body: Organization) -> bool:
    """Tell whether the body is a district council."""
    return body.kind is BodyKind.DISTRICT_COUNCIL


POWERS = (
    "item paper case.consultations step ballot resolution value_cents matter_kind",
    "district_scope no_discretion duration_months law.competence.powers",
    "law.limits.named law.competence.amounts law.competence.cost_amounts law.district.matters",
    "law.municipality.county_free law.topics.reserved law.topics.reserved_further",
    "law.topics.own",
)
"""What it takes to say who holds a power."""


def of_the_decider(check: Callable[..., Answer]) -> Callable[..., Answer]:
    """Ask a check about every body whose decision the step brings.

    An urgent decision replaces the decisions of the route. A resolution objected to is
    only confirmed or not; what is asked of a decision is asked of a new text.
    """

    @wraps(check)
    def asked(question: Question, **given: Any) -> Answer:
        if is_one(question, "renewals") and not question.inputs.get("resolution"):
            return MET
        if not is_one(question, "urgent_steps"):
            return check(question, **given)
        for each in _replaced(question):
            answer = check(question.about_item(each), **given)
            if answer is not MET:
                return answer
        return MET

    return asked


def _replaced(question: Question) -> list[Consultation]:
    at_hand = question.consultation
    found = [
        each
        for each in question.case.consultations
        if each.is_authoritative and each.state != "cancelled" and each is not at_hand
    ]
    if not found:
        raise MissingFactError("consultations")
    return found


def holder(question: Question, topic: str) -> Power | None:
    """Return the power under which somebody other than the council decides a topic.

    What no power covers is the council's (rule C-1).

    Raises:
        MissingFactError: it depends on a fact that nobody has stated.
        MissingValueError: the municipality has not said who decides what.
        DefinitionError: its table is contradictory.
    """
    if is_reserved(question, topic):
        return None
    powers = _powers(question, topic)
    if len(powers) > 1:  # of two districts each has its own
        body = question.about.body
        powers = (
            *sorted(powers, key=lambda p: p.is_district and not belongs_to(p, body)),
        )
    in_district = _in_district(question, topic, powers)
    for power in powers:
        if power.is_district is not in_district:
            continue
        if _applies(question, power):
            return None if power.body == COUNCIL else power
    if in_district and not any(power.is_district for power in powers):
        return Power(topic, DISTRICT)
    return None


def _applies(question: Question, power: Power) -> bool:
    """Tell whether a matter is one of those that a power is over."""
    if not _holds(question, power):
        return False
    if not power.any:
        return True
    missing: MissingFactError | None = None
    for each in power.any:
        try:
            if _holds(question, each):
                return True
        except MissingFactError as error:
            missing = missing or error
    if missing is not None:
        raise missing
    return False


def _holds(question: Question, condition: Condition) -> bool:
    """Tell whether everything holds that a condition says."""
    if condition.is_bounded:
        limits = question.law.values.get("limits.named") or {}
        if not condition.covers(_cents(question), limits):
            return False
    if condition.kinds and question.fact("matter_kind") not in condition.kinds:
        return False
    if condition.no_discretion and not flag(question, "no_discretion"):
        return False
    longest = condition.months_up_to
    return longest is None or int(question.fact("duration_months")) <= longest


def _powers(question: Question, topic: str) -> tuple[Power, ...]:
    """Return the powers over a topic, or over the nearest of what it is under."""
    return question.law.made(_finder)(topic)


def _finder(law: Law) -> Callable[[str], tuple[Power, ...]]:
    """Return what finds the powers over a topic by a law, and reads each table once."""
    names = vocabulary_of(law)

    @lru_cache
    def find(topic: str) -> tuple[Power, ...]:
        table = law["competence.powers"]
        found = (powers_of(table, each, names) for each in names.lineage(topic))
        return next(filter(None, found), ())

    return find


def belongs_to(power: Power | None, body: Organization) -> bool:
    """Tell whether a power is this body's."""
    return power is not None and is_one_of(power.body, (body.name, body.kind.value))


def named(power: Power | None) -> str:
    """Name who holds a power."""
    return COUNCIL if power is None else power.body


def _in_district(question: Question, topic: str, powers: tuple[Power, ...]) -> bool:
    """Tell whether the matter does not substantially exceed one district."""
    if question.law.values.get("municipality.county_free") is False:
        return False
    own = question.law["district.matters"]
    of_district = any(each in own for each in lineage(question, topic))
    if not of_district and not any(each.is_district for each in powers):
        return False
    return flag(question, "district_scope")


def _cents(question: Question) -> int:
    """Return the value of the matter as the bands measure it."""
    amended = bool(question.inputs.get("resolution"))
    ballot = question.inputs.get("ballot")
    if amended or (ballot is not None and ballot.amended):
        return int(stated(question.inputs.get("value_cents"), "value_cents"))
    value = question.get("value_cents")
    if value is None:
        return _from_costs(question)
    return max(int(value), _costs_at_least(question))


def _costs_at_least(question: Question) -> int:
    """Return the least that the costs are in the measure of the bands, else nothing.

    Of a stated value and the cost statement the larger counts: nobody talks a matter into
    a lower band. What recurs costs at least what it costs once.
    """
    values, costs = question.law.values, question.motion.cost_statement
    measure = values.get("competence.amounts")
    if costs is None or measure is None:
        return 0
    alike = measure == values.get("competence.cost_amounts")
    return (costs.amount_cents or 0) if alike else 0


def _from_costs(question: Question) -> int:
    law, costs = question.law, question.motion.cost_statement
    if law["competence.amounts"] != law["competence.cost_amounts"]:
        raise MissingFactError("value_cents")
    costs = stated(costs, "motion.cost_statement")
    if costs.effect is CostEffect.NONE:
        return 0
    amount = stated(costs.amount_cents, "motion.cost_statement.amount_cents")
    return stated(
        amount if costs.recurrence is Recurrence.ONCE else None, "value_cents"
    )


@predicate("paper.topics", "law.topics.own")
def known(question: Question) -> Answer:
    """Tell whether every topic stands in the vocabulary; else name what is near."""
    names = vocabulary_of(question.law)
    strange = [each for each in matters(question) if each not in names]
    if not strange:
        return MET
    near = list(dict.fromkeys(name for word in strange for name in names.nearest(word)))
    return free_of(strange, ", ".join(near), near=near)
