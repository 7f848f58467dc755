"""A municipality's law file: rows of the norms of its state, each with its days (Ortsrecht).

``state``, ``town``, ``valid_from``, then ``[norm]`` with ``"notice.days" = { value = 9, at =
"§ 2 GeschO" }``, and ``[[body]]`` for what a body has otherwise. An amendment is a further
row, or a further file with its own ``valid_from``. See docs/law.md.
"""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise, zip_longest
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.law.bodies import TownBodies, Wrong, is_council, town_bodies, words_of
from ratsflow.law.checks import is_number, is_text, nearest
from ratsflow.law.citation import Citation, Confidence, InForce
from ratsflow.law.layers import as_law, is_graded, problem_of
from ratsflow.law.local import ONE_DAY
from ratsflow.law.norms import Norm, NormKind, Row
from ratsflow.law.sentences import parted, said
from ratsflow.law.source import File
from ratsflow.law.states import StateLaw, state_ids, state_law, state_meant
from ratsflow.law.topic_tables import with_ids
from ratsflow.law.topics import OWN
from ratsflow.law.values import problem_by_body, problems_of_value
from ratsflow.model import BodyKind
from ratsflow.model.alike import alike


HEAD = frozenset({"state", "town", "valid_from", "norm", "body"})
"""What may stand in a file."""
OF_A_ROW = frozenset({"value", "at", "source", "since", "until"})
"""What may stand in a row."""
_MEANT = {
    **dict.fromkeys(("valid_from", "from", "ab", "seit"), "since"),
    **dict.fromkeys(("valid_until", "to", "bis"), "until"),
    "wert": "value",
    **dict.fromkeys(("paragraph", "fundstelle"), "at"),
}
"""What is written for a part of a row."""
OF_A_BODY = frozenset(
    {"name", "kind", "members", "experts", "advises", "norm", "since", "until"}
)
"""What may stand in a table of a body."""
BODIES, SIZES = "bodies.list", "bodies.members"

Rows = dict[str, tuple[Row, ...]]
"""The municipality's rows by id; those of a body by ``id@name`` or ``id@kind``."""


@attrs.define
class TownFile:
    """One file, and what is wrong with it.

    Attributes:
        file: the file.
        problems: every mistake as ``message @ place``.
        chosen: the law of its state, once it is read.
        since: the day from which it holds.
        bodies: those that it and the other files of the municipality list.
    """

    file: File
    problems: list[str] = attrs.field(factory=list)
    chosen: StateLaw | None = None
    since: date | None = None
    bodies: TownBodies | None = None
    _rows: Rows = attrs.field(factory=dict)

    @property
    def is_dotted(self) -> bool:
        """Whether it has the form of version 0.1: dotted keys, without days."""
        table = self.file.table
        return "name" in table or not HEAD.intersection(table) - {"state"}

    @property
    def town(self) -> str:
        """The municipality."""
        return str(self.file.table["name" if self.is_dotted else "town"])

    def tell(self, phrase: str, *place: str, inside: str = "", word: str = "") -> None:
        """Note a mistake, with its place and line.

        ``inside`` says where in the value it is, ``word`` what stands on its line.
        """
        if self.is_dotted and place[0] == "norm":
            keys: Sequence[str] = place[1].split(".")
        else:
            keys = place if len(place) > 1 else (*place, *place)
        where = ".".join(place[1:] if place[0] == "norm" else place)
        line = self.file.line(*keys, *filter(None, [word]))
        self.problems.append(
            said("file.place", what=phrase, place=f"{where}{inside}", line=line)
        )

    def lists(self) -> dict[str, Any]:
        """Return, by the ids of norms, which bodies the file lists; of mistakes nothing."""
        table = self.file.table
        norms = table if self.is_dotted else table.get("norm", {})
        inner = norms.get("bodies", {}) if isinstance(norms, Mapping) else {}
        sizes = norms.get(SIZES) if isinstance(norms, Mapping) else None
        if sizes is None and isinstance(inner, Mapping):
            sizes = inner.get("members")
        names: dict[str, Any] = {}
        rows: list[Any] = list(sizes) if sizes and _are_rows(sizes) else [sizes]
        for each in rows:
            value = each["value"] if _is_row(each) else each
            names |= value if isinstance(value, Mapping) else {}
        listed = table.get("body", []) if not self.is_dotted else []
        return {SIZES: names, BODIES: listed if isinstance(listed, list) else []}

    def read(self) -> Rows:
        """Return the rows; what is wrong is noted."""
        table = self.file.table
        self._head(table)
        if self.chosen is None:
            return {}
        norms = self._dotted() if self.is_dotted else table.get("norm", {})
        if not isinstance(norms, Mapping):
            self.tell(said("town.norms"), "norm")
            return {}
        self._norms(self.chosen, norms, ("norm",), "", InForce(self.since))
        if not self.is_dotted:
            self._bodies(self.chosen, table.get("body", []))
        self._topics(self.chosen)
        return self._rows

    def _head(self, table: Mapping[str, Any]) -> None:
        for key in () if self.is_dotted else table:
            if key not in HEAD:
                self._no_such_key(key, HEAD, key)
        town = "name" if self.is_dotted else "town"
        if not is_text(table.get(town)):
            self.tell(said("file.text"), town)
        state = table.get("state")
        if state in state_ids():
            self.chosen = state_law(str(state))
        else:
            self.tell(_no_such_state(state), "state")
        self.since = self._day(table, "valid_from", ("valid_from",))

    def _no_such_key(self, name: str, known: Iterable[str], *place: str) -> None:
        inside = [each for each in known if each.startswith(f"{name}.")]
        near = nearest(name, known)
        if inside:
            ends = [each.removeprefix(f"{name}.") for each in inside]
            self.tell(said("key.group", known=ends), *place)
        elif near:
            self.tell(said("key.near", near=near), *place)
        else:
            self.tell(said("key.none"), *place)

    def _day(
        self, table: Mapping[str, Any], key: str, place: tuple[str, ...]
    ) -> date | None:
        value = table.get(key)
        if value is None or (type(value) is date):
            return value
        self.tell(said("town.day", name=key, value=value), *place)
        return None

    def _span(
        self, table: Mapping[str, Any], place: tuple[str, ...], beyond: InForce
    ) -> InForce | None:
        """Return the days of a table, or note that they end before they begin."""
        since = self._day(table, "since", place) or beyond.since
        until = self._day(table, "until", place) or beyond.until
        if since and until and until < since:
            self.tell(said("town.ends", since=since, until=until), *place)
            return None
        return InForce(since, until)

    # ------------------------------------------------------------------------- norms

    def _dotted(self) -> dict[str, Any]:
        """Return what a file of version 0.1 sets, by the ids of norms."""
        assert self.chosen is not None  # noqa: S101  # for mypy
        norms = self.chosen.table.norms
        rest = {k: v for k, v in self.file.table.items() if k not in {"state", "name"}}
        found = list(_flat(rest, norms))
        for name, times in Counter(name for name, _ in found).items():
            if times > 1:
                self.tell(said("key.twice", times=times), "norm", name)
        return {
            name: value
            for name, value in found
            if not (is_graded(norms.get(name)) and isinstance(value, int))
        }

    def _norms(
        self,
        chosen: StateLaw,
        norms: Mapping[str, Any],
        place: tuple[str, ...],
        body: str,
        days: InForce,
    ) -> None:
        for name, value in norms.items():
            norm = chosen.table.norms.get(name)
            if norm is None:
                known = [
                    each.id for each in chosen.table.norms.values() if each.is_open
                ]
                parts = value if isinstance(value, Mapping) else {}
                parted_ids = [each for k in parts if (each := f"{name}.{k}") in known]
                if parted_ids and not self.is_dotted:
                    self.tell(said("key.quoted", key=parted_ids[0]), *place, name)
                else:
                    self._no_such_key(name, known, *place, name)
                continue
            if body and (problem := problem_by_body(chosen.table, name)):
                self.tell(problem, *place, name)
                continue
            key = f"{name}@{body}" if body else name
            read = self._read(norm, value, (*place, name), days)
            rows = (*self._rows.get(key, ()), *read)  # of a body in several tables
            rows = tuple(sorted(rows, key=lambda row: row.in_force.since or date.min))
            spans = [row.in_force for row in rows]
            if any(one.reaches(other) for one, other in pairwise(spans)):
                self.tell(said("norm.overlap"), *place, name)
            elif rows:
                self._rows[key] = rows

    def _read(
        self, norm: Norm, given: Any, place: tuple[str, ...], days: InForce
    ) -> Iterator[Row]:
        """Yield the rows of a norm; a lone value is a row of its own."""
        is_table = norm.form in (NormKind.TABLE, NormKind.SHARE)
        for each in given if _are_rows(given) else [given]:
            lone = not isinstance(each, Mapping) or (is_table and not _is_row(each))
            row = {"value": each} if lone else each
            for key in row:
                if key not in OF_A_ROW:
                    self.tell(self._no_such_part(key), *place)
            if row.get("value") is None:
                if OF_A_ROW.issuperset(row):  # else the strange key is told
                    self.tell(said("town.no_value"), *place)
                continue
            span = self._span(row, place, days)
            if span is None:
                continue
            value, wrong = self._named(norm, row["value"], span.since)
            for inside, mistake, name in wrong:
                self.tell(mistake, *place, inside=inside, word=name)
            problems = list(_against(norm, value))
            for problem in problems:
                phrase, inside = parted(problem)
                self.tell(phrase, *place, inside=inside)
            if not problems:
                at, source = str(row.get("at", "")), str(row.get("source", ""))
                citation = Citation(at, Confidence.LOCAL, source)
                yield Row(citation, as_law(value), span)

    def _no_such_part(self, name: str) -> str:
        """Say of a key that a row does not have what it is taken for."""
        state = self.chosen.id if self.chosen else ""
        listed = {alike(str(each)) for each in self._listed()}
        if words_of(state).find(name) or alike(name) in {*BodyKind, *listed}:
            return said("town.row_body", name=name)
        if near := _MEANT.get(name) or nearest(name, OF_A_ROW):
            return said("town.row_key", name=name, near=near)
        return said("town.row_none", name=name, known=sorted(OF_A_ROW))

    def _listed(self) -> Iterator[Any]:
        """Yield the names of the bodies that the file lists."""
        lists = self.lists()
        yield from lists[SIZES]
        for each in lists[BODIES]:
            yield each.get("name", "") if isinstance(each, Mapping) else each

    def _named(
        self, norm: Norm, value: Any, day: date | None
    ) -> tuple[Any, list[Wrong]]:
        """Return a value with the bodies in it by our words, and what is wrong with them."""
        if self.bodies is None:
            self.bodies = town_bodies(
                self.chosen.id if self.chosen else "", self.lists()
            )
        return self.bodies.read(norm.id, value, day)

    # ------------------------------------------------------------------------ bodies

    def _bodies(self, chosen: StateLaw, given: Any) -> None:
        sizes: list[tuple[str, int, InForce]] = []
        listed: list[dict[str, Any]] = []
        bodies: dict[str, str] = {}  # by name as it is compared, as it is written first
        for each in given if isinstance(given, list) else [given]:
            if not isinstance(each, Mapping):
                self.tell(said("town.body"), "body")
                continue
            table = self._with_kind(chosen, each)
            selector = self._selector(table)
            if not selector:
                continue
            place = ("body", selector)
            own = {k: v for k, v in table.items() if k in OF_A_BODY - {"norm"}}
            days = self._span(own, place, InForce(self.since))
            if days is None:
                continue
            norms = table.get("norm", {})
            if isinstance(norms, Mapping):
                compared = (
                    "council" if is_council(selector, chosen.id) else alike(selector)
                )
                body = bodies.setdefault(compared, selector)
                self._norms(chosen, norms, place, body, days)
            for key in ("members", "experts"):
                if key in own and not is_number(own[key]):
                    self.tell(said("town.count", name=key, value=own[key]), *place)
            if "name" in own:
                listed.append(plain(own, BODIES))
                if type(own.get("members")) is int:
                    sizes.append((own["name"], own["members"], days))
        row = InForce(self.since)
        if listed:
            self._rows[BODIES] = (Row(_HERE, listed, row),)
        if sizes and SIZES in self._rows:
            self.tell(said("town.sizes_twice", name=SIZES), "norm", SIZES)
        elif sizes:
            self._rows[SIZES] = tuple(self._sized(sizes))

    def _sized(self, sizes: Sequence[tuple[str, int, InForce]]) -> Iterator[Row]:
        """Yield how many members the bodies have, a row for each time between two changes."""
        days = [each for _, _, each in sizes]
        ends = {each.until for each in days if each.until and each.until < date.max}
        firsts = {each.since or date.min for each in days}
        cuts = sorted(firsts | {each + ONE_DAY for each in ends})
        for first, following in zip_longest(cuts, cuts[1:]):
            now: dict[str, tuple[str, int]] = {}
            for name, members, of in sizes:
                if of.covers(first):
                    _, known = now.setdefault(alike(name), (name, members))
                    if known != members:
                        self.tell(said("norm.overlap"), "body", name, "members")
            last = following and following - ONE_DAY
            if now:
                since = None if first == date.min else first
                yield Row(_HERE, dict(now.values()), InForce(since, last))

    def _with_kind(
        self, chosen: StateLaw, table: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return the table of a body with its kind by our word."""
        kind = table.get("kind")
        if kind is None or kind in list(BodyKind):
            return table
        found = words_of(chosen.id).find(kind) if isinstance(kind, str) else ""
        if found in list(BodyKind):
            return {**table, "kind": found}
        place = table.get("name") if is_text(table.get("name")) else kind
        kinds = list(BodyKind)
        self.tell(said("town.body_kind", kind=kind, kinds=kinds), "body", str(place))
        return {key: value for key, value in table.items() if key != "kind"}

    def _selector(self, table: Mapping[str, Any]) -> str:
        """Return the name of a body, or its kind where the table is about all of one."""
        name, kind = table.get("name"), table.get("kind")
        for key in table:
            if key not in OF_A_BODY:
                sentence = said("town.body_key", name=key, known=OF_A_BODY)
                self.tell(sentence, "body", str(name or kind or key))
        if is_text(name):
            return str(name)
        if kind in list(BodyKind):
            return str(kind)
        self.tell(said("town.body_name", kinds=list(BodyKind)), "body")
        return ""

    # ------------------------------------------------------------------------ topics

    def _topics(self, chosen: StateLaw) -> None:
        """Put the ids of topics for their words, and note which mean none."""
        own = self._rows.get(OWN)
        words = {OWN: own[-1].value} if own else {}
        told = set()
        for key, rows in self._rows.items():
            name = key.partition("@")[0]
            read = []
            for row in rows:
                values = {**words, name: row.value}
                named = with_ids(
                    values, chosen.topics, chosen.law.values, chosen.table.of_topics
                )
                for place, problem in named.problems:
                    if (place, problem) not in told:
                        told.add((place, problem))
                        inside = place.removeprefix(name)
                        word = _word_at(row.value, inside)
                        self.tell(problem, "norm", name, inside=inside, word=word)
                read.append(attrs.evolve(row, value=named.values[name]))
            self._rows[key] = tuple(read)


_HERE = Citation("", Confidence.LOCAL)


def _word_at(value: Any, inside: str) -> str:
    """Return the topic that a table of rows has at a place as ``[3].topic``."""
    found = re.match(r"\[(\d+)\]", inside)
    row = value[int(found[1])] if found and isinstance(value, (list, tuple)) else None
    word = row.get("topic", "") if isinstance(row, Mapping) else row
    return word if isinstance(word, str) else ""


def _no_such_state(state: Any) -> str:
    known = state_ids()
    if state is None:
        return said("file.state_none", known=known)
    if meant := state_meant(str(state)):
        return said("file.state_meant", meant=meant)
    return said("file.state", state=state, known=known)


def _flat(
    row: Mapping[str, Any], known: Mapping[str, Norm], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield (dotted key, value), going into tables down to the known keys."""
    for name, value in row.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and value and path not in known:
            yield from _flat(value, known, f"{path}.")
        else:
            yield path, value


def _is_row(given: Any) -> bool:
    return isinstance(given, Mapping) and "value" in given


def _are_rows(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(map(_is_row, given))


def _against(norm: Norm, value: Any) -> Iterator[str]:
    """Yield what is wrong with a value, and what the law of the state has against it."""
    problems = list(problems_of_value(norm, value))
    yield from problems
    if problems:
        return
    if is_graded(norm) and value != plain(norm.latest.value):
        yield said("town.graded", norm=norm.citation.norm)
    elif (problem := problem_of(norm, norm.id, value)) is not None:
        yield problem


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
        if first == date.min or (since is not None and since >= first):
            continue
        end = first - ONE_DAY
        last = end if until is None else min(until, end)
        yield attrs.evolve(row, in_force=InForce(since, last))
