"""Rules on administrative pre-approval (B): *Mitzeichnung*, signatures and release.

`GUARDS` says on which steps they stand.
"""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.preapproval import (
    board,
    cosigners,
    signatures,
    submission,
)
from ratsflow.procedure.nrw.votes import ELECTING, ON_THE_PAPER, URGENT
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


RULES: tuple[Rule, ...] = (
    *signatures.RULES,
    *cosigners.RULES,
    *board.RULES,
    *submission.RULES,
)

GUARDS: dict[str, tuple[str, ...]] = {
    "file_motion": ("mayor_released",),
    "complete_co_signature": ("cosignatures_done", "no_open_objection"),
    "forward_with_dissent": ("cosignatures_done",),
    "escalate_co_signature": ("escalation_due", "no_open_objection"),
    "sign_for_department": (
        "not_self_approved",
        "deputy_may_sign",
        "signer_not_excluded",
    ),
    "sign": (
        "alderman_signed",
        "lead_department_signs",
        "not_self_approved",
        "deputy_may_sign",
        "signer_not_excluded",
    ),
    "sign_supplement": (
        "alderman_signed",
        "lead_department_signs",
        "not_self_approved",
        "deputy_may_sign",
        "signer_not_excluded",
    ),
    "cosign": ("cosigner_not_author",),
    "refuse_to_sign": ("refusal_objects", "lead_department_signs"),
    "decide_board_disagreement": (
        "mayor_decides_disagreement",
        "disagreement_voiced",
        "signer_not_excluded",
    ),
    "release": (
        "mayor_released",
        "alderman_signed",
        "signer_not_excluded",
        "budget_drawn_up_by_treasurer",
        "treasurer_statement_attached",
    ),
    "place_on_agenda": (
        "mayor_released",
        "submission_deadline_met",
        "changed_text_signed",
    ),
    **dict.fromkeys(("recommend", *ELECTING, URGENT), ("changed_text_signed",)),
    "release_urgently": ("mayor_released", "signer_not_excluded"),
    "add_urgently": ("mayor_released", "changed_text_signed"),
    "supplement": ("mayor_released", "supplement_cosigned"),
    "declare_for_equal_opportunities": ("equality_objection_admissible",),
    "open_item": ("equal_opp_notice_read", "changed_text_signed"),
    "present_dissent": (
        "dissent_in_main_committee",
        "dissent_on_own_matter",
        "mayor_informed_of_dissent",
    ),
    **dict.fromkeys(
        (name for name in ON_THE_PAPER if name != URGENT),
        (
            "finance_committee_prepared",
            "budget_objections_decided",
            "changed_text_signed",
        ),
    ),
    "start_execution": ("staff_council_involved",),
}

STEPS: tuple[Step, ...] = (*signatures.STEPS, *cosigners.STEPS, *board.STEPS)

NOT_RULES: dict[str, str] = {}
"""Every rule of chapter B stands on a step."""
