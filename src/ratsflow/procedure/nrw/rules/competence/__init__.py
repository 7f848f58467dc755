"""Rules on competence (C): who decides, who is heard first, what residents may bring in."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.competence import (
    committees,
    council,
    districts,
    drawing,
    residents,
    vocabulary,
)
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_PARTS = (council, drawing, committees, districts, residents, vocabulary)

RULES: tuple[Rule, ...] = tuple(rule for part in _PARTS for rule in part.RULES)

GUARDS: dict[str, tuple[str, ...]] = {
    step: tuple(rule for part in _PARTS for rule in part.GUARDS.get(step, ()))
    for part in _PARTS
    for step in part.GUARDS
}

STEPS: tuple[Step, ...] = (
    *council.STEPS,
    *drawing.STEPS,
    *districts.STEPS,
    *residents.STEPS,
)

NOT_RULES: dict[str, str] = {
    "C-1": (
        "The council's general competence is the default inside the rules "
        "'body_competent' and 'matter_recalled': what no power covers is the council's."
    ),
    "C-6": (
        "In part: how many members a district council has binds its election and no "
        "motion; what it decides are the rules 'district_decides' and 'own_district'."
    ),
    "C-9": (
        "In part: that the three committees exist is for the council's first meeting, "
        "and the mayor's vote in the main committee is I-13; who consults before the "
        "council are rules on its vote."
    ),
    "C-12": "It only points to E-5, which is the rule 'proposer_entitled'.",
}
