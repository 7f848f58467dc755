"""Items: who may demand one (E-5, E-13), extending the agenda (E-7), combining (E-10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ratsflow.law.counting import Outcome, by_size, decide, reaches, share_of
from ratsflow.model import Ballot, BodyKind, ConsultationRole, MayorsVote, PaperType
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unknown, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ballot_of
from ratsflow.states.common.fields import ADMINISTRATIVE, RESIDENTS, paper_kind, stated
from ratsflow.states.common.predicates.voting.amendments import same_item


_TO_AN_ITEM = (PaperType.AMENDMENT, PaperType.QUESTION, PaperType.PROCEDURAL_MOTION)
"""Papers that need no item of their own."""


@predicate(
    "base_paper_type proposers paper.paper_type case.consultations role",
    "law.agenda_item.share law.agenda_item.faction law.agenda_item.single_member",
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
    if (
        kind in RESIDENTS
        or kind in _TO_AN_ITEM
        or role in question.groups["for_a_body"]
    ):
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
    "case.consultations law.faction.min_members law.faction.min_members_district",
    "law.council.elected_members law.municipality.county_free",
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


@predicate("paper", "item", "others", "day")
def amends_nothing_here(question: Question) -> Answer:
    """Answer whether it is an amendment whose paper is not on this agenda."""
    on = question.groups["on_an_agenda"]
    if question.case.motion.paper_type is PaperType.AMENDMENT and not any(
        each.state in on and same_item(each, question.about)
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
    ):
        return MET
    return unmet(question.day, "vote")


@predicate(
    "procedural_ballot item law.agenda_extension.majority",
    "law.agenda_extension.mayor_votes law.mayor.votes_in",
)
def extension_carried(question: Question) -> Answer:
    """Answer whether more voted Yes than No, those left out who have no vote on it."""
    kind = question.law["agenda_extension.majority"]
    if kind != "simple":
        key, code = "agenda_extension.majority", "extension_majority.kind"
        return unknown(key=key, observed=kind, required="simple", code=code)
    ballot = ballot_of(question, "procedural_ballot")
    yes, no = _without_mayor(question, ballot)
    announced = None if ballot.announced is None else Outcome(ballot.announced.value)
    outcome = decide(yes, no, announced=announced)
    if outcome is Outcome.ADOPTED:
        return MET
    found = str(ballot.announced) if yes is None else f"{yes}:{no}"
    if outcome is Outcome.UNKNOWN:
        lacking = [f"procedural_ballot.{name}" for name in ("yes", "no", "announced")]
        return unknown(*lacking, observed=found)
    return unmet(found, "> 50 %")


def _without_mayor(question: Question, ballot: Ballot) -> tuple[int | None, int | None]:
    """Take the mayor's vote out of the count, where he sits but has none.

    It is asked for only where it could decide.
    """
    yes, no = ballot.yes, ballot.no
    law, body = question.law, question.about.body.kind.value
    if (
        body not in law["mayor.votes_in"]
        or law["agenda_extension.mayor_votes"] is not False
    ):
        return yes, no
    if yes is None or no is None:
        if ballot.mayor in (MayorsVote.YES, MayorsVote.NO):
            raise MissingFactError("procedural_ballot.yes")
        return yes, no
    if ballot.mayor is None and yes - no == 1:
        raise MissingFactError("procedural_ballot.mayor")
    left = yes - (ballot.mayor is MayorsVote.YES), no - (ballot.mayor is MayorsVote.NO)
    if min(left) < 0:
        raise MissingFactError("procedural_ballot.mayor")
    return left


@predicate("combined_with", "case.consultations", "item")
def combinable(question: Question) -> Answer:
    given = stated(question.inputs.get("combined_with"), "combined_with")
    names = tuple(map(number_of, given)) if isinstance(given, (tuple, list)) else ()
    if not names or not all(names):
        return unmet("–", "combined_with", "combined_items_fit.none")
    found = question.look(Look.NAMED)
    missing = [name for name in names if not _bearing(found, name)]
    if missing:
        code = "combined_items_fit.unknown_paper"
        return unmet(", ".join(missing), "reference", code, papers=missing)
    apart = [
        name
        for name in names
        if not any(_stands_with(question, one) for one in _bearing(found, name))
    ]
    return free_of(apart, _item(question), papers=apart)


def _bearing(cases: Sequence[Case], name: str) -> list[Case]:
    return [each for each in cases if is_one_of(name, (each.id, each.reference))]


def _stands_with(question: Question, case: Case) -> bool:
    """Tell whether a paper stands on the same agenda, in the same part of the meeting."""
    about = question.about
    stated(about.meeting, "consultation.meeting")
    stated(about.public, "consultation.public")
    return any(
        each.state in question.groups["on_an_agenda"]
        and each.meeting is not None
        and same_item(each, about)
        and each.public is about.public
        for each in case.consultations
    )


def _item(question: Question) -> str:
    about = question.about
    day = about.meeting.day if about.meeting else "–"
    return f"{about.body.name} {day}, public = {about.public}"
