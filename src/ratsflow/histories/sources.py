"""Reading what councils publish: one line of JSON for each paper, or OParl."""

from __future__ import annotations

import gzip
import zlib

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from ratsflow.errors import Both, InvalidInputError
from ratsflow.histories.council import Council, load_council, recognised
from ratsflow.histories.told import Loss, ToldPaper, ToldStep
from ratsflow.law.periods import BERLIN as _BERLIN


class Histories:
    """The papers of files, read one after the other, with what was lost on the way.

    Args:
        paths: files, or folders of them: JSON or JSON Lines, also with gzip.
        council: what the words mean; recognised by the addresses in the files if left out.

    Attributes:
        losses: what could not be taken over; it grows while the papers are gone through.
    """

    def __init__(
        self, paths: Iterable[str | Path], council: Council | None = None
    ) -> None:
        self.paths = tuple(_files(paths))
        self._council = council
        self.losses: list[Loss] = []

    @property
    def council(self) -> Council:
        """What the words of the source mean."""
        if self._council is None:
            text = _bytes(self.paths[0])[:200_000].decode("utf-8", "replace")
            if '"agendaItem": "' in text and '"consultations"' in text:
                self._council = load_council("magdeburg")
            else:
                self._council = load_council(recognised(text))
        return self._council

    def __iter__(self) -> Iterator[ToldPaper]:
        whole: list[tuple[str, Any]] = []
        for where, value in documents_in(self.paths):
            if _is_line(value):
                yield self._of_line(where, value)
            else:
                whole.append((where, value))
        if whole:
            from ratsflow.exchange.oparl.reading import import_oparl  # noqa: PLC0415  # where needed

            found = import_oparl(whole)
            for each in found.losses:
                self.losses.append(Loss(each.where, each.code, each.told))
            yield from (told_of(each) for each in found.papers)

    def _of_line(self, where: str, row: Mapping[str, Any]) -> ToldPaper:
        steps = []
        for number, each in enumerate(row["consultations"]):
            if not isinstance(each, Mapping):
                self._lose(f"{where}/consultations/{number}", "no_object", _NO_OBJECT)
                continue
            start = _moment(each.get("date"))
            if each.get("date") and start is None:
                self._lose(f"{where}/consultations/{number}/date", "no_date", _NO_DATE)
            steps.append(
                ToldStep(
                    _text(each.get("organization")),
                    _text(each.get("role")),
                    _text(each.get("result")),
                    start.astimezone(_BERLIN).date() if start else None,
                    start,
                    _text(each.get("agendaItem")),
                )
            )
        return ToldPaper(
            _text(row.get("id")) or where,
            _text(row.get("title")),
            _text(row.get("type")),
            _text(row.get("reference")),
            None,
            tuple(ordered(steps)),
            _texts(row.get("super")),
        )

    def _lose(self, where: str, code: str, told: Both) -> None:
        self.losses.append(Loss(where, code, told))


_NO_OBJECT = Both("no object stands there.", "dort steht kein Objekt.")
_NO_DATE = Both("no date stands there.", "dort steht kein Datum.")


def read_histories(
    paths: str | Path | Iterable[str | Path], council: Council | None = None
) -> Histories:
    """Return the papers of files, with what was lost; see `Histories`.

    Raises:
        InvalidInputError: there is no such file, or it is no JSON.
    """
    return Histories((paths,) if isinstance(paths, str | Path) else paths, council)


def ordered(steps: Sequence[ToldStep]) -> list[ToldStep]:
    """Return steps by the time at which they were held; one without stays behind its neighbour."""
    keyed, last = [], ""
    for number, each in enumerate(steps):
        if each.start is not None:
            last = each.start.astimezone(_BERLIN).isoformat()
        elif each.day is not None:
            last = each.day.isoformat()
        keyed.append((last, number, each))
    return [each for _, _, each in sorted(keyed, key=lambda row: row[:2])]


def told_of(paper: Any) -> ToldPaper:
    """Return what an OParl paper tells."""
    return ToldPaper(
        paper.id,
        paper.name,
        paper.kind,
        paper.reference,
        paper.day,
        tuple(
            ordered(
                [
                    ToldStep(
                        each.body,
                        each.role,
                        each.result,
                        each.day,
                        each.start,
                        each.number,
                        each.public,
                        each.id,
                    )
                    for each in paper.consultations
                ]
            )
        ),
        paper.base,
        True,  # what is not public is not published
    )


def documents_in(paths: Iterable[str | Path]) -> Iterator[tuple[str, Any]]:
    """Yield what stands in files of JSON, each with where: one for a file, or for a line.

    Args:
        paths: files, or folders of them: JSON or JSON Lines, also with gzip.

    Raises:
        InvalidInputError: a file cannot be read, or is no JSON.
    """
    for path in _files(paths):
        yield from _documents(path, _bytes(path))


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix in _ENDINGS)
            if not found:
                raise _unreadable(path, "it holds no file of JSON")
            yield from found
        else:
            yield path


_ENDINGS = (".json", ".jsonl", ".gz", ".ndjson")


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(
            path, getattr(error, "strerror", None) or str(error)
        ) from None


def _documents(path: Path, data: bytes) -> Iterator[tuple[str, Any]]:
    name = path.name
    whole = ""
    try:
        yield name, orjson.loads(data)
    except orjson.JSONDecodeError as error:
        whole = str(error)
    if not whole:
        return
    lines = data.splitlines()
    if len(lines) < 2:  # noqa: PLR2004  # then it is one document, and broken
        raise _unreadable(path, whole)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield f"{name}:{number} @ ", orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _unreadable(path, f"line {number}: {error}") from None


def _is_line(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("consultations"), list)


def _text(value: Any) -> str:
    if value is None or isinstance(value, Mapping | list | bool):
        return ""
    return " ".join(str(value).split())


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, or the one that stands there alone."""
    found = map(_text, value if isinstance(value, list) else [value])
    return tuple(each for each in found if each)


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=_BERLIN)
        moment.astimezone(_BERLIN)  # a day must be there
    except (OverflowError, ValueError):
        return None
    return moment


def day_of(value: Any) -> date | None:
    """Return the day that a text names; None if it names none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _unreadable(path: Path, why: str) -> InvalidInputError:
    return InvalidInputError(
        Both(f"it cannot be read: {why}.", f"die Datei ist nicht lesbar: {why}."),
        str(path),
        Both("Name a file of JSON.", "Eine Datei mit JSON nennen."),
    )
