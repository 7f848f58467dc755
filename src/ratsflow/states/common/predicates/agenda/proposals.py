"""Who may demand an item (E-5), and how large a Fraktion is (E-13)."""

from __future__ import annotations

from typing import Any

from ratsflow.law.counting import by_size, reaches, share_of
from ratsflow.model import BodyKind, ConsultationRole, PaperType
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import ADMINISTRATIVE, RESIDENTS, paper_kind
from ratsflow.states.common.predicates.voting.amendments import same_item
from ratsflow.states.common.states import ON_AN_AGENDA


_TO_AN_ITEM = (PaperType.AMENDMENT, PaperType.QUESTION, PaperType.PROCEDURAL_MOTION)
"""Papers that need no item of their own."""

_FOR_A_BODY = ("district_mayor", "local_council", "youth_council")
"""Roles that move an item for a body, whose right it is: nobody has to join them."""


@predicate(
    "base_paper_type",
    "proposers",
    "paper",
    "case",
    "role",
    "law.agenda_item.share",
    "law.agenda_item.faction",
    "law.agenda_item.single_member",
    "law.council.elected_members",
)
def proposer_entitled(question: Question) -> Answer:
    """Answer whether whoever files a paper may demand an item for it."""
    kind, role = paper_kind(question), question.role
    if kind in ADMINISTRATIVE:
        code = "proposer_entitled.paper_type"
        return unmet(kind.value, "release", code, kind=kind.value)
    if (kind in RESIDENTS) is not (role == "petitioner"):
        found, code = f"{kind.value}: {role or '–'}", "proposer_entitled.residents"
        return unmet(found, "petitioner", code, kind=kind.value)
    if kind in RESIDENTS or kind in _TO_AN_ITEM or role in _FOR_A_BODY:
        return MET
    if role != "faction":
        return _members(question)
    if question.law["agenda_item.faction"] is True:
        return MET
    needed = "agenda_item.faction = True"
    return unmet("Fraktion", needed, "proposer_entitled.faction")


def _members(question: Question) -> Answer:
    """Answer for members who are no Fraktion: a share, or one where local law says so."""
    law, count = question.law, question.fact("proposers")
    if _for_council(question):
        share, elected = (
            share_of(law, "agenda_item.share"),
            law["council.elected_members"],
        )
        if count <= elected and reaches(count, share, elected) is True:
            return MET
        least = share.threshold(elected)
        numbers = {"count": count, "least": least, "elected": elected}
        told = unmet(f"{count}", f"{least} / {elected}; Fraktion", **numbers)
    else:
        told = unmet(f"{count}", "Fraktion", "proposer_entitled.members", count=count)
    if count >= 1 and law["agenda_item.single_member"] is True:
        return MET
    return told


def _for_council(question: Question) -> bool:
    """Tell whether the council is to decide, as it does without a route."""
    route = question.case.consultations
    asked = [each for each in route if each.role is ConsultationRole.DECISION] or route
    return not asked or any(each.body.kind is BodyKind.COUNCIL for each in asked)


@field(
    "faction.least_members",
    "case",
    "law.faction.min_members",
    "law.faction.min_members_district",
    "law.council.elected_members",
    "law.municipality.county_free",
)
def least_members(question: Question) -> int:
    """How many members a Fraktion has at least, in the district or the council."""
    law = question.law
    kinds = {each.body.kind for each in question.case.consultations}
    if kinds == {BodyKind.DISTRICT_COUNCIL}:
        return int(law["faction.min_members_district"])
    rows: Any = law["faction.min_members"]
    if isinstance(rows, int):  # the number of an earlier release's file
        return rows
    fitting = [
        row
        for row in rows
        if "county_free" not in row
        or row["county_free"] is law["municipality.county_free"]
    ]
    graded = any(row.get("up_to") is not None for row in fitting)
    size = law["council.elected_members"] if graded else 0
    return by_size(fitting, size, "number")


@predicate("paper", "item", "others")
def amends_nothing_here(question: Question) -> Answer:
    """Answer whether it is an amendment whose paper is not on this agenda."""
    if question.case.motion.paper_type is PaperType.AMENDMENT and not any(
        each.state in ON_AN_AGENDA and same_item(each, question.about)
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
    ):
        return MET
    return unmet(question.day.isoformat(), "vote")
