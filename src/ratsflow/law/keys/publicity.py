"""Keys of the rules on publicity (F)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ratsflow.errors import Both
from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


def problems_of_categories(table: Any) -> Iterator[str]:
    """Say what is wrong with the matters that are dealt with in private."""
    if not isinstance(table, Mapping):
        yield Both(
            "it must be a table of neutral wordings by topic",
            "es muss eine Tabelle mit neutralen Bezeichnungen je Thema sein",
        )
        return
    for topic, wording in table.items():
        if not isinstance(wording, str) or not wording.strip():
            yield Both(
                f"{topic} has no neutral wording",
                f"{topic} hat keine neutrale Bezeichnung",
            )


KEYS = (
    Key(
        "publicity.nonpublic_topics",
        "table",
        Wording(
            "Angelegenheiten, für die die Geschäftsordnung die Öffentlichkeit "
            "ausschließt: Thema und neutrale Bezeichnung für die Tagesordnung",
            "matters for which the rules of procedure exclude the public: topic and "
            "neutral wording for the agenda",
        ),
        Citation("§ 48 Abs. 2 GO NRW; Geschäftsordnung", "L"),
        sample={
            "personnel": "Personalangelegenheit",
            "real_estate": "Grundstücksangelegenheit",
            "award": "Vergabeangelegenheit",
            "litigation": "Rechtsstreit",
        },
        check=problems_of_categories,
    ),
)
