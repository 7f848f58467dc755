"""What was decided stays decided: reopening, and steps that would undo a decision (M47)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import local_day
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    URGENTLY_DECIDED,
    decisions,
    was_decided_urgently,
)
from ratsflow.procedure.nrw.states import DECIDED, MOTION_STATES, OPEN_CONSULTATION
from ratsflow.procedure.nrw.steps.inputs import REASONS
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_ENDED = frozenset({"rejected", "withdrawn", "not_considered", "noted", "settled"})
"""States in which the paper is at an end; what comes again is a new paper."""

_AT_AN_END = frozenset(each.name for each in MOTION_STATES if each.final)
_DECIDED_ALREADY = frozenset(DECIDED) | {"in_execution", "executed", "reported"}
"""States in which a body decides again only after a reopening."""


def _reopening_allowed(question: Question) -> Answer:
    state = question.case.state
    if state in _ENDED:
        return unmet(state, "resubmit", "reopening_allowed.ended", state=state)
    added = question.inputs.get("consultations", ())
    asked = [each for each in added if each.role is ConsultationRole.DECISION]
    if asked and all(_may_decide_anew(question, each) for each in asked):
        return MET
    bodies = list(dict.fromkeys(("Rat", *_decided_before(question))))
    told = _roles(added)
    return unmet(told, ", ".join(bodies), "reopening_allowed.body", bodies=bodies)


def _may_decide_anew(question: Question, each: Consultation) -> bool:
    """The council may decide anew, and the body whose resolution it is."""
    decided = question.case.deciding
    if each.body.kind is BodyKind.COUNCIL or decided is None:
        return each.body.kind is BodyKind.COUNCIL
    return (each.body.name, each.body.kind) == (decided.body.name, decided.body.kind)


def _decided_before(question: Question) -> tuple[str, ...]:
    decided = question.case.deciding
    return () if decided is None else (decided.body.name,)


def _roles(added: Iterable[Consultation]) -> str:
    return ", ".join(f"{each.body.name}: {each.role.value}" for each in added) or "–"


def _decision_stands(question: Question) -> Answer:
    """Nobody ends, withdraws or urgently replaces what has been decided and reopened."""
    decided = question.case.deciding
    if decided is not None:
        days = [day.isoformat() for day in decided.days[-1:]]
        told = " ".join((decided.body.name, *days))
        return unmet(told, "vote", body=decided.body.name)
    if was_decided_urgently(question):
        return unmet("§ 60 GO NRW", "vote", "decision_stands.urgent")
    return MET


def _stands_decided(question: Question) -> bool:
    return question.case.deciding is not None or was_decided_urgently(question)


def _resolution_there(question: Question) -> Answer:
    """Nobody objects to what is still to be decided."""
    if question.case.state != "in_consultation" or _stands_decided(question):
        return MET
    return unmet("–", "vote")


def _reopening_over(question: Question) -> Answer:
    """A reopening ends where it began if nobody is to decide and the text is the same."""
    if not _stands_decided(question):
        return unmet("–", "vote", "reopening_over.undecided")
    if _due(question):
        due, code = _due(question), "reopening_over.due"
        return unmet(", ".join(due), "cancelled", code, bodies=_bodies(due))
    decision, signed = question.case.deciding, question.case.valid_signatures
    if decision is not None and signed and decision.days:
        first = min(local_day(each.at) for each in signed)
        if first > decision.days[-1]:
            return unmet(first.isoformat(), "vote", "reopening_over.text")
    return MET


def _before_reopening(question: Question) -> str:
    """Return the state of the resolution that stands."""
    decision = question.case.deciding
    if decision is not None:
        partly = decision.result == "partially_adopted"
        return "partially_adopted" if partly else "adopted"
    results = [each.result for each in question.case.consultations]
    ratified = [each for each in results if each in URGENTLY_DECIDED]
    return ratified[-1] if ratified else "urgent_decided"


def _latest_repeated(question: Question) -> Answer:
    """What was decided since then stands; an older vote is not taken again over it."""
    about = question.about
    later = [
        each
        for each in decisions(question)
        if each.id != about.id and each.days[-1:] >= about.days[-1:]
    ]
    if not later:
        return MET
    return unmet(", ".join(dict.fromkeys(each.body.name for each in later)), "reopen")


def _paper_goes_on(question: Question) -> Answer:
    """A paper at its end has no life on agendas, but for objections and initiatives."""
    state, about = question.case.state, question.about
    if about.about or about.role is ConsultationRole.INITIATIVE:
        return MET
    decides = about.role is ConsultationRole.DECISION
    if state in _AT_AN_END or (decides and state in _DECIDED_ALREADY):
        return unmet(state, "in_consultation")
    return MET


def _due(question: Question) -> dict[str, str]:
    """Return the bodies that are still to decide, by their consultation."""
    return {
        each.id: each.body.name
        for each in question.case.consultations
        if each.role is ConsultationRole.DECISION
        and not each.about
        and each.state in OPEN_CONSULTATION
    }


def _bodies(due: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(due.values()))


def _no_decision_due(question: Question) -> Answer:
    case = question.case
    if case.state in URGENTLY_DECIDED or question.get("several_points") is True:
        return MET
    due = _due(question)
    if not due:
        return MET
    return unmet(", ".join(due), "voted / cancelled", bodies=_bodies(due))


RULES = (
    Rule(
        "reopening_allowed",
        _reopening_allowed,
        label=Wording("Wiederaufnahme zulässig", "Reopening admissible"),
        citation=Citation("§ 41 Abs. 1, § 50 Abs. 1 GO NRW; Regeln J-11, J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Wording(
            "Einen Beschluss ändert nur ein neuer Beschluss des Rates oder des "
            "Gremiums, das ihn gefasst hat; angesetzt ist keiner von: {bodies}.",
            "Only a new resolution of the council, or of the body that took it, "
            "changes a resolution; none is planned of: {bodies}.",
        ),
        by_code={
            "body": Wording(
                "Einen Beschluss ändert nur ein neuer Beschluss des Rates oder des "
                "Gremiums, das ihn gefasst hat; angesetzt ist keiner von: {bodies}.",
                "Only a new resolution of the council, or of the body that took it, "
                "changes a resolution; none is planned of: {bodies}.",
            ),
            "ended": Wording(
                "Die Vorlage hat den Stand „{state:state}“; was abgelehnt, "
                "zurückgezogen oder sonst beendet ist, wird nicht wiederaufgenommen, "
                "sondern neu eingebracht.",
                "The paper is in the state “{state:state}”; what was rejected, "
                "withdrawn or ended otherwise is not reopened, but brought in anew.",
            ),
        },
        remedy=Wording(
            "Neu einbringen (Schritt „Erneut einbringen“) oder eine Entscheidung des "
            "Rates ansetzen.",
            "Bring it in anew (step “resubmit”), or plan a decision of the council.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "decision_stands",
        _decision_stands,
        label=Wording(
            "Gefasster Beschluss besteht fort", "The resolution taken stands"
        ),
        citation=Citation("§ 41 Abs. 1, § 60 Abs. 1 GO NRW; Regel J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Wording(
            "In der Sache hat schon entschieden: {body}. Das beseitigt nur ein neuer "
            "Beschluss.",
            "The matter was decided already by: {body}. Only a new resolution undoes "
            "that.",
        ),
        by_code={
            "urgent": Wording(
                "In der Sache ist schon dringlich entschieden; das beseitigt nur ein "
                "neuer Beschluss.",
                "The matter was decided urgently already; only a new resolution "
                "undoes that.",
            ),
        },
        remedy=Wording("Neu abstimmen lassen.", "Have a new vote taken."),
        cured_by=("chair", "council_office"),
        revision=2,
    ),
    Rule(
        "no_decision_due",
        _no_decision_due,
        label=Wording(
            "Keine Entscheidung mehr offen",
            "No decision still due",
        ),
        citation=Citation("§ 41 Abs. 1, § 62 Abs. 2 S. 2 GO NRW; Beratungsfolge", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-1",
        unmet=Wording(
            "Noch nicht entschieden hat: {bodies}.",
            "Still to decide is: {bodies}.",
        ),
        remedy=Wording(
            "Entscheiden lassen, die Beratung streichen, oder angeben, dass es "
            "selbständige Punkte sind.",
            "Let it decide, cancel the consultation, or state that the points are "
            "independent.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "resolution_to_object_to",
        _resolution_there,
        label=Wording(
            "Beschluss, gegen den vorgegangen wird", "Resolution objected to"
        ),
        citation=Citation("§ 37 Abs. 6, §§ 54, 57 Abs. 4, 122 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Wording(
            "In der Sache ist noch nichts beschlossen, wogegen vorgegangen werden kann.",
            "Nothing has been resolved in the matter yet that could be objected to.",
        ),
        remedy=Wording("Den Beschluss abwarten.", "Await the resolution."),
        cured_by=("mayor",),
    ),
    Rule(
        "reopening_over",
        _reopening_over,
        label=Wording("Ende der Wiederaufnahme", "End of the reopening"),
        citation=Citation("§ 41 Abs. 1, § 50 Abs. 1 GO NRW; Regel J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Wording(
            "Die Wiederaufnahme kann nicht einfach enden: Der Text ist seit dem "
            "Beschluss geändert, und darüber ist nicht beschlossen.",
            "The reopening cannot simply end: the text was changed since the "
            "resolution, and nothing was resolved on it.",
        ),
        by_code={
            "undecided": Wording(
                "Die Wiederaufnahme kann nicht einfach enden: In der Sache ist noch "
                "nichts beschlossen.",
                "The reopening cannot simply end: nothing has been resolved in the "
                "matter yet.",
            ),
            "due": Wording(
                "Die Wiederaufnahme kann nicht einfach enden: Es entscheidet noch: "
                "{bodies}.",
                "The reopening cannot simply end: this is still to decide: {bodies}.",
            ),
            "text": Wording(
                "Die Wiederaufnahme kann nicht einfach enden: Der Text ist seit dem "
                "Beschluss geändert, und darüber ist nicht beschlossen.",
                "The reopening cannot simply end: the text was changed since the "
                "resolution, and nothing was resolved on it.",
            ),
        },
        remedy=Wording(
            "Die angesetzte Entscheidung streichen; über einen geänderten Text neu "
            "beschließen lassen.",
            "Cancel the decision that is planned; have a changed text decided anew.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "latest_vote_repeated",
        _latest_repeated,
        label=Wording("Kein späterer Beschluss", "No later resolution"),
        citation=Citation("§ 41 Abs. 1, § 50 Abs. 1 GO NRW; Regeln I-14, J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-14",
        unmet=Wording(
            "Nach oder neben dieser Abstimmung hat in der Sache beschlossen: "
            "{observed}. Die ältere wird nicht wiederholt.",
            "After this vote or beside it the matter was decided by: {observed}. The "
            "older vote is not repeated.",
        ),
        remedy=Wording(
            "Die Sache wieder aufnehmen und neu beschließen lassen.",
            "Reopen the matter and have it decided anew.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "paper_not_ended",
        _paper_goes_on,
        label=Wording("Vorlage noch zu beraten", "Paper still to be dealt with"),
        citation=Citation("§ 48 Abs. 1, § 41 Abs. 1 GO NRW; Regel J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Wording(
            "Über die Vorlage ist entschieden oder sie ist erledigt; der Punkt kann nicht "
            "mehr behandelt werden.",
            "The paper is decided or at an end; the item can no longer be dealt with.",
        ),
        remedy=Wording(
            "Den Punkt absetzen oder die Beratung streichen; was neu beschlossen werden "
            "soll, wieder aufnehmen oder neu einbringen.",
            "Take the item off or cancel the consultation; reopen what is to be decided "
            "anew, or bring it in anew.",
        ),
        cured_by=("council_office",),
    ),
)

_LODGING = (
    "appeal",
    "object",
    "object_legally",
    "object_to_district",
    "object_under_lgg",
    "find_initiative_admissible",
    "suspend_by_court",
    "suspend_by_supervision",
)
_ON_AGENDAS = (
    "place_on_agenda",
    "replan",
    "second_call",
    "record_invitation",
    "reorder",
    "combine",
    "open_item",
    "declare_bias",
    "present_dissent",
    "establish_inquorum",
    "exclude_public",
    "exclude_disputed",
    "hear_experts",
    "note",
    "first_reading",
    "postpone",
    "defer",
)
"""Every step that keeps an item alive; what ends it stays possible."""

_URGENT = (
    "decide_urgently_in_main_committee",
    "decide_urgently",
    "decide_urgently_for_committee",
    "decide_urgently_for_district",
)
_UNDOING = (
    *_URGENT,
    "settle",
    "settle_item",
    "withdraw",
    "non_consider",
    "replace_by_supplement",
    "complete_noting",
)
_CARRIED_OUT = (
    "make_executable",
    "end_standstill",
    "order_announcement",
    "announce",
    "start_execution",
)

GUARDS: dict[str, tuple[str, ...]] = {
    "reopen": ("reopening_allowed",),
    "end_reopening": ("reopening_over",),
    "repeat_vote": ("latest_vote_repeated",),
    **dict.fromkeys(_UNDOING, ("decision_stands",)),
    **dict.fromkeys(_CARRIED_OUT, ("no_decision_due",)),
    **dict.fromkeys(_LODGING, ("resolution_to_object_to",)),
    **dict.fromkeys(_ON_AGENDAS, ("paper_not_ended",)),
}

STEPS: tuple[Step, ...] = (
    step(
        "end_reopening",
        "Wiederaufnahme beenden",
        "End a reopening",
        "",
        "council_office",
        {
            state: (motion("in_consultation", state),)
            for state in ("adopted", "partially_adopted", *URGENTLY_DECIDED)
        },
        REASONS,
        decide=_before_reopening,
    ),
)
