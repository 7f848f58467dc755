"""All that an answer lacks, where a check stops at the first thing that nobody has stated.

The check is asked once more with that thing supposed: a yes and a no in turn, anything else
as a value that nobody has looked at. What it misses then is needed too, if it misses it
whatever is stated; so nothing is named that this case might do without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
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
    found = _needed(check, question, _name(first), kinds, {})
    keys = [name.removeprefix(_LAW) for name in found if name.startswith(_LAW)]
    return tuple(name for name in found if not name.startswith(_LAW)), tuple(keys)


def _name(missing: Absent) -> str:
    if isinstance(missing, MissingFactError):
        return missing.name
    return f"{_LAW}{missing.key}"


def _needed(
    check: Callable[[Question], Any],
    question: Question,
    name: str,
    kinds: Mapping[str, Kind],
    supposed: Mapping[str, Any],
) -> dict[str, None]:
    """Return what is missing whatever a thing may be that is missing, with its name."""
    found = {name: None}
    if name in supposed or len(supposed) == _DEEP:
        return found
    known = kinds.get(name)
    unseen = _Unseen(name, PYTHON_TYPES[known] if known else object)
    if known is None and "." in name and not name.startswith(_LAW):
        return found  # a part of a thing, which cannot be stated by itself
    values: tuple[Any, ...] = (unseen,)
    if known is None or known is Kind.FLAG:
        values = _BOTH if known else (unseen, *_BOTH)
    always: list[str] | None = None
    for value in values:
        further = _behind(check, question, kinds, {**supposed, name: value})
        always = [each for each in further if always is None or each in always]
        if not always:
            break
    return found | dict.fromkeys(always or ())


def _behind(
    check: Callable[[Question], Any],
    question: Question,
    kinds: Mapping[str, Kind],
    supposed: Mapping[str, Any],
) -> Collection[str]:
    """Return what a check misses where something is supposed."""
    try:
        answer = check(_supposing(question, supposed))
    except AbsentNormError:
        return ()
    except (MissingFactError, MissingValueError) as missing:
        return _needed(check, question, _name(missing), kinds, supposed)
    except Exception:  # noqa: BLE001  # of what is only supposed, nothing is told
        return ()
    if isinstance(answer, Answer) and answer.result is Result.UNKNOWN:
        data = answer.data
        return (*data.get("facts", ()), *(f"{_LAW}{e}" for e in data.get("keys", ())))
    return ()


def _supposing(question: Question, supposed: Mapping[str, Any]) -> Question:
    facts = {n: value for n, value in supposed.items() if not n.startswith(_LAW)}
    values = {
        name.removeprefix(_LAW): value
        for name, value in supposed.items()
        if name not in facts
    }
    return question.supposing(facts, values)
