"""What a path through the bodies is called."""

from __future__ import annotations

from ratsflow.model.text import Lang, Wording


_BODIES = {
    "council": Wording("Rat", "council"),
    "main_committee": Wording("Hauptausschuss", "main committee"),
    "finance_committee": Wording("Finanzausschuss", "finance committee"),
    "audit_committee": Wording("Rechnungsprüfung", "audit committee"),
    "committee": Wording("Ausschuss", "committee"),
    "district_council": Wording("Ortschaft oder Bezirk", "district"),
    "advisory": Wording("Beirat", "advisory body"),
    "administration": Wording("Verwaltung", "administration"),
    "body": Wording("Gremium", "body"),
}
_MEANS = {
    "agreed": Wording("zugestimmt", "agreed"),
    "agreed_amended": Wording("geändert zugestimmt", "agreed as amended"),
    "refused": Wording("abgelehnt", "refused"),
    "in_points": Wording("einzeln abgestimmt", "voted point by point"),
    "recommended": Wording("empfohlen", "recommended"),
    "recommended_amended": Wording("geändert empfohlen", "recommended as amended"),
    "not_recommended": Wording("nicht empfohlen", "not recommended"),
    "forwarded": Wording("ohne Votum weiter", "passed on without a vote"),
    "noted": Wording("zur Kenntnis genommen", "noted"),
    "settled": Wording("erledigt", "settled"),
    "postponed": Wording("vertagt", "postponed"),
    "deferred": Wording("zurückgestellt", "deferred"),
    "referred": Wording("verwiesen", "referred"),
    "returned": Wording("an die Verwaltung zurück", "returned to the administration"),
    "first_reading": Wording("erste Lesung", "first reading"),
    "withdrawn": Wording("zurückgezogen", "withdrawn"),
    "removed": Wording("abgesetzt", "removed"),
    "urgent": Wording("Eilentscheidung", "decided urgently"),
    "–": Wording("kein Ergebnis genannt", "no result told"),
}


def said_step(word: str, lang: Lang) -> str:
    """Say one part of a path, for example ``committee: recommended``."""
    body, _, means = word.partition(": ")
    return f"{_BODIES[body].in_(lang)}: {_MEANS[means].in_(lang)}"
