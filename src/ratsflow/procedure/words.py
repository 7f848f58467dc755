"""Words: what people call the roles, states, facts and choices that code has names for."""

from __future__ import annotations

import re

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from string import Formatter
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError, InvalidInputError
from ratsflow.law.source import read
from ratsflow.model.alike import alike
from ratsflow.model.text import Lang, Wording, as_text
from ratsflow.procedure.sentences import said


Table = Mapping[str, Mapping[str, Wording]]
"""Labels by kind and name, for example ``{"role": {"mayor": Wording("…", "…")}}``."""

KINDS = frozenset(
    {
        *("agenda_route", "announced", "ballot_mode", "base", "body_kind"),
        *("consultation_role", "consultation_state", "cost_effect", "decision"),
        *("election_mode", "fact", "impact_check", "lacking", "law", "majority"),
        "mayors_vote",
        *(
            "meeting_form",
            "month",
            "outcome",
            "paper_type",
            "recurrence",
            "role",
            "rule",
        ),
        *("state", "step", "suspension_kind", "suspension_state", "topic", "value"),
        "weekday",
    }
)
"""The kinds of words that a text may name; a procedure may have more of its own.

``fact`` holds whatever is stated: facts, inputs (``STEP.INPUT`` where two steps mean
different things by one name) and fields (``meeting.published_on``). ``lacking`` says by the
id of a rule what is missing where it is broken. ``law`` holds the keys of local law, ``value`` the choices of inputs that no closed list of the model declares.
"""

FORMATS = frozenset({"any_role", "day", "euro"})
"""Other ways to write a value: an ISO day with its weekday, cents as euros, roles of which
one is enough."""

_LANGS: tuple[Lang, ...] = ("de", "en")
_WRITTEN_DAY = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<day>[0-9]{1,2})(?:\. ?(?P<month>[0-9]{1,2})\. ?|\.? ?(?P<named>[^\W\d_]{3,9}) )"
    r"(?P<year>[0-9]{4})"
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})\S*", re.ASCII)
_NAME = re.compile(r"[a-z0-9_.]+")
_AND = {"de": " und ", "en": " and "}
_OR = {"de": " oder ", "en": " or "}
_FLAGS = {"de": ("nein", "ja"), "en": ("no", "yes")}


def say_day(day: date, lang: Lang, *, weekday: bool = False) -> str:
    """Write a calendar day as people do: ``13.03.2026`` or ``13 Mar 2026``."""
    told = f"{day:%d.%m.%Y}"
    if lang == "en":
        month = COMMON.say("month", str(day.month), lang).split()[0]
        told = f"{day.day} {month} {day:%Y}"
    named = COMMON.say("weekday", str(day.isoweekday()), lang)
    return f"{named}, {told}" if weekday else told


def read_day(text: str, where: str) -> date:
    """Read a day as people write it: ``2026-03-19``, and whatever `say_day` writes.

    That is ``19.03.2026``, ``19.3.2026``, ``19. März 2026`` or ``19 Mar 2026``, each also
    behind the name of its day of the week. A year has four digits, and a day comes before
    its month: of ``3/4/2026`` nobody can tell which one is meant.

    Args:
        text: the day.
        where: the option, input or field that it was written for.

    Raises:
        InvalidInputError: there is no such day, or it is another day of the week.
    """
    weekday, _, rest = text.strip().rpartition(",")
    day = _day_in(rest.strip())
    if day is None or (weekday and not _is_named(day, weekday)):
        raise InvalidInputError(
            Both(
                f"{text!r} is no day that exists.",
                f"„{text}“ ist kein Tag, den es gibt.",
            ),
            where,
            Both(
                "Write it as 2026-03-19 or 19.03.2026.",
                "In der Form 19.03.2026 oder 2026-03-19 schreiben.",
            ),
        )
    return day


def _day_in(text: str) -> date | None:
    found = _WRITTEN_DAY.fullmatch(text)
    if found is None:
        return None
    number = found["month"] or _months().get((found["named"] or "").casefold(), 0)
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        return date(int(found["year"]), int(number), int(found["day"]))
    except ValueError:
        return None


@cache
def _months() -> Mapping[str, int]:
    """Give the number of each month by every name that people write it by."""
    return {
        name.casefold(): int(number)
        for number, named in _of_the_model()["month"].items()
        for name in f"{named.de} {named.en}".split()
    }


def _is_named(day: date, weekday: str) -> bool:
    """Tell whether a day of the week is called so, in full or shortened."""
    given = alike(weekday).removesuffix(".")
    names = (COMMON.say("weekday", str(day.isoweekday()), lang) for lang in _LANGS)
    return any(alike(name).startswith(given) for name in names)


def say_moment(moment: datetime, lang: Lang) -> str:
    """Write a moment as people do, in the zone that it bears."""
    told = say_day(moment, lang)
    return f"{told}, {moment:%H:%M} Uhr" if lang == "de" else f"{told}, {moment:%H:%M}"


def say_euro(cents: int, lang: Lang) -> str:
    """Write an amount: ``72.000 Euro``, ``1.250,50 Euro``; cents only where there are any."""
    sign, (euros, rest) = "-" * (cents < 0), divmod(abs(cents), 100)
    told = f"{euros:,}" + (f".{rest:02}" if rest else "")
    if lang == "de":
        told = told.translate(str.maketrans(",.", ".,"))
    return f"{sign}{told} {'Euro' if lang == 'de' else 'euros'}"


def listed(parts: Iterable[str], lang: Lang, *, either: bool = False) -> str:
    """Write several parts as a sentence does: ``a, b und c``."""
    *first, last = list(parts) or [""]
    joint = (_OR if either else _AND)[lang]
    return f"{', '.join(first)}{joint}{last}" if first else last


@attrs.frozen(slots=False, eq=False, repr=False)
class Words:
    """What people call things, and how a value stands in a sentence.

    Attributes:
        table: the labels of its own.
        sources: return further labels when a word is asked for, so that no step waits for
            a file to be read; `words_of` makes one of a TOML file.
        beyond: where to look for what is not here.
    """

    table: Table = attrs.field(factory=dict)
    sources: tuple[Callable[[], Table], ...] = ()
    beyond: Words | None = None

    @cached_property
    def _further(self) -> tuple[Table, ...]:
        """What the sources return: each is asked once, when the table does not do."""
        return tuple(source() for source in self.sources)

    def find(self, kind: str, name: str) -> Wording | None:
        """Return the label of a name, or None; ``step.fact`` falls back to ``fact``."""
        found = self.table.get(kind, {}).get(name)
        if found is not None:
            return found
        for own in self._further:
            found = own.get(kind, {}).get(name)
            if found is not None:
                return found
        return None if self.beyond is None else self.beyond.find(kind, name)

    def say(self, kind: str, name: str, lang: Lang) -> str:
        """Return the label; where there is none, the name with blanks for underscores.

        What is no name of code, such as a body's own name, is told as it is.
        """
        found = self.find(kind, name)
        if found is None and kind == "fact" and "." in name:
            found = self.find(kind, name.partition(".")[2])
        if found is None and kind == "state":
            found = self.find("consultation_state", name) or self.find(
                "suspension_state", name
            )
        if found is not None:
            return found.in_(lang)
        if not _NAME.fullmatch(name):
            return name
        return name.rpartition(".")[2].replace("_", " ").strip() or name

    def meant(self, kind: str, given: str, names: Iterable[str]) -> str:
        """Return which of some names people mean: by the name itself, or by its label.

        Args:
            kind: the kind of words, for example ``state``.
            given: a name, or a label in any language, whatever its capitals.
            names: the names that there are.

        Returns:
            The name; empty where none is meant, or more than one.
        """
        known = tuple(names)
        if given in known:
            return given
        called = alike(given)
        found = {
            name
            for name in known
            for lang in _LANGS
            if called in (alike(name), alike(self.say(kind, name, lang)))
        }
        return found.pop() if len(found) == 1 else ""

    def both(self, kind: str, name: str) -> Wording:
        """Return what `say` says, in both languages."""
        return Wording(self.say(kind, name, "de"), self.say(kind, name, "en"))

    def fill(self, template: str, values: Mapping[str, Any], lang: Lang) -> str:
        """Put values into a text; ``{who:role}`` names who by the word for that role.

        Days become days as people write them, lists are joined, and what is no value of
        the answer stays visible.
        """
        return _Filler(self, lang).vformat(template, (), values)

    def write(self, value: Any, lang: Lang, spec: str = "") -> str:
        """Write one value for a sentence.

        Args:
            value: a plain value: text, number, flag, day, or a list of such.
            lang: language.
            spec: a kind of words, or one of `FORMATS`; empty for the value as it is.
        """
        if spec == "any_role":
            names = (value,) if isinstance(value, str) else value
            return listed((self.say("role", e, lang) for e in names), lang, either=True)
        if isinstance(value, list | tuple | frozenset | set):
            parts = (
                sorted(value, key=str) if isinstance(value, set | frozenset) else value
            )
            return listed((self.write(each, lang, spec) for each in parts), lang)
        if spec == "euro" and isinstance(value, int):
            return say_euro(value, lang)
        if isinstance(value, bool):
            return _FLAGS[lang][value]
        if isinstance(value, datetime):
            return say_moment(value, lang)
        if isinstance(value, date):
            return say_day(value, lang, weekday=spec == "day")
        if spec in FORMATS or not spec:
            return _plain(str(value), lang, weekday=spec == "day")
        return self.say(spec, str(value), lang)


def _plain(text: str, lang: Lang, *, weekday: bool) -> str:
    """Write the days in a text as people do."""

    def told(found: re.Match[str]) -> str:
        try:
            day = date.fromisoformat(found.group(0)[:10])
        except ValueError:
            return found.group(0)
        return say_day(day, lang, weekday=weekday)

    return _ISO_DAY.sub(told, _ISO_TIME.sub(r"\1, \2", text))


NO_WORDS = Words()
"""No labels at all: every name is told with blanks for its underscores."""


class _Filler(Formatter):
    def __init__(self, words: Words, lang: Lang) -> None:
        self._words = words
        self._lang = lang

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        del args
        return kwargs.get(field_name, f"<{field_name}?>"), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        return self._words.write(value, self._lang, format_spec)

    def convert_field(self, value: Any, conversion: Any) -> Any:
        del conversion
        return value


def words_of(file: Path) -> Callable[[], Table]:
    """Return what reads the words of a TOML file, once and only if they are asked for.

    It says ``[KIND]``, then ``name = ["German", "English"]``, or one text for both.
    """
    return partial(_read, file)


@cache
def _read(file: Path) -> Table:
    """Read the words of a file; `DefinitionError` for a label that is none."""
    return words_from(read(file).table, file.name)


def words_from(raw: Any, where: str = "words") -> Table:
    """Take labels by kind and name: a text for both languages, or German and English.

    `DefinitionError` with every label that is none.
    """
    table: dict[str, dict[str, Wording]] = {}
    problems = []
    if not isinstance(raw, Mapping) or not all(
        isinstance(names, Mapping) for names in raw.values()
    ):
        raise DefinitionError(where, [said("words.form")])
    for kind, names in raw.items():
        for name, label in names.items():
            match label:
                case Wording() | str():
                    text = as_text(label)
                case [str(german), str(english)]:
                    text = Wording(german, english)
                case _:
                    problems.append(
                        said("words.label", label=label, kind=kind, name=name)
                    )
                    continue
            table.setdefault(str(kind), {})[str(name)] = text
    if problems:
        raise DefinitionError(where, problems)
    return table


def as_words(given: Words | Mapping[str, Any]) -> Words:
    """Take words, or labels by kind and name, with the general words beyond."""
    if isinstance(given, Words):
        return given
    return Words(words_from(given), beyond=COMMON) if given else COMMON


_of_the_model = words_of(Path(__file__).with_name("words.toml"))
COMMON = Words(sources=(_of_the_model,))
"""The words of the model: its closed lists and fields, and of what the engine asks."""
