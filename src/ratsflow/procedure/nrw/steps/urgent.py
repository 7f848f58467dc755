"""Urgent decisions and their ratification (§ 60 GO NRW)."""

from __future__ import annotations

from ratsflow.procedure.nrw import decide
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.steps.inputs import BALLOT, DECIDED_HOW, HOW_VOTED
from ratsflow.procedure.nrw.steps.people import MINUTES
from ratsflow.procedure.step import Kind


_RATIFIABLE = ("in_execution", "executed", "reported")

# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
URGENT = (
    step(
        "decide_urgently_in_main_committee", "Eilentscheidung (Hauptausschuss)",
        "Urgent decision (main committee)", "M40",
        MINUTES,
        {
            "urgent_decided": (
                consultation("open", "voted"), motion("in_consultation", "urgent_decided"),
            ),
            "not_urgently_decided": (
                consultation("open", "voted"), motion("in_consultation"),
            ),
        },
        *DECIDED_HOW, takes_in("urgency_reason"), takes_in("council_unavailable", Kind.FLAG),
        takes_in("delegated_by_council", Kind.FLAG, optional=True),
        takes_in("epidemic_declared", Kind.FLAG, optional=True),
        takes_in("next_meeting", Kind.DAY, optional=True),
        decide=decide.urgently,
    ),
    step(
        "decide_urgently", "Dringlichkeitsentscheidung mit einem Ratsmitglied",
        "Urgent decision (mayor and councillor)", "M41",
        ("mayor", "general_deputy"),
        (motion(("draft", "released", "in_consultation"), "urgent_decided"),),
        takes_in("urgency_reason"), takes_in("co_signed_by"), takes_in("co_signer_role"),
        takes_in("council_unavailable", Kind.FLAG),
        takes_in("main_committee_unavailable", Kind.FLAG), takes_in("serious_harm", Kind.FLAG),
        takes_in("mayor_prevented", Kind.FLAG, optional=True),
        takes_in("co_signer_biased", Kind.FLAG, optional=True),
        takes_in("next_meeting", Kind.DAY, optional=True),
        signs="mayor",
    ),
    step(
        "decide_urgently_for_committee", "Dringlichkeitsentscheidung für den Ausschuss",
        "Urgent decision for a committee", "M41",
        ("mayor", "general_deputy"),
        (motion(("draft", "released", "in_consultation"), "urgent_decided"),),
        takes_in("urgency_reason"), takes_in("co_signed_by"), takes_in("co_signer_role"),
        takes_in("committee_unavailable", Kind.FLAG),
        takes_in("mayor_prevented", Kind.FLAG, optional=True),
        takes_in("co_signer_biased", Kind.FLAG, optional=True),
        takes_in("next_meeting", Kind.DAY, optional=True),
        signs="mayor",
    ),
    step(
        "decide_urgently_for_district", "Dringlichkeitsentscheidung im Bezirk",
        "Urgent decision for a district", "M41",
        "district_mayor",
        (motion(("draft", "released", "in_consultation"), "urgent_decided"),),
        takes_in("urgency_reason"), takes_in("co_signed_by"), takes_in("co_signer_role"),
        takes_in("utmost_urgency", Kind.FLAG),
        takes_in("co_signer_biased", Kind.FLAG, optional=True),
        takes_in("next_meeting", Kind.DAY, optional=True),
        signs="district_mayor",
    ),
    step(
        "ratify", "Über die Genehmigung beschließen", "Vote on ratification",
        "M42 M43 M44", MINUTES,
        {
            "ratified": (
                consultation("open", "voted"), motion("urgent_decided", "ratified"), motion(_RATIFIABLE),
            ),
            "ratification_refused": (
                consultation("open", "voted"), motion("urgent_decided", "ratification_refused"),
                motion(_RATIFIABLE),
            ),
            "annulled": (
                consultation("open", "voted"), motion(("urgent_decided", *_RATIFIABLE), "annulled"),
            ),
        },
        BALLOT, takes_in("annul", Kind.FLAG, optional=True), *HOW_VOTED,
        decide=decide.ratify,
    ),
    step(
        "mark_overdue", "Genehmigung als überfällig vermerken",
        "Mark the ratification as overdue", "M45",
        "council_office", (motion(("urgent_decided", *_RATIFIABLE)),),
        takes_in("missed_meeting", Kind.DAY),
    ),
)
