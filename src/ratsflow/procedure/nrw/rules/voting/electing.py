"""Elections (*Wahlen*) and votes taken again."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, InForce, Layer
from ratsflow.law.counting import Base, Share
from ratsflow.law.elections import ONE_OBJECTION, secret_trigger
from ratsflow.law.local import MissingValueError
from ratsflow.model import BallotMode
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.decide import MODES, elected_of, fixed_modes
from ratsflow.procedure.nrw.rules.voting.reform import BEFORE_REFORM, SINCE_REFORM
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


def _secret_on_demand(question: Question) -> Answer:
    trigger = secret_trigger(question.law)
    if trigger in ONE_OBJECTION:
        return _secret(question, 1)
    if not isinstance(trigger, Share):
        secret = _stated(question, "secret") is True
        return MET if secret else unmet("", "", "election_secret.by_law")
    members = question.about.body.members
    if members is None:
        raise MissingFactError("body.members")
    size = elected_of(question, members) if trigger.base is Base.ELECTED else members
    if size is None:
        raise MissingValueError("mayor.member")
    return _secret(question, trigger.threshold(size))


def _secret(question: Question, needed: int) -> Answer:
    if _stated(question, "secret") is True:
        return MET
    if BallotMode.SECRET.value in fixed_modes(question):
        return unmet("secret = False", "secret = True", "election_secret.by_law")
    objections = question.inputs.get("objections")
    if objections is None:
        return unknown("objections", observed="secret = False")
    if objections < needed:
        return MET
    told = f"secret = False, objections = {objections}"
    numbers = {"objections": objections, "least": needed}
    return unmet(told, f"objections < {needed}", **numbers)


def _runoff_after_first(question: Question) -> Answer:
    due = question.about.result == "runoff"
    if (question.inputs.get("runoff") is True) is due:
        return MET
    code = "" if due else "runoff_due.first"
    return unmet(f"runoff = {not due}", f"runoff = {due}", code)


def _revote_allowed(question: Question) -> Answer:
    days = question.about.days
    if question.about.about:
        return unmet(question.about.about, "–", "revote_allowed.reconsideration")
    if question.day not in days[-1:]:
        needed = f"= {days[-1] if days else '–'}"
        return unmet(question.day.isoformat(), needed, "revote_allowed.other_day")
    if question.inputs.get("unanimous_consent") is True:
        if question.law["revote.by_consent"] is True:
            return MET
        code = "revote_allowed.consent"
        return unmet("unanimous_consent", "result_doubted", code)
    if _stated(question, "result_doubted") is not True:
        return unmet("result_doubted = False", "result_doubted = True")
    if _stated(question, "next_item_opened") is not False:
        found, needed = "next_item_opened = True", "next_item_opened = False"
        return unmet(found, needed, "revote_allowed.next_item")
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
        label=Wording("Geheime Wahl", "Secret election"),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="I-16",
        unmet=Wording(
            "Es wurde offen gewählt, obwohl dem widersprochen wurde: Zahl der "
            "Widersprüche {objections}, genug sind {least}.",
            "The election was open although it was objected to: number of objections "
            "{objections}, {least} are enough.",
        ),
        by_code={
            "by_law": Wording(
                "Es wurde offen gewählt; das Gesetz verlangt hier geheime Wahl.",
                "The election was open; the law demands a secret one here.",
            ),
        },
        remedy=Wording("Mit Stimmzetteln wählen.", "Elect by ballot papers."),
        cured_by=("chair",),
        in_force=in_force,
        parameters=parameters,
    )


RULES = (
    _election(
        _secret_on_objection,
        Citation("§ 50 Abs. 2 S. 1 GO NRW a. F.", "V", "VG Düsseldorf 1 K 389/15"),
        BEFORE_REFORM,
        (MODES,),
    ),
    _election(
        _secret_on_demand,
        Citation("§ 50 Abs. 2 GO NRW (2025)", "?", "gar-nrw.de, wording not seen"),
        SINCE_REFORM,
        ("election.secret_trigger", "mayor.member", MODES),
    ),
    Rule(
        "runoff_due",
        _runoff_after_first,
        label=Wording("Engere Wahl", "Runoff"),
        citation=Citation("§ 50 Abs. 2 GO NRW", "K", "run-off [S] juracademy"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-16",
        unmet=Wording(
            "An der Reihe ist die engere Wahl; der erste Wahlgang hat keine Mehrheit "
            "ergeben.",
            "The runoff is due; the first ballot gave no majority.",
        ),
        by_code={
            "first": Wording(
                "An der Reihe ist der erste Wahlgang; eine engere Wahl folgt nur, "
                "wenn er keine Mehrheit ergibt.",
                "The first ballot is due; a runoff follows only if it gives no "
                "majority.",
            ),
        },
        remedy=Wording(
            "Erst ohne Mehrheit im ersten Wahlgang folgt die engere Wahl.",
            "A runoff follows only a first ballot without a majority.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "revote_allowed",
        _revote_allowed,
        label=Wording("Wiederholung der Abstimmung", "Repeating a vote"),
        citation=Citation("Geschäftsordnung des Rates", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="I-14",
        parameters=("revote.by_consent",),
        unmet=Wording(
            "Das Ergebnis wurde nicht angezweifelt; nur dann wird eine Abstimmung "
            "wiederholt.",
            "The result was not doubted; only then a vote is repeated.",
        ),
        by_code={
            "reconsideration": Wording(
                "Die Abstimmung gilt einem Rechtsbehelf gegen den Beschluss; sie wird "
                "nicht wiederholt.",
                "The vote is on an objection to the decision; it is not repeated.",
            ),
            "other_day": Wording(
                "Eine Abstimmung wird nur in derselben Sitzung wiederholt; sie war "
                "nicht an diesem Tag.",
                "A vote is repeated in the same meeting only; it was not on this day.",
            ),
            "consent": Wording(
                "Die Geschäftsordnung lässt eine einvernehmliche Wiederholung nicht "
                "zu.",
                "The rules of procedure allow no repetition by consent.",
            ),
            "next_item": Wording(
                "Der nächste Punkt ist schon aufgerufen; danach wird die Abstimmung "
                "nicht mehr wiederholt.",
                "The next item was opened already; after that the vote is not "
                "repeated.",
            ),
        },
        remedy=Wording(
            "In einer späteren Sitzung neu beschließen.",
            "Decide anew in a later meeting.",
        ),
        cured_by=("chair",),
    ),
)
