"""Who may demand a meeting or an item (E-2, E-5, E-11, E-13)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import reaches
from ratsflow.law.periods import NoticeMode, latest_receipt, local_day
from ratsflow.law.presets import share_of
from ratsflow.model import AgendaRoute, BodyKind, PaperType
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.agenda.asked import meeting, route
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


_OF_RESIDENTS = frozenset(
    {PaperType.PETITION, PaperType.RESIDENT_MOTION, PaperType.CITIZENS_INITIATIVE}
)
_OF_THE_ADMINISTRATION = frozenset(
    {
        PaperType.DECISION_PAPER,
        PaperType.INFORMATION_PAPER,
        PaperType.URGENT_PAPER,
        PaperType.ANSWER,
    }
)
_TO_AN_ITEM = frozenset(
    {PaperType.AMENDMENT, PaperType.QUESTION, PaperType.PROCEDURAL_MOTION}
)
"""Papers that need no item of their own."""


def _proposer_entitled(question: Question) -> Answer:
    kind = question.motion.paper_type
    if kind in _OF_THE_ADMINISTRATION:
        return unmet(kind.value, "released by the mayor", "proposer_entitled.paper_type")
    if (kind in _OF_RESIDENTS) is not (question.role == "petitioner"):
        return unmet(
            f"{kind.value} by {question.role or 'nobody'}",
            "a paper of residents, from residents",
            "proposer_entitled.paper_type",
        )
    if kind in _OF_RESIDENTS or kind in _TO_AN_ITEM or question.role == "district_mayor":
        return MET
    if question.role == "faction":
        faction = question.law["agenda_item.faction"] is True
        return MET if faction else unmet("Fraktion", "a right of the Fraktion")
    return _members(question)


def _members(question: Question) -> Answer:
    """Answer for members who are no Fraktion: one fifth, or one where local law says so."""
    count = question.fact("proposers")
    if _for_council(question):
        share = share_of(question.law, "agenda_item.share")
        elected = question.law["council.elected_members"]
        if reaches(count, share, elected) is True:
            return MET
        needed = f"{share.threshold(elected)} of {elected} or a Fraktion"
    else:
        needed = "the mayor or a Fraktion"
    if count >= 1 and question.law["agenda_item.single_member"] is True:
        return MET
    return unmet(f"{count} members", needed)


def _for_council(question: Question) -> bool:
    """Tell whether the first body on the route is the council, as it is without one."""
    route_ = question.case.consultations
    return not route_ or route_[0].body.kind is BodyKind.COUNCIL


def _faction_size(question: Question) -> Answer:
    if question.role != "faction" or question.motion.paper_type in _TO_AN_ITEM:
        return MET
    kinds = {each.body.kind for each in question.case.consultations}
    in_district = kinds == {BodyKind.DISTRICT_COUNCIL}
    key = "faction.min_members_district" if in_district else "faction.min_members"
    needed, count = question.law[key], question.fact("faction_members")
    return MET if count >= needed else unmet(str(count), str(needed))


def _motion_deadline_met(question: Question) -> Answer:
    case = question.case
    if question.motion.paper_type is not PaperType.FACTION_MOTION:
        return MET
    if case.state != "released":  # it has been on an agenda before
        return MET
    if route(question) is AgendaRoute.SUPPLEMENT:
        return MET  # rule supplement_in_time looks after it
    if case.since is None:
        raise MissingFactError("case.since")
    days = question.law["agenda_item.deadline_days"]
    last = latest_receipt(meeting(question).day, days, NoticeMode.NTH_DAY_BEFORE)
    filed = local_day(case.since)
    return MET if filed <= last else unmet(str(filed), f"by {last}")


def _minority_item_stays(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.FACTION_MOTION:
        return MET
    held = meeting(question).day
    if question.day >= held:
        return MET
    return unmet(str(question.day), f"a vote in the meeting of {held}")


def _committee_agenda_consulted(question: Question) -> Answer:
    if question.role != "chair" or not question.about.body.is_committee:
        return MET
    consulted = question.inputs.get("mayor_consulted")
    if consulted is None:
        raise MissingFactError("mayor_consulted")
    return MET if consulted is True else unmet("not consulted", "consulted")


def _convening_minority(question: Question) -> Answer:
    law = question.law
    if question.role == "faction" and law["convening.faction"] is True:
        return MET
    share, elected = share_of(law, "convening.share"), law["council.elected_members"]
    count = question.fact("demanding_councillors")
    if reaches(count, share, elected) is True:
        return MET
    return unmet(f"{count} of {elected}", f"{share.threshold(elected)} or a Fraktion")


_MISSING = Text(
    "Ob das Recht besteht, lässt sich nicht sagen; es fehlt: {required}.",
    "Whether there is this right cannot be told; missing: {required}.",
)

RULES = (
    Rule(
        "proposer_entitled",
        _proposer_entitled,
        label=Text("Antragsrecht", "Right to an agenda item"),
        citation=Citation(
            "§ 48 Abs. 1 S. 2, § 58 Abs. 2, § 37 Abs. 5 GO NRW",
            "K",
            "§ 48 Abs. 1 S. 2 read; OVG NRW 15 A 1248/04, 15 A 2360/02",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Text(
            "Kein Recht auf einen Punkt der Tagesordnung: {observed}; nötig: {required}.",
            "No right to an item on the agenda: {observed}; needed: {required}.",
        ),
        unknown=_MISSING,
        remedy=Text(
            "Weitere Unterstützung suchen oder eine Fraktion einbringen lassen.",
            "Find more support, or let a Fraktion bring it in.",
        ),
        cured_by=("faction", "councillor"),
        parameters=(
            "agenda_item.share",
            "agenda_item.faction",
            "agenda_item.single_member",
            "council.elected_members",
        ),
    ),
    Rule(
        "faction_size",
        _faction_size,
        label=Text("Mindestgröße einer Fraktion", "Least size of a Fraktion"),
        citation=Citation("§ 56 GO NRW", "?", "Kohlhammer 2020; re-check since Nov 2025"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-13",
        unmet=Text(
            "{observed} Mitglieder bilden keine Fraktion, nötig sind {required}; eine "
            "Gruppe hat dieses Recht nicht.",
            "{observed} members form no Fraktion, needed are {required}; a group does "
            "not have this right.",
        ),
        unknown=_MISSING,
        remedy=Text(
            "Als Ratsmitglieder mit einem Fünftel einreichen oder über eine Fraktion.",
            "File it as one fifth of the councillors, or through a Fraktion.",
        ),
        cured_by=("faction",),
        parameters=("faction.min_members", "faction.min_members_district"),
    ),
    Rule(
        "motion_deadline_met",
        _motion_deadline_met,
        label=Text("Antragsfrist", "Deadline for motions"),
        citation=Citation("§ 48 Abs. 1 S. 2 GO NRW; Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Text(
            "Der Antrag kam zu spät für diese Sitzung: {observed}, nötig {required}.",
            "The motion came too late for this meeting: {observed}, needed {required}.",
        ),
        unknown=Text(
            "Ob der Antrag rechtzeitig kam, lässt sich nicht sagen; es fehlt: {required}.",
            "Whether the motion was in time cannot be told; missing: {required}.",
        ),
        remedy=Text(
            "Für die nächste Sitzung vorsehen, als Nachtrag, oder die Tagesordnung "
            "wegen Dringlichkeit erweitern.",
            "Plan it for the next meeting, as a supplement, or extend the agenda for "
            "urgency.",
        ),
        cured_by=("council_office",),
        parameters=("agenda_item.deadline_days",),
    ),
    Rule(
        "minority_item_stays",
        _minority_item_stays,
        label=Text("Punkt auf Antrag bleibt", "An item on demand stays"),
        citation=Citation(
            "§ 48 Abs. 1 S. 2 GO NRW", "S", "OVG NRW 15 A 1248/04; StGB NRW 539/2005"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-5",
        unmet=Text(
            "Einen beantragten Punkt darf niemand vor der Sitzung absetzen; darüber "
            "entscheidet nur das Gremium ({required}).",
            "Nobody may take an item on demand off before the meeting; only the body "
            "decides that ({required}).",
        ),
        unknown=_MISSING,
        remedy=Text(
            "Auf der Tagesordnung lassen; die Antragsteller können zurückziehen.",
            "Leave it on the agenda; the proposers may withdraw it.",
        ),
        cured_by=("mayor",),
    ),
    Rule(
        "committee_agenda_consulted",
        _committee_agenda_consulted,
        label=Text("Benehmen zur Tagesordnung", "Agenda consulted on with the mayor"),
        citation=Citation("§ 58 Abs. 2 S. 2–4 GO NRW", "K", "broetje"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="E-11",
        unmet=Text(
            "Der Vorsitz hat die Tagesordnung nicht im Benehmen mit der (Ober-)"
            "Bürgermeisterin oder dem (Ober-)Bürgermeister festgesetzt.",
            "The chair set the agenda without consulting the mayor.",
        ),
        unknown=Text(
            "Ob das Benehmen hergestellt ist, ist nicht angegeben ({required}).",
            "Nobody has said whether the mayor was consulted ({required}).",
        ),
        remedy=Text(
            "Anhören; Zustimmung ist nicht nötig.",
            "Consult the mayor; consent is not needed.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "convening_minority",
        _convening_minority,
        label=Text("Verlangen nach einer Sitzung", "Demand for a meeting"),
        citation=Citation("§ 47 Abs. 1 GO NRW", "V", "haufe.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-2",
        unmet=Text(
            "{observed} Ratsmitglieder können keine Sitzung verlangen, nötig: {required}.",
            "{observed} councillors cannot demand a meeting, needed: {required}.",
        ),
        unknown=_MISSING,
        remedy=Text("Weitere Unterschriften sammeln.", "Collect more signatures."),
        cured_by=("councillor", "faction"),
        parameters=("convening.share", "convening.faction", "council.elected_members"),
    ),
)

GUARDS = {
    "file_motion": ("proposer_entitled", "faction_size"),
    "place_on_agenda": ("motion_deadline_met", "committee_agenda_consulted"),
    "remove": ("minority_item_stays",),
    "demand_meeting": ("convening_minority",),
}

STEPS = (
    step(
        "demand_meeting",
        "Sitzung verlangen",
        "Demand a meeting",
        "",
        ("faction", "councillor"),
        (motion(("released", "in_consultation")),),
        takes_in("demanding_councillors", Kind.NUMBER, optional=True),
    ),
)
