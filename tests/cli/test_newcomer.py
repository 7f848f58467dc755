"""The acceptance test of "what now?": who types only what the screens print gets through."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from newcomer import Newcomer, cure, with_clock


ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "src" / "ratsflow" / "states" / "nrw"
LAW = ROOT / "examples" / "municipalities" / "musterstadt.toml"
VORLAGEN = ROOT / "examples" / "vorlagen"
PAPERS = {
    "vorlage": (EXAMPLE / "tour.md", EXAMPLE / "tour_law.toml", "culture", ("decision",)),
    "lesesommer": (VORLAGEN / "lesesommer.txt", LAW, "Stadtbücherei", ("decision",)),
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


@pytest.mark.parametrize("fact", ["excluded_officials", "meeting.invited_on", "route"])
def test_without_what_is_asked_for_ahead_it_strands(shell, tmp_path, monkeypatch, fact):
    """Every line with a plus is needed: who leaves it out is refused at a later step."""
    newcomer, where = begin(shell, tmp_path, monkeypatch, "vorlage", "de")
    newcomer.without = fact
    with pytest.raises(AssertionError, match="ratsflow take V-1"):
        newcomer.goes("V-1", *where)
    assert any(f"--input {fact}=" in screen for screen in newcomer.screens)


def test_a_body_is_known_by_its_name(shell, tmp_path, monkeypatch):
    """A council opens as a council, and what a name does not say can be said."""
    _, where = begin(shell, tmp_path, monkeypatch, "spielplatz", "de")
    _, out, _ = shell("show", "V-1", "--json", *where)
    kinds = [each["body"]["kind"] for each in json.loads(out)["consultations"]]
    assert ["district_council", "main_committee", "council"] == kinds
    words = ("open", str(PAPERS["vorlage"][0]), "--as", "author:a", "--id", "V-2")
    more = ("--role", "decision", "--kind", "audit_committee")
    assert 0 == shell(*words, *more, *where)[0]
    _, out, _ = shell("show", "V-2", "--json", *where)
    (consultation,) = json.loads(out)["consultations"]
    assert "audit_committee" == consultation["body"]["kind"]


def test_what_need_not_be_typed_stands_in_environment_or_file(
    shell, tmp_path, monkeypatch
):
    """Database, law and actor come from the environment, or from a file; typing wins."""
    file, law, *_ = PAPERS["vorlage"]
    (tmp_path / "ratsflow.toml").write_text(
        f'db = "own.db"\nlaw = "{law}"\nas = "author:kurz"\n', "utf-8"
    )
    opening = ("open", str(file), "--id", "V-1", "--role", "decision", "--lang", "de")
    assert 0 == shell(*opening)[0]
    assert (tmp_path / "own.db").exists()
    _, out, _ = shell("show", "V-1", "--lang", "de")
    assert "Am Zug: Sie" in out
    assert "--as author:kurz" in out
    assert "--db" not in out
    monkeypatch.setenv("RATSFLOW_AS", "chair:sitz")
    assert "Am Zug: Verfasser/in" in shell("show", "V-1", "--lang", "de")[1]
    asked = shell("show", "V-1", "--lang", "de", "--as", "author:kurz")[1]
    assert "Am Zug: Sie" in asked

    (tmp_path / "ratsflow.toml").write_text("colour = 'red'", "utf-8")
    code, _, err = shell("show", "V-1")
    assert 2 == code
    assert "'colour' is nothing that it sets. Known: db" in err
