"""What a body is, by the name that papers give it and by the municipality's own law."""

from __future__ import annotations

import re

from collections.abc import Iterator
from typing import Any

from ratsflow.law.local import Law
from ratsflow.model import BodyKind
from ratsflow.model.alike import is_one_of


_COUNCIL = re.compile(
    r"(?:der |die )?(?:rat|stadtrat|gemeinderat|ratsversammlung)"
    r"(?: der (?:(?:alten|freien|grossen|kreisfreien) )*"
    r"[\w-]*(?:stadt|gemeinde)\b.*"
    r"| (?!(?:der|des|für|gegen|und|zum|zur)\b)(?:von |zu )?[\w .-]+)?"
)
_PART = re.compile(
    r"ausschuss|kommission|fraktion|(?:bei|ältesten|schafts|integrations|senioren|jugend|behinderten)rat\b|\bund\b"
)
"""What tells that a name is of a part of the council, or of more than it."""
_DISTRICT = re.compile(r"bezirksvertretung|stadtbezirksrat|ortsbeirat|bezirksbeirat")
_ADVISORY = re.compile(r"beirat|(?:integrations|senioren|jugend|behinderten)rat")
_NAMED_RAT = re.compile(r"(?:der |die )?rat (?:der|des|für|gegen|zum|zur)\b")
"""How bodies begin that advise, such as a *Rat der Religionen*, and the council itself."""
_KINDS = (
    (re.compile(r"\bhaupt-|hauptausschuss"), BodyKind.MAIN_COMMITTEE),
    (re.compile(r"rechnungsprüfungs"), BodyKind.AUDIT_COMMITTEE),
    (re.compile(r"finanzausschuss|\bfinanz-"), BodyKind.FINANCE_COMMITTEE),
)
_HOUSE = re.compile(r"verwaltungsvorstand|verwaltung|dezernatskonferenz")


def kind_of(name: str, law: Law) -> BodyKind:
    """Return what a body is by its name in a paper; a committee where nothing says more.

    A body that the municipality's law gives a power of decision is none that only advises.
    """
    said = " ".join(name.split()).casefold()
    if _DISTRICT.search(said):
        return BodyKind.DISTRICT_COUNCIL
    if is_council(said):
        return BodyKind.COUNCIL
    if _ADVISORY.search(said) or (_NAMED_RAT.match(said) and not _PART.search(said)):
        decides = is_one_of(name, tuple(_deciding(law)))
        return BodyKind.COMMITTEE if decides else BodyKind.ADVISORY
    for pattern, kind in _KINDS:
        if pattern.search(said):
            return kind
    return BodyKind.ADMINISTRATION if _HOUSE.fullmatch(said) else BodyKind.COMMITTEE


def is_council(name: str) -> bool:
    """Tell whether a name is one of the council itself."""
    said = " ".join(name.split()).casefold()
    return _COUNCIL.fullmatch(said) is not None and not _PART.search(said)


def _deciding(law: Law) -> Iterator[str]:
    """Yield the names of the bodies to which the municipality gives a power."""
    powers: Any = law.values.get("competence.powers") or ()
    for power in powers:
        body = power.get("body") if isinstance(power, dict) else None
        if isinstance(body, str):
            yield body
