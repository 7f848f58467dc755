"""Rules on voting and elections (I), § 50 GO NRW."""

from __future__ import annotations

from ratsflow.procedure.nrw import decide, election
from ratsflow.procedure.nrw.notation import consultation, motion, step, takes_in
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.rules.voting import (
    amended,
    amendments,
    elected,
    electing,
    lists,
    majorities,
    modes,
    record,
)
from ratsflow.procedure.nrw.steps.inputs import DECIDED_HOW, HOW_VOTED, ON_DELEGATING
from ratsflow.procedure.nrw.votes import BY_LISTS, ELECT, ON_THE_PAPER, URGENT, VOTES
from ratsflow.procedure.step import Kind


RULES = (
    *majorities.RULES,
    *modes.RULES,
    *record.RULES,
    *electing.RULES,
    *elected.RULES,
    *lists.RULES,
    *amendments.RULES,
    *amended.RULES,
)

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
    "somebody_voted",
    "vote_counted_both_ways",
    "roll_call_voters_distinct",
)
_OF_ELECTIONS = (
    "mayor_not_counted",
    "excluded_not_counted",
    "voted_in_meeting",
    "somebody_voted",
)


_ON_PROCEDURE = (
    "add_urgently",
    "remove",
    "withdraw_from_agenda",
    "open_item",
    "non_consider",
    "settle_item",
    "postpone",
    "defer",
    "refer",
    "return_to_administration",
    "withdraw",
    "settle",
    "draw_decision",
    "reorder",
    "combine",
    "exclude_public",
    "exclude_disputed",
)
"""Every step that takes in a vote on procedure."""

_MAJORITY = ("majority_known", "majority_counted")

GUARDS: dict[str, tuple[str, ...]] = together(
    {"repeat_vote": ("revote_allowed", "separate_vote_settled")},
    {"vote": ("separate_vote_settled",)},
    {name: _MAJORITY for name in ON_THE_PAPER if name != URGENT},
    dict.fromkeys(ON_THE_PAPER, ("vote_order_kept", "uniform_list_accepted")),
    dict.fromkeys(VOTES, _IN_MEETING),
    amendments.GUARDS,
    amended.GUARDS,
    dict.fromkeys(_ON_PROCEDURE, ("procedural_vote_consistent",)),
    {ELECT: ("election_secret", "runoff_due", *elected.GUARDS, *_OF_ELECTIONS)},
    {
        BY_LISTS: (
            "election_secret",
            *lists.GUARDS,
            "election_votes_possible",
            *_OF_ELECTIONS,
        )
    },
)

_DECIDED = ("adopted", "partially_adopted", "rejected")
_OUTCOMES = {
    "adopted_unchanged": "adopted",
    "adopted_amended": "adopted",
    "partially_adopted": "partially_adopted",
    "rejected": "rejected",
}

STEPS = (
    step(
        "repeat_vote",
        "Abstimmung wiederholen",
        "Repeat a vote",
        "",
        ("chair", "council_office"),
        {
            name: (consultation("voted"), motion(_DECIDED, target))
            for name, target in _OUTCOMES.items()
        },
        *DECIDED_HOW,
        takes_in("point_results", Kind.NAMES, optional=True),
        *ON_DELEGATING,
        takes_in("result_doubted", Kind.FLAG, optional=True),
        takes_in("next_item_opened", Kind.FLAG, optional=True),
        takes_in("unanimous_consent", Kind.FLAG, optional=True),
        decide=decide.vote,
    ),
    step(
        "elect",
        "Wählen",
        "Elect",
        "",
        ("chair", "council_office"),
        {
            "elected": (
                consultation("open", "voted"),
                motion("in_consultation", "adopted"),
            ),
            "not_elected": (
                consultation("open", "voted"),
                motion("in_consultation", "rejected"),
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
        takes_in("present", Kind.NUMBER, optional=True),
        takes_in("biased_votes", Kind.NUMBER, optional=True),
        takes_in("mayor", optional=True),
        *HOW_VOTED,
        decide=election.elect,
        binds=True,
    ),
    step(
        BY_LISTS,
        "Nach Verhältniswahl wählen",
        "Elect by proportional vote",
        "",
        ("chair", "council_office"),
        {
            "elected": (
                consultation("open", "voted"),
                motion("in_consultation", "adopted"),
            ),
        },
        takes_in("lists", Kind.NAMES),
        takes_in("seats", Kind.NUMBER),
        takes_in("lots", Kind.NAMES, optional=True),
        takes_in("invalid_votes", Kind.NUMBER, optional=True),
        takes_in("secret", Kind.FLAG, optional=True),
        takes_in("objections", Kind.NUMBER, optional=True),
        takes_in("present", Kind.NUMBER, optional=True),
        takes_in("mayor", optional=True),
        *HOW_VOTED,
        decide=election.by_lists,
        binds=True,
    ),
)

NOT_RULES: dict[str, str] = {
    "I-1": "Counting: `law.counting.simple`; the outcome of every vote rests on it.",
    "I-2": "Counting: `law.counting.simple` rejects a tie; nobody has a casting vote.",
    "I-3": "Counting: abstentions are allowed in NRW and play no part in `decide.reached`.",
    "I-4": "Counting: `decide.shares` and `law.counting.qualified` decide the outcome.",
    "I-10": "Part of rules secret_vote_kept and roll_call_kept; names in a secret ballot "
    "are refused by `Ballot` itself.",
}
