"""Patterns of a law file take time in proportion to the text, whatever they are."""

from __future__ import annotations

import re

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.errors import InvalidInputError
from ratsflow.law.municipality import LawError, parse_law
from ratsflow.law.patterns import example_of, matches


HEAD = 'state = "NRW"\nname = "Musterstadt (erfunden)"\n'


@pytest.mark.parametrize(
    "pattern", [r"(\w+)+-\d{4}", "(a|a)*b", "(a*)*b", "(.*a){20}b", r"^(\d|\d\d)+$"]
)
def test_a_pattern_that_backtracks_ends(pattern):
    """Also on a text that is made for it; Python's own would take years."""
    assert not matches(pattern, "a" * 5000 + "!")


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b",
        "(?<=a)b",
        r"(a)\1",
        "a{99999}",
        "a{99999999999999}",
        "a{1,99999999999}",
        "(",
        "a" * 2000,
        "\ud800",
    ],
)
def test_what_cannot_be_matched_so_is_refused_in_the_file(pattern):
    """When the file is read, with the key; not when a paper waits for an answer."""
    with pytest.raises(InvalidInputError, match="is no regular expression"):
        matches(pattern, "a")
    if pattern.isascii():
        with pytest.raises(LawError, match=r"no regular expression.* @ paper"):
            parse_law(f"{HEAD}[paper]\nreference_pattern = '{pattern}'")


@given(st.from_regex(r"\A[0-9]{4}/[0-9]{4}-[0-9]{4}\Z") | st.text())
def test_usual_patterns_match_as_ever(text):
    """The form of the samples."""
    for pattern in (r"\d{4}/\d{4}-\d{4}", r"/\d{1,2}", ".*", "[A-Z]{1,3} ?[0-9]+"):
        assert bool(re.fullmatch(pattern, text, re.ASCII)) == matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (r"\d{4}/\d{4}-\d{4}", "1111/1111-1111"),
        (r"/\d{1,2}", "/1"),
        (r"[0-9]+\.V", "1.V"),
        ("[A-Z]{2}", ""),
    ],
)
def test_a_form_of_digits_has_an_example(pattern, example):
    """Which has it; another form has none that could be wrong."""
    assert example_of(pattern) == example
    assert not example or matches(pattern, example)


@pytest.mark.parametrize(
    "line", ["a." * 5000 + "b = 1", "[" + "a." * 5000 + "b]", '"a".' * 5000 + "b = 1"]
)
def test_a_key_of_thousands_of_parts_is_refused_at_once(line):
    """The parser takes the square of them."""
    with pytest.raises(InvalidInputError, match="line 3 has a key of more than"):
        parse_law(HEAD + line)


def test_a_file_beyond_measure_is_refused():
    """Before anything is read in it."""
    with pytest.raises(InvalidInputError, match="has 2000055 characters"):
        parse_law(HEAD + "#" + "x" * (2_000_055 - len(HEAD) - 1))


def test_prose_may_have_dots():
    """In comments and texts, as many as it likes."""
    law = parse_law(f'{HEAD}# {"." * 500}\n[paper]\nreference_pattern = "{"." * 300}"')
    assert "." * 300 == law["paper.reference_pattern"]
