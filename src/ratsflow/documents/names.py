"""What a plain form is called: each document says by a URN what it is, and in which version."""

from __future__ import annotations

import re

from collections.abc import Mapping
from typing import Any

from ratsflow.errors import Both, InvalidInputError


SCHEMA = "schema"
"""The key under which a document says what it is."""

_URN = re.compile(r"urn:ratsflow:schema:([a-z][a-z0-9-]*):([1-9][0-9]{0,8})", re.ASCII)

_VERSIONS: Mapping[str, int] = {}
"""By name, the version that is written now where it is another than the first."""


def version_of(name: str) -> int:
    """Return the version in which a document of a name is written now."""
    return _VERSIONS.get(name, 1)


def urn_of(name: str) -> str:
    """Return the URN of a document's schema, for example ``urn:ratsflow:schema:verdict:1``."""
    return f"urn:ratsflow:schema:{name}:{version_of(name)}"


def stamped(name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document that says what it is, in front of all else."""
    return {SCHEMA: "", **document} | {SCHEMA: urn_of(name)}


def named_in(document: object) -> str:
    """Return the name of what a document says it is.

    Raises:
        InvalidInputError: it does not say, or it is of a version that is not read here.
    """
    told = document.get(SCHEMA) if isinstance(document, Mapping) else None
    found = _URN.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise InvalidInputError(
            Both(
                "it does not say by a URN what it is.",
                "das Dokument sagt nicht mit einer URN, was es ist.",
            ),
            SCHEMA,
            Both(
                "Write for example urn:ratsflow:schema:motion:1.",
                "Zum Beispiel urn:ratsflow:schema:motion:1 angeben.",
            ),
        )
    name, version = found[1], int(found[2])
    if version != version_of(name):
        raise InvalidInputError(
            Both(
                f"it is version {version} of {name}, and this release reads version "
                f"{version_of(name)}.",
                f"das ist Fassung {version} von „{name}“; gelesen wird hier Fassung "
                f"{version_of(name)}.",
            ),
            SCHEMA,
            Both(
                "Read it with the release of ratsflow that knows it.",
                "Es mit der Fassung von ratsflow lesen, die sie kennt.",
            ),
        )
    return name
