"""Checkpoints and proofs: what a log says of itself at one size, written down and signed.

The forms are those of C2SP (tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-witness).
What reads and judges them stands in `verifier`, which anybody can run alone; here they are
made.
"""

from __future__ import annotations

import base64

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ratsflow.canonical import canonical, utc_text
from ratsflow.errors import Both, InvalidInputError
from ratsflow.log import verifier
from ratsflow.log.verifier import (
    CASE_PROOF,
    CASES,
    COSIGNS,
    ROTATION,
    SIGNS,
    TLOG_PROOF,
    Checkpoint,
    Consistency,
    Inclusion,
    Key,
    LastOfCase,
    Signature,
)


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def key_of(private: Ed25519PrivateKey, name: str, kind: int = SIGNS) -> Key:
    """Return the public key that belongs to a private one, with a name.

    Args:
        private: the private key.
        name: of a log its origin, of a witness what it calls itself.
        kind: `SIGNS` for a log, `COSIGNS` for a witness.

    Raises:
        InvalidInputError: the name has a blank or a plus sign, or is none.
    """
    check_name(name)
    return Key(name, kind, private.public_key().public_bytes_raw())


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a key.

    Raises:
        InvalidInputError: it has a blank, a plus sign or a control character, or is none.
    """
    if verifier.is_key_name(name) and name.isprintable():
        return
    raise InvalidInputError(
        Both(
            f"got {name!r}, which has a blank or a plus sign in it, or is empty.",
            f"„{name}“ enthält ein Leerzeichen oder ein Pluszeichen oder ist leer.",
        ),
        "name",
        Both(
            "Use an address without https://, such as stadt.example/log.",
            "Eine Adresse ohne https:// angeben, etwa stadt.example/log.",
        ),
    )


def sign(
    private: Ed25519PrivateKey,
    origin: str,
    size: int,
    root: bytes,
    cases: bytes | None = None,
    at: datetime | None = None,
) -> Checkpoint:
    """Sign a checkpoint.

    Args:
        private: the key of the log; keep it away from the database.
        origin: the name of the log.
        size: number of leaves.
        root: root of the tree over them (32 bytes).
        cases: root of the map of the ends of all cases (32 bytes).
        at: when, aware; a second line then says so.

    Raises:
        InvalidInputError: the origin cannot be the name of a key.
    """
    key = key_of(private, origin)
    lines = [origin, str(size), _base64(root)]
    if cases is not None:
        lines.append(f"{CASES} {_base64(cases)}")
    text = "".join(f"{line}\n" for line in lines).encode()
    signatures = [Signature(origin, key.id, private.sign(text))]
    if at is not None:
        signatures.append(_cosigned(private, key._replace(kind=COSIGNS), text, at))
    return Checkpoint(origin, size, root, cases, text, tuple(signatures))


def sign_too(private: Ed25519PrivateKey, checkpoint: Checkpoint) -> Checkpoint:
    """Put the signature of another key of the same log to a checkpoint."""
    key = key_of(private, checkpoint.origin)
    line = Signature(key.name, key.id, private.sign(checkpoint.text))
    return with_signatures(checkpoint, [line])


def cosign(
    private: Ed25519PrivateKey, name: str, checkpoint: Checkpoint, at: datetime
) -> Signature:
    """Cosign a checkpoint as a witness.

    Args:
        private: the key of the witness.
        name: what the witness calls itself.
        checkpoint: the checkpoint, found to continue the last one that was cosigned.
        at: when, aware.

    Raises:
        InvalidInputError: the name cannot be that of a key.
    """
    return _cosigned(private, key_of(private, name, COSIGNS), checkpoint.text, at)


def _cosigned(
    private: Ed25519PrivateKey, key: Key, text: bytes, at: datetime
) -> Signature:
    seconds = int(at.timestamp())
    signed = private.sign(verifier.cosigned_text(text, seconds))
    return Signature(key.name, key.id, seconds.to_bytes(8, "big") + signed)


def with_signatures(
    checkpoint: Checkpoint, signatures: Sequence[Signature]
) -> Checkpoint:
    """Put signatures below a checkpoint; one of the same key is replaced."""
    new = {(each.name, each.key_id) for each in signatures}
    kept = [
        each for each in checkpoint.signatures if (each.name, each.key_id) not in new
    ]
    return checkpoint._replace(signatures=(*kept, *signatures))


def rotation(old: Key, new: Key, at: datetime) -> bytes:
    """Return the bytes of the entry by which a log changes its key."""
    return canonical(
        {
            "format": ROTATION,
            "new": str(new),
            "old": str(old),
            "recorded_at": utc_text(at),
        }
    )


def inclusion_to_text(proof: Inclusion) -> bytes:
    """Write the proof that an entry stands in a tree (tlog-proof, the entry as `extra`)."""
    lines = [TLOG_PROOF, f"extra {_base64(proof.body)}", f"index {proof.number}"]
    return _before(lines, proof.path, proof.checkpoint)


def last_of_case_to_text(proof: LastOfCase) -> bytes:
    """Write the proof that an entry is the last of its case."""
    lines = [CASE_PROOF, f"head {canonical(proof.head).decode()}"]
    return _before(lines, proof.path, proof.checkpoint)


def consistency_to_text(proof: Consistency) -> bytes:
    """Write the proof that a checkpoint continues another one, as witnesses take it."""
    return _before([f"old {proof.old}"], proof.path, proof.checkpoint)


def _before(
    lines: Sequence[str], path: Sequence[bytes], checkpoint: Checkpoint
) -> bytes:
    rows = "".join(f"{line}\n" for line in (*lines, *map(_base64, path)))
    return rows.encode() + b"\n" + checkpoint.data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Return what was written in Base64 by `sign`."""
    return base64.b64decode(text)
