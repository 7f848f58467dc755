"""The municipality's own values: what a law file may say, and how mistakes are told."""

from __future__ import annotations

import pickle
import re
import tomllib

from pathlib import Path

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.canonical import plain
from ratsflow.errors import InvalidInputError, german
from ratsflow.law.checks import (
    nearest,
    problems_of_share,
)
from ratsflow.law.layers import law_for
from ratsflow.law.municipality import (
    LawError,
    keys_of,
    load_law,
    missing_keys,
    parse_law,
    template,
)
from ratsflow.law.powers import Band, problems_of_bands
from ratsflow.law.states import state_ids
from ratsflow.law.template import toml
from ratsflow.model import PaperType


ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "municipalities" / "musterstadt.toml"
HEAD = 'state = "NRW"\nname = "X"\n'
KEYS = keys_of("NRW")
FEW = settings(max_examples=60, deadline=None)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
PLAIN = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)


def problems(text: str, head: str = HEAD) -> tuple[str, ...]:
    """Return what is wrong with a law file."""
    with pytest.raises(LawError) as caught:
        parse_law(head + text)
    return caught.value.problems


def uncommented(text: str) -> str:
    """Take one hash off every line."""
    return "\n".join(re.sub("^#", "", line) for line in text.splitlines())


# ---------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("notice.days = -3", "-3 is not a whole number of 0 or more @ notice.days"),
        ("notice.days = true", "True is not a whole number of 0 or more @ notice.days"),
        ("notice.days = 20000", "20000 is more than 10000 @ notice.days"),
        (
            "notice.days = 9.5",
            "9.5 is a decimal; write a whole number or a text @ notice.days",
        ),
        (
            "notice.days = 2026-03-01",
            "2026-03-01 is a date or time; write a whole number or a text @ notice.days",
        ),
        (
            'notice.mode = "clera"',
            "'clera' is not one of clear, nth_day_before, both_count @ notice.mode",
        ),
        ("resubmission.bar = 1", "1 is not true or false @ resubmission.bar"),
        ('petition.committee = " "', "' ' is not a text @ petition.committee"),
        (
            'quorum.own_composition = ["A", "A"]',
            "['A', 'A'] is not a list of texts, each once @ quorum.own_composition",
        ),
        (
            "notce.days = 9",
            "there is no such key; the nearest is notice.days @ notce.days",
        ),
        (
            "appeal.days = 9",
            "there is no such key; the nearest is committee_appeal.days @ appeal.days",
        ),
        ("zzz = 9", "there is no such key @ zzz"),
        (
            "withdrawal = 9",
            "it is a group; set one of after_agenda, takeover @ withdrawal",
        ),
        (
            "rules_deviation.majority = {num=1, den=0, strict=false, base='members'}",
            "0 is not a whole number of 1 or more @ rules_deviation.majority.den",
        ),
        (
            "rules_deviation.majority = {num=1, den=2, strict=false}",
            "base is missing @ rules_deviation.majority",
        ),
        (
            "bias.time_bar_months = 3",
            "6 is more than bias.time_bar_months, which is 3 @ bias.time_bar_months_short",
        ),
        (
            "notice.days = 3\nnotice.urgent_days = 4",
            "4 is more than notice.days, which is 3 @ notice.urgent_days",
        ),
        (
            'bodies.members = ["Hauptausschuss"]',
            "a table from the name of a body to its number of members is required "
            "@ bodies.members",
        ),
        (
            'bodies.members = { Hauptausschuss = "17" }',
            "Hauptausschuss: '17' is no whole number of 1 or more @ bodies.members",
        ),
        (
            'bodies.members = { Bauausschuss = 7, "BAUAUSSCHUSS " = 9 }',
            "bauausschuss: the body stands there twice @ bodies.members",
        ),
        (
            "council.elected_members = 0",
            "0; pass a whole number of 1 or more @ council.elected_members",
        ),
        (
            "cost_statement.recurring_years = 0",
            "0; pass a whole number of 1 or more @ cost_statement.recurring_years",
        ),
        (
            'paper.required_fields = {decison_paper = ["title"]}',
            (
                "there is no type of paper 'decison_paper'; known: "
                f"{', '.join(PaperType)} @ paper.required_fields"
            ),
        ),
        (
            'paper.required_fields = {decision_paper = ["titel"]}',
            "decision_paper: there is no field 'titel'; the nearest is title "
            "@ paper.required_fields",
        ),
        (
            "impact_checks.checks = [{id = 5}]",
            "entry 1: id is 5, not a text @ impact_checks.checks",
        ),
        (
            'impact_checks.checks = [{id = "a"}, {id = "a"}]',
            "entry 2: there is a check 'a' already @ impact_checks.checks",
        ),
        (
            'cosignature.signers = [{office = "a", topics = ["award"]}]',
            "entry 1: topics plays no part without when = 'topics' @ cosignature.signers",
        ),
        (
            'cosignature.signers = [{office = "a", above = 5}]',
            "entry 1: above plays no part without when = 'costs' @ cosignature.signers",
        ),
        (
            'cosignature.signers = [{office = "a", on_timeout = "approve"}]',
            "entry 1: on_timeout plays no part without timeout_days @ cosignature.signers",
        ),
        (
            (
                'competence.powers = [{topic = "award", body = "mayor", up_to = 5},'
                ' {topic = "award", body = "main_committee", above = 6}]'
            ),
            "award: no band covers above 5 up to 6 @ competence.powers",
        ),
        (
            "mayor_objection.days = 4",
            "4, but § 54 Abs. 1 GO NRW says 3 @ mayor_objection.days",
        ),
        (
            "paper.reference_pattern = 'a{99999999999999}'",
            (
                "'a{99999999999999}' is no regular expression (a repetition number is "
                "too large) @ paper.reference_pattern"
            ),
        ),
    ],
)
def test_each_mistake_is_told_with_its_path(line, expected):
    """A mistake reads ``message @ path``, with the line where one has it."""
    (found,) = problems(line)
    assert expected == re.sub(r", line \d+$", "", found)


@pytest.mark.parametrize(
    "text",
    ["\nnotice.days = -3", '\n"notice.days" = -3', "[notice]\ndays = -3"],
    ids=["dotted", "quoted", "nested"],
)
def test_a_mistake_in_the_old_form_is_told_with_its_line(text):
    """However the key is written."""
    (found,) = problems(text)
    assert "-3 is not a whole number of 0 or more @ notice.days, line 4" == found


def test_all_mistakes_are_told_at_once():
    """A wrong head, a wrong type and an unknown key come together."""
    found = problems("notice.days = 'nine'\nnix = 1\n", 'state = "NRW"\n')
    assert ["name", "notice.days", "nix"] == [
        each.rpartition(" @ ")[2].partition(",")[0] for each in found
    ]


def test_a_value_of_the_state_can_only_be_raised_where_it_is_a_minimum():
    """Baden-Württemberg asks for seven days of notice: eight are fine, six are not."""
    head = 'state = "BW"\nname = "X"\n'
    assert 8 == parse_law(f"{head}notice.days = 8")["notice.days"]
    (problem,) = problems("notice.days = 6", head)
    assert problem.startswith(
        "6, but § 34 Abs. 1 S. 1 Hs. 2 GemO BW says at least 7 @ notice.days"
    )


def test_bands_that_overlap_are_told_with_the_key():
    """Two bodies for one value cannot both be right."""
    rows = (
        'competence.powers = [{topic="award", body="mayor", up_to=9},'
        ' {topic="award", body="main_committee", above=5}]'
    )
    (problem,) = problems(rows)
    assert problem.endswith("@ competence.powers, line 3")
    assert "die Wertgrenzen „bis 9“ und „über 5“ überschneiden sich" in german(problem)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("valid_from = 01.11.2025", "Write a day as 2025-11-01."),
        ('town = „Stadt"', "Use straight quotes."),
        ("town = Stadt Lindenau", "Put texts in quotes."),
        ("limit = 50.000,00", "Write numbers as 50000"),
        ('town = "A"\ntown = "B"', "It stands there twice."),
    ],
)
def test_what_is_no_toml_is_told_with_what_to_write(line, told):
    """A clerk knows no grammar of TOML: the line's own slip is named."""
    with pytest.raises(InvalidInputError) as refused:
        parse_law(f'state = "NRW"\n{line}\n')
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ('[[competence.powers]]\ntopic = "Hauptsatzung"\nbody = "Bauausschuss"', 5),
        (
            '[norm]\n"notice.days" = 9\n\n[[norm."competence.powers"]]\n'
            'value = [{ topic = "Hauptsatzung", body = "Bauausschuss" }]',
            8,
        ),
    ],
    ids=["old form", "new form"],
)
def test_a_power_in_a_table_of_its_own_is_told_with_its_line(table, line):
    """Whoever gives the Hauptsatzung to a committee is sent to the table, not to line 1."""
    name = "town" if "[norm]" in table else "name"
    (problem,) = problems(table, f'state = "NRW"\n{name} = "X"\n\n')
    assert problem.endswith(f"to the council @ competence.powers[0], line {line}")


def test_a_key_set_twice_in_two_spellings_is_told():
    """TOML itself takes a quoted dotted key and a table for two things."""
    found = problems('"notice.days" = 3\n[notice]\ndays = 4\n')
    assert ("it is set 2 times @ notice.days, line 5",) == found


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5000, "a." * 3000 + "b = 1", "a = " + "9" * 5000, "a = ", "\x00"],
    ids=["brackets", "dots", "digits", "half", "nul"],
)
def test_hostile_files_are_refused_in_one_sentence(text):
    """What TOML cannot bear is an error of ours, not a traceback of its own."""
    with pytest.raises(InvalidInputError):
        parse_law(text)


def test_a_file_that_is_no_utf_8_is_refused_and_a_byte_order_mark_is_not(tmp_path):
    """Windows writes the mark; Latin-1 is told with the byte."""
    file = tmp_path / "law.toml"
    file.write_bytes(HEAD.encode("utf-8-sig"))
    assert "X" == load_law(file).name
    file.write_bytes('state = "NRW"\nname = "Köln"'.encode("latin-1"))
    with pytest.raises(InvalidInputError, match=r"byte \d+ is no UTF-8"):
        load_law(file)


def test_the_error_survives_a_pickle():
    """Errors cross processes with their data."""
    error = LawError("f", ["a @ b", "c @ d"])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    assert (error.problems, str(error)) == (again.problems, "f: a @ b; c @ d.")


@FEW
@given(st.sampled_from([key.id for key in KEYS]), PLAIN)
def test_no_value_of_a_key_escapes_as_a_traceback(name, value):
    """Whatever stands behind a key, it is taken or told."""
    try:
        law = parse_law(f"{HEAD}{name} = {toml(value)}\n")
    except LawError as error:
        told = error.problems
    else:
        told = (f" @ {name}",) if name in law.values else ()
    assert told
    assert all(name.split(".")[0] in each for each in told)


# ---------------------------------------------------------------------- the template


@pytest.mark.parametrize("state", state_ids())
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_template_parses_as_it_is_and_with_every_line_uncommented(state, lang):
    """Taking the hash off every line sets every key, to its sample."""
    text = template(state, lang)
    assert {"state": state, "town": "", "norm": {}} == tomllib.loads(text)
    law = parse_law(uncommented(text).replace('town = ""', 'town = "X"'))
    assert () == missing_keys(law, keys_of(state))
    assert state == law.state


def test_every_key_stands_in_the_template_with_its_paragraph():
    """A comment, the paragraph with its mark, and a value."""
    text = template("NRW", "de")
    for key in keys_of("NRW"):
        assert f'\n# "{key.id}" = ' in text
        assert f"## {key.citation}" in text
        assert f"## {key.label.de}" in text


def test_no_paragraph_of_another_state_stands_in_a_template():
    """What rests on the statute of Nordrhein-Westfalen alone is left out elsewhere."""
    for state in ("BY", "BW", "NI", "HE"):
        assert "NRW" not in template(state)


@given(PLAIN)
def test_what_is_written_as_toml_is_read_the_same(value):
    """Writing and reading are one another's inverse."""
    assert {"a": value} == tomllib.loads(f"a = {toml(value)}")


def test_every_sample_passes_its_own_check():
    """The samples of the template are values of their kind."""
    for key in KEYS:
        value = key.latest.value if key.sample is None else key.sample
        parse_law(f"{HEAD}{key.id} = {toml(plain(value))}")


# ---------------------------------------------------------------------- what is missing


def test_the_example_sets_every_key_and_is_marked_as_invented():
    """Musterstadt is whole, and nobody takes it for a real city."""
    law = load_law(EXAMPLE)
    assert () == missing_keys(law)
    assert "erfunden" in law.name


def test_missing_keys_are_those_without_a_value():
    """The state alone leaves the local keys open; the optional ones are not asked for."""
    law = law_for("NRW")
    found = {key.id for key in missing_keys(law)}
    assert "notice.days" in found
    assert "mayor_objection.days" not in found
    assert not {key.id for key in KEYS if key.optional} & found


# ---------------------------------------------------------------------- shared checks


def test_a_share_that_cannot_be_reached_is_told():
    """More than the whole is no majority."""
    share = {"num": 3, "den": 2, "strict": False, "base": "members"}
    assert ["3/2 is more than the whole @ .num"] == list(problems_of_share(share))


def test_bands_meet_end_to_end():
    """Half-open bands leave neither overlap nor hole."""
    whole = (Band(None, 5), Band(5, 10), Band(10, None))
    assert [] == list(problems_of_bands(reversed(whole)))
    holed = (Band(None, 5), Band(6, 9), Band(8, None), Band(7, 7))
    assert [
        "nothing lies above 7 up to 7",
        "no band covers above 5 up to 6",
        "the bands above 6 up to 9 and above 8 overlap",
    ] == list(problems_of_bands(holed))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True), st.data())
def test_a_chain_of_bands_is_sound_and_breaks_where_one_end_moves(ends, data):
    """Moving the start of one band makes exactly an overlap or a hole."""
    ends = sorted(ends)
    bands = [
        Band(low, high) for low, high in zip([None, *ends], [*ends, None], strict=True)
    ]
    assert [] == list(problems_of_bands(bands))
    index = data.draw(st.integers(1, len(bands) - 1))
    moved = attrs.evolve(
        bands[index], above=ends[index - 1] + data.draw(st.sampled_from([-1, 1]))
    )
    if moved.above < (51 if moved.up_to is None else moved.up_to):
        broken = [*bands[:index], moved, *bands[index + 1 :]]
        assert 1 <= len(list(problems_of_bands(broken)))


def test_the_nearest_name_is_found_by_spelling_or_by_its_last_part():
    """A slip in the group or in the whole name still leads to the key."""
    assert "notice.days" == nearest("notce.days", ["notice.days", "zzz"])
    assert "committee_appeal.fraction" == nearest(
        "x.fraction", ["committee_appeal.fraction", "zzz.y"]
    )
    assert "" == nearest("qqqq", ["notice.days"])


def test_a_reading_of_the_runoff_is_one_of_two() -> None:
    """Whoever writes another word is told the two."""
    text = 'state = "NRW"\nname = "X"\n[election]\nrunoff_tie = "{}"\n'
    assert "all" == parse_law(text.format("all"))["election.runoff_tie"]
    with pytest.raises(LawError, match="lot, all"):
        parse_law(text.format("both"))
