"""Where a test takes place: under which procedure, law and day, unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.errors import Both, InvalidInputError, UnknownNameError, german
from ratsflow.law import load_law, parse_law
from ratsflow.law.local import NO_LAW, Law
from ratsflow.law.norms import Norm
from ratsflow.law.states import state_law
from ratsflow.law.values import problems_of_value
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.words import read_day


FIRST_STATE = "NRW"
"""The state of a test that names neither state, law nor procedure."""

_TOWN = "town.toml"


@attrs.frozen(eq=False)
class Setting:
    """Where a test takes place.

    Attributes:
        procedure: the procedure.
        law: the law of the municipality.
        on: the day on which a case is to stand where it is wanted; None for any.
        folders: where the files of municipalities are looked for, the nearest first.
    """

    procedure: Procedure
    law: Law
    on: date | None = None
    folders: tuple[Path, ...] = ()


_NOW: ContextVar[Setting | None] = ContextVar("ratsflow_setting", default=None)


def current() -> Setting:
    """Return where the test that runs takes place."""
    found = _NOW.get()
    return _first() if found is None else found


@cache
def _first() -> Setting:
    return setting(state=FIRST_STATE)


@contextmanager
def taking_place(where: Setting) -> Iterator[Setting]:
    """Let tests take place somewhere, as long as the block runs."""
    token = _NOW.set(where)
    try:
        yield where
    finally:
        _NOW.reset(token)


def setting(
    *,
    state: str | None = None,
    procedure: Procedure | None = None,
    law: Law | str | Path | None = None,
    town: str | Path | None = None,
    on: date | str | None = None,
    values: Mapping[str, Any] | None = None,
    folders: tuple[Path, ...] = (),
) -> Setting:
    """Return where a test takes place.

    Args:
        state: the state, in short; that of the law or of the procedure if left out.
        procedure: the procedure; that of the state if left out.
        law: the law, or the file of a municipality; that of an invented one of the state
            if left out, else what the state says.
        town: the file of a municipality.
        on: the day; a date or ``2026-03-19``.
        values: values of law that go before all others, by id.
        folders: where the files of municipalities are looked for.

    Raises:
        UnknownNameError: the law of the state is not installed, or a value that its
            table does not have.
        InvalidInputError: no such file, or a day that is none.
    """
    chosen = law if law is not None else town
    if isinstance(chosen, str | Path):
        chosen = load_law(found_in(folders, chosen))
    if procedure is None:
        named = state or (chosen.state if chosen is not None else "") or FIRST_STATE
        procedure = procedure_of(named)
    if chosen is None:
        chosen = law_of(state or procedure.law_of)
    if values:
        chosen = with_values(chosen, values)
    return Setting(procedure, chosen, as_day(on, "on"), folders)


def found_in(folders: tuple[Path, ...], name: str | Path) -> Path:
    """Return a file or folder of law from the first folder that has it.

    Raises:
        InvalidInputError: there is none, with where it was looked for.
    """
    for path in (*(folder / name for folder in folders), Path(name)):
        if path.exists():
            return path
    looked = ", ".join(str(each) for each in folders) or "."
    raise InvalidInputError(
        Both(f"there is no file {str(name)!r}.", f"die Datei „{name}“ gibt es nicht."),
        "law",
        Both(f"Looked for in: {looked}.", f"Gesucht in: {looked}."),
    )


def procedure_of(state: str) -> Procedure:
    """Return the procedure of a state.

    Raises:
        UnknownNameError: its law is not installed.
        InvalidInputError: it has no procedure.
    """
    made = state_law(state).procedure
    if made is None:
        raise InvalidInputError(
            Both(f"{state} has no procedure.", f"{state} hat kein Verfahren."), "state"
        )
    procedure: Procedure = made()
    return procedure


@cache
def law_of(state: str) -> Law:
    """Return the law of the invented municipality of a state, else what the state says."""
    if not state:
        return NO_LAW
    folder = state_law(state).folder
    town = folder / _TOWN
    if town.is_file():
        return parse_law(town.read_text(encoding="utf-8"), f"{state}/{_TOWN}")
    return state_law(state).law


def with_values(law: Law, values: Mapping[str, Any]) -> Law:
    """Return a law in which single values are others, on every day.

    Raises:
        UnknownNameError: an id that the table of the state does not have.
        InvalidInputError: a value of another form than its norm has.
    """
    known = state_law(law.state).table.norms if law.state else {}
    for name, value in values.items() if known else ():
        norm = known.get(name.partition("@")[0])
        if norm is None:
            raise UnknownNameError(
                Both("value of law", "Rechtswert"), name, tuple(known)
            )
        if value is not None:  # None: nobody has set it
            _hold(norm, name, value)
    return attrs.evolve(
        law,
        values={**law.values, **values},
        dated={name: rows for name, rows in law.dated.items() if name not in values},
        absent=law.absent - set(values),
    )


def _hold(norm: Norm, name: str, value: Any) -> None:
    """Refuse a value of another form than its norm has, with one that would do."""
    for problem in problems_of_value(norm, plain(value, name)):
        sample = norm.latest.value if norm.sample is None else norm.sample
        example = repr(plain(sample))
        raise InvalidInputError(
            Both(f"{problem}.", f"{german(problem)}."),
            name,
            ""
            if sample is None
            else Both(
                f"Write for example {name} = {example}.",
                f"Zum Beispiel {name} = {example} schreiben.",
            ),
        )


def as_day(given: date | str | None, where: str) -> date | None:
    """Return a day that a test gives as a date, or as text that `read_day` reads.

    Raises:
        InvalidInputError: it is none.
    """
    if given is None or isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise InvalidInputError(
            Both(f"{given!r} is no day.", f"{given!r} ist kein Tag."),
            where,
            Both("Write it as 2026-03-19.", "In der Form 2026-03-19 schreiben."),
        )
    return read_day(given, where)
