"""``ratsflow law``: check a law file, and print one to fill in."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from ratsflow.law.municipality import keys_of
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


def test_every_mistake_of_a_wrong_file_is_a_line(shell):
    """Exit 2, ``message @ path`` a line."""
    Path("law.toml").write_text(
        'state = "NRW"\nname = "X"\nnotice.days = -1\nresubmission.baar = true\n'
    )
    code, out, err = shell("law", "check", "law.toml")
    assert (2, "") == (code, out)
    assert [
        "ratsflow: law.toml: -1 is not a whole number of 0 or more @ notice.days",
        (
            "ratsflow: law.toml: there is no such key; the nearest is resubmission.bar"
            " @ resubmission.baar"
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
    assert all(f"# {key.id} = " in out for key in keys_of("NRW"))
    Path("law.toml").write_text(out.replace('name = ""', 'name = "Neu"'), "utf-8")
    code, out, _ = shell("law", "check", "law.toml", "--lang", "de")
    assert 1 == code
    assert "Neu (NRW)" in out


def test_the_template_as_json_is_the_list_of_keys(shell):
    """Every key with its kind, its paragraph and the mark."""
    _, out, _ = shell("law", "template", "--state", "BW", "--json")
    keys = {each["key"]: each for each in json.loads(out)}
    assert "§ 34 Abs. 1 S. 1 Hs. 2 GemO BW" == keys["notice.days"]["citation"]
