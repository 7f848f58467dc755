"""What rules of Baden-Württemberg compute; norms and numbers stand in ``norms.toml``."""

from __future__ import annotations

from datetime import date

from ratsflow.law.counting import Outcome, Share, at_least, simple
from ratsflow.law.periods import holidays_of, nth_day_after, working_days_after
from ratsflow.model import Ballot, PaperType
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.election import candidates_of
from ratsflow.states.common.fields import decided
from ratsflow.states.common.predicates.aftermath.facts import attacked, day_of
from ratsflow.states.common.predicates.competence.council import bodies_of, given_away
from ratsflow.states.common.predicates.competence.matter import (
    POWERS,
    is_council,
    of_the_decider,
)
from ratsflow.states.common.predicates.paper.form import brought_in
from ratsflow.states.common.topics import is_about


@predicate(
    "item.state entitled_members law.second_call.least_entitled item.inquorate",
    "item.meeting",
)
def second_meeting_failed(question: Question) -> Answer:
    """The mayor decides after a second meeting without quorum, or where none can be held.

    References:
        § 37 Abs. 3 S. 2, Abs. 4 GemO BW; rule H-32.
    """
    about = question.about
    meeting = about.meeting
    if about.inquorate and meeting is not None and meeting.second_call:
        return MET
    entitled = question.fact("entitled_members")
    if entitled < question.law["second_call.least_entitled"]:
        return MET
    return unmet(f"{entitled}", f"< {question.law['second_call.least_entitled']}")


@predicate("ballot")
def nobody_biased_took_part(question: Question) -> Answer:
    """Tell whether a biased person voted, whether it mattered or not (§ 18 Abs. 6; G-6)."""
    ballot = question.inputs.get("ballot")
    if not isinstance(ballot, Ballot):
        return MET
    heads = (ballot.biased_yes or 0) + (ballot.biased_no or 0) + ballot.biased_unknown
    return MET if heads == 0 else unmet(f"{heads}", "0", heads=heads)


@predicate(
    "paper.topics mayor_consents ballot law.personnel.topics",
    "law.personnel.against_mayor law.topics.own",
)
def personnel_by_consent(question: Question) -> Answer:
    """Without the mayor's consent two thirds of those present decide (§ 24 Abs. 2; C-33)."""
    if not is_about(question, "personnel.topics"):
        return MET
    consents = question.inputs.get("mayor_consents")
    if consents is None:
        raise MissingFactError("mayor_consents")
    if consents is True:
        return MET
    ballot = question.inputs.get("ballot")
    if not isinstance(ballot, Ballot) or ballot.yes is None or ballot.present is None:
        raise MissingFactError("ballot.present")
    share = Share.of(question.law["personnel.against_mayor"])
    needed = share.threshold(ballot.present)
    if ballot.yes >= needed:
        return MET
    return unmet(f"{ballot.yes}", f"≥ {needed}", yes=ballot.yes, needed=needed)


@predicate(
    "local_councils local_councils_heard local_councils_asked",
    "law.district_hearing.opportunity_suffices",
)
def local_councils_heard(question: Question) -> Answer:
    """Tell whether the local councils concerned were heard before (§ 70 Abs. 1 S. 2; C-7).

    Whether it is enough that one was asked and had the opportunity the town says.
    """
    concerned = question.get("local_councils") or ()
    heard = set(question.get("local_councils_heard") or ())
    asked = set(question.get("local_councils_asked") or ()).intersection(concerned)
    if asked - heard and question.law["district_hearing.opportunity_suffices"] is True:
        heard |= asked
    missing = [name for name in concerned if name not in heard]
    return free_of(missing, missing=missing)


@predicate(
    "paper.topics overspend_needed overspend_covered overspend_unavoidable",
    "overspend_deficit law.overspend.topics law.topics.own",
)
def overspend_allowed(question: Question) -> Answer:
    """Urgently needed and covered, or unavoidable without a deficit (§ 84 Abs. 1; A-8)."""
    if not is_about(question, "overspend.topics"):
        return MET
    stated = {
        name: question.get(f"overspend_{name}")
        for name in ("needed", "covered", "unavoidable", "deficit")
    }
    if stated["needed"] is True and stated["covered"] is True:
        return MET
    if stated["unavoidable"] is True and stated["deficit"] is False:
        return MET
    open_one = None in (stated["needed"], stated["covered"]) and not (
        stated["needed"] is False or stated["covered"] is False
    )
    open_two = None in (stated["unavoidable"], stated["deficit"]) and not (
        stated["unavoidable"] is False or stated["deficit"] is True
    )
    if open_one or open_two:
        lacking = [
            f"overspend_{name}" for name, value in stated.items() if value is None
        ]
        return unknown(*lacking)
    found = [name for name, value in stated.items() if value is True]
    return unmet(", ".join(found) or "–", "")


@predicate(
    "item.body procedural_ballot submitting_members law.council_submission.share"
)
def submitted_by_committee(question: Question) -> Answer:
    """By a majority of the committee, or by the share the Hauptsatzung names (L-4).

    References:
        § 39 Abs. 3 S. 2, 3 GemO BW.
    """
    ballot = question.inputs.get("procedural_ballot")
    if isinstance(ballot, Ballot):
        if simple(ballot.yes, ballot.no, None) is Outcome.ADOPTED:
            return MET
        found = f"{ballot.yes}:{ballot.no}"
    else:
        found = ""
    given = question.law.values.get("council_submission.share")
    members = question.inputs.get("submitting_members")
    if given is None or members is None:
        if not found and members is None:
            return unknown("procedural_ballot")
        return unmet(found or f"{members}", "")
    size = question.about.body.members
    if size is None:
        raise MissingFactError("body.members")
    needed = Share.of(given).threshold(size)
    if members >= needed:
        return MET
    return unmet(f"{members}", f"≥ {needed}", counted=members, needed=needed)


@predicate(
    "law.committee_waiting.working_days case.consultations day law.state.holidays"
)
def committee_waiting_over(question: Question) -> Answer:
    """A committee's decision waits for the days that the Hauptsatzung names (L-4)."""
    decided = question.case.deciding
    days = question.law.values.get("committee_waiting.working_days")
    if decided is None or days is None or not decided.body.is_committee:
        return MET
    first = _working_days_after(question, day_of(decided), days)
    if question.day >= first:
        return MET
    return unmet("", first, first=first, not_before=first)


def _working_days_after(question: Question, day: date, days: int) -> date:
    holidays = holidays_of(question.law, (day.year, day.year + 1))
    return working_days_after(day, days, holidays)


@predicate("minutes_signed_by", "law.minutes.signatories")
def minutes_signed(question: Question) -> Answer:
    """Tell whether all that the law names signed; two councillors are two (§ 38; L-14)."""
    signed = [name.partition(":")[0] for name in question.fact("minutes_signed_by")]
    missing = []
    for role in question.law["minutes.signatories"]:
        if role in signed:
            signed.remove(role)
        else:
            missing.append(role)
    return free_of(missing, missing=missing)


@predicate(
    "yes_votes no_votes entitled_citizens citizens_decision",
    "law.citizens_decision.quorum_percent law.citizens_decision.tie",
)
def citizens_decision_fits(question: Question) -> Answer:
    """The majority must be a fifth of those entitled; equal votes are a No (§ 21 Abs. 7)."""
    yes, no = question.fact("yes_votes"), question.fact("no_votes")
    rows = question.law["citizens_decision.quorum_percent"]
    needed = at_least(question.fact("entitled_citizens"), rows[-1]["percent"], 100)
    if max(yes, no) < needed:
        return unmet(f"{yes}:{no}", f"{needed}", "citizens_decision_fits.council")
    even = yes == no and question.law["citizens_decision.tie"] == "yes"
    answered = "annulled" if yes > no or even else "confirmed"
    stated = question.inputs.get("citizens_decision")
    if stated == answered:
        return MET
    return unmet(f"{yes}:{no}", f"{needed}", "citizens_decision_fits.other")


_MEMBERS = ("faction", "councillor")
_FILED_BY = {
    PaperType.FACTION_MOTION: (*_MEMBERS, "local_council", "youth_council"),
    PaperType.AMENDMENT: _MEMBERS,
    PaperType.QUESTION: _MEMBERS,
    PaperType.PROCEDURAL_MOTION: _MEMBERS,
    PaperType.RESIDENT_MOTION: ("petitioner",),
    PaperType.CITIZENS_INITIATIVE: ("petitioner",),
}
"""Who files what: the act knows no petition to the council (bodies move items of their own)."""


@predicate("base_paper_type", "paper.paper_type", "role", "step")
def originator_fits_here(question: Question) -> Answer:
    """Answer whether whoever brings a paper in may, under the GemO."""
    return brought_in(question, _FILED_BY)


@predicate("law.recall.right", *POWERS)
@of_the_decider
def recall_provided(question: Question) -> Answer:
    """The council draws what it gave away only where the Hauptsatzung says so.

    References:
        § 39 Abs. 3 S. 5 GemO BW; rule C-5.
    """
    body = question.about.body
    held = bodies_of(given_away(question)) if is_council(body) else []
    if not held or question.law["recall.right"] is True:
        return MET
    code = "matter_recalled.no_clause"
    return unmet(", ".join(held), "recall.right = True", code, holders=held)


@field("decision.day", "case.consultations")
def decision_day(question: Question) -> date:
    """The day on which the body decided that decided last."""
    return day_of(decided(question))


@field("attacked.answers", "case.consultations", "against", "step")
def attacked_answers(question: Question) -> str:
    """The objection that the decision answers which the step attacks; empty for none."""
    return attacked(question).about


@field(
    "circulation.least_until",
    "day law.silent_procedure.working_days law.state.holidays",
)
def circulation_least_until(question: Question) -> date:
    """The earliest day on which the period for objections may end (rule I-15)."""
    days = question.law["silent_procedure.working_days"]
    return _working_days_after(question, question.day, days)


@field("election.lone_candidate", "candidates", "lists")
def lone_candidate(question: Question) -> bool:
    """Whether one person alone stands."""
    return len(candidates_of(question)) == 1


@field("election.again_from", "item", "law.election.single_again_after_days")
def elected_again_from(question: Question) -> date:
    """The earliest day for the second ballot on a lone candidate (rule I-16)."""
    first, days = day_of(question.about), "election.single_again_after_days"
    return nth_day_after(first, question.law[days])
