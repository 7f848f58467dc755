"""Where a case is to come, by the words of a test, and that no way leads there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.engine import Verdict
from ratsflow.errors import Both, Lang, RatsflowError, UnknownNameError
from ratsflow.model import Consultation
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION, Step
from ratsflow.procedure.words import say_day
from ratsflow.testing.said import no_such
from ratsflow.testing.search import Aim, Found


_LANGS: tuple[Lang, ...] = ("de", "en")
_TOLD = 2
"""How many reasons of a refusal are told."""


class NoWayError(RatsflowError):
    """There is no lawful way to where a case is to come, as far as was searched.

    Attributes:
        verdict: the refusal nearest to the aim; None where no step leads there at all.
        tried: how many steps were tried.
    """

    def __init__(self, said: str, verdict: Verdict | None, tried: int) -> None:
        super().__init__(said)
        self.verdict = verdict
        self.tried = tried


def named(procedure: Procedure, state: str) -> tuple[str, str]:
    """Return the lifecycle and the name of a state."""
    lifecycle, _, name = state.rpartition(":")
    known = {
        each: [s.name for s in procedure.states_of(each)]
        for each in (MOTION, CONSULTATION, SUSPENSION)
    }
    if lifecycle:
        if lifecycle not in known:
            raise UnknownNameError(Both("lifecycle", "Lebenslauf"), lifecycle, [*known])
        procedure.state(name, lifecycle)
        return lifecycle, name
    for each, names in known.items():
        if name in names:
            return each, name
    everything = [one for names in known.values() for one in names]
    raise no_such(Both("state", "Stand"), name, everything)


def aim_of(procedure: Procedure, state: str, called: str, via: tuple[str, ...]) -> Aim:
    """Return where a case is to come: a state, the body that is named, the steps wanted."""
    lifecycle, name = named(procedure, state)
    item: tuple[str, frozenset[str]] = ("", frozenset())
    if called and (lifecycle != MOTION or _has_items_open(procedure, name)):
        states = procedure.states_of(CONSULTATION)
        item = (called, frozenset(each.name for each in states if each.called))
    one = frozenset({name})
    if lifecycle == MOTION:
        return Aim(name, item, after=via)
    if lifecycle == CONSULTATION:
        return Aim(
            item=(called, one) if called else ("", frozenset()), items=one, after=via
        )
    return Aim(item=item, suspension=one, after=via)


def _has_items_open(procedure: Procedure, state: str) -> bool:
    """Tell whether the main path deals with open items in a state of the motion.

    In any other state the body that is named has dealt with it, or is to.
    """
    called = {e.name for e in procedure.states_of(CONSULTATION) if e.called}
    dealing = [
        step
        for step in map(procedure.step, procedure.main_path)
        if not called.isdisjoint(sources_of(step, CONSULTATION))
    ]
    return not dealing or any(state in sources_of(s, MOTION) for s in dealing)


def no_way(
    state: str,
    found: Found,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    facts: Mapping[str, Any] | None = None,
) -> NoWayError:
    """Say that there is no way, with the refusal that is nearest to where it was to lead."""
    bounds = [f"via={', '.join(via)}"] if via else []
    bounds += [f"avoid={', '.join(avoid)}"] if avoid else []
    bounds += [f"{name}={shown(value)}" for name, value in (facts or {}).items()]
    under = ", ".join(bounds)
    head = Both(
        f"no legal way to {state!r}{under and f' with {under}'}",
        f"kein rechtmäßiger Weg zu „{state}“{under and f' mit {under}'}",
    )
    if found.refused is None:
        none = Both(
            f"{head}: no step leads there.",
            f"{head.de}: Dorthin führt kein Schritt.",
        )
        return NoWayError(none, None, found.tried)
    verdict, day = found.refused.verdict, found.refused.day
    came = Both(
        f"its outcome is {verdict.outcome!r}.",
        f"Sein Ergebnis ist „{verdict.outcome}“.",
    )
    why = {
        lang: " ".join(each.text(lang) for each in verdict.blocking[:_TOLD])
        for lang in _LANGS
    }
    told = Both(
        f"{head}: “{verdict.title('en')}” on {day} is refused: {why['en'] or came}",
        f"{head.de}: „{verdict.title('de')}“ am {say_day(day, 'de')} wird abgelehnt: "
        f"{why['de'] or came.de}",
    )
    return NoWayError(told, verdict, found.tried)


def sources_of(step: Step, lifecycle: str) -> frozenset[str]:
    """Return the states of a lifecycle from which a step starts."""
    return frozenset(
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle and not move.each
        for source in move.sources
    )


def is_called(consultation: Consultation, name: str) -> bool:
    """Tell whether a consultation is meant: by its id, or its body's kind or name."""
    return name in (
        consultation.id,
        consultation.body.kind.value,
        consultation.body.name,
    )


def shown(value: Any) -> str:
    """Return a value as a line about what was assumed shows it."""
    if isinstance(value, bool | tuple | int):
        return repr(value)
    if isinstance(value, str):
        return value
    if hasattr(value, "yes"):
        return f"{value.yes}:{value.no}"
    if hasattr(value, "invited_on"):
        return f"{value.day}"
    return str(value)
