"""Plain values (JSON, web forms, the shell) to what a step takes in, and back."""

from __future__ import annotations

import json
import re
import reprlib

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_type_hints

import attrs
import cattrs

from cattrs.v import format_exception

from ratsflow.errors import Both, InvalidInputError, RatsflowError, german
from ratsflow.log import Entry
from ratsflow.log.codec import converter, inputs_to_plain
from ratsflow.model import Ballot, Consultation, Meeting, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.step import Kind, Parameter, Step
from ratsflow.procedure.words import read_day


_CLASSES: Mapping[Kind, Any] = {
    Kind.MOTION: Motion,
    Kind.CONSULTATIONS: tuple[Consultation, ...],
    Kind.MEETING: Meeting,
    Kind.BALLOT: Ballot,
}
_YES = frozenset({"yes", "true", "1", "ja"})
_NO = frozenset({"no", "false", "0", "nein"})
_BALLOT: Mapping[str, type] = {
    name: bool if hint is bool else int
    for name, hint in get_type_hints(Ballot).items()
    if hint in (bool, int, int | None)
}
"""The counts and flags of a ballot; its other parts are words."""


def inputs_from_plain(step: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """Turn plain values into what a step takes in.

    A value may be JSON of the right form, or text as typed at a shell: ``ja``,
    ``2026-03-19``, ``19.03.2026``, ``yes=9,no=4`` for a ballot, ``a,b`` for names. A part of a meeting or
    ballot may be given by itself, as ``meeting.invited_on``.

    Args:
        step: the step.
        given: plain values by name.

    Raises:
        InvalidInputError: an input the step does not take, or a value that does not fit,
            with its path.
    """
    takes = {each.name: each for each in step.takes}
    typed = {}
    for name, value in _gathered(given, takes).items():
        declared = takes.get(name)
        if declared is None:
            raise InvalidInputError(
                Both(
                    f"the step takes no input {name!r}.",
                    f"der Schritt kennt die Angabe „{name}“ nicht.",
                ),
                Both(f"step {step.name}", f"Schritt {step.name}"),
                Both(
                    f"It takes: {', '.join(takes) or 'nothing'}.",
                    f"Er kennt: {', '.join(takes) or 'keine Angaben'}.",
                ),
            )
        typed[name] = input_from_plain(declared, value)
    return typed


_PARTED = frozenset({Kind.MEETING, Kind.BALLOT})
"""The kinds of which a part may be given by itself."""


def _gathered(
    given: Mapping[str, Any], takes: Mapping[str, Parameter]
) -> dict[str, Any]:
    """Put parts that are given by themselves into the values that they belong to."""
    whole: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for name, value in given.items():
        head, dot, part = name.partition(".")
        declared = takes.get(head)
        if dot and declared is not None and declared.kind in _PARTED:
            parts.setdefault(head, {})[part] = value
        else:
            whole[name] = value
    for head, added in parts.items():
        kind = takes[head].kind
        where = Both(f"input {head}", f"Angabe {head}")
        value = whole.get(head, {})
        if isinstance(value, str):
            value = (
                _ballot_parts(value, where)
                if kind is Kind.BALLOT
                else {"day": read_day(value, where).isoformat()}
            )
        if not isinstance(value, Mapping):
            raise InvalidInputError(
                Both(
                    f"{value!r} has no parts to add to.",
                    f"{value!r} hat keine Teile, zu denen etwas kommen könnte.",
                ),
                where,
                Both("Give it as text or JSON.", "Es als Text oder JSON angeben."),
            )
        for part in added:
            if part in value:
                raise InvalidInputError(
                    Both(
                        f"{part!r} is given twice.", f"„{part}“ ist doppelt angegeben."
                    ),
                    where,
                    Both("Give each part once.", "Jeden Teil einmal angeben."),
                )
        as_part = _ballot_part if kind is Kind.BALLOT else _meeting_part
        read = {
            part: as_part(part, each, _part_of(where, part))
            if isinstance(each, str)
            else each
            for part, each in added.items()
        }
        whole[head] = {**value, **read}
    return whole


def input_from_plain(declared: Parameter, value: Any) -> Any:
    """Turn one plain value into the kind that an input declares.

    Raises:
        InvalidInputError: it does not fit, with its path.
    """
    where = Both(f"input {declared.name}", f"Angabe {declared.name}")
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
        InvalidInputError: one mistake with its path, several each as ``message @ path``.
    """
    try:
        return converter().structure(value, target)
    except cattrs.BaseValidationError as error:
        said = cattrs.transform_error(error, path=where, format_exception=_phrase)
        word = cattrs.transform_error(
            error, path=german(where), format_exception=_in_german
        )
        if len(said) == 1:  # its place is named once
            (told, place), (de, ort) = _placed(said[0]), _placed(word[0])
            raise InvalidInputError(
                Both(f"{told}.", f"{de}."), Both(place, ort)
            ) from error
        told, de = "; ".join(said), "; ".join(word)
        raise InvalidInputError(Both(f"{told}.", f"{de}."), where) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidInputError(
            Both(f"{value!r} does not fit: {error}.", f"{value!r} passt nicht."), where
        ) from error


def _placed(said: str) -> tuple[str, str]:
    """Part ``message @ path``."""
    told, _, place = said.rpartition(" @ ")
    return told, place


def _phrase(error: BaseException, kind: Any) -> str:
    """Say what is wrong with a part: an error of our own says it by itself."""
    own = error if isinstance(error, InvalidInputError) else error.__cause__
    if isinstance(own, InvalidInputError):
        return f"{own.what} {own.cure}".strip().removesuffix(".")
    return format_exception(error, kind)


def _in_german(error: BaseException, _: object) -> str:
    """Say what cattrs found wrong with a value, as it says it in English by itself."""
    if isinstance(error, KeyError):
        return "die Angabe fehlt"
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return f"unbekannt: {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, RatsflowError):
        return german(error).removesuffix(".")
    return "der Wert passt nicht"


def _from_text(kind: Kind, text: str, where: str) -> Any:
    if kind is Kind.FLAG:
        return _flag(text, where)
    if kind is Kind.NUMBER:
        return _number(text, where)
    if kind is Kind.NAMES:
        return _names(text, where)
    if kind is Kind.DAY:
        return read_day(text, where)
    if kind is Kind.MOMENT:
        return moment(text, where)
    if kind is Kind.MEETING:
        return Meeting(read_day(text, where))
    if kind is Kind.BALLOT:
        return _ballot(text, where)
    if kind in (Kind.MOTION, Kind.CONSULTATIONS):
        raise InvalidInputError(
            Both(
                f"{reprlib.repr(text)} is a text, and no {kind.value} of many parts.",
                f"{reprlib.repr(text)} ist ein Text; verlangt ist etwas aus mehreren "
                f"Teilen ({kind.value}).",
            ),
            where,
            Both("Give it as JSON.", "Es als JSON angeben."),
        )
    return text


def _flag(text: str, where: str) -> bool:
    word = text.strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise InvalidInputError(
        Both(f"{text!r} is neither yes nor no.", f"„{text}“ ist weder Ja noch Nein."),
        where,
        Both("Write yes or no.", "ja oder nein schreiben."),
    )


_NUMBER = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
"""Python itself takes ``1_0`` and the digits of every script for a number."""

_LONGEST = 20
"""Digits of a number that may still have 64 bits."""


def is_count(text: str) -> bool:
    """Tell whether a text is written as a whole number is."""
    return _NUMBER.fullmatch(text) is not None


def _number(text: str, where: str) -> int:
    if not is_count(text) or len(text.strip()) > _LONGEST:
        raise InvalidInputError(
            Both(
                f"{reprlib.repr(text)} is no whole number.",
                f"{reprlib.repr(text)} ist keine ganze Zahl.",
            ),
            where,
            Both("Write digits, as in 12.", "Ziffern schreiben, zum Beispiel 12."),
        )
    return int(text)


_KEYS = re.compile(r"[a-z0-9_.,\s-]*", re.ASCII)
"""Keys, such as topics: no name of a person is written so."""


def _names(text: str, where: str) -> tuple[str, ...]:
    """Read several names: one to a semicolon or comma, or a JSON list.

    A blank behind a comma may stand within a name, and nobody can tell: it is refused.
    """
    if text.lstrip().startswith("["):
        return _listed(text, where)
    mark = ";" if ";" in text else ","
    is_doubtful = re.search(r",\s", text.strip()) and not _KEYS.fullmatch(text)
    if mark == "," and is_doubtful:
        raise InvalidInputError(
            Both(
                f"{text!r} may be one name or several.",
                f"„{text}“ kann ein Name sein oder mehrere.",
            ),
            where,
            Both(
                "Write a semicolon behind each name, or all of them as a JSON list, "
                'for example ["Muster, Hans", "Beispiel, Karla"].',
                "Hinter jeden Namen ein Semikolon schreiben oder alle als "
                'JSON-Liste, zum Beispiel ["Muster, Hans", "Beispiel, Karla"].',
            ),
        )
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _listed(text: str, where: str) -> tuple[str, ...]:
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            Both(f"it is no JSON list: {error}.", "das ist keine JSON-Liste."), where
        ) from None
    if not isinstance(parts, list) or not all(isinstance(each, str) for each in parts):
        raise InvalidInputError(
            Both("it is no list of texts.", "das ist keine Liste von Texten."), where
        )
    return tuple(parts)


def moment(text: str, where: str) -> datetime:
    """Read an aware time.

    Raises:
        InvalidInputError: no such time, or one without a zone.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(
            Both(
                f"{text!r} is no time that exists.",
                f"„{text}“ ist kein Zeitpunkt, den es gibt.",
            ),
            where,
            Both(
                "Write it as 2026-03-19T17:00+01:00.",
                "In der Form 2026-03-19T17:00+01:00 schreiben.",
            ),
        ) from None
    if found.tzinfo is None:
        raise InvalidInputError(
            Both(
                f"the time {text!r} has no zone.",
                f"der Zeitpunkt „{text}“ hat keine Zeitzone.",
            ),
            where,
            Both(
                "Write it as 2026-03-19T17:00+01:00.",
                "In der Form 2026-03-19T17:00+01:00 schreiben.",
            ),
        )
    return found


def _ballot(text: str, where: str) -> Ballot:
    return structure(_ballot_parts(text, where), Ballot, where)  # type: ignore[no-any-return]


def _ballot_parts(text: str, where: str) -> dict[str, Any]:
    if "=" not in text:
        return {"announced": text.strip()}
    values: dict[str, Any] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals:
            raise InvalidInputError(
                Both(
                    f"{part!r} is not NAME=VALUE.",
                    f"„{part}“ hat nicht die Form NAME=WERT.",
                ),
                where,
                Both(
                    "Write yes=9,no=4,abstain=2.",
                    "Zum Beispiel yes=9,no=4,abstain=2 schreiben.",
                ),
            )
        if name in values:
            raise InvalidInputError(
                Both(f"{name!r} is given twice.", f"„{name}“ ist doppelt angegeben."),
                where,
                Both("Give each count once.", "Jede Zahl einmal angeben."),
            )
        values[name] = _ballot_part(name, value, _part_of(where, name))
    return values


def _ballot_part(name: str, text: str, where: str) -> Any:
    kind = _BALLOT.get(name)
    if kind is int:
        return _number(text, where)
    return _flag(text, where) if kind is bool else text.strip()


_DAYS = frozenset(
    name
    for name, hint in get_type_hints(Meeting).items()
    if hint in (date, date | None)
)
"""The parts of a meeting that are days."""


def _meeting_part(name: str, text: str, where: str) -> Any:
    return read_day(text, where).isoformat() if name in _DAYS else text


def _part_of(where: str, name: str) -> Both:
    return Both(f"{where}.{name}", f"{german(where)}.{name}")


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
                Both(
                    f"a motion has no field {name!r} to set.",
                    f"ein Feld „{name}“ lässt sich bei einer Vorlage nicht setzen.",
                ),
                "motion",
                Both(
                    f"Fields: {', '.join(_SETTABLE)}.",
                    f"Felder: {', '.join(_SETTABLE)}.",
                ),
            )
        where = f"motion.{name}"
        values[name] = _from_text(kind, text, where)
        if kind is Kind.NUMBER and values[name] < 0:
            raise InvalidInputError(
                Both(f"{text} is less than 0.", f"{text} ist weniger als 0."),
                where,
                Both("Write digits, as in 12.", "Ziffern schreiben, zum Beispiel 12."),
            )
    return attrs.evolve(motion, **values)


def case_to_plain(case: Case) -> dict[str, Any]:
    """Return a case as plain values, for JSON."""
    row: dict[str, Any] = converter().unstructure(case)
    return row


def entry_to_plain(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain values, for JSON: also one of which parts are withheld."""
    row: dict[str, Any] = converter().unstructure(attrs.evolve(entry, inputs={}))
    return {**row, "inputs": inputs_to_plain(entry.inputs)}
