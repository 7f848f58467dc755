"""What a newcomer is led along: the main path, and what leads back to it.

Nothing here decides anything: it says what is asked for first, and where a breach is cured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.procedure.rule import Rule


MAIN = (
    "submit",
    "complete_co_signature",
    "sign",
    "release",
    "file_motion",
    "place_on_agenda",
    "open_item",
    "recommend",
    "vote",
    "note",
    "complete_noting",
    "start_standstill",
    "end_standstill",
    "make_executable",
    "start_execution",
    "complete",
    "report",
    "close",
)

FITS = frozenset(
    {
        "election_by_law",
        "lists_by_law",
        "noting_complete",
        "objection_to_council",
        "objection_to_district_council",
        "originator_fits",
        "released_as_urgent",
        "reopening_allowed",
        "role_recommends",
        "role_urgent",
        "standstill_of_committee",
        "urgent_council_matter",
        "urgent_district_matter",
        "urgent_main_committee_meets",
    }
)
"""Rules whose breach says that a step is not meant for this paper."""

CURED_IN: Mapping[str, tuple[str, ...]] = {
    "revise": (
        "base_paper_listed",
        "cost_details_complete",
        "cost_statement_present",
        "coverage_named",
        "fields_complete",
        "impact_checks_answered",
        "previous_consideration_stated",
        "summary_present_if_long",
        "votable_proposal",
    ),
    "cosign": ("cosignatures_done", "no_open_objection"),
    "record_approval": ("approvals_obtained",),
    "announce": ("satzung_published",),
    "keep_minutes": ("minutes_kept",),
    "inform_petitioner": ("petitioner_informed",),
    "report": ("report_delivered",),
}
"""By the step that cures a breach, the rules."""


def led(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules with what leads people.

    Raises:
        DefinitionError: a rule is named here that does not exist.
    """
    rules = tuple(rules)
    cures: dict[str, tuple[str, ...]] = {}
    for step, names in CURED_IN.items():
        for name in names:
            cures[name] = (*cures.get(name, ()), step)
    strays = (FITS | cures.keys()) - {rule.id for rule in rules}
    if strays:
        raise DefinitionError(
            Both("procedure nrw", "Verfahren nrw"),
            [
                Both(
                    f"People are led by unknown rules: {', '.join(sorted(strays))}.",
                    f"Unbekannte Regeln: {', '.join(sorted(strays))}.",
                )
            ],
        )
    return tuple(
        attrs.evolve(
            rule,
            fits=rule.fits or rule.id in FITS,
            cured_in=rule.cured_in or cures.get(rule.id, ()),
        )
        for rule in rules
    )
