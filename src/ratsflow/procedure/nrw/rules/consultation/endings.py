"""Withdrawal, amended adoption, resubmission and superseding: J-6, J-9, J-11, J-12."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import add_months, local_day
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.decide import (
    COUNTING_KEYS,
    MAYOR_KEYS,
    ballot_of,
    carried,
    simply_carried,
)
from ratsflow.procedure.nrw.rules.consultation.minority import (
    RESIDENTS,
    is_originator,
    names_of,
    own_kind,
)
from ratsflow.procedure.nrw.rules.paper.kinds import ADMINISTRATIVE
from ratsflow.procedure.nrw.states import ON_AN_AGENDA
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


_INSIDE = frozenset({"draft", "co_signature", "alderman_review", "mayor_review"})
"""States in which the paper has not left the administration."""

_MINUTES = ("chair", "council_office")


def _by_originator(question: Question) -> Answer:
    kind, held = own_kind(question), _held(question)
    if kind in ADMINISTRATIVE:
        authors = {"author"} if question.case.state in _INSIDE else set()
        return _one_of(held, {"mayor"} | authors)
    if kind in RESIDENTS:
        return _one_of(held, {"petitioner"})
    actor, paper = question.actor, question.case.motion
    if is_originator(question, paper):
        return MET
    who = actor.on_behalf_of or actor.name or actor.id
    names, code = list(paper.originators), "withdrawn_by_originator.others"
    return unmet(who, ", ".join(names), code, originators=names)


def _held(question: Question) -> set[str]:
    """Return the roles held; the minutes hold that of whomever they name."""
    if question.step == "withdraw_from_agenda" and question.role in _MINUTES:
        return names_of(question)
    return {*question.actor.roles, *question.actor.deputises}


def _one_of(held: set[str], needed: set[str]) -> Answer:
    if held & needed:
        return MET
    roles = sorted(needed)
    return unmet(", ".join(sorted(held)), " / ".join(roles), needed=roles)


def _after_agenda(question: Question) -> Answer:
    if not any(each.state in ON_AN_AGENDA for each in question.case.consultations):
        return MET
    if question.law["withdrawal.after_agenda"] == "free":
        return MET
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 50 %")


def _wanted_back(question: Question) -> Answer:
    if question.about.result != "withdrawn":
        return MET
    agrees = question.inputs.get("originator_agrees")
    if agrees is None:
        raise MissingFactError("originator_agrees")
    return (
        MET
        if agrees is True
        else unmet("originator_agrees = False", "originator_agrees = True")
    )


# ------------------------------------------------------------------ amended adoption


def _is_amended(question: Question) -> bool:
    return bool(question.inputs.get("resolution")) or ballot_of(question).amended


def _is_adopted_amended(question: Question) -> bool:
    """Tell whether an amended text was carried; a rejected one needs no more facts."""
    return _is_amended(question) and carried(question) is not False


def _text_stored(question: Question) -> Answer:
    if not _is_adopted_amended(question) or question.inputs.get("resolution"):
        return MET
    return unmet("–", "resolution")


def _within_item(question: Question) -> Answer:
    if not _is_adopted_amended(question):
        return MET
    changed = question.inputs.get("subject_changed")
    if changed is None:
        raise MissingFactError("subject_changed")
    if changed is False:
        return MET
    return unmet("subject_changed = True", "subject_changed = False")


def _rechecked(question: Question) -> Answer:
    if not _is_adopted_amended(question):
        return MET
    changed = question.inputs.get("substantially_changed")
    if changed is None:
        raise MissingFactError("substantially_changed")
    if changed is False or question.inputs.get("rechecked") is True:
        return MET
    return unmet("substantially_changed = True", "rechecked = True")


# --------------------------------------------------------------------- coming again


def _not_barred(question: Question) -> Answer:
    if _held(question) & {"author", "mayor"} or question.case.state == "withdrawn":
        return MET  # it binds the right of a minority, not the administration
    if question.law["resubmission.bar"] is False or not _starts_bar(question):
        return MET
    last = add_months(_ended_on(question), question.law["resubmission.bar_months"])
    if question.day > last or question.inputs.get("facts_changed") is True:
        return MET
    free = last + timedelta(days=1)
    return unmet(
        question.day.isoformat(),
        f"> {last.isoformat()} / facts_changed",
        not_before=free.isoformat(),
    )


def _starts_bar(question: Question) -> bool:
    if question.case.state == "rejected":
        return True
    return question.law["resubmission.after_non_consideration"] is True


def _ended_on(question: Question) -> date:
    decided, since = question.case.deciding, question.case.since
    if question.case.state == "rejected" and decided is not None and decided.days:
        return decided.days[-1]
    if since is None:
        raise MissingFactError("case.since")
    return local_day(since)


_UNTOUCHED = frozenset({"adopted", "partially_adopted", "standstill", "executable"})


def _may_supersede(question: Question) -> Answer:
    state = question.case.state
    if state in _UNTOUCHED:
        return MET
    if question.fact("third_party_rights") is not False:
        return unmet("third_party_rights = True", "third_party_rights = False")
    if state == "executed" and question.fact("irrevocable") is not False:
        code = "superseding_possible.irrevocable"
        return unmet("irrevocable = True", "irrevocable = False", code)
    return MET


_STANDING = Citation("Geschäftsordnung des Rates", "L")

RULES = (
    Rule(
        "withdrawn_by_originator",
        _by_originator,
        label=Wording("Rücknahme durch den Urheber", "Withdrawn by its originator"),
        citation=Citation(
            "§§ 24, 25, 26, § 48 Abs. 1 S. 2, § 62 Abs. 2 GO NRW",
            "K",
            "§ 48, § 62 read",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        unmet=Wording(
            "Zurückziehen kann diese Vorlage nur: {needed:any_role}.",
            "This paper can be withdrawn only by: {needed:any_role}.",
        ),
        by_code={
            "others": Wording(
                "Zurückziehen kann den Antrag nur, wer ihn gestellt hat: "
                "{originators}.",
                "The motion can be withdrawn only by who moved it: {originators}.",
            ),
        },
        remedy=Wording(
            "Vom Urheber zurückziehen lassen, eine Vorlage der Verwaltung von der "
            "Bürgermeisterin oder dem Bürgermeister.",
            "Let its originator withdraw it, a paper of the administration the mayor.",
        ),
        cured_by=("mayor", "faction", "petitioner"),
    ),
    Rule(
        "withdrawal_after_agenda",
        _after_agenda,
        label=Wording("Rücknahme nach Tagesordnung", "Withdrawal once on the agenda"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-6",
        revision=3,
        parameters=("withdrawal.after_agenda", *MAYOR_KEYS),
        unmet=Wording(
            "Das Gremium hat der Rücknahme nicht mit Mehrheit zugestimmt.",
            "The body did not agree to the withdrawal by a majority.",
        ),
        remedy=Wording("Das Gremium abstimmen lassen.", "Let the body vote on it."),
        cured_by=("chair",),
    ),
    Rule(
        "withdrawn_item_wanted_back",
        _wanted_back,
        label=Wording(
            "Urheber will den Punkt wieder", "Originator wants the item back"
        ),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="J-6",
        unmet=Wording(
            "Der Punkt ist zurückgezogen; neu angesetzt wird er nur auf Wunsch des "
            "Urhebers.",
            "The item was withdrawn; it is scheduled anew only when its originator "
            "wishes.",
        ),
        remedy=Wording("Den Urheber fragen.", "Ask the originator."),
        cured_by=("council_office",),
    ),
    Rule(
        "resolution_text_stored",
        _text_stored,
        label=Wording("Wortlaut des Beschlusses", "Text of the resolution"),
        citation=Citation("OParl 1.1 (AgendaItem.resolutionText)", "V"),
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="J-9",
        parameters=COUNTING_KEYS,
        unmet=Wording(
            "Geändert beschlossen, aber der beschlossene Wortlaut fehlt.",
            "Adopted as amended, but the adopted text is missing.",
        ),
        remedy=Wording("Den Wortlaut angeben.", "Give the text as adopted."),
        cured_by=("council_office",),
    ),
    Rule(
        "amendment_within_item",
        _within_item,
        label=Wording("Änderung im Rahmen des Punktes", "Amendment within the item"),
        citation=Citation("§ 48 Abs. 1 GO NRW", "K", "rule E-12"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="J-9",
        parameters=COUNTING_KEYS,
        unmet=Wording(
            "Die Änderung betrifft einen anderen Gegenstand als den angekündigten.",
            "The amendment concerns another subject than the one announced.",
        ),
        remedy=Wording(
            "Den anderen Gegenstand auf eine Tagesordnung setzen.",
            "Put the other subject on an agenda.",
        ),
        cured_by=("chair", "council_office"),
        revision=2,
    ),
    Rule(
        "amendment_rechecked",
        _rechecked,
        label=Wording("Geänderte Fassung geprüft", "Amended text checked again"),
        citation=Citation("Folge aus Kosten, Zuständigkeit und Anhörung", "K", "J-9"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="J-9",
        parameters=COUNTING_KEYS,
        unmet=Wording(
            "Wesentlich geändert: Kosten, Zuständigkeit und Anhörung sind neu zu prüfen.",
            "Changed substantially: costs, competence and hearing must be checked again.",
        ),
        remedy=Wording(
            "Kosten, Wertgrenze und Anhörung prüfen und das angeben.",
            "Check costs, value band and hearing, and say so.",
        ),
        cured_by=("council_office", "mayor"),
        revision=2,
    ),
    Rule(
        "resubmission_bar",
        _not_barred,
        label=Wording("Sperre für erneute Anträge", "Bar on resubmission"),
        citation=_STANDING,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="J-11",
        parameters=(
            "resubmission.bar",
            "resubmission.bar_months",
            "resubmission.after_non_consideration",
        ),
        unmet=Wording(
            "Der Antrag ist noch gesperrt; möglich ist er wieder ab dem {not_before}, "
            "vorher nur bei neuen Tatsachen.",
            "The motion is still barred; it is possible again from {not_before}, "
            "before that only on new facts.",
        ),
        remedy=Wording(
            "Abwarten, oder neue Tatsachen angeben; die Verwaltung ist nicht gebunden.",
            "Wait, or state new facts; the administration is not bound.",
        ),
        cured_by=("faction", "council_office"),
        revision=2,
    ),
    Rule(
        "superseding_possible",
        _may_supersede,
        label=Wording("Aufhebung noch möglich", "Superseding still possible"),
        citation=Citation("Änderung durch späteren Beschluss (Regel J-12)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="J-12",
        unmet=Wording(
            "Durch die Ausführung sind Rechte Dritter entstanden; der Beschluss lässt "
            "sich nicht mehr aufheben.",
            "Rights of others arose through the execution; the resolution can no "
            "longer be undone.",
        ),
        by_code={
            "irrevocable": Wording(
                "Der Beschluss ist durchgeführt und unwiderruflich; er lässt sich "
                "nicht mehr aufheben.",
                "The resolution is carried out and irrevocable; it can no longer be "
                "undone.",
            ),
        },
        remedy=Wording(
            "Rechte Dritter und Umkehrbarkeit klären.",
            "Settle the rights of others and whether it can be undone.",
        ),
        cured_by=("mayor", "council_office"),
    ),
)
