"""Every word of a page is there in German too."""

from __future__ import annotations

import re

from gettext import GNUTranslations
from pathlib import Path

from django.utils.translation import override

import ratsflow.contrib.django as package

from ratsflow.contrib.django.field import states
from ratsflow.contrib.django.language import language


HOME = Path(package.__file__).parent
WORDS = HOME / "locale" / "de" / "LC_MESSAGES"
_IN_PYTHON = re.compile(r'\b_\(\s*((?:"[^"]*"\s*)+)\)')
_IN_TEMPLATES = re.compile(r'{% translate "([^"]*)" %}')


def _said():
    for path in HOME.rglob("*.py"):
        for found in _IN_PYTHON.findall(path.read_text("utf-8")):
            yield "".join(re.findall(r'"([^"]*)"', found))
    for path in HOME.rglob("*.html"):
        yield from _IN_TEMPLATES.findall(path.read_text("utf-8"))


def test_every_word_has_a_german_one_as_it_is_shipped():
    """The compiled file that Django reads has each; so whoever adds one compiles it."""
    with (WORDS / "django.mo").open("rb") as file:
        german = GNUTranslations(file)._catalog
    missing = sorted({each for each in _said() if not german.get(each)})
    assert [] == missing


def test_the_compiled_words_are_those_of_the_source():
    """Nobody edits one and forgets the other."""
    with (WORDS / "django.mo").open("rb") as file:
        german = GNUTranslations(file)._catalog
    source = (WORDS / "django.po").read_text("utf-8")
    pairs = re.findall(r'msgid "(.+)"\nmsgstr "(.+)"', source)
    assert dict(pairs) == {key: said for key, said in german.items() if key}


def test_the_language_of_django_decides():
    """German where it is on, English for every other."""
    with override("de-at"):
        assert "de" == language()
    with override("fr"):
        assert "en" == language()
    assert "draft" in dict(states())
