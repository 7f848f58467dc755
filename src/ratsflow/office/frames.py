"""Entries, stays, findings and votes of all cases as columns, for data frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import attrs

from ratsflow.documents import reports
from ratsflow.engine import fold
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.local import MissingValueError
from ratsflow.law.periods import holidays_of, is_working_day, local_day
from ratsflow.log import Entry, EntryKind, decode
from ratsflow.markup import table
from ratsflow.model import Actor
from ratsflow.office.search import as_day
from ratsflow.procedure.case import Case


if TYPE_CHECKING:
    from ratsflow.office.binding import Binding
    from ratsflow.office.office import Office

_ROWS: Mapping[str, Any] = {
    "cases": reports.CasesRow,
    "findings": reports.FindingsRow,
    "states": reports.StatesRow,
    "steps": reports.StepsRow,
    "votes": reports.VotesRow,
}
_PERSONAL = frozenset({"by"})
_TYPES = {"date": "date", "date-time": "moment"}

Row = dict[str, Any]


class Frame(Mapping[str, list[Any]]):
    """Columns by name, each a list: polars and pandas take it as it is.

    With the extra ``frames`` (pyarrow) it speaks Arrow's stream protocol, so that polars,
    pandas 3 and DuckDB take it with its types, and writes Parquet.

    Attributes:
        name: ``cases``, ``findings``, ``states``, ``steps`` or ``votes``.
        types: by column ``text``, ``number``, ``flag``, ``date`` or ``moment``.
        height: how many rows.
    """

    def __init__(
        self, name: str, types: Mapping[str, str], rows: Sequence[Row]
    ) -> None:
        self.name, self.types, self.height = name, dict(types), len(rows)
        self._columns = {each: [row[each] for row in rows] for each in types}

    def __getitem__(self, name: str) -> list[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"<Frame {self.name}: {self.height} rows, {', '.join(self)}>"

    def rows(self) -> Iterator[Row]:
        """Yield its rows as plain values, for JSON; `ratsflow.schema` describes them."""
        for number in range(self.height):
            yield {name: _iso(column[number]) for name, column in self._columns.items()}

    def to_arrow(self) -> Any:
        """Return it as a `pyarrow.Table`.

        Raises:
            InvalidInputError: pyarrow is not installed.
        """
        pa = _arrow()
        kinds = {
            "text": pa.string(),
            "number": pa.int64(),
            "flag": pa.bool_(),
            "date": pa.date32(),
            "moment": pa.timestamp("us", tz="UTC"),
        }
        columns = {
            name: pa.array(column, kinds[self.types[name]])
            for name, column in self._columns.items()
        }
        return pa.table(columns)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_parquet(self, path: str | Path) -> None:
        """Write it as a Parquet file.

        Raises:
            InvalidInputError: pyarrow is not installed, or the file cannot be written.
        """
        made = self.to_arrow()
        from pyarrow.parquet import write_table  # noqa: PLC0415  # an extra

        try:
            write_table(made, str(path))
        except OSError as error:
            raise InvalidInputError(
                Both(
                    f"it cannot be written: {error.strerror or error}.",
                    "die Datei lässt sich nicht schreiben.",
                ),
                str(path),
            ) from error

    def _repr_html_(self) -> str:
        shown = [
            list(map(str, row.values()))
            for _, row in zip(range(20), self.rows(), strict=False)
        ]
        caption = f"{self.name}: {self.height} rows, {len(shown)} shown"
        return table(caption, list(self), shown)


def _arrow() -> Any:
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise InvalidInputError(
            Both("pyarrow is not installed.", "pyarrow ist nicht installiert."),
            "frame",
            Both(
                "Run: pip install 'ratsflow[frames]'. A frame is a mapping from column to "
                "list without it, too.",
                "Ausführen: pip install 'ratsflow[frames]'.",
            ),
        ) from error
    return pa


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _types_of(name: str, *, personal: bool) -> dict[str, str]:
    hints = get_type_hints(_ROWS[name], include_extras=True)
    return {
        column: _type_of(hint)
        for column, hint in hints.items()
        if personal or column not in _PERSONAL
    }


def _type_of(hint: Any) -> str:
    if get_origin(hint) is Annotated:
        return _TYPES[get_args(hint)[1]]
    if hint in (str, int, bool):
        return {str: "text", int: "number", bool: "flag"}[hint]
    for each in get_args(hint):
        if isinstance(each, str):  # a closed list of words
            return "text"
        if each is not type(None):
            return _type_of(each)
    return "text"


@attrs.frozen
class _Log:
    """A case with its log, as whoever looks may see them."""

    case: Case
    entries: tuple[Entry, ...]


@attrs.frozen
class Framer:
    """Makes frames for an office.

    Attributes:
        office: the office.
        bound: what it binds together.
    """

    office: Office
    bound: Binding

    def frame(
        self,
        name: str,
        *,
        since: date | str | None,
        reader: Actor | None,
        personal: bool,
    ) -> Frame:
        """Return a frame; see `Office.frame`."""
        if name not in _ROWS:
            raise UnknownNameError(Both("frame", "Tabelle"), name, sorted(_ROWS))
        reads = reader is None or self.bound.reads_all(reader)
        if personal and not reads:
            raise InvalidInputError(
                Both(
                    "whoever reads may not see who acted.",
                    "wer liest, darf nicht sehen, wer gehandelt hat.",
                ),
                "personal",
                Both("Leave it out.", "Die Angabe weglassen."),
            )
        first = None if since is None else as_day(since, "since")
        make: Callable[[_Log], Iterable[tuple[date | None, Row]]]
        make = getattr(self, f"_{name}")
        types = _types_of(name, personal=personal)
        rows = [
            row
            for log in self._logs(reader, reads=reads)
            for day, row in make(log)
            if first is None or (day is not None and day >= first)
        ]
        return Frame(name, types, rows)

    def _logs(self, reader: Actor | None, *, reads: bool) -> Iterator[_Log]:
        if reads:
            for _, records in self.office.store.scan():
                yield _Log(fold(records), tuple(map(decode, records)))
            return
        for found in self.office.find(reader=reader):
            yield _Log(found.case, self.office.entries(found.id, reader))

    def _cases(self, log: _Log) -> Iterator[tuple[date | None, Row]]:
        case = log.case
        yield (
            local_day(case.since) if case.since else None,
            {
                "case": case.id,
                "title": case.motion.title,
                "reference": case.reference,
                "procedure": case.procedure,
                "state": case.state,
                "since": case.since,
                "public": case.is_public,
                "version": case.version,
            },
        )

    def _steps(self, log: _Log) -> Iterator[tuple[date | None, Row]]:
        for each in log.entries:
            yield (
                local_day(each.effective_at),
                {
                    "case": each.case_id,
                    "version": each.version,
                    "step": each.step,
                    "outcome": each.outcome,
                    "kind": each.kind.value,
                    "role": each.by.role,
                    "effective": each.effective_at,
                    "recorded": each.recorded_at,
                    "on": each.subject,
                    "by": each.by.id,
                },
            )

    def _states(self, log: _Log) -> Iterator[tuple[date | None, Row]]:
        stays: list[tuple[str, datetime]] = []
        for each in log.entries:
            moved = [m for m in each.moves if m.lifecycle == "motion" and m.target]
            if each.kind is not EntryKind.REFUSED and moved:
                stays.append((moved[-1].target, each.effective_at))
        if not stays:
            return
        now = self.bound.now()
        ends: list[datetime | None] = [at for _, at in stays[1:]]
        procedure = self.bound.versions.get(log.case.fingerprint)
        for (state, at), end in zip(stays, [*ends, None], strict=True):
            first, last = local_day(at), local_day(end or max(now, at))
            if end is None and procedure is not None:
                known = {e.name: e for e in procedure.states_of("motion")}
                if state in known and known[state].final:
                    last = first  # what is done waits for nobody
            yield (
                local_day(end) if end else last,
                {
                    "case": log.case.id,
                    "procedure": log.case.procedure,
                    "state": state,
                    "since": at,
                    "until": end,
                    "days": (last - first).days,
                    "working_days": self._working_days(first, last),
                },
            )

    def _working_days(self, first: date, last: date) -> int | None:
        """Count working days; nobody can where the holidays of state or year are not known."""
        try:
            holidays = holidays_of(self.office.law, range(first.year, last.year + 1))
        except (MissingValueError, InvalidInputError):
            return None
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(is_working_day(each, holidays) for each in days)

    def _findings(self, log: _Log) -> Iterator[tuple[date | None, Row]]:
        by_version = {each.version: each for each in log.entries}
        for each in log.case.findings:
            entry = by_version[each.version]
            told = next((f for f in entry.findings if f["rule"] == each.rule), {})
            yield (
                local_day(entry.effective_at),
                {
                    "case": log.case.id,
                    "rule": each.rule,
                    "paragraph": str(told.get("citation", "")),
                    "layer": each.layer,
                    "consequence": each.consequence,
                    "result": each.result,
                    "overridden": each.overridden,
                    "step": each.step,
                    "version": each.version,
                },
            )

    def _votes(self, log: _Log) -> Iterator[tuple[date | None, Row]]:
        for item in log.case.consultations:
            planned = item.meeting.day if item.meeting else None
            day = item.days[-1] if item.days else planned
            for ballot in item.ballots:
                yield (
                    day,
                    {
                        "case": log.case.id,
                        "on": item.id,
                        "body": item.body.name,
                        "day": day,
                        "yes": ballot.yes,
                        "no": ballot.no,
                        "abstain": ballot.abstain,
                        "present": ballot.present,
                        "result": item.result,
                    },
                )
