"""How a case looks on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from ratsflow.cli.printed import Console
from ratsflow.engine import Verdict
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, SUSPENSION


_WORDS = {
    "state": ("Stand", "State"),
    "route": ("Beratungsfolge", "Route"),
    "signatures": ("Unterschriften", "Signatures"),
    "suspensions": ("Einwände", "Suspensions"),
    "findings": ("Offene Beanstandungen", "Open findings"),
    "may": ("Möglich", "What may happen next"),
    "may_not": ("Nicht möglich, und warum", "What may not, and why"),
    "by": ("durch", "by"),
    "old_text": ("unter einem früheren Text", "under an earlier text"),
    "no_date": ("ohne Termin", "no date"),
    "late": ("Nachgetragene Einträge", "Entries recorded late"),
}


def show_case(
    procedure: Procedure,
    case: Case,
    verdicts: Sequence[Verdict],
    lang: Any,
    late: Sequence[int] = (),
) -> None:
    """Print where a case stands and what may happen next.

    Args:
        procedure: its procedure.
        case: the case.
        verdicts: on the steps that start here.
        lang: language.
        late: versions of the entries that were recorded late.
    """
    console = Console(highlight=False, markup=False)
    reference = case.facts.get("reference") or case.motion.reference
    name = " ".join(case.motion.title.split())  # no title writes lines of its own
    title = f"{reference}  {name}" if reference else name
    console.print(title, style="bold")
    console.print(f"{_word('state', lang)}: {procedure.state(case.state).title(lang)}")
    _route(console, procedure, case, lang)
    _signatures(console, case, lang)
    for each in case.suspensions:
        state = procedure.state(each.state, SUSPENSION).title(lang)
        console.print(
            f"{_word('suspensions', lang)}: {each.id}, {each.lodged_on}, {state}"
        )
    if case.findings:
        console.print(f"{_word('findings', lang)}:")
    for finding in case.findings:
        over = " (override)" if finding.overridden else ""
        console.print(f"  – {finding.rule}: {finding.result}{over}")
    if late:
        console.print(f"{_word('late', lang)}: {', '.join(map(str, late))}")
    _next(console, verdicts, lang)


def _route(console: Console, procedure: Procedure, case: Case, lang: Any) -> None:
    if not case.consultations:
        return
    table = Table(title=_word("route", lang), title_justify="left", box=None)
    for _ in range(5):
        table.add_column()
    for each in case.consultations:
        day = each.meeting.day.isoformat() if each.meeting else _word("no_date", lang)
        state = _title(procedure, each.state, lang)
        table.add_row(each.id, each.body.name, each.role.value, day, state)
    console.print(table)


def _title(procedure: Procedure, state: str, lang: Any) -> str:
    """A procedure without a lifecycle of consultations has no label for their state."""
    if not procedure.consultation_states:
        return state
    return procedure.state(state, CONSULTATION).title(lang)


def _signatures(console: Console, case: Case, lang: Any) -> None:
    for each in case.signatures:
        old = each.text_hash != case.motion.text_hash
        note = f" ({_word('old_text', lang)})" if old else ""
        deputy = "i. V. " if each.deputy else ""
        console.print(
            f"{_word('signatures', lang)}: {each.office}, {deputy}{each.actor_id}, "
            f"{each.decision.value}, {each.at:%Y-%m-%d}{note}"
        )


def _next(console: Console, verdicts: Sequence[Verdict], lang: Any) -> None:
    allowed = [each for each in verdicts if each.allowed]
    refused = [each for each in verdicts if not each.allowed]
    if allowed:
        console.print(f"\n{_word('may', lang)}", style="bold")
    for each in allowed:
        roles = ", ".join(each.step.by)
        console.print(
            f"  {each.step.name:<28} {each.step.title(lang)} "
            f"({_word('by', lang)} {roles}){_on(each)}"
        )
    if refused:
        console.print(f"\n{_word('may_not', lang)}", style="bold")
    for each in refused:
        console.print(f"  {each.step.name}{_on(each)}")
        for finding in each.blocking:
            console.print(f"    – {finding.text(lang)}")


def _on(verdict: Verdict) -> str:
    question = verdict.question
    subject = question.consultation or question.suspension
    return f" [{subject.id}]" if subject else ""


def _word(key: str, lang: Any) -> str:
    return _WORDS[key][0 if lang == "de" else 1]
