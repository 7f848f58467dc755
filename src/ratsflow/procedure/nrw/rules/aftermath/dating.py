"""When a step took effect: not before the state that it starts from (L-14)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import local_day
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


def _after_its_state(question: Question) -> Answer:
    """Within one day the order of the entries is the order of what happened."""
    since = question.case.since
    if since is None or question.at >= since:
        return MET
    began = local_day(since)
    if question.day >= began:
        return MET
    return unmet(question.day.isoformat(), f"≥ {began}", since=began.isoformat())


def _of_this_state(question: Question) -> Answer:
    """The paragraphs are those of one state; another's numbers do not fit them."""
    if question.law.state in ("", "NRW"):
        return MET
    return unmet(question.law.state, "NRW")


RULES = (
    Rule(
        "law_of_this_state",
        _of_this_state,
        label=Wording("Recht dieses Landes", "Law of this state"),
        citation=Citation("GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-14",
        unmet=Wording(
            "Das Verfahren folgt der Gemeindeordnung für Nordrhein-Westfalen; hinterlegt "
            "ist das Recht eines anderen Landes ({observed}).",
            "The procedure follows the law of Nordrhein-Westfalen; the law on file is "
            "that of another state ({observed}).",
        ),
        remedy=Wording(
            "Das Ortsrecht einer Gemeinde in Nordrhein-Westfalen hinterlegen.",
            "Put the local law of a municipality in Nordrhein-Westfalen on file.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "dated_after_its_state",
        _after_its_state,
        label=Wording("Tag des Schritts", "Day of the step"),
        citation=Citation("Niederschrift (Regel L-14)", "K"),
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="L-14",
        unmet=Wording(
            "Der Schritt ist auf den {observed} datiert; den Stand, aus dem er führt, "
            "gibt es erst seit dem {since}.",
            "The step is dated {observed}; the state that it starts from exists since "
            "{since} only.",
        ),
        remedy=Wording(
            "Den Tag richtig angeben; was wirklich in anderer Folge geschah, nachtragen.",
            "State the day rightly; record what really happened in another sequence.",
        ),
        cured_by=("council_office",),
    ),
)

ON_EVERY_STEP = tuple(rule.id for rule in RULES)
