"""Plain values (JSON, web forms, the shell) to what a step takes in, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs
import cattrs

from ratsflow.errors import InvalidInputError
from ratsflow.log import Entry
from ratsflow.log.codec import converter, inputs_to_plain
from ratsflow.model import Ballot, Consultation, Meeting, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.step import Input, Kind, Step


_CLASSES: Mapping[Kind, Any] = {
    Kind.MOTION: Motion,
    Kind.CONSULTATIONS: tuple[Consultation, ...],
    Kind.MEETING: Meeting,
    Kind.BALLOT: Ballot,
}
_YES = frozenset({"yes", "true", "1", "ja"})
_NO = frozenset({"no", "false", "0", "nein"})
_COUNTS = ("yes", "no", "abstain", "invalid", "present", "members")


def inputs_from_plain(step: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn plain values into what a step takes in.

    A value may be JSON of the right form, or text as typed at a shell: ``ja``,
    ``2026-03-19``, ``yes=9,no=4`` for a ballot, ``a,b`` for names.

    Args:
        step: the step.
        given: plain values by name.

    Raises:
        InvalidInputError: an input the step does not take, or a value that does not fit,
            with its path.
    """
    takes = {each.name: each for each in step.takes}
    typed = {}
    for name, value in given.items():
        declared = takes.get(name)
        if declared is None:
            raise InvalidInputError(
                f"the step takes no input {name!r}.",
                f"step {step.name}",
                f"It takes: {', '.join(takes) or 'nothing'}.",
            )
        typed[name] = input_from_plain(declared, value)
    return typed


def input_from_plain(declared: Input, value: Any) -> Any:
    """Turn one plain value into the kind that an input declares.

    Raises:
        InvalidInputError: it does not fit, with its path.
    """
    where = f"input {declared.name}"
    kind = declared.kind
    if isinstance(value, str):
        value = _from_text(kind, value, where)
    target = _CLASSES.get(kind)
    if target is None or isinstance(value, (Motion, Meeting, Ballot)):
        return value
    return structure(value, target, where)


def structure(value: Any, target: Any, where: str) -> Any:
    """Build a value of the model from plain values, strictly.

    Raises:
        InvalidInputError: every mistake as ``message @ path``.
    """
    try:
        return converter().structure(value, target)
    except cattrs.BaseValidationError as error:
        told = "; ".join(cattrs.transform_error(error, path=where))
        raise InvalidInputError(f"{told}.", where) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidInputError(f"{value!r} does not fit: {error}.", where) from error


def _from_text(kind: Kind, text: str, where: str) -> Any:
    if kind is Kind.FLAG:
        return _flag(text, where)
    if kind is Kind.NUMBER:
        return _number(text, where)
    if kind is Kind.NAMES:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is Kind.DAY:
        return _day(text, where)
    if kind is Kind.MOMENT:
        return moment(text, where)
    if kind is Kind.MEETING:
        return Meeting(_day(text, where))
    if kind is Kind.BALLOT:
        return _ballot(text, where)
    return text


def _flag(text: str, where: str) -> bool:
    word = text.strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise InvalidInputError(
        f"{text!r} is neither yes nor no.", where, "Write yes or no."
    )


def _number(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidInputError(f"{text!r} is no whole number.", where) from None


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(
            f"{text!r} is no day that exists.", where, "Write it as 2026-03-19."
        ) from None


def moment(text: str, where: str) -> datetime:
    """Read an aware time.

    Raises:
        InvalidInputError: no such time, or one without a zone.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(
            f"{text!r} is no time that exists.",
            where,
            "Write it as 2026-03-19T17:00+01:00.",
        ) from None
    if found.tzinfo is None:
        raise InvalidInputError(
            f"the time {text!r} has no zone.",
            where,
            "Write it as 2026-03-19T17:00+01:00.",
        )
    return found


def _ballot(text: str, where: str) -> Ballot:
    if "=" not in text:
        return structure({"announced": text.strip()}, Ballot, where)  # type: ignore[no-any-return]
    values: dict[str, Any] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        name = name.strip()
        values[name] = _number(value, f"{where}.{name}") if name in _COUNTS else value
    return structure(values, Ballot, where)  # type: ignore[no-any-return]


_NAMES = ("topics", "districts", "originators", "participating_departments", "related")
_TEXTS = (
    "title",
    "reference",
    "proposal",
    "reasons",
    "summary",
    "signatory",
    "signatory_role",
    "author",
    "lead_department",
    "legal_basis",
    "urgency_reason",
)
_SETTABLE: Mapping[str, Kind] = {
    **dict.fromkeys(_NAMES, Kind.NAMES),
    **dict.fromkeys(_TEXTS, Kind.TEXT),
    "public": Kind.FLAG,
    "reasons_pages": Kind.NUMBER,
    "day": Kind.DAY,
}


def motion_with(motion: Motion, stated: Mapping[str, str]) -> Motion:
    """Return a motion with fields that its text does not state, typed as at a shell.

    Args:
        motion: the motion as it was read.
        stated: text by field: ``topics`` and ``districts`` as ``a,b`` (empty for none),
            ``public`` as yes or no, the others as they are.

    Raises:
        InvalidInputError: no such field, or a value that does not fit.
    """
    values = {}
    for name, text in stated.items():
        kind = _SETTABLE.get(name)
        if kind is None:
            raise InvalidInputError(
                f"a motion has no field {name!r} to set.",
                "motion",
                f"Fields: {', '.join(_SETTABLE)}.",
            )
        values[name] = _from_text(kind, text, f"motion.{name}")
    return attrs.evolve(motion, **values)


def case_to_plain(case: Case) -> dict[str, Any]:
    """Return a case as plain values, for JSON."""
    row: dict[str, Any] = converter().unstructure(case)
    return row


def entry_to_plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain values, for JSON: also one of which parts are withheld."""
    row: dict[str, Any] = converter().unstructure(attrs.evolve(entry, inputs={}))
    return {**row, "inputs": inputs_to_plain(entry.inputs)}
