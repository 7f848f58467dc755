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


_LOSSES = {
    "tombstone": Wording(
        "gelöschte Vorlagen oder Beratungen", "deleted papers or consultations"
    ),
    "no_meeting": Wording("Beratungen ohne Sitzung", "consultations without meeting"),
    "no_item": Wording(
        "Beratungen ohne Tagesordnungspunkt", "consultations without item"
    ),
    "no_role": Wording("Beratungen ohne Rolle", "consultations without role"),
    "no_body": Wording("Beratungen ohne Gremium", "consultations without body"),
    "two_items": Wording(
        "Beratungen unter mehreren Punkten", "consultations on several items"
    ),
    "wrong_type": Wording("Angaben in falscher Form", "values of the wrong form"),
    "no_object": Wording("Stellen ohne Objekt", "places without object"),
    "no_date": Wording("unlesbare Tage", "days that cannot be read"),
}


_DROPPED = {
    "against_words": Wording(
        "Die Zahlen tragen das Ergebnis nicht; übernommen ist das Ergebnis, ohne Zahlen",
        "The numbers do not carry the result; the result was taken over, without numbers",
    ),
    "against_numbers": Wording(
        "Die Worte passen nicht zu den Zahlen; übernommen ist, was die Zahlen sagen",
        "The words do not fit the numbers; what the numbers say was taken over",
    ),
    "unclear": Wording(
        "Zahlen, die sich auf zwei Weisen lesen lassen; nicht übernommen",
        "Numbers that can be read in two ways; not taken over",
    ),
    "several": Wording(
        "Mehrere Abstimmungen unter einem Punkt; keine ihrer Zahlen ist übernommen",
        "Several votes under one item; none of their numbers was taken over",
    ),
}


def said_dropped(why: str, lang: Lang) -> str:
    """Say why votes were not taken over."""
    return _DROPPED[why].in_(lang)


def said_votes(yes: int | None, no: int | None, abstain: int | None) -> str:
    """Say numbers of votes as yes, no and abstentions: ``3:9:1``."""
    told = ["?" if each is None else str(each) for each in (yes, no)]
    if abstain is not None:
        told.append(str(abstain))
    return "–" if yes is None and no is None else ":".join(told)


def said_loss(code: str, lang: Lang) -> str:
    """Say what kind of thing of a source was not taken over."""
    known = _LOSSES.get(code)
    return known.in_(lang) if known else code


def said_step(word: str, lang: Lang) -> str:
    """Say one part of a path, for example ``committee: recommended``."""
    body, _, means = word.partition(": ")
    return f"{_BODIES[body].in_(lang)}: {_MEANS[means].in_(lang)}"
