"""Properties: what must hold of every case that can come about."""

from __future__ import annotations

import tomllib

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from ratsflow.checking.language import Condition, Event, Occasion, Past, Reader
from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.space import Space
from ratsflow.checking.ways import Way
from ratsflow.engine.observing import tell
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.states import state_ids, state_law
from ratsflow.model.text import EMPTY, Lang, Wording
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable


FILE = "properties.toml"
"""Where a state keeps what must hold, beside its rules."""

FORMS = (
    "never",
    "only_after",
    "at_most_once",
    "once",
    "always_open",
    "always_possible",
)
_KEYS = frozenset(
    {*FORMS, "then_never", "while", "unless", "except", "after", "says", "cites"}
)


@attrs.frozen(eq=False)
class Property:
    """One thing that must hold.

    Attributes:
        id: its name.
        form: ``never`` (an event), ``at_most_once`` (an event), ``always_open`` (a step
            that can start) or ``always_possible`` (a state that can be reached).
        event: the event, for ``never`` and ``at_most_once``.
        target: the step of ``always_open``; the state of ``always_possible``, or ``final``.
        when: it is asked only where this holds; None for always.
        unless: where one of these holds, nothing is wrong.
        says: what it demands, in a sentence for people.
        cites: the paragraph it rests on.
        place: where it is written.
    """

    id: str
    form: str
    event: Event | None = None
    target: str = ""
    when: Condition | None = None
    unless: tuple[Condition, ...] = ()
    says: Wording = EMPTY
    cites: str = ""
    place: str = ""

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that must be remembered to judge it."""
        conditions = [*self.unless, *([self.when] if self.when else [])]
        own = [self.event] if self.event and self.form == "at_most_once" else []
        return (*own, *(event for each in conditions for event in each.events))

    @property
    def steps(self) -> frozenset[str]:
        """The steps that it speaks of, and those that bring about what it speaks of."""
        conditions = [*self.unless, *([self.when] if self.when else [])]
        found = self.event.known if self.event else frozenset()
        if self.form == "always_open":
            found |= {self.target}
        return found.union(*(each.steps for each in conditions))

    def title(self, lang: Lang = "en") -> str:
        """Return its sentence, or its name where it has none."""
        return self.says.in_(lang) or self.id


def never(
    id_: str,
    event: str,
    procedure: Procedure,
    *,
    unless: str | Sequence[str] = (),
    when: str = "",
) -> Property:
    """Return the property that an event never happens.

    Args:
        id_: its name.
        event: the event, as in files.
        procedure: the procedure whose words it uses.
        unless: conditions under which it may.
        when: it is asked only where this holds.
    """
    table: dict[str, Any] = {"never": event, "unless": unless}
    if when:
        table["while"] = when
    return _property(id_, table, Reader(procedure), "")


def load_properties(
    source: str | Traversable | Mapping[str, Any], procedure: Procedure
) -> tuple[Property, ...]:
    """Read properties.

    Args:
        source: a file ``*.properties.toml``, or what it holds.
        procedure: the procedure whose words they use.

    Raises:
        InvalidInputError: a file or sentence that cannot be read.
        UnknownNameError: a word that the procedure does not know, with the nearest.
    """
    if isinstance(source, Mapping):
        return _listed(source, procedure, "")
    file = Path(source) if isinstance(source, str) else source
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(
            Both(f"it cannot be read: {error}.", f"sie ist nicht lesbar: {error}."),
            str(source),
        ) from error
    return _listed(table, procedure, file.name)


def shipped_properties(procedure: Procedure) -> tuple[Property, ...]:
    """Return what must hold of every motion by the law of a procedure's state.

    Nothing for a procedure of no state. What the state says of its own goes before what
    all states share.
    """
    if procedure.law_of not in state_ids():
        return ()
    law = state_law(procedure.law_of)
    found: dict[str, Property] = {}
    for folder in (law.shared, law.folder):
        if folder is not None and (folder / FILE).is_file():
            loaded = load_properties(folder / FILE, procedure)
            found |= {each.id: each for each in loaded}
    return tuple(found.values())


def _listed(
    table: Mapping[str, Any], procedure: Procedure, place: str
) -> tuple[Property, ...]:
    return tuple(
        _property(name, each, Reader(procedure, f"{place} [{name}]"), place)
        for name, each in table.items()
    )


def _property(
    name: str, table: Mapping[str, Any], reader: Reader, place: str
) -> Property:
    forms = (
        [each for each in FORMS if each in table] if isinstance(table, Mapping) else []
    )
    strays = sorted(set(table) - _KEYS) if forms else []
    if len(forms) != 1 or strays:
        raise InvalidInputError(
            Both(
                f"unknown: {', '.join(strays)}." if strays else "it has no one form.",
                f"unbekannt: {', '.join(strays)}." if strays else "die Form fehlt.",
            ),
            f"{place} [{name}]",
            Both(
                f"Name one of: {', '.join(FORMS)}.",
                f"Eines davon angeben: {', '.join(FORMS)}.",
            ),
        )
    (form,) = forms
    said = table.get("says", {})
    words = said if isinstance(said, Mapping) else {"de": said, "en": said}
    unless = [*_texts(table.get("unless", ())), *_texts(table.get("except", ()))]
    when = table.get("while")
    event, target = None, ""
    if form == "only_after":
        form = "never"
        event = reader.event(table["only_after"])
        unless += [f"after {each}" for each in _texts(table.get("after", ()))]
    elif form == "once":
        form, event = "never", reader.event(table["then_never"])
        when = f"after {table['once']}" + (f" and ({when})" if when else "")
    elif form in ("always_open", "always_possible"):
        target = str(table[form])
        if form == "always_open":
            reader.procedure.step(target)
        elif target != "final":
            reader.state(target)
    else:
        event = reader.event(table[form])
    return Property(
        name,
        form,
        event,
        target,
        reader.condition(when) if when else None,
        tuple(map(reader.condition, unless)),
        Wording(words.get("de", ""), words.get("en", "")),
        str(table.get("cites", "")),
        place,
    )


def _texts(value: str | Iterable[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


@attrs.define
class Checked:
    """What came out of a property.

    Attributes:
        asked: the property.
        hole: the way to the first case that breaks it; None if none was found.
        holes: how many different steps broke it.
        met: how often its event was taken, or the case that it speaks of came about.
        applied: the circumstances under which it is asked were there at some step.
    """

    asked: Property
    hole: Moment | None = None
    holes: int = 0
    met: int = 0
    applied: bool = False

    @property
    def is_vacuous(self) -> bool:
        """It was never asked: nothing that it speaks of ever happened."""
        return self.met == 0 or not self.applied

    @property
    def is_kept(self) -> bool:
        """It was asked, and nothing that was looked at breaks it."""
        return self.hole is None and not self.is_vacuous


@attrs.frozen
class Report:
    """What a search found of the properties.

    Attributes:
        checked: each property with what came out.
        space: what was looked at.
        closed: all of it was looked at; otherwise the bound was hit.
        cases: how many different cases were looked at.
        asked: how often the engine was asked.
        gave_up: steps of which not every combination of inputs was tried.
        lacking: values of law that the municipality has not stated and rules asked for.
    """

    checked: tuple[Checked, ...]
    space: Space
    closed: bool
    cases: int
    asked: int
    gave_up: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()

    @property
    def holes(self) -> tuple[Checked, ...]:
        """The properties that a case breaks."""
        return tuple(each for each in self.checked if each.hole is not None)

    @property
    def is_kept(self) -> bool:
        """Every property was asked and none is broken."""
        return all(each.is_kept for each in self.checked)


def check(
    properties: Iterable[Property], space: Space, *, cases: int = CASES
) -> Report:
    """Look for cases that break properties; the nearest of each is kept.

    Args:
        properties: what must hold.
        space: what is looked at.
        cases: how many different cases are looked at, at most.
    """
    judge = Judge([Checked(each) for each in properties])
    search = Search(space, cases, judge.watch)
    ends = Ends(space.procedure)
    for moment in search:
        judge.look(moment, space.procedure)
        ends.add(moment)
    judge.trapped(search, ends)
    report = Report(
        tuple(judge.checked),
        space,
        search.closed,
        search.visited,
        search.ways.asked,
        frozenset(search.ways.gave_up),
        frozenset(search.ways.lacking),
    )
    return tell(report)


class Judge:
    """Watches a search, or a single way.

    Attributes:
        checked: each property with what came out so far.
    """

    def __init__(self, checked: Sequence[Checked]) -> None:
        self.checked = checked
        events = (event for each in checked for event in each.asked.events)
        self._events = tuple(dict.fromkeys(events))

    def watch(self, moment: Moment, way: Way) -> tuple[Any, ...]:
        """Judge a step that was taken; return what is to be remembered of the way."""
        assert way.case is not None  # noqa: S101  # only steps that were taken are watched
        seen = moment.seen or (None,) * len(self._events)
        past = {
            event: each
            for event, each in zip(self._events, seen, strict=True)
            if each is not None
        }
        occasion = Occasion(moment.case, way.choice, way.verdict, way.case, past)
        for each in self.checked:
            if self._breaks(each, occasion):
                each.holes += 1
                if each.hole is None or each.hole.depth > moment.depth + 1:
                    each.hole = Moment(
                        way.case,
                        way.choice.day,
                        moment.start,
                        moment,
                        way,
                        seen,
                        moment.depth + 1,
                    )
        return tuple(
            _again(before, occasion) if event.is_at(occasion) else before
            for event, before in zip(self._events, seen, strict=True)
        )

    @staticmethod
    def _breaks(checked: Checked, occasion: Occasion) -> bool:
        asked = checked.asked
        if asked.event is None:
            return False
        applies = asked.when is None or asked.when.holds(occasion)
        checked.applied |= applies
        if not asked.event.is_at(occasion):
            return False
        checked.met += 1
        if not applies:
            return False
        if any(each.holds(occasion) for each in asked.unless):
            return False
        return asked.form == "never" or asked.event in occasion.past

    def look(self, moment: Moment, procedure: Procedure) -> None:
        """Judge a case that came about: is what must be open, open?"""
        for each in self.checked:
            asked = each.asked
            if asked.form != "always_open" or moment.way is None:
                continue
            occasion = self._standing(moment)
            if asked.when is not None and not asked.when.holds(occasion):
                continue
            each.met += 1
            each.applied = True
            if any(cond.holds(occasion) for cond in asked.unless):
                continue
            if asked.target not in {
                name for name, _ in startable(procedure, moment.case)
            }:
                each.holes += 1
                each.hole = each.hole or moment

    def _standing(self, moment: Moment) -> Occasion:
        way = moment.way
        assert way is not None  # noqa: S101  # asked of later moments alone
        past = {
            event: each
            for event, each in zip(self._events, moment.seen, strict=True)
            if each is not None
        }
        return Occasion(moment.case, way.choice, way.verdict, moment.case, past)

    def trapped(self, search: Search, ends: Ends) -> None:
        """Judge the whole: from where can an end not be reached?"""
        for each in self.checked:
            if each.asked.form == "always_possible":
                each.met, each.applied = search.visited, True
                for moment in ends.trapped(each.asked.target, search):
                    each.holes += 1
                    each.hole = each.hole or moment


def _again(before: Past | None, occasion: Occasion) -> Past:
    item = occasion.item
    return Past(
        1 if before is None else 2,
        occasion.day,
        occasion.after.motion.text_hash,
        item.id if item else "",
    )


class Ends:
    """Remembers which case leads to which."""

    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._moments: list[Moment] = []

    def add(self, moment: Moment) -> None:
        """Remember a case that was looked at."""
        self._moments.append(moment)

    def trapped(self, target: str, search: Search) -> Iterator[Moment]:
        """Yield, the nearest first, the cases from which a state cannot be reached."""
        keys = [search.key(each) for each in self._moments]
        index = {key: number for number, key in enumerate(keys)}
        back: dict[int, list[int]] = {}
        good = []
        for number, moment in enumerate(self._moments):
            if self._is(target, moment):
                good.append(number)
            for key in search.leads_to.get(keys[number], ()):
                if key in index:
                    back.setdefault(index[key], []).append(number)
                else:
                    good.append(number)  # not looked at: it may lead there
        reached = set(good)
        while good:
            for number in back.get(good.pop(), ()):
                if number not in reached:
                    reached.add(number)
                    good.append(number)
        for number, moment in enumerate(self._moments):
            if number not in reached and moment.depth:
                yield moment

    def _is(self, target: str, moment: Moment) -> bool:
        state = moment.case.state
        if target == "final":
            return bool(self._procedure.state(state).final)
        return state == target
