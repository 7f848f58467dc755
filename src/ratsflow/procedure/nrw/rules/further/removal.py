"""Rules on removing a mayor or an alderman (*Abwahl*, *Abberufung*; N-4 to N-6)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import Base, Share, reaches
from ratsflow.law.periods import add_months, interval_kept, nth_day_after
from ratsflow.law.presets import share_of
from ratsflow.model import Ballot, BodyKind, Consultation
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.decide import MODES, fixed_modes
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    day_of,
    decided,
    not_after,
    period,
    stated_day,
    topics,
)
from ratsflow.procedure.nrw.rules.voting.reform import BEFORE_REFORM, SINCE_REFORM
from ratsflow.procedure.nrw.votes import ON_THE_PAPER
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


MAYOR, ALDERMAN = "mayor_removal", "alderman_removal"
CHAIR = "committee_chair_removal"
_REMOVALS = frozenset({MAYOR, ALDERMAN})


def _interval(topic: str) -> Check:
    """Return a check that the days between motion and vote are kept."""

    def check(question: Question) -> Answer:
        if topic not in topics(question):
            return MET
        received = question.fact_day("motion_received_on")
        days = question.law[f"{topic}.interval_days"]
        whole = int(question.law["removal.interval_reading"] == "day_after")
        if interval_kept(received, question.day, days + whole):
            return MET
        told = {"received": received.isoformat(), "day": question.day.isoformat()}
        between = (question.day - received).days - 1
        numbers = {"between": between, "days": days}
        return unmet(f"{received} – {question.day}", str(days), **told, **numbers)

    return check


def _not_on_the_last_day(question: Question) -> Answer:
    """Whether days lie "between" on the last of them is doubtful (§§ 187, 188 BGB)."""
    for topic in (MAYOR, ALDERMAN):
        if topic not in topics(question):
            continue
        received = question.fact_day("motion_received_on")
        days = question.law[f"{topic}.interval_days"]
        if (question.day - received).days == days:
            free = nth_day_after(question.day, 1).isoformat()
            return unmet(question.day.isoformat(), f"≥ {free}", free=free)
    return MET


def _chair_stays(question: Question) -> Answer:
    if CHAIR not in topics(question):
        return MET
    return unmet(question.day.isoformat(), f"≥ {SINCE_REFORM.since}")


def _no_debate(question: Question) -> Answer:
    if _REMOVALS.isdisjoint(topics(question)):
        return MET
    debated = question.inputs.get("debate_held")
    if debated is None:
        raise MissingFactError("debate_held")
    return MET if debated is False else unmet("debate_held = True")


def _successor(question: Question) -> Answer:
    if ALDERMAN not in topics(question):
        return MET
    months, removed = (
        question.law["alderman_removal.successor_months"],
        day_of(decided(question)),
    )
    last = period(add_months(removed, months)).lenient
    elected = stated_day(question, "successor_elected_on")
    if elected is None:
        return not_after(question.day, last)
    if elected < removed:
        found, code = elected.isoformat(), "successor_elected.too_early"
        days = {"elected": found, "removed": removed.isoformat()}
        return unmet(found, f"{removed} – {last}", code, **days)
    return not_after(elected, last)


def _vote_mode(question: Question) -> Answer:
    needed = fixed_modes(question)
    if not needed:
        return MET
    ballot = question.inputs.get("ballot")
    if not isinstance(ballot, Ballot):
        raise MissingFactError("ballot")
    found, wanted = ballot.mode.value, sorted(needed)
    if wanted == [found]:
        return MET
    return unmet(found, ", ".join(wanted), mode=found, needed=wanted)


def _council_members(question: Question, share: Share) -> int:
    """Return the size of the council that a share refers to, with or without the mayor."""
    added: tuple[Consultation, ...] = question.inputs.get("consultations") or ()
    sizes = {
        each.body.members
        for each in (*question.case.consultations, *added)
        if each.body.kind is BodyKind.COUNCIL and each.body.members is not None
    }
    if len(sizes) != 1:
        raise MissingFactError("body.members")
    mayor = question.law["mayor.member"] is True and share.base is Base.ELECTED
    return sizes.pop() - int(mayor)


def _proposers(question: Question) -> Answer:
    asked = [topic for topic in (MAYOR, ALDERMAN) if topic in topics(question)]
    for topic in asked:
        share = share_of(question.law, f"{topic}.motion")
        members = _council_members(question, share)
        count = question.inputs.get("proposers")
        if count is None:
            raise MissingFactError("proposers")
        if count > members or not reaches(count, share, members):
            least = share.threshold(members)
            numbers = {"count": count, "least": least, "members": members}
            return unmet(str(count), str(least), **numbers)
    return MET


def _kept_interval(topic: str, whom: Wording, citation: Citation) -> Rule:
    return Rule(
        f"{topic}_interval",
        _interval(topic),
        label=Wording(
            f"Frist vor der Abwahl {whom.de}", f"Interval before removing {whom.en}"
        ),
        citation=citation,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-4",
        parameters=(f"{topic}.interval_days", "removal.interval_reading"),
        revision=2,
        unmet=Wording(
            "Zwischen dem Eingang des Antrags am {received} und dem Beschluss am {day} "
            "liegen zu wenige Tage: {between} statt mindestens {days}.",
            "Between the receipt of the motion on {received} and the vote on {day} there "
            "are too few days: {between} instead of at least {days}.",
        ),
        remedy=Wording(
            "In einer späteren Sitzung abstimmen.", "Vote in a later meeting."
        ),
        cured_by=("council_office", "mayor"),
    )


RULES = (
    _kept_interval(
        MAYOR,
        Wording("der Bürgermeisterin oder des Bürgermeisters", "the mayor"),
        Citation("§ 66 Abs. 1 S. 2 Nr. 1 GO NRW", "S", "Landtag 2011, juramagazin.de"),
    ),
    _kept_interval(
        ALDERMAN,
        Wording("von Beigeordneten", "an alderman"),
        Citation("§ 71 Abs. 7 S. 3 GO NRW", "V", "gesetze.co"),
    ),
    Rule(
        "chair_removable",
        _chair_stays,
        label=Wording("Abberufung eines Vorsitzes", "Removal of a committee chair"),
        citation=Citation("§ 58 GO NRW a. F.", "S", "gar-nrw.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="N-4",
        in_force=BEFORE_REFORM,
        unmet=Wording(
            "Der Vorsitz eines Ausschusses konnte am {observed} nicht entzogen werden; "
            "das Gesetz kennt die Abberufung erst seit der Änderung von 2025.",
            "The chair of a committee could not be removed on {observed}; the statute "
            "knows the removal only since its change of 2025.",
        ),
        remedy=Wording(
            "Den Antrag zurückziehen; für frühere Tage gibt es keine Heilung.",
            "Withdraw the motion; for earlier days there is no cure.",
        ),
        cured_by=("author", "council_office"),
    ),
    Rule(
        "removal_interval_over",
        _not_on_the_last_day,
        label=Wording(
            "Frist vor der Abwahl verstrichen", "Interval before removal over"
        ),
        citation=Citation(
            "§ 66 Abs. 1 S. 2 Nr. 1, § 71 Abs. 7 S. 3 GO NRW, §§ 187, 188 BGB", "?"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="N-4",
        parameters=("mayor_removal.interval_days", "alderman_removal.interval_days"),
        unmet=Wording(
            "Der {observed} ist der letzte Tag der Frist zwischen Eingang und Beschluss. "
            "Ob an ihm schon beschlossen werden darf, ist zweifelhaft; sicher ist es ab "
            "dem {free}.",
            "{observed} is the last day of the interval between receipt and vote. Whether "
            "the vote may be taken on it is doubtful; it is safe from {free}.",
        ),
        remedy=Wording(
            "Nach Möglichkeit in einer späteren Sitzung abstimmen.",
            "Vote in a later meeting if possible.",
        ),
        cured_by=("council_office", "mayor"),
    ),
    Rule(
        "removal_without_debate",
        _no_debate,
        label=Wording("Abwahl ohne Aussprache", "Removal without debate"),
        citation=Citation("§ 66 Abs. 1, § 71 Abs. 7 GO NRW", "S", "Kamen, Haan"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-4",
        unmet=Wording(
            "Über die Abwahl wurde beraten; abgestimmt wird darüber ohne Aussprache.",
            "The removal was debated; it is voted on without debate.",
        ),
        remedy=Wording("Ohne Aussprache abstimmen.", "Vote without debate."),
        cured_by=("chair",),
    ),
    Rule(
        "successor_elected",
        _successor,
        label=Wording(
            "Nachfolge in der Frist gewählt",
            "Successor elected in time",
        ),
        citation=Citation(
            "§ 71 Abs. 7 GO NRW", "S", "Kamen 038/2010, Haan BM/018/2019"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="N-4",
        parameters=("alderman_removal.successor_months",),
        unmet=Wording(
            "Die Nachfolge war bis zum {required} zu wählen; maßgeblich ist der "
            "{observed}.",
            "The successor was to be elected by {required}; the day that counts is "
            "{observed}.",
        ),
        by_code={
            "too_early": Wording(
                "Die Nachfolge wurde am {elected} gewählt, vor der Abwahl am "
                "{removed}.",
                "The successor was elected on {elected}, before the removal on "
                "{removed}.",
            ),
        },
        remedy=Wording("Die Nachfolge wählen.", "Elect the successor."),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "mandatory_vote_mode",
        _vote_mode,
        label=Wording(
            "Gesetzlich bestimmte Abstimmungsart", "Vote mode fixed by statute"
        ),
        citation=Citation("§ 66 Abs. 1, § 67 Abs. 2 S. 1 GO NRW", "S", "lexmea"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-5",
        parameters=(MODES,),
        unmet=Wording(
            "Die Art der Abstimmung war „{mode:ballot_mode}“; das Gesetz verlangt: "
            "{needed:ballot_mode}.",
            "The mode of the vote was “{mode:ballot_mode}”; the statute wants: "
            "{needed:ballot_mode}.",
        ),
        remedy=Wording(
            "In der gesetzlichen Art abstimmen.", "Vote in the mode the statute fixes."
        ),
        cured_by=("chair",),
    ),
    Rule(
        "proposer_quorum",
        _proposers,
        label=Wording("Genug Antragstellende", "Enough proposers"),
        citation=Citation(
            "§ 66 Abs. 1 S. 2 Nr. 1, § 71 Abs. 7 S. 2 GO NRW", "S", "gesetze.co"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="N-6",
        parameters=("mayor_removal.motion", "alderman_removal.motion", "mayor.member"),
        unmet=Wording(
            "Zu wenige Mitglieder tragen den Antrag: {count} statt mindestens {least} "
            "von {members}.",
            "Too few members carry the motion: {count} instead of at least {least} of "
            "{members}.",
        ),
        remedy=Wording("Weitere Unterschriften sammeln.", "Gather further signatures."),
        cured_by=("councillor", "faction"),
    ),
)

GUARDS = {
    "file_motion": ("proposer_quorum",),
    "release": ("proposer_quorum",),
    **dict.fromkeys(
        ON_THE_PAPER,
        (
            "mayor_removal_interval",
            "alderman_removal_interval",
            "removal_interval_over",
            "chair_removable",
            "removal_without_debate",
            "mandatory_vote_mode",
        ),
    ),
    "close": ("successor_elected",),
}
