"""The record of a vote: complete, free of contradictions, taken in a meeting."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import Ballot, BallotMode, MayorsVote
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.decide import members_of
from ratsflow.procedure.nrw.votes import excluded_from, in_its_meeting, voted
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


_TELLS = ("yes", "no", "abstain", "present", "chair")


def _complete(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None:
        return MET
    missing = [name for name in _TELLS if getattr(ballot, name) in (None, "")]
    if members_of(question, ballot) is None:
        missing.append("members")
    biased = excluded_from(question, ballot)
    if not all(is_one_of(name, ballot.excluded) for name in biased):
        missing.append("excluded")
    if not missing:
        return MET
    return unmet(", ".join(missing), "ballot", missing=missing)


def _consistent(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None:
        return MET
    problems = _contradictions(question, ballot)
    return unmet("; ".join(problems), "=") if problems else MET


def _contradictions(question: Question, ballot: Ballot) -> list[str]:
    members = members_of(question, ballot)
    own = question.motion.text_hash
    checks = {
        f"body.members {members} ≠ ballot.members {ballot.members}": ballot.members
        is not None
        and ballot.members != members,
        f"ballot.cast {ballot.cast} > body.members {members}": members is not None
        and ballot.cast - ballot.biased_votes > members,
        f"ballot.present {ballot.present} > body.members {members}": None
        not in (members, ballot.present)
        and (ballot.present or 0) > (members or 0),
        f"ballot.experts {ballot.experts} > ballot.present {ballot.present}": None
        not in (ballot.experts, ballot.present)
        and (ballot.experts or 0) > (ballot.present or 0),
        "ballot.text_hash ≠ motion.text_hash": bool(ballot.text_hash)
        and ballot.text_hash != own
        and not ballot.amended,
        "ballot.votes ≠ ballot.yes, ballot.no, ballot.abstain": _names_differ(ballot),
        f"ballot.mayor = {ballot.mayor}, 0": (ballot.mayor, 0)
        in ((MayorsVote.YES, ballot.yes), (MayorsVote.NO, ballot.no)),
    }
    return [what for what, is_wrong in checks.items() if is_wrong]


def _names_differ(ballot: Ballot) -> bool:
    if ballot.mode is not BallotMode.ROLL_CALL or not ballot.votes:
        return False
    given = [vote for _, vote in ballot.votes]
    pairs = (("yes", ballot.yes), ("no", ballot.no), ("abstain", ballot.abstain))
    return any(
        count is not None and given.count(vote) != count for vote, count in pairs
    )


def _names_recorded(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.mode is not BallotMode.ROLL_CALL:
        return MET
    if ballot.votes and len(ballot.votes) >= ballot.cast:
        return MET
    return unmet(f"{len(ballot.votes)}", f"{ballot.cast}")


def _excluded_not_counted(question: Question) -> Answer:
    ballot = voted(question)
    excluded = () if ballot is None else excluded_from(question, ballot)
    if ballot is None or not excluded:
        return MET
    members = members_of(question, ballot)
    if members is None or ballot.present is None:
        raise MissingFactError("body.members" if members is None else "ballot.present")
    if ballot.present + len(excluded) <= members:
        return MET
    found = f"{ballot.present} + {len(excluded)} > {members}"
    return unmet(found, f"≤ {members - len(excluded)}")


def _in_meeting(question: Question) -> Answer:
    ballot = None if question.step == "elect" else voted(question)
    if ballot is None and question.step != "elect":
        return MET
    return in_its_meeting(question, ballot)


RULES = (
    Rule(
        "vote_record_complete",
        _complete,
        label=Text("Abstimmung vollständig festgehalten", "Vote recorded in full"),
        citation=Citation("Niederschrift (Regel I-18)", "K"),
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="I-18",
        unmet=Text(
            "Zur Abstimmung fehlen Angaben: {observed}.",
            "The record of the vote lacks: {observed}.",
        ),
        remedy=Text("In der Niederschrift nachtragen.", "Add them to the minutes."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "vote_record_consistent",
        _consistent,
        label=Text("Abstimmung widerspruchsfrei", "Vote free of contradictions"),
        citation=Citation("Niederschrift (Regel I-18)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-18",
        unmet=Text(
            "Die Angaben zur Abstimmung widersprechen sich: {observed}.",
            "The record of the vote contradicts itself: {observed}.",
        ),
        remedy=Text("Neu zählen oder berichtigen.", "Count again, or correct it."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "roll_call_recorded",
        _names_recorded,
        label=Text("Namen in der Niederschrift", "Names in the minutes"),
        citation=Citation("§ 50 Abs. 1 S. 4 GO NRW", "V", "fdp-marl"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="I-8",
        unmet=Text(
            "Namentlich abgestimmt, festgehalten sind {observed} von {required}.",
            "A roll-call, recorded are {observed} of {required}.",
        ),
        remedy=Text("Jeden Namen mit Stimme festhalten.", "Record each name and vote."),
        cured_by=("council_office",),
    ),
    Rule(
        "excluded_not_counted",
        _excluded_not_counted,
        label=Text(
            "Befangene nicht anwesend gezählt", "The biased not counted present"
        ),
        citation=Citation(
            "OVG NRW, Urt. v. 23.12.1974 – III A 42/73 (zu § 34 GO a. F.)",
            "V",
            "drik.de",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="H-4",
        unmet=Text(
            "Befangene sind wohl als anwesend gezählt: {observed}.",
            "The biased seem to be counted as present: {observed}.",
        ),
        unknown=Text(
            "Ob Befangene als anwesend gezählt sind, steht nicht fest: es fehlt "
            "{required}.",
            "Whether the biased are counted as present is not known: {required} is "
            "missing.",
        ),
        remedy=Text(
            "Anwesende ohne die Befangenen zählen.", "Count those present without them."
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "voted_in_meeting",
        _in_meeting,
        label=Text("Abstimmung in einer Sitzung", "Vote in a meeting"),
        citation=Citation("GO NRW (kein Umlaufverfahren; vgl. §§ 47a, 58a)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-15",
        unmet=Text(
            "Abgestimmt wurde nicht in der Sitzung ({observed}); ein Beschluss ist nicht "
            "zustande gekommen.",
            "The vote was not taken in the meeting ({observed}); there is no resolution.",
        ),
        remedy=Text("In einer Sitzung abstimmen.", "Vote in a meeting."),
        cured_by=("chair",),
    ),
)
