"""The projection of a case that stores keep for look-ups."""

from __future__ import annotations

from ratsflow.canonical import utc_text
from ratsflow.procedure.case import Case
from ratsflow.stores import Standing


def standing_of(case: Case) -> Standing:
    """Return the projection of a case that stores keep for look-ups.

    The title is left out unless the motion is public.
    """
    return Standing(
        case.state,
        case.procedure,
        case.motion.title if case.is_public else "",
        utc_text(case.since) if case.since else "",
        case.facts.get("due_on", ""),
    )
