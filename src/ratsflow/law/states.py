"""The states whose law is installed, found by entry point.

Whoever ships the law of a state names it under ``ratsflow.procedures``, for example
``NRW = "ratsflow.states.nrw:STATE"``; see docs/states.md. Nothing here names a state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import Both, DefinitionError, UnknownNameError
from ratsflow.law.citation import ALWAYS
from ratsflow.law.local import Law, Version
from ratsflow.law.norms import Norm, NormTable, table_in
from ratsflow.law.sentences import said
from ratsflow.law.source import Problems, read
from ratsflow.law.topics import Topics, topics_in
from ratsflow.model.alike import alike


if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from importlib.resources.abc import Traversable


GROUP = "ratsflow.procedures"


@attrs.define(eq=False, slots=False)
class StateLaw:
    """The law of one state.

    Attributes:
        id: the state, in short, for example ``NRW``.
        folder: where its ``norms.toml`` and ``topics.toml`` lie.
        procedure: returns its procedure; None where it has only a table of norms.
        shared: where the norms lie that every state has; None for none.
    """

    id: str
    folder: Traversable
    procedure: Callable[[], Any] | None = None
    shared: Traversable | None = None

    @cached_property
    def table(self) -> NormTable:
        """Its norms; `DefinitionError` with every mistake, each with file and line."""
        problems = Problems()
        folders = [self.folder] if self.shared is None else [self.folder, self.shared]
        own, *shared = (
            table_in(read(each / "norms.toml", each.name), problems) for each in folders
        )
        problems.raise_any(Both(f"norms of {self.id}", f"Normen von {self.id}"))
        norms, by_body = dict(own.norms), own.by_body
        for table in shared:
            norms |= {k: each for k, each in table.norms.items() if k not in norms}
            by_body |= table.by_body
        return attrs.evolve(own, norms=norms, by_body=by_body)

    @cached_property
    def topics(self) -> Topics:
        """The topics that its law knows; `DefinitionError` with all that is wrong with the list."""
        return topics_in(self.folder)

    @cached_property
    def law(self) -> Law:
        """Its law with its history, before a municipality has set anything."""
        norms = self.table.norms
        latest = {name: norm.latest for name, norm in norms.items()}
        return Law(
            self.id,
            {name: row.value for name, row in latest.items() if row.value is not None},
            citations={name: row.citation for name, row in latest.items()},
            dated={
                name: versions_of(norm)
                for name, norm in norms.items()
                if len(norm.rows) > 1 or norm.latest.in_force != ALWAYS
            },
            absent=[name for name, row in latest.items() if row.absent],
        )


def versions_of(norm: Norm) -> tuple[Version, ...]:
    """Return what a norm said in each period, as `Law` keeps it."""
    return tuple(
        Version(row.citation, row.value, row.in_force, row.absent) for row in norm.rows
    )


@cache
def _installed() -> Mapping[str, EntryPoint]:
    # it reads mails for its metadata: whoever names a state directly needs none of that
    from importlib.metadata import entry_points  # noqa: PLC0415

    return {each.name: each for each in entry_points(group=GROUP)}


_OWN = "ratsflow.states"
"""Where the states lie that are shipped with ratsflow, each in a folder of its name."""


def own_law(state: str) -> StateLaw | None:
    """Return the law of a state that is shipped, found by its place; None for any other.

    Whoever names one need not read what else is installed, which takes as long as to read
    that law. So its name is ours, whatever else is registered by it.
    """
    if not isinstance(state, str) or not state.isidentifier():
        return None
    name = f"{_OWN}.{state.lower()}"
    if find_spec(name) is None:
        return None
    told = getattr(import_module(name), "STATE", None)
    return told if isinstance(told, StateLaw) and told.id == state else None


def state_ids() -> tuple[str, ...]:
    """Return the states whose law is installed, in short, sorted."""
    return tuple(sorted(_installed()))


def state_meant(written: str) -> str:
    """Return the state in short that is written out, as *Nordrhein-Westfalen*; else nothing."""
    for each in state_ids():
        name = state_law(each).table.name
        if alike(written) in map(alike, (each, name.de, name.en)):
            return each
    return ""


@cache
def state_law(state: str) -> StateLaw:
    """Return the law of a state, in short ``NRW``.

    Raises:
        UnknownNameError: the law of that state is not installed.
        DefinitionError: its entry point names something else.
    """
    own = own_law(state)
    if own is not None:
        return own
    found = _installed().get(state)
    if found is None:
        raise UnknownNameError(Both("state", "Land"), str(state), state_ids())
    loaded = found.load()
    if not isinstance(loaded, StateLaw):
        raise DefinitionError(
            Both(f"state {state}", f"Land {state}"),
            [said("state.entry_point", value=found.value)],
        )
    return loaded
