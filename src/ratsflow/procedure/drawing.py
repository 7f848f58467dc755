"""Drawings: a lifecycle as a Mermaid state diagram.

Ids are generated (``s0``, ``s1`` …), never taken from a name. In labels every character
that is no letter, digit or harmless sign is written as its number, so that no label can
end its line, close its quotes or say something in Mermaid's own language.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from ratsflow.errors import Both, UnknownNameError
from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    NONE,
    SUSPENSION,
    Step,
    moves_in,
)


K = TypeVar("K")
V = TypeVar("V")

WIDE = 4
"""A move from more states than this is told in a note instead of drawn from each."""

_START = "[*]"
_BREAK = "<br/>"
_COLON = "#58; "
# What Mermaid or the Markdown in its labels may act upon: all but letters, digits, a few
# signs, and strokes inside a word.
_TELLING = re.compile(r"[^\w ,/()-]|(?<![^\W_])[-_]|[-_](?![^\W_])")
# Wherever these two words stand in a line, Mermaid takes the line for a direction.
_DIRECTION = re.compile(r"(direction) (?=TB|BT|RL|LR|TD)", re.IGNORECASE)
_MARKDOWN = re.compile(r"#(?:42|92|95|96|126);")
_FROM = Wording("aus", "from")
_IN = Wording("in", "in")
_PRESENT = "classDef present fill:#ffe9a8,stroke:#8a6d00,stroke-width:3px,color:#000"


def draw(
    procedure: Procedure,
    lifecycle: str = MOTION,
    *,
    lang: Lang = "en",
    case: Case | None = None,
    guards: bool = False,
    wide: int = WIDE,
) -> str:
    """Draw a lifecycle as a Mermaid ``stateDiagram-v2``.

    Args:
        procedure: the procedure.
        lifecycle: ``motion``, ``consultation`` or ``suspension``.
        lang: language of the labels.
        case: a case whose present state is highlighted.
        guards: list the rules of each step in notes.
        wide: a move from more states than this is told in a note at its target.

    Returns:
        The text of the diagram, with a line feed at its end. Steps that stay in a state
        stand inside its box.

    Raises:
        UnknownNameError: there is no such lifecycle.
    """
    sheet = Sheet(procedure, lifecycle, lang, wide)
    parts = [_states(sheet), _inside(sheet, case), _arrows(sheet), _notes(sheet)]
    if guards:
        parts.append(_guard_notes(sheet))
    parts.append(_present(sheet, case))
    lines = [f"    {line}" for part in parts for line in part]
    return "\n".join(["stateDiagram-v2", *lines]) + "\n"


def escaped(text: str) -> str:
    """Write a label so that Mermaid shows every character and obeys none.

    White space and control characters become single blanks.
    """
    shown = "".join(char if char.isprintable() else " " for char in text)
    told = _TELLING.sub(_numbered, " ".join(shown.split()))
    return _DIRECTION.sub(r"\1#32;", told)


def _numbered(found: re.Match[str]) -> str:
    return f"#{ord(found[0])};"


@attrs.frozen
class Arc:
    """All sources and the target of one move, and what is said of it."""

    step: Step
    sources: tuple[str, ...]
    target: str
    outcome: str

    def is_wider_than(self, wide: int) -> bool:
        """Tell whether it starts in more states; the start itself is always drawn."""
        return len(self.sources) > wide and NONE not in self.sources


class Sheet:
    """What is drawn: ids of the states, and the moves apart by how they are drawn.

    Args:
        procedure, lifecycle, lang, wide: see `draw`.
        shown: writes a label so that whatever draws it obeys none of its characters.

    Attributes:
        ids: the id of each state, by its name.
        titles: what each state is called, by its name.
        wide: the moves from many states.
        inside: the moves that stay in a state, by that state.
        across: all others, by source and target.

    Raises:
        UnknownNameError: there is no such lifecycle.
    """

    def __init__(
        self,
        procedure: Procedure,
        lifecycle: str,
        lang: Lang,
        wide: int = WIDE,
        *,
        shown: Callable[[str], str] = escaped,
    ) -> None:
        if lifecycle not in LIFECYCLES:
            raise UnknownNameError(Both("lifecycle", "Ablauf"), lifecycle, LIFECYCLES)
        self._shown = shown
        self.procedure = procedure
        self.lifecycle = lifecycle
        self.lang: Lang = lang
        self.states = procedure.states_of(lifecycle)
        self.ids: Mapping[str, str] = {
            NONE: _START,
            **{state.name: f"s{i}" for i, state in enumerate(self.states)},
        }
        self.titles: Mapping[str, str] = {
            state.name: shown(state.title(lang)) or state.name for state in self.states
        }
        arcs = list(_arcs(procedure, lifecycle))
        self.wide = [arc for arc in arcs if arc.is_wider_than(wide)]
        narrow = [arc for arc in arcs if not arc.is_wider_than(wide)]
        pairs = _gathered(
            ((source, arc.target or source), arc)
            for arc in narrow
            for source in arc.sources
        )
        self.inside = {pair[0]: arcs for pair, arcs in pairs.items() if _stays(pair)}
        self.across = {pair: arcs for pair, arcs in pairs.items() if not _stays(pair)}

    def says(self, arcs: Iterable[Arc]) -> list[str]:
        """Name the steps, each once, with the outcomes if not all lead this way."""
        outcomes = _gathered((arc.step.name, arc.outcome) for arc in arcs)
        return [self._says(name, each) for name, each in outcomes.items()]

    def _says(self, name: str, outcomes: Iterable[str]) -> str:
        step = self.procedure.step(name)
        named = dict.fromkeys(outcomes)
        if named.keys() == step.branches.keys():
            return self.title(step)
        say = self.procedure.words.say
        listed = ", ".join(say("outcome", outcome, self.lang) for outcome in named)
        return f"{self.title(step)} ({self._shown(listed)})"

    def title(self, step: Step) -> str:
        """Name a step."""
        return self._shown(step.title(self.lang)) or step.name

    def called(self, states: Iterable[str]) -> str:
        """Name states in one line."""
        return ", ".join(self.titles[state] for state in states)


def _stays(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _arcs(procedure: Procedure, lifecycle: str) -> Iterator[Arc]:
    for step, outcome, move in moves_in(lifecycle, *procedure.steps):
        yield Arc(step, tuple(dict.fromkeys(move.sources)), move.target, outcome)


def _gathered(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _states(sheet: Sheet) -> Iterator[str]:
    for state in sheet.states:
        yield f'state "{sheet.titles[state.name]}" as {sheet.ids[state.name]}'


def _inside(sheet: Sheet, case: Case | None) -> Iterator[str]:
    """Write into the boxes: who stands there, and the steps that lead nowhere else."""
    stands = standing(sheet.lifecycle, case)
    for state in sheet.states:
        here = [escaped(each) for each in stands.get(state.name, ()) if each]
        here += sheet.says(sheet.inside.get(state.name, ()))
        for line in here:
            yield f"{sheet.ids[state.name]} : {line}"


def _arrows(sheet: Sheet) -> Iterator[str]:
    if sheet.lifecycle != SUSPENSION and sheet.states:
        yield f"{_START} --> s0"
    for (source, target), arcs in sheet.across.items():
        label = _BREAK.join(sheet.says(arcs))
        yield f"{sheet.ids[source]} --> {sheet.ids[target]} : {label}"
    for state in sheet.states:
        if state.final:
            yield f"{sheet.ids[state.name]} --> {_START}"


def _notes(sheet: Sheet) -> Iterator[str]:
    """Tell the moves from many states, each at its target or, if it stays, at the first."""
    places = _gathered((arc.target or arc.sources[0], arc) for arc in sheet.wide)
    for place, arcs in places.items():
        lines = []
        for (sources, target), alike in _gathered(
            ((arc.sources, arc.target), arc) for arc in arcs
        ).items():
            word = (_FROM if target else _IN).in_(sheet.lang)
            lines += [*sheet.says(alike), f"({word}{_COLON}{sheet.called(sources)})"]
        yield f"note right of {sheet.ids[place]} : {_noted(lines)}"


def _guard_notes(sheet: Sheet) -> Iterator[str]:
    places = _gathered(
        (arc.sources[0], arc.step)
        for arc in _arcs(sheet.procedure, sheet.lifecycle)
        if arc.step.guards
    )
    for place, steps in places.items():
        lines = [
            f"{sheet.title(step)}{_COLON}{_rules(sheet, step)}"
            for step in dict.fromkeys(steps)
        ]
        beside = sheet.ids[place] if place != NONE else "s0"
        yield f"note left of {beside} : {_noted(lines)}"


def _noted(lines: list[str]) -> str:
    """Join the lines of a note.

    In a note of several lines Mermaid reads Markdown after it has read the numbers, and
    would take the stars of two gender-neutral words for italics; a backslash stops it.
    """
    text = _BREAK.join(lines)
    return _MARKDOWN.sub(r"#92;\g<0>", text) if len(lines) > 1 else text


def _rules(sheet: Sheet, step: Step) -> str:
    rules = (versions[0] for versions in sheet.procedure.guards(step))
    return ", ".join(escaped(rule.title(sheet.lang)) or rule.id for rule in rules)


def standing(lifecycle: str, case: Case | None) -> Mapping[str, list[str]]:
    """Return who stands in which state; the motion itself has no name."""
    if case is None:
        return {}
    if lifecycle == MOTION:
        return {case.state: [""]}
    many = case.consultations if lifecycle == CONSULTATION else case.suspensions
    return _gathered((each.state, each.id) for each in many)


def _present(sheet: Sheet, case: Case | None) -> Iterator[str]:
    stands = standing(sheet.lifecycle, case)
    here = [sheet.ids[state.name] for state in sheet.states if state.name in stands]
    if here:
        yield _PRESENT
        yield f"class {','.join(here)} present"
