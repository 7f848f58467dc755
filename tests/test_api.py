"""The page of public names says what the modules offer, and nothing else."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

import ratsflow


ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
STUB = ROOT / "tests" / "typing" / "api.py"
PROMISED = tomllib.loads(
    (ROOT / "tests" / "fixtures" / "promised_names.toml").read_text("utf-8")
)
TIERS = {"S": "stable", "P": "provisional"}
SECTIONS = {
    found[1]: found[2]
    for found in re.finditer(
        r"^## `(\S+)`$(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL
    )
}


def rows_of(section):
    """Return the rows of the tables of a section, each cell stripped."""
    rows = [
        line.strip("|").split("|") for line in section.splitlines() if line[:1] == "|"
    ]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def tier_of(module):
    """Return under which name a module's promise stands."""
    return module.removeprefix("ratsflow.").partition(".")[0]


def names_of(module):
    """Return the names that the page has of a module, with their marks."""
    return {
        name: mark
        for _, names, mark in rows_of(SECTIONS[module])
        for name in re.findall(r"`(\w+)`", names)
    }


@pytest.mark.parametrize("module", sorted(SECTIONS))
def test_the_page_has_the_names_that_a_module_offers(module):
    """Each once; what only works for one more version stands in a table of its own."""
    offered = set(importlib.import_module(module).__all__)
    if module == "ratsflow":
        offered -= set(ratsflow._MOVED)
    told = [
        name
        for _, names, _ in rows_of(SECTIONS[module])
        for name in re.findall(r"`(\w+)`", names)
    ]

    assert sorted(offered) == sorted(told)


@pytest.mark.parametrize("module", sorted(SECTIONS))
def test_the_marks_of_the_page_are_what_programs_are_told(module):
    """No name is promised more on the page than its module promises."""
    tier = ratsflow.__stability__[tier_of(module)]

    assert {tier} == {TIERS[mark] for mark in names_of(module).values()}


def test_every_module_of_which_something_is_promised_is_on_the_page():
    """Of `contrib` each package has a section of its own, as it counts as a module."""
    contrib = ROOT / "src" / "ratsflow" / "contrib"
    there = {
        f"ratsflow.contrib.{path.parent.name}" for path in contrib.glob("*/__init__.py")
    } | {
        f"ratsflow.contrib.{path.stem}"
        for path in contrib.glob("*.py")
        if path.stem != "__init__"
    }

    assert set(ratsflow.__stability__) == set(map(tier_of, SECTIONS))
    assert there == {each for each in SECTIONS if each.startswith("ratsflow.contrib.")}


def test_no_public_name_lies_deeper_than_one_module():
    """Below `ratsflow`, or below `ratsflow.contrib`, which counts as none."""
    for module in SECTIONS:
        assert module.removeprefix("ratsflow.contrib").count(".") <= 1, module


def test_the_page_names_every_word_that_moved_with_its_place():
    """Word by word as the warning says it."""
    section = PAGE[PAGE.index("## Words of 0.1 that moved") :]

    assert ratsflow._MOVED == {
        old.strip("`"): now.strip("`") for old, now in rows_of(section)
    }


def test_what_moved_is_where_the_page_says_that_it_is_public():
    """Nobody is sent to a private module."""
    for old, now in ratsflow._MOVED.items():
        module, _, word = now.rpartition(".")
        assert word in names_of(module), old


def test_the_methods_on_the_page_exist():
    """Each is an attribute of a class of the top level, and says what it is."""
    section = PAGE[PAGE.index("## Methods worth knowing") :].partition("\n## ")[0]
    methods = [
        each
        for row in rows_of(section)
        for each in re.findall(r"`(\w+)\.(\w+)`", row[0])
    ]

    assert methods
    for kind, name in methods:
        assert getattr(getattr(ratsflow, kind), name).__doc__, (kind, name)


def test_one_word_means_one_thing():
    """A name that two modules offer is the same object, or the page says both."""
    both = {
        "Cases": {"ratsflow.contrib.django", "ratsflow.contrib.fastapi"},
        "Entry": {"ratsflow", "ratsflow.log", "ratsflow.contrib.django"},
        "Found": {"ratsflow", "ratsflow.stores"},
        "Missing": {"ratsflow", "ratsflow.papers"},
    }
    offered = [(name, module) for module in SECTIONS for name in names_of(module)]
    counts = Counter(name for name, _ in offered)
    for name in (each for each, count in counts.items() if count > 1):
        homes = {module for word, module in offered if word == name}
        if both.get(name) == homes:
            continue
        found = {id(getattr(importlib.import_module(module), name)) for module in homes}
        assert 1 == len(found), name


def test_the_typed_page_uses_every_public_name():
    """What mypy checks is what the page promises."""
    nodes = list(ast.walk(ast.parse(STUB.read_text(encoding="utf-8"))))
    used = {
        (each.module, alias.name)
        for each in nodes
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    }
    used |= {
        (f"ratsflow.{each.value.id}", each.attr)
        for each in nodes
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    }
    for module in SECTIONS:
        home = importlib.import_module(module)
        lacking = [
            name
            for name in names_of(module)
            if (module, name) not in used
            and not (
                ("ratsflow", name) in used
                and getattr(ratsflow, name) is getattr(home, name)
            )
        ]
        assert not lacking, (module, lacking)


def test_the_docs_import_public_names_only():
    """But for what they show of the command line's own screen."""
    own = {("ratsflow.cli.screen", "screen"), ("ratsflow.cli.command_lines", "Typed")}
    models = "ratsflow.contrib.fastapi.models"
    own |= {(models, name) for name in importlib.import_module(models).__all__}
    public = {(module, name) for module in SECTIONS for name in names_of(module)}
    block = re.compile(r"^ *from (ratsflow\S*) import (\([^)]*\)|.*)", re.MULTILINE)
    found = {
        (module, name)
        for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for module, names in block.findall(path.read_text(encoding="utf-8"))
        for name in re.findall(r"\w+", names)
    }

    assert found
    assert not found - public - own


@pytest.mark.parametrize(("module", "names"), PROMISED.items(), ids=list(PROMISED))
def test_what_the_documentation_promised_is_offered(module, names):
    """Under that name and from that module; Django's are loaded where Django is set up."""
    loaded = importlib.import_module(module)

    assert not set(names) - set(loaded.__all__)
    if module != "ratsflow.contrib.django":
        assert all(hasattr(loaded, name) for name in names)


def test_a_star_import_brings_the_public_names():
    """The old words too, for one more version."""
    code = "from ratsflow import *; print(*sorted(name for name in dir()))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(ratsflow.__all__) <= set(done.stdout.split())


def test_what_an_editor_offers_are_the_words_of_today():
    """`dir` knows the public names and none that is about to go."""
    offered = set(dir(ratsflow))

    assert set(chain.from_iterable(ratsflow._HOMES.values())) <= offered
    assert not offered & set(ratsflow._MOVED)
