"""What papers are about: the topics that a state's law knows, and the words for them.

A vocabulary is closed. A word finds its topic whatever its case, hyphens, blanks and umlauts;
one that finds none is refused with the nearest, because a topic that no rule knows would switch
rules off without a word. A municipality may add topics of its own under a topic of the state,
whose majority, reservation and competence they share.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import attrs

from ratsflow.errors import Both, DefinitionError, InvalidInputError, german
from ratsflow.law.sentences import said, sentence
from ratsflow.law.source import read
from ratsflow.model.alike import alike
from ratsflow.model.shape import Frozen
from ratsflow.model.text import Wording


if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


OWN = "topics.own"
"""The key of local law under which a municipality's own topics stand."""

_NEAR = 0.5
"""From here on a word is told as one of the nearest."""

_LIKENESS = 0.85
"""From here on a municipality's word is taken for a slip of the pen."""

_SUGGESTED = 3

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BARE = str.maketrans("äöü", "aou")

_ORDINAL = re.compile(r"^(?:\d{1,3}|n)\.\s*")
_NUMBER = re.compile(r"\s+nr\.?(?:\s*[\w./-]*\d[\w./-]*)?$", re.IGNORECASE)
_YEAR = re.compile(r"\s+(?:19|20)\d\d(?:\s*/\s*(?:(?:19|20)?\d\d))?$")
_CHANGED = re.compile(
    r"^(?:änderung|ergänzung|neufassung|aufhebung)\s+(?:der|des)\s+", re.IGNORECASE
)
_CHANGING = re.compile(
    r"^(?:änderungs|nachtrags|aufhebungs)satzung\s+(?:zur|zum)\s+", re.IGNORECASE
)
_GENITIVE = ("", "s", "es")


@attrs.frozen
class Topic:
    """One topic.

    Attributes:
        id: its name in code and in the log.
        de: German words, the label first.
        en: English words, the label first.
        under: the topic whose majority, reservation and competence it shares; empty for none.
        unsaid: words of these that say nothing of it where they stand in running text.
        instead_of: topics that a text which names this one is not about.
        heads: its words are the last part of compounds too: a *Marktgebührensatzung* is a
            *Gebührensatzung*.
    """

    id: str
    de: tuple[str, ...]
    en: tuple[str, ...]
    under: str = ""
    unsaid: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    heads: bool = False

    @property
    def label(self) -> Wording:
        """What people call it."""
        return Wording(self.de[0], self.en[0])

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that finds it, its id included."""
        return (self.id, *self.de, *self.en)


@attrs.frozen(eq=False)
class Reading:
    """A word that means several things and so finds no topic alone.

    Attributes:
        word: the word.
        topics: the topics that it may mean; some words mean what is no topic.
        text: what it may mean, for the message.
    """

    word: str
    topics: tuple[str, ...]
    text: Wording

    @property
    def told(self) -> Both:
        """What it may mean, in both languages."""
        return Both(self.text.en, self.text.de)


def plain(word: str) -> str:
    """Return a word without what tells no topics apart: case, width, signs, umlauts."""
    return _signless(alike(word).translate(_UMLAUTS))


def _signless(word: str) -> str:
    return "".join(each for each in word if each.isalnum())


def _spellings(word: str) -> Iterator[str]:
    """Yield a word as it is compared, with ä as ae and as a."""
    yield plain(word)
    yield _signless(alike(word).translate(_BARE))


class Topics:
    """A closed vocabulary of topics.

    Args:
        topics: the topics.
        readings: words that mean several things.

    Raises:
        DefinitionError: a parent that is no topic. A word of two topics is told when the
            first word is looked up that is no id.
    """

    def __init__(
        self, topics: Iterable[Topic] = (), readings: Iterable[Reading] = ()
    ) -> None:
        self._topics = {each.id: each for each in topics}
        self._spelt = tuple(readings)
        problems = list(self._problems_of_parents())
        if problems:
            raise DefinitionError(Both("topics", "Themen"), problems)
        self.lineage = lru_cache(4096)(self._lineage)
        self.covered = lru_cache(4096)(self._covered)
        self.nearest = lru_cache(4096)(self._nearest)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a state's ``topics.toml``; `DefinitionError` with all that is wrong with it."""
        table = read(path).table
        topics = [_topic(name, row) for name, row in table["topic"].items()]
        readings = [
            Reading(word, tuple(row["topics"]), Wording(row["de"], row["en"]))
            for word, row in table.get("readings", {}).items()
        ]
        return cls(topics, readings)

    def __reduce__(self) -> tuple[Any, ...]:
        return Topics, (tuple(self._topics.values()), self.readings)

    def __contains__(self, name: object) -> bool:
        """Tell whether a name is the id of a topic."""
        return name in self._topics

    def __iter__(self) -> Iterator[str]:
        """Go through the ids, in the order of the file."""
        return iter(self._topics)

    def __len__(self) -> int:
        return len(self._topics)

    def __getitem__(self, name: str) -> Topic:
        """Return the topic of an id."""
        return self._topics[name]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The words that mean several things."""
        return self._spelt

    @cached_property
    def labels(self) -> Mapping[str, Wording]:
        """What people call the topics, by id."""
        return Frozen({name: each.label for name, each in self._topics.items()})

    # ------------------------------------------------------------------- one word

    def find(self, word: str) -> str | None:
        """Return the id of the topic that a word means; None for none, or several.

        A number, a year and "Änderung der …" around a word tell no topics apart.
        """
        if word in self._topics:
            return word
        for written in _heads(word):
            for spelling in _spellings(written):
                if spelling in self._index:
                    return self._index[spelling]
        return None

    def named(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the topics that words mean, each once; a word that means none stays."""
        return tuple(dict.fromkeys(self.find(each) or each for each in words))

    def _lineage(self, name: str) -> tuple[str, ...]:
        """Return a topic and what it is under, the nearest first; an unknown one alone."""
        found = [name]
        while (topic := self._topics.get(found[-1])) and topic.under:
            found.append(topic.under)
        return tuple(found)

    def _covered(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the topics that words mean, with all that these are under."""
        every = (each for name in self.named(words) for each in self.lineage(name))
        return tuple(dict.fromkeys(every))

    def _nearest(self, word: str) -> tuple[str, ...]:
        """Return up to three topics that a word nearly is, the nearest first.

        A word that means several things is near to each of them.
        """
        reading = self.reading(word)
        if reading is not None:
            return reading.topics[:_SUGGESTED]
        close = _close(word, self._index, 8, _NEAR)
        return tuple(dict.fromkeys(self._index[each] for each in close))[:_SUGGESTED]

    def reading(self, word: str) -> Reading | None:
        """Return what a word may mean if it means several things."""
        found = (self._readings.get(plain(each)) for each in _heads(word))
        return next((each for each in found if each is not None), None)

    def problem(self, word: str) -> Both | None:
        """Say in one sentence why a word finds no topic; None if it finds one."""
        if self.find(word) is not None:
            return None
        reading = self.reading(word)
        if reading is not None:
            ids = f" ({', '.join(reading.topics)})" if reading.topics else ""
            return said("topic.several", word=word, text=reading.told, ids=ids)
        near = self.nearest(word)
        if not near:
            return said("topic.none", word=word)
        told = [self._topics[each] for each in near]
        nearest = [
            Both(f"{each.id} ({each.en[0]})", f"{each.de[0]} ({each.id})")
            for each in told
        ]
        return said("topic.near", word=word, nearest=nearest)

    def checked(self, words: Iterable[str], where: str = "topics") -> tuple[str, ...]:
        """Return the topics that words mean, each once; `InvalidInputError` for other words."""
        words = tuple(words)
        wrong = [each for word in words if (each := self.problem(word)) is not None]
        if wrong:
            told = Both("; ".join(wrong), "; ".join(map(german, wrong)))
            raise InvalidInputError(sentence(told), where)
        return self.named(words)

    # ------------------------------------------------------- a municipality's own

    def with_own(self, table: Mapping[str, Any]) -> Topics:
        """Return the vocabulary with a municipality's own topics.

        They come by name as ``{under = "…", de = ["…"], en = "…"}``, words may be left out;
        `DefinitionError` with everything that is wrong with them.
        """
        if not table:
            return self
        problems = list(self.problems_of_own(table))
        if problems:
            raise DefinitionError(OWN, problems)
        own = [_topic(name, row) for name, row in table.items()]
        placed = [
            attrs.evolve(each, under=self.find(each.under) or each.under)
            for each in own
        ]
        return Topics((*self._topics.values(), *placed), self._spelt)

    def problems_of_own(self, table: Any) -> Iterator[Both]:
        """Say what is wrong with a municipality's own topics.

        None may take the name of another, nor nearly: a slip of the pen would take a matter out
        of what the law says of it.
        """
        if not isinstance(table, Mapping):
            yield said("topic.own_table")
            return
        taken: dict[str, str] = {}
        for name, row in table.items():
            for problem in self._problems_of_own(name, row, taken):
                yield said("topic.place", problem=problem, name=name)

    def _problems_of_own(
        self, name: str, row: Any, taken: dict[str, str]
    ) -> Iterator[Both]:
        if (problem := _problem_of_row(row)) is not None:
            yield problem
            return
        if (problem := self.problem(row["under"])) is not None:
            yield said("topic.under", problem=problem)
        for word in dict.fromkeys(_topic(name, row).words):
            if (problem := self._taken(word)) is not None:
                yield problem
            elif (other := taken.setdefault(plain(word), name)) != name:
                yield said("topic.word_twice", word=word, other=other)

    def _taken(self, word: str) -> Both | None:
        """Say which topic of the state a word is, or nearly is."""
        if not plain(word):
            return said("topic.no_word", word=word)
        reading, found = self.reading(word), self.find(word)
        if reading is not None:
            return said("topic.means_several", word=word, text=reading.told)
        if found is not None:
            return said("topic.taken", word=word, found=found)
        close = _close(word, self._index, 1, _LIKENESS)
        if not close:
            return None
        meant = self._index[close[0]]
        return said("topic.nearly", word=word, meant=meant)

    # ------------------------------------------------------------------- building

    # Nobody who states ids alone waits until every word is spelt out.
    @cached_property
    def _readings(self) -> Mapping[str, Reading]:
        return {plain(each.word): each for each in self._spelt}

    @cached_property
    def _index(self) -> Mapping[str, str]:
        """The topic of every spelling; `DefinitionError` for a word of two topics."""
        index: dict[str, str] = {}
        problems = []
        for topic in self._topics.values():
            for word in topic.words:
                for spelling in _spellings(word):
                    other = index.setdefault(spelling, topic.id)
                    told = {"word": word, "topic": topic.id}
                    if other != topic.id:
                        problems.append(said("topic.two", other=other, **told))
                    if spelling in self._readings:
                        problems.append(said("topic.two_readings", **told))
        if problems:
            raise DefinitionError(Both("topics", "Themen"), problems)
        return index

    def _problems_of_parents(self) -> Iterator[Both]:
        for topic in self._topics.values():
            seen, at = {topic.id}, topic.under
            while at in self._topics and at not in seen:
                seen.add(at)
                at = self._topics[at].under
            if at:
                yield said("topic.no_parent", topic=topic.id, at=at)
        for reading in self._spelt:
            for name in reading.topics:
                if name not in self._topics:
                    yield said("topic.no_reading", word=reading.word, name=name)


@cache
def _read(file: Path) -> Topics:
    return Topics.read(file) if file.is_file() else NO_TOPICS


def topics_in(folder: Traversable) -> Topics:
    """Return the topics in a folder's ``topics.toml``, read once; none where it has none."""
    return _read(Path(str(folder / "topics.toml")))


@lru_cache(64)
def joined(topics: Topics, own: Mapping[str, Any]) -> Topics:
    """Return a vocabulary with a municipality's own topics, made once; see `with_own`."""
    return topics.with_own(own)


NO_TOPICS = Topics()
"""The vocabulary of a procedure that has none: whatever is stated stays as it is."""


def _heads(word: str) -> Iterator[str]:
    """Yield a word, then without what only tells which one of its kind is meant.

    ``3. Änderung des FNP``, ``B-Plan Nr. 12``, ``Haushaltssatzung 2026``.
    """
    yield word
    head = _ORDINAL.sub("", word.strip())
    head = _YEAR.sub("", _NUMBER.sub("", head))
    if head != word:
        yield head
    for pattern in (_CHANGED, _CHANGING):
        changed = pattern.sub("", head)
        if changed == head:
            continue
        changed = _YEAR.sub("", _NUMBER.sub("", changed))
        for ending in _GENITIVE:
            if changed.endswith(ending):
                yield changed.removesuffix(ending)


def _close(word: str, known: Iterable[str], most: int, likeness: float) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415  # only a slip needs it

    return get_close_matches(plain(word), list(known), n=most, cutoff=likeness)


def _topic(name: str, row: Mapping[str, Any]) -> Topic:
    de, en = _words(row.get("de")), _words(row.get("en"))
    return Topic(
        name,
        de or en or (name,),
        en or de or (name,),
        row.get("under", ""),
        _words(row.get("unsaid")),
        _words(row.get("instead_of")),
        row.get("heads", False),
    )


def _words(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


_FIELDS = ("under", "de", "en")


def _problem_of_row(row: Any) -> Both | None:
    if not isinstance(row, Mapping):
        return said("row.none", row=row)
    strange = [each for each in row if each not in _FIELDS]
    if strange:
        return said("row.field", name=strange[0], known=", ".join(_FIELDS))
    under = row.get("under")
    if not isinstance(under, str) or not under.strip():
        return said("topic.no_under")
    for name in ("de", "en"):
        value = row.get(name, ())
        texts = (value,) if isinstance(value, str) else value
        if not isinstance(texts, (list, tuple)) or not all(
            isinstance(each, str) and each.strip() for each in texts
        ):
            return said("topic.words", name=name, value=value)
    return None
