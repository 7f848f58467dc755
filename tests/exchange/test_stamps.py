"""Time stamps by an authority of our own, which `openssl ts` is."""

from __future__ import annotations

import random
import shutil
import subprocess
import threading

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import attrs
import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ratsflow.cli.app import run
from ratsflow.errors import InvalidInputError
from ratsflow.exchange import stamps
from ratsflow.log import checkpoint as notes


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "stadt.example/log"
CHECKPOINT = notes.sign(KEY, ORIGIN, 7, bytes(range(32)))
OTHER = notes.sign(KEY, ORIGIN, 8, bytes(range(32)))

CONFIG = """
[ req ]
distinguished_name = name
[ name ]
[ ca ]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ tsa ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ web ]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,serverAuth
[ ts ]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@attrs.frozen
class Authority:
    """An authority, and who issued its certificate."""

    folder: Path

    def say(self, *words: str) -> None:
        """Run openssl in the folder."""
        done = subprocess.run(
            ["openssl", *words], cwd=self.folder, capture_output=True, check=False
        )
        assert 0 == done.returncode, done.stderr.decode()

    @property
    def ca(self) -> Path:
        """The certificate that is trusted."""
        return self.folder / "ca.pem"

    @property
    def roots(self) -> Any:
        """The certificates in it."""
        return stamps.roots_in(self.ca.read_bytes())

    def stamp(self, request: bytes) -> bytes:
        """Answer to a query."""
        (self.folder / "query").write_bytes(request)
        words = ("-config", "config", "-section", "ts", "-queryfile", "query")
        signer = ("-signer", "tsa.pem", "-inkey", "tsa.key")
        self.say("ts", "-reply", *words, *signer, "-out", "reply")
        return (self.folder / "reply").read_bytes()


def authority(folder: Path, kind: str = "tsa", *dates: str) -> Authority:
    """Make an authority; its certificate may be of another kind."""
    folder.mkdir()
    made = Authority(folder)
    (folder / "config").write_text(CONFIG.format(folder=folder), "utf-8")
    (folder / "serial").write_text("01", "utf-8")
    new = ("req", "-config", "config", "-nodes", "-newkey", "rsa:2048", "-sha256")
    made.say(
        *new,
        "-x509",
        "-days",
        "30",
        "-extensions",
        "ca",
        "-subj",
        "/CN=Root",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
    )
    made.say(*new, "-subj", "/CN=Stelle", "-keyout", "tsa.key", "-out", "tsa.csr")
    issue = (
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
    )
    made.say(
        *issue,
        "-days",
        "20",
        "-extfile",
        "config",
        "-extensions",
        kind,
        "-out",
        "tsa.pem",
        *dates,
    )
    return made


@pytest.fixture(name="tsa", scope="module")
def _tsa(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority of our own."""
    pytest.importorskip("rfc3161_client")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    return authority(tmp_path_factory.mktemp("tsa") / "own")


def test_a_stamp_says_when_a_checkpoint_was_there(tsa):
    """By the clock of the authority, and under whose certificate."""
    answer = stamps.ask_for(CHECKPOINT, tsa.roots, tsa.stamp)

    stamp = stamps.checked(answer, CHECKPOINT, tsa.roots)

    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=2)
    assert ("CN=Stelle", "1.2.3.4.1") == (stamp.by, stamp.policy)


def test_it_stays_good_when_more_witnesses_cosign(tsa):
    """What is stamped is the text, and not who signed it."""
    answer = tsa.stamp(stamps.query(CHECKPOINT))
    witness = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
    line = notes.cosign(witness, "kreis.example/witness", CHECKPOINT, datetime.now(UTC))

    assert stamps.checked(
        answer, notes.with_signatures(CHECKPOINT, [line]), tsa.roots
    ) == stamps.checked(answer, CHECKPOINT, tsa.roots)


def test_openssl_agrees(tsa, tmp_path):
    """Whoever has no ratsflow checks it with the text of the checkpoint."""
    (tmp_path / "text").write_bytes(CHECKPOINT.text)
    (tmp_path / "stamp").write_bytes(tsa.stamp(stamps.query(CHECKPOINT)))
    words = ("-data", str(tmp_path / "text"), "-in", str(tmp_path / "stamp"))
    tsa.say("ts", "-verify", *words, "-CAfile", str(tsa.ca))


def test_what_is_no_stamp_on_it_is_refused(tsa, tmp_path):
    """Of another checkpoint, of somebody else's root, with another number, of a web server."""
    answer = tsa.stamp(stamps.query(CHECKPOINT))
    stranger = authority(tmp_path / "stranger")
    web = authority(tmp_path / "web", "web")
    for data, checkpoint, roots, nonce in (
        (answer, OTHER, tsa.roots, None),
        (answer, CHECKPOINT, stranger.roots, None),
        (answer, CHECKPOINT, tsa.roots, 4711),
        (stranger.stamp(stamps.query(CHECKPOINT)), CHECKPOINT, tsa.roots, None),
    ):
        with pytest.raises(stamps.StampError, match="does not hold"):
            stamps.checked(data, checkpoint, roots, nonce)
    with pytest.raises((stamps.StampError, AssertionError)):
        stamps.checked(web.stamp(stamps.query(CHECKPOINT)), CHECKPOINT, web.roots)


def test_an_answer_that_refuses_is_told(tsa):
    """What the authority says stands in the sentence."""
    with pytest.raises(stamps.StampError, match=r"no time stamp|refused"):
        stamps.checked(tsa.stamp(b"\x30\x03\x02\x01\x01"), CHECKPOINT, tsa.roots)


def test_no_change_of_a_stamp_holds(tsa):
    """Wherever a byte is changed or cut off: one sentence, and nothing crashes.

    Some bytes say nothing that counts, as in a certificate that comes along.
    """
    answer = tsa.stamp(stamps.query(CHECKPOINT))
    good = stamps.checked(answer, CHECKPOINT, tsa.roots)
    chance = random.Random(3161)  # the same each time
    refused = 0
    for _ in range(400):
        at = chance.randrange(len(answer))
        new = bytes([answer[at] ^ 1 << chance.randrange(8)])
        for data in (answer[:at] + new + answer[at + 1 :], answer[:at]):
            try:
                found = stamps.checked(data, CHECKPOINT, tsa.roots)
            except stamps.StampError:
                refused += 1
            else:
                assert (found.at, found.policy) == (good.at, good.policy)
    assert refused > 700


@contextmanager
def listening(answer: Any) -> Iterator[str]:
    """Let an authority listen, and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = answer(self.headers["Content-Type"], query)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_authority_is_asked_over_http(tsa, tmp_path, monkeypatch, capsys):
    """From the shell, and the stamp is checked before and after it is kept."""
    monkeypatch.chdir(tmp_path)
    Path("1.checkpoint").write_bytes(CHECKPOINT.data)
    Path("other.checkpoint").write_bytes(OTHER.data)

    def answer(kind: str, query: bytes) -> tuple[int, str, bytes]:
        assert stamps.QUERY == kind
        return 200, stamps.REPLY, tsa.stamp(query)

    with listening(answer) as url:
        asked = ["stamp", "1.checkpoint", "1.tsr", "--url", url, "--ca", str(tsa.ca)]
        assert 0 == run([*asked, "--lang", "en"])
        assert "stamped at 20" in capsys.readouterr().out
        assert 2 == run([*asked, "--lang", "en"])  # it is there already
        capsys.readouterr()
    check = ["verify", "1.tsr", "--checkpoint", "1.checkpoint", "--ca", str(tsa.ca)]
    public = KEY.public_key().public_bytes_raw().hex()
    assert 0 == run([*check, "--key", public, "--lang", "en"])
    assert "stadt.example/log (7) was there at 20" in capsys.readouterr().out
    assert 0 == run([*check, "--lang", "de"])
    assert "lag vor am 20" in capsys.readouterr().out
    assert 1 == run([*check, "--key", "11" * 32, "--lang", "en"])
    assert "not signed by a key" in capsys.readouterr().err
    check[3] = "other.checkpoint"
    assert 1 == run([*check, "--lang", "de"])
    assert "der Zeitstempel gilt nicht" in capsys.readouterr().err
    assert 2 == run([*check[:4], "--lang", "en"])
    assert "--ca" in capsys.readouterr().err


def test_a_query_is_written_for_somebody_else_to_send(
    tsa, tmp_path, monkeypatch, capsys
):
    """Without an address nobody is asked."""
    monkeypatch.chdir(tmp_path)
    Path("1.checkpoint").write_bytes(CHECKPOINT.data)
    assert 0 == run(["stamp", "1.checkpoint", "1.tsq", "--json"])
    capsys.readouterr()

    answer = tsa.stamp(Path("1.tsq").read_bytes())

    assert stamps.checked(answer, CHECKPOINT, tsa.roots).by == "CN=Stelle"
    assert CHECKPOINT.text not in Path("1.tsq").read_bytes()


@pytest.mark.parametrize(
    "reply",
    [
        (500, stamps.REPLY, b"x"),
        (200, "text/html", b"x"),
        (200, stamps.REPLY, b"x"),
        (200, stamps.REPLY, b"\x30" * 2_000_000),
        (200, stamps.REPLY, b""),
    ],
    ids=["error", "page", "garbage", "too long", "nothing"],
)
def test_an_authority_that_answers_otherwise_gives_no_stamp(tsa, reply):
    """One sentence, whatever it sends; an address that is none is refused before."""
    with listening(lambda *_: reply) as url, pytest.raises(InvalidInputError):
        stamps.ask_for(CHECKPOINT, tsa.roots, stamps.over_http(url))
    with pytest.raises(InvalidInputError, match="no address of HTTP"):
        stamps.over_http("file:///etc/passwd")


def test_roots_that_are_none_are_refused():
    """They are named by their option."""
    pytest.importorskip("rfc3161_client")
    with pytest.raises(InvalidInputError, match="--ca"):
        stamps.roots_in(b"no certificate")
