"""Keys of the rules on urgent decisions (K)."""

from __future__ import annotations

from ratsflow.law.keys.key import Key


KEYS: tuple[Key, ...] = ()
