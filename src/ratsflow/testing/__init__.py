"""Testing: rules of a procedure, and stores of one's own. Needs pytest and hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.testing.aims": ("NoWayError",),
    "ratsflow.testing.asking": ("ask",),
    "ratsflow.testing.coverage": ("Coverage",),
    "ratsflow.testing.examples": ("load_examples", "run_examples"),
    "ratsflow.testing.matchers": (
        "assert_allowed",
        "assert_flagged",
        "assert_outcome",
        "assert_path",
        "assert_refused",
    ),
    "ratsflow.testing.scene": ("Scene", "case_at"),
    "ratsflow.testing.store_contract": ("StoreContract",),
    "ratsflow.testing.store_machine": ("agreement",),
    "ratsflow.testing.store_records": ("make_records", "standing"),
    "ratsflow.testing.strategies": ("strategies",),
    "ratsflow.testing.walking": ("machine",),
}

__all__ = [
    "Coverage",
    "NoWayError",
    "Scene",
    "StoreContract",
    "agreement",
    "ask",
    "assert_allowed",
    "assert_flagged",
    "assert_outcome",
    "assert_path",
    "assert_refused",
    "case_at",
    "load_examples",
    "machine",
    "make_records",
    "run_examples",
    "standing",
    "strategies",
]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.testing import strategies as strategies
    from ratsflow.testing.aims import NoWayError as NoWayError
    from ratsflow.testing.asking import ask as ask
    from ratsflow.testing.coverage import Coverage as Coverage
    from ratsflow.testing.examples import load_examples as load_examples
    from ratsflow.testing.examples import run_examples as run_examples
    from ratsflow.testing.matchers import assert_allowed as assert_allowed
    from ratsflow.testing.matchers import assert_flagged as assert_flagged
    from ratsflow.testing.matchers import assert_outcome as assert_outcome
    from ratsflow.testing.matchers import assert_path as assert_path
    from ratsflow.testing.matchers import assert_refused as assert_refused
    from ratsflow.testing.scene import Scene as Scene
    from ratsflow.testing.scene import case_at as case_at
    from ratsflow.testing.store_contract import StoreContract as StoreContract
    from ratsflow.testing.store_machine import agreement as agreement
    from ratsflow.testing.store_records import make_records as make_records
    from ratsflow.testing.store_records import standing as standing
    from ratsflow.testing.walking import machine as machine
else:
    __getattr__ = lazily(__name__, _HOMES)
