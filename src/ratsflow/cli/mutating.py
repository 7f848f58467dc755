"""``ratsflow check --mutants``: for every rule on a step, the case that notices it gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.cli.reach import reach
from ratsflow.model.text import Lang


if TYPE_CHECKING:
    from ratsflow.checking import Mutant, Mutants, Property, Space
    from ratsflow.checking.witnesses import Placement
    from ratsflow.testing.examples import Answered


_SAID = {
    "witnessed": (
        "{n} von {all} Regeln an einem Schritt stehen dort in einem Fall allein im Weg.",
        "{n} of {all} rules on a step stand alone in its way in some case.",
    ),
    "constructed": (
        "{n} tun es in einem Fall, der dafür gebaut wurde; ob er eintreten kann, ist offen.",
        "{n} do in a case that was built for it; whether it comes about is open.",
    ),
    "redundant": (
        "{n} sind überflüssig: Alles wurde gesehen, oder es ist bewiesen, und nie steht die "
        "Regel allein.",
        "{n} are redundant: all was looked at, or it is proved, and the rule never stands alone.",
    ),
    "unreached": (
        "{n} blieben ohne solchen Fall; die Grenze kam vorher.",
        "{n} were left without such a case; the bound came before.",
    ),
    "rule.shadowed": (
        "steht nie allein, stets mit: {others}",
        "never alone, always with: {others}",
    ),
    "rule.never_alone": (
        "steht nie allein, zuletzt mit: {others}",
        "never alone, with others each time, at least: {others}",
    ),
    "rule.never_unmet": (
        "nie verletzt ({n} Änderungen versucht)",
        "never unmet ({n} changes tried)",
    ),
    "rule.implied": (
        "bewiesen: Immer steht dann auch eine andere Regel des Schritts im Weg",
        "proved: another rule of the step stands in the way then, too",
    ),
    "rule.not_asked": (
        "wird nicht gefragt: ihre Norm steht nicht im Recht",
        "not asked: its norm is not in the law",
    ),
    "rule.not_tried": ("nicht versucht: die Zeit war um", "not tried: time was up"),
    "step.never": ("der Schritt kam nie zustande", "the step never came about"),
    "explained": (
        "Erklärt: {n} von {all}, das sind {share} %. {classes}",
        "Explained: {n} of {all}, which is {share} %. {classes}",
    ),
    "late": (
        "Die Zeit war um, bevor alles versucht war (--budget {budget}).",
        "Time was up before all was tried (--budget {budget}).",
    ),
    "killed": (
        "{n} von {all} bemerken die Eigenschaften.",
        "{n} of {all} are noticed by the properties.",
    ),
    "by": ("bemerkt von {id}: {n}", "noticed by {id}: {n}"),
    "survivor": (
        "! {step} {rule}: keine Eigenschaft bemerkt es",
        "! {step} {rule}: no property notices",
    ),
    "matrix": (
        "Bemerkt von den durchgerechneten Fällen: {examples} von {all}; von einem Fall oben: "
        "{cases}; von beiden: {both}; von keinem: {neither}.",
        "Noticed by the worked examples: {examples} of {all}; by a case above: {cases}; by "
        "both: {both}; by neither: {neither}.",
    ),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


@attrs.frozen
class Told:
    """What came out, ready to be printed.

    Attributes:
        found: the mutants.
        killed: which properties notice which; None where none were asked.
        by_examples: which worked examples notice which; None where there are none.
        budget: for how many seconds it was looked for, at most.
    """

    found: Mutants
    killed: Mapping[Placement, tuple[str, ...]] | None
    by_examples: Mapping[Placement, tuple[str, ...]] | None
    budget: int

    @property
    def failed(self) -> bool:
        """A rule is redundant, or no property notices that one is gone."""
        from ratsflow.checking import Fate  # noqa: PLC0415

        survived = self.killed is not None and not all(self.killed.values())
        return bool(self.found.of(Fate.REDUNDANT)) or survived


def looked_for(
    space: Space,
    asked: Sequence[Property] | None,
    cases: int,
    budget: int,
    paths: Sequence[str],
) -> Told:
    """Look for what notices each rule that is gone.

    Args:
        space: what is looked at.
        asked: properties that are to notice; None for none.
        cases: how many different cases are looked at, at most.
        budget: for how many seconds, at most.
        paths: worked examples; those of the state if there are none.
    """
    from ratsflow.checking import kills, mutants  # noqa: PLC0415
    from ratsflow.testing.mutation import (  # noqa: PLC0415
        noticed_by_examples,
        walked,
    )

    answered = answers(space, paths)
    begun = [each.verdict for each in answered if each.verdict is not None]
    begun += walked(space)
    found = mutants(space, cases=cases, budget=budget, begun=begun)
    killed = None if asked is None else kills(asked, found)
    by_examples = noticed_by_examples(answered) if answered else None
    return Told(found, killed, by_examples, budget)


def answers(space: Space, paths: Sequence[str] = ()) -> list[Answered]:
    """Return what came out of some worked examples, or of those of the state."""
    from ratsflow import states  # noqa: PLC0415
    from ratsflow.testing.examples import ask_example, load_examples  # noqa: PLC0415

    state = space.procedure.law_of
    if not state:
        return []
    chosen = paths or [str(Path(states.__file__).parent)]
    return [
        ask_example(each, state)
        for each in load_examples(*chosen)
        if state in each.states
    ]


def lines(told: Told, lang: Lang) -> Iterator[str]:
    """Tell it in lines: counts, then each placement that has no case, and why."""
    from ratsflow.checking import Fate  # noqa: PLC0415  # only where asked

    found, every = told.found, len(told.found.found)
    for fate in Fate:
        these = found.of(fate)
        if fate is Fate.CONSTRUCTED and not these:
            continue
        yield _say(fate.value, lang, n=len(these), all=every)
        for each in these:
            if each.why:
                mark = "✗" if fate is Fate.REDUNDANT else "!"
                yield f"  {mark} {each.step} {each.rule}: {_why(each, lang)}"
    counts = Counter(each.why for each in found.found.values() if each.why)
    classes = ", ".join(f"{name} {n}" for name, n in counts.most_common())
    share = round(100 * found.explained / every) if every else 100
    yield _say(
        "explained", lang, n=found.explained, all=every, share=share, classes=classes
    ).rstrip()
    if told.by_examples is not None:
        yield _matrix(told, lang)
    if told.killed is not None:
        yield from _killed_lines(told.killed, lang)
    if not found.in_time:
        yield _say("late", lang, budget=told.budget)
    yield reach(found, lang)


def _matrix(told: Told, lang: Lang) -> str:
    every = set(told.found.found)
    examples = every.intersection(told.by_examples or ())
    cases = {key for key, each in told.found.found.items() if not each.why}
    return _say(
        "matrix",
        lang,
        all=len(every),
        examples=len(examples),
        cases=len(cases),
        both=len(examples & cases),
        neither=len(every - examples - cases),
    )


def _killed_lines(
    killed: Mapping[Placement, tuple[str, ...]], lang: Lang
) -> Iterator[str]:
    noticed = sum(bool(each) for each in killed.values())
    yield _say("killed", lang, n=noticed, all=len(killed))
    counts = Counter(name for names in killed.values() for name in names)
    for name, count in counts.most_common():
        yield "  " + _say("by", lang, id=name, n=count)
    for (step, rule), names in killed.items():
        if not names:
            yield "  " + _say("survivor", lang, step=step, rule=rule)


def _why(mutant: Mutant, lang: Lang) -> str:
    others = sorted(mutant.shadowed_by or mutant.beside)[:4]
    return _say(mutant.why, lang, others=", ".join(others) or "–", n=mutant.tried)


def json(told: Told, lang: Lang) -> dict[str, Any]:
    """Return it for programs, with the story of each witness."""
    from ratsflow.checking import story  # noqa: PLC0415

    found, killed, by_examples = told.found, told.killed, told.by_examples
    return {
        "closed": found.closed,
        "in_time": found.in_time,
        "cases": found.cases,
        "asked": found.asked,
        "explained": found.explained,
        "placements": [
            {
                "step": each.step,
                "rule": each.rule,
                "fate": each.fate.value,
                "why": each.why or None,
                "beside": sorted(each.beside),
                "shadowed_by": sorted(each.shadowed_by),
                "witness": None
                if each.witness is None
                else list(story(each.witness.tried, found.space, lang)),
                "built_by_changing": None
                if each.built is None
                else list(each.built[0].changed),
                "noticed_by": None
                if killed is None or each.witness is None
                else list(killed[each.step, each.rule]),
                "noticed_by_examples": None
                if by_examples is None
                else list(by_examples.get((each.step, each.rule), ())),
            }
            for each in found.found.values()
        ],
    }
