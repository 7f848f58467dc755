"""Norms: what the law says at an id, in which paragraph, from when until when.

A table of norms is a TOML file: ``"id" = { row }``, or a list of rows, one for each period.
The file of a state and that of a municipality have one form; see docs/law.md.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import attrs

from attrs.converters import optional

from ratsflow.canonical import plain
from ratsflow.law.citation import (
    ALWAYS,
    Citation,
    Confidence,
    Consequence,
    InForce,
    Layer,
    period,
)
from ratsflow.law.counting import Base, Share
from ratsflow.law.sentences import said, sentence
from ratsflow.law.source import File, Problems
from ratsflow.law.tables import CHECKS
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import EMPTY, Wording


class NormKind(ClosedList):
    """What the value of a norm is."""

    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    NAMES = "names"
    """a list of texts"""
    TOPICS = "topics"
    """a list of topics of the state's vocabulary"""
    SHARE = "share"
    """a share of a body, as ``">= 1/5 of elected"``"""
    TABLE = "table"
    """a list of tables, or a table of values by name"""


class Town(ClosedList):
    """What a municipality may do with a norm of its state."""

    SETS = "sets"
    RAISES = "raises"
    LOWERS = "lowers"


_OPEN = (Confidence.UNCERTAIN, Confidence.LOCAL)
"""Marks of values that whoever has read the paragraph may correct, or that are local."""


@attrs.frozen
class Row:
    """What a norm says in one period.

    Attributes:
        citation: the paragraph, how well the value was checked, and what was read.
        value: plain value; None where the norm is a paragraph only, or the municipality
            has to decide.
        in_force: the days on which the row holds.
        days: how well those days were checked.
        absent: there is, or was, no such norm.
        of: for a value by size, the norm or field that says the size.
        layer, consequence: where the state differs from what a rule says.
    """

    citation: Citation
    value: Any = attrs.field(default=None, hash=False)
    in_force: InForce = ALWAYS
    days: Confidence | None = attrs.field(default=None, converter=optional(Confidence))
    absent: bool = False
    of: str = ""
    layer: Layer | None = attrs.field(default=None, converter=optional(Layer))
    consequence: Consequence | None = attrs.field(
        default=None, converter=optional(Consequence)
    )

    @property
    def is_firm(self) -> bool:
        """Whether the law fixes a value, and somebody has read or knows it."""
        return self.value is not None and self.citation.confidence not in _OPEN


def _label(value: Wording | Mapping[str, str]) -> Wording:
    return value if isinstance(value, Wording) else Wording(value["de"], value["en"])


def _texts(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _ids(given: Iterable[str]) -> frozenset[str]:
    return frozenset(given)


@attrs.frozen
class Norm:
    """A norm with its history.

    Attributes:
        id: dotted, of no state, for example ``notice.days``.
        rows: one for each period, the earliest first.
        town: what a municipality may do with it; None for nothing.
        kind: what the value is, where one can be set.
        label: what it means, with its unit.
        choices: the values allowed, where they are few.
        sample: an invented example, for the template.
        optional: a municipality may leave it out: the rules say what holds then.
        told: why no rule reads its value, where none does.
        check: the name of the check that a table goes through.
        day: which day chooses the row, where it is not that of the step.
    """

    id: str
    rows: tuple[Row, ...]
    town: Town | None = attrs.field(default=None, converter=optional(Town))
    kind: NormKind | None = attrs.field(default=None, converter=optional(NormKind))
    label: Wording = attrs.field(default=EMPTY, converter=_label)
    choices: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    sample: Any = attrs.field(default=None, hash=False)
    optional: bool = False
    told: str = ""
    check: str = ""
    day: str = ""

    @property
    def name(self) -> str:
        """Its id, by the word of version 0.1."""
        return self.id

    @property
    def citation(self) -> Citation:
        """The paragraph that holds until further notice."""
        return self.latest.citation

    @property
    def is_open(self) -> bool:
        """Whether a municipality may say a value: its own, or one that nobody has read."""
        return self.town is not None or (
            self.latest.value is not None and not self.latest.is_firm
        )

    @property
    def form(self) -> NormKind:
        """What the value is: as declared, else as it stands there."""
        if self.kind is not None:
            return self.kind
        value = self.latest.value
        if is_share(value):
            return NormKind.SHARE
        if isinstance(value, (list, tuple)) and not all(
            isinstance(each, str) for each in value
        ):
            return NormKind.TABLE
        return next(
            (kind for known, kind in _KINDS.items() if isinstance(value, known)),
            NormKind.TABLE,
        )

    def at(self, day: date) -> Row | None:
        """Return the row in force on a day, or None where none is known."""
        return next((row for row in self.rows if row.in_force.covers(day)), None)

    @property
    def latest(self) -> Row:
        """The row that holds until further notice, or held last."""
        return self.rows[-1]


@attrs.frozen(eq=False, repr=False)
class NormTable:
    """The norms of a state.

    Attributes:
        state: in short, for example ``NRW``.
        act: the act that paragraphs without another one belong to.
        norms: by id.
        name, council: what people call the state and its councils.
        by_body: the ids of which a municipality may say a value for one body or kind: those
            that rules read so. Of all others it would be read by nobody.
    """

    state: str
    act: str
    norms: Mapping[str, Norm]
    name: Wording = EMPTY
    council: Wording = EMPTY
    by_body: frozenset[str] = attrs.field(default=frozenset(), converter=_ids)

    @cached_property  # a town's file asks it row by row
    def of_topics(self) -> tuple[str, ...]:
        """The ids of the norms whose value is a list of topics."""
        return tuple(
            norm.id for norm in self.norms.values() if norm.form is NormKind.TOPICS
        )


_SHARE_PARTS = frozenset({"num", "den", "strict", "base"})
_KINDS: Mapping[type, NormKind] = {
    bool: NormKind.FLAG,
    int: NormKind.NUMBER,
    str: NormKind.TEXT,
    list: NormKind.NAMES,
    tuple: NormKind.NAMES,
}


def is_share(value: Any) -> bool:
    """Tell whether a plain value is a share in its parts."""
    return isinstance(value, Mapping) and frozenset(value) == _SHARE_PARTS


_OF_THE_NORM = {each.name for each in attrs.fields(Norm)} - {"id", "rows"}
_OF_THE_ROW = frozenset(
    {
        *("at", "mark", "source", "mark_days", "value", "none"),
        *("since", "until", "of", "layer", "consequence"),
    }
)
_KNOWN = _OF_THE_NORM | _OF_THE_ROW
_SHARE = re.compile(r"(?P<sign>>=?)\s*(?P<num>\d+)/(?P<den>\d+)\s+of\s+(?P<base>\w+)")


def share_of(text: str) -> Share | None:
    """Read a share as it is written in tables; None where it is none.

    ``"> 1/2 of statutory_members"`` (more than) or ``">= 1/5 of elected"``.
    """
    found = _SHARE.fullmatch(text.strip())
    bases = [each.value for each in Base]
    if found is None or found["base"] not in bases:
        return None
    num, den = int(found["num"]), int(found["den"])
    return Share(num, den, found["sign"] == ">", Base(found["base"]))


def share_text(parts: Mapping[str, Any]) -> str:
    """Return a share as tables write it."""
    sign = ">" if parts["strict"] else ">="
    return f"{sign} {parts['num']}/{parts['den']} of {parts['base']}"


def table_in(file: File, problems: Problems) -> NormTable:
    """Read the norm table of a state; what is wrong is noted with its line."""
    head = file.table
    norms = {
        name: norm
        for name, value in head.get("norm", {}).items()
        if (norm := norm_in(file, name, value, head.get("act", ""), problems))
    }
    names = {
        key: Wording(value.get("de", ""), value.get("en", ""))
        for key in ("name", "council")
        if isinstance(value := head.get(key), Mapping)
    }
    of_bodies = head.get("by_body", ())
    return NormTable(
        head.get("state", ""), head.get("act", ""), norms, **names, by_body=of_bodies
    )


def norm_in(
    file: File, name: str, value: Any, act: str, problems: Problems
) -> Norm | None:
    """Read one norm, with all its rows."""
    tables = value if isinstance(value, list) else [value]
    place = ("norm", name)
    if not tables or not all(isinstance(each, dict) for each in tables):
        problems.add(file, place, said("norm.form"))
        return None
    for key in set().union(*tables) - _KNOWN:
        problems.unknown(file, (*place, key), said("noun.row_key"), key, _KNOWN)
    try:
        rows = [_row(table, act) for table in tables]
        if len(rows) > 1:
            rows.sort(key=lambda row: row.in_force.since or date.min)
        norm = Norm(name, tuple(rows), **_described(tables))
    except Exception as error:  # noqa: BLE001  # a converter fails in any way there is
        problems.add(file, place, said("norm.unreadable", error=error))
        return None
    if norm.check and norm.check not in CHECKS:
        problems.unknown(file, place, said("noun.check"), norm.check, CHECKS)
    for one, other in pairwise(rows):
        if one.in_force.reaches(other.in_force):
            problems.add(file, place, sentence(said("norm.overlap")))
    return norm


def _row(table: Mapping[str, Any], act: str) -> Row:
    value = table.get("value")
    share = share_of(value) if isinstance(value, str) else None
    at, mark = _cited(table.get("at", ""), act), table.get("mark", Confidence.LOCAL)
    return Row(
        Citation(at, mark, table.get("source", "")),
        value if value is None else plain(share.plain() if share else value),
        period(table.get("since"), table.get("until")),
        table.get("mark_days"),
        table.get("none", False) is True,
        table.get("of", ""),
        table.get("layer"),
        table.get("consequence"),
    )


def _described(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Gather what is said of the norm as a whole, in whichever row it stands."""
    return {
        key: value
        for table in tables
        for key, value in table.items()
        if key in _OF_THE_NORM
    }


_OF_A_PARAGRAPH = re.compile(
    r"§§?|Art\.|Abs\.|S\.|Nr\.|lit\.|Halbs\.|Hs\.|bis|und|ff?\.|\d+[a-z]?|[a-z]|[,;–()\-]|\s"
)
"""What a paragraph consists of that names no act."""


def _cited(at: str, act: str) -> str:
    """Add the act of the table to a bare paragraph (``§ 47 Abs. 2``)."""
    if not act or at.endswith(act):  # as most do that name it
        return at
    bare = at.startswith(("§", "Art.")) and not _OF_A_PARAGRAPH.sub("", at)
    return f"{at} {act}" if bare else at
