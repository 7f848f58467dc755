"""The municipality's own values from a TOML file (*Ortsrecht*).

The values stay plain, keyed by the ids of norms, because that is what `Law` holds and what
the fingerprint covers.
"""

from __future__ import annotations

import re
import tomllib

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.bodies import town_bodies
from ratsflow.law.layers import joined
from ratsflow.law.local import Law
from ratsflow.law.norms import Norm
from ratsflow.law.sentences import parted, said
from ratsflow.law.source import File
from ratsflow.law.states import state_law
from ratsflow.law.template import block, heading
from ratsflow.law.town import BODIES, SIZES, TownFile, amended
from ratsflow.law.values import problems_together
from ratsflow.model.alike import alike
from ratsflow.model.text import Lang, line_of, toml_hint


FIRST = "NRW"
"""The state that version 0.1 meant where nobody named one."""


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
        raise said.invalid("file.none", str(path))
    return _made([_file(_text(each), str(each)) for each in paths])


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise said.invalid("file.no_utf8", str(path), byte=error.start) from error


def parse_law(text: str, where: str = Both("law file", "Rechtsdatei")) -> Law:
    """Read a municipality's law from the text of its file; see `load_law`."""
    return _made([_file(text, where)])


HINT = said("file.old")
"""What to say of a file of the old form."""


def hint_of(path: str | Path) -> str | None:
    """Return what to say of a file that is read and has an old form."""
    if Path(path).is_dir():
        return None
    file = TownFile(_file(_text(Path(path)), str(path)))
    return HINT if file.is_dotted else None


def _file(text: str, where: str) -> File:
    _check_extent(text, where)
    try:
        return File(where, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        hint = toml_hint(text, error)
        raise said.invalid(
            "file.no_toml", where, error=error, line=line_of(error), hint=hint
        ) from error
    except RecursionError as error:
        raise said.invalid("file.deep", where) from error
    except ValueError as error:  # a number of some thousand digits
        raise said.invalid("file.unreadable", where, error=error) from error


def _made(files: Sequence[File]) -> Law:
    """Read a file, and its amendments in the order of their days."""
    towns = [TownFile(each) for each in files]
    if len(towns) > 1:  # what one lists an amendment names
        lists = [each.lists() for each in towns]
        sizes = {k: v for each in lists for k, v in each[SIZES].items()}
        listed = [row for each in lists for row in each[BODIES]]
        state = str(files[0].table.get("state"))
        for town in towns:
            town.bodies = town_bodies(state, {SIZES: sizes, BODIES: listed})
    rows = [(each, each.read()) for each in towns]
    for town, _ in rows:
        if town.problems:
            raise LawError(town.file.name, town.problems)
    first, *later = sorted(rows, key=lambda each: each[0].since or date.min)
    head = first[0]
    for town, _ in later:
        if town.chosen is not head.chosen or town.since is None:
            town.tell(said("file.amendment"), "valid_from")
            raise LawError(town.file.name, town.problems)
        if alike(town.town) != alike(head.town):
            town.tell(said("file.another_town", town=head.town), "town")
            raise LawError(town.file.name, town.problems)
    assert head.chosen is not None  # noqa: S101  # else it has problems
    own = amended(each for _, each in (first, *later))
    made = joined(head.chosen, own, head.town)
    for problem in problems_together(made):
        _tell_together([town for town, _ in rows], problem)
    for town, _ in rows:
        if town.problems:
            raise LawError(town.file.name, town.problems)
    return made


def _tell_together(towns: Sequence[TownFile], problem: str) -> None:
    """Note a contradiction of several values in the last file that has the named one."""
    what, key = parted(problem)
    has = [each for each in towns if key in each.file.text]
    [*towns, *has][-1].tell(what, "norm", key, word=_quoted(str(what)))


def _quoted(what: str) -> str:
    """Return the text in quotes that a sentence is about; empty for none."""
    found = re.search(r"'([^']+)'", what)
    return found[1] if found else ""


_MOST = 1_000_000
"""Characters of a law file; the longest real ones have some ten thousand."""

_DOTS = 100
"""Dots of a line without its texts: the parser takes the square of a key's parts."""

_QUOTED = re.compile(r""" "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]* """, re.VERBOSE)


def _check_extent(text: str, where: str) -> None:
    """Refuse a file, or a key in it, that would keep the parser busy without end."""
    if len(text) > _MOST:
        raise said.invalid("file.long", where, count=len(text), most=_MOST)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > _DOTS and _QUOTED.sub("", line).count(".") > _DOTS:
            raise said.invalid("file.dots", where, number=number, dots=_DOTS)


# ------------------------------------------------------------------------ the template


def template(state: str = FIRST, lang: Lang = "de") -> str:
    """Return a law file to fill in: every key with its meaning and its paragraph.

    Take the ``#`` off a line to set its value. Prose starts with ``##``, so that the
    file stays TOML even where every line lost one.

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
    """Return the norms of which a municipality of a state (``NRW``) can say a value."""
    norms = state_law(state).table.norms.values()
    return tuple(norm for norm in norms if norm.is_open)


def missing_keys(law: Law, keys: Iterable[Norm] | None = None) -> tuple[Norm, ...]:
    """Return the norms that have no value, so that rules reading them answer *unknown*.

    By default of those of the law's state that a municipality has to decide.
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
