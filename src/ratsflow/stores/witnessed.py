"""What a witness keeps, in a file of SQLite or in memory."""

from __future__ import annotations

import sqlite3

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

import attrs

from ratsflow.errors import Both, InvalidInputError, StoreError
from ratsflow.log.verifier import Checkpoint


_TABLE = """CREATE TABLE IF NOT EXISTS ratsflow_witnessed (
origin TEXT PRIMARY KEY, size INTEGER NOT NULL, text BLOB NOT NULL, note BLOB NOT NULL
) WITHOUT ROWID"""

_IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'ratsflow_witnessed'"


@attrs.define
class _Row:
    """The row of a log, and what is to be kept in its place."""

    found: bytes | None
    new: Checkpoint | None = None

    def text(self) -> bytes | None:
        """Return the text of the last checkpoint."""
        return self.found

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep another one in its place."""
        self.new = checkpoint


class Witnessed:
    """Keeps of each log the last checkpoint that was cosigned; safe for processes.

    Args:
        path: a file, which is made where there is none.
        timeout: seconds to wait for another process that writes.
        is_new: nothing may have been kept there yet; if False the file must be there. A
            witness that has lost it would begin anew, and cosign a log that was rolled back.

    Raises:
        InvalidInputError: what was kept is not there, and `is_new` is False.
        StoreError: the file cannot be read or written.
    """

    def __init__(
        self, path: str | Path, timeout: float = 30, *, is_new: bool = True
    ) -> None:
        self._path = str(path)
        self._timeout = timeout
        if not is_new and not Path(path).exists():
            raise self._lost()
        with self._errors(), closing(self._connect()) as raw:
            if not is_new and not raw.execute(_IS_THERE).fetchone():
                raise self._lost()
            raw.execute(_TABLE)

    def _lost(self) -> InvalidInputError:
        return InvalidInputError(
            Both(
                "nothing is there of what the witness cosigned; beginning anew, it would "
                "cosign a log that was rolled back.",
                "was der Zeuge mitgezeichnet hat, ist nicht da; finge er von vorn an, "
                "zeichnete er auch ein zurückgedrehtes Protokoll mit.",
            ),
            self._path,
            Both(
                "Bring the file back (an older copy has forgotten too), or make another "
                "key (--new-key); for a key that has cosigned nothing yet begin with "
                "--new-state.",
                "Die Datei zurückholen (eine ältere Kopie hat auch vergessen) oder einen "
                "anderen Schlüssel anlegen (--new-key); mit einem Schlüssel, der noch "
                "nichts mitgezeichnet hat, mit --new-state beginnen.",
            ),
        )

    def _connect(self) -> sqlite3.Connection:
        raw = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None)
        raw.execute("PRAGMA synchronous=FULL")
        return raw

    @contextmanager
    def of(self, origin: str) -> Iterator[_Row]:
        """Return the last checkpoint of a log; see `ratsflow.log.witness.Memory`.

        Raises:
            StoreError: the file cannot be read or written.
        """
        with self._errors(), closing(self._connect()) as raw:
            raw.execute("BEGIN IMMEDIATE")
            sql = "SELECT text FROM ratsflow_witnessed WHERE origin = ?"
            found = raw.execute(sql, (origin,)).fetchone()
            row = _Row(None if found is None else bytes(found[0]))
            yield row
            if row.new is not None:
                new = row.new
                raw.execute(
                    "INSERT OR REPLACE INTO ratsflow_witnessed VALUES (?, ?, ?, ?)",
                    (origin, new.size, new.text, new.data),
                )
            raw.execute("COMMIT")

    def notes(self) -> Iterator[bytes]:
        """Yield the last checkpoint of each log, as it was sent.

        Raises:
            StoreError: the file cannot be read.
        """
        with self._errors(), closing(self._connect()) as raw:
            sql = "SELECT note FROM ratsflow_witnessed ORDER BY origin"
            rows = raw.execute(sql).fetchall()
        yield from (bytes(row[0]) for row in rows)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                Both(
                    f"{self._path}: what the witness keeps cannot be read or written "
                    f"({error}).",
                    f"{self._path}: Was der Zeuge aufbewahrt, lässt sich nicht lesen "
                    f"oder schreiben ({error}).",
                )
            ) from error


class WitnessedInMemory:
    """Keeps the last checkpoint of each log in this process; safe for threads."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._lock = RLock()

    @contextmanager
    def of(self, origin: str) -> Iterator[_Row]:
        """Return the last checkpoint of a log."""
        with self._lock:
            row = _Row(self._texts.get(origin))
            yield row
            if row.new is not None:
                self._texts[origin] = row.new.text
