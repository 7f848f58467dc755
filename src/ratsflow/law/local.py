"""What the law of a state and the municipality's own law say, looked up by key."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import attrs
import orjson

from ratsflow.canonical import canonical, digest, plain
from ratsflow.errors import Lang, RatsflowError
from ratsflow.law.citation import ALWAYS, Citation, Confidence, InForce
from ratsflow.law.sentences import said
from ratsflow.law.topics import OWN
from ratsflow.model.alike import alike
from ratsflow.model.shape import Frozen, frozen


T = TypeVar("T")


class MissingValueError(RatsflowError, LookupError):
    """The municipality must decide a value and has not (or no file was given).

    Attributes:
        key: the dotted key to fill in, for example ``committee_appeal.days``.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which value is not set."""
        return said.text("value.not_set", lang, key=self.key)


class AbsentNormError(MissingValueError):
    """On the day that counts there was no such norm; nobody can fill it in.

    Attributes:
        key: the id of the norm.
    """

    def text(self, lang: Lang = "en") -> str:
        """Say which norm there was not."""
        return said.text("value.no_norm", lang, key=self.key)


def _value(given: Any) -> Any:
    return None if given is None else frozen(plain(given, "value"))


_LOCAL_LAW = "Ortsrecht"
ONE_DAY = timedelta(days=1)


@attrs.frozen
class Version:
    """What a norm says in one period.

    Attributes:
        citation: the paragraph, as it was then.
        value: the value, as it was then; None where it says none.
        in_force: the days.
        absent: there was no such norm.
    """

    citation: Citation
    value: Any = attrs.field(default=None, converter=_value, hash=False)
    in_force: InForce = ALWAYS
    absent: bool = False

    @classmethod
    def of(cls, row: Sequence[Any]) -> Version:
        """Read what `plain` wrote."""
        since, until, value, absent, *citation = row
        days = [each and date.fromisoformat(each) for each in (since, until)]
        return cls(Citation(*citation), value, InForce(*days), absent)

    def plain(self) -> list[Any]:
        """Return it as the log keeps it."""
        citation = self.citation
        return [
            self.in_force.since and self.in_force.since.isoformat(),
            self.in_force.until and self.in_force.until.isoformat(),
            self.value,
            self.absent,
            citation.norm,
            citation.confidence.value,
            citation.source,
        ]


def days_of_change(periods: Iterable[InForce]) -> list[date]:
    """Return the days on which a period begins, or is over, in order."""
    periods = list(periods)
    since = [each.since for each in periods if each.since]
    after = [each.until + ONE_DAY for each in periods if each.until]
    return sorted({*since, *after})


def put(
    key: str,
    version: Version | None,
    values: dict[str, Any],
    citations: dict[str, Citation],
    absent: set[str],
) -> None:
    """Let a norm say what a version of it says; None for nothing that is known."""
    values.pop(key, None)
    absent.discard(key)
    if version is not None:
        citations[key] = version.citation
        if version.absent:
            absent.add(key)
        elif version.value is not None:
            values[key] = version.value


_ALWAYS_SO: Mapping[str, tuple[Version, ...]] = Frozen()


def _ids(given: Iterable[str]) -> frozenset[str]:
    return frozenset(given)


def _values(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hold values to what the log can write down; nobody can change them afterwards."""
    return Frozen({key: frozen(plain(each, key)) for key, each in given.items()})


@attrs.frozen
class Law:
    """The law in force for one municipality, with its history.

    Every entry of the log names it by `digest`, and a store keeps `body` once.

    Attributes:
        state: the state whose law it is, in short (``NRW``), or an empty string for a
            procedure without statute.
        values: plain values by dotted id: text, whole numbers, flags, and lists and
            mappings of these; a day becomes text. Of what changed over time, the value
            that holds until further notice, or on the day of `at`.
        name: the municipality.
        citations: in which paragraph a norm stands, by the same ids; a value without one
            was set by the municipality.
        dated: by id, what a norm said in each period, where it changed.
        absent: the ids of which there is no such norm.
    """

    state: str = ""
    values: Mapping[str, Any] = attrs.field(factory=dict, converter=_values, hash=False)
    name: str = ""
    citations: Mapping[str, Citation] = attrs.field(
        factory=dict, converter=Frozen, hash=False
    )
    dated: Mapping[str, tuple[Version, ...]] = attrs.field(
        default=_ALWAYS_SO, converter=Frozen, hash=False, kw_only=True
    )
    absent: frozenset[str] = attrs.field(
        default=frozenset(), converter=_ids, kw_only=True
    )
    _whole: Law | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    def __getitem__(self, key: str) -> Any:
        """Return the value of a norm.

        Raises:
            AbsentNormError: there is no such norm; the engine turns that into *unmet*.
            MissingValueError: nobody has set it; the engine turns that into *unknown*.
        """
        value = self.values.get(key)
        if value is None:
            if key in self.absent:
                raise AbsentNormError(key)
            raise MissingValueError(key)
        return value

    def of_body(self, key: str, name: str, kind: str = "") -> str:
        """Return the id under which a value stands for a body: its own, its kind's, all's.

        Names count however they are written; there is one council, and one main committee.

        Args:
            key: the id of the norm.
            name: the body.
            kind: what it is.
        """
        own = self._of_bodies.get(key)
        if own is None:  # as nearly always
            return key
        return own.get(alike(name)) or own.get(alike(kind)) or key

    def alternatives(
        self, keys: Iterable[str], name: str, kind: str = ""
    ) -> dict[str, str]:
        """Return which of several norms say something of a body, each with the id of its value.

        What is said of the body itself, else of its kind, takes the place of what all have,
        in another unit too: a committee with days of its own has none of the hours of all.

        Args:
            keys: the ids of norms of which a municipality says one or another.
            name: the body.
            kind: what it is.
        """
        ids = {key: self.of_body(key, name, kind) for key in keys}
        given = {key: self.values.get(each) for key, each in ids.items()}
        near = {
            key: _nearness(ids[key], name, kind)
            for key, value in given.items()
            if value is not None and value is not False
        }
        most = max(near.values(), default=None)
        return {key: ids[key] for key, each in near.items() if each == most}

    @cached_property
    def _of_bodies(self) -> Mapping[str, Mapping[str, str]]:
        """By norm, and by body or kind as it is compared, the id of what it has otherwise."""
        from ratsflow.law.bodies import kinds_of_one  # noqa: PLC0415  # it reads a law

        found: dict[str, dict[str, str]] = {}
        split = [(each, *each.partition("@")) for each in self.values if "@" in each]
        kinds = kinds_of_one({who for _, _, _, who in split}, self)
        for each, key, _, who in split:
            if who in kinds:
                found.setdefault(key, {})[kinds[who]] = each
        for each, key, _, who in split:
            found.setdefault(key, {})[alike(who)] = each
        return found

    def at(self, day: date) -> Law:
        """Return the law as it was in force on a day: one value and paragraph for each id."""
        if self._whole is not None:
            return self._whole.at(day)
        if not self.dated:
            return self
        index = bisect_right(self._days, day)
        found = self._at.get(index)
        if found is None:
            found = self._at[index] = self._on(day)
        return found

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which something changes, in order."""
        return tuple(self._days)

    @cached_property
    def _days(self) -> list[date]:
        """The days on which something changes, in order."""
        return days_of_change(e.in_force for rows in self.dated.values() for e in rows)

    @cached_property
    def _at(self) -> dict[int, Law]:
        return {}

    def _on(self, day: date) -> Law:
        values, citations = dict(self.values), dict(self.citations)
        absent = set(self.absent)
        for key, versions in self.dated.items():
            here = next((each for each in versions if each.in_force.covers(day)), None)
            put(key, here, values, citations, absent)
        return Law(self.state, values, self.name, citations, absent=absent, whole=self)

    def supposing(self, values: Mapping[str, Any]) -> Law:
        """Return a law with values that are only supposed: for a question, not for the log."""
        if not values:
            return self
        new = object.__new__(Law)
        for each in attrs.fields(Law):
            object.__setattr__(new, each.name, getattr(self, each.name))
        object.__setattr__(new, "values", Frozen({**self.values, **values}))
        return new

    def made(self, make: Callable[[Law], T]) -> T:
        """Return what a function makes of these values; each makes it once for each law."""
        found: T | None = self._made.get(make)
        if found is None:
            found = self._made[make] = make(self)
        return found

    @cached_property
    def _made(self) -> dict[Callable[[Law], Any], Any]:
        return {}

    def citation(self, key: str) -> Citation:
        """Return in which paragraph a norm stands.

        Raises:
            MissingValueError: no paragraph is known, and nobody has set a value.
        """
        found = self.citations.get(key)
        if found is None:
            self[key]
            found = Citation(_LOCAL_LAW, Confidence.LOCAL)
        return found

    def confidence(self, key: str) -> Confidence:
        """Return how well the value of a norm was checked.

        Raises:
            MissingValueError: nobody has set the value.
        """
        self[key]
        return self.citation(key).confidence

    @property
    def own_topics(self) -> Mapping[str, Any]:
        """The topics that the municipality has beside those of its state, by name."""
        return self.values.get(OWN) or {}

    @cached_property
    def body(self) -> bytes:
        """Canonical bytes of the whole history; empty where nothing is set."""
        if self._whole is not None:
            return self._whole.body
        if not (self.state or self.values or self.name):
            return b""
        citations = {
            key: [each.norm, each.confidence.value, each.source]
            for key, each in self.citations.items()
        }
        row = {
            "citations": citations,
            "name": self.name,
            "state": self.state,
            "values": self.values,
        }
        if self.dated:
            row["dated"] = {
                key: [each.plain() for each in rows] for key, rows in self.dated.items()
            }
        if self.absent:
            row["absent"] = sorted(self.absent)
        return canonical(plain(row, "law"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `body`, hexadecimal; empty where nothing is set."""
        if self._whole is not None:
            return self._whole.digest
        return digest(self.body) if self.body else ""

    @cached_property
    def sets(self) -> tuple[tuple[str, bytes], ...]:
        """What a store keeps of it: the pair of `digest` and `body`, or nothing."""
        return ((self.digest, self.body),) if self.digest else ()


def _nearness(key: str, name: str, kind: str) -> tuple[bool, bool]:
    """Return whether a value is of some bodies only, and whether of this one alone."""
    _, _, of = key.partition("@")
    # there is one council, whether a row calls it by its name or by what it is
    return bool(of), bool(of) and kind != "council" and alike(of) == alike(name)


def read_set(body: bytes) -> Law:
    """Read a set of values back from its canonical bytes; `InvalidInputError` for others."""
    try:
        row = orjson.loads(body)
        citations = {key: Citation(*each) for key, each in row["citations"].items()}
        dated = {
            key: tuple(map(Version.of, rows))
            for key, rows in row.get("dated", {}).items()
        }
        law = Law(
            row["state"],
            row["values"],
            row["name"],
            citations,
            dated=dated,
            absent=row.get("absent", ()),
        )
    except Exception as error:  # hostile bytes fail in any way there is
        raise said.invalid("law.bytes", "law", error=type(error).__name__) from error
    if law.body != body:
        raise said.invalid("law.canonical", "law")
    return law


NO_LAW = Law()
"""No values at all: of a procedure that asks for none."""
