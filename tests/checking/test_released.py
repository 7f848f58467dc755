"""Another release, asked in a process of its own: wheels made here from changed copies."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import zipfile

from importlib.metadata import distribution
from pathlib import Path

import pytest

import ratsflow
import ratsflow.states.nrw as home

from ratsflow.checking import Relation, Space
from ratsflow.checking.released import compare_released, is_release, released
from ratsflow.cli.app import run
from ratsflow.errors import InvalidInputError
from ratsflow.law import load_law
from ratsflow.states.nrw import nrw


TOWN = Path(home.__file__).with_name("town.toml")
HERE = Space(nrw(), load_law(TOWN))
RULES = "states/common/rules/preapproval.toml"
STEPS = "states/common/steps.toml"


def wheel(folder: Path, *changes: tuple[str, str, str]) -> str:
    """Pack a copy of this package as a wheel, with some texts in its files changed."""
    copy = folder / "ratsflow"
    ignored = shutil.ignore_patterns("__pycache__", "published", "contrib", "examples")
    shutil.copytree(Path(ratsflow.__file__).parent, copy, ignore=ignored)
    for file, before, after in changes:
        text = (copy / file).read_text("utf-8")
        assert before in text
        (copy / file).write_text(text.replace(before, after, 1), "utf-8")
    packed = folder / "ratsflow-0.0.9-py3-none-any.whl"
    about = "ratsflow-0.0.9.dist-info"
    entries = distribution("ratsflow").read_text("entry_points.txt")
    with zipfile.ZipFile(packed, "w") as file:
        for each in copy.rglob("*"):
            file.write(each, each.relative_to(folder))
        head = "Metadata-Version: 2.1\nName: ratsflow\nVersion: 0.0.9\n"
        file.writestr(f"{about}/METADATA", head)
        file.writestr(f"{about}/entry_points.txt", entries or "")
    return str(packed)


def compared(place: str, cases: int = 40):
    """Compare it with the version at hand."""
    with released(place, "NRW", str(TOWN)) as old:
        return compare_released(old, HERE, cases)


BY = 'by = ["mayor", "general_deputy"]\nmoves = ["motion: mayor_review -> released"]'
ALONE = 'by = ["general_deputy"]\nmoves = ["motion: mayor_review -> released"]'
SIGNERS = 'on = ["sign", "release", "release_urgently", "sign_for_department", "sign_supplement"]'
FEWER = SIGNERS.replace('"sign", ', "")


@pytest.fixture(name="earlier", scope="module")
def _earlier(tmp_path_factory):
    """Return a release in which the mayor did not release, and who signs might be excluded."""
    folder = tmp_path_factory.mktemp("earlier")
    return wheel(folder, (STEPS, BY, ALONE), (RULES, SIGNERS, FEWER))


def test_what_changed_since_a_release_is_shown_by_a_case(earlier):
    """Each way of the present version is gone there; where they part, both say why."""
    found = compared(earlier)
    assert found.release == "0.0.9"
    assert found.fingerprint != nrw().fingerprint

    release = found.steps["release"]
    assert release.relation is Relation.LOOSER
    assert release.looser is not None
    assert release.looser.because[0].rule.id == "procedure.role"
    assert "general deputy" in release.looser.because[0].text("en")
    assert "allgemeine Vertretung" in release.looser.because[0].text("de")

    sign = found.steps["sign"]
    assert sign.relation is Relation.TIGHTER
    assert sign.tighter is not None
    assert [e.rule.id for e in sign.tighter.because] == ["signer_not_excluded"]
    assert "submit" in found.alike
    assert "sign" not in found.alike


def test_behind_the_place_where_they_part_nothing_is_asked(earlier):
    """What comes after a step that the release refuses never came about there."""
    found = compared(earlier)
    assert all(found.steps[each].passed == 0 for each in ("release", "vote"))
    assert found.steps["submit"].passed > 0


def test_the_same_release_is_the_same_word_by_word():
    """Nothing is left to be tried where all says the same and the code is one."""
    found = compared(str(Path(ratsflow.__file__).parents[1]))
    assert found.relation is Relation.EQUIVALENT
    assert (found.closed, found.cases, len(found.alike)) == (True, 0, len(nrw().steps))


def test_other_code_under_the_same_words_is_only_tried(tmp_path):
    """A rule in Python may answer otherwise: then no step is called alike word by word."""
    old = "def _cents(question: Question) -> int:\n"
    file = "states/common/predicates/competence/matter.py"
    found = compared(wheel(tmp_path, (file, old, f"# otherwise\n{old}")), cases=8)
    assert found.alike == frozenset()
    assert found.relation is Relation.EQUIVALENT
    assert found.asked > 0


def test_a_step_of_which_no_case_shows_the_difference_is_undecided(tmp_path):
    """Fewer cases than lead to the step: it says something else, and nobody saw what that does."""
    found = compared(wheel(tmp_path, (STEPS, BY, ALONE)), cases=2)
    assert found.steps["release"].relation is Relation.UNDECIDED
    assert found.steps["release"].changed == ("procedure",)


def test_what_is_no_release_is_told_in_one_sentence(tmp_path):
    """A file that is no wheel, a release that cannot run, and one without the state."""
    broken = tmp_path / "x.whl"
    broken.write_text("no zip")
    for place in (str(broken), str(tmp_path / "none.whl")):
        with (
            pytest.raises(InvalidInputError, match="it holds no release"),
            released(place, "NRW"),
        ):
            pass
    package = tmp_path / "ratsflow"
    package.mkdir()
    (package / "__init__.py").write_text("raise ImportError('too old')\n")
    with (
        pytest.raises(InvalidInputError, match=r"cannot answer.*too old"),
        released(str(tmp_path), "NRW"),
    ):
        pass
    assert not is_release("nrw")
    assert not is_release(str(TOWN))


def test_a_law_file_that_a_release_cannot_read_is_told(earlier, tmp_path):
    """Each release reads its own law file; --against-law names it."""
    law = tmp_path / "law.toml"
    law.write_text(
        'state = "NRW"\ntown = "X"\n[norm]\n"notice.days" = { value = -1 }\n'
    )
    with (
        pytest.raises(InvalidInputError, match=r"cannot answer.*notice\.days"),
        released(earlier, "NRW", str(law)),
    ):
        pass


def ask(*words: str) -> tuple[int, str, str]:
    """Run a command and return (exit code, out, err)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    return code, out.getvalue(), err.getvalue()


def test_a_release_on_the_command_line(earlier, tmp_path):
    """In words, as JSON and as JUnit XML; open cases and logs are not asked of it."""
    words = ("check", "nrw", "--law", str(TOWN), "--against", earlier, "--cases", "40")
    report = tmp_path / "r.xml"
    code, out, err = ask(*words, "--lang", "de", "--junit", str(report))
    assert (code, err) == (1, "")
    assert out.startswith("Mit Release 0.0.9 (Verfahren ")
    assert "Die neue Fassung lässt den letzten Schritt zu, die alte nicht:" in out
    assert "Die alte Fassung lässt den letzten Schritt zu, die neue nicht:" in out
    assert 'name="release"' in report.read_text("utf-8")

    told = json.loads(ask(*words, "--json")[1])["comparison"]
    assert told["release"] == "0.0.9"
    assert told["old"] != told["new"] == nrw().fingerprint
    stand = {each["step"]: each["relation"] for each in told["steps"]}
    assert (stand["release"], stand["sign"], stand["vote"]) == (
        "looser",
        "tighter",
        "equivalent",
    )

    code, _, err = ask(*words, "--db", str(tmp_path / "none.db"))
    assert code == 2
    assert "open cases and logs are not asked of another release" in err
