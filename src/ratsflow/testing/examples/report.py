"""What came out of examples: for the terminal, as JUnit XML and as a page."""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from xml.etree import ElementTree as ET

import attrs

from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.exchange.page import page
from ratsflow.model.text import Lang
from ratsflow.testing.aims import shown
from ratsflow.testing.examples.format import Example
from ratsflow.testing.examples.running import Answered, Otherwise, in_words


_WIDE = 84
"""From which column on the line stands in which an example that is wrong begins."""
_LABELS = {
    "expected": Both("expected", "erwartet"),
    "found": Both("found", "gefunden"),
    "because": Both("because", "weil"),
    "assumed": Both("assumed", "angenommen"),
    "way": Both("the way", "der Weg"),
    "line": Both("line", "Zeile"),
    "not_run": Both("not run", "nicht geprüft"),
    "mistake": Both("cannot be asked", "lässt sich nicht stellen"),
    "right": Both("holds", "stimmt"),
    "wrong": Both("does not hold", "trifft nicht zu"),
    "title": Both("Worked examples", "Beispiele"),
    "tilde": Both("(~ assumed)", "(~ angenommen)"),
    "whole": Both("--verbose: the whole way", "--verbose: der ganze Weg"),
}
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


@attrs.frozen(eq=False)
class Mistaken:
    """An example that could not be asked.

    Attributes:
        example: the example.
        state: by whose law.
        error: why, with file and line.
    """

    example: Example
    state: str
    error: InvalidInputError


@attrs.frozen
class NotRun:
    """A file of which nothing was asked, or nothing by the law of one state.

    Attributes:
        file: its name.
        error: why.
    """

    file: str
    error: InvalidInputError


Asked = Answered | Mistaken | NotRun


def _in(text: str, lang: Lang) -> str:
    return german(text) if lang == "de" else str(text)


def _label(name: str, lang: Lang) -> str:
    return _in(_LABELS[name], lang)


def _line(asked: Answered | Mistaken) -> str:
    return asked.example.place.rpartition(":")[2]


def _name(asked: Asked) -> str:
    """Return the sentence of an example; with its state where it speaks of several."""
    if isinstance(asked, NotRun):
        return asked.file
    example = asked.example
    several = len(example.states) > 1
    return f"{example.says} ({asked.state})" if several else example.says


def by_file(asked: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Return them by the name of their file, in order."""
    found: dict[str, list[Asked]] = {}
    for each in asked:
        file = each.file if isinstance(each, NotRun) else each.example.block.file
        found.setdefault(file, []).append(each)
    return found


def summed_up(asked: Sequence[Asked], lang: Lang) -> str:
    """Say how many hold, in a sentence; of those that could be asked, and how many files not."""
    answers = [each for each in asked if isinstance(each, Answered)]
    wrong = sum(not each.is_right for each in answers)
    told = Both(
        f"{len(answers)} of {len(answers)} examples hold.",
        f"{len(answers)} von {len(answers)} Beispielen stimmen.",
    )
    if wrong:
        one = wrong == 1
        told = Both(
            f"{wrong} of {len(answers)} examples {'does' if one else 'do'} not hold.",
            f"{wrong} von {len(answers)} Beispielen {'trifft' if one else 'treffen'} "
            "nicht zu.",
        )
    lost = len({each.file for each in asked if isinstance(each, NotRun)})
    if not lost:
        return _in(told, lang)
    files = Both(
        f"Not run: {lost} {'file' if lost == 1 else 'files'}.",
        f"Nicht geprüft: {lost} {'Datei' if lost == 1 else 'Dateien'}.",
    )
    return f"{_in(told, lang)} {_in(files, lang)}"


def in_lines(
    asked: Sequence[Asked], lang: Lang, *, verbose: bool = False
) -> Iterator[str]:
    """Yield the report for the terminal; how many hold stands in its last line.

    Args:
        asked: what came out, and what could not be asked.
        lang: language.
        verbose: tell the way that a case was led, of those that hold too.
    """
    for file, rows in by_file(asked).items():
        yield file
        for each in rows:
            if isinstance(each, NotRun):
                yield f"  ✗ {_label('not_run', lang)}: {each.error.text(lang)}"
                continue
            sign = "✓" if isinstance(each, Answered) and each.is_right else "✗"
            head = f"  {sign} {_name(each)}"
            if sign == "✗":
                named = each.example.id if each.example.id != each.example.says else ""
                head += f" [{named}]" if named else ""
                head = f"{head:{_WIDE}} {_label('line', lang)} {_line(each)}"
            yield head
            for name, text in details(each, lang, verbose=verbose):
                yield f"      {name:10} {text}".rstrip()
    yield summed_up(asked, lang)


def details(
    asked: Answered | Mistaken, lang: Lang, *, verbose: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield what is to be told of an example, each beside a label; further lines without."""
    if isinstance(asked, Mistaken):
        yield _label("mistake", lang), asked.error.text(lang)
        return
    for each in asked.otherwise:
        yield from _difference(asked, each, lang)
    scene = asked.scene
    if scene is None or (asked.is_right and not verbose):
        return
    if not verbose:
        said = ", ".join(
            f"{name}={shown(value)}" for name, value in scene.assumed.items()
        )
        if said:
            yield _label("assumed", lang), f"{said}   ({_label('whole', lang)})"
        return
    for index, line in enumerate(scene.way(lang)):
        yield ("" if index else _label("way", lang)), line
    if scene.assumed:
        yield "", _label("tilde", lang)


def _difference(
    asked: Answered, each: Otherwise, lang: Lang
) -> Iterator[tuple[str, str]]:
    expected, found = in_words(asked, each, lang)
    yield _label("expected", lang), expected
    yield _label("found", lang), found
    for index, why in enumerate(each.because):
        yield ("" if index else _label("because", lang)), _in(why, lang)


# --------------------------------------------------------------------------- JUnit XML


def as_junit(asked: Sequence[Asked], lang: Lang = "de") -> str:
    """Return it as JUnit XML: a suite for each file, a case for each example and state.

    What came out otherwise is a *failure*, what could not be asked an *error*; so is a file
    that was not run.
    """
    root = ET.Element("testsuites", name="ratsflow test")
    for file, rows in by_file(asked).items():
        suite = ET.SubElement(root, "testsuite", name=_valid(file))
        for each in rows:
            if isinstance(each, NotRun):
                case = ET.SubElement(
                    suite,
                    "testcase",
                    classname=_valid(file),
                    name=_label("not_run", lang),
                    file=_valid(file),
                    time="0",
                )
                told = _valid(each.error.text(lang))
                ET.SubElement(case, "error", message=told).text = told
                continue
            case = ET.SubElement(
                suite,
                "testcase",
                classname=_valid(file),
                name=_valid(_name(each)),
                file=_valid(file),
                line=_line(each),
                time="0",
            )
            told = "\n".join(f"{name:10} {text}" for name, text in details(each, lang))
            if isinstance(each, Mistaken):
                said = _valid(each.error.text(lang))
                ET.SubElement(case, "error", message=said).text = _valid(told)
            elif not each.is_right:
                said = _valid(_in(each.otherwise[0].told, lang))
                ET.SubElement(case, "failure", message=said).text = _valid(told)
        _count(suite)
    _count(root)
    ET.indent(root)
    declared = '<?xml version="1.0" encoding="utf-8"?>\n'
    return f"{declared}{ET.tostring(root, encoding='unicode')}\n"


def _count(element: ET.Element) -> None:
    for name, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
    ):
        element.set(name, str(sum(1 for _ in element.iter(tag))))


def _valid(text: str) -> str:
    return _INVALID.sub("�", text)


# ----------------------------------------------------------------------------- the page


def as_page(asked: Sequence[Asked], lang: Lang = "de") -> str:
    """Return it as one file of HTML, what does not hold before what does."""
    parts = [f"<p><strong>{escape(summed_up(asked, lang))}</strong></p>\n"]
    for file, rows in by_file(asked).items():
        parts.append(f"<h2>{escape(file)}</h2>\n")
        wrong = [each for each in rows if not _is_right(each)]
        parts += [_article(each, lang) for each in wrong]
        right = [each for each in rows if _is_right(each)]
        if right:
            items = "".join(
                f"<li>{_sign('right', lang)} {escape(_name(each))}</li>\n"
                for each in right
            )
            parts.append(f"<ul>\n{items}</ul>\n")
    return page(_label("title", lang), "".join(parts), lang)


def _is_right(asked: Asked) -> bool:
    return isinstance(asked, Answered) and asked.is_right


def _sign(name: str, lang: Lang) -> str:
    colour, sign = ("green", "✓") if name == "right" else ("red", "✗")
    return (
        f'<span class="mark {colour}"><span aria-hidden="true">{sign}</span> '
        f"{escape(_label(name, lang))}</span>"
    )


def _article(asked: Asked, lang: Lang) -> str:
    if isinstance(asked, NotRun):
        return (
            f'<article class="red">\n<p>{_sign("not_run", lang)}: '
            f"{escape(asked.error.text(lang))}</p>\n</article>\n"
        )
    kind = "mistake" if isinstance(asked, Mistaken) else "wrong"
    rows = []
    for name, text in details(asked, lang, verbose=True):
        term = f"<dt>{escape(name)}</dt>" if name else ""
        rows.append(f"{term}<dd>{escape(text)}</dd>\n")
    return (
        f'<article class="red">\n<h3>{escape(_name(asked))}</h3>\n'
        f"<p>{_sign(kind, lang)}, {_label('line', lang)} {_line(asked)}</p>\n"
        f"<dl>\n{''.join(rows)}</dl>\n</article>\n"
    )
