"""What declarations can name: fields of a question, and functions that compute.

A function says beside its name what it reads, so that what a rule needs is known without
asking it. The names are those of declarations: ``meeting.day`` (a field), ``fact.reasons``
(an input, or a fact of the case), ``law.notice.days`` (a norm).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, TypeVar

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.procedure.sentences import said


Function = TypeVar("Function", bound=Callable[..., Any])

_MARK = "ratsflow_declared"


@attrs.frozen
class Named:
    """A function that declarations name.

    Attributes:
        name: its name there.
        function: takes a `Question`, and the arguments that the declaration gives.
        reads: what it reads, by the names of declarations; ``{fact}`` stands for an
            argument of that name, and a norm that not every state has ends in ``?``.
        is_field: conditions name it as a value.
    """

    name: str
    function: Callable[..., Any]
    reads: tuple[str, ...]
    is_field: bool = False

    def needs(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what it reads with the arguments that a declaration gives it.

        An argument that is a list of names stands for each of them.
        """
        found: list[str] = []
        for each in self.reads:
            listed = given.get(each[1:-1]) if each.startswith("{") else None
            found += listed if isinstance(listed, list) else [each.format(**given)]
        return tuple(found)


def predicate(*reads: str, name: str = "") -> Callable[[Function], Function]:
    """Let declarations name a function: a check, an outcome, a day until when.

    Args:
        reads: what it reads, as in `Named.reads`.
        name: the name, where it is not the function's own without a leading underscore.
    """

    def mark(function: Function) -> Function:
        called = name or function.__name__.lstrip("_")
        setattr(function, _MARK, Named(called, function, tuple(reads)))
        return function

    return mark


def field(name: str, *reads: str) -> Callable[[Function], Function]:
    """Let conditions name a function of the question, for example ``meeting.day``.

    Args:
        name: dotted, the part before the first dot says of what.
        reads: what else it reads, by the names of declarations.
    """

    def mark(function: Function) -> Function:
        setattr(function, _MARK, Named(name, function, (name, *reads), is_field=True))
        return function

    return mark


@attrs.frozen(slots=False, eq=False)
class Names:
    """The functions that the declarations of a procedure can name, by name.

    They are collected, and their modules imported, when one is first asked for.

    Attributes:
        collect: returns them all.
        are_known: it was found before that all are there that declarations name.
    """

    collect: Callable[[], Mapping[str, Named]]
    are_known: bool = False

    @cached_property
    def fields(self) -> Mapping[str, Named]:
        """Those that conditions name as values."""
        return {name: each for name, each in self._all.items() if each.is_field}

    @cached_property
    def predicates(self) -> Mapping[str, Named]:
        """All others."""
        return {name: each for name, each in self._all.items() if not each.is_field}

    @cached_property
    def _all(self) -> Mapping[str, Named]:
        return self.collect()

    def later(self, name: str) -> Callable[..., Any]:
        """Return what stands for a predicate until it is first called."""
        return _Later(self, name)


class _Later:
    """A predicate that is looked up when it is called."""

    def __init__(self, names: Names, name: str) -> None:
        self._names = names
        self._name = self.__qualname__ = name

    def __call__(self, *args: Any, **given: Any) -> Any:
        return self._names.predicates[self._name].function(*args, **given)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Later):
            return NotImplemented
        return (self._names, self._name) == (other._names, other._name)

    def __hash__(self) -> int:
        return hash((self._names, self._name))


def modules_in(package: str) -> Iterator[ModuleType]:
    """Yield a package and every module in it, imported."""
    root = import_module(package)
    yield root
    for each in walk_packages(root.__path__, f"{package}."):
        yield import_module(each.name)


def names_of(*packages: str) -> Names:
    """Return what packages let declarations name; nothing is imported before it is needed.

    Args:
        packages: their names.
    """
    return Names(
        lambda: _collected(each for name in packages for each in modules_in(name))
    )


def names_in(modules: Iterable[ModuleType]) -> Names:
    """Collect what modules let declarations name.

    Raises:
        DefinitionError: two functions of one name.
    """
    found = _collected(modules)
    return Names(lambda: found)


def _collected(modules: Iterable[ModuleType]) -> Mapping[str, Named]:
    found: dict[str, Named] = {}
    twice = []
    for module in modules:
        for value in vars(module).values():
            named = getattr(value, _MARK, None)
            if not isinstance(named, Named):
                continue
            other = found.setdefault(named.name, named)
            if other.function is not named.function:
                twice.append(named.name)
    if twice:
        raise DefinitionError(
            Both("declarations", "Erklärungen"),
            [said("declared.twice", name=each) for each in twice],
        )
    return found
