"""Events hold what their standard allows, and nobody is told of any before that is sure."""

from __future__ import annotations

import unicodedata

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Actor, InvalidInputError, Motion, Office, Procedure, Step
from ratsflow.exchange import announcing, cloud_event


TOWN = Procedure("p", ["a", "b"], [Step("go", "a", "b", by="r")], roles=["r"])
CLERK = Actor("x", roles=["r"])
IDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
)


@pytest.mark.parametrize(
    "source",
    [
        "Stadt Bielefeld",
        "a b",
        "<ris>",
        "http://[::1",
        "http://h:port/",
        "https://köln.de",
        "a#b#c",
        "%zz",
        "1a:b",
        "[a]",
        "x\n",
        "\x1b",
        'a"b',
        "",
    ],
)
def test_a_source_that_is_none_is_refused_before_anybody_is_told(source):
    """Nothing is announced, and nothing acknowledged."""
    told = []
    with pytest.raises(InvalidInputError, match="source"):
        announcing(told.append, source)
    assert [] == told


@pytest.mark.parametrize(
    "source",
    [
        "/ris",
        "https://ris.example.org/a?b=c#d",
        "urn:x:y",
        "http://[::1]:80/x",
        "a%20b",
    ],
)
def test_every_uri_reference_is_a_source(source):
    """Absolute or not."""
    assert callable(announcing([].append, source))


@given(IDS, IDS)
def test_id_and_subject_hold_what_the_standard_allows(one, other):
    """No control characters; and two cases never have one id."""
    made = [_of_case(each) for each in (one, other)]
    for each in made:
        signs = each["id"] + each["subject"]
        assert not [s for s in signs if unicodedata.category(s) in ("Cc", "Cs")]
    assert (one == other) == (made[0]["id"] == made[1]["id"])


def _of_case(case_id):
    office = Office(TOWN)
    office.open(Motion("x"), CLERK, case_id=case_id)
    (record,) = office.store.pending()
    return cloud_event(record, "/ris")
