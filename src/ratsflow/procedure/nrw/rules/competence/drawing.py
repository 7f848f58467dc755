"""A body draws a decision to itself: recall and reservation, by its own vote (C-4, C-5)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.decide import MAYOR_KEYS, ballot_of, simply_carried
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.rules.competence.matter import is_council
from ratsflow.procedure.nrw.votes import OUT_OF_ITS_MEETING, in_its_meeting
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


_DRAWN = ("recalled", "reserved")
POWERLESS = (BodyKind.ADVISORY, BodyKind.ADMINISTRATION)
"""Kinds of bodies that decide nothing."""


def drawn_by_one_of(question: Question, *bodies: str) -> Answer:
    """Answer whether one of these bodies has drawn the decision.

    Raises:
        MissingFactError: it is not on record which body did.
    """
    by = str(question.fact("drawn_by"))
    needed = list(dict.fromkeys(bodies))
    if by in bodies:
        return MET
    return unmet(
        f"drawn_by = {by}",
        f"drawn_by = {' / '.join(needed)}",
        "drawn_by.another",
        bodies=needed,
    )


def recalled_by_council(question: Question) -> bool:
    """Tell whether the council has taken the matter back and not given it away again."""
    facts = question.case.facts
    by_council = facts.get("drawn_by") in council_names(question)
    return facts.get("recalled") is True and by_council


def council_names(question: Question) -> tuple[str, ...]:
    """Return the names of the council: it reserves a matter for any body of its own."""
    route = question.case.consultations
    return tuple(each.body.name for each in route if is_council(each.body))


def _draws(question: Question) -> bool:
    """Tell whether the body draws anything, or gives up what was drawn.

    To say of what nobody has drawn that it is not drawn takes no vote.

    Raises:
        MissingFactError: it says neither.
    """
    stated = [question.inputs.get(name) for name in _DRAWN]
    if stated == [None, None]:
        raise MissingFactError("recalled")
    drawn = [question.case.facts.get(name) for name in _DRAWN]
    return True in (*stated, *drawn)


def _resolved(question: Question) -> Answer:
    """Whoever draws a decision to itself does so by a vote, which somebody counted."""
    if not _draws(question):
        return MET
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 1:1")


def _by_its_body(question: Question) -> Answer:
    body, inputs = question.about.body, question.inputs
    recalls = inputs.get("recalled") is True or recalled_by_council(question)
    if recalls and not is_council(body):
        return unmet(body.name, "Rat")
    if body.kind in POWERLESS:
        needed = "Rat / Bezirksvertretung / Ausschuss"
        return unmet(body.name, needed, "drawn_by_its_body.powerless")
    return drawn_by_one_of(question, body.name)


def _of_its_meeting(question: Question) -> Answer:
    if not _draws(question):
        return MET
    ballot = ballot_of(question, "procedural_ballot")
    held = in_its_meeting(question, ballot)
    if held is not MET:
        return held
    members = question.about.body.members
    if ballot.members is not None and members is not None and ballot.members != members:
        return unmet(
            f"ballot.members = {ballot.members}",
            f"ballot.members = {members}",
            stated=ballot.members,
            members=members,
        )
    if members is not None and ballot.cast > members:
        return unmet(
            f"ballot.cast = {ballot.cast}",
            f"≤ {members}",
            "drawn_in_its_meeting.too_many",
            cast=ballot.cast,
            members=members,
        )
    return MET


RULES = (
    Rule(
        "recall_resolved",
        _resolved,
        label=Wording("Beschluss über das Ansichziehen", "Vote to draw the decision"),
        citation=Citation(
            "§ 41 Abs. 2, 3, § 50 Abs. 1 GO NRW", "S", "juracademy Rn. 215"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-5",
        parameters=MAYOR_KEYS,
        revision=3,
        unmet=Wording(
            "Das Gremium hat nicht mit Mehrheit beschlossen, die Entscheidung an sich "
            "zu ziehen oder zurückzugeben.",
            "The body has not resolved by a majority to draw the decision to itself "
            "or to give it back.",
        ),
        remedy=Wording(
            "Abstimmen lassen und das Ergebnis angeben.",
            "Let it vote, state the result.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "drawn_by_its_body",
        _by_its_body,
        label=Wording(
            "Ansichziehen durch das Gremium selbst", "Drawn by the body itself"
        ),
        citation=Citation(
            "§ 41 Abs. 2, 3 GO NRW; § 1 Abs. 2 Zuständigkeitskatalog Hattingen",
            "S",
            "juracademy Rn. 215; Hattingen Zuständigkeitskatalog 2021",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-5",
        revision=2,
        unmet=Wording(
            "Eine übertragene Sache holt nur der Rat zurück; hier berät: {observed}.",
            "Only the council takes a delegated matter back; here the body is: "
            "{observed}.",
        ),
        by_code={
            "powerless": Wording(
                "Eine Entscheidung können nur der Rat, eine Bezirksvertretung oder "
                "ein Ausschuss an sich ziehen; hier berät: {observed}.",
                "A decision can be drawn only by the council, a district council or a "
                "committee; here the body is: {observed}.",
            ),
            "another": Wording(
                "Jedes Gremium zieht eine Entscheidung nur an sich selbst; angegeben "
                "ist ein anderes als: {bodies}.",
                "Each body draws a decision to itself alone; another one is stated "
                "than: {bodies}.",
            ),
        },
        remedy=Wording(
            "Das Gremium, das die Sache an sich zieht, unter seinem eigenen Punkt "
            "beschließen lassen und es angeben; eine übertragene Sache holt der Rat.",
            "Have the body that draws the matter resolve it under its own item, and name "
            "it; a delegated matter the council takes back.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "drawn_in_its_meeting",
        _of_its_meeting,
        label=Wording("Ansichziehen in der Sitzung", "Drawn in the body's meeting"),
        citation=Citation(
            "§ 41 Abs. 2, 3, § 50 Abs. 1 GO NRW (kein Umlaufverfahren; Regel I-15)", "K"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-5",
        revision=2,
        unmet=Wording(
            "Die Abstimmung geht von {stated} Mitgliedern aus; das Gremium hat "
            "{members}.",
            "The vote is said to be of {stated} members; the body has {members}.",
        ),
        by_code={
            **OUT_OF_ITS_MEETING,
            "too_many": Wording(
                "Es sind {cast} Stimmen angegeben; das Gremium hat {members} "
                "Mitglieder.",
                "The vote has {cast} votes; the body has {members} members.",
            ),
        },
        remedy=Wording(
            "Das Gremium in der Sitzung abstimmen lassen, in der der Punkt aufgerufen ist.",
            "Let the body vote in the meeting in which the item is up.",
        ),
        cured_by=("chair", "council_office"),
    ),
)

GUARDS: dict[str, tuple[str, ...]] = {
    "draw_decision": ("recall_resolved", "drawn_by_its_body", "drawn_in_its_meeting"),
}

STEPS = (
    step(
        "draw_decision",
        "Entscheidung an sich ziehen",
        "Draw the decision to itself",
        "",
        ("chair", "council_office"),
        (consultation("open"), motion("in_consultation")),
        takes_in("drawn_by"),
        takes_in("recalled", Kind.FLAG, optional=True),
        takes_in("reserved", Kind.FLAG, optional=True),
        takes_in("procedural_ballot", Kind.BALLOT, optional=True),
    ),
)
