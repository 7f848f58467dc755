"""Amendments and the paper they change: which case is voted on before which (I-12)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, Consultation, Organization, PaperType
from ratsflow.model.alike import alike
from ratsflow.model.text import Wording
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.states import ON_AN_AGENDA
from ratsflow.procedure.nrw.votes import ON_THE_PAPER, voted
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


_OVER = frozenset({"voted", "noted", "not_considered", "settled", "withdrawn"})
"""States in which a body is done with a paper; what is put off may still be amended."""

_NOT_UP = frozenset({"planned", "removed", "cancelled"})
"""States in which a body does not deal with a paper in this meeting."""

_FILED = ("released", "in_consultation")
"""States in which an amendment is on its way to a vote, whoever has to place it."""

_DUE = (*ON_AN_AGENDA, "planned", "first_reading", "inquorate_deferred")
_PUT_OFF = ("postponed", "deferred", "referred")
"""States into which a body brings an item by a vote."""

_BEFORE_NOTHING = frozenset({PaperType.SUPPLEMENT, PaperType.PROCEDURAL_MOTION})


def same_item(one: Consultation, other: Consultation) -> bool:
    """Tell whether two consultations are in one body and one meeting; in doubt they are."""
    if not _same_body(one.body, other.body):
        return False
    if one.meeting is None or other.meeting is None:
        return True
    return one.meeting.day == other.meeting.day


def _same_body(one: Organization, other: Organization) -> bool:
    if BodyKind.COUNCIL in (one.kind, other.kind):
        return one.kind is other.kind
    return (alike(one.name), one.kind) == (alike(other.name), other.kind)


def _waits(case: Case, about: Consultation) -> bool:
    """Tell whether an amendment has still to be voted on in this body.

    For which meeting it is placed, or whether it is at all, plays no part: after its
    paper nobody votes on it any more. Only the body puts it off, in this very meeting.
    """
    if case.state not in _FILED:
        return False
    return not case.consultations or any(
        _same_body(each.body, about.body)
        and (
            each.state in _DUE
            or (each.state in _PUT_OFF and not same_item(each, about))
        )
        for each in case.consultations
    )


def called(case: Case) -> str:
    """Name another case: by its number if it is public, else by its id alone."""
    return (case.reference if case.is_public else "") or case.id


def _amendments_voted(question: Question) -> Answer:
    if voted(question) is None:
        return MET
    waiting = [
        called(each)
        for each in question.look(Look.AMENDING)
        # What was erased has lost its type: it is taken for an amendment.
        if each.motion.paper_type is not PaperType.SUPPLEMENT
        and _waits(each, question.about)
    ]
    if not waiting:
        return MET
    return unmet(", ".join(sorted(waiting)), "vote", papers=sorted(waiting))


def _in_time(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.AMENDMENT:
        return MET
    if not question.case.base:
        raise MissingFactError("with_paper")
    papers = question.look(Look.AMENDED)
    if not papers:
        code = "amendment_in_time.unknown_paper"
        return unknown("with_paper", observed=question.case.base, code=code)
    here = [
        (called(paper), each.state)
        for paper in papers
        for each in paper.consultations
        if same_item(each, question.about) and each.state not in _NOT_UP
    ]
    late = [name for name, state in here if state in _OVER]
    if here and not late:
        return MET
    names = list(dict.fromkeys(late or map(called, papers)))
    return unmet(", ".join(names), "settle_item", papers=names)


def _farther_first(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.AMENDMENT:
        return MET
    rivals = _rivals(question)
    own = question.get("reach")
    if own is None:
        ranked = [called(each) for each, reach in rivals if reach is not None]
        return unknown("reach", observed=", ".join(ranked)) if ranked else MET
    farther = [each for each, reach in rivals if reach is not None and reach < own]
    settled = [each for each in farther if _adopted(each, question.about)]
    if settled:
        names, code = _names(settled), "most_far_reaching_first.settled"
        return unmet(", ".join(names), "settle_item", code, reach=own, papers=names)
    first = _names([each for each in farther if _waits(each, question.about)])
    if not first:
        return MET
    return unmet(", ".join(first), f"reach < {own}", reach=own, papers=first)


def _rivals(question: Question) -> list[tuple[Case, int | None]]:
    """Return the other amendments of the item, each with how far it goes."""
    return [
        (each, each.facts.get("reach"))
        for each in question.look(Look.RIVALS)
        if each.motion.paper_type not in _BEFORE_NOTHING
        and any(same_item(one, question.about) for one in each.consultations)
    ]


def _adopted(case: Case, about: Consultation) -> bool:
    return any(
        each.state == "voted"
        and each.result.startswith("adopted")
        and same_item(each, about)
        for each in case.consultations
    )


def _names(cases: list[Case]) -> list[str]:
    return sorted(map(called, cases))


_ORDER = Citation("Geschäftsordnung des Rates", "L")

RULES = (
    Rule(
        "amendments_voted_first",
        _amendments_voted,
        label=Wording("Änderungsanträge zuerst", "Amendments first"),
        citation=_ORDER,
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="I-12",
        revision=2,
        looks_at=Look.AMENDING.value,
        unmet=Wording(
            "Über Änderungsanträge zu dieser Vorlage ist in dieser Sitzung noch nicht "
            "abgestimmt: {papers}.",
            "Amendments to this paper have not been voted on in this meeting: "
            "{papers}.",
        ),
        remedy=Wording(
            "Erst über die Änderungsanträge abstimmen (was noch nicht auf der Tagesordnung "
            "steht, darauf setzen), oder sie für erledigt erklären oder zurückziehen "
            "lassen.",
            "Vote on the amendments first (put on the agenda what is not yet on it), or "
            "have them declared settled or withdrawn.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "amendment_in_time",
        _in_time,
        label=Wording("Änderungsantrag vor der Vorlage", "Amendment before its paper"),
        citation=_ORDER,
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="I-12",
        revision=2,
        looks_at=Look.AMENDED.value,
        unmet=Wording(
            "Die Vorlage, die geändert werden soll, steht in dieser Sitzung nicht "
            "oder nicht mehr an: {papers}.",
            "The paper to be amended is not up in this meeting, or no longer: "
            "{papers}.",
        ),
        by_code={
            "unknown_paper": Wording(
                "Es gibt keine Vorlage mit der Nummer {observed}, die dieser Antrag "
                "ändern könnte.",
                "There is no paper with the number {observed} that this motion could "
                "amend.",
            ),
        },
        remedy=Wording(
            "Den Änderungsantrag mit seiner Vorlage behandeln; ist sie erledigt, ihn für "
            "erledigt erklären oder als neuen Antrag einbringen.",
            "Deal with the amendment together with its paper; if that is done with, "
            "declare it settled, or bring it in as a new motion.",
        ),
        cured_by=("chair", "faction"),
    ),
    Rule(
        "most_far_reaching_first",
        _farther_first,
        label=Wording("Weitestgehender Antrag zuerst", "Most far-reaching first"),
        citation=_ORDER,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="I-12",
        revision=2,
        looks_at=Look.RIVALS.value,
        unmet=Wording(
            "Zuerst ist über den weiter gehenden Änderungsantrag abzustimmen: "
            "{papers}.",
            "The amendment that reaches farther is voted on first: {papers}.",
        ),
        by_code={
            "settled": Wording(
                "Ein weiter gehender Änderungsantrag ist angenommen und hat diesen "
                "erledigt: {papers}.",
                "An amendment that reaches farther was adopted and has settled this "
                "one: {papers}.",
            ),
        },
        remedy=Wording(
            "Im Zweifel bestimmt die Sitzungsleitung, wie weit jeder Antrag geht (1 für "
            "den weitestgehenden); danach abstimmen.",
            "In doubt the chair says how far each goes (1 for the most far-reaching); "
            "vote in that order.",
        ),
        cured_by=("chair",),
    ),
)

_VOTES = ("recommend", *ON_THE_PAPER)

GUARDS: dict[str, tuple[str, ...]] = dict.fromkeys(
    _VOTES, ("amendments_voted_first", "amendment_in_time", "most_far_reaching_first")
)
