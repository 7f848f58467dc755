"""The log: entries, their canonical bytes, the chain and its verification."""

from ratsflow.log.chain import Head, broken, verify_case
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
    "broken",
    "decode",
    "encode",
    "recorded_late",
    "verify_case",
]
