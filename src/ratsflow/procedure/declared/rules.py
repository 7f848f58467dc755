"""Rules from their declarations.

A rule is a table. ``is`` says letter of the catalogue, layer and consequence, where the row
of its norm in the state's table does not say the last two; ``on`` the
steps it stands on, ``"@name"`` a group of them and ``"*"`` every step; one condition says
when it is met. See docs/declarations.md for all keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any

import attrs

from ratsflow.errors import Both
from ratsflow.law.citation import (
    Citation,
    Confidence,
    Consequence,
    InForce,
    Layer,
    period,
)
from ratsflow.law.norms import Norm, Row
from ratsflow.law.source import File, Mistakes, Problems
from ratsflow.model.text import EMPTY, Wording
from ratsflow.procedure.declared.form import (
    BESIDE,
    CONDITIONS,
    Compiled,
    condition_in,
    listed,
    spread,
)
from ratsflow.procedure.declared.names import Names
from ratsflow.procedure.declared.reads import Reads
from ratsflow.procedure.rule import OWN, Check, Later, Rule
from ratsflow.procedure.sentences import said
from ratsflow.procedure.step import Kind, Step, kinds_of


TEXTS = ("label", "unmet", "unknown", "kept", "remedy")
_AS_THEY_STAND = (
    *("cured_by", "cured_in", "looks_at"),
    *("dated_by", "revision", "fits", "permits"),
)
"""Keys that say what an attribute of the rule says."""
_MORE = "on_also"
"""The steps of a state's own on which a shared rule stands too."""
_LANGS = ("de", "en")
_LAYERS = {each.value: each for each in Layer}
_CONSEQUENCES = {each.value: each for each in Consequence}
_NOT_YET = "not looked up yet"
"""What stands for the source of a norm of a state that is begun."""
_KNOWN = frozenset(
    {
        *(*TEXTS, *_AS_THEY_STAND, *CONDITIONS, *BESIDE),
        *("on", "norm", "is", "by_code", "since", "until", "until_last", "citation"),
    }
)


@attrs.frozen(eq=False, repr=False)
class Declared:
    """The declaration of a rule, before the steps are known on which it stands.

    Attributes:
        id: the rule's id.
        file: the file that says most of it.
        table: its keys, those of the state in the place of the common ones.
    """

    id: str
    file: File
    table: Mapping[str, Any]


def declared_in(file: File) -> Iterator[Declared]:
    """Yield the rules of a file, each version of a rule once."""
    for name, value in file.table.items():
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                yield Declared(name, file, table)


def merged(
    common: Sequence[Declared], own: Sequence[Declared], leaves_out: Sequence[str]
) -> tuple[Declared, ...]:
    """Put what a state says of common rules in the place of what is common, key by key.

    A condition takes the place of the common one whole.
    """
    differing = {each.id: each for each in own}
    return tuple(
        _over(each, differing[each.id]) if each.id in differing else each
        for each in common
        if each.id not in leaves_out
    )


def _over(common: Declared, own: Declared) -> Declared:
    kept = dict(common.table)
    if any(key in own.table for key in CONDITIONS):
        for key in (*CONDITIONS, *BESIDE):
            kept.pop(key, None)
    for key, value in own.table.items():
        if key == _MORE:
            kept["on"] = [*listed(kept.get("on", ())), *listed(value)]
        elif key == "by_code" and isinstance(kept.get(key), Mapping):
            kept[key] = {**kept[key], **value}
        else:
            kept[key] = value
    file = own.file if "on" in own.table else common.file
    return Declared(common.id, file, kept)


def steps_of(
    declared: Declared, groups: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Return the steps that a rule stands on; ``*`` stays for every step."""
    on = spread(declared.table.get("on", ()), groups)
    return tuple(
        each for each in on if not each.startswith("@")
    )  # a group there is not


@attrs.frozen(eq=False, repr=False, slots=False)
class Shared:
    """What declarations of rules refer to.

    Attributes:
        names: predicates and fields.
        steps: the steps, by name.
        groups: sets of steps, by name.
        texts: sentences that several rules share, by name.
        norms: the norms that the state knows, by id; None where nobody checks.
        begun: the act of a state of which not all norms are looked up yet, where a rule that
            reads one without a row answers unknown; else empty.
        sets: groups of steps, states and facts, by name: what rules ask for.
    """

    names: Names
    steps: Mapping[str, Step] = attrs.field(factory=dict)
    groups: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    texts: Mapping[str, Wording] = attrs.field(factory=dict)
    norms: Mapping[str, Norm] | None = None
    begun: str = ""
    sets: Mapping[str, Collection[str]] = attrs.field(factory=dict)

    @cached_property
    def facts(self) -> Mapping[str, Kind]:
        """What any step takes in, by name."""
        return kinds_of(self.steps.values())


def rule_from(
    declared: Declared, shared: Shared, problems: Problems, known: Reads | None = None
) -> Rule | None:
    """Make a rule of its declaration, or note what is wrong with it.

    What its condition reads is handed in where it was found before.
    """
    mistakes = Mistakes(declared.file, declared.id, problems)
    return _Reader(declared, shared, mistakes, known).rule()


@attrs.define(eq=False, repr=False)
class _Reader:
    declared: Declared
    shared: Shared
    mistakes: Mistakes
    known: Reads | None = None

    def rule(self) -> Rule | None:
        table, shared = self.declared.table, self.shared
        self.mistakes.strays(table, partial(said, "noun.rule_key"), _KNOWN)
        catalogue, layer, consequence = self._is()
        steps = [shared.steps[e] for e in self._steps() if e in shared.steps]
        condition = self._compiled(steps) if self.known is None else self._known(steps)
        unread = condition.unread
        norm = table.get("norm", "")
        if norm in unread:
            pass  # it answers unknown, and says so
        elif norm and shared.norms is not None and norm not in shared.norms:
            self.mistakes.unknown("norm", said("noun.norm"), norm, shared.norms)
        in_force = period(_day(table.get("since")), _day(table.get("until")))
        given = table.get("citation")
        citation = Citation(*listed(given)) if given else OWN
        if norm in unread:
            citation = Citation(shared.begun, Confidence.UNCERTAIN, _NOT_YET)
        row = self._row(norm, in_force)
        if row is not None:
            citation = row.citation
            layer = row.layer or layer
            consequence = row.consequence or consequence
        more: dict[str, Any] = {k: table[k] for k in _AS_THEY_STAND if k in table}
        more |= {key: self._text(key, table.get(key)) for key in TEXTS}
        by_code = {
            code: self._text(code, value)
            for code, value in table.get("by_code", {}).items()
        }
        until = function_of(
            table.get("until_last"), "until_last", shared.names, self.mistakes
        )
        if self.mistakes.failed:
            return None
        return Rule(
            self.declared.id,
            condition.check,
            citation=citation,
            norm=norm,
            layer=layer,
            consequence=consequence,
            catalogue=catalogue,
            in_force=in_force,
            by_code=by_code,
            parameters=condition.norms,
            needs=condition.needs,
            until=until,
            condition=condition.declared,
            place=f"{self.declared.file.name}:{self.declared.file.line(self.declared.id)}",
            unread=condition.unread,
            **more,
        )

    def _compiled(self, steps: Sequence[Step]) -> Compiled:
        # with all that conditions compute; a wheel needs none until one is asked
        from ratsflow.procedure.declared.conditions import Compiler  # noqa: PLC0415

        compiler = Compiler(self.shared, steps, self.mistakes)
        return compiler.rule(self.declared.table, self.declared.id)

    def _known(self, steps: Sequence[Step]) -> Compiled:
        """Return a condition that was found sound, made ready when it is first asked."""
        known = self.known or Reads()

        def make() -> Check:
            problems = Problems()
            mistakes = Mistakes(self.declared.file, self.declared.id, problems)
            reader = _Reader(self.declared, self.shared, mistakes)
            found = reader._compiled(steps)  # its own kind
            problems.raise_any(Both(f"rule {mistakes.name}", f"Regel {mistakes.name}"))
            return found.check

        declared = condition_in(self.declared.table)
        return Compiled(Later(make), known.norms, known.needs, declared, known.unread)

    def _row(self, norm: str, in_force: InForce) -> Row | None:
        """Return what the state's table says of the norm as long as the rule is in force."""
        known = (self.shared.norms or {}).get(norm)
        if known is None:
            return None
        day = in_force.until or in_force.since
        return (known.at(day) if day else None) or known.latest

    def _is(self) -> tuple[str, Layer, Consequence]:
        given = self.declared.table.get("is", "")
        try:
            *letters, layer, consequence = str(given).split()
            kinds = _LAYERS[layer], _CONSEQUENCES[consequence]
        except (KeyError, ValueError):
            self.mistakes.wrong("is", said("declared.is", given=given))
            return "", Layer.HOUSE, Consequence.BLOCK
        return " ".join(each for each in letters if each != "-"), *kinds

    def _steps(self) -> tuple[str, ...]:
        groups, known = self.shared.groups, self.shared.steps
        for each in listed(self.declared.table.get("on", ())):
            if each.startswith("@") and each[1:] not in groups:
                self.mistakes.unknown("on", said("noun.group"), each[1:], groups)
        steps = steps_of(self.declared, groups)
        if not steps:
            self.mistakes.wrong("on", said("declared.no_step"))
        for each in steps:
            if each not in known and each != "*":
                self.mistakes.unknown("on", said("noun.step"), each, known)
        return tuple(known) if "*" in steps else steps

    def _text(self, key: str, value: Any) -> Wording:
        texts = self.shared.texts
        if value is None:
            return EMPTY
        if isinstance(value, str) and value.startswith("@"):
            if value[1:] not in texts:
                self.mistakes.unknown(key, said("noun.text"), value[1:], texts)
            return texts.get(value[1:], EMPTY)
        wording = wording_of(value)
        if wording is None:
            self.mistakes.wrong(key, said("declared.both", name=key))
        return wording or EMPTY


def function_of(
    given: str | Mapping[str, Any] | None, key: str, names: Names, mistakes: Mistakes
) -> Callable[..., Any] | None:
    """Return the function that a key names, or note that there is none.

    The key gives its name, or a table with its ``name`` and its arguments.
    """
    if not given:
        return None
    table = {"name": given} if isinstance(given, str) else dict(given)
    name = table.pop("name", "")
    if names.are_known:
        function = names.later(name)
        return partial(function, **table) if table else function
    if name not in names.predicates:
        mistakes.unknown(key, said("noun.function"), name, names.predicates)
        return None
    function = names.predicates[name].function
    return partial(function, **table) if table else function


def wording_of(value: Any) -> Wording | None:
    """Return a text in both languages, or None where one is missing."""
    if not isinstance(value, dict) or len(value) != len(_LANGS):
        return None
    de, en = map(value.get, _LANGS)
    return Wording(de, en) if isinstance(de, str) and isinstance(en, str) else None


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
