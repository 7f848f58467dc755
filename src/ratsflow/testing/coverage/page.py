"""The report in HTML: each paragraph with its rules, and how far each was exercised."""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from ratsflow.exchange.page import code, page, table
from ratsflow.testing.coverage.counting import (
    MET_AT,
    SOLE_AT,
    UNKNOWN_AT,
    UNMET_AT,
    Counted,
)
from ratsflow.testing.coverage.sheet import Placed, Sheet
from ratsflow.testing.coverage.summary import in_words, percent, shares, untested


_TITLES = {
    "blocking": "Placements that can block: the rule was the sole blocker",
    "rules": "Rules that can block: sole blocker on some step",
    "steps": "Steps that were open to somebody",
    "outcomes": "Outcomes of steps that were reached",
}
_MARKS = {
    "green": ("●", "sole blocker"),
    "told": ("●", "told"),
    "yellow": ("◐", "unmet beside others"),
    "red": ("○", "never unmet"),
}
"""By how far a rule was exercised: a sign and words, so that colour says nothing alone."""


def as_page(counted: Iterable[Counted]) -> str:
    """Return the report as one file of HTML."""
    body = "".join(part for each in counted for part in _procedure(each))
    return page("Which rules did we test?", body or "<p>No rule was asked.</p>\n", "en")


def _procedure(counted: Counted) -> Iterator[str]:
    sheet = counted.sheet
    law = ", ".join(sorted(filter(None, counted.laws))) or "none"
    yield f'<h2 id="{_anchor(sheet, "top")}">Procedure {escape(sheet.name)}</h2>\n'
    yield (
        f"<p>Version <code>{escape(sheet.fingerprint[:12])}</code>, "
        f'law <span lang="de">{escape(law)}</span>, {len(counted.tests)} tests. '
        "A rule is tested where it was the <strong>sole blocker</strong> of a step that a test "
        "asked about: only then would the test have failed without it.</p>\n"
    )
    yield _shares(counted)
    yield _legend()
    yield from _claims(counted)
    if counted.properties:
        rows = [
            [
                code(name),
                _marked(
                    "green" if kept else "red",
                    "✓" if kept else "✗",
                    "kept" if kept else "broken, or never asked",
                ),
            ]
            for name, kept in sorted(counted.properties.items())
        ]
        yield table(
            f"Properties of {sheet.name} that were checked",
            ["Property", "Result"],
            rows,
        )
    by_paragraph: dict[str, list[Placed]] = {}
    for rule in sheet.rules:
        for each in rule.paragraphs:
            by_paragraph.setdefault(each, []).append(rule)
    ordered = _ordered(by_paragraph)
    yield _overview(counted, ordered)
    for name in ordered:
        yield from _paragraph(counted, name, by_paragraph[name])
    yield _steps(counted)


def _shares(counted: Counted) -> str:
    found = shares(counted)
    rows = []
    for name, title in _TITLES.items():
        done, all_ = found[name]
        width = f"{percent(found[name]):.1f}"
        bar = f'<span class="bar" aria-hidden="true"><span style="width:{width}%"></span></span>'
        rows.append([title, bar, str(done), str(all_), in_words(found[name])])
    head = ["What", '<span aria-hidden="true"></span>Bar', "Exercised", "Of", "Share"]
    return table(
        f"How much of {counted.sheet.name} was exercised", head, rows, numbers=3
    )


def _legend() -> str:
    told = {
        "green": "without the rule a test would have failed",
        "told": "the rule only tells and never blocks; it was told",
        "yellow": "it was not met, but other rules stood in the way too",
        "red": "no test saw it unmet",
    }
    rows = "".join(
        f"<dt>{_mark(name)}</dt><dd>{escape(text)}</dd>\n"
        for name, text in told.items()
    )
    return f"<dl>\n{rows}</dl>\n"


def _claims(counted: Counted) -> Iterator[str]:
    if not counted.claims:
        return
    rows = []
    lacking = untested(counted)
    for claim in sorted(counted.claims):
        if not counted.sheet.rules_of(claim):
            continue
        rules = lacking.get(claim, ())
        names = ", ".join(map(code, rules))
        all_done = _marked("green", "✓", "every rule")
        rows.append([f'<span lang="de">{escape(claim)}</span>', names or all_done])
    if rows:
        caption = "Paragraphs that tests say they cover"
        yield table(
            caption, ["Paragraph", "Rules of it that none of them exercised"], rows
        )


def _paragraph(counted: Counted, name: str, rules: list[Placed]) -> Iterator[str]:
    yield f'<h3 lang="de" id="{_anchor(counted.sheet, name)}">{escape(name)}</h3>\n'
    rows = []
    for rule in sorted(rules, key=lambda each: each.id):
        de, en = rule.label
        sums = [
            sum(counted.at(step, rule.id)[n] for step in rule.steps) for n in range(4)
        ]
        tested = sum(counted.at(step, rule.id)[SOLE_AT] > 0 for step in rule.steps)
        where = ", ".join(_on(counted, step, rule) for step in rule.steps)
        label = f'{escape(en)}<br><span class="soft" lang="de">{escape(de)}</span>'
        rows.append(
            [
                f"{code(rule.id)}<br>{label}",
                _mark(_state(counted, rule)),
                where,
                *(
                    str(sums[column])
                    for column in (MET_AT, UNMET_AT, UNKNOWN_AT, SOLE_AT)
                ),
                f"{tested} of {len(rule.steps)}",
            ]
        )
    head = [
        "Rule",
        "Tested",
        "Stands on (bold: sole blocker)",
        "Met",
        "Unmet",
        "Unknown",
        "Sole blocker",
        "On steps",
    ]
    yield table(f"Rules of {name}", head, rows, numbers=5, kind="rules")


def _on(counted: Counted, step: str, rule: Placed) -> str:
    named = code(step)
    return f"<strong>{named}</strong>" if counted.at(step, rule.id)[SOLE_AT] else named


def _state(counted: Counted, rule: Placed) -> str:
    if counted.is_tested(rule.id):
        return "green"
    if not counted.is_seen(rule.id):
        return "red"
    return "yellow" if rule.blocks else "told"


def _mark(name: str) -> str:
    return _marked("green" if name == "told" else name, *_MARKS[name])


def _marked(colour: str, sign: str, words: str) -> str:
    return f'<span class="mark {colour}"><span aria-hidden="true">{sign}</span> {escape(words)}</span>'


def _steps(counted: Counted) -> str:
    sheet = counted.sheet
    rows = []
    for name, (de, en, outcomes) in sheet.steps.items():
        for outcome in outcomes:
            count = counted.outcomes.get((name, outcome), 0)
            mark = (
                _marked("green", "●", "reached")
                if count
                else _marked("red", "○", "never")
            )
            label = f'{code(name)}<br>{escape(en)} <span class="soft" lang="de">{escape(de)}</span>'
            rows.append(
                [
                    label,
                    code(outcome) if outcome else "–",
                    mark,
                    str(count),
                ]
            )
    head = ["Step", "Outcome", "Reached", "How often"]
    return f"<h3>Steps and outcomes</h3>\n{table(f'Steps of {sheet.name}', head, rows, numbers=1)}"


def _anchor(sheet: Sheet, name: str) -> str:
    return (
        re.sub(r"[^\w]+", "-", f"{sheet.name}-{sheet.fingerprint[:6]}-{name}")
        .strip("-")
        .lower()
    )


def _overview(counted: Counted, by_paragraph: Mapping[str, list[Placed]]) -> str:
    """Return a table of all paragraphs: how many of their rules are how far exercised."""
    rows = []
    for name, rules in by_paragraph.items():
        states = Counter(_state(counted, rule) for rule in rules)
        tested = states["green"] + states["told"]
        link = f'<a lang="de" href="#{_anchor(counted.sheet, name)}">{escape(name)}</a>'
        rows.append(
            [link, *map(str, (len(rules), tested, states["yellow"], states["red"]))]
        )
    tested_as = _marked("green", "●", "sole blocker, or told")
    head = ["Paragraph", "Rules", tested_as, _mark("yellow"), _mark("red")]
    return table(
        f"Paragraphs that {counted.sheet.name} rests on", head, rows, numbers=4
    )


def _ordered(by_paragraph: Mapping[str, list[Placed]]) -> dict[str, list[Placed]]:
    """Order paragraphs by number, those of the law with most rules first.

    What is no paragraph stands behind them.
    """
    parts = {name: _parts(name) for name in by_paragraph}
    laws: Counter[str] = Counter()
    for name, (law, _, _) in parts.items():
        laws[law] += len(by_paragraph[name])

    def place(name: str) -> tuple[bool, int, str, int, str]:
        law, number, rest = parts[name]
        return not number, -laws[law] if number else 0, law, number, rest

    return {name: by_paragraph[name] for name in sorted(by_paragraph, key=place)}


def _parts(name: str) -> tuple[str, int, str]:
    found = re.match(r"(?:§|Art\.) (\d+)(\w*) ?(.*)", name)
    return (name, 0, "") if found is None else (found[3], int(found[1]), found[2])
