"""What declarations can name: fields of a question, and functions that compute.

A field is a function of the question, or a part of what one returns: ``fields.toml`` says
``"meeting.invited_on" = "invited_on"`` below ``[meeting]``, and the *root* ``meeting`` finds
the meeting.

A function says beside its name what it reads, so that what a rule needs is known without
asking it. The names are those of declarations: ``meeting.day`` (a field), ``fact.reasons``
(an input, or a fact of the case), ``law.notice.days`` (a norm).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from importlib import import_module
from operator import attrgetter
from types import ModuleType
from typing import Any, Literal, TypeVar, get_args, get_type_hints

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.law.source import File, Problems
from ratsflow.procedure.question import THINGS, MissingFactError, Question
from ratsflow.procedure.sentences import said
from ratsflow.procedure.step import MARK


Function = TypeVar("Function", bound=Callable[..., Any])
_Kind = Literal["predicate", "field", "root"]

_hints = cache(get_type_hints)


def _apart(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts for name in text.split()))


@attrs.frozen(eq=False, repr=False)
class Named:
    """A function that declarations name.

    Attributes:
        name: its name there.
        function: takes a `Question`, and the arguments that the declaration gives.
        reads: what it reads, by the names of declarations; ``{fact}`` stands for an
            argument of that name, and a norm that not every state has ends in ``?``.
            A text may hold several, with blanks between.
        kind: whether conditions name it as a value, or ``fields.toml`` as what has parts.
        called: what a part of it is called where it is missing.
    """

    name: str
    function: Callable[..., Any]
    reads: tuple[str, ...] = attrs.field(converter=_apart)
    kind: _Kind = "predicate"
    called: str = ""

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
    return _marking("predicate", name, reads)


def field(name: str, *reads: str) -> Callable[[Function], Function]:
    """Let conditions name a function of the question, for example ``meeting.day``.

    Args:
        name: dotted, the part before the first dot says of what.
        reads: what it reads, as in `Named.reads`; a field that says nothing is a part of
            the question itself, such as ``day``.
    """
    return _marking("field", name, reads or (name,))


def root(name: str, *reads: str, called: str = "") -> Callable[[Function], Function]:
    """Let ``fields.toml`` name parts of what a function finds; its return type says which.

    Args:
        name: the table in which its parts stand.
        reads: what it reads, by the names of declarations.
        called: what it is called where one of its parts is missing, if otherwise.
    """
    return _marking("root", name, reads, called or name)


def _marking(
    kind: _Kind, name: str, reads: tuple[str, ...], called: str = ""
) -> Callable[[Function], Function]:
    def mark(function: Function) -> Function:
        own = name or function.__name__.lstrip("_")
        setattr(function, MARK, Named(own, function, reads, kind, called))
        return function

    return mark


@attrs.frozen(slots=False, eq=False, repr=False)
class Names:
    """The functions that the declarations of a procedure can name, by name.

    They are collected, and their modules imported, when one is first asked for.

    Attributes:
        collect: returns them all, by kind and name.
        are_known: it was found before that all are there that declarations name.
        files: the files that declare fields as parts of roots, in order.
    """

    collect: Callable[[], Mapping[tuple[str, str], Named]]
    are_known: bool = False
    files: Sequence[File] = ()

    @cached_property
    def fields(self) -> Mapping[str, Named]:
        """Those that conditions name as values, and the parts of roots."""
        return {**self._of("field"), **self.parts(Problems())}

    @cached_property
    def predicates(self) -> Mapping[str, Named]:
        """Those that declarations name as a check, an outcome, a day until when."""
        return self._of("predicate")

    def parts(self, problems: Problems) -> Mapping[str, Named]:
        """Return the fields that files declare as parts, or note which there are not."""
        roots, found = {**self._of("root"), "question": _QUESTION}, {}
        for file in self.files:
            for name, parts in file.table.items():
                if name not in roots:
                    problems.unknown(file, (name,), said("noun.root"), name, roots)
                    continue
                for called, path in parts.items():
                    made = _part(roots[name], called, path)
                    if isinstance(made, Named):
                        found[called] = made
                    else:
                        place, noun = (name, called), said("noun.part")
                        problems.unknown(file, place, noun, path, made)
        return found

    def _of(self, kind: str) -> Mapping[str, Named]:
        return {name: each for (own, name), each in self._all.items() if own == kind}

    @cached_property
    def _all(self) -> Mapping[tuple[str, str], Named]:
        return self.collect()

    def later(self, name: str) -> Callable[..., Any]:
        """Return what stands for a predicate until it is first called."""
        return _Later(self, name)


class _Later:
    """A predicate that is looked up when it is called."""

    def __init__(self, names: Names, name: str) -> None:
        self._names = names
        self._name = self.__qualname__ = name

    @property
    def ratsflow_declared(self) -> Named:
        """What it says of itself, as the function would."""
        return self._names.predicates[self._name]

    def __call__(self, *args: Any, **given: Any) -> Any:
        return self._names.predicates[self._name].function(*args, **given)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Later):
            return NotImplemented
        return (self._names, self._name) == (other._names, other._name)

    def __hash__(self) -> int:
        return hash((self._names, self._name))


def _part(of: Named, name: str, path: str) -> Named | Sequence[str]:
    """Make a field of a part; what there is instead, where it has no such part."""
    kind: Any = _hints(of.function)["return"]
    for each in path.split("."):
        kind = next((k for k in get_args(kind) if k is not type(None)), kind)
        known = _hints(kind)
        if each not in known and not hasattr(kind, each):
            return [*known]
        kind = known.get(each) or _hints(getattr(kind, each).fget)["return"]
    return Named(name, _reading(of, path), _read_in(of.reads, path), "field")


def _read_in(reads: tuple[str, ...], path: str) -> tuple[str, ...]:
    """Return what a part of a root reads: of a whole thing one field."""
    first = path.partition(".")[0]
    if len(reads) == 1 and reads[0] in THINGS:
        return (f"{reads[0]}.{first}",)
    return reads or (first,)  # of the question itself


def _reading(of: Named, path: str) -> Callable[[Question], Any]:
    """Return what reads a part; what is not stated on the way is missing."""
    if of.function is _at_hand:
        return attrgetter(path)  # of the question itself everything is stated
    find, parts = of.function, path.split(".")
    steps = [
        (each, f"{of.called}.{'.'.join(parts[: number + 1])}")
        for number, each in enumerate(parts)
    ]

    def read(question: Question) -> Any:
        value = find(question)
        for each, missing in steps:
            value = getattr(value, each)
            if value is None:
                raise MissingFactError(missing)
        return value

    return read


def _at_hand(question: Question) -> Question:
    return question


_QUESTION = Named("question", _at_hand, (), "root")


def modules_in(package: str) -> Iterator[ModuleType]:
    """Yield a package and every module in it, imported."""
    from pkgutil import walk_packages  # noqa: PLC0415  # only where they are collected

    root = import_module(package)
    yield root
    for each in walk_packages(root.__path__, f"{package}."):
        yield import_module(each.name)


def names_of(*packages: str) -> Names:
    """Return what packages let declarations name; nothing is imported before it is needed.

    Args:
        packages: their names, for example ``ratsflow.states.common``.
    """
    # A partial can be handed to another process, with the rules that ask by these names.
    return Names(partial(_collected_in, packages))


def _collected_in(packages: Sequence[str]) -> Mapping[tuple[str, str], Named]:
    return _collected(each for name in packages for each in modules_in(name))


def names_in(modules: Iterable[ModuleType]) -> Names:
    """Collect what modules let declarations name; `DefinitionError` for two of one name."""
    found = _collected(modules)
    return Names(lambda: found)


def _collected(modules: Iterable[ModuleType]) -> Mapping[tuple[str, str], Named]:
    found: dict[tuple[str, str], Named] = {}
    twice = []
    for module in modules:
        for value in vars(module).values():
            named = getattr(value, MARK, None)
            if not isinstance(named, Named):
                continue
            other = found.setdefault((named.kind, named.name), named)
            if other.function is not named.function:
                twice.append(named.name)
    if twice:
        raise DefinitionError(
            Both("declarations", "Erklärungen"),
            [said("declared.twice", name=each) for each in twice],
        )
    return found
