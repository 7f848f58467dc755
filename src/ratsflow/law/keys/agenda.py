"""Keys of the rules on convening and agenda (E): periods of the *Geschäftsordnung*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ratsflow.errors import Both
from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.law.periods import NoticeMode
from ratsflow.model.text import Wording


_NOTICE = Citation("§ 47 Abs. 2 GO NRW; Geschäftsordnung", "L")


def _problems_of_sizes(value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield Both(
            "a table from the name of a body to its number of members is required",
            "nötig ist eine Tabelle vom Namen des Gremiums zur Zahl seiner Mitglieder",
        )
        return
    for name, size in value.items():
        if type(size) is not int or size < 1:
            yield Both(
                f"{name}: {size!r} is no whole number of 1 or more",
                f"{name}: {size!r} ist keine ganze Zahl ab 1",
            )


KEYS = (
    Key(
        "notice.days",
        "number",
        Wording("Ladungsfrist in Tagen", "notice of a meeting, in days"),
        _NOTICE,
        sample=9,
    ),
    Key(
        "notice.mode",
        "text",
        Wording(
            "wie die Tage der Ladungsfrist zählen: clear (weder Zugangs- noch "
            "Sitzungstag), nth_day_before (einer von beiden), both_count (beide)",
            "how the days of notice are counted: clear (neither day of receipt nor of "
            "the meeting), nth_day_before (one of them), both_count (both)",
        ),
        _NOTICE,
        sample="nth_day_before",
        choices=tuple(mode.value for mode in NoticeMode),
    ),
    Key(
        "notice.urgent_days",
        "number",
        Wording(
            "verkürzte Ladungsfrist in dringenden Fällen, in Tagen",
            "shortened notice in urgent cases, in days",
        ),
        _NOTICE,
        sample=3,
    ),
    Key(
        "agenda.publication_days",
        "number",
        Wording(
            "am wievielten Tag vor der Ratssitzung Zeit, Ort und Tagesordnung spätestens "
            "öffentlich bekannt gemacht sein müssen",
            "by which day before a council meeting time, place and agenda must be "
            "publicly announced",
        ),
        Citation("§ 48 Abs. 1 S. 4 GO NRW; Hauptsatzung, Geschäftsordnung", "L"),
        sample=6,
    ),
    Key(
        "agenda.supplement_days",
        "number",
        Wording(
            "am wievielten Tag vor der Sitzung eine Nachtragstagesordnung spätestens "
            "zugegangen und bekannt gemacht sein muss",
            "by which day before the meeting a supplementary agenda must be received "
            "and announced",
        ),
        Citation("Geschäftsordnung", "L"),
        sample=3,
    ),
    Key(
        "agenda_item.deadline_days",
        "number",
        Wording(
            "am wievielten Tag vor der Sitzung ein Antrag spätestens vorliegen muss, "
            "damit er auf die Tagesordnung kommt",
            "by which day before the meeting a motion must be in for the agenda",
        ),
        Citation("§ 48 Abs. 1 S. 2 GO NRW; Geschäftsordnung", "L"),
        sample=14,
    ),
    Key(
        "agenda_item.single_member",
        "flag",
        Wording(
            "ob ein einzelnes Ratsmitglied einen Punkt auf die Tagesordnung bringen kann",
            "whether a single councillor can put an item on the agenda",
        ),
        Citation("Geschäftsordnung", "L"),
        sample=False,
    ),
    Key(
        "council.elected_members",
        "number",
        Wording(
            "Zahl der gewählten Ratsmitglieder, ohne (Ober-)Bürgermeister/in",
            "number of elected councillors, without the mayor",
        ),
        Citation("§ 40 Abs. 2, § 42 GO NRW, § 3 KWahlG NRW", "V", "lexmea"),
        sample=66,
    ),
    Key(
        "bodies.members",
        "table",
        Wording(
            "Zahl der stimmberechtigten Mitglieder der Ausschüsse und "
            "Bezirksvertretungen, nach Namen",
            "number of voting members of committees and district councils, by name",
        ),
        Citation("§§ 36, 57, 58 GO NRW, Hauptsatzung", "L"),
        sample={"Hauptausschuss": 17},
        check=_problems_of_sizes,
    ),
    Key(
        "tabled_paper.allowed",
        "flag",
        Wording("ob Tischvorlagen zulässig sind", "whether papers may be tabled"),
        Citation("Geschäftsordnung", "L"),
        sample=True,
    ),
    Key(
        "tabled_paper.consent",
        "text",
        Wording(
            "welche Zustimmung eine Tischvorlage braucht: none (keine), majority "
            "(Mehrheit), no_objection (kein Widerspruch)",
            "what consent a tabled paper needs: none, majority or no_objection",
        ),
        Citation("Geschäftsordnung", "L"),
        sample="none",
        choices=("none", "majority", "no_objection"),
    ),
)
