"""The numbers of a ballot, as the minutes give them (Stimmenzahlen)."""

from __future__ import annotations

import attrs

from ratsflow.errors import BallotError, Both
from ratsflow.law.counting import Base, Outcome, votes_in, whole


@attrs.frozen
class Counts:
    """The numbers of one ballot; None where the minutes give none.

    Raises:
        InvalidInputError: a number is negative or not whole.
        BallotError: the numbers contradict each other.
    """

    yes: int | None
    no: int | None
    abstain: int | None
    invalid: int | None
    members: int | None
    elected: int | None
    present: int | None
    biased: int
    biased_yes: int
    biased_no: int
    biased_unknown: int
    announced: Outcome | None

    def __attrs_post_init__(self) -> None:
        _whole(self)
        _body_fits(self)
        _bias_fits(self)
        _presence_fits(self)

    @property
    def biased_votes(self) -> int:
        """Votes of biased persons."""
        return self.biased_yes + self.biased_no + self.biased_unknown

    @property
    def cast(self) -> int:
        """Papers or hands that are known, the least there can have been."""
        return sum(
            count or 0 for count in (self.yes, self.no, self.abstain, self.invalid)
        )

    def base(self, base: Base) -> int | None:
        """Return the size of a base, None if a number of it is missing."""
        if base is Base.ELECTED:
            return self.elected
        if base is Base.PRESENT_ELIGIBLE:
            # who voted though biased stands among the votes, and so in their base
            return None if self.present is None else self.present + self.biased_votes
        if base in {Base.VALID_VOTES, Base.VOTES_CAST}:
            return votes_in(base, self.yes, self.no, self.invalid)
        return self.members


def _fits(what: str, count: int, where: str, limit: int | None, cure: str) -> None:
    if limit is not None and count > limit:
        raise BallotError(
            Both(
                f"{count} {what} are more than {limit}.",
                f"{count} ({what}) sind mehr als {limit}.",
            ),
            where,
            cure,
        )


def _whole(ballot: Counts) -> None:
    for name in ("yes", "no", "abstain", "invalid", "present"):
        if getattr(ballot, name) is not None:
            whole(getattr(ballot, name), name)
    for name in ("members", "elected"):
        if getattr(ballot, name) is not None:
            whole(getattr(ballot, name), name, 1)
    for name in ("biased", "biased_yes", "biased_no", "biased_unknown"):
        whole(getattr(ballot, name), name)


def _body_fits(ballot: Counts) -> None:
    _fits(
        Both("elected members", "gewählte Mitglieder"),
        ballot.elected or 0,
        "members",
        ballot.members,
        Both(
            "The elected members are among the members.",
            "Die gewählten Mitglieder gehören zu den Mitgliedern.",
        ),
    )
    if ballot.elected and ballot.members and ballot.members > ballot.elected + 1:
        raise BallotError(
            Both(
                f"{ballot.members} members are not {ballot.elected} elected ones and a "
                "mayor.",
                f"{ballot.members} Mitglieder sind nicht {ballot.elected} gewählte "
                "und der Bürgermeister.",
            ),
            "elected",
            Both(
                "Count the seats, the empty ones too.",
                "Die Sitze zählen, auch die unbesetzten.",
            ),
        )


def _bias_fits(ballot: Counts) -> None:
    _fits(
        Both("votes of biased persons", "Stimmen von Befangenen"),
        ballot.biased_votes,
        "biased",
        ballot.biased,
        Both(
            "Count every biased person present under `biased`.",
            "Alle anwesenden Befangenen mitzählen.",
        ),
    )
    _fits(
        Both("biased Yes votes", "befangene Ja-Stimmen"),
        ballot.biased_yes,
        "yes",
        ballot.yes,
        Both("Count them as Yes.", "Sie bei Ja mitzählen."),
    )
    _fits(
        Both("biased No votes", "befangene Nein-Stimmen"),
        ballot.biased_no,
        "no",
        ballot.no,
        Both("Count them as No.", "Sie bei Nein mitzählen."),
    )


def _presence_fits(ballot: Counts) -> None:
    _fits(
        "persons",
        (ballot.present or 0) + ballot.biased,
        "members",
        ballot.members,
        Both("Count again.", "Neu zählen."),
    )
    limit = ballot.present
    if limit is None and ballot.members is not None:
        limit = ballot.members - ballot.biased
    if limit is not None:
        _fits(
            "votes",
            ballot.cast,
            "present",
            limit + ballot.biased_votes,
            Both(
                "Compare the ballot with the presence list; the biased have no vote.",
                "Die Abstimmung mit der Anwesenheitsliste vergleichen; Befangene "
                "haben keine Stimme.",
            ),
        )
