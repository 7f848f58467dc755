"""The words that take a step on the command line, with placeholders for what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ratsflow.engine.missing import Missing, landing_on
from ratsflow.engine.verdict import Verdict
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.step import Kind, Parameter


PLACEHOLDERS: Mapping[Kind, str] = {
    Kind.TEXT: "TEXT",
    Kind.FLAG: "YES_NO",
    Kind.NUMBER: "N",
    Kind.DAY: "DAY",
    Kind.MOMENT: "TIME",
    Kind.NAMES: "NAMES",
    Kind.MOTION: "FILE.md",
    Kind.CONSULTATIONS: "FILE.json",
    Kind.MEETING: "DAY",
    Kind.BALLOT: "yes=N,no=N,abstain=N,present=N",
}
"""What stands for a value of each kind until somebody fills it in."""

_PARTS = {"start": "TIME", "urgency_reason": "TEXT", "form": "TEXT"}
"""The parts of a meeting that are no days."""
NOTED: Mapping[str, str] = {
    "motion.topics": "NAMES",
    "motion.districts": "NAMES",
    "motion.public": "YES_NO",
}
"""What is noted about a text and does not stand in it; all else needs another text."""


def command_of(
    verdict: Verdict,
    missing: Sequence[Missing],
    role: str,
    who: str,
    cured: Sequence[Missing] = (),
    later: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the words of the command that takes a step.

    Args:
        verdict: the verdict on the step, without inputs.
        missing: what the step lacks.
        role: the role in which it is taken.
        who: the id of the actor; empty for a placeholder.
        cured: what of another step's needs it supplies.
        later: the facts that later steps will need and this one takes.
    """
    step, question = verdict.step, verdict.question
    words = ["take", question.case.id, step.name, "--as", f"{role}:{who or 'ID'}"]
    subject = question.consultation or question.suspension
    if subject is not None and _several(verdict):
        words += ["--on", subject.id]
    if step.binds:
        words += ["--seen", str(question.case.version)]
    facts = [
        path
        for each in missing
        if each.kind == "input"
        for path in (each.key.partition(".")[2], *each.parts)
    ]
    facts += [m.key.partition(":")[2] for m in cured if m.kind == "fact"]
    facts += later
    noted = [each for each in facts if each in NOTED]
    # The text itself is handed in where it is what has to change.
    changes = any(each.kind == "breach" for each in cured) or any(
        each.startswith("motion.") and each not in NOTED for each in facts
    )
    if noted and not changes:
        facts = [each for each in facts if each != "motion"]
    for path in dict.fromkeys(_paths(verdict, facts)):
        words += ["--input", path]
    for each in dict.fromkeys(noted):
        words += ["--set", f"{each.removeprefix('motion.')}={NOTED[each]}"]
    return tuple(words)


def _several(verdict: Verdict) -> bool:
    """Tell whether what the step is about must be named."""
    case = verdict.question.case
    of_kind = case.consultations if verdict.question.consultation else case.suspensions
    return len(of_kind) > 1


def _paths(verdict: Verdict, facts: Sequence[str]) -> Iterator[str]:
    """Yield ``NAME=VALUE`` and ``NAME.PART=VALUE`` for each input, values before parts."""
    takes = {each.name: each for each in verdict.step.takes}
    for fact in facts:
        name = landing_on(fact, set(takes))
        if not name or fact in NOTED:
            continue
        declared = takes[name]
        yield f"{name}={value_of(declared, verdict)}"
        part = fact.partition(".")[2]
        is_part = fact.startswith(f"{name}.") and part != "day"
        if is_part and declared.kind is Kind.MEETING:
            yield f"{fact}={_PARTS.get(part, 'DAY')}"


def value_of(declared: Parameter, verdict: Verdict) -> str:
    """Return what stands for the value of an input: what is known, else a placeholder."""
    consultation = verdict.question.consultation
    if declared.kind is Kind.MEETING and consultation and consultation.meeting:
        return consultation.meeting.day.isoformat()
    choices = CHOICES.get(declared.name)
    if choices:
        return str(next(iter(choices)).value)
    return PLACEHOLDERS[declared.kind]
