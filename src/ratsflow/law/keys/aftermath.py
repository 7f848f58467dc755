"""Keys of the rules on what follows the decision (L)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


_APPEAL = Citation("§ 57 Abs. 4 S. 2 GO NRW i. V. m. Geschäftsordnung", "L")

KEYS: tuple[Key, ...] = (
    Key(
        "committee_appeal.days",
        "number",
        Wording(
            "Tage, in denen gegen einen Ausschussbeschluss Einspruch eingelegt werden kann",
            "days within which an appeal may be lodged against a committee's decision",
        ),
        _APPEAL,
        sample=8,
    ),
    Key(
        "committee_appeal.award_days",
        "number",
        Wording(
            "dasselbe bei Vergaben (Thema „award“), wo dafür eine eigene Frist gilt; sonst "
            "weglassen",
            "the same for contract awards (topic “award”) where they have a period of "
            "their own; else leave it out",
        ),
        _APPEAL,
        sample=3,
    ),
    Key(
        "committee_appeal.count_event_day",
        "flag",
        Wording(
            "ob der Tag des Beschlusses der erste Tag der Einspruchsfrist ist",
            "whether the day of the decision is the first day of the appeal period",
        ),
        _APPEAL,
        sample=False,
    ),
    Key(
        "district_objection.district_mayor",
        "flag",
        Wording(
            "ob auch die Bezirksbürgermeisterin, der Bezirksbürgermeister widersprechen darf",
            "whether the district mayor may object too",
        ),
        Citation("§ 37 Abs. 6 GO NRW", "?"),
        sample=True,
    ),
    Key(
        "initiative.suspended_by_preliminary",
        "flag",
        Wording(
            "ob die Frist des Bürgerbegehrens auch ruht, bis der Rat vorab über die "
            "Zulässigkeit entschieden hat (am Gesetzestext nicht geprüft)",
            "whether the period of an initiative also rests until the council has decided "
            "beforehand on its admissibility (not checked against the statute)",
        ),
        Citation("§ 26 Abs. 2, 3 GO NRW", "?"),
        sample=False,
    ),
    Key(
        "execution_report.required",
        "flag",
        Wording(
            "ob vor dem Abschluss über die Durchführung zu berichten ist",
            "whether the execution must be reported before a case is closed",
        ),
        Citation("§ 55 Abs. 3, § 62 Abs. 4 GO NRW i. V. m. Geschäftsordnung", "L"),
        sample=True,
    ),
)
