"""The words of the forms of the whole country, as reviewed data (`data/country.toml`)."""

from __future__ import annotations

import re
import tomllib

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from ratsflow.model import ConsultationRole, PaperType


_DROP = {ord(sign): None for sign in " \t\n\u00a0-\u00ad\u2010\u2011:"}


def squeeze(text: str) -> str:
    """Reduce a label to what does not change with line breaks: no blanks, no hyphens.

    Args:
        text: a label as written.

    Returns:
        The label without blanks, hyphens and colons, in lower case.
    """
    return text.translate(_DROP).casefold()


def short(text: str) -> str:
    """Reduce a word of a cell as `squeeze` does, and to no dots: „n. ö." is „nö"."""
    return squeeze(text).replace(".", "").strip("(),;")


_NUMBERED = re.compile(
    r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})?[.)]?|[IVX]{1,4}[.)]|[a-zA-Z]\))[ \t]{1,12}(?=\D)"
)


def unnumbered(text: str) -> str:
    """Return a heading without its number ("2. Begründung", "II. Beschlussantrag")."""
    return _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text


@attrs.frozen(eq=False)
class Vocabulary:
    """The words of the forms of German councils.

    Attributes:
        fields: field of the motion to the labels that open its section.
        others: labels of sections without a place in the motion.
        ends: labels behind which nothing of the motion stands.
        cells: what a short label stands for, to its labels.
        columns: part of a row of the table of meetings to the heads of its column.
        public: words for the status of a row, squeezed, to public or not.
        roles: words for what a body is asked for, squeezed.
        titles: headings of papers to their kinds.
        minutes: headings of minutes.
        offices: offices that sign.
        leads: words that stand before a signature.
        greetings: words that open a letter.
        bodies: ends of the names of bodies.
        empty: marks for "there is none".
        noise: text of the forms themselves, never content.
    """

    fields: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    ends: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, ...]]
    public: Mapping[str, bool]
    roles: Mapping[str, ConsultationRole]
    titles: Mapping[str, PaperType]
    minutes: tuple[str, ...]
    offices: tuple[str, ...]
    leads: tuple[str, ...]
    greetings: tuple[str, ...]
    bodies: tuple[str, ...]
    empty: tuple[str, ...]
    noise: tuple[str, ...] = ()

    @property
    def labels(self) -> Mapping[str, str]:
        """Every label of a section, squeezed, to its field; empty for the others."""
        return _labels(self)


@cache
def _labels(words: Vocabulary) -> Mapping[str, str]:
    found = {squeeze(label): "" for label in (*words.ends, *words.others)}
    for field, labels in words.fields.items():
        found |= {squeeze(label): field for label in labels}
    return found


@cache
def country() -> Mapping[str, Any]:
    """Load the page of words that comes with the library (`data/country.toml`)."""
    source = files(__package__) / "data" / "country.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the whole country."""
    return vocabulary_of(country())


def vocabulary_of(data: Mapping[str, Any]) -> Vocabulary:
    """Make a vocabulary of a page of words.

    Args:
        data: the tables of the page, as in ``data/country.toml``.

    Raises:
        ValueError: a role or a kind of paper is none.
    """
    status = {short(w): True for w in data["status"]["public"]}
    status |= {short(w): False for w in data["status"]["nonpublic"]}
    return Vocabulary(
        fields=_tuples(data["fields"]),
        others=tuple(data["others"]["sections"]),
        ends=tuple(data["others"]["ends"]),
        cells=_tuples(data["cells"]),
        columns=_tuples(data["columns"]),
        public=status,
        roles={
            short(word): ConsultationRole(role)
            for role, words in data["roles"].items()
            for word in words
        },
        titles={
            title: PaperType(kind)
            for kind, titles in data["titles"].items()
            for title in titles
        },
        minutes=tuple(data["minutes"]["titles"]),
        offices=tuple(data["signatures"]["offices"]),
        leads=tuple(data["signatures"]["leads"]),
        greetings=tuple(data["signatures"]["greetings"]),
        bodies=tuple(data["bodies"]["kinds"]),
        empty=tuple(data["marks"]["empty"]),
        noise=tuple(data["marks"]["noise"]),
    )


def _tuples(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in table.items()}
