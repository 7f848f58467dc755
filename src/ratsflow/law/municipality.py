"""The municipality's own values from a TOML file (*Ortsrecht*).

The values stay plain, keyed by dotted names, because that is what `Law` holds and what
the fingerprint covers. Tables that become typed values are structured by cattrs, in
`ratsflow.law.keys.checks`.
"""

from __future__ import annotations

import re
import tomllib

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError, InvalidInputError, german
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.keys import KEYS, Key, KeyKind
from ratsflow.law.keys.checks import nearest, problems_of_share
from ratsflow.law.keys.topics import topics_of_state, with_ids
from ratsflow.law.local import Law
from ratsflow.law.presets import PRESETS, Preset, Value, law_for, preset
from ratsflow.law.presets.layers import problem_of
from ratsflow.law.template import block, heading
from ratsflow.model.text import Lang, Wording, line_of


OPTIONAL = frozenset(
    {
        "alderman_signature.self_approval_allowed",
        "committee_appeal.award_days",
        "cost_statement.details_above",
        "cost_statement.required",
        "cost_statement.required_details",
        "paper.require_complete_quadruple",
        "paper.required_fields",
        "paper.term_starts",
        "quorum.own_composition",
        "topics.own",
    }
)
"""Keys that may be left out: the rules that read them say what holds then."""

_HEAD = ("state", "name")
_LARGEST = 10**12
_LONGEST = 10_000
"""Days, weeks, months: more would leave the calendar."""
_WIDEST = 60
"""Characters of a value that a message shows."""
_TIMES = ("days", "weeks", "months", "years")
_ORDERED = (
    ("bias.time_bar_months_short", "bias.time_bar_months"),
    ("notice.urgent_days", "notice.days"),
)
"""Pairs of keys of which the first is never the larger."""
_ROW = re.compile(r"\[(\d+)\] |(?:entry|Eintrag) (\d+): ")
"""How a check may say which row of a table it means, counted from 0 or from 1."""
_SHARE_PARTS = frozenset({"num", "den", "strict", "base"})


class LawError(DefinitionError):
    """A municipality's law file cannot be used.

    Attributes:
        name: the file.
        problems: every mistake as ``message @ path``.
    """

    def text(self, lang: Lang = "en") -> str:
        """Say every mistake, behind the name of the file."""
        problems = self.problems if lang == "en" else map(german, self.problems)
        return f"{self.name}: {'; '.join(problems)}."


def load_law(path: str | Path) -> Law:
    """Read a municipality's law file.

    Args:
        path: a TOML file, UTF-8; ``ratsflow law template`` writes one to fill in.

    Returns:
        The preset of its state with the municipality's values on top.

    Raises:
        InvalidInputError: the file is no UTF-8 text or no TOML.
        LawError: every mistake in it as ``message @ path``.
    """
    where = str(path)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            Both(
                f"byte {error.start} is no UTF-8.",
                f"Byte {error.start} ist nicht in UTF-8 gespeichert.",
            ),
            where,
            Both("Save the file as UTF-8.", "Die Datei in UTF-8 speichern."),
        ) from error
    return parse_law(text, where)


def parse_law(text: str, where: str = Both("law file", "Rechtsdatei")) -> Law:
    """Read a municipality's law from the text of its file; see `load_law`."""
    _check_extent(text, where)
    try:
        row = tomllib.loads(text)
        head = {name: row.pop(name, None) for name in _HEAD}
        problems = list(_problems_of_head(head))
        state = head["state"] if head["state"] in list(PRESETS) else "NRW"
        found, problems_of_topics = _with_topics(state, list(_flat(row, _known(state))))
        problems += _problems_of_values(state, found)
        problems += problems_of_topics
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(
            Both(
                f"it is no TOML: {error}.",
                f"das ist kein gültiges TOML{line_of(error)}.",
            ),
            where,
        ) from error
    except RecursionError as error:
        raise InvalidInputError(
            Both(
                "its tables are nested too deep.",
                "die Tabellen darin sind zu tief verschachtelt.",
            ),
            where,
        ) from error
    except ValueError as error:  # a number of some thousand digits
        raise InvalidInputError(
            Both(f"it cannot be read: {error}.", "die Datei lässt sich nicht lesen."),
            where,
        ) from error
    if problems:
        raise LawError(where, problems)
    made = law_for(state, dict(found), head["name"])
    if problems := list(_problems_together(made)):
        raise LawError(where, problems)
    return made


_MOST = 1_000_000
"""Characters of a law file; the longest real ones have some ten thousand."""

_DOTS = 100
"""Dots of a line without its texts: the parser takes the square of a key's parts."""

_QUOTED = re.compile(r""" "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]* """, re.VERBOSE)


def _check_extent(text: str, where: str) -> None:
    """Refuse a file that would keep the parser busy without end.

    Raises:
        InvalidInputError: it is too long, or a key in it is.
    """
    if len(text) > _MOST:
        raise InvalidInputError(
            Both(f"it has {len(text)} characters.", f"es hat {len(text)} Zeichen."),
            where,
            Both(
                f"A law file has {_MOST} at most.",
                f"Eine Rechtsdatei hat höchstens {_MOST}.",
            ),
        )
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > _DOTS and _QUOTED.sub("", line).count(".") > _DOTS:
            raise InvalidInputError(
                Both(
                    f"line {number} has a key of more than {_DOTS} parts.",
                    f"Zeile {number} hat einen Schlüssel mit mehr als {_DOTS} Teilen.",
                ),
                where,
                Both(
                    "Keys have three parts at most.",
                    "Schlüssel haben höchstens drei Teile.",
                ),
            )


def _problems_of_head(head: Mapping[str, Any]) -> Iterator[str]:
    for name, value in head.items():
        if not isinstance(value, str) or not value.strip():
            yield Both(f"a text is required @ {name}", f"ein Text ist nötig @ {name}")
        elif name == "state" and value not in PRESETS:
            yield Both(
                f"there is no state {value!r}; known: {', '.join(PRESETS)} @ {name}",
                f"ein Land „{value}“ gibt es nicht; bekannt: {', '.join(PRESETS)} @ "
                f"{name}",
            )


def _with_topics(
    state: str, found: Sequence[tuple[str, Any]]
) -> tuple[list[tuple[str, Any]], list[str]]:
    """Put the ids of topics for their words, and say which mean none."""
    fixed = {name: value.plain for name, value in preset(state).values.items()}
    named = with_ids(dict(found), topics_of_state(state), fixed)
    problems: list[str] = [
        Both(f"{each} @ {place}", f"{german(each)} @ {place}")
        for place, each in named.problems
    ]
    return [(name, named.values[name]) for name, _ in found], problems


def _flat(
    row: Mapping[str, Any], known: Mapping[str, Key], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield (dotted key, value), going into tables down to the known keys."""
    for name, value in row.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and value and path not in known:
            yield from _flat(value, known, f"{path}.")
        else:
            yield path, value


# ------------------------------------------------------------------------- one value


def _problems_of_values(state: str, found: Sequence[tuple[str, Any]]) -> Iterator[str]:
    known = _known(state)
    for name, times in Counter(name for name, _ in found).items():
        if times > 1:
            yield Both(
                f"it is set {times} times @ {name}",
                f"es ist {times}-mal gesetzt @ {name}",
            )
    for name, value in found:
        key = known.get(name)
        problems = _unknown(name, known) if key is None else _problems(key, value)
        own = list(problems) or _clashes(state, name, value)
        yield from (_placed(name, problem) for problem in own)


def _clashes(state: str, name: str, value: Any) -> Iterator[str]:
    """Yield what the law of the state has against a value."""
    problem = problem_of(preset(state), name, value)
    if problem is not None:
        yield Both(
            problem.removeprefix(f"{name} is ").removesuffix("."),
            german(problem).removeprefix(f"{name} ist ").removesuffix("."),
        )


def _problems_together(law: Law) -> Iterator[str]:
    """Yield the values that are sound one by one and contradict one another."""
    for shorter, longer in _ORDERED:
        low, high = law.values.get(shorter), law.values.get(longer)
        if low is not None and high is not None and low > high:
            yield Both(
                f"{low} is more than {longer}, which is {high} @ {shorter}",
                f"{low} ist mehr als {longer} mit {high} @ {shorter}",
            )


def _placed(name: str, problem: str) -> str:
    """Put the key in front of the place that a check names, or behind the phrase."""
    return Both(_behind(name, str(problem)), _behind(name, german(problem)))


def _behind(name: str, problem: str) -> str:
    phrase, _, inner = problem.partition(" @ ")
    row = _ROW.match(phrase)
    if row and not inner:
        index = row[1] or int(row[2]) - 1
        phrase, inner = phrase[row.end() :], f"[{index}]"
    return f"{phrase} @ {name}{inner}"


def _unknown(name: str, known: Mapping[str, Key]) -> Iterator[str]:
    inside = [
        key.removeprefix(f"{name}.") for key in known if key.startswith(f"{name}.")
    ]
    near = nearest(name, known)
    if inside:
        yield Both(
            f"it is a group; set one of {', '.join(inside)}",
            f"das ist eine Gruppe; eines davon setzen: {', '.join(inside)}",
        )
    elif near:
        yield Both(
            f"there is no such key; the nearest is {near}",
            f"diesen Schlüssel gibt es nicht; der nächste ist {near}",
        )
    else:
        yield Both("there is no such key", "diesen Schlüssel gibt es nicht")


def _problems(key: Key, value: Any) -> Iterator[str]:
    foreign = list(_foreign(value))
    if foreign:
        yield from foreign
    elif not _FITS[key.kind](value):
        yield Both(
            f"{_shown(value)} is not {_NOUNS[key.kind]}",
            f"{_shown(value)} ist nicht {german(_NOUNS[key.kind])}",
        )
    elif key.choices and value not in key.choices:
        yield Both(
            f"{_shown(value)} is not one of {', '.join(key.choices)}",
            f"{_shown(value)} ist keines von {', '.join(key.choices)}",
        )
    elif key.kind is KeyKind.NUMBER:
        yield from _problems_of_number(key, value)
    elif _is_share(key.sample):
        yield from problems_of_share(value)
    if key.check is not None and _FITS[key.kind](value):
        yield from _asked(key, value)


def _asked(key: Key, value: Any) -> Iterator[str]:
    """Ask the key's own check; where it fails on a strange value, that is a mistake too."""
    assert key.check is not None  # noqa: S101  # for mypy
    try:
        yield from list(key.check(value))
    except (
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        yield Both(
            f"{_shown(value)} cannot be checked ({error})",
            f"{_shown(value)} lässt sich nicht prüfen",
        )


def _problems_of_number(key: Key, value: int) -> Iterator[str]:
    is_time = key.name.replace(".", "_").rpartition("_")[2] in _TIMES
    most = _LONGEST if is_time else _LARGEST
    if value > most:
        yield Both(
            f"{_shown(value)} is more than {most}",
            f"{_shown(value)} ist mehr als {most}",
        )


def _foreign(value: Any, place: str = "") -> Iterator[str]:
    """Yield the parts that are neither text, whole number, truth value, list nor table."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _foreign(part, f"{place}.{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _foreign(part, f"{place}[{index}]")
    elif not isinstance(value, (str, int)):
        kind = (
            Both("a decimal", "eine Dezimalzahl")
            if isinstance(value, float)
            else Both("a date or time", "ein Datum oder eine Uhrzeit")
        )
        yield Both(
            f"{value} is {kind}; write a whole number or a text @ {place}",
            f"{value} ist {german(kind)}; eine ganze Zahl oder einen Text schreiben @ "
            f"{place}",
        )
    elif isinstance(value, int) and abs(value) > 2**63 - 1:
        yield Both(
            f"the number is too large @ {place}", f"die Zahl ist zu groß @ {place}"
        )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]} …"


def _is_share(sample: Any) -> bool:
    return isinstance(sample, Mapping) and frozenset(sample) == _SHARE_PARTS


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_names(value: Any) -> bool:
    texts = isinstance(value, list) and all(_is_text(each) for each in value)
    return texts and len(set(value)) == len(value)


_FITS: Mapping[KeyKind, Callable[[Any], bool]] = {
    KeyKind.NUMBER: _is_number,
    KeyKind.FLAG: lambda value: isinstance(value, bool),
    KeyKind.TEXT: _is_text,
    KeyKind.NAMES: _are_names,
    KeyKind.TABLE: lambda value: isinstance(value, (dict, list)),
}
_NOUNS = {
    KeyKind.NUMBER: Both("a whole number of 0 or more", "eine ganze Zahl ab 0"),
    KeyKind.FLAG: Both("true or false", "true oder false"),
    KeyKind.TEXT: Both("a text", "ein Text"),
    KeyKind.NAMES: Both(
        "a list of texts, each once", "eine Liste von Texten, jeder einmal"
    ),
    KeyKind.TABLE: Both(
        "a table or a list of tables", "eine Tabelle oder eine Liste von Tabellen"
    ),
}


# ------------------------------------------------------------------------ the template


def template(state: str = "NRW", lang: Lang = "de") -> str:
    """Return a law file to fill in: every key with its meaning and its paragraph.

    Take the ``#`` off a line to set its value. Prose starts with ``##``, so that the
    file stays TOML even where every line lost one.

    Args:
        state: whose municipality it is for.
        lang: language of the comments.

    Raises:
        UnknownNameError: there is no preset of that state.
    """
    chosen = preset(state)
    blocks = [heading(chosen.name, lang), f'state = "{state}"\nname = ""']
    for key in keys_of(state):
        value = chosen.values.get(key.name)
        blocks.append(block(key, value, lang, optional=key.name in OPTIONAL))
    return "\n\n".join(blocks) + "\n"


# --------------------------------------------------------------------- keys of a state


def keys_of(state: str) -> tuple[Key, ...]:
    """Return the keys that a municipality of a state can set.

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``. The rules of the procedure are
            those of Nordrhein-Westfalen; elsewhere a key that rests on its statute alone
            has no meaning and is left out.

    Raises:
        UnknownNameError: there is no preset of that state.
    """
    chosen = preset(state)
    return tuple(key for key in _known(state).values() if _is_open(chosen, key))


def missing_keys(law: Law, keys: Iterable[Key] | None = None) -> tuple[Key, ...]:
    """Return the keys that have no value, so that rules reading them answer *unknown*.

    Args:
        law: the values in force.
        keys: the keys to look for; by default those of the law's state without the
            optional ones.
    """
    if keys is None:
        keys = [k for k in keys_of(law.state or "NRW") if k.name not in OPTIONAL]
    return tuple(key for key in keys if law.values.get(key.name) is None)


def _is_open(chosen: Preset, key: Key) -> bool:
    value = chosen.values.get(key.name)
    if value is not None:
        return value.least or value.confidence is Confidence.UNCERTAIN
    of_nrw = "NRW" in key.citation.norm
    return key.name in chosen.local or chosen.state == "NRW" or not of_nrw


@cache
def _known(state: str) -> Mapping[str, Key]:
    """Return all keys that may occur in a file, those that the state fixes included."""
    chosen = preset(state)
    known = {key.name: _cited(chosen, key) for key in KEYS}
    for name in (*chosen.local, *chosen.values):
        if name not in known:
            known[name] = _derived(chosen, name)
    return known


def _cited(chosen: Preset, key: Key) -> Key:
    """Cite the state's own paragraph where the key cites that of another."""
    value = chosen.values.get(key.name)
    if value is not None:
        return attrs.evolve(key, citation=value.citation)
    if key.name in chosen.local and chosen.state != "NRW":
        return attrs.evolve(key, citation=_LOCAL)
    return key


_LOCAL = Citation("Ortsrecht", Confidence.LOCAL)
_OF_STATE = Wording(
    "Wert des Landesrechts; nur setzen, wer die Vorschrift gelesen hat",
    "value of the state's law; to be set only by whoever has read the paragraph",
)
_OF_TOWN = Wording(
    "bestimmt in diesem Land die Gemeinde", "in this state the municipality decides"
)


def _derived(chosen: Preset, name: str) -> Key:
    """Make a key of a value that the preset knows and no chapter has."""
    value = chosen.values.get(name)
    if value is not None:
        return Key(name, _kind(value), _OF_STATE, value.citation, value.plain)
    others = (other.values[name] for other in PRESETS.values() if name in other.values)
    like = next(others, Value("", Confidence.LOCAL, ""))
    return Key(name, _kind(like), _OF_TOWN, _LOCAL, like.plain)


def _kind(value: Value) -> KeyKind:
    plain = value.plain
    if isinstance(plain, bool):
        return KeyKind.FLAG
    kinds = {int: KeyKind.NUMBER, str: KeyKind.TEXT, list: KeyKind.NAMES}
    return kinds.get(type(plain), KeyKind.TABLE)
