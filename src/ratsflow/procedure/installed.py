"""The procedures that are installed, found by entry point (``ratsflow.procedures``)."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.law.states import state_ids, state_law
from ratsflow.procedure.procedure import Procedure


def procedures() -> Mapping[str, Procedure]:
    """Return the procedure of each state that has one, by the state in short.

    A vendor ships the law of a state as a package with an entry point of this group; the
    shipped states are found the same way. See docs/states.md.

    Returns:
        For example ``{"BW": …, "NRW": …}``. States of which only the norms are installed
        have none.

    Raises:
        DefinitionError: an entry point that is no `StateLaw`, or whose declarations are
            wrong, each mistake with file and line.
    """
    builders = {state: state_law(state).procedure for state in state_ids()}
    return {state: build() for state, build in builders.items() if build is not None}
