"""A body draws a decision to itself: recall and reservation, by its own vote (C-4, C-5)."""

from __future__ import annotations

from ratsflow.model import BodyKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ballot_of, simply_carried
from ratsflow.states.common.predicates.competence.matter import is_council
from ratsflow.states.common.votes import in_its_meeting


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


@predicate(
    "procedural_ballot",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
)
def _resolved(question: Question) -> Answer:
    """Whoever draws a decision to itself does so by a vote, which somebody counted."""
    if not _draws(question):
        return MET
    ballot = ballot_of(question, "procedural_ballot")
    if simply_carried(question, ballot):
        return MET
    return unmet(f"{ballot.yes}:{ballot.no}", "> 1:1")


@predicate("drawn_by")
def _by_its_body(question: Question) -> Answer:
    body, inputs = question.about.body, question.inputs
    recalls = inputs.get("recalled") is True or recalled_by_council(question)
    if recalls and not is_council(body):
        return unmet(body.name, "Rat")
    if body.kind in POWERLESS:
        needed = "Rat / Bezirksvertretung / Ausschuss"
        return unmet(body.name, needed, "drawn_by_its_body.powerless")
    return drawn_by_one_of(question, body.name)


@predicate("procedural_ballot")
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
