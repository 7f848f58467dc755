"""From the decision to the closed case."""

from __future__ import annotations

from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.states import DECIDED
from ratsflow.procedure.nrw.steps.inputs import CANCEL_ALL
from ratsflow.procedure.nrw.steps.people import MINUTES
from ratsflow.procedure.step import Kind


# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
EXECUTION = (
    step(
        "make_executable", "Vollziehbarkeit feststellen", "Establish executability",
        "M20", ("council_office", "mayor"),
        (motion(("adopted", "partially_adopted"), "executable"),),
    ),
    step(
        "start_standstill", "Einspruchsfrist beginnen", "Start the appeal period",
        "M21", "council_office", (motion(("adopted", "partially_adopted"), "standstill"),),
    ),
    step(
        "end_standstill", "Einspruchsfrist abschließen", "End the appeal period",
        "M22", "council_office", (motion("standstill", "executable"),),
    ),
    step(
        "start_execution", "Durchführung beginnen", "Start execution", "M36",
        ("mayor", "general_deputy", "alderman", "executing_office"),
        (motion(("executable", "urgent_decided", "ratified", "ratification_refused"),
            "in_execution"),),
        takes_in("third_party_rights", Kind.FLAG, optional=True),
        takes_in("staff_council_involved", Kind.FLAG, optional=True),
    ),
    step(
        "complete", "Durchführung abschließen", "Complete execution", "M37",
        ("executing_office", "alderman", "mayor"), (motion("in_execution", "executed"),),
        takes_in("evidence"),
        takes_in("council_informed_of_growth", Kind.FLAG, optional=True),
        takes_in("actual_cost_cents", Kind.NUMBER, optional=True), takes_in("third_party_rights", Kind.FLAG, optional=True),
    ),
    step(
        "report", "Bericht erstatten", "Report", "M38",
        ("mayor", "alderman", "executing_office"), (motion("executed", "reported"),),
        takes_in("report"),
    ),
    step(
        "close", "Abschließen", "Close", "M39",
        ("council_office", "mayor"), (motion(("reported", "executed"), "closed"),),
        takes_in("successor_elected_on", Kind.DAY, optional=True),
    ),
    step(
        "supersede", "Durch späteren Beschluss ersetzen",
        "Supersede by a later resolution", "M46",
        MINUTES,
        (motion((*DECIDED, "in_execution", "executed", "ratified", "ratification_refused",
             "urgent_decided"), "superseded"), CANCEL_ALL),
        takes_in("successor"), takes_in("irrevocable", Kind.FLAG, optional=True),
        takes_in("third_party_rights", Kind.FLAG, optional=True),
        takes_in("by_citizens_decision", Kind.FLAG, optional=True),
    ),
)
