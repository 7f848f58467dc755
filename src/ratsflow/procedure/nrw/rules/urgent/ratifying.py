"""Rules on the ratification (*Genehmigung*) of an urgent decision (K-5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import ConsultationRole, Organization
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    not_after,
    stated_day,
    was_decided_urgently,
)
from ratsflow.procedure.nrw.rules.urgent.bodies import (
    competent,
    is_committee,
    is_council,
    is_district_council,
)
from ratsflow.procedure.nrw.rules.urgent.delegation import needs_no_ratification
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


_SUBMITTED = Citation(
    "§ 60 Abs. 1 S. 3, Abs. 2, § 36 Abs. 5 GO NRW", "K", "haufe; § 36 not read"
)
_RATIFIED = ("ratified", "ratification_refused", "annulled")


def _stood_in_for(question: Question) -> Callable[[Organization], bool]:
    """Tell from what was stated then which kind of body has to approve."""
    if question.get("utmost_urgency") is not None:
        return is_district_council
    if question.get("committee_unavailable") is not None:
        return is_committee
    if question.get("council_unavailable") is not None:
        return is_council
    raise MissingFactError("council_unavailable")


def _ratified_by_the_body(question: Question) -> Answer:
    consultation = question.about
    is_meant = _stood_in_for(question)
    route = [body.name for body in competent(question, consultation.id)]
    body = consultation.body
    if is_meant(body) and (not route or body.name in route):
        return MET
    return unmet(
        body.name,
        ", ".join(route) or "§ 60 Abs. 1 S. 3, Abs. 2 GO NRW",
        "" if route else "ratified_by_the_body.another",
        bodies=route,
    )


def _in_next_meeting(question: Question) -> Answer:
    if not was_decided_urgently(question) or needs_no_ratification(question):
        return MET
    missed = stated_day(question, "missed_meeting")
    if missed is not None:
        return unmet(question.day.isoformat(), missed.isoformat())
    done = _ratification_day(question)
    if done is None and question.consultation is not None:
        meeting = question.consultation.meeting
        done = meeting.day if meeting else None
    return not_after(done or question.day, _due(question))


def _due(question: Question) -> date:
    """Return the next meeting: the stated one, or an earlier one that the route shows."""
    known = [question.fact_day("next_meeting")]
    known += [
        day
        for each in question.case.consultations
        if each.role is ConsultationRole.RATIFICATION and each.state != "cancelled"
        for day in (*each.days, *((each.meeting.day,) if each.meeting else ()))
    ]
    return min(known)


def _ratification_day(question: Question) -> date | None:
    for each in question.case.consultations:
        if each.result in _RATIFIED and each.days:
            return each.days[-1]
    return None


def _ratification_done(question: Question) -> Answer:
    if not was_decided_urgently(question) or needs_no_ratification(question):
        return MET
    if any(each.result in _RATIFIED for each in question.case.consultations):
        return MET
    return unmet(question.case.state)


def _not_refused(question: Question) -> Answer:
    refused = question.case.state == "ratification_refused"
    return unmet(question.day.isoformat()) if refused else MET


def _annulment_touches_no_rights(question: Question) -> Answer:
    if question.inputs.get("annul") is not True:
        return MET
    rights = question.get("third_party_rights")
    if rights is None and question.case.state == "urgent_decided":
        return MET  # nothing was executed, so no rights arose through execution
    if rights is None:
        raise MissingFactError("third_party_rights")
    return MET if rights is False else unmet("third_party_rights = True")


RATIFICATION = (
    Rule(
        "ratified_by_the_body",
        _ratified_by_the_body,
        label=Wording("Genehmigung durch das ersetzte Gremium", "Ratified by the body"),
        citation=_SUBMITTED,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-5",
        unmet=Wording(
            "Genehmigen kann die Dringlichkeitsentscheidung nur das ersetzte Gremium: "
            "{bodies}. Hier berät: {observed}.",
            "The urgent decision can be ratified only by the body it stood in for: "
            "{bodies}. Here the body is: {observed}.",
        ),
        by_code={
            "another": Wording(
                "Genehmigen kann die Dringlichkeitsentscheidung nur das Gremium, "
                "dessen Entscheidung ersetzt wurde; hier berät: {observed}.",
                "The urgent decision can be ratified only by the body whose decision "
                "was replaced; here the body is: {observed}.",
            ),
        },
        remedy=Wording(
            "Dem Gremium vorlegen, dessen Entscheidung ersetzt wurde.",
            "Submit it to the body whose decision was replaced.",
        ),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "ratification_in_next_meeting",
        _in_next_meeting,
        label=Wording(
            "Genehmigung in der nächsten Sitzung", "Ratified in the next meeting"
        ),
        citation=_SUBMITTED,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="K-5",
        unmet=Wording(
            "Die Genehmigung ist überfällig: Die nächste Sitzung war am {required}, "
            "maßgeblich ist der {observed}.",
            "The ratification is overdue: the next meeting was on {required}, the day "
            "that counts is {observed}.",
        ),
        remedy=Wording(
            "Sofort auf die nächste Tagesordnung setzen.",
            "Put it on the next agenda at once.",
        ),
        cured_by=("council_office", "mayor"),
        parameters=("urgent.delegation_ratified",),
        revision=4,
    ),
    Rule(
        "ratification_pending",
        _ratification_done,
        label=Wording(
            "Genehmigung steht nicht mehr aus", "Ratification no longer pending"
        ),
        citation=_SUBMITTED,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="K-5",
        unmet=Wording(
            "Die Dringlichkeitsentscheidung ist noch nicht genehmigt; darüber ist "
            "nicht beschlossen.",
            "The urgent decision is not ratified yet; no body has voted on that.",
        ),
        remedy=Wording(
            "Die Genehmigung auf die Tagesordnung setzen und darüber beschließen.",
            "Put the ratification on the agenda and vote on it.",
        ),
        cured_by=("council_office", "chair"),
        parameters=("urgent.delegation_ratified",),
        revision=3,
    ),
    Rule(
        "ratification_not_refused",
        _not_refused,
        label=Wording("Genehmigung nicht verweigert", "Ratification not refused"),
        citation=Citation("§ 60 Abs. 1 S. 3, 4 GO NRW", "K", "haufe"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="K-5",
        unmet=Wording(
            "Die Genehmigung ist verweigert; die Dringlichkeitsentscheidung ist nicht "
            "aufgehoben und bleibt wirksam, wird aber erst danach ausgeführt.",
            "The ratification was refused; the urgent decision is not annulled and stays "
            "effective, but its execution begins only now.",
        ),
        remedy=Wording(
            "Das Gremium über die Aufhebung beschließen lassen.",
            "Let the body vote on annulling it.",
        ),
        cured_by=("mayor", "council_office"),
    ),
    Rule(
        "annulment_touches_no_rights",
        _annulment_touches_no_rights,
        label=Wording(
            "Keine Rechte anderer entstanden",
            "No rights of others have arisen",
        ),
        citation=Citation("§ 60 Abs. 1 S. 4 GO NRW", "K", "haufe"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-5",
        unmet=Wording(
            "Durch die Ausführung sind Rechte anderer entstanden; eine Aufhebung wirkt "
            "nicht.",
            "Rights of others have arisen through execution; an annulment has no effect.",
        ),
        remedy=Wording(
            "Die Genehmigung verweigern, ohne aufzuheben.",
            "Refuse the ratification without annulling.",
        ),
        cured_by=("council_office", "executing_office"),
    ),
)
