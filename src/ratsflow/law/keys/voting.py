"""Keys of the rules on voting and elections (I)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


_RULES = Citation("Geschäftsordnung des Rates", "L")
_TWO_THIRDS = {"num": 2, "den": 3, "strict": False, "base": "statutory_members"}

KEYS: tuple[Key, ...] = (
    Key(
        "roll_call.threshold",
        "number",
        Wording(
            "Zahl der Mitglieder, auf deren Antrag namentlich abgestimmt wird",
            "number of members on whose motion a roll-call is taken",
        ),
        Citation("§ 50 Abs. 1 S. 4 GO NRW; Geschäftsordnung", "L"),
        sample=14,
    ),
    Key(
        "separate_vote.whole_vote",
        "flag",
        Wording(
            "Ob nach getrennter Abstimmung noch im Ganzen abgestimmt wird",
            "whether a separate vote is followed by a vote on the whole",
        ),
        _RULES,
        sample=False,
    ),
    Key(
        "revote.by_consent",
        "flag",
        Wording(
            "Ob in derselben Sitzung einvernehmlich neu abgestimmt werden darf",
            "whether a vote may be repeated in the same meeting by unanimous consent",
        ),
        _RULES,
        sample=False,
    ),
    Key(
        "rules_deviation.majority",
        "table",
        Wording(
            "Mehrheit für eine Abweichung von der Geschäftsordnung im Einzelfall",
            "majority for deviating from the rules of procedure in a single case",
        ),
        _RULES,
        sample={"num": 2, "den": 3, "strict": False, "base": "present_eligible"},
    ),
    Key(
        "committee_chair_removal.majority",
        "table",
        Wording(
            "Mehrheit für die Abberufung eines Ausschussvorsitzes: 2/3; die Bezugsgröße "
            "ist im Gesetz nachzulesen",
            "majority for removing a committee chair: 2/3; look up in the statute of "
            "which number",
        ),
        Citation("§ 58 GO NRW (2025)", "?", "gar-nrw.de; base not seen"),
        sample=_TWO_THIRDS,
    ),
    Key(
        "election.runoff_tie",
        "text",
        Wording(
            "Wer in die engere Wahl kommt, wenn mehrere an zweiter Stelle gleich viele "
            "Stimmen haben: das Los entscheidet (lot) oder alle (all)",
            "who stands in the run-off where several are equal in second place: the lot "
            "decides (lot), or all of them (all)",
        ),
        Citation("§ 50 Abs. 2 GO NRW", "?", "wording not read"),
        sample="lot",
        choices=("lot", "all"),
    ),
    Key(
        "mayor.vote_exclusions",
        "names",
        Wording(
            "Vorschriften, bei denen die Bürgermeisterin oder der Bürgermeister nicht "
            "mitstimmt, etwa 48(1) oder 50(4)1",
            "norms under which the mayor has no vote, for example 48(1) or 50(4)1",
        ),
        Citation("§ 40 Abs. 2 GO NRW", "?", "older list"),
        sample=["47(1)", "48(1)"],
    ),
)
