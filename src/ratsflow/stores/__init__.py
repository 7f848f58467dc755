"""Stores: where the log is kept. The SQL store is imported only when it is used."""

from ratsflow.stores.memory import MemoryStore
from ratsflow.stores.protocol import Standing, Store


__all__ = ["MemoryStore", "Standing", "Store"]
