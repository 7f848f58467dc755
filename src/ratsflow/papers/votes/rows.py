"""Votes told as rows of kinds and numbers: "Für: 12 Gegen: 5", "Ja/Nein/Enth.: 12/5/1".

Which number is of which kind is taken only where a run of both leaves one way to read it.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import attrs


@attrs.frozen
class Row:
    """A run of kinds and numbers.

    Attributes:
        start, end: where it stands in the text.
        votes: the numbers by kind, of each vote that it tells; empty if it can be read in
            two ways.
    """

    start: int
    end: int
    votes: tuple[Mapping[str, int], ...]


@attrs.frozen
class _Token:
    start: int
    end: int
    kind: str
    number: int
    word: str


class Rows:
    """Finds rows whose kinds are words of one family.

    Args:
        kinds: words by kind, as regular expressions: ``yes``, ``no``, ``abstain`` and
            ``other``, of which a number is no vote.
        number: a regular expression of a number in words.
        value: gives the number that a text writes.
        joins: words that may stand between a number and the next kind.
        of_outcome: words that may be the outcome as well as a kind.
        needs_both: whether Yes and No must both be there.
    """

    def __init__(
        self,
        kinds: Mapping[str, Sequence[str]],
        number: str,
        value: Callable[[str], int],
        *,
        joins: str,
        of_outcome: frozenset[str] = frozenset(),
        needs_both: bool = False,
    ) -> None:
        """Compile the words."""
        self._value, self._needs_both, self._of_outcome = value, needs_both, of_outcome
        n = (
            r"(?:(?<![0-9.,\u00a7])[0-9]{1,3}(?![0-9%\u20ac\u00b0]|[.,][0-9]|\.(?=\S))"
            rf"|\b{number}\b)(?! ?(?:Euro|Prozent|Uhr|%|\u20ac))"
        )
        words = {
            kind: f"(?<![^\\W\\d_])(?:{'|'.join(sorted(each, key=len, reverse=True))})(?![^\\W\\d_])"
            for kind, each in kinds.items()
        }
        either = f"(?:{n}|{'|'.join(words.values())})"
        between = (
            r"[\s,;:/|=()\u00b7\u2022+\u2013-]{0,4}"
            rf"(?:(?:{joins})\b[\s,;:/|-]{{0,3}}){{0,2}}"
        )
        named = [f"(?P<{kind}>{each})" for kind, each in words.items()]
        self._kinds = tuple(kinds)
        self._token = re.compile("|".join([*named, f"(?P<n>{n})"]), re.IGNORECASE)
        self._run = re.compile(
            rf"{either}(?:{between}{either}){{3,{_LONGEST - 1}}}", re.IGNORECASE
        )

    def search(self, text: str, at: int) -> Row | None:
        """Return the first row from a place on."""
        while (run := self._run.search(text, at)) is not None:
            tokens = list(self._tokens(text, run.start(), run.end()))
            row = self._row(text, tokens)
            if row is not None:
                return row
            at = tokens[0].end
        return None

    def _tokens(self, text: str, start: int, end: int) -> Iterator[_Token]:
        at = start
        while (found := self._token.search(text, at)) and found.start() < end:
            kind = next((kind for kind in self._kinds if found[kind]), "")
            number = 0 if kind else self._value(found[0])
            at = found.end()
            yield _Token(found.start(), at, kind, number, found[0].casefold())

    def _row(self, text: str, tokens: list[_Token]) -> Row | None:
        """Tell what a run says; None where it is no row, or its first part none of it."""
        told = {token.kind for token in tokens if token.kind}
        votes = told - {"other"}
        if len(told) == 1 or not votes or (self._needs_both and not votes >= _SIDES):
            return None
        shape = "".join("k" if token.kind else "n" for token in tokens)
        if match := _IN_TURN.match(shape):
            used = tokens[: match.end()]
            first = 0 if match["kinds"] else 1
            pairs = list(zip(used[first::2], used[1 - first :: 2], strict=True))
            if _is_bound_otherwise(text, used):
                return _unclear(used)
        elif match := _APART.match(shape):
            half = len(tokens) // 2
            used = tokens
            halves = [tokens[:half], tokens[half:]]
            kinds, numbers = halves if shape[0] == "k" else reversed(halves)
            pairs = list(zip(kinds, numbers, strict=True))
        elif _EITHER.match(shape):
            if tokens[0].word in self._of_outcome:
                return None
            return self._by_its_signs(text, tokens)
        else:
            return None
        return Row(used[0].start, used[-1].end, tuple(_cycles(pairs)))

    def _by_its_signs(self, text: str, tokens: list[_Token]) -> Row | None:
        """Tell by colons and commas whether numbers stand before their kinds or behind."""
        after_kind = [text[a.end : b.start] for a, b in pairwise(tokens) if a.kind]
        after_number = [
            text[a.end : b.start] for a, b in pairwise(tokens) if not a.kind
        ]
        starts = bool(tokens[0].kind)
        if (
            all(":" in x or "=" in x for x in after_kind)
            and not any(":" in x for x in after_number)
        ) or (
            all(map(_LOOSE.search, after_number))
            and not any(map(_LOOSE.search, after_kind))
        ):
            used = tokens[:-1] if starts else tokens[1:]
            pairs = list(zip(used[::2], used[1::2], strict=True))
        elif all(map(_LOOSE.search, after_kind)) and not any(
            map(_LOOSE.search, after_number)
        ):
            used = tokens[1:] if starts else tokens[:-1]
            pairs = list(zip(used[1::2], used[::2], strict=True))
        elif not starts and _WORD.match(text, tokens[-1].end):
            used = tokens[:-1]  # "12 Ja, 3 Nein und 2 Anträge"
            pairs = list(zip(used[1::2], used[::2], strict=True))
        else:
            return _unclear(tokens)
        return Row(used[0].start, used[-1].end, tuple(_cycles(pairs)))


_LONGEST = 12
"""Kinds and numbers of a run, at most."""
_SIDES = frozenset({"yes", "no"})
_IN_TURN = re.compile(r"(?P<kinds>(?:kn){2,}(?!k))|(?:nk){2,}(?!n)")
_APART = re.compile(r"(?:kknn|kkknnn|kkkknnnn|nnkk|nnnkkk|nnnnkkkk)$")
_EITHER = re.compile(r"(?:(?:kn){2,}k|(?:nk){2,}n)$")
_LOOSE = re.compile(r"[,;/|\u00b7\u2022]|\b(?:und|sowie|bei|gegen)\b", re.IGNORECASE)
_WORD = re.compile(r" ?[^\W\d_]")


def _is_bound_otherwise(text: str, tokens: Sequence[_Token]) -> bool:
    """Tell whether the signs bind each number to the kind on its other side."""
    gaps = [text[a.end : b.start] for a, b in pairwise(tokens)]
    inner, outer = gaps[::2], gaps[1::2]
    return any(map(_LOOSE.search, inner)) and not any(map(_LOOSE.search, outer))


def _unclear(tokens: Sequence[_Token]) -> Row:
    return Row(tokens[0].start, tokens[-1].end, ())


def _cycles(pairs: Sequence[tuple[_Token, _Token]]) -> Iterator[Mapping[str, int]]:
    """Yield the numbers of each vote: a kind that comes again begins another."""
    counts: dict[str, int] = {}
    for kind, number in pairs:
        if kind.kind == "other":
            continue
        if kind.kind in counts:
            yield counts
            counts = {}
        counts[kind.kind] = number.number
    yield counts
