"""Answers that are kept by the values that a rule really read.

A search asks the same rules again and again about cases that differ in what they do not
read. What a rule reads is noted when it is asked for the first time (`procedure.reading`),
in order; asked again, the values of the same things are looked up one by one, and lead to
its answer. That is sound because a rule is a function of its question: alike in all that it
read, it reads the same next and answers the same.

What is derived from several answers (which values, which days meet a rule) is kept by all
that the rule declares that it reads. So a rule that reads something which it does not
declare is an error, and never an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import count
from typing import Any

import attrs

from ratsflow.engine.assess import answers_of
from ratsflow.engine.verdict import Row
from ratsflow.errors import Both, DefinitionError
from ratsflow.procedure.procedure import Plan, Procedure
from ratsflow.procedure.question import THINGS, Question
from ratsflow.procedure.reading import NO_FACTS, Notes, Noting, noting, undeclared
from ratsflow.procedure.rule import Rule


class _Inner:
    """What is read next; by its value what is read then, or what is answered."""

    __slots__ = ("after", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.after: dict[Any, _Inner | _Leaf] = {}


class _Leaf:
    """What is answered."""

    __slots__ = ("answer", "error")

    def __init__(self, answer: Any, error: Exception | None) -> None:
        self.answer, self.error = answer, error


_Memo = dict[Any, Any]

_MISSING = object()
_KEPT = 400_000
"""Of how many values and answers is kept what was seen, before all is forgotten."""


class Answers:
    """Keeps what rules answered.

    One serves every search over spaces that differ in papers, steps or law; for a key holds
    the law of the day, the step, the case and whatever was read.

    Attributes:
        undeclared: by rule what it was seen to read and does not declare.
        asked: how often a rule was asked through it.
        computed: how often it was really asked.
    """

    def __init__(self) -> None:
        self.undeclared: dict[str, list[str]] = {}
        self.asked = self.computed = 0
        self._procedures: dict[int, tuple[Procedure, Procedure]] = {}
        self._memos: dict[Any, _Memo] = {}
        self._roots: list[dict[Any, _Inner | _Leaf]] = []
        self._kept: dict[int, tuple[Rule, Rule]] = {}
        self._by_id: dict[int, tuple[Any, int]] = {}
        self._by_value: dict[Any, int] = {}
        self._question: Question | None = None
        self._root: Any = None
        self._read: dict[str, Any] = {}
        self._stated: dict[str, tuple[int, int]] = {}
        self._noting: Question | None = None
        self._notes: Notes = {}
        self._leaves = 0
        self._numbers = count(1)  # never twice, what is forgotten too
        self._declared: dict[int, tuple[Rule, _Names | None]] = {}
        self._readers: dict[str, Callable[[Question], Any]] = {}
        self._rows: dict[Any, Sequence[Row]] = {}
        self._steps: dict[int, tuple[Plan, _Names | None]] = {}

    # ------------------------------------------------------------------- of a procedure

    def of(self, procedure: Procedure) -> Procedure:
        """Return a procedure whose rules look first what they answered before.

        It is equal to the one that is given, and bears its fingerprint.
        """
        known = self._procedures.get(id(procedure))
        if known is None:
            if len(self._procedures) > _PROCEDURES:
                self._procedures.clear()
            rules = tuple(map(self._rule, procedure.rules))
            known = procedure, attrs.evolve(procedure, rules=rules)
            self._procedures[id(procedure)] = known
        return known[1]

    def _rule(self, rule: Rule) -> Rule:
        """Return a rule as it is asked through here; each once."""
        known = self._kept.get(id(rule))
        if known is None:
            known = rule, attrs.evolve(rule, check=self._asking(rule))
            self._kept[id(rule)] = known
        return known[1]

    def _asking(self, rule: Rule) -> Callable[[Question], Any]:
        check, roots = rule.check, dict[Any, Any]()
        self._roots.append(roots)

        def asked(question: Question) -> Any:
            if type(question) is Noting:
                return check(question)
            self.asked += 1
            if self._question is not question:
                self._begin(question)
            node = roots.get(self._root)
            read = self._read
            while type(node) is _Inner:
                name = node.name
                value = read.get(name)
                if value is None:
                    value = read[name] = self._value(question, name)
                node = node.after.get(value)
            if node is None:
                node = self._computed(rule, check, roots, question)
            if node.error is not None:
                raise node.error.with_traceback(None)
            return node.answer

        asked.plainly = check  # type: ignore[attr-defined]
        return asked

    def _computed(
        self,
        rule: Rule,
        check: Callable[[Question], Any],
        roots: dict[Any, _Inner | _Leaf],
        question: Question,
    ) -> _Leaf:
        """Ask a rule, note what it reads, and keep its answer under that."""
        self.computed += 1
        leaf = _asked(check, question)
        notes = self._notes
        notes.clear()
        if self._noting is None:
            self._noting = noting(question, notes)
        told = _asked(check, self._noting)
        names = list(notes)
        if rule.needs or rule.condition:
            hidden = undeclared(rule.reads, filter(_is_there(question), names))
            if hidden:
                self.undeclared.setdefault(rule.id, hidden)
        if _told(leaf) != _told(told):  # it looks at more than can be noted
            return leaf
        looked_up = [each for each in names if not _is_known(each)]
        self._keep(roots, looked_up, question, leaf)
        return leaf

    def _keep(
        self,
        roots: dict[Any, _Inner | _Leaf],
        names: list[str],
        question: Question,
        leaf: _Leaf,
    ) -> None:
        self._leaves += 1
        if self._leaves > _KEPT or len(self._by_id) > _KEPT:
            self._forget()
            self._begin(question)
        after: dict[Any, Any] = roots
        key = self._root
        for name in names:
            node = after.get(key)
            if node is None:
                node = after[key] = _Inner(name)
            if type(node) is not _Inner or node.name != name:
                return  # it does not read alike where all is alike: not to be kept
            key = self._read.get(name)
            if key is None:
                key = self._read[name] = self._value(question, name)
            after = node.after
        after[key] = leaf

    def _forget(self) -> None:
        for roots in self._roots:
            roots.clear()
        for kept in (self._memos, self._rows, self._by_id, self._by_value):
            kept.clear()
        self._leaves = 0

    # ------------------------------------------------------------------- of a question

    def _begin(self, question: Question) -> None:
        """Take up a question: what all rules see of it without reading a thing."""
        self._question, self._read, self._noting = question, {}, None
        token, inputs, facts = self.token, question.inputs, question.case.facts
        self._stated = {
            name: (token(inputs.get(name, _MISSING)), token(facts.get(name, _MISSING)))
            for name in (inputs.keys() | facts.keys() if inputs else facts)
        }
        self._root = (
            self.token(question.law),
            question.step,
            question.case.id,
            question.consultation is None,
            question.suspension is None,
            "motion" in question.inputs,
            self.token(question.groups),
        )

    def _value(self, question: Question, name: str) -> Any:
        reader = self._readers.get(name)
        if reader is None:
            reader = self._readers[name] = (
                self._stating(name) if _is_stated(name) else _reader(self, name)
            )
        return reader(question)

    def _stating(self, name: str) -> Callable[[Question], Any]:
        return lambda _: self._stated.get(name, 0)

    def token(self, value: Any) -> int:
        """Return a number that stands for a value and all that are equal to it."""
        known = self._by_id.get(id(value))
        if known is not None:
            return known[1]
        key = type(value), value, getattr(value, "tzinfo", None)
        try:
            number = self._by_value.get(key)
            if number is None:
                number = self._by_value[key] = next(self._numbers)
        except TypeError:  # no hash: it stands for itself
            number = next(self._numbers)
        self._by_id[id(value)] = value, number
        return number

    def memo(self, rule: Rule, question: Question) -> _Memo:
        """Return where to keep what is derived from a rule's answers to a question.

        It is the same for every question alike in all that the rule declares that it reads;
        a new one each time for a rule that declares nothing.
        """
        names = self._declared.get(id(rule))
        if names is None:
            names = self._declared[id(rule)] = rule, _declared((rule,))
        if names[1] is None:
            return {}
        key = id(rule), *self._values(question, names[1])
        return self._memos.setdefault(key, {})

    def rows(self, plan: Plan, question: Question) -> Sequence[Row]:
        """Return what the rules of a step say, as the engine tells it.

        They are asked once for all questions alike in what they declare together.
        """
        known = self._steps.get(id(plan))
        if known is None:
            rules = [each for guard in plan.guards for each in guard.versions]
            known = self._steps[id(plan)] = plan, _declared(rules)
        if known[1] is None:
            return answers_of(plan, question)
        key = id(plan), *self._values(question, known[1])
        rows = self._rows.get(key)
        if rows is None:
            rows = self._rows[key] = answers_of(plan, question)
        return rows

    def _values(self, question: Question, names: _Names) -> list[Any]:
        """Return the values of some names: of inputs and facts those that are stated alone."""
        if self._question is not question:
            self._begin(question)
        stated = names.stated
        read, found = self._read, [self._root]
        found.append(
            frozenset(each for each in self._stated.items() if each[0] in stated)
        )
        for name in names.things:
            value = read.get(name)
            if value is None:
                value = read[name] = self._value(question, name)
            found.append(value)
        return found

    def hold(self) -> None:
        """Raise what a rule was seen to read and does not declare.

        Raises:
            DefinitionError: a rule reads what it does not declare, so that a search that
                goes by its declaration could miss a way.
        """
        for rule, names in self.undeclared.items():
            listed = ", ".join(names)
            raise DefinitionError(
                Both(f"rule {rule}", f"Regel {rule}"),
                [
                    Both(
                        f"it reads {listed} and does not declare it. Add it to `needs`.",
                        f"sie liest {listed}, ohne es anzugeben. In „needs“ ergänzen.",
                    )
                ],
            )


_PROCEDURES = 50


@attrs.frozen
class _Names:
    """What rules declare that they read.

    Attributes:
        stated: inputs and facts.
        things: all else, in order.
    """

    stated: frozenset[str]
    things: tuple[str, ...]


def _declared(rules: Iterable[Rule]) -> _Names | None:
    """Return all that rules declare that they read, beside law; None where one does not."""
    found: set[str] = set()
    for each in rules:
        if not (each.needs or each.condition):
            return None
        found |= each.reads
        found.add(each.dated_by)
    names = {each.removesuffix("?") for each in found if each}
    stated = frozenset(filter(_is_stated, names))
    things = sorted(each for each in names - stated if not _is_known(each))
    return _Names(stated, tuple(things))


@cache
def _is_known(name: str) -> bool:
    """Tell whether a thing is known before it is read: law and step pick the root."""
    return name == "step" or name.partition(".")[0] == "law"


@cache
def _is_stated(name: str) -> bool:
    """Tell whether a name is that of an input or a fact."""
    head = name.partition(".")[0]
    return not (
        head in ("law", "paper", "others", "*") or head in THINGS or name in NO_FACTS
    )


def _asked(check: Callable[[Question], Any], question: Question) -> _Leaf:
    try:
        return _Leaf(check(question), None)
    except Exception as error:  # noqa: BLE001  # what the engine makes of it is its own
        return _Leaf(None, error)


def kept(memo: dict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    """Return what is kept under a key, made where it is not there."""
    found = memo.get(key)
    if found is None:
        found = memo[key] = make()
    return found


def plainly(check: Any) -> Any:
    """Return a check without what it answered before, for questions never asked again."""
    return getattr(check, "plainly", check)


def _is_there(question: Question) -> Callable[[str], bool]:
    """Tell what can be there: a norm that the state does not have is never set."""
    law = question.law

    def is_there(name: str) -> bool:
        norm = name.removeprefix("law.")
        return norm == name or norm in law.values or norm in law.citations

    return is_there


def _told(leaf: _Leaf) -> Any:
    if leaf.error is not None:
        return type(leaf.error), str(leaf.error)
    return leaf.answer


def _reader(answers: Answers, name: str) -> Callable[[Question], Any]:
    """Return what tells the values behind a name that is no input and no fact, by their numbers."""
    token = answers.token
    head, _, part = name.partition(".")
    if head == "paper":
        return lambda q: (
            token(_of(q.case.motion, part)),
            token(_of(q.inputs["motion"], part)) if "motion" in q.inputs else 0,
        )
    if head in THINGS:
        thing = {"item": "consultation"}.get(head, head)
        return lambda q: token(_of(getattr(q, thing), part))
    if head == "others":
        return lambda q: token(q.others and q.others.get(part))
    if name == "*":
        return lambda q: tuple(
            (key, token(value))
            for part in (q.inputs, q.case.facts)
            for key, value in part.items()
        )
    if name == "role":
        return lambda q: (q.role, q.as_deputy)
    leaf = {"day": "at"}.get(name, name)
    return lambda q: token(getattr(q, leaf))


def _of(thing: Any, part: str) -> Any:
    return getattr(thing, part, None) if part else thing
