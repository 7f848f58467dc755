"""Keys of the rules on consultation roles and results (J)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


_RULES = Citation("Geschäftsordnung des Rates", "L")

KEYS: tuple[Key, ...] = (
    Key(
        "withdrawal.after_agenda",
        "text",
        Wording(
            "Rücknahme, sobald der Punkt auf der Tagesordnung steht: frei (free) oder "
            "nur mit Mehrheit des Gremiums (majority)",
            "withdrawal once the item is on an agenda: free, or only with a majority of "
            "the body (majority)",
        ),
        _RULES,
        sample="majority",
        choices=("free", "majority"),
    ),
    Key(
        "withdrawal.takeover",
        "flag",
        Wording(
            "Ob ein anderes Mitglied oder eine andere Fraktion einen zurückgezogenen "
            "Antrag übernehmen kann",
            "whether another member or Fraktion can take over a withdrawn motion",
        ),
        _RULES,
        sample=True,
    ),
    Key(
        "resubmission.bar",
        "flag",
        Wording(
            "Ob abgelehnte Anträge eine Zeit lang gesperrt sind",
            "whether rejected motions are barred for a time",
        ),
        _RULES,
        sample=True,
    ),
    Key(
        "resubmission.bar_months",
        "number",
        Wording(
            "Monate, in denen ein abgelehnter Antrag nicht erneut gestellt werden kann",
            "months in which a rejected motion cannot be brought in again",
        ),
        _RULES,
        sample=12,
    ),
    Key(
        "resubmission.after_non_consideration",
        "flag",
        Wording(
            "Ob die Sperre auch nach Nichtbefassung gilt",
            "whether the bar also follows a decision not to consider",
        ),
        _RULES,
        sample=False,
    ),
)
