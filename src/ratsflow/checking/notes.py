"""What a plan says of a step beside its day: what to state, why not sooner, why not later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ratsflow.checking.plan import Plan, PlanRow
from ratsflow.model import Meeting
from ratsflow.model.text import Lang
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.words import say_day


_SAID = {
    "state": ("anzugeben: {names}", "to be stated: {names}"),
    "wait": ("vorher nicht: {why}", "not before: {why}"),
    "late": ("später nicht: {why}", "not later: {why}"),
    "late_for": (
        "später nicht, sonst fehlt bei „{step}“: {why}",
        "not later, else “{step}” lacks: {why}",
    ),
    "passed_over": (
        "nicht in der Sitzung am {day}: {why}",
        "not in the meeting on {day}: {why}",
    ),
    "condition": ("Voraussetzung: {what}", "condition: {what}"),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def notes(each: PlanRow, found: Plan, lang: Lang = "en") -> Iterator[str]:
    """Yield in sentences what a plan says of a step beside its day and role.

    Args:
        each: the step.
        found: the plan.
        lang: language.
    """
    words, name = found.space.procedure.words, each.choice.step
    if each.supplied:
        named = [
            words.say("fact", f"{name}.{part}", lang) + _value(each, part, lang)
            for part in each.supplied
        ]
        yield _say("state", lang, names=", ".join(named))
    for finding in each.waits:
        yield _say("wait", lang, why=_why(finding, lang))
    for held, because in each.passed_over:
        day = say_day(held.day, lang)
        for finding in because:
            yield _say("passed_over", lang, day=day, why=_why(finding, lang))
    for finding in each.too_late:
        key = "late" if each.breaks == name else "late_for"
        step = found.space.procedure.step(each.breaks).title(lang)
        yield _say(key, lang, step=step, why=_why(finding, lang))
    for title, norms in _conditions(each, lang).items():
        yield _say("condition", lang, what=f"{title} ({'; '.join(norms)})")


def _why(finding: Finding, lang: Lang) -> str:
    return f"{finding.text(lang)} ({finding.citation.norm})"


def _value(each: PlanRow, name: str, lang: Lang) -> str:
    value = each.choice.inputs[name]
    return f" ({say_day(value.day, lang)})" if isinstance(value, Meeting) else ""


def _conditions(each: PlanRow, lang: Lang) -> dict[str, list[str]]:
    """Return what must be so for a step beside the main path, with its paragraphs."""
    found: dict[str, list[str]] = {}
    for finding in each.conditions:
        norms = found.setdefault(finding.rule.title(lang), [])
        if finding.citation.norm not in norms:
            norms.append(finding.citation.norm)
    return found
