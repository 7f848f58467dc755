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
        "removal.interval_reading",
        "text",
        Wording(
            "frühester Tag des Beschlusses über eine Abwahl: der letzte Tag der Frist von "
            "zwei oder sechs Wochen (last_day) oder der Tag danach (day_after)",
            "earliest day of the vote on a removal: the last day of the two or six weeks "
            "(last_day) or the day after (day_after)",
        ),
        Citation("§§ 66 Abs. 1, 71 Abs. 7 GO NRW, §§ 187, 188 BGB", "?"),
        sample="last_day",
        choices=("last_day", "day_after"),
    ),
    Key(
        "recall.implied",
        "flag",
        Wording(
            "ob der Rat Übertragenes schon dadurch zurückholt, dass er selbst entscheidet",
            "whether the council takes back what is delegated by just deciding it",
        ),
        Citation("§ 41 Abs. 2, 3 GO NRW", "?"),
        sample=True,
    ),
    Key(
        "recall.reading",
        "text",
        Wording(
            "bis wann der Rat Übertragenes zurückholen kann: bis zur Entscheidung "
            "(before_decision) oder bis zur Durchführung (before_execution)",
            "until when the council can take back what is delegated: until it is decided "
            "(before_decision) or until it is carried out (before_execution)",
        ),
        Citation("§ 41 Abs. 2, 3 GO NRW", "?"),
        sample="before_decision",
        choices=("before_decision", "before_execution"),
    ),
    Key(
        "district_hearing.reading",
        "text",
        Wording(
            "vor wessen Entscheidung die Bezirksvertretung anzuhören ist: jedes Gremiums "
            "(touched) oder nur des Rates (council_only)",
            "before whose decision the district council is heard: of any body (touched) "
            "or of the council only (council_only)",
        ),
        Citation("§ 37 Abs. 5 GO NRW", "?"),
        sample="touched",
        choices=("touched", "council_only"),
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
