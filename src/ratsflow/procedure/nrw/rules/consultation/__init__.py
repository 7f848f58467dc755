"""Rules on consultation roles and results (J)."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.consultation import (
    endings,
    minority,
    reopening,
    route,
    successors,
    supplements,
    takeover,
)
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.votes import ELECTING, INITIATIVE, ON_THE_PAPER, URGENT
from ratsflow.procedure.step import Step


RULES = (
    *route.RULES,
    *endings.RULES,
    *reopening.RULES,
    *minority.RULES,
    *supplements.RULES,
    *takeover.RULES,
    *successors.RULES,
)

_VOTED = ("procedural_vote_recorded", "procedural_majority")
_DELAYED = ("later_bodies_follow", "postponement_keeps_limits")
_LIMITED = (*_VOTED, *_DELAYED)
_AMENDED = ("resolution_text_stored", "amendment_within_item", "amendment_rechecked")
_IN_ROUTE = tuple(name for name in ON_THE_PAPER if name != URGENT)
_WITHDRAWN = ("withdrawn_by_originator", "withdrawal_after_agenda")

_OWN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_IN_ROUTE, ("role_decides",)),
    **dict.fromkeys(ELECTING, ("role_decides", "route_in_order")),
    "vote": ("role_decides", "route_in_order", "one_deciding_body"),
    URGENT: ("role_urgent",),
    **dict.fromkeys(INITIATIVE, ("role_on_initiative",)),
    "recommend": ("role_recommends",),
    "ratify": ("role_ratifies",),
    "note": ("noting_decides_nothing",),
    "complete_noting": ("noting_complete", "somebody_decides"),
    "place_on_agenda": ("one_deciding_body", "somebody_decides"),
    "postpone": _LIMITED,
    "defer": _LIMITED,
    "replan": ("later_bodies_follow", "withdrawn_item_wanted_back"),
    "first_reading": _DELAYED,
    "remove": _DELAYED,
    "refer": (*_LIMITED, "referral_names_body"),
    "return_to_administration": _LIMITED,
    "settle_item": _VOTED,
    "non_consider": ("procedural_majority",),
    "withdraw": _WITHDRAWN,
    "settle": ("withdrawal_after_agenda",),
    "withdraw_from_agenda": _WITHDRAWN,
    "resubmit": ("resubmission_bar",),
    "supersede": ("superseding_possible",),
}
GUARDS = together(
    _OWN,
    dict.fromkeys(ON_THE_PAPER, _AMENDED),
    reopening.GUARDS,
    minority.GUARDS,
    supplements.GUARDS,
    takeover.GUARDS,
    successors.GUARDS,
)

STEPS: tuple[Step, ...] = (*reopening.STEPS, *takeover.STEPS)

NOT_RULES: dict[str, str] = {
    "J-2": "Structure: `recommend` leads back to in_consultation whatever its result, and "
    "rule role_decides keeps a recommending body from deciding.",
    "J-3": "A vocabulary: the outcomes of the steps are its canonical names; which words "
    "of a council they stand for is told where its histories are read in.",
    "J-7": "Structure: the step non_consider ends the motion without rejecting it; its "
    "vote is rule procedural_majority.",
    "J-8": "Structure: the step first_reading takes no ballot and leads to replan; that "
    "it puts the item off is told by rules later_bodies_follow and "
    "postponement_keeps_limits.",
}
