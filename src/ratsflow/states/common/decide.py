"""How a ballot becomes an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ratsflow.errors import Both, InvalidInputError
from ratsflow.law import counting, voting
from ratsflow.law.counting import Base, Outcome, Share, share_of
from ratsflow.law.local import Law
from ratsflow.model import Ballot, BodyKind, Majority, MayorsVote
from ratsflow.model.alike import alike
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import Answer, unknown
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import stated
from ratsflow.states.common.topics import classified, topics


ELECTIONS = "election.by_law"
"""The key of law: topics that are elected and never voted Yes or No (rule I-16)."""


COUNTED = (
    "item.body paper.topics law.mayor.votes_in law.mayor.vote_exclusions",
    "law.mayor.excluded_topics law.topics.own",
)
"""What it takes to say whether there were more Yes than No, the mayor's vote left out."""

BY_TOPIC = (
    "law.majority.by_topic law.majority.least_by_topic? law.main_bylaw.majority",
    "law.honorary_citizenship.majority law.name_change.majority",
    "law.council_referendum.majority law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority law.alderman_removal.majority",
    "law.committee_chair_removal.majority law.digital_session.majority",
    "law.rules_deviation.majority law.audit_head_removal.majority?",
    "law.lay_judges.majority? law.lay_judges.least? law.acting_mayor.majority?",
    "law.boundary_change.majority? law.local_mayor_election.further_candidates?",
)
"""The larger majorities that topics take."""

QUALIFIED = (
    *COUNTED,
    *BY_TOPIC,
    "ballot majority delegates_to_main_committee law.mayor.member",
    "law.majority.absolute law.majority.two_thirds law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
"""What it takes to count a vote by every majority that the matter needs."""

READS = (*QUALIFIED, "step resolution point_results law.separate_vote.whole_vote")
"""What it takes to say how a vote ended."""


def fixed_modes(question: Question) -> set[str]:
    """Return the modes of voting that a statute fixes for the topics of a motion (N-5)."""
    modes = question.law["vote_mode.by_topic"]
    return {modes[topic] for topic in topics(question) if topic in modes}


def ballot_of(question: Question, name: str = "ballot") -> Ballot:
    """Return the ballot that the step takes in."""
    ballot = question.inputs.get(name)
    if not isinstance(ballot, Ballot):
        raise MissingFactError(name)
    return ballot


def stated_majorities(question: Question, ballot: Ballot) -> tuple[Majority, ...]:
    """Return the majorities that the case or the ballot itself asks for.

    `InvalidInputError` where the case names one that does not exist.
    """
    stated = question.get("majority")
    wanted = [] if ballot.majority is None else [ballot.majority]
    if stated is not None:
        try:
            wanted.append(Majority(stated))
        except ValueError:
            raise InvalidInputError(
                Both(f"{stated!r} is no majority.", f"{stated!r} ist keine Mehrheit."),
                Both("majority", "Mehrheit"),
            ) from None
    return tuple(wanted)


def qualified_by(law: Law, topics: Iterable[str]) -> tuple[str, ...]:
    """Return the norms of the majorities that topics take besides more Yes than No."""
    topics = tuple(topics)
    if not topics:
        return ()
    tables = (law["majority.by_topic"], law.values.get("majority.least_by_topic", {}))
    return tuple(table[topic] for topic in topics for table in tables if topic in table)


def shares(question: Question, ballot: Ballot) -> tuple[Share, ...]:
    """Return every share that must be reached besides more Yes than No (rule I-5).

    A topic whose share nobody has set is left to the rule ``majority_known``.
    """
    law = question.law
    kinds = stated_majorities(question, ballot)
    asked = [
        share
        for kind in kinds
        if (share := counting.majority_share(kind, law=law)) is not None
    ]
    delegates = question.inputs.get("delegates_to_main_committee") is True
    if delegates and law.values.get("urgent.delegation_majority") is not None:
        asked.append(share_of(law, "urgent.delegation_majority"))
    keys = qualified_by(law, classified(question.motion, law) or ())
    asked += [share_of(law, key) for key in keys if law.values.get(key) is not None]
    return tuple(asked)


def members_of(question: Question, ballot: Ballot) -> int | None:
    """Return the statutory voting members of the body; None if nobody has stated them."""
    about = question.consultation
    own = None if about is None else about.body.members
    return ballot.members if own is None else own


def members_by_law(question: Question) -> int | None:
    """Return how many members a body has by the municipality's own file (CNT-1).

    None where the file does not say.
    """
    about, values = question.consultation, question.law.values
    if about is None:
        return None
    if about.body.kind is not BodyKind.COUNCIL:
        return question.law.made(_members_of_bodies).get(alike(about.body.name))
    elected, mayor = values.get("council.elected_members"), values.get("mayor.member")
    return None if elected is None or mayor is None else int(elected) + int(mayor)


def _members_of_bodies(law: Law) -> Mapping[str, int]:
    """Return the members of bodies that the town's file names, by names as they are compared."""
    sizes: dict[str, int] = {}
    for name, members in (law.values.get("bodies.members") or {}).items():
        sizes.setdefault(alike(name), members)
    return sizes


def elected_of(question: Question, members: int) -> int | None:
    """Return how many of the members of a body are elected; None where it is not known.

    The mayor is a member of the council alone by law; of all other bodies every member
    is elected.
    """
    about = question.consultation
    if about is not None and about.body.kind is not BodyKind.COUNCIL:
        return members
    mayor = question.law.values.get("mayor.member")
    return None if mayor is None else members - int(mayor)


def voters_of(question: Question) -> int:
    """Return how many members of the body may vote in an election: the mayor not always."""
    members = stated(question.about.body.members, "body.members")
    if question.about.body.kind is not BodyKind.COUNCIL:
        return members
    absent = mayor_has_vote(question) is False and question.law["mayor.member"] is True
    return members - int(absent)


def base_size(question: Question, ballot: Ballot, base: Base) -> int | None:
    """Return what a share is a share of (rule CNT-1); None where it is not known."""
    members = members_of(question, ballot)
    if base is Base.ELECTED:
        return None if members is None else elected_of(question, members)
    if base is Base.PRESENT_ELIGIBLE:
        # who voted though biased stands among the votes, and so in their base
        return None if ballot.present is None else ballot.present + ballot.biased_votes
    if base is Base.VALID_VOTES or base is Base.VOTES_CAST:
        return counting.votes_in(base, ballot.yes, ballot.no, ballot.invalid)
    return members


def mayor_has_vote(question: Question) -> bool | None:
    """Tell whether the mayor votes here (rule I-13); None while no topics are stated."""
    law, about = question.law, classified(question.motion, question.law)
    places = law["mayor.excluded_topics"]
    norms = [norm for topic in about or ("",) for norm in places.get(topic) or ("",)]
    answers = {
        voting.mayor_votes(
            question.about.body.kind.value,
            None if about is None else norm,
            bodies=law["mayor.votes_in"],
            exclusions=law["mayor.vote_exclusions"],
        )
        for norm in norms
    }
    if False in answers:
        return False
    return None if None in answers else True


def counted(question: Question, ballot: Ballot) -> tuple[int, int] | None:
    """Return Yes and No; a vote of the mayor where he has none is not counted.

    None if nobody counted, or if what the mayor did is not among the votes.
    """
    yes, no = ballot.yes, ballot.no
    if yes is None or no is None:
        return None
    cast = ballot.mayor
    if cast not in (MayorsVote.YES, MayorsVote.NO) or question.consultation is None:
        return yes, no
    if question.law.values.get("mayor.votes_in") is None:
        return yes, no
    if mayor_has_vote(question) is not False:
        return yes, no
    left = yes - (cast is MayorsVote.YES), no - (cast is MayorsVote.NO)
    return None if min(left) < 0 else left


def reached(question: Question, ballot: Ballot) -> Outcome:
    """Count a ballot by every majority that the matter needs (rules I-1, I-2, I-4, I-5)."""
    if ballot.contradictions:
        return Outcome.UNKNOWN  # nobody can count with such numbers
    yes, no = counted(question, ballot) or (None, None)
    return counting.decide(
        yes,
        no,
        shares(question, ballot),
        lambda base: base_size(question, ballot, base),
        _announced(ballot),
    )


def _announced(ballot: Ballot) -> Outcome:
    announced = ballot.announced
    return Outcome.UNKNOWN if announced is None else Outcome(announced.value)


def carried(question: Question, name: str = "ballot") -> bool | Answer:
    """Tell whether a ballot adopted what was put to the vote.

    Where a qualified majority cannot be counted, the result is what the chair announced,
    so that it can be recorded; the rule ``majority_counted`` then lets nothing pass.
    """
    ballot = ballot_of(question, name)
    outcome = reached(question, ballot)
    if outcome is Outcome.UNKNOWN:
        outcome = _announced(ballot)
    if outcome is Outcome.UNKNOWN and ballot.contradictions:
        # so that it can be recorded; the rule vote_record_consistent lets nothing pass
        outcome = counting.decide(ballot.yes, ballot.no)
    if outcome is Outcome.UNKNOWN:
        return unknown(
            "ballot.yes",
            "ballot.no",
            "body.members",
            observed="–",
            code="ballot.uncounted",
        )
    return outcome is Outcome.ADOPTED


def simply_carried(question: Question, ballot: Ballot) -> bool:
    """Tell whether a procedural or recommending vote was carried: more Yes than No.

    A vote of the mayor where he has none does not carry it.

    Raises:
        MissingFactError: what the mayor is said to have cast is not among the votes.
    """
    yes, no = counted(question, ballot) or (None, None)
    if yes is None and ballot.is_counted:
        raise MissingFactError("ballot.mayor")
    return counting.decide(yes, no, announced=_announced(ballot)) is Outcome.ADOPTED


@predicate(*READS)
def vote(question: Question) -> str | Answer:
    """Decide the vote of a deciding body: adopted as proposed, amended, in part, or not."""
    passed = carried(question)
    if isinstance(passed, Answer):
        return passed
    if question.inputs.get("point_results"):
        return _by_points(question, passed=passed)
    return _changed(question) if passed else "rejected"


def _by_points(question: Question, *, passed: bool) -> str | Answer:
    """Decide a separate vote; equal points must agree with the ballot (rule I-11)."""
    points = point_outcomes(question)
    if points is None:
        given = ", ".join(question.inputs["point_results"])
        needed = "N:34:33 / N:adopted / N:rejected"
        return unknown("point_results", observed=given, required=needed)
    results = set(points.values())
    if len(results) > 1:
        whole = question.law.values.get("separate_vote.whole_vote")
        return "rejected" if whole is True and not passed else "partially_adopted"
    if results != {passed}:
        return unknown(
            "point_results",
            observed="point_results ≠ ballot",
            required="point_results = ballot",
            code="points.contradiction",
        )
    return _changed(question) if passed else "rejected"


def point_outcomes(question: Question) -> dict[str, bool] | None:
    """Read the results point by point; None if one cannot be read or stands twice.

    Each is ``NUMBER:YES:NO``, counted like the ballot, or ``NUMBER:adopted`` and
    ``NUMBER:rejected`` where nobody counted.
    """
    ballot = ballot_of(question)
    results: dict[str, bool] = {}
    for text in question.inputs["point_results"]:
        number, _, result = text.partition(":")
        passed = _point(question, ballot, result)
        if not number or number in results or passed is None:
            return None
        results[number] = passed
    return results


def _point(question: Question, ballot: Ballot, result: str) -> bool | None:
    if result in ("adopted", "rejected"):
        return result == "adopted"
    yes, _, no = result.partition(":")
    if not (yes.isdecimal() and no.isdecimal()):
        return None
    # a ballot of its own: attendance and announcement of the other do not apply to it
    own = Ballot(
        yes=int(yes), no=int(no), members=ballot.members, majority=ballot.majority
    )
    outcome = Outcome.UNKNOWN if own.contradictions else reached(question, own)
    return None if outcome is Outcome.UNKNOWN else outcome is Outcome.ADOPTED


def _changed(question: Question) -> str:
    ballot = question.inputs.get("ballot")
    amended = bool(question.inputs.get("resolution")) or (
        isinstance(ballot, Ballot) and ballot.amended
    )
    return "adopted_amended" if amended else "adopted_unchanged"


@predicate("ballot", "resolution", *COUNTED)
def recommend(question: Question) -> str | Answer:
    """Decide the vote of a hearing or preliminary body; it never binds (rule J-2).

    A recommendation takes a simple majority, whatever the decision itself will need.
    """
    if question.inputs.get("ballot") is None:
        return "no_vote_forwarded"
    passed = simple_majority(question)
    if isinstance(passed, Answer):
        return passed
    if not passed:
        return "not_recommended"
    amended = _changed(question) == "adopted_amended"
    return "recommended_amended" if amended else "recommended_unchanged"


@predicate("resolution", *QUALIFIED)
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


@predicate("item.role")
def if_authoritative(question: Question, yes: str, no: str) -> str:
    """Tell whether it ends the motion, or only the part of a body that does not decide."""
    return yes if question.about.is_authoritative else no


@predicate(*QUALIFIED)
def if_carried(question: Question, yes: str, no: str) -> str | Answer:
    """Decide by every majority that the matter needs."""
    return _named(carried(question), yes, no)


@predicate("ballot", *COUNTED)
def if_more_yes(question: Question, yes: str, no: str) -> str | Answer:
    """Decide by more Yes than No, whatever the decision itself takes."""
    return _named(simple_majority(question), yes, no)


def _named(passed: bool | Answer, yes: str, no: str) -> str | Answer:
    return passed if isinstance(passed, Answer) else yes if passed else no


def simple_majority(question: Question) -> bool | Answer:
    """Tell whether there were more Yes than No; a vote nobody can count is no No."""
    ballot = ballot_of(question)
    yes, no = counted(question, ballot) or (None, None)
    outcome = counting.decide(yes, no, announced=_announced(ballot))
    if outcome is Outcome.UNKNOWN:
        return unknown("ballot.yes", "ballot.no", observed="–", code="ballot.uncounted")
    return outcome is Outcome.ADOPTED


@predicate("{of}")
def as_stated(question: Question, of: str, known: list[str]) -> str | Answer:
    """Read what somebody else decided, by the input that says so."""
    value = question.inputs.get(of)
    if value in known:
        return str(value)
    found, needed = str(value or ""), " / ".join(known)
    return unknown(of, observed=found, required=needed, code=f"{of}.unknown")
