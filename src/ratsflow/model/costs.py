"""The cost statement (*finanzielle Auswirkungen*)."""

from __future__ import annotations

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.shape import hold


class CostEffect(ClosedList):
    """Whether a decision costs money: *none* must be said, it is never assumed."""

    NONE = "none"
    AMOUNT = "amount"


class Recurrence(ClosedList):
    """Whether the amount falls due once or every year."""

    ONCE = "once"
    YEARLY = "yearly"


@attrs.frozen
class CostStatement:
    """What the paper says about money. A motion without one has ``None`` instead.

    Attributes:
        effect: `CostEffect.NONE` (stated explicitly) or `CostEffect.AMOUNT`.
        amount_cents: euro cents, zero or more; None if the effect is none or the amount
            was not stated.
        recurrence: once or yearly, or None if not stated.
        year: budget year.
        product_group: product group or account (*Produktgruppe*, *PSP-Element*).
        covered: whether the budget covers it; None if not stated.
        coverage: proposal for cover (*Deckungsvorschlag*).
        quote: the words of the paper that say so, when it was read from a text.

    Raises:
        InvalidInputError: a negative amount, or an amount beside effect *none*.
    """

    effect: CostEffect = attrs.field(converter=CostEffect)
    amount_cents: int | None = None
    recurrence: Recurrence | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(Recurrence),
    )
    year: int | None = None
    product_group: str = ""
    covered: bool | None = None
    coverage: str = ""
    quote: str = ""

    def __attrs_post_init__(self) -> None:
        hold(self)
        if self.amount_cents is not None and self.amount_cents < 0:
            raise InvalidInputError(
                Both(
                    f"the amount {self.amount_cents} is negative.",
                    f"der Betrag von {self.amount_cents} Cent ist negativ.",
                ),
                "cost_statement.amount_cents",
                Both(
                    "State income in the reasons and costs as zero or more cents.",
                    "Einnahmen in der Begründung nennen, Kosten in Cent ab null.",
                ),
            )
        if self.effect is CostEffect.NONE and self.amount_cents:
            raise InvalidInputError(
                Both(
                    f"the effect is none but an amount of {self.amount_cents} cents is given.",
                    "es soll keine Kosten geben, aber ein Betrag von "
                    f"{self.amount_cents} Cent ist angegeben.",
                ),
                "cost_statement",
                Both(
                    "Set the effect to 'amount' or leave the amount out.",
                    "Die Auswirkung auf „amount“ setzen oder den Betrag weglassen.",
                ),
            )
