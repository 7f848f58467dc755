"""The letters of a text as a keyboard types them, whatever a PDF or a system made of them."""

from __future__ import annotations

import re
import unicodedata


_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
SOFT_HYPHEN = "\u00ad"

_TABLE = str.maketrans(
    _LIGATURES
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_NOTHING, "")
    | {"\u2010": "-", "\u2011": "-"}
)
_LAST = re.compile(f"{SOFT_HYPHEN}[ \t{_SPACES}]*$")


def typed(line: str) -> str:
    """Return a line in letters that a keyboard types.

    Letters and their dots are put together (NFC), ligatures are taken apart; spaces of
    every width are spaces, hyphens that do not break are hyphens, and signs without a width are left
    out. A soft hyphen at the end of a line stays: the word goes on in the next.

    Args:
        line: one line.
    """
    if line.isascii():
        return line
    is_cut = _LAST.search(line) is not None
    clean = unicodedata.normalize("NFC", line).translate(_TABLE)
    return clean.rstrip() + SOFT_HYPHEN if is_cut else clean


def is_typed(sign: str) -> bool:
    """Tell whether `typed` leaves a sign as it is."""
    return sign.isascii() or (sign != SOFT_HYPHEN and typed(sign) == sign)
