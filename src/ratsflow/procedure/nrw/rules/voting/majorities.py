"""Which majority a matter needs, whether it was counted, and who counts in it."""

from __future__ import annotations

from ratsflow.law import counting
from ratsflow.law.citation import Citation, Consequence, InForce, Layer
from ratsflow.law.counting import Outcome
from ratsflow.model import Ballot, MayorsVote
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.decide import (
    COUNTING_KEYS,
    ELECTIONS,
    MAJORITY_KEYS,
    MAYOR_KEYS,
    ballot_of,
    counted,
    mayor_has_vote,
    point_outcomes,
    qualified_by,
    reached,
    shares,
    simply_carried,
    stated_majorities,
)
from ratsflow.procedure.nrw.rules.voting.reform import BEFORE_REFORM, SINCE_REFORM
from ratsflow.procedure.nrw.topics import classified
from ratsflow.procedure.nrw.votes import BY_SIMPLE_MAJORITY, voted
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


def _known(question: Question) -> Answer:
    topics = classified(question.motion, question.law)
    if topics is None:
        if stated_majorities(question, ballot_of(question)):
            return MET
        raise MissingFactError("motion.topics")
    law = question.law
    if elected := set(topics).intersection(law[ELECTIONS]):
        return unmet(", ".join(sorted(elected)), "elect", "majority_known.election")
    for key in qualified_by(law, topics):
        law[key]
    return MET


def _is_counted(question: Question) -> Answer:
    ballot = ballot_of(question)
    needed = shares(question, ballot)
    if not needed:
        return MET
    asked = ", ".join(str(share) for share in needed)
    points = question.inputs.get("point_results", ())
    if any(not text.rpartition(":")[2].isdecimal() for text in points):
        return unknown("point_results", observed="point_results", required=asked)
    if reached(question, ballot) is not Outcome.UNKNOWN:
        return MET
    return unknown(
        "ballot.yes", "ballot.no", "body.members", observed="–", required=asked
    )


def _announced_rightly(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.announced is None or not ballot.is_counted:
        return MET
    found = _by_numbers(question, ballot)
    if found in (Outcome.UNKNOWN, ballot.announced.value):
        return MET
    told = {"announced": ballot.announced.value, "counted": found.value}
    return unmet(f"{ballot.announced} ≠ {found}", f"{found}", **told)


def _by_numbers(question: Question, ballot: Ballot) -> Outcome:
    if question.step in BY_SIMPLE_MAJORITY:
        return counting.decide(*(counted(question, ballot) or (None, None)))
    return reached(question, ballot)


def _mayor_excluded(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.mayor in (MayorsVote.ABSTAIN, MayorsVote.NONE):
        return MET
    kind = question.about.body.kind.value
    if kind not in question.law["mayor.votes_in"] and ballot.mayor is None:
        return MET  # no member of that body, so nothing to say about him
    has_vote = mayor_has_vote(question)
    if has_vote is True:
        return MET
    if has_vote is None:
        raise MissingFactError("motion.topics")
    if ballot.mayor is None:
        raise MissingFactError("ballot.mayor")
    cast = ballot.mayor.value
    return unmet(f"ballot.mayor = {cast}", "ballot.mayor = –", cast=cast)


def _points_settled(question: Question) -> Answer:
    if not question.inputs.get("point_results"):
        return MET
    question.law["separate_vote.whole_vote"]
    points = point_outcomes(question)
    if points is None:
        return unknown(
            "point_results",
            observed=", ".join(question.inputs["point_results"]),
            required="N:34:33",
        )
    return MET


def _list_unanimous(question: Question) -> Answer:
    ballot = ballot_of(question)
    if not _on_seats(question) or not simply_carried(question, ballot):
        return MET
    votes = counted(question, ballot)
    if votes is None:
        return unknown("ballot.no", observed="–", required="ballot.no = 0")
    if votes[1] == 0:
        return MET
    return unmet(f"ballot.no = {votes[1]}", "ballot.no = 0", against=votes[1])


def _list_joint(question: Question) -> Answer:
    if not _on_seats(question) or not simply_carried(question, ballot_of(question)):
        return MET
    joint = question.inputs.get("joint_proposal")
    if joint is None:
        raise MissingFactError("joint_proposal")  # of another vote it says nothing
    if joint is True:
        return MET
    needed, code = "joint_proposal = True", "uniform_list_accepted.joint"
    return unmet("joint_proposal = False", needed, code)


def _on_seats(question: Question) -> bool:
    topics = classified(question.motion, question.law)
    if topics is None:
        raise MissingFactError("motion.topics")
    if not topics:
        return False
    return not set(topics).isdisjoint(question.law["committee_seats.topics"])


def _list(check: Check, norm: Citation, in_force: InForce) -> Rule:
    return Rule(
        "uniform_list_accepted",
        check,
        label=Wording("Einheitlicher Wahlvorschlag", "Uniform list"),
        citation=norm,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="I-17",
        parameters=("committee_seats.topics", *MAYOR_KEYS),
        in_force=in_force,
        revision=2,
        unmet=Wording(
            "Der einheitliche Wahlvorschlag ist nicht einstimmig angenommen; die Zahl "
            "der Gegenstimmen ist {against}.",
            "The uniform list is not accepted unanimously; the number of votes "
            "against it is {against}.",
        ),
        by_code={
            "joint": Wording(
                "Der einheitliche Wahlvorschlag ist kein gemeinsamer Vorschlag aller, "
                "von denen er kommen muss.",
                "The uniform list is no joint proposal of all from whom it must come.",
            ),
        },
        remedy=Wording(
            "Nach Verhältniswahl besetzen (Schritt „Nach Verhältniswahl wählen“).",
            "Fill the seats by proportional vote (step “elect by proportional vote”).",
        ),
        cured_by=("chair",),
    )


_COUNTING = Citation("§ 50 Abs. 1 S. 1, 2 GO NRW", "V", "fdp-marl")
_SHARES = Citation("§§ 7 Abs. 3, 13 Abs. 1, 34 Abs. 2 GO NRW u. a.", "?", "rule I-5")

RULES = (
    Rule(
        "majority_known",
        _known,
        label=Wording("Art der Mehrheit bekannt", "Kind of majority known"),
        citation=_SHARES,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-5",
        parameters=(ELECTIONS, *MAJORITY_KEYS),
        revision=3,
        unmet=Wording(
            "Eine Wahl wird nicht mit Ja und Nein abgestimmt, sondern im Schritt "
            "„Wählen“ gewählt.",
            "An election is no Yes/No vote; it takes the step “elect”.",
        ),
        remedy=Wording(
            "Sachgebiete der Vorlage angeben (keine besonderen: leere Liste).",
            "State the topics of the paper (none special: an empty list).",
        ),
        cured_by=("author", "council_office"),
    ),
    Rule(
        "majority_counted",
        _is_counted,
        label=Wording(
            "Qualifizierte Mehrheit ausgezählt", "Qualified majority counted"
        ),
        citation=_SHARES,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-6",
        parameters=COUNTING_KEYS,
        revision=2,
        remedy=Wording(
            "Ja- und Nein-Stimmen und die gesetzliche Mitgliederzahl angeben.",
            "State the Yes and No votes and the statutory number of members.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "announcement_matches",
        _announced_rightly,
        label=Wording("Verkündung und Zählung stimmen überein", "Announced as counted"),
        citation=_COUNTING,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="I-6",
        parameters=COUNTING_KEYS,
        revision=2,
        unmet=Wording(
            "Verkündet ist „{announced:announced}“, nach den Zahlen ist der Antrag "
            "aber „{counted:announced}“. Die Zahlen gelten.",
            "Announced is “{announced:announced}”, by the numbers the motion is "
            "“{counted:announced}”. The numbers stand.",
        ),
        remedy=Wording("Niederschrift berichtigen.", "Correct the minutes."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "mayor_not_counted",
        _mayor_excluded,
        label=Wording(
            "Stimmrecht der Verwaltungsspitze",
            "The mayor's vote",
        ),
        citation=Citation("§ 40 Abs. 2 GO NRW", "?", "Wermelskirchen, older list"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="I-13",
        parameters=MAYOR_KEYS,
        unmet=Wording(
            "Die Bürgermeisterin oder der Bürgermeister hat hier kein Stimmrecht; die "
            "abgegebene Stimme „{cast:mayors_vote}“ zählt nicht.",
            "The mayor has no vote here; the vote “{cast:mayors_vote}” does not count.",
        ),
        remedy=Wording(
            "Ohne diese Stimme zählen und das angeben.",
            "Count without the mayor's vote and say so.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "separate_vote_settled",
        _points_settled,
        label=Wording("Getrennte Abstimmung", "Separate vote"),
        citation=Citation("Geschäftsordnung des Rates", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="I-11",
        revision=2,
        parameters=("separate_vote.whole_vote", *COUNTING_KEYS),
        remedy=Wording(
            "Jede Nummer einmal mit Ergebnis angeben; die Geschäftsordnung sagt, ob am "
            "Ende im Ganzen abgestimmt wird.",
            "Give each number once with its result; the rules of procedure say whether "
            "a vote on the whole follows.",
        ),
        cured_by=("council_office",),
    ),
    _list(
        _list_unanimous,
        Citation("§ 50 Abs. 3 GO NRW", "K"),
        BEFORE_REFORM,
    ),
    _list(
        _list_joint,
        Citation("§ 50 Abs. 3 GO NRW (2025)", "S", "gar-nrw.de, wording not seen"),
        SINCE_REFORM,
    ),
)
