"""Rules on taking an urgent decision: its preconditions and its signatures (K-1 to K-4).

The preconditions make the decision unlawful where they lack; the second signature makes
it one at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, Organization
from ratsflow.model.alike import alike
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import flag
from ratsflow.procedure.nrw.rules.urgent.bodies import (
    competent,
    is_committee,
    is_council,
    is_district_council,
)
from ratsflow.procedure.nrw.rules.urgent.delegation import council_unavailable
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


_MAIN_COMMITTEE = Citation("§ 60 Abs. 1 S. 1 GO NRW", "V", "haufe")
_MAYOR = Citation("§ 60 Abs. 1 S. 2 GO NRW", "V", "haufe")
_COMMITTEE = Citation("§ 60 Abs. 2 GO NRW", "V", "cdu-heiden.de")
_DISTRICT = Citation("§ 36 Abs. 5 GO NRW", "K")
_MAYOR_SIGNS = Citation("§ 60 Abs. 1 S. 2, Abs. 2 GO NRW", "V", "haufe, cdu-heiden.de")
_ANY_OF_THEM = Citation("§ 60 Abs. 1 S. 2, Abs. 2, § 36 Abs. 5 GO NRW", "K", "haufe")

CO_SIGNERS = {
    "decide_urgently": ("councillor",),
    "decide_urgently_for_committee": ("chair", "committee_councillor"),
    "decide_urgently_for_district": ("district_member",),
}
"""Who may be the second signatory of which urgent decision (`co_signer_role`)."""


def _two_signatures(question: Question) -> Answer:
    second = question.inputs.get("co_signed_by")
    if second is None:
        raise MissingFactError("co_signed_by")
    actor = question.actor
    first = {_plain(name) for name in (actor.id, actor.name, actor.on_behalf_of)}
    if not _plain(second) or _plain(second) in first:
        return unmet(second.strip() or "–", "2")
    return MET


def _plain(name: str) -> str:
    """Return a name as it sounds: without case, blanks, dots and other signs."""
    return "".join(each for each in alike(name) if each.isalnum())


def _co_signer_entitled(question: Question) -> Answer:
    role = question.inputs.get("co_signer_role")
    if role is None:
        raise MissingFactError("co_signer_role")
    allowed = CO_SIGNERS[question.step]
    if role in allowed:
        return MET
    return unmet(role or "–", " / ".join(allowed), allowed=list(allowed))


def _co_signer_unbiased(question: Question) -> Answer:
    biased = question.inputs.get("co_signer_biased")
    if biased is None:
        raise MissingFactError("co_signer_biased")
    return MET if biased is False else unmet(str(question.inputs.get("co_signed_by")))


def _mayor_or_deputy(question: Question) -> Answer:
    if question.role == "mayor" and not question.as_deputy:
        return MET
    prevented = question.inputs.get("mayor_prevented")
    if prevented is None:
        raise MissingFactError("mayor_prevented")
    return MET if prevented is True else unmet(question.actor.name or question.actor.id)


def _by_main_committee(question: Question) -> Answer:
    body = question.about.body
    main = body.kind is BodyKind.MAIN_COMMITTEE
    return MET if main else unmet(body.name, BodyKind.MAIN_COMMITTEE.value)


def _matter_of(is_meant: Callable[[Organization], bool]) -> Check:
    def check(question: Question) -> Answer:
        bodies = competent(question)
        if not bodies:
            raise MissingFactError("consultations")
        others = [body.name for body in bodies if not is_meant(body)]
        return unmet(", ".join(others)) if others else MET

    return check


def _precondition(
    name: str,
    fact: str | Check,
    catalogue: str,
    citation: Citation,
    *texts: Wording,
    **more: Any,
) -> Rule:
    """Write a rule that a precondition is stated as true; without it it is unlawful.

    The texts are its label and what is said where it lacks.
    """
    label, lacks = texts
    return Rule(
        name,
        flag(fact) if isinstance(fact, str) else fact,
        label=label,
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue=catalogue,
        unmet=lacks,
        remedy=Wording(
            "Das Gremium laden und dort entscheiden lassen, oder die Voraussetzung "
            "feststellen und angeben.",
            "Convene the body and let it decide, or establish and state the precondition.",
        ),
        cured_by=("mayor", "general_deputy", "district_mayor"),
        **more,
    )


def _matter(
    name: str,
    is_meant: Callable[[Organization], bool],
    catalogue: str,
    citation: Citation,
    whose: Wording,
) -> Rule:
    """Write a rule that the decision replaced is one of the right kind of body."""
    return Rule(
        name,
        _matter_of(is_meant),
        label=Wording(
            f"Angelegenheit {whose.de}", f"Matter that is for {whose.en} to decide"
        ),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue=catalogue,
        unmet=Wording(
            f"Dieser Weg ersetzt nur Entscheidungen {whose.de}; nach der Beratungsfolge "
            "entscheidet: {observed}.",
            f"This way replaces decisions of {whose.en} only; by the route the body to "
            "decide is: {observed}.",
        ),
        remedy=Wording(
            "Die Genehmigung durch das zuständige Gremium einplanen (Schritt "
            "„Beratungsfolge ergänzen“), oder den für dieses Gremium vorgesehenen Weg gehen.",
            "Plan the ratification by the competent body (step “plan consultations”), or "
            "take the way that the law provides for that body.",
        ),
        cured_by=("council_office",),
        revision=2,
    )


PRECONDITIONS = (
    _precondition(
        "urgent_council_unavailable",
        council_unavailable,
        "K-1",
        _MAIN_COMMITTEE,
        Wording(
            "Rat nicht rechtzeitig einzuberufen", "Council cannot be convened in time"
        ),
        Wording(
            "Der Rat kann rechtzeitig einberufen werden; eine Eilentscheidung ist nicht "
            "zulässig.",
            "The council can be convened in time; an urgent decision is not admissible.",
        ),
        by_code={
            "delegation": Wording(
                "Der Rat kann rechtzeitig einberufen werden und hat die Entscheidung "
                "nicht wirksam auf den Hauptausschuss übertragen.",
                "The council can be convened in time and has not effectively delegated "
                "the decision to the main committee.",
            ),
        },
        parameters=("urgent.delegation",),
        revision=2,
    ),
    _precondition(
        "urgent_main_committee_unavailable",
        "main_committee_unavailable",
        "K-2",
        _MAYOR,
        Wording(
            "Hauptausschuss nicht rechtzeitig einzuberufen",
            "Main committee cannot be convened in time",
        ),
        Wording(
            "Der Hauptausschuss kann rechtzeitig einberufen werden und entscheidet dann "
            "selbst.",
            "The main committee can be convened in time and then decides itself.",
        ),
    ),
    _precondition(
        "urgent_serious_harm",
        "serious_harm",
        "K-2",
        _MAYOR,
        Wording(
            "Erhebliche Nachteile oder Gefahren durch Verzug",
            "Considerable disadvantages or dangers by delay",
        ),
        Wording(
            "Durch Abwarten drohen keine erheblichen Nachteile oder Gefahren.",
            "Waiting brings no considerable disadvantages or dangers.",
        ),
    ),
    _precondition(
        "urgent_committee_unavailable",
        "committee_unavailable",
        "K-3",
        _COMMITTEE,
        Wording(
            "Ausschuss nicht rechtzeitig einzuberufen",
            "Committee cannot be convened in time",
        ),
        Wording(
            "Der Ausschuss kann rechtzeitig einberufen werden und entscheidet dann selbst.",
            "The committee can be convened in time and then decides itself.",
        ),
    ),
    _precondition(
        "urgent_district_utmost_urgency",
        "utmost_urgency",
        "K-4",
        _DISTRICT,
        Wording("Äußerste Dringlichkeit im Bezirk", "Utmost urgency in the district"),
        Wording(
            "Die Sache ist nicht äußerst dringlich; die Bezirksvertretung entscheidet "
            "selbst.",
            "The matter is not of utmost urgency; the district council decides itself.",
        ),
    ),
    _matter(
        "urgent_council_matter",
        is_council,
        "K-1",
        _MAIN_COMMITTEE,
        Wording("des Rates", "the council"),
    ),
    _matter(
        "urgent_committee_matter",
        is_committee,
        "K-3",
        _COMMITTEE,
        Wording("eines Ausschusses", "a committee"),
    ),
    _matter(
        "urgent_district_matter",
        is_district_council,
        "K-4",
        _DISTRICT,
        Wording("einer Bezirksvertretung", "a district council"),
    ),
)

SIGNATURES = (
    Rule(
        "urgent_main_committee_meets",
        _by_main_committee,
        label=Wording(
            "Entscheidung des Hauptausschusses", "Decision of the main committee"
        ),
        citation=_MAIN_COMMITTEE,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-1",
        unmet=Wording(
            "Die Eilentscheidung trifft der Hauptausschuss; hier berät: {observed}.",
            "The main committee takes the urgent decision; here the body is: "
            "{observed}.",
        ),
        remedy=Wording(
            "Den Hauptausschuss entscheiden lassen.", "Let the main committee decide."
        ),
        cured_by=("mayor", "council_office"),
    ),
    Rule(
        "urgent_two_signatures",
        _two_signatures,
        label=Wording(
            "Zwei Unterschriften",
            "Two signatures",
        ),
        citation=_ANY_OF_THEM,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-2",
        unmet=Wording(
            "Es fehlt die Unterschrift einer zweiten Person; eine allein kann nicht "
            "dringlich entscheiden.",
            "The signature of a second person is missing; one alone cannot decide "
            "urgently.",
        ),
        remedy=Wording(
            "Die zweite Unterschrift einholen und angeben.",
            "Obtain and state the second signature.",
        ),
        cured_by=("mayor", "general_deputy", "district_mayor"),
        revision=2,
    ),
    Rule(
        "urgent_co_signer_entitled",
        _co_signer_entitled,
        label=Wording(
            "Berechtigung zur Mitunterzeichnung",
            "Co-signer entitled",
        ),
        citation=_ANY_OF_THEM,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-2",
        unmet=Wording(
            "Mitunterzeichnen kann hier nur: {allowed:any_role}. Sachkundige Bürger "
            "genügen nicht.",
            "The co-signer can only be: {allowed:any_role}. An expert citizen will "
            "not do.",
        ),
        remedy=Wording(
            "Ein Mitglied unterschreiben lassen, das dazu berechtigt ist.",
            "Have a member sign who is entitled to.",
        ),
        cured_by=("mayor", "general_deputy", "district_mayor"),
    ),
    Rule(
        "urgent_co_signer_unbiased",
        _co_signer_unbiased,
        label=Wording(
            "Unbefangenheit bei der Mitunterzeichnung",
            "Co-signer not biased",
        ),
        citation=Citation("§ 60 Abs. 1 S. 2, § 31 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="K-2",
        unmet=Wording(
            "Wer mitunterzeichnet hat, ist befangen und durfte nicht mitentscheiden.",
            "Whoever co-signed is biased and may not take part in the decision.",
        ),
        remedy=Wording(
            "Ein nicht befangenes Mitglied unterschreiben lassen.",
            "Have a member sign who is not biased.",
        ),
        cured_by=("mayor", "general_deputy", "district_mayor"),
    ),
    Rule(
        "urgent_mayor_or_deputy",
        _mayor_or_deputy,
        label=Wording(
            "Verwaltungsspitze, sonst allgemeine Vertretung",
            "Mayor, else general deputy",
        ),
        citation=_MAYOR_SIGNS,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="K-2",
        unmet=Wording(
            "Es handelt die Vertretung, obwohl die Bürgermeisterin oder der "
            "Bürgermeister nicht verhindert ist.",
            "A deputy acts although the mayor is not prevented.",
        ),
        remedy=Wording(
            "Die Verhinderung angeben, oder die Bürgermeisterin oder den "
            "Bürgermeister entscheiden lassen.",
            "State that the mayor is prevented, or let the mayor decide.",
        ),
        cured_by=("mayor", "general_deputy"),
    ),
)
