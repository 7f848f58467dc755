"""Rules on bias (G): who may neither deliberate nor vote, § 31 GO NRW."""

from __future__ import annotations

from ratsflow.procedure.nrw.notation import consultation, step, takes_in
from ratsflow.procedure.nrw.rules.bias import amending, grounds, participation
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.votes import VOTES
from ratsflow.procedure.step import Kind


RULES = (*grounds.RULES, *participation.RULES, *amending.RULES)

_EXECUTION = ("make_executable", "end_standstill", "start_execution")

_OWN: dict[str, tuple[str, ...]] = {
    "open_item": ("bias_asked",),
    "declare_bias": ("bias_ground_named",),
    "exclude_disputed": ("bias_ground_named", "bias_dispute_decided"),
    "assert_bias": ("bias_record_kept", "bias_asserted_early", "bias_asserted_in_time"),
    **dict.fromkeys(_EXECUTION, ("bias_not_decisive", "excluded_rightly")),
    **dict.fromkeys(
        VOTES,
        ("excluded_left", "bias_cleared", "bias_not_decisive", "excluded_rightly"),
    ),
}
GUARDS = together(_OWN, amending.GUARDS)

STEPS = (
    step(
        "exclude_disputed",
        "Über Befangenheit beschließen",
        "Decide on bias",
        "",
        ("chair", "council_office"),
        (consultation("open"),),
        takes_in("excluded", Kind.NAMES),
        takes_in("procedural_ballot", Kind.BALLOT),
        takes_in("ground", optional=True),
        takes_in("relation", optional=True),
    ),
    step(
        "assert_bias",
        "Mitwirkung Befangener geltend machen",
        "Assert bias",
        "",
        ("council_office", "mayor", "supervisory_authority"),
        (consultation("voted"),),
        takes_in("ballot", Kind.BALLOT),
        takes_in("bias_notified_on", Kind.DAY),
        takes_in("reasons"),
    ),
)

NOT_RULES: dict[str, str] = {
    "G-2": "A definition: `bias.relatives` of the law, read by `is_ground` and rule bias_ground_named.",
    "G-3": "A definition: `bias.grounds` of the law, read by `is_ground` and rule bias_ground_named.",
}
