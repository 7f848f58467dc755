"""The compiled lifecycles; the one module that imports ``transitions``.

One shared `Machine` per lifecycle and procedure version. Models are never registered:
an event is triggered on a throw-away cursor, once in each state. Rules are never conditions of the
machine, nothing hangs on callbacks, and so the two classes below leave out what would
serve those; they refuse them instead of ignoring them.
"""

from __future__ import annotations

import logging

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from transitions.core import Event, Machine, Transition


# A host whose root logger stands at INFO would make every trigger several times slower.
logging.getLogger("transitions").setLevel(logging.WARNING)


class Cursor:
    """A throw-away carrier of one state."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Transition(Transition):
    """A change of state without conditions and callbacks."""

    def __init__(self, source: str, dest: str | None, *hooks: Any) -> None:
        if any(hooks):
            msg = "a compiled lifecycle takes neither conditions nor callbacks."
            raise ValueError(msg)
        super().__init__(source, dest)  # type: ignore[arg-type]  # None stays in place

    def execute(self, cursor: Any) -> bool:
        if self.dest is not None:
            cursor.state = self.dest
        return True


class _Event(Event):
    """An event that answers False where no transition starts in the cursor's state."""

    def trigger(self, cursor: Any) -> bool:
        found = self.transitions.get(cursor.state)
        return found is not None and found[0].execute(cursor)

    def fire(self, state: str) -> str | None:
        """Trigger on a throw-away cursor; return where that leads, or None."""
        cursor = Cursor(state)
        return cursor.state if self.trigger(cursor) else None


class _Machine(Machine):
    event_cls = _Event
    transition_cls = _Transition


class Lifecycle:
    """One compiled lifecycle, immutable and shared by all cases."""

    __slots__ = ("_events", "_machine", "initial", "name")

    def __init__(
        self,
        name: str,
        states: Iterable[str],
        arcs: Iterable[tuple[str, str, str | None]],
    ) -> None:
        """Compile arcs, (event, source, target) each; a target None stays.

        The first of the states is the initial one.
        """
        names = list(states)
        self.name = name
        self.initial = names[0] if names else ""
        self._machine = _Machine(
            model=None,
            states=names,
            initial=self.initial or None,
            transitions=[[event, source, target] for event, source, target in arcs],
            auto_transitions=False,
            queued=False,
            send_event=False,
        )
        self._events: Mapping[str, Any] = dict(self._machine.events)

    def fire(self, event: str, state: str) -> str | None:
        """Return the state that an event leads to, or None where it cannot start."""
        found = self._events.get(event)
        return None if found is None else found.fire(state)

    def firing(self, event: str) -> Callable[[str], str | None]:
        """Return `fire` for one event, which is triggered once in each state.

        Nothing hangs on an event, so it leads to the same state each time.
        """
        found = self._events.get(event)
        led: dict[str, str | None] = {}
        if found is not None:
            led = {state: found.fire(state) for state in found.transitions}
        return led.get
