"""Numbers of papers and ids of persons are compared by what the eye sees."""

from __future__ import annotations

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Actor, Motion, Office, Procedure, Rule, SqlStore, State, Step
from ratsflow.model import PaperType
from ratsflow.model.alike import alike, distinct, is_one_of, seen
from ratsflow.office.projection import key_of


NUMBER = "0815/2025-2030"
AS_SEEN = [
    "0815/2025–2030",
    "0815/2025—2030",
    "0815/2025−2030",
    "0815/2025‑2030",
    "0815/2025‒2030",
    "0815/2025﹣2030",
    "0815/2025-2030",
    "0815⁄2025-2030",
    "0815∕2025-2030",
    "\u200f0815/2025-2030",
    "0815/2025-2030\u200b",
    "08\u00ad15/2025-2030",
    "\u2066 0815\u2069/2025-2030",
    "0815/2025-2030\ufe0f",
    "0815 / 2025 – 2030",
    "0815/2025-2030\x00",
    "0815/\x1b2025-2030",
    "\ufeff0815/2025-2030",
    "0815/2025\u2800-2030",
    "0815/2025-20\u034f30",
    "0815/2025\u25002030",
    "0815/2025\u30fc2030",
    "0815/2025\u207b2030",
    "0815\u27cb2025-2030",
    "0815/2025\u180b-2030",
    "0815/2025-2030\ufff3",
    "0815/2025-\u0662\u0660\u0663\u0660",
    "0815/2025-\U0001d7d0030",
]
WAITS = Rule(
    "no_amendment_waits", lambda q: not q.look("amending"), looks_at="amending"
)
TOWN = Procedure(
    "town",
    ["draft", State("voted", final=True)],
    [Step("vote", "draft", "voted", by="chair", guards=WAITS.id)],
    [WAITS],
    ["chair"],
)
CHAIR = Actor("h", roles=["chair"])


@pytest.mark.parametrize("written", AS_SEEN, ids=ascii)
def test_what_looks_the_same_is_the_same(written):
    """For comparing and for the key under which a store finds it."""
    assert alike(NUMBER) == alike(written)
    assert key_of(NUMBER) == key_of(written)
    assert alike(seen(written)) == alike(NUMBER)


@pytest.mark.parametrize("written", AS_SEEN, ids=ascii)
@pytest.mark.parametrize("own", [{"reference": NUMBER}, {}], ids=["number", "case"])
def test_an_amendment_is_found_however_its_paper_is_written(written, own, tmp_path):
    """The vote does not pass it over, whether the paper goes by a number or its case id."""
    with SqlStore(str(tmp_path / "log.db")) as store:
        office = Office(TOWN, store)
        office.open(Motion("Tempo 30", **own), CHAIR, case_id=NUMBER)
        of = Motion("Nachts", paper_type=PaperType.AMENDMENT, related=(written,))
        office.open(of, CHAIR, case_id="amendment")
        assert not office.assess(NUMBER, "vote", CHAIR).allowed


def test_an_amendment_by_suffix_is_found_by_what_its_number_looks_like():
    """One with a suffix amends the one without, with whatever dashes both are written."""
    office = Office(TOWN)
    office.open(Motion("Tempo 30", reference="0815/2025−2030"), CHAIR, case_id="paper")
    related = ("0815/2025–2030", "0816/2025–2030")
    of = Motion("x", "amendment", "0815/2025-2030/1", related=related)
    case = office.open(of, CHAIR, case_id="amendment")
    assert alike(NUMBER) == alike(case.base)
    assert not office.assess("paper", "vote", CHAIR).allowed


@pytest.mark.parametrize(
    "other", ["0815/2025-2031", "815/2025-2030", "0815/20252030", "O815/2025-2030"]
)
def test_what_looks_otherwise_is_another_number(other):
    """Leading zeros and signs that are seen distinguish."""
    assert alike(NUMBER) != alike(other)


@given(st.text(), st.text(alphabet="\u200b\u200d\u202e\u2066\u2069\ufeff\u00ad\x1b"))
def test_what_cannot_be_seen_distinguishes_nothing(text, unseen):
    """And what was read as seen is seen so."""
    assert alike(text) == alike(unseen + text) == alike(text + unseen)
    assert seen(text) == seen(seen(text))


@given(st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["C"])))
def test_letters_that_one_reads_stay(text):
    """Nothing that has a glyph is dropped."""
    assert len("".join(text.split())) == len("".join(seen(text).split()))


def test_a_letter_of_another_script_that_looks_the_same_is_the_same():
    """Of Cyrillic, Greek and others; and the unlike ones stay unlike."""
    assert alike("A-12") == alike("А-12") == alike("a-12") == alike("Ꭺ-12")
    assert alike("hugo.vilj") == alike("հսɡο.ѵıӏϳ") == alike("ʜᴜɢᴏ.ᴠɪʟᴊ") == "hugo.vilj"
    assert alike("Ж-12") != alike("X-12")


def test_persons_are_told_by_what_the_eye_sees():
    """An id with something invisible in it is no other person; an invisible one nobody."""
    assert is_one_of("k.mustermann", ["K.Muster\u00admann"])
    assert not is_one_of("", [""])
    assert not is_one_of("\u200b", ["\u200c", ""])
    assert is_one_of("\u200b", ["\u200b"])
    assert ("a.b", "c") == distinct(("a.b", "A.B", "c", "\u200bc"))


def test_a_roll_puts_the_family_name_first():
    """Who is excluded as Hans Müller stands in the roll as Müller, Hans."""
    assert is_one_of("Müller, Dr. Hans", ["Dr. Hans  MÜLLER"])
    assert is_one_of("Hans Müller", ["Müller ,Hans"])
    assert not is_one_of("Hans, Müller", ["Müller, Hans"])
    assert not is_one_of(
        "Hans Müller", ["Müller", "Müller,", ", Hans", "Müller, Hans, Dr."]
    )
    assert ("Hans Müller",) == distinct(("Hans Müller", "Müller, Hans"))
