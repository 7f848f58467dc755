"""Keys of the rules on competence (C)."""

from __future__ import annotations

from ratsflow.law.keys.key import Key


KEYS: tuple[Key, ...] = ()
