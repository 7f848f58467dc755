"""What is written in the Bielefeld form reads back the same."""

from __future__ import annotations

from datetime import date

import attrs

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratsflow.model import (
    CostEffect,
    CostStatement,
    Motion,
    PaperType,
    PreviousConsideration,
    Recurrence,
)
from ratsflow.papers import ReadConsultation, load_form, read_paper, write_paper
from ratsflow.papers.table.parts import Words, says_not_public


FORM = load_form("bielefeld")
WORDS = Words(FORM)
LABELS = [label for section in FORM.sections for label in section.labels]
HOSTILE = [
    *LABELS,
    *(f"{label}:" for label in LABELS),
    *(f"### {label}:" for label in LABELS),
    *(f"**{label}**" for label in LABELS),
    *FORM.noise,
    *FORM.titles,
    *FORM.empty_marks,
    "Gremium\tSitzung am\tBeratung",
    "Rat\t01.02.2020\töffentlich",
    "Drucksachen-Nr.: 1/2020-2025",
    "**Beigeordneter**",
    "Beigeordneter",
    "Weitere Kosten entstehen nicht.",
    "Es entstehen Kosten in Höhe von 1.234,56 Euro.",
    "Es entstehen keine Kosten außer für Porto.",
    "Kosten: keine",
    "Rat, 12.03.2015, TOP 5, 6617/2009-2014",
    "31.02.2018",
    "|a|b|",
    "<b>fett</b><br>",
    "&#10;&amp;&copy;",
    "Bürger*innen **und** _Gäste_ a_b __c__",
    "\\*\\",
    "\r\n\x0b\x0c\x1c\x85\u2028\u2029\ufeff\u00ad-\n",
    "\u2013 2 \u2013",
    "Seite 2 von 3",
    "&#x110000;&#xD800;",
]
SIGNS = st.text(
    st.one_of(
        st.sampled_from("\n \t*_#|<>&;\\`~-:.0123456789ab\u00a0"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=20,
)
TEXT = st.lists(st.one_of(st.sampled_from(HOSTILE), SIGNS), max_size=5).flatmap(
    lambda parts: st.sampled_from(["", " ", "\n", "\n\n", "\n\n\n"]).map(
        lambda glue: glue.join(parts)
    )
)
SOME = TEXT.filter(bool)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
CONSULTATIONS = st.builds(
    ReadConsultation,
    body=SOME.filter(lambda body: not says_not_public(WORDS, body)),  # wins over a cell
    day=st.none() | DAYS,
    public=st.none() | st.booleans(),
)
EARLIER = st.builds(
    PreviousConsideration,
    body=TEXT,
    day=st.none() | DAYS,
    agenda_number=TEXT,
    reference=TEXT,
    text=TEXT,
).filter(lambda item: item != PreviousConsideration())
AMOUNTS = st.builds(
    CostStatement,
    effect=st.just(CostEffect.AMOUNT),
    amount_cents=st.none() | st.integers(0, 10**13),
    recurrence=st.none() | st.sampled_from(Recurrence),
    year=st.none() | st.integers(1900, 2100),
    product_group=TEXT,
    covered=st.none() | st.booleans(),
    coverage=TEXT,
    quote=TEXT,
)
NONES = st.builds(CostStatement, effect=st.just(CostEffect.NONE), quote=TEXT)
MOTIONS = st.builds(
    Motion,
    title=SOME,
    paper_type=st.sampled_from(PaperType),
    reference=TEXT,
    proposal=TEXT,
    reasons=TEXT,
    summary=TEXT,
    cost_statement=st.none() | AMOUNTS | NONES,
    previous_considerations=st.none() | st.lists(EARLIER, max_size=3).map(tuple),
    signatory=TEXT,
    signatory_role=TEXT,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOTIONS, st.lists(CONSULTATIONS, max_size=3).map(tuple))
def test_every_field_of_the_form_survives(
    motion: Motion, consultations: tuple[ReadConsultation, ...]
) -> None:
    """Whatever the fields hold, reading what was written gives it back."""
    reading = read_paper(write_paper(motion, consultations))

    assert attrs.asdict(motion) == attrs.asdict(reading.motion)
    assert consultations == reading.consultations


def test_a_mark_for_none_in_a_row_of_cells_is_the_text_of_a_row() -> None:
    """Beside that: the same mark alone says that there was none."""
    row = PreviousConsideration(text=FORM.empty_marks[0])
    motion = Motion(title="Bänke", previous_considerations=(row,))

    assert read_paper(write_paper(motion)).motion.previous_considerations == (row,)
    none = attrs.evolve(motion, previous_considerations=())
    assert read_paper(write_paper(none)).motion.previous_considerations == ()


@given(MOTIONS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_writing_what_was_read_changes_nothing(motion: Motion) -> None:
    """A text that was written, read and written again is the same text."""
    text = write_paper(motion)

    assert text == write_paper(read_paper(text).motion)


@given(st.text(alphabet="aeou\u0308\u0301\u212b\uac00\u1100\u1161\u09c7\u09be-: "))
def test_letters_and_their_dots_survive_as_they_are_written(words):
    """Also where the letters of a label are put together to be found."""
    motion = Motion(title="Bänke", proposal=f"x{words}x", reasons=f"x {words} x")
    read = read_paper(write_paper(motion)).motion
    assert (motion.proposal, motion.reasons) == (read.proposal, read.reasons)
