"""Idempotency keys: a command that is sent again must be the one that used its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from ratsflow.engine import Mode, fold
from ratsflow.engine.inputs import checked
from ratsflow.errors import InvalidInputError, KeyReusedError, RepeatedError, StoreError
from ratsflow.law.periods import local_day
from ratsflow.law.topics import Topics
from ratsflow.log import OPEN, Entry, EntryKind, Override, Record, decode
from ratsflow.log.codec import inputs_to_plain
from ratsflow.log.erasable import BY
from ratsflow.model import Motion
from ratsflow.office.attempt import Attempt
from ratsflow.office.binding import Binding
from ratsflow.procedure.inputs import MADE
from ratsflow.procedure.step import Step


_MODES = {
    EntryKind.TAKEN: Mode.ENFORCE,
    EntryKind.RECORDED: Mode.RECORD,
    EntryKind.ASSUMED: Mode.ASSUME,
}
"""In which mode a command was that became an entry of this kind; others come of two."""
_NO_STEPS = frozenset({EntryKind.ERASED, EntryKind.MIGRATED})


def refuse_used(bound: Binding, attempt: Attempt, to: str = "") -> None:
    """Refuse a command whose key was used, whatever the case is now.

    Args:
        bound: what the office binds together.
        attempt: the attempt.
        to: fingerprint of the version that a migration leads to; else empty.

    Raises:
        RepeatedError: it was carried out.
        KeyReusedError: the key is another command's.
    """
    used = bound.store.used(attempt.key) if attempt.key else None
    if used:
        error = RepeatedError(attempt.key, used.case_id, used.version)
        raise repetition(bound, error, attempt, to=to)


def used_keys(
    bound: Binding, keys: Sequence[str]
) -> Mapping[str, RepeatedError | StoreError]:
    """Return by key the errors of those that were used, or of which nobody can tell."""
    try:
        used = bound.store.used_many(keys) if keys else {}
    except StoreError as error:
        return dict.fromkeys(keys, error)
    return {
        key: RepeatedError(key, each.case_id, each.version)
        for key, each in used.items()
    }


def repetition(
    bound: Binding,
    error: RepeatedError,
    attempt: Attempt,
    log: Sequence[Record] | None = None,
    *,
    to: str = "",
) -> RepeatedError | KeyReusedError:
    """Return what to tell: that it was done already, or that the key is another's.

    Args:
        bound: what the office binds together.
        error: what the store said.
        attempt: what was sent again; its case is empty where the office was to choose one.
        log: the log of the case that the key was used for, if it is at hand.
        to: fingerprint of the version that a migration leads to; else empty.
    """
    records = bound.store.read(error.case_id) if log is None else log
    entry = decode(records[error.version - 1])
    procedure = bound.procedure_of(fold(records[: error.version]))
    step = None
    if entry.kind not in _NO_STEPS and entry.step != OPEN:
        step = procedure.step(entry.step)
    names = procedure.vocabulary(bound.law.at(local_day(entry.effective_at)))
    try:
        other = tuple(_differing(entry, _with_ids(attempt, names), step, to))
    except InvalidInputError:  # what was sent could never have been carried out
        other = ("inputs",)
    if not other:
        return error
    # Who may not read the case is not told what the first one was.
    readable = procedure.may_read(attempt.actor)
    step_of, told = (entry.step, other) if readable else ("", ())
    if not readable and entry.by.id != attempt.actor.id:  # nor whose case it was
        return KeyReusedError(error.key, "", 0, step_of, told)
    return KeyReusedError(error.key, error.case_id, error.version, step_of, told)


def _with_ids(attempt: Attempt, topics: Topics) -> Attempt:
    """Return an attempt whose motion has its topics by their ids, as the log has them."""
    motion = attempt.inputs.get("motion")
    if not isinstance(motion, Motion) or not motion.topics:
        return attempt
    named = attrs.evolve(motion, topics=topics.named(motion.topics))
    return attrs.evolve(attempt, inputs={**attempt.inputs, "motion": named})


def _differing(
    entry: Entry, attempt: Attempt, step: Step | None, to: str
) -> Iterator[str]:
    if attempt.case_id and attempt.case_id != entry.case_id:
        yield "case"
    if attempt.step != entry.step:
        yield "step"
    if attempt.actor.id != entry.by.id:
        yield "actor"
    elif attempt.actor.on_behalf_of != entry.by.on_behalf_of and BY not in entry.erased:
        yield "on_behalf_of"
    if attempt.on and attempt.on != entry.subject:
        yield "on"
    if attempt.at is not None and attempt.at != entry.effective_at:
        yield "at"
    mode = _MODES.get(entry.kind)
    if mode is not None and attempt.step != OPEN and attempt.mode is not mode:
        yield "mode"
    if to and to != entry.fingerprint:
        yield "to"
    yield from _override(entry, attempt.override)
    if attempt.step == entry.step:
        yield from _inputs(entry, attempt, step)


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


def _inputs(entry: Entry, attempt: Attempt, step: Step | None) -> Iterator[str]:
    """Yield the inputs that are others; what was erased cannot be compared."""
    taken_in = checked(step, attempt.inputs) if step else dict(attempt.inputs)
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
