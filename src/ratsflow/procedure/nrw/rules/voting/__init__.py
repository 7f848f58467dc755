"""Rules on voting and elections (I), § 50 GO NRW."""

from __future__ import annotations

from ratsflow.procedure.nrw import decide
from ratsflow.procedure.nrw.decide import DECISIONS, VOTES
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.rules.voting import (
    elected,
    electing,
    majorities,
    modes,
    record,
)
from ratsflow.procedure.step import Kind


RULES = (
    *majorities.RULES,
    *modes.RULES,
    *record.RULES,
    *electing.RULES,
    *elected.RULES,
)

_URGENT = "decide_urgently_in_main_committee"
_QUALIFIED = tuple(name for name in DECISIONS if name not in ("ratify", _URGENT))
_IN_MEETING = (
    "announcement_matches",
    "mayor_not_counted",
    "open_vote_kept",
    "secret_vote_kept",
    "committee_secret_vote_kept",
    "roll_call_kept",
    "roll_call_recorded",
    "vote_record_complete",
    "vote_record_consistent",
    "excluded_not_counted",
    "voted_in_meeting",
)


def _guards(name: str) -> tuple[str, ...]:
    if name == _URGENT:
        return (
            "majority_reached",
            "vote_record_complete",
            "vote_record_consistent",
            "voted_in_meeting",
        )
    majority = ("majority_known", "majority_counted") if name in _QUALIFIED else ()
    own = {
        "vote": ("separate_vote_settled", "vote_order_kept", "uniform_list_accepted"),
        "repeat_vote": (
            "revote_allowed",
            "separate_vote_settled",
            "uniform_list_accepted",
        ),
    }
    return (*majority, *own.get(name, ()), *_IN_MEETING)


GUARDS: dict[str, tuple[str, ...]] = {
    "elect": ("election_secret", "runoff_due", *elected.GUARDS, "voted_in_meeting"),
    **{name: _guards(name) for name in VOTES},
}

_DECIDED = ("adopted", "partially_adopted", "rejected")
_OUTCOMES = {
    "adopted_unchanged": "adopted",
    "adopted_amended": "adopted",
    "partially_adopted": "partially_adopted",
    "rejected": "rejected",
}

STEPS = (
    step(
        "repeat_vote", "Abstimmung wiederholen", "Repeat a vote", "",
        ("chair", "council_office"),
        {
            name: (consultation("voted"), motion(_DECIDED, target))
            for name, target in _OUTCOMES.items()
        },
        takes_in("ballot", Kind.BALLOT), takes_in("resolution", optional=True),
        takes_in("point_results", Kind.NAMES, optional=True),
        takes_in("result_doubted", Kind.FLAG, optional=True),
        takes_in("next_item_opened", Kind.FLAG, optional=True),
        takes_in("unanimous_consent", Kind.FLAG, optional=True),
        takes_in("inquorate", Kind.FLAG, optional=True),
        takes_in("excluded_stay", optional=True),
        takes_in("subject_changed", Kind.FLAG, optional=True),
        takes_in("substantially_changed", Kind.FLAG, optional=True),
        takes_in("rechecked", Kind.FLAG, optional=True),
        takes_in("vote_order", Kind.NAMES, optional=True),
        takes_in("value_cents", Kind.NUMBER, optional=True),
        takes_in("debate_held", Kind.FLAG, optional=True),
        takes_in("same_voting_system", Kind.FLAG, optional=True),
        takes_in("postal_vote", Kind.FLAG, optional=True),
        takes_in("costs_restated", Kind.FLAG, optional=True),
        decide=decide.vote,
    ),
    step(
        "elect", "Wählen", "Elect", "", ("chair", "council_office"),
        {
            "elected": (
                consultation("open", "voted"), motion("in_consultation", "adopted"),
            ),
            "not_elected": (
                consultation("open", "voted"), motion("in_consultation", "rejected"),
            ),
            "runoff": (consultation("open"), motion("in_consultation")),
        },
        takes_in("candidates", Kind.NAMES),
        takes_in("no_votes", Kind.NUMBER, optional=True),
        takes_in("invalid_votes", Kind.NUMBER, optional=True),
        takes_in("runoff", Kind.FLAG, optional=True),
        takes_in("lot", optional=True),
        takes_in("secret", Kind.FLAG, optional=True),
        takes_in("objections", Kind.NUMBER, optional=True),
        takes_in("inquorate", Kind.FLAG, optional=True),
        takes_in("excluded_stay", optional=True),
        takes_in("biased_votes", Kind.NUMBER, optional=True),
        decide=decide.elect,
    ),
)

NOT_RULES: dict[str, str] = {
    "I-2": "Counting: `law.counting.simple` rejects a tie; nobody has a casting vote.",
    "I-3": "Counting: abstentions are allowed in NRW and play no part in `decide.reached`.",
    "I-4": "Counting: `decide.shares` and `law.counting.qualified` decide the outcome.",
    "I-10": "Part of rules secret_vote_kept and roll_call_kept; names in a secret ballot "
    "are refused by `Ballot` itself.",
}
