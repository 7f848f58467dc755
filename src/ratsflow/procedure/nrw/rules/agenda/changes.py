"""Extending and changing an agenda (E-7, E-10)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import AgendaRoute, Ballot, MayorsVote, PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.notation import consultation, step, takes_in
from ratsflow.procedure.nrw.rules.agenda.asked import (
    carried,
    handed_in,
    meeting,
    procedural_ballot,
    route,
    simple_majority,
)
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


def _extension_majority(question: Question) -> Answer:
    law = question.law
    if law["agenda_extension.allowed"] is not True:
        return unmet(
            "agenda_extension.allowed = False",
            "agenda_extension.allowed = True",
            "extension_majority.not_allowed",
        )
    kind = law["agenda_extension.majority"]
    if kind != "simple":
        return unknown(
            key="agenda_extension.majority",
            observed=kind,
            required="simple",
            code="extension_majority.kind",
        )
    ballot = procedural_ballot(question)
    yes, no = _without_mayor(question, ballot)
    return carried(yes, no, ballot)


def _without_mayor(question: Question, ballot: Ballot) -> tuple[int | None, int | None]:
    """Take the mayor's vote out of the count, where he sits but has none (§ 40 Abs. 2).

    It is asked for only where it could decide.
    """
    yes, no = ballot.yes, ballot.no
    if not _sits_without_vote(question):
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


def _sits_without_vote(question: Question) -> bool:
    law, body = question.law, question.about.body.kind.value
    if body not in law["mayor.votes_in"]:
        return False
    return law["agenda_extension.mayor_votes"] is False


def _urgency_reason_given(question: Question) -> Answer:
    reason = str(handed_in(question, "urgency_reason")).strip()
    return MET if reason else unmet("–", "urgency_reason")


def _urgency_ground_named(question: Question) -> Answer:
    ground = handed_in(question, "urgency_ground")
    grounds = question.law["agenda_extension.reasons"]
    if ground in grounds:
        return MET
    return unmet(str(ground), " / ".join(grounds), grounds=list(grounds))


def _agenda_route_fits(question: Question) -> Answer:
    way = route(question)
    if question.step == "add_urgently":
        fits = way is AgendaRoute.URGENT
        return MET if fits else unmet(_name(way), "urgent")
    if way is not AgendaRoute.URGENT:
        return MET
    if question.step == "record_invitation" and question.about.route is way:
        return MET
    return unmet("urgent", "add_urgently", "agenda_route_fits.no_vote")


def _name(way: AgendaRoute | None) -> str:
    return "–" if way is None else way.value


def _agenda_change_majority(question: Question) -> Answer:
    if question.day < meeting(question).day:
        return MET  # before the meeting whoever sets the agenda may change it
    return simple_majority(question)


def _proposer_heard_before_removal(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.FACTION_MOTION:
        return MET
    if question.day < meeting(question).day:
        return MET
    heard = handed_in(question, "proposer_heard") is True
    return MET if heard else unmet("proposer_heard = False", "proposer_heard = True")


_EXTENSION = "§ 48 Abs. 1 S. 5 GO NRW"
_READ = "anwalt-und-kommunalrecht.de"
_WAIT = Wording(
    "In der nächsten Sitzung behandeln oder eigens einberufen.",
    "Deal with it in the next meeting, or convene one for it.",
)

RULES = (
    Rule(
        "extension_majority",
        _extension_majority,
        label=Wording("Beschluss über die Erweiterung", "Vote to extend the agenda"),
        citation=Citation(
            f"{_EXTENSION}, § 40 Abs. 2 GO NRW", "K", "simple majority not read"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-7",
        unmet=Wording(
            "Die Erweiterung der Tagesordnung hat keine Mehrheit gefunden; dabei "
            "zählt die Stimme der Bürgermeisterin oder des Bürgermeisters nicht.",
            "The extension of the agenda found no majority; the mayor's vote does not "
            "count for it.",
        ),
        by_code={
            "not_allowed": Wording(
                "Die Tagesordnung kann hier in der Sitzung nicht erweitert werden.",
                "The agenda cannot be extended in the meeting here.",
            ),
        },
        remedy=_WAIT,
        cured_by=("chair",),
        parameters=(
            "agenda_extension.allowed",
            "agenda_extension.majority",
            "agenda_extension.mayor_votes",
            "mayor.votes_in",
        ),
        revision=2,
    ),
    Rule(
        "urgency_reason_given",
        _urgency_reason_given,
        label=Wording("Begründung der Dringlichkeit", "Reason for the urgency"),
        citation=Citation(_EXTENSION, "V", _READ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-7",
        unmet=Wording(
            "Es ist nicht gesagt, warum die Sache nicht warten kann.",
            "Nobody has said why the matter cannot wait.",
        ),
        remedy=Wording("Die Dringlichkeit begründen.", "State the reason."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "urgency_ground_named",
        _urgency_ground_named,
        label=Wording("Grund der Dringlichkeit", "Ground of the urgency"),
        citation=Citation(_EXTENSION, "V", _READ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-7",
        unmet=Wording(
            "Der angegebene Grund trägt keine Erweiterung der Tagesordnung; nötig ist "
            "einer von diesen: {grounds:value}.",
            "The ground stated carries no extension of the agenda; it takes one of "
            "these: {grounds:value}.",
        ),
        remedy=_WAIT,
        cured_by=("chair", "council_office"),
        parameters=("agenda_extension.reasons",),
    ),
    Rule(
        "agenda_route_fits",
        _agenda_route_fits,
        label=Wording("Weg auf die Tagesordnung", "Route onto the agenda"),
        citation=Citation(_EXTENSION, "V", _READ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-7",
        unmet=Wording(
            "Über „Tagesordnung erweitern“ kommt nur ein dringlicher Punkt auf die "
            "Tagesordnung; angegeben ist ein anderer Weg.",
            "Only an urgent item comes onto the agenda by “extend the agenda”; "
            "another route is stated.",
        ),
        by_code={
            "no_vote": Wording(
                "Ein dringlicher Punkt kommt nur über „Tagesordnung erweitern“ auf "
                "die Tagesordnung, durch Beschluss in der Sitzung.",
                "An urgent item comes onto the agenda only by “extend the agenda”, by "
                "a vote in the meeting.",
            ),
        },
        remedy=Wording(
            "Als dringlich nur über „Tagesordnung erweitern“, sonst regulär oder als "
            "Nachtrag ansetzen.",
            "Urgent items only through “extend the agenda”, others as regular or "
            "supplement.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "agenda_change_majority",
        _agenda_change_majority,
        label=Wording("Beschluss über die Änderung", "Vote to change the agenda"),
        citation=Citation("§ 50 Abs. 1 S. 1, 2 GO NRW", "V", "fdp-marl"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-10",
        unmet=Wording(
            "Die Änderung der Tagesordnung hat keine Mehrheit gefunden.",
            "The change of the agenda found no majority.",
        ),
        remedy=Wording(
            "Abstimmen lassen und das Ergebnis angeben.", "Let the body vote on it."
        ),
        cured_by=("chair",),
    ),
    Rule(
        "proposer_heard_before_removal",
        _proposer_heard_before_removal,
        label=Wording("Wort für die Antragsteller", "Word given to the proposer"),
        citation=Citation("§ 48 Abs. 1 S. 2 GO NRW", "?", "disputed"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="E-10",
        unmet=Wording(
            "Die Antragsteller haben vor der Absetzung das Wort nicht erhalten.",
            "The proposers were not given the word before the removal.",
        ),
        remedy=Wording("Zuerst das Wort erteilen.", "Give them the word first."),
        cured_by=("chair",),
    ),
)

GUARDS = {
    "add_urgently": (
        "agenda_route_fits",
        "extension_majority",
        "urgency_reason_given",
        "urgency_ground_named",
    ),
    "place_on_agenda": ("agenda_route_fits",),
    "record_invitation": ("agenda_route_fits",),
    "remove": ("agenda_change_majority", "proposer_heard_before_removal"),
    "reorder": ("agenda_change_majority",),
}

STEPS = (
    step(
        "reorder",
        "Tagesordnung umstellen",
        "Reorder the agenda",
        "",
        ("chair", "council_office"),
        (consultation("on_agenda"),),
        takes_in("agenda_number"),
        takes_in("procedural_ballot", Kind.BALLOT, optional=True),
    ),
)
