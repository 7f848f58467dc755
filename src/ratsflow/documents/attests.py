"""The plain form of an attest: what was decided, by whom, under which rules, and the proof."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from ratsflow.documents.answers import Both, Consequence, Day, Layer, Result


Kind = Literal["taken", "recorded", "overridden", "erased", "migrated"]
Moment = Annotated[str, "date-time"]
"""A moment, ``2026-03-19T16:00:00.000000Z``."""
Sha256 = str
"""64 hexadecimal digits, or empty where there is none."""


class Called(TypedDict):
    """Something with a name, and what people call it."""

    name: str
    label: Both


class Value(TypedDict):
    """A value of the law of a town: its id, what people call it, and what it was."""

    name: str
    label: Both
    value: Any


class Asked(TypedDict):
    """A rule that was asked.

    Attributes:
        rule: its id.
        label: what people call it.
        result: only *met* lets a paper pass.
        norm: the paragraph that it rested on then.
        mark: how well that was checked: V, S, K, ? or L.
        layer: where the rule comes from.
        consequence: what a breach means.
        values: at the decision, what the law of the town said then of what the rule reads, as
            far as that is short; absent where it reads nothing of it.
        text: what was found, in one sentence; absent where that may not be told.
    """

    rule: str
    label: Both
    result: Result
    norm: str
    mark: str
    layer: Layer
    consequence: Consequence
    values: NotRequired[list[Value]]
    text: NotRequired[Both]


class Overridden(TypedDict):
    """An override (*Anordnung trotz Hindernis*); who answers for it is who acted.

    Attributes:
        rules: the rules that were overridden.
        authority: what gave the right; empty where it may not be told.
        reason: why; likewise.
    """

    rules: list[Called]
    authority: str
    reason: str


class Law(TypedDict):
    """The values of law that were in force.

    Attributes:
        sha256: the digest under which the log keeps them.
        state: the state whose law it is, in short.
        town: the municipality.
    """

    sha256: Sha256
    state: str
    town: str


class By(TypedDict):
    """Who acted: the role, and the name at the time where it may be told."""

    role: Called
    deputy: bool
    name: str
    on_behalf_of: str


class Step(TypedDict):
    """An entry of the log.

    Attributes:
        entry: its number in the case.
        sha256: its hash.
        step: the step.
        kind: what the entry says.
        outcome: the outcome, where the step has several and it may be told.
        by: who acted.
        effective_at: when it took effect.
        recorded_at: when it was written down.
        state: the state of the paper behind it.
        procedure: the procedure and its version.
        fingerprint: the digest over the rules that were asked.
        law: the law in force then; null where the office had none.
        rules: every rule that was asked, as far as the reader may know.
        override: what was overridden; null for nothing.
    """

    entry: int
    sha256: Sha256
    step: Called
    kind: Kind
    outcome: Called | None
    by: By
    effective_at: Moment
    recorded_at: Moment
    state: Called
    procedure: str
    fingerprint: Sha256
    law: Law | None
    rules: list[Asked]
    override: Overridden | None


class Votes(TypedDict):
    """The numbers of a vote, null where they were not recorded; no names."""

    yes: int | None
    no: int | None
    abstain: int | None
    invalid: int | None
    present: int | None
    members: int | None
    mode: str
    announced: str | None


class Paper(TypedDict):
    """The text that was decided on.

    Attributes:
        title: its title; empty where the reader may not know.
        reference: its number; likewise.
        public: whether it says that it is public.
        withheld: the reader may not see it.
        text_sha256: digest of the text as the reader may see it; empty if he may not.
        sealed_sha256: the salted digest that the log holds in its place; empty if none.
    """

    title: str
    reference: str
    public: bool | None
    withheld: bool
    text_sha256: Sha256
    sealed_sha256: Sha256


class Decision(TypedDict):
    """What was decided, and where.

    Attributes:
        entry: the entry that says so.
        body: the body; empty where none decided.
        body_kind: what kind of body.
        role: what it was asked for.
        day: the day of its meeting.
        public: whether it was dealt with in public.
        resolution: the wording, where another than the proposal was decided; empty where
            the reader may not know.
        proposal: the proposal that was decided on, as the paper has it; likewise.
        votes: the numbers; null where none were given, or the reader may not know.
    """

    entry: int
    body: str
    body_kind: Called | None
    role: Called | None
    day: Day | None
    public: bool | None
    resolution: str
    proposal: str
    votes: Votes | None


class Challenge(TypedDict):
    """A way to challenge the decision that is open.

    Attributes:
        step: the step that does it.
        by: the roles that may.
        until: the last day; null where none is set, or it cannot be told.
        is_known: whether the day could be told.
        what: what can be done until then, in words; null without a day.
        norm: the paragraph; empty without a day.
        mark: how well that was checked; likewise.
    """

    step: Called
    by: list[Called]
    until: Day | None
    is_known: bool
    what: Both | None
    norm: str
    mark: str


class Flaw(TypedDict):
    """A finding that still weighs on the decision.

    Attributes:
        rule: the rule.
        result: what was found.
        consequence: what a breach means.
        entry: the entry that brought it.
        overridden: somebody with authority overrode it.
        until: the day on which it becomes unassailable; null if never, or if it is not known.
    """

    rule: Called
    result: Result
    consequence: str
    entry: int
    overridden: bool
    until: Day | None


class Pending(TypedDict):
    """A challenge that was lodged.

    Attributes:
        kind: what it is.
        lodged_on: the day.
        state: where it stands.
        is_active: it still keeps the decision from being carried out.
    """

    kind: Called
    lodged_on: Day
    state: Called
    is_active: bool


class Statement(TypedDict):
    """What is signed.

    Attributes:
        format: ``ratsflow-attest/1``.
        origin: the name of the log.
        tenant: the municipality, as the log calls it.
        case: the case.
        version: number of the last entry of the case.
        head_sha256: its hash.
        made_at: when it was made.
        reader: ``public`` if it says what everybody may know, else the roles of whom it was
            made for, or ``person``.
        paper: the text that was decided on.
        decision: what was decided.
        state: where the paper stands now.
        steps: the entries of the case but refused attempts, in order.
        challenges: how the decision can still be challenged, and until when.
        flaws: what still weighs on it.
        pending: what was lodged against it.
    """

    format: Literal["ratsflow-attest/1"]
    origin: str
    tenant: str
    case: str
    version: int
    head_sha256: Sha256
    made_at: Moment
    reader: str
    paper: Paper
    decision: Decision
    state: Called
    steps: list[Step]
    challenges: list[Challenge]
    flaws: list[Flaw]
    pending: list[Pending]


class Shown(TypedDict):
    """The proof that an entry stands in the tree of the log.

    Attributes:
        entry: its number in the case.
        number: its place in the tree, from 0.
        path: the hashes beside the way to the root in Base64, the lowest first.
        body: its bytes; absent where not everybody may have them, and the hash is enough.
    """

    entry: int
    number: int
    path: list[str]
    body: NotRequired[str]


class Proof(TypedDict):
    """What shows that the log holds the entries, and no later one of the case.

    Attributes:
        checkpoint: the signed note (C2SP tlog-checkpoint), as it stands in its file.
        entries: one proof for each step.
        last: the hashes that show that the last of them is the last of its case, in Base64;
            null where the checkpoint holds no map of cases.
    """

    checkpoint: str
    entries: list[Shown]
    last: list[str] | None


class Attest(TypedDict):
    """An attest of a decision (*Nachweis eines Beschlusses*).

    Attributes:
        statement: what is signed: the line ``ratsflow-attest/1``, the canonical form of
            this in one line, and nothing else, as the text of a signed note.
        signatures: the lines of the signatures over it (C2SP signed-note).
        proof: that the log holds what is said; null where it has no tree yet.
    """

    statement: Statement
    signatures: list[str]
    proof: Proof | None
