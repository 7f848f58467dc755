"""From what a source tells of a paper to the entries of a case.

What the source tells is recorded: that a paper was on an agenda, and what the body did. What
must have happened in between is assumed, with the reason: the administration's part before
the paper came out, the route, that an item was called. Nothing is invented: what the source
does not tell stays untold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import attrs

from ratsflow.engine.entries import Taken
from ratsflow.engine.silence import TOLD_BY, UNTOLD
from ratsflow.engine.verdict import Mode
from ratsflow.errors import Both, RatsflowError
from ratsflow.histories.council import Council, Means
from ratsflow.histories.recording import Recorder
from ratsflow.histories.told import ToldPaper, ToldStep
from ratsflow.law.periods import BERLIN
from ratsflow.log import Override
from ratsflow.model import (
    Ballot,
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    Motion,
    Organization,
    PaperType,
)
from ratsflow.model.ballot import Announced
from ratsflow.papers.votes import ToldVote, read_votes
from ratsflow.procedure.case import Case


WAITING = ("postponed", "deferred", "first_reading", "referred", "removed", "planned")
"""The states from which an item comes back to the body that put it off (J-4, J-5)."""

OVER = (
    "rejected", "noted", "not_considered", "withdrawn", "settled", "adopted",
    "partially_adopted", "executable", "urgent_decided", "ratified",
    "ratification_refused",
)  # fmt: skip
"""The states of a motion that a body must reopen before it can deal with it again."""

_NOT_VOTED = (PaperType.INFORMATION_PAPER, PaperType.QUESTION, PaperType.ANSWER)
_NEVER_FILED = (PaperType.DECISION_PAPER, PaperType.INFORMATION_PAPER)
_DECISION, _PRELIMINARY = ConsultationRole.DECISION, ConsultationRole.PRELIMINARY
_HEARING, _NOTING = ConsultationRole.HEARING, ConsultationRole.NOTING

_BEFORE = (
    "Before the first consultation that the source tells, the paper was made and filed."
)
_CALLED = (
    "What the body did with the item it can only have done after the item was called."
)
_AGAIN = "The item came back to a body that had put it off, so it was scheduled anew."
_POINTS = "The source says that points were voted on one by one, not how each went."
_ENDED = "All bodies that the source tells were done with it, and none was to decide."
_REOPENED = "The source tells a further consultation after the end."

_MOVED: Mapping[Means, str] = {
    Means.POSTPONED: "postpone",
    Means.DEFERRED: "defer",
    Means.REFERRED: "refer",
    Means.RETURNED: "return_to_administration",
    Means.FIRST_READING: "first_reading",
    Means.NOTED: "note",
    Means.SETTLED: "settle_item",
}
_ADVICE = (
    Means.RECOMMENDED,
    Means.RECOMMENDED_AMENDED,
    Means.NOT_RECOMMENDED,
    Means.FORWARDED,
)
_VOTES: Mapping[Means, tuple[Announced, bool]] = {
    Means.AGREED: (Announced.ADOPTED, False),
    Means.AGREED_AMENDED: (Announced.ADOPTED, True),
    Means.REFUSED: (Announced.REJECTED, False),
    Means.RECOMMENDED: (Announced.ADOPTED, False),
    Means.RECOMMENDED_AMENDED: (Announced.ADOPTED, True),
    Means.NOT_RECOMMENDED: (Announced.REJECTED, False),
}
_ENDING = (Means.AGREED, Means.AGREED_AMENDED, Means.REFUSED, Means.IN_POINTS)


@attrs.frozen
class DroppedVotes:
    """Numbers, or words, of a result that were not taken over.

    Attributes:
        why: ``against_words``: the numbers do not carry the words, which are the result;
            ``against_numbers``: the words do not fit the numbers, which are the result;
            ``several``: numbers of several votes, of which none is that of the item;
            ``unclear``: numbers that can be read in two ways, or are no votes.
        text: the words of the vote, as the source gives them.
        yes, no, abstain: the numbers in it; None where none was read.
    """

    why: str
    text: str
    yes: int | None
    no: int | None
    abstain: int | None


@attrs.frozen(eq=False)
class Placed:
    """What a told consultation became.

    Attributes:
        told: what the source tells.
        means: what its result says; None where none is told, or nobody has placed it.
        step: the step that its result became; empty where it could not be placed.
        why: why it could not be placed, or empty.
        entries: numbers of the entries that it became.
        dropped: what of its votes was not taken over.
    """

    told: ToldStep
    means: Means | None
    step: str
    why: Both | str = ""
    entries: tuple[int, ...] = ()
    dropped: tuple[DroppedVotes, ...] = ()

    @property
    def is_placed(self) -> bool:
        """Tell whether a step stands for it."""
        return bool(self.step) and not self.why


@attrs.frozen(eq=False)
class Walked:
    """A paper after all that its source tells of it.

    Attributes:
        paper: what the source tells.
        case: the case as it stands in the end; None where it could not be opened.
        taken: every entry, the opening first.
        placed: what each told consultation became, in their order.
        why: why there is no case, or empty.
    """

    paper: ToldPaper
    case: Case | None
    taken: tuple[Taken, ...]
    placed: tuple[Placed, ...]
    why: Both | str = ""


def walk(
    paper: ToldPaper, council: Council, recorder: Recorder, *, case_id: str = ""
) -> Walked:
    """Record what a source tells of a paper.

    Args:
        paper: what the source tells.
        council: what its words mean.
        recorder: where it is written.
        case_id: id of the case; what the source calls the paper if left out.
    """
    walker = _Walker(paper, council, recorder)
    return walker.walk(case_id or paper.id)


@attrs.define(eq=False)
class _Item:
    """A consultation of the case, with the told steps that it spans."""

    id: str
    consultation: Consultation
    steps: list[int]


class _Walker:
    def __init__(self, paper: ToldPaper, council: Council, recorder: Recorder) -> None:
        self._paper, self._council, self._recorder = paper, council, recorder
        self._steps = paper.steps
        self._votes = [_votes_in(each.result) for each in self._steps]
        self._said = [
            council.means(each.result) if each.result else None for each in self._steps
        ]
        self._means = [
            _meant(said, votes)
            for said, votes in zip(self._said, self._votes, strict=True)
        ]
        self._items: list[_Item] = []
        self._item_of: list[_Item] = []
        self._taken: list[Taken] = []
        self._case: Case | None = None
        self._now = _EPOCH
        self._paper_type = council.paper_type(paper.kind)

    def walk(self, case_id: str) -> Walked:
        """Open the case and record every consultation."""
        self._arrange()
        first = self._first()
        if first is None:
            why = Both("no day is told.", "es ist kein Tag genannt.")
            none = tuple(
                Placed(told, means, "", why)
                for told, means in zip(self._steps, self._means, strict=True)
            )
            return Walked(self._paper, None, (), none, why)
        self._now = first
        try:
            self._open(case_id)
        except RatsflowError as error:
            return Walked(self._paper, None, (), (), str(error))
        placed = [self._placed(index) for index in range(len(self._steps))]
        self._end()
        return Walked(self._paper, self._case, tuple(self._taken), tuple(placed))

    # ------------------------------------------------------------------ the route

    def _arrange(self) -> None:
        """Say of each told step to which consultation of the case it belongs."""
        for index, told in enumerate(self._steps):
            asked = self._asked(index)
            known = self._put_off(told.body, asked)
            if known is not None:
                known.steps.append(index)
                self._item_of.append(known)
                continue
            name = told.body or "unbekannt"
            body = Organization(name, self._council.body_kind(name))
            made = Consultation(f"c{index}", body, asked, public=told.public)
            item = _Item(made.id, made, [index])
            self._items.append(item)
            self._item_of.append(item)

    def _put_off(self, body: str, asked: ConsultationRole) -> _Item | None:
        for each in reversed(self._items):
            made = each.consultation
            if (made.body.name, made.role) != (body, asked):
                continue
            means = self._means[each.steps[-1]]
            return each if means is None or means in _PUT_OFF else None
        return None

    def _asked(self, index: int) -> ConsultationRole:
        """Return what a body was asked; where its result says otherwise, what it did."""
        told, means = self._steps[index], self._means[index]
        asked = self._council.role(told.role, told.body)
        if asked is None:
            return _NOTING
        if means in _ADVICE and asked not in (_PRELIMINARY, _HEARING):
            return _PRELIMINARY
        if means is Means.NOTED and asked is not _DECISION:
            return _NOTING
        is_council = self._council.body_kind(told.body) is BodyKind.COUNCIL
        if means in _ENDING and is_council and asked in (_PRELIMINARY, _NOTING):
            return _DECISION  # a council that decides does so, whatever it was asked
        return asked

    def _rounds(self) -> list[int]:
        """Return after which told step each consultation became known, -1 for the start."""
        known: list[int] = []
        for item in self._items:
            first = item.steps[0]
            brought = [
                index
                for index in range(first)
                if self._means[index] is Means.REFERRED or self._is_end(index)
            ]
            known.append(brought[-1] if brought else -1)
        return known

    def _is_end(self, index: int) -> bool:
        means, asked = self._means[index], self._item_of[index].consultation.role
        if means in (*_ENDING, Means.SETTLED):
            return asked is _DECISION
        return means is Means.URGENT or (
            means is Means.WITHDRAWN and index == len(self._steps) - 1
        )

    # ------------------------------------------------------------------- the steps

    def _first(self) -> datetime | None:
        moments = [_moment(each) for each in self._steps]
        told = [each for each in moments if each is not None]
        day = self._paper.day
        if day is not None:
            told.append(datetime.combine(day, time(), BERLIN))
        return min(told) if told else None

    def _open(self, case_id: str) -> None:
        paper, council = self._paper, self._council
        motion = Motion(
            paper.title,
            self._paper_type,
            reference=paper.reference,
            related=paper.base,
            public=paper.public,
        )
        self._known_after = self._rounds()
        route = [
            item.consultation
            for item, known in zip(self._items, self._known_after, strict=True)
            if known < 0
        ]
        by_mayor = bool(self._steps) and self._is_approval(0)
        begins = "mayor_review" if by_mayor else "released"
        taken = self._recorder.open(
            case_id,
            motion,
            at=self._now,
            consultations=route,
            facts={TOLD_BY: council.name, UNTOLD: council.silent},
            begins=begins,
            override=Override(_BEFORE, council.name),
        )
        self._after(taken)

    def _is_approval(self, index: int) -> bool:
        told = self._steps[index]
        return self._council.role(told.role, told.body) is None

    def _placed(self, index: int) -> Placed:
        told, means, before = self._steps[index], self._means[index], len(self._taken)
        step, why = self._try(index, means)
        if told.result and means is None and not why:
            why = Both(
                f"nobody has placed the words {told.result!r}.",
                f"die Wörter „{told.result}“ hat niemand zugeordnet.",
            )
        made = tuple(each.entry.version for each in self._taken[before:])
        dropped = tuple(_dropped(told.result, self._said[index], means))
        return Placed(told, means, step, why, made, dropped)

    def _try(self, index: int, means: Means | None) -> tuple[str, Both | str]:
        moment = _moment(self._steps[index])
        if moment is None:
            return "plan_consultations", ""  # on the route, and on no agenda yet
        self._now = max(moment, self._now)
        try:
            return self._consult(index, means), ""
        except RatsflowError as error:
            return "", str(error)

    def _consult(self, index: int, means: Means | None) -> str:
        case, item = self._standing, self._item_of[index]
        if self._is_approval(index) and case.state == "mayor_review":
            return self._approved(means)
        if case.state in ("draft", "mayor_review"):
            self._out_of_the_house()
        self._brought_up(index)
        told = self._steps[index]
        meeting = Meeting(self._now.date(), self._now)
        number = {"agenda_number": told.number} if told.number else {}
        self._record("place_on_agenda", item.id, meeting=meeting, **number)
        if means is None:
            return "place_on_agenda"
        if means is Means.REMOVED:
            self._record("remove", item.id)
            return "remove"
        if means is Means.WITHDRAWN:
            return self._withdrawn(index)
        if means is Means.URGENT:
            self._record("decide_urgently")
            return "decide_urgently"
        self._assume("open_item", _CALLED, item.id)
        return self._done(index, means)

    def _done(self, index: int, means: Means) -> str:
        item = self._item_of[index]
        step = _MOVED.get(means)
        if step == "refer":
            brought = self._brought_by(index)
            inputs = {"consultations": brought} if brought else {}
            self._record(step, item.id, **inputs)
            return step
        if step is not None:
            self._record(step, item.id)
            return step
        decides = item.consultation.role is _DECISION
        if means is Means.IN_POINTS and decides:
            points = ("1:adopted", "2:rejected")
            ballot = Ballot(announced="adopted")
            self._assume("vote", _POINTS, item.id, ballot=ballot, point_results=points)
            return "vote"
        step = "vote" if decides and means not in _ADVICE else "recommend"
        given = (
            {"ballot": _ballot(self._votes[index], means)} if means in _VOTES else {}
        )
        self._record(step, item.id, **given)
        return step

    def _brought_up(self, index: int) -> None:
        """See that the item stands where it can be put on an agenda."""
        case, item = self._standing, self._item_of[index]
        known = {each.id: each for each in case.consultations}
        if case.state in OVER and self._needs_motion(index):
            added = [] if item.id in known else [item.consultation]
            added += [
                other.consultation
                for other, after in zip(self._items, self._known_after, strict=True)
                if other is not item and after == self._known_after_of(item)
                and other.id not in known and after >= 0
            ]  # fmt: skip
            self._record("reopen", reasons=_REOPENED, consultations=tuple(added))
        elif item.id not in known:
            self._assume(
                "plan_consultations", _AGAIN, consultations=(item.consultation,)
            )
        state = self._standing.consultation(item.id).state
        if state in WAITING and state != "planned":
            self._assume("replan", _AGAIN, item.id)
        elif state == "on_agenda":  # of an item of which no result is told
            self._assume("postpone", _AGAIN, item.id)
            self._assume("replan", _AGAIN, item.id)
        elif state == "cancelled":
            fresh = attrs.evolve(item.consultation, id=f"{item.id}n{index}")
            self._assume("plan_consultations", _AGAIN, consultations=(fresh,))
            item.id, item.consultation = fresh.id, fresh

    def _known_after_of(self, item: _Item) -> int:
        return self._known_after[self._items.index(item)]

    def _needs_motion(self, index: int) -> bool:
        """Tell whether what the body did moves the motion, so that it must be open."""
        means = self._means[index]
        return means is not None and means not in (
            Means.NOTED, Means.REMOVED, Means.POSTPONED, Means.DEFERRED,
            Means.FIRST_READING,
        )  # fmt: skip

    def _brought_by(self, index: int) -> tuple[Consultation, ...]:
        known = {each.id for each in self._standing.consultations}
        return tuple(
            item.consultation
            for item, after in zip(self._items, self._known_after, strict=True)
            if after == index and item.id not in known
        )

    def _approved(self, means: Means | None) -> str:
        if means in (Means.NOTED, Means.AGREED, Means.RECOMMENDED, None):
            self._record("release", reference=self._paper.reference or "–")
            return "release"
        self._record("return_to_author")
        return "return_to_author"

    def _out_of_the_house(self) -> None:
        if self._standing.state == "draft":
            for step in ("submit", "complete_co_signature", "sign"):
                self._assume(step, _BEFORE)
        self._assume("release", _BEFORE)

    def _withdrawn(self, index: int) -> str:
        """Final where it is the last word; otherwise only taken off this agenda."""
        later = any(each.day is not None for each in self._steps[index + 1 :])
        if later:
            self._record("withdraw_from_agenda", self._item_of[index].id)
            return "withdraw_from_agenda"
        self._record("withdraw")
        return "withdraw"

    def _end(self) -> None:
        """End what was only to be noted or answered, once nobody deals with it any more."""
        case = self._standing
        told = [means for means in self._means if means is not None]
        if case.state != "in_consultation" or not told:
            return
        decides = any(
            each.role is _DECISION and each.state != "cancelled"
            for each in case.consultations
        )
        open_ = any(each.state == "on_agenda" for each in case.consultations)
        if open_ or (decides and self._paper_type not in _NOT_VOTED):
            return
        try:
            if told[-1] is Means.NOTED:
                self._assume("complete_noting", _ENDED)
            elif told[-1] is Means.SETTLED or self._paper_type in _NOT_VOTED:
                self._assume("settle", _ENDED, reasons=_ENDED)
        except RatsflowError:  # it goes on, and nobody says how
            return

    # ------------------------------------------------------------------- to record

    @property
    def _standing(self) -> Case:
        if self._case is None:
            msg = "nothing is opened yet."
            raise RuntimeError(msg)
        return self._case

    def _record(self, step: str, on: str = "", **inputs: Any) -> None:
        self._take(step, on, Mode.RECORD, None, inputs)

    def _assume(self, step: str, why: str, on: str = "", **inputs: Any) -> None:
        reason = Override(why, self._council.name)
        self._take(step, on, Mode.ASSUME, reason, inputs)

    def _take(
        self,
        step: str,
        on: str,
        mode: Mode,
        override: Override | None,
        inputs: Mapping[str, Any],
    ) -> None:
        taken = self._recorder.take(
            self._standing,
            step,
            on=on,
            at=self._now,
            mode=mode,
            override=override,
            inputs=inputs,
        )
        self._after(taken)

    def _after(self, taken: Taken) -> None:
        self._case = taken.case
        self._taken.append(taken)


_PUT_OFF = (
    Means.POSTPONED, Means.DEFERRED, Means.REFERRED, Means.RETURNED,
    Means.FIRST_READING, Means.REMOVED, Means.WITHDRAWN,
)  # fmt: skip
"""What a body did with an item that may come back to it as the same consultation."""


@lru_cache(4096)
def _read(result: str) -> tuple[ToldVote, ...]:
    return read_votes(result)


def _votes_in(result: str) -> tuple[ToldVote, ...]:
    """Return the votes that a result tells; what was put to no vote is none."""
    return tuple(
        each
        for each in _read(result)
        if (each.announced is not None or each.is_counted) and not each.is_on_procedure
    )


def _dropped(
    result: str, said: Means | None, meant: Means | None
) -> Iterator[DroppedVotes]:
    """Yield what of the votes that a result tells was not taken over.

    Args:
        result: the words of the result.
        said: what its words mean.
        meant: what it was taken for.
    """
    for each in _read(result):
        if any(found.code == "numbers_unclear" for found in each.findings):
            yield _as_told("unclear", each)
    if meant is None or (meant not in _VOTES and meant is not Means.IN_POINTS):
        return
    votes = _votes_in(result)
    counted = [each for each in votes if each.is_counted]
    if len(votes) > 1:
        yield from (_as_told("several", each) for each in counted)
    elif counted and meant in _VOTES and not _carries(counted[0], meant):
        yield _as_told("against_words", counted[0])
    elif counted and said in _AGREED and meant is Means.REFUSED:
        yield _as_told("against_numbers", counted[0])


_AGREED = (Means.AGREED, Means.AGREED_AMENDED)


def _as_told(why: str, vote: ToldVote) -> DroppedVotes:
    return DroppedVotes(why, vote.text, vote.yes, vote.no, vote.abstain)


def _carries(vote: ToldVote, means: Means) -> bool:
    """Tell whether the numbers of a vote can have led to a result; if none are told, yes."""
    if vote.yes is None or vote.no is None:
        return True
    return (vote.yes > vote.no) == (_VOTES[means][0] is Announced.ADOPTED)


def _meant(means: Means | None, votes: Sequence[ToldVote]) -> Means | None:
    """Return what a result says, by its votes where its words say no more than that."""
    if means not in (None, *_AGREED) or not votes:
        return means
    if len(votes) > 1:
        return Means.IN_POINTS
    (vote,) = votes
    yes, no = vote.yes, vote.no
    if yes is not None and no is not None:
        is_refused = yes <= no
    else:
        is_refused = means is None and vote.announced is Announced.REJECTED
    return Means.REFUSED if is_refused else means or Means.AGREED


def _ballot(votes: Sequence[ToldVote], means: Means) -> Ballot:
    """Return the ballot with what is told of it; of several votes no number is of one."""
    announced, amended = _VOTES[means]
    told = votes[0] if len(votes) == 1 else ToldVote("")
    if not _carries(told, means):
        told = ToldVote("")  # of a vote on the refusal: the words are the result
    return Ballot(
        yes=told.yes,
        no=told.no,
        abstain=told.abstain,
        announced=announced,
        amended=amended,
    )


_EPOCH = datetime(1900, 1, 1, tzinfo=BERLIN)
_NOON = timedelta(hours=12)


def _moment(told: ToldStep) -> datetime | None:
    if told.start is not None:
        return told.start
    if told.day is None:
        return None
    return datetime.combine(told.day, time(), BERLIN) + _NOON


def days_of(steps: Sequence[ToldStep]) -> Iterator[date]:
    """Yield the days on which a paper was dealt with."""
    yield from (each.day for each in steps if each.day is not None)
