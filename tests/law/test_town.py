"""A municipality's law as rows of norms: days, bodies, amendments, and what is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow import load_law, states
from ratsflow.errors import InvalidInputError, german
from ratsflow.law.citation import Citation, Confidence, InForce
from ratsflow.law.layers import law_for
from ratsflow.law.local import AbsentNormError, MissingValueError
from ratsflow.law.municipality import HINT, LawError, hint_of, parse_law
from ratsflow.law.norms import Row
from ratsflow.law.town import amended


TOWNS = Path(__file__).parents[2] / "examples" / "municipalities"
HEAD = 'state = "NRW"\ntown = "X"\nvalid_from = 2020-11-01\n[norm]\n'
FEW = settings(max_examples=60, deadline=None)


def problems(text: str, head: str = HEAD) -> tuple[str, ...]:
    """Return what is wrong with a file."""
    with pytest.raises(LawError) as caught:
        parse_law(head + text)
    return caught.value.problems


# ------------------------------------------------------------------- what holds when


@pytest.mark.parametrize(
    "file",
    [
        *sorted(TOWNS.rglob("*.toml")),
        *sorted(Path(states.__file__).parent.glob("*/t*_law.toml")),
        *sorted(Path(states.__file__).parent.glob("*/town.toml")),
    ],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_what_is_shipped_has_the_present_form(file):
    """Nobody learns the old form of a town's law from us."""
    assert hint_of(file) is None


@pytest.mark.parametrize("name", ["erlenfeld", "hafenau.toml", "hochmoor.toml"])
def test_the_example_towns_are_sound(name):
    """They load, and nobody takes them for real ones."""
    assert "erfunden" in load_law(TOWNS / name).name


def test_an_amendment_holds_from_its_day_on():
    """Nine days until 3 November 2025, eight clear ones since; each with its paragraph."""
    law = load_law(TOWNS / "erlenfeld")
    before, since = law.at(date(2025, 11, 3)), law.at(date(2025, 11, 4))

    assert (9, "nth_day_before") == (before["notice.days"], before["notice.mode"])
    assert (8, "clear") == (since["notice.days"], since["notice.mode"])
    assert "§ 2 GeschO" == before.citation("notice.days").norm
    assert "§ 2 GeschO i. d. F. der 1. Änderung" == since.citation("notice.days").norm
    assert Confidence.LOCAL is since.confidence("notice.days")
    assert 3 == since["notice.urgent_days"]


def test_amendments_may_be_named_one_by_one_and_in_any_order():
    """Their days decide."""
    first, second = sorted((TOWNS / "erlenfeld").iterdir())
    whole = load_law(TOWNS / "erlenfeld")

    assert whole == load_law(first, second)
    assert whole == load_law(second, first)


def test_before_a_file_holds_nobody_has_decided():
    """A case of 2019 is not asked under the rules of 2020."""
    law = parse_law(HEAD + '"notice.days" = { value = 9, at = "§ 2 GeschO" }\n')

    assert 9 == law.at(date(2020, 11, 1))["notice.days"]
    with pytest.raises(MissingValueError):
        law.at(date(2020, 10, 31))["notice.days"]


def test_the_history_of_the_state_stays_below_the_municipality():
    """What it may not speak of keeps its rows; what it corrects, only where it may."""
    key = "committee_chair_removal.majority"
    law = parse_law(f'{HEAD}"{key}" = ">= 2/3 of members"\n')

    with pytest.raises(AbsentNormError):
        law.at(date(2025, 7, 16))[key]
    assert "members" == law.at(date(2025, 7, 17))[key]["base"]
    for day in (date(2019, 1, 1), date(2026, 1, 1)):
        of_state = law_for("NRW").at(day).values
        assert of_state["formal_defect.months"] == law.at(day)["formal_defect.months"]


def test_a_body_has_its_own_before_its_kind_before_all():
    """Three days for one committee, ten for the others, fourteen else."""
    law = load_law(TOWNS / "hafenau.toml").at(date(2026, 3, 19))

    def days(name, kind):
        return law[law.of_body("notice.days", name, kind)]

    assert 3 == days("Vergabeausschuss", "committee")
    assert 10 == days("Kulturausschuss", "committee")
    assert 7 == days("Bezirk Nord", "district_council")
    assert 14 == days("Rat", "council")
    assert 11 == law["bodies.members"]["Vergabeausschuss"]
    assert "§ 24 Abs. 5 GeschO" == law.citation("notice.days@Vergabeausschuss").norm


def test_what_a_body_has_of_its_own_replaces_all_alternatives():
    """Days of one committee leave nothing of the hours of all; what is denied is nothing."""
    own = (
        '"notice.hours" = 48\n"notice.urgent_unlimited" = true\n'
        '[[body]]\nkind = "committee"\nnorm."notice.days" = 10\n'
        '[[body]]\nname = "Bauausschuss"\nnorm."notice.working_days" = 3\n'
        'norm."notice.urgent_unlimited" = false\n'
    )
    law = parse_law(f"{HEAD}{own}").at(date(2026, 3, 19))
    keys = [f"notice.{each}" for each in ("hours", "days", "working_days")]

    def found(name, kind, keys=keys):
        return law.alternatives(keys, name, kind)

    assert {"notice.hours": "notice.hours"} == found("Rat", "council")
    by_kind = found("Kulturausschuss", "committee")
    assert {"notice.days": "notice.days@committee"} == by_kind
    by_name = found("BAUAUSSCHUSS", "committee")
    assert {"notice.working_days": "notice.working_days@Bauausschuss"} == by_name
    assert {} == found("Bauausschuss", "committee", ["notice.urgent_unlimited"])
    assert {} == found("Rat", "council", ["notice.days"])


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("Rat", "Rat der Stadt", "council"),
        ("Rat der Stadt Hafenau", "Stadtrat", "council"),
        ("Haupt- und Finanzausschuss", "HAUPT- UND  FINANZAUSSCHUSS", "main_committee"),
        ("Haupt- und Finanzausschuss", "Hauptausschuss", "main_committee"),
        (
            'HFA"\nkind = "main_committee',
            "Haupt- und Finanzausschuss",
            "main_committee",
        ),
    ],
)
def test_a_bodys_own_norm_holds_however_it_is_written(written, name, kind):
    """Else a shorter notice for all would pass without a word."""
    text = f'"notice.days" = 7\n[[body]]\nname = "{written}"\n'
    law = parse_law(f'{HEAD}{text}norm."notice.days" = 14\n').at(date(2026, 3, 1))

    assert 14 == law[law.of_body("notice.days", name, kind)]
    assert 7 == law[law.of_body("notice.days", "Bauausschuss", "committee")]


def test_of_two_main_committees_neither_has_the_others_norm():
    """A town that lists two has given one of them days of its own, not both."""
    names = ("Hauptausschuss", "Haupt- und Finanzausschuss")
    one, two = (f'[[body]]\nname = "{e}"\nkind = "main_committee"\n' for e in names)
    text = f'{HEAD}"notice.days" = 7\n{two}{one}norm."notice.days" = 14\n'
    law = parse_law(text).at(date(2026, 3, 1))

    found = [law[law.of_body("notice.days", e, "main_committee")] for e in names]
    assert [14, 7] == found


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('name = "Rat"', 'name = "Rat der Stadt"'),
        ('name = "Rat"', 'kind = "council"'),
        ('name = "Bauausschuss"', 'name = "BAUAUSSCHUSS"'),
        ('name = "Bauausschuss"', 'name = "Bauausschuss"'),
    ],
)
def test_two_tables_of_one_body_do_not_hide_one_another(first, second):
    """Two values for one day are told; of different days both hold, each in its own."""
    tables = [
        f'[[body]]\n{name}\nnorm."notice.days" = {{ value = {days}{since} }}\n'
        for name, days, since in (
            (first, 14, "{until}"),
            (second, 10, "{since}"),
        )
    ]
    text = "".join([HEAD, *tables])
    with pytest.raises(LawError, match="two rows cover one day"):
        parse_law(text.replace("{until}", "").replace("{since}", ""))

    dated = text.replace("{until}", ", until = 2025-12-31")
    law = parse_law(dated.replace("{since}", ", since = 2026-01-01"))
    name, kind = ("Rat", "council") if "Rat" in first else ("Bauausschuss", "committee")
    key = law.of_body("notice.days", name, kind)
    assert 14 == law.at(date(2025, 12, 31))[key]
    assert 10 == law.at(date(2026, 1, 1))[key]


def test_a_body_has_so_many_members_as_its_table_says_of_the_day():
    """A number of other days would make a quorum of too few."""
    tables = [
        f'[[body]]\nname = "{name}"\nmembers = {members}\n{days}\n'
        for name, members, days in (
            ("Bauausschuss", 19, "until = 2025-10-31"),
            ("Bauausschuss", 13, "since = 2025-11-01\nuntil = 9999-12-31"),
            ("Kulturausschuss", 11, ""),
        )
    ]
    law = parse_law("".join([HEAD, *tables]))

    old, new = (
        law.at(day)["bodies.members"] for day in (date(2025, 10, 31), date(2025, 11, 1))
    )
    assert {"Bauausschuss": 19, "Kulturausschuss": 11} == old
    assert {"Bauausschuss": 13, "Kulturausschuss": 11} == new

    twice = [*tables, '[[body]]\nname = "BAUAUSSCHUSS"\nmembers = 15\n']
    with pytest.raises(LawError, match="two rows cover one day @ body"):
        parse_law("".join([HEAD, *twice]))


@pytest.mark.parametrize("body", ["council", "Rat", "Rat der Stadt Hafenau"])
def test_what_a_town_leaves_to_its_council_is_no_power_of_another(body):
    """The Hauptsatzung is the council's, and may be said to be, in the word of the town."""
    row = f'{{ topic = "Hauptsatzung", body = "{body}" }}'
    law = parse_law(f'{HEAD}"competence.powers" = [{row}]\n')

    assert ("council",) == tuple(each["body"] for each in law["competence.powers"])


def test_a_lone_value_is_a_row():
    """Where nothing else is said of it, the paragraph is that which leaves it open."""
    law = parse_law(HEAD + '"notice.days" = 9\n').at(date(2026, 1, 1))

    assert 9 == law["notice.days"]
    assert "§ 47 Abs. 2 GO NRW; Geschäftsordnung [L]" == str(
        law.citation("notice.days")
    )


def test_a_share_is_written_as_it_is_said():
    """And kept as its parts."""
    text = '"rules_deviation.majority" = ">= 2/3 of present_eligible"\n'
    law = parse_law(HEAD + text).at(date(2026, 1, 1))
    assert (2, 3) == (
        law["rules_deviation.majority"]["num"],
        law["rules_deviation.majority"]["den"],
    )


@FEW
@given(
    st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, unique=True),
    st.dates(date(1999, 1, 1), date(2031, 1, 1)),
)
def test_of_any_amendments_the_last_before_a_day_holds_on_it(days, asked):
    """No day has two rows, and none is lost behind the first."""
    files = [
        {"x": (Row(Citation("", "L"), number, InForce(day)),)}
        for number, day in enumerate(sorted(days))
    ]
    found = [row.value for row in amended(files)["x"] if row.in_force.covers(asked)]
    past = [number for number, day in enumerate(sorted(days)) if day <= asked]
    assert past[-1:] == found


# ------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '"notce.days" = 9',
            "there is no such key; the nearest is notice.days @ notce.days, line 5",
        ),
        (
            '"notice.days" = { value = -1 }',
            "-1 is not a whole number of 0 or more @ notice.days, line 5",
        ),
        (
            '"notice.days" = { at = "§ 2" }',
            "the value is missing @ notice.days, line 5",
        ),
        (
            '"notice.days" = { value = 9, since = "2020" }',
            (
                "since is '2020'; write a day such as 2025-11-01, without quotes @ "
                "notice.days, line 5"
            ),
        ),
        (
            '"notice.days" = { value = 9, since = 2025-01-02, until = 2025-01-01 }',
            "until 2025-01-01 is before since 2025-01-02 @ notice.days, line 5",
        ),
        (
            '"notice.days" = [{ value = 9 }, { value = 8, since = 2025-01-01 }]',
            "two rows cover one day @ notice.days, line 5",
        ),
        (
            '"mayor_objection.days" = 4',
            "4, but § 54 Abs. 1 GO NRW says 3 @ mayor_objection.days, line 5",
        ),
        (
            '"faction.min_members" = 3',
            "§ 56 Abs. 2 GO NRW grades it by size; leave it out @ "
            "faction.min_members, line 5",
        ),
        (
            '"competence.powers" = [{ topic = "award", body = "mayor", up_to = "big" }]',
            "There is no limit 'big'; limits.named has: – @ competence.powers, line 5",
        ),
        (
            '"competence.powers".value = [\n { topic = "award", body = "mayor", '
            'up_to = "50.000 €" }]',
            "'50.000 €' is no number of euros and no limit",
        ),
        (
            '"secret_vote.share" = "> 1/3 of members"',
            "'> 1/3 of members', but § 50 Abs. 1 S. 5 GO NRW says >= 1/5 of members @ "
            "secret_vote.share, line 5",
        ),
        (
            '"notice.days" = { value = 9, valid_from = 2025-11-04 }',
            "a row has no 'valid_from'; since is meant @ notice.days, line 5",
        ),
        (
            '"notice.days" = { value = 9, council = 14 }',
            "what holds for 'council' alone stands below [[body]], in its norm",
        ),
        (
            "notice.days = 8",
            'write the whole key in quotes: "notice.days" = … @ notice, line 5',
        ),
        (
            '"notice.days" = { value = 9, xyz = 14 }',
            "a row has no 'xyz', only at, since, source, until, value",
        ),
        (
            '"competence.powers" = { value = [{ topic = "district_mayor_election", '
            'body = "main_committee" }] }',
            "§ 36 Abs. 3 GO NRW leaves election of a district mayor "
            "(district_mayor_election) to the district council",
        ),
        (
            '"competence.pre_consultation" = { value = { Fahrdrat = ["Bauausschuss"] } }',
            "'Fahrdrat' is no topic",
        ),
        (
            '"competence.powers".value = [\n { topic = "award", body = "Bürgermeisetr" }]',
            (
                "'Bürgermeisetr' is no body of the state or of this municipality and no "
                "office; the nearest: 'Bürgermeister'; list a body of its own under "
                "[[body]] @ competence.powers[0].body, line 6"
            ),
        ),
        (
            '"competence.powers" = { value = [{ topic = "award", body = "SPD-Fraktion" }] }',
            "no office; known: council, mayor, district_council",
        ),
        (
            '"competence.powers" = { value = [{ topic = "award", body = "administration" }] }',
            "the nearest: 'mayor'",
        ),
        (
            '"competence.powers" = { value = [{ topic = "award", body = "Verkehrausschuss" }] }'
            "\n[[body]]\nname = 'Verkehrsausschuss'",
            "the nearest: 'Verkehrsausschuss'",
        ),
        (
            '"competence.powers" = { value = [{ topic = "award", body = "Stadtdirektor" }] }',
            "the law says 'Stadtdirektor' until 1999-09-30 only; since then 'Bürgermeister'",
        ),
        (
            '"competence.pre_consultation" = { value = { award = ["Bauauschuss"] } }',
            "'Bauauschuss' is no body",
        ),
        (
            '[[body]]\nname = "A"\nkind = "Auschus"',
            "'Auschus' is no kind of body; known: council",
        ),
        ("[[body]]\nmembers = 3", "name the body, or its kind: council"),
        (
            '[[body]]\nname = "A"\nsince = 2025-01-02\nuntil = 2025-01-01',
            "until 2025-01-01 is before since 2025-01-02 @ body.A, line 6",
        ),
        (
            '[[body]]\nname = "A"\nnorm."committee_appeal.days" = 3',
            "it is the same for all bodies; for one there is only notice.days",
        ),
        (
            '[[body]]\nname = "A"\nsize = 3',
            "a body has no 'size'; known: advises, experts, kind, members, name",
        ),
    ],
)
def test_each_mistake_is_told_with_its_line(line, expected):
    """What, where, and what was meant; in German too."""
    (found,) = problems(line)
    assert expected in found
    assert german(found) != found


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("", "the state is missing: write state ="),
        ('state = "Nordrhein-Westfalen"', "the state is NRW in short"),
        ('state = "nrw"', "the state is NRW in short"),
        ('state = "Tirol"', "there is no state 'Tirol'; known: BW"),
    ],
)
def test_a_state_that_is_not_named_in_short_is_told(head, told):
    """Whoever writes the whole name, or none, reads which to write."""
    with pytest.raises(LawError) as refused:
        parse_law(f'{head}\ntown = "X"\n[norm]\n')
    assert told in refused.value.problems[0]


def test_a_mistake_in_a_later_table_of_bodies_is_told_with_its_own_line():
    """Each begins with the same head, which ends no search."""
    first = '[[body]]\nname = "A"\nnorm."notice.days" = 8\n'
    (found,) = problems(f'{first}[[body]]\nname = "B"\nnorm."notice.days" = -1')
    assert "body.B.notice.days, line 10" in found


def test_a_name_has_its_meaning_on_its_day():
    """Until the law renamed it, the town's file may say what it said then."""
    row = '{ value = [{ topic = "culture", body = "Stadtdirektor" }], until = 1999-09-30 }'
    head = HEAD.replace("2020-11-01", "1995-01-01")
    law = parse_law(f'{head}"competence.powers" = {row}\n')
    assert "mayor" == law.at(date(1998, 5, 1))["competence.powers"][0]["body"]


def test_an_amendment_names_the_bodies_of_the_first_file(tmp_path):
    """One file lists them, the other gives a power to one, by any way to write it."""
    first, second = tmp_path / "1.toml", tmp_path / "2.toml"
    first.write_text(f'{HEAD}[[body]]\nname = "StEA"\nkind = "Ausschuss"\n')
    row = '"competence.powers" = { value = [{ topic = "culture", body = "STEA" }] }'
    second.write_text(f"{HEAD.replace('2020', '2022')}{row}\n")
    law = load_law(first, second)
    assert "STEA" == law["competence.powers"][0]["body"]
    assert "committee" == law["bodies.list"][0]["kind"]


def test_a_head_that_is_none_is_told_with_what_was_meant():
    """Town and state are asked for; a slip is named."""
    found = problems("", 'state = "XX"\nvalid_form = 2020-01-01\n[norm]\n')
    assert 3 == len(found)
    assert "the nearest is valid_from @ valid_form, line 2" in found[0]
    assert "there is no state 'XX'" in found[2]


def test_an_amendment_says_since_when(tmp_path):
    """Without a day nobody knows what it takes the place of."""
    first, second = tmp_path / "1.toml", tmp_path / "2.toml"
    for file in (first, second):
        file.write_text('state = "NRW"\ntown = "X"\n[norm]\n"notice.days" = 9\n')
    with pytest.raises(LawError, match="an amendment has the state"):
        load_law(first, second)
    head = 'state = "NRW"\ntown = "Y"\nvalid_from = 2026-01-01\n[norm]\n'
    second.write_text(f'{head}"notice.days" = 3\n')
    with pytest.raises(LawError, match=r"the municipality of the file .*: X @ town"):
        load_law(first, second)
    (tmp_path / "none").mkdir()
    with pytest.raises(InvalidInputError, match="no TOML file"):
        load_law(tmp_path / "none")


def test_a_file_of_the_old_form_is_read_with_a_hint(tmp_path):
    """To the same values; and one of rows without."""
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(
        'state = "NRW"\nname = "X"\n[notice]\ndays = 9\n[rules_deviation]\n'
        'majority = { num = 2, den = 3, strict = false, base = "present_eligible" }\n'
    )
    new.write_text(
        'state = "NRW"\ntown = "X"\n[norm]\n"notice.days" = 9\n'
        '"rules_deviation.majority" = ">= 2/3 of present_eligible"\n'
    )
    assert load_law(old).digest == load_law(new).digest
    assert "version 0.1" in str(hint_of(old))
    assert "Version 0.1" in german(HINT)
    assert hint_of(new) is None
    assert hint_of(TOWNS / "musterstadt.toml") is None
    assert hint_of(TOWNS / "hafenau.toml") is None
    assert hint_of(TOWNS / "erlenfeld") is None


@FEW
@given(days=st.integers(1, 60), shift=st.integers(-400, 400))
def test_a_row_holds_in_its_days_and_in_no_other(days, shift):
    """First and last day included."""
    since, until = date(2022, 1, 1), date(2022, 12, 31)
    row = f"value = {days}, since = {since}, until = {until}"
    law = parse_law(f'{HEAD}"notice.days" = {{ {row} }}\n')
    day = since + timedelta(shift)
    assert (days if since <= day <= until else None) == law.at(day).values.get(
        "notice.days"
    )
