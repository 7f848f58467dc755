"""Rules on citizens' initiatives (*Bürgerbegehren*; L-7 to L-9)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import at_least, by_size
from ratsflow.law.periods import (
    Deadline,
    add_months,
    add_weeks,
    initiative_end,
    local_day,
    suspended,
)
from ratsflow.model import BodyKind, Consultation, Organization, SuspensionKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    announced,
    attacked,
    attacked_by,
    day_of,
    holidays,
    not_after,
    period,
    stated_day,
    suspension_of,
)
from ratsflow.procedure.nrw.votes import ELECTING, ON_THE_PAPER, URGENT_STEPS
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


_STANDSTILL = Citation("§ 26 Abs. 6 GO NRW", "K")
_KEYS = (
    "initiative_window.announced_weeks",
    "initiative_window.unannounced_months",
    "initiative.suspended_by_estimate",
    "initiative.suspended_by_preliminary",
)
_OPEN_TO_INITIATIVES = (BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL)
_BEFOREHAND = ("admissible_beforehand", "inadmissible_beforehand")
_ANSWERED = {"annulled": True, "confirmed": False}
"""What the citizens' decision is called that follows the initiative, or does not."""


def _attacked(question: Question) -> Consultation:
    return attacked(question, lambda body: body.kind in _OPEN_TO_INITIATIVES)


def _window(question: Question, filed: date) -> Deadline | None:
    """Return the end of the window, or None where it has not begun.

    What was announced before the resolution was another one.
    """
    law, resolved, day = question.law, day_of(_attacked(question)), announced(question)
    announced_on = day if day is None or day >= resolved else None
    required = question.fact("announcement_required")
    last = initiative_end(
        resolved,
        announced_on,
        announcement_required=required,
        weeks=law["initiative_window.announced_weeks"],
        months=law["initiative_window.unannounced_months"],
    )
    if last is None:
        return None
    begun = announced_on if required is True and announced_on else resolved
    return _without_the_wait(question, period(last), begun, filed)


def _without_the_wait(
    question: Question, ends: Deadline, begun: date, filed: date
) -> Deadline:
    """Add the days on which the initiative waited for the administration or the council.

    A wait whose end nobody has stated matters only for what was filed after the period.
    """
    if question.law["initiative.suspended_by_estimate"] is True:
        since = stated_day(question, "cost_estimate_requested_on")
        if since is not None and since <= ends.lenient and filed > ends.strict:
            until = stated_day(question, "cost_estimate_told_on")
            if until is None or until < since:
                raise MissingFactError("cost_estimate_told_on")
            ends = suspended(ends, begun, since, until, holidays(ends.lenient.year))
    return _without_the_decision(question, ends, begun, filed)


def _without_the_decision(
    question: Question, ends: Deadline, begun: date, filed: date
) -> Deadline:
    """Whether a preliminary decision suspends too is not settled: the town says so."""
    since = stated_day(question, "preliminary_requested_on")
    if since is None or since > ends.lenient or filed <= ends.strict:
        return ends
    if question.law["initiative.suspended_by_preliminary"] is not True:
        return ends
    decided = [
        day_of(each)
        for each in question.case.consultations
        if each.result in _BEFOREHAND
    ]
    if not decided:
        raise MissingFactError("decision_day")
    until = max(decided)
    return suspended(ends, begun, since, until, holidays(ends.lenient.year))


def _in_time(*, strict: bool) -> Check:
    def check(question: Question) -> Answer:
        body = _attacked(question).body
        if body.kind not in _OPEN_TO_INITIATIVES:
            needed = "§ 26 Abs. 3, 9 GO NRW"
            return unknown("against", observed=body.name, required=needed)
        filed = question.fact_day("initiative_filed_on")
        end = _window(question, filed)
        if end is None:
            return not_after(filed, question.day)
        last = end.strict if strict else end.lenient
        answer = not_after(filed, min(last, question.day))
        if answer is MET or filed > question.day:
            return answer
        asked = stated_day(question, "cost_estimate_requested_on")
        code = "initiative_in_time.not_suspended" if asked is None else ""
        return unmet(answer.observed, answer.required, code)

    return check


def _is_in_a_district(body: Organization) -> bool:
    """Tell whether the initiative is one of a district (§ 26 Abs. 9 GO NRW)."""
    return body.kind is BodyKind.DISTRICT_COUNCIL


def _inhabitants(question: Question, body: Organization) -> int:
    """Return the inhabitants that the law grades by: of the municipality, or a district."""
    if _is_in_a_district(body):
        return int(question.fact("district_inhabitants"))
    return int(question.law["municipality.inhabitants"])


def _signed(question: Question) -> Answer:
    size = _inhabitants(question, _attacked(question).body)
    rows = question.law["initiative.signature_percent"]
    entitled = question.fact("entitled_citizens")
    valid = question.inputs.get("valid_signatures")
    if valid is None or valid > entitled:
        raise MissingFactError("valid_signatures")
    percent = by_size(rows, size, "percent")
    needed = at_least(entitled, percent, 100)
    if valid >= needed:
        return MET
    numbers = {"percent": percent, "entitled": entitled}
    return unmet(str(valid), str(needed), **numbers)


def _carried(question: Question) -> Answer:
    """The majority decides, if it is large enough; a tie is a No (§ 26 Abs. 7 GO NRW)."""
    yes, no = (question.inputs.get(name) for name in ("citizens_yes", "citizens_no"))
    if yes is None or no is None:
        raise MissingFactError("citizens_yes" if yes is None else "citizens_no")
    standing = suspension_of(question)
    body = attacked_by(question, standing).body
    entitled = question.fact("entitled_citizens")
    if yes + no > entitled:
        raise MissingFactError("entitled_citizens")
    rows = question.law["citizens_decision.quorum_percent"]
    percent = by_size(rows, _inhabitants(question, body), "percent")
    needed = at_least(entitled, percent, 100)
    follows = yes > no and yes >= needed
    said = _ANSWERED.get(str(question.inputs.get("citizens_decision")))
    if said is None or said is follows:
        return MET
    code = "citizens_decision_carried.carried" if follows else ""
    numbers = {"yes": yes, "no": no, "percent": percent, "needed": needed}
    return unmet(f"{yes}:{no}", f"≥ {needed}", code, **numbers)


def _preliminary_exists(question: Question) -> Answer:
    allowed = question.law["initiative.preliminary_allowed"] is True
    return MET if allowed else unmet(question.day.isoformat())


def _preliminary_in_time(question: Question) -> Answer:
    weeks = question.law["initiative.preliminary_weeks"]
    requested = question.fact_day("preliminary_requested_on")
    return not_after(question.day, period(add_weeks(requested, weeks)).lenient)


def _preliminary_complete(question: Question) -> Answer:
    """The request comes after the cost estimate, and with some signatures."""
    requested = question.fact_day("preliminary_requested_on")
    told = question.fact_day("cost_estimate_told_on")
    if requested < told:
        days = {"requested": requested.isoformat(), "told": told.isoformat()}
        code = "preliminary_request_complete.early"
        return unmet(days["requested"], f"≥ {told}", code, **days)
    count, least = (
        question.fact("preliminary_signatures"),
        question.law["initiative.preliminary_signatures"],
    )
    return MET if count >= least else unmet(str(count), str(least))


def _answered_by_its_body(question: Question) -> Answer:
    """The district council answers what is against its decision, else the council."""
    body, first = (
        question.about.body,
        attacked_by(question, suspension_of(question)).body,
    )
    if _is_in_a_district(first):
        same = (body.name, body.kind) == (first.name, first.kind)
        return MET if same else unmet(body.name, first.name, body=first.name)
    if body.kind is BodyKind.COUNCIL:
        return MET
    return unmet(body.name, "Rat", "answered_by_its_body.council")


def _topic_allowed(question: Question) -> Answer:
    excluded = question.inputs.get("topic_excluded")
    if any(each.result == _BEFOREHAND[0] for each in question.case.consultations):
        return MET  # settled beforehand; only the signatures are still looked at
    if excluded is None:
        raise MissingFactError("topic_excluded")
    return MET if excluded is False else unmet("§ 26 Abs. 5 GO NRW")


def _no_standstill(question: Question) -> Answer:
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    if standing is None or question.get("legal_obligation") is True:
        return MET
    return unmet(standing.lodged_on.isoformat())


def _begun_before(question: Question) -> Answer:
    """The standstill forbids to begin; what was begun before may be completed (L-8)."""
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    since = question.case.since
    if standing is None or question.get("legal_obligation") is True:
        return MET
    if since is not None and local_day(since) < standing.lodged_on:
        return MET
    return unmet(standing.lodged_on.isoformat())


def _vote_in_time(question: Question) -> Answer:
    months = question.law["initiative.vote_months"]
    last = period(add_months(_refused_on(question), months))
    return not_after(question.fact_day("citizens_decision_on"), last.lenient)


def _refused_on(question: Question) -> date:
    """Return the day on which the council did not comply, as stated or as it voted."""
    if question.inputs.get("not_complied_on") is not None:
        return question.fact_day("not_complied_on")
    for each in question.case.consultations:
        if each.result == "not_complied" and each.about == suspension_of(question).id:
            return day_of(each)
    raise MissingFactError("not_complied_on")


def _vote_taken(question: Question) -> Answer:
    """The citizens vote after the initiative was found admissible, and not tomorrow."""
    day, since = (
        question.fact_day("citizens_decision_on"),
        suspension_of(question).lodged_on,
    )
    if since <= day <= question.day:
        return MET
    days = {"since": since.isoformat(), "until": question.day.isoformat()}
    return unmet(day.isoformat(), f"{since} – {question.day}", **days)


def _not_bound(question: Question) -> Answer:
    day = stated_day(question, "citizens_decision_on")
    if day is None or question.inputs.get("by_citizens_decision") is True:
        return MET
    last = add_months(day, 12 * question.law["citizens_decision.binding_years"])
    if question.day > last:
        return MET
    free = last + timedelta(days=1)
    return unmet(day.isoformat(), last.isoformat(), not_before=free.isoformat())


def _timely(name: str, *, strict: bool) -> Rule:
    return Rule(
        name,
        _in_time(strict=strict),
        label=Wording("Bürgerbegehren fristgerecht", "Initiative filed in time"),
        citation=Citation("§ 26 Abs. 3 GO NRW", "V", "Wolters Kluwer; mik.nrw"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER if strict else Consequence.DEFECT,
        catalogue="L-7",
        parameters=_KEYS,
        unmet=Wording(
            "Das Bürgerbegehren wurde am {observed} eingereicht; die Frist endete am "
            "{required}" + (", wenn sie sich nicht verlängert." if strict else "."),
            "The initiative was filed on {observed}; the period ended on {required}"
            + (", unless it is extended." if strict else "."),
        ),
        by_code={
            "not_suspended": Wording(
                "Das Bürgerbegehren wurde am {observed} eingereicht; die Frist endete am "
                "{required}. Dass sie bis zur Mitteilung der Kostenschätzung nicht lief, "
                "ist nicht vermerkt.",
                "The initiative was filed on {observed}; the period ended on {required}. "
                "It is not noted that it did not run until the cost estimate was told.",
            ),
        },
        remedy=Wording(
            "Die Tage der Einreichung, der Bekanntmachung, der schriftlichen Mitteilung "
            "und der Kostenschätzung prüfen; sonst als unzulässig zurückweisen.",
            "Check the days of filing, announcement, written notice and cost estimate; "
            "else find it inadmissible.",
        ),
        cured_by=("council_office",),
        revision=3,
    )


def _standstill(name: str, catalogue: str, label: Wording, broken: Wording) -> Rule:
    consequence = (
        Consequence.BLOCK if name == "no_initiative_standstill" else Consequence.DEFECT
    )
    return Rule(
        name,
        _no_standstill,
        label=label,
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=consequence,
        catalogue=catalogue,
        unmet=broken,
        remedy=Wording(
            "Den Bürgerentscheid abwarten oder dem Begehren entsprechen.",
            "Await the citizens' decision, or comply with the initiative.",
        ),
        cured_by=("chair", "council_office"),
    )


RULES = (
    _timely("initiative_in_time", strict=False),
    _timely("initiative_in_time_strictly", strict=True),
    Rule(
        "initiative_signed",
        _signed,
        label=Wording("Genug Unterschriften", "Enough signatures"),
        citation=Citation("§ 26 Abs. 4 GO NRW", "V", "mik.nrw"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-7",
        parameters=("initiative.signature_percent", "municipality.inhabitants"),
        unmet=Wording(
            "Das Bürgerbegehren hat zu wenige gültige Unterschriften: {observed} statt "
            "mindestens {required}. Nötig sind {percent} Prozent von {entitled} "
            "wahlberechtigten Bürgerinnen und Bürgern.",
            "The initiative has too few valid signatures: {observed} instead of at "
            "least {required}. It takes {percent} percent of {entitled} citizens "
            "entitled to vote.",
        ),
        remedy=Wording(
            "Weitere Unterschriften in der Frist einreichen; sonst das Bürgerbegehren "
            "als unzulässig zurückweisen.",
            "File further signatures in time; else find the initiative inadmissible.",
        ),
        cured_by=("petitioner", "council_office"),
    ),
    Rule(
        "preliminary_decision_exists",
        _preliminary_exists,
        label=Wording("Vorabentscheidung vorgesehen", "Preliminary decision provided"),
        citation=Citation("§ 26 Abs. 2 S. 7 ff. GO NRW", "S", "GV. NRW. 2018 S. 738"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-7",
        parameters=("initiative.preliminary_allowed",),
        unmet=Wording(
            "Eine Vorabentscheidung über die Zulässigkeit gab es am {observed} noch "
            "nicht; entschieden wurde erst nach dem Sammeln der Unterschriften.",
            "There was no preliminary decision on {observed} yet; the decision came only "
            "after the signatures were collected.",
        ),
        remedy=Wording(
            "Über die Zulässigkeit nach der Einreichung entscheiden.",
            "Decide on the admissibility once the initiative is filed.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "preliminary_request_complete",
        _preliminary_complete,
        label=Wording(
            "Antrag auf Vorabentscheidung vollständig",
            "Request for a preliminary decision complete",
        ),
        citation=Citation("§ 26 Abs. 2 S. 7 ff. GO NRW", "?"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-7",
        parameters=("initiative.preliminary_signatures",),
        unmet=Wording(
            "Der Antrag auf Vorabentscheidung trägt zu wenige Unterschriften: {observed} "
            "statt mindestens {required}.",
            "The request for a preliminary decision bears too few signatures: "
            "{observed} instead of at least {required}.",
        ),
        by_code={
            "early": Wording(
                "Die Vorabentscheidung wurde am {requested} beantragt; das geht erst, "
                "wenn die Kostenschätzung vorliegt, hier ab dem {told}.",
                "The preliminary decision was requested on {requested}; that can be "
                "done only once the cost estimate is there, here from {told}.",
            ),
        },
        remedy=Wording(
            "Den Antrag nach der Kostenschätzung mit den nötigen Unterschriften stellen.",
            "Make the request after the cost estimate, with the signatures needed.",
        ),
        cured_by=("petitioner",),
    ),
    Rule(
        "preliminary_decision_in_time",
        _preliminary_in_time,
        label=Wording("Vorabentscheidung in der Frist", "Preliminary decision in time"),
        citation=Citation("§ 26 Abs. 2 S. 7 ff. GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-7",
        parameters=("initiative.preliminary_weeks",),
        unmet=Wording(
            "Über die Zulässigkeit war bis zum {required} vorab zu entscheiden; "
            "entschieden wird am {observed}.",
            "The preliminary decision was due by {required}; it is taken on {observed}.",
        ),
        remedy=Wording("Unverzüglich entscheiden.", "Decide without delay."),
        cured_by=("council_office", "mayor"),
    ),
    Rule(
        "answered_by_its_body",
        _answered_by_its_body,
        label=Wording(
            "Antwort des Gremiums, dessen Beschluss angegriffen ist",
            "Answer of the body whose decision is attacked",
        ),
        citation=Citation("§ 26 Abs. 6, 9 GO NRW", "K", "gelsenkirchen.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-8",
        unmet=Wording(
            "Ob dem Bürgerbegehren in einem Stadtbezirk entsprochen wird, entscheidet "
            "dessen Bezirksvertretung: {body}. Hier berät: {observed}.",
            "Whether to comply with an initiative in a district is for its district "
            "council: {body}. Here the body is: {observed}.",
        ),
        by_code={
            "council": Wording(
                "Ob dem Bürgerbegehren entsprochen wird, entscheidet der Rat; angesetzt "
                "ist: {observed}.",
                "Whether to comply with the initiative is for the council; planned is: "
                "{observed}.",
            ),
        },
        remedy=Wording(
            "Dem Gremium vorlegen, gegen dessen Beschluss sich das Begehren richtet.",
            "Submit it to the body against whose decision the initiative is.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "citizens_decision_carried",
        _carried,
        label=Wording(
            "Mehrheit im Bürgerentscheid", "Majority in the citizens' decision"
        ),
        citation=Citation("§ 26 Abs. 7 S. 2 GO NRW", "S", "Gelsenkirchen, Menden"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-9",
        parameters=("citizens_decision.quorum_percent", "municipality.inhabitants"),
        unmet=Wording(
            "Das Bürgerbegehren ist nicht angenommen: {yes} Ja-Stimmen, {no} "
            "Nein-Stimmen. Nötig ist die Mehrheit, und sie muss mindestens {needed} "
            "Stimmen haben ({percent} Prozent der Wahlberechtigten).",
            "The initiative is not carried: {yes} Yes, {no} No. It takes the majority, "
            "and that must have at least {needed} votes ({percent} percent of those "
            "entitled to vote).",
        ),
        by_code={
            "carried": Wording(
                "Das Bürgerbegehren ist angenommen: {yes} Ja-Stimmen, {no} Nein-Stimmen; "
                "mindestens {needed} waren nötig. Der Beschluss ist damit aufgehoben.",
                "The initiative is carried: {yes} Yes, {no} No; at least {needed} were "
                "needed. So the resolution is annulled.",
            ),
        },
        remedy=Wording(
            "Das Ergebnis des Bürgerentscheids nach den Stimmen angeben.",
            "State the result of the citizens' decision as the votes say.",
        ),
        cured_by=("council_office", "chair"),
    ),
    Rule(
        "initiative_topic_allowed",
        _topic_allowed,
        label=Wording("Zulässiger Gegenstand", "Admissible subject"),
        citation=Citation("§ 26 Abs. 5 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-7",
        unmet=Wording(
            "Der Gegenstand ist nach § 26 Abs. 5 GO NRW von einem Bürgerbegehren "
            "ausgeschlossen.",
            "§ 26 Abs. 5 GO NRW excludes the subject from initiatives.",
        ),
        remedy=Wording(
            "Das Bürgerbegehren als unzulässig zurückweisen.",
            "Find the initiative inadmissible.",
        ),
        cured_by=("council_office", "chair"),
    ),
    _standstill(
        "no_initiative_standstill",
        "L-8",
        Wording("Kein Vollzug vor dem Bürgerentscheid", "No execution before the vote"),
        Wording(
            "Seit dem {observed} ist ein zulässiges Bürgerbegehren anhängig; mit dem "
            "Vollzug darf nicht begonnen werden.",
            "An admissible initiative has been pending since {observed}; execution must "
            "not begin.",
        ),
    ),
    Rule(
        "execution_begun_before",
        _begun_before,
        label=Wording("Durchführung vorher begonnen", "Execution begun before"),
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-8",
        unmet=Wording(
            "Die Durchführung wurde erst begonnen, als das Bürgerbegehren am "
            "{observed} schon für zulässig erklärt war; sie darf vor dem "
            "Bürgerentscheid nicht zu Ende geführt werden.",
            "Execution began only when the initiative had been found admissible on "
            "{observed}; it must not be completed before the citizens' decision.",
        ),
        remedy=Wording(
            "Den Bürgerentscheid abwarten oder dem Begehren entsprechen.",
            "Await the citizens' decision, or comply with the initiative.",
        ),
        cured_by=("mayor", "council_office"),
    ),
    Rule(
        "initiative_pending",
        _no_standstill,
        label=Wording("Hinweis auf den Bürgerentscheid", "Citizens' decision pending"),
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-8",
        unmet=Wording(
            "Über das seit dem {observed} zulässige Bürgerbegehren ist noch nicht "
            "entschieden. Eine vorher begonnene Durchführung darf beendet werden; "
            "bitte prüfen, ob der Bürgerentscheid damit gegenstandslos wird.",
            "The initiative, admissible since {observed}, is not decided yet. An "
            "execution begun before may be completed; please check whether that "
            "leaves the citizens nothing to decide.",
        ),
        remedy=Wording(
            "Mit dem Abschluss möglichst bis zum Bürgerentscheid warten.",
            "Wait with completing until the citizens' decision where possible.",
        ),
        cured_by=("mayor",),
    ),
    _standstill(
        "no_contrary_decision",
        "L-8",
        Wording("Keine entgegenstehende Entscheidung", "No contrary decision"),
        Wording(
            "Seit dem {observed} ist ein zulässiges Bürgerbegehren anhängig; bis zum "
            "Bürgerentscheid darf nicht entgegenstehend entschieden werden.",
            "An admissible initiative has been pending since {observed}; no contrary "
            "decision may be taken before the citizens' decision.",
        ),
    ),
    Rule(
        "citizens_vote_in_time",
        _vote_in_time,
        label=Wording(
            "Bürgerentscheid in der Frist",
            "Citizens' decision in time",
        ),
        citation=Citation("§ 26 Abs. 6 GO NRW", "S", "gelsenkirchen.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-8",
        parameters=("initiative.vote_months",),
        revision=2,
        unmet=Wording(
            "Der Bürgerentscheid am {observed} ist verspätet; stattzufinden hatte er "
            "bis zum {required}.",
            "The citizens' decision on {observed} is late; it was to take place by "
            "{required}.",
        ),
        remedy=Wording(
            "Einen früheren Tag für den Bürgerentscheid bestimmen; ist er vorbei, die "
            "Verspätung festhalten. Fehlt nur der Tag der Ratsentscheidung, ihn angeben.",
            "Set an earlier day for the vote; once it is over, put the delay on record. "
            "If only the day of the council's decision is missing, state it.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "citizens_decision_taken",
        _vote_taken,
        label=Wording("Bürgerentscheid hat stattgefunden", "Citizens' decision taken"),
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-8",
        unmet=Wording(
            "Ein Bürgerentscheid vom {observed} beendet die Sperre nicht; er muss "
            "zwischen dem {since} und dem {until} stattgefunden haben.",
            "A citizens' decision of {observed} does not end the standstill; it must "
            "have taken place between {since} and {until}.",
        ),
        remedy=Wording(
            "Den Bürgerentscheid abwarten und danach festhalten.",
            "Await the citizens' decision and record it afterwards.",
        ),
        cured_by=("council_office", "chair"),
    ),
    Rule(
        "citizens_decision_binding",
        _not_bound,
        label=Wording(
            "Bindung an den Bürgerentscheid", "Bound by a citizens' decision"
        ),
        citation=Citation("§ 26 Abs. 8 GO NRW", "S", "rp-online 10/2012"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-9",
        parameters=("citizens_decision.binding_years",),
        unmet=Wording(
            "Der Bürgerentscheid vom {observed} bindet bis zum {required}; vorher "
            "kann ihn nur ein neuer Bürgerentscheid ändern.",
            "The citizens' decision of {observed} binds until {required}; before that "
            "only another one can change it.",
        ),
        remedy=Wording(
            "Die Frist abwarten oder einen neuen Bürgerentscheid einleiten.",
            "Await the period, or initiate another citizens' decision.",
        ),
        cured_by=("council_office",),
    ),
)

_DECIDING = (*ON_THE_PAPER, "ratify", *ELECTING, *URGENT_STEPS[1:], "supersede")
"""Every step that could decide against the initiative, or against the citizens."""

GUARDS = {
    **dict.fromkeys(_DECIDING, ("no_contrary_decision", "citizens_decision_binding")),
    "find_initiative_admissible": (
        "decided_by_council",
        "initiative_in_time",
        "initiative_in_time_strictly",
        "initiative_signed",
        "initiative_topic_allowed",
    ),
    "decide_initiative_beforehand": (
        "decided_by_council",
        "preliminary_decision_exists",
        "preliminary_request_complete",
        "preliminary_decision_in_time",
        "initiative_topic_allowed",
    ),
    "comply_with_initiative": ("answered_by_its_body",),
    "make_executable": ("no_initiative_standstill",),
    "end_standstill": ("no_initiative_standstill",),
    "start_execution": ("no_initiative_standstill",),
    "complete": ("execution_begun_before", "initiative_pending"),
    "close": ("no_initiative_standstill",),
    "record_citizens_decision": (
        "citizens_decision_taken",
        "citizens_vote_in_time",
        "citizens_decision_carried",
    ),
}
