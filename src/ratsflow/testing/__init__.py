"""Testing: what proves a store of your own. Needs pytest and hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.testing.store_contract": ("StoreContract",),
    "ratsflow.testing.store_machine": ("agreement",),
    "ratsflow.testing.store_records": ("make_records", "standing"),
}

__all__ = ["StoreContract", "agreement", "make_records", "standing"]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.testing.store_contract import StoreContract as StoreContract
    from ratsflow.testing.store_machine import agreement as agreement
    from ratsflow.testing.store_records import make_records as make_records
    from ratsflow.testing.store_records import standing as standing
else:
    __getattr__ = lazily(__name__, _HOMES)
