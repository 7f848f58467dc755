"""Where rules stand: tables from steps to rules, put together."""

from __future__ import annotations

from collections.abc import Mapping


Guards = Mapping[str, tuple[str, ...]]


def together(*tables: Guards) -> dict[str, tuple[str, ...]]:
    """Put tables together: what several say about a step adds up, each rule once."""
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        for step, rules in table.items():
            found.setdefault(step, {}).update(dict.fromkeys(rules))
    return {step: tuple(rules) for step, rules in found.items()}
