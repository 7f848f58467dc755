"""Keys of the rules on convening and agenda (E)."""

from __future__ import annotations

from ratsflow.law.keys.key import Key


KEYS: tuple[Key, ...] = ()
