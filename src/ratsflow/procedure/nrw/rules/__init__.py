"""The rules of Nordrhein-Westfalen, chapter by chapter as in the catalogue of rules."""

from ratsflow.procedure.nrw.rules import (
    aftermath,
    agenda,
    bias,
    competence,
    consultation,
    further,
    paper,
    preapproval,
    publicity,
    quorum,
    urgent,
    voting,
)
from ratsflow.procedure.nrw.rules.aftermath.dating import ON_EVERY_STEP
from ratsflow.procedure.rule import Rule


CHAPTERS = (
    paper,
    preapproval,
    competence,
    agenda,
    publicity,
    bias,
    quorum,
    voting,
    consultation,
    urgent,
    aftermath,
    further,
)

RULES: tuple[Rule, ...] = tuple(rule for chapter in CHAPTERS for rule in chapter.RULES)


_AS_MUCH_AS = {"repeat_vote": "vote"}
"""A vote taken again needs all that the first one needed (rule I-14)."""


def guards_of(step: str) -> tuple[str, ...]:
    """Return the ids of the rules that stand on a step, in the order of the chapters."""
    steps = (_AS_MUCH_AS[step], step) if step in _AS_MUCH_AS else (step,)
    guards = (
        rule
        for chapter in CHAPTERS
        for name in steps
        for rule in chapter.GUARDS.get(name, ())
    )
    return tuple(dict.fromkeys((*guards, *ON_EVERY_STEP)))
