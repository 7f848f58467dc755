"""Who decides what, within which bands of value (*Zuständigkeitsordnung*)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.topics import Topics


ONGOING = "ongoing_administration"
"""*Geschäft der laufenden Verwaltung*."""

DISTRICT = "district_council"


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
        low = "" if self.above is None else f"above {self.above}"
        high = "" if self.up_to is None else f"up to {self.up_to}"
        return " ".join(part for part in (low, high) if part) or "any value"


def problems_of_bands(bands: Iterable[Band]) -> Iterator[str]:
    """Say where bands are empty, lie over one another or leave a hole between them.

    Below the lowest and above the highest band nothing is asked for: what no band covers
    is the council's. A hole between two bands is a slip of the pen.

    Args:
        bands: the bands of one topic, in any order.

    Yields:
        One phrase for each empty band, overlap and hole.
    """
    sound = []
    for band in bands:
        if (
            band.above is not None
            and band.up_to is not None
            and band.above >= band.up_to
        ):
            yield Both(f"nothing lies {band}", f"{band} liegt nichts")
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
            yield Both(
                f"the bands {widest} and {band} overlap",
                f"die Wertgrenzen {widest} und {band} überschneiden sich",
            )
        elif band.above > widest.up_to:
            yield Both(
                f"no band covers {Band(widest.up_to, band.above)}",
                f"keine Wertgrenze deckt {Band(widest.up_to, band.above)} ab",
            )
        if widest.up_to is not None and (
            band.up_to is None or band.up_to > widest.up_to
        ):
            widest = band


@attrs.frozen
class Power:
    """One row of the table of competences: who decides a topic, within a band of value.

    Attributes:
        topic: the topic.
        body: name or kind of the body, or ``mayor``.
        above: euros; the value must be larger. None for no lower end.
        up_to: euros; the value must not be larger. None for no upper end.
        statutory: a law gives the matter to that body; the council cannot take it back.
    """

    topic: str
    body: str
    above: int | None = None
    up_to: int | None = None
    statutory: bool = False

    @property
    def is_bounded(self) -> bool:
        """Tell whether it depends on a value at all."""
        return self.above is not None or self.up_to is not None

    @property
    def is_district(self) -> bool:
        """Tell whether it is a power of the district councils."""
        return self.body == DISTRICT

    def covers(self, cents: int) -> bool:
        """Tell whether a value lies in the band, which is open below, closed above."""
        return (self.above is None or cents > self.above * 100) and (
            self.up_to is None or cents <= self.up_to * 100
        )


def powers_of(table: Any, topic: str, names: Topics) -> tuple[Power, ...]:
    """Return the powers over one topic.

    Args:
        table: the value of ``competence.powers``.
        topic: the id of the topic.
        names: the topics, to read the words in the table.

    Raises:
        DefinitionError: with everything that is wrong with the rows of that topic.
    """
    rows = [
        {**row, "topic": topic} if _is_row(row) else row
        for row in table
        if not _is_row(row) or names.named((str(row.get("topic")),)) == (topic,)
    ]
    problems = list(problems_of_powers(rows))
    if problems:
        raise DefinitionError(
            "competence.powers",
            [Both(f"{each}.", f"{german(each)}.") for each in problems],
        )
    return tuple(Power(**row) for row in rows)


def problems_of_powers(table: Any) -> Iterator[str]:
    """Say what is wrong with a table of powers: rows, overlaps, holes, forbidden ones.

    Below the lowest and above the highest band the council decides; a hole between two
    bands would give it what lies in the middle, and nobody means that.
    """
    if not isinstance(table, (list, tuple)):
        yield Both(
            "it must be a list of tables", "es muss eine Liste von Tabellen sein"
        )
        return
    sound: list[Power] = []
    for index, row in enumerate(table):
        problems = list(_problems_of_row(row))
        yield from (f"[{index}] {each}" for each in problems)
        if not problems:
            sound.append(Power(**row))
    sound.sort(key=_ladder)
    for (topic, _), powers in groupby(sound, _ladder):
        bands = [Band(each.above, each.up_to) for each in powers]
        yield from (f"{topic}: {problem}" for problem in problems_of_bands(bands))


def _ladder(power: Power) -> tuple[str, bool]:
    """Return whose bands belong together: districts decide beside the other bodies."""
    return power.topic, power.is_district


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping)


_FIELDS = {
    "topic": str,
    "body": str,
    "above": int,
    "up_to": int,
    "statutory": bool,
}


def _problems_of_row(row: Any) -> Iterator[str]:
    if not _is_row(row):
        yield Both(f"{row!r} is no table", f"{row!r} ist keine Tabelle")
        return
    for name in ("topic", "body"):
        if not row.get(name):
            yield Both(f"{name} is missing", f"{name} fehlt")
    for name, value in row.items():
        wanted = _FIELDS.get(name)
        if wanted is None:
            yield Both(
                f"{name} is no field; known: {', '.join(_FIELDS)}",
                f"{name} ist kein Feld; bekannt: {', '.join(_FIELDS)}",
            )
        elif not _fits(value, wanted):
            yield Both(
                f"{name} is {value!r}, no {wanted.__name__} of 0 or more",
                f"{name} ist {value!r} und passt nicht",
            )


def _fits(value: Any, wanted: type) -> bool:
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, wanted)
