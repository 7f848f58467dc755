"""A rule: a named condition, declared as data beside its citation."""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.canonical import plain
from ratsflow.errors import Both, DefinitionError
from ratsflow.law.citation import (
    ALWAYS,
    Citation,
    Confidence,
    Consequence,
    InForce,
    Layer,
    as_citation,
)
from ratsflow.law.local import Law
from ratsflow.model.text import EMPTY, Lang, Wording, as_text, exact
from ratsflow.procedure.elsewhere import Definition
from ratsflow.procedure.finding import UNREAD, UNTOLD, Answer, Result
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.procedure.sentences import said
from ratsflow.procedure.words import NO_WORDS, Words


Check = Callable[[Question], "Answer | bool"]


class Later:
    """A check that is made ready when it is first asked.

    Args:
        make: returns the check.
    """

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Check]) -> None:
        self.make = make

    def __call__(self, question: Question) -> Answer | bool:
        """Answer as the check does."""
        return self.make()(question)


@attrs.frozen
class Until:
    """Something that must be done by a day, or can be done until it.

    Attributes:
        day: the last day.
        what: what, in words, without the day.
        by: the roles that do it; empty for those of the step.
    """

    day: date
    what: Wording = attrs.field(converter=as_text)
    by: tuple[str, ...] = ()


Ahead = Callable[[Question], "Until | None"]
"""Tells until when a rule can be kept; None where nothing is due."""

OWN = Citation("own rule", Confidence.LOCAL)
"""The citation of a rule whose author names none."""

_CLAUSE = re.compile(
    r"(ob|wer|wem|wen|wie|wo|wohin|wann|whether|who|whom|how|where|when|to whom)\b"
)
"""How a label begins that is no noun but a question."""
_GENERAL = frozenset({"no_norm", UNREAD, UNTOLD})
"""Codes of answers, by their last part, of which every rule says the same."""


def _listed(value: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(map(exact, (value,) if isinstance(value, str) else value))


def _by_code(value: Mapping[str, Wording | str]) -> Mapping[str, Wording]:
    return {code: as_text(text) for code, text in value.items()}


@attrs.frozen(repr=False)
class Rule(Definition):
    """A condition on a step.

    Attributes:
        id: name used in guards, findings and the log, for example
            ``cost_statement_present``.
        check: a pure function from a `Question` to an `Answer`, or to exactly True or
            False. Anything else, and any exception, is an error and never a pass.
        label: what the rule is called; a plain string serves both languages.
        citation: the paragraph it rests on.
        layer: statute, local law or house rule.
        consequence: what a breach means.
        catalogue: identifier in the catalogue of rules, for example ``A-6``.
        in_force: the days on which it is in force.
        dated_by: the fact whose day selects the rule's version; empty for the day on
            which the step takes effect.
        unmet, unknown, kept: sentences with ``{observed}``, ``{required}`` and the data
            of the answer; ``{who:role}`` writes a value by the word of that kind, and
            ``{lacking}`` says what an unknown answer lacks. Empty for a general one.
        by_code: sentences that go before these for answers of a code, by the last part
            of it: ``{"late": …}`` for ``agenda_published.late``.
        remedy: what would cure a breach.
        cured_by: the roles that can cure it.
        parameters: the keys of local law and preset that the rule reads.
        looks_at: the other cases that it needs to see, by the names of `Look`.
        fits: a breach says that the step is not meant for this paper, not that something
            is missing.
        cured_in: the steps that cure a breach, the likeliest first.
        until: tells until when the rule can be kept, for what is shown ahead of time.
        revision: raise it when the check itself changes; part of the fingerprint.
        norm: the id of the norm in the law of the case from which the citation is read,
            as it was on the day that counts; empty where `citation` says it.
        permits: the norm permits what the step does, so that the rule is broken on a day
            on which there is no such norm; any other rule is not asked then.
        needs: the facts, inputs and fields that the rule reads, where it is known.
        condition: the condition as it is declared; empty for a check in Python.
        unread: the norms that it rests on or reads and that nobody has looked up for the
            state yet; it then answers unknown wherever it applies.
        place: where it is declared, as chapter, file and line; empty for one in Python.

    Raises:
        DefinitionError: the id is not a dotted lower-case name.
    """

    id: str = attrs.field(converter=exact)
    check: Check = attrs.field(eq=False)
    label: Wording = attrs.field(default=EMPTY, converter=as_text)
    citation: Citation = attrs.field(default=OWN, converter=as_citation)
    layer: Layer = attrs.field(default=Layer.HOUSE, converter=Layer)
    consequence: Consequence = attrs.field(
        default=Consequence.BLOCK, converter=Consequence
    )
    catalogue: str = ""
    in_force: InForce = ALWAYS
    dated_by: str = attrs.field(default="", converter=exact)
    unmet: Wording = attrs.field(default=EMPTY, converter=as_text)
    unknown: Wording = attrs.field(default=EMPTY, converter=as_text)
    kept: Wording = attrs.field(default=EMPTY, converter=as_text)
    by_code: Mapping[str, Wording] = attrs.field(
        factory=dict, converter=_by_code, hash=False, kw_only=True
    )
    remedy: Wording = attrs.field(default=EMPTY, converter=as_text)
    cured_by: tuple[str, ...] = attrs.field(default=(), converter=_listed)
    parameters: tuple[str, ...] = attrs.field(default=(), converter=_listed)
    looks_at: tuple[str, ...] = attrs.field(default=(), converter=_listed)
    revision: int = 1
    fits: bool = attrs.field(default=False, kw_only=True)
    cured_in: tuple[str, ...] = attrs.field(default=(), converter=_listed, kw_only=True)
    until: Ahead | None = attrs.field(default=None, eq=False, kw_only=True)
    norm: str = attrs.field(default="", converter=exact, kw_only=True)
    permits: bool = attrs.field(default=False, kw_only=True)
    needs: tuple[str, ...] = attrs.field(default=(), converter=_listed, kw_only=True)
    condition: Mapping[str, Any] = attrs.field(factory=dict, eq=False, kw_only=True)
    place: str = attrs.field(default="", eq=False, kw_only=True)
    unread: tuple[str, ...] = attrs.field(default=(), converter=_listed, kw_only=True)
    _later: Later | None = attrs.field(default=None, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not is_name(self.id):
            raise DefinitionError(Both("rule", "Regel"), [said("rule.id", id=self.id)])
        if not callable(self.check):
            raise DefinitionError(
                Both(f"rule {self.id}", f"Regel {self.id}"),
                [said("rule.check", check=self.check)],
            )
        problems = [
            problem
            for name in _TEXTS
            if (text := getattr(self, name)) is not EMPTY
            for problem in _problems_of_text(name, text)
        ]
        for name, text in self.by_code.items():
            problems += _problems_of_text(name, text)
        for name in self.looks_at:
            if name not in (known := [look.value for look in Look]):
                problems.append(said("rule.looks_at", name=name, known=known))
        if type(self.check) is Later:
            object.__setattr__(self, "_later", self.check)
            object.__delattr__(self, "check")
        if problems:
            raise DefinitionError(Both(f"rule {self.id}", f"Regel {self.id}"), problems)

    if not TYPE_CHECKING:  # for type checkers, the class would have every name

        def __getattr__(self, name: str) -> Any:
            """Make the check ready; from then on it is found without asking here."""
            if name != "check" or self._later is None:
                msg = f"a rule has no {name!r}"
                raise AttributeError(msg)
            check = self._later.make()
            object.__setattr__(self, "check", check)
            return check

    @property
    def chapter(self) -> str:
        """The chapter in which it is declared; empty for a rule in Python."""
        return self.place.rpartition("/")[2].partition(".")[0]

    @property
    def reads(self) -> frozenset[str]:
        """All that it says it reads, by the names of `reading`."""
        law = {f"law.{key}" for key in self.parameters}
        return frozenset({*self.needs, *law, *(f"others.{e}" for e in self.looks_at)})

    def title(self, lang: Lang) -> str:
        """Return the label, or the id where there is none."""
        return self.label.in_(lang) or self.id

    def cited(self, law: Law) -> Citation:
        """Return the paragraph that it rests on, by the law of a day."""
        return law.citations.get(self.norm, self.citation)

    def say(self, answer: Answer, lang: Lang, words: Words = NO_WORDS) -> str:
        """Put an answer into one sentence, with what people call the names that it holds."""
        own = {
            Result.MET: self.kept,
            Result.UNMET: self.unmet,
            Result.UNKNOWN: self.unknown,
        }.get(answer.result, EMPTY)
        detail = answer.code.rpartition(".")[2]
        if detail in self.by_code:
            own = self.by_code[detail]
        elif detail in _GENERAL:
            own = said.wording(f"told.{detail}")
        template = own.in_(lang) or said.wording(f"told.{answer.result.value}").in_(
            lang
        )
        values: dict[str, Any] = {
            "missing": (),
            **answer.data,
            "label": self.title(lang),
            "observed": answer.observed,
            "required": answer.required,
            "shortfall": _shortfall(answer, lang, words),
            "lacking": _lacking(answer, lang, words),
        }
        return words.fill(template, values, lang).rstrip()

    def signature(self) -> Mapping[str, Any]:
        """Return what the fingerprint covers: all but prose and what only leads people.

        A declared condition is covered as it is declared; of a check in Python only its
        `revision` can be known.
        """
        return {
            "id": self.id,
            "layer": self.layer.value,
            "consequence": self.consequence.value,
            "since": self.in_force.since and self.in_force.since.isoformat(),
            "until": self.in_force.until and self.in_force.until.isoformat(),
            "dated_by": self.dated_by,
            "parameters": sorted(self.parameters),
            "revision": self.revision,
            **({"looks_at": sorted(self.looks_at)} if self.looks_at else {}),
            **({"permits": True} if self.permits else {}),
            **({"unread": sorted(self.unread)} if self.unread else {}),
            **(
                {"condition": plain(_deciding(self.condition), "condition")}
                if self.condition
                else {}
            ),
        }


_TOLD = frozenset({"told", "observed", "required", "data"})
"""What a condition only tells people."""


def _deciding(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [_deciding(each) for each in value] if key in {"all", "any"} else value
        for key, value in part.items()
        if key not in _TOLD
    }


def _problems_of_text(name: str, text: object) -> Iterator[str]:
    """Yield what keeps a text from being told: no text, or braces that name no value."""
    if not isinstance(text, Wording):
        yield said("rule.no_text", name=name, text=text)
        return
    for wording in () if name in _NOT_FILLED else (text.de, text.en):
        if not isinstance(wording, str):
            yield said("rule.holds_no_text", name=name, wording=wording)
            continue
        if "{" not in wording and "}" not in wording:
            continue
        try:
            fields = [part[1:] for part in _PARSE(wording)]
        except ValueError as error:
            yield said("rule.no_template", name=name, wording=wording, error=error)
            continue
        for field, spec, conversion in fields:
            if field is not None and not field.isidentifier():
                yield said("rule.no_name", name=name, field=field)
            if conversion or (spec and not spec.isidentifier()):
                told = (f"!{conversion}" if conversion else "") + (
                    f":{spec}" if spec else ""
                )
                yield (said("rule.no_word", name=name, field=field, told=told))


_PARSE = Formatter().parse
_TEXTS = ("label", "unmet", "unknown", "kept", "remedy")
_NOT_FILLED = frozenset({"label", "remedy"})


def _shortfall(answer: Answer, lang: Lang, words: Words) -> str:
    told = {"observed": answer.observed, "required": answer.required}
    parts = [
        words.fill(said.wording(f"told.{name}").in_(lang), told, lang)
        for name, value in told.items()
        if value
    ]
    return f" ({'; '.join(parts)})" if parts else ""


def _lacking(answer: Answer, lang: Lang, words: Words) -> str:
    """Say what an unknown answer lacks: facts of the case, values of local law."""
    facts = answer.data.get("facts", ())
    asked = [each for each in facts if _CLAUSE.match(words.say("fact", each, lang))]
    parts = [
        words.fill(said.wording(f"told.{name}").in_(lang), {"names": names}, lang)
        for name, names in (
            ("not_stated", [each for each in facts if each not in asked]),
            ("not_noted", asked),
            ("not_set", answer.data.get("keys", ())),
        )
        if names
    ]
    return " ".join(parts)


def is_name(text: str) -> bool:
    """Tell whether a text can name a rule, step, state or role."""
    return (
        bool(text)
        and text.isascii()
        and text.replace(".", "_").isidentifier()
        and (text == text.lower())
    )
