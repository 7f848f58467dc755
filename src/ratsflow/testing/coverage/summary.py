"""The report in the terminal, and the shares that can be asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ratsflow.testing.coverage.counting import SOLE_AT, Counted


_MOST, _NAMED = 4, 12
"""How many paragraphs and how many sole blockers are told."""

Share = tuple[int, int]
"""How many were exercised, of how many."""


def shares(counted: Counted) -> Mapping[str, Share]:
    """Return how much of a procedure was exercised.

    Returns:
        Of *blocking*: on how many steps a rule was the sole blocker, of all on which one
        can block. Of *rules*: how many were that on some step. Of *steps* and *outcomes*:
        how many were open to somebody who asked.
    """
    sheet = counted.sheet
    blocking = [(step, r.id) for r in sheet.rules if r.blocks for step in r.steps]
    outcomes = [(name, each) for name, row in sheet.steps.items() for each in row[2]]
    reached = {step for step, _ in counted.outcomes}
    rules = [r for r in sheet.rules if r.blocks]
    return {
        "blocking": (
            sum(counted.at(*key)[SOLE_AT] > 0 for key in blocking),
            len(blocking),
        ),
        "rules": (sum(counted.is_tested(r.id) for r in rules), len(rules)),
        "steps": (sum(name in reached for name in sheet.steps), len(sheet.steps)),
        "outcomes": (sum(key in counted.outcomes for key in outcomes), len(outcomes)),
    }


def percent(share: Share) -> float:
    """Return a share in percent; of nothing all was exercised."""
    return 100 * share[0] / share[1] if share[1] else 100.0


def in_words(share: Share) -> str:
    """Write a share in percent; below one with a decimal, so that little is not nothing."""
    value = percent(share)
    return f"{value:.1f} %" if 0 < value < 1 else f"{int(value)} %"


def never_unmet(counted: Counted) -> tuple[str, ...]:
    """Return the rules that were never unmet, nor unknown."""
    return tuple(r.id for r in counted.sheet.rules if not counted.is_seen(r.id))


def untested(counted: Counted) -> Mapping[str, tuple[str, ...]]:
    """Return by paragraph that tests say they cover, the rules of it that none exercised."""
    found = {}
    for claim, exercised in sorted(counted.claims.items()):
        rules = counted.sheet.rules_of(claim)
        found[claim] = tuple(each for each in rules if each not in exercised)
    return {claim: rules for claim, rules in found.items() if rules}


def summary(counted: Counted) -> Iterator[str]:
    """Yield the lines of the report in the terminal."""
    sheet, found = counted.sheet, shares(counted)
    tests = len(counted.tests)
    law = ", ".join(sorted(filter(None, counted.laws))) or "none"
    head = f"ratsflow coverage: {sheet.name} {sheet.fingerprint[:12]}, law {law}, "
    yield f"{head}{tests} test{'' if tests == 1 else 's'}"
    yield f"{'':22} {'reached':>7} {'of':>5}"
    for name, title in (("steps", "steps"), ("outcomes", "step × outcome")):
        done, all_ = found[name]
        yield f"{title:22} {done:7} {all_:5}   {_bar(found[name])} {in_words(found[name])}"
    yield f"{'blocking placements':22} {'met':>7} {'unmet':>7} {'unknown':>8}  SOLE BLOCKER {'of':>5}"
    placed = [(step, r.id) for r in sheet.rules if r.blocks for step in r.steps]
    met, unmet, unknown, sole = (
        sum(counted.at(*key)[column] > 0 for key in placed) for column in range(4)
    )
    yield f"{'':22} {met:7} {unmet:7} {unknown:8} {sole:13} {len(placed):5}"
    never = never_unmet(counted)
    named = {r.id: r.paragraphs for r in sheet.rules}
    most = Counter(each for rule in never for each in named[rule]).most_common(_MOST)
    told = ", ".join(f"{_short(name)} {count}" for name, count in most)
    all_told = "all: --rule-coverage-report=html"
    yield (
        f"{'rules never unmet':22} {len(never)} of {len(sheet.rules)}"
        f"   ({f'most: {told}; ' if told else ''}{all_told})"
    )
    seen = [
        f"{step} {rule}" for step, rule in placed if counted.at(step, rule)[SOLE_AT]
    ]
    if seen:
        more = f" · and {len(seen) - _NAMED} more" if len(seen) > _NAMED else ""
        yield f"{'sole blockers seen':22} {' · '.join(seen[:_NAMED])}{more}"
    for claim, rules in untested(counted).items():
        yield f"{'claimed, not tested':22} {claim}: {', '.join(rules)}"
    if counted.properties:
        kept = sum(counted.properties.values())
        broken = ", ".join(
            name for name, each in counted.properties.items() if not each
        )
        told = f"{kept} of {len(counted.properties)} kept"
        yield f"{'properties':22} {told}{f'; not: {broken}' if broken else ''}"


def _short(paragraph: str) -> str:
    """Return a paragraph without its law: beside a number of rules there is room for little."""
    parts = paragraph.split(" ")
    return " ".join(parts[:2]) if parts[0] in ("§", "Art.") else paragraph


def _bar(share: Share) -> str:
    full, rest = divmod(round(percent(share) * 8 / 10), 8)
    return "█" * full + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[rest]
