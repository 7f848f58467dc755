"""The form of the whole country, and of a town that says only what differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ratsflow.errors import Both, DefinitionError
from ratsflow.model import PaperType
from ratsflow.papers.form import (
    COUNTRY,
    Cell,
    Column,
    Form,
    Section,
    SignatureBlock,
    Words,
)
from ratsflow.papers.vocabulary import (
    Vocabulary,
    country,
    squeeze,
    vocabulary,
    vocabulary_of,
)


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


_OWN = frozenset({"id", "city", "extends", "without"})


def town_form(page: Mapping[str, Any], where: str) -> Form:
    """Make the form of a town of a page that says what differs from the country's.

    Args:
        page: ``id``, ``city``, ``extends = "country"``; tables as in `data/country.toml`,
            whose words go before the country's; ``without``, a list of words of the
            country that mean nothing here.
        where: what to name in errors.

    Raises:
        DefinitionError: a key, a word's place or a kind is unknown; one line
            ``message @ path`` for each.
    """
    problems = [*_wrong_own(page), *_wrong_tables(page)]
    if problems:
        raise DefinitionError(where, problems)
    words = vocabulary_of(_merged(page))
    return form_of(words, page["id"], page.get("city", ""))


def _wrong_own(page: Mapping[str, Any]) -> Iterator[str]:
    if page["extends"] != COUNTRY:
        yield Both(
            f"{page['extends']!r} is nothing to extend; say {COUNTRY!r} @ $.extends",
            f"„{page['extends']}“ l\u00e4sst sich nicht erg\u00e4nzen; „{COUNTRY}“ angeben @ $.extends",
        )
    if not isinstance(page.get("id"), str) or not page["id"]:
        yield Both("required field missing @ $.id", "das Feld fehlt @ $.id")
    if not isinstance(page.get("city", ""), str):
        yield Both("the name is no text @ $.city", "der Name ist kein Text @ $.city")
    if not _is_list(page.get("without", [])):
        yield _no_list("$.without")


def _wrong_tables(page: Mapping[str, Any]) -> Iterator[str]:
    base = country()
    for table, lists in page.items():
        if table in _OWN:
            continue
        if table not in base or not isinstance(lists, Mapping):
            known = ", ".join(base)
            yield Both(
                f"no table is called so; there are {known} @ $.{table}",
                f"so hei\u00dft keine Tabelle; es gibt {known} @ $.{table}",
            )
            continue
        for key, words in lists.items():
            path = f"$.{table}.{key}"
            if key not in base[table]:
                known = ", ".join(base[table])
                yield Both(
                    f"no list is called so; there are {known} @ {path}",
                    f"so hei\u00dft keine Liste; es gibt {known} @ {path}",
                )
            elif not _is_list(words):
                yield _no_list(path)


def _is_list(words: object) -> bool:
    return isinstance(words, list) and all(
        isinstance(word, str) and squeeze(word) for word in words
    )


def _no_list(path: str) -> str:
    return Both(
        f"this is no list of words @ {path}",
        f"das ist keine Liste von W\u00f6rtern @ {path}",
    )


def _merged(page: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Set the words of a town before the country's; its own meaning of a word counts."""
    out: dict[str, dict[str, list[str]]] = {}
    without = {squeeze(word) for word in page.get("without", [])}
    for table, lists in country().items():
        own = page.get(table, {})
        moved = {squeeze(word) for words in own.values() for word in words} | without
        out[table] = {
            key: [*own.get(key, []), *(x for x in words if squeeze(x) not in moved)]
            for key, words in lists.items()
        }
    return out


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
