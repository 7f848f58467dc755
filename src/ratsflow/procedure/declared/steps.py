"""States and steps from their declarations.

A move is one line: ``"consultation: open -> voted"``; ``|`` stands between sources,
``"@name"`` for a group of them. ``each consultation: …`` moves all that stand in a source,
``new mayor_objection: -> lodged`` brings a suspension about, and what has no ``->`` stays
where it is. An input is ``"name: kind"``, with ``?`` where it may be left out.
"""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import attrs

from ratsflow.law.source import File, Mistakes, Problems
from ratsflow.model.text import EMPTY, Wording
from ratsflow.procedure.declared.form import listed, spread
from ratsflow.procedure.declared.names import Names
from ratsflow.procedure.declared.rules import function_of, wording_of
from ratsflow.procedure.sentences import said
from ratsflow.procedure.step import (
    LIFECYCLES,
    NONE,
    SUSPENSION,
    Kind,
    Move,
    Moves,
    Parameter,
    State,
    Step,
)


_STEP = frozenset(
    {
        *("label", "catalogue", "by", "moves", "outcomes", "takes", "decide"),
        *("signs", "binds", "reopens", "guarded_as"),
    }
)
_ALSO = "_also"
"""How a key of a state's step ends that adds to the common one: ``takes_also``."""
_KINDS = {each.value: each for each in Kind}
_STATE = frozenset({"de", "en", "final", "called", "decided"})
_MOVE = re.compile(
    r"(?P<how>each |new )?(?P<what>\w+):\s*(?P<sources>[^>]*?)\s*(?:->\s*(?P<target>\w+))?"
)
_INPUT = re.compile(
    r"(?P<name>\w+)(?::\s*(?P<signed>±(?=number))?(?P<kind>\w+))?(?P<optional>\?)?"
)


Groups = Mapping[str, Mapping[str, Sequence[str]]]
"""By kind, the sets that declarations name with ``@``."""
_GROUPED = ("steps", "roles", "states", "facts", "inputs", "moves")


def groups_in(files: Sequence[File]) -> Groups:
    """Read the groups; a group may name others, and a later file adds or replaces."""
    found: dict[str, dict[str, Sequence[str]]] = {kind: {} for kind in _GROUPED}
    for file in files:
        for kind, groups in found.items():
            groups.update(file.table.get(kind, {}))
    return {
        kind: {name: spread(names, groups) for name, names in groups.items()}
        for kind, groups in found.items()
    }


def states_in(
    files: Sequence[File], problems: Problems
) -> dict[str, tuple[State, ...]]:
    """Read the states of the three lifecycles, each in the order in which it stands.

    A later file adds states, or says one anew.
    """
    found: dict[str, dict[str, State]] = {each: {} for each in LIFECYCLES}
    for file in files:
        for lifecycle, table in file.table.items():
            if lifecycle not in found:
                noun = said("noun.lifecycle")
                problems.unknown(file, (lifecycle,), noun, lifecycle, LIFECYCLES)
                continue
            for name, row in table.items():
                for key in set(row) - _STATE:
                    place = (lifecycle, name, key)
                    problems.unknown(file, place, said("noun.state_key"), key, _STATE)
                means = {k: row[k] for k in ("final", "called", "decided") if k in row}
                label = Wording(row.get("de", ""), row.get("en", ""))
                found[lifecycle][name] = State(name, label, **{"final": False, **means})
    return {lifecycle: tuple(states.values()) for lifecycle, states in found.items()}


Tables = Mapping[str, tuple[File, Mapping[str, Any]]]
"""By step, the file that says most of it, and what is said."""


def step_tables(files: Sequence[File], leaves_out: Sequence[str]) -> Tables:
    """Gather what is said of steps; of one that an earlier file has, a later one differs."""
    tables: dict[str, tuple[File, Mapping[str, Any]]] = {}
    for file in files:
        for name, table in file.table.items():
            if name in leaves_out:
                continue
            earlier = tables[name][1] if name in tables else {}
            tables[name] = (file, _over(earlier, table))
    return tables


def steps_in(
    tables: Tables,
    guards: Mapping[str, Sequence[str]],
    groups: Groups,
    names: Names,
    personal: frozenset[str],
    problems: Problems,
) -> dict[str, Step]:
    """Make the steps, each with the rules that stand on it."""
    return {
        name: _Reader(
            Mistakes(file, name, problems), table, groups, names, personal
        ).step(guards[name])
        for name, (file, table) in tables.items()
    }


def _over(common: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put what a state says of a step in the place of what is common, key by key.

    ``takes_also``, ``by_also`` and ``outcomes_also`` add to what is common.
    """
    kept = dict(common)
    if "moves" in own or "outcomes" in own:
        kept.pop("moves", None)
        kept.pop("outcomes", None)
    for key, value in own.items():
        what = key.removesuffix(_ALSO)
        if what == key:
            kept[key] = value
        elif isinstance(value, Mapping):
            kept[what] = {**kept.get(what, {}), **value}
        else:
            kept[what] = [*listed(kept.get(what, ())), *listed(value)]
    return kept


@attrs.define(eq=False, repr=False)
class _Reader:
    mistakes: Mistakes
    table: Mapping[str, Any]
    groups: Groups
    names: Names
    personal: frozenset[str]

    def step(self, guards: Sequence[str]) -> Step:
        table = self.table
        self.mistakes.strays(table, partial(said, "noun.step_key"), _STEP)
        label = wording_of(table.get("label"))
        if label is None:
            self.mistakes.wrong("label", said("declared.both", name="label"))
        outcomes = (
            {"": table["moves"]} if "moves" in table else table.get("outcomes", {})
        )
        return Step(
            self.mistakes.name,
            by=self._spread("by", self.groups["roles"]),
            guards=guards,
            takes=[*self._inputs()],
            outcomes={key: self._moves(lines) for key, lines in outcomes.items()},
            decide=function_of(
                table.get("decide"), "decide", self.names, self.mistakes
            ),
            signs=table.get("signs", ""),
            binds=table.get("binds", False),
            reopens=table.get("reopens", False),
            label=label or EMPTY,
            catalogue=tuple(table.get("catalogue", "").split()),
        )

    def _spread(self, key: str, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        values = listed(self.table.get(key, ()))
        for each in values:
            if each.startswith("@") and each[1:] not in groups:
                self.mistakes.unknown(key, said("noun.group"), each[1:], groups)
        return spread(values, groups)

    def _inputs(self) -> Iterator[Parameter]:
        for line in self._spread("takes", self.groups["inputs"]):
            found = _INPUT.fullmatch(line)
            if found is None or (found["kind"] or "text") not in _KINDS:
                self.mistakes.wrong(
                    "takes", said("declared.input", line=line, kinds=_KINDS)
                )
                continue
            name = found["name"]
            yield Parameter(
                name,
                _KINDS[found["kind"] or "text"],
                required=not found["optional"],
                personal=name in self.personal,
                least=None if found["signed"] else 0,
            )

    def _moves(self, lines: str | Sequence[str]) -> Moves:
        given = spread(lines, self.groups["moves"])
        return tuple(move for line in given if (move := self._move(line)) is not None)

    def _move(self, line: str) -> Move | None:
        found = _MOVE.fullmatch(line)
        if found is None:
            self.mistakes.wrong("moves", said("declared.move", line=line))
            return None
        what, target = found["what"], found["target"] or ""
        if found["how"] == "new ":
            return Move(SUSPENSION, NONE, target or "lodged", new=what)
        if what not in LIFECYCLES:
            self.mistakes.unknown("moves", said("noun.lifecycle"), what, LIFECYCLES)
            return None
        sources = spread(
            [each.strip() for each in found["sources"].split("|") if each.strip()],
            self.groups["states"],
        )
        return Move(what, sources, target, each=found["how"] == "each ")
