"""What a draft bylaw would have done: every past paper under the old rules and the new ones.

Each step of a log is asked twice, in the state and with the inputs that the log tells: under
the law as it is, and under the draft. What alone the draft stands in the way of, or no longer
does, is told with its paragraph, the days it would have taken longer, and who would have
decided instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from ratsflow.documents import stamped
from ratsflow.engine.fold import apply
from ratsflow.engine.replay import asked_again
from ratsflow.engine.verdict import Verdict
from ratsflow.errors import RatsflowError
from ratsflow.law.citation import Consequence
from ratsflow.law.local import Law
from ratsflow.law.periods import local_day
from ratsflow.log import OPEN, Entry, EntryKind, Record, decode
from ratsflow.model import Meeting
from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule


LONGEST = 120
"""Days by which a step is put off in search of a day on which the draft allows it."""

_ASKED = (
    EntryKind.TAKEN,
    EntryKind.RECORDED,
    EntryKind.OVERRIDDEN,
    EntryKind.REFUSED,
)
"""Kinds of entries of which rules were asked; of what is assumed none can be judged."""


@attrs.frozen
class Turned:
    """One rule that the draft turns at a step of a paper.

    Attributes:
        case_id, reference, title: the paper.
        step, day, body: the step, when, and whose item it was about.
        rule: id of the rule.
        label, text: what it is called, and what is found under the side that objects.
        paragraph: the paragraph under that side.
        refused: the draft objects where the old law did not; else the other way round.
        blocks: the rule stands in the way; else it is only an order.
        days: days by which the step would have been taken later to satisfy the draft; None
            where no day helps, or nothing is refused.
        deciders: the bodies that would have had to decide, where the rule names them.
    """

    case_id: str
    reference: str
    title: str
    step: str
    day: date
    body: str
    rule: str
    label: Wording
    text: Wording
    paragraph: str
    refused: bool
    blocks: bool
    days: int | None = None
    deciders: tuple[str, ...] = ()

    def to_plain(self, lang: Lang) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "case": self.case_id,
            "reference": self.reference,
            "title": self.title,
            "step": self.step,
            "day": self.day.isoformat(),
            "body": self.body,
            "rule": self.rule,
            "label": self.label.in_(lang),
            "text": self.text.in_(lang),
            "paragraph": self.paragraph,
            "refused": self.refused,
            "blocks": self.blocks,
            "days": self.days,
            "deciders": list(self.deciders),
        }


@attrs.frozen
class Unjudged:
    """A rule that the draft changes and of which the logs of papers do not tell enough.

    Attributes:
        rule, label, paragraph: the rule, under the draft.
        papers: of how many papers it cannot be judged.
    """

    rule: str
    label: Wording
    paragraph: str
    papers: int

    def to_plain(self, lang: Lang) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "rule": self.rule,
            "label": self.label.in_(lang),
            "paragraph": self.paragraph,
            "papers": self.papers,
        }


@attrs.frozen
class BylawComparison:
    """What became of past papers under a draft.

    Attributes:
        papers: how many papers were asked about.
        steps: how many of their steps.
        unasked: how many steps could not be asked again.
        undecided: how many papers hold a step of which the changed rules cannot be judged,
            because the log does not tell what they ask.
        turned: what the draft turns, paper by paper.
        unjudged: the rules that cannot be judged at these papers, the most papers first.
    """

    papers: int
    steps: int
    unasked: int
    undecided: int
    turned: tuple[Turned, ...]
    unjudged: tuple[Unjudged, ...] = ()

    @property
    def refused(self) -> int:
        """How many papers the draft would have refused at some step."""
        return len({e.case_id for e in self.turned if e.refused and e.blocks})

    @property
    def allowed(self) -> int:
        """How many papers the draft would no longer object to at some step."""
        return len({e.case_id for e in self.turned if not e.refused and e.blocks})

    @property
    def by_rule(self) -> tuple[tuple[Turned, int], ...]:
        """By rule and direction an example and how many papers, the most first."""
        first: dict[tuple[str, bool], Turned] = {}
        counts: Counter[tuple[str, bool]] = Counter()
        seen: set[tuple[str, str, bool]] = set()
        for each in self.turned:
            key = (each.rule, each.refused)
            first.setdefault(key, each)
            if (each.case_id, *key) not in seen:
                seen.add((each.case_id, *key))
                counts[key] += 1
        return tuple((first[key], count) for key, count in counts.most_common())

    def to_plain(self, lang: Lang) -> dict[str, Any]:
        """Return it as a document; `ratsflow.schema("bylaw-comparison")` describes it."""
        return stamped(
            "bylaw-comparison",
            {
                "papers": self.papers,
                "steps": self.steps,
                "unasked": self.unasked,
                "undecided": self.undecided,
                "refused": self.refused,
                "allowed": self.allowed,
                "turned": [each.to_plain(lang) for each in self.turned],
                "unjudged": [each.to_plain(lang) for each in self.unjudged],
            },
        )


def compare_bylaws(
    logs: Iterable[tuple[str, Sequence[Record]]],
    procedure: Procedure,
    old: Law,
    new: Law,
    *,
    told: Callable[[int], None] = lambda _: None,
) -> BylawComparison:
    """Ask every step of past papers under two laws of a town.

    Args:
        logs: the id of each case with its log from the first entry on.
        procedure: the procedure that is asked.
        old: the law as it is.
        new: the draft.
        told: is told how many papers are done.

    Raises:
        BrokenLogError: an entry cannot be read.
    """
    papers = steps = unasked = undecided = 0
    unjudged: Counter[str] = Counter()
    rules: dict[str, Unjudged] = {}
    turned: list[Turned] = []
    draft = _Draft(procedure, old, new)
    names = {each.name for each in procedure.steps}
    for case_id, records in logs:
        papers += 1
        for before, entry in _steps(records):
            if entry.step not in names:
                unasked += entry.kind is not EntryKind.ASSUMED
                continue
            if entry.kind is EntryKind.ASSUMED:
                draft.assumed(entry)
                continue
            steps += 1
            try:
                turned += draft.turned(case_id, before, entry)
            except (
                RatsflowError
            ):  # of another version, or erased: nobody can ask it again
                unasked += 1
        undecided += bool(draft.undecided)
        unjudged.update(draft.undecided.keys())
        rules = draft.undecided | rules
        draft.undecided = {}
        told(papers)
    return BylawComparison(
        papers,
        steps,
        unasked,
        undecided,
        tuple(turned),
        tuple(
            attrs.evolve(rules[rule], papers=n) for rule, n in unjudged.most_common()
        ),
    )


def _unjudged(rule: Rule, law: Law) -> Unjudged:
    return Unjudged(rule.id, _label(rule), rule.cited(law).norm, 1)


def _label(rule: Rule) -> Wording:
    return Wording(rule.title("de"), rule.title("en"))


def _steps(records: Sequence[Record]) -> Iterator[tuple[Case, Entry]]:
    case: Case | None = None
    for record in records:
        entry = decode(record)
        is_told = entry.kind in _ASKED or entry.kind is EntryKind.ASSUMED
        if case is not None and is_told and entry.step != OPEN:
            yield case, entry
        case = apply(case, entry, record.hash)


class _Draft:
    """Two laws, and what of a step hangs on where they differ."""

    def __init__(self, procedure: Procedure, old: Law, new: Law) -> None:
        self._procedure, self._old, self._new = procedure, old, new
        self._hanging: dict[tuple[str, str, str], Mapping[str, Rule]] = {}
        self.undecided: dict[str, Unjudged] = {}

    def assumed(self, entry: Entry) -> None:
        """Note what the draft changes of a step that nobody witnessed: it stays open."""
        day = local_day(entry.effective_at)
        law = self._new.at(day)
        for rule in self._rules_on(entry.step, self._old.at(day), law).values():
            self.undecided[rule.id] = _unjudged(rule, law)

    def turned(self, case_id: str, case: Case, entry: Entry) -> Iterator[Turned]:
        """Yield what the draft turns at a step."""
        day = local_day(entry.effective_at)
        hanging = self._rules_on(entry.step, self._old.at(day), self._new.at(day))
        if not hanging:
            return
        was = asked_again(case, entry, self._procedure, self._old)
        would = asked_again(case, entry, self._procedure, self._new)
        self.undecided |= {
            each.rule.id: _unjudged(each.rule, each.law)
            for each in would.open
            if each.is_unknown and each.rule.id in hanging
        }
        before, after = _broken(was), _broken(would)
        unjudged = {each.rule.id for each in would.open if each.is_unknown}
        about = was.question.consultation
        for refused, here, there in ((True, after, before), (False, before, after)):
            for rule in here:
                if rule in there or (not refused and rule in unjudged):
                    continue  # a draft of which nobody can tell allows nothing
                finding = here[rule]
                yield Turned(
                    case_id,
                    case.reference,
                    case.motion.title,
                    entry.step,
                    day,
                    about.body.name if about else "",
                    rule,
                    _label(finding.rule),
                    Wording(finding.text("de"), finding.text("en")),
                    finding.citation.norm,
                    refused,
                    finding.rule.consequence is not Consequence.ORDER,
                    _longer(case, entry, self._procedure, self._new, rule)
                    if refused
                    else None,
                    tuple(map(str, finding.answer.data.get("holders", ()))),
                )

    def _rules_on(self, step: str, old: Law, new: Law) -> Mapping[str, Rule]:
        """Return the rules on a step that read a value in which the laws differ."""
        key = (step, old.digest, new.digest)
        if key not in self._hanging:
            changed = {
                name
                for name in {*old.values, *new.values, *old.absent, *new.absent}
                if old.values.get(name) != new.values.get(name)
                or (name in old.absent) != (name in new.absent)
            }
            self._hanging[key] = {
                rule.id: rule
                for guard in self._procedure.plan(step).guards
                for rule in guard.versions
                if rule.norm in changed or not changed.isdisjoint(rule.parameters)
            }
        return self._hanging[key]


def _broken(verdict: Verdict) -> Mapping[str, Finding]:
    """Return the rules that are surely broken; what is not known is no refusal of a draft."""
    return {
        each.rule.id: each
        for each in verdict.open
        if each.is_unmet and not each.rule.id.startswith("procedure.")
    }


def _longer(
    case: Case, entry: Entry, procedure: Procedure, law: Law, rule: str
) -> int | None:
    """Return the least number of days later on which the draft has nothing to say."""

    def is_kept(days: int) -> bool:
        later = _later(entry, timedelta(days))
        return rule not in _broken(asked_again(case, later, procedure, law))

    try:
        if not any(map(is_kept, _PROBED)):
            return None
        return next((days for days in range(1, LONGEST + 1) if is_kept(days)), None)
    except RatsflowError:
        return None


_PROBED = (30, LONGEST)
"""Days on which a rule is asked first: one that is broken on all hangs on no day."""


def _later(entry: Entry, by: timedelta) -> Entry:
    """Return the step as if it were taken later: with a later meeting where it names one,
    else on a later day."""
    meeting = entry.inputs.get("meeting")
    if isinstance(meeting, Meeting):
        start: datetime | None = meeting.start and meeting.start + by
        moved = attrs.evolve(meeting, day=meeting.day + by, start=start)
        return attrs.evolve(entry, inputs={**entry.inputs, "meeting": moved})
    return attrs.evolve(
        entry,
        effective_at=entry.effective_at + by,
        recorded_at=entry.recorded_at + by,
    )
