"""No number of law, no paragraph and no state stands in code: they are rows of norm tables.

What is a number and no law, such as a format or the calendar, is allowed by name, each with
its reason.
"""

from __future__ import annotations

import ast
import re
import tomllib

from collections.abc import Iterator
from pathlib import Path

import pytest

import ratsflow


SRC = Path(ratsflow.__file__).parent
BELOW = ("law", "procedure", "engine", "log", "model", "office", "stores")
STATES = re.compile(
    r"\b(NRW|GO NRW|GemO|Nordrhein-Westfalen|Baden-Württemberg|Bayern|BayGO|NKomVG|HGO)\b"
)
ALLOWED: dict[str, dict[object, str]] = {
    "law/bodies.py": {
        2: "two letters that a slip exchanges",
        5: "letters of a word in which a slip is looked for",
    },
    "law/checks.py": {2: "parts of a pair in a table"},
    "law/counting.py": {
        2: "the fraction that the word two-thirds means",
        3: "the fraction that two-thirds and three-quarters mean",
        4: "the fraction that the word three-quarters means",
    },
    "law/elections.py": {
        2: "more than half, where a law says no share; Sainte-Laguë's step",
    },
    "law/voting.py": {2: "paragraph of a norm, before its sentence"},
    "law/municipality.py": {
        100: "parts of a key that the parser can bear",
        1_000_000: "characters of a file",
        "NRW": "the state that a file is checked by where it names none",
    },
    "law/norms.py": {"§": "the sign of a paragraph, and what follows it"},
    "law/patterns.py": {40: "bounds of a pattern", 256: "as above", 1000: "as above"},
    "law/periods.py": {
        5: "Saturday among the days of a week",
        7: "days of a week",
        12: "months of a year",
        21: "the hour from which the day differs between UTC and Germany",
        256: "calendars that are kept",
        1991: "the first year whose holidays are known",
        "NRW": "the short name of the subdivision NW",
    },
    "law/powers.py": {100: "cents of a euro"},
    "law/source.py": {2: "nearest names", 3: "folders up to what was packed"},
    "law/topics.py": {
        3: "nearest names",
        8: "letters of a word",
        64: "characters of a word",
        4096: "answers that are kept",
    },
    "law/paragraphs.py": {
        12: "subsections that a paragraph has at most",
        "§": "the sign that it reads in citations",
    },
    "law/values.py": {
        2: "a power of two",
        10: "a power of ten",
        12: "as above",
        60: "characters that a message shows",
        63: "bits of a number",
        10_000: "days that stay in the calendar",
    },
    "procedure/continuation.py": {12: "characters of a hash in a message"},
    "procedure/continuing.py": {12: "characters of a hash in a message"},
    "procedure/declared/conditions.py": {
        2: "parts of a pair",
        3: "parts of a comparison",
        12: "months of a year",
    },
    "procedure/drawing.py": {4: "spaces"},
    "procedure/inputs.py": {2: "parts of a name"},
    "procedure/rule.py": {2: "parts of a template"},
    "procedure/lacking.py": {5: "things that are supposed at once"},
    "procedure/words.py": {2: "a pair", 10: "nearest words", 100: "cents of a euro"},
}
"""By file and value, why it is no law."""

STATES_OWN = {
    "states/nrw/__init__.py": {"NRW": "its own name"},
}
CENTS = {1000: "per thousand", 100: "cents of a euro, or per cent"}


def literals(path: Path) -> Iterator[tuple[int, object]]:
    """Yield the line and value of each number above 1, paragraph and state's name."""
    tree = ast.parse(path.read_text("utf-8"))
    bodies = (getattr(node, "body", None) for node in ast.walk(tree))
    prose = {
        id(part.value)
        for body in bodies
        if isinstance(body, list)
        for part in body
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in prose:
            continue
        value = node.value
        if isinstance(value, bool):
            continue
        if isinstance(value, int) and value > 1:
            yield node.lineno, value
        elif isinstance(value, str):
            yield from ((node.lineno, each) for each in _words(value))


def _words(text: str) -> Iterator[str]:
    if "§" in text:
        yield "§"
    found = STATES.search(text)
    if found:
        yield found[1]


def strays(root: Path, *folders: str, numbers: bool = True) -> list[str]:
    """Return what stands in the code of some folders and has no reason."""
    found = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            allowed = ALLOWED.get(name, {})
            allowed = allowed | STATES_OWN.get(name, {})
            allowed = allowed | (CENTS if folder == "states" else {})
            found += [
                f"{name}:{line}: {value!r}"
                for line, value in literals(path)
                if value not in allowed and (numbers or isinstance(value, str))
            ]
    return found


def test_no_number_of_law_stands_in_code():
    """Neither in the floors that deal with law nor in what computes for a state."""
    assert [] == strays(SRC, "law", "procedure", "states")


def test_no_paragraph_and_no_state_stands_below_the_states():
    """The other floors know neither."""
    allowed = {
        "engine/telling.py": "the sign by which a paragraph is told from a form",
        "law/paragraphs.py": "the sign that it reads in citations",
    }
    found = strays(SRC, *BELOW, numbers=False)
    assert [] == [each for each in found if each.partition(":")[0] not in allowed]


def test_every_reason_is_still_needed():
    """What nobody writes any more needs no permission."""
    idle = []
    for name, allowed in ALLOWED.items():
        path = SRC / name
        found = {value for _, value in literals(path)} if path.is_file() else set()
        idle += [f"{name}: {value!r}" for value in allowed if value not in found]
    assert [] == idle


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("days = 14", "14"),
        ("share = (1, 5)", "5"),
        ("norm = '§ 54 Abs. 1'", "§"),
        ("state = 'NRW'", "NRW"),
        ("name = f'Gemeinden in Bayern {x}'", "Bayern"),
    ],
)
def test_a_planted_one_is_found(tmp_path, line, found):
    """A test that finds nothing would hold for ever."""
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "planted.py").write_text(f'"""§ 1 of a docstring is prose."""\n{line}\n')
    (told,) = strays(tmp_path, "law")
    assert "law/planted.py:2" in told
    assert found in told


def words_of_one_state():
    """Return the steps, states and roles that one state alone declares."""
    folder = SRC / "states"
    shared, own = _declared(folder / "common"), {}
    for state in ("nrw", "bw"):
        for name in _declared(folder / state) - shared:
            own.setdefault(name, []).append(state)
    return {name for name, states in own.items() if len(states) == 1}


def _declared(folder):
    tables = {
        name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        if (folder / f"{name}.toml").is_file()
        else {}
        for name in ("state", "states", "steps", "groups")
    }
    groups = tables["groups"].get("roles", {}).values()
    roles = {*tables["state"].get("roles", ()), *(each for of in groups for each in of)}
    kinds = tables["groups"].values()  # a group is a name that all states have
    names = {name for of in kinds for name in of} if folder.name == "common" else set()
    return {*tables["steps"], *roles, *names}.union(*tables["states"].values())


def of_one_state(folder):
    """Yield where code or prose of what all states share speaks of one of them."""
    words = words_of_one_state()
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            told = re.findall(r"``(\w+)``", node.value)
            found = words.intersection({node.value, *told})
            yield from (f"{path.name}: {each}" for each in sorted(found))
            yield from (f"{path.name}: {each}" for each in _words(node.value))


def test_what_all_states_share_speaks_of_none():
    """Neither in code nor in docstrings: what one state alone has stands in its folder."""
    assert [] == list(of_one_state(SRC / "states" / "common"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"""Return what § 54 says."""', "§"),
        ('"""As in NRW."""', "NRW"),
        ('"""What ``ratify`` leaves."""', "ratify"),
        ('STEPS = ("vote", "decide_appeal")', "decide_appeal"),
        ('return role == "district_mayor"', "district_mayor"),
        ('return state in ("adopted", "standstill")', "standstill"),
        ('return step == "circulate"', "circulate"),
    ],
)
def test_a_planted_word_of_one_state_is_found(tmp_path, line, found):
    """In a docstring as in a tuple of names."""
    body = (
        f"    {line}\n"
        if line.startswith(("return", '"""'))
        else f"    x = {line[8:]}\n"
    )
    (tmp_path / "planted.py").write_text(f"def it(role, state, step):\n{body}")
    assert [f"planted.py: {found}"] == list(of_one_state(tmp_path))
