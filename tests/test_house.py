"""The house: what the public names, the docs and the floors promise."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib

from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

import ratsflow

from ratsflow.cli.app import _COMMANDS
from ratsflow.errors import RatsflowError, german


ROOT = Path(__file__).parent.parent


def test_every_public_name_exists_and_is_documented():
    """Each name of the façade can be imported and says what it is."""
    for name in chain.from_iterable(ratsflow._HOMES.values()):
        value = getattr(ratsflow, name)
        if callable(value):
            assert value.__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ratsflow.nothing


@pytest.mark.parametrize("old", sorted(ratsflow._MOVED))
def test_a_word_that_left_the_top_still_works_and_names_its_place(old):
    """Words of version 0.1 give what they gave, with a warning that says where it is."""
    now = ratsflow._MOVED[old]
    with pytest.warns(DeprecationWarning, match=re.escape(f"is now {now};")) as told:
        value = getattr(ratsflow, old)

    home, _, word = now.rpartition(".")
    assert value is getattr(importlib.import_module(home), word)
    assert __file__ == told[0].filename
    assert old in ratsflow.__all__


def test_nobody_of_the_house_uses_a_word_that_left_the_top():
    """Source, tests, examples and docs import each name from where it is."""
    old = re.compile(rf"\b({'|'.join(ratsflow._MOVED)})\b")
    block = re.compile(r"^ *from ratsflow import (\([^)]*\)|.*)", re.MULTILINE)
    folders = ("src", "tests", "docs", "examples", "benchmarks")
    paths = [
        ROOT / "README.md",
        *(path for folder in folders for path in (ROOT / folder).rglob("*.py")),
        *(ROOT / "docs").rglob("*.md"),
    ]
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in paths
        for names in block.findall(path.read_text(encoding="utf-8"))
        for word in old.findall(names)
    }

    assert not found


def test_typing_block_and_table_of_the_facade_agree():
    """The names that type checkers see are the names that exist."""
    text = Path(ratsflow.__file__).read_text(encoding="utf-8")
    seen = re.findall(r"^    from (\S+) import (\w+) as \2$", text, re.MULTILINE)
    homes = ratsflow._HOMES.items()
    assert sorted((home, name) for home, names in homes for name in names) == sorted(
        seen
    )


def test_floors_import_only_floors_below():
    """The import contracts of pyproject.toml hold."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr


def test_importing_the_library_loads_no_database_and_no_optional_part():
    """A bare import, and an office in memory, leave SQL and the extras alone."""
    code = (
        "import sys, ratsflow; ratsflow.Office; "
        "bad = {'sqlalchemy', 'sqlite3', 'click', 'hypothesis', 'holidays', "
        "'cryptography', 'pytest'} & set(sys.modules); assert not bad, bad"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr


def test_asking_where_a_case_stands_loads_nothing_to_draw_with():
    """The commands that are called most print plain lines."""
    code = (
        "import sys, ratsflow.cli.show_explain, ratsflow.cli.cases; "
        "bad = {'rich', 'structlog', 'holidays', 'cryptography'} & set(sys.modules); "
        "assert not bad, bad"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr


def test_importing_the_library_does_no_work():
    """`import ratsflow` alone loads nothing of its own but the table of old names."""
    code = (
        "import sys, ratsflow; "
        "print([m for m in sys.modules if m.startswith('ratsflow.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "['ratsflow._lazy', 'ratsflow._moved']" == done.stdout.strip()


def test_one_tree_of_errors():
    """Every error class of the library is a RatsflowError."""
    for path in (ROOT / "src/ratsflow").rglob("*.py"):
        for name in re.findall(
            r"^class ([A-Z]\w+Error)\(", path.read_text("utf-8"), re.MULTILINE
        ):
            module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
            module = module.removesuffix(".__init__")
            assert issubclass(
                getattr(importlib.import_module(module), name), RatsflowError
            )


def test_versions_agree():
    """The version stands once; the changelog speaks of it or of what is unreleased."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert ["version"] == project["dynamic"]
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_links_in_the_docs_lead_somewhere():
    """Every relative link of README and docs points to a file."""
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_readme_has_the_two_commands():
    """One line to run it, one line to test it."""
    text = (ROOT / "README.md").read_text("utf-8")
    for heading, end in (("Run it", "ratsflow tour"), ("Test it", "pytest -q")):
        block = text.split(f"## {heading}\n")[1].split("```sh\n")[1].split("```")[0]
        assert 1 == len(block.strip().splitlines())
        assert block.strip().endswith(end)


def test_every_command_is_documented():
    """Each command of the command line has its row in the docs."""
    text = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    for name in _COMMANDS:
        assert f"`ratsflow {name}" in text, name


def test_every_command_is_told_in_a_line_and_is_there():
    """The list of commands is printed without loading one, and tells of each in both."""
    for name, (home, line) in _COMMANDS.items():
        assert hasattr(import_module(f"ratsflow.cli.{home}"), f"{name}_command")
        assert line
        assert german(line) not in ("", str(line)), name
        assert len(line) <= 60, name
        assert len(german(line)) <= 65, name
