"""Elections (*Wahlen*), secret or open; and votes taken again."""

from __future__ import annotations

from ratsflow.law.counting import Base, Share
from ratsflow.law.elections import ONE_OBJECTION, secret_trigger
from ratsflow.law.local import MissingValueError
from ratsflow.model import BallotMode
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import elected_of, fixed_modes
from ratsflow.states.common.fields import body_members


@predicate(
    "objections",
    "secret",
    "item",
    "paper",
    "law.election.secret_trigger",
    "law.mayor.member",
    "law.vote_mode.by_topic",
)
def election_secret(question: Question) -> Answer:
    """Tell whether an election was secret where the law or enough members wanted it."""
    trigger, by_law = secret_trigger(question.law), "election_secret.by_law"
    secret = question.inputs.get("secret")
    if trigger not in ONE_OBJECTION and not isinstance(trigger, Share):
        if secret is None:
            raise MissingFactError("secret")
        return MET if secret is True else unmet("", "", by_law)
    needed = _threshold(question, trigger) if isinstance(trigger, Share) else 1
    if secret is None:
        raise MissingFactError("secret")
    if secret is True:
        return MET
    if BallotMode.SECRET.value in fixed_modes(question):
        return unmet("secret = False", "secret = True", by_law)
    objections = question.inputs.get("objections")
    if objections is None:
        return unknown("objections", observed="secret = False")
    if objections < needed:
        return MET
    told = f"secret = False, objections = {objections}"
    numbers = {"objections": objections, "least": needed}
    return unmet(told, f"objections < {needed}", **numbers)


def _threshold(question: Question, share: Share) -> int:
    members = size = body_members(question)
    if share.base is Base.ELECTED:
        elected = elected_of(question, members)
        if elected is None:
            raise MissingValueError("mayor.member")
        size = elected
    needed: int = share.threshold(size)
    return needed


@field("item.up_today", "item", "day")
def item_up_today(question: Question) -> bool:
    """Whether the body dealt with the item last on the day of the step."""
    return question.day in question.about.days[-1:]
