"""OParl 1.0 and 1.1: reading what servers send, validating it, and writing cases so."""

from __future__ import annotations

from ratsflow.exchange.oparl.reading import Read, import_oparl
from ratsflow.exchange.oparl.validating import Problem, validate
from ratsflow.exchange.oparl.writing import OParlObjects, export_oparl, write_oparl


__all__ = [
    "OParlObjects",
    "Problem",
    "Read",
    "export_oparl",
    "import_oparl",
    "validate",
    "write_oparl",
]
