"""The plain form of what is answered: verdicts, findings, what is missing, what now."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict


Result = Literal["met", "unmet", "unknown", "error"]
Layer = Literal["statute", "local", "house"]
Consequence = Literal["block", "defect", "curable", "order"]
Status = Literal[
    "ready", "needs_input", "waits_for_day", "waits_for_others", "unfit", "elsewhere"
]
EntryKind = Literal[
    "taken", "refused", "recorded", "overridden", "assumed", "erased", "migrated"
]
Day = Annotated[str, "date"]
"""A calendar day, ``2026-03-19``."""


class Both(TypedDict):
    """A text in both languages."""

    de: str
    en: str


class Finding(TypedDict):
    """One rule's answer to "may this step be taken?".

    Attributes:
        rule: id of the rule.
        result: only *met* lets a paper pass.
        code: stable dotted code, the rule's id where the answer gives none.
        observed: what was found.
        required: what would have been needed.
        citation: the paragraph that the rule rests on.
        confidence: how well that was checked.
        layer: where the rule comes from.
        consequence: what a breach means.
        cured_by: the roles that can cure it.
        data: plain values that the sentence is made of.
        label: what people call the rule.
        text: what was found, in one sentence.
        remedy: what would cure it.
    """

    rule: str
    result: Result
    code: str
    observed: str
    required: str
    citation: str
    confidence: str
    layer: Layer
    consequence: Consequence
    cured_by: list[str]
    data: NotRequired[dict[str, Any]]
    label: NotRequired[str]
    text: NotRequired[str]
    remedy: NotRequired[str]


class Named(TypedDict):
    """A part of an input, with what people call it."""

    name: str
    label: str


class Role(TypedDict):
    """A role, with what people call it."""

    role: str
    label: str


class HeldUp(TypedDict):
    """A step that waits, and the rules that make it wait."""

    step: str
    rules: list[str]


Missing = TypedDict(
    "Missing",
    {
        "key": str,
        "kind": Literal[
            "input",
            "fact",
            "law",
            "breach",
            "error",
            "unfit",
            "role",
            "state",
            "day",
            "unread",
        ],
        "label": str,
        "parts": list[Named],
        "from": list[Role],
        "by_step": str | None,
        "on": str | None,
        "not_before": Day | None,
        "norm": str,
        "mark": str,
        "holds_up": list[HeldUp],
    },
)
Missing.__doc__ = """One thing that is missing before a step can be taken.

    Attributes:
        key: what it is, the same wherever it is missing.
        kind: what kind of thing.
        label: what people call it.
        parts: parts of an input that rules ask for.
        from: the roles that can supply it.
        by_step: the step that supplies it.
        on: the consultation or suspension that step is about.
        not_before: the day it waits for.
        norm: the paragraph it rests on.
        mark: how well that was checked, where it is unsure.
        holds_up: the steps that wait for it, with the rules.
    """


class Verdict(TypedDict):
    """The answer to "may this step be taken?", with a finding for every rule.

    Attributes:
        case: the case.
        version: the version of the case that was asked about.
        step: the step.
        label: what people call the step.
        allowed: whether it may be taken.
        binds: it binds a text: who takes it says which version he saw.
        mode: enforce, or record what really happened.
        outcome: the outcome it would have; empty for steps with one.
        actor: who asked.
        role: the role in which he would take it.
        findings: a finding for every rule.
        blocking: the rules that stand in the way.
        status: how near the step is, whoever asks.
        missing: what stands in the way, each thing once.
    """

    case: str
    version: int
    step: str
    label: str
    allowed: bool
    binds: bool
    mode: Literal["enforce", "record", "assume"]
    outcome: str
    actor: str
    role: str
    findings: list[Finding]
    blocking: list[str]
    status: Status
    missing: list[Missing]


class StateNow(TypedDict):
    """The state in which a case stands."""

    name: str
    label: str
    since: Day | None
    final: bool | None


class Turn(TypedDict):
    """Whose turn it is, and until when at the latest."""

    roles: list[Role]
    until: Day | None


class Ahead(TypedDict):
    """What a later step will need."""

    fact: str
    label: str
    step: str
    taken_by: str


class Deadline(TypedDict):
    """A day until which something must be done."""

    day: Day
    what: str
    by: list[str]
    step: str
    rule: str
    norm: str


class Input(TypedDict):
    """What a step takes in."""

    name: str
    kind: str
    label: str
    required: bool
    choices: list[str] | None


class PossibleStep(TypedDict):
    """A step that can start in the present state.

    Attributes:
        step: the step.
        on: the consultation or suspension it is about.
        label: what people call it.
        group: what kind of step it is here.
        status: how near it is.
        by: the roles that may take it.
        missing: the keys of what is missing.
        may: whether the one who asks may take it; null where nobody asks.
        inputs: what it takes in.
        command: the words that take it at the command line.
    """

    step: str
    on: str | None
    label: str
    group: str
    status: Status
    by: list[str]
    missing: list[str]
    may: bool | None
    inputs: list[Input]
    command: list[str]


class Now(TypedDict):
    """Where a case stands, whose turn it is, what is missing and until when.

    Attributes:
        case: the case.
        version: its version.
        at: the moment asked about.
        lang: the language of the words.
        state: the state in which it stands.
        turn: whose turn it is.
        next: the next steps of the main path.
        missing: what they lack.
        checks: what is not missing and deserves a look.
        ahead: what later steps will need.
        deadlines: days until which something must be done.
        steps: the steps that can start here.
        elsewhere: how many steps start in other states.
    """

    case: str
    version: int
    at: str
    lang: Literal["de", "en"]
    state: StateNow
    turn: Turn
    next: list[str]
    missing: list[Missing]
    checks: list[Missing]
    ahead: list[Ahead]
    deadlines: list[Deadline]
    steps: list[PossibleStep]
    elsewhere: int


class Taken(TypedDict):
    """What a command came to.

    Attributes:
        case: the case.
        version: the entry that was written.
        state: the state of the paper after it.
        kind: what the entry says.
        hash: SHA-256 of the entry's bytes.
        verdict: what it rests on; null where nothing was asked.
    """

    case: str
    version: int
    state: str
    kind: EntryKind
    hash: str
    verdict: NotRequired[Verdict | None]


class First(TypedDict):
    """The entry that a command wrote the first time."""

    case: str
    version: int
    kind: EntryKind


class Repeated(TypedDict):
    """A command that was carried out before, under the same key."""

    repeated: First
