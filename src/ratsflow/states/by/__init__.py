"""The law of Bayern as far as it was looked up; what is not known yet says so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ratsflow.law.states import StateLaw
from ratsflow.procedure.declared import names_of, procedure_in
from ratsflow.procedure.procedure import Procedure
from ratsflow.states import common


_HERE = Path(__file__).parent


@cache
def by() -> Procedure:
    """Return the procedure of a council in Bayern, as far as its norms are known.

    Votes, quorum, periods and agenda are asked by its law. A rule whose norm nobody has
    looked up yet answers unknown: see `Rule.unread`.

    References:
        Gemeindeordnung für den Freistaat Bayern (GO).
    """
    names = names_of(common.__name__)
    return procedure_in([common.FOLDER, _HERE], names, STATE.table)


STATE = StateLaw("BY", _HERE, by, common.FOLDER)
