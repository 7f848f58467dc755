"""The law of the invented Musterland."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ratsflow.law.states import StateLaw
from ratsflow.procedure.declared import names_of, procedure_in
from ratsflow.procedure.procedure import Procedure
from ratsflow.states import common


_HERE = Path(__file__).parent


@cache
def musterland() -> Procedure:
    """Return the procedure of a council in Musterland.

    References:
        Gemeindeordnung für Musterland (GO ML), invented.
    """
    names = names_of(common.__name__, __name__)
    return procedure_in([common.FOLDER, _HERE], names, STATE.table)


STATE = StateLaw("ML", _HERE, musterland, common.FOLDER)
