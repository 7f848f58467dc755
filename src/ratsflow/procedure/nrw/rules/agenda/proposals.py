"""Who may demand a meeting or an item (E-2, E-5, E-11, E-13)."""

from __future__ import annotations

from typing import Any

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import by_size, reaches
from ratsflow.law.periods import NoticeMode, latest_receipt, local_day
from ratsflow.law.presets import share_of
from ratsflow.model import AgendaRoute, BodyKind, ConsultationRole, PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.agenda.asked import meeting, route
from ratsflow.procedure.nrw.rules.paper.kinds import kind_of, stated_kind
from ratsflow.procedure.nrw.rules.voting.amendments import same_item
from ratsflow.procedure.nrw.states import ON_AN_AGENDA
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

_VOTED_WITH_ANOTHER = frozenset({PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION})


_ON_DEMAND = frozenset({PaperType.FACTION_MOTION, PaperType.AMENDMENT, *_OF_RESIDENTS})
"""Papers whose item only the body may take off."""


def _proposer_entitled(question: Question) -> Answer:
    kind = stated_kind(question)
    if kind in _OF_THE_ADMINISTRATION:
        code = "proposer_entitled.paper_type"
        return unmet(kind.value, "release", code, kind=kind.value)
    if (kind in _OF_RESIDENTS) is not (question.role == "petitioner"):
        return unmet(
            f"{kind.value}: {question.role or '–'}",
            "petitioner: petition / resident_motion / citizens_initiative",
            "proposer_entitled.residents",
            kind=kind.value,
        )
    if (
        kind in _OF_RESIDENTS
        or kind in _TO_AN_ITEM
        or question.role == "district_mayor"
    ):
        return MET
    if question.role == "faction":
        faction = question.law["agenda_item.faction"] is True
        if faction:
            return MET
        needed = "agenda_item.faction = True"
        return unmet("Fraktion", needed, "proposer_entitled.faction")
    return _members(question)


def _members(question: Question) -> Answer:
    """Answer for members who are no Fraktion: one fifth, or one where local law says so."""
    count = question.fact("proposers")
    if _for_council(question):
        share = share_of(question.law, "agenda_item.share")
        elected = question.law["council.elected_members"]
        if count <= elected and reaches(count, share, elected) is True:
            return MET
        least = share.threshold(elected)
        told = unmet(
            f"{count}",
            f"{least} / {elected}; Fraktion",
            count=count,
            least=least,
            elected=elected,
        )
    else:
        told = unmet(f"{count}", "Fraktion", "proposer_entitled.members", count=count)
    if count >= 1 and question.law["agenda_item.single_member"] is True:
        return MET
    return told


def _for_council(question: Question) -> bool:
    """Tell whether the council is to decide, as it does without a route."""
    route_ = question.case.consultations
    asked = [
        each for each in route_ if each.role is ConsultationRole.DECISION
    ] or route_
    return not asked or any(each.body.kind is BodyKind.COUNCIL for each in asked)


def _item_of_its_own(question: Question) -> Answer:
    """An amendment and a point of order are voted on with the paper that they concern."""
    paper = question.case.motion
    if paper.paper_type not in _VOTED_WITH_ANOTHER:
        return MET
    with_paper = question.inputs.get("with_paper")
    if with_paper in paper.related:
        return MET
    related = ", ".join(paper.related) or "–"
    return unmet(
        paper.paper_type.value,
        f"with_paper = {related}",
        "" if paper.related else "item_of_its_own.unrelated",
        kind=paper.paper_type.value,
        related=list(paper.related),
    )


def _faction_size(question: Question) -> Answer:
    if question.role != "faction":
        return MET
    demands = question.step == "demand_meeting"
    if question.motion.paper_type in _TO_AN_ITEM and not demands:
        return MET
    kinds = {each.body.kind for each in question.case.consultations}
    in_district = kinds == {BodyKind.DISTRICT_COUNCIL}
    law = question.law
    if in_district:
        needed = law["faction.min_members_district"]
    else:
        needed = _least_members(question, law["faction.min_members"])
    count = question.inputs.get("faction_members")
    if count is None:  # what another Fraktion stated when it filed is no help
        raise MissingFactError("faction_members")
    return MET if count >= needed else unmet(str(count), str(needed))


def _least_members(question: Question, rows: Any) -> int:
    """Return the least size of a Fraktion: by the councillors elected, once by the town."""
    if isinstance(rows, int):  # the number of an earlier release's file
        return rows
    law = question.law
    fitting = [
        row
        for row in rows
        if "county_free" not in row
        or row["county_free"] is law["municipality.county_free"]
    ]
    graded = any(row.get("up_to") is not None for row in fitting)
    size = law["council.elected_members"] if graded else 0
    return by_size(fitting, size, "number")


def _motion_deadline_met(question: Question) -> Answer:
    case = question.case
    if kind_of(question, case.motion) is not PaperType.FACTION_MOTION:
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
    if filed <= last:
        return MET
    days = {"filed": filed.isoformat(), "last": last.isoformat()}
    return unmet(str(filed), f"≤ {last}", **days)


def _minority_item_stays(question: Question) -> Answer:
    if kind_of(question, question.case.motion) not in _ON_DEMAND:
        return MET
    held = meeting(question).day
    if question.day >= held or _amends_nothing(question):
        return MET
    return unmet(str(question.day), f"≥ {held}", not_before=held.isoformat())


def _amends_nothing(question: Question) -> bool:
    """Tell whether it is an amendment whose paper is not on this agenda."""
    if question.case.motion.paper_type is not PaperType.AMENDMENT:
        return False
    return not any(
        each.state in ON_AN_AGENDA and same_item(each, question.about)
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
    )


def _committee_agenda_consulted(question: Question) -> Answer:
    if question.role != "chair" or not question.about.body.is_committee:
        return MET
    consulted = question.inputs.get("mayor_consulted")
    if consulted is None:
        raise MissingFactError("mayor_consulted")
    return (
        MET
        if consulted is True
        else unmet("mayor_consulted = False", "mayor_consulted = True")
    )


def _convening_minority(question: Question) -> Answer:
    law = question.law
    if question.role == "faction" and law["convening.faction"] is True:
        return MET
    share, elected = share_of(law, "convening.share"), law["council.elected_members"]
    count = question.fact("demanding_councillors")
    if count <= elected and reaches(count, share, elected) is True:
        return MET
    least = share.threshold(elected)
    numbers = {"count": count, "least": least, "elected": elected}
    return unmet(f"{count} / {elected}", f"{least}; Fraktion", **numbers)


RULES = (
    Rule(
        "proposer_entitled",
        _proposer_entitled,
        label=Wording("Antragsrecht", "Right to an agenda item"),
        citation=Citation(
            "§ 48 Abs. 1 S. 2, § 58 Abs. 2, § 37 Abs. 5 GO NRW",
            "K",
            "§ 48 Abs. 1 S. 2 read; OVG NRW 15 A 1248/04, 15 A 2360/02",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Wording(
            "Einen Punkt der Tagesordnung können eine Fraktion oder mindestens "
            "{least} von {elected} Ratsmitgliedern verlangen; die Zahl der "
            "Antragstellenden ist {count}.",
            "An item on the agenda can be demanded by a Fraktion or at least {least} "
            "of {elected} councillors; the number of proposers is {count}.",
        ),
        by_code={
            "paper_type": Wording(
                "„{kind:paper_type}“ ist eine Vorlage der Verwaltung; auf die "
                "Tagesordnung kommt sie nach der Freigabe, nicht auf Antrag.",
                "“{kind:paper_type}” is a paper of the administration; it comes onto "
                "the agenda once released, not on demand.",
            ),
            "residents": Wording(
                "„{kind:paper_type}“ passt nicht zu der Person, die einreicht: "
                "Eingaben, Einwohneranträge und Bürgerbegehren reichen Einwohnerinnen "
                "und Einwohner ein, alles andere Mitglieder.",
                "“{kind:paper_type}” does not fit whoever files it: residents file "
                "petitions, residents' motions and initiatives, members everything "
                "else.",
            ),
            "faction": Wording(
                "Eine Fraktion kann hier keinen Punkt der Tagesordnung verlangen.",
                "A Fraktion cannot demand an item on the agenda here.",
            ),
            "members": Wording(
                "Einen Punkt der Tagesordnung kann hier nur eine Fraktion verlangen; "
                "die Zahl der Antragstellenden ist {count}.",
                "Only a Fraktion can demand an item on the agenda here; the number of "
                "proposers is {count}.",
            ),
        },
        remedy=Wording(
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
        "item_of_its_own",
        _item_of_its_own,
        label=Wording("Kein eigener Punkt", "No item of its own"),
        citation=Citation(
            "§ 48 Abs. 1 S. 2 GO NRW; Geschäftsordnung", "K", "§ 48 Abs. 1 S. 2 read"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Wording(
            "„{kind:paper_type}“ bekommt keinen eigenen Punkt, sondern wird mit der "
            "Vorlage behandelt, zu der es gehört: {related}.",
            "“{kind:paper_type}” gets no item of its own, but is dealt with under the "
            "paper to which it belongs: {related}.",
        ),
        by_code={
            "unrelated": Wording(
                "„{kind:paper_type}“ bekommt keinen eigenen Punkt, und es ist nicht "
                "angegeben, zu welcher Vorlage es gehört.",
                "“{kind:paper_type}” gets no item of its own, and it is not stated to "
                "which paper it belongs.",
            ),
        },
        remedy=Wording(
            "Mit der Vorlage behandeln und deren Nummer angeben, oder als Antrag mit "
            "Antragsrecht einbringen.",
            "Deal with it under that paper and state its number, or file it as a "
            "motion of those entitled.",
        ),
        cured_by=("council_office", "faction"),
    ),
    Rule(
        "faction_size",
        _faction_size,
        label=Wording("Mindestgröße einer Fraktion", "Least size of a Fraktion"),
        citation=Citation("§ 56 Abs. 2 GO NRW", "V", "lexmea"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-13",
        unmet=Wording(
            "Die Fraktion ist zu klein: Mitgliederzahl {observed}, nötig sind "
            "mindestens {required}. Eine Gruppe hat dieses Recht nicht.",
            "The Fraktion is too small: number of members {observed}, at least "
            "{required} are needed. A group does not have this right.",
        ),
        remedy=Wording(
            "In der nötigen Zahl als Ratsmitglieder einreichen, oder über eine "
            "Fraktion.",
            "File it as councillors in the number needed, or through a Fraktion.",
        ),
        cured_by=("faction",),
        parameters=(
            "faction.min_members",
            "faction.min_members_district",
            "council.elected_members",
            "municipality.county_free",
        ),
        revision=3,
    ),
    Rule(
        "motion_deadline_met",
        _motion_deadline_met,
        label=Wording("Antragsfrist", "Deadline for motions"),
        citation=Citation("§ 48 Abs. 1 S. 2 GO NRW; Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="E-5",
        unmet=Wording(
            "Der Antrag ging am {filed:day} ein, spätestens nötig war {last:day}; für "
            "diese Sitzung ist er zu spät.",
            "The motion came in on {filed:day}, at the latest it was due on "
            "{last:day}; for this meeting it is too late.",
        ),
        remedy=Wording(
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
        label=Wording("Punkt auf Antrag bleibt", "An item on demand stays"),
        citation=Citation(
            "§ 48 Abs. 1 S. 2 GO NRW", "S", "OVG NRW 15 A 1248/04; StGB NRW 539/2005"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-5",
        looks_at=Look.AMENDED.value,
        revision=2,
        unmet=Wording(
            "Einen beantragten Punkt darf niemand vor der Sitzung am {not_before} absetzen; "
            "darüber entscheidet nur das Gremium.",
            "Nobody may take an item on demand off before the meeting on {not_before}; only "
            "the body decides that.",
        ),
        remedy=Wording(
            "Auf der Tagesordnung lassen; die Antragsteller können zurückziehen.",
            "Leave it on the agenda; the proposers may withdraw it.",
        ),
        cured_by=("mayor",),
    ),
    Rule(
        "committee_agenda_consulted",
        _committee_agenda_consulted,
        label=Wording(
            "Benehmen zur Tagesordnung", "Agenda consulted on with the mayor"
        ),
        citation=Citation("§ 58 Abs. 2 S. 2–4 GO NRW", "K", "broetje"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="E-11",
        unmet=Wording(
            "Der Vorsitz hat die Tagesordnung nicht im Benehmen mit der "
            "Bürgermeisterin oder dem Bürgermeister festgesetzt.",
            "The chair set the agenda without consulting the mayor.",
        ),
        remedy=Wording(
            "Anhören; Zustimmung ist nicht nötig.",
            "Consult the mayor; consent is not needed.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "convening_minority",
        _convening_minority,
        label=Wording("Verlangen nach einer Sitzung", "Demand for a meeting"),
        citation=Citation("§ 47 Abs. 1 GO NRW", "V", "haufe.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-2",
        unmet=Wording(
            "Eine Sitzung können mindestens {least} von {elected} Ratsmitgliedern "
            "verlangen; angegeben ist als Zahl {count}.",
            "A meeting can be demanded by at least {least} of {elected} councillors; "
            "the number stated is {count}.",
        ),
        remedy=Wording("Weitere Unterschriften sammeln.", "Collect more signatures."),
        cured_by=("councillor", "faction"),
        parameters=("convening.share", "convening.faction", "council.elected_members"),
    ),
)

GUARDS = {
    "file_motion": ("proposer_entitled", "faction_size"),
    "add_urgently": ("item_of_its_own",),
    "place_on_agenda": (
        "item_of_its_own",
        "motion_deadline_met",
        "committee_agenda_consulted",
    ),
    "remove": ("minority_item_stays",),
    "demand_meeting": ("convening_minority", "faction_size"),
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
        takes_in("faction_members", Kind.NUMBER, optional=True),
    ),
)
