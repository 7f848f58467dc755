"""The *Beschlussvorlage der Verwaltung* in Baden-Württemberg."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ratsflow.law.states import StateLaw
from ratsflow.procedure.declared import names_of, procedure_in
from ratsflow.procedure.procedure import Procedure
from ratsflow.states import common


_HERE = Path(__file__).parent


@cache
def bw() -> Procedure:
    """Return the procedure of a council in Baden-Württemberg.

    References:
        Gemeindeordnung für Baden-Württemberg (GemO BW).
    """
    names = names_of(common.__name__, __name__)
    return procedure_in([common.FOLDER, _HERE], names, STATE.table)


STATE = StateLaw("BW", _HERE, bw, common.FOLDER)
