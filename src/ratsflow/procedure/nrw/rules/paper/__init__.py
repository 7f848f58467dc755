"""Rules on the paper (A): form rules of the house, and the statutes on money.

`GUARDS` says on which steps they stand.
"""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.paper import budget, costs, form, kinds, numbers
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.votes import ELECTING, ON_THE_PAPER, URGENT, URGENT_STEPS
from ratsflow.procedure.rule import Rule


RULES: tuple[Rule, ...] = (
    *kinds.RULES,
    *form.RULES,
    *numbers.RULES,
    *costs.RULES,
    *budget.RULES,
)

_OVERSPEND = ("overspend_unavoidable", "overspend_covered")
_VOTE = ("paper_open_to_vote", "cost_statement_fresh", *_OVERSPEND)
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
    **dict.fromkeys(ELECTING, ("paper_open_to_vote",)),
    **dict.fromkeys(ON_THE_PAPER, _VOTE),
    **dict.fromkeys((each for each in URGENT_STEPS if each != URGENT), _OVERSPEND),
    "start_execution": ("overspend_prior_consent",),
    "complete": ("cost_growth_reported",),
    "close": ("overspend_reported",),
}
GUARDS = together(_OWN, numbers.GUARDS)

STEPS = budget.STEPS

NOT_RULES: dict[str, str] = {
    "A-10": "In part: a reader and no program sees whether points are numbered; the "
    "remedy of rule votable_proposal asks for it, and I-11 votes on them one by one.",
}
"""What of chapter A no rule can ask; every number has a rule on a step as well."""
