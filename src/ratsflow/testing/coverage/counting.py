"""What the verdicts of a session exercised, counted; counts of several sessions add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from ratsflow.checking import Report
from ratsflow.engine import Verdict
from ratsflow.procedure.finding import MET, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.testing.coverage.sheet import Sheet


MET_AT, UNMET_AT, UNKNOWN_AT, SOLE_AT = range(4)
"""Where the counts of a placement stand."""

_COLUMN = {Result.MET: MET_AT, Result.UNMET: UNMET_AT}


@attrs.define
class Counted:
    """What was exercised of one procedure.

    Attributes:
        sheet: what it has.
        laws: the municipalities under whose law it was asked.
        tests: the tests that asked.
        outcomes: by step and outcome, how often it was open to somebody who asked.
        placements: by step and rule, how often the rule was met, unmet, unknown, and the
            sole blocker of the step.
        claims: by paragraph that tests say they cover, the rules that were sole blocker in
            one of these tests, or told there where they block nothing.
        properties: by property that was checked, whether it was kept.
    """

    sheet: Sheet
    laws: set[str] = attrs.field(factory=set)
    tests: set[str] = attrs.field(factory=set)
    outcomes: dict[tuple[str, str], int] = attrs.field(factory=dict)
    placements: dict[tuple[str, str], list[int]] = attrs.field(factory=dict)
    claims: dict[str, set[str]] = attrs.field(factory=dict)
    properties: dict[str, bool] = attrs.field(factory=dict)

    def at(self, step: str, rule: str) -> list[int]:
        """Return the counts of a placement."""
        return self.placements.get((step, rule), [0, 0, 0, 0])

    def is_tested(self, rule: str) -> bool:
        """Tell whether a rule was once the sole blocker of a step."""
        return any(
            each[SOLE_AT] for (_, name), each in self.placements.items() if name == rule
        )

    def is_seen(self, rule: str) -> bool:
        """Tell whether a rule was once not met."""
        return any(
            each[UNMET_AT] or each[UNKNOWN_AT]
            for (_, name), each in self.placements.items()
            if name == rule
        )

    def add(self, other: Counted) -> None:
        """Add what another session or process counted of the same procedure."""
        self.laws |= other.laws
        self.tests |= other.tests
        for key, count in other.outcomes.items():
            self.outcomes[key] = self.outcomes.get(key, 0) + count
        for placed, counts in other.placements.items():
            here = self.at(*placed)
            self.placements[placed] = [a + b for a, b in zip(here, counts, strict=True)]
        for claim, rules in other.claims.items():
            self.claims.setdefault(claim, set()).update(rules)
        for name, kept in other.properties.items():
            self.properties[name] = self.properties.get(name, True) and kept

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain values, for JSON and for other processes."""
        return {
            "sheet": self.sheet.to_plain(),
            "laws": sorted(self.laws),
            "tests": sorted(self.tests),
            "outcomes": [[*key, count] for key, count in sorted(self.outcomes.items())],
            "placements": [
                [*key, *each] for key, each in sorted(self.placements.items())
            ],
            "claims": {
                name: sorted(rules) for name, rules in sorted(self.claims.items())
            },
            "properties": dict(sorted(self.properties.items())),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Counted:
        """Take it from plain values."""
        return cls(
            Sheet.from_plain(plain["sheet"]),
            set(plain["laws"]),
            set(plain["tests"]),
            {(step, outcome): count for step, outcome, count in plain["outcomes"]},
            {(step, rule): list(each) for step, rule, *each in plain["placements"]},
            {name: set(rules) for name, rules in plain["claims"].items()},
            dict(plain["properties"]),
        )


@attrs.define
class Coverage:
    """Observes the verdicts of a session.

    Attributes:
        counted: by name and fingerprint of a procedure, what was exercised of it.
        test: the test that runs.
        claims: the paragraphs that it says it covers.
    """

    counted: dict[tuple[str, str], Counted] = attrs.field(factory=dict)
    test: str = ""
    claims: tuple[str, ...] = ()

    def __call__(self, told: object) -> None:
        """Count what somebody was answered."""
        if isinstance(told, Verdict):
            self._asked(told)
        elif isinstance(told, Report):
            here = self._of(told.space.procedure)
            for each in told.checked:
                kept = here.properties.get(each.asked.id, True)
                here.properties[each.asked.id] = kept and each.is_kept

    def _of(self, procedure: Procedure) -> Counted:
        key = procedure.name, procedure.fingerprint
        if key not in self.counted:
            self.counted[key] = Counted(Sheet.of(procedure))
        here = self.counted[key]
        if self.test:
            here.tests.add(self.test)
        for claim in self.claims:
            here.claims.setdefault(claim, set())
        return here

    def _asked(self, verdict: Verdict) -> None:
        here = self._of(verdict.procedure)
        step, law = verdict.step.name, verdict.question.law
        here.laws.add(law.name or law.state)
        blocking: list[Rule] = []
        for rule, answer in verdict.rows:
            column = MET_AT if answer is MET else _COLUMN.get(answer.result, UNKNOWN_AT)
            here.placements.setdefault((step, rule.id), [0, 0, 0, 0])[column] += 1
            if column != MET_AT:
                if verdict.blocks(rule):
                    blocking.append(rule)
                else:
                    self._exercised(here, rule)
        if len(blocking) == 1:
            (sole,) = blocking
            here.placements[step, sole.id][SOLE_AT] += 1
            self._exercised(here, sole)
        if not blocking and verdict.moves is not None:
            key = step, verdict.outcome
            here.outcomes[key] = here.outcomes.get(key, 0) + 1

    def _exercised(self, here: Counted, rule: Rule) -> None:
        for claim in self.claims:
            here.claims[claim].add(rule.id)

    def add(self, others: Iterable[Counted]) -> None:
        """Add what other sessions or processes counted."""
        for each in others:
            key = each.sheet.name, each.sheet.fingerprint
            if key in self.counted:
                self.counted[key].add(each)
            else:
                self.counted[key] = each

    def to_plain(self) -> list[dict[str, Any]]:
        """Return it as plain values."""
        return [each.to_plain() for each in self.counted.values()]
