"""Rules on bias (G): who may neither deliberate nor vote, and who did all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from ratsflow.law.bias import bias_made_quorum, bias_possibly_decisive, bias_rule
from ratsflow.law.local import Law
from ratsflow.law.periods import Deadline, bias_time_bar
from ratsflow.law.quorum import quorum_rule
from ratsflow.model import Ballot, Consultation, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import (
    COUNTED,
    QUALIFIED,
    ballot_of,
    base_size,
    counted,
    members_of,
    shares,
    simply_carried,
)
from ratsflow.states.common.fields import OF_ANOTHER_ITEM
from ratsflow.states.common.predicates.quorum import RULE
from ratsflow.states.common.predicates.voting.amendments import same_item
from ratsflow.states.common.votes import (
    VOTED,
    excluded_from,
    excluded_voters,
    is_one,
    is_simple,
    judged,
    not_among,
    taking_part,
    voted,
)


RELATIVE = "relative"
"""The ground that takes a relation."""


def is_ground(law: Law, ground: str, relation: str = "") -> bool | None:
    """Tell whether something excludes a person (*Ausschließungsgrund*; rules G-1 to G-3).

    Args:
        law: the law; `bias.grounds` and `bias.relatives` say what excludes and what not.
        ground: a ground, for example ``relative``.
        relation: for a relative, how he is related.

    Returns:
        None if the ground or the relation is none that the law names.
    """
    key, name, kind = "bias.grounds", ground, "excluded"
    if ground == RELATIVE:
        key, name, kind = "bias.relatives", relation, "related"
    if name in law[key][kind]:
        return True
    return False if name in law[key][f"not_{kind}"] else None


@predicate("ground", "relation", "law.bias.grounds", "law.bias.relatives")
def ground_named(question: Question) -> Answer:
    """Tell whether somebody is excluded on a ground that the law knows."""
    ground, law = question.inputs.get("ground"), question.law
    if ground is None:
        return unknown("ground", code="bias_ground_named.no_fact")
    relation = question.inputs.get("relation", "")
    found = f"{ground} {relation}".strip()
    known = is_ground(law, ground, relation)
    if known is None:
        grounds = {*law["bias.grounds"]["excluded"], *law["bias.relatives"]["related"]}
        return unknown(
            "ground",
            observed=found,
            required=", ".join(sorted(grounds)),
            code="bias_ground_named.unheard",
        )
    named = relation if ground == RELATIVE else ground
    return MET if known else unmet(found, "bias.grounds", named=named)


@predicate("excluded", "procedural_ballot", "actor", "role", *COUNTED)
def dispute_decided(question: Question) -> Answer:
    """Tell whether the body has excluded the persons, without them, by a majority."""
    ballot = ballot_of(question, "procedural_ballot")
    persons = tuple(question.inputs.get("excluded", ()))
    acting = taking_part(question, ballot)
    if judges := {each for each in persons if is_one_of(each, acting)}:
        names = ", ".join(sorted(judges))
        return unmet(names, f"≠ {names}", "bias_dispute_decided.judges")
    if not_among(persons, ballot.excluded):
        return unknown("procedural_ballot.excluded")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


_BAR = ("law.bias.time_bar_months", "law.bias.time_bar_months_short")
_DECISIVE = (*QUALIFIED, *RULE, *_BAR, "law.bias.consequence law.bias.made_quorum")
_ASSERTED = (
    *_BAR,
    "bias_notified_on announced_on item case.consultations case.suspensions",
)


@field("bias.presence_cures_on", "day", "law.bias.presence_alone_is_defect", *_BAR)
def presence_cures_on(question: Question) -> date | None:
    """Until when it counts that a biased person stayed at the table; empty for unknown.

    Where presence alone is no defect, only the vote counts once it is taken.
    """
    if question.law["bias.presence_alone_is_defect"] is not True:
        return question.day
    bar = _bar(question.law, question.day)
    return None if bar is None else bar.lenient


@predicate("actor", "role", "day", *_DECISIVE, *VOTED)
def bias_cleared(question: Question) -> Answer:
    """Tell whether nobody took part who is excluded for bias."""
    ballot = voted(question)
    if ballot is None:
        return MET
    ballot = _with_hidden(question, ballot)
    acting = taking_part(question, ballot)
    named = [
        each for each in excluded_from(question, ballot) if is_one_of(each, acting)
    ]
    if not named and not ballot.biased_votes:
        return MET
    found = ", ".join(named) or f"{ballot.biased_votes} person(s)"
    bar = _bar(question.law, question.day)
    lasts = bar and bar.lenient
    if _decisive(question, ballot) is False:
        lasts = question.day
    count = len(named) or ballot.biased_votes
    return unmet(found, "ballot.biased_votes = 0", count=count, cures_on=lasts)


def _with_hidden(question: Question, ballot: Ballot) -> Ballot:
    """Count as biased who must have voted though excluded: more votes than members who may.

    Where each vote bears a name, none need be counted: an excluded person who is not among
    them has not voted. Who has no vote in the body is none of its members, if that is said.
    """
    named = excluded_from(question, ballot)
    if not named:
        return ballot
    ballot = _with_named(ballot, named)
    members, excluded = members_of(question, ballot), excluded_voters(question, ballot)
    if members is None or len(ballot.votes) >= (ballot.cast or 0) > 0:
        return ballot
    hidden = ballot.cast + len(excluded) - members - ballot.biased_votes
    if hidden <= 0 or not excluded:
        return ballot
    unknown_votes = ballot.biased_unknown + min(hidden, len(excluded))
    return attrs.evolve(ballot, biased_unknown=unknown_votes)


def _with_named(ballot: Ballot, excluded: Sequence[str]) -> Ballot:
    """Count as biased who voted by name though excluded, whatever was counted."""
    voted_so = Counter(vote for name, vote in ballot.votes if is_one_of(name, excluded))
    yes = max(ballot.biased_yes, voted_so["yes"])
    no = max(ballot.biased_no, voted_so["no"])
    told = yes + no - ballot.biased_yes - ballot.biased_no
    if not told:
        return ballot
    rest = max(0, ballot.biased_unknown - told)
    return attrs.evolve(ballot, biased_yes=yes, biased_no=no, biased_unknown=rest)


def _decisive(question: Question, ballot: Ballot) -> bool | None:
    """Tell whether biased persons may have decided the result; None if unknown."""
    ballot = _with_hidden(question, ballot)
    if _made_quorum(question, ballot):
        return True
    if not ballot.biased_votes:
        return False  # an abstention decides nothing but whether there was a quorum
    votes = counted(question, ballot)
    if votes is None:
        return None
    yes, no = votes
    simple = is_simple(question)
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


def _biased_members(question: Question, ballot: Ballot) -> int:
    """Return how many biased members took part: who abstained or presided, too."""
    sides = [name for name, vote in ballot.votes if vote in ("yes", "no")]
    acting = {name for name, _ in ballot.votes} | {ballot.chair}
    silent = [
        each
        for each in excluded_voters(question, ballot)
        if is_one_of(each, acting) and not is_one_of(each, sides)
    ]
    known = ballot.biased_yes + ballot.biased_no
    return known + max(ballot.biased_unknown, len(silent))


def _made_quorum(question: Question, ballot: Ballot) -> bool:
    members, biased = members_of(question, ballot), _biased_members(question, ballot)
    if members is None or ballot.present is None or not biased:
        return False
    law = question.law
    if law.made(bias_rule).made_quorum is None or ballot.present + biased > members:
        return False
    return bias_made_quorum(law.made(quorum_rule), members, ballot.present, biased)


@predicate("day", *_DECISIVE, *_ASSERTED, *VOTED)
def not_decisive(question: Question) -> Answer:
    """Judge the ballot at hand, or the decision that is to be carried out."""
    ballot = judged(question)
    if ballot is None:
        return MET
    about, since = question, question.day
    decided = question.case.deciding
    if not is_one(question, "votes") and decided is not None:
        about = question.about_item(decided)
        since = _decided_on(about, decided)
    decisive = _decisive(about, ballot)
    if decisive is False:
        return MET
    bar = _bar(question.law, since)
    if bar is not None and bar.is_over(question.day):
        asserted = question.get("bias_notified_on") is not None
        notified = [question.fact_day("bias_notified_on")] if asserted else []
        if all(bar.is_over(day) for day in (*notified, *_objections(question))):
            return met(f"> {bar.free_from}", free=bar.free_from)
    ballot = _with_hidden(about, ballot)
    biased = _biased_members(about, ballot)
    counts = f"{ballot.yes}:{ballot.no}, {biased} biased"
    cures: dict[str, Any] = {"cures_on": bar and f"{bar.lenient}"}
    if decisive is None:
        facts = ("ballot.yes", "ballot.no", "body.members")
        code = "bias_not_decisive.unknown"
        return unknown(*facts, observed=counts, code=code, **cures)
    return unmet(counts, "±0", biased=biased, **cures)


def _decided_on(question: Question, decided: Consultation) -> date:
    """Return the day from which the time bar runs; a later announcement moves it."""
    if question.get("announced_on") is not None:
        return question.fact_day("announced_on")
    return decided.days[-1] if decided.days else question.day


def _bar(law: Law, since: date) -> Deadline | None:
    longest = law.values.get("bias.time_bar_months")
    shortest = law.values.get("bias.time_bar_months_short", longest)
    if longest is None or shortest is None:
        return None
    return bias_time_bar(since, min(shortest, longest), longest)


def _objections(question: Question) -> list[date]:
    legal = SuspensionKind.LEGAL_OBJECTION
    return [one.lodged_on for one in question.case.suspensions if one.kind is legal]


@predicate("day", *_ASSERTED)
def asserted_in_time(question: Question, *, strict: bool) -> Answer:
    """Tell whether the part taken was asserted, or objected to, before the time bar.

    Strictly, the shortest of the periods in doubt counts.
    """
    longest = question.law["bias.time_bar_months"]
    shortest = question.law["bias.time_bar_months_short"]
    since = _decided_on(question, question.about)
    bar = bias_time_bar(since, min(shortest, longest), longest)
    last = bar.strict if strict else bar.lenient
    asserted = question.fact_day("bias_notified_on")
    if any(day <= last for day in (asserted, *_objections(question))):
        return MET
    return unmet(asserted, f"≤ {last}", asserted=asserted, last=last)


@predicate("ballot", "item.ballots")
def record_kept(question: Question) -> Answer:
    """Tell whether the ballot on record stays as it is, but for who took part in it."""
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
        excluded_without_vote=(),
        present=None,
    )


@predicate("item", "others", "paper", "with_paper", "reference", *VOTED)
def excluded_here_too(question: Question) -> Answer:
    """Count who is excluded from the paper and not from this; names stay where they are."""
    ballot, case = voted(question), question.case
    if ballot is None or not case.base or case.motion.paper_type not in OF_ANOTHER_ITEM:
        return MET
    from_paper = {
        name
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
        if same_item(each, question.about)
        for name in each.excluded
    }
    missing = not_among(tuple(from_paper), excluded_from(question, ballot))
    return unmet(str(len(missing)), "0") if missing else MET
