"""Rules on urgent decisions (K): what replaces a body that cannot meet in time."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.urgent import delegation, replacing
from ratsflow.procedure.nrw.rules.urgent.deciding import PRECONDITIONS, SIGNATURES
from ratsflow.procedure.nrw.rules.urgent.ratifying import RATIFICATION
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


RULES: tuple[Rule, ...] = (
    *PRECONDITIONS,
    *SIGNATURES,
    *replacing.RULES,
    *delegation.RULES,
    *RATIFICATION,
)

_REPLACED = ("urgent_majority_known", "urgent_reason_given")
_SIGNED = (
    *_REPLACED,
    "urgent_two_signatures",
    "urgent_co_signer_entitled",
    "urgent_co_signer_unbiased",
)

GUARDS: dict[str, tuple[str, ...]] = {
    **delegation.GUARDS,
    "decide_urgently_in_main_committee": (
        "urgent_council_unavailable",
        "urgent_council_matter",
        "urgent_main_committee_meets",
        *_REPLACED,
    ),
    "decide_urgently": (
        "urgent_council_unavailable",
        "urgent_main_committee_unavailable",
        "urgent_serious_harm",
        "urgent_council_matter",
        "urgent_mayor_or_deputy",
        *_SIGNED,
    ),
    "decide_urgently_for_committee": (
        "urgent_committee_unavailable",
        "urgent_committee_matter",
        "urgent_mayor_or_deputy",
        *_SIGNED,
    ),
    "decide_urgently_for_district": (
        "urgent_district_utmost_urgency",
        "urgent_district_matter",
        *_SIGNED,
    ),
    "ratify": (
        "ratified_by_the_body",
        "ratification_in_next_meeting",
        "annulment_touches_no_rights",
    ),
    "start_execution": ("ratification_in_next_meeting", "ratification_not_refused"),
    "close": ("ratification_pending", "ratification_in_next_meeting"),
}

STEPS: tuple[Step, ...] = ()

NOT_RULES: dict[str, str] = {}
"""Every rule of chapter K is implemented."""
