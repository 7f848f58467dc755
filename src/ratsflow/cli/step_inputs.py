"""What is typed for a step to what it takes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from ratsflow.cli import options
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.plain import inputs_from_plain, motion_with
from ratsflow.model import Motion
from ratsflow.office import Office
from ratsflow.procedure.step import Kind, Step


def inputs(
    desk: Office,
    case_id: str,
    step: str,
    given: tuple[str, ...],
    stated: tuple[str, ...],
) -> dict[str, Any]:
    """Return what a step takes in.

    Args:
        desk: the office.
        case_id: the case.
        step: the step.
        given: ``KEY=VALUE``, or the name of a JSON file.
        stated: ``FIELD=VALUE``, fields of the text; of the present one if no other is
            handed in.

    Raises:
        InvalidInputError: what is typed is no such thing.
    """
    case = desk.case(case_id)
    declared = desk.procedure_of(case).step(step)
    plain: dict[str, Any] = {}
    for each in given:
        if "=" in each:
            name, value = pair(each, "--input")
            _refuse_twice(plain, [name], "--input")
            plain[name] = _from_file(declared, name, value, case.motion, stated)
        else:
            row = _json_file(each)
            _refuse_twice(plain, row, "--input")
            plain.update(row)
    typed = inputs_from_plain(declared, plain)
    if stated and "motion" not in typed:
        typed["motion"] = _noted(declared, case.motion, stated)
    return typed


def _noted(step: Step, present: Motion, stated: tuple[str, ...]) -> Motion:
    """Return the present text with fields that it does not state itself."""
    if not any(each.kind is Kind.MOTION for each in step.takes):
        raise InvalidInputError(
            Both(
                f"the step {step.name!r} takes no text whose fields could be set.",
                f"der Schritt „{step.name}“ nimmt keinen Text, in dem etwas zu setzen "
                "wäre.",
            ),
            "--set",
        )
    return motion_with(present, pairs(stated, "--set"))


def _from_file(
    step: Step, name: str, value: str, present: Motion, stated: tuple[str, ...]
) -> Any:
    """A motion is named by its file; other values may be JSON."""
    kinds = {each.name: each.kind for each in step.takes}
    if kinds.get(name) is Kind.MOTION:
        from ratsflow.papers import read_file  # noqa: PLC0415  # all its forms

        # The text says nothing of its topics and districts: they stay as they were noted.
        motion = attrs.evolve(
            read_file(value).motion, topics=present.topics, districts=present.districts
        )
        return motion_with(motion, pairs(stated, "--set"))
    if value[:1] in ("[", "{"):
        return options.json_value(value, Both(f"input {name}", f"Angabe {name}"))
    return value


def _json_file(name: str) -> dict[str, Any]:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            Both(
                f"byte {error.start} is no UTF-8.",
                f"Byte {error.start} ist nicht in UTF-8 gespeichert.",
            ),
            name,
        ) from error
    row = options.json_value(text, name)
    if not isinstance(row, dict):
        raise InvalidInputError(
            Both(
                "the file holds no object of inputs.",
                "die Datei enthält keine Angaben mit Namen.",
            ),
            name,
        )
    return row


def pair(text: str, where: str) -> tuple[str, str]:
    """Read ``KEY=VALUE``.

    Raises:
        InvalidInputError: it is none.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InvalidInputError(
            Both(
                f"{text!r} is not KEY=VALUE.", f"„{text}“ hat nicht die Form NAME=WERT."
            ),
            where,
        )
    return name, value


def pairs(texts: tuple[str, ...], where: str) -> dict[str, str]:
    """Read several ``KEY=VALUE``; see `pair`."""
    found: dict[str, str] = {}
    for text in texts:
        name, value = pair(text, where)
        _refuse_twice(found, [name], where)
        found[name] = value
    return found


def _refuse_twice(given: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    """Refuse what is said twice: a slip, of which nobody knows which one is meant."""
    for name in names:
        if name in given:
            raise InvalidInputError(
                Both(f"{name!r} is given twice.", f"„{name}“ ist doppelt angegeben."),
                where,
                Both("Give each value once.", "Jeden Wert einmal angeben."),
            )
