"""The tutorial for strangers: what docs/proofs.md says is typed, and comes out."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys

from pathlib import Path
from threading import Thread

import pytest

from cryptography.hazmat.primitives import serialization

from ratsflow.exchange.witnessing import server
from ratsflow.log import verifier
from ratsflow.log.witness import Witness
from ratsflow.office import now
from ratsflow.stores.witnessed import Witnessed


ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PAGE = ROOT / "docs" / "proofs.md"
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def calls(number: int) -> list[tuple[list[str], str]]:
    """Return the calls of a block, each with what it is to print."""
    parts = re.split(r"^\$ ", BLOCKS[number], flags=re.MULTILINE)[1:]
    return [
        (shlex.split(part.partition("\n")[0]), part.partition("\n")[2].strip())
        for part in parts
    ]


def test_a_stranger_checks_an_entry_with_three_files(shell, tmp_path, monkeypatch):
    """The town, its witness and the stranger, call by call; she has one folder of files."""
    monkeypatch.setenv("RATSFLOW_LANG", "en")
    shutil.copy(EXAMPLES / "vorlagen" / "spielplatz_lindenweg.md", ".")

    def typed(number: int) -> list[str]:
        """Type the calls of ratsflow in a block, and return what each printed."""
        printed = []
        for words, _ in calls(number):
            assert "ratsflow" == words[0]
            code, out, err = shell(*words[1:])
            assert 0 == code, (words, err)
            printed.append(out)
        return printed

    town = typed(0)[-1].split()[-1]
    neighbour = typed(1)[0].strip()
    private = serialization.load_pem_private_key(Path("witness.pem").read_bytes(), None)
    name = verifier.key_in(neighbour).name
    memory = Witnessed("witness.db")
    witness = Witness(name, private, [verifier.key_in(town)], memory, now)
    assert neighbour == str(witness.key)
    with server(witness, "127.0.0.1", 0) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        try:
            at = f"http://127.0.0.1:{running.server_address[1]}"
            Path("town.policy").write_text(
                f"log {town}\nwitness kreis {neighbour} {at}\nquorum kreis\n", "utf-8"
            )
            typed(2)
        finally:
            running.shutdown()
            thread.join()
    typed(3)
    typed(5)
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    Path("town.pub").write_text(town, "utf-8")
    shutil.copy(verifier.__file__, stranger)
    hers = ("entry.tlog-proof", "end.proof", "continues.proof", "1.checkpoint")
    for each in (*hers, "decision.json", "town.policy", "town.pub"):
        shutil.copy(each, stranger)
    for words, told in calls(4):
        assert ["python", "verifier.py"] == words[:2]
        done = subprocess.run(
            [sys.executable, "-I", "-S", *words[1:]],
            cwd=stranger,
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == done.returncode, done.stdout + done.stderr
        shape = re.escape(told).replace("…", "[-0-9TZ:]+")
        assert re.fullmatch(shape, done.stdout.strip()), done.stdout
    assert 6 == len(BLOCKS)


@pytest.mark.parametrize("name", ["entry.tlog-proof", "town.policy"])
def test_the_page_names_the_files_that_a_stranger_needs(name):
    """What she is told to type is what she was given."""
    assert name in "".join(BLOCKS)
