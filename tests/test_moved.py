"""Old modules and words: what stood in 0.1 still works and says where it is now."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys

from importlib.util import find_spec
from pathlib import Path

import pytest

import ratsflow

from ratsflow import _moved


SOURCE = Path(ratsflow.__file__).parent


def forget(name):
    """Let a module be imported anew under a name."""
    sys.modules.pop(name, None)


@pytest.mark.parametrize("old", sorted(_moved.MODULES))
def test_a_moved_module_is_the_same_module_under_its_old_name(old):
    """No second copy of its classes: what is caught by the new name is what was raised."""
    now = _moved.MODULES[old]
    forget(old)
    with pytest.warns(DeprecationWarning, match=re.escape(f"{old} is now {now};")):
        module = importlib.import_module(old)

    assert importlib.import_module(now) is module
    assert now == module.__name__ == module.__spec__.name


@pytest.mark.parametrize("old", sorted(_moved.MODULES))
def test_what_moved_left_its_old_place(old):
    """An old folder that is still there would never be reached."""
    path = SOURCE.joinpath(*old.split(".")[1:])

    assert not path.with_suffix(".py").exists()
    assert not (path / "__init__.py").exists()


def test_what_lies_in_a_moved_module_moved_along():
    """A module that has no line of its own is found by the line of its package."""
    for name in ("ratsflow.exchange.forms.money", "ratsflow.exchange.forms"):
        forget(name)
    with pytest.warns(DeprecationWarning, match="is now ratsflow"):
        from ratsflow.exchange.forms.money import find_money  # noqa: PLC0415

    from ratsflow.papers.money import find_money as the_same  # noqa: PLC0415

    assert find_money is the_same


def test_the_warning_names_the_line_that_imports(tmp_path):
    """Whoever reads it knows which file to change."""
    script = tmp_path / "old.py"
    script.write_text("import sys\n\nimport ratsflow.exchange.forms\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "always", script],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr.startswith(f"{script}:3: DeprecationWarning: ratsflow.exchange")


def test_a_word_of_a_moved_module_that_is_called_otherwise_still_works():
    """Both steps are told: the module, and the word in it."""
    code = "from ratsflow.exchange.forms import read_text, write; print(read_text)"
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
    assert "read_paper" in done.stdout
    for now in ("papers;", "papers.read_paper;", "papers.write_paper;"):
        assert f"is now ratsflow.{now}" in done.stderr


def test_what_never_was_is_not_found():
    """Nothing is made up for a module that neither moved nor is there."""
    assert None is _moved.new_place("ratsflow.exchange.formsheet")
    assert None is find_spec("ratsflow.exchange.formsheet")
    with (
        pytest.warns(DeprecationWarning, match="is now ratsflow"),
        pytest.raises(ModuleNotFoundError, match=r"ratsflow\.papers\.nothing"),
    ):
        importlib.import_module("ratsflow.exchange.forms.nothing")


def test_one_redirect_is_enough():
    """Setting it up again puts no second one into the way of every import."""
    before = list(sys.meta_path)
    _moved.redirect()

    assert before == sys.meta_path


def test_importing_the_library_warns_of_nothing():
    """What the house itself imports, it imports from where it is."""
    modules = sorted(
        ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        for path in SOURCE.rglob("*.py")
        if path.stem != "__main__"
        and "contrib" not in path.parts  # they need the frameworks that they are for
    )
    code = f"from importlib import import_module as i; [i(m) for m in {modules}]"
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
