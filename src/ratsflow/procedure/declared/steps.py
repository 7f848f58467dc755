"""States and steps from their declarations.

A move is one line: ``"consultation: open -> voted"``; ``|`` stands between sources,
``"@name"`` for a group of them. ``each consultation: …`` moves all that stand in a source,
``new mayor_objection: -> lodged`` brings a suspension about, and what has no ``->`` stays
where it is. An input is ``"name: kind"``, with ``?`` where it may be left out.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ratsflow.law.source import File, Problems
from ratsflow.model.text import EMPTY, Wording
from ratsflow.procedure.declared.names import Names
from ratsflow.procedure.declared.rules import wording_of
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
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
        "label",
        "catalogue",
        "by",
        "moves",
        "outcomes",
        "takes",
        "decide",
        "signs",
        "binds",
        "reopens",
        "guarded_as",
    }
)
_ALSO = "_also"
"""How a key of a state's step ends that adds to the common one: ``takes_also``."""
_STATE = frozenset({"de", "en", "final", "called", "decided"})
_MOVE = re.compile(
    r"(?P<how>each |new )?(?P<what>\w+):\s*(?P<sources>[^>]*?)\s*(?:->\s*(?P<target>\w+))?"
)
_INPUT = re.compile(r"(?P<name>\w+)(?::\s*(?P<kind>\w+))?(?P<optional>\?)?")


@attrs.frozen
class Groups:
    """Sets that declarations name with ``@``: of steps, roles, states and inputs."""

    steps: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    roles: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    states: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    inputs: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    moves: Mapping[str, Sequence[str]] = attrs.field(factory=dict)


def groups_in(files: Sequence[File]) -> Groups:
    """Read the groups; a group may name others, and a later file adds or replaces."""
    kinds = [each.name for each in attrs.fields(Groups)]
    found: dict[str, dict[str, Sequence[str]]] = {kind: {} for kind in kinds}
    for file in files:
        for kind in kinds:
            found[kind].update(file.table.get(kind, {}))
    return Groups(
        **{
            kind: {n: spread(v, groups) for n, v in groups.items()}
            for kind, groups in found.items()
        }
    )


def spread(
    values: str | Sequence[str], groups: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Put the members of groups in the place of their names."""
    found: dict[str, None] = {}
    for each in [values] if isinstance(values, str) else values:
        if each.startswith("@") and each[1:] in groups:
            found.update(dict.fromkeys(spread(groups[each[1:]], groups)))
        else:
            found[each] = None
    return tuple(found)


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
                problems.unknown(
                    file,
                    (lifecycle,),
                    ("lifecycle", "kein Lebenslauf"),
                    lifecycle,
                    LIFECYCLES,
                )
                continue
            for name, row in table.items():
                strays = set(row) - _STATE
                for key in strays:
                    problems.unknown(
                        file,
                        (lifecycle, name, key),
                        ("key of a state", "kein Schlüssel eines Standes"),
                        key,
                        [*_STATE],
                    )
                means = {k: row[k] for k in ("final", "called", "decided") if k in row}
                label = Wording(row.get("de", ""), row.get("en", ""))
                found[lifecycle][name] = State(name, label, **{"final": False, **means})
    return {lifecycle: tuple(states.values()) for lifecycle, states in found.items()}


@attrs.frozen(eq=False)
class DeclaredStep:
    """A step as it is declared.

    Attributes:
        step: the step, without its guards.
        guarded_as: the step whose rules stand on this one too; empty for none.
    """

    step: Step
    guarded_as: str = ""


def steps_in(
    files: Sequence[File],
    groups: Groups,
    names: Names,
    personal: frozenset[str],
    leaves_out: Sequence[str],
    problems: Problems,
) -> dict[str, DeclaredStep]:
    """Read the steps; of a step that an earlier file has, a later one says what differs."""
    tables: dict[str, tuple[File, Mapping[str, Any]]] = {}
    for file in files:
        for name, table in file.table.items():
            if name in leaves_out:
                continue
            earlier = tables[name][1] if name in tables else {}
            tables[name] = (file, _over(earlier, table))
    return {
        name: _Reader(file, name, table, groups, names, personal, problems).step()
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
            kept[what] = [*_listed(kept.get(what, ())), *_listed(value)]
    return kept


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


@attrs.define(eq=False)
class _Reader:
    file: File
    name: str
    table: Mapping[str, Any]
    groups: Groups
    names: Names
    personal: frozenset[str]
    problems: Problems

    def wrong(self, key: str, english: str, german: str) -> None:
        self.problems.add(self.file, (self.name, key), english, german)

    def unknown(
        self, key: str, what: tuple[str, str], name: str, known: Sequence[str]
    ) -> None:
        self.problems.unknown(self.file, (self.name, key), what, name, known)

    def step(self) -> DeclaredStep:
        table = self.table
        for key in table:
            if key not in _STEP:
                self.unknown(
                    key,
                    ("key of a step", "kein Schlüssel eines Schritts"),
                    key,
                    [*_STEP],
                )
        label = wording_of(table.get("label"))
        if label is None:
            self.wrong(
                "label",
                "`label` needs both languages, de and en.",
                "`label` braucht beide Sprachen, de und en.",
            )
        outcomes = (
            {"": table["moves"]} if "moves" in table else table.get("outcomes", {})
        )
        step = Step(
            self.name,
            by=self._spread("by", self.groups.roles),
            takes=[*self._inputs()],
            outcomes={key: self._moves(lines) for key, lines in outcomes.items()},
            decide=self._decide(table.get("decide")),
            signs=table.get("signs", ""),
            binds=table.get("binds", False),
            reopens=table.get("reopens", False),
            label=label or EMPTY,
            catalogue=tuple(table.get("catalogue", "").split()),
        )
        return DeclaredStep(step, table.get("guarded_as", ""))

    def _spread(self, key: str, groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        given = self.table.get(key, ())
        values = [given] if isinstance(given, str) else given
        for each in values:
            if each.startswith("@") and each[1:] not in groups:
                self.unknown(key, ("group", "keine Gruppe"), each[1:], [*groups])
        return spread(values, groups)

    def _inputs(self) -> Iterator[Parameter]:
        for line in self._spread("takes", self.groups.inputs):
            found = _INPUT.fullmatch(line)
            kinds = [each.value for each in Kind]
            if found is None or (found["kind"] or "text") not in kinds:
                self.wrong(
                    "takes",
                    f"{line!r} is no input; write 'name: kind', with ? if it may be left "
                    f"out. Kinds: {', '.join(kinds)}.",
                    f"„{line}“ ist keine Angabe; „name: art“ schreiben, mit ?, wenn sie "
                    f"fehlen darf. Arten: {', '.join(kinds)}.",
                )
                continue
            name = found["name"]
            yield Parameter(
                name,
                Kind(found["kind"] or "text"),
                required=not found["optional"],
                personal=name in self.personal,
            )

    def _moves(self, lines: str | Sequence[str]) -> Moves:
        given = spread([lines] if isinstance(lines, str) else lines, self.groups.moves)
        return tuple(move for line in given if (move := self._move(line)) is not None)

    def _move(self, line: str) -> Move | None:
        found = _MOVE.fullmatch(line)
        if found is None:
            self.wrong(
                "moves",
                f"{line!r} is no move; write 'motion: draft -> released'.",
                f"„{line}“ ist keine Bewegung; „motion: draft -> released“ schreiben.",
            )
            return None
        what, target = found["what"], found["target"] or ""
        if found["how"] == "new ":
            return Move(SUSPENSION, NONE, target or "lodged", new=what)
        if what not in (MOTION, CONSULTATION, SUSPENSION):
            self.unknown("moves", ("lifecycle", "kein Lebenslauf"), what, [*LIFECYCLES])
            return None
        sources = spread(
            [each.strip() for each in found["sources"].split("|") if each.strip()],
            self.groups.states,
        )
        return Move(what, sources, target, each=found["how"] == "each ")

    def _decide(self, name: str | None) -> Callable[..., Any] | None:
        if name is None:
            return None
        known = self.names.predicates
        if name not in known:
            self.unknown("decide", ("function", "keine Funktion"), name, [*known])
            return None
        return known[name].function
