"""Rules on pre-approval (B): *Mitzeichnung*, signatures, release, and when papers are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ratsflow.law.cosigners import CoSigner, co_signers
from ratsflow.law.local import Law
from ratsflow.law.periods import (
    holidays_of,
    local_day,
    working_days_after,
    working_days_before,
)
from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    CostEffect,
    PaperType,
    Signature,
    SignatureDecision,
)
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative, meeting, stated
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY,
    was_decided_urgently,
)
from ratsflow.states.common.predicates.paper.money import CENTS, statement, total_cents
from ratsflow.states.common.topics import topics, vocabulary_of


_DECIDED_ANEW = (ConsultationRole.DECISION, ConsultationRole.PRELIMINARY)
RELEASING = ("mayor", "general_deputy")
PARTICIPATING = "participating_alderman"
AUTHOR = "author"
"""The office under which whoever submits a paper signs it."""
OVERRIDE = "mayor_override"
"""The mayor's signature where he goes over a refusal (rule B-5)."""


@predicate(
    "participating_aldermen law.alderman_signature.signatories actor case.signatures",
    "paper.participating_departments paper.text_hash step",
)
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
    return free_of(missing, "sign", missing=missing)


def _consenting(question: Question) -> list[Signature]:
    """Return the signatures under the text at hand; of each signatory the last word counts."""
    text = question.motion.text_hash
    last = {
        (each.office, each.actor_id, each.deputy and each.remark): each
        for each in question.case.signatures
        if each.text_hash == text
    }
    return [each for each in last.values() if each.consents]


def participants(question: Question) -> tuple[str, ...]:
    """Return the aldermen of the matter beside the leading one, who must sign with him."""
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
    "base_paper_type participating_aldermen law.alderman_signature.signatories",
    "case.signatures paper item.role",
    *URGENTLY,
)
def changed_text_signed(question: Question) -> Answer:
    """A text changed after its release is nobody's until it is signed again (B-2).

    A draft that was decided urgently was never released: what a body decides on it anew,
    once it is reopened, the administration signs like any other paper.
    """
    case = question.case
    kind = case.motion.paper_type
    never_released = _reopened_unreleased(question)
    if not is_administrative(question, case.motion):
        return MET
    if kind is PaperType.URGENT_PAPER and not never_released:
        return MET
    text = case.motion.text_hash
    offices = {*RELEASING, OVERRIDE, "alderman"}
    unchanged = all(s.text_hash == text for s in case.signatures if s.office in offices)
    if unchanged and not never_released:
        return MET
    valid = _consenting(question)
    signed = {each.office for each in valid}
    missing = []
    if not signed & {"alderman", OVERRIDE}:
        missing += ["alderman", *_missing_participants(question, valid)]
    if unchanged:
        code = "changed_text_signed.never_released"
        return free_of(missing, "sign_supplement", code, missing=missing)
    if not signed & set(RELEASING):
        missing.append("mayor")
    return free_of(missing, "sign_supplement", missing=missing)


def _reopened_unreleased(question: Question) -> bool:
    """Tell whether an urgent decision took the place of all signatures, and is reopened."""
    case, item = question.case, question.consultation
    role = None if item is None else item.role
    if role not in _DECIDED_ANEW or case.state != "in_consultation":
        return False
    if any(each.office in ("alderman", OVERRIDE) for each in _consenting(question)):
        return False
    # an urgent paper is released by the mayor alone, who signs the decision, too
    signed = [s for s in case.signatures if s.office in RELEASING and s.consents]
    if case.motion.paper_type is PaperType.URGENT_PAPER and len(signed) > 1:
        return False
    return was_decided_urgently(question)


@predicate(
    "lead_alderman participating_aldermen actor paper.lead_department",
    "paper.participating_departments",
)
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


@field("paper.of_the_house", "paper.paper_type", "base_paper_type")
def of_the_house(question: Question) -> bool:
    """Whether the administration answers for the paper, handed in or on file."""
    either = (question.motion, question.case.motion)
    return any(is_administrative(question, each) for each in either)


@field("signatures.mayor", "case.signatures")
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


@field(
    "actor.wrote_it", "actor case.opened_by case.signatures case.text_by paper.author"
)
def wrote_it(question: Question) -> bool:
    """Whether whoever takes the step wrote the paper."""
    return is_one_of(
        question.actor.id, stated(authors(question) or None, "motion.author")
    )


@field("actor.stands_in", "actor", "lead_alderman", "paper.lead_department", "role")
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
    """Whether whoever takes the step is named as excluded from the matter."""
    return is_one_of(question.actor.id, question.fact("excluded_officials"))


DECLARATION = "equal_opportunities_objection"
"""The officer's own declaration (rule B-4); it has no suspensive effect."""


def _applies(signer: CoSigner, question: Question) -> bool:
    if signer.when == "always":
        return True
    if signer.when == "topics":
        return not set(topics(question)).isdisjoint(
            vocabulary_of(question.law).named(signer.topics)
        )
    if statement(question).effect is CostEffect.NONE:
        return False
    return signer.above == 0 or total_cents(question) > signer.above * CENTS


def _latest(question: Question) -> dict[str, Signature]:
    """Return the last answer of each office to the present text."""
    text = question.motion.text_hash
    return {s.office: s for s in question.case.signatures if s.text_hash == text}


def _signers(law: Law) -> tuple[CoSigner, ...]:
    return co_signers(law["cosignature.signers"])


def _silent(question: Question) -> Iterator[CoSigner]:
    """Yield the mandatory co-signers who have not answered."""
    answered = _latest(question)
    for signer in question.law.made(_signers):
        waiting = signer.is_mandatory and signer.office not in answered
        if waiting and _applies(signer, question):
            yield signer


def last_day(question: Question, signer: CoSigner) -> date | None:
    """Return the last day on which a co-signer may answer; None without a time limit.

    Counted in working days from the day after the request.
    """
    if signer.timeout_days is None:
        return None
    if question.case.since is None:
        raise MissingFactError("since")
    asked = local_day(question.case.since)
    holidays = holidays_of(question.law, (asked.year, asked.year + 1))
    return working_days_after(asked, signer.timeout_days, holidays)


def _is_over(question: Question, signer: CoSigner) -> bool:
    last = last_day(question, signer)
    return last is not None and question.day > last


@predicate(
    "case.signatures case.since paper law.cosignature.signers",
    "law.cost_statement.recurring_years day law.state.holidays law.topics.own",
)
def cosigners_answered(question: Question, silence: list[str]) -> Answer:
    """Name the co-signers who are waited for; some are not, once their time is over."""
    return _all_answered(
        [
            signer.office
            for signer in _silent(question)
            if signer.on_timeout not in silence or not _is_over(question, signer)
        ]
    )


@predicate(
    "base_paper_type law.cosignature.signers law.cost_statement.recurring_years",
    "case.signatures law.topics.own paper",
)
def supplement_cosigned(question: Question) -> Answer:
    """What the co-signers agreed to was the text before; nobody asked them about this."""
    before, after = question.case.motion, question.motion
    if not is_administrative(question) or before.paper_type is PaperType.URGENT_PAPER:
        return MET
    if before.text_hash == after.text_hash:
        return MET
    dearer = before.cost_statement != after.cost_statement
    return _all_answered(
        [each.office for each in _silent(question) if dearer or each.when != "costs"]
    )


def _all_answered(missing: list[str]) -> Answer:
    return free_of(missing, "cosign", missing=missing)


@field("signatures.objecting", "case.signatures", "paper.text_hash")
def objecting(question: Question) -> list[str]:
    """The offices that object to the present text, by their last word; may be empty."""
    return [
        office
        for office, signature in _latest(question).items()
        if signature.decision is SignatureDecision.OBJECT and office != DECLARATION
    ]


def due_day(dispatch: date, lead_days: int, law: Law) -> date:
    """Return the last day on which a paper may reach the council office.

    It is some working days, Monday to Friday without holidays, before the agenda goes out.
    """
    holidays = holidays_of(law, (dispatch.year - 1, dispatch.year))
    return working_days_before(dispatch, lead_days, holidays)


@field("submission.due_on", "meeting item law.submission.lead_days law.state.holidays")
def due_on(question: Question) -> date:
    """The last day on which a paper may reach the council office for its meeting."""
    lead_days = question.law["submission.lead_days"]
    sent = stated(meeting(question).dispatched_on, "meeting.dispatched_on")
    return due_day(sent, lead_days, question.law)


@field("case.released_on", "case.signatures")
def released_on(question: Question) -> date:
    """The day on which the mayor released the paper; a supplement is no second arrival."""
    released = [s.at for s in question.case.signatures if s.office == "mayor"]
    if not released:
        raise MissingFactError("release")
    return local_day(released[0])


@field("signatures.treasurer_drew_up", "case.signatures", "paper.text_hash")
def treasurer_drew_up(question: Question) -> bool:
    """Whether the treasurer has signed the present text and not only said "not affected"."""
    return any(
        each.decision is not SignatureDecision.NOT_AFFECTED
        for each in question.case.valid_signatures
        if each.office == "treasurer"
    )


@field("signatures.treasurer", "case.signatures", "paper.text_hash")
def treasurer_consents(question: Question) -> bool:
    """Whether the treasurer consents to the present text, by the last word."""
    valid = question.case.valid_signatures
    own = [each for each in valid if each.office == "treasurer"]
    return bool(own) and own[-1].consents


@field(
    "route.finance_prepared",
    "case.consultations day law.budget.main_committee_holds_finance",
)
def finance_prepared(question: Question) -> bool:
    """Whether the finance committee, or whoever holds its tasks, has finished."""
    return any(_prepares(each, question) for each in question.case.consultations)


def _prepares(consultation: Consultation, question: Question) -> bool:
    """Tell whether the finance committee, or whoever holds its tasks, has finished."""
    if consultation.role is not ConsultationRole.PRELIMINARY:
        return False
    if consultation.state != "voted" or consultation.days[-1:] > (question.day,):
        return False
    kind = consultation.body.kind
    if kind is BodyKind.MAIN_COMMITTEE:
        return question.law["budget.main_committee_holds_finance"] is True
    return kind is BodyKind.FINANCE_COMMITTEE
