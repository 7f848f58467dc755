"""A witness: looks at the checkpoints of neighbours, and cosigns those that continue.

It needs nothing of a log but what is sent to it: a checkpoint, and the proof that it
continues the last one that the witness cosigned. It keeps that one for each log, and cosigns
one text for each size: whoever shows different people different logs finds a witness for one
of them at most.

References:
    C2SP tlog-witness (add-checkpoint), tlog-cosignature.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import attrs

from ratsflow.log import checkpoint as notes
from ratsflow.log.verifier import (
    COSIGNS,
    EMPTY,
    Checkpoint,
    Consistency,
    Key,
    Odd,
    Policy,
    consistency_in,
    is_consistent,
    judged,
)


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
"""The type of an answer that is the size of the last checkpoint."""


@attrs.frozen
class Answer:
    """What a witness answers.

    Attributes:
        status: as in HTTP: 200 it cosigned; 400 it is no request; 403 the log has not signed
            it; 404 the log is unknown; 409 the last size is another, or what was signed of
            this size; 422 it does not continue the last checkpoint.
        body: lines of signatures; behind 409 the last size; else a sentence.
        kind: type of the body.
    """

    status: int
    body: str
    kind: str = PLAIN


class Last(Protocol):
    """The last checkpoint of one log that was cosigned, as long as nobody else changes it."""

    def text(self) -> bytes | None:
        """Return its text, or None if there was none."""

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep another one in its place, for good."""


class Memory(Protocol):
    """What a witness keeps: of each log the last checkpoint that it cosigned."""

    def of(self, origin: str) -> AbstractContextManager[Last]:
        """Return the last one of a log; nobody else changes it within the block.

        What was kept within it is written when the block ends.
        """


@attrs.frozen
class Witness:
    """Cosigns checkpoints of the logs that it knows.

    Attributes:
        name: what it calls itself.
        private: its key.
        logs: keys of the logs that it knows.
        memory: what it has cosigned.
        clock: tells what time it is.
    """

    name: str
    private: Ed25519PrivateKey
    logs: Sequence[Key]
    memory: Memory
    clock: Callable[[], datetime]

    @property
    def key(self) -> Key:
        """Its public key, as a policy names it."""
        return notes.key_of(self.private, self.name, COSIGNS)

    def add_checkpoint(self, request: bytes) -> Answer:
        """Look at a checkpoint, and cosign it if it continues the last one.

        Args:
            request: the old size, the proof, a blank line and the checkpoint.
        """
        try:
            asked = consistency_in(request)
        except Odd as error:
            return Answer(400, f"{error}\n")
        new = asked.checkpoint
        known = tuple(key for key in self.logs if key.name == new.origin)
        if not known:
            return Answer(404, "the log is unknown here\n")
        for reason in judged(new, Policy(known, {}, {}, "none", {}, {})).wrong:
            return Answer(403, f"{reason}\n")
        if asked.old > new.size:
            return Answer(400, "the old size is larger than the new one\n")
        with self.memory.of(new.origin) as last:
            refused = _refusal(asked, last.text())
            if refused is None:
                last.keep(new)
        if refused is not None:
            return refused
        line = notes.cosign(self.private, self.name, new, self.clock())
        return Answer(200, f"{line}\n")


def _refusal(asked: Consistency, kept: bytes | None) -> Answer | None:
    """Return why a checkpoint is not cosigned, or None if it continues what was kept."""
    new = asked.checkpoint
    last = None if kept is None else _of_text(kept)
    size, root = (last.size, last.root) if last else (0, EMPTY)
    if asked.old != size:
        return Answer(409, f"{size}\n", SIZE)
    if size == new.size and (root != new.root or (last and last.text != new.text)):
        return Answer(409, "another text of this size was cosigned\n")
    continues = (
        is_consistent(size, new.size, root, new.root, asked.path)
        if size
        else not asked.path
    )
    if not continues:
        return Answer(422, "it does not continue the last checkpoint\n")
    return None


def _of_text(text: bytes) -> Checkpoint:
    """Return the checkpoint of which a witness kept the text, without signatures."""
    lines = text.decode().split("\n")
    root = notes.from_base64(lines[2])
    return Checkpoint(lines[0], int(lines[1]), root, None, text, ())
