"""The acceptance test of "what now?": who types only what the screens print gets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from newcomer import Newcomer, cure, with_clock


ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "src" / "ratsflow" / "cli" / "example"
LAW = ROOT / "examples" / "municipalities" / "musterstadt.toml"
VORLAGEN = ROOT / "examples" / "vorlagen"
PAPERS = {
    "vorlage": (EXAMPLE / "vorlage.md", EXAMPLE / "law.toml", "culture", ("decision",)),
    "lesesommer": (VORLAGEN / "lesesommer.txt", LAW, "culture", ("decision",)),
    "beitritt": (
        VORLAGEN / "beitritt_netzwerk.md", LAW, "", ("preliminary", "decision"),
    ),
    "spielplatz": (
        VORLAGEN / "spielplatz_lindenweg.md", LAW, "",
        ("hearing", "preliminary", "decision"),
    ),
}  # fmt: skip
"""Each shipped paper with the law of its town, its topic, and what bodies are asked for."""


def begin(shell, tmp_path, monkeypatch, paper, lang):
    """Open a case for a paper; return the newcomer and where the case is kept."""
    file, law, topic, roles = PAPERS[paper]
    cured = cure(file, tmp_path / "cured.md")
    newcomer = Newcomer(shell, lang, str(cured), topic)
    with_clock(monkeypatch, newcomer)
    where = ("--db", "council.db", "--law", str(law))
    named = [word for role in roles for word in ("--role", role)]
    code, _, err = shell(
        "open", str(file), "--as", "author:author-1", "--id", "V-1", *named, *where
    )
    assert 0 == code, err
    return newcomer, where


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_newcomer_gets_from_the_draft_to_the_end(
    shell, tmp_path, monkeypatch, paper, lang
):
    """Every shipped paper goes from draft to closed without a single refusal."""
    newcomer, where = begin(shell, tmp_path, monkeypatch, paper, lang)
    last = newcomer.goes("V-1", *where)

    assert {"de": "nichts mehr zu tun", "en": "Nothing is left"}[lang] in last
    for screen in newcomer.screens:
        lines = screen.splitlines()
        assert len(lines) <= 30, screen
        assert max(map(len, lines)) <= 80, screen
