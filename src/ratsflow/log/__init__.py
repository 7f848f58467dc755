"""The log: entries, their canonical bytes, the chain and its verification."""

from ratsflow.log.chain import Head, broken, verify_case
from ratsflow.log.entry import (
    GENESIS,
    OPEN,
    SCHEMA,
    By,
    Entry,
    EntryKind,
    Made,
    Override,
    Record,
    decode,
    encode,
)


__all__ = [
    "GENESIS",
    "OPEN",
    "SCHEMA",
    "By",
    "Entry",
    "EntryKind",
    "Head",
    "Made",
    "Override",
    "Record",
    "broken",
    "decode",
    "encode",
    "verify_case",
]
