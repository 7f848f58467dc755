"""Keys of the rules on competence (C): who decides what (*Zuständigkeitsordnung*)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.citation import Citation
from ratsflow.law.keys.checks import Band, problems_of_bands
from ratsflow.law.keys.key import Key
from ratsflow.law.topics import OWN, Topics
from ratsflow.model.text import Wording


ONGOING = "ongoing_administration"
"""*Geschäft der laufenden Verwaltung*, § 41 Abs. 3 GO NRW."""

DISTRICT = "district_council"


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


def problems_of_routes(table: Any) -> Iterator[str]:
    """Say what is wrong with a table of bodies by topic."""
    if not isinstance(table, Mapping):
        yield Both(
            "it must be a table of lists of bodies by topic",
            "es muss eine Tabelle mit Listen von Gremien je Thema sein",
        )
        return
    for topic, bodies in table.items():
        is_list = isinstance(bodies, (list, tuple))
        if not is_list or not all(isinstance(each, str) for each in bodies):
            yield Both(
                f"{topic} is {bodies!r}, no list of names of bodies",
                f"{topic} ist {bodies!r}, keine Liste von Gremien",
            )


_POWERS = Citation("§ 41 Abs. 2, 3 GO NRW; Zuständigkeitsordnung", "L")
_NET_GROSS = ("net", "gross")

KEYS = (
    Key(
        OWN,
        "table",
        Wording(
            "eigene Themen der Gemeinde: Name, das Thema des Landes, unter dem es steht "
            "(under), und weitere Wörter (de, en). Mehrheit, Vorbehalt und Zuständigkeit "
            "sind die des Themas darüber, soweit die Gemeinde nichts anderes darf und sagt.",
            "topics of the municipality's own: name, the topic of the state that it is "
            "under, and further words (de, en). Majority, reservation and competence are "
            "those of the topic above, unless the municipality may and does say otherwise.",
        ),
        Citation("Ortsrecht", "L"),
        sample={"Stadtbücherei": {"under": "culture", "de": ["Bücherei"]}},
    ),
    Key(
        "competence.powers",
        "table",
        Wording(
            "wer was entscheidet: Thema (topic), Gremium (body: Name oder Art, auch "
            "mayor), Wert in Euro über (above) bis einschließlich (up_to); statutory = "
            "true, wenn ein Gesetz es dem Gremium gibt. Was fehlt, entscheidet der Rat.",
            "who decides what: topic, body (name or kind, also mayor), value in euros "
            "above … up to and including …; statutory = true where a law gives it to "
            "the body. What is missing is the council's.",
        ),
        _POWERS,
        sample=[
            {"topic": "award", "body": "mayor", "up_to": 50000},
            {
                "topic": "award",
                "body": "main_committee",
                "above": 50000,
                "up_to": 100000,
            },
            {"topic": "playground", "body": DISTRICT},
        ],
        check=problems_of_powers,
    ),
    Key(
        "competence.amounts",
        "text",
        Wording(
            "ob die Wertgrenzen netto (net) oder brutto (gross) gemeint sind",
            "whether the bands of value are meant net or gross of VAT",
        ),
        _POWERS,
        sample="gross",
        choices=_NET_GROSS,
    ),
    Key(
        "competence.cost_amounts",
        "text",
        Wording(
            "ob die Kostenangaben der Vorlagen netto (net) oder brutto (gross) sind",
            "whether the cost statements of the papers are net or gross of VAT",
        ),
        _POWERS,
        sample="gross",
        choices=_NET_GROSS,
    ),
    Key(
        "competence.pre_consultation",
        "table",
        Wording(
            "welche Ausschüsse ein Thema vorberaten müssen, bevor der Rat entscheidet",
            "which committees must consult on a topic before the council decides",
        ),
        Citation("Zuständigkeitsordnung, Geschäftsordnung", "L"),
        sample={"traffic": ["Verkehrsausschuss"]},
        check=problems_of_routes,
    ),
    Key(
        "district_hearing.opportunity_suffices",
        "flag",
        Wording(
            "ob es als Anhörung genügt, dass die Bezirksvertretung Gelegenheit hatte "
            "(vertagt, Frist verstrichen)",
            "whether it is hearing enough that the district council had the opportunity "
            "(postponed, period over)",
        ),
        Citation("§ 37 Abs. 5 GO NRW; Hauptsatzung", "L"),
        sample=True,
    ),
    Key(
        "municipality.county_free",
        "flag",
        Wording(
            "ob die Stadt kreisfrei ist; nur dann gibt es Bezirksvertretungen",
            "whether the city belongs to no county; only then it has district councils",
        ),
        Citation("§§ 35, 37 GO NRW", "K"),
        sample=True,
    ),
    Key(
        "municipality.inhabitants",
        "number",
        Wording("Einwohnerzahl", "number of inhabitants"),
        Citation("§ 25 GO NRW", "K"),
        sample=335000,
    ),
    Key(
        "petition.committee",
        "text",
        Wording(
            "Ausschuss, dem der Rat Anregungen und Beschwerden zugewiesen hat (Name)",
            "committee to which the council assigned petitions (name)",
        ),
        Citation("§ 24 Abs. 1 GO NRW; Hauptsatzung", "L"),
        sample="Bürgerausschuss",
    ),
)
