"""Replay: what a log says was found, beside what a procedure finds today.

The entry says what was asked, by whom, when, with what, and under which values of law; so
every rule can be asked again. A procedure's fingerprint says which rules it has, not what
their code does: who wants to know whether a recorded finding is right asks it once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs
import orjson

from ratsflow.canonical import canonical, plain
from ratsflow.engine.assess import assess
from ratsflow.engine.fold import apply
from ratsflow.engine.take import punctual
from ratsflow.engine.verdict import Mode, Verdict
from ratsflow.errors import InvalidInputError, RatsflowError
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import OPEN, Entry, EntryKind, Record, decode
from ratsflow.log.erasable import FINDINGS
from ratsflow.model import Actor
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding, Result
from ratsflow.procedure.procedure import Procedure


LAW_NAMED_SINCE = 3
"""The schema of entries from which on they say which values of law were in force."""

NOT_ASKED = "not asked"
"""What stands for the finding of a rule that was not asked, or is not there."""

_MODES = {EntryKind.RECORDED: Mode.RECORD, EntryKind.ASSUMED: Mode.ASSUME}
_NO_STEPS = frozenset({EntryKind.ERASED, EntryKind.MIGRATED})
_QUOTES = ("observed", "required", "data")

LawOf = Callable[[str], Law | None]
"""Returns the values of law under a digest, or None if they are not kept."""

ProcedureOf = Callable[[Entry], Procedure | None]
"""Returns the procedure to ask about an entry, or None if there is none."""


@attrs.frozen
class Disagreement:
    """One thing that the log says otherwise than the procedure finds.

    Attributes:
        about: id of the rule; or ``allowed``, ``outcome``, ``moves``.
        recorded: what the log says: ``met``, or the finding as plain values.
        recomputed: what is found now.
    """

    about: str
    recorded: Any = attrs.field(hash=False)
    recomputed: Any = attrs.field(hash=False)


@attrs.frozen
class Unknowable:
    """One thing that cannot be asked again.

    Attributes:
        about: id of the rule; empty for the whole entry.
        why: ``erased``, ``no_rule``, ``no_step``, ``no_procedure``, ``others``,
            ``law_not_named``, ``law_not_kept`` or ``error``.
        what: what is missing, in short.
    """

    about: str
    why: str
    what: str = ""


@attrs.frozen
class Replayed:
    """What became of asking one entry again.

    Attributes:
        version: number of the entry.
        step: its step.
        recorded: by rule, what the log says of it.
        recomputed: by rule, what is found now.
        disagreements: what differs.
        unknowable: what could not be asked again.
    """

    version: int
    step: str
    recorded: Mapping[str, Any] = attrs.field(hash=False)
    recomputed: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    disagreements: tuple[Disagreement, ...] = ()
    unknowable: tuple[Unknowable, ...] = ()

    @property
    def agrees(self) -> bool:
        """Tell whether nothing differs and nothing was left unasked."""
        return not (self.disagreements or self.unknowable)


def replay(
    records: Iterable[Record], procedure_of: Procedure | ProcedureOf, law_of: LawOf
) -> Iterator[Replayed]:
    """Ask the rules of every step of a log again.

    What a case was before each step is what its log says, whatever is found now. The
    actor has the role that he used; other cases are not looked at.

    Args:
        records: the log of a case from its first entry on.
        procedure_of: the procedure to ask, or what returns the one of an entry.
        law_of: returns the values of law that an entry names.

    Yields:
        One result for each step, refused ones included; openings, erasures and
        migrations are none.

    Raises:
        BrokenLogError: an entry cannot be read.
    """
    case: Case | None = None
    erased = False
    for record in records:
        entry = decode(record)
        erased = erased or bool(entry.erased)
        if case is not None and entry.kind not in _NO_STEPS and entry.step != OPEN:
            asked = (
                procedure_of
                if isinstance(procedure_of, Procedure)
                else procedure_of(entry)
            )
            yield _replayed(case, entry, record, asked, law_of, erased=erased)
        case = apply(case, entry, record.hash)


def _replayed(
    case: Case,
    entry: Entry,
    record: Record,
    procedure: Procedure | None,
    law_of: LawOf,
    *,
    erased: bool,
) -> Replayed:
    recorded = _recorded(entry)
    unasked = Replayed(entry.version, entry.step, recorded)

    def left(why: str, what: str = "") -> Replayed:
        return attrs.evolve(unasked, unknowable=(Unknowable("", why, what),))

    if procedure is None:
        return left("no_procedure", entry.fingerprint[:12])
    if all(step.name != entry.step for step in procedure.steps):
        return left("no_step", entry.step)
    law = law_of(entry.law) if entry.law else NO_LAW
    if law is None:
        return left("law_not_kept", entry.law[:12])
    if not entry.law and orjson.loads(record.body)["schema"] < LAW_NAMED_SINCE:
        return left("law_not_named")
    try:
        verdict = asked_again(case, entry, procedure, law)
    except RatsflowError as error:
        return left("erased" if erased else "error", str(error))
    recomputed = {
        rule.id: _plain(Finding(rule, answer, law=verdict.question.law))
        for rule, answer in verdict.rows
    }
    looking = frozenset(rule.id for rule in procedure.rules if rule.looks_at)
    found = _differences(entry, recorded, recomputed, verdict, looking)
    unknowable = tuple(_unknowable(procedure, recorded, recomputed))
    beside = {each.about for each in unknowable}
    differing = tuple(each for each in found if each.about not in beside)
    if erased:
        # What differs may do so because something is no longer there.
        unknowable += tuple(Unknowable(each.about, "erased") for each in differing)
        differing = ()
    return attrs.evolve(
        unasked,
        recomputed=recomputed,
        disagreements=differing,
        unknowable=unknowable,
    )


def asked_again(case: Case, entry: Entry, procedure: Procedure, law: Law) -> Verdict:
    """Ask the rules of a step again, as its entry tells who took it, when and with what.

    Args:
        case: the case before it.
        entry: the entry; its step is one of the procedure.
        procedure: the procedure to ask.
        law: the law to ask.

    Raises:
        RatsflowError: it cannot be asked, for example because an input was erased.
    """
    by, step = entry.by, procedure.step(entry.step)
    mode = _MODES.get(entry.kind, Mode.ENFORCE)
    role: tuple[str, ...] = (by.role,) if by.role else ()
    # Who recorded had the right to, or there were no entry.
    if mode is not Mode.ENFORCE:
        role += tuple(each for each in procedure.recorders if each not in step.by)
    actor = Actor(
        by.id,
        by.name,
        roles=() if by.deputy else role,
        deputises=role if by.deputy else (),
        on_behalf_of=by.on_behalf_of,
    )
    taken = {each.name for each in step.takes}
    override = entry.override
    if override is not None and not override.reason.strip():  # its words were erased
        override = attrs.evolve(override, reason="–")
    verdict = assess(
        procedure,
        attrs.evolve(case, fingerprint=procedure.fingerprint),
        entry.step,
        actor,
        at=entry.effective_at,
        inputs={name: v for name, v in entry.inputs.items() if name in taken},
        on=entry.subject,
        law=law,
        mode=mode,
        override=override,
    )
    return punctual(verdict, entry.recorded_at)


def _recorded(entry: Entry) -> dict[str, Any]:
    return {
        **dict.fromkeys(entry.met, Result.MET.value),
        **{finding["rule"]: finding for finding in entry.findings},
    }


def _plain(finding: Finding) -> Any:
    return finding.result.value if finding.is_met else finding.to_plain()


def _differences(
    entry: Entry,
    recorded: Mapping[str, Any],
    recomputed: Mapping[str, Any],
    verdict: Verdict,
    looking: frozenset[str],
) -> Iterator[Disagreement]:
    bare = FINDINGS in entry.erased
    for rule in dict.fromkeys((*recorded, *recomputed)):
        said, found = (each.get(rule, NOT_ASKED) for each in (recorded, recomputed))
        if _bytes(said, bare=bare) != _bytes(found, bare=bare):
            yield Disagreement(rule, said, found)
    refused = entry.kind is EntryKind.REFUSED
    allowed = verdict.allowed or (entry.kind is EntryKind.OVERRIDDEN)
    if allowed is refused and not _by_others(recorded, recomputed, verdict, looking):
        yield Disagreement("allowed", not refused, allowed)
    if verdict.outcome != entry.outcome:
        yield Disagreement("outcome", entry.outcome, verdict.outcome)
    if not refused and verdict.moves != entry.moves:
        yield Disagreement("moves", entry.moves, verdict.moves)


def _by_others(
    recorded: Mapping[str, Any],
    recomputed: Mapping[str, Any],
    verdict: Verdict,
    looking: frozenset[str],
) -> bool:
    """Tell whether only rules that look at other cases make the difference.

    What those cases were then stands in no entry, and without them such a rule stands in the
    way, or does no longer: that says nothing of the version that is asked.
    """
    if not verdict.allowed:
        return looking.issuperset(each.rule.id for each in verdict.blocking)
    met = Result.MET.value
    broken = {rule for rule, said in recorded.items() if said != met}
    cleared = {rule for rule in broken if recomputed.get(rule, met) == met}
    return bool(cleared) and cleared <= looking


def _bytes(finding: Any, *, bare: bool) -> bytes:
    if isinstance(finding, Mapping) and bare:
        finding = {name: v for name, v in finding.items() if name not in _QUOTES}
    try:
        return canonical(plain(finding))
    except InvalidInputError:  # of a log that somebody else wrote
        return repr(finding).encode()


def _unknowable(
    procedure: Procedure, recorded: Mapping[str, Any], recomputed: Mapping[str, Any]
) -> Iterator[Unknowable]:
    known = {rule.id for rule in procedure.rules}
    looking = {rule.id for rule in procedure.rules if rule.looks_at}
    for rule in recorded:
        if rule not in known and not rule.startswith("procedure."):
            yield Unknowable(rule, "no_rule")
    for rule in looking.intersection((*recorded, *recomputed)):
        yield Unknowable(rule, "others")
