"""The verdict: one question, one answer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs

from ratsflow.law.citation import Citation, Confidence, Consequence, Layer
from ratsflow.log import Made, Override
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Lang, Text
from ratsflow.procedure.finding import MET, Answer, Finding, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


class Mode(ClosedList):
    """Refuse what the procedure does not let pass, or record what really happened."""

    ENFORCE = "enforce"
    RECORD = "record"


def _never(_: Question) -> Answer:  # the engine answers these rules itself
    return MET


_PROCEDURE = Citation("procedure", Confidence.LOCAL)

STATE = Rule(
    "procedure.state",
    _never,
    label=Text("Stand des Verfahrens", "State of the procedure"),
    citation=_PROCEDURE,
    unmet=Text(
        "Der Schritt ist im Stand {observed} nicht möglich; er beginnt in: {required}.",
        "The step cannot be taken in state {observed}; it starts from: {required}.",
    ),
    remedy=Text(
        "Erst die Schritte gehen, die dorthin führen.",
        "Take the steps that lead there first.",
    ),
)
ROLE = Rule(
    "procedure.role",
    _never,
    label=Text("Zuständige Rolle", "Role"),
    citation=_PROCEDURE,
    unmet=Text(
        "{observed} darf den Schritt nicht gehen; dazu braucht es: {required}.",
        "{observed} may not take the step; it takes: {required}.",
    ),
    remedy=Text(
        "Von jemandem mit dieser Rolle gehen lassen.",
        "Let somebody with that role take it.",
    ),
)
INPUTS = Rule(
    "procedure.inputs",
    _never,
    label=Text("Angaben zum Schritt", "Inputs of the step"),
    citation=_PROCEDURE,
    unmet=Text("Es fehlen die Angaben: {required}.", "These inputs lack: {required}."),
    remedy=Text("Die Angaben machen.", "State them."),
)
OUTCOME = Rule(
    "procedure.outcome",
    _never,
    label=Text("Ergebnis des Schritts", "Outcome of the step"),
    citation=_PROCEDURE,
    unknown=Text(
        "Das Ergebnis ist nicht feststellbar{shortfall}.",
        "The outcome cannot be told{shortfall}.",
    ),
    remedy=Text("Die fehlenden Angaben machen.", "State what is missing."),
)
AUTHORITY = Rule(
    "procedure.authority",
    _never,
    label=Text("Befugnis", "Authority"),
    citation=_PROCEDURE,
    unmet=Text(
        "Die Befugnis „{act}“ hat {observed} hier nicht; sie hat: {required}.",
        "{observed} may not {act} here; it takes: {required}.",
    ),
    remedy=Text(
        "Von jemandem mit dieser Rolle veranlassen lassen.",
        "Let somebody with that role do it.",
    ),
)
TIME = Rule(
    "procedure.time",
    _never,
    label=Text("Zeitpunkt", "Time"),
    citation=_PROCEDURE,
    unmet=Text(
        "Der Schritt soll am {observed} wirksam werden; es ist erst {required}.",
        "The step is to take effect on {observed}; it is only {required}.",
    ),
    remedy=Text("Bis dahin warten.", "Wait until then."),
)
STRUCTURAL = frozenset(
    {"procedure.state", "procedure.inputs", "procedure.outcome", "procedure.time"}
)
"""What no mode and no override can pass: without it there is no step to write down."""

Row = tuple[Rule, Answer]


@attrs.frozen(slots=False, eq=False, repr=False)
class Verdict:
    """The answer to "may this step be taken?", with a finding for every rule.

    Attributes:
        procedure: the procedure asked.
        step: the step asked about.
        question: what was asked.
        mode: enforce or record.
        rows: each rule with its answer, in the order of the procedure.
        outcome: the outcome the step would have; empty for steps with one.
        moves: the moves it would make; None where it cannot start.
        override: the override handed in, or None.
    """

    procedure: Procedure
    step: Step
    question: Question
    mode: Mode
    rows: tuple[Row, ...]
    outcome: str
    moves: tuple[Made, ...] | None
    override: Override | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for every rule, met ones included."""
        words = self.procedure.words
        return tuple(Finding(rule, answer, words) for rule, answer in self.rows)

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings that are not met, warnings included."""
        words = self.procedure.words
        return tuple(
            Finding(rule, answer, words)
            for rule, answer in self.rows
            if answer.result is not Result.MET
        )

    @property
    def is_clear(self) -> bool:
        """Tell whether every rule is met and has nothing to say."""
        for row in self.rows:  # noqa: SIM110  # all() over a generator costs three times this
            if row[1] is not MET:
                return False
        return True

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return () if self.is_clear else self._blocking

    @cached_property
    def _blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.open if self._blocks(finding.rule))

    @property
    def overridden(self) -> tuple[Finding, ...]:
        """The findings that would stand in the way but for the override."""
        if self.override is None:
            return ()
        return tuple(
            finding
            for finding in self.open
            if self._would_block(finding.rule) and self._is_overridden(finding.rule)
        )

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are not met and let the step pass all the same."""
        return tuple(finding for finding in self.open if finding not in self.blocking)

    @property
    def allowed(self) -> bool:
        """Tell whether the step may be taken: no finding stands in the way."""
        return not self.blocking and self.moves is not None

    def __bool__(self) -> bool:
        """Refuse to stand for a truth value: `allowed` is the question to ask."""
        msg = "a Verdict is no truth value; ask verdict.allowed."
        raise TypeError(msg)

    def _blocks(self, rule: Rule) -> bool:
        return self._would_block(rule) and not self._is_overridden(rule)

    def _would_block(self, rule: Rule) -> bool:
        if rule.id in STRUCTURAL or rule.id == AUTHORITY.id:
            return True
        if rule.consequence is Consequence.ORDER:
            return False
        return self.mode is Mode.ENFORCE

    def _is_overridden(self, rule: Rule) -> bool:
        named = self.override
        if named is None or not can_override(rule):
            return False
        return not named.rules or rule.id in named.rules

    def explain(self, lang: Lang = "en") -> str:
        """Say it in words: allowed or refused, and every finding that is not met."""
        title = self.step.title(lang)
        if self.allowed:
            head = {"de": f"„{title}“ ist möglich.", "en": f"“{title}” may be taken."}
            lines = [head[lang]]
        else:
            count = len(self.blocking)
            head = {
                "de": f"„{title}“ ist nicht möglich, {count} Hinderungsgründe:"
                if count > 1
                else f"„{title}“ ist nicht möglich:",
                "en": f"“{title}” is refused for {count} reasons:"
                if count > 1
                else f"“{title}” is refused:",
            }
            lines = [head[lang]]
        lines += [_line(f, lang, "-") for f in self.blocking]
        lines += [_line(f, lang, "(!)") for f in self.warnings]
        return "\n".join(lines)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        question = self.question
        return {
            "case": question.case.id,
            "version": question.case.version,
            "step": self.step.name,
            "label": self.step.title(lang),
            "allowed": self.allowed,
            "mode": self.mode.value,
            "outcome": self.outcome,
            "actor": question.actor.id,
            "role": question.role,
            "findings": [finding.to_plain(lang) for finding in self.findings],
            "blocking": [finding.rule.id for finding in self.blocking],
        }

    def __repr__(self) -> str:
        word = "allowed" if self.allowed else "refused"
        reasons = ", ".join(finding.code for finding in self.blocking)
        return f"<Verdict {self.step.name}: {word}{reasons and f' ({reasons})'}>"


def can_override(rule: Rule) -> bool:
    """Tell whether an override may lift a rule.

    A statute that says "no such decision exists" cannot be lifted by anybody in the
    house; what happened against it can only be recorded.
    """
    if rule.id in (*STRUCTURAL, AUTHORITY.id, ROLE.id):
        return False
    return not (rule.layer is Layer.STATUTE and rule.consequence is Consequence.BLOCK)


def _line(finding: Finding, lang: Lang, mark: str) -> str:
    citation = finding.rule.citation
    cite = "" if citation is _PROCEDURE else f" ({citation})"
    remedy = finding.remedy(lang)
    cure = f" → {remedy}" if remedy else ""
    return f"  {mark} {finding.text(lang)}{cite}{cure}"
