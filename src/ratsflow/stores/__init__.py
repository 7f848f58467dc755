"""Stores: where the log is kept. The SQL store is imported only when it is used."""

from ratsflow.stores.memory import MemoryStore
from ratsflow.stores.protocol import Append, Found, Standing, Store


__all__ = ["Append", "Found", "MemoryStore", "Standing", "Store"]
