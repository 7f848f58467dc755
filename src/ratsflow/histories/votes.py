"""The votes that a result in a council's words tells."""

from __future__ import annotations

import re

import attrs

from ratsflow.model import Ballot
from ratsflow.model.ballot import Announced


_NUMBERS = {
    "kein": 0, "keine": 0, "ein": 1, "eine": 1, "einer": 1, "zwei": 2, "drei": 3,
    "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "elf": 11, "zwölf": 12,
}  # fmt: skip
_COUNT = r"(\d{1,3}|" + "|".join(_NUMBERS) + r")\s*[-x]?\s*"
_YES = re.compile(_COUNT + r"(?:ja\b|ja-|stimmen? dafür)")
_NO = re.compile(_COUNT + r"(?:nein\b|nein-|gegenstimme|stimmen? dagegen)")
_ABSTAIN = re.compile(
    _COUNT + r"(?:stimm)?(?:enth\b|ent\b|enth\.|enthaltung|enthalten)"
)


@attrs.frozen
class Votes:
    """The numbers of a ballot as they are told; None where they are not.

    Attributes:
        yes, no, abstain: votes (persons).
        several: several ballots run together, so that no number is of one.
    """

    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    several: bool = False

    def ballot(
        self, announced: Announced, amended: bool
    ) -> Ballot:  # a pair of a table
        """Return the ballot with what is told of it."""
        return Ballot(
            yes=self.yes,
            no=self.no,
            abstain=self.abstain,
            announced=announced,
            amended=amended,
        )


def votes_in(text: str) -> Votes:
    """Return the numbers that a result tells; none where several ballots run together."""
    plain = " ".join(text.casefold().split())
    found = [_only(pattern, plain) for pattern in (_YES, _NO, _ABSTAIN)]
    if any(len(each) > 1 for each in found):
        return Votes(several=True)
    yes, no, abstain = (each[0] if each else None for each in found)
    return Votes(yes, no, abstain)


def _only(pattern: re.Pattern[str], text: str) -> list[int]:
    return [
        _NUMBERS[each] if each in _NUMBERS else int(each)
        for each in pattern.findall(text)
    ]
