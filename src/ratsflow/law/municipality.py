"""The municipality's own values from a TOML file (*Ortsrecht*).

The values stay plain, keyed by dotted names, because that is what `Law` holds and what
the fingerprint covers. Tables that become typed values are structured by cattrs, in
`ratsflow.law.checks`.
"""

from __future__ import annotations

import re
import tomllib

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ratsflow.errors import Both, DefinitionError, InvalidInputError, german
from ratsflow.law.checks import nearest
from ratsflow.law.layers import joined, law_for, problem_of
from ratsflow.law.local import Law
from ratsflow.law.norms import Norm
from ratsflow.law.powers import euros_of
from ratsflow.law.source import File
from ratsflow.law.states import StateLaw, state_ids, state_law
from ratsflow.law.template import block, heading
from ratsflow.law.topic_tables import with_ids
from ratsflow.law.town import HEAD, TownFile, amended
from ratsflow.law.values import problems_of_value
from ratsflow.model.text import Lang, line_of


FIRST = "NRW"
"""The state that version 0.1 meant where nobody named one."""
_HEAD = ("state", "name")
_ORDERED = (
    ("bias.time_bar_months_short", "bias.time_bar_months"),
    ("notice.urgent_days", "notice.days"),
)
"""Pairs of keys of which the first is never the larger."""
_ROW = re.compile(r"\[(\d+)\] |(?:entry|Eintrag) (\d+): ")
"""How a check may say which row of a table it means, counted from 0 or from 1."""


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


def load_law(path: str | Path, *amendments: str | Path) -> Law:
    """Read a municipality's law file.

    Args:
        path: a TOML file, UTF-8, or a folder of them; ``ratsflow law template`` writes one
            to fill in.
        amendments: further files, each with the day from which it holds (``valid_from``);
            what they say takes the place of what was said before.

    Returns:
        The law of its state with the municipality's rows on top, each in its days.

    Raises:
        InvalidInputError: a file is no UTF-8 text or no TOML.
        LawError: every mistake in a file as ``message @ place``.
    """
    paths = [Path(path), *map(Path, amendments)]
    if paths[0].is_dir():
        paths[:1] = sorted(paths[0].glob("*.toml"))
    if not paths:
        raise InvalidInputError(
            Both("there is no TOML file in it.", "darin liegt keine TOML-Datei."),
            str(path),
        )
    if len(paths) == 1:
        return parse_law(_text(paths[0]), str(paths[0]))
    tables = [(each, _text(each)) for each in paths]
    return _of_towns([_file(text, str(each)) for each, text in tables])


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            Both(
                f"byte {error.start} is no UTF-8.",
                f"Byte {error.start} ist nicht in UTF-8 gespeichert.",
            ),
            str(path),
            Both("Save the file as UTF-8.", "Die Datei in UTF-8 speichern."),
        ) from error


def parse_law(text: str, where: str = Both("law file", "Rechtsdatei")) -> Law:
    """Read a municipality's law from the text of its file; see `load_law`."""
    file = _file(text, where)
    if is_of_rows(file.table):
        return _of_towns([file])
    return _of_keys(dict(file.table), where)


def is_of_rows(table: Mapping[str, Any]) -> bool:
    """Tell whether a file has rows of norms; the files of version 0.1 had dotted keys."""
    return "name" not in table and bool(HEAD.intersection(table) - {"state"})


HINT = Both(
    "this file has the form of version 0.1: dotted keys without days; see "
    "'ratsflow law template' for rows of norms.",
    "diese Datei hat die Form der Version 0.1: Schlüssel mit Punkten, ohne Tage; Zeilen "
    "von Normen zeigt „ratsflow law template“.",
)
"""What to say of a file of the old form."""


def hint_of(path: str | Path) -> str | None:
    """Return what to say of a file that is read and has an old form."""
    if Path(path).is_dir() or is_of_rows(_file(_text(Path(path)), str(path)).table):
        return None
    return HINT


def _file(text: str, where: str) -> File:
    _check_extent(text, where)
    try:
        return File(where, text, tomllib.loads(text))
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


def _of_towns(files: Sequence[File]) -> Law:
    """Read a file of rows, and its amendments in the order of their days."""
    towns = [TownFile(each) for each in files]
    rows = [(each, each.read()) for each in towns]
    for town, _ in rows:
        if town.problems:
            raise LawError(town.file.name, town.problems)
    first, *later = sorted(rows, key=lambda each: each[0].since or date.min)
    head = first[0]
    for town, _ in later:
        if town.chosen is not head.chosen or town.since is None:
            town.tell(
                "an amendment has the state of the file that it amends, and a "
                "valid_from",
                "eine Änderung nennt das Land der Datei, die sie ändert, und ein "
                "valid_from",
                "valid_from",
            )
            raise LawError(town.file.name, town.problems)
    assert head.chosen is not None  # noqa: S101  # else it has problems
    own = amended(each for _, each in (first, *later))
    made = joined(head.chosen, own, str(head.file.table["town"]))
    if problems := list(_problems_together(made)):
        raise LawError(head.file.name, problems)
    return made


def _of_keys(row: dict[str, Any], where: str) -> Law:
    """Read a file of the form of version 0.1."""
    head = {name: row.pop(name, None) for name in _HEAD}
    problems = list(_problems_of_head(head))
    if head["state"] not in state_ids():
        raise LawError(where, problems)
    chosen = state_law(head["state"])
    found, problems_of_topics = _with_topics(
        chosen, list(_flat(row, chosen.table.norms))
    )
    problems += _problems_of_values(chosen, found)
    problems += problems_of_topics
    if problems:
        raise LawError(where, problems)
    made = law_for(chosen.id, dict(found), head["name"])
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
        elif name == "state" and value not in state_ids():
            yield Both(
                f"there is no state {value!r}; known: {', '.join(state_ids())} @ {name}",
                f"ein Land „{value}“ gibt es nicht; bekannt: {', '.join(state_ids())} @ "
                f"{name}",
            )


def _with_topics(
    chosen: StateLaw, found: Sequence[tuple[str, Any]]
) -> tuple[list[tuple[str, Any]], list[str]]:
    """Put the ids of topics for their words, and say which mean none."""
    named = with_ids(dict(found), chosen.topics, chosen.law.values)
    problems: list[str] = [
        Both(f"{each} @ {place}", f"{german(each)} @ {place}")
        for place, each in named.problems
    ]
    return [(name, named.values[name]) for name, _ in found], problems


def _flat(
    row: Mapping[str, Any], known: Mapping[str, Norm], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield (dotted key, value), going into tables down to the known keys."""
    for name, value in row.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and value and path not in known:
            yield from _flat(value, known, f"{path}.")
        else:
            yield path, value


# ------------------------------------------------------------------------- one value


def _problems_of_values(
    chosen: StateLaw, found: Sequence[tuple[str, Any]]
) -> Iterator[str]:
    known = chosen.table.norms
    for name, times in Counter(name for name, _ in found).items():
        if times > 1:
            yield Both(
                f"it is set {times} times @ {name}",
                f"es ist {times}-mal gesetzt @ {name}",
            )
    for name, value in found:
        norm = known.get(name)
        if norm is None:
            own = list(_unknown(name, known))
        else:
            own = list(problems_of_value(norm, value)) or list(_clashes(norm, value))
        yield from (_placed(name, problem) for problem in own)


def _clashes(norm: Norm, value: Any) -> Iterator[str]:
    """Yield what the law of the state has against a value."""
    name = norm.id
    problem = problem_of(norm, name, value)
    if problem is not None:
        yield Both(
            problem.removeprefix(f"{name} is ").removesuffix("."),
            german(problem).removeprefix(f"{name} ist ").removesuffix("."),
        )


def _problems_together(law: Law) -> Iterator[str]:
    """Yield the values that are sound one by one and contradict one another."""
    told: set[str] = set()
    for each in (law, *map(law.at, law.changes)):
        for shorter, longer in _ORDERED:
            low, high = each.values.get(shorter), each.values.get(longer)
            if low is not None and high is not None and low > high:
                problem = Both(
                    f"{low} is more than {longer}, which is {high} @ {shorter}",
                    f"{low} ist mehr als {longer} mit {high} @ {shorter}",
                )
                if shorter not in told:
                    told.add(shorter)
                    yield problem
        for said in _problems_of_limits(each):
            if said not in told:
                told.add(said)
                yield said


def _problems_of_limits(law: Law) -> Iterator[str]:
    """Yield the limits that a table of powers names and nobody has set."""
    limits = law.values.get("limits.named") or {}
    for row in law.values.get("competence.powers") or ():
        for part in (row, *row.get("any", ())):
            for end in ("above", "up_to"):
                try:
                    euros_of(part.get(end), limits)
                except DefinitionError as error:
                    (said,) = error.problems
                    where = "competence.powers"
                    yield Both(
                        f"{said.removesuffix('.')} @ {where}",
                        f"{german(said).removesuffix('.')} @ {where}",
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


def _unknown(name: str, known: Mapping[str, Norm]) -> Iterator[str]:
    inside = [
        key.removeprefix(f"{name}.")
        for key, norm in known.items()
        if key.startswith(f"{name}.") and norm.is_open
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


# ------------------------------------------------------------------------ the template


def template(state: str = FIRST, lang: Lang = "de") -> str:
    """Return a law file to fill in: every key with its meaning and its paragraph.

    Take the ``#`` off a line to set its value. Prose starts with ``##``, so that the
    file stays TOML even where every line lost one.

    Args:
        state: whose municipality it is for.
        lang: language of the comments.

    Raises:
        UnknownNameError: the law of that state is not installed.
    """
    name = state_law(state).table.name
    head = f'state = "{state}"\ntown = ""\n# valid_from = 2025-11-01\n\n[norm]'
    blocks = [heading(name, lang), head]
    blocks += [block(norm, lang) for norm in keys_of(state)]
    return "\n\n".join(blocks) + "\n"


# --------------------------------------------------------------------- norms of a state


def keys_of(state: str) -> tuple[Norm, ...]:
    """Return the norms of which a municipality of a state can say a value.

    Args:
        state: in short, for example ``NRW``.

    Raises:
        UnknownNameError: the law of that state is not installed.
    """
    norms = state_law(state).table.norms.values()
    return tuple(norm for norm in norms if norm.is_open)


def missing_keys(law: Law, keys: Iterable[Norm] | None = None) -> tuple[Norm, ...]:
    """Return the norms that have no value, so that rules reading them answer *unknown*.

    Args:
        law: the values in force.
        keys: the norms to look for; by default those of the law's state that a
            municipality has to decide.
    """
    if keys is None:
        keys = (
            [] if not law.state else [k for k in keys_of(law.state) if not k.optional]
        )
    said = {each.partition("@")[0] for each in law.values}
    return tuple(
        key
        for key in keys
        if key.id not in law.absent
        and not said.intersection((key.id, *_INSTEAD.get(key.id, ())))
    )


_INSTEAD = {
    "notice.days": ("notice.hours", "notice.working_days"),
    "notice.mode": ("notice.hours", "notice.working_days"),
    "notice.urgent_days": (
        "notice.urgent_hours",
        "notice.urgent_working_days",
        "notice.urgent_unlimited",
    ),
    "roll_call.threshold": ("roll_call.share", "roll_call.factions"),
}
"""Norms of which a municipality says one or another."""


def __getattr__(name: str) -> Any:
    """Give the norms that a municipality can set by the word of version 0.1."""
    if name != "KEYS":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return keys_of(FIRST)
