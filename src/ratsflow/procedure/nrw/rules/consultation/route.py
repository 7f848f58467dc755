"""Roles and order of consultations (*Beratungsfolge*): J-1, J-2, J-4, J-5, J-10."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import (
    Consultation,
    ConsultationRole,
    Meeting,
    PaperType,
    SuspensionKind,
)
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.decide import MAYOR_KEYS, ballot_of, simply_carried
from ratsflow.procedure.nrw.rules.consultation.minority import own_kind
from ratsflow.procedure.nrw.rules.paper.kinds import is_voted_on
from ratsflow.procedure.nrw.states import CONSULTATION_STATES
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Check, Rule


_HEARING, _PRELIMINARY = ConsultationRole.HEARING, ConsultationRole.PRELIMINARY
_DECISION, _RATIFICATION = ConsultationRole.DECISION, ConsultationRole.RATIFICATION
_NOTING = ConsultationRole.NOTING
_OVER = frozenset(each.name for each in CONSULTATION_STATES if each.final)


def _role_is(question: Question, *roles: ConsultationRole) -> Answer:
    role = question.about.role
    if role in roles:
        return MET
    needed = [each.value for each in roles]
    return unmet(role.value, " / ".join(needed), role=role.value, needed=needed)


def _decides(question: Question) -> Answer:
    return _role_is(question, _DECISION)


def _recommends(question: Question) -> Answer:
    return _role_is(question, _HEARING, _PRELIMINARY)


def _ratifies(question: Question) -> Answer:
    return _role_is(question, _RATIFICATION)


def _urgent(question: Question) -> Answer:
    return _role_is(question, ConsultationRole.URGENT)


def _on_initiative(question: Question) -> Answer:
    return _role_is(question, ConsultationRole.INITIATIVE)


def _notes(question: Question) -> Answer:
    return _role_is(question, _NOTING, _HEARING, _PRELIMINARY)


def _noting_complete(question: Question) -> Answer:
    route = [each for each in question.case.consultations if each.state != "cancelled"]
    open_ = [each for each in route if each.is_authoritative or each.state not in _OVER]
    if open_:
        return _of(open_, "noted")
    heard = {_NOTING, _HEARING}.issuperset(each.role for each in route)
    if route and (heard or any(each.state == "noted" for each in route)):
        return MET
    return unmet("–", "noted", "noting_complete.none")


def _of(consultations: Iterable[Consultation], needed: str) -> Answer:
    """Answer that these consultations are in the way, each named by its body."""
    found = tuple(consultations)
    bodies = dict.fromkeys(each.body.name for each in found)
    return unmet(", ".join(each.id for each in found), needed, bodies=list(bodies))


def _route(question: Question) -> tuple[Consultation, ...]:
    """Return the route to the first decision, without what an objection added."""
    added = question.inputs.get("consultations", ())
    return tuple(
        each
        for each in (*question.case.consultations, *added)
        if not each.about and each.state != "cancelled"
    )


def _in_order(question: Question) -> Answer:
    if question.about.about:
        return MET
    due = [
        each
        for each in _route(question)
        if each.role in (_HEARING, _PRELIMINARY) and each.state not in _OVER
    ]
    return _of(due, "voted / noted") if due else MET


def _one_decides(question: Question) -> Answer:
    bodies = {each.body.name for each in _route(question) if each.role is _DECISION}
    by_points = question.inputs.get("point_results")
    if len(bodies) <= 1 or by_points or question.get("several_points") is True:
        return MET
    return unmet(", ".join(sorted(bodies)), "1 / several_points")


def _somebody_decides(question: Question) -> Answer:
    if not is_voted_on(question):
        return MET
    if any(each.is_authoritative for each in _route(question)):
        return MET
    return unmet("–", "decision")


# ------------------------------------------------------- postponing and referring


def _voted_on(question: Question) -> Answer:
    if question.inputs.get("procedural_ballot") is not None:
        return MET
    return unknown("procedural_ballot", code="procedural_vote_recorded.no_fact")


def _majority(question: Question) -> Answer:
    if question.inputs.get("procedural_ballot") is None:
        return MET  # nothing was counted; the rule procedural_vote_recorded says so
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


def _later_follow(question: Question) -> Answer:
    if question.about.is_authoritative:
        return MET
    meeting = question.inputs.get("meeting")
    later = [
        each
        for each in _route(question)
        if each.is_authoritative
        and each.state not in _OVER
        and _is_too_early(each, meeting)
    ]
    return _of(later, "replan") if later else MET


def _is_too_early(deciding: Consultation, meeting: Meeting | None) -> bool:
    if deciding.meeting is None:
        return False
    return meeting is None or _is_before(deciding.meeting, meeting)


def _is_before(earlier: Meeting, later: Meeting) -> bool:
    """Compare the hours, where both are known; else the days."""
    if earlier.start is None or later.start is None:
        return earlier.day < later.day
    return earlier.start < later.start


def _limits_kept(question: Question) -> Answer:
    limit = _limit(question)
    return unmet(limit, limit) if limit else MET


def _limit(question: Question) -> str:
    about = question.about
    if about.role is _RATIFICATION:
        return "§ 60 Abs. 1 GO NRW"
    if own_kind(question) is PaperType.RESIDENT_MOTION:
        return "§ 25 GO NRW"
    if about.about:
        kind = question.case.suspension(about.about).kind
        if kind is SuspensionKind.MAYOR_OBJECTION:
            return "§ 54 Abs. 1 GO NRW"
    return ""


def _names_body(question: Question) -> Answer:
    if question.inputs.get("consultations"):
        return MET
    return unmet("–", "consultations")


_ROLES = Citation("§ 41 Abs. 1, 2 GO NRW; Beratungsfolge", "K")
_ROUTE = Citation("Beratungsfolge", "K", "OParl 1.1 names the roles only")
_STANDING = Citation("Geschäftsordnung des Rates", "L")


def _role_rule(
    name: str, check: Check, de: str, en: str, cite: Citation = _ROLES
) -> Rule:
    return Rule(
        name,
        check,
        label=Wording(de, en),
        citation=cite,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-1",
        unmet=Wording(
            "Das Gremium ist in dieser Beratung berufen zu: {role:consultation_role}. "
            "Der Schritt ist vorgesehen für: {needed:consultation_role}.",
            "The body is asked here for: {role:consultation_role}. The step is meant "
            "for: {needed:consultation_role}.",
        ),
        remedy=Wording(
            "Den Schritt gehen, der zur Rolle passt, oder die Beratungsfolge ändern.",
            "Take the step that fits the role, or change the route.",
        ),
        cured_by=("council_office",),
    )


RULES = (
    _role_rule("role_decides", _decides, "Beschließendes Gremium", "Deciding body"),
    _role_rule(
        "role_recommends", _recommends, "Vorberatendes Gremium", "Preliminary body"
    ),
    _role_rule(
        "role_ratifies",
        _ratifies,
        "Genehmigendes Gremium",
        "Ratifying body",
        Citation("§ 60 Abs. 1 S. 3, Abs. 2, § 36 Abs. 5 GO NRW; Beratungsfolge", "K"),
    ),
    _role_rule(
        "role_urgent",
        _urgent,
        "Gremium der Eilentscheidung",
        "Urgently deciding body",
        Citation("§ 60 Abs. 1 S. 1 GO NRW; Beratungsfolge", "K"),
    ),
    _role_rule(
        "role_on_initiative",
        _on_initiative,
        "Beschluss zum Bürgerbegehren",
        "Resolution on an initiative",
        Citation("§ 26 Abs. 6 GO NRW; Beratungsfolge", "K"),
    ),
    Rule(
        "noting_decides_nothing",
        _notes,
        label=Wording("Kenntnisnahme", "Taking note"),
        citation=_ROUTE,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="J-10",
        unmet=Wording(
            "Eine Kenntnisnahme billigt nichts; das Gremium ist hier berufen zu: "
            "{role:consultation_role}.",
            "Taking note approves nothing; the body is asked here for: "
            "{role:consultation_role}.",
        ),
        remedy=Wording("Beschließen lassen.", "Let the body decide."),
        cured_by=("chair",),
    ),
    Rule(
        "noting_complete",
        _noting_complete,
        label=Wording("Alle haben Kenntnis genommen", "All have taken note"),
        citation=_ROLES,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-10",
        unmet=Wording(
            "Noch nicht zur Kenntnis genommen oder entschieden hat: {bodies}.",
            "Still to note or to decide is: {bodies}.",
        ),
        by_code={
            "none": Wording(
                "Es hat noch kein Gremium zur Kenntnis genommen.",
                "No body has taken note yet.",
            ),
        },
        remedy=Wording(
            "Erst alle Gremien zur Kenntnis nehmen oder beschließen lassen.",
            "Let all bodies take note, or decide, first.",
        ),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "route_in_order",
        _in_order,
        label=Wording("Reihenfolge der Beratungen", "Order of consultations"),
        citation=_ROUTE,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="J-1",
        unmet=Wording(
            "Vor der Entscheidung berät noch: {bodies}.",
            "Before the decision this is still to consult: {bodies}.",
        ),
        remedy=Wording(
            "Erst anhören und vorberaten, oder die Beratung streichen.",
            "Hear and advise first, or cancel the consultation.",
        ),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "one_deciding_body",
        _one_decides,
        label=Wording("Ein entscheidendes Gremium", "One deciding body"),
        citation=_ROUTE,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="J-1",
        unmet=Wording(
            "Mehrere Gremien sollen entscheiden: {observed}.",
            "Several bodies are to decide: {observed}.",
        ),
        remedy=Wording(
            "Angeben, dass es selbständige Punkte sind, oder die Rollen ändern.",
            "State that the points are independent, or change the roles.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "somebody_decides",
        _somebody_decides,
        label=Wording("Entscheidendes Gremium vorhanden", "A body decides"),
        citation=_ROUTE,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="J-1",
        unmet=Wording(
            "Die Beratungsfolge hat kein entscheidendes Gremium.",
            "The route has no deciding body.",
        ),
        remedy=Wording("Die Beratungsfolge ergänzen.", "Add one to the route."),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "procedural_vote_recorded",
        _voted_on,
        label=Wording("Beschluss zur Geschäftsordnung", "Procedural vote"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="J-4",
        remedy=Wording("Die Abstimmung festhalten.", "Record the vote."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "procedural_majority",
        _majority,
        label=Wording("Mehrheit zur Geschäftsordnung", "Procedural majority"),
        citation=Citation("§ 50 Abs. 1 S. 1, 2 GO NRW", "V", "fdp-marl"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-4",
        parameters=MAYOR_KEYS,
        revision=2,
        unmet=Wording(
            "Der Antrag zur Geschäftsordnung hat keine Mehrheit gefunden.",
            "The procedural motion found no majority.",
        ),
        remedy=Wording("In der Sache weiterberaten.", "Go on with the matter."),
    ),
    Rule(
        "later_bodies_follow",
        _later_follow,
        label=Wording("Spätere Gremien rücken nach", "Later bodies follow"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="J-4",
        unmet=Wording(
            "Nun zu früh angesetzt ist die Entscheidung von: {bodies}.",
            "Now too early is the decision of: {bodies}.",
        ),
        remedy=Wording(
            "Auf eine spätere Sitzung verlegen oder abkoppeln.",
            "Move them to a later meeting, or detach them.",
        ),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "postponement_keeps_limits",
        _limits_kept,
        label=Wording("Gesetzliche Fristen", "Statutory limits"),
        citation=Citation("§§ 25, 54 Abs. 1, 60 Abs. 1 GO NRW", "S", "§ 25: herten.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="J-4",
        unmet=Wording(
            "Hier läuft eine gesetzliche Frist nach {observed}.",
            "A statutory period of {observed} runs here.",
        ),
        remedy=Wording(
            "Nur auf eine Sitzung innerhalb der Frist vertagen.",
            "Postpone to a meeting within the period only.",
        ),
        cured_by=("chair", "council_office"),
        revision=2,
    ),
    Rule(
        "referral_names_body",
        _names_body,
        label=Wording("Ziel der Verweisung", "Where it is referred to"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-5",
        unmet=Wording(
            "Die Verweisung nennt kein Gremium.", "The referral names no body."
        ),
        remedy=Wording("Das Gremium nennen.", "Name the body."),
        cured_by=("chair", "council_office"),
    ),
)
