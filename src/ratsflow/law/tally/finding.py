"""One thing worth noting about a ballot."""

from __future__ import annotations

import attrs

from ratsflow.law.citation import Citation, Consequence
from ratsflow.model.text import Wording


@attrs.frozen
class Finding:
    """One thing worth noting about a ballot.

    Attributes:
        code: stable code.
        text: what was found.
        citation: the norm it rests on.
        consequence: what it means for the resolution, None for a mere explanation.
    """

    code: str
    text: Wording
    citation: Citation
    consequence: Consequence | None = None
