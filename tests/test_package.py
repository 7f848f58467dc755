"""What is published about the package agrees with itself, and its hooks work."""

from __future__ import annotations

import re
import shlex
import tomllib

from pathlib import Path

import pytest
import yaml

import ratsflow

from ratsflow.cli.app import run


ROOT = Path(__file__).parents[1]
OFFICE = ROOT / "examples" / "council-office"
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
PUBLICCODE = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_one_version_everywhere():
    assert ratsflow.__version__ == CFF["version"] == PUBLICCODE["softwareVersion"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(
        rf"^## (\[?{re.escape(ratsflow.__version__)}|Unreleased)", changes, re.MULTILINE
    )


def test_one_licence_everywhere():
    licence = PROJECT["license"]
    assert licence == CFF["license"] == PUBLICCODE["legal"]["license"]


def test_every_supported_python_is_said():
    said = {c.rpartition(" ")[2] for c in PROJECT["classifiers"] if "3." in c}
    assert {"3.11", "3.12", "3.13", "3.14"} == said


def test_what_is_required_comes_without_an_extra():
    """`pip install ratsflow` brings the command line."""
    names = {re.split(r"[<>=; ]", each)[0] for each in PROJECT["dependencies"]}
    assert {"click", "rich"} <= names


@pytest.mark.parametrize(
    "page", ["README.md", "SECURITY.md", "CONTRIBUTING.md", "docs/versions.md"]
)
def test_no_link_is_dead(page):
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), target


def _hooks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return {hook["id"]: hook for hook in hooks}


def test_the_office_uses_hooks_that_there_are():
    config = yaml.safe_load((OFFICE / ".pre-commit-config.yaml").read_text("utf-8"))
    used = {hook["id"] for repo in config["repos"] for hook in repo["hooks"]}
    assert used <= _hooks().keys()


@pytest.mark.parametrize("name", ["ratsflow-law", "ratsflow-test"])
def test_a_hook_passes_the_office_and_stops_a_mistake(name, tmp_path, monkeypatch):
    """As pre-commit calls it: the entry, then the files that its pattern fits."""
    for path in OFFICE.rglob("*.toml"):
        copy = tmp_path / path.relative_to(OFFICE)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    hook = _hooks()[name]
    known = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.toml")]
    files = [
        path
        for path in known
        if re.search(hook["files"], path)
        and not re.search(hook.get("exclude", "^$"), path)
    ]
    assert files
    program, *words = shlex.split(hook["entry"])
    assert "ratsflow" == program
    assert 0 == run([*words, *files])
    text = Path(files[0]).read_text("utf-8")
    spoilt = text.replace('"notice.days"', '"notice.dyas"').replace(
        '"rejected"', '"adopted"'
    )
    assert spoilt != text
    Path(files[0]).write_text(spoilt, "utf-8")
    assert run([*words, *files])


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_a_template_calls_commands_as_they_are(name, capsys):
    """Every option that a template names is in the help of its command."""
    text = (OFFICE / name).read_text("utf-8")
    assert yaml.safe_load(text)
    calls = re.findall(r"ratsflow ((?:law check|test|check) [^\n]*)", text)
    assert 3 == len(calls)
    for call in calls:
        named = {word for word in shlex.split(call) if word.startswith("--")}
        command = ["law", "check"] if call.startswith("law") else [call.split()[0]]
        assert 0 == run([*command, "--help", "--lang", "en"])
        known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
        assert named <= known
