"""Who decides (C-1 to C-5), and which committees come before the council (C-9)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.keys.competence import (
    NON_DELEGABLE,
    ONGOING,
    READ_IN_THE_STATUTE,
)
from ratsflow.model import Body, BodyKind, Consultation, ConsultationRole
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.competence.drawing import POWERLESS, drawn_by_one_of
from ratsflow.procedure.nrw.rules.competence.matter import (
    belongs_to,
    holder,
    is_council,
    named,
    of_the_decider,
    topics,
)
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.states import PRE_FINAL
from ratsflow.procedure.nrw.votes import ELECT, ON_THE_PAPER, URGENT
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Check, Rule
from ratsflow.procedure.step import Kind


def _is_read(topic: str) -> bool:
    """Tell whether the wording that reserves a topic was read."""
    return NON_DELEGABLE[topic] in READ_IN_THE_STATUTE or topic == "annual_budget"


def _reserved(*, read: bool) -> Check:
    def check(question: Question) -> Answer:
        body = question.about.body
        if is_council(body):
            return MET
        found = [
            f"{topic} (lit. {NON_DELEGABLE[topic]})"
            for topic in topics(question)
            if topic in NON_DELEGABLE and _is_read(topic) is read
        ]
        if not found:
            return MET
        return unmet(body.name, "Rat", topics=", ".join(found))

    return check


def _body_competent(question: Question) -> Answer:
    body = question.about.body
    if is_council(body):
        return MET
    if body.kind in POWERLESS:
        return unmet(body.name, "Rat", holders="council")
    of = [each for each in topics(question) if each != ONGOING]
    if not of:
        return _without_topic(question, body)
    holders = {topic: holder(question, topic) for topic in of}
    others = [
        f"{topic}: {named(power)}"
        for topic, power in holders.items()
        if not belongs_to(power, body)
    ]
    return unmet(body.name, ", ".join(others)) if others else MET


def _without_topic(question: Question, body: Body) -> Answer:
    """Answer for a matter in no list: the council's, or the mayor's if it is ongoing."""
    if ONGOING in topics(question):
        return MET
    return unmet(body.name, "Rat", "body_competent.no_topic")


def _ongoing_administration_reserved(question: Question) -> Answer:
    if ONGOING not in topics(question):
        return MET
    if question.fact("reserved") is not True:
        return unmet("reserved = False", "reserved = True")
    return drawn_by_one_of(question, question.about.body.name, *_councils(question))


def _councils(question: Question) -> tuple[str, ...]:
    """Return the names of the council: it reserves a matter for any body of its own."""
    route = question.case.consultations
    return tuple(each.body.name for each in route if is_council(each.body))


def _matter_recalled(question: Question) -> Answer:
    if not is_council(question.about.body):
        return MET
    powers = [holder(question, each) for each in topics(question) if each != ONGOING]
    held = [each for each in powers if each is not None and not each.is_district]
    if not held:
        return MET
    holders = ", ".join(dict.fromkeys(each.body for each in held))
    if any(each.statutory for each in held):
        return unmet(holders, "§ 41 Abs. 2, 3 GO NRW", "matter_recalled.statutory")
    if question.fact("recalled") is not True:
        return unmet(holders, "recalled = True")
    drawn = drawn_by_one_of(question, question.about.body.name)
    return _before_their_decision(question) if drawn is MET else drawn


def _before_their_decision(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_council(decided.body):
        return MET
    return unmet(
        f"{decided.body.name} {_day(decided)}".strip(),
        f"recalled < {_day(decided)}",
        "matter_recalled.late",
    )


def _day(decided: Consultation) -> str:
    return decided.days[-1].isoformat() if decided.days else ""


_CONSULTED = (ConsultationRole.PRELIMINARY, ConsultationRole.DECISION)


def _has_consulted(each: Consultation) -> bool:
    return each.role in _CONSULTED and each.state in (
        "voted",
        "noted",
        "not_considered",
    )


def _pre_consultation_done(question: Question) -> Answer:
    of = topics(question) if is_council(question.about.body) else ()
    if not of:
        return MET
    table = question.law["competence.pre_consultation"]
    wanted = dict.fromkeys(body for topic in of for body in table.get(topic, ()))
    done = {
        each.body.name for each in question.case.consultations if _has_consulted(each)
    }
    missing = [body for body in wanted if body not in done]
    return unmet(", ".join(missing), ", ".join(wanted)) if missing else MET


def _annual_accounts_audited(question: Question) -> Answer:
    if not is_council(question.about.body):
        return MET
    if not {"annual_accounts", "discharge"}.intersection(topics(question)):
        return MET
    kinds = {
        each.body.kind for each in question.case.consultations if _has_consulted(each)
    }
    if BodyKind.AUDIT_COMMITTEE in kinds:
        return MET
    return unmet("–", "Rechnungsprüfungsausschuss")


_RESERVED_UNMET = Text(
    "{observed} kann darüber nicht entscheiden: {topics} ist dem Rat vorbehalten.",
    "{observed} cannot decide this: {topics} is reserved to the council.",
)
_CLASSIFY = Text(
    "Die Vorlage ist nicht nach Themen eingeordnet ({required} fehlt); ob die "
    "Entscheidung dem Rat vorbehalten ist, lässt sich nicht sagen.",
    "The paper is not classified by topic ({required} is missing), so nobody can tell "
    "whether the decision is reserved to the council.",
)
_TO_THE_COUNCIL = Text(
    "Dem Rat zur Entscheidung vorlegen; hier nur vorberaten.",
    "Put it to the council for decision; only a recommendation here.",
)
_OPEN_COMPETENCE = Text(
    "Wer zuständig ist, lässt sich nicht feststellen; es fehlt: {required}.",
    "Who is competent cannot be told; missing: {required}.",
)

RULES = (
    Rule(
        "non_delegable",
        of_the_decider(_reserved(read=True)),
        label=Text("Dem Rat vorbehalten", "Reserved to the council"),
        citation=Citation(
            "§ 41 Abs. 1 S. 2 lit. a–g, h (Haushaltssatzung) GO NRW",
            "V",
            "anwalt-und-kommunalrecht.de",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-2",
        unmet=_RESERVED_UNMET,
        unknown=_CLASSIFY,
        remedy=_TO_THE_COUNCIL,
        cured_by=("council_office", "author"),
    ),
    Rule(
        "non_delegable_further",
        of_the_decider(_reserved(read=False)),
        label=Text(
            "Dem Rat vorbehalten (weitere Angelegenheiten)",
            "Reserved to the council (further matters)",
        ),
        citation=Citation(
            "§ 41 Abs. 1 S. 2 lit. h–t GO NRW", "K", "paraphrased, wording not read"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-2",
        unmet=_RESERVED_UNMET,
        unknown=_CLASSIFY,
        remedy=_TO_THE_COUNCIL,
        cured_by=("council_office", "author"),
    ),
    Rule(
        "body_competent",
        of_the_decider(_body_competent),
        label=Text("Zuständigkeit des Gremiums", "Competence of the body"),
        citation=Citation(
            "§ 41 Abs. 1 S. 1, Abs. 2 GO NRW",
            "S",
            "anwalt-und-kommunalrecht.de, juracademy Rn. 215",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-3",
        unmet=Text(
            "{observed} ist nicht zuständig; zuständig ist: {required}. Was niemandem "
            "übertragen ist, entscheidet der Rat.",
            "{observed} is not competent; competent is: {required}. What is delegated to "
            "nobody is the council's.",
        ),
        unknown=_OPEN_COMPETENCE,
        remedy=Text(
            "Dem zuständigen Gremium vorlegen, das Thema richtig einordnen oder die "
            "Zuständigkeitsordnung hinterlegen.",
            "Put it to the competent body, classify the topic rightly, or supply the "
            "table of competences.",
        ),
        cured_by=("council_office", "author"),
        parameters=(
            "competence.powers",
            "competence.amounts",
            "competence.cost_amounts",
            "municipality.county_free",
        ),
    ),
    Rule(
        "ongoing_administration_reserved",
        _ongoing_administration_reserved,
        label=Text(
            "Geschäft der laufenden Verwaltung", "Matter of ongoing administration"
        ),
        citation=Citation(
            "§ 41 Abs. 3 GO NRW", "S", "anwalt-und-kommunalrecht.de, juracademy Rn. 215"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-4",
        unmet=Text(
            "Geschäfte der laufenden Verwaltung gelten als auf die (Ober-)Bürgermeisterin "
            "oder den (Ober-)Bürgermeister übertragen; das Gremium hat sich die Sache "
            "nicht vorbehalten.",
            "Ongoing administration is deemed delegated to the mayor; the body has not "
            "reserved the matter for itself.",
        ),
        unknown=Text(
            "Ob sich das Gremium dieses Geschäft der laufenden Verwaltung vorbehalten "
            "hat, ist nicht angegeben ({required}).",
            "Nobody has said whether the body reserved this matter of ongoing "
            "administration ({required}).",
        ),
        remedy=Text(
            "Vorbehalt beschließen und angeben, oder die Sache der Verwaltung überlassen.",
            "Resolve to reserve it and say so, or leave it to the administration.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "matter_recalled",
        of_the_decider(_matter_recalled),
        label=Text("Rückholrecht des Rates", "Council's right of recall"),
        citation=Citation(
            "§ 41 Abs. 2, 3 GO NRW; § 1 Abs. 2 Zuständigkeitskatalog Hattingen",
            "S",
            "juracademy Rn. 215, 311; Hattingen Zuständigkeitskatalog 2021",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-5",
        unmet=Text(
            "Die Sache ist übertragen ({observed}); der Rat kann nur entscheiden, wenn "
            "gilt: {required}.",
            "The matter is delegated ({observed}); the council can decide it only if: "
            "{required}.",
        ),
        unknown=Text(
            "Ob der Rat hier eine übertragene Sache zurückgeholt hat, lässt sich nicht "
            "sagen; es fehlt: {required}.",
            "Whether the council took a delegated matter back cannot be told; missing: "
            "{required}.",
        ),
        remedy=Text(
            "Die Entscheidung im Einzelfall an den Rat ziehen und das angeben, oder dem "
            "zuständigen Gremium vorlegen.",
            "Take the decision back in the single case and say so, or put it to the "
            "competent body.",
        ),
        cured_by=("council_office",),
        parameters=(
            "competence.powers",
            "competence.amounts",
            "competence.cost_amounts",
            "municipality.county_free",
        ),
    ),
    Rule(
        "pre_consultation_done",
        _pre_consultation_done,
        label=Text("Vorberatung nach Ortsrecht", "Pre-consultation by local law"),
        citation=Citation(
            "Zuständigkeitsordnung, Geschäftsordnung", "L", "no statutory duty in NRW"
        ),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="C-9",
        unmet=Text(
            "Die örtlich vorgeschriebene Vorberatung ist nicht abgeschlossen ({observed}).",
            "The pre-consultation that local law demands is not done ({observed}).",
        ),
        unknown=Text(
            "Ob eine Vorberatung vorgeschrieben ist, ist nicht hinterlegt ({required}).",
            "Whether a pre-consultation is prescribed is not known ({required}).",
        ),
        remedy=Text(
            "Den Ausschuss vorberaten lassen.", "Let the committee consult first."
        ),
        cured_by=("council_office",),
        parameters=("competence.pre_consultation",),
    ),
    Rule(
        "annual_accounts_audited",
        _annual_accounts_audited,
        label=Text("Prüfung des Jahresabschlusses", "Examination of annual accounts"),
        citation=Citation("§ 59 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-9",
        unmet=Text(
            "Der Rechnungsprüfungsausschuss hat den Jahresabschluss noch nicht geprüft.",
            "The audit committee has not examined the annual accounts.",
        ),
        unknown=_CLASSIFY,
        remedy=Text(
            "Im Rechnungsprüfungsausschuss vorberaten.",
            "Consult in the audit committee first.",
        ),
        cured_by=("council_office",),
    ),
)

_COMPETENT = ("non_delegable", "non_delegable_further", "body_competent")
_VOTE = (
    *_COMPETENT,
    "ongoing_administration_reserved",
    "matter_recalled",
)

_OF_ANOTHER = ("decide_appeal", "decide_finally", URGENT)
"""Steps on which a body decides by law what is another's; other rules say which."""
_IN_TIME = tuple(name for name in ON_THE_PAPER if name != URGENT)

GUARDS = together(
    {name: _VOTE for name in (*ON_THE_PAPER, ELECT) if name not in _OF_ANOTHER},
    dict.fromkeys(_IN_TIME, ("pre_consultation_done", "annual_accounts_audited")),
    {"ratify": _COMPETENT},
    dict.fromkeys((URGENT, "decide_urgently"), ("matter_recalled",)),
    {"decide_urgently_for_committee": _COMPETENT},
    {"decide_urgently_for_district": _COMPETENT},
)

STEPS = (
    step(
        "state_competence",
        "Angaben zur Zuständigkeit machen",
        "State what the competence depends on",
        "",
        ("author", "council_office"),
        (motion(PRE_FINAL),),
        takes_in("value_cents", Kind.NUMBER, optional=True),
        takes_in("district_scope", Kind.FLAG, optional=True),
        takes_in("district_important", Kind.FLAG, optional=True),
        takes_in("hearing_deadline", Kind.DAY, optional=True),
    ),
)
