"""``ratsflow law``: check a law file, and print one to fill in."""

from __future__ import annotations

import json
import re
import tomllib

from pathlib import Path

import pytest

from ratsflow.law.municipality import keys_of, parse_law
from ratsflow.law.states import state_ids
from ratsflow.states.nrw import nrw


ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples" / "municipalities" / "musterstadt.toml")


def test_the_example_municipality_lacks_nothing(shell):
    """Exit 0 where no value is missing."""
    code, out, _ = shell("law", "check", EXAMPLE, "--lang", "en")
    assert 0 == code
    assert "No value is missing." in out


def test_missing_keys_come_with_paragraph_and_the_rules_that_need_them(shell):
    """Exit 1, and who reads the key stands beside it."""
    Path("law.toml").write_text('state = "NRW"\nname = "Leer"\n')
    code, out, _ = shell("law", "check", "law.toml", "--json")
    missing = {each["key"]: each for each in json.loads(out)["missing"]}

    assert 1 == code
    assert "L" == missing["committee_appeal.days"]["confidence"]
    assert {"id": "appeal_period_over", "catalogue": "L-4"} in (
        missing["committee_appeal.days"]["rules"]
    )
    readers = {key for rule in nrw().rules for key in rule.parameters}
    assert set(missing) & readers == {
        key for key, each in missing.items() if each["rules"]
    }


def test_uncertain_values_in_force_are_shown_as_uncertain(shell):
    """The time bar for bias is nobody's certain number."""
    Path("law.toml").write_text('state = "NRW"\nname = "Leer"\n')
    _, out, _ = shell("law", "check", "law.toml", "--json")
    unsure = {each["key"]: each for each in json.loads(out)["unsure"]}
    assert ("?", 12) == (
        unsure["bias.time_bar_months"]["confidence"],
        unsure["bias.time_bar_months"]["value"],
    )
    _, out, _ = shell("law", "check", "law.toml", "--lang", "en")
    assert "bias.time_bar_months  § 54 Abs. 4 GO NRW [?]" in out


def test_what_is_missing_can_be_read_at_a_glance(shell):
    """Two or three lines a value, some rules of many; all of them on request."""
    Path("law.toml").write_text('state = "NRW"\ntown = "Leer"\n')
    _, out, _ = shell("law", "check", "law.toml", "--lang", "de")
    _, whole, _ = shell("law", "check", "law.toml", "--all", "--lang", "de")
    lines = out.splitlines()
    at = lines.index(next(x for x in lines if "rules_deviation.majority" in x))
    assert lines[at + 2].startswith("    Offen bleibt: ")
    assert re.search(r" und \d+ weitere$", lines[at + 2])
    assert "--all" in lines[-1]
    assert 5 * len(lines) < 3 * len(whole.splitlines())
    assert "    - I-6 majority_counted: Qualifizierte Mehrheit ausgezählt" in whole
    assert "    - I-6" not in out


@pytest.mark.parametrize("state", state_ids())
def test_every_value_that_is_shown_says_what_it_is(shell, state):
    """What a town sets, and what is in force and unsure."""
    Path("law.toml").write_text(f'state = "{state}"\ntown = "Leer"\n')
    _, out, _ = shell("law", "check", "law.toml", "--json", "--partial")
    told = json.loads(out)
    rows = [*told["missing"], *told["unsure"]]
    assert [] == [each["key"] for each in rows if not all(each["text"].values())]


def test_every_mistake_of_a_wrong_file_is_a_line(shell):
    """Exit 2, ``message @ path`` a line."""
    Path("law.toml").write_text(
        'state = "NRW"\nname = "X"\nnotice.days = -1\nresubmission.baar = true\n'
    )
    code, out, err = shell("law", "check", "law.toml")
    assert (2, "") == (code, out)
    assert [
        "ratsflow: law.toml: -1 is not a whole number of 0 or more @ notice.days, line 3",
        (
            "ratsflow: law.toml: there is no such key; the nearest is resubmission.bar"
            " @ resubmission.baar, line 4"
        ),
    ] == err.splitlines()


@pytest.mark.parametrize(
    ("content", "expected"),
    [(None, "No such file"), (b"\xff", "is no UTF-8"), (b"a = ", "it is no TOML")],
)
def test_a_file_that_cannot_be_read_is_exit_two(shell, content, expected):
    """One clear line, no traceback."""
    if content is not None:
        Path("law.toml").write_bytes(content)
    code, out, err = shell("law", "check", "law.toml")
    assert (2, "", 1) == (code, out, err.count("\n"))
    assert expected in err


def test_the_template_can_be_filled_in_and_checked(shell):
    """What the template prints, with a name, is a file that the check reads."""
    code, out, _ = shell("law", "template", "--lang", "de")
    assert 0 == code
    assert all(f'# "{key.id}" = ' in out for key in keys_of("NRW"))
    Path("law.toml").write_text(out.replace('town = ""', 'town = "Neu"'), "utf-8")
    code, out, _ = shell("law", "check", "law.toml", "--lang", "de")
    assert 1 == code
    assert "Neu (NRW)" in out


def test_the_template_as_json_is_the_list_of_keys(shell):
    """Every key with its kind, its paragraph and the mark."""
    _, out, _ = shell("law", "template", "--state", "BW", "--json")
    keys = {each["key"]: each for each in json.loads(out)}
    assert "§ 34 Abs. 1 S. 1 Hs. 2 GemO BW" == keys["notice.days"]["citation"]


TOWNS = ROOT / "examples" / "municipalities"


def test_a_file_and_its_amendments_are_checked_together(shell):
    """The second file holds from its day on; of the old form it is told."""
    files = sorted(map(str, (TOWNS / "erlenfeld").iterdir()))
    code, out, err = shell("law", "check", *files, "--lang", "de")
    assert 1 == code
    assert "Stadt Erlenfeld (erfunden) (NRW)" in out
    assert "notice.days" not in out
    assert "" == err
    Path("old.toml").write_text('state = "NRW"\nname = "X"\nnotice.days = 9\n')
    _, _, err = shell("law", "check", "old.toml", "--lang", "de")
    assert "Form der Version 0.1" in err
    assert "" == shell("law", "check", EXAMPLE, "--lang", "de")[2]


def test_a_flag_is_told_as_a_file_has_it(shell):
    out = shell("law", "norm", "agenda_item.faction", "--lang", "de")[1]
    assert "  true" in out
    assert "True" not in out


@pytest.mark.parametrize("words", [("§", "24"), ("petition.resident_months",)])
def test_a_paragraph_leads_to_its_norms_and_rules(shell, words):
    """Each row with its days, its mark and its value, and who reads it."""
    code, out, _ = shell("law", "norm", *words)
    assert 0 == code
    lines = [line.strip() for line in out.splitlines()]
    assert "2021-12-15–            § 24 Abs. 1 S. 1 GO NRW [V]  3" in lines
    assert "- C-10 petitioner_resident" in lines


def test_a_paragraph_is_not_that_with_a_letter(shell):
    """§ 47 is not § 47a."""
    rows = json.loads(shell("law", "norm", "§ 47", "--json")[1])
    places = [row["citation"] for each in rows for row in each["rows"]]
    assert places
    assert all("§ 47 " in each or "§ 47," in each or "47" in each for each in places)
    assert not [each for each in places if each.startswith("§ 47a")]


def test_a_norm_that_there_is_not_is_told(shell):
    """With the nearest ids."""
    code, _, err = shell("law", "norm", "notce.days")
    assert 2 == code
    assert "notice.days" in err


@pytest.mark.parametrize("state", ["NRW", "BW", "BY", "HE", "NI"])
def test_the_schema_knows_every_open_norm_and_says_what_it_means(shell, state):
    """An editor shows paragraph and meaning of each."""
    schema = json.loads(shell("law", "schema", "--state", state, "--lang", "de")[1])
    norms = schema["properties"]["norm"]["properties"]
    assert {norm.id for norm in keys_of(state)} == set(norms)
    assert all(each["description"] for each in norms.values())
    assert {"const": state} == schema["properties"]["state"]


@pytest.mark.parametrize("state", ["NRW", "NI"])
def test_the_schema_lets_a_body_be_called_as_the_file_may(shell, state):
    """An editor marked kinds as wrong that are read; what it offers is read."""
    schema = json.loads(shell("law", "schema", "--state", state)[1])
    kinds = schema["properties"]["body"]["items"]["properties"]["kind"]["enum"]

    assert {"committee", "Ausschuss", "Beirat", "Ortschaftsrat", "Rat"} <= set(kinds)
    assert ("Verwaltungsausschuss" in kinds) is (state == "NI")
    for kind in kinds:
        table = f'[[body]]\nname = "X"\nkind = "{kind}"\nmembers = 9\n'
        parse_law(f'state = "{state}"\ntown = "X"\n{table}')


@pytest.mark.parametrize("name", ["hafenau.toml", "hochmoor.toml"])
def test_what_the_example_towns_say_the_schema_lets_stand(shell, name):
    """Head, norms and bodies of a sound file are keys of the schema."""
    schema = json.loads(shell("law", "schema")[1])["properties"]
    table = tomllib.loads((TOWNS / name).read_text("utf-8"))
    assert set(table) <= set(schema)
    assert set(table["norm"]) <= set(schema["norm"]["properties"])
    body = schema["body"]["items"]["properties"]
    for each in table["body"]:
        assert set(each) <= set(body)
        assert set(each.get("norm", ())) <= set(body["norm"]["properties"])
