"""Rules on objecting to a resolution (*Widerspruch*, *Beanstandung*; L-1, L-2, L-5, L-6)."""

from __future__ import annotations

from collections.abc import Callable

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import Deadline, nth_day_after
from ratsflow.model import (
    BodyKind,
    Consultation,
    Organization,
    Suspension,
    SuspensionKind,
)
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    attacked,
    attacked_by,
    day_of,
    first_decided,
    in_time,
    period,
)
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


_MAYOR = Citation("§ 54 Abs. 1 GO NRW", "V", "kommunalforum.de")
_LEGAL = Citation("§ 54 Abs. 1, 2 GO NRW", "V", "kommunalforum.de")
_DISTRICT = Citation("§ 37 Abs. 6 GO NRW", "K")
_PERIODS = {
    BodyKind.COUNCIL: ("objection_in_time", "mayor_objection.days"),
    BodyKind.DISTRICT_COUNCIL: (
        "district_objection_in_time",
        "district_objection.days",
    ),
}
_ORDERS = Citation("§ 122 Abs. 2 GO NRW", "V", "lexmea, haufe")


def _of(kind: BodyKind) -> Callable[[Organization], bool]:
    return lambda body: body.kind is kind


def _end(key: str, kind: BodyKind) -> Callable[[Question], Deadline]:
    """Return the end of an objection's period, counted from the resolution."""

    def end(question: Question) -> Deadline:
        day = day_of(attacked(question, _of(kind)))
        return period(nth_day_after(day, question.law[key]))

    return end


def _decided_by(kind: BodyKind) -> Check:
    def check(question: Question) -> Answer:
        body = attacked(question, _of(kind)).body
        return MET if body.kind is kind else unmet(body.name, kind.value)

    return check


def _reasons(question: Question) -> Answer:
    reasons = question.inputs.get("reasons")
    if reasons is None:
        raise MissingFactError("reasons")
    return MET if reasons.strip() else unmet("–")


def _first_objection(question: Question) -> Answer:
    """A resolution that answers an objection counts as the one objected to."""
    made = _objected(question, attacked(question, _of(BodyKind.COUNCIL)))
    return MET if made is None else unmet(made.lodged_on.isoformat(), "0")


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


def _not_pending(question: Question) -> Answer:
    pending = question.case.suspended_by(SuspensionKind.LEGAL_OBJECTION)
    return MET if pending is None else unmet(pending.lodged_on.isoformat())


def _after_refusal(question: Question) -> Answer:
    if question.role != "supervisory_authority":
        return MET
    refused = question.inputs.get("mayor_refused")
    if refused is None:
        raise MissingFactError("mayor_refused")
    return MET if refused is True else unmet("mayor_refused = False")


def _district_objector(question: Question) -> Answer:
    if question.role != "district_mayor":
        return MET
    if question.law["district_objection.district_mayor"] is True:
        return met("district_mayor")
    return unmet("district_mayor", "mayor")


def _timely(
    kind: BodyKind, catalogue: str, citation: Citation, *, strict: bool
) -> Rule:
    """Write the two rules on a period: the early day warns, the late one blocks."""
    name, key = _PERIODS[kind]
    return Rule(
        f"{name}_strictly" if strict else name,
        in_time(_end(key, kind), strict=strict),
        label=Wording("Widerspruch fristgerecht", "Objection in time"),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER if strict else Consequence.BLOCK,
        catalogue=catalogue,
        parameters=(key,),
        unmet=Wording(
            "Die Frist endete am {required}, wenn Wochenenden und Feiertage sie nicht "
            "verlängern; Widerspruch am {observed}.",
            "The period ended on {required} unless weekends and holidays extend it; the "
            "objection is of {observed}.",
        )
        if strict
        else Wording(
            "Der Widerspruch vom {observed} ist zu spät; letzter Tag war der {required}.",
            "The objection of {observed} is too late; the last day was {required}.",
        ),
        remedy=Wording(
            "Bei Rechtsverstoß beanstanden; das ist an keine Frist gebunden."
            if not strict
            else "Klären, ob die Frist sich verlängert.",
            "If the resolution is unlawful, object legally; no period applies to that."
            if not strict
            else "Clarify whether the period is extended.",
        ),
        cured_by=("mayor",),
    )


def _reasoned(name: str, catalogue: str, citation: Citation) -> Rule:
    return Rule(
        name,
        _reasons,
        label=Wording("Schriftliche Begründung", "Written reasons"),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue=catalogue,
        unmet=Wording(
            "Es fehlt die schriftliche Begründung.", "The written reasons are missing."
        ),
        remedy=Wording(
            "Die Gründe schriftlich angeben.", "State the reasons in writing."
        ),
        cured_by=("mayor", "district_mayor", "supervisory_authority"),
    )


def _against(
    name: str, kind: BodyKind, whose: Wording, catalogue: str, citation: Citation
) -> Rule:
    return Rule(
        name,
        _decided_by(kind),
        label=Wording(f"Beschluss {whose.de}", f"Resolution of {whose.en}"),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue=catalogue,
        unmet=Wording(
            f"Dieser Widerspruch gilt nur Beschlüssen {whose.de}; beschlossen hat: "
            "{observed}.",
            f"This objection is for resolutions of {whose.en} only; the body that "
            "decided is: {observed}.",
        ),
        remedy=Wording(
            "Den Rechtsbehelf wählen, der für dieses Gremium vorgesehen ist.",
            "Choose the remedy that the law provides for that body.",
        ),
        cured_by=("mayor",),
    )


RULES = (
    _against(
        "objection_to_council",
        BodyKind.COUNCIL,
        Wording("des Rates", "the council"),
        "L-1",
        _MAYOR,
    ),
    _timely(BodyKind.COUNCIL, "L-1", _MAYOR, strict=False),
    _timely(BodyKind.COUNCIL, "L-1", _MAYOR, strict=True),
    _reasoned("objection_reasons", "L-1", _LEGAL),
    Rule(
        "objection_not_repeated",
        _first_objection,
        label=Wording("Kein weiterer Widerspruch", "No further objection"),
        citation=_MAYOR,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-1",
        unmet=Wording(
            "Gegen den Beschluss wurde schon am {observed} widersprochen; ein weiterer "
            "Widerspruch ist unzulässig.",
            "The resolution was objected to on {observed} already; a further objection "
            "is inadmissible.",
        ),
        remedy=Wording(
            "Den Beschluss ausführen oder, wenn er rechtswidrig ist, beanstanden.",
            "Carry the resolution out or, if it is unlawful, object legally.",
        ),
        cured_by=("mayor",),
    ),
    Rule(
        "legal_objection_not_pending",
        _not_pending,
        label=Wording("Keine zweite Beanstandung", "No second legal objection"),
        citation=Citation("§ 54 Abs. 2 GO NRW", "V", "kommunalforum.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-2",
        unmet=Wording(
            "Der Beschluss ist schon seit dem {observed} beanstandet; eine zweite "
            "Beanstandung ist nicht nötig.",
            "The resolution has been objected to since {observed}; a second legal "
            "objection is not needed.",
        ),
        remedy=Wording(
            "Beharrt das Gremium, geht die Sache ohne neue Beanstandung weiter.",
            "If the body persists, the matter goes on without a new objection.",
        ),
        cured_by=("mayor",),
    ),
    Rule(
        "authority_acts_after_refusal",
        _after_refusal,
        label=Wording("Aufsicht erst nach Weigerung", "Authority only after a refusal"),
        citation=Citation("§ 122 Abs. 1 GO NRW", "K", "lexmea, haufe"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-6",
        unmet=Wording(
            "Die Aufsicht weist zuerst die Bürgermeisterin oder den Bürgermeister zur "
            "Beanstandung an; eine Weigerung liegt nicht vor.",
            "The authority first instructs the mayor to object; the mayor has not "
            "refused.",
        ),
        remedy=Wording(
            "Zur Beanstandung anweisen und die Antwort abwarten.",
            "Instruct the mayor to object and await the answer.",
        ),
        cured_by=("supervisory_authority",),
    ),
    _against(
        "objection_to_district_council",
        BodyKind.DISTRICT_COUNCIL,
        Wording("einer Bezirksvertretung", "a district council"),
        "L-5",
        _DISTRICT,
    ),
    _timely(BodyKind.DISTRICT_COUNCIL, "L-5", _DISTRICT, strict=False),
    _timely(BodyKind.DISTRICT_COUNCIL, "L-5", _DISTRICT, strict=True),
    _reasoned("district_objection_reasons", "L-5", _DISTRICT),
    Rule(
        "district_objector_entitled",
        _district_objector,
        label=Wording("Zum Widerspruch berechtigt", "Entitled to object"),
        citation=Citation("§ 37 Abs. 6 GO NRW", "?"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-5",
        parameters=("district_objection.district_mayor",),
        unmet=Wording(
            "Hier kann die Bezirksbürgermeisterin oder der Bezirksbürgermeister nicht "
            "widersprechen.",
            "The district mayor may not object.",
        ),
        remedy=Wording(
            "Die Oberbürgermeisterin, den Oberbürgermeister widersprechen lassen.",
            "Let the mayor object.",
        ),
        cured_by=("mayor",),
    ),
    _reasoned("supervisory_order_reasons", "N-8", _ORDERS),
)

GUARDS = {
    "object": (
        "objection_to_council",
        "objection_in_time",
        "objection_in_time_strictly",
        "objection_reasons",
        "objection_not_repeated",
    ),
    "object_legally": (
        "objection_reasons",
        "legal_objection_not_pending",
        "authority_acts_after_refusal",
    ),
    "object_to_district": (
        "objection_to_district_council",
        "district_objection_in_time",
        "district_objection_in_time_strictly",
        "district_objection_reasons",
        "district_objector_entitled",
    ),
    "suspend_by_supervision": ("supervisory_order_reasons",),
}
