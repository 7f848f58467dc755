"""Every help ends with calls that work: all of them are run here, one after the other."""

from __future__ import annotations

import shlex

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ratsflow.cli.app import cli
from ratsflow.cli.bilingual import Command


ROOT = Path(__file__).parents[2] / "examples"
PAPER = ROOT / "vorlagen" / "lesesommer.txt"
TOWN = ROOT / "municipalities" / "hafenau.toml"
EXAMPLE = """
state = "NRW"
town = "town.toml"

[[example]]
says = "Ohne Kostenangabe geht keine Vorlage in die Mitzeichnung."
given = { at = "draft", paper = { cost_statement = false } }
when = { step = "submit", by = "author" }
then = { refused = ["cost_statement_present"] }
"""
IN_THE_WAY = {
    "plan 0322 --until adopted --law town.toml": 1,
    "law check town.toml": 1,
    "attest 0322 decision.json --key key.pem --origin musterstadt.example/log": 2,
}
"""What ends with another code than 0 as the cases stand here, and with which."""


def _commands() -> Iterator[tuple[str, Command]]:
    """Yield each command with its words, groups opened, in the order of the help."""
    with click.Context(cli, info_name="ratsflow") as ctx:
        for name in cli.list_commands(ctx):
            command = cli.get_command(ctx, name)
            if isinstance(command, click.Group):
                for part, each in command.commands.items():
                    assert isinstance(each, Command)
                    yield f"{name} {part}", each
            else:
                assert isinstance(command, Command)
                yield name, command


COMMANDS = list(_commands())


def test_every_command_shows_a_call():
    assert not [name for name, command in COMMANDS if not command.examples]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[n for n, _ in COMMANDS])
def test_the_help_ends_with_its_calls(shell, name, command, lang):
    code, out, _ = shell(*name.split(), "--help", "--lang", lang)
    assert 0 == code
    heading = {"de": "Beispiele:\n", "en": "Examples:\n"}[lang]
    shown = out[out.rindex(heading) :].splitlines()
    assert [f"  ratsflow {each}" for each in command.examples] == shown[1:]


def test_each_call_works(shell, monkeypatch):
    """They follow each other as a reader of `ratsflow --help` would try them."""
    monkeypatch.setenv("RATSFLOW_LANG", "en")
    Path("paper.txt").write_bytes(PAPER.read_bytes())
    Path("town.toml").write_bytes(TOWN.read_bytes())
    changed = TOWN.read_text("utf-8").replace(
        '"notice.days" = { value = 14', '"notice.days" = { value = 10'
    )
    Path("draft.toml").write_text(changed, "utf-8")
    Path("papers.json").write_text('{"data": []}', "utf-8")
    Path("gescho.example.toml").write_text(EXAMPLE, "utf-8")
    Path("form.toml").write_text('id = "x"\nextends = "country"\n', "utf-8")
    ended = {
        call: shell(*shlex.split(call))
        for name, command in COMMANDS
        # `check` takes minutes and `page` a runtime from elsewhere: tests of their own.
        if name not in {"check", "page"}
        for call in command.examples
    }
    wrong = {
        call: (code, err)
        for call, (code, _, err) in ended.items()
        if code != IN_THE_WAY.get(call, 0)
    }
    assert not wrong
