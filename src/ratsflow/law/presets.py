"""The law of five states as data: every number with its mark and its norm (Landesrecht).

A key that the municipality decides has no value here; it is listed under `local` and
stays missing, hence *unknown*, until somebody fills it in. A procedure that does not
exist in a state is told by its ``allowed`` key, never by a missing number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.errors import DefinitionError, InvalidInputError, UnknownNameError
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.counting import (
    BIAS,
    QUORUM,
    Base,
    Counted,
    Fiction,
    Invitation,
    MassBias,
    QuorumRule,
    Share,
)
from ratsflow.law.elections import (
    ELECTIONS,
    MAYOR_EXCLUSIONS_NRW,
    MAYOR_VOTES_IN_NRW,
)
from ratsflow.law.local import Law
from ratsflow.law.periods import NoticeMode
from ratsflow.model.text import Text


V, S, K, U = (
    Confidence.VERIFIED,
    Confidence.SECONDARY,
    Confidence.KNOWLEDGE,
    Confidence.UNCERTAIN,
)


@attrs.frozen
class Value:
    """One number or choice of a state's law.

    Attributes:
        value: a plain value or a `Share`.
        confidence: how well it was checked.
        norm: the paragraph.
        least: True if the municipality may set a larger number, but no smaller one.
    """

    value: Any
    confidence: Confidence
    norm: str
    least: bool = False

    @property
    def citation(self) -> Citation:
        """Return norm and mark together."""
        return Citation(self.norm, self.confidence)

    @property
    def plain(self) -> Any:
        """Return the value as `Law` keeps it."""
        if isinstance(self.value, Share):
            return self.value.plain()
        return plain(self.value)


@attrs.frozen
class Preset:
    """What the law of one state fixes, and what it leaves to the municipality.

    Attributes:
        state: the state, in short.
        name: the state's name.
        council: what the council is called there.
        values: by dotted key.
        local: keys the municipality must fill in.
    """

    state: str
    name: Text
    council: Text
    values: Mapping[str, Value] = attrs.field(hash=False)
    local: tuple[str, ...]

    def __getitem__(self, key: str) -> Value:
        """Return a value with its mark.

        Raises:
            UnknownNameError: the state's law fixes no such key.
        """
        if key not in self.values:
            raise UnknownNameError("preset value", key, tuple(self.values))
        return self.values[key]


_ELECTED, _MEMBERS = Base.ELECTED, Base.MEMBERS
_STATUTORY, _COMMITTEE = Base.STATUTORY_MEMBERS, Base.COMMITTEE_MEMBERS


def _share(num: int, den: int, base: Base) -> Share:
    return Share(num, den, strict=False, base=base)


def _majority_of(base: Base) -> Share:
    return Share(1, 2, strict=True, base=base)


def _counting(state: str) -> dict[str, Value]:
    rule = QUORUM[state]
    norm, mark = rule.citation.norm, rule.citation.confidence
    mass = rule.mass_bias
    values = {
        "quorum.share": Value(rule.share, mark, norm),
        "quorum.counted": Value(rule.counted.value, mark, norm),
        "quorum.fiction": Value(rule.fiction.value, mark, norm),
        "quorum.invitation": Value(rule.invitation.value, mark, norm),
        "second_call.min_present": Value(rule.second_call_min, mark, norm),
        "second_call.notice_required": Value(True, mark, norm),
        "mass_bias.allowed": Value(mass is not None, mark, norm),
    }
    if mass is not None:
        values["mass_bias.approval"] = Value(mass.approval, mark, norm)
        if mass.share is not None:
            values["mass_bias.share"] = Value(mass.share, mark, norm)
    return values


def _deciding(state: str) -> dict[str, Value]:
    (bias, cited), election = BIAS[state], ELECTIONS[state]
    norm, mark = election.citation.norm, election.citation.confidence
    values = {
        "bias.consequence": Value(bias.value, cited.confidence, cited.norm),
        "election.base": Value(election.base.value, mark, norm),
        "election.no_votes_valid": Value(election.no_votes_valid, mark, norm),
        "election.tie": Value("lot", mark, norm),
    }
    if election.runoff_between is not None:
        values["election.runoff_between"] = Value(election.runoff_between, mark, norm)
    return values


def _preset(
    state: str,
    name: Text,
    council: Text,
    values: Mapping[str, Value | tuple[Any, Confidence, str]],
    local: tuple[str, ...],
) -> Preset:
    own = {
        key: value if isinstance(value, Value) else Value(*value)
        for key, value in values.items()
    }
    every = {**_counting(state), **_deciding(state), **own}
    return Preset(state, name, council, every, local)


_GEMEINDERAT = Text("Gemeinderat", "municipal council")

NRW = _preset(
    "NRW",
    Text("Nordrhein-Westfalen", "North Rhine-Westphalia"),
    Text("Rat", "council"),
    {
        "quorum.fiction": ("establishment", S, "§ 49 Abs. 1 S. 2 GO NRW"),
        "quorum.counted": (
            "present_not_biased",
            V,
            "OVG NRW, 23.12.1974 - III A 42/73 (zu § 34 GO NRW a. F.)",
        ),
        "second_call.min_present": (1, S, "§ 49 Abs. 2 GO NRW"),
        "second_call.only_deferred_items": (True, S, "§ 49 Abs. 2 GO NRW"),
        "mass_bias.allowed": (False, K, "§ 49 GO NRW"),
        "mayor.member": (True, V, "§ 40 Abs. 2 GO NRW"),
        "mayor.votes": (True, V, "§ 40 Abs. 2 GO NRW"),
        "mayor.votes_in": (MAYOR_VOTES_IN_NRW, K, "§§ 40 Abs. 2, 57 Abs. 3 GO NRW"),
        "mayor.vote_exclusions": (MAYOR_EXCLUSIONS_NRW, U, "§ 40 Abs. 2 GO NRW"),
        "majority.tie": ("rejected", V, "§ 50 Abs. 1 S. 2 GO NRW"),
        "majority.abstention": ("allowed", S, "§ 50 Abs. 5 GO NRW"),
        "secret_vote.allowed": (True, V, "§ 50 Abs. 1 S. 5 GO NRW"),
        "secret_vote.share": (
            _share(1, 5, _MEMBERS),
            V,
            "§ 50 Abs. 1 S. 5 GO NRW",
        ),
        "secret_vote.vacant_seats_count": (True, U, "§ 50 Abs. 1 S. 5 GO NRW"),
        "secret_vote.beats_roll_call": (True, V, "§ 50 Abs. 1 S. 6 GO NRW"),
        "main_bylaw.majority": (_majority_of(_STATUTORY), S, "§ 7 Abs. 3 GO NRW"),
        "honorary_citizenship.majority": (
            _share(2, 3, _STATUTORY),
            K,
            "§ 34 Abs. 2 GO NRW",
        ),
        "name_change.majority": (_share(3, 4, _MEMBERS), S, "§ 13 Abs. 1 GO NRW"),
        "council_referendum.majority": (
            _share(2, 3, _STATUTORY),
            S,
            "§ 26 Abs. 1 S. 2 GO NRW",
        ),
        "mayor_removal.motion": (
            _share(1, 2, _ELECTED),
            S,
            "§ 66 Abs. 1 S. 2 Nr. 1 GO NRW",
        ),
        "mayor_removal.majority": (
            _share(2, 3, _ELECTED),
            S,
            "§ 66 Abs. 1 S. 2 Nr. 1 GO NRW",
        ),
        "mayor_removal.interval_days": (14, S, "§ 66 Abs. 1 S. 2 Nr. 1 GO NRW"),
        "mayor_removal.vote_mode": ("roll_call", S, "§ 66 Abs. 1 GO NRW"),
        "mayor_removal.debate_allowed": (False, S, "§ 66 Abs. 1 GO NRW"),
        "deputy_mayor_removal.majority": (
            _share(2, 3, _STATUTORY),
            K,
            "§ 67 Abs. 4 GO NRW",
        ),
        "deputy_mayor_election.vote_mode": ("secret", V, "§ 67 Abs. 2 S. 1 GO NRW"),
        "alderman_removal.motion": (
            _majority_of(_STATUTORY),
            V,
            "§ 71 Abs. 7 S. 2 GO NRW",
        ),
        "alderman_removal.majority": (
            _share(2, 3, _STATUTORY),
            S,
            "§ 71 Abs. 7 S. 5 GO NRW",
        ),
        "alderman_removal.interval_days": (42, V, "§ 71 Abs. 7 S. 3 GO NRW"),
        "alderman_removal.debate_allowed": (False, S, "§ 71 Abs. 7 GO NRW"),
        "alderman_removal.successor_months": (6, S, "§ 71 Abs. 7 GO NRW"),
        "digital_session.majority": (
            _share(2, 3, _STATUTORY),
            U,
            "§ 47a Abs. 3 GO NRW",
        ),
        "digital_session.max_months": (2, S, "§ 47a Abs. 3 GO NRW"),
        "convening.share": (_share(1, 5, _ELECTED), V, "§ 47 Abs. 1 GO NRW"),
        "convening.faction": (True, V, "§ 47 Abs. 1 GO NRW"),
        "convening.interval_months": (2, V, "§ 47 Abs. 1 GO NRW"),
        "convening.first_meeting_weeks": (6, V, "§ 47 Abs. 1 S. 2 GO NRW"),
        "convening.first_meeting_latest_months": (3, V, "§ 47 Abs. 1 S. 2 GO NRW"),
        "agenda_item.share": (_share(1, 5, _ELECTED), V, "§ 48 Abs. 1 S. 2 GO NRW"),
        "agenda_item.faction": (True, V, "§ 48 Abs. 1 S. 2 GO NRW"),
        "agenda_extension.allowed": (True, V, "§ 48 Abs. 1 S. 5 GO NRW"),
        "agenda_extension.majority": ("simple", K, "§ 48 Abs. 1 S. 5 GO NRW"),
        "agenda_extension.reasons": (
            ("no_delay", "utmost_urgency"),
            V,
            "§ 48 Abs. 1 S. 5 GO NRW",
        ),
        "agenda_extension.mayor_votes": (False, V, "§ 40 Abs. 2 GO NRW"),
        "committee_appeal.allowed": (True, S, "§ 57 Abs. 4 S. 2 GO NRW"),
        "committee_appeal.fraction": (
            _share(1, 5, _COMMITTEE),
            S,
            "§ 57 Abs. 4 S. 2 GO NRW",
        ),
        "committee_appeal.mayor": (True, S, "§ 57 Abs. 4 S. 2 GO NRW"),
        "committee_appeal.standstill": (True, S, "§ 57 Abs. 4 S. 2 GO NRW"),
        "committee_appeal.decided_by": ("council", S, "§ 57 Abs. 4 S. 2 GO NRW"),
        "mayor_objection.allowed": (True, V, "§ 54 Abs. 1 GO NRW"),
        "mayor_objection.days": (3, V, "§ 54 Abs. 1 GO NRW"),
        "mayor_objection.new_meeting_min_days": (3, V, "§ 54 Abs. 1 GO NRW"),
        "mayor_objection.new_meeting_max_days": (14, V, "§ 54 Abs. 1 GO NRW"),
        "mayor_objection.relative_to": ("objection", V, "§ 54 Abs. 1 GO NRW"),
        "mayor_objection.repeatable": (False, V, "§ 54 Abs. 1 GO NRW"),
        "mayor_objection.suspensive": (True, V, "§ 54 Abs. 1 GO NRW"),
        "district_objection.days": (14, K, "§ 37 Abs. 6 GO NRW"),
        "district_objection.new_meeting_min_days": (3, K, "§ 37 Abs. 6 GO NRW"),
        "district_objection.new_meeting_max_days": (21, K, "§ 37 Abs. 6 GO NRW"),
        "district_objection.district_mayor": (True, U, "§ 37 Abs. 6 GO NRW"),
        "legal_objection.mandatory": (True, V, "§ 54 Abs. 2 GO NRW"),
        "legal_objection.has_period": (False, K, "§ 54 Abs. 2 GO NRW"),
        "legal_objection.on_persist": ("supervision", V, "§ 54 Abs. 2 GO NRW"),
        "legal_objection.suspensive": (True, V, "§ 54 Abs. 2 GO NRW"),
        "urgent.allowed": (True, V, "§ 60 Abs. 1 S. 1 GO NRW"),
        "urgent.main_committee": (True, V, "§ 60 Abs. 1 S. 1 GO NRW"),
        "urgent.signatures": (
            ("mayor_or_general_deputy", "councillor"),
            V,
            "§ 60 Abs. 1 S. 2 GO NRW",
        ),
        "urgent.harm_required": (True, V, "§ 60 Abs. 1 S. 2 GO NRW"),
        "urgent_ratification.required": (True, V, "§ 60 Abs. 1 GO NRW"),
        "urgent_ratification.by": ("council", V, "§ 60 Abs. 1 GO NRW"),
        "urgent_ratification.when": ("next_meeting", V, "§ 60 Abs. 1 GO NRW"),
        "urgent_ratification.annullable_unless": (
            "third_party_rights",
            K,
            "§ 60 Abs. 1 S. 4 GO NRW",
        ),
        "bias.time_bar_months": (12, U, "§ 54 Abs. 4 GO NRW"),
        "bias.time_bar_months_short": (6, U, "§ 54 Abs. 4 GO NRW"),
        "bias.leave_room": (True, S, "§ 31 Abs. 4 GO NRW"),
        "election.secret_trigger": ("one_fifth_elected", U, "§ 50 Abs. 2 GO NRW"),
        "initiative_window.announced_weeks": (6, V, "§ 26 Abs. 3 GO NRW"),
        "initiative_window.unannounced_months": (3, V, "§ 26 Abs. 3 GO NRW"),
        "citizens_decision.binding_years": (2, S, "§ 26 Abs. 8 GO NRW"),
        "formal_defect.months": (6, S, "§ 7 Abs. 6 GO NRW"),
        "budget.objection_days": (14, S, "§ 80 Abs. 3 S. 2 GO NRW"),
        "file_access.share": (_share(1, 5, _ELECTED), S, "§ 55 Abs. 4 S. 1 GO NRW"),
    },
    local=(
        "notice.days",
        "notice.mode",
        "notice.urgent_days",
        "roll_call.threshold",
        "agenda_item.deadline_days",
        "agenda.publication_days",
        "committee_appeal.days",
        "committee_appeal.count_event_day",
        "resubmission.bar_months",
    ),
)

BY = _preset(
    "BY",
    Text("Bayern", "Bavaria"),
    Text("Gemeinderat/Stadtrat", "municipal council"),
    {
        "quorum.fiction": ("none", K, "Art. 47 Abs. 2 GO Bayern"),
        "second_call.min_present": (1, V, "Art. 47 Abs. 3 GO Bayern"),
        "mass_bias.allowed": (False, K, "Art. 47 GO Bayern"),
        "mayor.member": (True, S, "Art. 31 Abs. 1 GO Bayern"),
        "mayor.votes": (True, K, "Art. 31 Abs. 1 GO Bayern"),
        "majority.tie": ("rejected", S, "Art. 51 Abs. 1 GO Bayern"),
        "majority.abstention": ("forbidden", S, "Art. 48 Abs. 1 S. 2 GO Bayern"),
        "secret_vote.allowed": (False, S, "Art. 51 Abs. 1 S. 1, Abs. 3 GO Bayern"),
        "convening.share": (_share(1, 4, _ELECTED), V, "Art. 46 Abs. 2 GO Bayern"),
        "convening.meeting_within_days": (14, V, "Art. 46 Abs. 2 GO Bayern"),
        "convening.first_meeting_weeks": (4, V, "Art. 46 Abs. 2 GO Bayern"),
        "agenda_extension.allowed": (True, K, "Art. 46 Abs. 2 GO Bayern"),
        "agenda_extension.majority": (
            "all_present_no_objection",
            K,
            "Art. 46 Abs. 2 GO Bayern",
        ),
        "agenda.publication_days": (3, S, "Art. 52 Abs. 1 GO Bayern"),
        "committee_appeal.allowed": (True, K, "Art. 32 Abs. 3 GO Bayern"),
        "committee_appeal.fraction": (
            _share(1, 3, _COMMITTEE),
            K,
            "Art. 32 Abs. 3 GO Bayern",
        ),
        "committee_appeal.council_fraction": (
            _share(1, 4, _ELECTED),
            K,
            "Art. 32 Abs. 3 GO Bayern",
        ),
        "committee_appeal.mayor": (True, K, "Art. 32 Abs. 3 GO Bayern"),
        "committee_appeal.days": (7, K, "Art. 32 Abs. 3 GO Bayern"),
        "mayor_objection.allowed": (False, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.mandatory": (True, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.has_period": (False, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.committees": (True, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.suspensive": (True, V, "Art. 59 Abs. 2 GO Bayern"),
        "legal_objection.on_persist": (
            "supervision_if_necessary",
            V,
            "Art. 59 Abs. 2 GO Bayern",
        ),
        "urgent.allowed": (True, S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent.main_committee": (False, S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent.signatures": (("mayor",), S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent.inform": ("next_meeting", S, "Art. 37 Abs. 3 GO Bayern"),
        "urgent_ratification.required": (False, S, "Art. 37 Abs. 3 GO Bayern"),
        "bias.relatives": ("BayVwVfG 20(5)", V, "Art. 49 Abs. 1 GO Bayern"),
        "bias.not_for": (("elections", "delegations"), V, "Art. 49 Abs. 2 GO Bayern"),
        "nonpublic_result.announced": (
            "when_reasons_lapse",
            S,
            "Art. 52 Abs. 3 GO Bayern",
        ),
        "election.repeat_if_half_invalid": (True, S, "Art. 51 Abs. 3 GO Bayern"),
        "election.secret_trigger": ("always", S, "Art. 51 Abs. 3 GO Bayern"),
    },
    local=(
        "notice.days",
        "notice.mode",
        "notice.urgent_days",
        "roll_call.threshold",
        "agenda_item.share",
        "agenda_item.deadline_days",
        "bias.leave_room",
        "resubmission.bar_months",
    ),
)

BW = _preset(
    "BW",
    Text("Baden-Württemberg", "Baden-Württemberg"),
    _GEMEINDERAT,
    {
        "second_call.min_present": (3, V, "§ 37 Abs. 3 GemO BW"),
        "second_call.else_mayor_decides": (True, V, "§ 37 Abs. 4 GemO BW"),
        "mass_bias.share": (_share(1, 4, _STATUTORY), V, "§ 37 Abs. 2 S. 2 GemO BW"),
        "mayor.member": (True, V, "§ 37 Abs. 6, 7 GemO BW"),
        "mayor.votes": (True, V, "§ 37 Abs. 6, 7 GemO BW"),
        "majority.tie": ("rejected", V, "§ 37 Abs. 6 GemO BW"),
        "majority.abstention": ("allowed", K, "§ 37 Abs. 6 GemO BW"),
        "secret_vote.allowed": (True, K, "§ 37 Abs. 6 S. 1 GemO BW"),
        "main_bylaw.majority": (_majority_of(_MEMBERS), V, "§ 4 Abs. 2 GemO BW"),
        "convening.share": (_share(1, 4, _ELECTED), V, "§ 34 Abs. 1 S. 3 GemO BW"),
        "convening.not_if_treated_within_months": (
            6,
            V,
            "§ 34 Abs. 1 S. 6 GemO BW",
        ),
        "convening.interval_months": (1, V, "§ 34 Abs. 1 GemO BW"),
        "agenda_item.share": (_share(1, 6, _ELECTED), V, "§ 34 Abs. 1 GemO BW"),
        "agenda_item.faction": (True, V, "§ 34 Abs. 1 GemO BW"),
        "agenda_item.latest": ("second_next_meeting", V, "§ 34 Abs. 1 GemO BW"),
        "agenda_item.not_if_treated_within_months": (6, V, "§ 34 Abs. 1 GemO BW"),
        "agenda_extension.allowed": (False, K, "§ 34 GemO BW"),
        "notice.days": Value(7, V, "§ 34 Abs. 1 S. 1 GemO BW", least=True),
        "notice.mode": (
            NoticeMode.NTH_DAY_BEFORE.value,
            V,
            "§ 34 Abs. 1 S. 1 GemO BW",
        ),
        "notice.strict": (False, V, "§ 34 Abs. 1 S. 1 GemO BW"),
        "notice.emergency_without_period": (True, V, "§ 34 Abs. 2 GemO BW"),
        "committee_appeal.allowed": (False, V, "§ 39 Abs. 3 GemO BW"),
        "committee_referral.share": (
            _share(1, 4, _COMMITTEE),
            V,
            "§ 39 Abs. 3 GemO BW",
        ),
        "mayor_objection.allowed": (True, V, "§ 43 Abs. 2 GemO BW"),
        "mayor_objection.days": (7, V, "§ 43 Abs. 2 GemO BW"),
        "mayor_objection.new_meeting_max_days": (21, V, "§ 43 Abs. 2 GemO BW"),
        "mayor_objection.relative_to": ("first_meeting", V, "§ 43 Abs. 2 GemO BW"),
        "mayor_objection.committees": (True, V, "§ 43 Abs. 3 GemO BW"),
        "legal_objection.mandatory": (True, V, "§ 43 Abs. 2 GemO BW"),
        "legal_objection.has_period": (True, V, "§ 43 Abs. 2 GemO BW"),
        "legal_objection.days": (7, V, "§ 43 Abs. 2 GemO BW"),
        "legal_objection.on_persist": ("supervision", V, "§ 43 Abs. 2 GemO BW"),
        "urgent.allowed": (True, V, "§ 43 Abs. 4 GemO BW"),
        "urgent.main_committee": (False, V, "§ 43 Abs. 4 GemO BW"),
        "urgent.signatures": (("mayor",), V, "§ 43 Abs. 4 GemO BW"),
        "urgent.inform": ("immediately", V, "§ 43 Abs. 4 GemO BW"),
        "urgent_ratification.required": (False, V, "§ 43 Abs. 4 GemO BW"),
        "bias.time_bar_months": (12, V, "§ 18 Abs. 6 GemO BW"),
        "bias.relatives_degree": (3, V, "§ 18 Abs. 1 GemO BW"),
        "bias.in_laws_degree": (2, V, "§ 18 Abs. 1 GemO BW"),
        "bias.leave_room": (True, V, "§ 18 Abs. 5 GemO BW"),
        "bias.wrong_exclusion_unlawful": (True, V, "§ 18 Abs. 6 GemO BW"),
        "election.secret_trigger": ("one_objection", V, "§ 37 Abs. 7 GemO BW"),
        "election.single_again_after_days": (7, V, "§ 37 Abs. 7 GemO BW"),
        "silent_procedure.allowed": ("simple_matters", V, "§ 37 Abs. 1 GemO BW"),
        "silent_procedure.adopted_if": ("no_objection", V, "§ 37 Abs. 1 GemO BW"),
        "nonpublic_result.announced": (
            "verbatim_next_public_meeting",
            V,
            "§ 35 Abs. 1 S. 4 GemO BW",
        ),
    },
    local=(
        "roll_call.threshold",
        "secret_vote.share",
        "agenda_item.deadline_days",
        "agenda.publication_days",
        "resubmission.bar_months",
    ),
)

NI = _preset(
    "NI",
    Text("Niedersachsen", "Lower Saxony"),
    Text("Rat", "council"),
    {
        "second_call.min_present": (1, V, "§ 65 Abs. 2 NKomVG"),
        "mass_bias.approval": (True, V, "§ 65 Abs. 3 NKomVG"),
        "mayor.member": (True, V, "§ 45 Abs. 1 S. 2 NKomVG"),
        "mayor.votes": (True, S, "§ 45 Abs. 1 NKomVG"),
        "mayor.chairs": (False, V, "§ 59 Abs. 3 NKomVG"),
        "majority.tie": ("rejected", V, "§ 66 NKomVG"),
        "majority.abstention": ("allowed", S, "§ 66 NKomVG"),
        "main_bylaw.majority": (_majority_of(_MEMBERS), V, "§ 12 NKomVG"),
        "convening.share": (_share(1, 3, _MEMBERS), V, "§ 59 Abs. 2 NKomVG"),
        "convening.main_committee": (True, V, "§ 59 Abs. 2 NKomVG"),
        "convening.single_member_after_months": (3, V, "§ 59 Abs. 2 NKomVG"),
        "convening.first_meeting_months": (1, V, "§ 59 Abs. 2 NKomVG"),
        "notice.first_meeting_days": (7, V, "§ 59 Abs. 2 S. 2 NKomVG"),
        "agenda_extension.allowed": (True, V, "§ 59 NKomVG"),
        "agenda_extension.majority": (_share(2, 3, _MEMBERS), V, "§ 59 NKomVG"),
        "agenda_extension.reasons": (("urgent",), V, "§ 59 NKomVG"),
        "preparation.main_committee": (True, V, "§ 76 NKomVG"),
        "committee_appeal.allowed": (False, K, "§ 76 NKomVG"),
        "mayor_objection.allowed": (False, V, "§ 88 NKomVG"),
        "main_committee_objection.days": (7, V, "§ 79 NKomVG"),
        "main_committee_objection.suspensive": (True, V, "§ 79 NKomVG"),
        "main_committee_objection.new_vote_min_days": (3, V, "§ 79 NKomVG"),
        "legal_objection.mandatory": (True, V, "§ 88 NKomVG"),
        "legal_objection.has_period": (False, V, "§ 88 NKomVG"),
        "legal_objection.alternatives": (("report", "objection"), V, "§ 88 NKomVG"),
        "legal_objection.new_vote_min_days": (3, V, "§ 88 NKomVG"),
        "legal_objection.suspensive": (True, V, "§ 88 NKomVG"),
        "legal_objection.on_persist": ("supervision", V, "§ 88 NKomVG"),
        "urgent.allowed": (True, V, "§ 89 NKomVG"),
        "urgent.main_committee": (True, V, "§ 89 NKomVG"),
        "urgent.signatures": (("mayor", "deputy_mayor"), V, "§ 89 NKomVG"),
        "urgent.harm_required": (True, V, "§ 89 NKomVG"),
        "urgent.inform": ("immediately", V, "§ 89 NKomVG"),
        "urgent_ratification.required": (False, V, "§ 89 NKomVG"),
        "bias.not_for": (("legal_norms",), V, "§ 41 Abs. 3 Nr. 1 NKomVG"),
        "bias.relatives_degree": (3, V, "§ 41 Abs. 1 NKomVG"),
        "bias.in_laws_degree": (2, V, "§ 41 Abs. 1 NKomVG"),
        "bias.leave_room": (True, S, "§ 41 Abs. 5 NKomVG"),
        "silent_procedure.allowed": ("main_committee", V, "§ 78 Abs. 3 NKomVG"),
        "election.secret_trigger": ("one_member", V, "§ 67 NKomVG"),
    },
    local=(
        "notice.days",
        "notice.mode",
        "notice.urgent_days",
        "roll_call.threshold",
        "secret_vote.allowed",
        "agenda_item.deadline_days",
        "agenda.publication_days",
        "resubmission.bar_months",
    ),
)

HE = _preset(
    "HE",
    Text("Hessen", "Hesse"),
    Text("Gemeindevertretung/Stadtverordnetenversammlung", "municipal assembly"),
    {
        "quorum.fiction": ("motion", V, "§ 53 Abs. 1 HGO"),
        "second_call.min_present": (1, V, "§ 53 Abs. 2 HGO"),
        "second_call.notice_days": (1, V, "§ 58 Abs. 1 S. 5 HGO"),
        "mass_bias.allowed": (True, V, "§ 53 Abs. 3 HGO"),
        "mass_bias.approval": (False, V, "§ 53 Abs. 3 HGO"),
        "mayor.member": (False, V, "HGO"),
        "mayor.votes": (False, K, "HGO"),
        "majority.tie": ("rejected", V, "§ 54 HGO"),
        "majority.abstention": ("allowed", V, "§ 54 HGO"),
        "secret_vote.allowed": (False, V, "§ 54 HGO"),
        "main_bylaw.majority": (_majority_of(_STATUTORY), K, "§ 6 HGO"),
        "convening.share": (_share(1, 4, _STATUTORY), V, "§ 56 Abs. 1 HGO"),
        "convening.executive": (True, V, "§ 56 Abs. 1 HGO"),
        "convening.first_meeting_months": (1, V, "§ 56 Abs. 1 HGO"),
        "convening.meetings_per_year": (6, V, "§ 56 Abs. 1 HGO"),
        "agenda_extension.allowed": (True, V, "§ 58 Abs. 2 HGO"),
        "agenda_extension.majority": (_share(2, 3, _STATUTORY), V, "§ 58 Abs. 2 HGO"),
        "agenda_extension.never": (
            ("elections", "main_bylaw"),
            V,
            "§ 58 Abs. 3 HGO",
        ),
        "notice.days": Value(3, V, "§ 58 Abs. 1 HGO", least=True),
        "notice.mode": (NoticeMode.CLEAR.value, V, "§ 58 Abs. 1 HGO"),
        "notice.shortened_latest": ("day_before", V, "§ 58 Abs. 1 HGO"),
        "notice.never_shortened": (("elections", "main_bylaw"), V, "§ 58 Abs. 3 HGO"),
        "committee_appeal.allowed": (False, S, "§§ 50 Abs. 1, 62 Abs. 1 HGO"),
        "mayor_objection.allowed": (True, S, "§ 63 Abs. 1 S. 2 HGO"),
        "mayor_objection.days": (14, K, "§ 63 Abs. 1 S. 3 HGO"),
        "mayor_objection.suspensive": (True, S, "§ 63 Abs. 1 S. 4 HGO"),
        "legal_objection.mandatory": (True, V, "§ 63 Abs. 1 HGO"),
        "legal_objection.has_period": (True, K, "§ 63 Abs. 1 S. 3 HGO"),
        "legal_objection.days": (14, K, "§ 63 Abs. 1 S. 3 HGO"),
        "legal_objection.second_days": (7, V, "§ 63 Abs. 2 HGO"),
        "legal_objection.suspensive": (True, V, "§ 63 Abs. 2 HGO"),
        "urgent.allowed": (False, U, "§ 51a HGO"),
        "bias.time_bar_months": (6, V, "§ 25 Abs. 6 HGO"),
        "bias.leave_room": (True, S, "§ 25 Abs. 4 HGO"),
        "election.secret_trigger": ("always_unless_no_objection", V, "§ 55 HGO"),
    },
    local=(
        "roll_call.threshold",
        "agenda_item.deadline_days",
        "agenda.publication_days",
        "resubmission.bar_months",
    ),
)

PRESETS: Mapping[str, Preset] = {
    preset.state: preset for preset in (NRW, BY, BW, NI, HE)
}


def preset(state: str) -> Preset:
    """Return the law of a state.

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``.

    Raises:
        UnknownNameError: there is no preset for that state.
    """
    if state not in PRESETS:
        raise UnknownNameError("state", str(state), tuple(PRESETS))
    return PRESETS[state]


def law_for(
    state: str, local_values: Mapping[str, Any] | None = None, name: str = ""
) -> Law:
    """Join the law of a state and the municipality's own law.

    A value the state fixes cannot be set locally: a lower layer never overrides a
    higher one. Two exceptions: a number marked as a minimum may be raised, and a value
    marked as uncertain may be corrected by whoever has read the statute.

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``.
        local_values: the municipality's values by dotted key; None means not set.
        name: the municipality.

    Raises:
        UnknownNameError: there is no preset for that state.
        DefinitionError: with every local value that cannot be used.
    """
    chosen = preset(state)
    values = {key: value.plain for key, value in chosen.values.items()}
    citations = {key: value.citation for key, value in chosen.values.items()}
    problems = []
    for key, value in (local_values or {}).items():
        if value is None:
            continue
        problem = _problem(chosen, key, value)
        if problem is not None:
            problems.append(problem)
            continue
        values[key] = plain(value, key)
        citations.pop(key, None)
    if problems:
        raise DefinitionError(name or f"local law ({state})", problems)
    return Law(state, values, name, citations)


_COUNTS = (
    *(".days", "_days", ".months", "_months", ".weeks", "_weeks", "_years"),
    *(".threshold", ".elected_members", ".min_members", ".min_members_district"),
    *(".inhabitants", ".characters_per_page"),
)
"""Ends of the keys that count something: nobody would be entitled, or everybody, by 0."""
_MAY_BE_NONE = frozenset({"submission.lead_days"})
"""Periods that a municipality may do without: 0 says that there is none."""


def _problem(chosen: Preset, key: str, value: Any) -> str | None:
    try:
        usable = plain(value, key)
    except InvalidInputError as error:
        return str(error)
    whole_number = isinstance(usable, int) and not isinstance(usable, bool)
    least = 0 if key in _MAY_BE_NONE else 1
    if key.endswith(_COUNTS) and not (whole_number and usable >= least):
        return f"{key} is {value!r}; pass a whole number of {least} or more."
    modes = [mode.value for mode in NoticeMode]
    if key == "notice.mode" and usable not in modes:
        return f"{key} is {value!r}; choose one of {', '.join(modes)}."
    return _clash(chosen.values.get(key), key, usable)


def _clash(fixed: Value | None, key: str, value: Any) -> str | None:
    if fixed is None or fixed.confidence is Confidence.UNCERTAIN:
        return None
    enough = fixed.least and isinstance(value, int) and value >= fixed.value
    if enough or value == fixed.plain:
        return None
    bound = "at least " if fixed.least else ""
    return f"{key} is {value!r}, but {fixed.norm} says {bound}{fixed.value}."


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
        raise DefinitionError(law.name or law.state, [f"quorum: {error}."]) from error
