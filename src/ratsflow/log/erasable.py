"""Contents that can be erased: the chain commits to a salted digest, not to the value.

In the canonical body stands ``{"~sealed": "<SHA-256>"}``. The content itself travels beside
the body, as canonical bytes of ``{"salt": …, "value": …}``; whoever destroys it leaves every
hash of the chain as it was, and the salt keeps anybody from guessing the value by its digest.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from ratsflow.canonical import Plain, canonical, digest
from ratsflow.errors import Both, InvalidInputError, RatsflowError


MARK = "~sealed"
"""The one key of what stands in the body for a sealed value."""

MARK_BYTES = MARK.encode()
"""By this a body that seals anything is told without parsing it."""

FINDINGS = "~findings"
"""Name under which the values that findings quote are sealed."""

BY = "~by"
"""Name under which the names of a private person who acted are sealed."""

OVERRIDE = "~override"
"""Name under which the words of an override are sealed."""

ATTACHMENTS = "~closed_attachments"
"""Name under which the attachments of a public text that are not public are sealed."""

WORDS: Mapping[str, tuple[str, ...]] = {
    BY: ("name", "on_behalf_of"),
    OVERRIDE: ("authority", "reason"),
}
"""What is sealed of the part of an entry that a name stands for; there it is empty."""

NAMES_OF_WORDS = frozenset(name.removeprefix("~") for name in (*WORDS, ATTACHMENTS))
"""What people call them when they erase them; no input may be called so."""

DIGEST_LENGTH = 64

Salts = Callable[[], str]
"""Gives a new salt: 64 random hexadecimal digits, as `secrets.token_hex` does."""

_QUOTED = ("observed", "required", "data")
"""Parts of a finding that can quote what was stated."""


class ContentError(RatsflowError, ValueError):
    """A sealed content is not the one that the entry commits to."""


def sealed(value: Plain, salt: str) -> tuple[dict[str, str], tuple[str, bytes]]:
    """Seal a plain value.

    Args:
        value: the value.
        salt: 64 hexadecimal digits that nothing else was sealed with.

    Returns:
        What stands for it in the body, and its digest with the erasable content.

    Raises:
        InvalidInputError: the salt is too short.
    """
    if len(salt) < DIGEST_LENGTH:
        raise InvalidInputError(
            Both(
                f"the salt has {len(salt)} digits, not {DIGEST_LENGTH}.",
                f"der Zufallswert hat {len(salt)} Stellen statt {DIGEST_LENGTH}.",
            ),
            "salts",
            Both(
                "Pass secrets.token_hex.", "Einen Zufallswert von 64 Stellen angeben."
            ),
        )
    content = canonical({"salt": salt, "value": value})
    name = digest(content)
    return {MARK: name}, (name, content)


def digest_in(value: object) -> str:
    """Return the digest that stands for a sealed value; empty if it is a plain one."""
    if isinstance(value, dict) and len(value) == 1:
        name = value.get(MARK)
        if isinstance(name, str):
            return name
    return ""


def opened(name: str, content: bytes) -> Plain:
    """Return the value in an erasable content.

    Raises:
        ContentError: the content does not match its digest; nothing of it is quoted.
    """
    if digest(content) != name:
        raise ContentError(
            Both(
                "a sealed content does not match its digest",
                "ein versiegelter Inhalt passt nicht zu seiner Prüfsumme",
            )
        )
    return orjson.loads(content)["value"]


def committed(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the digests that the plain inputs of a body commit to."""
    return tuple(name for value in inputs.values() if (name := digest_in(value)))


_DIGESTS = re.compile(rb'"([0-9a-f]{%d})"' % DIGEST_LENGTH)


def named(body: bytes) -> frozenset[str]:
    """Return every digest that a body names, wherever it stands in it."""
    return frozenset(name.decode() for name in _DIGESTS.findall(body))


def without_quotes(finding: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plain finding without the values it quotes; when it cures stays."""
    row = {name: value for name, value in finding.items() if name not in _QUOTED}
    cures_on = finding.get("data", {}).get("cures_on")
    if cures_on is not None:
        row["data"] = {"cures_on": cures_on}
    return row


def quotes(finding: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a plain finding quotes."""
    return {name: finding[name] for name in _QUOTED if name in finding}


def spoken(name: str) -> str:
    """Return what people call a sealed content: ``override`` for ``~override``."""
    return name.removeprefix("~")


def with_words(part: Mapping[str, Any], name: str, words: Plain) -> dict[str, Any]:
    """Put the words back into the part of an entry that a name stands for.

    Raises:
        ContentError: the content has other words than such a part; none is quoted.
    """
    if not isinstance(words, dict) or set(words) != set(WORDS[name]):
        raise ContentError(
            Both(
                "a sealed content does not fit the entry",
                "ein versiegelter Inhalt passt nicht zum Eintrag",
            )
        )
    return {**part, **words}


def without_closed(text: Mapping[str, Any]) -> tuple[dict[str, Any], Plain]:
    """Return a plain text without the attachments that are not public, and those.

    They stand as pairs of their place and themselves: who signed, signed the order too.
    """
    attached = text["attachments"]
    closed = [[at, each] for at, each in enumerate(attached) if not each["public"]]
    left = [each for each in attached if each["public"]]
    return {**text, "attachments": left}, closed


def with_closed(text: Mapping[str, Any], closed: Any) -> dict[str, Any]:
    """Put attachments that are not public back where they stood.

    Raises:
        ContentError: the content holds no such attachments; nothing of it is quoted.
    """
    attached = list(text["attachments"])
    try:
        for at, each in closed:
            attached.insert(at, each)
    except (TypeError, ValueError):
        raise ContentError(
            Both(
                "a sealed content does not fit the entry",
                "ein versiegelter Inhalt passt nicht zum Eintrag",
            )
        ) from None
    return {**text, "attachments": attached}


def with_quotes(
    finding: Mapping[str, Any], quoted: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Put the values back into a finding; empty ones where they were erased."""
    return {**finding, **(quoted or {"observed": "", "required": ""})}
