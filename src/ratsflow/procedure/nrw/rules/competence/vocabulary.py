"""Topics outside the vocabulary: they would switch rules off without a word (C-3)."""

from __future__ import annotations

from collections.abc import Iterator

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.keys.preapproval import co_signers
from ratsflow.law.keys.topics import is_topic, mistaken, nearest, plain
from ratsflow.law.local import Law
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.competence.matter import topics
from ratsflow.procedure.nrw.votes import IN_A_BODY, URGENT_STEPS
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_TABLES = (
    "competence.pre_consultation",
    "publicity.nonpublic_topics",
    "investment.thresholds",
    "investment.growth_least",
)
_KEYS = ("competence.powers", "cosignature.signers", *_TABLES)


def _of_the_town(law: Law) -> Iterator[str]:
    """Yield the words that the municipality's own file uses for topics."""
    values = law.values
    for row in values.get("competence.powers") or ():
        yield str(row.get("topic", ""))
    for name in _TABLES:
        yield from values.get(name) or ()
    for signer in co_signers(values.get("cosignature.signers") or ()):
        yield from signer.topics


def _known(question: Question) -> Answer:
    """A word of the town counts as one, unless it nearly is a topic of the law."""
    beyond = [each for each in topics(question) if not is_topic(each)]
    if not beyond:
        return MET
    own = {word for word in _of_the_town(question.law) if not mistaken(word)}
    strange = [each for each in beyond if each not in own]
    if not strange:
        return MET
    near = dict.fromkeys(name for each in strange for name in _near(each, own))
    return unmet(", ".join(strange), ", ".join(near), near=list(near))


def _near(word: str, own: set[str]) -> tuple[str, ...]:
    same = tuple(each for each in sorted(own) if plain(each) == plain(word))
    return same or nearest(word)


_CLASSIFIED = Citation("§ 41 Abs. 1, 2 GO NRW; Zuständigkeitsordnung", "L")
_REMEDY = Wording(
    "Ein bekanntes Thema angeben, das Wort in die Zuständigkeitsordnung aufnehmen, oder "
    "kein Thema angeben.",
    "State a known topic, take the word into the rules on competence, or state no topic.",
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
        parameters=_KEYS,
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
