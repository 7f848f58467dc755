"""The form of the whole country, and of a town that says only what differs from it."""

from __future__ import annotations

from functools import cache

from ratsflow.model import PaperType
from ratsflow.papers.form import (
    Cell,
    Column,
    Form,
    Section,
    SignatureBlock,
    Words,
)
from ratsflow.papers.vocabulary import Vocabulary, squeeze, vocabulary


COUNTRY = "country"
_PARTS = ("body", "day", "agenda_number", "public", "role")


_ADDRESSED = ("Antrag an ", "Beschluss des ", "Beschluss der ")
_PROPOSING = (
    PaperType.DECISION_PAPER,
    PaperType.SUPPLEMENT,
    PaperType.URGENT_PAPER,
    PaperType.TABLED_PAPER,
    PaperType.FACTION_MOTION,
    PaperType.AMENDMENT,
)


@cache
def country_form() -> Form:
    """Return the form of the whole country."""
    return form_of(vocabulary(), COUNTRY, "")


def form_of(words: Vocabulary, name: str, city: str) -> Form:
    """Make a form of a vocabulary: every section of any paper, in no order.

    Args:
        words: the vocabulary.
        name: short name of the form.
        city: the town; empty for the whole country.
    """
    seen: set[str] = set()
    return Form(
        id=name,
        city=city,
        titles=words.titles,
        words=Words((), ()),
        cells=(Cell("reference", words.cells["reference"], later=True),),
        columns=tuple(Column(part, words.columns[part]) for part in _PARTS),
        sections=tuple(
            Section(
                field,
                _once(labels, seen),
                required=field in {"title", "reasons"},
                required_for=_PROPOSING if field == "proposal" else (),
                skip_prefixes=_ADDRESSED if field == "proposal" else (),
            )
            for field, labels in words.fields.items()
        ),
        empty_marks=words.empty,
        signature=SignatureBlock(words.offices),
        vocabulary=words,
    )


def _once(labels: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
    """Leave out labels that another section has; the first one keeps it."""
    own = []
    for label in labels:
        if squeeze(label) not in seen:
            seen.add(squeeze(label))
            own.append(label)
    return tuple(own)
