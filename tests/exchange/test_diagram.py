"""Drawings and pages of a lifecycle: complete, and safe whatever people call things."""

from __future__ import annotations

import re
import sys

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ratsflow import Actor, Motion, Office, Procedure, State, Step, nrw
from ratsflow.cli.app import run
from ratsflow.errors import InvalidInputError, RefusedError
from ratsflow.exchange.diagram import as_page, as_svg, way_of
from ratsflow.procedure.step import LIFECYCLES


pytest.importorskip("pygraphviz", reason="the extra ratsflow[drawing] is not installed")

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<b>bold</b><script>alert(1)</script>",
    "<script>",
    "<>",
    'a "quoted" \\N \\G \\E label\\',
    "&amp; &lt; &#60; <!-- x -->",
    "]]> <![CDATA[",
    "first\nsecond\x00\x1b",
    "{a|b} ; } digraph",
    "\u202eright to left",
    "ÄÖÜ ß ẞ €",
    "x" * 200,
]
CLERK = Actor("muster", "Erika Mustermann", roles=["clerk"])


def _town(label: str = "Go") -> Procedure:
    return Procedure(
        "town",
        ["draft", State("council", label=label), State("done", final=True)],
        [
            Step("go", "draft", "council", by="clerk", label=label),
            Step("back", "council", "draft", by="clerk"),
            Step("end", "council", "done", by="clerk"),
        ],
        [],
        roles=["clerk"],
    )


def _words(svg: str) -> str:
    """Return what is shown, without white space: labels are broken into lines."""
    root = ET.fromstring(svg)
    told = "".join(text for each in root.iter(f"{SVG}text") for text in each.itertext())
    return re.sub(r"\s", "", told)


@pytest.mark.parametrize("lifecycle", LIFECYCLES)
def test_every_state_and_its_way_are_drawn(lifecycle):
    told = _words(as_svg(nrw(), lifecycle, lang="de"))
    for state in nrw().states_of(lifecycle):
        assert re.sub(r"\s", "", state.title("de")) in told


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_shown_and_not_obeyed(label):
    """It is text in the drawing, whatever a layout, XML or a browser would make of it."""
    svg = as_svg(_town(label))
    shown = "".join(each if each.isprintable() else " " for each in label)
    assert re.sub(r"\s", "", shown) in _words(svg)
    known = {"svg", "g", "title", "desc", "path", "polygon", "ellipse", "text"}
    assert {each.tag.removeprefix(SVG) for each in ET.fromstring(svg).iter()} <= known
    tags = _tags(as_page(_town(label)))
    assert "script" not in tags


def _tags(text: str) -> set[str]:
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: found.add(tag)  # type: ignore[method-assign]
    parser.feed(text)
    return found


@pytest.fixture(name="gone")
def _gone():
    office = Office(_town())
    case = office.open(Motion("A bench"), CLERK)
    for step in ("go", "back", "go"):
        office.take(case.id, step, CLERK)
    return office, office.case(case.id)


def test_the_way_taken_is_drawn_with_the_numbers_of_its_entries(gone):
    office, case = gone
    way = way_of(office.entries(case.id))
    svg = as_svg(_town(), way=way, present=[case.state])
    bold = [
        each
        for each in ET.fromstring(svg).iter(f"{SVG}path")
        if each.get("stroke") == "#8a4b00"
    ]
    assert 3 == len(bold)  # the start, there and back
    assert "2,4Go" in _words(svg)
    assert "3back" in _words(svg)
    assert "end" in _words(svg)
    plain = as_svg(_town())
    assert "#8a4b00" not in plain


def test_a_refused_step_is_no_way(gone):
    office, case = gone
    recording = Office(_town(), record_refusals=True)
    opened = recording.open(Motion("A bench"), CLERK)
    with pytest.raises(RefusedError):
        recording.take(opened.id, "end", CLERK)
    assert ["draft"] == [leg.target for leg in way_of(recording.entries(opened.id))]
    assert 4 == len(way_of(office.entries(case.id)))


def test_a_move_from_many_states_is_drawn_where_it_was_taken():
    many = [f"s{n}" for n in range(6)]
    town = Procedure(
        "town",
        [*many, State("out", final=True)],
        [
            Step("leave", many, "out", by="clerk"),
            *(Step(f"to_{each}", "s0", each, by="clerk") for each in many[1:]),
        ],
        [],
        roles=["clerk"],
    )
    office = Office(town)
    case = office.open(Motion("A bench"), CLERK)
    office.take(case.id, "leave", CLERK)
    arrows = len(re.findall('class="edge"', as_svg(town)))
    way = way_of(office.entries(case.id))
    assert arrows + 1 == len(re.findall('class="edge"', as_svg(town, way=way)))
    assert "leave(from6states)" in _words(as_svg(town))


def test_the_page_says_all_that_the_drawing_says(gone):
    office, case = gone
    text = as_page(_town(), way=way_of(office.entries(case.id)), present=[case.state])
    for step in _town().steps:
        assert f"<code>{step.name}</code>" in text
    assert 4 == text.count('<th scope="row">', 0, text.index("All steps"))
    assert "Mustermann" not in text


def test_a_drawing_names_itself_to_a_screen_reader():
    root = ET.fromstring(as_svg(nrw(), lang="de", present=["adopted"]))
    assert "img" == root.get("role")
    assert "nrw: Vorlage" == root.get("aria-label")
    described = root.findtext(f"{SVG}desc") or ""
    assert "Stand jetzt: beschlossen" in described


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(InvalidInputError, match=re.escape("ratsflow[drawing]")):
        as_svg(_town())


def test_the_command_writes_files(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert 0 == run(["draw", "nrw", "x.svg", "--lang", "de"])
    assert 0 == run(["draw", "nrw", "x.html", "--lang", "de"])
    assert 0 == run(["draw", "nrw", "x.mmd", "--lang", "de"])
    assert 2 == run(["draw", "nrw", "x.pdf", "--lang", "de"])
    assert "Endung „.pdf“" in capsys.readouterr().err
    ET.parse("x.svg")
    assert Path("x.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert Path("x.mmd").read_text("utf-8").startswith("stateDiagram-v2")
    assert not Path("x.pdf").exists()
