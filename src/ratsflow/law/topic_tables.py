"""The topics in a municipality's tables: by their ids, known to the state, and its to give.

Tables name topics in several ways: in rows, as names of what is said of each, in lists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

import attrs

from ratsflow.errors import Both
from ratsflow.law.bodies import COUNCIL, DISTRICT, words_of
from ratsflow.law.sentences import parted, said
from ratsflow.law.states import state_ids, state_law
from ratsflow.law.topics import NO_TOPICS, OWN, Topics
from ratsflow.model.shape import Frozen


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
_OF_DISTRICT = "topics.of_district"
_RESERVED = ("topics.reserved", "topics.reserved_further")
_PUBLIC = "publicity.must_be_public"
_EXCLUSIONS, _NO_VOTE = "mayor.vote_exclusions", "mayor.excluded_topics"


@cache
def topics_of_state(state: str) -> Topics:
    """Return the topics that the law of a state knows; none where it lists none."""
    return state_law(state).topics if state in state_ids() else NO_TOPICS


Problems = tuple[tuple[str, Both], ...]
"""The place of each mistake, and the mistake."""


@attrs.frozen
class Named:
    """What a municipality's values say, with every topic by its id.

    Attributes:
        values: the values.
        problems: the place of each mistake, and the mistake.
    """

    values: Mapping[str, Any]
    problems: Problems


def with_ids(
    values: Mapping[str, Any],
    names: Topics,
    fixed: Mapping[str, Any],
    lists: Collection[str],
) -> Named:
    """Take a municipality's plain values, by dotted key, with every topic by its id.

    *names* are the topics of its state, *fixed* the plain values of the state's law, *lists*
    the keys whose value is a list of topics.
    """
    if not len(names):
        return Named(values, ())
    names, problems = _with_own(names, values.get(OWN) or {})
    reader = _Reader(names, fixed, lists)
    taken = {key: reader.take(key, value) for key, value in values.items()}
    return Named(taken, (*problems, *reader.problems))


_LAST: list[tuple[Topics, Any, Topics, Problems]] = []
"""What was made of a municipality's own topics the last time: it is asked row by row."""


def _with_own(names: Topics, own: Any) -> tuple[Topics, Problems]:
    """Return the vocabulary with a municipality's own topics, and what is wrong with them."""
    for of, table, made, problems in _LAST:
        if of is names and table == own:
            return made, problems
    parts = map(parted, names.problems_of_own(own))
    found = tuple((f"{OWN}{inside}", phrase) for phrase, inside in parts)
    made = names if found else names.with_own(own)
    _LAST[:] = [(names, own, made, found)]
    return made, found


class _Reader:
    """Reads the topics out of one value after the other and keeps what is wrong."""

    def __init__(
        self, names: Topics, fixed: Mapping[str, Any], lists: Collection[str]
    ) -> None:
        self.names = names
        self.problems: list[tuple[str, Both]] = []
        self._fixed = fixed
        self._readers: dict[str, Callable[[str, Any], Any]] = {
            **dict.fromkeys(lists, self._listed),
            **dict.fromkeys(BY_TOPIC, self._by_topic),
            _POWERS: self._rows,
            _SIGNERS: self._rows,
            _EXCLUSIONS: self._exclusions,
        }

    def take(self, key: str, value: Any) -> Any:
        reader = self._readers.get(key)
        return value if reader is None else reader(key, value)

    def _topic(self, word: Any, place: str) -> Any:
        if not isinstance(word, str) or not word:
            return word  # of another kind: told by the key's own check
        problem = self.names.problem(word)
        if problem is not None:
            self._tell(place, problem)
        return self.names.find(word) or word

    def _listed(self, key: str, value: Any) -> Any:
        """A word that means no topic would let every paper pass the rule without a word."""
        if not isinstance(value, (list, tuple)):
            return value
        known = self._fixed.get(key) or ()
        return [
            word if word in known else self._topic(word, f"{key}[{n}]")
            for n, word in enumerate(value)
        ]

    def _by_topic(self, key: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        taken: dict[Any, Any] = {}
        public = set(self._fixed.get(_PUBLIC, ())) if key == _PRIVATE else set()
        for word, each in value.items():
            place = f"{key}.{word}"
            topic = self._topic(word, place)
            if topic in taken:
                self._tell(place, said("topic.twice", topic=self._label(topic)))
            elif public.intersection(self.names.lineage(topic)):
                self._tell(place, said("topic.public", topic=self._label(topic)))
            taken[topic] = each
        return Frozen(taken)

    def _rows(self, key: str, value: Any) -> Any:
        """Go through a list of rows, each with its place."""
        if not isinstance(value, (list, tuple)):
            return value
        read = self._power if key == _POWERS else self._signer
        return [read(f"{key}[{n}]", row) for n, row in enumerate(value)]

    def _power(self, place: str, row: Any) -> Any:
        if not isinstance(row, Mapping) or "topic" not in row:
            return row
        topic = self._topic(row["topic"], f"{place}.topic")
        lineage = self.names.lineage(topic) if isinstance(topic, str) else ()
        norms = (
            self._fixed.get(key, {}).get(each) for each in lineage for key in _RESERVED
        )
        norm = next(filter(None, norms), "")
        if norm and row.get("body") != COUNCIL:
            label = self._label(topic)
            self._tell(place, said("topic.of_council", norm=norm, topic=label))
        district = self._fixed.get(_OF_DISTRICT, {}).get(topic)
        if district and words_of("").find(str(row.get("body"))) != DISTRICT:
            label = self._label(topic)
            self._tell(place, said("topic.of_district", norm=district, topic=label))
        return {**row, "topic": topic}

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
                if isinstance(norm, str) and not any(e.startswith(norm) for e in norms):
                    self._tell(key, said("topic.no_norm", norm=norm, known=norms))
        return value

    def _label(self, topic: str) -> Both:
        """Return a topic as people and as files call it."""
        if topic not in self.names:
            return Both(topic, topic)
        label = self.names[topic].label
        return Both(f"{label.en} ({topic})", f"{label.de} ({topic})")

    def _tell(self, place: str, phrase: Both) -> None:
        self.problems.append((place, phrase))
