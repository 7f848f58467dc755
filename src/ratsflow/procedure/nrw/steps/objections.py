"""Objections, appeals and initiatives: overlays on a decision, and the new decision."""

from __future__ import annotations

from ratsflow.procedure.nrw import decide
from ratsflow.procedure.nrw.notation import (
    consultation,
    lodge,
    motion,
    step,
    suspension,
    takes_in,
)
from ratsflow.procedure.nrw.states import DECIDED, LEGALLY_OBJECTIONABLE, OBJECTIONABLE
from ratsflow.procedure.nrw.steps.inputs import (
    AGAINST,
    BALLOT,
    DECIDED_HOW,
    HOW_VOTED,
    NEW_ROUTE,
    OF_THE_CITIZENS,
    REASONS,
)
from ratsflow.procedure.nrw.steps.people import MINUTES
from ratsflow.procedure.step import Kind


# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
OBJECTIONS = (
    step(
        "appeal", "Einspruch einlegen", "Appeal", "M23",
        ("mayor", "committee_member"),
        {
            "adopted": (motion(("standstill", "adopted"), "adopted"), lodge("committee_appeal")),
            "partially_adopted": (
                motion(("standstill", "partially_adopted"), "partially_adopted"),
                lodge("committee_appeal"),
            ),
            "reopened": (motion("in_consultation"), lodge("committee_appeal")),
        },
        REASONS, takes_in("appellants", Kind.NUMBER, optional=True), AGAINST, NEW_ROUTE,
        decide=decide.appeal,
    ),
    step(
        "decide_appeal", "Über den Einspruch beschließen", "Decide the appeal", "M24",
        MINUTES,
        {
            "confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "cleared"),
                motion((*DECIDED, "in_consultation"), "executable"),
            ),
            "replaced": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion((*DECIDED, "in_consultation"), "adopted"),
            ),
            "not_confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion((*DECIDED, "in_consultation"), "rejected"),
            ),
        },
        *DECIDED_HOW, decide=decide.reconsider,
    ),
    step(
        "object", "Widersprechen (Wohl der Gemeinde)", "Object (welfare)", "M25",
        "mayor", (motion(OBJECTIONABLE), lodge("mayor_objection")),
        REASONS, AGAINST, NEW_ROUTE,
    ),
    step(
        "object_legally", "Beanstanden", "Object (legality)", "M28",
        ("mayor", "supervisory_authority"),
        (motion(LEGALLY_OBJECTIONABLE), lodge("legal_objection")),
        REASONS, AGAINST, NEW_ROUTE,
        takes_in("mayor_refused", Kind.FLAG, optional=True),
    ),
    step(
        "object_to_district", "Der Bezirksvertretung widersprechen",
        "Object to a district council", "M32",
        ("mayor", "district_mayor"), (motion(OBJECTIONABLE), lodge("district_objection")),
        REASONS, AGAINST, NEW_ROUTE,
    ),
    step(
        "schedule_reconsideration", "Erneute Beratung ansetzen",
        "Schedule the reconsideration", "",
        ("council_office", "mayor"),
        (suspension("lodged", "reconsideration_scheduled"),),
        NEW_ROUTE,
    ),
    step(
        "reconsider", "Nach Widerspruch neu beschließen",
        "Decide anew after an objection", "M26 M27",
        MINUTES,
        {
            "confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "cleared"),
                motion(OBJECTIONABLE),
            ),
            "replaced": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(OBJECTIONABLE, "adopted"),
            ),
            "not_confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(OBJECTIONABLE, "rejected"),
            ),
        },
        *DECIDED_HOW,
        decide=decide.reconsider,
    ),
    step(
        "reconsider_legality", "Nach Beanstandung neu beschließen",
        "Decide anew after a legal objection", "M29 M30",
        MINUTES,
        {
            "confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "persisted"),
                motion(LEGALLY_OBJECTIONABLE),
            ),
            "replaced": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(LEGALLY_OBJECTIONABLE, "adopted"),
            ),
            "not_confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(LEGALLY_OBJECTIONABLE, "annulled"),
            ),
        },
        *DECIDED_HOW, decide=decide.reconsider,
    ),
    step(
        "refer_to_supervision", "Der Aufsicht vorlegen",
        "Refer to the supervisory authority", "M30",
        "mayor", (suspension("persisted", "at_supervision"),),
    ),
    step(
        "decide_as_authority", "Aufsichtlich entscheiden", "Decide as the authority",
        "M31", ("supervisory_authority", "council_office"),
        {
            "annulled": (suspension("at_supervision", "annulled"), motion(LEGALLY_OBJECTIONABLE, "annulled")),
            "released": (suspension("at_supervision", "cleared"), motion(LEGALLY_OBJECTIONABLE)),
        },
        takes_in("authority_decision"), takes_in("reconsidered", Kind.FLAG, optional=True),
        decide=decide.authority,
    ),
    step(
        "reconsider_in_district", "In der Bezirksvertretung neu beschließen",
        "Decide anew in the district council", "M33",
        MINUTES,
        {
            "confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "persisted"),
                motion(OBJECTIONABLE),
            ),
            "replaced": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(OBJECTIONABLE, "adopted"),
            ),
            "not_confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(OBJECTIONABLE, "annulled"),
            ),
        },
        *DECIDED_HOW, decide=decide.reconsider,
    ),
    step(
        "decide_finally", "Endgültig beschließen (Rat)", "Decide finally (council)",
        "M33 M24", MINUTES,
        {
            "confirmed": (
                consultation("open", "voted"), suspension("persisted", "cleared"), motion(LEGALLY_OBJECTIONABLE),
            ),
            "replaced": (
                consultation("open", "voted"), suspension("persisted", "replaced"),
                motion(LEGALLY_OBJECTIONABLE, "adopted"),
            ),
            "not_confirmed": (
                consultation("open", "voted"), suspension("persisted", "annulled"),
                motion(LEGALLY_OBJECTIONABLE, "annulled"),
            ),
        },
        *DECIDED_HOW,
        takes_in("demanded_by_objector", Kind.FLAG, optional=True),
        decide=decide.reconsider,
    ),
    step(
        "waive_objection", "Auf weitere Entscheidung verzichten",
        "Waive a further decision", "",
        ("mayor", "district_mayor"), (suspension("persisted", "cleared"),), REASONS,
    ),
    step(
        "find_initiative_admissible", "Zulässigkeit des Bürgerbegehrens feststellen",
        "Find a citizens' initiative admissible", "M34",
        MINUTES,
        {
            "admissible": (
                consultation("open", "voted"), motion(OBJECTIONABLE),
                lodge("initiative_standstill"),
            ),
            "inadmissible": (consultation("open", "voted"), motion(OBJECTIONABLE)),
        },
        REASONS, BALLOT, *HOW_VOTED, AGAINST, NEW_ROUTE,
        takes_in("legal_obligation", Kind.FLAG),
        takes_in("initiative_filed_on", Kind.DAY, optional=True),
        takes_in("announcement_required", Kind.FLAG, optional=True),
        takes_in("topic_excluded", Kind.FLAG, optional=True),
        takes_in("cost_estimate_requested_on", Kind.DAY, optional=True),
        takes_in("cost_estimate_told_on", Kind.DAY, optional=True),
        takes_in("valid_signatures", Kind.NUMBER, optional=True), *OF_THE_CITIZENS,
        decide=decide.admissible,
    ),
    step(
        "decide_initiative_beforehand", "Über die Zulässigkeit des Bürgerbegehrens vorab entscheiden",
        "Decide beforehand whether an initiative is admissible", "",
        MINUTES,
        {
            "admissible_beforehand": (consultation("open", "voted"), motion(OBJECTIONABLE)),
            "inadmissible_beforehand": (consultation("open", "voted"), motion(OBJECTIONABLE)),
        },
        REASONS, BALLOT, *HOW_VOTED, AGAINST, NEW_ROUTE,
        takes_in("preliminary_requested_on", Kind.DAY, optional=True),
        takes_in("preliminary_signatures", Kind.NUMBER, optional=True),
        takes_in("cost_estimate_requested_on", Kind.DAY, optional=True),
        takes_in("cost_estimate_told_on", Kind.DAY, optional=True),
        takes_in("topic_excluded", Kind.FLAG, optional=True),
        decide=decide.admissible_beforehand,
    ),
    step(
        "comply_with_initiative", "Über das Bürgerbegehren entscheiden",
        "Decide whether to comply with the initiative", "M35",
        MINUTES,
        {
            "complied": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(OBJECTIONABLE, "annulled"),
            ),
            "not_complied": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled")),
                motion(OBJECTIONABLE),
            ),
        },
        REASONS, BALLOT, *HOW_VOTED, decide=decide.complied,
    ),
    step(
        "record_citizens_decision", "Bürgerentscheid festhalten",
        "Record the citizens' decision", "M35",
        MINUTES,
        {
            "annulled": (
                suspension(("lodged", "reconsideration_scheduled"), "annulled"),
                motion(LEGALLY_OBJECTIONABLE, "annulled"),
            ),
            "confirmed": (
                suspension(("lodged", "reconsideration_scheduled"), "cleared"),
                motion(LEGALLY_OBJECTIONABLE),
            ),
        },
        takes_in("citizens_decision"), takes_in("citizens_decision_on", Kind.DAY),
        takes_in("not_complied_on", Kind.DAY, optional=True),
        takes_in("citizens_yes", Kind.NUMBER, optional=True),
        takes_in("citizens_no", Kind.NUMBER, optional=True), *OF_THE_CITIZENS,
        decide=decide.citizens,
    ),
    step(
        "suspend_by_court", "Gerichtlich aussetzen", "Suspend by court order", "",
        "council_office", (motion(OBJECTIONABLE), lodge("court_order")), REASONS,
    ),
    step(
        "suspend_by_supervision", "Aufsichtlich aussetzen",
        "Suspend by supervisory order", "",
        ("supervisory_authority", "council_office"),
        (motion(OBJECTIONABLE), lodge("supervisory_order")), REASONS,
    ),
    step(
        "lift_order", "Anordnung aufheben", "Lift an order", "",
        ("supervisory_authority", "council_office"), (suspension("lodged", "cleared"),),
        REASONS,
    ),
)
