"""The types of paper (A-1): who may bring them in, and whether a vote is due."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import ConsultationRole, Motion, PaperType
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.topics import topics as stated_topics
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


ADMINISTRATIVE = frozenset(
    {
        PaperType.DECISION_PAPER,
        PaperType.INFORMATION_PAPER,
        PaperType.URGENT_PAPER,
        PaperType.ANSWER,
    }
)
"""Papers of the administration: legally the mayor's, signed before they go out."""

LIKE_ITS_BASE = frozenset({PaperType.SUPPLEMENT, PaperType.TABLED_PAPER})
"""Papers that follow the rules of the paper they belong to (fact ``base_paper_type``)."""

NEVER_VOTED = frozenset({PaperType.QUESTION, PaperType.ANSWER})
WITHOUT_VOTE = NEVER_VOTED | {PaperType.INFORMATION_PAPER}

_MEMBERS = ("faction", "councillor", "district_mayor")
_RESIDENTS = ("petitioner",)
FILED_BY = {
    PaperType.FACTION_MOTION: _MEMBERS,
    PaperType.AMENDMENT: _MEMBERS,
    PaperType.QUESTION: _MEMBERS,
    PaperType.PROCEDURAL_MOTION: _MEMBERS,
    PaperType.PETITION: _RESIDENTS,
    PaperType.RESIDENT_MOTION: _RESIDENTS,
    PaperType.CITIZENS_INITIATIVE: _RESIDENTS,
}


def topics(question: Question) -> frozenset[str]:
    """Return what the paper is about.

    Raises:
        MissingFactError: nobody has classified it.
    """
    return frozenset(stated_topics(question))


def kind_of(question: Question, motion: Motion | None = None) -> PaperType | None:
    """Return the type whose rules the paper follows; None if its base is not stated."""
    kind = (motion or question.motion).paper_type
    if kind not in LIKE_ITS_BASE:
        return kind
    stated = question.get("base_paper_type")
    base = question.case.motion.paper_type if stated is None else PaperType(stated)
    return None if base in LIKE_ITS_BASE else base


def stated_kind(question: Question) -> PaperType:
    """Return the type whose rules the paper follows.

    Raises:
        MissingFactError: it follows a base paper of which nobody has stated the type.
    """
    kind = question.motion.paper_type
    if kind in LIKE_ITS_BASE:
        kind = PaperType(question.fact("base_paper_type"))
    if kind in LIKE_ITS_BASE:
        raise MissingFactError("base_paper_type")
    return kind


def is_administrative(question: Question, motion: Motion | None = None) -> bool:
    """Tell whether the administration answers for the paper; in doubt it does."""
    kind = kind_of(question, motion)
    return kind is None or kind in ADMINISTRATIVE


def is_voted_on(question: Question) -> bool:
    """Tell whether the type of paper ends in a vote; in doubt it does."""
    return kind_of(question) not in WITHOUT_VOTE


def _originator_fits(question: Question) -> Answer:
    if question.step == "submit":
        if is_administrative(question):
            return MET
        return unmet(
            question.motion.paper_type.value,
            "file_motion",
            "originator_fits.no_pre_approval",
        )
    kind = stated_kind(question)
    entitled = FILED_BY.get(kind, ())
    if question.role in entitled:
        return MET
    needed = ", ".join(entitled) or "submit"
    return unmet(f"{kind.value}: {question.role or '–'}", needed)


def _released_as_urgent(question: Question) -> Answer:
    kind = question.motion.paper_type
    if kind is not PaperType.URGENT_PAPER:
        return unmet(kind.value, PaperType.URGENT_PAPER.value)
    reason = question.inputs.get("urgency_reason")
    if reason is None:
        raise MissingFactError("urgency_reason")
    return MET if reason.strip() else unmet("–", "urgency_reason")


def _paper_open_to_vote(question: Question) -> Answer:
    kind = kind_of(question)
    if kind in NEVER_VOTED:
        return unmet(kind.value, "note", "paper_open_to_vote.never")
    noting = question.about.role is ConsultationRole.NOTING
    if noting and (kind is None or kind in WITHOUT_VOTE):
        return unmet(question.motion.paper_type.value, "decision")
    return MET


RULES = (
    Rule(
        "originator_fits",
        _originator_fits,
        label=Text("Vorlagenart und Einbringer", "Type of paper and originator"),
        citation=Citation("Vorlagenarten in der Praxis der Räte", "K"),
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-1",
        unmet=Text(
            "Diese Vorlagenart wird so nicht eingebracht ({observed}); richtig: "
            "{required}.",
            "This type of paper is not brought in like that ({observed}); right: "
            "{required}.",
        ),
        unknown=Text(
            "Es ist nicht angegeben, zu welcher Vorlagenart das Papier gehört "
            "({required}).",
            "Nobody has stated to which type of paper it belongs ({required}).",
        ),
        remedy=Text(
            "Vorlagen der Verwaltung zur Mitzeichnung geben, Anträge und Anfragen "
            "unmittelbar einreichen; bei Nachtrag und Tischvorlage die Art der "
            "Grundvorlage angeben.",
            "Submit papers of the administration for co-signature, file motions and "
            "questions directly; for supplements and tabled papers state the type of "
            "the base paper.",
        ),
        cured_by=("author", "faction", "councillor", "petitioner"),
    ),
    Rule(
        "released_as_urgent",
        _released_as_urgent,
        label=Text("Freigabe ohne Mitzeichnung", "Release without co-signature"),
        citation=Citation("§ 60 GO NRW; Vorlagenarten in der Praxis der Räte", "K"),
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-1",
        unmet=Text(
            "Ohne Mitzeichnung wird nur eine begründete Dringlichkeitsvorlage "
            "freigegeben ({observed}; nötig: {required}).",
            "Only an urgent paper with a reason is released without co-signature "
            "({observed}; needed: {required}).",
        ),
        unknown=Text(
            "Warum die Sache nicht warten kann, ist nicht angegeben ({required}).",
            "Nobody has said why the matter cannot wait ({required}).",
        ),
        remedy=Text(
            "Den gewöhnlichen Weg über die Mitzeichnung gehen.",
            "Take the ordinary way of co-signature.",
        ),
        cured_by=("author", "mayor"),
    ),
    Rule(
        "paper_open_to_vote",
        _paper_open_to_vote,
        label=Text("Vorlage zur Abstimmung", "Paper that can be voted on"),
        citation=Citation("Vorlagenarten; § 48 Abs. 1 GO NRW", "K"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="A-1",
        unmet=Text(
            "Über diese Vorlage wird nicht abgestimmt ({observed}); nötig: {required}.",
            "This paper is not voted on ({observed}); needed: {required}.",
        ),
        remedy=Text(
            "Zur Kenntnis nehmen, oder einen Beschlusspunkt auf die Tagesordnung der "
            "nächsten Sitzung setzen.",
            "Take note of it, or put an item for decision on the next agenda.",
        ),
        cured_by=("council_office", "chair"),
    ),
)
