"""Keys of the rules on the paper (A)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Text


KEYS = (
    Key(
        "paper.max_pages_without_summary",
        "number",
        Text(
            "Seitenzahl der Begründung, bis zu der keine Zusammenfassung nötig ist",
            "pages of the reasons up to which no summary is needed",
        ),
        Citation("Vordruck Beschlussvorlage", "L"),
        sample=3,
    ),
    Key(
        "paper.characters_per_page",
        "number",
        Text(
            "Zeichen je Seite, wenn die Seitenzahl nicht angegeben ist",
            "characters a page where the number of pages is not stated",
        ),
        Citation("Vordruck Beschlussvorlage", "L"),
        sample=3000,
    ),
)
