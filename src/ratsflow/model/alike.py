"""Numbers of papers and names of persons as they are compared: by what the eye sees."""

from __future__ import annotations

import re
import unicodedata

from collections.abc import Collection, Iterable


_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u3164\uffa0"
    "\ufff0\ufff1\ufff2\ufff3\ufff4\ufff5\ufff6\ufff7\ufff8\U0001d159"
)
"""Signs without a glyph that Unicode counts among letters, accents and what is to come."""

_UNSEEN_KINDS = frozenset({"Cc", "Cf"})
_BLANKS = frozenset({"Zs", "Zl", "Zp"})
_DASHES = frozenset(
    "\u02d7\u0640\u06d4\u1173\u2043\u2212\u2500\u2501\u2796\u2cba\u30fc\u3161\u4e00"
)
"""Signs that look like a dash and are not among Unicode's dashes: minus, bullet, lines."""

_SLASHES = frozenset("\u1735\u2044\u2215\u2571\u27cb\u29f8\u2cc6")
_LETTERS = str.maketrans(
    "авекмнорстухіјѕԁԛԝһүьѵѡӏαβγεζηικμνορτυχϳօսհցɑɡıɩʋɴʀʏʜɢɪʟʙᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᎳᏃ",
    "abekmhopctyxijsdqwhybvwlabyezhikmnoptyxjouhgagiivnryhgilbacdejkmoptuvwzabcdeghjklmprstwz",
)
"""Letters of other scripts, and small capitals, that one reads as Latin ones, small or
capital: Cyrillic, Greek, Armenian, phonetic, Cherokee."""

_AROUND_SIGNS = re.compile(r"\s*([^\w\s])\s*")


def seen(written: str) -> str:
    """Return a text with its signs as the eye sees them.

    What has no glyph is gone, every dash is ``-``, every slash ``/``, and blanks are
    single; capitals and letters stay.
    """
    if not (written.isascii() and written.isprintable()):
        written = "".join(map(_sign, "".join(map(_shown, written))))
        written = unicodedata.normalize("NFC", written)
    elif " " not in written:  # as the numbers of most papers
        return written
    return " ".join(written.split())


def alike(written: str) -> str:
    """Return a number or name as it is compared.

    Beside what `seen` makes alike, capitals, the width of characters, letters of other
    scripts that look the same, digits of other scripts, and blanks beside a sign distinguish
    nothing; leading zeros do.
    """
    plain = seen(written)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).casefold()
        plain = seen(unicodedata.normalize("NFKC", plain)).translate(_LETTERS)
        plain = "".join(map(_digit, plain))
    return _AROUND_SIGNS.sub(r"\1", plain.casefold())


def as_person(written: str) -> str:
    """Return a person's id or name as it is compared: a list puts the family name first.

    ``Müller, Hans`` is ``Hans Müller``, as in the roll of a council.
    """
    family, _, given = (plain := alike(written)).partition(",")
    return f"{given} {family}" if family and given and "," not in given else plain


def is_one_of(name: str, others: Collection[str]) -> bool:
    """Tell whether somebody is among persons, by ids or names as they are compared."""
    plain = as_person(name)
    if plain:
        return any(plain == as_person(each) for each in others)
    return bool(name) and name in others  # nothing to see: then it is its signs


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return persons once each, by the first of the ids or names that are alike."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(as_person(name), name)
    return tuple(first.values())


def _shown(sign: str) -> str:
    if sign in _UNSEEN or "\ufe00" <= sign <= "\ufe0f" or sign >= "\U000e0100":
        return ""
    kind = unicodedata.category(sign)
    return "" if kind in _UNSEEN_KINDS and not sign.isspace() else sign


def _digit(sign: str) -> str:
    return sign if sign.isascii() or not sign.isdecimal() else str(int(sign))


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in _DASHES or unicodedata.category(sign) == "Pd":
        return "-"
    if sign in _SLASHES:
        return "/"
    is_blank = sign == "\u2800" or unicodedata.category(sign) in _BLANKS
    return " " if is_blank else sign
