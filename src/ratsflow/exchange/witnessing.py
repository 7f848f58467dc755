"""Witnesses over HTTP: a small server for one, and how a log asks others.

References:
    C2SP tlog-witness (add-checkpoint).
"""

from __future__ import annotations

import re
import sys
import urllib.error
import urllib.request

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ratsflow.errors import Both, InvalidInputError, StoreError
from ratsflow.log import tree
from ratsflow.log.checkpoint import consistency_to_text, with_signatures
from ratsflow.log.verifier import (
    Checkpoint,
    Key,
    Odd,
    Policy,
    signature_in,
    signed_at,
)
from ratsflow.log.witness import SIZE, Answer, Witness


MOST = 64 * 2**10
"""Bytes that a request or an answer may have."""
PATH = "/add-checkpoint"
PATIENCE = 30
"""Seconds to wait for a witness, or for whoever asks one."""


class _Handler(BaseHTTPRequestHandler):
    """Hands a request to the witness; it says nothing of the machine that it runs on."""

    witness: Witness
    protocol_version = "HTTP/1.1"
    server_version = "ratsflow"
    sys_version = ""
    timeout = PATIENCE

    def do_POST(self) -> None:
        """Answer to a checkpoint."""
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch("[0-9]{1,9}", length) or int(length) > MOST:
            self.close_connection = True
            self._send(Answer(400, "the request says no length, or is too long\n"))
            return
        request = self.rfile.read(int(length))
        if self.path.rstrip("/").endswith(PATH):
            try:
                answer = self.witness.add_checkpoint(request)
            except StoreError as error:
                # Nothing was signed; whoever runs it must see why, nobody else.
                sys.stderr.write(f"ratsflow: {error}\n")
                answer = Answer(500, "what was cosigned cannot be read or written\n")
            self._send(answer)
        else:
            self._send(Answer(404, "nothing is here\n"))

    def do_GET(self) -> None:
        """Tell the key, which a policy names."""
        self._send(Answer(200, f"{self.witness.key}\n"))

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing: whoever runs it looks at what it keeps."""


def server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server of a witness; it listens, and answers with `serve_forever`.

    Args:
        witness: the witness.
        host: the address to listen on.
        port: the port; 0 takes a free one.

    Raises:
        InvalidInputError: it cannot listen there.
    """
    handler = type("_Bound", (_Handler,), {"witness": witness})
    try:
        made = ThreadingHTTPServer((host, port), handler)
    except (OSError, OverflowError) as error:
        raise InvalidInputError(
            Both(
                f"nobody can listen at {host}:{port} ({error}).",
                f"an {host}:{port} lässt sich nicht zuhören ({error}).",
            ),
            "--listen",
        ) from error
    made.daemon_threads = True
    return made


Ask = Callable[[bytes], Answer]
"""Sends a request to a witness, and returns its answer."""


def refuse_no_address(url: str) -> None:
    """Refuse what is no address of HTTP.

    Raises:
        InvalidInputError: it is none.
    """
    if not url.startswith(("http://", "https://")):
        raise InvalidInputError(
            Both(f"{url!r} is no address of HTTP.", f"„{url}“ ist keine HTTP-Adresse."),
            "url",
            Both("Begin it with https://.", "Sie mit https:// beginnen."),
        )


def over_http(url: str) -> Ask:
    """Return what asks the witness at an address.

    Args:
        url: its submission prefix.

    Raises:
        InvalidInputError: it is no address of HTTP.
    """
    refuse_no_address(url)

    def ask(request: bytes) -> Answer:
        sent = urllib.request.Request(  # noqa: S310  # looked at above
            url.rstrip("/") + PATH, data=request, method="POST"
        )
        try:
            with urllib.request.urlopen(sent, timeout=PATIENCE) as reply:  # noqa: S310
                status, kind = reply.status, reply.headers.get_content_type()
                body = reply.read(MOST)
        except urllib.error.HTTPError as error:
            with error:
                status, kind = error.code, error.headers.get_content_type()
                body = error.read(MOST)
        except (OSError, ValueError) as error:
            return Answer(503, f"{error}")
        return Answer(status, body.decode("utf-8", "replace"), kind)

    return ask


def ask_witness(
    leaves: tree.Leaves, checkpoint: Checkpoint, key: Key, ask: Ask
) -> Checkpoint:
    """Let a witness cosign a checkpoint.

    It is asked for a first checkpoint; if it has cosigned another before, it says which, and
    is shown that this one continues it.

    Args:
        leaves: the store, with the tree of the checkpoint.
        checkpoint: the checkpoint.
        key: the key of the witness.
        ask: sends it a request.

    Returns:
        The checkpoint with its signature.

    Raises:
        InvalidInputError: it did not cosign; the sentence says what it answered.
        BrokenLogError: the log is not the one that was signed.
    """
    proof = tree.prove_consistency(leaves, 0, checkpoint)
    answer = ask(consistency_to_text(proof))
    old = answer.body.strip()
    is_size = answer.kind == SIZE and re.fullmatch("0|[1-9][0-9]{0,17}", old)
    if answer.status == 409 and is_size and int(old) <= checkpoint.size:  # noqa: PLR2004
        proof = tree.prove_consistency(leaves, int(old), checkpoint)
        answer = ask(consistency_to_text(proof))
    for line in answer.body.splitlines() if answer.status == 200 else ():  # noqa: PLR2004
        try:
            signature = signature_in(line)
        except Odd:
            continue
        named = (signature.name, signature.key_id) == (key.name, key.id)
        if named and signed_at(key, signature.data, checkpoint.text) is not None:
            return with_signatures(checkpoint, [signature])
    told = answer.body.strip().partition("\n")[0][:200]
    raise InvalidInputError(
        Both(
            f"it did not cosign: {answer.status} {told}",
            f"er hat nicht mitgezeichnet: {answer.status} {told}",
        ),
        key.name,
    )


def ask_all(
    leaves: tree.Leaves, checkpoint: Checkpoint, policy: Policy
) -> tuple[Checkpoint, list[InvalidInputError]]:
    """Let every witness of a policy that has an address cosign a checkpoint.

    Returns:
        The checkpoint with the signatures that came, and why others did not.
    """
    missing = []
    for name, url in policy.urls.items():
        try:
            key = policy.witnesses[name]
            checkpoint = ask_witness(leaves, checkpoint, key, over_http(url))
        except InvalidInputError as error:
            missing.append(error)
    return checkpoint, missing
