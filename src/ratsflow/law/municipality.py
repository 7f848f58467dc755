"""The municipality's own values from a TOML file (*Ortsrecht*)."""

from __future__ import annotations

import tomllib

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ratsflow.errors import DefinitionError, InvalidInputError
from ratsflow.law.keys import KEYS, Key, KeyKind
from ratsflow.law.local import Law
from ratsflow.law.presets import law_for, preset
from ratsflow.model.text import Lang


_HEAD = ("state", "name")


def load_law(path: str | Path) -> Law:
    """Read a municipality's law file.

    Args:
        path: a TOML file, UTF-8; ``ratsflow law template`` writes one to fill in.

    Returns:
        The preset of its state with the municipality's values on top.

    Raises:
        InvalidInputError: the file is no UTF-8 text or no TOML.
        DefinitionError: every mistake in it as ``message @ path``.
    """
    where = str(path)
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"byte {error.start} is no UTF-8.", where, "Save the file as UTF-8."
        ) from error
    return parse_law(text, where)


def parse_law(text: str, where: str = "law file") -> Law:
    """Read a municipality's law from the text of its file; see `load_law`."""
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"it is no TOML: {error}.", where) from error
    known = {key.name: key for key in KEYS}
    found = dict(_flat(row, known))
    head = {name: found.pop(name, "") for name in _HEAD}
    problems = [
        problem
        for name, value in found.items()
        for problem in _problems(name, value, known)
    ]
    for name, value in head.items():
        if not isinstance(value, str) or not value:
            problems.append(f"a text is required @ {name}")
    if problems:
        raise DefinitionError(where, [f"{problem}." for problem in problems])
    return law_for(head["state"], found, head["name"])


def _flat(
    row: Mapping[str, Any], known: Mapping[str, Key], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield (dotted key, value), going into tables only above the known keys."""
    for name, value in row.items():
        path = f"{prefix}{name}"
        is_group = any(key.startswith(f"{path}.") for key in known)
        if isinstance(value, dict) and is_group and path not in known:
            yield from _flat(value, known, f"{path}.")
        else:
            yield path, value


def _problems(name: str, value: Any, known: Mapping[str, Key]) -> Iterator[str]:
    key = known.get(name)
    if key is None:
        near = [each for each in known if each.split(".")[0] == name.split(".")[0]]
        hint = f"; known there: {', '.join(near)}" if near else ""
        yield f"there is no such key{hint} @ {name}"
        return
    if not _fits(key, value):
        yield f"{value!r} is no {key.kind.value} @ {name}"
    elif key.choices and value not in key.choices:
        yield f"{value!r} is not one of {', '.join(key.choices)} @ {name}"
    elif key.check is not None:
        yield from (f"{each} @ {name}" for each in key.check(value))


def _fits(key: Key, value: Any) -> bool:
    if isinstance(value, bool):
        return key.kind is KeyKind.FLAG
    if isinstance(value, int) and key.kind is KeyKind.NUMBER:
        return value >= 0
    if key.kind in (KeyKind.NUMBER, KeyKind.FLAG):
        return False
    if key.kind is KeyKind.NAMES:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if key.kind is KeyKind.TEXT:
        return isinstance(value, str)
    return isinstance(value, (dict, list))


def missing_keys(law: Law, keys: Iterable[Key] = KEYS) -> tuple[Key, ...]:
    """Return the keys that have no value, so that rules reading them answer *unknown*."""
    return tuple(key for key in keys if law.values.get(key.name) is None)


def template(state: str = "NRW", lang: Lang = "de") -> str:
    """Return a law file to fill in: every key with its meaning and its paragraph.

    Args:
        state: whose preset it is for; keys that the preset fixes are commented out with
            the value in force.
        lang: language of the comments.

    Raises:
        UnknownNameError: there is no preset of that state.
    """
    fixed = preset(state).values
    lines = [f'state = "{state}"', 'name = ""', ""]
    for key in KEYS:
        lines += [f"# {line}" for line in key.text.in_(lang).splitlines()]
        lines.append(f"# {key.citation}")
        value = fixed[key.name].plain if key.name in fixed else key.sample
        lines += [f"# {key.name} = {_toml(value)}", ""]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_toml_key(k)} = {_toml(v)}" for k, v in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_toml(each) for each in value)}]"
    return '""' if value is None else str(value)


def _toml_key(name: str) -> str:
    return name if name.replace("_", "a").replace("-", "a").isalnum() else _toml(name)
