"""The plain form of what commands report: the log, the law, the checker, plans, files."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from ratsflow.documents.answers import (
    Both,
    Consequence,
    Day,
    EntryKind,
    Layer,
    Missing,
    Now,
    Result,
    Status,
    Verdict,
)


# ------------------------------------------------------------------------------ the log


class RecordBy(TypedDict):
    """Who acted, as it stood then."""

    id: str
    name: str
    role: str
    deputy: bool
    on_behalf_of: str


class RecordOverride(TypedDict):
    """An override: who answers for it is who acted."""

    authority: str
    reason: str
    rules: list[str]


class Record(TypedDict):
    """An entry as it lies in the store, without what is sealed.

    Attributes:
        log_schema: version of the entry's form in the log.
        case: the case.
        version: number of the entry.
        step: the step.
        kind: what the entry says.
        by: who acted.
        subject: the consultation or suspension it is about, or empty.
        effective_at: when it took effect.
        recorded_at: when it was written down.
        inputs: what the step took in; digests stand for what is sealed.
        outcome: the outcome, where the step has several.
        moves: the moves: lifecycle, subject, source, target, what the target means.
        met: the rules that were met.
        findings: what the other rules found, without prose.
        override: the override, if there was one.
        procedure: the procedure.
        fingerprint: the version of the procedure.
        law: digest of the values of law; entries of the first two schemas do not say.
        tenant: the municipality, in the first entry.
        prev: hash of the predecessor.
        hash: SHA-256 of the bytes in the log.
        late: it was recorded after entries that took effect later.
    """

    log_schema: int
    case: str
    version: int
    step: str
    kind: EntryKind
    by: RecordBy
    subject: str
    effective_at: str
    recorded_at: str
    inputs: dict[str, Any]
    outcome: str
    moves: list[list[str]]
    met: list[str]
    findings: list[dict[str, Any]]
    override: RecordOverride | None
    procedure: str
    fingerprint: str
    law: NotRequired[str]
    tenant: NotRequired[str]
    prev: str
    hash: str
    late: bool


class Late(TypedDict):
    """What a log shows of an entry beside it.

    Attributes:
        late: it was recorded after entries that took effect later.
    """

    late: bool


class Shown(TypedDict):
    """What is shown of a case beside it.

    Attributes:
        late: the entries that were recorded late.
        now: where it stands and what is missing.
        next: the verdict on every step that can start.
    """

    late: list[int]
    now: NotRequired[Now]
    next: NotRequired[list[Verdict]]


class Broken(TypedDict):
    """What does not verify."""

    tenant: NotRequired[str]
    case: NotRequired[str]
    entry: NotRequired[int]
    reason: str


AppendOnly = Literal["all", "some", "none", "unknown"]
"""How many of the triggers are there by which a database refuses to change a log."""


class Verification(TypedDict):
    """Whether the logs still say what was written.

    Attributes:
        append_only: whether the database itself refuses to change them; ``unknown`` where
            this user may not see that. Not told of a file.
    """

    ok: bool
    cases: int
    broken: list[Broken]
    append_only: NotRequired[AppendOnly]


class SealMade(TypedDict):
    """A seal that was written to a file."""

    file: str
    tenant: str
    sealed_at: str
    cases: int
    entries: int
    root: str
    public_key: str


class Attested(TypedDict):
    """A decision that was attested.

    Attributes:
        file: the signed file.
        page: its readable twin.
        case: the case.
        entry: the entry by which it was decided.
    """

    file: str
    page: str
    case: str
    entry: int


class CheckpointMade(TypedDict):
    """A checkpoint that was written to a file.

    Attributes:
        size: number of entries in the tree.
        root: root of the tree, hexadecimal.
        key: the public key with its name (vkey).
        missing: why witnesses did not cosign it.
    """

    file: str
    origin: str
    size: int
    root: str
    key: str
    missing: list[str]


class ProofMade(TypedDict):
    """A proof that was written to a file.

    Attributes:
        size: its bytes.
    """

    file: str
    size: int


class Witnessed(TypedDict):
    """What a witness answered to a checkpoint.

    Attributes:
        key: its public key with its name (vkey).
        status: 200 where it cosigned; else why not, as in HTTP.
        answer: the lines of signatures, or why there are none.
    """

    key: str
    status: NotRequired[int]
    answer: NotRequired[str]


class Checked(TypedDict):
    """Whether a proof or a checkpoint holds.

    Attributes:
        shown: what it shows, if it does.
        broken: what does not hold.
    """

    ok: bool
    shown: str
    broken: list[Broken]


class Stamped(TypedDict):
    """A checkpoint that an authority stamped, or the query for that.

    Attributes:
        file: the answer, or the query.
        at: when it was stamped, by the clock of the authority; null for a query.
    """

    file: str
    at: str | None


class Erased(TypedDict):
    """Contents that were destroyed.

    Attributes:
        gone: they are gone from every file of the database.
        erased: how many contents.
        contents: the names of the inputs.
    """

    case: str
    version: int
    state: str
    kind: EntryKind
    hash: str
    gone: bool
    erased: int
    contents: list[str]


class Exported(TypedDict):
    """Logs that were written to a file."""

    file: str
    cases: int
    entries: int


class Imported(TypedDict):
    """Logs that were read from a file; `known` of the entries were there before."""

    cases: int
    entries: int
    known: int


Upgraded = TypedDict(
    "Upgraded",
    {"from": int | None, "filled": int, "append_only": NotRequired[AppendOnly]},
)
Upgraded.__doc__ = """Tables that were brought forward from a version of theirs.

Attributes:
    append_only: whether the database itself refuses to change a log.
"""


class EventFinding(TypedDict):
    """What a rule found, without a word of the paper."""

    rule: str
    result: Result
    consequence: str


class Event(TypedDict):
    """The data of a CloudEvent: what happened to which case, never what the paper says."""

    case: str
    version: int
    hash: str
    step: str
    kind: EntryKind
    about: str
    role: str
    effective_at: str
    recorded_at: str
    moves: list[list[str]]
    findings: list[EventFinding]
    overridden: list[str]
    procedure: str
    fingerprint: str


# -------------------------------------------------------------------- versions compared


class Difference(TypedDict):
    """One thing that differs between two versions."""

    what: str
    name: str
    before: list[str]
    after: list[str]


class ChangedStep(TypedDict):
    """A step that differs between two versions."""

    step: str
    differences: list[Difference]


class MigrationPlan(TypedDict):
    """What migrating a case to another version would do."""

    case: str
    possible: bool
    moves: list[list[str]]
    occupied: list[list[str]]
    appearing: list[str]
    disappearing: list[str]
    changed: list[ChangedStep]
    later: list[str]
    general: list[Difference]
    pinned: str
    unknown: bool
    broken: str


class Failed(TypedDict):
    """What could not be done, in one sentence."""

    error: str


class Because(TypedDict):
    """A rule that speaks against something."""

    rule: str
    text: str
    norm: str


class Parting(TypedDict):
    """A way on which two versions part, and what parts them."""

    story: list[str]
    built: bool
    because: list[Because]


class ComparedStep(TypedDict):
    """How a step of the new version stands to the old one's."""

    step: str
    relation: str
    word_by_word: bool
    proved: list[str]
    attempts: dict[str, int]
    hangs_on: list[str]
    both_allow: int
    tighter: Parting | None
    looser: Parting | None
    elsewhere: Parting | None


class DeadEnd(TypedDict):
    """A state out of which the new version leads nobody."""

    state: str
    story: list[str]


class ComparedVersions(TypedDict):
    """Two versions of a procedure side by side.

    Attributes:
        release: the number of the other release; null where the other version is no release.
    """

    relation: str
    old: str
    release: str | None
    new: str
    closed: bool
    lacking: list[str]
    cases: int
    asked: int
    steps: list[ComparedStep]
    dead_ends: list[DeadEnd]


class TouchedStep(TypedDict):
    """A step that an open case loses or wins."""

    step: str
    on: str | None
    because: list[Because]


class TouchedCase(TypedDict):
    """An open case that a change touches."""

    case: str
    reference: str | None
    state: str
    homeless: bool
    lost: list[TouchedStep]
    won: list[TouchedStep]


class OpenCases(TypedDict):
    """The open cases that were looked at, and those that a change touches."""

    looked_at: int
    touched: list[TouchedCase]


class DivergedLog(TypedDict):
    """A log that the new version would have let come out otherwise."""

    case: str
    version: int
    step: str
    relation: str
    because: list[str]
    entries: int


class Unknowable(TypedDict):
    """One thing that cannot be asked again."""

    about: str
    why: str
    what: str


class UnaskedLog(TypedDict):
    """The first entry of a log that cannot be asked again."""

    case: str
    version: int
    step: str
    why: list[Unknowable]


class ReplayedLogs(TypedDict):
    """What the new version would have made of recorded logs."""

    all: int
    alike: int
    first_at: dict[str, int]
    diverged: list[DivergedLog]
    unasked: list[UnaskedLog]


class Comparison(TypedDict):
    """Versions, open cases and logs compared; null what was not asked for."""

    failed: bool
    fail_on: str
    comparison: ComparedVersions | None
    open_cases: OpenCases | None
    logs: ReplayedLogs | None


# -------------------------------------------------------------------------- the checker


class Flaw(TypedDict):
    """Something odd in the structure of a procedure."""

    code: str
    about: str
    fault: bool
    text: str


class Structure(TypedDict):
    """The structure of a procedure, looked at on every path."""

    closed: bool
    cases: int
    asked: int
    flaws: list[Flaw]


class PropertyReport(TypedDict):
    """Whether a property holds whatever happens.

    Attributes:
        property: its id.
        says: what it says.
        cites: the paragraphs that it rests on.
        kept: no way breaks it.
        vacuous: nothing it speaks of can come about.
        holes: how many ways break it.
        closed: every case of the slice was looked at.
        proved: it is kept, and nothing that can matter was left out.
        steps: how many steps were looked at.
        beyond: steps that can matter and were not.
        undecided: from how many cases neither an end was found nor that there is none.
        cases: how many cases were.
        asked: how many questions.
        gave_up: steps that could not be tried.
        lacking: what was not supplied.
        story: the shortest way that breaks it, told.
    """

    property: str
    says: str
    cites: str
    kept: bool
    vacuous: bool
    holes: int
    undecided: int
    closed: bool
    proved: bool
    steps: int
    beyond: list[str]
    cases: int
    asked: int
    gave_up: list[str]
    lacking: list[str]
    story: list[str]


class PropertyChecked(TypedDict):
    """Whether one property holds; see `PropertyReport`."""

    property: str
    says: str
    cites: str
    kept: bool
    vacuous: bool
    holes: int
    undecided: int
    story: list[str]


class CheckReport(TypedDict):
    """Whether properties hold whatever happens; see `PropertyReport`."""

    closed: bool
    proved: bool
    steps: int
    beyond: list[str]
    cases: int
    asked: int
    gave_up: list[str]
    lacking: list[str]
    properties: list[PropertyChecked]


class MutantPlacement(TypedDict):
    """A rule on a step, and what happens without it."""

    step: str
    rule: str
    fate: str
    why: str | None
    beside: list[str]
    shadowed_by: list[str]
    witness: list[str] | None
    built_by_changing: list[str] | None
    noticed_by: list[str] | None
    noticed_by_examples: list[str] | None


class Mutants(TypedDict):
    """Every rule taken away once, and who would notice."""

    closed: bool
    in_time: bool
    cases: int
    asked: int
    explained: int
    placements: list[MutantPlacement]


class ReplayFinding(TypedDict):
    """A rule that a past paper did not keep, at the first step that shows it."""

    rule: str
    code: str
    paragraph: str
    label: str
    text: str
    consequence: str
    layer: str
    step: str
    day: Day
    body: str


class ReplayPaper(TypedDict):
    """How a past paper fits the procedure.

    Attributes:
        days: from the first to the last meeting; null with fewer than two.
    """

    id: str
    reference: str
    title: str
    kind: str
    state: str
    fits: bool
    consultations: int
    unplaced: int
    days: int | None
    findings: list[ReplayFinding]


class ReplayRule(TypedDict):
    """A rule, and how many past papers did not keep it."""

    rule: str
    label: str
    paragraph: str
    consequence: str
    papers: int
    example: str


class ReplayPath(TypedDict):
    """A way that papers went, and how many did."""

    path: list[str]
    papers: int


class ReplayDuration(TypedDict):
    """How long papers of a type took, in days between the first and the last meeting.

    Attributes:
        median: half of them took no longer.
        ninth: nine of ten took no longer.
    """

    kind: str
    papers: int
    median: str
    ninth: int


class ReplayWorth(ReplayFinding):
    """A finding that is worth being read first, with its paper."""

    paper: str
    title: str


DroppedWhy = Literal["against_words", "against_numbers", "unclear", "several"]
"""Why votes were not taken over: they do not carry the words, the words do not fit them,
they can be read in two ways, or they are of several votes."""


class ReplayDropped(TypedDict):
    """Votes of a past paper that were not taken over.

    Attributes:
        item: number of the item, or empty.
        line: the words, as the source gives them.
        yes, no, abstain: the numbers in them; null where none was read.
    """

    paper: str
    body: str
    day: Day | None
    item: str
    line: str
    yes: int | None
    no: int | None
    abstain: int | None
    why: DroppedWhy


class Replayed(TypedDict):
    """What came of replaying the histories of a council.

    Attributes:
        dropped: how often votes were not taken over, by reason.
        dropped_votes: which; at most 200 for each reason.
        assumed: entries that nobody witnessed.
        untold: answers of rules of which the source does not tell.
        lacking_law: by key, how often the law of the town was asked and is not on file.
        unplaced: role and result that no step stands for, and how often.
        losses: by kind, what of the source could not be taken over.
    """

    council: str
    procedure: str
    fingerprint: str
    law: str
    state: str
    papers: int
    fitting: int
    consultations: int
    entries: int
    assumed: int
    untold: int
    findings: int
    papers_over_three: int
    seconds: str
    states: dict[str, int]
    unplaced: dict[str, int]
    losses: dict[str, int]
    dropped: dict[DroppedWhy, int]
    dropped_votes: list[ReplayDropped]
    lacking_law: dict[str, int]
    rules: list[ReplayRule]
    paths: list[ReplayPath]
    durations: list[ReplayDuration]
    worth: list[ReplayWorth]
    gravest: list[ReplayPaper]


class BylawTurned(TypedDict):
    """A rule that a draft bylaw turns at a step of a past paper.

    Attributes:
        refused: the draft objects where the old law did not; else the other way round.
        blocks: it stands in the way of the step; else it is only an order.
        days: days later on which the draft has nothing to say; null where no day helps.
        deciders: the bodies that would have had to decide, where the rule names them.
    """

    case: str
    reference: str
    title: str
    step: str
    day: Day
    body: str
    rule: str
    label: str
    text: str
    paragraph: str
    refused: bool
    blocks: bool
    days: int | None
    deciders: list[str]


class BylawUnjudged(TypedDict):
    """A changed rule of which the logs of some papers do not tell enough to judge it.

    Attributes:
        papers: of how many papers.
    """

    rule: str
    label: str
    paragraph: str
    papers: int


class BylawComparison(TypedDict):
    """What a draft bylaw would have done to past papers.

    Attributes:
        unasked: steps that cannot be asked again.
        undecided: papers with a step of which the changed rules cannot be judged.
        refused: papers that the draft would have refused at some step.
        allowed: papers to which it would no longer object at some step.
        unjudged: the rules that cannot be judged, the most papers first.
    """

    papers: int
    steps: int
    unasked: int
    undecided: int
    refused: int
    allowed: int
    turned: list[BylawTurned]
    unjudged: list[BylawUnjudged]


class PlanCondition(TypedDict):
    """A rule that a planned step has to keep."""

    rule: str
    text: str
    norm: str


class PassedOver(TypedDict):
    """An earlier meeting that an item cannot be taken into, and why."""

    meeting: Day
    because: list[Because]


class PlannedStep(TypedDict):
    """A step of a plan: who, when, at the latest when, and why neither sooner nor later.

    Attributes:
        step: its name.
        on: the consultation or suspension that it is about.
        role: the role in which it is taken.
        as_deputy: by who stands in for the holder of the role.
        day: the earliest day.
        latest: the last day, where a goal was named.
        later_breaks: the step that is refused where this one is taken a day later.
        not_later: what refuses it.
        supply: names of what is to be stated.
        waits_for: what refuses it the day before.
        passed_over: earlier meetings in the calendar that do not do.
        beside_main_path: it is no step of the usual way.
        conditions: what must be so, where that is not usual.
    """

    step: str
    on: str | None
    role: str
    as_deputy: bool
    day: Day
    latest: Day | None
    later_breaks: str | None
    not_later: list[Because]
    supply: list[str]
    waits_for: list[Because]
    passed_over: list[PassedOver]
    beside_main_path: bool
    conditions: list[PlanCondition]


class PlannedAlong(TypedDict):
    """Another case that waits for this one or it for that, as it is supposed to go on."""

    case: str
    possible: bool
    steps: list[PlannedStep]


class ShortCut(TypedDict):
    """An earlier way beside the main path."""

    earliest: Day
    steps: list[PlannedStep]


class Stuck(TypedDict):
    """What no planned step can cure."""

    step: str
    rule: str
    text: str
    norm: str
    remedy: str
    by: list[str]


class Assumed(TypedDict):
    """What a plan assumed because it is usual.

    Attributes:
        step: the step that states it; empty for a field of the paper.
        name: the input or the field.
        label: what people call it.
        value: what was assumed, in words.
    """

    step: str
    name: str
    label: str
    value: str


class Plan(TypedDict):
    """The earliest lawful way to a state.

    Attributes:
        case: the case.
        until: the state to be reached.
        by: the day by which it is wanted.
        today: the day from which on it was planned.
        assumed: what was assumed as is usual; null where that was not asked for.
        possible: there is a way.
        earliest: the earliest day.
        stuck: what stands in the way of any.
        closed: everything was looked at.
        short_cut_sought: an earlier way beside the main path was sought.
        short_cut: such a way.
        waiting_since: since when the case waits for the first step.
        slack_days: for how many days the first step can wait, where a goal was named.
        steps: the steps in order.
        along: other cases that were planned with it.
    """

    case: NotRequired[str]
    until: NotRequired[str]
    by: NotRequired[Day | None]
    today: NotRequired[Day]
    assumed: NotRequired[list[Assumed] | None]
    possible: bool
    earliest: Day | None
    stuck: list[Stuck]
    closed: bool
    short_cut_sought: bool
    short_cut: ShortCut | None
    waiting_since: Day | None
    slack_days: int | None
    steps: list[PlannedStep]
    along: list[PlannedAlong]


class Otherwise(TypedDict):
    """What an example expects, and what was found."""

    about: str
    expected: str
    found: str
    because: list[str]


class ExampleAnswer(TypedDict):
    """What the procedure answered to a worked example."""

    id: str
    says: str
    place: str
    state: str
    right: bool
    told: list[str]
    otherwise: list[Otherwise]


# ------------------------------------------------------------------------------ the law


class RuleName(TypedDict):
    """A rule, by id and by its place in the catalogue."""

    id: str
    catalogue: str


class LawKey(TypedDict):
    """A value that a municipality may set."""

    key: str
    kind: str
    text: Both
    citation: str
    confidence: str
    rules: list[RuleName]
    value: NotRequired[Any]


class LawChecked(TypedDict):
    """What is missing in a law file, and for which rules."""

    state: str
    name: str
    missing: list[LawKey]
    unread: list[str]
    unsure: list[LawKey]


class NormRow(TypedDict):
    """What a norm says in one period; `none` where there was no such norm."""

    since: Day | None
    until: Day | None
    value: Any
    none: bool
    citation: str
    confidence: str
    source: str


class Norm(TypedDict):
    """A norm with its history, and the rules that read it."""

    id: str
    label: Both
    town: str | None
    told: str
    rows: list[NormRow]
    rules: list[RuleName]


class Parameter(TypedDict):
    """A value of law that a rule reads."""

    key: str
    citation: str
    confidence: str
    source: str


class RuleTexts(TypedDict):
    """The sentences of a rule."""

    met: Both
    unmet: Both
    unknown: Both


class Rule(TypedDict):
    """A rule beside its paragraph."""

    kind: Literal["rule"]
    id: str
    catalogue: str
    label: Both
    citation: str
    confidence: str
    source: str
    layer: Layer
    consequence: Consequence
    since: Day | None
    until: Day | None
    dated_by: str | None
    steps: list[str]
    parameters: list[Parameter]
    facts: list[str]
    looks_at: list[str]
    unread: list[str]
    texts: RuleTexts
    remedy: Both
    cured_by: list[str]


class Note(TypedDict):
    """What of the catalogue is no rule, with the reason."""

    kind: Literal["note"]
    id: None
    catalogue: str
    reason: str


class ValueOfLaw(TypedDict):
    """A value that the law of a state fixes."""

    kind: Literal["value"]
    id: str
    value: Any
    layer: Layer
    citation: str
    confidence: str
    source: str


class TallyQuorum(TypedDict):
    """Whether enough members were there."""

    quorate: bool | None
    doubtful: bool | None
    needed: int | None
    counted: int | None
    code: str
    citation: str
    confidence: str


class TallyFinding(TypedDict):
    """Something to be said about a ballot; its paragraph is null where no law was asked."""

    code: str
    text: Both
    consequence: Consequence | None
    citation: str | None
    confidence: str | None


class Tally(TypedDict):
    """What a ballot decided.

    Attributes:
        neutral: the state's law is not known here: nothing but yes and no was counted.
        quorum: null where it is neutral.
    """

    outcome: Literal["adopted", "rejected", "invalid", "unknown"]
    label: Both
    state: str
    neutral: bool
    majority: str
    needed: int | None
    quorum: TallyQuorum | None
    findings: list[TallyFinding]


# ------------------------------------------------------------------- papers and pictures


class Place(TypedDict):
    """Where in a paper something stands."""

    line: int | None
    label: str


class PaperMissing(TypedDict):
    """What is missing in a paper, or could not be read."""

    field: str
    place: Place
    found: str
    cure: Both
    severity: str


class PaperConsultation(TypedDict):
    """A row of the table of bodies and meetings."""

    body: str
    date: Day | None
    public: bool | None
    role: str | None
    agenda_number: str


class PaperRespelled(TypedDict):
    """A line of the text that was read in other letters than it is stored in."""

    line: int
    original: str
    text: str


class PaperSkipped(TypedDict):
    """Text that is no content."""

    line: int
    text: str
    why: Both


class PaperCosts(TypedDict):
    """What a paper says about money; null what it does not state."""

    effect: str
    amount_cents: int | None
    recurrence: str | None
    year: int | None
    product_group: str
    covered: bool | None
    coverage: str
    quote: str


class PaperPrevious(TypedDict):
    """An earlier consideration that a paper names."""

    body: str
    date: Day | None
    agenda_number: str
    reference: str
    text: str


class PaperMotion(TypedDict):
    """What a paper states; null what it does not."""

    paper_type: str | None
    reference: str | None
    title: str | None
    proposal: str | None
    reasons: str | None
    summary: str | None
    cost_statement: PaperCosts | None
    previous_considerations: list[PaperPrevious] | None
    signatory: str | None
    signatory_role: str | None
    lead_department: str | None
    impact_checks: dict[str, str]


class TopicProposed(TypedDict):
    """A topic that the words of a paper tell."""

    topic: str
    word: str


class Reading(TypedDict):
    """A Vorlage text as it was read."""

    form: str
    motion: PaperMotion
    consultations: list[PaperConsultation]
    missing: list[PaperMissing]
    skipped: list[PaperSkipped]
    joined: list[str]
    respelled: list[PaperRespelled]
    topics_proposed: NotRequired[list[TopicProposed]]


class MinutesParty(TypedDict):
    """How a party voted, as far as minutes tell."""

    party: str
    kind: str
    votes: int | None


class MinutesFinding(TypedDict):
    """What is odd in the words of a result."""

    code: str
    de: str
    en: str


class MinutesVote(TypedDict):
    """One vote, or one result without a vote, as minutes tell it."""

    text: str
    part: str
    outcome: str | None
    announced: str | None
    is_unanimous: bool | None
    yes: int | None
    no: int | None
    abstain: int | None
    parties: list[MinutesParty]
    rest: str | None
    condition: str
    unread: str
    findings: list[MinutesFinding]


class MinutesItem(TypedDict):
    """An item of minutes."""

    number: str
    title: str
    line: int
    public: bool | None
    decision: str | None
    votes: list[MinutesVote]


class Minutes(TypedDict):
    """The minutes of a meeting as they were read."""

    body: str | None
    date: str | None
    items: list[MinutesItem]
    missing: list[PaperMissing]


class FormPaper(TypedDict):
    """A paper as it was read by a form."""

    file: str
    missing: int


class FormChecked(TypedDict):
    """A form that is right, and how papers are read by it."""

    form: str
    papers: list[FormPaper]
    missing: dict[str, int]


class OParlFault(TypedDict):
    """Something that OParl does not allow: in which document, and where in it."""

    document: str
    path: str
    message: str


class OParlValidated(TypedDict):
    """How many documents of OParl were looked at, and what is wrong in them."""

    documents: int
    faults: list[OParlFault]


class FormLabel(TypedDict):
    """A line that looks like a label and that no form knows."""

    label: str
    papers: int


class FormGuessed(TypedDict):
    """What papers tell of the form of their town."""

    form: str
    papers: int
    known: dict[str, list[str]]
    unknown: list[FormLabel]
    page: str


class Drawing(TypedDict):
    """A procedure drawn: as text, or into a file."""

    procedure: str
    mermaid: NotRequired[str]
    file: NotRequired[str]


class Page(TypedDict):
    """The procedure written as one file for the browser."""

    file: str
    bytes: int


class TourStep(TypedDict):
    """One step of the tour: taken, or refused; at the end what is broken in the log."""

    step: NotRequired[str]
    actor: NotRequired[str]
    state: NotRequired[str]
    refused: NotRequired[Verdict]
    broken: NotRequired[list[str]]


# ------------------------------------------------------------- a procedure, and the law


class Law(TypedDict):
    """The values of law of a municipality with their history, as the log names them.

    Attributes:
        state: the state whose law it is.
        name: the municipality.
        values: by id, the values.
        citations: by id, the paragraph, how well it was checked, and what was read.
        dated: by id, what the norm said in each period.
        absent: the ids of which there is no such norm.
    """

    state: str
    name: str
    values: dict[str, Any]
    citations: dict[str, list[str]]
    dated: NotRequired[dict[str, list[list[Any]]]]
    absent: NotRequired[list[str]]


class ProcedureState(TypedDict):
    """A state, and what it means."""

    name: str
    label: Both
    final: bool
    called: bool
    decided: bool


class ProcedureInput(TypedDict):
    """What a step takes in."""

    name: str
    kind: str
    label: Both
    required: bool
    personal: bool
    choices: list[str] | None


class ProcedureMove(TypedDict):
    """A change of state in one lifecycle."""

    lifecycle: str
    sources: list[str]
    target: str
    each: bool
    new: str


class ProcedureStep(TypedDict):
    """A step of a procedure."""

    name: str
    label: Both
    by: list[str]
    guards: list[str]
    takes: list[ProcedureInput]
    outcomes: dict[str, list[ProcedureMove]]
    signs: str
    binds: bool
    reopens: bool
    catalogue: list[str]


class ProcedureRule(TypedDict):
    """A rule of a procedure."""

    id: str
    catalogue: str
    label: Both
    citation: str
    confidence: str
    layer: Layer
    consequence: Consequence
    since: Day | None
    until: Day | None
    steps: list[str]
    cured_by: list[str]


class Procedure(TypedDict):
    """What may happen to a paper, by whom, under which rules.

    Attributes:
        name: name of the procedure.
        version: version of the definition.
        fingerprint: what of it decides, as a digest; cases are pinned to it.
        label: what people call it.
        state: the state whose law it follows, or empty.
        since: first day on which it is in force.
        roles: the roles that people can have, with what they are called.
        states: by lifecycle, the states; the first is where it starts.
        main: the steps of the main path, in order.
        steps: the steps.
        rules: the rules; the conditions themselves are code or declarations.
        may: by right, the roles that have it.
    """

    name: str
    version: str
    fingerprint: str
    label: Both
    state: str
    since: Day | None
    roles: dict[str, Both]
    states: dict[str, list[ProcedureState]]
    main: list[str]
    steps: list[ProcedureStep]
    rules: list[ProcedureRule]
    may: dict[str, list[str]]


# ----------------------------------------------------------------------- cases together


Moment = Annotated[str, "date-time"]
"""A moment with its zone."""


class Found(TypedDict):
    """A case that was found."""

    case: str
    version: int
    title: str
    state: str
    since: Moment | None
    due: Day | None
    body: str
    meeting: Day | None
    procedure: str


class WorkItem(TypedDict):
    """A step that waits for somebody.

    Attributes:
        main: the main path waits for it; else it supplies what that step lacks.
        since: when the paper came to the state in which it waits.
        until: the latest day, where a rule says one.
        missing: what he can supply.
    """

    case: str
    title: str
    state: str
    step: str
    label: str
    on: str | None
    status: Status
    main: bool
    since: Moment | None
    until: Day | None
    body: str | None
    meeting: Day | None
    missing: list[Missing]


class AgendaItem(TypedDict):
    """A case on the agenda of a meeting, with what speaks against a decision."""

    number: str | None
    case: str
    title: str
    on: str
    role: str
    public: bool
    state: str
    missing: list[Missing]


class Agenda(TypedDict):
    """What is before a body on a day."""

    body: str
    day: Day
    fit: bool
    items: list[AgendaItem]


class CasesRow(TypedDict):
    """A case, in a data frame."""

    case: str
    title: str
    reference: str
    procedure: str
    state: str
    since: Moment | None
    public: bool
    version: int


class StepsRow(TypedDict):
    """An entry of the log, in a data frame; `by` is personal and left out unless asked for."""

    case: str
    version: int
    step: str
    outcome: str
    kind: EntryKind
    role: str
    effective: Moment
    recorded: Moment
    on: str
    by: NotRequired[str]


class StatesRow(TypedDict):
    """A stay in a state, in a data frame; one that lasts has no end and its days until now.

    Attributes:
        days: calendar days.
        working_days: working days in the state whose law is on file; null where its holidays
            are not known.
    """

    case: str
    procedure: str
    state: str
    since: Moment
    until: Moment | None
    days: int
    working_days: int | None


class FindingsRow(TypedDict):
    """A finding that still weighs on a case, in a data frame."""

    case: str
    rule: str
    paragraph: str
    layer: str
    consequence: str
    result: str
    overridden: bool
    step: str
    version: int


class VotesRow(TypedDict):
    """A vote, in a data frame; null what nobody recorded."""

    case: str
    on: str
    body: str
    day: Day | None
    yes: int | None
    no: int | None
    abstain: int | None
    present: int | None
    result: str
