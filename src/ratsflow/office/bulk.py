"""Thousands of cases at once: a result per request, and no query per case.

Only a request whose rules look at other cases asks for those by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

import attrs

from ratsflow.engine import Taken, Verdict, fold
from ratsflow.errors import (
    Both,
    BrokenLogError,
    ConflictError,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    StoreError,
    UnknownNameError,
)
from ratsflow.log import Record
from ratsflow.office.attempt import Attempt
from ratsflow.office.lookups import fill
from ratsflow.office.named import check_names
from ratsflow.office.projection import standing_of
from ratsflow.office.refused import attempted
from ratsflow.procedure.case import Case
from ratsflow.stores import Append, Store


PAGE = 500
"""Requests that are read and written in one go."""

T = TypeVar("T")


Ask = Callable[[Case, Attempt], Verdict]
"""Assesses a request."""

Write = Callable[[Verdict], "tuple[Taken | None, Taken | RatsflowError]"]
"""Turns a verdict into the entry to be appended, if there is one, and the result."""


def assess_many(
    store: Store, requests: Sequence[Attempt], ask: Ask
) -> tuple[Verdict | RatsflowError, ...]:
    """Assess requests; see `Office.assess_many`."""

    def answer(page: Sequence[Attempt]) -> Sequence[Verdict | RatsflowError]:
        cases = _read(store, {request.case_id for request in page})
        return [_answered(cases[each.case_id], each, ask) for each in page]

    return _by_pages(requests, answer)


def take_many(
    store: Store,
    requests: Sequence[Attempt],
    ask: Ask,
    write: Write,
    *,
    retry: bool,
    that_look: frozenset[str] = frozenset(),
) -> tuple[Taken | RatsflowError, ...]:
    """Take requests; see `Office.take_many`.

    Args:
        store: the store.
        requests: the requests.
        ask: assesses one.
        write: makes the entry.
        retry: try once more what lost against somebody else.
        that_look: the steps whose rules look at other cases.
    """

    def answer(page: Sequence[Attempt]) -> Sequence[Taken | RatsflowError]:
        if any(each.step in that_look for each in page):
            _fill(store)
        done = _take_page(store, page, ask, write, that_look)
        if retry:
            lost = [i for i, each in enumerate(done) if isinstance(each, ConflictError)]
            again = _take_page(store, [page[i] for i in lost], ask, write, that_look)
            for index, result in zip(lost, again, strict=True):
                done[index] = result
        return done

    return _by_pages(requests, answer)


def _by_pages(
    requests: Sequence[Attempt],
    answer: Callable[[Sequence[Attempt]], Sequence[T | RatsflowError]],
) -> tuple[T | RatsflowError, ...]:
    """Answer what can be asked a page at a time, and what cannot by why it cannot."""
    results: dict[int, T | RatsflowError] = {}
    sound: list[int] = []
    for index, request in enumerate(requests):
        fault = _fault(request)
        if fault:
            results[index] = fault
        else:
            sound.append(index)
    for start in range(0, len(sound), PAGE):
        page = sound[start : start + PAGE]
        found = answer([requests[index] for index in page])
        results.update(zip(page, found, strict=True))
    return tuple(results[index] for index in range(len(requests)))


def _fault(request: Attempt) -> InvalidInputError | None:
    """Return what keeps a request from being put in order with the others, or None."""
    if not isinstance(request, Attempt):
        return InvalidInputError(
            Both(f"{request!r} is no Attempt.", f"{request!r} ist kein Auftrag."),
            "requests",
        )
    try:
        check_names(
            case_id=request.case_id,
            step=request.step,
            on=request.on,
            key=request.key,
        )
    except InvalidInputError as error:
        return error
    return None


def _fill(store: Store) -> None:
    """Fill in look-up keys; what is in the way of that is told to those who look."""
    with suppress(StoreError, BrokenLogError):
        fill(store)


def _take_page(
    store: Store,
    page: Sequence[Attempt],
    ask: Ask,
    write: Write,
    that_look: frozenset[str],
) -> list[Taken | RatsflowError]:
    """Take the requests of a page, those on one case one after the other."""
    cases = _read(store, {request.case_id for request in page})
    results: dict[int, Taken | RatsflowError] = {}
    waiting = list(range(len(page)))
    while waiting:
        first = _next_wave(page, waiting, that_look)
        requests = {index: page[index] for index in first}
        _take_wave(store, requests, cases, results, ask, write)
        waiting = [index for index in waiting if index not in first]
    return [results[index] for index in range(len(page))]


def _next_wave(
    page: Sequence[Attempt], waiting: Sequence[int], that_look: frozenset[str]
) -> Sequence[int]:
    """Return the requests that are taken together, one per case, as they were given.

    One that looks at other cases is taken by itself, after all that were given before
    it: what it looks at must stand in the store.
    """
    if page[waiting[0]].step in that_look:
        return waiting[:1]
    wave: dict[str, int] = {}
    for index in waiting:
        if page[index].step in that_look:
            break
        wave.setdefault(page[index].case_id, index)
    return tuple(wave.values())


def _take_wave(
    store: Store,
    wave: Mapping[int, Attempt],
    cases: dict[str, Case | RatsflowError],
    results: dict[int, Taken | RatsflowError],
    ask: Ask,
    write: Write,
) -> None:
    """Take one request per case at most, and carry the cases on for the next wave."""
    writing: dict[int, Append] = {}
    after: dict[int, Case] = {}
    anew: set[int] = set()
    refused: dict[int, str] = {}
    for index, request in wave.items():
        before = cases[request.case_id]
        attempt = _attempted(before, request, ask, write)
        results[index] = attempt.result
        if attempt.append and attempt.after:
            writing[index], after[index] = attempt.append, attempt.after
            if attempt.is_seen:
                anew.add(index)
        elif request.key and isinstance(before, Case):
            refused[index] = request.key
    # What a request did the first time may be what is in its way now.
    results.update(_repeated(store, refused))
    for index, error in _answers(store, writing):
        if error is None and index in anew:
            cases.update(_read(store, {writing[index].case_id}))
        elif error is None:
            cases[writing[index].case_id] = after[index]
        else:
            results[index] = error


def _repeated(store: Store, keys: Mapping[int, str]) -> Mapping[int, RatsflowError]:
    """Return the errors of those whose key was used, or for whom nobody can tell."""
    if not keys:
        return {}
    try:
        used = store.used_many(keys.values())
    except StoreError as error:
        return dict.fromkeys(keys, error)
    return {
        index: RepeatedError(key, used[key].case_id, used[key].version)
        for index, key in keys.items()
        if key in used
    }


def _answers(
    store: Store, appends: Mapping[int, Append]
) -> Iterable[tuple[int, RatsflowError | None]]:
    if not appends:
        return ()
    return zip(appends, append_many(store, list(appends.values())), strict=True)


def append_many(
    store: Store, appends: Sequence[Append]
) -> Sequence[RatsflowError | None]:
    """Append to many cases; where the store fails, that is the answer of each.

    Raises:
        TransactionLostError: see `Store.append_many`.
    """
    try:
        return store.append_many(appends)
    except StoreError as error:
        return [error] * len(appends)


@attrs.frozen(eq=False)
class _Attempt:
    """What became of a request before anything is written.

    Attributes:
        result: what it comes to if nothing goes wrong in the store.
        append: what is to be written.
        after: the case after what is written.
        is_seen: it is the case as a version sees it that continues its own, and is to be
            read anew: a refusal leaves it with its version.
    """

    result: Taken | RatsflowError
    append: Append | None = None
    after: Case | None = None
    is_seen: bool = False


def _attempted(
    before: Case | RatsflowError, request: Attempt, ask: Ask, write: Write
) -> _Attempt:
    if isinstance(before, RatsflowError):
        return _Attempt(before)
    found = _guarded(request.case_id, lambda: _attempt(before, request, ask, write))
    return _Attempt(found) if isinstance(found, RatsflowError) else found


def _attempt(before: Case, request: Attempt, ask: Ask, write: Write) -> _Attempt:
    taken, result = write(ask(before, request))
    if isinstance(result, RefusedError):
        attempted(result, request, taken)
    if taken is not None:
        is_seen = taken.case.fingerprint != taken.entry.fingerprint
        append = appending(taken, request.key)
        if is_seen:
            append = attrs.evolve(append, standing=standing_of(before))
        return _Attempt(result, append, taken.case, is_seen)
    return _Attempt(result)


def appending(taken: Taken, key: str = "") -> Append:
    """Return the append that writes what was done."""
    case = taken.case
    return Append(
        case.id,
        (taken.record,),
        case.version - 1,
        standing_of(case),
        key,
        laws=taken.laws,
    )


def _answered(
    before: Case | RatsflowError, request: Attempt, ask: Ask
) -> Verdict | RatsflowError:
    if isinstance(before, RatsflowError):
        return before
    return _guarded(request.case_id, lambda: ask(before, request))


def _guarded(case_id: str, act: Callable[[], T]) -> T | RatsflowError:
    """Do something for one case; whatever goes wrong there is a result of that case."""
    try:
        return act()
    except RatsflowError as error:
        return error
    except Exception as error:  # noqa: BLE001  # one case must not harm the others
        failed = InvalidInputError(
            Both(
                f"it cannot be answered ({type(error).__name__}).",
                "das lässt sich nicht beantworten.",
            ),
            Both(f"case {case_id}", f"Vorgang {case_id}"),
        )
        failed.__cause__ = error
        return failed


def _read(store: Store, case_ids: set[str]) -> dict[str, Case | RatsflowError]:
    try:
        logs = store.read_many(sorted(case_ids))
    except StoreError as error:
        return dict.fromkeys(case_ids, error)
    return {case_id: _folded(case_id, logs.get(case_id, ())) for case_id in case_ids}


def _folded(case_id: str, records: Sequence[Record]) -> Case | RatsflowError:
    if not records:
        return UnknownNameError(Both("case", "Vorgang"), case_id)
    return _guarded(case_id, lambda: fold(records))
