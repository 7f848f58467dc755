"""The versions of the site side by side: each of its own sources, each leading to the others."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

from pathlib import Path

import pytest


pytest.importorskip("sphinx_polyversion", reason="ratsflow[docs] is not installed")

DOCS = Path(__file__).parents[1] / "docs"
CONF = """
import json
import os

import told

project, html_title = "small", told.TITLE
html_theme, templates_path = "furo", ["_templates"]
html_context = json.loads(os.environ.get("POLYVERSION_DATA", "{}"))
"""


def _git(folder, *words):
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(name="repository")
def _repository(tmp_path):
    """Return a small repository with the versions 0.2 and 0.10, and what came after."""
    here = tmp_path / "small"
    docs = here / "docs"
    docs.mkdir(parents=True)
    shutil.copytree(DOCS / "_templates", docs / "_templates")
    shutil.copytree(DOCS / "_root", docs / "_root")
    shutil.copy(DOCS / "poly.py", docs)
    (docs / "conf.py").write_text(CONF)
    (docs / "index.rst").write_text("A page\n======\n\nWords.\n")
    (here / "src").mkdir()
    _git(here, "init", "-q", "-b", "main")
    for tag in ("v0.2.0", "v0.10.0", "nightly", ""):
        (here / "src" / "told.py").write_text(f"TITLE = 'of {tag or 'main'}'\n")
        _git(here, "add", "-A")
        _git(here, "commit", "-q", "-m", tag or "later")
        if tag:
            _git(here, "tag", tag)
    return here


def _built(repository, *options):
    """Run a build into a folder, and return how it ended."""
    words = (str(repository / "docs" / "poly.py"), str(repository / "site"), *options)
    return subprocess.run(
        [sys.executable, "-m", "sphinx_polyversion", *words],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_working_tree_is_built_by_itself(repository):
    """What nobody has committed yet can be looked at; no other version is made for it."""
    (repository / "src" / "told.py").write_text("TITLE = 'of now'\n")
    done = _built(repository, "--local")
    assert 0 == done.returncode, done.stderr
    out = repository / "site"
    assert {"local", "index.html", "versions.json"} == {x.name for x in out.iterdir()}
    page = (out / "local" / "index.html").read_text("utf-8")
    assert "<title>of now</title>" in page
    assert "0; url=local/index.html" in (out / "index.html").read_text("utf-8")


def test_where_there_is_no_version_a_sentence_says_so(repository):
    """A clone of another branch has no release and no main."""
    for tag in ("v0.2.0", "v0.10.0"):
        _git(repository, "tag", "-d", tag)
    _git(repository, "branch", "-m", "other")
    done = _built(repository)
    assert 0 != done.returncode
    *_, last = done.stderr.strip().splitlines()
    assert "there is nothing to build: no tag as v1.2.0 and no branch main" == last


def test_each_version_is_built_of_itself_and_leads_to_the_others(repository):
    """A folder for each release and the branch; the first page leads to the newest."""
    done = _built(repository)
    assert 0 == done.returncode, done.stderr
    out = repository / "site"
    names = ["v0.10.0", "v0.2.0", "main"]
    assert {*names, "index.html", "versions.json"} == {x.name for x in out.iterdir()}
    for name in names:
        page = (out / name / "index.html").read_text("utf-8")
        assert f"<title>of {name}</title>" in page
        nav = re.search(r'<nav class="versions".*?</nav>', page, re.DOTALL)[0]
        assert f'<strong aria-current="true">{name}</strong>' in nav
        links = re.findall(r'href="([^"]*)"', nav)
        assert [f"../{each}/index.html" for each in names if each != name] == links
        assert all((out / name / link).is_file() for link in links)
    assert "0; url=v0.10.0/index.html" in (out / "index.html").read_text("utf-8")
