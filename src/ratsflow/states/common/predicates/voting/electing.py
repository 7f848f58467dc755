"""Elections (*Wahlen*) and votes taken again."""

from __future__ import annotations

from ratsflow.law.counting import Base, Share
from ratsflow.law.elections import ONE_OBJECTION, secret_trigger
from ratsflow.law.local import MissingValueError
from ratsflow.model import BallotMode
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import elected_of, fixed_modes


def _stated(question: Question, name: str) -> object:
    """Return an input of this very step; what was said about another vote is no help."""
    value = question.inputs.get(name)
    if value is None:
        raise MissingFactError(name)
    return value


@predicate("objections", "secret", "law.vote_mode.by_topic")
def _secret_on_objection(question: Question) -> Answer:
    return _secret(question, 1)


@predicate(
    "objections",
    "secret",
    "law.election.secret_trigger",
    "law.mayor.member",
    "law.vote_mode.by_topic",
)
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


@predicate("runoff")
def _runoff_after_first(question: Question) -> Answer:
    due = question.about.result == "runoff"
    if (question.inputs.get("runoff") is True) is due:
        return MET
    code = "" if due else "runoff_due.first"
    return unmet(f"runoff = {not due}", f"runoff = {due}", code)


@predicate(
    "next_item_opened", "result_doubted", "unanimous_consent", "law.revote.by_consent"
)
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
