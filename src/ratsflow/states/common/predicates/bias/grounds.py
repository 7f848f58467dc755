"""Before the vote: grounds of exclusion, disputes about them, leaving the table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ratsflow.law.local import Law
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import ballot_of, simply_carried
from ratsflow.states.common.votes import excluded_from, voted


RELATIVE = "relative"
"""The ground that takes a relation."""


def is_ground(law: Law, ground: str, relation: str = "") -> bool | None:
    """Tell whether something excludes a person (*Ausschließungsgrund*).

    Args:
        law: the law; `bias.grounds` and `bias.relatives` say what excludes and what not.
        ground: a ground, for example ``relative``.
        relation: for a relative, how he is related.

    Returns:
        None if the ground or the relation is none that the law names.

    Raises:
        MissingValueError: the law does not say.

    References:
        § 31 Abs. 1 to 3, 5 GO NRW; rules G-1 to G-3.
    """
    if ground == RELATIVE:
        kin = law["bias.relatives"]
        return _known(relation, kin["related"], kin["not_related"])
    grounds = law["bias.grounds"]
    return _known(ground, grounds["excluded"], grounds["not_excluded"])


def _known(name: str, yes: Collection[str], no: Collection[str]) -> bool | None:
    if name in yes:
        return True
    return False if name in no else None


@predicate("bias_asked")
def _bias_asked(question: Question) -> Answer:
    asked = question.inputs.get("bias_asked")
    if asked is None:
        return unknown("bias_asked", code="bias_asked.no_fact")
    return MET if asked is True else unmet("bias_asked = False", "bias_asked = True")


@predicate("ground", "relation", "law.bias.grounds", "law.bias.relatives")
def _ground_named(question: Question) -> Answer:
    ground = question.inputs.get("ground")
    if ground is None:
        return unknown("ground", code="bias_ground_named.no_fact")
    relation = question.inputs.get("relation", "")
    found = f"{ground} {relation}".strip()
    law = question.law
    known = is_ground(law, ground, relation)
    if known is None:
        return unknown(
            "ground",
            observed=found,
            required=", ".join(
                sorted(
                    {
                        *law["bias.grounds"]["excluded"],
                        *law["bias.relatives"]["related"],
                    }
                )
            ),
            code="bias_ground_named.unheard",
        )
    if known:
        return MET
    named = relation if ground == RELATIVE else ground
    return unmet(found, "bias.grounds", named=named)


@predicate(
    "excluded",
    "procedural_ballot",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _dispute_decided(question: Question) -> Answer:
    ballot = ballot_of(question, "procedural_ballot")
    persons = set(question.inputs.get("excluded", ()))
    taking_part = {name for name, _ in ballot.votes} | {ballot.chair}
    if question.role == "chair":
        taking_part.add(question.actor.id)
    judges = {each for each in persons if is_one_of(each, taking_part)}
    if judges:
        names = ", ".join(sorted(judges))
        return unmet(names, f"≠ {names}", "bias_dispute_decided.judges")
    if not all(is_one_of(each, ballot.excluded) for each in persons):
        return unknown("procedural_ballot.excluded")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


@predicate("ballot", "excluded_stay")
def _excluded_left(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or not excluded_from(question, ballot):
        return MET
    stay = question.inputs.get("excluded_stay")
    if stay == "outside":
        return MET
    if stay == "audience":
        return _in_the_audience(question)
    if stay == "table":
        required = "outside / audience (public = True)"
        return unmet("excluded_stay = table", required, **_at_once(question))
    return unknown(
        "excluded_stay",
        observed=str(stay or ""),
        required="excluded_stay = outside / audience / table",
        code="excluded_left.no_fact",
    )


def _in_the_audience(question: Question) -> Answer:
    public = question.consultation.public if question.consultation else None
    if public is None:
        return unknown(
            "consultation.public", observed="audience", code="excluded_left.no_fact"
        )
    if public:
        return MET
    return unmet(
        "audience (public = False)",
        "excluded_stay = outside",
        "excluded_left.audience",
        **_at_once(question),
    )


def _at_once(question: Question) -> dict[str, Any]:
    """Date the cure: after the vote only decisive participation counts (Abs. 6)."""
    return {"cures_on": question.day.isoformat()}
