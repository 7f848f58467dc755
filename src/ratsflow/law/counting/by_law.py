"""How votes are counted by the values of a law (Quoren, Mehrheiten)."""

from __future__ import annotations

import attrs

from ratsflow.errors import Both, DefinitionError, german
from ratsflow.law.citation import Citation
from ratsflow.law.counting.attendance import (
    Counted,
    Fiction,
    Invitation,
    MassBias,
    QuorumRule,
)
from ratsflow.law.counting.bias import BiasRule
from ratsflow.law.counting.fractions import Base, Share
from ratsflow.law.counting.majorities import usual_share
from ratsflow.law.local import Law
from ratsflow.law.sentences import said
from ratsflow.model.ballot import Majority


def share_of(law: Law, key: str) -> Share:
    """Return a share that a law holds as plain values.

    Raises:
        MissingValueError: nobody has set it.
        DefinitionError: it is not a share.
    """
    return Share.of(law[key], key)


def quorum_rule(law: Law) -> QuorumRule:
    """Return the quorum rule that a law describes; `Law.made` keeps it.

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
            needed,
            Counted(law["quorum.counted"]),
            Fiction(law["quorum.fiction"]),
            Invitation(law["quorum.invitation"]),
            law["second_call.min_present"],
            mass_bias,
            law.citation("quorum.share"),
            law.citation("quorum.invitation"),
        )
    except ValueError as error:
        raise DefinitionError(
            law.name or law.state,
            [Both(f"quorum: {error}.", f"Beschlussfähigkeit: {german(error)}")],
        ) from error


@attrs.frozen
class BiasLaw:
    """What it means by a law that a biased person took part (Folge der Mitwirkung).

    Attributes:
        rule: what it means.
        citation: the norm.
        made_quorum: the norm by which a presence that made up the quorum counts like a
            vote; None where there is none.
    """

    rule: BiasRule
    citation: Citation
    made_quorum: Citation | None = None


def bias_rule(law: Law) -> BiasLaw:
    """Return what the votes of biased persons mean by a law; `Law.made` keeps it.

    Raises:
        MissingValueError: a value is not set.
        InvalidInputError: a value makes no sense.

    References:
        § 31 Abs. 6 GO NRW and its counterparts; rule G-6.
    """
    made_quorum = law.values.get("bias.made_quorum") is True
    return BiasLaw(
        BiasRule(law["bias.consequence"]),
        law.citation("bias.consequence"),
        law.citation("bias.made_quorum") if made_quorum else None,
    )


_KINDS = {
    Majority.ABSOLUTE: "majority.absolute",
    Majority.TWO_THIRDS: "majority.two_thirds",
    Majority.THREE_QUARTERS: "majority.three_quarters",
}
KIND_KEYS = tuple(_KINDS.values())
"""The keys of law that say what the words for majorities mean."""


def majority_share(
    kind: Majority, base: Base | None = None, law: Law | None = None
) -> Share | None:
    """Return the share a kind of majority asks for.

    Args:
        kind: the majority.
        base: another base than the usual one; the removal of a mayor in NRW, for
            instance, takes two thirds of the elected members.
        law: a law that says what the word means; without a value the usual share.

    Returns:
        None for the simple majority, which compares Yes with No.

    Raises:
        DefinitionError: a base for the simple majority, which has none; or the value of
            the law is no share.

    References:
        § 7 Abs. 3, § 13 Abs. 1, § 66 Abs. 1 GO NRW; rules I-4 and I-5.
    """
    kind = Majority(kind)
    key = _KINDS.get(kind)
    own = None if law is None or key is None else law.values.get(key)
    share = usual_share(kind) if own is None else Share.of(own, str(key))
    if base is None:
        return share
    if share is None:
        raise DefinitionError(
            Both("majority", "Mehrheit"),
            [said("majority.base", base=base.value)],
        )
    return attrs.evolve(share, base=base)
