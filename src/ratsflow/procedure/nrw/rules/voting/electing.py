"""Elections (*Wahlen*) and votes taken again."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, InForce, Layer
from ratsflow.law.counting import at_least
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.rules.voting.reform import BEFORE_REFORM, SINCE_REFORM
from ratsflow.procedure.nrw.topics import classified
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


def _stated(question: Question, name: str) -> object:
    """Return an input of this very step; what was said about another vote is no help."""
    value = question.inputs.get(name)
    if value is None:
        raise MissingFactError(name)
    return value


def _secret_on_objection(question: Question) -> Answer:
    return _secret(question, 1)


def _secret_on_one_fifth(question: Question) -> Answer:
    members = question.about.body.members
    if members is None:
        raise MissingFactError("body.members")
    elected = members - int(question.law["mayor.member"])
    return _secret(question, at_least(elected, 1, 5))


def _secret(question: Question, needed: int) -> Answer:
    if _stated(question, "secret") is True:
        return MET
    topics = classified(question.motion)
    if topics is None:
        raise MissingFactError("motion.topics")
    if "deputy_mayor_election" in topics:
        return unmet("secret = False", "secret = True")
    objections = question.inputs.get("objections")
    if objections is None:
        return unknown("objections", observed="secret = False")
    if objections < needed:
        return MET
    return unmet(f"secret = False, objections = {objections}", f"objections < {needed}")


def _runoff_after_first(question: Question) -> Answer:
    due = question.about.result == "runoff"
    if (question.inputs.get("runoff") is True) is due:
        return MET
    return unmet(f"runoff = {not due}", f"runoff = {due}")


def _revote_allowed(question: Question) -> Answer:
    days = question.about.days
    if question.about.about:
        return unmet(question.about.about, "–")
    if question.day not in days[-1:]:
        return unmet(question.day.isoformat(), f"= {days[-1] if days else '–'}")
    if question.inputs.get("unanimous_consent") is True:
        by_consent = question.law["revote.by_consent"]
        return (
            MET if by_consent is True else unmet("unanimous_consent", "result_doubted")
        )
    if _stated(question, "result_doubted") is not True:
        return unmet("result_doubted = False", "result_doubted = True")
    if _stated(question, "next_item_opened") is not False:
        return unmet("next_item_opened = True", "next_item_opened = False")
    return MET


def _election(
    check: Check,
    citation: Citation,
    in_force: InForce,
    parameters: tuple[str, ...] = (),
) -> Rule:
    return Rule(
        "election_secret",
        check,
        label=Text("Geheime Wahl", "Secret election"),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="I-16",
        unmet=Text(
            "Offen gewählt ({observed}); offen nur bei: {required}.",
            "The election was open ({observed}); open only with: {required}.",
        ),
        unknown=Text(
            "Ob offen gewählt werden durfte, steht nicht fest: es fehlt {required}.",
            "Whether the election could be open is not known: {required} is missing.",
        ),
        remedy=Text("Mit Stimmzetteln wählen.", "Elect by ballot papers."),
        cured_by=("chair",),
        in_force=in_force,
        parameters=parameters,
    )


RULES = (
    _election(
        _secret_on_objection,
        Citation("§ 50 Abs. 2 S. 1 GO NRW a. F.", "V", "VG Düsseldorf 1 K 389/15"),
        BEFORE_REFORM,
    ),
    _election(
        _secret_on_one_fifth,
        Citation("§ 50 Abs. 2 GO NRW (2025)", "?", "gar-nrw.de, wording not seen"),
        SINCE_REFORM,
        ("mayor.member",),
    ),
    Rule(
        "runoff_due",
        _runoff_after_first,
        label=Text("Engere Wahl", "Runoff"),
        citation=Citation("§ 50 Abs. 2 GO NRW", "K", "run-off [S] juracademy"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-16",
        unmet=Text(
            "An der Reihe ist ein anderer Wahlgang als {observed}.",
            "Another ballot than {observed} is due.",
        ),
        remedy=Text(
            "Erst ohne Mehrheit im ersten Wahlgang folgt die engere Wahl.",
            "A runoff follows only a first ballot without a majority.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "revote_allowed",
        _revote_allowed,
        label=Text("Wiederholung der Abstimmung", "Repeating a vote"),
        citation=Citation("Geschäftsordnung des Rates", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="I-14",
        parameters=("revote.by_consent",),
        unmet=Text(
            "Die Abstimmung darf nicht wiederholt werden: {observed}; nötig {required}.",
            "The vote cannot be repeated: {observed}; needed {required}.",
        ),
        unknown=Text(
            "Ob wiederholt werden darf, steht nicht fest: es fehlt {required}.",
            "Whether the vote can be repeated is not known: {required} is missing.",
        ),
        remedy=Text(
            "In einer späteren Sitzung neu beschließen.",
            "Decide anew in a later meeting.",
        ),
        cured_by=("chair",),
    ),
)
