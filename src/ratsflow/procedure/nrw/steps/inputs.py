"""What several steps take in."""

from __future__ import annotations

from ratsflow.procedure.nrw.notation import takes_in
from ratsflow.procedure.nrw.states import (
    ON_AN_AGENDA,
    ON_NO_AGENDA,
    OPEN_CONSULTATION,
)
from ratsflow.procedure.step import CONSULTATION, Kind, Move


REASONS = takes_in("reasons")
WHY = takes_in("reasons", optional=True)
BALLOT = takes_in("ballot", Kind.BALLOT)
MEETING = takes_in("meeting", Kind.MEETING)
ROUTE = takes_in("consultations", Kind.CONSULTATIONS)
NEW_ROUTE = takes_in("consultations", Kind.CONSULTATIONS, optional=True)
VOTE_ON_IT = takes_in("procedural_ballot", Kind.BALLOT, optional=True)
AGAINST = takes_in("against", optional=True)
"""The consultation whose decision is attacked; only where several bodies have decided."""

REACH = takes_in("reach", Kind.NUMBER, optional=True)
"""How far an amendment goes: 1 for the most far-reaching; the chair decides in doubt."""

HOW_VOTED = (
    takes_in("inquorate", Kind.FLAG, optional=True),
    takes_in("excluded_stay", optional=True),
    takes_in("same_voting_system", Kind.FLAG, optional=True),
    takes_in("postal_vote", Kind.FLAG, optional=True),
    takes_in("directly_elected", Kind.NUMBER, optional=True),
)
"""Lack of quorum was established before the vote; where the biased persons stayed; how
a secret vote was held in a digital meeting; how many members of the committee the
inhabitants elected (§ 27 GO NRW)."""

ON_WHAT = (
    takes_in("resolution", optional=True),
    takes_in("subject_changed", Kind.FLAG, optional=True),
    takes_in("substantially_changed", Kind.FLAG, optional=True),
    takes_in("rechecked", Kind.FLAG, optional=True),
    takes_in("costs_restated", Kind.FLAG, optional=True),
    takes_in("value_cents", Kind.NUMBER, optional=True),
    takes_in("vote_order", Kind.NAMES, optional=True),
    takes_in("debate_held", Kind.FLAG, optional=True),
    takes_in("joint_proposal", Kind.FLAG, optional=True),
)
"""The text as adopted where it was changed, what the change did to the item, in which
order was voted, and whether there was a debate."""

ON_COMPETENCE = (
    takes_in("value_cents", Kind.NUMBER, optional=True),
    takes_in("district_scope", Kind.FLAG, optional=True),
    takes_in("district_important", Kind.FLAG, optional=True),
)
"""What the competence depends on; a new text needs it anew."""

DECIDED_HOW = (BALLOT, *ON_WHAT, *HOW_VOTED)
"""What every step takes in on which a body decides on the paper."""

OF_THE_CITIZENS = (
    takes_in("entitled_citizens", Kind.NUMBER, optional=True),
    takes_in("district_inhabitants", Kind.NUMBER, optional=True),
)
"""How many citizens may vote, and how many live in the district of a district initiative."""

ON_DELEGATING = (
    takes_in("delegates_to_main_committee", Kind.FLAG, optional=True),
    takes_in("epidemic_declared", Kind.FLAG, optional=True),
)
"""Whether the council delegates its decisions, which it could do in the epidemic."""

CANCEL_ALL = Move(CONSULTATION, OPEN_CONSULTATION, "cancelled", each=True)
WITHDRAW_ALL = (
    Move(CONSULTATION, ON_AN_AGENDA, "withdrawn", each=True),
    Move(CONSULTATION, ON_NO_AGENDA, "cancelled", each=True),
)
"""What stood on an agenda is withdrawn from it, and can be taken over there (J-6)."""
