"""Where the connections of stores come from."""

from __future__ import annotations

import os
import sqlite3

from typing import Any, Protocol


class Source(Protocol):
    """Makes connections of one database.

    Attributes:
        of: what stores share to share connections: an engine, or nothing but itself.
        place: what to call the database, without its password.
        secrets: what a driver may quote of it and no message may.
        most: how many connections there may be at once.
        kept: how many of them stay open.
        timeout: seconds to wait for one.
    """

    @property
    def of(self) -> object: ...

    place: str
    secrets: tuple[str, ...]
    most: float
    kept: float
    timeout: float

    def connect(self) -> Any:
        """Return a new connection of the driver, which is the caller's alone."""

    def share(self) -> tuple[Any, Any]:
        """Return the one connection of a database in memory, and what keeps it open."""


class FileSource:
    """A SQLite file.

    Args:
        name: its path.
        wait: seconds to wait for another writer.
    """

    secrets: tuple[str, ...] = ()
    most = kept = float("inf")
    timeout = 0.0

    def __init__(self, name: str, wait: float) -> None:
        self.name = name
        self.wait = wait
        self.place = f"sqlite:///{name}"
        self._path = os.path.abspath(name)  # noqa: PTH100  # links stay as they are

    @property
    def of(self) -> object:
        """Itself: each store on a file has connections of its own."""
        return self

    def connect(self) -> Any:
        """Return a connection that one thread at a time uses, and any may close."""
        return sqlite3.connect(self._path, timeout=self.wait, check_same_thread=False)

    def share(self) -> tuple[Any, Any]:
        """Return a connection: a file has none that must be shared."""
        return self.connect(), None
