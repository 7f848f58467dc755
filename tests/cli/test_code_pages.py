"""Terminals that lack signs (a Windows console: cp1252, cp850; a bare ASCII one)."""

from __future__ import annotations

import io
import json
import re
import sys

from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st

from papers import SMALL
from ratsflow.cli.app import run
from ratsflow.cli.printed import TRANSLITERATED


ROOT = Path(__file__).parents[2] / "examples"
PAGES = ["cp1252", "cp850", "ascii", "utf-8"]
CALLS = [
    "--help",
    "read paper.txt",
    "open paper.txt --as author:kurz --role decision --law town.toml --id 0322",
    "show 0322 --law town.toml",
    "explain 0322 release --as mayor:bm --law town.toml",
    "explain 0322 submit --as author:kurz --law town.toml --all",
    "take 0322 submit --as author:kurz --seen 1 --input excluded_officials= --law town.toml",
    "log 0322",
    "draw 0322",
    "rules --step vote",
    "law check town.toml",
    "law norm notice.days",
    "tally --state NRW --yes 30 --no 20 --members 67 --present 55",
    "migrate --plan --procedure nrw",
    "verify",
    "take 0322 release --as mayor:bm --seen 2 --law town.toml",
]
MARKS = "✓✗○●◐☒☐"


@pytest.fixture(name="said")
def _said(tmp_path, monkeypatch):
    """Return a function that runs a command line on a terminal of a code page."""
    (tmp_path / "paper.txt").write_bytes(
        (ROOT / "vorlagen" / "lesesommer.txt").read_bytes()
    )
    (tmp_path / "town.toml").write_bytes(
        (ROOT / "municipalities" / "hafenau.toml").read_bytes()
    )
    monkeypatch.chdir(tmp_path)

    def said(page: str, *words: str) -> tuple[int, str]:
        out, err = (io.TextIOWrapper(io.BytesIO(), page) for _ in range(2))
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = run(words)
        told = []
        for stream in (out, err):
            stream.flush()
            told.append(stream.buffer.getvalue().decode(page))
        return code, "".join(told)

    return said


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_command_ends_as_it_does_elsewhere(said, page, lang):
    """Nothing fails for want of a sign, and no sign becomes a question mark."""
    ended = {}
    for call in CALLS:
        where = () if call == "--help" else ("--lang", lang)
        if call == "--help" and page == "ascii":
            continue  # click itself prints it, as UTF-8
        code, told = said(page, *call.split(), *where)
        assert "Traceback" not in told
        assert "UnicodeEncodeError" not in told
        ended[call] = code
        if "read" not in call:
            assert not [line for line in told.splitlines() if "?" in _unasked(line)]
    refused = {call: code for call, code in ended.items() if code}
    assert refused == {
        "explain 0322 release --as mayor:bm --law town.toml": 1,
        "law check town.toml": 1,
        "take 0322 release --as mayor:bm --seen 2 --law town.toml": 1,
    }


def _unasked(line: str) -> str:
    """Leave out the mark of an unsure citation, and the end of a question."""
    return re.sub(r"\[\?\]|(?<=[\w)])\?(?=\s|$)", "", line)


@pytest.mark.parametrize("page", PAGES)
def test_json_means_the_same_on_every_terminal(said, page):
    """A script reads what was meant, whatever the terminal can show."""
    title = "Ausschuß „Ödland“ — Žižkov ✓ €"
    paper = Path("paper.txt").read_text("utf-8")
    first, *_ = paper[paper.index("Lesesommer 2026 in") :].splitlines()
    Path("p.txt").write_text(paper.replace(first, title), "utf-8")
    code, told = said(page, "read", "p.txt", "--json")
    assert 0 == code
    assert title in json.dumps(json.loads(told), ensure_ascii=False)


@pytest.mark.parametrize("page", PAGES)
def test_no_two_marks_look_alike(page):
    """Met and unmet, open and closed stay apart."""
    shown = [mark.encode(page, TRANSLITERATED) for mark in MARKS]
    assert len(set(shown)) == len(MARKS)
    assert b"?" not in shown


@given(st.text(), st.sampled_from(PAGES))
def test_any_text_can_be_printed(text, page):
    """What a page holds stays as it is, the rest is told, and nothing fails."""
    try:
        whole = text.encode(page)
    except UnicodeEncodeError:
        assert text.encode(page, TRANSLITERATED).decode(page)
    else:
        assert whole == text.encode(page, TRANSLITERATED)


def test_umlauts_are_written_as_germans_do():
    told = "Übergröße: ÄÖÜäöüß § 48 ≥ 2/3 → „ja“ – 5 € Žižkov"
    assert told.encode("ascii", TRANSLITERATED).decode() == (
        'Uebergroesse: AeOeUeaeoeuess Par. 48 >= 2/3 -> "ja" - 5 EUR Zizkov'
    )


def test_a_case_of_ones_own_procedure(said):
    """Its words come from a file, and are printed likewise."""
    code, told = said("ascii", "draw", SMALL, "--lang", "de")
    assert 0 == code
    assert "stateDiagram" in told
