"""In the meeting: from calling the item to its end, and what comes after an end."""

from __future__ import annotations

from ratsflow.procedure.nrw import decide
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.states import DECIDED, PRE_FINAL
from ratsflow.procedure.nrw.steps.inputs import (
    CANCEL_ALL,
    DECIDED_HOW,
    HOW_VOTED,
    NEW_ROUTE,
    ON_COMPETENCE,
    ON_DELEGATING,
    REACH,
    REASONS,
    ROUTE,
    VOTE_ON_IT,
    WHY,
    WITHDRAW_ALL,
)
from ratsflow.procedure.nrw.steps.people import MINUTES, ORIGINATORS
from ratsflow.procedure.step import Kind


# fmt: off
# One row a step reads like the table of the catalogue; exploded it would not.
IN_MEETING = (
    step(
        "open_item", "Punkt aufrufen", "Open the item", "",
        MINUTES, (consultation(("on_agenda", "second_call_on_agenda"), "open"),),
        takes_in("notice_read", Kind.FLAG, optional=True),
        takes_in("proposal_votable", Kind.FLAG, optional=True),
        takes_in("bias_asked", Kind.FLAG, optional=True),
        takes_in("all_present_no_objection", Kind.FLAG, optional=True),
        takes_in("tabling_consented", Kind.FLAG, optional=True), VOTE_ON_IT, REACH,
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
        takes_in("directly_elected", Kind.NUMBER, optional=True),
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
        takes_in("ballot", Kind.BALLOT, optional=True),
        takes_in("resolution", optional=True),
        takes_in("costs_restated", Kind.FLAG, optional=True), *HOW_VOTED,
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
        *DECIDED_HOW, takes_in("point_results", Kind.NAMES, optional=True),
        *ON_DELEGATING,
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
                CANCEL_ALL, consultation("open", "not_considered"),
                motion("in_consultation", "not_considered"),
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
                CANCEL_ALL, consultation(("on_agenda", "open"), "settled"),
                motion("in_consultation", "settled"),
            ),
            "settled_here": (
                consultation(("on_agenda", "open"), "settled"), motion("in_consultation"),
            ),
        },
        WHY, VOTE_ON_IT,
        decide=decide.settle_item,
    ),
    step(
        "postpone", "Vertagen", "Postpone", "",
        MINUTES, {"postponed": (consultation(("on_agenda", "open"), "postponed"),)}, VOTE_ON_IT,
    ),
    step(
        "defer", "Zurückstellen", "Defer without a date", "",
        MINUTES, {"deferred": (consultation(("on_agenda", "open"), "deferred"),)}, VOTE_ON_IT,
    ),
    step(
        "first_reading", "1. Lesung halten", "Hold a first reading", "",
        MINUTES, {"first_reading": (consultation("open", "first_reading"),)},
    ),
    step(
        "refer", "Verweisen", "Refer to another body", "M18",
        MINUTES, {"referred": (consultation("open", "referred"), motion("in_consultation"))},
        NEW_ROUTE, VOTE_ON_IT,
    ),
    step(
        "return_to_administration", "An die Verwaltung zurückverweisen",
        "Return to the administration", "M18",
        MINUTES, {"referred": (consultation("open", "referred"), motion("in_consultation"))},
        WHY, VOTE_ON_IT,
    ),
    step(
        "withdraw", "Zurückziehen", "Withdraw for good", "M17",
        ORIGINATORS, (motion(PRE_FINAL, "withdrawn"), *WITHDRAW_ALL),
        WHY, VOTE_ON_IT,
    ),
    step(
        "supplement", "Ergänzen", "Supplement", "M19",
        ORIGINATORS, (motion(("released", "in_consultation")),),
        takes_in("motion", Kind.MOTION),
        takes_in("base_paper_type", optional=True), *ON_COMPETENCE,
        takes_in("substantially_changed", Kind.FLAG, optional=True), NEW_ROUTE,
        takes_in("text_changed_on", Kind.DAY, optional=True),
        signs="*",
    ),
    step(
        "replace_by_supplement", "Durch Nachtrag ersetzen", "Replace by a supplement",
        "M19", (*ORIGINATORS, "council_office"),
        (motion(PRE_FINAL, "superseded"), CANCEL_ALL), takes_in("successor"),
    ),
    step(
        "settle", "Für erledigt erklären", "Declare settled", "",
        (*MINUTES, "mayor"), (motion(PRE_FINAL, "settled"), CANCEL_ALL), REASONS, VOTE_ON_IT,
    ),
    step(
        "reopen", "Wiederaufnehmen", "Reopen", "",
        "council_office",
        (motion(("rejected", "noted", "not_considered", "withdrawn", "settled", *DECIDED,
                "urgent_decided", "ratified", "ratification_refused"),
            "in_consultation"),),
        REASONS, ROUTE,
    ),
    step(
        "resubmit", "Erneut einbringen", "Resubmit as a new motion", "M47",
        ORIGINATORS,
        (motion(("rejected", "withdrawn", "not_considered")),), takes_in("new_case"),
        takes_in("facts_changed", Kind.FLAG, optional=True),
    ),
)
