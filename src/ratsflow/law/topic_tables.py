"""The topics in a municipality's tables: by their ids, known to the state, and its to give.

Tables name topics in several ways: in rows, as names of what is said of each, in lists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs

from ratsflow.errors import Both, german
from ratsflow.law.states import state_ids, state_law
from ratsflow.law.topics import NO_TOPICS, OWN, Topics
from ratsflow.model.shape import Frozen


COUNCIL = "council"

BY_TOPIC = (
    "competence.pre_consultation",
    "publicity.nonpublic_topics",
    "investment.thresholds",
    "investment.growth_least",
)
"""Keys whose value is a table of values by topic."""

_POWERS, _SIGNERS, _PRIVATE = (
    "competence.powers",
    "cosignature.signers",
    "publicity.nonpublic_topics",
)
_OF_DISTRICT, _DISTRICT = "topics.of_district", "district_council"
_RESERVED = ("topics.reserved", "topics.reserved_further")
_PUBLIC = "publicity.must_be_public"
_EXCLUSIONS, _NO_VOTE = "mayor.vote_exclusions", "mayor.excluded_topics"


@cache
def topics_of_state(state: str) -> Topics:
    """Return the topics that the law of a state knows; none where it lists none."""
    return state_law(state).topics if state in state_ids() else NO_TOPICS


@attrs.frozen
class Named:
    """What a municipality's values say, with every topic by its id.

    Attributes:
        values: the values.
        problems: the place of each mistake, and the mistake.
    """

    values: Mapping[str, Any]
    problems: tuple[tuple[str, Both], ...]


def with_ids(
    values: Mapping[str, Any], names: Topics, fixed: Mapping[str, Any]
) -> Named:
    """Take a municipality's values with every topic by its id.

    Args:
        values: the municipality's plain values by dotted key.
        names: the topics of its state.
        fixed: the plain values of the state's law.
    """
    if not len(names):
        return Named(values, ())
    own = values.get(OWN) or {}
    problems = [_placed(OWN, each) for each in names.problems_of_own(own)]
    if not problems:
        names = names.with_own(own)
    reader = _Reader(names, fixed)
    taken = {key: reader.take(key, value) for key, value in values.items()}
    return Named(taken, (*problems, *reader.problems))


def _placed(key: str, problem: Both) -> tuple[str, Both]:
    english, _, place = problem.partition(" @ ")
    return f"{key}{place}", Both(english, german(problem).partition(" @ ")[0])


class _Reader:
    """Reads the topics out of one value after the other and keeps what is wrong."""

    def __init__(self, names: Topics, fixed: Mapping[str, Any]) -> None:
        self.names = names
        self.problems: list[tuple[str, Both]] = []
        self._fixed = fixed
        self._readers: dict[str, Callable[[str, Any], Any]] = {
            **dict.fromkeys(BY_TOPIC, self._by_topic),
            _POWERS: self._powers,
            _SIGNERS: self._signers,
            _EXCLUSIONS: self._exclusions,
        }

    def take(self, key: str, value: Any) -> Any:
        reader = self._readers.get(key)
        return value if reader is None else reader(key, value)

    def _topic(self, word: Any, place: str) -> Any:
        if not isinstance(word, str) or not word:
            return word  # of another kind: told by the key's own check
        found = self.names.find(word)
        if found is None:
            problem = self.names.problem(word)
            if problem is not None:
                self.problems.append((place, problem))
        return found or word

    def _by_topic(self, key: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        taken: dict[Any, Any] = {}
        for word, said in value.items():
            topic = self._topic(word, f"{key}.{word}")
            if topic in taken:
                self._told(
                    f"{key}.{word}",
                    f"the topic {topic} stands there twice",
                    f"das Thema {topic} steht zweimal da",
                )
            elif key == _PRIVATE:
                self._private(f"{key}.{word}", topic)
            taken[topic] = said
        return Frozen(taken)

    def _private(self, place: str, topic: str) -> None:
        public = self._fixed.get(_PUBLIC, ())
        if any(each in public for each in self.names.lineage(topic)):
            self._told(
                place,
                f"{topic} must be dealt with in public",
                f"{topic} ist öffentlich zu behandeln",
            )

    def _powers(self, key: str, value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return [self._power(f"{key}[{n}]", row) for n, row in enumerate(value)]

    def _power(self, place: str, row: Any) -> Any:
        if not isinstance(row, Mapping) or "topic" not in row:
            return row
        topic = self._topic(row["topic"], f"{place}.topic")
        norm = self._reserved(topic)
        if norm and row.get("body") != COUNCIL:
            self._told(
                place,
                f"{norm} leaves {topic} to the council",
                f"{norm} überlässt {topic} dem Rat",
            )
        district = self._fixed.get(_OF_DISTRICT, {}).get(topic)
        if district and row.get("body") != _DISTRICT:
            self._told(
                place,
                f"{district} leaves {topic} to the district council",
                f"{district} überlässt {topic} der Bezirksvertretung",
            )
        return {**row, "topic": topic}

    def _reserved(self, topic: Any) -> str:
        lineage = self.names.lineage(topic) if isinstance(topic, str) else ()
        found = (
            self._fixed.get(key, {}).get(each) for each in lineage for key in _RESERVED
        )
        return next(filter(None, found), "")

    def _signers(self, key: str, value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return [self._signer(f"{key}[{n}]", row) for n, row in enumerate(value)]

    def _signer(self, place: str, row: Any) -> Any:
        words = row.get("topics") if isinstance(row, Mapping) else None
        if not isinstance(words, (list, tuple)):
            return row
        topics = [self._topic(word, f"{place}.topics") for word in words]
        return {**row, "topics": topics}

    def _exclusions(self, key: str, value: Any) -> Any:
        """A norm of an older list would give a vote back without a word."""
        lists = self._fixed.get(_NO_VOTE, {}).values()
        norms = {norm for each in lists for norm in each}
        if isinstance(value, (list, tuple)) and norms:
            for norm in value:
                if isinstance(norm, str) and not _is_of(norm, norms):
                    known = ", ".join(sorted(norms))
                    self._told(
                        key,
                        f"{norm!r} is the norm of no topic; known: {known}",
                        f"„{norm}“ ist die Vorschrift keines Themas; bekannt: {known}",
                    )
        return value

    def _told(self, place: str, english: str, in_german: str) -> None:
        self.problems.append((place, Both(english, in_german)))


def _is_of(norm: str, norms: set[str]) -> bool:
    return any(each == norm or each.startswith(norm) for each in norms)
