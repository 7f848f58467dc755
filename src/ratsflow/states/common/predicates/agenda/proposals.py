"""Who may demand a meeting or an item (E-2, E-5, E-11, E-13)."""

from __future__ import annotations

from typing import Any

from ratsflow.law.counting import by_size, reaches, share_of
from ratsflow.law.periods import NoticeMode, latest_receipt, local_day
from ratsflow.model import AgendaRoute, BodyKind, ConsultationRole, PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import kind_of, meeting, paper_kind, stated_route
from ratsflow.states.common.predicates.voting.amendments import same_item
from ratsflow.states.common.states import ON_AN_AGENDA


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


@predicate(
    "base_paper_type",
    "proposers",
    "law.agenda_item.share",
    "law.agenda_item.faction",
    "law.agenda_item.single_member",
    "law.council.elected_members",
)
def _proposer_entitled(question: Question) -> Answer:
    kind = paper_kind(question)
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


@predicate("with_paper")
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


@predicate(
    "faction_members",
    "law.faction.min_members",
    "law.faction.min_members_district",
    "law.council.elected_members",
    "law.municipality.county_free",
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


@predicate("base_paper_type", "meeting", "route", "law.agenda_item.deadline_days")
def _motion_deadline_met(question: Question) -> Answer:
    case = question.case
    if kind_of(question, case.motion) is not PaperType.FACTION_MOTION:
        return MET
    if case.state != "released":  # it has been on an agenda before
        return MET
    if stated_route(question) is AgendaRoute.SUPPLEMENT:
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


@predicate("base_paper_type", "meeting")
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


@predicate("mayor_consulted")
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


@predicate(
    "demanding_councillors",
    "law.convening.share",
    "law.convening.faction",
    "law.council.elected_members",
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
