"""``ratsflow check --mutants``: for every rule on a step, the case that notices it gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ratsflow.cli.reach import reach
from ratsflow.model.text import Lang


if TYPE_CHECKING:
    from ratsflow.checking import Mutant, Mutants
    from ratsflow.checking.mutants import Placement


_SAID = {
    "witnessed": (
        "{n} von {all} Regeln an einem Schritt stehen dort in einem Fall allein im Weg.",
        "{n} of {all} rules on a step stand alone in its way in some case.",
    ),
    "redundant": (
        "{n} sind überflüssig: Alles wurde gesehen, und nie stand die Regel allein.",
        "{n} are redundant: all was looked at, and the rule never stood alone.",
    ),
    "unreached": (
        "{n} blieben ohne solchen Fall; die Grenze kam vorher.",
        "{n} were left without such a case; the bound came before.",
    ),
    "alone": (
        "steht nie allein, stets mit: {others}",
        "never alone, always with: {others}",
    ),
    "met": ("nie verletzt", "never unmet"),
    "never": ("der Schritt kam nie zustande", "the step never came about"),
    "killed": (
        "{n} von {all} bemerken die Eigenschaften.",
        "{n} of {all} are noticed by the properties.",
    ),
    "by": ("bemerkt von {id}: {n}", "noticed by {id}: {n}"),
    "survivor": (
        "! {step} {rule}: keine Eigenschaft bemerkt es",
        "! {step} {rule}: no property notices",
    ),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def lines(
    found: Mutants, killed: Mapping[Placement, tuple[str, ...]] | None, lang: Lang
) -> Iterator[str]:
    """Tell it in lines: counts, then each placement that has no witness, and why."""
    from ratsflow.checking import Fate  # noqa: PLC0415  # only where asked

    for fate in Fate:
        these = found.of(fate)
        yield _say(fate.value, lang, n=len(these), all=len(found.found))
        for each in these:
            if each.witness is None:
                mark = "✗" if fate is Fate.REDUNDANT else "!"
                yield f"  {mark} {each.step} {each.rule}: {_why(each, lang)}"
    if killed is not None:
        yield from _killed_lines(killed, lang)
    yield reach(found, lang)


def _killed_lines(
    killed: Mapping[Placement, tuple[str, ...]], lang: Lang
) -> Iterator[str]:
    noticed = sum(bool(each) for each in killed.values())
    yield _say("killed", lang, n=noticed, all=len(killed))
    counts: dict[str, int] = {}
    for names in killed.values():
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    for name, count in sorted(counts.items(), key=lambda row: -row[1]):
        yield "  " + _say("by", lang, id=name, n=count)
    for (step, rule), names in killed.items():
        if not names:
            yield "  " + _say("survivor", lang, step=step, rule=rule)


def _why(mutant: Mutant, lang: Lang) -> str:
    if mutant.why == "rule.never_alone":
        return _say("alone", lang, others=", ".join(sorted(mutant.beside)[:4]) or "–")
    return _say("met" if mutant.why == "rule.never_unmet" else "never", lang)


def json(
    found: Mutants, killed: Mapping[Placement, tuple[str, ...]] | None, lang: Lang
) -> dict[str, Any]:
    """Return it for programs, with the story of each witness."""
    from ratsflow.checking import story  # noqa: PLC0415

    return {
        "closed": found.closed,
        "cases": found.cases,
        "asked": found.asked,
        "placements": [
            {
                "step": each.step,
                "rule": each.rule,
                "fate": each.fate.value,
                "why": each.why or None,
                "beside": sorted(each.beside),
                "witness": None
                if each.witness is None
                else list(story(each.witness.tried, found.space, lang)),
                "noticed_by": None
                if killed is None or each.witness is None
                else list(killed[each.step, each.rule]),
            }
            for each in found.found.values()
        ],
    }
