"""The *Beschlussvorlage der Verwaltung* in Nordrhein-Westfalen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ratsflow.law.states import StateLaw
from ratsflow.procedure.declared import modules_in, names_in, procedure_in
from ratsflow.procedure.procedure import Procedure
from ratsflow.states import common


_HERE = Path(__file__).parent


@cache
def nrw() -> Procedure:
    """Return the procedure of a council in Nordrhein-Westfalen.

    References:
        Gemeindeordnung für das Land Nordrhein-Westfalen (GO NRW).
    """
    modules = (*modules_in(common.__name__), *modules_in(__name__))
    return procedure_in([common.FOLDER, _HERE], names_in(modules), STATE.table)


STATE = StateLaw("NRW", _HERE, nrw, common.FOLDER)
