"""Keys of the rules on administrative pre-approval (B)."""

from __future__ import annotations

from ratsflow.law.keys.key import Key


KEYS: tuple[Key, ...] = ()
