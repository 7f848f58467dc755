"""Rewrite what files of examples say comes out, by what came out; the rest stays as it is.

Comments and layout of the file stay: tomlkit keeps them.
"""

from __future__ import annotations

import re
import tomllib

from collections.abc import Iterable, Iterator, MutableMapping
from difflib import unified_diff
from pathlib import Path
from typing import Any

import attrs

from tomlkit import item, parse
from tomlkit.items import InlineTable

from ratsflow.procedure.finding import Finding, Result
from ratsflow.testing.examples.format import OF_THE_WHOLE
from ratsflow.testing.examples.running import Answered


_THEN = re.compile(r"\s*(then\s*[.=]|\[\s*example\s*\.\s*then\s*[].])")
_HEAD = re.compile(r"\s*\[\[?\s*[\w\"]")


@attrs.frozen
class Rewritten:
    """A file as it would say what came out.

    Attributes:
        path: the file.
        before: its text.
        after: the text that it would have.
    """

    path: Path
    before: str
    after: str

    @property
    def diff(self) -> tuple[str, ...]:
        """The lines that change, as ``diff -u`` tells them."""
        before, after = self.before.splitlines(), self.after.splitlines()
        name = self.path.name
        return tuple(unified_diff(before, after, name, name, lineterm="", n=2))

    def write(self) -> None:
        """Write it."""
        self.path.write_bytes(self.after.encode("utf-8"))


def rewritten(answers: Iterable[Answered]) -> Iterator[Rewritten]:
    """Yield each file in which an example says something else than came out.

    Only the lines of ``then`` are written anew. Of a refusal the rules stay named that
    stand in the way; where none of them does, those are that are unmet. What is merely not
    known is left out, since an example need not give everything.
    """
    by_path: dict[Path, list[Answered]] = {}
    for each in answers:
        if not each.is_right:
            example = each.example
            by_path.setdefault(example.folder / example.block.file, []).append(each)
    for path, wrong in by_path.items():
        before = path.read_bytes().decode("utf-8")
        lines = before.splitlines(keepends=True)
        for each in sorted(wrong, key=lambda one: -one.example.block.first):
            _rewrite_lines(lines, each)
        yield Rewritten(path, before, "".join(lines))


def _rewrite_lines(lines: list[str], answered: Answered) -> None:
    """Write the lines of what an example says anew."""
    block = answered.example.block
    first, last = _lines_of_then(lines, block.first - 1, len(block.lines))
    document: Any = parse("".join(lines[first:last]))
    table = document if "then" in document else document["example"]
    if answered.verdict is None:
        table["then"] = answered.otherwise[0].found
    else:
        holder, key = _then_of(table, answered.state)
        _rewrite(holder[key], answered)
        _laid_out(holder, key)
    lines[first:last] = document.as_string().splitlines(keepends=True)


def _lines_of_then(lines: list[str], start: int, count: int) -> tuple[int, int]:
    """Return from which line to before which ``then`` of an example stands."""
    end = start + count
    first = next(n for n in range(start, end) if _THEN.match(lines[n]))
    last = first + 1
    if not lines[first].lstrip().startswith("["):
        while last < end and not _is_whole(lines[first:last]):
            last += 1
        while last < end and _THEN.match(lines[last]):
            last += 1
        return first, last
    while last < end and (_THEN.match(lines[last]) or not _HEAD.match(lines[last])):
        last += 1
    return first, last


def _is_whole(lines: list[str]) -> bool:
    try:
        tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _then_of(table: Any, state: str) -> tuple[Any, str]:
    """Return the table in which ``then`` of a state stands, and by which key."""
    return (table["then"], state) if state in table["then"] else (table, "then")


def _laid_out(holder: Any, key: str) -> None:
    """Lay a table in one line out anew: what was taken from it leaves its spaces."""
    old = holder[key]
    if isinstance(old, InlineTable):
        parts = (f"{name} = {item(value).as_string()}" for name, value in old.items())
        new = parse(f"then = {{ {', '.join(parts)} }}")["then"]
        new.trivia.comment_ws = old.trivia.comment_ws
        new.trivia.comment = old.trivia.comment
        holder[key] = new


def _rewrite(then: MutableMapping[str, Any], answered: Answered) -> None:
    verdict = answered.verdict
    assert verdict is not None  # a count is rewritten by its value
    by_id = {each.rule.id: each for each in verdict.findings}
    for each in answered.otherwise:
        name = each.about
        if name not in OF_THE_WHOLE:
            found = by_id.get(name)
            then[name] = each.found if found is None else _short(found)
        elif name == "refused":
            _refused(then, each.found, answered)
        elif name == "flagged":
            told = [e.rule.id for e in verdict.warnings if e.result is Result.UNMET]
            _set(then, name, told)
        elif name == "missing":
            _set(then, name, each.found)
        else:
            then[name] = each.found
    if not then:
        then["allowed"] = verdict.allowed


def _refused(
    then: MutableMapping[str, Any], found: list[str], answered: Answered
) -> None:
    """Name the rules that still stand in the way; where none does, those that are unmet."""
    verdict = answered.verdict
    assert verdict is not None  # as above
    unmet = [e.rule.id for e in verdict.blocking if e.result is Result.UNMET]
    unmet = found or unmet
    _set(then, "refused", unmet)
    if not unmet:
        then["allowed"] = verdict.allowed


def _set(then: MutableMapping[str, Any], name: str, value: list[str]) -> None:
    if value:
        then[name] = value
    else:
        del then[name]


def _short(finding: Finding) -> str:
    """Return a result with what it needed or lacks, as examples are written."""
    answer = finding.answer
    lacks = [*answer.data.get("facts", ()), *answer.data.get("keys", ())]
    words = [answer.required] if answer.result is Result.UNMET else map(str, lacks)
    return " ".join([answer.result.value, *filter(None, words)])
