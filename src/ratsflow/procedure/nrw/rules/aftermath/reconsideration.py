"""Rules on the new decision after an objection (L-1 to L-6, N-9): who, when, how far."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import new_meeting_window
from ratsflow.model import BodyKind, Consultation, Meeting, SuspensionKind
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import body_attacked, suspension_of
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


_MAYOR, _LEGAL, _APPEAL, _DISTRICT = (
    SuspensionKind.MAYOR_OBJECTION,
    SuspensionKind.LEGAL_OBJECTION,
    SuspensionKind.COMMITTEE_APPEAL,
    SuspensionKind.DISTRICT_OBJECTION,
)
_INITIATIVE = SuspensionKind.INITIATIVE_STANDSTILL

_KINDS: Mapping[str, tuple[SuspensionKind, ...]] = {
    "schedule_reconsideration": (_MAYOR, _LEGAL, _APPEAL, _DISTRICT, _INITIATIVE),
    "reconsider": (_MAYOR,),
    "reconsider_legality": (_LEGAL,),
    "reconsider_in_district": (_DISTRICT,),
    "decide_appeal": (_APPEAL,),
    "decide_finally": (_DISTRICT, _LEGAL),
    "waive_objection": (_DISTRICT,),
    "refer_to_supervision": (_LEGAL,),
    "decide_as_authority": (_LEGAL,),
    "comply_with_initiative": (_INITIATIVE,),
    "record_citizens_decision": (_INITIATIVE,),
    "lift_order": (SuspensionKind.COURT_ORDER, SuspensionKind.SUPERVISORY_ORDER),
}


def _right_suspension(question: Question) -> Answer:
    kind, kinds = suspension_of(question).kind, _KINDS[question.step]
    if kind in kinds:
        return MET
    needed = [each.value for each in kinds]
    return unmet(kind.value, " / ".join(needed), kind=kind.value, needed=needed)


def _same_body(question: Question) -> Answer:
    body, first = question.about.body, body_attacked(question, suspension_of(question))
    same = (body.name, body.kind) == (first.name, first.kind)
    return MET if same else unmet(body.name, first.name)


def _council(question: Question) -> Answer:
    body = question.about.body
    return MET if body.kind is BodyKind.COUNCIL else unmet(body.name)


def _persistence(question: Question) -> Answer:
    """The council's own persistence goes to the authority, another body's to it."""
    suspension = suspension_of(question)
    if suspension.kind is not _LEGAL:
        return MET
    body = body_attacked(question, suspension)
    by_council = body.kind is BodyKind.COUNCIL
    to_authority = question.step == "refer_to_supervision"
    return MET if by_council is to_authority else unmet(body.name)


def _demanded(question: Question) -> Answer:
    if suspension_of(question).kind is not _DISTRICT:
        return MET
    demanded = question.inputs.get("demanded_by_objector")
    if demanded is None:
        raise MissingFactError("demanded_by_objector")
    return MET if demanded is True else unmet("demanded_by_objector = False")


def _window(kind: SuspensionKind, body: BodyKind, key: str) -> Check:
    """Return a check that the new meeting lies in its window after the objection."""

    def check(question: Question) -> Answer:
        consultation = question.about
        if not consultation.about or consultation.body.kind is not body:
            return MET
        suspension = question.case.suspension(consultation.about)
        if suspension.kind is not kind:
            return MET
        window = new_meeting_window(
            suspension.lodged_on,
            question.law[f"{key}.new_meeting_min_days"],
            question.law[f"{key}.new_meeting_max_days"],
        )
        day = _meeting(question, consultation).day
        if window.covers(day):
            return MET
        days = {"first": window.first.isoformat(), "last": window.last.isoformat()}
        return unmet(day.isoformat(), f"{window.first} – {window.last}", **days)

    return check


def _meeting(question: Question, consultation: Consultation) -> Meeting:
    given = question.inputs.get("meeting")
    meeting = given if isinstance(given, Meeting) else consultation.meeting
    if meeting is None:
        raise MissingFactError("meeting")
    return meeting


def _renewed(question: Question) -> Answer:
    if question.inputs.get("authority_decision") != "annulled":
        return MET
    suspension = suspension_of(question)
    if any(
        each.about == suspension.id and each.state == "voted"
        for each in question.case.consultations
    ):
        return MET
    reconsidered = question.inputs.get("reconsidered")
    if reconsidered is None:
        raise MissingFactError("reconsidered")
    return MET if reconsidered is True else unmet("reconsidered = False")


def _by_objector(question: Question) -> Answer:
    lodged_by, actor = suspension_of(question).lodged_by, question.actor
    who = actor.on_behalf_of or actor.name or actor.id
    return MET if is_one_of(who, (lodged_by,)) else unmet(who, lodged_by)


def _by_who_ordered(question: Question) -> Answer:
    """A court speaks through the office that records it; the authority for itself."""
    kind = suspension_of(question).kind
    if question.role == "council_office" or kind is SuspensionKind.SUPERVISORY_ORDER:
        return MET
    return unmet(question.role, kind.value, kind=kind.value)


def _windowed(
    name: str, check: Check, catalogue: str, citation: Citation, key: str
) -> Rule:
    return Rule(
        name,
        check,
        label=Wording("Neue Sitzung im Zeitfenster", "New meeting within its window"),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue=catalogue,
        parameters=(f"{key}.new_meeting_min_days", f"{key}.new_meeting_max_days"),
        unmet=Wording(
            "Die neue Sitzung findet zwischen dem {first} und dem {last} statt; angesetzt "
            "ist der {observed}.",
            "The new meeting takes place between {first} and {last}; it is scheduled for "
            "{observed}.",
        ),
        remedy=Wording(
            "Eine Sitzung im Zeitfenster ansetzen.", "Schedule a meeting in the window."
        ),
        cured_by=("council_office", "mayor"),
    )


RULES = (
    Rule(
        "right_suspension",
        _right_suspension,
        label=Wording("Schritt passt zum Rechtsbehelf", "Step fits the objection"),
        citation=Citation(
            "§ 26 Abs. 6, § 37 Abs. 6, § 54, § 57 Abs. 4, § 122 GO NRW", "K"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-2",
        unmet=Wording(
            "Hier liegt vor: {kind:suspension_kind}. Der Schritt ist vorgesehen für: "
            "{needed:suspension_kind}.",
            "This is: {kind:suspension_kind}. The step is meant for: "
            "{needed:suspension_kind}.",
        ),
        remedy=Wording(
            "Den Schritt gehen, der diesen Rechtsbehelf erledigt.",
            "Take the step that settles this objection.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "reconsidered_by_same_body",
        _same_body,
        label=Wording(
            "Neuer Beschluss desselben Gremiums", "New decision of the same body"
        ),
        citation=Citation("§ 37 Abs. 6, § 54 Abs. 1 bis 3 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-1",
        unmet=Wording(
            "Neu beschließt das Gremium, das beschlossen hat: {required}. Hier berät: "
            "{observed}.",
            "The body that decided decides anew: {required}. Here the body is: "
            "{observed}.",
        ),
        remedy=Wording(
            "Die Sache dem Gremium vorlegen, das beschlossen hat.",
            "Submit the matter to the body that decided.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "decided_by_council",
        _council,
        label=Wording("Entscheidung des Rates", "Decision of the council"),
        citation=Citation("§ 37 Abs. 6, § 54 Abs. 3, § 57 Abs. 4 S. 2 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-4",
        unmet=Wording(
            "Hier entscheidet der Rat; angesetzt ist: {observed}.",
            "The council decides here; planned is: {observed}.",
        ),
        remedy=Wording("Dem Rat vorlegen.", "Submit it to the council."),
        cured_by=("council_office",),
    ),
    Rule(
        "persistence_path",
        _persistence,
        label=Wording("Weg nach dem Beharren", "Way after the body persisted"),
        citation=Citation("§ 54 Abs. 2, 3 GO NRW", "K", "broetje"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-3",
        unmet=Wording(
            "Beharrt der Rat, entscheidet die Aufsicht; beharrt ein anderes Gremium, der "
            "Rat. Beharrt hat: {observed}.",
            "If the council persists the authority decides, if another body does, the "
            "council. The body that persisted: {observed}.",
        ),
        remedy=Wording("Den anderen Weg gehen.", "Take the other way."),
        cured_by=("mayor", "council_office"),
    ),
    Rule(
        "final_decision_demanded",
        _demanded,
        label=Wording("Ratsentscheidung verlangt", "Council's decision demanded"),
        citation=Citation("§ 37 Abs. 6 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-5",
        unmet=Wording(
            "Wer widersprochen hat, verlangt keine Entscheidung des Rates.",
            "Whoever objected does not demand a decision of the council.",
        ),
        remedy=Wording(
            "Das Verlangen angeben oder auf die Entscheidung verzichten.",
            "State the demand, or waive the further decision.",
        ),
        cured_by=("mayor", "district_mayor"),
    ),
    _windowed(
        "reconsideration_window",
        _window(_MAYOR, BodyKind.COUNCIL, "mayor_objection"),
        "L-1",
        Citation("§ 54 Abs. 1 GO NRW", "V", "kommunalforum.de"),
        "mayor_objection",
    ),
    _windowed(
        "district_reconsideration_window",
        _window(_DISTRICT, BodyKind.DISTRICT_COUNCIL, "district_objection"),
        "L-5",
        Citation("§ 37 Abs. 6 GO NRW", "K"),
        "district_objection",
    ),
    Rule(
        "waived_by_objector",
        _by_objector,
        label=Wording(
            "Verzicht nur durch den Widersprechenden", "Waived by the objector"
        ),
        citation=Citation("§ 37 Abs. 6 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-5",
        unmet=Wording(
            "Auf den Widerspruch kann nur verzichten, wer ihn eingelegt hat.",
            "Only whoever lodged the objection can waive it.",
        ),
        remedy=Wording(
            "Den Widersprechenden verzichten oder den Rat entscheiden lassen.",
            "Let the objector waive it, or the council decide.",
        ),
        cured_by=("mayor", "district_mayor"),
    ),
    Rule(
        "lifted_by_who_ordered",
        _by_who_ordered,
        label=Wording(
            "Aufhebung durch die anordnende Stelle", "Lifted by who ordered it"
        ),
        citation=Citation("§ 80 Abs. 5 VwGO, § 122 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="N-8",
        unmet=Wording(
            "Eine gerichtliche Anordnung kann nur das Gericht aufheben; vorliegt: "
            "{kind:suspension_kind}.",
            "Only the court lifts its order; this is: {kind:suspension_kind}.",
        ),
        remedy=Wording(
            "Das Gericht entscheiden lassen und die Entscheidung festhalten.",
            "Let the court decide, and record its decision.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "renewed_deliberation",
        _renewed,
        label=Wording("Erneute Beratung vor der Aufhebung", "Renewed deliberation"),
        citation=Citation("§ 122 Abs. 1 S. 2 GO NRW", "V", "lexmea, haufe"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="N-9",
        unmet=Wording(
            "Die Aufsicht darf erst aufheben, wenn das Gremium erneut beraten hat.",
            "The authority may annul only after the body has deliberated anew.",
        ),
        remedy=Wording("Erneut beraten lassen.", "Have the body deliberate anew."),
        cured_by=("council_office", "supervisory_authority"),
    ),
)

_SAME = ("right_suspension", "reconsidered_by_same_body")
_WINDOWS = ("reconsideration_window", "district_reconsideration_window")

GUARDS = {
    "place_on_agenda": _WINDOWS,
    "schedule_reconsideration": ("right_suspension",),
    "reconsider": (*_SAME, "reconsideration_window"),
    "reconsider_legality": _SAME,
    "reconsider_in_district": (*_SAME, "district_reconsideration_window"),
    "decide_appeal": ("right_suspension", "decided_by_council"),
    "decide_finally": (
        "right_suspension",
        "decided_by_council",
        "persistence_path",
        "final_decision_demanded",
    ),
    "waive_objection": ("right_suspension", "waived_by_objector"),
    "refer_to_supervision": ("right_suspension", "persistence_path"),
    "decide_as_authority": ("right_suspension", "renewed_deliberation"),
    "comply_with_initiative": ("right_suspension",),
    "record_citizens_decision": ("right_suspension",),
    "lift_order": ("right_suspension", "lifted_by_who_ordered"),
}
