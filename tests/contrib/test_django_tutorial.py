"""The tutorial of docs/django.md, done word for word in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

from pathlib import Path

import pytest


pytest.importorskip("django")

PAGE = Path(__file__).parents[2] / "docs" / "django.md"
MINUTES, LINES = 15, 10
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"`([\w/]+\.py)`")
_GLUE = re.compile(r"ratsflow|RATSFLOW|CaseField|CaseAdmin")


def _steps():
    """Yield each block of the tutorial with the file that the text before it names."""
    text = PAGE.read_text("utf-8").partition("## Tutorial")[2].partition("\n## ")[0]
    before = 0
    for found in _BLOCK.finditer(text):
        named = _FILE.findall(text[before : found.start()])
        yield found[1], found[2], named[-1] if named else ""
        before = found.end()


def _run(line, folder, python):
    path = f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**kept, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


LOOK = """
from django.contrib.auth.models import User
from django.test import Client
from papers.models import Vorlage
client = Client(headers={"host": "localhost"})
client.force_login(User.objects.get(username="me"))
client.post("/admin/papers/vorlage/add/", {"titel": "Tempo 30"})
row = Vorlage.objects.get()
print(client.get(f"/admin/papers/vorlage/{row.pk}/change/").content.decode())
print(client.post(f"/admin/papers/vorlage/{row.pk}/step/submit/", {"seen": "1"}).status_code)
print(row.case.version)
"""


def test_a_newcomer_has_a_page_that_refuses_and_explains(tmp_path):
    """In at most a quarter of an hour, with at most ten lines of glue."""
    began, glue = time.monotonic(), 0
    for language, block, name in _steps():
        if language == "py":
            path = tmp_path / name
            is_new = name != "town/settings.py"
            path.write_text(("" if is_new else path.read_text()) + block)
            if name != "papers/tests.py":
                glue += sum(bool(_GLUE.search(line)) for line in block.splitlines())
                method = block.partition("    def as_motion")[1:]
                glue += "".join(method).count("\n")
            continue
        for line in block.splitlines():
            if "pip install" in line or "venv" in line:
                continue  # what is to be tested is installed here
            done = _run(line, tmp_path, sys.executable)
            assert 0 == done.returncode, (line, done.stdout, done.stderr)

    shown = _run(f"python manage.py shell -c '{LOOK}'", tmp_path, sys.executable)
    page = shown.stdout
    assert 0 == shown.returncode, shown.stderr
    assert "„Zur Mitzeichnung geben“ ist noch nicht möglich:" in page
    for each in ("der Beschlussvorschlag", "die Begründung", "die Angabe der Kosten"):
        assert each in page
    assert ["409", "1"] == page.split()[-2:]
    assert glue <= LINES
    assert time.monotonic() - began < MINUTES * 60
