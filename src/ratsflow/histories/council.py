"""What the words of a council mean: reviewed data, one file for each council."""

from __future__ import annotations

import tomllib
import unicodedata

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import attrs
import cattrs

from cattrs import transform_error

from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.patterns import check_pattern, occurs
from ratsflow.model import BodyKind, ConsultationRole, PaperType
from ratsflow.model.closed_list import ClosedList


_HOME = Path(__file__).with_name("councils")
_EDGES = " .!;,:"


class Means(ClosedList):
    """What a result in a council's words says that the body did."""

    AGREED = "agreed"
    """it voted for the paper: a decision or a recommendation, as it was asked"""
    AGREED_AMENDED = "agreed_amended"
    REFUSED = "refused"
    """it voted against the paper"""
    IN_POINTS = "in_points"
    """it voted point by point; how each went is not told"""
    RECOMMENDED = "recommended"
    """it gave advice, whatever it was asked"""
    RECOMMENDED_AMENDED = "recommended_amended"
    NOT_RECOMMENDED = "not_recommended"
    FORWARDED = "forwarded"
    """it dealt with the paper and passed it on without a vote"""
    NOTED = "noted"
    SETTLED = "settled"
    POSTPONED = "postponed"
    DEFERRED = "deferred"
    REFERRED = "referred"
    RETURNED = "returned"
    """it sent the paper back to the administration"""
    FIRST_READING = "first_reading"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    """the item was taken off the agenda before it was called"""
    URGENT = "urgent"
    """the mayor decided in its place"""


@attrs.frozen
class ResultWords:
    """The words that say one thing.

    Attributes:
        means: what they say.
        words: whole results, without case and closing marks (``is`` in the file).
        matches: patterns (RE2) of which one is found in the result.
        unless: patterns of which none may be found.
    """

    means: Means
    words: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@attrs.frozen
class BodyWords:
    """The names by which a kind of body is told."""

    kind: BodyKind
    matches: tuple[str, ...]


@attrs.frozen(eq=False, slots=False)
class Council:
    """What the words of one council mean.

    Attributes:
        name: of the council.
        state: the state (*Land*) in short; empty if none.
        reviewed: when somebody last held the file against the source.
        council: names of the council itself; every other body is none.
        silent: what the source never tells; see `ratsflow.engine.silence`.
        known_by: texts in the addresses of its objects by which it is recognised.
        without_role: what bodies other than the council are asked for where no role is told.
        types, roles: words of the source by type of paper and by role.
        bodies: kinds of bodies by name.
        results: what results say, first fit first.
    """

    name: str
    reviewed: date
    council: tuple[str, ...]
    state: str = ""
    silent: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    without_role: str = "preliminary"
    types: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    roles: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    bodies: tuple[BodyWords, ...] = ()
    results: tuple[ResultWords, ...] = ()

    def __attrs_post_init__(self) -> None:
        # Asked for each of thousands of steps, of a few hundred words.
        for name in ("means", "role", "paper_type", "body_kind"):
            found = lru_cache(4096)(getattr(self, f"_{name}"))
            object.__setattr__(self, f"_{name}_of", found)
        by_words = {
            word: each.means for each in reversed(self.results) for word in each.words
        }
        object.__setattr__(self, "_by_words", by_words)

    def means(self, result: str) -> Means | None:
        """Return what a result says; None if nobody has placed its words."""
        return self._means_of(result)  # type: ignore[attr-defined,no-any-return]

    def role(self, word: str, body: str) -> ConsultationRole | None:
        """Return what a body was asked for; None for an approval inside the administration.

        Where no role is told, or one that nobody has placed, the council decides and every
        other body is asked for what the file says.
        """
        return self._role_of(word, body)  # type: ignore[attr-defined,no-any-return]

    def knows_role(self, word: str) -> bool:
        """Tell whether somebody has placed the word for a role, or none is told."""
        return not word or any(_plain(word) in each for each in self.roles.values())

    def paper_type(self, word: str) -> PaperType:
        """Return the type of a paper; a decision paper where nobody has placed the word."""
        return self._paper_type_of(word)  # type: ignore[attr-defined,no-any-return]

    def body_kind(self, name: str) -> BodyKind:
        """Return what a body is, by its name."""
        return self._body_kind_of(name)  # type: ignore[attr-defined,no-any-return]

    def _means(self, result: str) -> Means | None:
        plain = _plain(result)
        whole: Means | None = self._by_words.get(plain)  # type: ignore[attr-defined]
        if whole is not None:
            return whole
        if occurs(_NOT_DONE, plain):
            return None
        for each in self.results:
            if _found(each.matches, plain) and not _found(each.unless, plain):
                return each.means
        return None

    def _role(self, word: str, body: str) -> ConsultationRole | None:
        plain = _plain(word)
        for name, words in self.roles.items():
            if plain in words:
                return None if name == _APPROVAL else ConsultationRole(name)
        is_council = self.body_kind(body) is BodyKind.COUNCIL
        return ConsultationRole("decision" if is_council else self.without_role)

    def _paper_type(self, word: str) -> PaperType:
        plain = _plain(word)
        for named in (plain, *plain.replace("(", " ").split()[:1]):
            for name, words in self.types.items():
                if named in words:
                    return PaperType(name)
        return PaperType.DECISION_PAPER

    def _body_kind(self, name: str) -> BodyKind:
        plain = _plain(name)
        if plain in self.council:
            return BodyKind.COUNCIL
        for each in self.bodies:
            if _found(each.matches, plain):
                return each.kind
        return BodyKind.COMMITTEE


_APPROVAL = "approval"
_NOT_DONE = (
    r"\bnicht (vertagt|abgesetzt|verwiesen|überwiesen|zurückgezogen|zurückgestellt|verschoben)"
    r"|(vertagung|verweisung|überweisung|absetzung|zurückstellung|nichtbefassung|schluss der \w+)"
    r"( [\w.]+){0,5} abgelehnt"
)
"""What was not put off or sent on: what became of the matter, such words do not say."""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).strip(_EDGES)


def _found(patterns: Sequence[str], text: str) -> bool:
    return any(occurs(each, text) for each in patterns)


def councils() -> tuple[str, ...]:
    """Return the names of the shipped files, for `load_council`."""
    return tuple(sorted(path.stem for path in _HOME.glob("*.toml")))


def recognised(text: str) -> str:
    """Return the name of the shipped council whose objects have such addresses, or ``any``."""
    for name in councils():
        if any(each in text for each in load_council(name).known_by):
            return name
    return "any"


@cache
def load_council(name: str | Path) -> Council:
    """Load what the words of a council mean.

    Args:
        name: of a shipped file, or the path of one's own.

    Raises:
        InvalidInputError: there is no such file, or it is no such file.
    """
    table = _table(name)
    chain = [table]
    while base := chain[-1].get("base"):
        if len(chain) > _DEEPEST:
            raise _wrong(name, "base", Both("it has no end.", "sie endet nie."))
        chain.append(_table(str(base)))
    merged = _merged(chain)
    merged.pop("base", None)
    for word in ("body", "result"):
        merged[_PLURALS[word]] = merged.pop(word, [])
    for row in merged["results"]:
        if "is" in row:
            row["words"] = tuple(map(_plain, row.pop("is")))
    merged["council"] = tuple(map(_plain, merged.get("council", ())))
    try:
        made = cattrs.Converter(forbid_extra_keys=True)
        made.register_structure_hook(date, lambda value, _: value)
        council = made.structure(merged, Council)
        for pattern in _patterns(council):
            check_pattern(pattern)
    except cattrs.BaseValidationError as error:
        told = "; ".join(transform_error(error))
        raise _wrong(name, "", Both(f"{told}.", f"{told}.")) from error
    return council


def _merged(chain: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Join files; what differs comes first, and is looked up first."""
    merged: dict[str, Any] = {}
    for each in chain:
        for key, value in each.items():
            if isinstance(value, dict):
                known = merged.setdefault(key, {})
                for word, more in value.items():
                    known[word] = (*known.get(word, ()), *_words(more))
            elif isinstance(value, list) and key in _JOINED:
                merged[key] = [*merged.get(key, ()), *value]
            else:
                merged.setdefault(key, value)
    return merged


_DEEPEST = 5
_JOINED = frozenset({"silent", "body", "result"})
_PLURALS = {"body": "bodies", "result": "results"}


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(_plain, value)) if isinstance(value, list) else (str(value),)


def _patterns(council: Council) -> Iterator[str]:
    for result in council.results:
        yield from (*result.matches, *result.unless)
    for body in council.bodies:
        yield from body.matches


def _table(name: str | Path) -> dict[str, Any]:
    path = _HOME / f"{name}.toml" if str(name) in councils() else Path(name)
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InvalidInputError(
            Both(
                f"the words of a council cannot be read: {error}.",
                f"die Wörter eines Rates lassen sich nicht lesen: {error}.",
            ),
            str(name),
            Both(
                f"Name a file, or one of: {', '.join(councils())}.",
                f"Eine Datei nennen oder: {', '.join(councils())}.",
            ),
        ) from error


def _wrong(name: str | Path, where: str, told: Both) -> InvalidInputError:
    return InvalidInputError(told, f"{name} @ {where}" if where else str(name))
