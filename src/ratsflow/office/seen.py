"""What was seen: nobody approves another text than the one that he read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import attrs

from ratsflow.engine import fold
from ratsflow.errors import Both, InvalidInputError, SeenError, UnseenError
from ratsflow.log import Record, decode
from ratsflow.model import Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Step


Seen = int | str | None
"""The version that was seen, the hash of its entry, `ANY`, or None where nobody said."""

ANY: Literal["any"] = "any"
"""Says that it does not matter which version was seen."""


def check_seen(
    procedure: Procedure,
    case: Case,
    step: Step,
    seen: Seen,
    records: Callable[[], Sequence[Record]] | None,
    *,
    demanded: bool,
) -> None:
    """Refuse what rests on another version than the case stands at.

    Args:
        procedure: says what people call steps and parts of a text.
        case: the case as it stands.
        step: the step that is to be taken.
        seen: what was seen.
        records: returns the log of the case, to tell what changed since; None where the
            actor may not read it.
        demanded: whether it must be said.

    Raises:
        UnseenError: it must be said, and nobody did.
        SeenError: it is another version.
        InvalidInputError: it is neither a version nor a hash.
    """
    if seen is None:
        if demanded:
            raise UnseenError(case.id, _called(step), case.version)
        return
    if type(seen) not in (int, str):
        raise InvalidInputError(
            Both(
                f"{seen!r} is a {type(seen).__name__}, and neither a version nor a hash.",
                f"{seen!r} ist weder ein Eintrag noch eine Prüfsumme.",
            ),
            "seen",
            Both(
                f"Pass the number of the version, the hash of its entry, or {ANY!r}.",
                f"Die Nummer des Eintrags, seine Prüfsumme oder {ANY!r} angeben.",
            ),
        )
    if seen in (case.version, case.head, ANY):
        return
    if records is None:
        told = seen if type(seen) is int and 0 < seen <= case.version else 0
        raise SeenError(case.id, told, case.version, _called(step))
    raise _told(procedure, case, step, seen, records())


def _told(
    procedure: Procedure,
    case: Case,
    step: Step,
    seen: int | str,
    records: Sequence[Record],
) -> SeenError:
    """Say what happened to a case since it was seen."""
    log = records[: case.version]
    at = next((r.version for r in log if seen in (r.version, r.hash)), 0)
    if not at:
        return SeenError(case.id, 0, case.version, _called(step))
    known = {each.name: _called(each) for each in procedure.steps}
    names = [decode(record).step for record in log[at:]]
    steps = [known.get(each, each) for each in names]
    words = procedure.words
    changed = [
        Both(each, words.say("fact", f"motion.{each}", "de"))
        for each in _changed(fold(log[:at]).motion, case.motion)
    ]
    return SeenError(case.id, at, case.version, _called(step), steps, changed)


def _called(step: Step) -> Both:
    """Return the name of a step, in German what people call it."""
    return Both(step.name, step.title("de"))


def _changed(one: Motion, other: Motion) -> tuple[str, ...]:
    names = (field.name for field in attrs.fields(Motion))
    return tuple(
        sorted(each for each in names if getattr(one, each) != getattr(other, each))
    )
