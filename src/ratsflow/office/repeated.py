"""A command that is sent again must be the one that was carried out under its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from ratsflow.engine import Mode
from ratsflow.engine.inputs import checked
from ratsflow.errors import InvalidInputError, KeyReusedError, RepeatedError
from ratsflow.log import Entry, EntryKind, Override
from ratsflow.log.codec import inputs_to_plain
from ratsflow.log.erasable import BY
from ratsflow.procedure.inputs import MADE
from ratsflow.procedure.step import Step


_NO_STEPS = frozenset({EntryKind.ERASED, EntryKind.MIGRATED})


@attrs.frozen
class Command:
    """What was sent again, as far as an entry tells whether it did the same.

    Attributes:
        case_id: the case; empty where the office was to choose one.
        step: name of the step.
        actor: id of who acts.
        inputs: what it takes in; days and moments may be text.
        on: id of the consultation or suspension; empty where it was not named.
        at: when it was to take effect; None for then.
        mode: enforce or record; None where there is no choice.
        override: the override, or None.
        to: fingerprint of the version that a migration leads to; else empty.
        on_behalf_of: the office or group acted for; None where nobody could say it.
    """

    case_id: str
    step: str
    actor: str
    inputs: Mapping[str, Any]
    on: str = ""
    at: datetime | None = None
    mode: Mode | None = None
    override: Override | None = None
    to: str = ""
    on_behalf_of: str | None = None


def repetition(
    error: RepeatedError,
    entry: Entry,
    command: Command,
    step: Step | None,
    *,
    readable: bool,
) -> RepeatedError | KeyReusedError:
    """Return what to tell: that it was done already, or that the key is another's.

    Args:
        error: what the store said.
        entry: the entry that was written under the key.
        command: what was sent again.
        step: the step of the command, if it is one of the procedure.
        readable: whether the actor may be told what the first one was.
    """
    try:
        other = tuple(_differing(entry, command, step))
    except InvalidInputError:  # what was sent could never have been carried out
        other = ("inputs",)
    if not other:
        return error
    step_of = entry.step if readable else ""
    told = other if readable else ()
    return KeyReusedError(error.key, error.case_id, error.version, step_of, told)


def _differing(entry: Entry, command: Command, step: Step | None) -> Iterator[str]:
    if command.case_id and command.case_id != entry.case_id:
        yield "case"
    if command.step != entry.step:
        yield "step"
    if command.actor != entry.by.id:
        yield "actor"
    elif (
        command.on_behalf_of not in (None, entry.by.on_behalf_of)
        and BY not in entry.erased
    ):
        yield "on_behalf_of"
    if command.on and command.on != entry.subject:
        yield "on"
    if command.at is not None and command.at != entry.effective_at:
        yield "at"
    is_plain = entry.kind in (EntryKind.TAKEN, EntryKind.RECORDED)
    recorded = entry.kind is EntryKind.RECORDED
    if is_plain and command.mode and (command.mode is Mode.RECORD) != recorded:
        yield "mode"
    if command.to and command.to != entry.fingerprint:
        yield "to"
    yield from _override(entry, command.override)
    if command.step == entry.step:
        yield from _inputs(entry, command, step)


def _override(entry: Entry, given: Override | None) -> Iterator[str]:
    done = entry.override
    if done is None or given is None:
        if done is not given:
            yield "override"
        return
    # An authority that was left out was filled in; erased words cannot be compared.
    is_same = done.reason == given.reason and given.authority in ("", done.authority)
    if not is_same and "~override" not in entry.erased:
        yield "override"


def _inputs(entry: Entry, command: Command, step: Step | None) -> Iterator[str]:
    """Yield the inputs that are others; what was erased cannot be compared."""
    taken_in = checked(step, command.inputs) if step else dict(command.inputs)
    given = inputs_to_plain(taken_in)
    done = inputs_to_plain(
        {name: v for name, v in entry.inputs.items() if name not in MADE}
    )
    # Of an erasure the rest follows from what was there, of a migration from the case.
    names = {*given} if entry.kind in _NO_STEPS else {*given, *done}
    for name in sorted(names.difference(entry.erased)):
        if _plain(name, given.get(name)) != _plain(name, done.get(name)):
            yield name


def _plain(name: str, value: Any) -> Any:
    """Leave out what a step fills into new consultations: what they are about."""
    if name != "consultations":
        return value
    return [{**each, "about": ""} for each in value or ()]
