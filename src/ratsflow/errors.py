"""One tree of errors: each carries its data as attributes and says what, where and the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self


if TYPE_CHECKING:
    from collections.abc import Sequence


class RatsflowError(Exception):
    """Everything that ratsflow raises on purpose."""


class InvalidInputError(RatsflowError, ValueError):
    """A value from outside cannot be used.

    Attributes:
        what: what is wrong, in one sentence.
        where: the field, file or key it stands in, or an empty string.
        cure: what to do about it, or an empty string.
    """

    def __init__(self, what: str, where: str = "", cure: str = "") -> None:
        super().__init__(what, where, cure)
        self.what = what
        self.where = where
        self.cure = cure

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" {self.cure}" if self.cure else ""
        return f"{place}{self.what}{cure}"


class NaiveTimeError(InvalidInputError):
    """A datetime without a time zone was handed in."""

    def __init__(self, where: str, value: object) -> None:
        super().__init__(
            f"the time {value!s} has no zone.",
            where,
            "Pass an aware datetime, for example datetime(2026, 3, 19, 17, "
            "tzinfo=ZoneInfo('Europe/Berlin')).",
        )
        self.value = value

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.where, self.value)


class BallotError(InvalidInputError):
    """The numbers of a ballot contradict each other (rule I-18)."""


class Problem(str):
    """One mistake of a definition: its sentence, and what it is as data.

    Attributes:
        code: dotted and stable, for example ``state.unreachable``; empty where the kind of
            mistake has none.
        about: the name of what it is about, for example of the state.
    """

    __slots__ = ("about", "code")

    code: str
    about: str

    def __new__(cls, text: str, code: str = "", about: str = "") -> Self:
        made = super().__new__(cls, text)
        made.code, made.about = code, about
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Problem, (str(self), self.code, self.about)

    @property
    def key(self) -> str:
        """What it is called where it is declared to be meant: ``code:about``."""
        return f"{self.code}:{self.about}"


class DefinitionError(RatsflowError, ValueError):
    """A procedure, rule or local law is not well defined; raised when it is built.

    Attributes:
        name: the definition in which the mistake stands.
        problems: every problem found, one sentence each, with its code.
    """

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        found = tuple(
            each if isinstance(each, Problem) else Problem(each) for each in problems
        )
        super().__init__(name, found)
        self.name = name
        self.problems = found

    def __str__(self) -> str:
        return f"{self.name}: " + " ".join(self.problems)


class UnknownNameError(RatsflowError, LookupError):
    """A step, rule, body, case or state of that name does not exist.

    Attributes:
        kind: what was looked for ("step", "case" …).
        name: the name that was given.
        known: the names that exist.
    """

    def __init__(self, kind: str, name: str, known: Sequence[str] = ()) -> None:
        super().__init__(kind, name, tuple(known))
        self.kind = kind
        self.name = name
        self.known = tuple(known)

    def __str__(self) -> str:
        known = f" Known: {', '.join(self.known)}." if self.known else ""
        return f"there is no {self.kind} {self.name!r}.{known}"


class RefusedError(RatsflowError):
    """The procedure refused a step.

    It can be sent to another process and says the same there.

    Attributes:
        verdict: the `Verdict` with every finding.
        attempt: what `Office.record_refusal` writes down; None where no office refused,
            and in another process.
    """

    def __init__(self, verdict: Any) -> None:
        super().__init__(verdict)
        self.verdict = verdict
        self.attempt: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.verdict,)

    def __str__(self) -> str:
        return str(self.verdict.refusal())


class ConflictError(RatsflowError):
    """The case moved on since it was read; nothing was written.

    Attributes:
        case_id: the case.
        expected: the version that the caller had read.
        found: the version that the store holds.
    """

    def __init__(self, case_id: str, expected: int, found: int) -> None:
        super().__init__(case_id, expected, found)
        self.case_id = case_id
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        stands = f"at version {self.found}, not {self.expected}"
        if self.found == self.expected:
            stands = f"at version {self.found}, but by another entry than the one read"
        return (
            f"case {self.case_id!r} stands {stands}; nothing was written. Read it again "
            "and assess anew."
        )


class TransactionLostError(ConflictError):
    """The database ended the host's transaction: others wrote at the same time.

    Roll back and do it all again. `found` is the version that was expected, because
    nothing more can be read in that transaction.
    """

    def __str__(self) -> str:
        return (
            f"others wrote while case {self.case_id!r} was appended to, and the database "
            "ended the transaction; nothing was written. Roll it back and do it again."
        )


class RepeatedError(RatsflowError):
    """A command with this idempotency key was already carried out; nothing was written.

    A refusal that was recorded is an entry too, and uses up the key of its command.

    Attributes:
        key: the idempotency key.
        case_id: the case it acted on.
        version: the entry it wrote, which says what came of it.
    """

    def __init__(self, key: str, case_id: str, version: int) -> None:
        super().__init__(key, case_id, version)
        self.key = key
        self.case_id = case_id
        self.version = version

    def __str__(self) -> str:
        return (
            f"the command {self.key!r} was already carried out: case "
            f"{self.case_id!r}, entry {self.version} says what came of it. A new attempt "
            "needs a key of its own."
        )


class StoreError(RatsflowError):
    """The store cannot be used: not ours, newer than this library, or out of reach."""


class BrokenLogError(RatsflowError):
    """The log was tampered with or damaged.

    Attributes:
        case_id: the case.
        version: the first entry that does not verify (1-based).
        reason: what does not hold.
    """

    def __init__(self, case_id: str, version: int, reason: str) -> None:
        super().__init__(case_id, version, reason)
        self.case_id = case_id
        self.version = version
        self.reason = reason

    def __str__(self) -> str:
        if not self.case_id:  # a seal, or the database as a whole
            return self.reason
        return f"case {self.case_id!r}, entry {self.version}: {self.reason}"
