"""Who decides (C-1 to C-5)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.keys.competence import ONGOING
from ratsflow.model import Consultation, Organization
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.competence.drawing import (
    POWERLESS,
    council_names,
    drawn_by_one_of,
    recalled_by_council,
)
from ratsflow.procedure.nrw.rules.competence.matter import (
    belongs_to,
    holder,
    is_council,
    is_district,
    named,
    of_the_decider,
)
from ratsflow.procedure.nrw.rules.paper.budget import BEYOND, is_material
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.states import PRE_FINAL
from ratsflow.procedure.nrw.topics import (
    RESERVED,
    lineage,
    matters,
    reserved_by,
    topics,
)
from ratsflow.procedure.nrw.votes import ELECTING, ON_THE_PAPER, URGENT, URGENT_STEPS
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


def _reserved(question: Question) -> Answer:
    return _reserved_by(question, "topics.reserved")


def _reserved_by(question: Question, key: str) -> Answer:
    body = question.about.body
    if is_council(body):
        return MET
    norms = {each: reserved_by(question, each, key) for each in matters(question)}
    found = {topic: norm for topic, norm in norms.items() if norm}
    if not found:
        return MET
    paragraphs = sorted(set(found.values()))
    return unmet(body.name, "Rat", topics=list(found), paragraphs=paragraphs)


def _reserved_further(question: Question) -> Answer | bool:
    """Answer for what was not read, and for spending that its amount makes material."""
    key, body = "topics.reserved_further", question.about.body
    answer = _reserved_by(question, key)
    if answer is not MET or is_council(body) or BEYOND.isdisjoint(topics(question)):
        return answer
    if is_material(question):
        material = "material_overspend"
        norm = reserved_by(question, material, key)
        return unmet(body.name, "Rat", topics=[material], paragraphs=[norm])
    return MET


def _body_competent(question: Question) -> Answer:
    body = question.about.body
    if is_council(body):
        return MET
    if body.kind in POWERLESS:
        powerless = "body_competent.powerless"
        return unmet(body.name, "Rat", powerless, holders=["council"])
    of = _not_ongoing(question)
    if not of:
        return _without_topic(question, body)
    holders = {topic: holder(question, topic) for topic in of}
    others = {
        topic: named(power)
        for topic, power in holders.items()
        if not belongs_to(power, body)
    }
    if not others:
        return MET
    return unmet(
        body.name,
        ", ".join(f"{topic}: {name}" for topic, name in others.items()),
        matters=list(others),
        holders=list(dict.fromkeys(others.values())),
    )


def _not_ongoing(question: Question) -> list[str]:
    """Return the topics of the motion that are no ongoing administration."""
    of = matters(question)
    return [each for each in of if ONGOING not in lineage(question, each)]


def _without_topic(question: Question, body: Organization) -> Answer:
    """Answer for a matter in no list: the council's, or the mayor's if it is ongoing."""
    if ONGOING in topics(question):
        return MET
    return unmet(body.name, "Rat", "body_competent.no_topic")


def _ongoing_administration_reserved(question: Question) -> Answer:
    if ONGOING not in topics(question):
        return MET
    if question.fact("reserved") is not True:
        return unmet("reserved = False", "reserved = True")
    return drawn_by_one_of(question, question.about.body.name, *council_names(question))


def _matter_recalled(question: Question) -> Answer:
    body = question.about.body
    if not is_council(body):
        if is_district(body) or not recalled_by_council(question):
            return MET
        return unmet(body.name, "Rat", "matter_recalled.recalled")
    powers = [holder(question, each) for each in _not_ongoing(question)]
    held = [each for each in powers if each is not None and not each.is_district]
    if not held:
        return MET
    bodies = list(dict.fromkeys(each.body for each in held))
    holders = ", ".join(bodies)
    if any(each.statutory for each in held):
        norm, code = "§ 41 Abs. 2, 3 GO NRW", "matter_recalled.statutory"
        return unmet(holders, norm, code, holders=bodies)
    itself = question.step not in URGENT_STEPS and question.get("recalled") is None
    if itself and question.law["recall.implied"] is True:
        return _before_their_decision(question)
    if question.fact("recalled") is not True:
        return unmet(holders, "recalled = True", holders=bodies)
    drawn = drawn_by_one_of(question, question.about.body.name)
    return _before_their_decision(question) if drawn is MET else drawn


def _recalled_expressly(question: Question) -> Answer:
    """Where the council just decides what it had given away, the recall is implied."""
    if not is_council(question.about.body) or question.get("recalled") is True:
        return MET
    powers = [holder(question, each) for each in _not_ongoing(question)]
    held = [each for each in powers if each is not None and not each.is_district]
    bodies = list(dict.fromkeys(each.body for each in held))
    return unmet(", ".join(bodies), "recalled = True", holders=bodies) if held else MET


_AFTER_THAT = ("in_execution", "executed", "reported", "closed")
"""States in which a decision is being carried out, or was."""


def _before_their_decision(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_council(decided.body):
        return MET
    reading = question.law["recall.reading"]
    if reading == "before_execution" and question.case.state not in _AFTER_THAT:
        return MET
    return unmet(
        f"{decided.body.name} {_day(decided)}".strip(),
        f"recalled < {_day(decided)}",
        "matter_recalled.late",
        body=decided.body.name,
    )


def _day(decided: Consultation) -> str:
    return decided.days[-1].isoformat() if decided.days else ""


_RESERVED_UNMET = Wording(
    "Dem Rat vorbehalten ({paragraphs}): {topics:topic}. Hier entscheiden soll: "
    "{observed}.",
    "Reserved to the council ({paragraphs}): {topics:topic}. The decision is to be "
    "taken by: {observed}.",
)
_TO_THE_COUNCIL = Wording(
    "Dem Rat zur Entscheidung vorlegen; hier nur vorberaten.",
    "Put it to the council for decision; only a recommendation here.",
)

RULES = (
    Rule(
        "non_delegable",
        of_the_decider(_reserved),
        parameters=("topics.reserved",),
        label=Wording("Dem Rat vorbehalten", "Reserved to the council"),
        citation=Citation(
            "§ 41 Abs. 1 S. 2 lit. a–g, h (Haushaltssatzung) GO NRW",
            "V",
            "anwalt-und-kommunalrecht.de",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-2",
        unmet=_RESERVED_UNMET,
        remedy=_TO_THE_COUNCIL,
        cured_by=("council_office", "author"),
    ),
    Rule(
        "non_delegable_further",
        of_the_decider(_reserved_further),
        label=Wording(
            "Dem Rat vorbehalten (weitere Angelegenheiten)",
            "Reserved to the council (further matters)",
        ),
        citation=Citation(
            "§ 41 Abs. 1 S. 2 lit. h–t GO NRW", "K", "paraphrased, wording not read"
        ),
        parameters=("topics.reserved_further", "overspend.material_threshold"),
        revision=3,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-2",
        unmet=_RESERVED_UNMET,
        remedy=_TO_THE_COUNCIL,
        cured_by=("council_office", "author"),
    ),
    Rule(
        "body_competent",
        of_the_decider(_body_competent),
        revision=2,
        label=Wording("Zuständigkeit des Gremiums", "Competence of the body"),
        citation=Citation(
            "§ 41 Abs. 1 S. 1, Abs. 2 GO NRW",
            "S",
            "anwalt-und-kommunalrecht.de, juracademy Rn. 215",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-3",
        unmet=Wording(
            "Für die Entscheidung ist ein anderes Gremium zuständig als: {observed}. "
            "Zu „{matters:topic}“ entscheidet: {holders:body_kind}. Was niemandem "
            "übertragen ist, entscheidet der Rat.",
            "The decision belongs to another body than: {observed}. On "
            "“{matters:topic}” the decision is taken by: {holders:body_kind}. What is "
            "delegated to nobody is the council's.",
        ),
        by_code={
            "no_topic": Wording(
                "Die Sache ist keinem Gremium übertragen, auch nicht: {observed}. "
                "Darüber entscheidet der Rat.",
                "The matter is delegated to no body, nor to: {observed}. The council "
                "decides it.",
            ),
            "powerless": Wording(
                "Dieses Gremium entscheidet nichts: {observed}. Zuständig ist der Rat.",
                "This body decides nothing: {observed}. The council is competent.",
            ),
        },
        remedy=Wording(
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
            "district.matters",
            "municipality.county_free",
            *RESERVED,
        ),
    ),
    Rule(
        "ongoing_administration_reserved",
        _ongoing_administration_reserved,
        label=Wording(
            "Geschäft der laufenden Verwaltung", "Matter of ongoing administration"
        ),
        citation=Citation(
            "§ 41 Abs. 3 GO NRW", "S", "anwalt-und-kommunalrecht.de, juracademy Rn. 215"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-4",
        unmet=Wording(
            "Geschäfte der laufenden Verwaltung gelten als auf die Bürgermeisterin "
            "oder den Bürgermeister übertragen; das Gremium hat sich die Sache nicht "
            "vorbehalten.",
            "Ongoing administration is deemed delegated to the mayor; the body has "
            "not reserved the matter for itself.",
        ),
        by_code={
            "another": Wording(
                "Vorbehalten hat sich die Sache ein anderes Gremium als: {bodies}.",
                "Another body has reserved the matter than: {bodies}.",
            ),
        },
        remedy=Wording(
            "Vorbehalt beschließen und angeben, oder die Sache der Verwaltung überlassen.",
            "Resolve to reserve it and say so, or leave it to the administration.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "matter_recalled",
        of_the_decider(_matter_recalled),
        revision=4,
        label=Wording("Rückholrecht des Rates", "Council's right of recall"),
        citation=Citation(
            "§ 41 Abs. 2, 3 GO NRW; § 1 Abs. 2 Zuständigkeitskatalog Hattingen",
            "S",
            "juracademy Rn. 215, 311; Hattingen Zuständigkeitskatalog 2021",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="C-5",
        unmet=Wording(
            "Die Sache ist übertragen auf: {holders:body_kind}. Der Rat entscheidet "
            "sie nur, wenn er sie im Einzelfall zurückgeholt hat.",
            "The matter is delegated to: {holders:body_kind}. The council decides it "
            "only once it has taken it back.",
        ),
        by_code={
            "recalled": Wording(
                "Der Rat hat die Sache zurückgeholt; nicht mehr zuständig ist: "
                "{observed}.",
                "The council has taken the matter back; no longer competent is: "
                "{observed}.",
            ),
            "statutory": Wording(
                "Das Gesetz gibt die Sache diesem Gremium: {holders:body_kind}. Der "
                "Rat kann sie nicht zurückholen.",
                "The law gives the matter to: {holders:body_kind}. The council cannot "
                "take it back.",
            ),
            "late": Wording(
                "Über die Sache hat schon entschieden: {body}. Danach kann der Rat "
                "sie nicht mehr zurückholen.",
                "The matter was decided already by: {body}. After that the council "
                "cannot take it back.",
            ),
            "another": Wording(
                "Zurückgeholt hat die Sache ein anderes Gremium als: {bodies}.",
                "Another body has taken the matter back than: {bodies}.",
            ),
        },
        remedy=Wording(
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
            "district.matters",
            "municipality.county_free",
            "recall.implied",
            "recall.reading",
            *RESERVED,
        ),
    ),
    Rule(
        "recalled_expressly",
        of_the_decider(_recalled_expressly),
        label=Wording("Ausdrückliche Rückholung", "Express recall"),
        citation=Citation("§ 41 Abs. 2, 3 GO NRW", "?"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="C-5",
        unmet=Wording(
            "Die Sache ist übertragen auf: {holders:body_kind}. Der Rat entscheidet sie "
            "selbst, ohne sie ausdrücklich zurückgeholt zu haben; ob das genügt, ist "
            "zweifelhaft.",
            "The matter is delegated to: {holders:body_kind}. The council decides it "
            "itself without having taken it back expressly; whether that is enough is "
            "doubtful.",
        ),
        remedy=Wording(
            "Die Sache vor der Abstimmung ausdrücklich zurückholen (Schritt "
            "„Entscheidung an sich ziehen“).",
            "Take the matter back expressly before the vote (step “draw the decision to "
            "itself”).",
        ),
        cured_by=("chair", "council_office"),
        parameters=(
            "competence.powers",
            "competence.amounts",
            "competence.cost_amounts",
            "district.matters",
            "municipality.county_free",
            *RESERVED,
        ),
    ),
)

_COMPETENT = ("non_delegable", "non_delegable_further", "body_competent")
_VOTE = (
    *_COMPETENT,
    "ongoing_administration_reserved",
    "matter_recalled",
    "recalled_expressly",
)

_OF_ANOTHER = ("decide_appeal", "decide_finally", URGENT)
"""Steps on which a body decides by law what is another's; other rules say which."""

GUARDS = together(
    {name: _VOTE for name in (*ON_THE_PAPER, *ELECTING) if name not in _OF_ANOTHER},
    {"ratify": _COMPETENT},
    dict.fromkeys((URGENT, "decide_urgently"), ("matter_recalled",)),
    {"decide_urgently_for_committee": (*_COMPETENT, "matter_recalled")},
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
