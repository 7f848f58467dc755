"""Markdown inside a line: take emphasis away, escape what would be read as a mark."""

from __future__ import annotations

import re
import string
import unicodedata

from html.entities import html5

import attrs

from ratsflow.model.letters import is_typed


_REFERENCE = re.compile(
    r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_TAG = re.compile(r"</?(?:b|strong|i|em|u|br)[ ]?/?>", re.IGNORECASE)
_RUN = re.compile(r"\*{1,3}|_{1,3}")
_PUNCTUATION = frozenset(string.punctuation)
_HIGHEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


@attrs.define
class _Token:
    text: str
    run: str = ""


def _referenced(name: str) -> str | None:
    if not name.startswith("#"):
        return html5.get(name + ";")
    digits = name[1:]
    is_hex = digits[0] in "xX"
    number = int(digits[1:], base=16) if is_hex else int(digits)
    if number > _HIGHEST or number in _SURROGATES:
        return None
    return chr(number)


def _token(text: str, at: int) -> tuple[_Token, int]:
    sign = text[at]
    if sign == "\\" and text[at + 1 : at + 2] in _PUNCTUATION:
        return _Token(text[at + 1]), at + 2
    if sign == "&" and (match := _REFERENCE.match(text, at)):
        decoded = _referenced(match[1])
        return _Token(match[0] if decoded is None else decoded), match.end()
    if sign == "<" and (match := _TAG.match(text, at)):
        return _Token("\n" if "br" in match[0].lower() else ""), match.end()
    if sign in "*_" and (match := _RUN.match(text, at)):
        return _Token(match[0], match[0]), match.end()
    return _Token(sign), at + 1


def _is_word(sign: str) -> bool:
    return sign.isalnum()


def _sides(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Tell whether a run may open and whether it may close emphasis.

    A single star between letters is a gender star (*Bürger*innen*), and an underscore
    inside a word belongs to the word.
    """
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    run = text[start:end]
    inside = _is_word(before) and _is_word(after)
    if inside and (run == "*" or "_" in run):
        return False, False
    return not after.isspace(), not before.isspace()


def _pair(
    open_runs: dict[str, _Token], token: _Token, sides: tuple[bool, bool]
) -> None:
    can_open, can_close = sides
    if can_close and token.run in open_runs:
        open_runs.pop(token.run).text = ""
        token.text = ""
    elif can_open:
        open_runs[token.run] = token


def render(text: str) -> str:
    """Turn a paragraph of Markdown into plain text: emphasis and escapes are resolved.

    Args:
        text: one paragraph; it may hold line breaks.

    Returns:
        The words. A mark without a partner stays as it stands.
    """
    tokens: list[_Token] = []
    open_runs: dict[str, _Token] = {}
    at = 0
    while at < len(text):
        token, end = _token(text, at)
        if token.run:
            _pair(open_runs, token, _sides(text, at, end))
        tokens.append(token)
        at = end
    return "".join(token.text for token in tokens)


def _must_be_referenced(sign: str) -> bool:
    return not is_typed(sign) or unicodedata.category(sign) in {"Cc", "Zl", "Zp"}


def _escaped(text: str, at: int) -> str:
    sign = text[at]
    if _must_be_referenced(sign):
        return f"&#{ord(sign)};"
    if sign in "\\*|":
        return "\\" + sign
    if sign == "<" and not text.startswith("<http", at):
        return "\\<"
    if sign == "&" and _REFERENCE.match(text, at):
        return "&amp;"
    if sign == "_" and not _is_inside(text, at):
        return "\\_"
    return sign


def _is_inside(text: str, at: int) -> bool:
    around = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(at) and all(map(_is_word, around))


def escape(line: str) -> str:
    """Write one line so that `render` gives it back letter by letter.

    Args:
        line: the words; a line break becomes a reference (``&#10;``).

    Returns:
        Markdown on one line that neither begins nor ends with a blank and is no label.
    """
    signs = [_escaped(line, at) for at in range(len(line))]
    if not unicodedata.is_normalized("NFC", line):  # the reader puts letters together
        signs = [
            sign if sign.isascii() else f"&#{ord(line[at])};"
            for at, sign in enumerate(signs)
        ]
    for at in (0, -1):
        if line and line[at].isspace():
            signs[at] = f"&#{ord(line[at])};"
    if line.startswith("#"):
        signs[0] = "\\#"
    return "".join(signs)
