"""What a body is, by the name that papers and the municipality's own law give it."""

from __future__ import annotations

import re

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.local import Law
from ratsflow.law.sentences import said
from ratsflow.law.source import read
from ratsflow.law.states import state_law
from ratsflow.model import BodyKind
from ratsflow.model.alike import alike, seen


_FILE = "bodies.toml"
MAYOR, COUNCIL, DISTRICT = "mayor", "council", "district_council"
_OFFICES = frozenset({MAYOR, "general_deputy", "treasurer", "alderman"})
"""Who decides, or signs, without being a body."""
_IN_THE_HOUSE = _OFFICES | {BodyKind.ADMINISTRATION.value}
_ONE = frozenset({COUNCIL, BodyKind.MAIN_COMMITTEE.value})
"""Bodies of which a municipality has one, whatever its name is."""
_OTHERS = frozenset({"committee", "advisory", "administration"})
"""What the plain name of a kind tells of no body in particular."""
_PLACE = (
    r"(?: der (?:(?:alten|freien|grossen|kreisfreien) )*(?:\w+- und )?"
    r"[\w-]*(?:stadt|gemeinde)\b(?:(?!\bund\b)[^,])*"
    r"| des (?:marktes|fleckens|ortes)\b(?:(?!\bund\b)[^,])*"
    r"| (?!(?:der|des|für|gegen|und|zum|zur)\b)(?:(?!\bund\b)[\w ./()-])+)?"
)
"""The town's name behind that of its council."""
_KINDS = frozenset(each.value for each in BodyKind)
_DECIDING = _OFFICES | _KINDS - {"administration", "advisory"}
"""Our own words, which a file may use as they are."""
_NAMED = _KINDS - _IN_THE_HOUSE - {COUNCIL}
"""What a municipality may name without listing it."""
_ARTICLE = re.compile(r"(?:der|die|das) ")
_AND = re.compile(r"[,;/&+]|(?<!-) (?:und|oder|sowie|bzw\.?|beziehungsweise) ")
_FOR = re.compile(r" für |ausschuss .|kommission .|-$")
"""What follows it may be what the body is for, or the rest of its name."""
_SAME = re.compile(r"-?in(?:nen)?\b|(?:\w+ )*(?:stell)?vertret|$")
"""The same office: her, or whoever stands in."""
_WITH_A_CONDITION = re.compile(
    r"\bim (?:einvernehmen|benehmen)\b|\b(?:gemeinsam|zusammen) mit\b"
    r"|\b(?:mit|nach|auf|ohne|in|im|unter) (?:\w+ )?(?:zustimmung|genehmigung"
    r"|einwilligung|anhörung|beratung|vorberatung|vorschlag|empfehlung|abstimmung"
    r"|absprache|rücksprache|vorbehalt|beteiligung|einverständnis)\b"
    r"|\bvorbehaltlich\b|€|\beuro\b|\b(?:bis|soweit|sofern|wenn|falls|außer|nur)\b"
    r"|\bbei (?:eil|dring|gefahr|unauf)"
)


@attrs.frozen
class Former:
    """What the law called a body, or an office, until it renamed it.

    Attributes:
        means: what it is.
        until: the last day.
        now: its name since.
    """

    means: str
    until: date
    now: str


@attrs.frozen(eq=False)
class BodyWords:
    """The words of one state for its bodies.

    Attributes:
        plain: what each plain name is, as it is compared.
        names: the plain names, and how others begin, as they are written.
        former: what had another name, by that name as it is compared.
    """

    plain: Mapping[str, str]
    names: tuple[str, ...]
    former: Mapping[str, Former]
    _patterns: tuple[tuple[re.Pattern[str], str], ...]

    def find(self, name: str) -> str:
        """Return what a name says, for example ``council``; an empty text for nothing."""
        if name in _KINDS:
            return name
        said = _compared(name)
        found = self.former.get(said)
        if found is not None:
            return found.means
        return next((what for each, what in self._patterns if each.fullmatch(said)), "")


def _compared(name: str) -> str:
    said = seen(name).casefold()
    return _ARTICLE.sub("", said, count=1) if _ARTICLE.match(said) else said


def _pattern(what: str, words: list[str]) -> re.Pattern[str]:
    each = (".*".join(map(re.escape, w.casefold().split("*"))) for w in words)
    return re.compile(f"(?:{'|'.join(each)}){_PLACE if what == COUNCIL else ''}")


@cache
def words_of(state: str) -> BodyWords:
    """Return the words of a state for its bodies; those of all where it is not installed."""
    tables = [read(Path(__file__).with_name(_FILE), "law").table]
    try:
        own = state_law(state).folder / _FILE if state else None
    except UnknownNameError:
        own = None
    if own is not None and own.is_file():
        tables.insert(0, read(own, state.lower()).table)
    rows = [
        (what, words)
        for key in ("first", "words", "otherwise")
        for table in tables
        for what, words in table.get(key, {}).items()
    ]
    plain: dict[str, str] = {}
    for what, words in rows:
        for word in words:
            if "*" not in word:
                plain.setdefault(word.casefold(), what)
    former = {
        name.casefold(): Former(each["is"], each["until"], each["now"])
        for table in tables
        for name, each in table.get("renamed", {}).items()
    }
    heads = (word.removesuffix("*").strip() for _, words in rows for word in words)
    names = tuple(dict.fromkeys(each for each in heads if "*" not in each))
    patterns = tuple((_pattern(what, words), what) for what, words in rows)
    return BodyWords(plain, names, former, patterns)


def kind_of(name: str, law: Law) -> BodyKind:
    """Return what a body is by its name in a paper; a committee where nothing says more.

    What the municipality's law says of a body goes before its name. A body that it gives a
    power of decision is none that only advises.
    """
    kinds, deciding = law.made(_own)
    own = kinds.get(alike(name))
    if own is not None:
        return own
    what = words_of(law.state).find(name)
    if what in _IN_THE_HOUSE:
        return BodyKind.ADMINISTRATION
    if what == BodyKind.ADVISORY and alike(name) in deciding:
        return BodyKind.COMMITTEE
    return BodyKind(what) if what in _KINDS else BodyKind.COMMITTEE


def is_council(name: str, state: str = "") -> bool:
    """Tell whether a name is one of the council itself."""
    return words_of(state).find(name) == COUNCIL


def kinds_of_one(names: Collection[str], law: Law) -> Mapping[str, str]:
    """Return the kind of each name that is one of the body of which there is only one.

    A municipality that lists two main committees has two. "Bezirksvertretung" are all.
    """
    listed = law.made(_own)[0]
    kinds = {name: kind_of(name, law) for name in names}
    named = {alike(name): kind for name, kind in kinds.items() if name not in _KINDS}
    known = {**named, **listed}
    count, plain = list(known.values()).count, words_of(law.state).plain

    def is_all(name: str, kind: BodyKind) -> bool:
        if kind is BodyKind.COUNCIL:
            return True
        is_plain = plain.get(_compared(name)) == kind.value
        if kind is BodyKind.DISTRICT_COUNCIL:
            return is_plain
        one = kind.value in _ONE or (is_plain and kind.value not in _OTHERS)
        return one and count(kind) == 1

    return {name: kind.value for name, kind in kinds.items() if is_all(name, kind)}


def _own(law: Law) -> tuple[Mapping[str, BodyKind], frozenset[str]]:
    """Return the kinds of the bodies that the municipality lists, and who has a power."""
    listed: Any = law.values.get("bodies.list") or ()
    kinds = {
        alike(str(row["name"])): BodyKind(str(row["kind"]))
        for row in listed
        if isinstance(row, Mapping)
        and str(row.get("kind")) in _KINDS
        and row.get("name")
    }
    powers: Any = law.values.get("competence.powers") or ()
    bodies = (row.get("body") for row in powers if isinstance(row, Mapping))
    return kinds, frozenset(alike(each) for each in bodies if isinstance(each, str))


# ------------------------------------------------------- the bodies that a town's law names


Wrong = tuple[str, Both, str]
"""The place inside a value, what is wrong there, and the name."""


@attrs.frozen
class TownBodies:
    """Which bodies a municipality has, and what its own law calls them.

    Attributes:
        words: those of its state.
        kinds: what it lists, by name as it is written: the kind, or an empty text.
    """

    words: BodyWords
    kinds: Mapping[str, str]

    def take(self, name: str, day: date | None = None) -> tuple[str, Both | None]:
        """Return a body by our word for it, and what is wrong with the name.

        A body of which there are several keeps its own name. A municipality need not list
        its committees; a name that is nearly a listed one is a slip of the pen.

        Args:
            name: as the municipality's law writes it.
            day: the first day of what names it; None for always.
        """
        if name in _DECIDING:
            return name, None
        said_so = _compared(name)
        former = self.words.former.get(said_so)
        if former is not None and day is not None and day > former.until:
            until, now = former.until, former.now
            return name, said("body.renamed", name=name, until=until, now=now)
        own = next((each for each in self.kinds if alike(each) == alike(name)), None)
        what = (own and self.kinds[own]) or self.words.find(name)
        if own is None and self._is_shared(said_so):
            return name, said("body.shared", name=name)
        if what in _OFFICES:
            return what, None
        is_one = what in _ONE or self.words.plain.get(said_so) == what in _KINDS
        if is_one and what not in _OTHERS and self._count(what) <= 1:
            return what, None
        if own is not None:
            return name, None
        slip = next((each for each in self.kinds if _is_slip(name, each)), None)
        if slip is not None:
            return name, said("body.near", name=name, near=slip)
        return name, None if what in _NAMED else self._unknown(name)

    def read(
        self, key: str, value: Any, day: date | None = None
    ) -> tuple[Any, list[Wrong]]:
        """Return a value of a norm with its bodies by our words, and what is wrong with them."""
        wrong: list[Wrong] = []

        def taken(name: Any, place: str) -> Any:
            if not isinstance(name, str) or not name.strip():
                return name  # of another kind: told by the norm's own check
            body, problem = self.take(name, day)
            if problem is not None:
                wrong.append((place, problem, name))
            return body

        if key == "competence.powers" and isinstance(value, (list, tuple)):
            value = [
                {**row, "body": taken(row["body"], f"[{number}].body")}
                if isinstance(row, Mapping) and "body" in row
                else row
                for number, row in enumerate(value)
            ]
        elif key == "competence.pre_consultation" and isinstance(value, Mapping):
            value = {
                topic: [taken(each, f".{topic}") for each in names]
                if isinstance(names, (list, tuple))
                else names
                for topic, names in value.items()
            }
        return value, wrong

    def _is_shared(self, name: str) -> bool:
        """Tell whether a name says several who decide, or on what condition one of them does.

        A power has one holder: the first of them would have it alone, and for any value. What a committee is
        for (*Ausschuss für Personal und Verwaltung*) is no body, nor is a deputy who signs.
        """
        if _WITH_A_CONDITION.search(name):
            return True
        first, *others = (each.strip() for each in _AND.split(name))
        what = self.words.find(first)
        if _FOR.search(first) or what not in _DECIDING:
            return False
        if what in _OFFICES:
            return any(
                self.words.find(_compared(each)) != what and not _SAME.match(each)
                for each in others
            )
        return any(self.words.find(_compared(each)) in _DECIDING for each in others)

    def _count(self, kind: str) -> int:
        return sum((k or self.words.find(n)) == kind for n, k in self.kinds.items())

    def _unknown(self, name: str) -> Both:
        from difflib import get_close_matches  # noqa: PLC0415  # only a mistake needs it

        known = {each.casefold(): each for each in (*self.words.names, *self.kinds)}
        near = get_close_matches(_compared(name), known, n=1, cutoff=0.7)
        if BodyKind.ADMINISTRATION in (name, self.words.find(name)):
            return said("body.near", name=name, near=MAYOR)
        if near:
            return said("body.near", name=name, near=known[near[0]])
        return said("body.none", name=name, known=list(self.kinds) or _IN_SHORT)


_LEAST = 5
"""Letters of a word in which one may be wrong: shorter ones tell bodies apart."""


def _is_slip(name: str, other: str) -> bool:
    """Tell whether two names differ by one letter, or two that are exchanged, in one word."""
    words, others = alike(name).split(), alike(other).split()
    if len(words) != len(others):
        return False
    pairs = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    if len(pairs) != 1 or max(map(len, pairs[0])) < _LEAST:
        return False
    one, two = sorted(pairs[0], key=len)
    start = next(
        (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one)
    )
    rest, longer = one[start:], two[start:]
    if len(one) < len(two):
        return rest == longer[1:]
    return rest[1:] == longer[1:] or rest[1:2] + rest[:1] + rest[2:] == longer


_IN_SHORT = (COUNCIL, MAYOR, DISTRICT, "main_committee", "finance_committee")


def town_bodies(state: str, values: Mapping[str, Any]) -> TownBodies:
    """Return the bodies of a municipality by values that list them, of norms by their ids."""
    listed = values.get("bodies.list") or ()
    sizes = values.get("bodies.members") or {}
    words = words_of(state)
    kinds = dict.fromkeys(sizes if isinstance(sizes, Mapping) else (), "")
    for row in listed if isinstance(listed, (list, tuple)) else ():
        if isinstance(row, Mapping) and isinstance(row.get("name"), str):
            kind = str(row.get("kind", ""))
            kinds[row["name"]] = words.find(kind) or kind
    return TownBodies(words, kinds)
