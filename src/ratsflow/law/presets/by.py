"""The law of Bayern: the Gemeindeordnung as data (GO Bayern)."""

from __future__ import annotations

from ratsflow.law.presets.values import (
    COMMITTEE,
    ELECTED,
    STATUTORY,
    K,
    S,
    V,
    Value,
    majority_of,
    share,
    state_law,
)
from ratsflow.model.text import Wording


BY = state_law(
    "BY",
    Wording("Bayern", "Bavaria"),
    Wording("Gemeinderat/Stadtrat", "municipal council"),
    {
        "quorum.share": (majority_of(STATUTORY), V, "Art. 47 Abs. 2, 3 GO Bayern"),
        "quorum.counted": ("present_and_eligible", V, "Art. 47 Abs. 2, 3 GO Bayern"),
        "quorum.invitation": ("required", V, "Art. 47 Abs. 2, 3 GO Bayern"),
        "second_call.notice_required": (True, V, "Art. 47 Abs. 2, 3 GO Bayern"),
        "bias.consequence": ("if_decisive", V, "Art. 49 Abs. 4 GO Bayern"),
        "election.base": Value(
            "valid_votes", S, "Art. 51 Abs. 3 GO Bayern", source="Muster-GeschO"
        ),
        "election.no_votes_valid": (False, S, "Art. 51 Abs. 3 GO Bayern"),
        "election.tie": ("lot", S, "Art. 51 Abs. 3 GO Bayern"),
        "election.runoff_between": (2, S, "Art. 51 Abs. 3 GO Bayern"),
        "majority.simple": ("more_yes_than_no", S, "Art. 51 Abs. 1 S. 1 GO Bayern"),
        "state.holidays": ("BY", K, "Feiertagsrecht des Landes"),
        "quorum.fiction": ("none", K, "Art. 47 Abs. 2 GO Bayern"),
        "second_call.min_present": (1, V, "Art. 47 Abs. 3 GO Bayern"),
        "mass_bias.allowed": (False, K, "Art. 47 GO Bayern"),
        "mayor.member": (True, S, "Art. 31 Abs. 1 GO Bayern"),
        "mayor.votes": (True, K, "Art. 31 Abs. 1 GO Bayern"),
        "majority.tie": ("rejected", S, "Art. 51 Abs. 1 GO Bayern"),
        "majority.abstention": Value(
            "forbidden",
            S,
            "Art. 48 Abs. 1 S. 2 GO Bayern",
            source="VG München M 7 K 17.2395",
        ),
        "secret_vote.allowed": Value(
            False, S, "Art. 51 Abs. 1 S. 1, Abs. 3 GO Bayern", source="Muster-GeschO"
        ),
        "convening.share": (share(1, 4, ELECTED), V, "Art. 46 Abs. 2 GO Bayern"),
        "convening.meeting_within_days": (14, V, "Art. 46 Abs. 2 GO Bayern"),
        "convening.first_meeting_weeks": (4, V, "Art. 46 Abs. 2 GO Bayern"),
        "agenda_extension.allowed": (True, K, "Art. 46 Abs. 2 GO Bayern"),
        "agenda_extension.majority": (
            "all_present_no_objection",
            K,
            "Art. 46 Abs. 2 GO Bayern",
        ),
        "agenda.publication_days": (3, S, "Art. 52 Abs. 1 GO Bayern"),
        "committee_appeal.allowed": (True, K, "Art. 32 Abs. 3 GO Bayern"),
        "committee_appeal.fraction": (
            share(1, 3, COMMITTEE),
            K,
            "Art. 32 Abs. 3 GO Bayern",
        ),
        "committee_appeal.council_fraction": (
            share(1, 4, ELECTED),
            K,
            "Art. 32 Abs. 3 GO Bayern",
        ),
        "committee_appeal.mayor": (True, K, "Art. 32 Abs. 3 GO Bayern"),
        "committee_appeal.days": (7, K, "Art. 32 Abs. 3 GO Bayern"),
        "mayor_objection.allowed": (False, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.mandatory": (True, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.has_period": (False, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.committees": (True, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.suspensive": (True, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.on_persist": (
            "supervision_if_necessary",
            V,
            "Art. 59 Abs. 2 GO Bayern",
        ),
        "urgent.allowed": (True, S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent.main_committee": (False, S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent.signatures": (("mayor",), S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent.inform": ("next_meeting", S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent_ratification.required": (False, S, "Art. 37 Abs. 3 GO Bayern"),
        "bias.relatives": ("BayVwVfG 20(5)", V, "Art. 49 Abs. 1 GO Bayern"),
        "bias.not_for": (("elections", "delegations"), V, "Art. 49 Abs. 2 GO Bayern"),
        "nonpublic_result.announced": (
            "when_reasons_lapse",
            S,
            "Art. 52 Abs. 3 GO Bayern",
        ),
        "election.repeat_if_half_invalid": (True, S, "Art. 51 Abs. 3 GO Bayern"),
        "election.secret_trigger": ("always", S, "Art. 51 Abs. 3 GO Bayern"),
    },
    local=(
        "notice.days",
        "notice.mode",
        "notice.urgent_days",
        "roll_call.threshold",
        "agenda_item.share",
        "agenda_item.deadline_days",
        "bias.leave_room",
        "resubmission.bar_months",
    ),
)
