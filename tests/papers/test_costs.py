"""Explicit statements about cost are found; nothing is guessed."""

from __future__ import annotations

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.model import CostEffect, CostStatement, Recurrence
from ratsflow.papers import find_costs, find_money
from ratsflow.papers.costs import Costs
from ratsflow.papers.money import written_money
from ratsflow.papers.passages import Passage


NONES = [
    "Weitere Kosten entstehen nicht.",
    "Es entstehen keine Kosten.",
    "Kosten entstehen nicht.",
    "Kosten fallen nicht an.",
    "Es fallen keine Kosten an.",
    "Es fallen keine zusätzlichen Kosten an.",
    "Der Stadt entstehen keine Kosten.",
    "Der Stadt Musterstadt entstehen hierdurch keine Kosten.",
    "Für die Stadt Musterstadt entstehen keine Kosten.",
    "Durch den Beschluss entstehen der Stadt keine Kosten.",
    "Hierfür entstehen keinerlei Ausgaben.",
    "Finanzielle Auswirkungen: keine",
    "Finanzielle Auswirkungen ergeben sich nicht.",
    "Es ergeben sich keine finanziellen Auswirkungen.",
    "Keine finanziellen Auswirkungen.",
    "Der Beschluss hat keine finanziellen Auswirkungen.",
    "Die Maßnahme ist nicht mit Kosten verbunden.",
    "Die Maßnahme verursacht keine Kosten.",
]
TRAPS = [
    "Es entstehen nicht nur Kosten, sondern auch Folgekosten.",
    "Es entstehen keine Kosten außer für Porto.",
    "Es entstehen keine Kosten für Dritte.",
    "Für die Eltern entstehen keine Kosten.",
    "Die Nutzung ist ohne Kosten für Dritte möglich und Kosten entstehen.",
    "Sollten keine Kosten entstehen, entfällt der Beschluss.",
    "Wenn Kosten entstehen, wird der Rat befasst.",
    "Es entstehen voraussichtlich keine Kosten.",
    "Es entstehen zunächst keine Kosten.",
    "Es entstehen keine unmittelbaren Kosten.",
    "Es entstehen keine Folgekosten.",
    "Mehrkosten entstehen nicht.",
    "Ob Kosten entstehen, ist nicht bekannt.",
    "Es ist nicht so, dass keine Kosten entstehen.",
    "Entstehen keine Kosten?",
    "Auf die Ortsverwaltung kommen keine Kosten zu.",
    "Die Maßnahme ist kostenneutral.",
    "Die Umstellung erfolgt haushaltsneutral.",
    "Es würden Kosten in Höhe von 500 Euro entstehen.",
    "Sollten Kosten von 500 Euro entstehen, werden sie gedeckt.",
    "Es entstehen keine Kosten von 500 Euro.",
    "Dem Land entstehen Kosten in Höhe von 500 Euro.",
    "Pro Person entstehen Kosten von 500 Euro.",
    "Es entstehen Kosten von 500 bis 700 Euro.",
    "Es entstehen Kosten von höchstens 500 Euro.",
    "Bisher entstanden Kosten von 500 Euro, es entstehen keine.",
    "Es entstehen Kosten, die durch Erträge von 500 Euro gedeckt sind.",
    "Die Kosten von 500 Euro fallen weg.",
    "Es entstehen Kosten in noch nicht bekannter Höhe.",
    "Es entstehen Kosten von 5000.00 Euro.",
    "Es entstehen monatliche Kosten von 500 Euro.",
    "Es entstehen vierteljährliche Kosten von 500 Euro.",
    "Es entstehen Kosten von 500 Euro im Quartal.",
    "Es entstehen alle zwei Jahre Kosten von 500 Euro.",
    "Die Kosten betragen im ersten Jahr 500 Euro.",
    "Es entstehen Kosten von 500 Euro für jeden Baum.",
    "Jeder Baum kostet 500 Euro, es entstehen Kosten.",
    "Die Kosten belaufen sich auf zweimal 500 Euro.",
    "Die Kosten belaufen sich auf die Hälfte von 500 Euro.",
    "Die Kosten belaufen sich auf 50 % von 500 Euro, so dass Kosten entstehen.",
    "Die Kosten fallen um 500 Euro.",
    "Es entstehen Netto-Kosten von 500 Euro.",
    "Es entstehen Kosten von 500 Euro nach Abzug der Zuwendung.",
    "Die Kosten betragen im Vorjahr 500 Euro.",
    "Die anteiligen Kosten betragen 500 Euro.",
    "Es entstehen den Anliegern Kosten von 500 Euro.",
    "Den Nutzern entstehen Kosten von 500 Euro.",
]
AMOUNTS = [
    ("Es entstehen Kosten in Höhe von 1.234,56 Euro.", 123456, None),
    ("Es entstehen Kosten von 500 €.", 50000, None),
    ("Die Kosten betragen 12.000 Euro.", 1200000, None),
    ("Die Gesamtkosten belaufen sich auf 1,5 Mio. Euro.", 150000000, None),
    ("Die Maßnahme kostet 7.500,- Euro.", 750000, None),
    ("Es fallen jährlich Kosten von 1.200 Euro an.", 120000, Recurrence.YEARLY),
    ("Es fallen Kosten von 1.200 Euro pro Jahr an.", 120000, Recurrence.YEARLY),
    ("Es entstehen einmalig Ausgaben von 80 TEUR.", 8000000, Recurrence.ONCE),
    ("Die Kosten betragen jedes Jahr 500 Euro.", 50000, Recurrence.YEARLY),
    ("Der Umbau verursacht Kosten von 500 Euro.", 50000, None),
    ("Durch den Umbau entstehen der Stadt Kosten von 500 Euro.", 50000, None),
    ("Der Verwaltung entstehen Kosten von 500 Euro.", 50000, None),
]


def costs(*texts: str) -> Costs:
    """Find the costs in paragraphs."""
    text = "\n\n".join(texts)
    return find_costs([Passage(text, tuple(range(1, text.count("\n") + 2)))])


@pytest.mark.parametrize("text", NONES)
def test_an_explicit_none_is_quoted(text: str) -> None:
    """A sentence of the closed list is a none, with its words."""
    got = costs("Der Rat ist zuständig. " + text)

    assert CostStatement(CostEffect.NONE, quote=text) == got.statement


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_is_listed_and_not_read(text: str) -> None:
    """What is negated, conditional, partial or about others gives nothing."""
    got = costs(text)

    assert None is got.statement
    assert [text] == [doubt.text for doubt in got.doubts]


@pytest.mark.parametrize(("text", "cents", "recurrence"), AMOUNTS)
def test_an_explicit_amount_is_read(
    text: str, cents: int, recurrence: Recurrence | None
) -> None:
    """A sentence that says that costs of one sum arise is an amount in cents."""
    expected = CostStatement(
        CostEffect.AMOUNT, amount_cents=cents, recurrence=recurrence, quote=text
    )

    assert expected == costs(text).statement


def test_a_text_without_costs_states_nothing() -> None:
    """Silence is not a none."""
    assert Costs() == costs("Der Spielplatz wird erneuert.", "Die Schule liegt nahe.")


def test_further_costs_beside_an_amount_leave_the_amount() -> None:
    """'Weitere Kosten entstehen nicht' after an amount does not make it a none."""
    got = costs("Die Kosten betragen 500 Euro. Weitere Kosten entstehen nicht.")

    assert got.statement is not None
    assert 50000 == got.statement.amount_cents


def test_an_absolute_none_beside_an_amount_contradicts_it() -> None:
    """Two statements against each other give none, and both are listed."""
    got = costs("Es entstehen keine Kosten.", "Die Kosten betragen 500 Euro.")

    assert None is got.statement
    assert [1, 3] == sorted(doubt.line or 0 for doubt in got.doubts)


def test_two_different_amounts_are_not_added() -> None:
    """That costs arise is certain, the total is not."""
    got = costs("Die Kosten betragen 500 Euro.", "Es entstehen Kosten von 70 Euro.")

    assert got.statement is not None
    assert None is got.statement.amount_cents
    assert ["amount_cents"] * 2 == [doubt.part for doubt in got.doubts]


def test_an_estimate_is_read_and_listed() -> None:
    """'rund' stays visible beside the amount."""
    got = costs("Es entstehen Kosten von rund 5.000 Euro.")

    assert got.statement is not None
    assert 500000 == got.statement.amount_cents
    assert 1 == len(got.doubts)


def test_cover_year_and_product_group_are_read() -> None:
    """The sentence about means belongs to the amount."""
    got = costs(
        "Es entstehen Kosten von 500 Euro im Haushaltsjahr 2026. Die Mittel stehen in "
        "der Produktgruppe 06.02.01 nicht zur Verfügung.",
        "Deckungsvorschlag: Minderausgaben bei der Unterhaltung der Wege.",
    ).statement

    assert got is not None
    assert (2026, "06.02.01", False) == (got.year, got.product_group, got.covered)
    assert "Minderausgaben bei der Unterhaltung der Wege." == got.coverage


def test_the_line_of_a_statement_is_known() -> None:
    """A statement can be found again in the paper."""
    assert 5 == costs("Eins.", "Zwei.", "Es entstehen keine Kosten.").line


def test_abbreviations_and_dates_do_not_end_a_sentence() -> None:
    """The quote is the whole sentence."""
    text = "Zum 1. Mai entstehen Kosten von 500 Euro, z. B. für Porto u. a. Dinge."

    got = costs(text).statement

    assert got is not None
    assert text == got.quote


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234.567,89 €", 123456789),
        ("5 TEUR", 500000),
        ("7,4 Mio. €", 740000000),
        ("1,125 Mio. Euro", 112500000),
        ("500,-- Euro", 50000),
        ("0,5 Tsd. Euro", 50000),
    ],
)
def test_german_sums_become_cents(text: str, cents: int) -> None:
    """Thousands stand behind dots, cents behind a comma, scales as words."""
    assert [cents] == [money.cents for money in find_money(text)]


@pytest.mark.parametrize(
    "text", ["1,2345 Euro", "12.34 Euro", "1.2.3 Euro", "§ 5 EURO7"]
)
def test_what_is_no_german_sum_is_not_read(text: str) -> None:
    """A number in another format is not guessed."""
    assert [] == find_money(text)


@pytest.mark.parametrize(
    "other", ["Hinzu kommt die Umsatzsteuer.", "Alle Angaben netto."]
)
def test_what_comes_on_top_elsewhere_leaves_no_whole_sum(other: str) -> None:
    """A sum is not the whole where another sentence adds to it."""
    got = costs("Die Kosten betragen 500 Euro. " + other)
    beside = costs(
        "Hinzu kommt, dass die Straße alt ist. Sie kostet 500 Euro."
    ).statement

    assert beside is not None
    assert 50000 == beside.amount_cents
    assert None is got.statement
    assert "Die Kosten betragen 500 Euro." in [doubt.text for doubt in got.doubts]


def test_many_sums_are_found_in_a_text_of_any_length() -> None:
    """A sum whose sign stands on both sides is taken once, and time stays linear."""
    assert 25_000 == len(find_money("1 \u20ac " * 25_000))
    assert [100, 200] == [money.cents for money in find_money("1 \u20ac, \u20ac 2")]


@given(st.integers(0, 10**14))
def test_written_sums_read_back(cents: int) -> None:
    """Every sum in cents survives writing and reading."""
    assert [cents] == [money.cents for money in find_money(written_money(cents))]


@given(
    st.sampled_from(NONES),
    st.text("abcdefghijklmnopqrstuvwxyzäöü", min_size=11, max_size=19).map("q".__add__),
    st.integers(0, 12),
)
def test_one_foreign_word_spoils_a_none(none: str, word: str, at: int) -> None:
    """A sentence with a word that nobody weighed is never a none."""
    words = none.split()
    words.insert(min(at, len(words) - 1), word)

    assert None is costs(" ".join(words)).statement
