"""Examples beside their rule: the sentence, what is given, when, then, in a line."""

from __future__ import annotations

import json

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ratsflow.law.states import StateLaw
from ratsflow.procedure.rule import Rule
from ratsflow.testing.examples.format import Example, load_examples


_FOLDER = "examples"
_LONG = 90


def examples_of(chosen: StateLaw) -> tuple[Example, ...]:
    """Return the shipped examples of a state, those of all states behind its own."""
    folders = (each for each in (chosen.folder, chosen.shared) if each is not None)
    found = load_examples(*(Path(str(each)) / _FOLDER for each in folders))
    return tuple(each for each in found if chosen.id in each.states)


def shown(examples: Iterable[Example], state: str, rule: Rule) -> Iterator[str]:
    """Yield a line of Markdown for each example of a rule.

    An example belongs to the rules that its ``then`` names, a count to the rule that rests
    on its norm.
    """
    for each in examples:
        if each.counts and each.table["norm"] == rule.norm:
            yield _counted(each, state)
        elif rule.id in each.rules(state):
            yield f"{_asked(each)} → {_then(each, state, rule.id)}"


def shown_apart(
    examples: Iterable[Example], state: str, rules: Iterable[Rule]
) -> Iterator[str]:
    """Yield a line of Markdown for each example that belongs to no rule."""
    norms = {rule.norm for rule in rules}
    for each in examples:
        if each.counts and each.table["norm"] not in norms:
            yield _counted(each, state)
        elif not (each.counts or each.rules(state)):
            answers = ", ".join(_code(part) for part in _flat(each.then(state)))
            yield f"{_asked(each)} → {answers}"


def _counted(example: Example, state: str) -> str:
    return f"- *{example.says}* {_code(_counted_of(example))} → {_code(example.then(state))}"


def _asked(example: Example) -> str:
    parts = filter(None, (_given(example), _when(example)))
    return f"- *{example.says}* {', '.join(parts)}"


def broken_in(examples: Iterable[Example], state: str) -> frozenset[str]:
    """Return the rules that some example shows broken, or in the way."""
    return frozenset(
        rule
        for each in examples
        for rule in each.rules(state)
        if str(each.then(state).get(rule, "unmet")).startswith("unmet")
    )


def _given(example: Example) -> str:
    given = example.own.get("given", {})
    return _code("; ".join(_flat(given))) if given else ""


def _when(example: Example) -> str:
    when = example.own.get("when", example.table.get("when"))
    asked = {"step": when} if isinstance(when, str) else dict(when or {})
    day = asked.pop("day", None) or example.day
    words = ", ".join([str(asked.pop("step", "")), *_flat(asked)])
    return f"{_code(words)}" + (f" on {day}" if day else "")


def _then(example: Example, state: str, rule: str) -> str:
    then = example.then(state)
    if rule in then:
        result, _, words = then[rule].partition(" ")
        return f"**{result}**" + (f" {_code(words)}" if words else "")
    if rule in then.get("only", ()):
        others = [each for each in then["only"] if each != rule]
        beside = f", beside {', '.join(map(_code, others))}" if others else ""
        return f"**alone refuses**{beside}"
    return "**refuses**" if rule in then.get("refused", ()) else "**is told**"


def _counted_of(example: Example) -> str:
    rows = {
        name: each
        for name, each in example.own.items()
        if name not in ("id", "says", "norm", "then", "state")
    }
    return "; ".join([str(example.table["norm"]), *_flat(rows)])


def _flat(given: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield what is given, each value beside its dotted name."""
    for name, value in given.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            inner = (
                "" if not prefix and name in ("facts", "law", "given") else f"{path}."
            )
            yield from _flat(value, inner)
        else:
            said = json.dumps(value, ensure_ascii=False, default=str)
            said = str(value) if isinstance(value, date) else said
            said = said if len(said) <= _LONG else f"{said[:_LONG]}…"
            yield f"{path} = {said}"


def _code(text: object) -> str:
    return f"`{text}`"
