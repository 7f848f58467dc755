"""Shares and the quorum rule, read back from the plain values of a law (Quoren)."""

from __future__ import annotations

from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.counting import (
    Counted,
    Fiction,
    Invitation,
    MassBias,
    QuorumRule,
    Share,
)
from ratsflow.law.local import Law


def share_of(law: Law, key: str) -> Share:
    """Return a share that a law holds as plain values.

    Raises:
        MissingValueError: nobody has set it.
        DefinitionError: it is not a share.
    """
    return Share.of(law[key], key)


def quorum_rule(law: Law) -> QuorumRule:
    """Return the quorum rule that a law describes.

    Raises:
        MissingValueError: a value is not set.
        DefinitionError: a value makes no sense.

    References:
        § 49 GO NRW and its counterparts; rules H-1 to H-4.
    """
    mass_bias = None
    if law["mass_bias.allowed"] is True:
        share = None
        if law.values.get("mass_bias.share") is not None:
            share = share_of(law, "mass_bias.share")
        mass_bias = MassBias(share, law["mass_bias.approval"])
    needed = share_of(law, "quorum.share")
    try:
        return QuorumRule(
            law.state,
            needed,
            Counted(law["quorum.counted"]),
            Fiction(law["quorum.fiction"]),
            Invitation(law["quorum.invitation"]),
            law["second_call.min_present"],
            mass_bias,
            law.citation("quorum.share"),
        )
    except ValueError as error:
        raise DefinitionError(
            law.name or law.state,
            [Both(f"quorum: {error}.", f"Beschlussfähigkeit: {german(error)}")],
        ) from error
