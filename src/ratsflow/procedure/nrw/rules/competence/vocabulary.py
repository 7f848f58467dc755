"""Topics outside the vocabulary: they would switch rules off without a word (C-3)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.topics import matters, vocabulary_of
from ratsflow.procedure.nrw.votes import IN_A_BODY, URGENT_STEPS
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


def _known(question: Question) -> Answer:
    names = vocabulary_of(question.law)
    strange = [each for each in matters(question) if each not in names]
    if not strange:
        return MET
    near = list(dict.fromkeys(name for word in strange for name in names.nearest(word)))
    return unmet(", ".join(strange), ", ".join(near), near=near)


_CLASSIFIED = Citation("§ 41 Abs. 1, 2 GO NRW; Zuständigkeitsordnung", "L")
_REMEDY = Wording(
    "Ein bekanntes Thema angeben, das Wort im Ortsrecht unter ein Thema stellen, oder "
    "kein Thema angeben.",
    "State a known topic, put the word under a topic in the local law, or state no "
    "topic.",
)


def _rule(name: str, consequence: Consequence, label: Wording, told: Wording) -> Rule:
    return Rule(
        name,
        _known,
        label=label,
        citation=_CLASSIFIED,
        layer=Layer.HOUSE,
        consequence=consequence,
        catalogue="C-3",
        unmet=told,
        unknown=Wording(
            "Das Thema der Vorlage fehlt.", "The topic of the paper is missing."
        ),
        remedy=_REMEDY,
        cured_by=("author", "mayor", "council_office"),
    )


RULES = (
    _rule(
        "topics_known",
        Consequence.BLOCK,
        Wording("Bekanntes Thema", "Known topic"),
        Wording(
            "Das Thema „{observed}“ ist nicht bekannt. Wer zuständig ist und welche "
            "Mehrheit nötig ist, lässt sich deshalb nicht sagen.",
            "The topic “{observed}” is not known. So who is competent and which majority "
            "it takes cannot be told.",
        ),
    ),
    _rule(
        "topics_recognised",
        Consequence.ORDER,
        Wording("Thema wird erkannt", "Topic recognised"),
        Wording(
            "Das Thema „{observed}“ ist nicht bekannt; abgestimmt werden kann über die "
            "Vorlage so nicht.",
            "The topic “{observed}” is not known; the paper cannot be voted on like this.",
        ),
    ),
)

_ON_ITS_WAY = (
    "submit",
    "file_motion",
    "release",
    "release_urgently",
    "supplement",
    "place_on_agenda",
    "add_urgently",
)

GUARDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*IN_A_BODY, *URGENT_STEPS), ("topics_known",)),
    **dict.fromkeys(_ON_ITS_WAY, ("topics_recognised",)),
}
