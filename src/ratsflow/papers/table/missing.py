"""What a row of the table does not state."""

from __future__ import annotations

from ratsflow.model import Wording
from ratsflow.papers.reading import Missing
from ratsflow.papers.table.parts import Row, Words


_ASK = {
    "body": Wording("Das Gremium eintragen.", "Enter the body."),
    "day": Wording("Den Sitzungstag eintragen.", "Enter the day of the meeting."),
    "public": Wording(
        "Angeben, ob öffentlich oder nichtöffentlich beraten wird.",
        "Say whether the item is public or non-public.",
    ),
    "role": Wording(
        "Angeben, ob das Gremium entscheidet, vorberät, angehört wird oder Kenntnis "
        "nimmt.",
        "Say whether the body decides, advises, is heard or takes note.",
    ),
}


_NO_BODY = Wording(
    "So hei\u00dft kein Gremium (ein Datum, eine andere Spalte oder eine \u00dcberschrift steht "
    "darin). Die Zeile von Hand zuordnen.",
    "No body is called so (it holds a date, another column or a heading). Assign the "
    "line by hand.",
)


def missing_in(words: Words, at: int, row: Row) -> list[Missing]:
    """List what a row does not state or what could not be read in it."""
    found = {part: text for part, text in row.unread if part}
    rest = [text for part, text in row.unread if not part]
    entries = []
    for part, name in (("day", "date"), ("public", "public"), ("role", "role")):
        if getattr(row, part) is None:
            where = f"consultations[{at}].{name}"
            text = found.pop(part, "")
            entries.append(
                Missing(where, row.line, words.label(part), text, _ASK[part])
            )
    if "body" in found:
        where = f"consultations[{at}].body"
        text = found.pop("body")
        entries.append(Missing(where, row.line, words.label("body"), text, _NO_BODY))
    return entries + [_leftover(at, row, text) for text in (*found.values(), *rest)]


def _leftover(at: int, row: Row, text: str) -> Missing:
    cure = Wording("Diese Angabe von Hand zuordnen.", "Assign this by hand.")
    return Missing(f"consultations[{at}]", row.line, "", text, cure)
