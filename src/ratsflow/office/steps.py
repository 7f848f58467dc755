"""Taking steps: one way in which an attempt is read, asked, written, retried and told.

It goes over a page of attempts; a single one is a page of itself. Many have no query per
case: only a step whose rules look at other cases asks for those by itself. A page with such
steps is one unit of work, so that it has one commit as well.
"""

from __future__ import annotations

import secrets

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from ratsflow.engine import Taken, Verdict, take
from ratsflow.engine.take import punctual, refusal
from ratsflow.errors import (
    Both,
    ConflictError,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    StoreError,
    TransactionLostError,
)
from ratsflow.office.assessor import Assessor
from ratsflow.office.attempt import Attempt, RefusedAttempt, attempted, check_names
from ratsflow.office.binding import Binding
from ratsflow.office.cases import Tell, Written
from ratsflow.office.events import tell
from ratsflow.office.keys import repetition, used_keys
from ratsflow.office.lookups import Lookup
from ratsflow.office.watching import WATCHERS
from ratsflow.procedure.case import Case


PAGE = 500
"""Attempts that are read and written in one go."""


_WAITING = RatsflowError()
"""What an attempt comes to as long as nobody knows."""


class _Try:
    """An attempt on its way.

    Attributes:
        attempt: the attempt.
        case: the case that it is asked of, or why that cannot be had.
        asked: the verdict on it.
        head: hash of the entry at which the case stood for that.
        result: what it comes to.
    """

    __slots__ = ("asked", "attempt", "case", "head", "result")

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.case: Case | RatsflowError | None = None
        self.head = ""
        self.result: Taken | RatsflowError = _fault(attempt) or _WAITING
        self.asked: Verdict | RatsflowError = self.result

    def unforeseen(self, error: Exception) -> InvalidInputError:
        """Return what to tell of an error that nobody foresaw."""
        about = self.attempt.case_id
        told = InvalidInputError(
            Both(
                f"it cannot be answered ({type(error).__name__}).",
                "das lässt sich nicht beantworten.",
            ),
            Both(f"case {about}", f"Vorgang {about}"),
        )
        told.__cause__ = error
        return told


@attrs.frozen
class Steps:
    """Assesses attempts, and takes the steps that may be taken.

    Attributes:
        bound: what the office binds together.
        assessor: asks the engine.
        record_refusals: whether a refused attempt is an entry too.
    """

    bound: Binding
    assessor: Assessor
    record_refusals: bool

    def assess(
        self, attempts: Iterable[Attempt]
    ) -> tuple[Verdict | RatsflowError, ...]:
        """Answer attempts as those who ask may see it; see `Office.assess_many`."""
        lookup, views = Lookup(self.bound.store), self.bound.views()
        tries = [_Try(each) for each in attempts]
        for page in _pages(tries):
            cases = self.bound.cases.read(each.attempt.case_id for each in page)
            for each in page:
                case = cases[each.attempt.case_id]
                try:
                    each.asked = (
                        self.assessor.verdict(case, each.attempt, lookup)
                        if isinstance(case, Case)
                        else case
                    )
                except RatsflowError as error:
                    each.asked = error
                except Exception as error:  # noqa: BLE001  # it must not harm the others
                    each.asked = each.unforeseen(error)
        return views.results([each.asked for each in tries], views.verdict)

    def take(
        self, attempts: Iterable[Attempt], *, retry: bool = False, many: bool = False
    ) -> tuple[Taken | RatsflowError, ...]:
        """Take steps, each by itself: all or none of it; see `Office.take_many`.

        Args:
            attempts: the attempts.
            retry: try once more what lost against somebody else.
            many: whether an error that nobody foresaw is the result of its attempt: it
                must not harm the others.
        """
        tries = [_Try(each) for each in attempts]
        if WATCHERS:
            return self._watched(tries, retry=retry, many=many)
        return self._taken(tries, retry=retry, many=many)

    def _taken(
        self, tries: Sequence[_Try], *, retry: bool, many: bool
    ) -> tuple[Taken | RatsflowError, ...]:
        for page in _pages(tries):
            _Page(self, retry=retry, many=many).take(page)
        views = self.bound.views()
        return views.results(self._results(tries), views.taken)

    def _watched(
        self, tries: Sequence[_Try], *, retry: bool, many: bool
    ) -> tuple[Taken | RatsflowError, ...]:
        """Take steps, and tell who watches when they begin and end."""
        ended = [watcher([each.attempt for each in tries]) for watcher in [*WATCHERS]]
        results: Sequence[Taken | RatsflowError | BaseException] = ()
        try:
            results = done = self._taken(tries, retry=retry, many=many)
        except BaseException as error:
            results = [error] * len(tries)
            raise
        finally:
            for each in reversed(ended):
                each(results)
        return done

    def written(self, verdict: Verdict) -> tuple[Taken | None, Taken | RefusedError]:
        """Return the entry to append, if there is one, and what the caller is told."""
        recorded_at, salts = self.bound.now(), secrets.token_hex
        try:
            taken = take(verdict, recorded_at=recorded_at, salts=salts)
        except RefusedError as refused:
            if not self.record_refusals:
                return None, refused
            verdict = refused.verdict  # with what the present moment adds
            return refusal(verdict, recorded_at=recorded_at, salts=salts), refused
        return taken, taken

    def record_refusal(self, refused: RefusedAttempt) -> None:
        """Write down what was refused; see `Office.record_refusal`."""
        attempt, version = refused.request, refused.version
        found = self.bound.store.read(attempt.case_id, version) if refused.hash else ()
        if found and found[0].hash == refused.hash:
            return
        case = self.bound.cases.case(attempt.case_id)
        recorded_at = self.bound.now()
        # What was seen passed when it was refused.
        asked = self.assessor.verdict(case, attrs.evolve(attempt, seen=None))
        verdict = punctual(asked, recorded_at)
        if verdict.allowed:
            raise ConflictError(case.id, version, case.version)
        entry = refusal(verdict, recorded_at=recorded_at, salts=secrets.token_hex)
        self.bound.cases.write(Written(entry, case, attempt.key))

    def _results(self, tries: Sequence[_Try]) -> Sequence[Taken | RatsflowError]:
        """Return what attempts came to; of a repeated one whether it was another command."""
        results = [each.result for each in tries]
        repeated = [
            (number, each)
            for number, each in enumerate(results)
            if type(each) is not Taken and isinstance(each, RepeatedError)
        ]
        if repeated:
            ids = {each.case_id for _, each in repeated}
            logs = self.bound.store.read_many(sorted(ids))
            for number, each in repeated:
                attempt, log = tries[number].attempt, logs.get(each.case_id)
                results[number] = repetition(self.bound, each, attempt, log)
        return results


class _UndoneError(Exception):
    """The database failed in a unit of work, and none of it is written."""


class _Page:
    """Takes attempts together, those on one case one after the other.

    A case that was folded last is at hand, though others may have moved it: then its entry
    follows another one than the last, and the store refuses it. Nobody is told or refused
    anything by a state that may be past: what is not taken from it is asked of the case
    that is read.
    """

    def __init__(self, steps: Steps, *, retry: bool, many: bool) -> None:
        self._steps = steps
        self._bound = steps.bound
        self._retry = retry
        self._many = many
        self._read: dict[str, Case | RatsflowError | None] = {}
        self._in_unit = False
        self._tell: Tell = tell

    def take(self, page: Sequence[_Try]) -> None:
        """Take all, and note what became of each."""
        if not self._asks_for_a_unit(page) or not self._take_as_unit(page):
            self._take(page)

    def _asks_for_a_unit(self, page: Sequence[_Try]) -> bool:
        """Tell whether steps would be committed one by one."""
        if len(page) < 2:  # noqa: PLR2004  # a commit each
            return False
        looks = any(each.attempt.step in self._bound.that_look for each in page)
        return looks and not self._bound.store.in_transaction

    def _take_as_unit(self, page: Sequence[_Try]) -> bool:
        """Take all as one unit of work, and tell of it once it is committed.

        Returns:
            Whether it is done. If not, nothing was written: the database failed, and one by
            one says in what.
        """
        told: list[tuple[str, dict[str, Any]]] = []
        self._tell = lambda event, **about: told.append((event, about))
        self._in_unit, is_done = True, False
        try:
            with self._bound.store.unit_of_work():
                self._take(page)
                is_done = True
        except (_UndoneError, StoreError, TransactionLostError) as error:
            self._forget(page)
            for each in page:
                each.result, each.asked, each.head = _WAITING, _WAITING, ""
                # It may have been committed: to try again would act twice.
                if is_done and isinstance(error, RatsflowError):
                    each.result = error
            return is_done
        finally:
            self._in_unit, self._tell = False, tell
        for event, about in told:
            tell(event, **about)
        return True

    def _forget(self, page: Sequence[_Try]) -> None:
        """Keep no case at hand that may have been taken back."""
        self._read.clear()
        for each in page:
            self._bound.cases.recent.drop(each.attempt.case_id)

    def _take(self, page: Sequence[_Try]) -> None:
        recent = self._bound.cases.recent
        if len(page) > 1:
            ids = {each.attempt.case_id for each in page}
            self._read_anew(each for each in ids if not recent.last(each))
        waiting = page
        while waiting:
            wave = self._next_wave(waiting) if len(waiting) > 1 else waiting
            self._take_wave(wave)
            waiting = [each for each in waiting if each.result is _WAITING]

    def _next_wave(self, waiting: Sequence[_Try]) -> Sequence[_Try]:
        """Return the attempts that are taken together, one per case, as they were given.

        One that looks at other cases is taken by itself, after all that were given before
        it: what it looks at must stand in the store. Of several with one key the first
        that was given is the one that may use it.
        """
        wave: list[_Try] = []
        cases: set[str] = set()
        keys: set[str] = set()
        for each in waiting:
            attempt = each.attempt
            if attempt.step in self._bound.that_look:
                return wave or (each,)
            if attempt.case_id not in cases and (
                not attempt.key or attempt.key not in keys
            ):
                wave.append(each)
            cases.add(attempt.case_id)
            keys.add(attempt.key)
        return wave

    def _take_wave(self, wave: Sequence[_Try]) -> None:
        at_hand: list[_Try] = []
        left: list[_Try] = []
        for each in wave:
            case_id = each.attempt.case_id
            each.case = self._read.get(case_id)
            if each.case is None:
                each.case = self._bound.cases.recent.last(case_id)
                (left if each.case is None else at_hand).append(each)
            else:
                left.append(each)
        if at_hand:
            left += self._try(at_hand, is_past=True)
        if left:
            self._ask_anew([e for e in left if not self._read.get(e.attempt.case_id)])
            lost = self._try(left)
            if lost and self._retry:
                self._ask_anew(lost)
                self._try(lost)

    def _ask_anew(self, tries: Sequence[_Try]) -> None:
        """Have attempts asked of their cases as they stand."""
        if tries:
            self._read_anew(each.attempt.case_id for each in tries)
        for each in tries:
            each.case = self._read[each.attempt.case_id]

    def _read_anew(self, case_ids: Iterable[str]) -> None:
        self._read.update(self._bound.cases.read(case_ids))

    def _try(self, tries: Sequence[_Try], *, is_past: bool = False) -> list[_Try]:
        """Ask and write; return what lost against somebody else.

        Args:
            tries: attempts on cases that are at hand or read.
            is_past: whether the cases may be past; then what is not taken is lost too, and
                comes to nothing.
        """
        lost: list[_Try] = []
        writing: list[Written] = []
        written: list[_Try] = []
        other: list[_Try] = []
        for each in tries:
            entry = self._outcome(each, is_past=is_past)
            if is_past and not isinstance(each.result, Taken):
                each.result = _WAITING
                lost.append(each)
            elif entry is not None and isinstance(each.case, Case):
                written.append(each)
                writing.append(Written(entry, each.case, each.attempt.key))
            else:
                other.append(each)
        if other:
            self._refuse_used(other)
        answers: Sequence[RatsflowError | None] = ()
        if writing:
            answers = self._bound.cases.write_many(writing, self._tell)
            if self._in_unit and any(isinstance(each, StoreError) for each in answers):
                raise _UndoneError
        for each, work, error in zip(written, writing, answers, strict=True):
            if error is None:
                self._read[each.attempt.case_id] = work.after
                other.append(each)
                continue
            each.result = error
            if isinstance(error, ConflictError):
                lost.append(each)
                each.result = _WAITING if is_past else error
        for each in other:
            if isinstance(each.result, RefusedError):
                about, step = each.attempt.case_id, each.attempt.step
                self._tell(
                    "refused", case=about, step=step, actor=each.attempt.actor.id
                )
        return lost

    def _outcome(self, each: _Try, *, is_past: bool) -> Taken | None:
        """Note what an attempt comes to if nothing goes wrong; return the entry, if any."""
        case, attempt, entry = each.case, each.attempt, None
        if not isinstance(case, Case):
            each.result = case if case is not None else _WAITING
            return None
        try:
            verdict = each.asked
            if each.head != case.head or not isinstance(verdict, Verdict):
                verdict = self._steps.assessor.verdict(case, attempt, taking=True)
                each.asked, each.head = verdict, case.head
            if is_past and not verdict.allowed:
                return None
            entry, each.result = self._steps.written(verdict)
        except RatsflowError as error:
            each.result = error
        except Exception as error:
            if not self._many:
                raise
            each.result = each.unforeseen(error)
        if isinstance(each.result, RefusedError):
            attempted(each.result, attempt, entry)
        return entry

    def _refuse_used(self, tries: Sequence[_Try]) -> None:
        """Tell of a command that is not taken whether it was: that may be in its way."""
        keyed = [e for e in tries if e.attempt.key and isinstance(e.case, Case)]
        used = used_keys(self._bound, [each.attempt.key for each in keyed])
        for each in keyed:
            each.result = used.get(each.attempt.key, each.result)


def _pages(tries: Sequence[_Try]) -> Sequence[Sequence[_Try]]:
    """Return those that can be put in order with others, in pages."""
    sound = [each for each in tries if each.result is _WAITING]
    if len(sound) <= PAGE:
        return (sound,) if sound else ()
    return [sound[start : start + PAGE] for start in range(0, len(sound), PAGE)]


def _fault(attempt: Attempt) -> InvalidInputError | None:
    """Return what keeps an attempt from being put in order with the others, or None."""
    if not isinstance(attempt, Attempt):
        return InvalidInputError(
            Both(f"{attempt!r} is no Attempt.", f"{attempt!r} ist kein Auftrag."),
            "requests",
        )
    case_id, step, on, key = attempt.case_id, attempt.step, attempt.on, attempt.key
    if type(case_id) is type(step) is type(on) is type(key) is str:
        return None
    try:
        check_names(case_id=case_id, step=step, on=on, key=key)
    except InvalidInputError as error:
        return error
    return None
