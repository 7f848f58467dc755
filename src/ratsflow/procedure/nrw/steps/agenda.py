"""The route of consultations, and what comes onto an agenda or off it."""

from __future__ import annotations

from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.states import (
    LEGALLY_OBJECTIONABLE,
    OPEN_CONSULTATION,
    PRE_FINAL,
)
from ratsflow.procedure.nrw.steps.inputs import (
    MEETING,
    REACH,
    REASONS,
    ROUTE,
    VOTE_ON_IT,
    WHY,
)
from ratsflow.procedure.nrw.steps.people import MINUTES, ORIGINATORS
from ratsflow.procedure.step import Kind


# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
AGENDA = (
    step(
        "plan_consultations", "Beratungsfolge ergänzen", "Plan consultations", "",
        "council_office", (motion(tuple(dict.fromkeys((*PRE_FINAL, *LEGALLY_OBJECTIONABLE)))),),
        ROUTE,
    ),
    step(
        "place_on_agenda", "Auf die Tagesordnung setzen", "Place on the agenda", "M9",
        ("council_office", "mayor", "chair"),
        (
            consultation("planned", "on_agenda"),
            motion("released", "in_consultation"),
            motion(LEGALLY_OBJECTIONABLE),
        ),
        MEETING, takes_in("agenda_number", optional=True), takes_in("route", optional=True),
        takes_in("mayor_consulted", Kind.FLAG, optional=True),
        takes_in("majority", optional=True),
        takes_in("objections_from", Kind.DAY, optional=True),
        takes_in("objections_until", Kind.DAY, optional=True),
        takes_in("exceptional_case_declared_on", Kind.DAY, optional=True),
        takes_in("hybrid_resolved", Kind.FLAG, optional=True),
        takes_in("with_paper", optional=True), REACH,
        takes_in("several_points", Kind.FLAG, optional=True),
    ),
    step(
        "add_urgently", "Tagesordnung erweitern", "Extend the agenda", "M10",
        MINUTES,
        (
            consultation("planned", "on_agenda"),
            motion("released", "in_consultation"),
            motion("in_consultation"),
        ),
        MEETING, takes_in("procedural_ballot", Kind.BALLOT), takes_in("urgency_reason"),
        takes_in("route"), takes_in("agenda_number", optional=True),
        takes_in("urgency_ground", optional=True), takes_in("with_paper", optional=True),
        REACH,
    ),
    step(
        "remove", "Absetzen", "Remove from the agenda", "",
        (*MINUTES, "mayor"), {"removed": (consultation("on_agenda", "removed"),)},
        WHY, VOTE_ON_IT,
        takes_in("proposer_heard", Kind.FLAG, optional=True),
    ),
    step(
        "withdraw_from_agenda", "Von der Tagesordnung zurückziehen",
        "Withdraw from this agenda", "",
        (*ORIGINATORS, *MINUTES), {"withdrawn": (consultation(("on_agenda", "open"), "removed"),)},
        WHY, takes_in("withdrawn_by", optional=True), VOTE_ON_IT,
    ),
    step(
        "replan", "Neu ansetzen", "Schedule anew", "",
        "council_office",
        (consultation(("removed", "postponed", "deferred", "first_reading", "referred"),
            "planned"),),
        takes_in("meeting", Kind.MEETING, optional=True),
        takes_in("originator_agrees", Kind.FLAG, optional=True),
    ),
    step(
        "second_call", "Zum zweiten Mal laden", "Convene a second time", "",
        ("council_office", "mayor", "chair"),
        (consultation("inquorate_deferred", "second_call_on_agenda"),), MEETING,
    ),
    step(
        "cancel_consultation", "Beratung streichen", "Cancel a consultation", "",
        "council_office", {"cancelled": (consultation((*OPEN_CONSULTATION, "withdrawn"), "cancelled"),)},
        REASONS,
    ),
)
