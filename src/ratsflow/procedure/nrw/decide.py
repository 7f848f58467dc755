"""How a ballot becomes an outcome."""

from __future__ import annotations

from ratsflow.model import Announced, Ballot, Majority
from ratsflow.procedure.finding import Answer, unknown
from ratsflow.procedure.question import MissingFactError, Question


def carried(question: Question, name: str = "ballot") -> bool | Answer:
    """Tell whether a ballot adopted what was put to the vote.

    A simple majority is more Yes than No; a tie rejects. A qualified one counts against
    the statutory number of members and cannot be told from words alone.

    References:
        § 50 Abs. 1 S. 1, 2, Abs. 5 GO NRW.
    """
    ballot = question.inputs.get(name)
    if not isinstance(ballot, Ballot):
        raise MissingFactError(name)
    majority = required_majority(question, ballot)
    if ballot.yes is None or ballot.no is None:
        if majority is not Majority.SIMPLE:
            return unknown(
                "no counts", f"counts for a {majority.value} majority", "ballot.uncounted"
            )
        return ballot.announced is Announced.ADOPTED
    if majority is Majority.SIMPLE:
        return ballot.yes > ballot.no
    members = _members(question, ballot)
    return ballot.yes >= _needed(majority, members)


def required_majority(question: Question, ballot: Ballot) -> Majority:
    """Return the majority that the matter needs: the stricter of case and ballot."""
    stated = question.get("majority")
    wanted = [Majority(stated)] if stated else []
    if ballot.majority is not None:
        wanted.append(ballot.majority)
    return max(wanted, key=list(Majority).index, default=Majority.SIMPLE)


def _members(question: Question, ballot: Ballot) -> int:
    body = question.about.body
    members = body.members if body.members is not None else ballot.members
    if members is None:
        raise MissingFactError("ballot.members")
    return members


def _needed(majority: Majority, members: int) -> int:
    if majority is Majority.ABSOLUTE:
        return members // 2 + 1
    num, den = (2, 3) if majority is Majority.TWO_THIRDS else (3, 4)
    return -(-members * num // den)


def vote(question: Question) -> str | Answer:
    """Decide the vote of a deciding body: adopted as proposed, amended, in part, or not."""
    if question.inputs.get("point_results"):
        results = {text.rpartition(":")[2] for text in question.inputs["point_results"]}
        if results - {"adopted", "rejected"}:
            return unknown(
                ", ".join(sorted(results)), "NUMBER:adopted or NUMBER:rejected"
            )
        if len(results) > 1:
            return "partially_adopted"
        return _changed(question) if results == {"adopted"} else "rejected"
    passed = carried(question)
    if isinstance(passed, Answer):
        return passed
    return _changed(question) if passed else "rejected"


def _changed(question: Question) -> str:
    ballot = question.inputs.get("ballot")
    amended = bool(question.inputs.get("resolution")) or (
        isinstance(ballot, Ballot) and ballot.amended
    )
    return "adopted_amended" if amended else "adopted_unchanged"


def recommend(question: Question) -> str | Answer:
    """Decide the vote of a hearing or preliminary body; it never binds (rule J-2)."""
    if question.inputs.get("ballot") is None:
        return "no_vote_forwarded"
    passed = carried(question)
    if isinstance(passed, Answer):
        return passed
    if not passed:
        return "not_recommended"
    amended = _changed(question) == "adopted_amended"
    return "recommended_amended" if amended else "recommended_unchanged"


def non_consider(question: Question) -> str | Answer:
    """Tell whether non-consideration ends the motion or only this body's part."""
    if question.about.is_authoritative:
        return "not_considered"
    return "no_vote_forwarded"


def reconsider(question: Question) -> str | Answer:
    """Decide a body's new vote on its objected resolution.

    The ballot is on the resolution as it stands: carried means confirmed. With a
    `resolution` text the body adopted something else instead.
    """
    passed = carried(question)
    if isinstance(passed, Answer):
        return passed
    if not passed:
        return "not_confirmed"
    return "replaced" if question.inputs.get("resolution") else "confirmed"


def ratify(question: Question) -> str | Answer:
    """Decide the ratification of an urgent decision: refusal is not yet annulment."""
    passed = carried(question)
    if isinstance(passed, Answer):
        return passed
    if passed:
        return "ratified"
    annul = question.inputs.get("annul")
    if annul is None:
        raise MissingFactError("annul")
    return "annulled" if annul is True else "ratification_refused"


def authority(question: Question) -> str | Answer:
    """Read what the supervisory authority decided."""
    return _of(question, "authority_decision", ("annulled", "released"))


def citizens(question: Question) -> str | Answer:
    """Read how the citizens decided on the resolution."""
    return _of(question, "citizens_decision", ("annulled", "confirmed"))


def _of(question: Question, name: str, known: tuple[str, ...]) -> str | Answer:
    value = question.inputs.get(name)
    if value in known:
        return str(value)
    return unknown(str(value or ""), " / ".join(known), f"{name}.unknown")
