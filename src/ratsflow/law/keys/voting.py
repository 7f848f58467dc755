"""Keys of the rules on voting and elections (I)."""

from __future__ import annotations

from ratsflow.law.keys.key import Key


KEYS: tuple[Key, ...] = ()
