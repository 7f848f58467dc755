"""The *Beschlussvorlage der Verwaltung* in Nordrhein-Westfalen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ratsflow.law.states import StateLaw
from ratsflow.procedure.declared import names_of, procedure_in
from ratsflow.procedure.procedure import Procedure
from ratsflow.states import common


_HERE = Path(__file__).parent


@cache
def nrw() -> Procedure:
    """Return the procedure of a council in Nordrhein-Westfalen.

    References:
        Gemeindeordnung für das Land Nordrhein-Westfalen (GO NRW).
    """
    names = names_of(common.__name__, __name__)
    return procedure_in([common.FOLDER, _HERE], names, STATE.table)


STATE = StateLaw("NRW", _HERE, nrw, common.FOLDER)
