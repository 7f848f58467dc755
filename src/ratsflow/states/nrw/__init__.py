"""The *Beschlussvorlage der Verwaltung* in Nordrhein-Westfalen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from pkgutil import walk_packages
from types import ModuleType

from ratsflow.law.states import StateLaw
from ratsflow.procedure.declared import names_in, procedure_in
from ratsflow.procedure.procedure import Procedure


_HERE = files(__name__)


@cache
def nrw() -> Procedure:
    """Return the procedure of a council in Nordrhein-Westfalen.

    References:
        Gemeindeordnung für das Land Nordrhein-Westfalen (GO NRW).
    """
    return procedure_in([_HERE], names_in(_modules()), STATE.table)


def _modules() -> Iterator[ModuleType]:
    predicates = import_module(f"{__name__}.predicates")
    for each in walk_packages(predicates.__path__, f"{predicates.__name__}."):
        yield import_module(each.name)
    for name in ("decide", "election"):
        yield import_module(f"{__name__}.{name}")


STATE = StateLaw("NRW", _HERE, nrw)
