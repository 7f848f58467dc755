"""Folders of declarations put together: what all states share, and what one differs in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import Both
from ratsflow.law.norms import Norm
from ratsflow.law.source import File, Problems, read
from ratsflow.model.text import Wording
from ratsflow.procedure.declared.form import spread
from ratsflow.procedure.declared.names import Names
from ratsflow.procedure.declared.reads import key_of, reads_in
from ratsflow.procedure.declared.rules import (
    Declared,
    Shared,
    declared_in,
    merged,
    rule_from,
    steps_of,
    wording_of,
)
from ratsflow.procedure.declared.steps import (
    Groups,
    groups_in,
    states_in,
    step_tables,
    steps_in,
)
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.sentences import said
from ratsflow.procedure.step import State, Step


if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@attrs.frozen(eq=False, repr=False)
class Declarations:
    """What folders of declarations hold.

    Attributes:
        head: ``state.toml`` of the state: its name, roles and what it leaves out.
        states: by lifecycle.
        steps: with their guards.
        rules: in the order in which they stand.
        roles: of the people who take steps.
        chapters: of the rules, by name; what each holds, as its file says in line 1.
        groups: sets of steps, states and facts, as rules ask for them; see `_sets`.
        key: of all that conditions were made of; see `reads`.
    """

    head: Mapping[str, Any]
    states: Mapping[str, tuple[State, ...]]
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    roles: tuple[str, ...]
    chapters: Mapping[str, str]
    groups: Mapping[str, Collection[str]]
    key: str


def load(
    folders: Sequence[Traversable],
    names: Names,
    norms: Mapping[str, Norm] | None = None,
) -> Declarations:
    """Read the declarations of a procedure.

    Args:
        folders: what is shared first, what differs last; each may hold ``state.toml``,
            ``states.toml``, ``steps.toml``, ``groups.toml``, ``fields.toml``,
            ``texts.toml`` and a folder ``rules`` with a file for each chapter. Where
            ``state.toml`` says ``begun = true``, a rule whose norm has no row answers
            unknown and says so.
        names: the predicates and fields that the declarations name.
        norms: the norms of the state, by id; None to name any.

    Raises:
        DefinitionError: with every mistake, each with file and line.
    """
    problems = Problems()
    files = {name: _named(folders, f"{name}.toml") for name in _FILES}
    chapters = [_chapters(folder) for folder in folders]
    head: dict[str, Any] = {}
    for file in files["state"]:
        reasons = {**head.get("not_rules", {}), **file.table.get("not_rules", {})}
        head.update(file.table, not_rules=reasons)
    rows = _rules(chapters, head)
    key = key_of(
        (
            file.digest
            for some in (*files.values(), *(each.values() for each in chapters))
            for file in some
        ),
        norms or (),
    )
    known = reads_in(folders[-1], key, [each.id for each in rows])
    names = attrs.evolve(names, are_known=known is not None, files=files["fields"])
    if known is None:
        names.parts(problems)
    groups = groups_in(files["groups"])
    texts = _texts(files["texts"], problems)
    states = states_in(files["states"], problems)
    tables = step_tables(files["steps"], head.get("leaves_out_steps", ()))
    like = {name: table.get("guarded_as", "") for name, (_, table) in tables.items()}
    guards = _guards(rows, groups, like)
    personal = frozenset(head.get("personal", ()))
    steps = steps_in(tables, guards, groups, names, personal, problems)
    shared = Shared(
        names,
        steps,
        groups["steps"],
        texts,
        norms,
        head.get("act", "") if head.get("begun") else "",
        _sets(groups, states, like),
    )
    made = [
        rule_from(each, shared, problems, reads)
        for each, reads in zip(rows, known or repeat(None), strict=False)
    ]
    what = Both(f"procedure {head.get('id', '')}", f"Verfahren {head.get('id', '')}")
    problems.raise_any(what)
    rules = tuple(each for each in made if each is not None)
    roles = spread(head.get("roles", ()), groups["roles"])
    titles = _titles(chapters, head)
    return Declarations(
        head, states, tuple(steps.values()), rules, roles, titles, shared.sets, key
    )


_FILES = ("state", "groups", "fields", "texts", "states", "steps")
"""The files of a folder beside its chapters of rules."""


def _sets(
    groups: Groups, states: Mapping[str, Sequence[State]], like: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Return the groups of steps, states, facts and roles, and the final states.

    A step that is guarded as another stands in its groups: what is asked of the one is
    asked of the other. `like` says by step, which.
    """
    voted = {
        name: frozenset({*group, *(step for step in like if like[step] in group)})
        for name, group in groups["steps"].items()
    }
    final = {
        f"{name}.final": frozenset(each.name for each in found if each.final)
        for name, found in states.items()
    }
    others = {**groups["states"], **groups["facts"], **groups["roles"]}
    return {**voted, **{name: frozenset(v) for name, v in others.items()}, **final}


def _chapters(folder: Traversable) -> dict[str, File]:
    """Read the files of rules in a folder, by chapter."""
    rules = folder / "rules"
    paths = {each.name: each for each in rules.iterdir()} if rules.is_dir() else {}
    return {
        name.removesuffix(".toml"): read(paths[name], f"{folder.name}/rules")
        for name in sorted(paths)
        if name.endswith(".toml")
    }


def _titles(
    folders: Sequence[Mapping[str, File]], head: Mapping[str, Any]
) -> dict[str, str]:
    titles = dict.fromkeys(head.get("chapters", ()), "")
    for files in folders:
        for name, file in files.items():
            title = file.text.partition("\n")[0]
            titles[name] = titles.get(name) or title.lstrip("# ").rstrip(".")
    return titles


def _named(folders: Sequence[Traversable], name: str) -> list[File]:
    paths = [folder / name for folder in folders]
    return [read(path, path.parent.name) for path in paths if path.is_file()]  # type: ignore[attr-defined]


def _texts(files: Sequence[File], problems: Problems) -> dict[str, Wording]:
    found = {}
    for file in files:
        for name, value in file.table.items():
            wording = wording_of(value)
            if wording is None:
                problems.add(file, (name,), said("declared.both", name=name))
            else:
                found[name] = wording
    return found


def _rules(
    folders: Sequence[Mapping[str, File]], head: Mapping[str, Any]
) -> tuple[Declared, ...]:
    """Return the declarations of all rules, chapter by chapter.

    A later folder's rule of a known id says what differs, wherever it stands; any other
    is its own and comes last in its chapter.
    """
    leaves_out = head.get("leaves_out", ())
    chapters: dict[str, tuple[Declared, ...]] = dict.fromkeys(
        head.get("chapters", ()), ()
    )
    for files in folders:
        own = {chapter: [*declared_in(file)] for chapter, file in files.items()}
        known = {each.id for rows in chapters.values() for each in rows}
        differing = [each for rows in own.values() for each in rows if each.id in known]
        for chapter, rows in chapters.items():
            here = {each.id for each in rows}
            over = [each for each in differing if each.id in here]
            chapters[chapter] = merged(rows, over, leaves_out)
        for chapter, declared in own.items():
            new = [each for each in declared if each.id not in known]
            chapters[chapter] = (*chapters.get(chapter, ()), *new)
    return tuple(each for rows in chapters.values() for each in rows)


def _guards(
    rows: Sequence[Declared], groups: Groups, like: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return by step the rules that stand on it, or on the one it is guarded as.

    They stand in the order of the rules; what stands on every step comes last.
    """
    guarded = {name: [name] for name in like}
    for name, other in like.items():
        if other in guarded:
            guarded[other].append(name)
    guards: dict[str, dict[str, None]] = {name: {} for name in like}
    for each in sorted(rows, key=lambda row: "*" in row.table.get("on", ())):
        steps = steps_of(each, groups["steps"])
        for step in like if "*" in steps else steps:
            for name in guarded.get(step, ()):
                guards[name][each.id] = None
    return {name: tuple(ids) for name, ids in guards.items()}
