"""Before the vote: grounds of exclusion, disputes about them, leaving the table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.local import Law
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.decide import MAYOR_KEYS, ballot_of, simply_carried
from ratsflow.procedure.nrw.votes import excluded_from, voted
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


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


def _bias_asked(question: Question) -> Answer:
    asked = question.inputs.get("bias_asked")
    if asked is None:
        return unknown("bias_asked", code="bias_asked.no_fact")
    return MET if asked is True else unmet("bias_asked = False", "bias_asked = True")


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


RULES = (
    Rule(
        "bias_asked",
        _bias_asked,
        label=Wording("Frage nach Befangenheit", "Question about bias"),
        citation=Citation("Sitzungsleitung vor Eintritt in die Beratung", "L"),
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="G-4",
        unmet=Wording(
            "Vor der Beratung wurde nicht nach Ausschließungsgründen gefragt.",
            "Nobody was asked about grounds of exclusion before the debate.",
        ),
        remedy=Wording(
            "Vor der Beratung fragen, wer befangen ist.",
            "Ask before the debate who is biased.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "bias_ground_named",
        _ground_named,
        label=Wording("Ausschließungsgrund", "Ground of exclusion"),
        citation=Citation("§ 31 Abs. 1–3, 5 GO NRW", "K", "No. 1 of Abs. 3 [S]"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="G-1",
        parameters=("bias.grounds", "bias.relatives"),
        unmet=Wording(
            "Niemand ist ausgeschlossen wegen: {named:value}. Wer zu Unrecht "
            "ausgeschlossen wird, macht den Beschluss angreifbar.",
            "Nobody is excluded for: {named:value}. Excluding somebody wrongly makes "
            "the resolution contestable.",
        ),
        by_code={
            "unheard": Wording(
                "Der angegebene Grund ist keiner, den das Gesetz nennt.",
                "The ground stated is none that the law names.",
            ),
        },
        remedy=Wording(
            "Den Grund nennen; im Zweifel entscheidet das Gremium.",
            "Name the ground; in doubt the body itself decides.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "bias_dispute_decided",
        _dispute_decided,
        label=Wording("Entscheidung über die Befangenheit", "Decision on bias"),
        citation=Citation("§ 31 GO NRW", "K", "no paragraph read"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="G-5",
        parameters=MAYOR_KEYS,
        revision=3,
        unmet=Wording(
            "Das Gremium hat die Person nicht mit Mehrheit ausgeschlossen.",
            "The body has not excluded the person by a majority.",
        ),
        by_code={
            "judges": Wording(
                "Über die Befangenheit hat mitentschieden, wen sie betrifft.",
                "Whoever is concerned took part in deciding on the bias.",
            ),
        },
        remedy=Wording(
            "Ohne die betroffene Person mit einfacher Mehrheit abstimmen.",
            "Vote by simple majority without the person concerned.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "excluded_left",
        _excluded_left,
        label=Wording("Verlassen des Platzes", "Leaving the table"),
        citation=Citation("§ 31 Abs. 4 GO NRW", "S", "uwe-wegner.de, Wuppertal"),
        layer=Layer.STATUTE,
        consequence=Consequence.CURABLE,
        catalogue="G-4",
        unmet=Wording(
            "Die befangene Person blieb am Sitzungstisch; sie verlässt den Raum, in "
            "öffentlicher Sitzung genügt der Zuhörerraum.",
            "The biased person stayed at the table; such a person leaves the room, in "
            "a public sitting the audience suffices.",
        ),
        by_code={
            "audience": Wording(
                "Die befangene Person blieb im Zuhörerraum; in nichtöffentlicher "
                "Sitzung verlässt sie den Raum.",
                "The biased person stayed in the audience; in a private sitting such "
                "a person leaves the room.",
            ),
        },
        remedy=Wording(
            "Raum verlassen; in öffentlicher Sitzung genügt der Zuhörerraum.",
            "Leave the room; in a public sitting the audience suffices.",
        ),
        cured_by=("chair",),
    ),
)
