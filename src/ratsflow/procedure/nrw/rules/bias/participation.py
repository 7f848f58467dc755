"""At the vote and after it: biased persons who took part all the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import (
    bias_made_quorum,
    bias_possibly_decisive,
    bias_rule,
    quorum_rule,
)
from ratsflow.law.periods import Deadline, bias_time_bar
from ratsflow.model import Ballot, Consultation, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.nrw.decide import (
    COUNTING_KEYS,
    ballot_of,
    base_size,
    counted,
    members_of,
    shares,
)
from ratsflow.procedure.nrw.votes import (
    BY_SIMPLE_MAJORITY,
    VOTES,
    excluded_from,
    voted,
)
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


def _bias_cleared(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None:
        return MET
    excluded = excluded_from(question, ballot)
    acting = {name for name, _ in ballot.votes} | {ballot.chair}
    if question.role == "chair":
        acting.add(question.actor.id)
    named = [name for name in excluded if is_one_of(name, acting)]
    if not named and not ballot.biased_votes:
        return MET
    found = ", ".join(named) or f"{ballot.biased_votes} person(s)"
    count = len(named) or ballot.biased_votes
    cure = _cure(question, ballot)
    return unmet(found, "ballot.biased_votes = 0", count=count, **cure)


def _cure(question: Question, ballot: Ballot) -> dict[str, Any]:
    if _decisive(question, ballot) is False:
        return {"cures_on": question.day.isoformat()}
    bar = _bar(question, question.day)
    return {"cures_on": bar and bar.lenient.isoformat()}


def _decisive(question: Question, ballot: Ballot) -> bool | None:
    """Tell whether biased persons may have decided the result; None if unknown."""
    if not ballot.biased_votes:
        return False
    if _made_quorum(question, ballot):
        return True
    votes = counted(question, ballot)
    if votes is None:
        return None
    yes, no = votes
    simple = question.step in BY_SIMPLE_MAJORITY
    for share in (() if simple else shares(question, ballot)) or (None,):
        base = base_size(question, ballot, share.base) if share else None
        if share and (not base or max(yes, no) > base):
            return None  # no such numbers: what they would mean cannot be told
        if bias_possibly_decisive(
            yes,
            no,
            ballot.biased_unknown,
            biased_yes=min(yes, ballot.biased_yes),  # a mayor without a vote may be one
            biased_no=min(no, ballot.biased_no),
            share=share,
            base=base,
        ):
            return True
    return False


def _made_quorum(question: Question, ballot: Ballot) -> bool:
    members, biased = members_of(question, ballot), ballot.biased_votes
    if members is None or ballot.present is None:
        return False
    law = question.law
    if law.made(bias_rule).made_quorum is None or ballot.present + biased > members:
        return False
    return bias_made_quorum(law.made(quorum_rule), members, ballot.present, biased)


def _not_decisive(question: Question) -> Answer:
    """Judge the ballot at hand, or the decision that is to be carried out."""
    if question.step in VOTES:
        ballot = voted(question)
        return MET if ballot is None else _judged(question, ballot, question.day)
    found = _decided(question)
    if found is None:
        return MET
    decided, ballot = found
    about = attrs.evolve(question, consultation=decided)
    return _judged(about, ballot, _decided_on(about, decided))


def _judged(question: Question, ballot: Ballot, since: date) -> Answer:
    decisive = _decisive(question, ballot)
    if decisive is False:
        return MET
    bar = _bar(question, since)
    if bar is not None and bar.is_over(question.day) and not _asserted(question, bar):
        return met(f"> {bar.free_from}", free=bar.free_from.isoformat())
    counts = f"{ballot.yes}:{ballot.no}, {ballot.biased_votes} biased"
    cures: dict[str, Any] = {"cures_on": bar and bar.lenient.isoformat()}
    if decisive is None:
        return unknown(
            "ballot.yes",
            "ballot.no",
            "body.members",
            observed=counts,
            code="bias_not_decisive.unknown",
            **cures,
        )
    return unmet(counts, "±0", biased=ballot.biased_votes, **cures)


def _decided(question: Question) -> tuple[Consultation, Ballot] | None:
    decided = question.case.deciding
    if decided is None or not decided.ballots:
        return None
    return decided, decided.ballots[-1]


def _decided_on(question: Question, decided: Consultation) -> date:
    """Return the day from which the time bar runs; a later announcement moves it."""
    if question.get("announced_on") is not None:
        return question.fact_day("announced_on")
    return decided.days[-1] if decided.days else question.day


def _bar(question: Question, since: date) -> Deadline | None:
    values = question.law.values
    longest = values.get("bias.time_bar_months")
    shortest = values.get("bias.time_bar_months_short", longest)
    if longest is None or shortest is None:
        return None
    return bias_time_bar(since, min(shortest, longest), longest)


def _asserted(question: Question, bar: Deadline) -> bool:
    """Tell whether it was asserted, or the mayor objected, before the time bar."""
    asserted = _objections(question)
    if question.get("bias_notified_on") is not None:
        asserted.append(question.fact_day("bias_notified_on"))
    return any(not bar.is_over(day) for day in asserted)


def _objections(question: Question) -> list[date]:
    return [
        each.lodged_on
        for each in question.case.suspensions
        if each.kind is SuspensionKind.LEGAL_OBJECTION
    ]


def _excluded_rightly(question: Question) -> Answer:
    if question.step in VOTES:
        ballot = voted(question)
    else:
        found = _decided(question)
        ballot = found and found[1]
    if ballot is None or not ballot.wrongly_excluded:
        return MET
    names = ballot.wrongly_excluded
    return unmet(", ".join(names), "0", count=len(names))


def _record_kept(question: Question) -> Answer:
    ballots = question.about.ballots
    if not ballots:
        return unmet("–", "ballot", "bias_record_kept.none")
    if _without_bias(ballot_of(question)) == _without_bias(ballots[-1]):
        return MET
    return unmet("ballot.yes / ballot.no ≠", "ballot.yes / ballot.no =")


def _without_bias(ballot: Ballot) -> Ballot:
    return attrs.evolve(
        ballot,
        biased_yes=0,
        biased_no=0,
        biased_unknown=0,
        wrongly_excluded=(),
        excluded=(),
        present=None,
    )


def _in_time(question: Question) -> Answer:
    return _before(question, strict=False)


def _in_strict_time(question: Question) -> Answer:
    return _before(question, strict=True)


def _before(question: Question, *, strict: bool) -> Answer:
    longest = question.law["bias.time_bar_months"]
    shortest = question.law["bias.time_bar_months_short"]
    since = _decided_on(question, question.about)
    bar = bias_time_bar(since, min(shortest, longest), longest)
    last = bar.strict if strict else bar.lenient
    asserted = question.fact_day("bias_notified_on")
    if any(day <= last for day in (asserted, *_objections(question))):
        return MET
    days = {"asserted": asserted.isoformat(), "last": last.isoformat()}
    return unmet(days["asserted"], f"≤ {days['last']}", **days)


_ABS_6 = Citation(
    "§ 31 Abs. 6, § 54 Abs. 4 GO NRW",
    "?",
    "Abs. 6: klartext-jura.de; quorum by analogy [S]; time bar not read",
)
_TIME_BAR = Citation("§ 54 Abs. 4 GO NRW", "?", "six months or one year, not read")

_KEYS = (
    "bias.consequence",
    "bias.made_quorum",
    "quorum.share",
    "quorum.counted",
    "quorum.fiction",
    "quorum.invitation",
    "second_call.min_present",
    "mass_bias.allowed",
    "bias.time_bar_months",
    "bias.time_bar_months_short",
    *COUNTING_KEYS,
)

RULES = (
    Rule(
        "bias_cleared",
        _bias_cleared,
        label=Wording("Keine Mitwirkung Befangener", "No biased person takes part"),
        citation=Citation("§ 31 Abs. 1, 2 GO NRW", "K", "wording not read"),
        layer=Layer.STATUTE,
        consequence=Consequence.CURABLE,
        catalogue="G-1",
        parameters=_KEYS,
        revision=2,
        unmet=Wording(
            "Wegen Befangenheit Ausgeschlossene haben mitgewirkt; ihre Zahl ist "
            "{count}.",
            "Persons excluded for bias took part; their number is {count}.",
        ),
        remedy=Wording("Ohne diese Personen abstimmen.", "Vote without these persons."),
        cured_by=("chair",),
    ),
    Rule(
        "bias_not_decisive",
        _not_decisive,
        label=Wording("Mitwirkung nicht entscheidend", "Participation not decisive"),
        citation=_ABS_6,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="G-6",
        parameters=_KEYS,
        revision=2,
        unmet=Wording(
            "Befangene haben mitgewirkt, und das kann das Ergebnis entschieden haben; "
            "die Zahl ihrer Stimmen ist {biased}.",
            "Biased persons took part, and that may have decided the result; the "
            "number of their votes is {biased}.",
        ),
        kept=Wording(
            "Die Mitwirkung Befangener kann seit dem {free} nicht mehr geltend "
            "gemacht werden.",
            "The part that biased persons took can no longer be asserted since {free}.",
        ),
        by_code={
            "unknown": Wording(
                "Befangene haben mitgewirkt; ob das entscheidend war, lässt sich ohne "
                "Zahlen nicht beurteilen. {lacking}",
                "Biased persons took part; whether that was decisive cannot be told "
                "without numbers. {lacking}",
            ),
        },
        remedy=Wording(
            "Neu beschließen; die Bürgermeisterin oder der Bürgermeister hat einen "
            "rechtswidrigen Beschluss zu beanstanden.",
            "Decide anew; the mayor must object to an unlawful resolution.",
        ),
        cured_by=("chair", "mayor"),
    ),
    Rule(
        "excluded_rightly",
        _excluded_rightly,
        label=Wording("Niemand zu Unrecht ausgeschlossen", "Nobody excluded wrongly"),
        citation=Citation("Rechtsprechung zu § 31 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="G-6",
        unmet=Wording(
            "Ohne Grund wurden Personen ausgeschlossen; ihre Zahl ist {count}. Der "
            "Beschluss ist rechtswidrig.",
            "Persons were excluded without a ground; their number is {count}. The "
            "resolution is unlawful.",
        ),
        remedy=Wording("Mit ihnen neu beschließen.", "Decide anew with them."),
        cured_by=("chair", "mayor"),
    ),
    Rule(
        "bias_record_kept",
        _record_kept,
        label=Wording("Ergebnis bleibt", "The result stays"),
        citation=Citation("Niederschrift (Regel I-18)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="G-6",
        unmet=Wording(
            "Die Angabe ändert das festgehaltene Abstimmungsergebnis; ergänzt werden "
            "darf nur, wer mitgewirkt hat.",
            "The statement changes the recorded result; only who took part may be "
            "added.",
        ),
        by_code={
            "none": Wording(
                "Zu diesem Punkt ist noch kein Abstimmungsergebnis festgehalten.",
                "No result is on record for this item yet.",
            ),
        },
        remedy=Wording(
            "Nur die Mitwirkung ergänzen; ein anderes Ergebnis braucht einen Beschluss.",
            "Add the participation only; another result takes a resolution.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "bias_asserted_early",
        _in_strict_time,
        label=Wording(
            "Rüge in der kürzesten Frist",
            "Asserted in the shortest period",
        ),
        citation=_TIME_BAR,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="G-7",
        parameters=("bias.time_bar_months", "bias.time_bar_months_short"),
        unmet=Wording(
            "Die Mitwirkung wurde am {asserted} gerügt; sicher in der Frist war nur "
            "eine Rüge bis zum {last}.",
            "The part taken was asserted on {asserted}; certainly in time was only an "
            "assertion by {last}.",
        ),
        remedy=Wording(
            "Frist im geltenden § 54 Abs. 4 GO NRW nachlesen.",
            "Look the period up in § 54 Abs. 4 GO NRW as in force.",
        ),
    ),
    Rule(
        "bias_asserted_in_time",
        _in_time,
        label=Wording("Rüge vor Fristablauf", "Asserted before the time bar"),
        citation=_TIME_BAR,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="G-7",
        parameters=("bias.time_bar_months", "bias.time_bar_months_short"),
        unmet=Wording(
            "Die Mitwirkung wurde am {asserted} gerügt; geltend gemacht werden konnte "
            "sie bis zum {last}.",
            "The part taken was asserted on {asserted}; it could be asserted until "
            "{last}.",
        ),
        remedy=Wording(
            "Keine Heilung: Der Mangel ist unbeachtlich.",
            "No cure: the defect no longer counts.",
        ),
    ),
)
