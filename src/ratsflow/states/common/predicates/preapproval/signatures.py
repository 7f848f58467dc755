"""Release by the mayor and signatures of the aldermen (B-1, B-2)."""

from __future__ import annotations

from ratsflow.model import PaperType, Signature
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import ADMINISTRATIVE, is_administrative, paper_kind


RELEASING = ("mayor", "general_deputy")
PARTICIPATING = "participating_alderman"
AUTHOR = "author"
"""The office under which whoever submits a paper signs it."""
OVERRIDE = "mayor_override"
"""The mayor's signature where he goes over a refusal (rule B-5)."""


@predicate("base_paper_type")
def _mayor_released(question: Question) -> Answer:
    if question.step == "file_motion":
        kind = paper_kind(question)
        if kind in ADMINISTRATIVE:
            told = f"{kind.value}: file_motion"
            return unmet(told, "release", "mayor_released.filed", kind=kind.value)
        return MET
    if question.step in ("release", "release_urgently", "supplement"):
        return _released_by_role(question)
    if question.case.state != "released" or not is_administrative(question):
        return MET
    released = any(
        each.office == "mayor" and each.consents for each in question.case.signatures
    )
    return MET if released else unmet("–", "release", releasing=list(RELEASING))


def _released_by_role(question: Question) -> Answer:
    either = (question.motion, question.case.motion)
    if not any(is_administrative(question, each) for each in either):
        return MET
    if question.role in RELEASING:
        return MET
    return unmet(
        question.role or "–",
        " / ".join(RELEASING),
        "mayor_released.role",
        releasing=list(RELEASING),
    )


@predicate("participating_aldermen", "law.alderman_signature.signatories")
def _alderman_signed(question: Question) -> Answer:
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
def _changed_text_signed(question: Question) -> Answer:
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
def _lead_department_signs(question: Question) -> Answer:
    lead, who = question.motion.lead_department, question.actor
    stated = question.get("lead_alderman")
    if stated is None and not lead and not participants(question):
        return MET  # a house without departments has one signatory, the role says who
    if is_one_of(who.on_behalf_of, (lead, stated or "")):
        return MET
    if stated is None:
        raise MissingFactError("lead_alderman")
    return MET if is_one_of(who.id, (stated,)) else unmet(who.id, stated)


def authors(question: Question) -> set[str]:
    """Return the identifiers of everybody who wrote, opened or submitted the paper.

    Who wrote its present text is among them: a paper may be revised by another author than
    the one who opened and submits it.
    """
    case = question.case
    signed = {each.actor_id for each in case.signatures if each.office == AUTHOR}
    return {question.motion.author, case.opened_by, case.text_by, *signed} - {""}


@predicate("law.alderman_signature.self_approval_allowed")
def _not_self_approved(question: Question) -> Answer:
    if question.law.values.get("alderman_signature.self_approval_allowed") is True:
        return MET
    written = authors(question)
    if not written:
        raise MissingFactError("motion.author")
    if not is_one_of(question.actor.id, written):
        return MET
    return unmet(question.actor.id, f"≠ {question.actor.id}")


@predicate("lead_alderman", "law.alderman_signature.deputy_allowed")
def _deputy_may_sign(question: Question) -> Answer:
    if not question.as_deputy and not _stands_in(question):
        return MET
    if question.law["alderman_signature.deputy_allowed"] is True:
        return MET
    return unmet(f"{question.actor.id} i. V.", "alderman")


def _stands_in(question: Question) -> bool:
    """Tell whether somebody who is alderman too signs for the one who leads."""
    lead, who = question.get("lead_alderman"), question.actor
    return bool(
        lead
        and not is_one_of(who.id, (lead,))
        and is_one_of(who.on_behalf_of, (lead, question.motion.lead_department))
    )


@predicate("excluded_officials")
def _signer_not_excluded(question: Question) -> Answer:
    if is_one_of(question.actor.id, question.fact("excluded_officials")):
        return unmet(question.actor.id, f"≠ {question.actor.id}")
    return MET
