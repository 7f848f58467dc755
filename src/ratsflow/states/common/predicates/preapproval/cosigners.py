"""The chain of co-signers (*Mitzeichnung*, B-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ratsflow.law.cosigners import CoSigner, co_signers
from ratsflow.law.periods import holidays_of, local_day, working_days_after
from ratsflow.model import CostEffect, PaperType, Signature, SignatureDecision
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative
from ratsflow.states.common.predicates.aftermath.facts import topics
from ratsflow.states.common.predicates.paper.costs import CENTS, statement, total_cents
from ratsflow.states.common.topics import vocabulary_of


DECLARATION = "equal_opportunities_objection"
"""The officer's own declaration (rule B-4); it has no suspensive effect."""


def _applies(signer: CoSigner, question: Question) -> bool:
    if signer.when == "always":
        return True
    if signer.when == "topics":
        return not topics(question).isdisjoint(
            vocabulary_of(question.law).named(signer.topics)
        )
    if statement(question).effect is CostEffect.NONE:
        return False
    return signer.above == 0 or total_cents(question) > signer.above * CENTS


def _latest(question: Question) -> dict[str, Signature]:
    """Return the last answer of each office to the present text."""
    text = question.motion.text_hash
    return {s.office: s for s in question.case.signatures if s.text_hash == text}


def _silent(question: Question) -> Iterator[CoSigner]:
    """Yield the mandatory co-signers who have not answered."""
    answered = _latest(question)
    for signer in co_signers(question.law["cosignature.signers"]):
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
    "case", "paper", "law.cosignature.signers", "law.cost_statement.recurring_years"
)
def cosigners_answered(question: Question, silence: list[str]) -> Answer:
    """Name the co-signers who are waited for; some are not, once their time is over.

    Args:
        question: the question.
        silence: what the silence of those may mean who are not waited for any longer.
    """
    return _all_answered(
        [
            signer.office
            for signer in _silent(question)
            if signer.on_timeout not in silence or not _is_over(question, signer)
        ]
    )


@predicate(
    "base_paper_type", "law.cosignature.signers", "law.cost_statement.recurring_years"
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
    if not missing:
        return MET
    return unmet(", ".join(missing), "cosign", missing=missing)


@field("signatures.objecting", "case", "paper")
def objecting(question: Question) -> list[str]:
    """The offices that object to the present text, by their last word; may be empty."""
    return [
        office
        for office, signature in _latest(question).items()
        if signature.decision is SignatureDecision.OBJECT and office != DECLARATION
    ]
