"""The replay gate: what a new version would have made of the logs that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from ratsflow.checking.compare import Relation
from ratsflow.engine.replay import (
    NOT_ASKED,
    Disagreement,
    LawOf,
    Replayed,
    replay,
)
from ratsflow.law.citation import Consequence
from ratsflow.log import Record
from ratsflow.procedure.finding import Result
from ratsflow.procedure.procedure import Procedure


@attrs.frozen
class Diverged:
    """A log that a version would not have let come about as it is.

    Attributes:
        case_id: whose log.
        at: the first entry that comes out otherwise.
        entries: how many of its entries do.
    """

    case_id: str
    at: Replayed
    entries: int

    @property
    def relation(self) -> Relation:
        """Tighter where the version refuses what was taken, looser where it allows what was
        refused; incomparable where the step leads elsewhere."""
        about = {each.about: each for each in _weighty(self.at)}
        if "allowed" not in about:
            return Relation.INCOMPARABLE
        taken = about["allowed"].recorded
        return Relation.TIGHTER if taken else Relation.LOOSER

    @property
    def because(self) -> tuple[str, ...]:
        """Ids of the rules that stand in the way on one side alone."""
        recorded, recomputed = self.at.recorded, self.at.recomputed
        return tuple(
            rule
            for rule in dict.fromkeys((*recorded, *recomputed))
            if _blocks(recorded.get(rule, NOT_ASKED))
            != _blocks(recomputed.get(rule, NOT_ASKED))
        )


_OUTCOMES = ("allowed", "outcome", "moves")


@attrs.frozen
class Gate:
    """What became of replaying logs under a version.

    Attributes:
        diverged: the logs of which some entry comes out otherwise, in the order given.
        alike: how many replay alike: each step taken, refused and leading as recorded.
        unasked: id of a case, and its first entry that could not be asked again: erased, its
            law not kept, a step that the version does not have.
    """

    diverged: tuple[Diverged, ...]
    alike: int
    unasked: tuple[tuple[str, Replayed], ...]

    @property
    def logs(self) -> int:
        """How many logs there were."""
        return self.alike + len(self.diverged) + len(self.unasked)

    @property
    def steps(self) -> dict[str, int]:
        """By step at which a log first diverges, how many do, the most first."""
        counts: dict[str, int] = {}
        for each in self.diverged:
            counts[each.at.step] = counts.get(each.at.step, 0) + 1
        return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))

    def joined(self, other: Gate) -> Gate:
        """Return this one with what another found of other logs."""
        return Gate(
            (*self.diverged, *other.diverged),
            self.alike + other.alike,
            (*self.unasked, *other.unasked),
        )


def replay_gate(
    logs: Iterable[tuple[str, Sequence[Record]]], procedure: Procedure, law_of: LawOf
) -> Gate:
    """Replay logs under another version, and tell which would not have come about.

    Whether a step was taken, its outcome and its moves are compared; a rule that is new and
    met makes no difference. What a case was before each step is what its log says.

    Args:
        logs: the id of each case with its log from the first entry on.
        procedure: the version to ask.
        law_of: returns the values of law that an entry names by their digest; return those
            of a draft whatever is named, to ask under these.

    Raises:
        BrokenLogError: an entry cannot be read.
    """
    diverged, unasked, alike = [], [], 0
    for case_id, records in logs:
        entries = list(replay(records, procedure, law_of))
        weighty = [each for each in entries if _weighty(each)]
        lacking = [each for each in entries if _is_unasked(each)]
        if weighty:
            diverged.append(Diverged(case_id, weighty[0], len(weighty)))
        elif lacking:
            unasked.append((case_id, lacking[0]))
        else:
            alike += 1
    return Gate(tuple(diverged), alike, tuple(unasked))


def _weighty(entry: Replayed) -> list[Disagreement]:
    return [each for each in entry.disagreements if each.about in _OUTCOMES]


def _is_unasked(entry: Replayed) -> bool:
    return any(
        not each.about or each.about in _OUTCOMES or each.why == "erased"
        for each in entry.unknowable
    )


def _blocks(said: object) -> bool:
    """Tell whether a finding, as a log keeps it, stands in the way of a step."""
    if not isinstance(said, Mapping):
        return said not in (Result.MET.value, NOT_ASKED)
    return said.get("consequence") != Consequence.ORDER.value
