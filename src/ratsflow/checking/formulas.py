"""Declared conditions as formulas: what z3 can prove of them for all values.

A condition in TOML says what it reads and how it judges. Each name that it reads becomes a
value that can be anything, or missing; law becomes the numbers on file. What is written in
Python (a predicate, a period) stands for itself: alike in both versions, and anything else.
"""

from __future__ import annotations

import json

from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import attrs

from ratsflow.law.counting import Share
from ratsflow.law.local import NO_LAW, Law
from ratsflow.procedure.reading import NO_FACTS
from ratsflow.procedure.rule import Rule


MET, UNMET, UNKNOWN, RAISED, ABSENT, ERROR = range(6)
"""What a part answers; the last three as it is raised: a missing fact, a norm that there is
not, a comparison that cannot be made. Only the first lets a step pass."""

_TIMEOUT = 3_000
"""Milliseconds for one proof; what takes longer is not proved."""

LEAVES = (
    "stated",
    "equals",
    "filled",
    "member",
    "disjoint",
    "overlap",
    "compare",
    "share",
    "known",
)
"""The words of a form that judge what they read."""


def can_prove() -> bool:
    """Tell whether z3 is installed."""
    return find_spec("z3") is not None


@cache
def z3_module() -> ModuleType:
    """Return z3, which is an extra."""
    import z3  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra

    return z3  # type: ignore[no-any-return]


class _UntoldError(Exception):
    """A condition that is no formula."""


@attrs.define
class Formulas:
    """Makes formulas of conditions; a name is the same value in all of them.

    Attributes:
        names: by name what stands for it: how it is there, what it is, whether it is empty.
        facts: what holds of these values by itself.
    """

    names: dict[str, tuple[Any, Any, Any]] = attrs.field(factory=dict)
    facts: list[Any] = attrs.field(factory=list)
    _codes: dict[tuple[str, Any], int] = attrs.field(factory=dict)
    _kinds: dict[str, str] = attrs.field(factory=dict)
    _within: dict[tuple[str, Any], Any] = attrs.field(factory=dict)
    _opaque: dict[str, Any] = attrs.field(factory=dict)
    _stated: Collection[str] = ()

    @property
    def is_opaque(self) -> bool:
        """Tell whether a part stands for itself."""
        return bool(self._opaque)

    def passes(self, rule: Rule, law: Law = NO_LAW) -> Any:
        """Return the formula under which a rule lets a step pass; None where there is none."""
        if not rule.condition or rule.unread:
            return None
        if rule.norm in law.absent and not rule.permits:
            return z3_module().BoolVal(True)
        # What a rule says it reads by a bare name is what was stated, not a field.
        self._stated = {each.removesuffix("?") for each in rule.needs} | NO_FACTS
        try:
            return self.answer(rule.condition, law) == MET
        except _UntoldError:
            return None

    def answer(self, part: Mapping[str, Any], law: Law) -> Any:
        """Return what a part of a condition answers, as a number."""
        z3 = z3_module()
        if "all" in part:
            core = self._all([self.answer(each, law) for each in part["all"]])
        elif "any" in part:
            core = self._any([self.answer(each, law) for each in part["any"]])
        else:
            core = self._leaf(part, law)
        unless = part.get("unless", [])
        maps = [unless] if isinstance(unless, Mapping) else unless
        for table in reversed(list(maps)):
            raised, holds = self._tests(table, law)
            core = z3.If(raised != MET, raised, z3.If(holds, MET, core))
        if part.get("when"):
            raised, holds = self._tests(part["when"], law)
            core = z3.If(raised != MET, raised, z3.If(holds, core, MET))
        return core

    # ---------------------------------------------------------------- parts of a condition

    @staticmethod
    def _all(parts: list[Any]) -> Any:
        """All are to be met; what is broken behind something that lacks is not told."""

        def ended(each: Any, lacking: bool) -> Any:
            return z3_module().If(each == UNMET, UNKNOWN if lacking else UNMET, each)

        return _in_order(parts, MET, ended)

    @staticmethod
    def _any(parts: list[Any]) -> Any:
        """One part that is met will do, also behind others that lack something."""
        return _in_order(parts, UNMET, lambda each, _: each)

    def _tests(self, table: Mapping[str, Any], law: Law) -> tuple[Any, Any]:
        """Return what is raised while the tests are asked in order, and whether all hold."""
        z3 = z3_module()
        raised, holds = z3.IntVal(MET), z3.BoolVal(True)
        for name, expected in reversed(list(table.items())):
            fails, none = self._read(name, law, demanded=False, fields=True)
            one = self._expected(name, expected, none, law)
            raised = z3.If(fails != MET, fails, z3.If(one, raised, MET))
            holds = z3.And(one, holds)
        return raised, holds

    def _leaf(self, part: Mapping[str, Any], law: Law) -> Any:
        kind = next((each for each in LEAVES if each in part), "")
        if kind in ("stated", "equals"):
            demanded = kind == "stated"
            rows = [
                (*self._read(n, law, demanded=demanded, fields=True), n, expected)
                for n, expected in part[kind].items()
            ]
            tests = [self._expected(n, e, none, law) for _, none, n, e in rows]
            return self._rows([fails for fails, *_ in rows], tests)
        if kind == "filled":
            given = part[kind]
            names = [given] if isinstance(given, str) else given
            read = [(n, *self._read(n, law)) for n in names]
            tests = [
                z3_module().Not(self._is_empty(n, none, law)) for n, _, none in read
            ]
            return self._rows([fails for _, fails, _ in read], tests)
        if kind == "known":
            fails = [self._read(each, law)[0] for each in part[kind]]
            return self._judged(fails, z3_module().IntVal(MET))
        if kind in ("member", "disjoint", "overlap"):
            return self._sets(kind, part[kind], law)
        if kind == "compare":
            return self._compare(part[kind], law)
        if kind == "share" and f"{part[kind]['reaches']}" in law.values:
            return self._share(part[kind], law)
        return self._itself(part, law)

    def _rows(self, fails: list[Any], tests: list[Any]) -> Any:
        """Rows are asked in order; the first that lacks something names all that is lacking."""
        z3 = z3_module()
        lacking = self._lacking(fails)
        told = z3.IntVal(MET)
        for failed, test in reversed(list(zip(fails, tests, strict=True))):
            told = z3.If(failed != MET, lacking, z3.If(test, told, UNMET))
        return told

    def _judged(self, fails: list[Any], judged: Any) -> Any:
        z3 = z3_module()
        return z3.If(
            z3.Or([each != MET for each in fails]), self._lacking(fails), judged
        )

    @staticmethod
    def _lacking(fails: list[Any]) -> Any:
        z3 = z3_module()
        return z3.If(z3.Or([each == ABSENT for each in fails]), ABSENT, UNKNOWN)

    def _sets(self, kind: str, pair: list[Any], law: Law) -> Any:
        z3 = z3_module()
        left, right = pair
        fails, none = self._read(left, law)
        if isinstance(right, list):
            others, listed = (
                z3.IntVal(MET),
                [self._holds(left, each, law) for each in right],
            )
            if kind == "member":
                one = [self._is(left, each, none, law) for each in right]
                holds = z3.Or(one) if one else z3.BoolVal(False)
            else:
                meets = z3.Or(listed) if listed else z3.BoolVal(False)
                holds = z3.Not(meets) if kind == "disjoint" else meets
        else:
            others, _ = self._read(right, law)
            shared = kind if kind == "member" else "meet"
            laws = law.digest
            meets = self._free(f"{shared} {left} {right} {laws}")
            holds = z3.Not(meets) if kind == "disjoint" else meets
        judged = z3.If(holds, MET, UNMET)
        lacks = z3.If(z3.Or(fails == ABSENT, others == ABSENT), ABSENT, UNKNOWN)
        after = z3.If(others != MET, lacks, judged)
        if kind != "member":
            empty = self._is_empty(left, none, law)
            after = z3.If(empty, MET if kind == "disjoint" else UNMET, after)
        return z3.If(fails != MET, lacks, after)

    def _compare(self, triple: list[Any], law: Law) -> Any:
        z3 = z3_module()
        one, sign, bound = triple
        read = [self._number(each, law) for each in (one, bound)]
        (a, b), signs = (
            [value for _, _, value in read],
            {
                "<=": lambda: a <= b,
                "<": lambda: a < b,
                ">=": lambda: a >= b,
                ">": lambda: a > b,
                "==": lambda: a == b,
                "!=": lambda: a != b,
            },
        )
        if sign not in signs:
            raise _UntoldError
        nothing = z3.Or([none for _, none, _ in read])
        judged = z3.If(nothing, ERROR, z3.If(signs[sign](), MET, UNMET))
        return self._judged([fails for fails, _, _ in read], judged)

    def _share(self, table: Mapping[str, Any], law: Law) -> Any:
        z3 = z3_module()
        least = Share.of(law.values[table["reaches"]])
        read = [self._number(table[each], law) for each in ("of", "base")]
        (found, whole) = [value for _, _, value in read]
        for value in (found, whole):
            self.facts.append(value >= 0)
        reaches = (
            found * least.den > whole * least.num
            if least.strict
            else found * least.den >= whole * least.num
        )
        nothing = z3.Or([none for _, none, _ in read])
        holds = z3.And(reaches, found <= whole)
        judged = z3.If(nothing, ERROR, z3.If(holds, MET, UNMET))
        return self._judged([fails for fails, _, _ in read], judged)

    def _itself(self, part: Mapping[str, Any], law: Law) -> Any:
        """Return what stands for a part that is no formula, under a law."""
        z3 = z3_module()
        own = {k: v for k, v in part.items() if k not in ("when", "unless")}
        name = json.dumps(own, sort_keys=True, default=str)
        name = f"{name} {law.digest}"
        if name not in self._opaque:
            it = self._opaque[name] = z3.Int(name)
            self.facts.append(z3.And(it >= MET, it <= ERROR))
        return self._opaque[name]

    # ---------------------------------------------------------------------------- values

    def _read(
        self, name: str, law: Law, *, demanded: bool = True, fields: bool = False
    ) -> tuple[Any, Any]:
        """Return how reading a name fails, or that it does not; and whether it gives nothing."""
        z3 = z3_module()
        if not isinstance(name, str):
            raise _UntoldError
        if name.endswith("?"):
            name, demanded, fields = name[:-1], False, False
        if name.startswith("law."):
            key = name[4:]
            there, absent = law.values.get(key) is not None, key in law.absent
            if there:
                return z3.IntVal(MET), z3.BoolVal(False)
            raises = (demanded or fields) and not (absent and not demanded)
            failed = (ABSENT if absent else RAISED) if raises else MET
            return z3.IntVal(failed), z3.BoolVal(True)
        how, _, _ = self._named(name, law)
        is_field = "." in name and not name.startswith("fact.")
        if demanded or (fields and is_field):
            return how, z3.BoolVal(False)
        if is_field:  # without what the step is about nothing can be told
            raised = z3.If(how == ERROR, RAISED, MET)
            return raised, z3.And(how != MET, how != ERROR)
        # A bare name may be a field of somebody's own, which raises what an input does not.
        return z3.If(how == ERROR, RAISED, MET), how == RAISED

    def _key(self, name: str, law: Law) -> str:
        """Return under which name a value is the same: a field may read law."""
        is_stated = name.startswith("fact.") or (
            "." not in name and name in self._stated
        )
        return name if is_stated else f"{name} {law.digest}"

    def _named(self, name: str, law: Law) -> tuple[Any, Any, Any]:
        """Return what stands for a name: how it is there, what it is, whether it is empty."""
        z3, key = z3_module(), self._key(name, law)
        if key not in self.names:
            how = z3.Int(f"how {key}")
            is_field = "." in name and not name.startswith("fact.")
            ways: tuple[int, ...] = (MET, RAISED, ERROR)
            if is_field:
                ways = (MET, RAISED, ABSENT, ERROR)
            ways = (MET,) if name in NO_FACTS else ways
            self.facts.append(z3.Or([how == each for each in ways]))
            self.names[key] = how, z3.Real(f"is {key}"), z3.Bool(f"no {key}")
        return self.names[key]

    def _kind(self, name: str, kind: str) -> None:
        """Hold a name to one kind of value: one that is ordered, or one of words."""
        known = self._kinds.setdefault(name, kind)
        if known != kind:
            raise _UntoldError

    def _number(self, name: Any, law: Law) -> tuple[Any, Any, Any]:
        z3 = z3_module()
        if isinstance(name, int) and not isinstance(name, bool):
            return z3.IntVal(MET), z3.BoolVal(False), z3.RealVal(name)
        fails, none = self._read(name, law)
        plain = str(name).removesuffix("?")
        if plain.startswith("law."):
            value = law.values.get(plain[4:])
            if value is not None and type(value) is not int:
                raise _UntoldError
            return fails, none, z3.RealVal(0 if value is None else value)
        self._kind(plain, "number")
        return fails, none, self._named(plain, law)[1]

    def _is(self, name: str, word: Any, none: Any, law: Law) -> Any:
        """Tell that a name is a word, a flag or a number."""
        z3 = z3_module()
        plain = name.removesuffix("?")
        if plain.startswith("law."):
            value = law.values.get(plain[4:])
            same = value is word if isinstance(word, bool) else value == word
            return z3.BoolVal(bool(same))
        _, value, empty = self._named(plain, law)
        if isinstance(word, int) and not isinstance(word, bool):
            self._kind(plain, "number")
            return z3.And(z3.Not(none), value == word)
        if not isinstance(word, (str, bool)):
            raise _UntoldError
        self._kind(plain, "word")
        key = type(word).__name__, word
        code = self._codes.setdefault(key, len(self._codes) + 1)
        if word != "" or isinstance(word, bool):
            self.facts.append(z3.Implies(value == code, z3.Not(empty)))
        else:
            self.facts.append(z3.Implies(value == code, empty))
        return z3.And(z3.Not(none), value == code)

    def _expected(self, name: str, expected: Any, none: Any, law: Law) -> Any:
        z3 = z3_module()
        if isinstance(expected, Mapping):
            return z3.Not(self._expected(name, expected["not"], none, law))
        if isinstance(expected, list):
            if not expected:
                return self._is_empty(name, none, law)
            return z3.Or([self._is(name, each, none, law) for each in expected])
        return self._is(name, expected, none, law)

    def _is_empty(self, name: str, none: Any, law: Law) -> Any:
        z3 = z3_module()
        plain = name.removesuffix("?")
        if plain.startswith("law."):
            return z3.BoolVal(_is_blank(law.values.get(plain[4:])))
        return z3.Or(none, self._named(plain, law)[2])

    def _holds(self, name: str, word: Any, law: Law) -> Any:
        """Tell that a list holds a word; an empty one holds none."""
        z3 = z3_module()
        plain = name.removesuffix("?")
        key = self._key(plain, law), str(word)
        if key not in self._within:
            self._within[key] = z3.Bool(f"{word} in {key[0]}")
            empty = self._named(plain, law)[2]
            self.facts.append(z3.Implies(empty, z3.Not(self._within[key])))
        return self._within[key]

    def _free(self, name: str) -> Any:
        if name not in self._opaque:
            self._opaque[name] = z3_module().Bool(name)
        return self._opaque[name]

    # --------------------------------------------------------------------------- proving

    def being(self, values: Mapping[str, Any]) -> list[Any]:
        """Return what says that the names are some values; of None that it is missing."""
        z3, found = z3_module(), []
        for name, (how, variable, empty) in self.names.items():
            value = values.get(name)
            if value is None:
                found.append(how == RAISED)
                continue
            found += [how == MET, empty == _is_blank(value)]
            if type(value) is int:
                found.append(variable == value)
            elif isinstance(value, (str, bool)):
                code = self._codes.get((type(value).__name__, value), 0)
                found.append(variable == code)
            elif isinstance(value, Collection):
                found += [
                    holds == (word in set(map(str, value)))
                    for (of, word), holds in self._within.items()
                    if of == name
                ]
        return [z3.And(each) for each in found]

    def allows(self, *all_of: Any) -> bool:
        """Tell whether some values make formulas hold together."""
        solver = z3_module().Solver()
        solver.add(*self.facts, *all_of)
        return bool(solver.check() == z3_module().sat)

    def never(self, *all_of: Any) -> bool:
        """Tell whether it is proved that some formulas never hold together."""
        z3 = z3_module()
        solver = z3.Solver()
        solver.set("timeout", _TIMEOUT)
        solver.add(*self.facts, *all_of)
        return bool(solver.check() == z3.unsat)


def _in_order(parts: list[Any], goes_on: int, ended: Callable[[Any, bool], Any]) -> Any:
    """Ask parts in their order, as the evaluator does, and on behind one that lacks something.

    Args:
        parts: what each part answers.
        goes_on: the answer behind which the next part is asked.
        ended: what is answered where a part says otherwise, by that and by whether one before
            lacked something.
    """
    z3 = z3_module()
    told: Any = None
    for each in reversed(parts):
        here = {}
        for lacking in (False, True):
            rest = z3.IntVal(UNKNOWN if lacking else goes_on)
            late = z3.IntVal(UNKNOWN)
            if told is not None:
                rest, late = told[lacking], told[True]
            here[lacking] = z3.If(
                each == goes_on,
                rest,
                z3.If(
                    z3.Or(each == UNKNOWN, each == RAISED), late, ended(each, lacking)
                ),
            )
        told = here
    return z3.IntVal(MET) if told is None else told[False]


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Collection) and not value)
