"""Every step of the *Beschlussvorlage der Verwaltung*, in the order of its life.

The letters in `catalogue` are those of the catalogue of transitions (M1 to M47). Which
rules stand on a step is said beside the rules.
"""

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
from ratsflow.procedure.nrw.states import (
    DECIDED,
    LEGALLY_OBJECTIONABLE,
    OBJECTIONABLE,
    OPEN_CONSULTATION,
    PRE_FINAL,
)
from ratsflow.procedure.step import CONSULTATION, Kind, Move


CO_SIGNERS = (
    "treasurer",
    "legal_office",
    "personnel_office",
    "equal_opportunities_officer",
    "audit_office",
    "procurement_office",
    "climate_office",
    "co_signer",
)
ORIGINATORS = ("author", "mayor", "faction", "district_mayor", "petitioner")
MINUTES = ("chair", "council_office")
"""Who says what happened in a meeting: its chair, or the office that keeps its minutes."""

ROLES = (
    *ORIGINATORS,
    *CO_SIGNERS,
    *MINUTES,
    "alderman",
    "general_deputy",
    "councillor",
    "committee_member",
    "executing_office",
    "supervisory_authority",
)


_REASONS = takes_in("reasons")
_BALLOT = takes_in("ballot", Kind.BALLOT)
_MEETING = takes_in("meeting", Kind.MEETING)
_ROUTE = takes_in("consultations", Kind.CONSULTATIONS)
_RESOLUTION = takes_in("resolution", optional=True)
_VOTE_ON_IT = takes_in("procedural_ballot", Kind.BALLOT, optional=True)
_HOW_VOTED = (
    takes_in("inquorate", Kind.FLAG, optional=True),
    takes_in("excluded_stay", optional=True),
)
"""Lack of quorum was established before the vote; where the biased persons stayed."""
_IF_AMENDED = (
    takes_in("subject_changed", Kind.FLAG, optional=True),
    takes_in("substantially_changed", Kind.FLAG, optional=True),
    takes_in("rechecked", Kind.FLAG, optional=True),
    takes_in("vote_order", Kind.NAMES, optional=True),
)
"""What an amendment did to the item, and in which order it was voted on."""
_ON_COMPETENCE = (
    takes_in("value_cents", Kind.NUMBER, optional=True),
    takes_in("district_scope", Kind.FLAG, optional=True),
    takes_in("district_important", Kind.FLAG, optional=True),
)
"""What the competence depends on; a new text needs it anew."""
_IF_REPLACED = (*_IF_AMENDED, takes_in("value_cents", Kind.NUMBER, optional=True))
"""What a body says of a new text that replaces the resolution objected to."""
_CANCEL_ALL = Move(CONSULTATION, OPEN_CONSULTATION, "cancelled", each=True)

# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
ADMINISTRATION = (
    step(
        "revise", "Text ändern", "Revise the text", "",
        "author", (motion("draft"),), takes_in("motion", Kind.MOTION), *_ON_COMPETENCE,
    ),
    step(
        "submit", "Zur Mitzeichnung geben", "Submit for co-signature", "M1",
        "author", (motion("draft", "co_signature"),),
        takes_in("motion", Kind.MOTION, optional=True),
        takes_in("base_paper_type", optional=True),
        takes_in("lead_alderman", optional=True),
        takes_in("participating_aldermen", Kind.NAMES, optional=True),
        takes_in("excluded_officials", Kind.NAMES, optional=True), *_ON_COMPETENCE,
        signs="author",
    ),
    step(
        "cosign", "Mitzeichnen", "Co-sign", "",
        CO_SIGNERS, (motion("co_signature"),),
        takes_in("decision"), takes_in("remark", optional=True),
        signs="*",
    ),
    step(
        "complete_co_signature", "Mitzeichnung abschließen", "Complete co-signature",
        "M2", ("author", "council_office"), (motion("co_signature", "alderman_review"),),
    ),
    step(
        "return_for_objection", "Wegen Einwand zurückgeben",
        "Return because of an objection", "M3",
        (*CO_SIGNERS, "author"), (motion("co_signature", "draft"),), _REASONS,
    ),
    step(
        "forward_with_dissent", "Mit abweichender Meinung weitergeben",
        "Forward with dissent", "M3",
        ("author", "mayor"), (motion("co_signature", "alderman_review"),), _REASONS,
    ),
    step(
        "sign", "Unterschreiben (Beigeordnete/r)", "Sign (alderman)", "M4",
        "alderman", (motion("alderman_review", "mayor_review"),), signs="alderman",
    ),
    step(
        "return_to_author", "An die Verfasserin zurückgeben", "Return to the author",
        "M5 M7", ("alderman", "mayor"),
        (motion(("alderman_review", "mayor_review"), "draft"),), _REASONS,
    ),
    step(
        "return_to_alderman", "An Beigeordnete/n zurückgeben",
        "Return to the alderman", "M7",
        "mayor", (motion("mayor_review", "alderman_review"),), _REASONS,
    ),
    step(
        "release", "Freigeben", "Release", "M6",
        ("mayor", "general_deputy"), (motion("mayor_review", "released"),),
        takes_in("reference"),
        takes_in("proposers", Kind.NUMBER, optional=True),
        takes_in("motion_received_on", Kind.DAY, optional=True),
        signs="mayor",
    ),
    step(
        "file_motion", "Antrag einreichen", "File a motion", "M8",
        ("faction", "councillor", "district_mayor", "petitioner"),
        (motion("draft", "released"),), takes_in("reference", optional=True),
        takes_in("base_paper_type", optional=True),
        takes_in("proposers", Kind.NUMBER, optional=True),
        takes_in("faction_members", Kind.NUMBER, optional=True),
        takes_in("motion_received_on", Kind.DAY, optional=True),
    ),
)

AGENDA = (
    step(
        "plan_consultations", "Beratungsfolge ergänzen", "Plan consultations", "",
        "council_office", (motion((*PRE_FINAL, *LEGALLY_OBJECTIONABLE)),),
        _ROUTE,
    ),
    step(
        "place_on_agenda", "Auf die Tagesordnung setzen", "Place on the agenda", "M9",
        ("council_office", "mayor", "chair"),
        (
            consultation("planned", "on_agenda"),
            motion("released", "in_consultation"),
            motion(("in_consultation", *LEGALLY_OBJECTIONABLE)),
        ),
        _MEETING, takes_in("agenda_number", optional=True), takes_in("route", optional=True),
        takes_in("with_paper", optional=True),
        takes_in("mayor_consulted", Kind.FLAG, optional=True),
        takes_in("majority", optional=True),
        takes_in("objections_from", Kind.DAY, optional=True),
        takes_in("objections_until", Kind.DAY, optional=True),
        takes_in("exceptional_case_declared_on", Kind.DAY, optional=True),
    ),
    step(
        "add_urgently", "Tagesordnung erweitern", "Extend the agenda", "M10",
        MINUTES,
        (
            consultation("planned", "on_agenda"),
            motion("released", "in_consultation"),
            motion("in_consultation"),
        ),
        _MEETING, takes_in("procedural_ballot", Kind.BALLOT), takes_in("urgency_reason"),
        takes_in("route"), takes_in("agenda_number", optional=True),
        takes_in("urgency_ground", optional=True), takes_in("with_paper", optional=True),
    ),
    step(
        "remove", "Absetzen", "Remove from the agenda", "",
        (*MINUTES, "mayor"), {"removed": (consultation("on_agenda", "removed"),)},
        takes_in("reasons", optional=True), _VOTE_ON_IT,
        takes_in("proposer_heard", Kind.FLAG, optional=True),
    ),
    step(
        "withdraw_from_agenda", "Von der Tagesordnung zurückziehen",
        "Withdraw from this agenda", "",
        (*ORIGINATORS, *MINUTES), {"withdrawn": (consultation(("on_agenda", "open"), "removed"),)},
        takes_in("reasons", optional=True), takes_in("withdrawn_by", optional=True),
    ),
    step(
        "replan", "Neu ansetzen", "Schedule anew", "",
        "council_office",
        (consultation(("removed", "postponed", "deferred", "first_reading", "referred"),
            "planned"),),
        takes_in("meeting", Kind.MEETING, optional=True),
    ),
    step(
        "second_call", "Zum zweiten Mal laden", "Convene a second time", "",
        ("council_office", "mayor", "chair"),
        (consultation("inquorate_deferred", "second_call_on_agenda"),), _MEETING,
    ),
    step(
        "cancel_consultation", "Beratung streichen", "Cancel a consultation", "",
        "council_office", {"cancelled": (consultation(OPEN_CONSULTATION, "cancelled"),)},
        _REASONS,
    ),
)

MEETING = (
    step(
        "open_item", "Punkt aufrufen", "Open the item", "",
        MINUTES, (consultation(("on_agenda", "second_call_on_agenda"), "open"),),
        takes_in("notice_read", Kind.FLAG, optional=True),
        takes_in("proposal_votable", Kind.FLAG, optional=True),
        takes_in("bias_asked", Kind.FLAG, optional=True),
        takes_in("all_present_no_objection", Kind.FLAG, optional=True),
        takes_in("tabling_consented", Kind.FLAG, optional=True), _VOTE_ON_IT,
    ),
    step(
        "declare_bias", "Befangenheit erklären", "Declare bias", "",
        (*MINUTES, "councillor", "committee_member"),
        (consultation(("on_agenda", "open")),), takes_in("excluded", Kind.NAMES),
        takes_in("ground", optional=True), takes_in("relation", optional=True),
        takes_in("declared_to", optional=True),
    ),
    step(
        "establish_inquorum", "Beschlussunfähigkeit feststellen",
        "Establish lack of quorum", "",
        MINUTES, {"inquorate": (consultation("open", "inquorate_deferred"),)},
        takes_in("inquorate", Kind.FLAG), takes_in("present", Kind.NUMBER),
        takes_in("experts", Kind.NUMBER, optional=True),
    ),
    step(
        "recommend", "Empfehlung abstimmen", "Vote on a recommendation", "M11",
        MINUTES,
        {
            name: (consultation("open", "voted"), motion("in_consultation"))
            for name in (
                "recommended_unchanged",
                "recommended_amended",
                "not_recommended",
                "no_vote_forwarded",
            )
        },
        takes_in("ballot", Kind.BALLOT, optional=True), _RESOLUTION, *_HOW_VOTED,
        takes_in("same_voting_system", Kind.FLAG, optional=True),
        takes_in("postal_vote", Kind.FLAG, optional=True),
        takes_in("costs_restated", Kind.FLAG, optional=True),
        decide=decide.recommend,
    ),
    step(
        "vote", "Abstimmen", "Vote", "M12 M13 M15",
        MINUTES,
        {
            "adopted_unchanged": (consultation("open", "voted"), motion("in_consultation", "adopted")),
            "adopted_amended": (consultation("open", "voted"), motion("in_consultation", "adopted")),
            "partially_adopted": (
                consultation("open", "voted"), motion("in_consultation", "partially_adopted"),
            ),
            "rejected": (consultation("open", "voted"), motion("in_consultation", "rejected")),
        },
        takes_in("ballot", Kind.BALLOT), _RESOLUTION, *_HOW_VOTED, *_IF_AMENDED,
        takes_in("point_results", Kind.NAMES, optional=True),
        takes_in("value_cents", Kind.NUMBER, optional=True),
        takes_in("debate_held", Kind.FLAG, optional=True),
        takes_in("same_voting_system", Kind.FLAG, optional=True),
        takes_in("postal_vote", Kind.FLAG, optional=True),
        takes_in("costs_restated", Kind.FLAG, optional=True),
        decide=decide.vote,
    ),
    step(
        "note", "Zur Kenntnis nehmen", "Take note", "M11",
        MINUTES, {"noted": (consultation("open", "noted"),)},
    ),
    step(
        "complete_noting", "Kenntnisnahme abschließen", "Complete the noting", "M14",
        MINUTES, (motion("in_consultation", "noted"),),
    ),
    step(
        "non_consider", "Nichtbefassung beschließen", "Decide not to consider", "M16",
        MINUTES,
        {
            "not_considered": (
                consultation("open", "not_considered"), motion("in_consultation", "not_considered"),
                _CANCEL_ALL,
            ),
            "no_vote_forwarded": (consultation("open", "not_considered"), motion("in_consultation")),
        },
        takes_in("procedural_ballot", Kind.BALLOT),
        decide=decide.non_consider,
    ),
    step(
        "settle_item", "Für erledigt erklären (Gremium)", "Declare settled (body)", "",
        MINUTES,
        {
            "settled": (
                consultation(("on_agenda", "open"), "settled"),
                motion("in_consultation", "settled"), _CANCEL_ALL,
            ),
            "settled_here": (
                consultation(("on_agenda", "open"), "settled"), motion("in_consultation"),
            ),
        },
        takes_in("reasons", optional=True), _VOTE_ON_IT,
        decide=decide.settle_item,
    ),
    step(
        "postpone", "Vertagen", "Postpone", "",
        MINUTES, {"postponed": (consultation(("on_agenda", "open"), "postponed"),)}, _VOTE_ON_IT,
    ),
    step(
        "defer", "Zurückstellen", "Defer without a date", "",
        MINUTES, {"deferred": (consultation(("on_agenda", "open"), "deferred"),)}, _VOTE_ON_IT,
    ),
    step(
        "first_reading", "1. Lesung halten", "Hold a first reading", "",
        MINUTES, {"first_reading": (consultation("open", "first_reading"),)},
    ),
    step(
        "refer", "Verweisen", "Refer to another body", "M18",
        MINUTES, {"referred": (consultation("open", "referred"), motion("in_consultation"))},
        takes_in("consultations", Kind.CONSULTATIONS, optional=True), _VOTE_ON_IT,
    ),
    step(
        "return_to_administration", "An die Verwaltung zurückverweisen",
        "Return to the administration", "M18",
        MINUTES, {"referred": (consultation("open", "referred"), motion("in_consultation"))},
        takes_in("reasons", optional=True), _VOTE_ON_IT,
    ),
    step(
        "withdraw", "Zurückziehen", "Withdraw for good", "M17",
        ORIGINATORS, (motion(PRE_FINAL, "withdrawn"), _CANCEL_ALL),
        takes_in("reasons", optional=True), _VOTE_ON_IT,
    ),
    step(
        "supplement", "Ergänzen", "Supplement", "M19",
        ("author", "mayor", "faction"), (motion(("released", "in_consultation")),),
        takes_in("motion", Kind.MOTION),
        takes_in("base_paper_type", optional=True), *_ON_COMPETENCE,
        takes_in("substantially_changed", Kind.FLAG, optional=True),
        takes_in("consultations", Kind.CONSULTATIONS, optional=True),
    ),
    step(
        "replace_by_supplement", "Durch Nachtrag ersetzen", "Replace by a supplement",
        "M19", ("author", "mayor", "faction", "council_office"),
        (motion(PRE_FINAL, "superseded"), _CANCEL_ALL), takes_in("successor"),
    ),
    step(
        "settle", "Für erledigt erklären", "Declare settled", "",
        (*MINUTES, "mayor"), (motion(PRE_FINAL, "settled"), _CANCEL_ALL), _REASONS,
    ),
    step(
        "reopen", "Wiederaufnehmen", "Reopen", "",
        "council_office",
        (motion(("rejected", "noted", "not_considered", "withdrawn", "settled", *DECIDED,
                "urgent_decided", "ratified", "ratification_refused"),
            "in_consultation"),),
        _REASONS, _ROUTE,
    ),
    step(
        "resubmit", "Erneut einbringen", "Resubmit as a new motion", "M47",
        (*ORIGINATORS, "councillor"),
        (motion(("rejected", "withdrawn", "not_considered")),), takes_in("new_case"),
        takes_in("facts_changed", Kind.FLAG, optional=True),
    ),
)

AFTER = (
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
        "appeal", "Einspruch einlegen", "Appeal", "M23",
        ("mayor", "committee_member"),
        {
            "adopted": (motion(("standstill", "adopted"), "adopted"), lodge("committee_appeal")),
            "partially_adopted": (
                motion(("standstill", "partially_adopted"), "partially_adopted"),
                lodge("committee_appeal"),
            ),
        },
        _REASONS, takes_in("appellants", Kind.NUMBER, optional=True),
        takes_in("consultations", Kind.CONSULTATIONS, optional=True),
        decide=decide.appeal,
    ),
    step(
        "decide_appeal", "Über den Einspruch beschließen", "Decide the appeal", "M24",
        MINUTES,
        {
            "confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "cleared"),
                motion(("adopted", "partially_adopted"), "executable"),
            ),
            "replaced": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(("adopted", "partially_adopted"), "adopted"),
            ),
            "not_confirmed": (
                consultation("open", "voted"),
                suspension(("lodged", "reconsideration_scheduled"), "replaced"),
                motion(("adopted", "partially_adopted"), "rejected"),
            ),
        },
        _BALLOT, _RESOLUTION, *_HOW_VOTED, *_IF_REPLACED, decide=decide.reconsider,
    ),
    step(
        "object", "Widersprechen (Wohl der Gemeinde)", "Object (welfare)", "M25",
        "mayor", (motion(OBJECTIONABLE), lodge("mayor_objection")),
        _REASONS, takes_in("consultations", Kind.CONSULTATIONS, optional=True),
    ),
    step(
        "object_legally", "Beanstanden", "Object (legality)", "M28",
        ("mayor", "supervisory_authority"),
        (motion(LEGALLY_OBJECTIONABLE), lodge("legal_objection")),
        _REASONS, takes_in("consultations", Kind.CONSULTATIONS, optional=True),
        takes_in("mayor_refused", Kind.FLAG, optional=True),
    ),
    step(
        "object_to_district", "Der Bezirksvertretung widersprechen",
        "Object to a district council", "M32",
        ("mayor", "district_mayor"), (motion(OBJECTIONABLE), lodge("district_objection")),
        _REASONS, takes_in("consultations", Kind.CONSULTATIONS, optional=True),
    ),
    step(
        "schedule_reconsideration", "Erneute Beratung ansetzen",
        "Schedule the reconsideration", "",
        ("council_office", "mayor"),
        (suspension("lodged", "reconsideration_scheduled"),),
        takes_in("consultations", Kind.CONSULTATIONS, optional=True),
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
        _BALLOT, _RESOLUTION, *_HOW_VOTED, *_IF_REPLACED,
        takes_in("same_voting_system", Kind.FLAG, optional=True),
        takes_in("postal_vote", Kind.FLAG, optional=True),
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
        _BALLOT, _RESOLUTION, *_HOW_VOTED, *_IF_REPLACED, decide=decide.reconsider,
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
        _BALLOT, _RESOLUTION, *_HOW_VOTED, *_IF_REPLACED, decide=decide.reconsider,
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
        _BALLOT, _RESOLUTION, *_HOW_VOTED, *_IF_REPLACED,
        takes_in("demanded_by_objector", Kind.FLAG, optional=True),
        decide=decide.reconsider,
    ),
    step(
        "waive_objection", "Auf weitere Entscheidung verzichten",
        "Waive a further decision", "",
        ("mayor", "district_mayor"), (suspension("persisted", "cleared"),), _REASONS,
    ),
    step(
        "find_initiative_admissible", "Zulässigkeit des Bürgerbegehrens feststellen",
        "Find a citizens' initiative admissible", "M34",
        MINUTES, (motion(OBJECTIONABLE), lodge("initiative_standstill")),
        _REASONS, takes_in("legal_obligation", Kind.FLAG, optional=True),
        takes_in("consultations", Kind.CONSULTATIONS, optional=True),
        takes_in("initiative_filed_on", Kind.DAY, optional=True),
        takes_in("announcement_required", Kind.FLAG, optional=True),
        takes_in("topic_excluded", Kind.FLAG, optional=True), _VOTE_ON_IT,
    ),
    step(
        "comply_with_initiative", "Dem Bürgerbegehren entsprechen",
        "Comply with the initiative", "M35",
        MINUTES,
        (suspension(("lodged", "reconsideration_scheduled"), "replaced"),
         motion(OBJECTIONABLE, "annulled")),
        _REASONS, _VOTE_ON_IT,
    ),
    step(
        "record_citizens_decision", "Bürgerentscheid festhalten",
        "Record the citizens' decision", "M35",
        MINUTES,
        {
            "annulled": (
                suspension(("lodged", "reconsideration_scheduled"), "annulled"),
                motion(OBJECTIONABLE, "annulled"),
            ),
            "confirmed": (
                suspension(("lodged", "reconsideration_scheduled"), "cleared"),
                motion(OBJECTIONABLE),
            ),
        },
        takes_in("citizens_decision"), takes_in("citizens_decision_on", Kind.DAY),
        takes_in("not_complied_on", Kind.DAY, optional=True),
        decide=decide.citizens,
    ),
    step(
        "suspend_by_court", "Gerichtlich aussetzen", "Suspend by court order", "",
        "council_office", (motion(OBJECTIONABLE), lodge("court_order")), _REASONS,
    ),
    step(
        "suspend_by_supervision", "Aufsichtlich aussetzen",
        "Suspend by supervisory order", "",
        ("supervisory_authority", "council_office"),
        (motion(OBJECTIONABLE), lodge("supervisory_order")), _REASONS,
    ),
    step(
        "lift_order", "Anordnung aufheben", "Lift an order", "",
        ("supervisory_authority", "council_office"), (suspension("lodged", "cleared"),),
        _REASONS,
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
             "urgent_decided"), "superseded"), _CANCEL_ALL),
        takes_in("successor"), takes_in("irrevocable", Kind.FLAG, optional=True),
        takes_in("third_party_rights", Kind.FLAG, optional=True),
        takes_in("by_citizens_decision", Kind.FLAG, optional=True),
    ),
)

_RATIFIABLE = ("in_execution", "executed", "reported")

URGENT = (
    step(
        "decide_urgently_in_main_committee", "Eilentscheidung (Hauptausschuss)",
        "Urgent decision (main committee)", "M40",
        MINUTES, (motion(("draft", "released"), "urgent_decided"),),
        _BALLOT, *_HOW_VOTED, takes_in("urgency_reason"), takes_in("council_unavailable", Kind.FLAG),
        takes_in("next_meeting", Kind.DAY, optional=True),
    ),
    step(
        "decide_urgently", "Dringlichkeitsentscheidung ((O)BM und Ratsmitglied)",
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
        _BALLOT, takes_in("annul", Kind.FLAG, optional=True), *_HOW_VOTED,
        takes_in("same_voting_system", Kind.FLAG, optional=True),
        takes_in("postal_vote", Kind.FLAG, optional=True),
        decide=decide.ratify,
    ),
    step(
        "mark_overdue", "Genehmigung als überfällig vermerken",
        "Mark the ratification as overdue", "M45",
        "council_office", (motion(("urgent_decided", *_RATIFIABLE)),),
        takes_in("missed_meeting", Kind.DAY),
    ),
)

# fmt: on
STEPS = (*ADMINISTRATION, *AGENDA, *MEETING, *URGENT, *AFTER)
