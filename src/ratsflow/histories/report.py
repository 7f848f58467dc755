"""What came of replaying histories: fit, findings by rule, paths, durations, what to read first."""

from __future__ import annotations

import heapq

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from statistics import median
from typing import Any

import attrs

from ratsflow.documents import stamped
from ratsflow.engine.entries import Taken
from ratsflow.histories.council import Council, Means
from ratsflow.histories.recording import Recorder
from ratsflow.histories.told import ToldPaper, ToldStep
from ratsflow.histories.walking import DroppedVotes, Walked, walk
from ratsflow.law.citation import Consequence, Layer
from ratsflow.law.local import Law
from ratsflow.law.periods import local_day
from ratsflow.log import EntryKind
from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.finding import Finding, Result
from ratsflow.procedure.procedure import Procedure


MOST = 3
"""Open findings up to which a paper counts as told well enough to be read."""

WORTH = 10
"""How many findings are offered to be read first."""

WHYS = ("against_words", "against_numbers", "unclear", "several")
"""Why votes were not taken over, see `DroppedVotes`; contradictions first."""

_LISTED = 200
"""Papers that a report lists, the gravest first; of the others it has the counts.

So many votes are listed for each reason why they were not taken over.
"""

_GRAVITY = {
    Consequence.BLOCK: 8.0,
    Consequence.DEFECT: 6.0,
    Consequence.CURABLE: 3.0,
    Consequence.ORDER: 1.5,
}
_LAYERS = {Layer.STATUTE: 1.0, Layer.LOCAL: 0.8, Layer.HOUSE: 0.7}


@attrs.frozen
class FoundThere:
    """A rule that a paper did not keep, at the first step that shows it.

    Attributes:
        rule: id of the rule.
        code: code of the answer.
        paragraph: the paragraph it rests on.
        label, text: what the rule is called, and what was found.
        consequence, layer: of the rule.
        step: the step.
        day: when.
        body: the body whose item it was, or empty.
    """

    rule: str
    code: str
    paragraph: str
    label: Wording
    text: Wording
    consequence: Consequence
    layer: Layer
    step: str
    day: date
    body: str

    @property
    def gravity(self) -> float:
        """How much it weighs by its kind alone."""
        return _GRAVITY[self.consequence] * _LAYERS[self.layer]

    def to_plain(self, lang: Lang) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "rule": self.rule,
            "code": self.code,
            "paragraph": self.paragraph,
            "label": self.label.in_(lang),
            "text": self.text.in_(lang),
            "consequence": self.consequence.value,
            "layer": self.layer.value,
            "step": self.step,
            "day": self.day.isoformat(),
            "body": self.body,
        }


@attrs.frozen
class PaperFit:
    """How one paper fits the procedure.

    Attributes:
        id, reference, title, kind: what the source calls it.
        state: the state in which it ends; empty if it could not be opened.
        consultations: how many the source tells.
        unplaced: how many of them no step stands for.
        findings: the rules it did not keep, each once.
        days: from the first to the last meeting; None with fewer than two.
    """

    id: str
    reference: str
    title: str
    kind: str
    state: str
    consultations: int
    unplaced: int
    findings: tuple[FoundThere, ...]
    days: int | None

    @property
    def fits(self) -> bool:
        """Tell whether every consultation has its step and no rule was broken."""
        return bool(self.state) and not self.unplaced and not self.findings

    def to_plain(self, lang: Lang) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "id": self.id,
            "reference": self.reference,
            "title": self.title,
            "kind": self.kind,
            "state": self.state,
            "fits": self.fits,
            "consultations": self.consultations,
            "unplaced": self.unplaced,
            "days": self.days,
            "findings": [each.to_plain(lang) for each in self.findings],
        }


@attrs.frozen
class DroppedThere:
    """Votes of a consultation that were not taken over.

    Attributes:
        paper: its number, else what the source calls it.
        told: the consultation, as the source tells it.
        votes: what was not taken over, and why.
    """

    paper: str
    told: ToldStep
    votes: DroppedVotes

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain values."""
        day = self.told.day
        return {
            "paper": self.paper,
            "body": self.told.body,
            "day": day and day.isoformat(),
            "item": self.told.number,
            "line": self.votes.text,
            "yes": self.votes.yes,
            "no": self.votes.no,
            "abstain": self.votes.abstain,
            "why": self.votes.why,
        }


@attrs.frozen
class ByRule:
    """How many papers did not keep a rule."""

    rule: str
    label: Wording
    paragraph: str
    consequence: Consequence
    papers: int
    example: str


@attrs.define
class Replayed:
    """What came of replaying histories; it holds counts, and the papers that weigh most.

    Attributes:
        council: whose words.
        procedure: name of the procedure, and its fingerprint.
        law: the name of the law that was asked, and its state.
        state: the state of the council, in short; empty if it is not known.
        titles: what people call the states of the procedure.
        dropped: how often votes were not taken over, by `DroppedVotes.why`.
    """

    council: str
    procedure: tuple[str, str]
    law: tuple[str, str]
    state: str = ""
    titles: Mapping[str, Wording] = attrs.field(factory=dict)
    papers: int = 0
    fitting: int = 0
    opened: int = 0
    consultations: int = 0
    entries: int = 0
    assumed: int = 0
    untold: int = 0
    findings: int = 0
    over_most: int = 0
    unplaced: Counter[str] = attrs.field(factory=Counter)
    states: Counter[str] = attrs.field(factory=Counter)
    paths: Counter[tuple[str, ...]] = attrs.field(factory=Counter)
    lacking: Counter[str] = attrs.field(factory=Counter)
    losses: Counter[str] = attrs.field(factory=Counter)
    dropped: Counter[str] = attrs.field(factory=Counter)
    seconds: float = 0.0
    _affected: int = 0
    _days: dict[str, Counter[int]] = attrs.field(factory=dict)
    _rules: dict[str, tuple[FoundThere, int, str]] = attrs.field(factory=dict)
    _votes: dict[str, list[DroppedThere]] = attrs.field(factory=dict)
    _gravest: list[tuple[float, int, PaperFit]] = attrs.field(factory=list)

    def add(self, walked: Walked) -> PaperFit:
        """Take in a paper, and return how it fits."""
        fit = fit_of(walked, self._count)
        self.papers += 1
        self.opened += walked.case is not None
        self.fitting += fit.fits
        self.consultations += fit.consultations
        self.findings += len(fit.findings)
        self._affected += bool(fit.findings)
        self.over_most += len(fit.findings) > MOST
        self.states[fit.state or "–"] += 1
        for each in walked.placed:
            if not each.is_placed:
                self.unplaced[f"{each.told.role} / {each.told.result}"] += 1
            for votes in each.dropped:
                self.dropped[votes.why] += 1
                kept = self._votes.setdefault(votes.why, [])
                if len(kept) < _LISTED:
                    paper = fit.reference or fit.id
                    kept.append(DroppedThere(paper, each.told, votes))
        self.paths[path_of(walked)] += 1
        if fit.days is not None:
            self._days.setdefault(fit.kind, Counter())[fit.days] += 1
        for found in fit.findings:
            first, count, example = self._rules.get(found.rule, (found, 0, ""))
            example = example or fit.reference or fit.id
            self._rules[found.rule] = (first, count + 1, example)
        if fit.findings or fit.unplaced:
            weight = sum(each.gravity for each in fit.findings) + fit.unplaced
            row = (weight, -self.papers, fit)
            keep = heapq.heappush if len(self._gravest) < _LISTED else heapq.heappushpop
            keep(self._gravest, row)
        return fit

    def _count(self, taken: Taken) -> None:
        self.entries += 1
        self.assumed += taken.entry.kind is EntryKind.ASSUMED
        if taken.verdict is None:
            return
        for each in taken.verdict.open:
            if each.is_untold:
                self.untold += 1
            elif each.result is Result.UNKNOWN:
                self.lacking.update(each.lacks)

    @property
    def asked(self) -> str:
        """Whose law was asked: the town, else the state."""
        return self.law[0] or self.law[1] or "–"

    @property
    def is_of_another_state(self) -> bool:
        """Tell whether the law that was asked is that of another state than the council's."""
        return bool(self.state and self.law[1]) and self.state != self.law[1]

    def title(self, state: str, lang: Lang) -> str:
        """Return what people call a state of the procedure."""
        known = self.titles.get(state)
        return known.in_(lang) if known else state

    @property
    def affected(self) -> int:
        """How many papers have findings."""
        return self._affected

    @property
    def gravest(self) -> tuple[PaperFit, ...]:
        """The papers that weigh most, the gravest first."""
        return tuple(row[2] for row in sorted(self._gravest, reverse=True))

    @property
    def dropped_votes(self) -> tuple[DroppedThere, ...]:
        """Votes that were not taken over, those that contradict their words first."""
        return tuple(each for why in WHYS for each in self._votes.get(why, ()))

    @property
    def rules(self) -> tuple[ByRule, ...]:
        """The rules that were not kept, the most frequent first."""
        rows = [
            ByRule(
                rule,
                found.label,
                found.paragraph,
                found.consequence,
                count,
                example,
            )
            for rule, (found, count, example) in self._rules.items()
        ]
        return tuple(sorted(rows, key=lambda row: (-row.papers, row.rule)))

    @property
    def durations(self) -> tuple[tuple[str, int, float, int], ...]:
        """By type of paper: how many have two meetings or more, and in days the median and
        what nine of ten stay under."""
        rows = []
        for kind, counts in self._days.items():
            days = sorted(counts.elements())
            ninth = days[min(len(days) - 1, len(days) * 9 // 10)]
            rows.append((kind, len(days), float(median(days)), ninth))
        return tuple(sorted(rows, key=lambda row: -row[1]))

    @property
    def worth(self) -> tuple[tuple[PaperFit, FoundThere], ...]:
        """The findings that are worth being read first: grave and rare, of each paper one, of
        each rule two at most."""
        often = {rule: count for rule, (_, count, _) in self._rules.items()}
        pairs = [(fit, found) for fit in self.gravest for found in fit.findings]
        pairs.sort(
            key=lambda pair: (
                -pair[1].gravity / (1 + often[pair[1].rule]) ** 0.5,
                pair[0].reference,
            )
        )
        chosen: list[tuple[PaperFit, FoundThere]] = []
        seen: Counter[str] = Counter()
        for fit, found in pairs:
            is_new = not seen[fit.id] and seen[found.rule] < 2  # noqa: PLR2004  # as said above
            if is_new and len(chosen) < WORTH:
                seen.update((fit.id, found.rule))
                chosen.append((fit, found))
        return tuple(chosen)

    def to_plain(self, lang: Lang) -> dict[str, Any]:
        """Return it as a document; `ratsflow.schema("replayed")` describes it."""
        return stamped(
            "replayed",
            {
                "council": self.council,
                "procedure": self.procedure[0],
                "fingerprint": self.procedure[1],
                "law": self.law[0],
                "state": self.law[1],
                "papers": self.papers,
                "fitting": self.fitting,
                "consultations": self.consultations,
                "entries": self.entries,
                "assumed": self.assumed,
                "untold": self.untold,
                "findings": self.findings,
                "papers_over_three": self.over_most,
                "seconds": f"{self.seconds:.2f}",
                "states": dict(self.states.most_common()),
                "unplaced": dict(self.unplaced.most_common()),
                "losses": dict(self.losses.most_common()),
                "dropped": {why: self.dropped[why] for why in WHYS},
                "dropped_votes": [each.to_plain() for each in self.dropped_votes],
                "lacking_law": dict(self.lacking.most_common()),
                "rules": [
                    {
                        "rule": each.rule,
                        "label": each.label.in_(lang),
                        "paragraph": each.paragraph,
                        "consequence": each.consequence.value,
                        "papers": each.papers,
                        "example": each.example,
                    }
                    for each in self.rules
                ],
                "paths": [
                    {"path": list(path), "papers": count}
                    for path, count in self.paths.most_common(20)
                ],
                "durations": [
                    {"kind": kind, "papers": n, "median": f"{mid:g}", "ninth": ninth}
                    for kind, n, mid, ninth in self.durations
                ],
                "worth": [
                    {"paper": fit.reference or fit.id, "title": fit.title}
                    | found.to_plain(lang)
                    for fit, found in self.worth
                ],
                "gravest": [each.to_plain(lang) for each in self.gravest],
            },
        )


def replay(
    papers: Iterable[ToldPaper],
    council: Council,
    recorder: Recorder,
    *,
    procedure: Procedure,
    law: Law,
    told: Callable[[int], None] = lambda _: None,
) -> Replayed:
    """Replay histories, and report how they fit.

    Args:
        papers: what a source tells.
        council: what its words mean.
        recorder: where it is written.
        procedure: the procedure that is asked.
        law: the law that is asked.
        told: is told how many papers are done.
    """
    report = Replayed(
        council.name,
        (procedure.name, procedure.fingerprint),
        (law.name, law.state),
        council.state,
        {e.name: Wording(e.title("de"), e.title("en")) for e in procedure.states},
    )
    for walked in _walked(papers, council, recorder):
        report.add(walked)
        told(report.papers)
    return report


def _walked(
    papers: Iterable[ToldPaper], council: Council, recorder: Recorder
) -> Iterator[Walked]:
    for paper in papers:
        yield walk(paper, council, recorder)


def fit_of(
    walked: Walked, each_taken: Callable[[Taken], None] = lambda _: None
) -> PaperFit:
    """Return how a paper fits; each entry is handed to `each_taken` once."""
    paper, case = walked.paper, walked.case
    found: dict[str, FoundThere] = {}
    for taken in walked.taken:
        each_taken(taken)
        if taken.verdict is None:
            continue
        for each in taken.verdict.open:
            if each.is_untold or each.is_unknown or each.rule.id in found:
                continue
            found[each.rule.id] = _found(each, taken)
    days = [each.day for each in paper.steps if each.day is not None]
    return PaperFit(
        paper.id,
        paper.reference,
        paper.title,
        paper.kind,
        case.state if case else "",
        len(paper.steps),
        sum(not each.is_placed for each in walked.placed),
        tuple(found.values()),
        (max(days) - min(days)).days if len(days) > 1 else None,
    )


def _found(finding: Finding, taken: Taken) -> FoundThere:
    entry = taken.entry
    body = ""
    if entry.subject and taken.verdict is not None:
        about = taken.verdict.question.consultation
        body = about.body.name if about else ""
    rule = finding.rule
    return FoundThere(
        rule.id,
        finding.code,
        finding.citation.norm,
        Wording(rule.title("de"), rule.title("en")),
        Wording(finding.text("de"), finding.text("en")),
        rule.consequence,
        rule.layer,
        entry.step,
        local_day(entry.effective_at),
        body,
    )


def path_of(walked: Walked) -> tuple[str, ...]:
    """Return what happened to a paper in short: kind of body and result, repeats once."""
    made: list[str] = []
    known = {}
    if walked.case is not None:
        known = {
            each.body.name: each.body.kind.value for each in walked.case.consultations
        }
    for each in walked.placed:
        kind = known.get(each.told.body, "body")
        means = each.means.value if isinstance(each.means, Means) else "–"
        word = f"{kind}: {means}"
        if not made or made[-1] != word:
            made.append(word)
    return tuple(made)
