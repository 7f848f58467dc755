"""A municipality's law file: rows of the norms of its state, each with its days (Ortsrecht).

``state``, ``town``, ``valid_from``, then ``[norm]`` with ``"notice.days" = { value = 9, at =
"§ 2 GeschO" }``, and ``[[body]]`` for what a body has otherwise. An amendment is a further
row, or a further file with its own ``valid_from``. See docs/law.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.errors import Both, german
from ratsflow.law.checks import nearest
from ratsflow.law.citation import Citation, Confidence, InForce
from ratsflow.law.layers import as_law, is_graded, problem_of
from ratsflow.law.norms import Norm, NormKind, Row
from ratsflow.law.source import File
from ratsflow.law.states import StateLaw, state_ids, state_law
from ratsflow.law.topic_tables import with_ids
from ratsflow.law.topics import OWN
from ratsflow.law.values import problems_of_value
from ratsflow.model import BodyKind


HEAD = frozenset({"state", "town", "valid_from", "norm", "body"})
"""What may stand in a file."""
OF_A_ROW = frozenset({"value", "at", "source", "since", "until"})
"""What may stand in a row."""
OF_A_BODY = frozenset(
    {"name", "kind", "members", "experts", "advises", "norm", "since", "until"}
)
"""What may stand in a table of a body."""
BODIES, SIZES = "bodies.list", "bodies.members"
_ONE_DAY = timedelta(days=1)

Rows = dict[str, tuple[Row, ...]]
"""The municipality's rows by id; those of a body by ``id@name`` or ``id@kind``."""


@attrs.define
class TownFile:
    """One file, and what is wrong with it.

    Attributes:
        file: the file.
        problems: every mistake as ``message @ place``.
    """

    file: File
    problems: list[str] = attrs.field(factory=list)
    chosen: StateLaw | None = None
    since: date | None = None
    _rows: Rows = attrs.field(factory=dict)

    def tell(self, english: str, in_german: str, *place: str) -> None:
        """Note a mistake, with its place and line."""
        line = self.file.line(*(place if len(place) > 1 else (*place, *place)))
        where = ".".join(place[1:] if place[0] == "norm" else place)
        self.problems.append(
            Both(
                f"{english} @ {where}, line {line}",
                f"{in_german} @ {where}, Zeile {line}",
            )
        )

    def read(self) -> Rows:
        """Return the rows; what is wrong is noted."""
        table = self.file.table
        self._head(table)
        if self.chosen is None:
            return {}
        norms = table.get("norm", {})
        if not isinstance(norms, Mapping):
            self.tell(
                "write [norm] and the rows below",
                "[norm] schreiben und darunter die Zeilen",
                "norm",
            )
            return {}
        self._norms(norms, ("norm",), "", InForce(self.since))
        self._bodies(table.get("body", []))
        self._topics()
        return self._rows

    def _head(self, table: Mapping[str, Any]) -> None:
        for key in table:
            if key not in HEAD:
                near = nearest(key, HEAD)
                self.tell(
                    "there is no such key"
                    + (f"; the nearest is {near}" if near else ""),
                    "diesen Schlüssel gibt es nicht"
                    + (f"; der nächste ist {near}" if near else ""),
                    key,
                )
        state, town = table.get("state"), table.get("town")
        if not isinstance(town, str) or not town.strip():
            self.tell("a text is required", "ein Text ist nötig", "town")
        known = ", ".join(state_ids())
        if state in state_ids():
            self.chosen = state_law(str(state))
        else:
            self.tell(
                f"there is no state {state!r}; known: {known}",
                f"ein Land „{state}“ gibt es nicht; bekannt: {known}",
                "state",
            )
        self.since = self._day(table, "valid_from", ("valid_from",))

    def _day(
        self, table: Mapping[str, Any], key: str, place: tuple[str, ...]
    ) -> date | None:
        value = table.get(key)
        if value is None or (type(value) is date):
            return value
        self.tell(
            f"{key} is {value!r}; write a day such as 2025-11-01, without quotes",
            f"{key} ist {value!r}; einen Tag wie 2025-11-01 schreiben, ohne "
            "Anführungszeichen",
            *place,
        )
        return None

    # ------------------------------------------------------------------------- norms

    def _norms(
        self,
        norms: Mapping[str, Any],
        place: tuple[str, ...],
        body: str,
        days: InForce,
    ) -> None:
        assert self.chosen is not None  # noqa: S101  # for mypy
        for name, value in norms.items():
            norm = self.chosen.table.norms.get(name)
            if norm is None:
                near = nearest(name, self.chosen.table.norms)
                self.tell(
                    f"{self.chosen.id} has no such norm"
                    + (f"; the nearest is {near}" if near else ""),
                    f"eine solche Norm hat {self.chosen.id} nicht"
                    + (f"; die nächste ist {near}" if near else ""),
                    *place,
                    name,
                )
                continue
            rows = tuple(self._read(norm, value, (*place, name), days))
            rows = tuple(sorted(rows, key=lambda row: row.in_force.since or date.min))
            if any(_meet(one, other) for one, other in pairwise(rows)):
                self.tell(
                    "two rows cover one day",
                    "zwei Zeilen gelten am selben Tag",
                    *place,
                    name,
                )
            elif rows:
                self._rows[f"{name}@{body}" if body else name] = rows

    def _read(
        self, norm: Norm, given: Any, place: tuple[str, ...], days: InForce
    ) -> Iterator[Row]:
        """Yield the rows of a norm; a lone value is a row of its own."""
        tables = given if _are_rows(given) else [given]
        for each in tables:
            is_table = norm.form in (NormKind.TABLE, NormKind.SHARE)
            lone = not isinstance(each, Mapping) or (is_table and not _is_row(each))
            row = {"value": each} if lone else each
            for key in row:
                if key not in OF_A_ROW:
                    near = nearest(key, OF_A_ROW)
                    self.tell(
                        f"a row has no {key!r}; the nearest is {near or 'value'}",
                        f"eine Zeile hat kein „{key}“; das nächste ist "
                        f"{near or 'value'}",
                        *place,
                    )
            if row.get("value") is None:
                self.tell("the value is missing", "der Wert fehlt", *place)
                continue
            since = self._day(row, "since", place) or days.since
            until = self._day(row, "until", place) or days.until
            if since and until and until < since:
                self.tell(
                    f"until {until} is before since {since}",
                    f"until {until} liegt vor since {since}",
                    *place,
                )
                continue
            problems = list(_against(norm, row["value"]))
            for problem in problems:
                phrase, _, inner = str(problem).partition(" @ ")
                in_german = german(problem).partition(" @ ")[0]
                at = f" {inner}" if inner else ""
                self.tell(f"{phrase}{at}", f"{in_german}{at}", *place)
            if not problems:
                citation = Citation(
                    str(row.get("at", "")),
                    Confidence.LOCAL,
                    str(row.get("source", "")),
                )
                yield Row(citation, as_law(row["value"]), InForce(since, until))

    # ------------------------------------------------------------------------ bodies

    def _bodies(self, given: Any) -> None:
        bodies = given if isinstance(given, list) else [given]
        sizes: dict[str, int] = {}
        listed: list[dict[str, Any]] = []
        for table in bodies:
            if not isinstance(table, Mapping):
                self.tell(
                    "write [[body]] and what it is below",
                    "[[body]] schreiben und darunter, was es ist",
                    "body",
                )
                continue
            selector = self._selector(table)
            if not selector:
                continue
            own = {k: v for k, v in table.items() if k in OF_A_BODY - {"norm"}}
            days = InForce(
                self._day(own, "since", ("body", selector)) or self.since,
                self._day(own, "until", ("body", selector)),
            )
            norms = table.get("norm", {})
            if isinstance(norms, Mapping):
                self._norms(norms, ("body", selector), selector, days)
            for key in ("members", "experts"):
                self._count(own, key, selector)
            if "name" in own:
                listed.append(plain(own, BODIES))
                if type(own.get("members")) is int:
                    sizes[own["name"]] = own["members"]
        row = InForce(self.since)
        if listed:
            self._rows[BODIES] = (Row(_HERE, listed, row),)
        if sizes and SIZES in self._rows:
            self.tell(
                f"say the members in [[body]] or in {SIZES}, not in both",
                f"die Mitglieder in [[body]] oder in {SIZES} angeben, nicht in beiden",
                "norm",
                SIZES,
            )
        elif sizes:
            self._rows[SIZES] = (Row(_HERE, sizes, row),)

    def _count(self, own: Mapping[str, Any], key: str, selector: str) -> None:
        value = own.get(key)
        if value is not None and (type(value) is not int or value < 0):
            self.tell(
                f"{key} is {value!r}; pass a whole number",
                f"{key} ist {value!r}; eine ganze Zahl angeben",
                "body",
                selector,
            )

    def _selector(self, table: Mapping[str, Any]) -> str:
        """Return the name of a body, or its kind where the table is about all of one."""
        name, kind = table.get("name"), table.get("kind")
        for key in table:
            if key not in OF_A_BODY:
                self.tell(
                    f"a body has no {key!r}; known: {', '.join(sorted(OF_A_BODY))}",
                    f"ein Gremium hat kein „{key}“; bekannt: "
                    f"{', '.join(sorted(OF_A_BODY))}",
                    "body",
                    str(name or kind or key),
                )
        if isinstance(name, str) and name.strip():
            return name
        if kind in list(BodyKind):
            return str(kind)
        kinds = ", ".join(BodyKind)
        self.tell(
            f"name the body, or its kind: {kinds}",
            f"das Gremium nennen (name) oder seine Art (kind): {kinds}",
            "body",
        )
        return ""

    # ------------------------------------------------------------------------ topics

    def _topics(self) -> None:
        """Put the ids of topics for their words, and note which mean none."""
        assert self.chosen is not None  # noqa: S101  # for mypy
        own = self._rows.get(OWN)
        words = {OWN: own[-1].value} if own else {}
        told: dict[str, None] = {}
        for key, rows in self._rows.items():
            name = key.partition("@")[0]
            read = []
            for row in rows:
                named = with_ids(
                    {**words, name: row.value},
                    self.chosen.topics,
                    self.chosen.law.values,
                )
                for place, problem in named.problems:
                    message = Both(f"{problem}|{place}", f"{german(problem)}|{place}")
                    if message not in told:
                        told[message] = None
                        self.tell(
                            f"{problem} ({place})",
                            f"{german(problem)} ({place})",
                            "norm",
                            name,
                        )
                read.append(attrs.evolve(row, value=named.values[name]))
            self._rows[key] = tuple(read)


_HERE = Citation("", Confidence.LOCAL)


def _is_row(given: Any) -> bool:
    return isinstance(given, Mapping) and "value" in given


def _are_rows(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(map(_is_row, given))


def _meet(one: Row, other: Row) -> bool:
    until, since = one.in_force.until, other.in_force.since
    return until is None or since is None or until >= since


def _against(norm: Norm, value: Any) -> Iterator[str]:
    """Yield what is wrong with a value, and what the law of the state has against it."""
    problems = list(problems_of_value(norm, value))
    yield from problems
    if problems:
        return
    if is_graded(norm) and value != plain(norm.latest.value):
        yield Both(
            f"{norm.citation.norm} grades it by size; leave it out",
            f"{norm.citation.norm} staffelt es nach Größe; weglassen",
        )
        return
    problem = problem_of(norm, norm.id, value)
    if problem is not None:
        yield Both(
            problem.removeprefix(f"{norm.id} is ").removesuffix("."),
            german(problem).removeprefix(f"{norm.id} ist ").removesuffix("."),
        )


def amended(files: Iterable[Rows]) -> Rows:
    """Join the rows of a file and of its amendments, the earliest first.

    What an amendment says takes the place of what was said, from its first day on.
    """
    found: Rows = {}
    for rows in files:
        for key, later in rows.items():
            first = min(row.in_force.since or date.min for row in later)
            found[key] = (*_before(found.get(key, ()), first), *later)
    return found


def _before(rows: Sequence[Row], first: date) -> Iterator[Row]:
    """Yield what held before a day."""
    for row in rows:
        since, until = row.in_force.since, row.in_force.until
        if since is not None and since >= first:
            continue
        if first == date.min:
            continue
        end = first - _ONE_DAY
        yield attrs.evolve(
            row, in_force=InForce(since, end if until is None else min(until, end))
        )
