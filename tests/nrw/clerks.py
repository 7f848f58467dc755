"""Hold what a rule says to what a council office can read, in both languages."""

from __future__ import annotations

import re

from collections.abc import Iterator

from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.finding import Answer, Finding, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.words import KINDS, Words
from ratsflow.states.nrw import nrw


LANGS: tuple[Lang, ...] = ("de", "en")
HEARD: set[tuple[str, str, str]] = set()
"""Rule, code and result of each answer that was read here."""

_RAW = re.compile(  # what no sentence for people holds
    r"[a-z]+_[a-z_]+|\b[a-z]+\.[a-z_]+|\b(?:True|False|None)\b"
    r"|(?<![\d/-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|[≤≥<>{}]|\(\)|–\)|\(O\)BM|: ?\.|„“|“”|: –|\(–"
)
_HOLE = re.compile(r"\{\w+(?::\w+)?\}")
_GERMAN_TOO = frozenset(
    {"digital", "hybrid", "in", "person", "fall", "name", "hand", "information"}
)
"""Names of code that are words of German."""


def labels() -> Iterator[tuple[str, str, Wording]]:
    """Yield kind, name and label of every word that the procedure knows."""
    words: Words | None = nrw().words
    while words is not None:
        for table in (words.table, *(source() for source in words.sources)):
            for kind, names in table.items():
                yield from ((kind, name, label) for name, label in names.items())
        words = words.beyond


_QUOTED = re.compile("„[^“]*“|“[^”]*”")
_QUOTING = frozenset({"topics_known", "topics_recognised"})
"""Rules that quote what somebody wrote for a topic, whatever it is."""

NAMES = frozenset(name for kind, name, _ in labels() if kind in KINDS)
_FOREIGN = frozenset(
    each for each in NAMES if each.isalpha() and each not in _GERMAN_TOO
)


def unfit(text: str, lang: Lang) -> str:
    """Return what in a text a clerk cannot read; empty where there is nothing."""
    found = _RAW.search(text)
    if found:
        return found.group(0)
    if lang == "de":
        for word in re.findall(r"(?<![\w-])[a-z]+(?![\w-])", text):
            if word in _FOREIGN:
                return str(word)
    return ""


def is_sentence(text: str) -> bool:
    """Tell whether a text begins and ends as sentences do."""
    return not text[0].islower() and text.endswith((".", ".“", ".”"))


def wordings_unfit(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with the wordings of a rule, before values are put in."""
    names = ("label", "unmet", "unknown", "kept", "remedy")
    texts = {name: getattr(rule, name) for name in names} | dict(rule.by_code)
    for name, text in texts.items():
        for lang in LANGS:
            told = _HOLE.sub("X", text.in_(lang).replace("{lacking}", "X."))
            bad = unfit(told, lang)
            if bad:
                yield f"{name} ({lang}) says {bad!r}: {told}"
            if told and name != "label" and not is_sentence(told):
                yield f"{name} ({lang}) is no sentence: {told}"
            if name == "label" and told[0].islower():
                yield f"{name} ({lang}) begins no sentence: {told}"


def problems(
    rule: Rule, answer: Answer, procedure: Procedure | None = None
) -> list[str]:
    """Return what is wrong with the words in which an answer of a rule is told."""
    words = (procedure or nrw()).words
    finding = Finding(rule, answer, words)
    found = [
        f"{rule.id} lacks {name!r}, for which there is no word"
        for kind, names in (("fact", "facts"), ("law", "keys"))
        for name in answer.data.get(names, ())
        if not any(words.find(kind, each) for each in (name, name.partition(".")[2]))
    ]
    for lang in LANGS:
        told = {"text": finding.text(lang), "remedy": finding.remedy(lang)}
        for name, text in told.items():
            if rule.id in _QUOTING:
                text = _QUOTED.sub("X", text)  # noqa: PLW2901
            bad = unfit(text, lang)
            if bad:
                found.append(f"{rule.id} ({lang} {name}) says {bad!r}: {text}")
            if text and not is_sentence(text):
                found.append(f"{rule.id} ({lang} {name}) is no sentence: {text}")
    return found


def read_out(rule: Rule, answer: Answer, procedure: Procedure | None = None) -> Answer:
    """Return the answer, if a clerk can read what it says.

    Args:
        rule: the rule.
        answer: what it answered.
        procedure: whose words it is told in; that of NRW if left out.
    """
    if answer.result is not Result.MET and procedure in (None, nrw()):
        HEARD.add((rule.id, answer.code, answer.result.value))
    if answer.result is not Result.MET or answer.observed or answer.data:
        found = problems(rule, answer, procedure)
        assert not found, "\n".join(found)
    return answer
