"""Rules on consultation roles and results (J)."""

from __future__ import annotations

from ratsflow.procedure.nrw.decide import DECISIONS
from ratsflow.procedure.nrw.rules.consultation import (
    endings,
    minority,
    reopening,
    route,
    supplements,
)
from ratsflow.procedure.step import Step


RULES = (
    *route.RULES,
    *endings.RULES,
    *reopening.RULES,
    *minority.RULES,
    *supplements.RULES,
)

_URGENT = "decide_urgently_in_main_committee"
_DECIDING = tuple(name for name in DECISIONS if name not in ("ratify", _URGENT))
_VOTED = ("procedural_vote_recorded", "procedural_majority")
_PUT_OFF = (*_VOTED, "later_bodies_follow")
_LIMITED = (*_PUT_OFF, "postponement_keeps_limits")
_AMENDED = ("resolution_text_stored", "amendment_within_item", "amendment_rechecked")

_OWN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_DECIDING, ("role_decides", *_AMENDED)),
    "elect": ("role_decides", "route_in_order"),
    "vote": ("role_decides", "route_in_order", "one_deciding_body", *_AMENDED),
    "recommend": ("role_recommends",),
    "ratify": ("role_ratifies",),
    "note": ("noting_decides_nothing",),
    "complete_noting": ("noting_complete",),
    "place_on_agenda": ("one_deciding_body", "somebody_decides"),
    "postpone": _LIMITED,
    "defer": _LIMITED,
    "replan": ("later_bodies_follow",),
    "refer": (*_VOTED, "referral_names_body"),
    "return_to_administration": _VOTED,
    "settle_item": _VOTED,
    "withdraw_from_agenda": ("withdrawn_by_originator",),
    "non_consider": ("procedural_majority",),
    "withdraw": ("withdrawn_by_originator", "withdrawal_after_agenda"),
    "resubmit": ("resubmission_bar",),
    "supersede": ("superseding_possible",),
}

_PARTS = (_OWN, reopening.GUARDS, minority.GUARDS, supplements.GUARDS)

GUARDS: dict[str, tuple[str, ...]] = {
    step: tuple(rule for part in _PARTS for rule in part.get(step, ()))
    for part in _PARTS
    for step in part
}

STEPS: tuple[Step, ...] = ()

NOT_RULES: dict[str, str] = {
    "J-2": "Structure: `recommend` leads back to in_consultation whatever its result, and "
    "rule role_decides keeps a recommending body from deciding.",
    "J-3": "A vocabulary: the outcomes of the steps are its canonical names; the real "
    "strings are read by the exchange.",
    "J-7": "Structure: the step non_consider ends the motion without rejecting it; its "
    "vote is rule procedural_majority.",
    "J-8": "Structure: the step first_reading takes no ballot and leads to replan.",
}
