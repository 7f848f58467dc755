"""Properties: what must hold of every case that can come about."""

from __future__ import annotations

import tomllib

from collections.abc import Callable, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from ratsflow.checking.company import PREFIX
from ratsflow.checking.conditions import LATER, Condition
from ratsflow.checking.events import Event, Memory
from ratsflow.checking.language import Reader
from ratsflow.checking.starts import papers_of
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.local import NO_LAW
from ratsflow.law.source import File
from ratsflow.law.states import state_ids, state_law
from ratsflow.model.text import EMPTY, Lang, Wording, unreadable
from ratsflow.procedure.procedure import Procedure


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
