"""Before the vote: grounds of exclusion, and disputes about them."""

from __future__ import annotations

from ratsflow.law.local import Law
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import COUNTED, ballot_of, simply_carried
from ratsflow.states.common.votes import not_among, taking_part


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
