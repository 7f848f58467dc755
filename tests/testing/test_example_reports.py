"""What ``ratsflow test`` tells of examples, and what it rewrites."""

from __future__ import annotations

import json
import tomllib

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ratsflow.cli import examples as command
from ratsflow.cli.app import run
from ratsflow.exchange.page import page, table
from ratsflow.testing.examples import ask_example, load_examples


TOWN = Path(__file__).parents[2] / "examples" / "municipalities" / "musterstadt.toml"
FILE = """\
state = "NRW"
town = "musterstadt.toml"

[[example]]
says = "Ohne Kostenangabe geht nichts."
given = { walked_to = "draft", paper = { cost_statement = false } }
when = { step = "submit", by = "author" }
then = { refused = ["cost_statement_present"] }

[[example]]  # ein Kommentar, der bleibt
says = "30 zu 29 <b>: abgelehnt."
given = { walked_to = "in_consultation", called = "council", on = 2026-03-19 }
when = { step = "vote", yes = 30, no = 29 }
then = { state = "rejected" }   # und noch einer
"""


@pytest.fixture(name="file")
def _file(tmp_path):
    (tmp_path / "musterstadt.toml").write_bytes(TOWN.read_bytes())
    path = tmp_path / "town.example.toml"
    path.write_text(FILE, "utf-8")
    return path


def change(file, old, new):
    """Write something else into the file."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_each_example_is_told_with_what_was_expected_and_found(file, capsys):
    """Right or wrong by a sign; what is wrong with its line, why, and what was assumed."""
    assert 1 == run(["test", str(file), "--lang", "de"])
    out = capsys.readouterr().out.splitlines()

    assert "town.example.toml" == out[0]
    assert "  ✓ Ohne Kostenangabe geht nichts." == out[1]
    assert out[2].startswith("  ✗ 30 zu 29 <b>: abgelehnt.  ")
    assert out[2].endswith(" Zeile 10")
    assert [
        "      erwartet   Stand abgelehnt",
        "      gefunden   Stand beschlossen (unverändert beschlossen)",
        "      weil       30 Ja, 29 Nein.",
    ] == out[3:6]
    assert out[6].startswith("      angenommen excluded_officials=(), ")
    assert out[6].endswith("(--verbose: der ganze Weg)")
    assert "1 von 2 Beispielen trifft nicht zu." == out[-1]


def test_the_whole_way_is_told_where_it_is_wanted(file, capsys):
    """Step by step with its day and role; what was assumed is marked."""
    run(["test", str(file), "--verbose", "--lang", "en"])
    out = capsys.readouterr().out

    assert "the way    5 Jan 2026  Submit for co-signature (author): ~excluded_" in out
    assert "19 Mar 2026  Open the item (chair): ~bias_asked=True" in out
    assert "--verbose" not in out


@pytest.mark.parametrize(
    ("old", "new", "expected", "found", "because"),
    [
        (
            'refused = ["cost_statement_present"]',
            'refused = ["previous_consideration_stated"]',
            "(previous_consideration_stated)",
            "refused by Cost statement (cost_statement_present)",
            ": met. (",
        ),
        (
            'refused = ["cost_statement_present"]',
            "allowed = true",
            "allowed: yes",
            "allowed: no",
            "“No costs” is to be stated",
        ),
        (
            'refused = ["cost_statement_present"]',
            'cost_statement_present = "met"',
            "(cost_statement_present): met",
            "(cost_statement_present): unmet",
            "“No costs” is to be stated",
        ),
    ],
)
def test_why_it_came_out_so(file, old, new, expected, found, because):
    """In the words of the rules, with their paragraphs; ids stand beside their labels."""
    from ratsflow.testing.examples import in_words  # noqa: PLC0415

    change(file, old, new)
    first = load_examples(file)[0]
    answered = ask_example(first, "NRW")
    (each,) = answered.otherwise
    told = in_words(answered, each, "en")

    assert expected in told[0]
    assert found in told[1]
    assert any(because in str(why) for why in each.because), each.because


def test_the_votes_are_why_and_not_what_a_sparse_case_leaves_open(file, capsys):
    """Of a case that says only where it stands; a rule that is broken is told beside."""
    change(file, "walked_to =", "at =")
    assert 1 == run(["test", str(file), "--lang", "de"])
    out = capsys.readouterr().out

    assert "weil       30 Ja, 29 Nein.\n" in out
    assert "nicht zu beurteilen" not in out

    change(
        file,
        "yes = 30, no = 29",
        'yes = 30, no = 28, biased_yes = 1, excluded = ["rm-3"]',
    )
    run(["test", str(file), "--lang", "de"])
    out = capsys.readouterr().out
    assert "weil       30 Ja, 28 Nein.\n" in out
    assert "§ 31 Abs. 1, 2 GO NRW" in out


def test_junit(file, tmp_path):
    """A case for each example, what is wrong a failure, what cannot be asked an error."""
    change(file, 'says = "Ohne', 'says = "\\u0001Ohne')
    change(file, 'by = "author"', 'by = "autor"')
    assert 2 == run(["test", str(file), "--junit", str(tmp_path / "out.xml")])
    root = ET.parse(tmp_path / "out.xml").getroot()  # our own

    assert ("2", "1", "1") == tuple(map(root.get, ("tests", "failures", "errors")))
    (suite,) = root
    one, two = suite
    assert "town.example.toml" == suite.get("name") == two.get("classname")
    assert "�Ohne Kostenangabe geht nichts." == one.get("name")
    assert ("30 zu 29 <b>: abgelehnt.", "10") == (two.get("name"), two.get("line"))
    assert "town.example.toml:7" in one.find("error").get("message")
    assert "Stand beschlossen" in two.find("failure").text or (
        "state adopted" in two.find("failure").text
    )


def test_the_page(file, tmp_path):
    """What does not hold stands first, by a sign and words, and names are text."""
    run(["test", str(file), "--html", str(tmp_path / "out.html"), "--lang", "de"])
    text = (tmp_path / "out.html").read_text("utf-8")

    assert '<html lang="de">' in text
    assert "<b>" not in text.replace("&lt;b&gt;", "")
    assert "<script" not in text
    assert text.index("trifft nicht zu</span>, Zeile 10") < text.index("stimmt</span>")
    assert "<dt>erwartet</dt><dd>Stand abgelehnt</dd>" in text
    assert "Punkt aufrufen" in text


def test_a_report_that_cannot_be_written_is_told(file, capsys):
    """With the file, and 2."""
    assert 2 == run(["test", str(file), "--html", "/nowhere/x.html", "--lang", "en"])
    assert "ratsflow: /nowhere/x.html: it cannot be written" in capsys.readouterr().err


def test_json_says_the_same(file, capsys):
    """Expected, found and why beside what was told before."""
    assert 1 == run(["test", str(file), "--json", "--lang", "en"])
    right, wrong = json.loads(capsys.readouterr().out)

    assert ([], []) == (right["told"], right["otherwise"])
    assert {
        "about": "state",
        "expected": "state rejected",
        "found": "state adopted (adopted unchanged)",
        "because": ["30 voted yes, 29 no."],
    } == wrong["otherwise"][0]


def test_a_page_has_headings_for_its_cells():
    """The first of a row, and each of a column."""
    text = page("T <", table("C", ["a", "b"], [["x", "1"]], numbers=1), "en")

    assert '<th scope="row">x</th><td class="n">1</td>' in text
    assert '<th scope="col">a</th><th scope="col" class="n">b</th>' in text
    assert "<title>T &lt;</title>" in text


# ------------------------------------------------------------------------------ rewriting


@pytest.fixture(name="rewriting")
def _rewriting():
    pytest.importorskip("tomlkit")


@pytest.mark.usefixtures("rewriting")
def test_then_is_rewritten_and_nothing_else(file, capsys):
    """After a diff; comments stay, and the examples hold."""
    assert 0 == run(["test", str(file), "--update", "--yes", "--lang", "en"])
    out = capsys.readouterr().out

    assert '-then = { state = "rejected" }   # und noch einer' in out
    assert '+then = { state = "adopted" }   # und noch einer' in out
    assert out.endswith("\n2 of 2 examples hold.\n")
    assert FILE.replace('"rejected"', '"adopted"') == file.read_text("utf-8")
    assert 0 == run(["test", str(file), "--update", "--yes"])


@pytest.mark.usefixtures("rewriting")
@pytest.mark.parametrize("answer", ["y", "n"])
def test_who_sits_there_is_asked(file, monkeypatch, answer):
    """And nothing is written where the answer is no."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(command.click, "confirm", lambda _: answer == "y")

    assert int(answer == "n") == run(["test", str(file), "--update"])
    assert (answer == "n") == (FILE == file.read_text("utf-8"))


def test_nobody_there_to_be_asked(file, capsys):
    """Without a terminal it writes only where that is said."""
    assert 2 == run(["test", str(file), "--update", "--lang", "en"])
    assert "Pass --yes." in capsys.readouterr().err
    assert FILE == file.read_text("utf-8")


@pytest.mark.usefixtures("rewriting")
@pytest.mark.parametrize(
    ("old", "new", "then"),
    [
        (
            'refused = ["cost_statement_present"]',
            'cost_statement_present = "met", previous_consideration_stated = "unmet"',
            {
                "cost_statement_present": "unmet costs",
                "previous_consideration_stated": "met",
            },
        ),
        (
            'refused = ["cost_statement_present"]',
            'refused = ["previous_consideration_stated"]',
            {"refused": ["cost_statement_present"]},
        ),
        (
            'refused = ["cost_statement_present"]',
            "allowed = true",
            {"allowed": False},
        ),
        (
            'then = { refused = ["cost_statement_present"] }',
            '[example.then]\nrefused = ["cost_statement_present", "previous_consideration_stated"]',
            {"refused": ["cost_statement_present"]},
        ),
        (
            'then = { refused = ["cost_statement_present"] }',
            'then.NRW = { previous_consideration_stated = "unmet", allowed = false }',
            {"NRW": {"previous_consideration_stated": "met", "allowed": False}},
        ),
    ],
)
def test_what_is_rewritten_holds(file, old, new, then):
    """In whichever form it is written; the second example is left where it is right."""
    change(file, old, new)
    change(file, '"rejected"', '"adopted"')
    second = file.read_text("utf-8").partition("[[example]]  #")[2]
    assert 0 == run(["test", str(file), "--update", "--yes"])
    after = tomllib.loads(file.read_text("utf-8"))

    assert then == after["example"][0]["then"]
    assert second == file.read_text("utf-8").partition("[[example]]  #")[2]


@pytest.mark.usefixtures("rewriting")
def test_a_count_is_rewritten(tmp_path):
    """Its value, of whichever type."""
    path = tmp_path / "counts.example.toml"
    path.write_text(
        'state = "NRW"\n[[count]]\nid = "a"\nsays = "Ein Fünftel."\n'
        'norm = "convening.share"\nof = 66\nthen = 13\n',
        "utf-8",
    )

    assert 0 == run(["test", str(path), "--update", "--yes"])
    assert "then = 14\n" in path.read_text("utf-8")


@pytest.mark.usefixtures("file")
def test_a_file_that_cannot_be_run_keeps_no_other_from_it(tmp_path, capsys):
    """Of a state that is not installed, or no examples at all: told once, also in the reports."""
    row = """
[[example]]
says = "30 zu 29: abgelehnt."
given = { walked_to = "in_consultation", called = "council", on = 2026-03-19 }
when = { step = "vote", yes = 30, no = 29 }
then = { state = "rejected" }
"""
    (tmp_path / "abroad.example.toml").write_text(f'state = "XX"\n{row}{row}', "utf-8")
    (tmp_path / "broken.example.toml").write_text("[[example]\n", "utf-8")
    junit, html = tmp_path / "r.xml", tmp_path / "r.html"
    where = ("--junit", str(junit), "--html", str(html), "--lang", "en")

    assert 2 == run(["test", str(tmp_path), *where])

    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert "abroad.example.toml" == lines[0]
    assert lines[1].startswith("  ✗ not run: state: the law of XX is not installed.")
    assert "broken.example.toml" == lines[2]
    assert lines[3].startswith("  ✗ not run: broken.example.toml:1: ")
    assert lines[-1].endswith("examples does not hold. Not run: 2 files.")
    abroad, broken = err.splitlines()
    assert abroad.startswith("ratsflow: abroad.example.toml: not run: state: the law ")
    assert broken.startswith("ratsflow: broken.example.toml:1: it cannot be read: ")
    suites = {each.get("name"): each for each in ET.parse(junit).getroot()}
    assert "1" == suites["abroad.example.toml"].get("errors")
    assert "0" == suites["town.example.toml"].get("errors")
    assert "2" == suites["town.example.toml"].get("tests")
    assert html.read_text("utf-8").count("not run") == 2


def test_a_file_of_examples_is_told_what_to_write(tmp_path, capsys):
    """The state in short, and a day as TOML has it."""
    asked = "[[example]]\nsays = 'x'\nwhen = 'vote'\nthen = { allowed = true }\n"
    named = f"state = 'Nordrhein-Westfalen'\n{asked}"
    (tmp_path / "a.example.toml").write_text(named, "utf-8")
    (tmp_path / "b.example.toml").write_text("day = 19.03.2026\n", "utf-8")
    of_one = 'given.law = { "committee_appeal.days@Bauausschuss" = 3 }'
    text = f"state = 'NRW'\n{asked}{of_one}\n"
    (tmp_path / "c.example.toml").write_text(text, "utf-8")
    assert 2 == run(["test", str(tmp_path), "--lang", "de"])
    out = capsys.readouterr().out
    assert 'das Land heißt hier kurz NRW: state = "NRW" schreiben' in out
    assert (
        "b.example.toml:1: das ist kein gültiges TOML (Zeile 1). Einen Tag als" in out
    )
