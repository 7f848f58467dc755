"""What takes a paper's place must exist: later resolutions and supplements (J-12, M19)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, Consultation
from ratsflow.model.alike import alike, is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_ADOPTED = ("adopted", "partially_adopted", "elected", "replaced")


def _found(question: Question) -> Answer:
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


RULES = (
    Rule(
        "successor_found",
        _found,
        label=Wording(
            "Es gibt, was an die Stelle tritt", "What takes its place exists"
        ),
        citation=Citation("§ 41 Abs. 1, § 50 Abs. 1 GO NRW; Regel J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        looks_at=Look.NAMED.value,
        unmet=Wording(
            "An die Stelle einer Vorlage tritt nur eine, die eingebracht ist, und an "
            "die eines Beschlusses nur ein späterer Beschluss des Rates oder "
            "desselben Gremiums; das ist hier nicht der Fall.",
            "Only a paper that is brought in takes a paper's place, and only a later "
            "resolution of the council or of the same body that of a resolution; that "
            "is not so here.",
        ),
        by_code={
            "unknown_paper": Wording(
                "Die spätere Vorlage gibt es nicht, oder ihre Nummer ist nicht "
                "richtig angegeben.",
                "The later paper does not exist, or its number is not stated rightly.",
            ),
        },
        remedy=Wording(
            "Die Nummer der späteren Vorlage richtig angeben, und sie erst freigeben oder "
            "über sie beschließen lassen.",
            "State the later paper's number rightly, and have it released or resolved "
            "first.",
        ),
        cured_by=("council_office", "chair"),
    ),
)

GUARDS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("supersede", "replace_by_supplement"), ("successor_found",)
)
