"""The keys of local law, chapter by chapter beside the rules that read them."""

from ratsflow.law.keys import (
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
from ratsflow.law.keys.key import Key, KeyKind


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

KEYS: tuple[Key, ...] = tuple(key for chapter in CHAPTERS for key in chapter.KEYS)

__all__ = ["CHAPTERS", "KEYS", "Key", "KeyKind"]
