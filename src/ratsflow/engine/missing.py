"""What is missing: the findings of a verdict by their causes, one thing for each."""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.law.citation import Confidence
from ratsflow.model.text import EMPTY, Wording
from ratsflow.procedure.finding import Answer, Result, is_unread
from ratsflow.procedure.inputs import MEANINGS
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import Step


if TYPE_CHECKING:
    from ratsflow.engine.verdict import Row, Verdict


_READ = frozenset({Confidence.VERIFIED, Confidence.LOCAL})
"""The marks of a norm that somebody read, or that the municipality made itself."""

_UNREAD = Wording(
    "Was das Recht des Landes sagt, ist noch nicht nachgelesen zu:",
    "What the law of the state says has not been looked up yet on:",
)

_INDEX = re.compile(r"\[\d+\]")
"""Which of several earlier considerations it is."""

_STATE, _ROLE = "procedure.state", "procedure.role"
_INPUTS, _TIME = "procedure.inputs", "procedure.time"
_OWN = frozenset({_STATE, _ROLE, _INPUTS, _TIME, "procedure.authority"})
"""The engine's own rules that ask for no fact."""


@attrs.frozen
class Missing:
    """One thing that is missing before a step can be taken, with all that waits for it.

    Attributes:
        key: what it is, the same wherever it is missing: ``input:STEP.NAME``,
            ``fact:NAME``, ``law:KEY``, ``rule:ID``, ``rule:ID:PART``, ``role:STEP``,
            ``state:STEP``, ``day:DATE``, or ``unread`` for all that the law of a state
            that is begun was not looked up on.
        kind: ``input``, ``fact``, ``law``, ``breach``, ``error``, ``unfit``, ``role``,
            ``state``, ``day`` or ``unread``.
        label: what people call it, or the sentence of the rule that is broken.
        parts: parts of an input that rules ask for, for example ``meeting.invited_on``.
        suppliers: the roles that can supply it.
        by_step: the step that supplies it; empty if none can here.
        on: the consultation or suspension that step is about, or empty.
        not_before: the day it waits for.
        remedy: what cures a breach; empty for the rest.
        norm: the paragraph it rests on; empty for inputs.
        mark: empty where the norm was read in the text or is local law, else how well it
            was checked: ``S``, ``K`` or ``?``.
        rules: the ids of the rules that wait for it, in order.
        is_blocking: one of them stands in the way; otherwise they only warn.
    """

    key: str
    kind: str
    label: Wording
    parts: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    by_step: str = ""
    on: str = ""
    not_before: date | None = None
    remedy: Wording = EMPTY
    norm: str = ""
    mark: str = ""
    rules: tuple[str, ...] = ()
    is_blocking: bool = True

    def to_plain(self, verdict: Verdict, lang: Any = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON.

        Args:
            verdict: the verdict in which it is missing.
            lang: language of the words.
        """
        words = verdict.procedure.words
        return {
            "key": self.key,
            "kind": self.kind,
            "label": self.label.in_(lang),
            "parts": [
                {"name": each, "label": words.say("fact", each, lang)}
                for each in self.parts
            ],
            "from": [
                {"role": each, "label": words.say("role", each, lang)}
                for each in self.suppliers
            ],
            "by_step": self.by_step or None,
            "on": self.on or None,
            "not_before": self.not_before and self.not_before.isoformat(),
            "norm": self.norm,
            "mark": self.mark,
            "holds_up": [{"step": verdict.step.name, "rules": list(self.rules)}],
        }


class Traced(Mapping[str, Any]):
    """Inputs that note which absent ones somebody asks for.

    Attributes:
        absent: the names that were asked for and are not there, in order.
    """

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self._inputs = inputs
        self.absent: dict[str, None] = {}

    def __getitem__(self, name: str) -> Any:
        try:
            return self._inputs[name]
        except KeyError:
            self.absent[name] = None
            raise

    def __iter__(self) -> Iterator[str]:
        return iter(self._inputs)

    def __len__(self) -> int:
        return len(self._inputs)


def absent_of(rule: Rule, verdict: Verdict) -> tuple[str, ...]:
    """Return the absent inputs that a rule asks for, in order; it is asked once more."""
    check: Any = rule.check
    if rule.id == "procedure.outcome":
        check = verdict.step.decide
    return _asked_for(check, verdict.question)


def _asked_for(check: Any, question: Question) -> tuple[str, ...]:
    traced = Traced(question.inputs)
    try:
        check(attrs.evolve(question, inputs=traced))
    except Exception:  # noqa: BLE001  # what it answers was told before; here only what it reads
        return tuple(traced.absent)
    return tuple(traced.absent)


@attrs.define
class _Gathered:
    """One missing thing while the findings are gone through."""

    kind: str
    first: Row
    part: str = ""
    parts: dict[str, None] = attrs.field(factory=dict)
    rules: dict[str, None] = attrs.field(factory=dict)
    is_blocking: bool = False


def missing_of(verdict: Verdict) -> tuple[Missing, ...]:
    """Return what is missing, each thing once, in the order in which rules ask for it.

    Every finding that is not met waits for one of them at least: an absent input that
    the step requires holds whatever its rule reads it for.
    """
    gathered: dict[str, _Gathered] = {}
    for row in verdict.rows:
        rule, answer = row
        if answer.result is Result.MET:
            continue
        for key, kind, part in _causes(row, verdict):
            found = gathered.setdefault(key, _Gathered(kind, row, part))
            found.rules[rule.id] = None
            found.is_blocking |= verdict.blocks(rule)
            if kind == "input":
                found.parts |= dict.fromkeys(_parts(answer, part))
    supply = _Supply(verdict)
    return tuple(_made(key, each, verdict, supply) for key, each in gathered.items())


def _causes(row: Row, verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """Yield key, kind and part of what a finding waits for."""
    rule, answer = row
    step = verdict.step
    if rule.id == _INPUTS:
        for name in _required(verdict):
            yield f"input:{step.name}.{name}", "input", name
        return
    if rule.id == _STATE:
        yield f"state:{step.name}", "state", ""
    elif rule.id in (_ROLE, "procedure.authority"):
        yield f"role:{step.name}", "role", ""
    elif rule.id == _TIME:
        yield f"day:{answer.observed[:10]}", "day", answer.observed[:10]
    else:
        yield from _causes_of_rule(rule, answer, verdict)


def _causes_of_rule(
    rule: Rule, answer: Answer, verdict: Verdict
) -> Iterator[tuple[str, str, str]]:
    step = verdict.step
    required = _required(verdict)
    held = next((n for n in absent_of(rule, verdict) if n in required), None)
    if held is not None:
        yield f"input:{step.name}.{held}", "input", held
    elif is_unread(answer):
        yield "unread", "unread", ""
    elif answer.result is Result.UNKNOWN:
        yield from _unknown(rule, answer, step)
    elif answer.result is Result.ERROR:
        yield f"rule:{rule.id}", "error", ""
    elif rule.fits:
        yield f"rule:{rule.id}", "unfit", ""
    elif waiting := _day_of(answer):
        yield f"day:{waiting.isoformat()}", "day", waiting.isoformat()
    else:
        parts = answer.data.get("missing") or [""]
        for part in parts if isinstance(parts, list | tuple) else [str(parts)]:
            yield f"rule:{rule.id}{part and ':'}{part}", "breach", str(part)


def _unknown(rule: Rule, answer: Answer, step: Step) -> Iterator[tuple[str, str, str]]:
    """Yield the facts and values of law that an unknown answer names."""
    taken = {each.name for each in step.takes}
    named = False
    for fact in map(str, answer.data.get("facts") or ()):
        named = True
        name = landing_on(fact, taken)
        if name:
            yield f"input:{step.name}.{_path(fact, name)}", "input", _path(fact, name)
        else:
            yield f"fact:{fact}", "fact", fact
    for key in map(str, answer.data.get("keys") or ()):
        named = True
        yield f"law:{key}", "law", key
    if not named:
        yield f"rule:{rule.id}", "fact", ""


def landing_on(fact: str, taken: set[str] | frozenset[str]) -> str:
    """Return which of some inputs states a fact, or nothing.

    A fact is stated by the input of its name, one of its fields by the value that has it
    (``meeting.invited_on`` by ``meeting``), and what belongs to a consultation by the
    input that lands there (``consultation.route`` by ``route``).
    """
    for name in (fact, fact.partition(".")[0]):
        if name in taken:
            return name
    landing = (n for n in sorted(taken) if n in MEANINGS and MEANINGS[n].lands == fact)
    return next(landing, "")


_NO_FACTS = frozenset(
    {
        "ballot",
        *(
            name
            for name, meaning in MEANINGS.items()
            if not meaning.is_fact
            and meaning.lands.partition(".")[0] in ("", "signature", "suspension")
        ),
    }
)
"""Inputs that become no fact: only the step that takes one reads it."""


def stating(fact: str, taken: set[str] | frozenset[str]) -> str:
    """Return which of another step's inputs states a fact, or nothing; see `landing_on`."""
    name = landing_on(fact, taken)
    return "" if name in _NO_FACTS else name


def _path(fact: str, name: str) -> str:
    """Return a fact as a part of the input that states it."""
    return fact if fact.startswith(f"{name}.") else name


def _parts(answer: Answer, name: str) -> list[str]:
    facts = map(str, answer.data.get("facts") or ())
    return [fact for fact in facts if fact.startswith(f"{name}.")]


def _required(verdict: Verdict) -> list[str]:
    stated = verdict.question.inputs
    return [e.name for e in verdict.step.takes if e.required and e.name not in stated]


def _day_of(answer: Answer) -> date | None:
    """Return the day from which a breach is none any more, where the answer says so."""
    stated = answer.data.get("not_before")
    try:
        return None if stated is None else date.fromisoformat(str(stated))
    except ValueError:
        return None


def _made(key: str, found: _Gathered, verdict: Verdict, supply: _Supply) -> Missing:
    rule, answer = found.first
    suppliers, by_step, on = supply.of(found.kind, found.part, rule)
    cited = found.kind in ("breach", "unfit", "day", "fact", "law")
    is_own = rule.id in _OWN or rule.id == "procedure.outcome"
    citation = rule.cited(verdict.question.law)
    return Missing(
        key,
        found.kind,
        _label(found, verdict),
        tuple(found.parts),
        suppliers,
        by_step,
        on,
        date.fromisoformat(found.part) if found.kind == "day" else None,
        rule.remedy if answer.result is Result.UNMET else EMPTY,
        citation.norm if cited and not is_own else "",
        ""
        if is_own or not cited or citation.confidence in _READ
        else citation.confidence.value,
        tuple(found.rules),
        found.is_blocking,
    )


def _label(found: _Gathered, verdict: Verdict) -> Wording:
    words, step = verdict.procedure.words, verdict.step
    rule, answer = found.first
    if found.kind == "input":
        return words.both("fact", f"{step.name}.{found.part}")
    if found.kind == "law":
        return words.both("law", found.part)
    if found.kind == "fact" and found.part:
        return words.both("fact", found.part)
    if rule.id == _TIME:
        return Wording(rule.say(answer, "de", words), rule.say(answer, "en", words))
    if found.kind == "day":
        return words.find("lacking", rule.id) or Wording(
            rule.title("de"), rule.title("en")
        )
    if found.kind == "unread":
        about = [each for each, _ in verdict.rows if each.id in found.rules]
        german, english = (
            "; ".join(each.title(lang) for each in about) for lang in ("de", "en")
        )
        return Wording(f"{_UNREAD.de} {german}", f"{_UNREAD.en} {english}")
    declared = words.find("lacking", rule.id)
    if declared is None and not found.part:
        if not (rule.unmet.de or answer.observed or answer.required):
            return Wording(rule.title("de"), rule.title("en"))
        return Wording(rule.say(answer, "de", words), rule.say(answer, "en", words))
    named = declared or Wording(rule.title("de"), rule.title("en"))
    if not found.part:
        return named
    plain = _INDEX.sub("", found.part)
    for kind, key in (("fact", f"motion.{plain}"), ("fact", plain)):
        if words.find(kind, key) is not None:
            return words.both(kind, key)
    part = words.both("role", plain)
    return Wording(f"{named.de}: {part.de}", f"{named.en}: {part.en}")


class _Supply:
    """Who supplies what, by which step that starts in the present state."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._staying: tuple[tuple[Step, str], ...] | None = None

    def of(self, kind: str, part: str, rule: Rule) -> tuple[tuple[str, ...], str, str]:
        """Return roles, step and the id of what the step is about."""
        step = self._verdict.step
        question = self._verdict.question
        subject = question.consultation or question.suspension
        if kind == "input":
            return step.by, step.name, subject.id if subject else ""
        if kind == "role":
            return step.by, "", ""
        if kind == "fact" and part:
            return self._taking(part)
        if kind == "breach":
            return self._curing(part, rule)
        return (), "", ""

    def _taking(self, fact: str) -> tuple[tuple[str, ...], str, str]:
        for step, on in self.staying:
            if stating(fact, {each.name for each in step.takes}):
                return step.by, step.name, on
        return (), "", ""

    def _curing(self, part: str, rule: Rule) -> tuple[tuple[str, ...], str, str]:
        own = (part,) if part in self._verdict.procedure.roles else ()
        for name in rule.cured_in:
            for step, on in self.startable:
                if step.name == name:
                    by = tuple(role for role in own if role in step.by)
                    return by or step.by, name, on
        if not any(each.cured_in for each in self._verdict.procedure.rules):
            reads = set(absent_of(rule, self._verdict))
            for step, on in self.staying:
                if not reads.isdisjoint(each.name for each in step.takes):
                    return step.by, step.name, on
        return own or rule.cured_by, "", ""

    @cached_property
    def startable(self) -> list[tuple[Step, str]]:
        procedure, case = self._verdict.procedure, self._verdict.question.case
        return [(procedure.step(name), on) for name, on in startable(procedure, case)]

    @property
    def staying(self) -> tuple[tuple[Step, str], ...]:
        """The steps that start here and move nothing, but for the one that is asked."""
        if self._staying is None:
            self._staying = tuple(
                (step, on)
                for step, on in self.startable
                if stays(step) and step.name != self._verdict.step.name
            )
        return self._staying


def stays(step: Step) -> bool:
    """Tell whether a step changes no state, whatever comes of it."""
    return not any(
        move.target or move.new for moves in step.branches.values() for move in moves
    )
