"""What a changed text leaves behind: stated facts and hearings on the old one (J-9)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import Consultation, ConsultationRole
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.competence.matter import is_district
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


_ON_MONEY = ("value_cents",)
_ON_PLACE = ("district_scope", "district_important")
_HEARD = ("voted", "noted", "not_considered")


def _facts_restated(question: Question) -> Answer:
    """What was stated about another text holds no longer."""
    before, after = question.case.motion, question.motion
    text = before.proposal != after.proposal
    stale: tuple[str, ...] = ()
    if text or before.cost_statement != after.cost_statement:
        stale += _ON_MONEY
    if text or before.districts != after.districts or before.topics != after.topics:
        stale += _ON_PLACE
    for name in stale:
        stated = question.case.facts.get(name)
        if stated is not None and question.inputs.get(name) is None:
            raise MissingFactError(name)
    return MET


def _hearing_repeated(question: Question) -> Answer:
    """A district that was heard on another text is heard again (rule C-7)."""
    before, after = question.case.motion, question.motion
    heard = [each for each in question.case.consultations if _was_heard(each)]
    if not heard or before.text_hash == after.text_hash:
        return MET
    changed = question.inputs.get("substantially_changed")
    if changed is None:
        raise MissingFactError("substantially_changed")
    added = question.inputs.get("consultations", ())
    again = {each.body.name for each in added if is_district(each.body)}
    bodies = dict.fromkeys(each.body.name for each in heard)
    missing = [name for name in bodies if name not in again]
    if changed is False or not missing:
        return MET
    return unmet(", ".join(missing), "consultations")


def _was_heard(each: Consultation) -> bool:
    asked = each.role in (ConsultationRole.HEARING, ConsultationRole.PRELIMINARY)
    return asked and is_district(each.body) and each.state in _HEARD


RULES = (
    Rule(
        "stated_facts_fresh",
        _facts_restated,
        label=Wording("Angaben zum neuen Text", "Facts stated of the new text"),
        citation=Citation("§ 41 Abs. 2 GO NRW; Regel J-9", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="J-9",
        unmet=Wording(
            "Angaben zur Zuständigkeit gelten noch dem alten Text.",
            "Facts on the competence are still about the old text.",
        ),
        unknown=Wording(
            "Der Text ist geändert, und frühere Angaben gelten nicht mehr. {lacking}",
            "The text is changed, and what was stated before holds no longer. "
            "{lacking}",
        ),
        remedy=Wording(
            "Wert und Bezirksbezug für den neuen Text angeben.",
            "State value and districts for the new text.",
        ),
        cured_by=("author", "mayor"),
    ),
    Rule(
        "hearing_repeated",
        _hearing_repeated,
        label=Wording("Anhörung zum geänderten Text", "Hearing on the changed text"),
        citation=Citation("§ 37 Abs. 5 GO NRW; Regeln C-7, J-9", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="J-9",
        unmet=Wording(
            "Der Text ist nach der Anhörung wesentlich geändert; neu anzuhören: "
            "{observed}.",
            "The text was substantially changed after the hearing; to be heard again: "
            "{observed}.",
        ),
        remedy=Wording(
            "Angeben, ob wesentlich geändert ist, und die Anhörung neu ansetzen.",
            "State whether the change is substantial, and plan the hearing anew.",
        ),
        cured_by=("author", "mayor", "council_office"),
        revision=2,
    ),
)

GUARDS: dict[str, tuple[str, ...]] = {
    "revise": ("stated_facts_fresh",),
    "submit": ("stated_facts_fresh",),
    "supplement": ("stated_facts_fresh", "hearing_repeated"),
}
