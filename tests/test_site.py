"""The site of the docs builds without a warning, holds every public name, and can be read."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys

from pathlib import Path

import pytest

from chromium import chromium
from test_api import SECTIONS


ROOT = Path(__file__).parents[1]
pytest.importorskip("sphinx", reason="the extra ratsflow[docs] is not installed")

PAGES = ["index", "de/geschaeftsordnung", "quickstart", "versions", "search"]
"""Small ones of each kind: axe needs minutes for a page of three hundred rules."""
LARGE = "rules"
"""Looked at for all but contrast, whose colours are those of every page, in bounded time."""
SECONDS = 300
BESIDE = {"versions_shown": ["v0.2.0", "main"], "version_shown": "main"}
"""As `poly.py` says it, so that what leads to other versions is looked at too."""
WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(name="built", scope="module")
def _built(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-W",
            "--keep-going",
            "-E",
            "docs",
            str(out),
        ],
        cwd=ROOT,
        env={**os.environ, "POLYVERSION_DATA": json.dumps(BESIDE)},
        capture_output=True,
        text=True,
        check=False,
    )
    return out, done


@pytest.fixture(name="site")
def _site(built):
    return built[0]


def test_it_builds_without_a_warning(built):
    out, done = built
    assert (0, "") == (done.returncode, done.stderr)
    assert (out / "searchindex.js").is_file()


def test_every_public_name_has_its_place(site):
    listed = (site / "reference" / "index.html").read_text("utf-8")
    for name in SECTIONS:
        text = (site / "reference" / f"{name}.html").read_text("utf-8")
        loaded = importlib.import_module(name)
        assert f'href="{name}.html"' in listed
        public = set(loaded.__all__).difference(
            getattr(loaded, "_MOVED", {}), {"__version__"}
        )
        missing = [each for each in public if f"{name}.{each}" not in text]
        assert not missing


def test_a_machine_finds_every_page(site):
    """`llms.txt` names each, with its title and a sentence."""
    told = (site / "llms.txt").read_text("utf-8")
    assert told.startswith("# ratsflow\n\n> ")
    for page in PAGES[:-1]:
        assert f"]({page}.html)" in told
    assert "does not leave the draft" in (site / "llms-full.txt").read_text("utf-8")


def test_every_page_is_in_the_tree():
    """A page that no page leads to is never read; Sphinx says so of those it knows."""
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    index = (ROOT / "docs" / "index.md").read_text("utf-8").split()
    assert pages - set(index) <= {"index"}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_it_can_be_read_by_everybody(site, width):
    """By whoever hears it, uses a keyboard, or has a phone: axe finds nothing to mend."""
    axe = pytest.importorskip("selenium_axe_python")
    wrong = {}
    with chromium(width) as browser:
        for page in PAGES:
            browser.get((site / f"{page}.html").as_uri())
            checker = axe.Axe(browser)
            checker.inject()
            found = checker.run()["violations"]
            if found:
                wrong[page] = [
                    (each["id"], each["nodes"][0]["html"][:120]) for each in found
                ]
            spare = browser.execute_script(
                "return document.documentElement.scrollWidth - window.innerWidth"
            )
            assert spare <= 0, f"{page} is {spare} pixels wider than {width}"
    assert not wrong


def test_the_large_page_can_be_read_by_everybody(site):
    """Some hundred rules with their tables: what a machine says aloud makes sense."""
    axe = pytest.importorskip("selenium_axe_python")
    with chromium(WIDTHS["desk"]) as browser:
        browser.set_script_timeout(SECONDS)
        browser.get((site / f"{LARGE}.html").as_uri())
        axe.Axe(browser).inject()
        found = browser.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "const off = {'color-contrast': {enabled: false}};"
            "axe.run(document, {resultTypes: ['violations'], rules: off}).then("
            "  r => done(r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html])),"
            "  e => done(String(e)))"
        )
    assert [] == found


def test_a_page_leads_to_the_other_versions(site):
    """By name; the one that is shown is marked, and no link."""
    page = (site / "de" / "index.html").read_text("utf-8")
    assert '<a href="../../v0.2.0/index.html">v0.2.0</a>' in page
    assert '<strong aria-current="true">main</strong>' in page
