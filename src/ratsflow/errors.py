"""One tree of errors: each carries its data as attributes and says what, where and the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self


if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = [
    "BallotError",
    "BrokenLogError",
    "ConflictError",
    "DefinitionError",
    "InvalidInputError",
    "KeyReusedError",
    "NaiveTimeError",
    "Problem",
    "RatsflowError",
    "RefusedError",
    "RepeatedError",
    "SeenError",
    "StoreError",
    "TransactionLostError",
    "UnknownNameError",
    "UnseenError",
]

Lang = Literal["de", "en"]


class Both(str):
    """A sentence in both languages: the text itself is the English one.

    Attributes:
        de: the German wording.
    """

    __slots__ = ("de",)

    de: str

    def __new__(cls, en: str, de: str) -> Self:
        """Keep both wordings."""
        both = super().__new__(cls, en)
        both.de = de
        return both

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.de)


def german(said: object) -> str:
    """Return the German wording of a sentence or an error; the text itself has but one."""
    if isinstance(said, RatsflowError):
        return said.text("de")
    if isinstance(said, ValueError) and said.args:
        said = said.args[0]
    # What the verifier says that stands alone is of a class of its own.
    return str(getattr(said, "de", said))


class Problem(Both):
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
        made = super().__new__(cls, text, german(text))
        made.code, made.about = code, about
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Problem, (Both(str(self), self.de), self.code, self.about)

    @property
    def key(self) -> str:
        """What it is called where it is declared to be meant: ``code:about``."""
        return f"{self.code}:{self.about}"


def _in(said: str, lang: Lang) -> str:
    return german(said) if lang == "de" else str(said)


class RatsflowError(Exception):
    """Everything that ratsflow raises on purpose; `str` says it in English."""

    def text(self, lang: Lang = "en") -> str:
        """Say it in one clear sentence."""
        said = self.args[0] if self.args else ""
        return said.de if lang == "de" and isinstance(said, Both) else str(self)


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
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say what is wrong, where, and the cure."""
        place = f"{_in(self.where, lang)}: " if self.where else ""
        cure = f" {_in(self.cure, lang)}" if self.cure else ""
        return f"{place}{_in(self.what, lang)}{cure}"


class NaiveTimeError(InvalidInputError):
    """A datetime without a time zone was handed in."""

    def __init__(self, where: str, value: object) -> None:
        super().__init__(
            Both(
                f"the time {value!s} has no zone.",
                f"der Zeitpunkt {value!s} hat keine Zeitzone.",
            ),
            where,
            Both(
                "Pass an aware datetime, for example datetime(2026, 3, 19, 17, "
                "tzinfo=ZoneInfo('Europe/Berlin')).",
                "Einen Zeitpunkt mit Zeitzone angeben, zum Beispiel "
                "2026-03-19T17:00+01:00.",
            ),
        )
        self.value = value

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.where, self.value)


class BallotError(InvalidInputError):
    """The numbers of a ballot contradict each other (rule I-18)."""


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
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say every problem, behind the name of the definition."""
        problems = " ".join(_in(each, lang) for each in self.problems)
        return f"{_in(self.name, lang)}: {problems}"


_ALIKE = 0.6
"""How much of two names must be the same for one to be taken as the other mistyped."""


class UnknownNameError(RatsflowError, LookupError):
    """A step, rule, body, case or state of that name does not exist.

    Attributes:
        kind: what was looked for ("step", "case" …).
        name: the name that was given.
        known: the names that exist.
        nearest: the one among them that is most like it, or an empty string.
    """

    def __init__(self, kind: str, name: str, known: Sequence[str] = ()) -> None:
        super().__init__(kind, name, tuple(known))
        self.kind = kind
        self.name = name
        self.known = tuple(known)

    @property
    def nearest(self) -> str:
        """The known name that is most like the one given, or empty where none is."""
        from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

        alike = {str(each).casefold(): str(each) for each in reversed(self.known)}
        given = str(self.name).casefold()
        found = get_close_matches(given, alike, n=1, cutoff=_ALIKE)
        return alike[found[0]] if found else ""

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say what does not exist, what may have been meant, and what there is."""
        names, nearest = ", ".join(self.known), self.nearest
        if lang == "de":
            meant = f" Gemeint: „{nearest}“?" if nearest else ""
            known = f" Bekannt: {names}." if self.known else ""
            return f"{german(self.kind)} „{self.name}“ gibt es nicht.{meant}{known}"
        meant = f" Did you mean {nearest!r}?" if nearest else ""
        known = f" Known: {names}." if self.known else ""
        return f"there is no {self.kind} {self.name!r}.{meant}{known}"


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

    def text(self, lang: Lang = "en") -> str:
        """Say what is missing: in German as a clerk is told, in English as a traceback is."""
        return str(self.verdict.explain("de")) if lang == "de" else str(self)


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
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say where the case stands, and that it has to be read again."""
        same = self.found == self.expected
        if lang == "de":
            stands = (
                f"beim Eintrag {self.found}, aber einem anderen als dem gelesenen"
                if same
                else f"beim Eintrag {self.found}, nicht bei {self.expected}"
            )
            return (
                f"Vorgang „{self.case_id}“ steht {stands}; es wurde nichts geschrieben. "
                "Ihn neu lesen und neu beurteilen."
            )
        stands = f"at version {self.found}, not {self.expected}"
        if same:
            stands = f"at version {self.found}, but by another entry than the one read"
        return (
            f"case {self.case_id!r} stands {stands}; nothing was written. Read it again "
            "and assess anew."
        )


class SeenError(ConflictError):
    """What was seen is not what the case says now; nothing was written.

    Attributes:
        case_id: the case.
        expected: the version that was seen; 0 if what was seen is no entry of the case.
        found: the version that it stands at.
        step: the step that was to be taken.
        steps: the steps taken since, in order; empty also where the actor may not read.
        changed: the parts of the text that are others since, sorted; likewise.
    """

    def __init__(
        self,
        case_id: str,
        expected: int,
        found: int,
        step: str,
        steps: Sequence[str] = (),
        changed: Sequence[str] = (),
    ) -> None:
        RatsflowError.__init__(
            self, case_id, expected, found, step, tuple(steps), tuple(changed)
        )
        self.case_id = case_id
        self.expected = expected
        self.found = found
        self.step = step
        self.steps = tuple(steps)
        self.changed = tuple(changed)

    @property
    def is_other_text(self) -> bool:
        """Tell whether the text is known to be another than the one seen."""
        return bool(self.changed)

    def text(self, lang: Lang = "en") -> str:
        """Say what was seen, what was done since, and what to do."""
        if lang == "de":
            return self._german()
        seen = f"version {self.expected}" if self.expected else "no entry of it"
        since = f" Since then: {', '.join(self.steps)}." if self.steps else ""
        other = ""
        if self.steps:
            other = (
                f" The text is another: {', '.join(self.changed)}."
                if self.changed
                else " The text is the same."
            )
        return (
            f"case {self.case_id!r} stands at version {self.found}, but what was seen is "
            f"{seen}; {self.step!r} was not taken.{since}{other} Look at it as it stands, "
            f"and pass seen={self.found} if it is to be taken all the same."
        )

    def _german(self) -> str:
        seen = f"Eintrag {self.expected}" if self.expected else "kein Eintrag davon"
        since = f" Seitdem: {_listed(self.steps)}." if self.steps else ""
        other = ""
        if self.steps:
            other = (
                f" Der Text ist ein anderer: {_listed(self.changed)}."
                if self.changed
                else " Der Text ist derselbe."
            )
        return (
            f"Vorgang „{self.case_id}“ steht beim Eintrag {self.found}, gesehen wurde aber "
            f"{seen}; „{german(self.step)}“ wurde nicht getan.{since}{other} Den jetzigen "
            f"Stand ansehen und mit --seen {self.found} nennen, wenn es dabei bleiben soll."
        )


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(german(each) for each in parts)


class UnseenError(InvalidInputError):
    """A step that binds a text was to be taken without saying which one was seen.

    Attributes:
        case_id: the case.
        step: the step.
        found: the version that the case stands at.
    """

    def __init__(self, case_id: str, step: str, found: int) -> None:
        super().__init__(
            Both(
                f"the step {step!r} binds the text of case {case_id!r}, which stands at "
                f"version {found}, and nobody said which version was seen.",
                f"für „{german(step)}“ ist zu sagen, welcher Stand des Textes gelesen "
                f"wurde; Vorgang „{case_id}“ steht beim Eintrag {found}.",
            ),
            Both("seen", "gesehener Stand"),
            Both(
                f"Pass seen={found} (--seen {found}) if it is that one, or 'any' if it "
                "does not matter.",
                f"Ihn ansehen und --seen {found} dazuschreiben; --seen any, wenn jeder "
                "Stand recht ist.",
            ),
        )
        self.case_id = case_id
        self.step = step
        self.found = found

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.case_id, self.step, self.found)


class TransactionLostError(ConflictError):
    """The database ended the host's transaction: others wrote at the same time.

    Roll back and do it all again. `found` is the version that was expected, because
    nothing more can be read in that transaction.
    """

    def text(self, lang: Lang = "en") -> str:
        """Say that nothing was written, and that all of it has to be done again."""
        if lang == "de":
            return (
                f"Andere haben geschrieben, während zu Vorgang „{self.case_id}“ "
                "geschrieben wurde, und die Datenbank hat die Transaktion beendet; es wurde "
                "nichts geschrieben. Sie zurücknehmen und es neu versuchen."
            )
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
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which entry tells what came of the command."""
        if lang == "de":
            return (
                f"der Befehl „{self.key}“ wurde schon ausgeführt: Was daraus wurde, sagt "
                f"Eintrag {self.version} des Vorgangs „{self.case_id}“. Ein neuer Versuch "
                "braucht einen eigenen Schlüssel."
            )
        return (
            f"the command {self.key!r} was already carried out: case "
            f"{self.case_id!r}, entry {self.version} says what came of it. A new attempt "
            "needs a key of its own."
        )


class KeyReusedError(InvalidInputError):
    """An idempotency key was sent again with another command; nothing was written.

    Attributes:
        key: the idempotency key.
        case_id: the case that the first command acted on; empty where it was somebody
            else's, and the actor may not read the case.
        version: the entry that it wrote; 0 likewise.
        step: the step that it took; empty where the actor may not read the case.
        other: what is another this time: ``case``, ``step``, ``actor``, ``on``, ``at``,
            ``mode``, ``override``, or names of inputs; empty likewise.
    """

    def __init__(
        self, key: str, case_id: str, version: int, step: str, other: Sequence[str]
    ) -> None:
        which = f", {step} " if step else ", "
        which = f"{which}({case_id}, {version})" if case_id else ""
        differing = f" Another this time: {', '.join(other)}." if other else ""
        unlike = f" Anders ist diesmal: {', '.join(other)}." if other else ""
        super().__init__(
            Both(
                f"the key {key!r} is that of another command{which}; nothing was "
                f"done.{differing}",
                f"den Schlüssel „{key}“ hat ein anderer Befehl verbraucht{which}; es "
                f"wurde nichts getan.{unlike}",
            ),
            "key",
            Both(
                "Give each command a key of its own.",
                "Jedem Befehl einen eigenen Schlüssel geben.",
            ),
        )
        self.key = key
        self.case_id = case_id
        self.version = version
        self.step = step
        self.other = tuple(other)

    def __reduce__(self) -> tuple[Any, ...]:
        given = (self.key, self.case_id, self.version, self.step, self.other)
        return type(self), given


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
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which entry does not hold, and why."""
        if not self.case_id:  # a seal, or the database as a whole
            return _in(self.reason, lang)
        if lang == "de":
            return f"Vorgang „{self.case_id}“, Eintrag {self.version}: {german(self.reason)}"
        return f"case {self.case_id!r}, entry {self.version}: {self.reason}"
