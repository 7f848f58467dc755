"""Release by the mayor and signatures of the aldermen (B-1, B-2)."""

from __future__ import annotations

from ratsflow.model import PaperType, Signature
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative, stated


RELEASING = ("mayor", "general_deputy")
PARTICIPATING = "participating_alderman"
AUTHOR = "author"
"""The office under which whoever submits a paper signs it."""
OVERRIDE = "mayor_override"
"""The mayor's signature where he goes over a refusal (rule B-5)."""


@predicate("participating_aldermen", "law.alderman_signature.signatories")
def alderman_signed(question: Question) -> Answer:
    valid = _consenting(question)
    if any(each.office == OVERRIDE for each in valid):
        return MET
    missing = _missing_participants(question, valid)
    if question.step not in ("sign", "sign_supplement"):
        signed = any(each.office == "alderman" for each in valid)
        missing += [] if signed else ["alderman"]
    elif is_one_of(question.actor.id, participants(question)):
        return unmet(question.actor.id, "lead_alderman", "alderman_signed.not_lead")
    if not missing:
        return MET
    return unmet(", ".join(missing), "sign", missing=missing)


def _consenting(question: Question) -> list[Signature]:
    text = question.motion.text_hash
    return [
        each
        for each in question.case.signatures
        if each.text_hash == text and each.consents
    ]


def participants(question: Question) -> tuple[str, ...]:
    """Return the aldermen of the matter beside the leading one, who must sign with him.

    Raises:
        MissingFactError: departments take part and nobody has stated who heads them.
    """
    stated = question.get("participating_aldermen")
    if stated is None and question.motion.participating_departments:
        raise MissingFactError("participating_aldermen")
    return tuple(stated or ())


def _missing_participants(question: Question, valid: list[Signature]) -> list[str]:
    names = participants(question)
    if not names or question.law["alderman_signature.signatories"] == "any_of":
        return []
    return [name for name in names if not any(_signs_for(s, name) for s in valid)]


def _signs_for(signature: Signature, name: str) -> bool:
    """Tell whether it is the office's own; a deputy names the office in the remark."""
    if signature.office != PARTICIPATING:
        return False
    own = signature.remark if signature.deputy else signature.actor_id
    return is_one_of(name, (own,))


@predicate(
    "base_paper_type", "participating_aldermen", "law.alderman_signature.signatories"
)
def changed_text_signed(question: Question) -> Answer:
    """A text changed after its release is nobody's until it is signed again (B-2)."""
    case = question.case
    kind = case.motion.paper_type
    if not is_administrative(question, case.motion) or kind is PaperType.URGENT_PAPER:
        return MET
    text = case.motion.text_hash
    offices = {*RELEASING, OVERRIDE, "alderman"}
    if all(s.text_hash == text for s in case.signatures if s.office in offices):
        return MET
    valid = _consenting(question)
    signed = {each.office for each in valid}
    missing = []
    if not signed & {"alderman", OVERRIDE}:
        missing += ["alderman", *_missing_participants(question, valid)]
    if not signed & set(RELEASING):
        missing.append("mayor")
    if not missing:
        return MET
    return unmet(", ".join(missing), "sign_supplement", missing=missing)


@predicate("lead_alderman", "participating_aldermen")
def lead_department_signs(question: Question) -> Answer:
    lead, who = question.motion.lead_department, question.actor
    stated = question.get("lead_alderman")
    if stated is None and not lead and not participants(question):
        return MET  # a house without departments has one signatory, the role says who
    if is_one_of(who.on_behalf_of, (lead, stated or "")):
        return MET
    if stated is None:
        raise MissingFactError("lead_alderman")
    return MET if is_one_of(who.id, (stated,)) else unmet(who.id, stated)


@field("paper.of_the_house", "paper", "case", "base_paper_type")
def of_the_house(question: Question) -> bool:
    """Whether the administration answers for the paper, handed in or on file."""
    either = (question.motion, question.case.motion)
    return any(is_administrative(question, each) for each in either)


@field("signatures.mayor", "case")
def mayor_signed(question: Question) -> bool:
    """Whether the mayor ever released the paper, under whatever text."""
    signed = question.case.signatures
    return any(each.office == "mayor" and each.consents for each in signed)


def authors(question: Question) -> set[str]:
    """Return the identifiers of everybody who wrote, opened or submitted the paper.

    Who wrote its present text is among them: a paper may be revised by another author than
    the one who opened and submits it.
    """
    case = question.case
    signed = {each.actor_id for each in case.signatures if each.office == AUTHOR}
    return {question.motion.author, case.opened_by, case.text_by, *signed} - {""}


@field("actor.wrote_it", "actor", "case", "paper")
def wrote_it(question: Question) -> bool:
    """Whether whoever takes the step wrote the paper.

    Raises:
        MissingFactError: nobody knows who did.
    """
    return is_one_of(
        question.actor.id, stated(authors(question) or None, "motion.author")
    )


@field("actor.stands_in", "actor", "lead_alderman", "paper")
def stands_in(question: Question) -> bool:
    """Whether it is a deputy, or somebody who is alderman too, for the one who leads."""
    lead, who = question.get("lead_alderman"), question.actor
    return question.as_deputy or bool(
        lead
        and not is_one_of(who.id, (lead,))
        and is_one_of(who.on_behalf_of, (lead, question.motion.lead_department))
    )


@field("actor.is_excluded", "actor", "excluded_officials")
def is_excluded(question: Question) -> bool:
    """Whether whoever takes the step is named as excluded from the matter.

    Raises:
        MissingFactError: nobody has said who is.
    """
    return is_one_of(question.actor.id, question.fact("excluded_officials"))
