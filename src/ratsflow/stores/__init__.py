"""Stores: where the log is kept. The SQL store is imported only when it is used."""

from ratsflow.stores.memory import MemoryStore
from ratsflow.stores.protocol import (
    UNFILLED,
    Append,
    Found,
    Projected,
    Standing,
    Store,
    Used,
)


__all__ = [
    "UNFILLED",
    "Append",
    "Found",
    "MemoryStore",
    "Projected",
    "Standing",
    "Store",
    "Used",
]
