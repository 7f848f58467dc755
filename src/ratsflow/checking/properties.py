"""Properties: what must hold of every case that can come about."""

from __future__ import annotations

import tomllib

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from ratsflow.checking.choices import Way
from ratsflow.checking.collecting import seldom_collected
from ratsflow.checking.company import PREFIX
from ratsflow.checking.conditions import LATER, Condition
from ratsflow.checking.ends import NOT_ASKED, Ends, Reached
from ratsflow.checking.events import Event, Memory, Occasion
from ratsflow.checking.language import Reader
from ratsflow.checking.search import CASES, Moment, Search, in_turn
from ratsflow.checking.slicing import cone_of, looks_beside, slice_of
from ratsflow.checking.space import Space
from ratsflow.checking.starts import papers_of
from ratsflow.checking.story import as_test, replayed, story
from ratsflow.checking.ways import Ways
from ratsflow.engine.observing import tell
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.local import NO_LAW
from ratsflow.law.source import File
from ratsflow.law.states import state_ids, state_law
from ratsflow.model.text import EMPTY, Lang, Wording, unreadable
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable


FILE = "properties.toml"
"""Where a state keeps what its law demands."""

FORMS = (
    "never",
    "only_after",
    "at_most_once",
    "once",
    "always_open",
    "always_possible",
)
_LONGEST = 100
"""How many days after a step it is asked whether a remedy is open on the last of its period."""

_KEYS = frozenset(
    {
        *FORMS,
        "then_never",
        "while",
        "unless",
        "except",
        "after",
        "papers",
        "cases",
        "says",
        "cites",
        "norms",
    }
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
        papers: the papers on which it is tried, by `Start.id`; empty for the usual ones.
        cases: how many different cases are looked at where nobody says so: more than usual
            for an event that comes late, fewer where ways are sought from each; None for the usual number.
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
    papers: tuple[str, ...] = ()
    cases: int | None = None

    @property
    def events(self) -> tuple[Memory, ...]:
        """What must be remembered of the way to judge it."""
        own = [self.event] if self.event and self.form == "at_most_once" else []
        return (*own, *(event for each in self._conditions for event in each.events))

    @property
    def steps(self) -> frozenset[str]:
        """The steps that it speaks of, and those that bring about what it speaks of."""
        found = self.event.known if self.event else frozenset()
        if self.form == "always_open":
            found |= {self.target}
        if self.when is not None:
            found |= self.when.steps
        return found.union(*(each.excuses for each in self.unless))

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it asks for."""
        return frozenset().union(*(each.facts for each in self._conditions))

    @property
    def watched(self) -> frozenset[str]:
        """What is varied for it though no rule asks: see `Space.watched`."""
        excused = frozenset().union(*(each.asks for each in self.unless))
        is_dated = not excused.isdisjoint(("day", *LATER))
        known = self.event.known if self.event else ()
        own = known if is_dated else ()
        others = {each for each in self.facts if each.startswith(PREFIX)}
        if self.event:  # which is judged there alone
            others = {f"{each}@{step}" for each in others for step in known}
        facts = {each for each in self.facts if not each.startswith(PREFIX)}
        late = {f"late:{step}" for step in own}
        return frozenset({*facts, *others, *late, *({"role"} & self.asks)})

    @property
    def asks(self) -> frozenset[str]:
        """What it asks of events that have been, by the names of `Past`."""
        return frozenset().union(*(each.asks for each in self._conditions))

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        return (*self.unless, *([self.when] if self.when else []))

    def title(self, lang: Lang = "en") -> str:
        """Return its sentence, or its name where it has none."""
        return self.says.in_(lang) or self.id


def never(
    id_: str,
    event: str,
    procedure: Procedure,
    *,
    unless: str | Condition | Sequence[str | Condition] = (),
    when: str | Condition = "",
) -> Property:
    """Return the property that an event never happens.

    Args:
        id_: its name.
        event: the event, as in files.
        procedure: the procedure whose words it uses.
        unless: conditions under which it may.
        when: it is asked only where this holds.
    """
    table = {id_: {"never": event, "unless": unless, "while": when}}
    (found,) = load_properties(table, procedure)
    return found


def load_properties(
    source: str | Traversable | Mapping[str, Any], procedure: Procedure
) -> tuple[Property, ...]:
    """Read properties.

    Args:
        source: a file ``*.properties.toml``, or what it holds: by name of each property its
            table, in which conditions may also be `Condition` objects.
        procedure: the procedure whose words they use.

    Raises:
        InvalidInputError: a file or sentence that cannot be read.
        UnknownNameError: a word that the procedure does not know, with the nearest.
    """
    if isinstance(source, Mapping):
        return _listed(File("", "", source), procedure)
    file = Path(source) if isinstance(source, str) else source
    try:
        text = file.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInputError(unreadable(error), str(source)) from error
    return _listed(File(file.name, text, table), procedure)


def shipped_properties(procedure: Procedure) -> tuple[Property, ...]:
    """Return what the law demands under a shipped procedure.

    Of one name the state's own counts; that of all states is not even read then.
    """
    if procedure.law_of not in state_ids():
        return ()
    law = state_law(procedure.law_of)
    found: dict[str, File] = {}
    for folder in (law.shared, law.folder):
        if folder is not None and (folder / FILE).is_file():
            text = (folder / FILE).read_text("utf-8")
            file = File(f"{folder.name}/{FILE}", text, tomllib.loads(text))
            found |= dict.fromkeys(file.table, file)
    return tuple(_property(name, file, procedure) for name, file in found.items())


def _listed(file: File, procedure: Procedure) -> tuple[Property, ...]:
    return tuple(_property(name, file, procedure) for name in file.table)


def _property(name: str, file: File, procedure: Procedure) -> Property:
    table = file.table[name]
    place = f"{file.name}:{file.line(name)}" if file.name else ""

    def reader(key: str) -> Reader:
        at = f"{file.name}:{file.line(name, key)} " if file.name else ""
        return Reader(procedure, f"{at}[{name}] {key}")

    def condition(key: str, said: str | Condition) -> Condition:
        return reader(key).condition(said) if isinstance(said, str) else said

    form = _form(name, table, reader)
    said = table.get("says", {})
    words = said if isinstance(said, Mapping) else {"de": said, "en": said}
    unless = [
        condition(key, each)
        for key in ("unless", "except")
        for each in _several(table.get(key, ()))
    ]
    when = condition("while", table["while"]) if table.get("while") else None
    event, target = None, ""
    if form == "only_after":
        form = "never"
        event = reader("only_after").event(table["only_after"])
        unless += [
            reader("after").condition(f"after {each}")
            for each in _several(table.get("after", ()))
        ]
    elif form == "once":
        form, event = "never", reader("then_never").event(table["then_never"])
        been = reader("once").condition(f"after {table['once']}")
        when = been if when is None else been & when
    elif form == "always_open":
        target = str(table[form])
        known = [each.name for each in procedure.steps]
        reader(form).known(target, known, Both("step", "Schritt"))
    elif form == "always_possible":
        target = str(table[form])
        reader(form).states(target)
    else:
        event = reader(form).event(table[form])
    return Property(
        name,
        form,
        event,
        target,
        when,
        tuple(unless),
        Wording(words.get("de", ""), words.get("en", "")),
        _cited(table, procedure, reader),
        place,
        _papers(table.get("papers", ()), reader),
        _cases(table.get("cases"), reader),
    )


def _form(name: str, table: Any, reader: Callable[[str], Reader]) -> str:
    """Return the one form that a table has."""
    known = table if isinstance(table, Mapping) else {}
    for key in known:
        reader(key).known(key, _KEYS, Both("key", "Angabe"))
    forms = [each for each in FORMS if each in known]
    if len(forms) != 1:
        raise InvalidInputError(
            Both("it has no one form.", "sie hat keine eindeutige Form."),
            reader(name).place.rpartition(" ")[0],
            Both(
                f"Name one of: {', '.join(FORMS)}.",
                f"Eines davon angeben: {', '.join(FORMS)}.",
            ),
        )
    return forms[0]


def _cited(
    table: Mapping[str, Any], procedure: Procedure, reader: Callable[[str], Reader]
) -> str:
    """Return the paragraphs that norms stand in under the law of the procedure.

    A state that has no such norm, because it is begun only, is not cited.
    """
    found = []
    if named := _several(table.get("norms", ())):
        ids = state_ids()
        every = {each for state in ids for each in state_law(state).table.norms}
        for each in named:
            reader("norms").known(each, every, Both("norm", "Norm"))
        norms = (
            state_law(procedure.law_of).table.norms if procedure.law_of in ids else {}
        )
        found = [str(norms[each].citation) for each in named if each in norms]
    return "; ".join(dict.fromkeys((*found, *_several(table.get("cites", ())))))


def _papers(named: Sequence[str], reader: Callable[[str], Reader]) -> tuple[str, ...]:
    known = [each.id for each in papers_of(NO_LAW)] + ["committee", "district"]
    for each in named:
        reader("papers").known(each, known, Both("paper", "Papier"))
    return tuple(named)


def _cases(value: Any, reader: Callable[[str], Reader]) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    raise InvalidInputError(
        Both(
            f"{value!r} is no number of cases.",
            f"{value!r} ist keine Zahl von Vorgängen.",
        ),
        reader("cases").place,
        Both("Write a whole number above 0.", "Eine ganze Zahl über 0 schreiben."),
    )


def _several(value: Any) -> list[Any]:
    return [value] if isinstance(value, str | Condition) else list(value)


@attrs.define
class Checked:
    """What came out of a property.

    Attributes:
        asked: the property.
        hole: the way to the first case that breaks it; None if none was found.
        holes: how many different steps broke it.
        met: how often its event was taken, or the case that it speaks of came about.
        applied: the circumstances under which it is asked were there at some step.
        reached: of what can be reached at all, what was shown case by case.
    """

    asked: Property
    hole: Moment | None = None
    holes: int = 0
    met: int = 0
    applied: bool = False
    reached: Reached = NOT_ASKED

    @property
    def is_structural(self) -> bool:
        """No step can be what must never happen: it is kept whatever comes about."""
        event = self.asked.event
        return event is not None and not event.known

    @property
    def is_vacuous(self) -> bool:
        """It was never asked: nothing that it speaks of ever happened."""
        return not self.is_structural and (self.met == 0 or not self.applied)

    @property
    def is_kept(self) -> bool:
        """It was asked, and nothing that was looked at breaks it."""
        return self.hole is None and not self.is_vacuous


@attrs.frozen(eq=False)
class Hole:
    """A way that must not exist: a case that breaks a property.

    Attributes:
        asked: the property.
        moment: the end of the way; ``moment.choices`` are its steps.
        space: what was looked at.
    """

    asked: Property
    moment: Moment
    space: Space

    def story(self, lang: Lang = "en") -> tuple[str, ...]:
        """Tell the way, a line for each step; see `ratsflow.checking.story`."""
        return story(self.moment, self.space, lang)

    def replayed(self) -> Case:
        """Take its steps in a real office; see `ratsflow.checking.replayed`."""
        return replayed(self.moment, self.space)

    def as_test(self) -> str:
        """Write it as a test in Python; see `ratsflow.checking.as_test`."""
        return as_test(self.asked.id, self.moment, self.space)


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
        failing: rules that failed themselves: step, rule, and by what error.
        beyond: steps that can matter and were not looked at; see `cone_of`.
    """

    checked: tuple[Checked, ...]
    space: Space
    closed: bool
    cases: int
    asked: int
    gave_up: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()
    failing: frozenset[tuple[str, str, str]] = frozenset()

    document = "check-report"

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The properties that a case breaks, each with the way to it."""
        return tuple(
            Hole(each.asked, each.hole, self.space)
            for each in self.checked
            if each.hole is not None
        )

    @property
    def is_kept(self) -> bool:
        """Every property was asked and none is broken."""
        return all(each.is_kept for each in self.checked)

    @property
    def is_proved(self) -> bool:
        """It is kept, and nothing of the space that can matter was left out.

        What no step can be needs no search.
        """
        structural = all(each.is_structural for each in self.checked)
        undecided = any(each.reached.undecided for each in self.checked)
        seen = self.closed and not self.beyond and not undecided
        return self.is_kept and (structural or seen)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        return {
            "closed": self.closed,
            "proved": self.is_proved,
            "steps": len(self.space.steps or self.space.procedure.steps),
            "beyond": sorted(self.beyond),
            "cases": self.cases,
            "asked": self.asked,
            "gave_up": sorted(self.gave_up),
            "lacking": sorted(self.lacking),
            "properties": [
                {
                    "property": each.asked.id,
                    "says": each.asked.title(lang),
                    "cites": each.asked.cites,
                    "kept": each.is_kept,
                    "vacuous": each.is_vacuous,
                    "undecided": each.reached.undecided,
                    "holes": each.holes,
                    "story": []
                    if each.hole is None
                    else list(story(each.hole, self.space, lang)),
                }
                for each in self.checked
            ],
        }


def check(
    properties: Iterable[Property],
    space: Space,
    *,
    cases: int = CASES,
    first: bool = False,
    near: Collection[str] = (),
) -> Report:
    """Look for cases that break properties; the nearest of each is kept.

    Args:
        properties: what must hold.
        space: what is looked at.
        cases: how many different cases are looked at, at most.
        first: end as soon as each is broken; the report is then not closed.
        near: steps whose ways are looked at before those over others; none for all alike.
    """
    judge = Judge([Checked(each) for each in properties])
    space = attrs.evolve(space, watched=space.watched | judge.watched)
    search = Search(
        space,
        cases,
        judge.watch,
        order=_nearest(near),
        keeps=judge.facts,
        until=judge.events,
    )
    ends = Ends(space.procedure)
    with seldom_collected():
        for moment in search:
            judge.look(moment, space.procedure, search.ways)
            ends.add(moment)
            if first and all(each.hole is not None for each in judge.checked):
                break
        judge.trapped(search, ends)
        for each in judge.checked:
            if each.hole is not None and each.asked.form != "always_possible":
                each.hole = _shortened(each.hole, each.asked, search)
    report = Report(
        tuple(judge.checked),
        space,
        search.closed,
        search.visited,
        search.ways.asked,
        frozenset(search.ways.gave_up),
        frozenset(search.ways.cures.lacking),
        failing=frozenset((*key, what) for key, what in search.ways.failing.items()),
    )
    return tell(report)


def _nearest(near: Collection[str]) -> Callable[[Moment], Any]:
    """Return an order that looks at cases in turn, and at ways over other steps late."""
    order = in_turn()

    def later(moment: Moment) -> Any:
        beside = sum(each.step not in near for each in moment.choices) if near else 0
        return order(moment) + _BESIDE * beside

    return later


_BESIDE = 60
"""How much later a case is looked at for each step of its way beside the slice."""


def check_each(
    properties: Iterable[Property],
    space: Space,
    *,
    cases: int | None = None,
    first: bool = False,
    all_steps: bool = False,
) -> Iterator[Report]:
    """Look for cases that break properties, each in a slice of its own.

    Args:
        properties: what must hold.
        space: what is looked at; its papers where a property names none, else those of
            `papers_of` that it names.
        cases: how many different cases are looked at for each, at most; None for those of
            the property (`Property.cases`), or `CASES`.
        first: end as soon as it is broken.
        all_steps: look at every step that can matter, instead of the slice alone.
    """
    known = papers_of(space.law)
    for each in properties:
        named = tuple(start for start in known if start.id in each.papers)
        cone = cone_of([each], space.procedure)
        if space.others is None and looks_beside(cone, space.procedure):
            # Another case may take any step, and what is read of it may be another then.
            cone = frozenset(step.name for step in space.procedure.steps)
        core = slice_of([each], space.procedure)
        steps = cone if all_steps else core
        part = attrs.evolve(space, steps=steps, starts=named or space.starts)
        most = cases or each.cases or CASES
        report = check([each], part, cases=most, first=first, near=core)
        if not space.procedure.main and report.closed and report.checked[0].is_vacuous:
            # The main path is guessed, and nothing came about on it: look beside it.
            steps, part = cone, attrs.evolve(part, steps=cone)
            report = check([each], part, cases=most, first=first, near=core)
        yield attrs.evolve(report, beyond=cone - steps)


def _shortened(hole: Moment, asked: Property, search: Search) -> Moment:
    """Leave out of a way each step without which the same is broken."""
    leaving = len(hole.choices) - 1
    while leaving:
        leaving -= 1
        choices = (*hole.choices[:leaving], *hole.choices[leaving + 1 :])
        judge = Judge([Checked(asked)])
        walking = Search(search.space, watch=judge.watch, ways=search.ways)
        end = walking.walk(walking.opened(hole.start), choices)
        if end is not None:
            judge.look(end, search.space.procedure, search.ways)
        found = judge.checked[0].hole
        if found is not None and found.depth <= len(choices):
            hole = found
            leaving = min(leaving, len(hole.choices) - 1)
    return hole


class Judge:
    """Watches a search, or a single way.

    Attributes:
        checked: each property with what came out so far.
    """

    def __init__(self, checked: Sequence[Checked]) -> None:
        self.checked = checked
        events = (event for each in checked for event in each.asked.events)
        self._events = tuple(dict.fromkeys(events))
        self._asks = frozenset().union(*(each.asked.asks for each in checked))
        self.facts = frozenset().union(*(each.asked.facts for each in checked))
        self.watched = frozenset().union(*(each.asked.watched for each in checked))

    @property
    def events(self) -> frozenset[str]:
        """The steps that can break a property; none where one speaks of cases, not steps."""
        events = [each.asked.event for each in self.checked]
        found = [each.known for each in events if each is not None]
        return frozenset().union(*found) if len(found) == len(events) else frozenset()

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
                hole = Moment(
                    way.case,
                    way.choice.day,
                    moment.start,
                    moment,
                    way,
                    seen,
                    moment.depth + 1,
                    beside=way.choice.beside,
                )
                if each.hole is None or each.hole.length > hole.length:
                    each.hole = hole
        return tuple(
            each.remembered(occasion, before, self._asks)
            for each, before in zip(self._events, seen, strict=True)
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
        if not occasion.choice.goes_by_the_rules:
            return False  # that it was against them stands in the log
        if not applies:
            return False
        if any(each.holds(occasion) for each in asked.unless):
            return False
        return asked.form == "never" or asked.event in occasion.past

    def look(
        self, moment: Moment, procedure: Procedure, ways: Ways | None = None
    ) -> None:
        """Judge a case that came about: is what must be open, open?

        With `ways` the engine is asked whether a step can be taken, else whether it starts.
        """
        if moment.way is None:
            return
        occasion = self._standing(moment)
        for each in self.checked:
            asked = each.asked
            if asked.form != "always_open":
                each.applied = (
                    each.applied or asked.when is None or asked.when.holds(occasion)
                )
                continue
            if asked.when is not None and not asked.when.holds(occasion):
                continue
            each.met += 1
            each.applied = True
            if any(cond.holds(occasion) for cond in asked.unless):
                continue
            days = {moment.day, _last_day(asked, occasion)} if ways else {moment.day}
            shut = next(
                (
                    found
                    for day in days
                    if (found := _shut(asked.target, moment, day, procedure, ways))
                ),
                None,
            )
            if shut is not None:
                each.holes += 1
                each.hole = each.hole or shut

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
                states = Reader(search.space.procedure).states(each.asked.target)
                each.reached = ends.trapped(states, search)
                each.holes = len(each.reached.trapped)
                each.hole = next(iter(each.reached.trapped), None)


def _last_day(asked: Property, occasion: Occasion) -> date:
    """Return the last day on which a property is asked of a case that nobody touches."""
    day = occasion.day
    if asked.when is None or "day" not in asked.when.asks:
        return day
    for distance in range(1, _LONGEST + 1):
        later = day + timedelta(distance)
        choice = attrs.evolve(occasion.choice, day=later)
        if not asked.when.holds(attrs.evolve(occasion, choice=choice)):
            return later - timedelta(1)
    return day


def _shut(
    step: str, moment: Moment, day: date, procedure: Procedure, ways: Ways | None
) -> Moment | None:
    """Return the moment at which a step cannot be taken on a day; None where it can.

    It must be open whatever other cases there are by then: the moment that is returned has
    those beside which it is not.
    """
    about = [on for name, on in startable(procedure, moment.case) if name == step]
    if ways is None:
        return None if about else moment
    ways.stand_at(moment)
    way = _open(step, about, moment.case, day, ways)
    if way is None:
        return moment
    if ways.space.others is not None or procedure is not ways.space.procedure:
        return None
    still = Ways(ways.space, still=True)
    for look in procedure.plan(step).looks:
        for beside in ways.space.company.sought(
            ways.space, moment.start, look, way.verdict.question, moment.beside
        ):
            if max(each.day for each in beside) <= day:
                there = attrs.evolve(moment, beside=beside)
                still.stand_at(there)
                if _open(step, about, moment.case, day, still) is None:
                    return there
        if look in ways.space.company.cut:
            ways.gave_up.add(step)
    return None


def _open(
    step: str, about: Sequence[str], case: Case, day: date, ways: Ways
) -> Way | None:
    """Return how a step can be taken on a day, about whatever it may be."""
    return next(
        (
            way
            for on in about
            for way in ways.of(step, on, case, day)
            if way.case is not None and way.choice.day == day
        ),
        None,
    )
