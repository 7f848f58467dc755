"""What a check reads of its question, noted while it is asked.

A rule declares what it reads, by its condition or beside its predicate; here is seen what
it really reads. Whoever tries only what a rule can tell apart, or asks again only what
changed, rests on the two being the same. The names are those of declarations:

=================== ==============================================================
name                what was read
=================== ==============================================================
``reasons``         an input of the step, or the fact of the case
``law.notice.days`` a value of law, or whether there is such a norm
``paper.topics``    a field of the paper, handed in or on file
``item.body``       a field of the consultation that the step is about
``suspension.kind`` a field of the suspension that the step is about
``case.state``      a field of the case
``others.base``     other cases, by `Look`
``day``, ``role``   when, as what; ``actor`` by whom, ``step`` which step
=================== ==============================================================
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from types import FunctionType
from typing import Any

import attrs

from ratsflow.law.local import Law
from ratsflow.model import Consultation, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import KEYED, Look
from ratsflow.procedure.question import THINGS, Question


Notes = dict[str, None]
"""What was read, in order."""

_WHOLE = {"item": "case.consultations", "suspension": "case.suspensions"}
"""Of which field of the case a thing is one."""

_LEAVES = {
    "step": "step",
    "actor": "actor",
    "role": "role",
    "as_deputy": "role",
    "at": "day",
    "day": "day",
    "others": "others",
}
"""By attribute of a question, the name of what has no parts."""

NO_FACTS = frozenset(_LEAVES.values())
"""The bare names that are no inputs and no facts."""


def reads_of(check: Callable[[Question], Any], question: Question) -> tuple[str, ...]:
    """Ask a check, and return what it read, in order; whatever comes of it."""
    notes: Notes = {}
    try:
        check(noting(question, notes))
    except Exception:  # noqa: BLE001  # what it answers is told elsewhere
        return tuple(notes)
    return tuple(notes)


def read_of(
    check: Callable[[Question], Any], question: Question, other: Case
) -> frozenset[str]:
    """Return the fields of an other case that a check reads, wherever it looks for one.

    Facts are told as ``facts.reach``, fields of its paper as ``motion.paper_type``. The
    numbers by which cases are found are left out.
    """
    notes: Notes = {}
    part = _Part(
        other,
        "",
        notes,
        quiet={
            "id": other.id,
            "facts": _Noted(other.facts, notes, "facts."),
            "motion": _Part(other.motion, "motion.", notes),
        },
    )
    others: Any = dict.fromkeys(Look, (part,))
    try:
        check(attrs.evolve(question, others=others))
    except Exception:  # noqa: BLE001  # what it answers is told elsewhere
        return frozenset(notes).difference(_NUMBERS)
    return frozenset(notes).difference(_NUMBERS)


_NUMBERS = frozenset(
    {"motion.reference", "motion.related", "motion.previous_considerations"}
    | {f"facts.{each}" for each in KEYED}
)


def undeclared(declared: Iterable[str], reads: Iterable[str]) -> list[str]:
    """Return what was read and is not declared."""
    known = frozenset(each.removesuffix("?") for each in declared)
    return [each for each in reads if known.isdisjoint(_declared_as(each, known))]


def _declared_as(read: str, known: Collection[str]) -> Iterator[str]:
    """Yield the declarations of which each covers what was read."""
    yield read
    head = "paper" if read == "motion" else read.partition(".")[0]
    if head in THINGS:
        yield head
        if read in (head, "motion"):  # whether there is one at all
            yield from (each for each in known if each.startswith(f"{head}."))
    if head in _WHOLE:
        yield from (_WHOLE[head], "case")
    if head == "others":
        yield head


def noting(question: Question, notes: Notes) -> Question:
    """Return a question that answers alike, and notes what is read of it.

    The notes are to be emptied between two checks that are asked alike.
    """
    case, item, suspension = question.case, question.consultation, question.suspension
    noted_item = item and _Part(item, "item.", notes)
    noted_suspension = suspension and _Part(suspension, "suspension.", notes)
    whole = {
        "consultations": _one_noted(case.consultations, item, noted_item),
        "suspensions": _one_noted(case.suspensions, suspension, noted_suspension),
    }
    quiet = {
        "id": case.id,  # which no step changes
        "facts": _Noted(case.facts, notes),
        "motion": _Part(case.motion, "paper.", notes),
    }
    inputs: dict[str, Any] = dict(question.inputs)
    if isinstance(inputs.get("motion"), Motion):
        inputs["motion"] = _Part(inputs["motion"], "paper.", notes)
    changes: dict[str, Any] = {
        "case": _Part(case, "case.", notes, whole, quiet),
        "inputs": _Noted(inputs, notes),
        "law": _noting_law(question.law, notes),
        "consultation": noted_item,
        "suspension": noted_suspension,
    }
    fields = {
        each.name: changes.get(each.name, getattr(question, each.name))
        for each in attrs.fields(Question)
    }
    return Noting(**fields, notes=notes)


def _one_noted(things: tuple[Any, ...], one: Any, noted: Any) -> tuple[Any, ...]:
    return tuple(noted if each is one else each for each in things)


@attrs.frozen(eq=False)
class Noting(Question):
    """A question that notes what is read of it."""

    notes: Notes = attrs.field(kw_only=True)

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        leaf = _LEAVES.get(name)
        if leaf is not None:
            object.__getattribute__(self, "notes")[leaf] = None
        elif value is None and name in ("consultation", "suspension"):
            called = "item" if name == "consultation" else name
            object.__getattribute__(self, "notes")[called] = None
        return value

    @property
    def motion(self) -> Motion:
        handed_in = self.inputs.of.get("motion")  # type: ignore[attr-defined]
        return handed_in if isinstance(handed_in, Motion) else self.case.motion

    def look(self, look: Look) -> tuple[Case, ...]:
        self.notes[f"others.{Look(look).value}"] = None
        return Question(**self._unnoted()).look(look)

    def about_item(self, item: Consultation) -> Question:
        return Noting(**{**self._unnoted(), "consultation": item}, notes=self.notes)

    def supposing(
        self, facts: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Question:
        own = self._unnoted()
        own["inputs"] = _Noted({**own["inputs"].of, **facts}, self.notes)
        own["law"] = own["law"].supposing(values)
        return Noting(**own, notes=self.notes)

    def _unnoted(self) -> dict[str, Any]:
        names = (each.name for each in attrs.fields(Question))
        return {name: object.__getattribute__(self, name) for name in names}


class _Part:
    """A value of the model that notes which of its fields are read.

    It passes for one of its class, and its properties and methods see it, not the value.
    """

    __slots__ = ("_noted", "_notes", "_of", "_prefix", "_quiet")

    def __init__(
        self,
        of: Any,
        prefix: str,
        notes: Notes,
        noted: Mapping[str, Any] | None = None,
        quiet: Mapping[str, Any] | None = None,
    ) -> None:
        self._of, self._prefix, self._notes = of, prefix, notes
        self._noted, self._quiet = noted or {}, quiet or {}

    @property  # type: ignore[misc]  # so that it passes for what it stands for
    def __class__(self) -> Any:
        return type(self._of)

    def __getattr__(self, name: str) -> Any:
        if name in self._quiet:
            return self._quiet[name]
        held = getattr(type(self._of), name, None)
        if isinstance(held, property) and held.fget is not None:
            return held.fget(self)
        if isinstance(held, FunctionType):
            return held.__get__(self)
        self._notes[f"{self._prefix}{name}"] = None
        return self._noted[name] if name in self._noted else getattr(self._of, name)

    def __eq__(self, other: object) -> bool:
        self._notes[self._prefix[:-1]] = None
        return bool(self._of == (other._of if isinstance(other, _Part) else other))

    def __hash__(self) -> int:
        self._notes[self._prefix[:-1]] = None
        return hash(self._of)

    def __repr__(self) -> str:
        return repr(self._of)


class _Noted(Mapping[str, Any]):
    """A mapping that notes what is looked up in it."""

    def __init__(self, of: Mapping[str, Any], notes: Notes, prefix: str = "") -> None:
        self.of, self._notes, self._prefix = of, notes, prefix

    def _note(self, name: object) -> None:
        self._notes[f"{self._prefix}{str(name).partition('@')[0]}"] = None

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return self.of[name]

    def get(self, name: str, default: Any = None) -> Any:
        self._note(name)
        return self.of.get(name, default)

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return name in self.of

    def __iter__(self) -> Iterator[str]:
        self._note("*")
        return iter(self.of)

    def __len__(self) -> int:
        self._note("*")
        return len(self.of)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other  # so that nothing built for equal values is found again


class _Absent(frozenset[str]):
    """The ids of which there is no norm; they note which are asked for."""

    notes: Notes

    def __contains__(self, name: object) -> bool:
        self.notes[f"law.{name}"] = None
        return super().__contains__(name)


class _NotingLaw(Law):
    """A law that notes what is read of it; it keeps nothing that was made of its values."""

    of: Law
    notes: Notes

    def at(self, day: date) -> Law:
        return _noting_law(self.of.at(day), self.notes)

    def supposing(self, values: Mapping[str, Any]) -> Law:
        return _noting_law(self.of.supposing(values), self.notes)

    def made(self, make: Callable[[Law], Any]) -> Any:
        return make(self)

    def of_body(self, key: str, name: str, kind: str = "") -> str:
        self.notes[f"law.{key}"] = None
        return self.of.of_body(key, name, kind)


def _noting_law(law: Law, notes: Notes) -> Law:
    new = object.__new__(_NotingLaw)
    for each in attrs.fields(Law):
        object.__setattr__(new, each.name, getattr(law, each.name))
    absent = _Absent(law.absent)
    absent.notes = notes
    changes = {
        "values": _Noted(law.values, notes, "law."),
        "citations": _Noted(law.citations, notes, "law."),
        "absent": absent,
        "of": law,
        "notes": notes,
    }
    for name, value in changes.items():
        object.__setattr__(new, name, value)
    return new
