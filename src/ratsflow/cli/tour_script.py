"""What the tour of a state tells: its ``tour.toml``, kept with the law of the state.

A tour is a town's law file, a paper and scenes of acts; docs/states.md shows the form. It
names no Python, so that a vendor's state brings one as the shipped ones do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.local import Law
from ratsflow.law.municipality import load_law
from ratsflow.law.source import File, Problems, read
from ratsflow.law.states import state_ids, state_law
from ratsflow.model import Actor
from ratsflow.model.text import EMPTY, Wording
from ratsflow.procedure.procedure import Procedure


NAME = "tour.toml"
_ZONE = ZoneInfo("Europe/Berlin")
_HEAD = frozenset({"law", "paper", "case", "noted", "members", "people", "scene"})
_SCENE = frozenset({"de", "en", "act"})
_ACT = frozenset(
    {"at", "open", "step", "by", "given", "mend", "on", "refused", "say", "show"}
)


@attrs.frozen
class Act:
    """One thing that happens in a scene.

    Attributes:
        at: when; None for the moment of the act before.
        opens: the role of whoever opens the case, or empty.
        step, by: a step, and the role that takes it; empty for none.
        given: what it takes in, as plain values.
        mend: what the author changes in the paper first: old text, new text.
        on: the consultation or suspension it is about, where several can be meant.
        refused: the ids of the rules that stand in its way.
        say: what is told before, with ``{quote}`` for the sentence on costs that is found.
        show: print the case afterwards, as ``ratsflow show`` does.
    """

    at: datetime | None = None
    opens: str = ""
    step: str = ""
    by: str = ""
    given: Mapping[str, Any] = attrs.field(factory=dict)
    mend: Sequence[Sequence[str]] = ()
    on: str = ""
    refused: tuple[str, ...] = ()
    say: Wording = EMPTY
    show: bool = False


@attrs.frozen
class Scene:
    """A part of the tour with a title."""

    title: Wording
    acts: tuple[Act, ...]


@attrs.frozen
class Script:
    """The tour of a state.

    Attributes:
        procedure: of the state.
        law: of the invented town.
        paper: the text of the invented paper.
        case: the id of its case.
        members: how many members a body has, by its name.
        noted: fields that the council's office notes on every text, as topics.
        people: by role.
        scenes: in order.
    """

    procedure: Procedure
    law: Law
    paper: str
    case: str
    members: Mapping[str, int]
    noted: Mapping[str, Any]
    people: Mapping[str, Actor]
    scenes: tuple[Scene, ...]


def states_with_a_tour() -> tuple[str, ...]:
    """Return the installed states that bring a tour, in short."""
    return tuple(state for state in state_ids() if _file(state) is not None)


def script_of(state: str) -> Script:
    """Return the tour of a state.

    Args:
        state: in short, for example ``NRW``.

    Raises:
        InvalidInputError: the state brings none.
        DefinitionError: with every mistake in it, each with file and line.
    """
    chosen, path = state_law(state), _file(state)
    if path is None or chosen.procedure is None:
        known = ", ".join(states_with_a_tour())
        raise InvalidInputError(
            Both(
                f"the law of {state} brings no tour.",
                f"das Recht von {state} bringt keine Führung mit.",
            ),
            "--state",
            Both(f"States with a tour: {known}.", f"Länder mit Führung: {known}."),
        )
    file, problems = read(path, path.parent.name), Problems()
    procedure: Procedure = chosen.procedure()
    reader = _Reader(file, problems, procedure)
    scenes = tuple(reader.scenes())
    people = {
        role: Actor(key, name, roles=[role])
        for role, (key, name) in reader.people().items()
    }
    problems.raise_any(Both(f"tour of {state}", f"Führung von {state}"))
    table, folder = file.table, path.parent
    return Script(
        procedure,
        load_law(folder / table["law"]),
        (folder / table["paper"]).read_text("utf-8"),
        table["case"],
        table.get("members", {}),
        table.get("noted", {}),
        people,
        scenes,
    )


def _file(state: str) -> Path | None:
    path = Path(str(state_law(state).folder)) / NAME
    return path if path.is_file() else None


@attrs.define(eq=False)
class _Reader:
    """Reads the parts of a file, and notes what is wrong with them."""

    file: File
    problems: Problems
    procedure: Procedure

    def people(self) -> Mapping[str, Sequence[str]]:
        """Return id and name of who takes part, by role."""
        people: Mapping[str, Sequence[str]] = self.file.table.get("people", {})
        for role in people:
            self._among(self.procedure.roles, role, _ROLE, "people", role)
        return people

    def scenes(self) -> Iterator[Scene]:
        """Yield the scenes in order."""
        table = self.file.table
        self._strays(table, _HEAD)
        for key in ("law", "paper", "case", "people", "scene"):
            if key not in table:
                self.problems.add(
                    self.file,
                    (),
                    Both(f"`{key}` is missing.", f"`{key}` fehlt."),
                )
        for scene in table.get("scene", ()):
            self._strays(scene, _SCENE)
            acts = [self._act(each) for each in scene.get("act", ())]
            yield Scene(_wording(scene), tuple(acts))

    def _act(self, table: Mapping[str, Any]) -> Act:
        self._strays(table, _ACT)
        step = table.get("step", "")
        if step:
            steps = [each.name for each in self.procedure.steps]
            self._among(steps, step, _STEP, step)
        for key in ("by", "open"):
            if key in table:
                people = self.file.table.get("people", {})
                self._among(people, table[key], _PERSON, table[key])
        at = table.get("at")
        return Act(
            None if at is None else self._moment(at),
            table.get("open", ""),
            step,
            table.get("by", ""),
            _plain(table.get("given", {})),
            table.get("mend", ()),
            table.get("on", ""),
            tuple(table.get("refused", ())),
            _wording(table.get("say", {})),
            table.get("show", False) is True,
        )

    def _moment(self, text: str) -> datetime | None:
        try:
            local = datetime.fromisoformat(text).replace(tzinfo=_ZONE)
        except (TypeError, ValueError):
            self.problems.add(
                self.file,
                (),
                Both(
                    f'{text!r} is no moment; write "2026-01-12 10:00", in local time.',
                    f"„{text}“ ist kein Zeitpunkt; „2026-01-12 10:00“ schreiben, in "
                    "Ortszeit.",
                ),
            )
            return None
        return local.astimezone(UTC)

    def _strays(self, table: Mapping[str, Any], known: frozenset[str]) -> None:
        for key in table:
            self._among(known, key, _KEY, key)

    def _among(self, known: Any, name: str, noun: str, *place: str) -> None:
        if name not in known:
            self.problems.unknown(self.file, place, noun, name, known)


_ROLE = Both("role of the procedure", "keine Rolle des Verfahrens")
_STEP = Both("step", "kein Schritt")
_PERSON = Both("person of the tour", "keine Person der Führung")
_KEY = Both("key of a tour", "kein Schlüssel einer Führung")


def _wording(table: Mapping[str, Any]) -> Wording:
    return Wording(table.get("de", ""), table.get("en", ""))


def _plain(value: Any) -> Any:
    """Write days as JSON has them."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
