"""What a changed text leaves behind: stated facts and hearings on the old one (J-9)."""

from __future__ import annotations

from ratsflow.model import Consultation, ConsultationRole
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.competence.matter import is_district


_ON_MONEY = ("value_cents",)
_ON_PLACE = ("district_scope", "district_important")
_HEARD = ("voted", "noted", "not_considered")


@predicate()
def facts_restated(question: Question) -> Answer:
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


@predicate("consultations", "substantially_changed")
def hearing_repeated(question: Question) -> Answer:
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
