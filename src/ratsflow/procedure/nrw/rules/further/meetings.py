"""Rules on digital meetings, experts, disclosure and end of term (N-7, N-10, N-16, 6.6)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import add_months
from ratsflow.model import (
    Ballot,
    BallotMode,
    BodyKind,
    Meeting,
    MeetingForm,
    PaperType,
)
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.rules.aftermath.facts import stated_day
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.states import PRE_FINAL
from ratsflow.procedure.nrw.votes import ELECTING, IN_A_BODY
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


_NEVER_HYBRID = frozenset(
    {
        BodyKind.MAIN_COMMITTEE,
        BodyKind.FINANCE_COMMITTEE,
        BodyKind.AUDIT_COMMITTEE,
    }
)
_DIGITAL_SINCE = date(2022, 5, 13)
"""In force since: DigiSiVO, GV. NRW. S. 712; without it nobody could meet digitally."""
_MEMBERS_MOTIONS = frozenset({PaperType.FACTION_MOTION, PaperType.AMENDMENT})


def _meeting(question: Question) -> Meeting:
    meeting = question.about.meeting
    if meeting is None:
        raise MissingFactError("meeting")
    return meeting


def _regularly_hybrid(question: Question, form: MeetingForm) -> bool:
    """Tell whether main bye-law and committee let it meet in hybrid form (§ 58a GO NRW)."""
    body = question.about.body
    if form is not MeetingForm.HYBRID or body.kind in _NEVER_HYBRID:
        return False
    if not body.is_committee:
        return False
    if question.law["digital_session.hybrid_committees"] is not True:
        return False
    resolved = question.get("hybrid_resolved")
    if resolved is None and question.get("exceptional_case_declared_on") is None:
        raise MissingFactError("hybrid_resolved")
    return resolved is True


def _session_allowed(question: Question) -> Answer:
    meeting = _meeting(question)
    if meeting.form is MeetingForm.IN_PERSON:
        return MET
    if meeting.day < _DIGITAL_SINCE:
        since, code = _DIGITAL_SINCE.isoformat(), "digital_session_allowed.no_law"
        return unmet(meeting.day.isoformat(), f">= {since}", code, since=since)
    if _regularly_hybrid(question, meeting.form):
        return MET
    declared = question.fact_day("exceptional_case_declared_on")
    last = add_months(declared, question.law["digital_session.max_months"])
    if declared <= meeting.day <= last:
        return MET
    days = {"declared": declared.isoformat(), "last": last.isoformat()}
    return unmet(meeting.day.isoformat(), f"{declared} – {last}", **days)


def _same_system(question: Question) -> Answer:
    ballot = question.inputs.get("ballot")
    by_ballot = isinstance(ballot, Ballot) and ballot.mode is BallotMode.SECRET
    if not by_ballot and question.inputs.get("secret") is not True:
        return MET
    if _meeting(question).form is MeetingForm.IN_PERSON:
        return MET
    same = question.inputs.get("same_voting_system")
    if same is True or question.inputs.get("postal_vote") is True:
        return MET
    if same is None:
        raise MissingFactError("same_voting_system")
    return unmet("same_voting_system = False")


def _called_in_earlier(question: Question) -> Answer:
    called, day = question.fact_day("called_in_on"), _meeting(question).day
    if called < day:
        return MET
    days = {"called": called.isoformat(), "day": day.isoformat()}
    return unmet(days["called"], f"< {day}", **days)


def _declared_to(question: Question) -> Answer:
    to = question.inputs.get("declared_to")
    if to is None:
        raise MissingFactError("declared_to")
    council = question.about.body.kind is BodyKind.COUNCIL
    needed = "mayor" if council else "chair"
    return MET if to == needed else unmet(to or "–", needed, needed=needed)


def _term_running(question: Question) -> Answer:
    ended = stated_day(question, "term_ended_on")
    if ended is None or question.day < ended:
        return MET
    if question.motion.paper_type not in _MEMBERS_MOTIONS:
        return MET
    if question.law["end_of_term.discontinuity"] == "keep":
        return MET
    return unmet(ended.isoformat(), "end_of_term.discontinuity = keep")


RULES = (
    Rule(
        "digital_session_allowed",
        _session_allowed,
        label=Wording(
            "Digitale Sitzung zulässig",
            "Digital meeting admissible",
        ),
        citation=Citation(
            "§§ 47a, 58a GO NRW", "S", "wolter-hoppenberg.de, mandari landesprofile"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-7",
        parameters=("digital_session.max_months", "digital_session.hybrid_committees"),
        unmet=Wording(
            "Die digitale oder hybride Sitzung am {observed} liegt nicht im "
            "festgestellten Ausnahmefall, der vom {declared} bis {last} reicht.",
            "The digital or hybrid meeting on {observed} lies outside the declared "
            "exceptional case, which is from {declared} to {last}.",
        ),
        by_code={
            "no_law": Wording(
                "Eine digitale oder hybride Sitzung am {observed} war nicht möglich; "
                "das Recht dazu gibt es erst seit dem {since}.",
                "A digital or hybrid meeting on {observed} was not possible; the law "
                "for it exists since {since} only.",
            ),
        },
        remedy=Wording(
            "In Präsenz tagen oder den Ausnahmefall feststellen und angeben.",
            "Meet in person, or declare and state the exceptional case.",
        ),
        cured_by=("council_office", "mayor"),
        revision=2,
    ),
    Rule(
        "secret_vote_same_system",
        _same_system,
        label=Wording(
            "Geheime Wahl im selben System",
            "Secret vote in one system",
        ),
        citation=Citation("§ 4 Abs. 2 S. 3, § 5 Abs. 2 DigiSiVO", "S", "mandari"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-7",
        unmet=Wording(
            "Geheim abgestimmt wurde weder mit demselben System für alle noch durch "
            "Briefabstimmung.",
            "The secret vote used neither one system for all nor a postal vote.",
        ),
        remedy=Wording("Brieflich abstimmen lassen.", "Hold a postal vote."),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "experts_called_in_earlier",
        _called_in_earlier,
        label=Wording("Zuziehung vorher beschlossen", "Experts called in before"),
        citation=Citation("§ 58 Abs. 3 S. 6 GO NRW", "S", "Emmerich to0050 62413"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-10",
        unmet=Wording(
            "Die Zuziehung wurde am {called} beschlossen; das muss vor der Sitzung am "
            "{day} geschehen sein.",
            "The experts were called in on {called}; that takes a resolution before "
            "the meeting on {day}.",
        ),
        remedy=Wording(
            "Die Zuziehung beschließen und in einer späteren Sitzung anhören.",
            "Resolve to call them in and hear them in a later meeting.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "bias_declared_to",
        _declared_to,
        label=Wording(
            "Befangenheit richtig angezeigt", "Bias disclosed to the right person"
        ),
        citation=Citation("§ 43 Abs. 2 Nr. 3 GO NRW", "S", "uwe-wegner.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="N-16",
        unmet=Wording(
            "Die Befangenheit wurde einer anderen Stelle angezeigt; zuständig ist "
            "hier: {needed:role}.",
            "The bias was disclosed to somebody else; the addressee here is: "
            "{needed:role}.",
        ),
        remedy=Wording(
            "Angeben, wem angezeigt wurde.", "State to whom it was disclosed."
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "not_discontinued",
        _term_running,
        label=Wording(
            "Keine Erledigung mit der Wahlperiode",
            "Not ended with the term",
        ),
        citation=Citation("§ 42 Abs. 2 GO NRW", "?", "lexmea (handover only)"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="N-11",
        parameters=("end_of_term.discontinuity",),
        unmet=Wording(
            "Die Wahlperiode endete am {observed}; unerledigte Anträge von Fraktionen "
            "gelten als erledigt.",
            "The term ended on {observed}; pending motions of factions count as settled.",
        ),
        remedy=Wording(
            "Den Antrag für erledigt erklären und neu einbringen.",
            "Declare the motion settled and file it anew.",
        ),
        cured_by=("faction", "council_office"),
    ),
)

_WITHIN_THE_TERM = ("place_on_agenda", "add_urgently", "recommend", "vote", *ELECTING)

GUARDS = together(
    {"open_item": ("digital_session_allowed",)},
    dict.fromkeys(IN_A_BODY, ("secret_vote_same_system",)),
    dict.fromkeys(_WITHIN_THE_TERM, ("not_discontinued",)),
    {"declare_bias": ("bias_declared_to",)},
    {"hear_experts": ("experts_called_in_earlier",)},
)

STEPS = (
    step(
        "hear_experts",
        "Sachverständige anhören",
        "Hear experts",
        "",
        ("chair", "council_office"),
        (consultation("open"),),
        takes_in("experts", Kind.NAMES),
        takes_in("called_in_on", Kind.DAY, optional=True),
    ),
    step(
        "end_term",
        "Ende der Wahlperiode vermerken",
        "Note the end of the term",
        "",
        "council_office",
        (motion(PRE_FINAL),),
        takes_in("term_ended_on", Kind.DAY),
    ),
)
