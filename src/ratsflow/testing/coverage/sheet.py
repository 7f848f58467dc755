"""What a procedure has that can be tested, as plain values: reports need no procedure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from ratsflow.law.citation import Consequence
from ratsflow.law.paragraphs import paragraphs
from ratsflow.procedure.procedure import Procedure


@attrs.frozen
class Placed:
    """A rule, and where it stands.

    Attributes:
        id: its name.
        label: what it is called, in German and English.
        norm: its citation.
        paragraphs: the paragraphs that it cites, each with its law.
        blocks: a breach stands in the way of a step; otherwise it is told.
        steps: the steps on which it stands.
    """

    id: str
    label: tuple[str, str]
    norm: str
    paragraphs: tuple[str, ...]
    blocks: bool
    steps: tuple[str, ...]


@attrs.frozen
class Sheet:
    """What a procedure has that can be tested.

    Attributes:
        name: the procedure.
        fingerprint: which version of it.
        steps: by name of a step, what it is called in German and English, and its outcomes.
        rules: its rules, in order.
    """

    name: str
    fingerprint: str
    steps: Mapping[str, tuple[str, str, tuple[str, ...]]]
    rules: tuple[Placed, ...]

    @classmethod
    def of(cls, procedure: Procedure) -> Sheet:
        """Return what a procedure has."""
        steps = {
            each.name: (each.title("de"), each.title("en"), tuple(each.branches))
            for each in procedure.steps
        }
        rules: dict[str, Placed] = {}
        main = _main_law(procedure)
        for rule in procedure.rules:
            on = tuple(each.name for each in procedure.steps_guarded_by(rule.id))
            if rule.id not in rules and on:
                rules[rule.id] = Placed(
                    rule.id,
                    (rule.label.in_("de"), rule.label.in_("en")),
                    rule.citation.norm,
                    tuple(
                        _whole(each, main) for each in paragraphs(rule.citation.norm)
                    ),
                    rule.consequence is not Consequence.ORDER,
                    on,
                )
        return cls(procedure.name, procedure.fingerprint, steps, tuple(rules.values()))

    @cached_property
    def _claimed(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for rule in self.rules:
            for each in rule.paragraphs:
                found.setdefault(each, []).append(rule.id)
        return {name: tuple(rules) for name, rules in found.items()}

    def rules_of(self, claim: str) -> tuple[str, ...]:
        """Return the rules that cite a paragraph; without a law it may be of any."""
        named = {claim, *paragraphs(claim)}
        return tuple(
            dict.fromkeys(
                rule
                for paragraph, rules in self._claimed.items()
                if paragraph in named
                or any(paragraph.startswith(f"{each} ") for each in named)
                for rule in rules
            )
        )

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain values, for JSON and for other processes."""
        return {
            "name": self.name,
            "fingerprint": self.fingerprint,
            "steps": {
                name: [de, en, [*all_]] for name, (de, en, all_) in self.steps.items()
            },
            "rules": [
                [r.id, [*r.label], r.norm, [*r.paragraphs], r.blocks, [*r.steps]]
                for r in self.rules
            ],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Sheet:
        """Take it from plain values."""
        steps = {
            name: (de, en, tuple(all_))
            for name, (de, en, all_) in plain["steps"].items()
        }
        rules = tuple(
            Placed(id_, (label[0], label[1]), norm, tuple(cited), blocks, tuple(on))
            for id_, label, norm, cited, blocks, on in plain["rules"]
        )
        return cls(plain["name"], plain["fingerprint"], steps, rules)


def _main_law(procedure: Procedure) -> str:
    """Return the law that most rules cite: a paragraph without a law is one of it."""
    laws = Counter(
        each.split(" ", 2)[2]
        for rule in procedure.rules
        for each in paragraphs(rule.citation.norm)
        if each.count(" ") > 1 and each.startswith(("§", "Art."))
    )
    return laws.most_common(1)[0][0] if laws else ""


def _whole(paragraph: str, main: str) -> str:
    bare = paragraph.startswith(("§", "Art.")) and paragraph.count(" ") == 1
    return f"{paragraph} {main}".strip() if bare else paragraph
