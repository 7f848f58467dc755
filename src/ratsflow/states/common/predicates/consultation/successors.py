"""What takes a paper's place must exist: later resolutions and supplements (J-12, M19)."""

from __future__ import annotations

from ratsflow.model import BodyKind, Consultation
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question


_ADOPTED = ("adopted", "partially_adopted", "elected", "replaced")


@predicate("by_citizens_decision", "successor")
def found(question: Question) -> Answer:
    name = number_of(question.inputs.get("successor"))
    found = [each for each in question.look(Look.NAMED) if _bears(each, name)]
    if not found:
        return unmet(name or "–", "reference", "successor_found.unknown_paper")
    fits = _supersedes if question.step == "supersede" else _is_brought_in
    if any(fits(question, each) for each in found):
        return MET
    return unmet(", ".join(each.id for each in found), "released / adopted")


def _bears(case: Case, name: str) -> bool:
    return is_one_of(name, (case.id, case.reference))


def _is_brought_in(_: Question, new: Case) -> bool:
    """Tell whether the supplement has left the house and is not at an end."""
    return new.state in ("released", "in_consultation")


def _supersedes(question: Question, later: Case) -> bool:
    """Tell whether the same body, or the council, has resolved it, and not before."""
    if later.state == "ratified":
        return True
    if question.inputs.get("by_citizens_decision") is True:
        return later.facts.get("citizens_decision_on") is not None
    new, old = later.deciding, question.case.deciding
    if new is None or not new.result.startswith(_ADOPTED):
        return False
    return old is None or (_is_over(new, old) and new.days[-1:] >= old.days[-1:])


def _is_over(new: Consultation, old: Consultation) -> bool:
    if new.body.kind is BodyKind.COUNCIL:
        return True
    same = (alike(new.body.name), new.body.kind) == (
        alike(old.body.name),
        old.body.kind,
    )
    return same and old.body.kind is not BodyKind.COUNCIL
