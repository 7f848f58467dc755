"""Rules on quorum (H): *Beschlussfähigkeit*, §§ 49, 58 GO NRW.

A body is deemed quorate until its lack of quorum is established; no attendance list
undoes a vote. So only the establishment blocks, and a number too small warns.
"""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import (
    Attendance,
    Challenge,
    Quorum,
    committee_quorum,
    quorum,
    quorum_rule,
    share_of,
)
from ratsflow.law.periods import nth_day_after
from ratsflow.model import Ballot, BodyKind, Consultation, Meeting
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.nrw.decide import members_of
from ratsflow.procedure.nrw.votes import IN_A_BODY, voted
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_COUNCILS = frozenset({BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL})
_SINCE_DEFERRED = ("", "inquorate", "runoff")
_AWAITING = ("inquorate_deferred", "second_call_on_agenda", "open")
_OUTSIDE = frozenset({BodyKind.ADVISORY, BodyKind.ADMINISTRATION})
"""Bodies that § 49 GO NRW does not speak of."""


def _is_second_call(question: Question) -> bool:
    """Tell whether the number present no longer matters for this item (rule H-3)."""
    meeting = question.about.meeting
    return (
        _was_deferred(question.about)
        and meeting is not None
        and meeting.second_call
        and meeting.second_call_notice
    )


def _was_deferred(about: Consultation) -> bool:
    """Tell whether lack of quorum is why the item is up again.

    A vote that put it off since is another reason; a runoff ends the same election.
    """
    return about.inquorate and about.result in _SINCE_DEFERRED


def _challenge(question: Question) -> Challenge:
    """Say whether lack of quorum stands established for the vote at hand."""
    if question.inputs.get("inquorate") is True:
        return Challenge.ESTABLISHMENT
    about = question.about
    called_again = about.meeting is not None and about.meeting.second_call
    if _was_deferred(about) and not called_again:
        return Challenge.ESTABLISHMENT
    return Challenge.NONE


def _not_denied(question: Question) -> Answer:
    if question.step == "recommend" and voted(question) is None:
        return MET
    if _challenge(question) is Challenge.NONE:
        return MET
    return unmet("inquorate = True", "second_call")


def _doubtful(question: Question) -> Answer:
    ballot = voted(question)
    kind = question.about.body.kind
    if ballot is None or kind not in _COUNCILS:
        return MET
    return _counted(question, ballot)


def _counted(question: Question, ballot: Ballot) -> Answer:
    if not _is_second_call(question):
        return _told(_council(question, ballot))
    floor = question.law.made(quorum_rule).second_call_min
    # that somebody is there at all is a rule of its own
    if ballot.present and ballot.present < floor:
        return _few_on_second_call(ballot.present, floor)
    return MET


def _few_on_second_call(counted: int, needed: int) -> Answer:
    code = "quorum_missing"
    return unmet(f"{counted}", f"≥ {needed}", code, counted=counted, needed=needed)


def _council(question: Question, ballot: Ballot) -> Quorum:
    # `present` leaves the biased out already; the statutory base keeps them (H-4)
    voters = max(0, ballot.cast - ballot.biased_votes) if ballot.present is None else 0
    members = _possible(members_of(question, ballot), ballot.present or voters)
    return quorum(
        question.law.made(quorum_rule),
        Attendance(statutory=members, present=ballot.present, voters=voters),
    )


def _possible(members: int | None, heads: int) -> int | None:
    """Return the number of members; with more heads than members nobody can tell."""
    if members is not None and heads > members:
        raise MissingFactError("ballot.present")
    return members


def _told(found: Quorum) -> Answer:
    if found.doubtful is False and found.quorate is not False:
        return MET
    needed = "" if found.needed is None else f"≥ {found.needed}"
    if found.doubtful is None:
        code = "quorum.not_counted"
        return unknown("ballot.present", observed="–", required=needed, code=code)
    numbers = {"counted": found.counted, "needed": found.needed}
    return unmet(f"{found.counted}", needed, found.code, **numbers)


def _committee_doubtful(question: Question) -> Answer:
    ballot = voted(question)
    body, law = question.about.body, question.law
    if ballot is None or not body.is_committee:
        return MET
    if _is_second_call(question):
        return _counted(question, ballot)
    members = members_of(question, ballot)
    if members is None:
        raise MissingFactError("body.members")
    if not _must_exceed(question):
        return _told(_council(question, ballot))
    experts = 0 if body.experts == 0 else ballot.experts
    councillors, others = None, _elected_directly(question)
    if ballot.present is not None and experts is not None:
        _possible(members, max(ballot.present, experts))
        councillors = max(0, ballot.present - experts - others)
    found = committee_quorum(
        councillors,
        experts,
        members,
        share=share_of(law, "quorum.committee"),
        others=others,
    )
    return _outnumbered(found, experts, others)


def _must_exceed(question: Question) -> bool:
    """Tell whether councillors must outnumber expert citizens in this committee (H-5)."""
    law, body = question.law, question.about.body
    if not body.is_committee or law["quorum.committee_councillors_exceed"] is not True:
        return False
    return body.name not in law.values.get("quorum.own_composition", ())


def _elected_directly(question: Question) -> int:
    """Return how many of those present are neither councillors nor experts (§ 27)."""
    return int(question.inputs.get("directly_elected") or 0)


def _outnumbered(found: Quorum, experts: int | None, others: int) -> Answer:
    if found.doubtful and found.counted is not None and experts is not None:
        councillors = found.counted - experts - others
        observed = f"{councillors} councillors, {experts} experts"
        required = f"≥ {found.needed}, > 1 : 1"
        enough = found.needed is not None and found.counted >= found.needed
        return unmet(
            observed,
            required,
            "experts_outnumber" if enough else found.code,
            counted=found.counted,
            councillors=councillors,
            experts=experts,
            needed=found.needed,
        )
    return _told(found)


# --------------------------------------------------------------- establishing its lack


def _lacking(question: Question) -> Answer:
    body = question.about.body
    if question.inputs.get("inquorate") is not True:
        said = "quorum_lacking.not_stated"
        return unmet("inquorate = False", "inquorate = True", said)
    if body.kind in _OUTSIDE:
        needed_kind = "council / district_council / committee"
        return unmet(body.name, needed_kind, "quorum_lacking.outside")
    present, members = question.fact("present"), body.members
    if members is None:
        raise MissingFactError("body.members")
    rule = question.law.made(quorum_rule)
    if _is_second_call(question):
        return _few(present, rule.second_call_min)
    needed = rule.share.threshold(members)
    if present < needed or not _must_exceed(question):
        return _few(present, needed)
    return _experts_outnumber(question, present, members)


def _few(present: int, needed: int) -> Answer:
    if present < needed:
        return met(f"{present} / {needed}", present=present, needed=needed)
    return unmet(f"{present}", f"< {needed}", present=present, needed=needed)


def _experts_outnumber(question: Question, present: int, members: int) -> Answer:
    experts = 0 if question.about.body.experts == 0 else question.inputs.get("experts")
    if experts is None:
        raise MissingFactError("experts")
    if experts > present or present > members:
        raise MissingFactError("experts")
    councillors = max(0, present - experts - _elected_directly(question))
    if councillors <= experts:
        return met(f"{councillors} : {experts}")
    found = f"{councillors} : {experts}"
    numbers = {"councillors": councillors, "experts": experts}
    return unmet(found, "≤ 1 : 1", "quorum_lacking.experts", **numbers)


# ------------------------------------------------------------------- the second call


def _same_subject(question: Question) -> Answer:
    """A second call is about the item as it was deferred, not about another text."""
    before, after = question.case.motion, question.motion
    deferred = [
        each.id
        for each in question.case.consultations
        if _was_deferred(each) and each.state in _AWAITING
    ]
    if not deferred or before.text_hash == after.text_hash:
        return MET
    changed = question.inputs.get("substantially_changed")
    if changed is None:
        raise MissingFactError("substantially_changed")
    if changed is False:
        return MET
    return unmet(", ".join(deferred), "substantially_changed = False")


def _invitation(question: Question) -> Meeting:
    meeting = question.inputs.get("meeting")
    if not isinstance(meeting, Meeting):
        raise MissingFactError("meeting")
    return meeting


def _notice(question: Question) -> Answer:
    meeting = _invitation(question)
    if meeting.second_call and meeting.second_call_notice:
        return MET
    return unmet("second_call_notice = False", "second_call_notice = True")


def _later(question: Question) -> Answer:
    days = question.about.days
    if not days:
        raise MissingFactError("consultation.days")
    day = _invitation(question).day
    if day > days[-1]:
        return MET
    first, second = days[-1].isoformat(), day.isoformat()
    free = nth_day_after(days[-1], 1).isoformat()
    return unmet(second, f"> {first}", first=first, second=second, free=free)


_QUORUM = (
    "quorum.share",
    "quorum.counted",
    "quorum.fiction",
    "quorum.invitation",
    "second_call.min_present",
    "mass_bias.allowed",
)
_COMMITTEE = (
    "quorum.committee",
    "quorum.committee_councillors_exceed",
    "quorum.own_composition",
)

_SECOND = Citation("§ 49 Abs. 2 GO NRW", "S", "juracademy")

RULES = (
    Rule(
        "quorum_not_denied",
        _not_denied,
        label=Wording("Keine Beschlussunfähigkeit festgestellt", "Quorum not denied"),
        citation=Citation("§ 49 Abs. 1 S. 2 GO NRW", "S", "juracademy"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="H-2",
        revision=2,
        unmet=Wording(
            "Die Beschlussunfähigkeit ist festgestellt; ein Beschluss kommt nicht "
            "zustande.",
            "The lack of quorum is established; there can be no resolution.",
        ),
        remedy=Wording(
            "Zurückstellen und mit ausdrücklichem Hinweis zum zweiten Mal laden.",
            "Defer the item and convene again with the express notice.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "quorum_doubtful",
        _doubtful,
        label=Wording(
            "Genug Stimmberechtigte anwesend",
            "Enough present with a vote",
        ),
        citation=Citation("§ 49 Abs. 1 S. 1 GO NRW", "S", "jurafuchs, juracademy"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="H-1",
        revision=2,
        parameters=_QUORUM,
        unmet=Wording(
            "Zahl der anwesenden Stimmberechtigten: {counted}, nötig sind {needed}. "
            "Der Beschluss gilt, solange niemand die Beschlussunfähigkeit feststellen "
            "lässt.",
            "Number present with a vote: {counted}, needed are {needed}. The "
            "resolution stands as long as nobody has the lack of quorum established.",
        ),
        by_code={
            "not_counted": Wording(
                "Es ist nicht festgehalten, wie viele anwesend waren; das Gremium "
                "gilt als beschlussfähig.",
                "It is not on record how many were present; the body is deemed "
                "quorate.",
            ),
        },
        remedy=Wording(
            "Anwesenheit je Abstimmung festhalten, Befangene nicht mitzählen.",
            "Record who is present at each vote, the biased left out.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "committee_quorum_doubtful",
        _committee_doubtful,
        label=Wording("Beschlussfähigkeit des Ausschusses", "Quorum of the committee"),
        citation=Citation("§ 58 Abs. 2, 3 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="H-5",
        revision=2,
        parameters=(*_QUORUM, *_COMMITTEE),
        unmet=Wording(
            "Zahl der anwesenden Stimmberechtigten: {counted}, nötig sind {needed}. "
            "Der Ausschuss gilt als beschlussfähig, solange niemand das Gegenteil "
            "feststellen lässt.",
            "Number present with a vote: {counted}, needed are {needed}. The "
            "committee is deemed quorate as long as nobody has the contrary "
            "established.",
        ),
        by_code={
            "experts_outnumber": Wording(
                "Anwesend sind als Ratsmitglieder {councillors}, als sachkundige "
                "Bürger {experts}; nötig sind zusammen {needed} und mehr "
                "Ratsmitglieder als sachkundige Bürger. Der Ausschuss gilt als "
                "beschlussfähig, solange niemand das Gegenteil feststellen lässt.",
                "Present are {councillors} councillors and {experts} expert citizens; "
                "it takes {needed} together, and more councillors than expert "
                "citizens. The committee is deemed quorate as long as nobody has the "
                "contrary established.",
            ),
            "not_counted": Wording(
                "Es ist nicht festgehalten, wie viele Ratsmitglieder und sachkundige "
                "Bürger anwesend waren; der Ausschuss gilt als beschlussfähig.",
                "It is not on record how many councillors and expert citizens were "
                "present; the committee is deemed quorate.",
            ),
        },
        remedy=Wording(
            "Anwesende Ratsmitglieder und sachkundige Bürger getrennt zählen.",
            "Count councillors and expert citizens present apart.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "quorum_lacking",
        _lacking,
        label=Wording("Beschlussfähigkeit fehlt wirklich", "Quorum really lacking"),
        citation=Citation("§§ 49 Abs. 1, 58 Abs. 2, 3 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="H-1",
        revision=2,
        parameters=(*_QUORUM, *_COMMITTEE),
        unmet=Wording(
            "Das Gremium ist beschlussfähig: Die Zahl der Anwesenden ist {present}; "
            "beschlussunfähig ist es bei weniger als {needed}.",
            "The body has a quorum: the number present is {present}; it lacks one "
            "with fewer than {needed}.",
        ),
        by_code={
            "not_stated": Wording(
                "Angegeben ist, dass die Beschlussunfähigkeit nicht festgestellt "
                "wurde.",
                "It is stated that the lack of quorum was not established.",
            ),
            "outside": Wording(
                "Für dieses Gremium gilt die Beschlussfähigkeit nach der "
                "Gemeindeordnung nicht: {observed}.",
                "The quorum of the municipal code does not hold for this body: "
                "{observed}.",
            ),
            "experts": Wording(
                "Der Ausschuss ist beschlussfähig: Anwesend sind als Ratsmitglieder "
                "{councillors}, als sachkundige Bürger {experts}.",
                "The committee has a quorum: present are {councillors} councillors "
                "and {experts} expert citizens.",
            ),
        },
        remedy=Wording(
            "Anwesende Stimmberechtigte zählen, ohne die Befangenen.",
            "Count those present with a vote, without the biased.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "second_call_notice",
        _notice,
        label=Wording(
            "Hinweis in der zweiten Ladung", "Notice in the second invitation"
        ),
        citation=_SECOND,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="H-3",
        unmet=Wording(
            "Die zweite Ladung weist nicht ausdrücklich auf § 49 Abs. 2 GO NRW hin; "
            "es gilt die gewöhnliche Beschlussfähigkeit.",
            "The second invitation does not expressly point to § 49 Abs. 2 GO NRW; "
            "the normal quorum applies.",
        ),
        remedy=Wording(
            "Mit dem Hinweis laden, dass es auf die Zahl nicht ankommt.",
            "Invite with the notice that the number present will not matter.",
        ),
        cured_by=("council_office", "mayor"),
    ),
    Rule(
        "second_call_same_subject",
        _same_subject,
        label=Wording(
            "Zweite Ladung zum selben Gegenstand", "Second call, same subject"
        ),
        citation=_SECOND,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="H-3",
        unmet=Wording(
            "Der Punkt ist wegen Beschlussunfähigkeit zurückgestellt, und der neue "
            "Text ist ein anderer Gegenstand. Ohne Rücksicht auf die Zahl der "
            "Anwesenden wird nur über denselben entschieden.",
            "The item was deferred for lack of quorum, and the new text is another "
            "subject. Only on the same one may any number decide.",
        ),
        unknown=Wording(
            "Der Punkt wartet auf die zweite Ladung. {lacking}",
            "The item awaits its second call. {lacking}",
        ),
        remedy=Wording(
            "Die Beratung streichen und den neuen Text in einer neuen Beratung mit "
            "gewöhnlicher Beschlussfähigkeit behandeln.",
            "Cancel the consultation, and deal with the new text in a new one, with the "
            "normal quorum.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "second_call_later",
        _later,
        label=Wording(
            "Zweite Sitzung nach der ersten", "Second meeting after the first"
        ),
        citation=_SECOND,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="H-3",
        unmet=Wording(
            "Die zweite Sitzung am {second} liegt nicht nach der ersten am {first}; "
            "frühestens möglich ist sie am {free}.",
            "The second meeting on {second} is not after the first on {first}; it can "
            "be on {free} at the earliest.",
        ),
        remedy=Wording("Zu einem späteren Tag laden.", "Invite for a later day."),
        cured_by=("council_office", "mayor"),
    ),
)

_COUNTED = ("quorum_not_denied", "quorum_doubtful", "committee_quorum_doubtful")

GUARDS: dict[str, tuple[str, ...]] = {
    "supplement": ("second_call_same_subject",),
    "establish_inquorum": ("quorum_lacking",),
    "second_call": ("second_call_notice", "second_call_later"),
    **dict.fromkeys(IN_A_BODY, _COUNTED),
}

STEPS: tuple[Step, ...] = ()

NOT_RULES: dict[str, str] = {
    "H-5": (
        "Its quorum is the rule committee_quorum_doubtful. That expert citizens hold "
        "fewer seats than councillors, and none in main, finance and audit committee, "
        "binds the council when it forms a committee, which is no step of a motion; a "
        "vote that somebody waives is told by the ballot's `present` and `experts`."
    ),
    "H-6": (
        "Structure: every ballot carries its own `present`, and the rules of this chapter "
        "stand on every vote."
    ),
}
