"""The example service passes its own test on each database, and type checkers find nothing in it."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys

from pathlib import Path

import pytest


pytest.importorskip("fastapi")

from fastapi.testclient import TestClient


ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "fastapi"
EXAMPLES = ROOT / "examples"
CHECKED = {
    "django": (EXAMPLES / "django", ()),
    "others": (
        ROOT,
        ("examples/fastapi", "examples/small.py", "examples/state-package"),
    ),
    "public": (ROOT, ("tests/typing",)),
}
"""Where pyright looks from, and at what; mypy looks at all of it too."""


def loaded(name):
    """Load a module of the example."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


TOLD = loaded("test_service")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize(
    "check", [TOLD.test_why_not_cure_and_take, TOLD.test_the_row_and_the_step_are_one]
)
def test_the_example_passes_its_own_test(
    database, check, tmp_path, monkeypatch, request
):
    """As a reader runs it, and on PostgreSQL."""
    url = f"sqlite+aiosqlite:///{tmp_path}/town.db"
    if database == "postgresql":
        url = request.getfixturevalue("postgres_url")
        url = url.replace("postgresql:", "postgresql+psycopg:")
    monkeypatch.setenv("DATABASE_URL", url)
    with TestClient(loaded("service").app) as client:
        check(client)


@pytest.mark.parametrize(("home", "paths"), CHECKED.values(), ids=list(CHECKED))
def test_pyright_finds_nothing_in_the_examples(home, paths):
    """As an editor would; skipped where it is not installed."""
    pytest.importorskip("pyright")
    words = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    own = str(EXAMPLES / "state-package" / "src")
    done = subprocess.run(
        [*words, *paths],
        cwd=home,
        env={**os.environ, "PYTHONPATH": own},
        capture_output=True,
        text=True,
        check=False,
    )
    if "error" in done.stderr and not done.stdout:
        pytest.skip(f"pyright does not start: {done.stderr[:100]}")
    assert 0 == done.returncode, done.stdout


def test_the_example_for_litestar_runs(tmp_path):
    """Word for word as the page has it, as a file of its own: Litestar reads its module."""
    pytest.importorskip("litestar")
    page = (ROOT / "docs" / "fastapi.md").read_text("utf-8")
    (block,) = re.findall(r"```py\n(from litestar.*?)```", page, re.DOTALL)
    (tmp_path / "app.py").write_text(block, "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(tmp_path / "app.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
