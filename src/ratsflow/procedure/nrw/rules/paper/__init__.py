"""Rules on the paper (A): form rules of the house, and the statutes on money.

`GUARDS` says on which steps they stand.
"""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.paper import budget, costs, form, kinds, numbers
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.votes import ON_THE_PAPER
from ratsflow.procedure.rule import Rule


RULES: tuple[Rule, ...] = (
    *kinds.RULES,
    *form.RULES,
    *numbers.RULES,
    *costs.RULES,
    *budget.RULES,
)

_COSTS = ("cost_statement_present", "cost_details_complete")

_OWN: dict[str, tuple[str, ...]] = {
    "submit": (
        "originator_fits",
        "fields_complete",
        "base_paper_listed",
        "previous_consideration_stated",
        *_COSTS,
        "impact_checks_answered",
    ),
    "file_motion": ("originator_fits", "fields_complete", "reference_well_formed"),
    "sign": (*_COSTS, "coverage_named", "summary_present_if_long"),
    "decide_board_disagreement": (*_COSTS, "coverage_named", "summary_present_if_long"),
    "release": (
        "reference_well_formed",
        "supplement_keeps_base_number",
        "investment_documents",
    ),
    "release_urgently": ("released_as_urgent", "reference_well_formed"),
    "supplement": _COSTS,
    "open_item": ("votable_proposal",),
    "recommend": ("paper_open_to_vote", "cost_statement_fresh"),
    "elect": ("paper_open_to_vote",),
    **dict.fromkeys(
        ON_THE_PAPER,
        (
            "paper_open_to_vote",
            "cost_statement_fresh",
            "overspend_unavoidable",
            "overspend_covered",
        ),
    ),
    "start_execution": ("overspend_prior_consent",),
    "complete": ("cost_growth_reported",),
    "close": ("overspend_reported",),
}
GUARDS = together(_OWN, numbers.GUARDS)

STEPS = budget.STEPS

NOT_RULES: dict[str, str] = {}
"""Every rule of chapter A stands on a step."""
