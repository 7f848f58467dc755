"""Check what a step takes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import attrs

from ratsflow.canonical import day_of, readable, utc_text, within_64_bits
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.topics import Topics
from ratsflow.model import Ballot, Consultation, Meeting, Motion
from ratsflow.model.consultation import PLANNED
from ratsflow.model.shape import Frozen, of_kind
from ratsflow.model.text import exact
from ratsflow.procedure.inputs import CHOICES, PYTHON_TYPES, Kind, Parameter
from ratsflow.procedure.step import Step


def checked(step: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs in the form in which rules and the log see them.

    Days and moments become text, so that the case folded now and the case read back
    from the log are the same value. Missing inputs are left to the rule on inputs.

    Raises:
        InvalidInputError: an input that the step does not take, or of the wrong kind.
    """
    if not given:
        return {}
    takes = step.accepts
    if not given.keys() <= takes.keys():
        unknown = [name for name in given if name not in takes]
        raise InvalidInputError(
            Both(
                f"the step takes no input {unknown[0]!r}.",
                f"der Schritt kennt die Angabe „{unknown[0]}“ nicht.",
            ),
            Both(f"step {step.name}", f"Schritt {step.name}"),
            Both(
                f"It takes: {', '.join(takes) or 'nothing'}.",
                f"Er kennt: {', '.join(takes) or 'keine Angaben'}.",
            ),
        )
    # Rules and `decide` see what will be written: nobody may change it on the way.
    return Frozen(
        {
            exact(name): _checked(takes[name], value)
            for name, value in given.items()
            if value is not None
        }
    )


def with_topics(names: Topics, motion: Motion, present: Motion | None = None) -> Motion:
    """Return a motion that is handed in with its topics by their ids.

    Args:
        names: the topics that papers can be about; empty where anything can be stated.
        motion: the motion.
        present: the motion that it replaces; what that one has of topics may stay.

    Raises:
        InvalidInputError: a word that means no topic, or several.
    """
    words = motion.topics
    if not words or not len(names) or (present is not None and present.topics == words):
        return motion
    ids = names.checked(words, Both("motion.topics", "Themen der Vorlage"))
    return motion if ids == words else attrs.evolve(motion, topics=ids)


def new_route(
    planned: str, present: Iterable[Consultation], added: Iterable[Consultation]
) -> tuple[Consultation, ...]:
    """Return consultations that are added to a route, each where it starts.

    Args:
        planned: the state in which a consultation starts.
        present: the consultations that the case has.
        added: the new ones.

    Raises:
        InvalidInputError: an id that is taken, or one that claims to be more than
            planned; a consultation gets its results from steps alone.
    """
    taken = {each.id for each in present}
    placed = []
    for each in added:
        of_kind(
            each,
            Consultation,
            "consultations",
            "Pass Consultation('…', Organization('…')).",
        )
        if each.id in taken:
            raise InvalidInputError(
                Both(
                    f"there is a consultation {each.id!r} already.",
                    f"eine Beratung „{each.id}“ gibt es schon.",
                ),
                "consultations",
                Both(
                    "Give the new one an id of its own.",
                    "Der neuen eine eigene Kennung geben.",
                ),
            )
        taken.add(each.id)
        is_planned = each.state in (planned, PLANNED) and not each.decided
        if not is_planned or each.ballots or each.result or each.days:
            raise InvalidInputError(
                Both(
                    f"the new consultation {each.id!r} claims to be {each.state!r} or to "
                    "have results.",
                    f"die neue Beratung „{each.id}“ soll schon im Stand "
                    f"„{each.state}“ sein oder Ergebnisse haben.",
                ),
                "consultations",
                Both(
                    f"Add it as {planned!r} and take the steps.",
                    f"Sie im Stand „{planned}“ hinzufügen und die Schritte gehen.",
                ),
            )
        placed.append(
            each if each.state == planned else attrs.evolve(each, state=planned)
        )
    return tuple(placed)


@lru_cache(1024)  # of names that procedures declare
def _place(name: str) -> Both:
    return Both(f"input {name}", f"Angabe {name}")


_AS_IT_IS: Mapping[Kind, type] = {
    Kind.FLAG: bool,
    Kind.MEETING: Meeting,
    Kind.BALLOT: Ballot,
}
"""Of what class a value of a kind needs no closer look."""

_CURES: Mapping[Kind, Both] = {
    Kind.TEXT: Both("Pass a text.", "Einen Text angeben."),
    Kind.FLAG: Both("Say true or false.", "true oder false angeben."),
    Kind.NUMBER: Both("Pass a whole number.", "Eine ganze Zahl angeben."),
    Kind.DAY: Both("Pass a day, as 2026-03-19.", "Einen Tag angeben, etwa 2026-03-19."),
    Kind.MOMENT: Both(
        "Pass a moment with its zone, as 2026-03-19T18:00:00+01:00.",
        "Einen Zeitpunkt mit Zone angeben, etwa 2026-03-19T18:00:00+01:00.",
    ),
    Kind.NAMES: Both(
        "Pass a list of texts, as ['A', 'B']; votes behind a colon, as ['A:20', 'B:13'].",
        "Eine Liste von Texten angeben, etwa ['A', 'B']; Stimmen hinter dem Doppelpunkt, "
        "etwa ['A:20', 'B:13'].",
    ),
}
"""How a value of a kind is written; what is part of the model has a class of its name."""


def _checked(declared: Parameter, value: Any) -> Any:
    kind = declared.kind
    if type(value) is _AS_IT_IS.get(kind) and declared.name not in CHOICES:
        return value
    where = _place(declared.name)
    if kind is Kind.DAY and isinstance(value, date) and not isinstance(value, datetime):
        return day_of(value, where).isoformat()
    if kind is Kind.DAY and isinstance(value, str):
        return iso_day(value, where)
    if kind is Kind.MOMENT and isinstance(value, datetime):
        return utc_text(value, where)
    if kind in (Kind.NAMES, Kind.CONSULTATIONS) and isinstance(value, list):
        value = tuple(value)
    expected: type[Any] = PYTHON_TYPES[kind]
    is_flag = isinstance(value, bool) and kind is not Kind.FLAG
    # A day has its own lines above: a datetime would lose its hour without a word.
    if not isinstance(value, expected) or is_flag or kind is Kind.DAY:
        raise InvalidInputError(
            Both(
                f"{value!r} is a {type(value).__name__}, not a {kind.value}.",
                f"{value!r} passt nicht zur Art der Angabe.",
            ),
            where,
            _CURES.get(kind, ""),
        )
    if kind is Kind.NUMBER:
        within_64_bits(value, where)
        if declared.least is not None and value < declared.least:
            raise InvalidInputError(
                Both(
                    f"{value} is less than {declared.least}.",
                    f"{value} ist weniger als {declared.least}.",
                ),
                where,
                Both(
                    f"State a whole number of {declared.least} or more.",
                    f"Eine ganze Zahl ab {declared.least} angeben.",
                ),
            )
    if kind in (Kind.TEXT, Kind.NAMES):
        _check_readable(value, where)
        value = exact(value) if kind is Kind.TEXT else tuple(map(exact, value))
    members = {Kind.NAMES: str, Kind.CONSULTATIONS: Consultation}.get(kind)
    if members and not all(isinstance(each, members) for each in tuple(value)):
        raise InvalidInputError(
            Both(
                f"not every part of it is a {members.__name__}.",
                "nicht jeder Teil davon ist von der richtigen Art.",
            ),
            where,
        )
    return _chosen(declared.name, value, where)


def _check_readable(value: Any, where: str) -> None:
    for text in (value,) if isinstance(value, str) else value:
        if isinstance(text, str) and not text.isascii() and readable(text) != text:
            raise InvalidInputError(
                Both(
                    f"{text!r} holds half a character.",
                    f"{text!r} enthält ein halbes Zeichen.",
                ),
                where,
                Both(
                    "Pass text that can be written in UTF-8.",
                    "Text angeben, der sich in UTF-8 schreiben lässt.",
                ),
            )


def _chosen(name: str, value: Any, where: str) -> Any:
    choices = CHOICES.get(name)
    if choices is None:
        return value
    try:
        return choices(value).value
    except InvalidInputError as error:
        raise InvalidInputError(error.what, where, error.cure) from None


def iso_day(text: Any, where: str) -> str:
    """Return a day as the log keeps it.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except (TypeError, ValueError):
        raise InvalidInputError(
            Both(f"{text!r} is no day.", f"{text!r} ist kein Tag."),
            where,
            Both("Write it as 2026-03-19.", "In der Form 2026-03-19 schreiben."),
        ) from None
