"""Conditions of declared rules, and what they read; docs/declarations.md has their forms.

A name is a field, an input of the steps the rule stands on, ``fact.x`` (the input, or the fact
of the case) or ``law.x`` (a norm); with ``?`` behind it may be missing. What is missing elsewhere
makes the answer unknown, and the answer names all of it. In ``when`` and ``unless`` an input or
fact that is not stated counts as "not so", and so does a norm that there is not; a field and a
value of law that nobody has set make the answer unknown there too. ``[]`` is empty: nothing
stated, a blank text, a list without entries; zero and no are not.
"""

from __future__ import annotations

import operator

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import attrs

from ratsflow.errors import Both
from ratsflow.law.counting import Outcome, Share, decide
from ratsflow.law.local import AbsentNormError, MissingValueError
from ratsflow.law.periods import (
    HOLIDAYS,
    add_months,
    add_weeks,
    holidays_of,
    latest_receipt,
    nth_day_after,
    rollover,
)
from ratsflow.law.source import Mistakes
from ratsflow.model import Ballot
from ratsflow.model.quick import quick
from ratsflow.procedure.declared.form import CONDITIONS, KEYS, Compiled, condition_in
from ratsflow.procedure.declared.rules import Shared
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet, unread
from ratsflow.procedure.lacking import Absent, lacking
from ratsflow.procedure.question import SUBJECT, MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.procedure.sentences import said
from ratsflow.procedure.step import Kind, Step, kinds_of


_NONE = Both("none", "keine")
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}
_LAST: Mapping[str, Callable[[date, int], date]] = {
    "days": nth_day_after,
    "weeks": add_weeks,
    "months": add_months,
    "years": lambda day, years: add_months(day, 12 * years),
}
"""By unit, the last day of a period that runs from an event."""
_ENDS = ("strict", "lenient", "over")
"""How a period is held: to the day; extended beyond weekends and holidays; waited for."""
_SIDES = 3
"""Parts of a comparison: left, sign, right."""
_DEEP = 2
"""How deep ``all`` and ``any`` may be nested: what is deeper is a predicate."""


_new_answer = quick(Answer)

Reader = Callable[[Question], Any]
Test = Callable[[Question], bool]


@attrs.define(eq=False)
class Compiler:
    """Makes checks of conditions, and notes what they read.

    Attributes:
        shared: what declarations refer to.
        steps: the steps that the rule stands on.
        mistakes: takes what is wrong with the declaration.
    """

    shared: Shared
    steps: Sequence[Step]
    mistakes: Mistakes
    kinds: Mapping[str, Kind] = attrs.field(init=False)
    read: dict[str, None] = attrs.field(init=False, factory=dict)
    laws: dict[str, None] = attrs.field(init=False, factory=dict)
    unread: dict[str, None] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.kinds = kinds_of(self.steps)

    def rule(self, table: Mapping[str, Any], name: str = "") -> Compiled:
        """Make the check of a rule of that id; what is wrong with its condition is noted."""
        part = condition_in(table)
        norm = table.get("norm", "")
        if norm and self._is_unread(norm):
            self.unread[norm] = None
        check = self._part(part, 0)
        if self.unread:
            check = self._unread(part.get("when", {}), name)
        unread = tuple(self.unread)
        return Compiled(check, tuple(self.laws), tuple(self.read), part, unread)

    def _is_unread(self, norm: str) -> bool:
        """Tell whether nobody has looked up a norm yet, and that may be so."""
        shared = self.shared
        return (
            bool(shared.begun) and shared.norms is not None and norm not in shared.norms
        )

    def _rests_on_unread(self, name: str) -> bool:
        """Tell whether a name is a norm that nobody has looked up, or a field that reads one."""
        name = name.removesuffix("?")
        field = self.shared.names.fields.get(name)
        reads = (name,) if field is None else field.reads
        norms = {
            each.removeprefix("law.").removesuffix("?")
            for each in reads
            if each.startswith("law.")
        }
        return not norms.isdisjoint(self.unread)

    def _unread(self, when: Mapping[str, Any], name: str) -> Check:
        """Answer unknown wherever the rule applies; what `when` leaves out stays met.

        What of `when` is a value that nobody has looked up leaves nothing out.
        """
        told = {
            key: value for key, value in when.items() if not self._rests_on_unread(key)
        }
        applies = _whole(self._tests("when", told))
        answer = unread(name, tuple(self.unread))

        def check(question: Question) -> Answer:
            return answer if applies is None or applies(question) else MET

        return check

    # ------------------------------------------------------------------------ one part

    def _part(self, part: Mapping[str, Any], depth: int) -> Check:
        given = [key for key in CONDITIONS if key in part]
        if len(given) != 1:
            key = given[-1] if given else "is"
            return self._wrong(key, said("condition.one", given=given or _NONE))
        self.mistakes.strays(part, partial(said, "noun.condition_key"), KEYS)
        (kind,) = given
        if kind in ("all", "any") and depth >= _DEEP:
            return self._wrong(kind, said("condition.deep"))
        applies = _whole(self._tests("when", part.get("when", {})))
        unless = part.get("unless", [])
        maps = [unless] if isinstance(unless, Mapping) else unless
        lifts = [_whole(self._tests("unless", each)) for each in maps]
        if kind in ("all", "any"):
            parts = [self._part(each, depth + 1) for each in part[kind]]
            if kind == "all":
                core = _all(parts, self.shared.facts)
            else:
                core = _any(
                    parts, ["disjoint" in e for e in part[kind]], self.shared.facts
                )
        else:
            core = getattr(self, f"_{kind}")(part[kind])
        return self._told(part, applies, lifts, core)

    def _wrong(self, key: str, sentence: str) -> Check:
        """Note a mistake, and stand for the check that cannot be made."""
        self.mistakes.wrong(key, sentence)
        return _never

    def _told(
        self,
        part: Mapping[str, Any],
        applies: Test | None,
        lifts: Sequence[Test | None],
        core: Check,
    ) -> Check:
        """Ask ``when`` and ``unless`` first, and tell a breach as the declaration does."""
        kept = MET if "told" not in part else met(part["told"])
        changes = {key: part[key] for key in ("observed", "required") if key in part}
        code = part.get("code", "")
        data = {
            name: self._reader("data", each, demanded=False)
            for name, each in part.get("data", {}).items()
        }
        if not (lifts or changes or code or data):
            return core if applies is None else _where(applies, core)

        def check(question: Question) -> Answer | bool:
            if applies is not None and not applies(question):
                return MET
            for lifted in lifts:
                if lifted is None or lifted(question):
                    return kept
            answer = core(question)
            if answer is MET or answer is True:
                return MET
            if not isinstance(answer, Answer) or answer.result != "unmet":
                return answer
            more = {name: _plain(read(question)) for name, read in data.items()}
            told = {**answer.data, **more}
            shown = {"observed": answer.observed, "required": answer.required}
            if changes:
                values = {**shown, **told}
                shown |= {key: text.format(**values) for key, text in changes.items()}
            return _new_answer(answer.result, code or answer.code, **shown, data=told)

        return check

    # ------------------------------------------------------------------------ conditions

    def _stated(self, table: Mapping[str, Any], *, demanded: bool = True) -> Check:
        kind = "stated" if demanded else "equals"
        rows = [
            (
                name.removesuffix("?"),
                self._reader(kind, name, demanded=demanded, fields=True),
                self._expected(kind, name, expected),
                _wanted(expected),
            )
            for name, expected in table.items()
        ]
        readers = [read for _, read, *_ in rows]

        def check(question: Question) -> Answer:
            try:
                for name, read, test, wanted in rows:
                    value = read(question)
                    if not test(value):
                        return unmet(
                            f"{name} = {_shown(value)}",
                            f"{name} = {wanted}",
                            value=_plain(value),
                        )
            except (MissingFactError, MissingValueError) as error:
                return _lacking(readers, question, error)
            return MET

        return check

    def _equals(self, table: Mapping[str, Any]) -> Check:
        return self._stated(table, demanded=False)

    def _filled(self, names: str | Sequence[str]) -> Check:
        listed = [names] if isinstance(names, str) else names
        readers = [self._reader("filled", each) for each in listed]
        rows = tuple(zip(listed, readers, strict=True))

        def check(question: Question) -> Answer:
            try:
                for name, read in rows:
                    if _is_empty(read(question)):
                        return unmet("–", name.removesuffix("?"))
            except (MissingFactError, MissingValueError) as error:
                return _lacking(readers, question, error)
            return MET

        return check

    def _member(self, pair: Sequence[Any]) -> Check:
        return self._sets("member", pair, lambda one, many: one in many, single=True)

    def _disjoint(self, pair: Sequence[Any]) -> Check:
        return self._sets("disjoint", pair, lambda one, many: not _meet(one, many))

    def _overlap(self, pair: Sequence[Any]) -> Check:
        return self._sets("overlap", pair, _meet)

    def _sets(
        self,
        kind: str,
        pair: Sequence[Any],
        holds: Callable[[Any, Any], bool],
        *,
        single: bool = False,
    ) -> Check:
        given = pair[1]
        left = self._reader(kind, pair[0])
        right = _always(given) if isinstance(given, list) else self._reader(kind, given)

        def check(question: Question) -> Answer:
            try:
                one = left(question)
                if not single and not one:
                    return MET if holds((), ()) else unmet("–", kind)
                many = right(question)
            except (MissingFactError, MissingValueError) as error:
                return _lacking((left, right), question, error)
            if holds(one, many):
                return MET
            both = () if single else set(one).intersection(many)
            found = [one] if single else sorted(map(str, both or one))
            allowed = [str(each) for each in many]
            return unmet(
                ", ".join(map(str, found)),
                " / ".join(allowed) if single else "",
                found=[str(each) for each in found],
                allowed=allowed,
            )

        return check

    def _compare(self, triple: Sequence[Any]) -> Check:
        if len(triple) != _SIDES or triple[1] not in _COMPARE:
            signs = " ".join(_COMPARE)
            return self._wrong("compare", said("condition.compare", signs=signs))
        one, sign, bound = triple  # a number is none of law: zero, or one
        left = self._reader("compare", one)
        is_number = isinstance(bound, int)
        right = _always(bound) if is_number else self._reader("compare", bound)
        holds = _COMPARE[sign]

        def judge(_: Question, one: Any, other: Any) -> Answer:
            if holds(one, other):
                return MET
            return unmet(
                _shown(one),
                f"{_SIGNS.get(sign, sign)} {_shown(other)}",
                left=_plain(one),
                right=_plain(other),
            )

        return _judging((left, right), judge)

    def _period(self, table: Mapping[str, Any]) -> Check:
        if "after" in table:
            return self._period_after(table)
        keys = [key for key in ("day", "latest", "before", "counted") if key in table]
        if not {"day", "latest", "before"} <= set(keys):
            return self._wrong(
                "period", said("condition.period", units=_LAST, ends=_ENDS)
            )

        def judge(_: Question, *read: Any) -> Answer:
            values = dict(zip(keys, read, strict=True))
            counted = values.get("counted", "nth_day_before")
            last = latest_receipt(values["before"], values["latest"], counted)
            if values["day"] <= last:
                return MET
            day = values["day"]
            return unmet(day, f"≤ {last}", day=day, latest=last)

        return _judging([self._reader("period", table[key]) for key in keys], judge)

    def _period_after(self, table: Mapping[str, Any]) -> Check:
        units = [unit for unit in _LAST if unit in table]
        ends = table.get("ends", _ENDS[0])
        keys = ("day", "after", *units)
        if len(units) > 1 or ends not in _ENDS or set(table) - {*keys, "ends"}:
            return self._wrong(
                "period", said("condition.period", units=_LAST, ends=_ENDS)
            )
        last_of = _LAST[units[0]] if units else None
        over, lenient = ends == "over", ends == "lenient"
        readers = [self._reader("period", table[key]) for key in keys]
        if lenient:
            self._note("period", f"law.{HOLIDAYS}?")

        def judge(question: Question, day: date, event: date, *length: int) -> Answer:
            last = event if last_of is None else last_of(event, *length)
            if (day > last) is over:
                return MET
            if lenient:
                years = (last.year, last.year + 1)
                last = rollover(last, holidays_of(question.law, years))
                if day <= last:
                    return MET
            if over:
                return unmet(day, last, not_before=nth_day_after(last, 1))
            return unmet(day, last)

        return _judging(readers, judge)

    def _share(self, table: Mapping[str, Any]) -> Check:
        names = (table["of"], f"law.{table['reaches']}", table["base"])
        also = f"; {table['or']}" if "or" in table else ""

        def judge(_: Question, found: int, least: Any, whole: int) -> Answer:
            needed = Share.of(least).threshold(whole)
            if needed <= found <= whole:  # more than there are is no count
                return MET
            return unmet(
                f"{found}", f"{needed}{also}", counted=found, needed=needed, base=whole
            )

        return _judging([self._reader("share", each) for each in names], judge)

    def _majority(self, name: str) -> Check:
        read = self._reader("majority", name)

        def check(question: Question) -> Answer:
            ballot = read(question)
            if not isinstance(ballot, Ballot):
                raise MissingFactError(name)
            yes, no, announced = ballot.yes, ballot.no, ballot.announced
            said = None if announced is None else Outcome(announced.value)
            outcome = decide(yes, no, announced=said)
            if outcome is Outcome.ADOPTED:
                return MET
            found = str(announced) if yes is None else f"{yes}:{no}"
            if outcome is Outcome.UNKNOWN:
                lacking = [f"{name}.{each}" for each in ("yes", "no", "announced")]
                return unknown(*lacking, observed=found)
            return unmet(found, "> 50 %")

        return check

    def _known(self, names: Sequence[str]) -> Check:
        return _judging([self._reader("known", e) for e in names], lambda *_: MET)

    def _check(self, given: str | Mapping[str, Any]) -> Check:
        table = {"name": given} if isinstance(given, str) else dict(given)
        name = str(table.pop("name", ""))
        known = self.shared.names.predicates
        if name not in known:
            self.mistakes.unknown("check", said("noun.predicate"), name, known)
            return _never
        try:
            reads = known[name].needs(table)
        except (KeyError, IndexError) as error:
            return self._wrong(
                "check", said("condition.argument", name=name, argument=error)
            )
        for each in reads:
            self._note("check", each)
        function = known[name].function
        return (lambda question: function(question, **table)) if table else function

    # ---------------------------------------------------------------------------- names

    def _tests(self, kind: str, table: Mapping[str, Any]) -> tuple[Test, ...]:
        return tuple(
            [self._test(kind, name, expected) for name, expected in table.items()]
        )

    def _test(self, kind: str, name: str, expected: Any) -> Test:
        read = self._reader(kind, name, demanded=False, fields=True)
        test = self._expected(kind, name, expected)
        if not isinstance(expected, bool):
            return lambda question: test(read(question))
        plain = name.removesuffix("?")
        if plain in self.shared.names.fields or self.kinds.get(plain) is not Kind.FLAG:
            return lambda question: read(question) is expected
        return lambda question: question.inputs.get(plain) is expected

    def _note(self, kind: str, name: str) -> None:
        norm = name.removeprefix("law.").removesuffix("?")
        if name.startswith("@"):
            self.read.update(dict.fromkeys(sorted(self.shared.sets[name[1:]])))
        elif not name.startswith("law."):
            self.read[name] = None
        elif self.shared.norms is None or norm in self.shared.norms:
            self.laws[norm] = None
        elif name.endswith("?"):
            pass  # not every state has it
        elif self.shared.begun:
            self.unread[norm] = None
            self.laws[norm] = None
        else:
            self.mistakes.unknown(kind, said("noun.norm"), norm, self.shared.norms)

    def _reader(
        self, kind: str, name: Any, *, demanded: bool = True, fields: bool = False
    ) -> Reader:
        """Return what reads a name; what is missing raises where it is demanded.

        Args:
            kind: the key of the condition, for messages.
            name: the name; ``?`` behind it takes the demand away.
            demanded: whether it may not be missing.
            fields: whether a field or a value of law that is not set raises though
                nothing is demanded.
        """
        if not isinstance(name, str):
            return self._wrong(kind, said("condition.no_name", name=name))
        if name.endswith("?"):
            name, demanded, fields = name[:-1], False, False
        named = self.shared.names.fields.get(name)
        if named is not None:
            for each in named.reads:
                self._note(kind, each)
            function = named.function
            return function if demanded or fields else _lenient(function)
        head, _, rest = name.partition(".")
        if head == "law":
            self._note(kind, name)
            return _law(rest, demanded, asked=fields)
        if head == "fact" and rest:
            self._note(kind, rest)
            is_day = self.shared.facts.get(rest) is Kind.DAY
            return _given(rest, demanded, is_day, kept=True)
        if name in self.kinds:
            self._note(kind, name)
            return _given(name, demanded, self.kinds[name] is Kind.DAY)
        known = [*self.shared.names.fields, *self.kinds]
        self.mistakes.unknown(kind, said("noun.name"), name, known)
        return _never

    def _expected(self, kind: str, name: str, expected: Any) -> Callable[[Any], bool]:
        declared = self.kinds.get(name.removesuffix("?").removeprefix("fact."))
        is_flag = isinstance(expected, (bool, Mapping)) or expected == []
        if declared is Kind.FLAG and not is_flag:
            self.mistakes.wrong(kind, said("condition.flag", name=name))
        elif isinstance(expected, Mapping) and set(expected) != {"not"}:
            self.mistakes.wrong(kind, said("condition.not", given=str(expected)))
        elif isinstance(expected, Mapping):
            inner = self._expected(kind, name, expected["not"])
            return lambda value: not inner(value)
        elif isinstance(expected, list):
            if not expected:
                return _is_empty
            if len(expected) == 1:
                return self._expected(kind, name, expected[0])
            return lambda value: value in expected
        elif isinstance(expected, bool):
            return lambda value: value is expected
        return lambda value: bool(value == expected)


def _never(_: Question) -> Answer:
    """Stand for a check or reader that could not be made: its rule is never asked."""
    return unmet()


def _always(value: Any) -> Reader:
    return lambda _: value


def _judging(readers: Sequence[Reader], judge: Callable[..., Answer]) -> Check:
    """Return a check that reads all first, and answers unknown with all that is missing."""

    def check(question: Question) -> Answer:
        try:
            values = [each(question) for each in readers]
        except (MissingFactError, MissingValueError) as error:
            return _lacking(readers, question, error)
        return judge(question, *values)

    return check


def _where(applies: Test, core: Check) -> Check:
    """Return a check that is met where it does not apply."""
    return lambda question: core(question) if applies(question) else MET


_SIGNS = {"<=": "≤", ">=": "≥"}


def _whole(tests: Sequence[Test]) -> Test | None:
    """Make one test of several that must all hold; None for none."""
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]

    def test(question: Question) -> bool:
        for each in tests:  # noqa: SIM110  # a generator costs as much as the tests
            if not each(question):
                return False
        return True

    return test


def _law(norm: str, demanded: bool, *, asked: bool) -> Reader:
    if demanded:
        return lambda question: question.law[norm]
    if not asked:
        return lambda question: question.law.values.get(norm)

    def read(question: Question) -> Any:
        try:
            return question.law[norm]
        except AbsentNormError:
            return None

    return read


def _given(name: str, demanded: bool, is_day: bool, *, kept: bool = False) -> Reader:
    """Return what reads an input; one that is `kept` is a fact of the case afterwards."""
    if not demanded and not is_day:
        if kept:
            return lambda question: question.get(name)
        return lambda question: question.inputs.get(name)

    def read(question: Question) -> Any:
        value = question.get(name) if kept else question.inputs.get(name)
        if value is None and demanded:
            raise MissingFactError(name)
        if is_day and isinstance(value, str):
            return date.fromisoformat(value)
        return value

    return read


def _lenient(function: Reader) -> Reader:
    def read(question: Question) -> Any:
        try:
            return function(question)
        except MissingFactError as error:
            if error.name == SUBJECT:
                raise  # without what the step is about, nothing can be told
            return None
        except MissingValueError:
            return None

    return read


def _lacking(readers: Sequence[Reader], question: Question, first: Exception) -> Answer:
    """Answer unknown, naming all that is missing; a norm that there is not is no lack."""
    if isinstance(first, AbsentNormError):
        raise first
    if len(readers) == 1 and isinstance(first, MissingFactError):
        return unknown(first.name)
    facts: dict[str, None] = {}
    keys: dict[str, None] = {}
    for each in readers:
        try:
            each(question)
        except MissingFactError as error:
            facts[error.name] = None
        except AbsentNormError:
            raise
        except MissingValueError as error:
            keys[error.key] = None
    return unknown(*facts, key=tuple(keys))


def _lacked(
    part: Check, error: Absent, question: Question, kinds: Mapping[str, Kind]
) -> Answer:
    """Answer unknown for a part that asked for what is missing."""
    facts, keys = lacking(part, question, error, kinds)
    return unknown(*facts, key=keys)


def _all(parts: Sequence[Check], kinds: Mapping[str, Kind]) -> Check:
    def check(question: Question) -> Answer:
        """The first part that is unmet speaks, or all that is missing before it."""
        lacks: list[Answer] = []
        for part in parts:
            try:
                given = part(question)
            except (MissingFactError, MissingValueError) as error:
                given = _lacked(part, error, question, kinds)
            if given is MET or given is True:
                continue
            answer = given if isinstance(given, Answer) else unmet()
            if answer.result == "unknown":
                lacks.append(answer)
            elif answer.result != "met":
                return answer if not lacks else _together(lacks)
        return _together(lacks) if lacks else MET

    return check


def _together(answers: Sequence[Answer]) -> Answer:
    if len(answers) == 1:
        return answers[0]
    facts = [name for each in answers for name in each.data.get("facts", ())]
    keys = [name for each in answers for name in each.data.get("keys", ())]
    return unknown(
        *dict.fromkeys(facts), key=tuple(dict.fromkeys(keys)), code=answers[0].code
    )


def _any(
    parts: Sequence[Check], is_guard: Sequence[bool], kinds: Mapping[str, Kind]
) -> Check:
    rows = tuple(zip(parts, is_guard, strict=True))

    def check(question: Question) -> Answer:
        """One part that is met will do; else all that is missing is named.

        A part that is disjoint says to what the rule applies: as long as nobody knows that,
        what the parts behind it lack may not be needed.
        """
        lacks: list[Answer | tuple[Check, Absent]] = []
        answer, applies = MET, True
        for part, guards in rows:
            try:
                given = part(question)
            except AbsentNormError:
                raise
            except (MissingFactError, MissingValueError) as error:
                if applies:
                    lacks.append((part, error))
                    applies = not guards
                continue
            if given is MET or given is True:
                return MET
            answer = given if isinstance(given, Answer) else unmet()
            if answer.result == "met":
                return answer
            if answer.result == "unknown" and applies:
                lacks.append(answer)
                applies = not guards
        if not lacks:
            return answer
        # What a part misses is looked for only now: where another is met it does not matter.
        told = [
            each if isinstance(each, Answer) else _lacked(*each, question, kinds)
            for each in lacks
        ]
        return _together(told)

    return check


def _meet(one: Any, many: Any) -> bool:
    """Tell whether two sets have something in common; the left one is small."""
    for each in one:  # noqa: SIM110  # a generator costs as much as the look-ups
        if each in many:
            return True
    return False


_HOLDING = (str, tuple, list, dict, set, frozenset)
"""What may be empty; told by name, because the abstract classes are slow to ask."""


def _is_empty(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, _HOLDING):
        return False
    return not (value.strip() if isinstance(value, str) else value)


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return _shown(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    is_listed = isinstance(value, (list, tuple))
    return [str(each) for each in value] if is_listed else str(value)


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(sorted(map(str, value))) or "–"
    if isinstance(value, Fraction):
        return f"{float(value):.1f}"
    return "–" if value is None else str(value)


def _wanted(expected: Any) -> str:
    if isinstance(expected, Mapping):
        return f"not {_wanted(expected.get('not'))}"
    return _shown(expected)
