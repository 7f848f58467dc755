"""A state is the difference: what a folder adds to a shared one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ratsflow.errors import DefinitionError
from ratsflow.law.municipality import parse_law
from ratsflow.procedure.declared import load, names_in
from ratsflow.states.bw import STATE, bw


COMMON = {
    "state.toml": 'id = "x"\nchapters = ["one"]\nroles = ["clerk", "mayor"]\n',
    "states.toml": '[motion]\ndraft = { de = "Entwurf", en = "draft" }\n'
    'done = { de = "fertig", en = "done", final = true }\n',
    "steps.toml": '[finish]\nlabel = { de = "Beenden", en = "Finish" }\nby = ["clerk"]\n'
    'takes = ["reasons"]\nmoves = ["motion: draft -> done"]\n',
    "rules/one.toml": '[reasoned]\nis = "A-1 house block"\non = ["finish"]\n'
    'filled = "reasons"\nlabel = { de = "Gründe", en = "Reasons" }\n',
}


def folders(tmp_path: Path, own: dict[str, str]) -> list[Path]:
    for name, files in (("common", COMMON), ("own", own)):
        for file, text in files.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    (tmp_path / "own").mkdir(exist_ok=True)
    return [tmp_path / "common", tmp_path / "own"]


def test_a_step_takes_in_more_and_is_taken_by_more(tmp_path: Path) -> None:
    own = {
        "steps.toml": '[finish]\ntakes_also = ["witnesses: names?"]\nby_also = ["mayor"]\n'
        'label = { de = "Schließen", en = "Close" }\n'
    }
    (step,) = load(folders(tmp_path, own), names_in([])).steps
    assert [each.name for each in step.takes] == ["reasons", "witnesses"]
    assert step.by == ("clerk", "mayor")
    assert step.label.de == "Schließen"
    assert step.branches[""][0].target == "done"


def test_a_state_is_added_and_a_rule_stands_on_the_states_own_step(
    tmp_path: Path,
) -> None:
    own = {
        "states.toml": '[motion]\nwaiting = { de = "wartet", en = "waiting" }\n',
        "steps.toml": '[wait]\nlabel = { de = "Warten", en = "Wait" }\nby = ["clerk"]\n'
        'takes = ["reasons"]\nmoves = ["motion: draft -> waiting"]\n',
        "rules/one.toml": '[reasoned]\non_also = ["wait"]\n',
    }
    found = load(folders(tmp_path, own), names_in([]))
    assert [each.name for each in found.states["motion"]] == [
        "draft",
        "done",
        "waiting",
    ]
    assert {each.name: each.guards for each in found.steps} == {
        "finish": ("reasoned",),
        "wait": ("reasoned",),
    }


def test_a_mistake_in_what_differs_is_told_with_its_line(tmp_path: Path) -> None:
    own = {"steps.toml": '[finish]\ntakes_alos = ["witnesses: names?"]\n'}
    with pytest.raises(DefinitionError, match=r"own/steps.toml:2: finish.*takes"):
        load(folders(tmp_path, own), names_in([]))


def test_a_town_has_topics_of_its_own() -> None:
    """A matter that the state does not know stands under one that it knows."""
    text = (STATE.folder / "town.toml").read_text("utf-8")
    row = '"topics.own" = { value = { Rheinfest = { under = "culture" } }, at = "§ 9 Hauptsatzung" }'
    law = parse_law(text.replace("[norm]\n", f"[norm]\n{row}\n", 1))

    assert "culture" in bw().vocabulary(law).lineage("Rheinfest")
