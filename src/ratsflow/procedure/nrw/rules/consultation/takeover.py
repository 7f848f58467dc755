"""Taking over a withdrawn motion: another member or Fraktion carries it on (J-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import nth_day_after
from ratsflow.model import BodyKind, Motion, Organization, PaperType
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.consultation.minority import names_of, own_kind
from ratsflow.procedure.nrw.steps.inputs import NEW_ROUTE
from ratsflow.procedure.nrw.votes import PAST_MIDNIGHT
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import CONSULTATION, Kind, Move


_MOTIONS = frozenset(
    {PaperType.FACTION_MOTION, PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION}
)
"""Papers that a member or Fraktion moves; nobody takes over those of others."""


def _text(question: Question) -> Motion:
    text = question.inputs.get("motion")
    if not isinstance(text, Motion):
        raise MissingFactError("motion")
    return text


def _allowed(question: Question) -> Answer:
    kind = own_kind(question)
    if kind not in _MOTIONS:
        needed, code = " / ".join(sorted(_MOTIONS)), "takeover_allowed.kind"
        return unmet(kind.value, needed, code, kind=kind.value)
    if question.law["withdrawal.takeover"] is True:
        return MET
    return unmet("withdrawal.takeover = False", "withdrawal.takeover = True")


def _by_another(question: Question) -> Answer:
    before, after = question.case.motion.originators, _text(question).originators
    if not before:
        raise MissingFactError("motion.originators")
    actor, names = question.actor, names_of(question)
    who = actor.on_behalf_of or actor.name or actor.id
    if not any(is_one_of(name, after) for name in names):
        needed = ", ".join(after) or "motion.originators"
        return unmet(who, needed, "taken_over_by_another.own_name")
    same = sorted(name for name in {*names, *after} if is_one_of(name, before))
    return (
        unmet(", ".join(same), f"≠ {', '.join(before)}") if same else _member(question)
    )


def _member(question: Question) -> Answer:
    """Answer whether whoever takes it over sits in every body in which it is up."""
    sits = _SITS_IN.get(question.role)
    foreign = [
        each.body.name
        for each in question.case.consultations
        if each.state == "withdrawn" and sits is not None and not sits(each.body)
    ]
    if not foreign:
        return MET
    code = "taken_over_by_another.foreign"
    return unmet(", ".join(foreign), question.role, code, bodies=foreign)


_SITS_IN: Mapping[str, Callable[[Organization], bool]] = {
    "committee_member": lambda body: body.is_committee,
    "district_mayor": lambda body: body.kind is BodyKind.DISTRICT_COUNCIL,
}
"""Members whose office says in which bodies they move; a councillor may sit in any."""


def _unchanged(question: Question) -> Answer:
    before, after = question.case.motion, _text(question)
    changed = [
        each.name
        for each in attrs.fields(Motion)
        if each.name != "originators"
        and getattr(before, each.name) != getattr(after, each.name)
    ]
    if not changed:
        return MET
    fields = [f"motion.{name}" for name in changed]
    return unmet(", ".join(changed), "=", changed=changed, fields=fields)


def _in_time(question: Question) -> Answer:
    """The item is still up: it was withdrawn from an agenda whose meeting is not over."""
    route = question.case.consultations
    up = [each for each in route if each.state == "withdrawn"]
    if not up:
        return unmet("–", "on_agenda", "takeover_in_time.not_up")
    if question.get("new_case") is not None:
        return unmet("resubmit", "–", "takeover_in_time.resubmitted")
    late = {}
    for each in up:
        if each.meeting is None:
            raise MissingFactError("consultation.meeting")
        if question.day > nth_day_after(each.meeting.day, PAST_MIDNIGHT):
            late[f"{each.id} {each.meeting.day}"] = each.meeting.day.isoformat()
    if not late:
        return MET
    days = sorted({*late.values()})
    return unmet(", ".join(late), f"≥ {question.day}", days=days)


def _route_whole(question: Question) -> Answer:
    route = question.case.consultations
    planned = (*route, *question.inputs.get("consultations", ()))
    kept = {
        (each.body.name, each.role) for each in planned if each.state != "cancelled"
    }
    lost = dict.fromkeys(
        each.body.name
        for each in route
        if each.state == "cancelled" and (each.body.name, each.role) not in kept
    )
    return unmet(", ".join(lost), "consultations") if lost else MET


_STANDING = Citation("Geschäftsordnung des Rates", "L")
_ANEW = Wording(
    "Als eigenen Antrag neu einbringen.", "Bring it in anew, as a motion of one's own."
)

RULES = (
    Rule(
        "takeover_allowed",
        _allowed,
        label=Wording("Übernahme zulässig", "Taking over admissible"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        parameters=("withdrawal.takeover",),
        unmet=Wording(
            "Die Geschäftsordnung lässt nicht zu, einen zurückgezogenen Antrag zu "
            "übernehmen.",
            "The rules of procedure do not let anybody take over a withdrawn motion.",
        ),
        by_code={
            "kind": Wording(
                "Eine zurückgezogene Vorlage der Art „{kind:paper_type}“ kann niemand "
                "übernehmen; das geht nur bei Anträgen.",
                "A withdrawn paper of the type “{kind:paper_type}” can be taken over "
                "by nobody; only motions can.",
            ),
        },
        remedy=_ANEW,
        cured_by=("faction", "councillor"),
    ),
    Rule(
        "taken_over_by_another",
        _by_another,
        label=Wording("Übernahme durch andere", "Taken over by another"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        revision=2,
        unmet=Wording(
            "Wer den Antrag zurückgezogen hat, kann ihn nicht selbst übernehmen, auch "
            "nicht mit anderen.",
            "Whoever withdrew the motion cannot take it over, nor together with "
            "others.",
        ),
        by_code={
            "own_name": Wording(
                "Wer den Antrag übernimmt, ist im übernommenen Antrag selbst als "
                "antragstellend anzugeben.",
                "Whoever takes the motion over is to be stated in it as the one who "
                "moves it.",
            ),
            "foreign": Wording(
                "Übernehmen kann den Antrag nur ein Mitglied des Gremiums; das Amt "
                "passt nicht zu: {bodies}.",
                "Only a member of the body can take the motion over; the office does "
                "not fit: {bodies}.",
            ),
        },
        remedy=Wording(
            "Wer übernimmt, tritt an die Stelle der Antragsteller; wer zurückgezogen hat, "
            "bringt neu ein.",
            "Whoever takes it over takes the originators' place; whoever withdrew it "
            "brings it in anew.",
        ),
        cured_by=("faction", "councillor"),
    ),
    Rule(
        "taken_over_unchanged",
        _unchanged,
        label=Wording("Übernahme ohne Änderung", "Taken over unchanged"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        unmet=Wording(
            "Übernommen wird der Antrag, wie er gestellt war; geändert ist: "
            "{fields:fact}.",
            "The motion is taken over as it was moved; changed is: {fields:fact}.",
        ),
        remedy=Wording(
            "Unverändert übernehmen und einen Änderungsantrag stellen.",
            "Take it over unchanged, and move an amendment.",
        ),
        cured_by=("faction", "councillor"),
    ),
    Rule(
        "takeover_in_time",
        _in_time,
        label=Wording(
            "Übernahme zur selben Sitzung", "Taken over for the same meeting"
        ),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        unmet=Wording(
            "Die Sitzung, für die der Punkt angesetzt war, ist vorbei: {days}. Der "
            "Antrag ist neu zu stellen.",
            "The meeting for which the item was scheduled is over: {days}. The motion "
            "is to be moved anew.",
        ),
        by_code={
            "not_up": Wording(
                "Der Punkt steht auf keiner Tagesordnung mehr; der Antrag ist neu zu "
                "stellen.",
                "The item is on no agenda any more; the motion is to be moved anew.",
            ),
            "resubmitted": Wording(
                "Der Antrag ist schon neu eingebracht und kann nicht noch übernommen "
                "werden.",
                "The motion was brought in anew already and cannot be taken over as "
                "well.",
            ),
        },
        remedy=_ANEW,
        cured_by=("faction", "councillor"),
    ),
    Rule(
        "takeover_route_whole",
        _route_whole,
        label=Wording(
            "Beratungsfolge nach der Übernahme", "Route after the taking over"
        ),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="J-6",
        unmet=Wording(
            "Mit der Rücknahme entfallene Beratungen sind nicht neu angesetzt: "
            "{observed}.",
            "Consultations that fell away with the withdrawal are not planned anew: "
            "{observed}.",
        ),
        remedy=Wording(
            "Die Beratungen zusammen mit der Übernahme oder danach neu ansetzen.",
            "Plan the consultations anew, with the taking over or after it.",
        ),
        cured_by=("council_office",),
    ),
)

GUARDS: dict[str, tuple[str, ...]] = {"take_over": tuple(rule.id for rule in RULES)}

STEPS = (
    step(
        "take_over",
        "Zurückgezogenen Antrag übernehmen",
        "Take over a withdrawn motion",
        "",
        ("faction", "councillor", "committee_member", "district_mayor"),
        (
            motion("withdrawn", "in_consultation"),
            Move(CONSULTATION, "withdrawn", "on_agenda", each=True),
        ),
        takes_in("motion", Kind.MOTION),
        NEW_ROUTE,
    ),
)
