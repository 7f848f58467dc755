"""Who decides what, within which bands of value (*Zuständigkeitsordnung*)."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import attrs

from ratsflow._moved import words
from ratsflow.errors import Both, DefinitionError
from ratsflow.law.bodies import DISTRICT, words_of
from ratsflow.law.checks import (
    FLAG,
    NUMBER,
    SOME,
    TEXT,
    Form,
    is_number,
    problems_of_row,
    problems_of_rows,
)
from ratsflow.law.sentences import said, sentence
from ratsflow.law.topics import Topics
from ratsflow.model.alike import alike


_LIMIT = re.compile(r"(?:(?P<times>\d{1,6})\s*\*\s*)?(?P<name>\w+)")
_NONE: Mapping[str, int] = {}

ONGOING = "ongoing_administration"
"""*Geschäft der laufenden Verwaltung*."""


@attrs.frozen
class Band:
    """Values above one number up to and including another (*Wertgrenzen*).

    Attributes:
        above: the band starts above it; None for no lower end.
        up_to: the band ends with it; None for no upper end.
    """

    above: int | None = None
    up_to: int | None = None

    def __str__(self) -> str:
        return str(self.wording)

    @property
    def wording(self) -> Both:
        """What is said of it in a sentence."""
        if self.above is None:
            key = "band.any" if self.up_to is None else "band.up_to"
        else:
            key = "band.above" if self.up_to is None else "band.between"
        return said(key, above=self.above, up_to=self.up_to)


def problems_of_bands(bands: Iterable[Band]) -> Iterator[str]:
    """Say where the bands of a topic are empty, lie over one another or leave a hole.

    Below the lowest and above the highest band nothing is asked for: what no band covers
    is the council's. A hole between two bands is a slip of the pen.
    """
    sound = []
    for band in bands:
        if (
            band.above is not None
            and band.up_to is not None
            and band.above >= band.up_to
        ):
            yield said("band.empty", band=band.wording)
        else:
            sound.append(band)
    sound.sort(key=lambda band: -1 if band.above is None else band.above)
    yield from _between(sound)


def _between(bands: Sequence[Band]) -> Iterator[str]:
    if not bands:
        return
    widest = bands[0]
    for band in bands[1:]:
        if widest.up_to is None or band.above is None or band.above < widest.up_to:
            yield said("band.overlap", widest=widest.wording, band=band.wording)
        elif band.above > widest.up_to:
            hole = Band(widest.up_to, band.above)
            yield said("band.hole", band=hole.wording)
        if widest.up_to is not None and (
            band.up_to is None or band.up_to > widest.up_to
        ):
            widest = band


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Condition:
    """What a power asks of a matter; whatever is said must hold.

    Attributes:
        above: euros, or a named limit; the value must be larger.
        up_to: euros, or a named limit; the value must not be larger.
        months_up_to: months; the duration must not be longer.
        kinds: the kinds of business, in the municipality's own words.
        no_discretion: the law leaves none to whoever decides.
    """

    above: int | str | None = None
    up_to: int | str | None = None
    months_up_to: int | None = None
    kinds: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    no_discretion: bool = False

    @property
    def is_bounded(self) -> bool:
        """Tell whether it depends on a value at all."""
        return self.above is not None or self.up_to is not None

    def covers(self, cents: int, limits: Mapping[str, int] = _NONE) -> bool:
        """Tell whether a value lies in the band, which is open below, closed above.

        `DefinitionError` where it names a limit that there is not.
        """
        low, high = (euros_of(each, limits) for each in (self.above, self.up_to))
        return (low is None or cents > low * 100) and (
            high is None or cents <= high * 100
        )


def euros_of(bound: int | str | None, limits: Mapping[str, int]) -> int | None:
    """Return an end of a band in euros: as it stands, or by a named limit.

    A bound is euros, a name (``ongoing``), or a multiple of one (``2*ongoing``);
    `DefinitionError` where the limits, in euros, lack the name.
    """
    if not isinstance(bound, str):
        return bound
    found = _LIMIT.fullmatch(bound)
    euros = None if found is None else limits.get(found["name"])
    if found is None or euros is None:
        known = ", ".join(limits) or "–"
        raise DefinitionError(
            "competence.powers", [said("limit.unknown", bound=bound, known=known)]
        )
    return euros * int(found["times"] or 1)


def _conditions(rows: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(**row) for row in rows)


@attrs.frozen
class Power(Condition):
    """One row of the table of competences: who decides a topic, and what it asks of a matter.

    Attributes:
        topic: the topic.
        body: name or kind of the body, or ``mayor``.
        statutory: a law gives the matter to that body; the council cannot take it back.
        any: alternatives, of which one suffices.
        is_district: it is a power of the district councils, or of one of them.
    """

    topic: str
    body: str
    statutory: bool = False
    any: tuple[Condition, ...] = attrs.field(default=(), converter=_conditions)
    is_district: bool = attrs.field(init=False, repr=False, eq=False)

    @is_district.default
    def _is_district(self) -> bool:
        return self.body == DISTRICT or words_of("").find(self.body) == DISTRICT

    @property
    def is_band(self) -> bool:
        """Tell whether nothing but a value in euros decides."""
        further = self.any or self.kinds or self.no_discretion
        named = (isinstance(each, str) for each in (self.above, self.up_to))
        return not (further or self.months_up_to is not None or any(named))


def powers_of(table: Any, topic: str, names: Topics) -> tuple[Power, ...]:
    """Return the powers over one topic, of the value of ``competence.powers``.

    `DefinitionError` with everything that is wrong with the rows of that topic.
    """
    rows = []
    for row in table:
        if not isinstance(row, Mapping):
            rows.append(row)
        elif names.named((str(row.get("topic")),)) == (topic,):
            rows.append({**row, "topic": topic})
    problems = [sentence(each) for each in problems_of_powers(rows)]
    if problems:
        raise DefinitionError("competence.powers", problems)
    return tuple(Power(**row) for row in rows)


def problems_of_powers(table: Any) -> Iterator[str]:
    """Say what is wrong with a table of powers: rows, overlaps, holes, forbidden ones.

    Below the lowest and above the highest band the council decides; a hole between two
    bands would give it what lies in the middle, and nobody means that.
    """
    problems = list(problems_of_rows(table, _problems_of_row))
    yield from problems
    if problems:
        return
    powers = sorted((Power(**row) for row in table), key=_ladder)
    for (topic, _), run in groupby(powers, _ladder):
        bands = [
            Band(each.above, each.up_to)  # type: ignore[arg-type]  # a band has numbers
            for each in run
            if each.is_band
        ]
        for problem in problems_of_bands(bands):
            yield said("power.topic", topic=topic, problem=problem)


def _ladder(power: Power) -> tuple[str, str]:
    """Return whose bands belong together: each district decides beside the other bodies."""
    return power.topic, alike(power.body) if power.is_district else ""


_BOUND = Form("kind.bound", lambda value: is_number(value) or isinstance(value, str))
_OF_A_CONDITION = {
    "above": _BOUND,
    "up_to": _BOUND,
    "months_up_to": NUMBER,
    "kinds": SOME,
    "no_discretion": FLAG,
}
_FIELDS = {
    "topic": TEXT,
    "body": TEXT,
    "statutory": FLAG,
    "any": SOME,
    **_OF_A_CONDITION,
}


def _problems_of_row(row: Any) -> Iterator[str]:
    problems = list(problems_of_row(row, _FIELDS, ("topic", "body")))
    yield from problems
    if problems:
        return
    yield from _unreadable_bounds(row)
    for each in row.get("any", ()):
        wrong = list(problems_of_row(each, _OF_A_CONDITION))
        yield from wrong or _unreadable_bounds(each)
        if each == {}:
            yield said("power.any")


def _unreadable_bounds(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ends of a band that are neither euros nor the name of a limit."""
    for end in ("above", "up_to"):
        bound = row.get(end)
        if isinstance(bound, str) and _LIMIT.fullmatch(bound) is None:
            yield said("power.bound", bound=bound)


__getattr__ = words(__name__, {"NON_DELEGABLE": "ratsflow.law.former.NON_DELEGABLE"})
