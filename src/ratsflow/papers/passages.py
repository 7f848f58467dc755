"""Lines to running text: paragraphs of Markdown, and wrapped lines out of a PDF."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence

import attrs

from ratsflow.model.letters import SOFT_HYPHEN
from ratsflow.papers.lines import Line
from ratsflow.papers.markdown import render


def words_of(text: str) -> frozenset[str]:
    """Make a set of the words of a text."""
    return frozenset(text.split())


@attrs.frozen
class Passage:
    """A running text that knows where its lines came from.

    Attributes:
        text: the text; a blank line stands between paragraphs.
        numbers: for each line of `text` the line of the paper.
        joined: words that were hyphenated at a line end and put together again.
    """

    text: str = ""
    numbers: tuple[int, ...] = ()
    joined: tuple[str, ...] = ()


def paragraphs(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines by blank lines."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if not line.is_blank:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _glue(
    pieces: Iterable[tuple[str, list[int]]], joined: Iterable[str] = ()
) -> Passage:
    texts, numbers = [], []
    for text, where in pieces:
        texts.append(text)
        numbers += [*where, where[-1]]
    return Passage("\n\n".join(texts), tuple(numbers[:-1]), tuple(joined))


def markdown(lines: Iterable[Line]) -> Passage:
    """Make running text of Markdown lines; their line breaks stay."""
    groups = paragraphs(lines)
    return _glue(
        (
            render(_whole("\n".join(line.text.rstrip(" \t") for line in group))),
            [line.number for line in group],
        )
        for group in groups
    )


def _whole(text: str) -> str:
    """Put words together that a soft hyphen cut at the end of a line."""
    return text.replace(SOFT_HYPHEN + "\n", "").rstrip(SOFT_HYPHEN)


_BULLET = re.compile(
    "(?:[-\u2013\u2022\u25aa\u25cf*\uf0b7]|[0-9]{1,3}[.)]|[a-z]\\)|[\u2610\u2611\u2612])(?:\\s|$)"
)
_FOLLOWERS = words_of(
    "und oder bzw beziehungsweise sowie als noch bis wie aber noch respektive"
)
_LEADING = words_of(
    "und oder bzw. sowie der die das den dem des ein eine einen einem einer eines für "
    "von vom zu zum zur mit bei im in am an auf aus nach über unter durch gegen"
)
"""Words with which no line of its own ends: the sentence goes on in the next one."""
_WORD_END = re.compile(r"(\S{0,60})-$")
_WORD_START = re.compile(r"\w{1,60}")
_ONE_WORD = re.compile("[A-ZÄÖÜ]?[a-zäöüß]{1,59}")
_VOWEL = re.compile("[aeiouyäöü]", re.IGNORECASE)
_NARROWEST = 60
_WIDEST = 200
_FULL = 0.8


def width_of(lines: Sequence[Line]) -> int:
    """Measure the width to which a text is wrapped; 0 if it is not wrapped at all."""
    longest = max((len(line.text.strip()) for line in lines), default=0)
    return 0 if longest > _WIDEST else max(_NARROWEST, longest)


def plain(lines: Iterable[Line], width: int) -> Passage:
    """Make running text of lines out of a PDF.

    Lines are put together where the break was made by the width of the page, that is,
    where the next word would not have fitted; other breaks stay.

    Args:
        lines: the lines.
        width: width of the page in characters; 0 keeps every break.
    """
    joined: list[str] = []
    pieces = [_unwrap(group, width, joined) for group in paragraphs(lines)]
    return _glue(pieces, joined)


def one_line(lines: Iterable[Line]) -> Passage:
    """Put wrapped lines together on one line, for titles and cells."""
    row = Joiner()
    numbers = []
    for line in lines:
        if not line.is_blank:
            row.add(line.text.strip())
            numbers.append(line.number)
    return Passage(row.text, tuple(numbers[:1]), tuple(row.joined))


def _unwrap(group: list[Line], width: int, joined: list[str]) -> tuple[str, list[int]]:
    rows = [Joiner(joined)]
    numbers = [group[0].number]
    last = ""
    for line in group:
        text = line.text.strip()
        if last and not _is_wrap(last, text, width):
            rows.append(Joiner(joined))
            numbers.append(line.number)
        rows[-1].add(text)
        last = text
    return "\n".join(row.text for row in rows), numbers


def _is_wrap(last: str, text: str, width: int) -> bool:
    if not width or _BULLET.match(text):
        return False
    if last.rsplit(maxsplit=1)[-1].casefold() in _LEADING or text[:1].islower():
        return True
    if last.endswith(("-", "\u00ad")) and last[-2:-1].isalnum():
        return True
    return len(last) + 1 + len(text.split(None, 1)[0]) > _FULL * width


_TAIL = 4000
_KEPT = 200


class Joiner:
    """Puts line ends together without copying a long text again and again."""

    def __init__(self, joined: list[str] | None = None) -> None:
        self.joined: list[str] = [] if joined is None else joined
        self._done: list[str] = []
        self._tail = ""

    def add(self, line: str) -> None:
        """Add the next line."""
        self._tail = join(self._tail, line, self.joined)
        if len(self._tail) > _TAIL:
            self._done.append(self._tail[:-_KEPT])
            self._tail = self._tail[-_KEPT:]

    @property
    def text(self) -> str:
        """The lines put together."""
        return "".join(self._done) + self._tail


def join(left: str, right: str, joined: list[str]) -> str:
    """Put two line ends together; what may be a real hyphen stays.

    Args:
        left: the text so far.
        right: the next line.
        joined: takes up the word that was put together.
    """
    if not left or not right:
        return left + right
    if left.endswith("\u00ad"):
        joined.append(_last_word(left[:-1]) + _first_word(right))
        return left[:-1] + right
    word = _WORD_END.search(left[-62:])
    if word is None or not word[1] or not word[1][-1].isalnum():
        return f"{left} {right}"
    return _hyphenated(left, word[1], right, joined)


def _hyphenated(left: str, stem: str, right: str, joined: list[str]) -> str:
    first = _first_word(right)
    if first.casefold() in _FOLLOWERS:
        return f"{left} {right}"
    if not first[:1].islower() or not _is_broken_word(stem):
        return left + right
    joined.append(stem + first)
    return left[:-1] + right


_REAL_HYPHEN = words_of(
    "baden nordrhein rheinland schleswig sachsen mecklenburg deutsch sozial rot grün "
    "schwarz weiß blau nord süd ost west christlich frei links rechts"
)
_ADJECTIVE = ("isch", "lich", "ell")


def _is_broken_word(stem: str) -> bool:
    """Tell whether the stem is the first half of one word cut at the line end.

    Not so for stems with digits or capitals inside (CO2-, Kfz-), and for words that
    carry a hyphen of their own (baden-württembergisch, politisch-kulturell).
    """
    bare = stem.strip("(\u201e\"'\u201a")
    is_small = bare[:1].islower()
    if is_small and (bare in _REAL_HYPHEN or bare.endswith(_ADJECTIVE)):
        return False
    return bool(_ONE_WORD.fullmatch(bare) and _VOWEL.search(bare))


def _first_word(text: str) -> str:
    match = _WORD_START.match(text)
    return match[0] if match else ""


def _last_word(text: str) -> str:
    return text.rsplit(None, 1)[-1] if text.strip() else ""
