"""Where a rule comes from, how sure we are of it, and when it is in force."""

from __future__ import annotations

from datetime import date

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.law.sentences import said
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.shape import hold


class Confidence(ClosedList):
    """How well a citation or number was checked.

    A product must never show an unsure value as a sure one: the mark travels with every
    finding.
    """

    VERIFIED = "V"
    """The text of the statute or document itself was read."""
    SECONDARY = "S"
    """Confirmed by a court decision, a municipal page or a textbook."""
    KNOWLEDGE = "K"
    """General knowledge of the law, not checked against the text."""
    UNCERTAIN = "?"
    """Uncertain; check the current statute before anyone relies on it."""
    LOCAL = "L"
    """Local law: the municipality decides, the value must be configured."""


class Layer(ClosedList):
    """Which law a rule belongs to; a lower layer never overrides a higher one."""

    STATUTE = "statute"
    LOCAL = "local"
    HOUSE = "house"


class Consequence(ClosedList):
    """What a breach of the rule means for the decision.

    `BLOCK`: no such decision exists. `DEFECT`: it exists but is unlawful or
    contestable; execution is blocked until it is overridden with a reason. `CURABLE`:
    unlawful, but unassailable after a period. `ORDER`: a mere rule of order
    (*Ordnungsvorschrift*), a warning.
    """

    BLOCK = "block"
    DEFECT = "defect"
    CURABLE = "curable"
    ORDER = "order"


@attrs.frozen
class Citation:
    """The paragraph a rule rests on.

    Attributes:
        norm: as a lawyer writes it, for example ``§ 49 Abs. 1 S. 1 GO NRW``; for a house
            rule the form or instruction it comes from.
        confidence: how well it was checked.
        source: what was read for it, in short; may be empty.
    """

    norm: str
    confidence: Confidence = attrs.field(converter=Confidence)
    source: str = ""

    def __str__(self) -> str:
        return f"{self.norm} [{self.confidence.value}]"


def as_citation(value: Citation | str) -> Citation:
    """Take a paragraph written as text as one of local law, unchecked."""
    return Citation(value, Confidence.LOCAL) if isinstance(value, str) else value


@attrs.frozen
class InForce:
    """The days on which something is in force, both ends included.

    Attributes:
        since: first day, or None for "as long as we know".
        until: last day, or None for "until further notice".
    """

    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        hold(self)
        if self.since and self.until and self.until < self.since:
            raise DefinitionError(
                Both("dates in force", "Geltungszeitraum"),
                [said("days.order", until=self.until, since=self.since)],
            )

    def covers(self, day: date) -> bool:
        """Tell whether the day lies inside."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def reaches(self, later: InForce) -> bool:
        """Tell whether it goes on until others begin, which do not begin before it."""
        end, start = self.until, later.since
        return end is None or start is None or end >= start


ALWAYS = InForce()


def period(since: date | None, until: date | None) -> InForce:
    """Return the days from a first to a last one; `ALWAYS` where both are open."""
    return ALWAYS if since is until is None else InForce(since, until)
