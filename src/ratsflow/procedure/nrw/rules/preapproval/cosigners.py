"""The chain of co-signers (*Mitzeichnung*, B-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.keys.preapproval import CoSigner, co_signers
from ratsflow.law.periods import local_day, state_holidays, working_days_after
from ratsflow.model import CostEffect, PaperType, Signature, SignatureDecision
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.paper.costs import CENTS, statement, total_cents
from ratsflow.procedure.nrw.rules.paper.kinds import is_administrative, topics
from ratsflow.procedure.nrw.rules.preapproval.signatures import authors
from ratsflow.procedure.nrw.topics import vocabulary_of
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


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
    holidays = state_holidays(question.law.state, (asked.year, asked.year + 1))
    return working_days_after(asked, signer.timeout_days, holidays)


def _is_over(question: Question, signer: CoSigner) -> bool:
    last = last_day(question, signer)
    return last is not None and question.day > last


def _cosignatures_done(question: Question) -> Answer:
    missing = [
        signer.office
        for signer in _silent(question)
        if signer.on_timeout != "approve" or not _is_over(question, signer)
    ]
    return _all_answered(missing)


def _escalation_due(question: Question) -> Answer:
    missing = [
        signer.office
        for signer in _silent(question)
        if signer.on_timeout == "block" or not _is_over(question, signer)
    ]
    return _all_answered(missing)


def _supplement_cosigned(question: Question) -> Answer:
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


def _no_open_objection(question: Question) -> Answer:
    objecting = [
        office
        for office, signature in _latest(question).items()
        if signature.decision is SignatureDecision.OBJECT and office != DECLARATION
    ]
    if not objecting:
        return MET
    return unmet(", ".join(objecting), "approve", objecting=objecting)


def _not_the_author(question: Question) -> Answer:
    """Whoever wrote a paper answers for no other office; the budget is the treasurer's."""
    if not is_one_of(question.actor.id, authors(question)):
        return MET
    if question.role == "treasurer" and "annual_budget" in topics(question):
        return MET
    return unmet(question.actor.id, f"≠ {question.actor.id}")


def _staff_council_involved(question: Question) -> Answer:
    if "staff_codetermination" not in topics(question):
        return MET
    if question.fact("staff_council_involved") is True:
        return MET
    return unmet("staff_council_involved = False", "staff_council_involved = True")


_HOUSE = Citation("Allgemeine Geschäftsanweisung (örtlich)", "L", "Meerbusch AGO 4.3")

RULES = (
    Rule(
        "cosignatures_done",
        _cosignatures_done,
        label=Wording("Mitzeichnung vollständig", "Co-signature complete"),
        citation=_HOUSE,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="B-3",
        parameters=("cosignature.signers", "cost_statement.recurring_years"),
        unmet=Wording(
            "Noch nicht mitgezeichnet: {missing:role}. Schweigen gilt nicht als "
            "Zustimmung, wenn es nicht so bestimmt ist.",
            "Co-signature is outstanding: {missing:role}. Silence is no consent "
            "unless it is set so.",
        ),
        remedy=Wording(
            "Die fehlenden Stellen zeichnen lassen, oder nach Fristablauf eskalieren.",
            "Let the offices that lack co-sign, or escalate when their time is over.",
        ),
        cured_by=("treasurer", "legal_office", "co_signer"),
    ),
    Rule(
        "cosigner_not_author",
        _not_the_author,
        label=Wording("Mitzeichnung durch andere", "Co-signature by others"),
        citation=_HOUSE,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="B-3",
        unmet=Wording(
            "Wer die Vorlage verfasst hat, zeichnet sie nicht für eine andere Stelle mit.",
            "Who wrote the paper does not co-sign it for another office.",
        ),
        remedy=Wording(
            "Jemand anderen aus der Stelle mitzeichnen lassen.",
            "Let somebody else of that office co-sign.",
        ),
        cured_by=("treasurer", "legal_office", "co_signer"),
    ),
    Rule(
        "escalation_due",
        _escalation_due,
        label=Wording("Frist zur Mitzeichnung", "Time to co-sign"),
        citation=_HOUSE,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="B-3",
        parameters=("cosignature.signers", "cost_statement.recurring_years"),
        unmet=Wording(
            "Die Frist läuft noch, oder es ist nicht zu eskalieren bei: "
            "{missing:role}.",
            "The time is not over, or there is no escalation for: {missing:role}.",
        ),
        remedy=Wording("Die Frist abwarten.", "Wait until the time is over."),
        cured_by=("treasurer", "legal_office", "co_signer"),
    ),
    Rule(
        "supplement_cosigned",
        _supplement_cosigned,
        label=Wording("Mitzeichnung der Ergänzung", "Co-signature of the supplement"),
        citation=_HOUSE,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="B-3",
        parameters=("cosignature.signers", "cost_statement.recurring_years"),
        unmet=Wording(
            "Den geänderten Text haben nicht mitgezeichnet: {missing:role}.",
            "These have not co-signed the changed text: {missing:role}.",
        ),
        remedy=Wording(
            "Als eigene Vorlage durch die Mitzeichnung geben und diese durch sie ersetzen.",
            "Take it through co-signature as a paper of its own, and replace this one by "
            "it.",
        ),
        cured_by=("author", "mayor"),
    ),
    Rule(
        "no_open_objection",
        _no_open_objection,
        label=Wording("Kein offener Einwand", "No open objection"),
        citation=_HOUSE,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="B-3",
        unmet=Wording(
            "Gegen den vorliegenden Text gibt es Einwände von: {objecting:role}.",
            "There are objections to the present text by: {objecting:role}.",
        ),
        remedy=Wording(
            "Den Text ändern, oder mit abweichender Meinung weitergeben.",
            "Change the text, or forward it with the dissent.",
        ),
        cured_by=("author", "mayor"),
    ),
    Rule(
        "staff_council_involved",
        _staff_council_involved,
        label=Wording(
            "Beteiligung des Personalrats", "Involvement of the staff council"
        ),
        citation=Citation("§§ 72 ff. LPVG NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="B-3",
        unmet=Wording(
            "Der Personalrat wurde zu der mitbestimmungspflichtigen Maßnahme nicht "
            "beteiligt.",
            "The staff council was not involved in a measure subject to "
            "co-determination.",
        ),
        remedy=Wording(
            "Den Personalrat vor der Durchführung beteiligen.",
            "Involve the staff council before execution.",
        ),
        cured_by=("personnel_office",),
    ),
)

STEPS: tuple[Step, ...] = (
    step(
        "escalate_co_signature",
        "Mitzeichnung eskalieren",
        "Escalate co-signature",
        "M2",
        ("author", "council_office"),
        (motion("co_signature", "alderman_review"),),
        takes_in("reasons"),
    ),
)
