"""Count votes, heads and fractions in whole numbers (Mehrheiten, Beschlussfähigkeit).

Nothing here is rounded and nothing is a float: a fraction of a body is the smallest
whole number that satisfies it, and every fraction names the body it is a fraction of,
because the two councils "with" and "without" the mayor differ by one vote at some sizes.
A count that nobody recorded is None and stays unknown.
"""

from ratsflow.law.counting.attendance import (
    Attendance,
    Challenge,
    Counted,
    Fiction,
    Invitation,
    MassBias,
    QuorumRule,
)
from ratsflow.law.counting.bias import (
    BiasRule,
    bias_consequence,
    bias_decisive,
    bias_made_quorum,
    bias_possibly_decisive,
)
from ratsflow.law.counting.by_law import (
    KIND_KEYS,
    BiasLaw,
    bias_rule,
    majority_share,
    quorum_rule,
    share_of,
)
from ratsflow.law.counting.fractions import (
    Base,
    BodySize,
    Share,
    at_least,
    more_than,
    reaches,
    whole,
)
from ratsflow.law.counting.majorities import (
    Outcome,
    Size,
    decide,
    qualified,
    simple,
    votes_in,
)
from ratsflow.law.counting.quorate import (
    Quorum,
    committee_quorum,
    committee_reached,
    quorum,
)
from ratsflow.law.counting.sizes import by_size
from ratsflow.model.ballot import Majority


NOT_RULES: dict[str, str] = {
    "CNT-1": (
        "Counting: `BodySize` keeps elected members and members apart, and every `Share` "
        "names its `Base`."
    ),
    "CNT-2": (
        "Counting: `BodySize.statutory` is the number fixed by law, `by_size` reads the table "
        "it comes from; the number of a term is the municipality's own."
    ),
    "CNT-3": "Counting: `at_least` and `more_than` round once, in whole numbers.",
    "CNT-4": (
        "Periods: `ratsflow.law.periods` gives the strict and the lenient day side by "
        "side; the rules on objections and execution read both."
    ),
    "CNT-5": "Counting: the thresholds follow from CNT-3; a table in the tests holds them.",
}
"""Rules of the catalogue that are no guard on a step, with the reason."""

__all__ = [
    "KIND_KEYS",
    "NOT_RULES",
    "Attendance",
    "Base",
    "BiasLaw",
    "BiasRule",
    "BodySize",
    "Challenge",
    "Counted",
    "Fiction",
    "Invitation",
    "Majority",
    "MassBias",
    "Outcome",
    "Quorum",
    "QuorumRule",
    "Share",
    "Size",
    "at_least",
    "bias_consequence",
    "bias_decisive",
    "bias_made_quorum",
    "bias_possibly_decisive",
    "bias_rule",
    "by_size",
    "committee_quorum",
    "committee_reached",
    "decide",
    "majority_share",
    "more_than",
    "qualified",
    "quorum",
    "quorum_rule",
    "reaches",
    "share_of",
    "simple",
    "votes_in",
    "whole",
]
