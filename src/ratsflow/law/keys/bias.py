"""Keys of the rules on bias (G)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


_TIME_BAR = Citation("§ 54 Abs. 4 GO NRW", "?", "six months or one year, not read")

KEYS: tuple[Key, ...] = (
    Key(
        "bias.time_bar_months",
        "number",
        Wording(
            "Längste Frist in Monaten, in der Befangenheit geltend gemacht werden kann",
            "longest period in months in which bias can be asserted",
        ),
        _TIME_BAR,
        sample=12,
    ),
    Key(
        "bias.time_bar_months_short",
        "number",
        Wording(
            "Kürzeste Frist in Monaten, die dafür in Betracht kommt",
            "shortest period in months that may apply to it",
        ),
        _TIME_BAR,
        sample=6,
    ),
)
