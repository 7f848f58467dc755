"""The log: entries, their canonical bytes, the chain and its verification."""

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily
from ratsflow.canonical import canonical, digest
from ratsflow.log.chain import Head, verify_case
from ratsflow.log.entry import (
    ERASE,
    GENESIS,
    MIGRATE,
    OPEN,
    By,
    Entry,
    EntryKind,
    Made,
    Override,
    Record,
    decode,
    encode,
)
from ratsflow.log.erasable import Salts
from ratsflow.log.late import recorded_late
from ratsflow.log.upcast import SCHEMA


__all__ = [
    "ERASE",
    "GENESIS",
    "MIGRATE",
    "OPEN",
    "SCHEMA",
    "By",
    "Entry",
    "EntryKind",
    "Head",
    "Made",
    "Override",
    "Record",
    "Salts",
    "Seal",
    "canonical",
    "decode",
    "digest",
    "encode",
    "recorded_late",
    "verify",
    "verify_case",
]

if TYPE_CHECKING:
    from ratsflow.log.seal import Seal as Seal
    from ratsflow.log.verifier import verify as verify
else:  # no step needs them
    __getattr__ = lazily(
        __name__,
        {"ratsflow.log.seal": ("Seal",), "ratsflow.log.verifier": ("verify",)},
    )
