"""District councils: what they decide (C-6), when they are heard (C-7), disputes (C-8)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import Consultation, ConsultationRole, Organization
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.competence.matter import (
    districts,
    flag,
    holder,
    is_council,
    is_district,
    of_the_decider,
)
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.states import PRE_FINAL
from ratsflow.procedure.nrw.topics import RESERVED, is_reserved, matters, topics
from ratsflow.procedure.nrw.votes import ELECTING, ON_THE_PAPER, URGENT
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


def is_of(body: Organization, district: str) -> bool:
    """Tell whether a body is the district council of a district, by its exact name."""
    return is_district(body) and body.name in (
        district,
        f"Bezirksvertretung {district}",
    )


def _district_decides(question: Question) -> Answer:
    if not is_council(question.about.body):
        return MET
    delegable = [each for each in matters(question) if not is_reserved(question, each)]
    powers = [holder(question, each) for each in delegable]
    theirs = [each.topic for each in powers if each is not None and each.is_district]
    if not theirs:
        return MET
    told = ", ".join(theirs)
    code = "district_decides.council"
    return unmet(told, "Bezirksvertretung", code, matters=theirs)


def _own_district(question: Question) -> Answer:
    body = question.about.body
    if not is_district(body):
        return MET
    touched = districts(question)
    if len(touched) == 1 and is_of(body, touched[0]):
        return MET
    return unmet(
        f"{body.name}; {', '.join(touched) or '–'}",
        body.name,
        "" if touched else "own_district.none",
        body=body.name,
        touched=list(touched),
    )


_HEARD_AS = (
    ConsultationRole.HEARING,
    ConsultationRole.PRELIMINARY,
    ConsultationRole.DECISION,
)
_WAS_UP = (
    "postponed",
    "deferred",
    "first_reading",
    "referred",
    "not_considered",
    "inquorate_deferred",
    "second_call_on_agenda",
)


def _district_heard(question: Question) -> Answer:
    body = question.about.body
    if is_district(body) or not _is_to_be_heard(question):
        return MET
    if question.law["district_hearing.reading"] == "council_only" and not is_council(
        body
    ):
        return MET
    missing: list[str] = []
    offered: list[str] = []
    for district in districts(question):
        asked = _last_asked(question, district)
        if any(_has_spoken(each, question) for each in asked):
            continue
        had_chance = any(_had_opportunity(each, question) for each in asked)
        (offered if had_chance else missing).append(district)
    if missing:
        return unmet(
            ", ".join(missing), "voted / noted", "hearing_missing", missing=missing
        )
    if not offered or question.law["district_hearing.opportunity_suffices"] is True:
        return MET
    return unmet(", ".join(offered), "voted / noted", "hearing_open", missing=offered)


def _is_to_be_heard(question: Question) -> bool:
    """Tell whether the matter is important to a district that it touches."""
    if not districts(question):
        return False
    if set(topics(question)).intersection(question.law["district_hearing.topics"]):
        return True
    return flag(question, "district_important")


def _last_asked(question: Question, district: str) -> list[Consultation]:
    """Return the last time a district was asked; one planned anew leaves the earlier out."""
    route = question.case.consultations
    return [each for each in route if _asks(each, district)][-1:]


def _asks(each: Consultation, district: str) -> bool:
    return is_of(each.body, district) and each.role in _HEARD_AS


def _has_spoken(each: Consultation, question: Question) -> bool:
    """Tell whether a district council has given its opinion by now, even a negative one.

    An opinion on a text that was changed since is none on this one.
    """
    if each.state not in ("voted", "noted"):
        return False
    by_now = not each.days or each.days[-1] <= question.day
    return by_now and _on_this_text(each, question)


def _on_this_text(each: Consultation, question: Question) -> bool:
    if question.get("text_changed_on") is None:
        return True
    return bool(each.days) and each.days[-1] >= question.fact_day("text_changed_on")


def _had_opportunity(each: Consultation, question: Question) -> bool:
    """Tell whether the item was up there, or the period to answer is over."""
    was_up = any(day <= question.day for day in each.days) or each.state in _WAS_UP
    if was_up and _on_this_text(each, question):
        return True
    if each.state == "cancelled" or question.get("hearing_deadline") is None:
        return False
    return question.day > question.fact_day("hearing_deadline")


def _competence_dispute_settled(question: Question) -> Answer:
    claimants = question.get("competence_claimants")
    if claimants is None:  # nobody raised a dispute: that would stand in the log
        return MET
    body = question.about.body
    recalled = question.get("recalled") is True
    if is_council(body) and recalled and question.get("drawn_by") == body.name:
        return MET
    awarded = question.get("competence_awarded_to")
    if awarded == body.name:
        return MET
    return unmet(
        f"{body.name}; {' / '.join(claimants)}",
        awarded or "Hauptausschuss",
        "competence_dispute_settled.awarded" if awarded else "",
        body=body.name,
        awarded=awarded or "",
    )


def _dispute_decided_by_main_committee(question: Question) -> Answer:
    by = question.fact("dispute_decided_by")
    return MET if by == "main_committee" else unmet(by, "main_committee")


RULES = (
    Rule(
        "district_decides",
        of_the_decider(_district_decides),
        revision=2,
        label=Wording(
            "Entscheidungsrecht der Bezirksvertretung", "District council's decision"
        ),
        citation=Citation(
            "§ 37 Abs. 1 GO NRW; Hauptsatzung",
            "S",
            "statute haufe.de, unserlangerfeld; local delimitation not seen",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-6",
        unmet=Wording(
            "Die Sache („{matters:topic}“) geht nicht wesentlich über einen "
            "Stadtbezirk hinaus; darüber entscheidet die Bezirksvertretung.",
            "The matter (“{matters:topic}”) does not substantially exceed one "
            "district; the district council decides it.",
        ),
        remedy=Wording(
            "Der Bezirksvertretung zur Entscheidung vorlegen.",
            "Put it to the district council for decision.",
        ),
        cured_by=("council_office",),
        parameters=(
            "competence.powers",
            "competence.amounts",
            "competence.cost_amounts",
            "district.matters",
            "municipality.county_free",
            *RESERVED,
        ),
    ),
    Rule(
        "own_district",
        of_the_decider(_own_district),
        label=Wording("Eigener Stadtbezirk", "Own district"),
        citation=Citation("§ 37 Abs. 1 GO NRW", "V", "haufe.de, unserlangerfeld"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-6",
        unmet=Wording(
            "Eine Bezirksvertretung entscheidet nur über Sachen ihres eigenen "
            "Stadtbezirks; entscheiden soll: {body}, betroffen ist: {touched}.",
            "A district council decides only matters of its own district; the "
            "decision is to be taken by: {body}, the district affected is: {touched}.",
        ),
        by_code={
            "none": Wording(
                "Eine Bezirksvertretung entscheidet nur über Sachen ihres eigenen "
                "Stadtbezirks; die Vorlage betrifft keinen.",
                "A district council decides only matters of its own district; the "
                "paper affects none.",
            ),
        },
        remedy=Wording(
            "Der richtigen Bezirksvertretung, bei mehreren Bezirken dem Rat vorlegen.",
            "Put it to the right district council, or to the council if several are "
            "affected.",
        ),
        cured_by=("council_office",),
        parameters=("municipality.county_free",),
    ),
    Rule(
        "district_heard",
        _district_heard,
        label=Wording(
            "Anhörung der Bezirksvertretung", "Hearing of the district council"
        ),
        revision=2,
        citation=Citation(
            "§ 37 Abs. 5 GO NRW",
            "K",
            "Bezirkssatzung Düsseldorf § 1 Abs. 2, GeschO Leverkusen § 11",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-7",
        unmet=Wording(
            "Noch nicht angehört ist die Bezirksvertretung von: {missing}.",
            "Not heard yet is the district council of: {missing}.",
        ),
        by_code={
            "hearing_open": Wording(
                "Die Bezirksvertretung hatte Gelegenheit und hat sich nicht geäußert: "
                "{missing}. Das genügt hier nicht als Anhörung.",
                "The district council had the opportunity and gave no opinion: "
                "{missing}. That is no hearing here.",
            ),
        },
        remedy=Wording(
            "Vor der Entscheidung in der Bezirksvertretung anhören; eine ablehnende "
            "Stellungnahme hindert nicht.",
            "Hear the district council before deciding; a negative opinion does not "
            "block.",
        ),
        cured_by=("council_office",),
        parameters=(
            "district_hearing.opportunity_suffices",
            "district_hearing.reading",
            "district_hearing.topics",
            "municipality.county_free",
        ),
    ),
    Rule(
        "competence_dispute_settled",
        _competence_dispute_settled,
        label=Wording("Zuständigkeitsstreit", "Dispute about competence"),
        citation=Citation("§ 37 Abs. 2 GO NRW", "V", "haufe.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-8",
        unmet=Wording(
            "Die Zuständigkeit ist streitig; zuerst entscheidet darüber der "
            "Hauptausschuss.",
            "The competence is disputed; the main committee decides on that first.",
        ),
        by_code={
            "awarded": Wording(
                "Der Streit über die Zuständigkeit ist entschieden; abstimmen kann "
                "nur: {awarded}, nicht: {body}.",
                "The dispute about competence is decided; this body can vote: "
                "{awarded}, and this one cannot: {body}.",
            ),
        },
        remedy=Wording(
            "Den Hauptausschuss über die Zuständigkeit entscheiden lassen.",
            "Let the main committee decide who is competent.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "dispute_decided_by_main_committee",
        _dispute_decided_by_main_committee,
        label=Wording(
            "Entscheidung des Zuständigkeitsstreits", "Decision on disputed competence"
        ),
        citation=Citation("§ 37 Abs. 2 GO NRW", "V", "haufe.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-8",
        unmet=Wording(
            "Einen Streit über die Zuständigkeit entscheidet der Hauptausschuss; "
            "angegeben ist eine andere Stelle.",
            "A dispute about competence is decided by the main committee; somebody "
            "else is stated.",
        ),
        remedy=Wording("Dem Hauptausschuss vorlegen.", "Put it to the main committee."),
        cured_by=("council_office",),
    ),
)

_OWN = ("district_decides", "own_district", "competence_dispute_settled")
_OF_ANOTHER = ("decide_appeal", "decide_finally", URGENT)

GUARDS = together(
    {name: _OWN for name in (*ON_THE_PAPER, *ELECTING) if name not in _OF_ANOTHER},
    {name: ("district_heard",) for name in ON_THE_PAPER if name != URGENT},
    {"ratify": ("own_district",), "decide_urgently_for_district": ("own_district",)},
    dict.fromkeys((URGENT, "decide_urgently"), ("district_decides",)),
    {"settle_competence": ("dispute_decided_by_main_committee",)},
)

STEPS = (
    step(
        "dispute_competence",
        "Zuständigkeit bestreiten",
        "Dispute the competence",
        "",
        ("district_mayor", "chair", "council_office"),
        (motion(PRE_FINAL),),
        takes_in("competence_claimants", Kind.NAMES),
        takes_in("reasons", optional=True),
    ),
    step(
        "settle_competence",
        "Zuständigkeit festlegen",
        "Settle the competence",
        "",
        ("chair", "council_office"),
        (motion(PRE_FINAL),),
        takes_in("competence_awarded_to"),
        takes_in("dispute_decided_by"),
    ),
)
