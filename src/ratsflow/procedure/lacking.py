"""All that an answer lacks, where a check stops at the first thing that nobody has stated.

The check is asked once more with that thing supposed: a yes and a no in turn, anything else
as a value that nobody has looked at. What it misses then is needed too, if it misses it
whatever is stated; so nothing is named that this case might do without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NoReturn

from ratsflow.law.local import AbsentNormError, MissingValueError
from ratsflow.procedure.finding import Answer, Result
from ratsflow.procedure.inputs import PYTHON_TYPES, Kind
from ratsflow.procedure.question import MissingFactError, Question


Absent = MissingFactError | MissingValueError
"""What a check raises where something is not stated, or not set."""

_DEEP = 5
"""So many things are supposed at once; what a check misses behind them is not looked for."""
_BOTH = (True, False)
_FLAG = Kind.FLAG
_LAW = "law."


class _Unseen:
    """A value that is stated, and of which nobody knows what it says.

    It passes for one of the type that it would have.
    """

    def __init__(self, missing: str, kind: type) -> None:
        self._missing, self._kind = missing, kind

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return self._kind

    def _miss(self, *_: object) -> NoReturn:
        raise MissingFactError(self._missing)

    __bool__ = __iter__ = __len__ = __int__ = __index__ = __str__ = _miss
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = _miss
    __mul__ = __rmul__ = __contains__ = __getitem__ = __getattr__ = __format__ = _miss
    __eq__ = __ne__ = __hash__ = _miss


_unseen = cache(_Unseen)  # of nothing but what procedures declare that steps take in


def lacking(
    check: Callable[[Question], Any],
    question: Question,
    first: Absent,
    kinds: Mapping[str, Kind],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the facts and the keys of law that a check cannot do without.

    Args:
        check, question: what was asked.
        first: what it stopped at.
        kinds: what facts are, by name, as far as it is known.

    Raises:
        AbsentNormError: on the day that counts there is no such norm, which is no lack.
    """
    if isinstance(first, AbsentNormError):
        raise first
    found = _needed(check, question, _name(first), kinds, ())
    if len(found) == 1 and isinstance(first, MissingFactError):  # as nearly always
        return tuple(found), ()
    found = dict.fromkeys(found)
    facts = [name for name in found if not name.startswith(_LAW)]
    keys = [name.removeprefix(_LAW) for name in found if name.startswith(_LAW)]
    return tuple(facts), tuple(keys)


def _name(missing: Absent) -> str:
    if isinstance(missing, MissingFactError):
        return missing.name
    return f"{_LAW}{missing.key}"


def _needed(
    check: Callable[[Question], Any],
    question: Question,
    name: str,
    kinds: Mapping[str, Kind],
    supposed: tuple[str, ...],
) -> Collection[str]:
    """Return what is missing whatever a thing may be that is missing, its name first.

    Args:
        check, kinds: what was asked, and what facts are.
        question: what is asked, with all that is supposed in it.
        name: what is missing.
        supposed: the names of what is supposed.
    """
    known = kinds.get(name)
    supposed = (*supposed, name)
    if known is not None and known is not _FLAG:  # as nearly always
        asked = question.supposing({name: _unseen(name, PYTHON_TYPES[known])}, {})
        return (name, *_behind(check, asked, kinds, supposed))
    is_law = name.startswith(_LAW)
    if known is None and "." in name and not is_law:
        return (name,)  # a part of a thing, which cannot be stated by itself
    always: Collection[str] | None = None
    for value in _BOTH if known else (_Unseen(name, object), *_BOTH):
        if is_law:
            asked = question.supposing({}, {name.removeprefix(_LAW): value})
        else:
            asked = question.supposing({name: value}, {})
        further = _behind(check, asked, kinds, supposed)
        always = further if always is None else [e for e in further if e in always]
        if not always:
            break
    return (name, *(always or ()))


def _behind(
    check: Callable[[Question], Any],
    question: Question,
    kinds: Mapping[str, Kind],
    supposed: tuple[str, ...],
) -> Collection[str]:
    """Return what a check misses where something is supposed."""
    try:
        answer = check(question)
    except AbsentNormError:
        return ()
    except (MissingFactError, MissingValueError) as missing:
        name = _name(missing)
        if name in supposed:
            return ()
        if len(supposed) == _DEEP:
            return (name,)
        return _needed(check, question, name, kinds, supposed)
    except Exception:  # noqa: BLE001  # of what is only supposed, nothing is told
        return ()
    if isinstance(answer, Answer) and answer.result is Result.UNKNOWN:
        data = answer.data
        return (*data.get("facts", ()), *(f"{_LAW}{e}" for e in data.get("keys", ())))
    return ()
