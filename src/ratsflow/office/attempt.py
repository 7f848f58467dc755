"""A step to be assessed or taken, as a value; and what is left of it where it was refused."""

from __future__ import annotations

import reprlib

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from ratsflow.engine import Mode, Taken
from ratsflow.engine.verdict import as_mode
from ratsflow.errors import Both, InvalidInputError, RefusedError
from ratsflow.log import Override
from ratsflow.model import Actor
from ratsflow.model.quick import quick
from ratsflow.model.text import exact
from ratsflow.office.seen import Seen
from ratsflow.procedure.case import Case


@attrs.frozen
class Attempt:
    """A step to be assessed or taken, as a value.

    Attributes:
        case_id: the case.
        step: name of the step.
        actor: who takes it.
        on: id of the consultation or suspension it is about.
        at: when it is to take effect; now if left out.
        mode: enforce, or record what really happened.
        override: who lifts which rules, and why.
        key: idempotency key.
        inputs: what the step takes in.
        seen: the version that the actor saw, or the hash of its entry; see `Office.take`.
    """

    case_id: str = attrs.field(converter=exact)
    step: str = attrs.field(converter=exact)
    actor: Actor
    on: str = attrs.field(default="", converter=exact)
    at: datetime | None = None
    mode: Mode = attrs.field(default=Mode.ENFORCE, converter=as_mode)
    override: Override | None = None
    key: str = attrs.field(default="", converter=exact)
    inputs: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    seen: Seen = None


checked = quick(Attempt)
"""Makes an attempt of names and a mode that were checked already; see `quick`."""


@attrs.frozen
class RefusedAttempt:
    """An attempt that was refused: what its actor handed in, and nothing of the case.

    Attributes:
        request: the attempt, at the moment at which it was refused.
        version: the version of the case that it was refused on.
        hash: hash of the refusal as it was written behind that version, where the office
            was told to; empty otherwise. A host may have taken it back.
    """

    request: Attempt
    version: int
    hash: str = ""


def attempted(refused: RefusedError, request: Attempt, entry: Taken | None) -> None:
    """Note on a refusal what was attempted.

    Args:
        refused: the refusal, with its whole verdict.
        request: what was asked for.
        entry: the refusal as it is written, or None.
    """
    question = refused.verdict.question
    refused.attempt = RefusedAttempt(
        attrs.evolve(request, at=question.at),
        question.case.version,
        entry.record.hash if entry else "",
    )


def check_names(**given: object) -> None:
    """Refuse a name that is no text: it would be unknown to some and break others.

    Args:
        given: the values by what they are called.

    Raises:
        InvalidInputError: with the first that is none.
    """
    for where, value in given.items():
        if not isinstance(value, str):
            raise InvalidInputError(
                Both(
                    f"{reprlib.repr(value)} is a {type(value).__name__}, not a text.",
                    f"{reprlib.repr(value)} ist kein Text.",
                ),
                where,
                Both(
                    f"Pass its id, {value.id!r}.", f"Die Kennung „{value.id}“ angeben."
                )
                if isinstance(value, Case)
                else Both("Pass a text.", "Einen Text angeben."),
            )
