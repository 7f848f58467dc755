"""Keys of the rules on further matters (N)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


KEYS: tuple[Key, ...] = (
    Key(
        "digital_session.hybrid_committees",
        "flag",
        Wording(
            "ob Ausschüsse regulär hybrid tagen dürfen (nie Haupt-, Finanz- und "
            "Rechnungsprüfungsausschuss)",
            "whether committees may regularly meet in hybrid form (never the main, "
            "finance and audit committees)",
        ),
        Citation("§ 58a GO NRW i. V. m. Hauptsatzung", "L"),
        sample=False,
    ),
    Key(
        "end_of_term.discontinuity",
        "text",
        Wording(
            "was am Ende der Wahlperiode mit offenen Fraktionsanträgen geschieht: settle "
            "(erledigt) oder keep (bestehen weiter)",
            "what becomes of pending motions of factions at the end of the term: settle "
            "or keep",
        ),
        Citation("Geschäftsordnung", "?"),
        sample="settle",
        choices=("settle", "keep"),
    ),
)
