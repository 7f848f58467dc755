"""Verdicts in sentences: one line for each thing that is missing, never one for each rule."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ratsflow.engine.missing import Missing
from ratsflow.law.citation import Confidence
from ratsflow.markup import MARKS, table
from ratsflow.model.text import Lang
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.words import Words, listed, say_day


if TYPE_CHECKING:
    from ratsflow.engine.verdict import Verdict


UNREAD = "*"
"""Stands behind a norm that nobody read in the text; `UNREAD_NOTE` says so, once."""

UNREAD_NOTE = {
    "de": "(* Vorschrift nicht am Gesetzestext geprüft.)",
    "en": "(* Norm not checked against the text of the statute.)",
}
_MANY = 5
"""From how many rules on it is told how many wait for one thing."""
_ROLES = 2
"""How many roles are named before the others are only counted."""
_FIRST = 6
"""How many things a traceback tells."""
_ORDER = (
    "state",
    "role",
    "unfit",
    "error",
    "day",
    "input",
    "fact",
    "law",
    "breach",
    "unread",
)
_READ = frozenset({Confidence.VERIFIED, Confidence.LOCAL})
_CHOICE_WORDS = {"route": "agenda_route", "decision": "decision"}


_COLOURS = {
    "met": "#0b5c2b",
    "unmet": "#9b1c1c",
    "unknown": "#6b4e00",
    "error": "#9b1c1c",
}
_HEADS = ("result", "rule", "paragraph", "found", "remedy")


def as_html(verdict: Verdict) -> str:
    """Return it for a notebook: what is open by paragraph, and below what is met."""
    allowed = "can be taken" if verdict.allowed else "cannot be taken"
    caption = f"{verdict.title()}: {allowed}"
    kept = [each for each in verdict.findings if each.is_met]
    rows = _finding_table(caption, verdict.open)
    if kept:
        rows += (
            f"<details><summary>{len(kept)} rules are met</summary>"
            f"{_finding_table('Met', kept)}</details>"
        )
    return rows


def _finding_table(caption: str, findings: Sequence[Finding]) -> str:
    rows = [
        (
            f"{MARKS[each.result.value]} {each.result.value}",
            each.rule.title("en"),
            each.citation.norm,
            "" if each.is_met and not each.answer.observed else each.text("en"),
            each.remedy("en"),
        )
        for each in findings
    ]
    colours = [_COLOURS[each.result.value] for each in findings]
    return table(caption, _HEADS, rows, colours=colours)


def explain(verdict: Verdict, lang: Lang) -> str:
    """Say whether the step may be taken, and each thing that is missing once."""
    things = ordered(verdict)
    lines = [head(verdict, lang)]
    for number, each in enumerate(things, start=1):
        lines.append(f"  [{number}] {thing(each, verdict, lang)}")
        if cure := cured_by(each, verdict, lang):
            lines.append(f"      → {cure}")
    lines += [f"  (!) {warning(each, lang)}" for each in warnings(verdict)]
    kept = sum(each.is_met for each in verdict.findings)
    if things and kept > 1:
        told = {
            "de": f"{kept} Regeln sind geprüft und eingehalten.",
            "en": f"{kept} rules were asked and are kept.",
        }
        lines.append(told[lang])
    if any(UNREAD in line for line in lines[1:]):
        lines.append(UNREAD_NOTE[lang])
    return "\n".join(lines)


def refused(verdict: Verdict) -> str:
    """Say what a traceback says of a refusal: the case, the step, the first things."""
    question, things = verdict.question, ordered(verdict)
    count = "1 thing is" if len(things) == 1 else f"{len(things)} things are"
    lines = [
        f"case {question.case.id} at version {question.case.version}: "
        f'"{verdict.step.title("en")}" was refused; {count} missing:'
    ]
    lines += [
        f"  {thing(each, verdict, 'en')}    [{each.key}]" for each in things[:_FIRST]
    ]
    if len(things) > _FIRST:
        lines.append(f"  and {len(things) - _FIRST} more.")
    suppliers = dict.fromkeys(role for each in things for role in each.suppliers)
    who = roles(verdict.procedure.words, suppliers, "en")
    told = f"Who: {who}. " if who else ""
    lines.append(f"{told}Details: error.verdict.missing, error.verdict.explain(lang).")
    return "\n".join(lines)


def ordered(verdict: Verdict) -> list[Missing]:
    """Return what stands in the way: what nobody can lift first."""
    blocking = [each for each in verdict.missing if each.is_blocking]
    return sorted(blocking, key=lambda each: _ORDER.index(each.kind))


def warnings(verdict: Verdict) -> tuple[Finding, ...]:
    """Return the findings that only warn and rest on nothing that stands in the way."""
    told = {rule for each in verdict.missing if each.is_blocking for rule in each.rules}
    return tuple(f for f in verdict.warnings if f.rule.id not in told)


def head(verdict: Verdict, lang: Lang) -> str:
    """Say in one line how near the step is."""
    title = verdict.step.title(lang)
    subject = verdict.question.consultation
    about = f" ({subject.body.name})" if subject is not None else ""
    named = f"„{title}“{about}" if lang == "de" else f"“{title}”{about}"
    if verdict.allowed:
        return f"{named} ist möglich." if lang == "de" else f"{named} may be taken."
    kinds = {each.kind for each in verdict.missing if each.is_blocking}
    if kinds == {"input"}:
        return {
            "de": f"{named} ist möglich, sobald angegeben ist:",
            "en": f"{named} is possible as soon as this is stated:",
        }[lang]
    if "state" in kinds:
        return {
            "de": f"{named} ist kein nächster Schritt:",
            "en": f"{named} is no next step:",
        }[lang]
    return {
        "de": f"{named} ist noch nicht möglich:",
        "en": f"{named} is not possible yet:",
    }[lang]


def thing(missing: Missing, verdict: Verdict, lang: Lang) -> str:
    """Say in one phrase or sentence what is missing."""
    words, label = verdict.procedure.words, missing.label.in_(lang)
    if missing.kind == "input":
        choices = _choices(missing, words, lang)
        parts = (words.say("fact", each, lang) for each in missing.parts)
        return f"{', '.join((label, *parts))}{choices}{_waiting(missing, lang)}"
    if missing.kind == "law":
        local = {"de": "im Ortsrecht nicht hinterlegt", "en": "not set in local law"}
        return f"{local[lang]}: {label}{_waiting(missing, lang)}"
    if missing.kind in ("fact", "unread"):
        return f"{label}{_waiting(missing, lang)}"
    if missing.kind == "day" and missing.not_before and not label.endswith("."):
        day = say_day(missing.not_before, lang, weekday=True)
        earliest = {"de": f"frühestens am {day}", "en": f"not before {day}"}
        return f"{earliest[lang]} ({', '.join(filter(None, (label, cite(missing))))})"
    return _sentence(missing, label, verdict, lang)


def _sentence(missing: Missing, label: str, verdict: Verdict, lang: Lang) -> str:
    norm = cite(missing)
    cited = f" ({norm})" if norm else ""
    remedy = missing.remedy.in_(lang)
    if missing.by_step or not remedy or missing.kind in ("state", "unfit", "error"):
        return f"{label}{cited}"
    del verdict
    joint = " " if label.endswith((".", "!")) and not cited else ": "
    return f"{label}{cited}{joint}{remedy}"


def cured_by(missing: Missing, verdict: Verdict, lang: Lang) -> str:
    """Say which step supplies what is missing, and who takes it; empty for none."""
    if not missing.by_step or missing.by_step == verdict.step.name:
        return ""
    words = verdict.procedure.words
    step = words.say("step", missing.by_step, lang)
    return by(step, roles(words, missing.suppliers, lang), lang)


def by(step: str, who: str, lang: Lang) -> str:
    """Say who takes a step."""
    return f"{step}, durch {who}" if lang == "de" else f"{step}, by {who}"


def roles(words: Words, names: Iterable[str], lang: Lang) -> str:
    """Name roles as a sentence does: the first two, and whether there are others."""
    labels = [words.say("role", each, lang) for each in names]
    if len(labels) <= _ROLES:
        return listed(labels, lang, either=True)
    others = {"de": " u. a.", "en": " and others"}[lang]
    return listed(labels[:_ROLES], lang, either=True) + others


_PARAGRAPH = re.compile(r"§|\bArt\. ?\d")
"""What a paragraph begins with; Bavaria's statutes have articles."""


def cite(missing: Missing) -> str:
    """Write the paragraph, with a sign if nobody read it in the text; no mere form."""
    if missing.kind != "day" and not _PARAGRAPH.search(missing.norm):
        return ""
    return f"{missing.norm}{UNREAD if missing.mark else ''}"


def warning(finding: Finding, lang: Lang) -> str:
    """Say what speaks against a step without standing in its way."""
    citation = finding.citation
    sign = "" if citation.confidence in _READ else UNREAD
    return f"{finding.text(lang)} ({citation.norm}{sign})"


def _waiting(missing: Missing, lang: Lang) -> str:
    count = len(missing.rules)
    if count < _MANY:
        return ""
    told = {
        "de": f" ({count} Regeln hängen davon ab)",
        "en": f" ({count} rules depend on it)",
    }
    return told[lang]


def _choices(missing: Missing, words: Words, lang: Lang) -> str:
    name = missing.key.rpartition(".")[2]
    labels = list(choices_of(name, words, lang))
    return f" ({', '.join(labels)})" if labels else ""


def choices_of(name: str, words: Words, lang: Lang) -> Iterator[str]:
    """Yield what people call the values of an input with a closed list."""
    known: Sequence[object] = list(CHOICES.get(name, ()))
    for each in known:
        yield words.say(_CHOICE_WORDS.get(name, "value"), str(each), lang)
