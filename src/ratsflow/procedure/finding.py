"""Answers of rules and the findings a user reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.law.citation import Citation
from ratsflow.law.local import NO_LAW, Law
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.quick import quick
from ratsflow.model.text import Lang
from ratsflow.procedure.sentences import said
from ratsflow.procedure.words import NO_WORDS, Words


if TYPE_CHECKING:
    from ratsflow.procedure.rule import Rule


class Result(ClosedList):
    """The four outcomes of a rule; only `MET` lets a motion pass."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    """a fact or a local value is missing"""
    ERROR = "error"
    """the rule itself failed"""


def _as_result(given: Result | str) -> Result:
    return given if type(given) is Result else Result(given)


@attrs.frozen
class Answer:
    """What a rule answers.

    Attributes:
        result: met, unmet or unknown; `ERROR` is set by the engine alone.
        code: dotted, stable detail code such as ``quorum.missing``; empty for the rule's
            own id.
        observed: what was found.
        required: what would have been needed.
        data: plain values for the text templates, for example ``missing``.
    """

    result: Result = attrs.field(converter=_as_result)
    code: str = ""
    observed: str = ""
    required: str = ""
    data: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


_new_answer = quick(Answer)

UNREAD = "unread"
"""The last part of the code of an answer that waits for norms nobody has looked up yet."""

UNTOLD = "untold"
"""The last part of the code of an answer that the source of a history does not tell."""

MET = Answer(Result.MET)
"""The one shared answer of every rule that has nothing to say."""


def _day_as_text(value: Any) -> Any:
    """Return a day as text; what else is no text stays, and is told as the rule's error."""
    return f"{value}" if isinstance(value, date) else value


def _days_as_text(data: Mapping[str, Any]) -> Mapping[str, Any]:
    for value in data.values():
        if isinstance(value, date):
            return {name: _day_as_text(each) for name, each in data.items()}
    return data


def met(observed: str = "", **data: Any) -> Answer:
    """Answer that the rule is kept, with something worth noting; days become text."""
    return Answer(Result.MET, observed=observed, data=_days_as_text(data))


def unmet(
    observed: str | date = "", required: str | date = "", code: str = "", **data: Any
) -> Answer:
    """Answer that the rule is broken; days become text."""
    told = _days_as_text(data)
    return _new_answer(
        Result.UNMET, code, _day_as_text(observed), _day_as_text(required), told
    )


def free_of(
    named: Sequence[str], required: str = "", code: str = "", **data: Any
) -> Answer:
    """Answer that the rule is met if nothing is named, else that it is broken by that."""
    return unmet(", ".join(named), required, code, **data) if named else MET


def unknown(
    *facts: str,
    key: str | Sequence[str] = (),
    observed: str = "",
    required: str = "",
    code: str = "",
    **data: Any,
) -> Answer:
    """Answer that a fact or value is missing, so that nobody can tell.

    Args:
        facts: the facts, inputs or fields that are missing, for example
            ``meeting.published_on``.
        key: the key or keys of local law that are missing.
        observed: what was found.
        required: what would have been needed, for programs; the names of what is missing
            if left out.
        code: dotted detail code.
        data: plain values for the text templates.

    Raises:
        TypeError: neither fact nor key: nobody could act on that.
    """
    keys = (key,) if isinstance(key, str) else tuple(key)
    if not facts and not keys:
        msg = "unknown() names no fact and no key that is missing."
        raise TypeError(msg)
    lacking = {"facts": list(facts)} if facts else {}
    if keys:
        lacking["keys"] = list(keys)
    needed = required or ", ".join((*facts, *keys))
    return _new_answer(Result.UNKNOWN, code, observed, needed, {**lacking, **data})


def unread(rule: str, norms: Sequence[str]) -> Answer:
    """Answer that nobody can tell yet: what the state says of norms was not looked up."""
    code = f"{rule}.{UNREAD}"
    return Answer(Result.UNKNOWN, code, data={"norms": list(norms)})


def is_unread(answer: Answer) -> bool:
    """Tell whether an answer waits for norms that nobody has looked up yet."""
    return answer.result is Result.UNKNOWN and answer.code.endswith(f".{UNREAD}")


def untold(rule: str, facts: Sequence[str], **data: Any) -> Answer:
    """Answer that the source of a recorded history does not tell, so that nobody can tell.

    It is neither a breach nor a gap that somebody ought to fill: what happened is past, and
    whoever wrote it down did not say the facts. Data are plain values for the templates.
    """
    needed = ", ".join(facts)
    told = {"facts": list(facts), **data}
    return Answer(Result.UNKNOWN, f"{rule}.{UNTOLD}", "", needed, told)


def is_untold(result: str, code: str) -> bool:
    """Tell by result and code whether an answer is one that the source does not tell."""
    return result == Result.UNKNOWN and code.endswith(f".{UNTOLD}")


@attrs.frozen
class Finding:
    """One rule's answer to "may this step be taken?".

    Attributes:
        rule: the rule.
        answer: its answer.
        words: what people call the names that the answer holds.
        waits: tells by rule the keys of what is missing, where a verdict knows it.
        law: the law of the case on the day that counts.
    """

    rule: Rule
    answer: Answer
    words: Words = attrs.field(default=NO_WORDS, eq=False, repr=False)
    waits: Callable[[str], tuple[str, ...]] | None = attrs.field(
        default=None, eq=False, repr=False
    )
    law: Law = attrs.field(default=NO_LAW, eq=False, repr=False)

    document = "finding"

    @property
    def citation(self) -> Citation:
        """The paragraph that the rule rested on, on the day that counts."""
        return self.rule.cited(self.law)

    @property
    def code(self) -> str:
        """Stable dotted code, the rule's id where the answer gives none."""
        return self.answer.code or self.rule.id

    @property
    def result(self) -> Result:
        """Met, unmet, unknown or error."""
        return self.answer.result

    @property
    def is_met(self) -> bool:
        """Tell whether the rule lets the motion pass."""
        return self.answer.result is Result.MET

    @property
    def is_unmet(self) -> bool:
        """Tell whether the rule is broken; what is not known, or failed, is not."""
        return self.answer.result is Result.UNMET

    @property
    def is_unknown(self) -> bool:
        """Tell whether a fact or value of law is missing, so that nobody can tell."""
        return self.answer.result is Result.UNKNOWN

    @property
    def lacks(self) -> tuple[str, ...]:
        """The facts and the keys of law that are missing; nothing where none is."""
        if not self.is_unknown:
            return ()
        data = self.answer.data
        return tuple(
            map(
                str,
                (*data.get("facts", ()), *data.get("keys", ()), *data.get("norms", ())),
            )
        )

    @property
    def is_unread(self) -> bool:
        """Tell whether nobody has looked up yet what the law of the state says here."""
        return is_unread(self.answer)

    @property
    def is_untold(self) -> bool:
        """Tell whether the source of a recorded history does not tell."""
        return is_untold(self.answer.result, self.answer.code)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The keys of what is missing that it waits for; see `Missing.key`."""
        if self.is_met or self.waits is None:
            return ()
        return self.waits(self.rule.id)

    def text(self, lang: Lang = "en") -> str:
        """Say in one sentence what was found."""
        told = {"paragraph": self.citation.norm, **self.answer.data}
        answer = attrs.evolve(self.answer, data=told)
        return self.rule.say(answer, lang, self.words)

    def remedy(self, lang: Lang = "en") -> str:
        """Say what would cure it; empty when nothing is wrong.

        What is not known is not broken: then it is to be stated, and nothing else.
        """
        if self.is_untold:
            return ""
        if self.answer.result is Result.UNKNOWN:
            return said.text("told.read" if self.is_unread else "told.state", lang)
        return "" if self.is_met else self.rule.remedy.in_(lang)

    def to_plain(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return it as plain values, for JSON and for the log.

        Args:
            lang: add label, text and remedy in this language; None leaves prose out, so
                that the log stores codes and values only.
        """
        rule, answer = self.rule, self.answer
        row: dict[str, Any] = {
            "rule": rule.id,
            "result": answer.result.value,
            "code": self.code,
            "observed": answer.observed,
            "required": answer.required,
            "citation": self.citation.norm,
            "confidence": self.citation.confidence.value,
            "layer": rule.layer.value,
            "consequence": rule.consequence.value,
            "cured_by": list(rule.cured_by),
        }
        if answer.data:
            row["data"] = dict(answer.data)
        if lang is not None:
            row["label"] = rule.label.in_(lang)
            row["text"] = self.text(lang)
            row["remedy"] = self.remedy(lang)
        return row
