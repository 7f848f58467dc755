"""At the vote and after it: biased persons who took part all the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from ratsflow.law.counting import (
    bias_made_quorum,
    bias_possibly_decisive,
    bias_rule,
    quorum_rule,
)
from ratsflow.law.periods import Deadline, bias_time_bar
from ratsflow.model import Ballot, Consultation, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import (
    ballot_of,
    base_size,
    counted,
    members_of,
    shares,
)
from ratsflow.states.common.votes import (
    BY_SIMPLE_MAJORITY,
    VOTES,
    excluded_from,
    voted,
)


@predicate(
    "ballot",
    "delegates_to_main_committee",
    "majority",
    "law.bias.consequence",
    "law.bias.made_quorum",
    "law.quorum.share",
    "law.quorum.counted",
    "law.quorum.fiction",
    "law.quorum.invitation",
    "law.second_call.min_present",
    "law.mass_bias.allowed",
    "law.bias.time_bar_months",
    "law.bias.time_bar_months_short",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
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


@predicate(
    "announced_on",
    "ballot",
    "bias_notified_on",
    "delegates_to_main_committee",
    "majority",
    "law.bias.consequence",
    "law.bias.made_quorum",
    "law.quorum.share",
    "law.quorum.counted",
    "law.quorum.fiction",
    "law.quorum.invitation",
    "law.second_call.min_present",
    "law.mass_bias.allowed",
    "law.bias.time_bar_months",
    "law.bias.time_bar_months_short",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
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


@predicate("ballot")
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


@predicate()
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


@predicate(
    "announced_on",
    "bias_notified_on",
    "law.bias.time_bar_months",
    "law.bias.time_bar_months_short",
)
def _in_time(question: Question) -> Answer:
    return _before(question, strict=False)


@predicate(
    "announced_on",
    "bias_notified_on",
    "law.bias.time_bar_months",
    "law.bias.time_bar_months_short",
)
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
