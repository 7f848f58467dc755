"""The law: where a rule comes from and what a municipality has decided for itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.law.citation import Citation as Citation
    from ratsflow.law.citation import Confidence as Confidence
    from ratsflow.law.citation import Consequence as Consequence
    from ratsflow.law.citation import InForce as InForce
    from ratsflow.law.citation import Layer as Layer
    from ratsflow.law.local import Law as Law

# Imported when first asked for: the floors above need single modules of this one, and
# not every one of them.
_HOME = {
    "Citation": "ratsflow.law.citation",
    "Confidence": "ratsflow.law.citation",
    "Consequence": "ratsflow.law.citation",
    "InForce": "ratsflow.law.citation",
    "Law": "ratsflow.law.local",
    "Layer": "ratsflow.law.citation",
}

__all__ = ["Citation", "Confidence", "Consequence", "InForce", "Law", "Layer"]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
