"""Rules on carrying a decision out and closing it (*Durchführung*; L-10, L-13, L-14)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, Consultation, SuspensionKind
from ratsflow.model.text import Wording
from ratsflow.procedure.case import OpenFinding
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    URGENTLY_DECIDED,
    day_of,
    decided,
    decisions,
    is_bye_law,
    stated_day,
    topics,
)
from ratsflow.procedure.nrw.states import DECIDED, LEGALLY_OBJECTIONABLE
from ratsflow.procedure.nrw.votes import DECISIONS, ELECTING, URGENT_STEPS
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


_EXECUTION = Citation("§ 62 Abs. 2 S. 2 GO NRW", "V", "gesetze.co")
_NEEDS_APPROVAL = "needs_approval"
_AGAINST_MAYOR = "claims_against_mayor"


def _not_suspended(question: Question) -> Answer:
    standing = [
        each
        for each in question.case.active_suspensions
        if each.kind is not SuspensionKind.INITIATIVE_STANDSTILL
    ]
    if not standing:
        return MET
    kinds = list(dict.fromkeys(each.kind.value for each in standing))
    return unmet(", ".join(each.id for each in standing), kinds=kinds)


def weighs(finding: OpenFinding) -> bool:
    """Tell whether a recorded finding still makes the decision unlawful.

    The engine's own findings on state, role and inputs say nothing about the decision,
    nor does a breach of a house rule.
    """
    if finding.overridden or finding.consequence not in ("block", "defect"):
        return False
    return not (finding.rule.startswith("procedure.") or _is_house(finding.rule))


def _is_house(rule: str) -> bool:
    return _layers(rule) == {Layer.HOUSE}


def _layers(rule: str) -> set[Layer]:
    # all chapters are read only when a question is asked; they import one another
    from ratsflow.procedure.nrw.rules import RULES as EVERY  # noqa: PLC0415

    return {each.layer for each in EVERY if each.id == rule}


def _no_open_defect(question: Question) -> Answer:
    names = [each.rule for each in question.case.findings if weighs(each)]
    return _defects(names) if names else MET


def _defects(names: list[str]) -> Answer:
    rules = list(dict.fromkeys(names))
    return unmet(", ".join(rules), rules=rules)


def _no_decision(question: Question) -> Answer:
    """A statute says of what was recorded that no such decision exists."""
    case, standing = question.case, question.case.deciding
    void = [each for each in case.findings if _voids(each)]
    refuted = {each.subject for each in void if each.step == "ratify"}
    ratified = any(
        each.result == "ratified" and each.id not in refuted
        for each in case.consultations
    )
    names = [each.rule for each in void if _is_of(each, standing, ratified=ratified)]
    return _defects(names) if names else MET


def _voids(finding: OpenFinding) -> bool:
    """Tell whether a statute says of what was recorded that it does not exist."""
    breach = finding.result == "unmet" and finding.consequence == "block"
    return breach and Layer.STATUTE in _layers(finding.rule)


def _is_of(
    finding: OpenFinding, standing: Consultation | None, *, ratified: bool
) -> bool:
    """Tell whether a finding is about the decision that stands, not about an earlier one."""
    if finding.step in URGENT_STEPS:
        return not ratified and (standing is None or standing.id == finding.subject)
    deciding = finding.step in (*DECISIONS, *ELECTING)
    return deciding and standing is not None and standing.id == finding.subject


def _resolved_on(question: Question) -> date:
    """Return the day of the resolution that was approved; a confirmation changes nothing.

    Where the approval has conditions the council accedes to them later.
    """
    days = [day_of(each) for each in decisions(question) if each.result != "confirmed"]
    if not days:
        return date.min
    return min(days) if question.get("approval_conditions") is True else max(days)


def _approvals_obtained(question: Question) -> Answer:
    required = question.get("approval_required")
    if required is None and is_bye_law(question):
        raise MissingFactError("approval_required")
    classified = required is None or question.motion.topics is not None
    marked = classified and _NEEDS_APPROVAL in topics(question)
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


def _by_general_deputy(question: Question) -> Answer:
    if _AGAINST_MAYOR not in topics(question) or question.role == "general_deputy":
        return MET
    return unmet(question.role or "–", "general_deputy")


def _minutes_kept(question: Question) -> Answer:
    if question.case.deciding is None and question.case.state in URGENTLY_DECIDED:
        return MET
    decision = decided(question)
    day, kept = day_of(decision), question.fact_day("minutes_of")
    chair = "mayor" if decision.body.kind is BodyKind.COUNCIL else "chair"
    needed = {chair, "secretary"}
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


def _reported(question: Question) -> Answer:
    if question.case.state == "reported":
        return MET
    if question.law["execution_report.required"] is False:
        return MET
    return unmet(question.case.state, "reported")


RULES = (
    Rule(
        "not_suspended",
        _not_suspended,
        label=Wording("Keine aufschiebende Wirkung", "Not suspended"),
        citation=Citation("§ 37 Abs. 6, § 54, § 57 Abs. 4, § 122 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-10",
        unmet=Wording(
            "Der Beschluss ist ausgesetzt durch: {kinds:suspension_kind}.",
            "The decision is suspended by: {kinds:suspension_kind}.",
        ),
        remedy=Wording(
            "Das Ende der Aussetzung abwarten: über den Widerspruch, die Beanstandung "
            "oder den Einspruch entscheiden, die Anordnung aufheben lassen.",
            "Await the end of the suspension: have the objection or appeal decided, the "
            "order lifted.",
        ),
        cured_by=("council_office", "mayor"),
    ),
    Rule(
        "no_open_defect",
        _no_open_defect,
        label=Wording("Kein festgehaltener Mangel", "No recorded defect"),
        citation=Citation("§ 54 Abs. 2, 3 GO NRW", "K", "kommunalforum.de, broetje"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-2",
        unmet=Wording(
            "Zum Beschluss sind Mängel festgehalten: {rules:rule}. Ein rechtswidriger "
            "Beschluss ist zu beanstanden und nicht auszuführen.",
            "Defects of the decision are on record: {rules:rule}. An unlawful "
            "resolution must be objected to, not carried out.",
        ),
        remedy=Wording(
            "Beanstanden und neu beschließen lassen, oder den Mangel mit Begründung "
            "übergehen.",
            "Object legally and have it decided anew, or override with a reason.",
        ),
        cured_by=("mayor",),
    ),
    Rule(
        "no_decision_in_law",
        _no_decision,
        label=Wording("Ein Beschluss liegt vor", "There is a decision"),
        citation=Citation("§ 62 Abs. 2 S. 2, § 41 Abs. 1, § 60 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-10",
        revision=2,
        unmet=Wording(
            "Was festgehalten ist, ist kein Beschluss; es fehlt an: {rules:rule}. "
            "Ausführen lässt sich nur ein Beschluss.",
            "What was recorded is no decision in law, for want of: {rules:rule}. Only "
            "a decision can be carried out.",
        ),
        remedy=Wording(
            "Das zuständige Gremium ordnungsgemäß beschließen lassen.",
            "Let the competent body decide in due form.",
        ),
        cured_by=("council_office", "chair"),
    ),
    Rule(
        "approvals_obtained",
        _approvals_obtained,
        label=Wording("Nötige Genehmigungen erteilt", "Required approvals obtained"),
        citation=Citation("§ 62 Abs. 2 S. 2 GO NRW, § 2 BekanntmVO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-10",
        unmet=Wording(
            "Die nötige Genehmigung ist auf den {observed} datiert, der noch "
            "bevorsteht.",
            "The required approval is dated {observed}, which is still to come.",
        ),
        by_code={
            "none": Wording(
                "Die nötige Genehmigung liegt nicht vor.",
                "The required approval has not been given.",
            ),
            "outdated": Wording(
                "Die Genehmigung vom {observed} gilt nicht dem Beschluss vom {since}.",
                "The approval of {observed} is not to the resolution of {since}.",
            ),
        },
        remedy=Wording(
            "Die Genehmigung einholen und festhalten (Schritt „Genehmigung festhalten“).",
            "Obtain and record the approval (step “record an approval”).",
        ),
        cured_by=("council_office", "mayor"),
        revision=2,
    ),
    Rule(
        "executed_by_general_deputy",
        _by_general_deputy,
        label=Wording("Ausführung durch die Vertretung", "Carried out by the deputy"),
        citation=Citation("§ 53 GO NRW", "V", "anwalt24"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-10",
        unmet=Wording(
            "Beschlüsse gegen die Bürgermeisterin oder den Bürgermeister führt die "
            "allgemeine Vertretung aus.",
            "Resolutions against the mayor are carried out by the general deputy.",
        ),
        remedy=Wording(
            "Die allgemeine Vertretung ausführen lassen.",
            "Let the general deputy do it.",
        ),
        cured_by=("general_deputy",),
    ),
    Rule(
        "minutes_kept",
        _minutes_kept,
        label=Wording("Niederschrift unterschrieben", "Minutes signed"),
        citation=Citation("§ 52 Abs. 1, § 58 Abs. 7 GO NRW", "K", "gesetze.co"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-14",
        unmet=Wording(
            "Die Niederschrift ist nicht vollständig unterschrieben; es fehlt: "
            "{missing:role}.",
            "The minutes are not fully signed; this lacks: {missing:role}.",
        ),
        by_code={
            "of_another": Wording(
                "Unterschrieben ist die Niederschrift vom {kept}; nötig ist die der "
                "Sitzung am {day}.",
                "The minutes signed are those of {kept}; it takes those of the "
                "meeting on {day}.",
            ),
        },
        remedy=Wording(
            "Die Niederschrift unterschreiben lassen und festhalten.",
            "Have the minutes signed and record it.",
        ),
        cured_by=("council_office", "chair"),
    ),
    Rule(
        "report_delivered",
        _reported,
        label=Wording("Bericht über die Durchführung", "Report on the execution"),
        citation=Citation(
            "§ 55 Abs. 3 S. 1, § 62 Abs. 4 GO NRW", "L", "jasperprigge.de"
        ),
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="L-13",
        parameters=("execution_report.required",),
        unmet=Wording(
            "Über die Durchführung ist noch nicht berichtet.",
            "There is no report on the execution yet.",
        ),
        remedy=Wording("Bericht erstatten.", "Report."),
        cured_by=("mayor", "executing_office"),
    ),
)

GUARDS = {
    "order_announcement": ("no_decision_in_law",),
    "announce": ("no_decision_in_law",),
    "make_executable": (
        "no_decision_in_law",
        "not_suspended",
        "no_open_defect",
        "approvals_obtained",
    ),
    "end_standstill": (
        "no_decision_in_law",
        "not_suspended",
        "no_open_defect",
        "approvals_obtained",
    ),
    "start_execution": (
        "no_decision_in_law",
        "not_suspended",
        "no_open_defect",
        "approvals_obtained",
        "executed_by_general_deputy",
        "minutes_kept",
    ),
    "complete": ("not_suspended",),
    "close": ("not_suspended", "minutes_kept", "report_delivered"),
}

STEPS = (
    step(
        "record_approval",
        "Genehmigung festhalten",
        "Record an approval",
        "M20",
        ("council_office", "mayor"),
        (motion((*DECIDED, *URGENTLY_DECIDED)),),
        takes_in("approval_required", Kind.FLAG),
        takes_in("approved_on", Kind.DAY, optional=True),
        takes_in("approval_conditions", Kind.FLAG, optional=True),
    ),
    step(
        "keep_minutes",
        "Niederschrift festhalten",
        "Record the signed minutes",
        "M39",
        ("chair", "council_office"),
        (motion(LEGALLY_OBJECTIONABLE),),
        takes_in("minutes_of", Kind.DAY),
        takes_in("minutes_signed_by", Kind.NAMES),
    ),
)
