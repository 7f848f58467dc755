"""Errors of drivers as errors of ratsflow; none leaks, and no password with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ratsflow.errors import Both, Lang, RatsflowError, StoreError, german
from ratsflow.stores.sql.drivers import CURES, WRITERS_CURES, Driver, Failure


if TYPE_CHECKING:
    from ratsflow.stores.sql.session import Session


class OlderTablesError(StoreError):
    """The tables are of an older version, and nobody allowed to bring them forward.

    Attributes:
        place: the database, without its password.
        found: the version of its tables.
        newest: the version that this library writes.
    """

    def __init__(self, place: str, found: int, newest: int) -> None:
        super().__init__(place, found, newest)
        self.place = place
        self.found = found
        self.newest = newest

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which versions they are, and how they are brought forward."""
        if lang == "de":
            return (
                f"{german(self.place)}: Die Tabellen haben die Fassung {self.found}, dieses "
                f"ratsflow schreibt {self.newest}. Überführen mit: ratsflow upgrade."
            )
        return (
            f"{self.place}: its tables have version {self.found}, this ratsflow writes "
            f"{self.newest}. Bring them forward with `ratsflow upgrade`, in Python with "
            "create=True."
        )


class DamagedError(StoreError):
    """The database is there, and what it gives back nobody ever wrote into it."""


DAMAGES = (Failure.DAMAGED, Failure.GARBLED)
"""What a driver's error means where the database is damaged."""


def store_error(
    error: Exception,
    driver: Driver,
    place: str,
    *,
    appending: bool = False,
    secrets: Sequence[str] = (),
) -> StoreError:
    """Return what to raise instead of a driver's error.

    Args:
        error: the driver's.
        driver: that of the database.
        place: the database, without its password.
        appending: whether an append was under way, which may have been written.
        secrets: what the driver may quote and no message may.
    """
    meaning = driver.failure(error)
    cure = CURES[meaning]
    if appending:
        cure = WRITERS_CURES.get(meaning, cure)
    first = str(error.args[-1] if error.args else error).strip().splitlines()
    said = first[0] if first else type(error).__name__
    for secret in secrets:
        said = said.replace(secret, "***")
    said = said.partition(" with text ")[0]  # which is not for everybody
    kind = DamagedError if meaning in DAMAGES else StoreError
    return kind(
        Both(
            f"{place}: {cure} ({type(error).__name__}: {said})",
            f"{place}: {german(cure)}",
        )
    )


def is_damaged(driver: Driver, error: BaseException) -> bool:
    """Tell whether a driver's error means that the database is damaged."""
    return isinstance(error, Exception) and driver.failure(error) in DAMAGES


def damaged(case_id: str) -> StoreError:
    """Return what to raise when rows stand in the way that should not be there."""
    return StoreError(
        Both(
            f"case {case_id!r} cannot be appended to, because its rows contradict each "
            "other. Run verify to see which.",
            f"Zum Vorgang „{case_id}“ lässt sich nichts schreiben, weil seine Zeilen "
            "einander widersprechen. Welche, sagt: ratsflow verify.",
        )
    )


def exhausted(place: str, most: float | None) -> StoreError:
    """Return what to raise when no connection of a pool came free in time.

    Args:
        place: the database, without its password.
        most: how many there may be at once; None where only the pool knows.
    """
    number = f" {most:g}" if most else ""
    return StoreError(
        Both(
            f"{place}: no connection came free in time: all{number} of the engine's pool are "
            "in use. End units of work sooner, or give the engine a larger pool_size.",
            f"{place}: Es wurde rechtzeitig keine Verbindung frei, alle{number} des Vorrats "
            "sind in Gebrauch. Arbeitseinheiten früher beenden oder pool_size erhöhen.",
        )
    )


@contextmanager
def driver_errors(session: Session, *, appending: bool = False) -> Iterator[None]:
    """Turn errors of the session's driver into `StoreError`; let all others pass."""
    try:
        yield
    except Exception as error:
        told = said(session, error, appending=appending)
        if told is error:
            raise
        raise told from error


def said(session: Session, error: Exception, *, appending: bool = False) -> Exception:
    """Return what to raise for an error: a `StoreError` for one of the driver's."""
    if isinstance(error, RatsflowError) or not session.driver.is_own(error):
        return error
    if session.driver.failure(error).ends_connection:
        session.drop()
    return store_error(error, session.driver, session.place, appending=appending)
