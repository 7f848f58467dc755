"""The law of Hessen: the Gemeindeordnung as data (HGO)."""

from __future__ import annotations

from ratsflow.law.periods import NoticeMode
from ratsflow.law.presets.values import (
    STATUTORY,
    K,
    S,
    U,
    V,
    Value,
    majority_of,
    share,
    state_law,
)
from ratsflow.model.text import Wording


HE = state_law(
    "HE",
    Wording("Hessen", "Hesse"),
    Wording("Gemeindevertretung/Stadtverordnetenversammlung", "municipal assembly"),
    {
        "quorum.fiction": ("motion", V, "§ 53 Abs. 1 HGO"),
        "second_call.min_present": (1, V, "§ 53 Abs. 2 HGO"),
        "second_call.notice_days": (1, V, "§ 58 Abs. 1 S. 5 HGO"),
        "mass_bias.allowed": (True, V, "§ 53 Abs. 3 HGO"),
        "mass_bias.approval": (False, V, "§ 53 Abs. 3 HGO"),
        "mayor.member": (False, V, "HGO"),
        "mayor.votes": (False, K, "HGO"),
        "majority.tie": ("rejected", V, "§ 54 HGO"),
        "majority.abstention": ("allowed", V, "§ 54 HGO"),
        "secret_vote.allowed": (False, V, "§ 54 HGO"),
        "main_bylaw.majority": (majority_of(STATUTORY), K, "§ 6 HGO"),
        "convening.share": (share(1, 4, STATUTORY), V, "§ 56 Abs. 1 HGO"),
        "convening.executive": (True, V, "§ 56 Abs. 1 HGO"),
        "convening.first_meeting_months": (1, V, "§ 56 Abs. 1 HGO"),
        "convening.meetings_per_year": (6, V, "§ 56 Abs. 1 HGO"),
        "agenda_extension.allowed": (True, V, "§ 58 Abs. 2 HGO"),
        "agenda_extension.majority": (share(2, 3, STATUTORY), V, "§ 58 Abs. 2 HGO"),
        "agenda_extension.never": (
            ("elections", "main_bylaw"),
            V,
            "§ 58 Abs. 3 HGO",
        ),
        "notice.days": Value(3, V, "§ 58 Abs. 1 HGO", least=True),
        "notice.mode": (NoticeMode.CLEAR.value, V, "§ 58 Abs. 1 HGO"),
        "notice.shortened_latest": ("day_before", V, "§ 58 Abs. 1 HGO"),
        "notice.never_shortened": (("elections", "main_bylaw"), V, "§ 58 Abs. 3 HGO"),
        "committee_appeal.allowed": (False, S, "§§ 50 Abs. 1, 62 Abs. 1 HGO"),
        "mayor_objection.allowed": (True, S, "§ 63 Abs. 1 S. 2 HGO"),
        "mayor_objection.days": (14, K, "§ 63 Abs. 1 S. 3 HGO"),
        "mayor_objection.suspensive": (True, S, "§ 63 Abs. 1 S. 4 HGO"),
        "legal_objection.mandatory": (True, V, "§ 63 Abs. 1 HGO"),
        "legal_objection.has_period": (True, K, "§ 63 Abs. 1 S. 3 HGO"),
        "legal_objection.days": (14, K, "§ 63 Abs. 1 S. 3 HGO"),
        "legal_objection.second_days": (7, V, "§ 63 Abs. 2 HGO"),
        "legal_objection.suspensive": (True, V, "§ 63 Abs. 2 HGO"),
        "urgent.allowed": (False, U, "§ 51a HGO"),
        "bias.time_bar_months": (6, V, "§ 25 Abs. 6 HGO"),
        "bias.leave_room": (True, S, "§ 25 Abs. 4 HGO"),
        "election.secret_trigger": ("always_unless_no_objection", V, "§ 55 HGO"),
    },
    local=(
        "roll_call.threshold",
        "agenda_item.deadline_days",
        "agenda.publication_days",
        "resubmission.bar_months",
    ),
)
