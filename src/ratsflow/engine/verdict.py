"""The verdict: one question, one answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ratsflow.documents import urn_of
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.citation import Citation, Confidence, Consequence, Layer
from ratsflow.log import Made, Override
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.finding import MET, Answer, Finding, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


if TYPE_CHECKING:
    from ratsflow.engine.missing import Missing


class Mode(ClosedList):
    """Refuse what the procedure does not let pass, or record what really happened.

    `ASSUME` enters a step that nobody witnessed, with a reason: what was witnessed later
    cannot have come about without it. No rule is asked of it.
    """

    ENFORCE = "enforce"
    RECORD = "record"
    ASSUME = "assume"


ModeName = Literal["enforce", "record", "assume"]
"""A mode by its word."""


def as_mode(given: Mode | ModeName) -> Mode:
    """Take a mode by its word too; a word left as text would equal no mode and bind none.

    Raises:
        InvalidInputError: it is none.
    """
    if isinstance(given, Mode):
        return given
    try:
        return Mode(given)
    except ValueError:
        raise InvalidInputError(
            Both(
                f"{given!r} is no mode.",
                f"{given!r} ist keine Art, einen Schritt zu gehen.",
            ),
            "mode",
            Both(
                "Pass 'enforce', 'record' or 'assume'.",
                "Durchsetzen (enforce), aufzeichnen (record) oder annehmen (assume) "
                "wählen.",
            ),
        ) from None


def _never(_: Question) -> Answer:  # the engine answers these rules itself
    return MET


_PROCEDURE = Citation("procedure", Confidence.LOCAL)

STATE = Rule(
    "procedure.state",
    _never,
    label=Wording("Stand des Verfahrens", "State of the procedure"),
    citation=_PROCEDURE,
    unmet=Wording(
        "Die Vorlage hat den Stand „{state:state}“. „{step:step}“ ist möglich bei: "
        "{states:state}.",
        "The paper is in the state “{state:state}”. “{step:step}” can be taken from: "
        "{states:state}.",
    ),
    by_code={
        "consultation": Wording(
            "Die Beratung hat den Stand „{item:consultation_state}“. „{step:step}“ ist "
            "möglich bei: {items:consultation_state}.",
            "The consultation is in the state “{item:consultation_state}”. “{step:step}” "
            "can be taken from: {items:consultation_state}.",
        ),
        "both": Wording(
            "Die Vorlage hat den Stand „{state:state}“, die Beratung den Stand "
            "„{item:consultation_state}“. „{step:step}“ ist möglich bei: "
            "{states:state}, wenn die Beratung so weit ist: {items:consultation_state}.",
            "The paper is in the state “{state:state}”, the consultation in "
            "“{item:consultation_state}”. “{step:step}” can be taken from: "
            "{states:state}, once the consultation is: {items:consultation_state}.",
        ),
        "suspension": Wording(
            "Das Verfahren „{kind:suspension_kind}“ hat den Stand "
            "„{item:suspension_state}“. „{step:step}“ ist möglich bei: "
            "{items:suspension_state}.",
            "The matter “{kind:suspension_kind}” is in the state "
            "“{item:suspension_state}”. “{step:step}” can be taken from: "
            "{items:suspension_state}.",
        ),
        "no_consultation": Wording(
            "Es gibt keine Beratung, für die „{step:step}“ in Betracht kommt.",
            "There is no consultation that “{step:step}” could be about.",
        ),
        "no_suspension": Wording(
            "Es gibt keinen Widerspruch und keine andere Aussetzung, für die "
            "„{step:step}“ in Betracht kommt.",
            "There is no objection and no other suspension that “{step:step}” could be "
            "about.",
        ),
    },
    remedy=Wording(
        "Erst die Schritte gehen, die dorthin führen.",
        "Take the steps that lead there first.",
    ),
)
ROLE = Rule(
    "procedure.role",
    _never,
    label=Wording("Zuständige Rolle", "Role"),
    citation=_PROCEDURE,
    unmet=Wording(
        "{who} ({held:role}) kann „{step:step}“ nicht ausführen. Das kann: {needed:any_role}.",
        "{who} ({held:role}) may not take “{step:step}”; it takes: {needed:any_role}.",
    ),
    by_code={
        "none": Wording(
            "{who} hat hier keine Rolle und kann „{step:step}“ nicht ausführen. Das "
            "kann: {needed:any_role}.",
            "{who} has no role here and may not take “{step:step}”; it takes: "
            "{needed:any_role}.",
        )
    },
    remedy=Wording(
        "Von jemandem mit dieser Rolle gehen lassen.",
        "Let somebody with that role take it.",
    ),
)
INPUTS = Rule(
    "procedure.inputs",
    _never,
    label=Wording("Angaben zum Schritt", "Inputs of the step"),
    citation=_PROCEDURE,
    unmet=Wording(
        "Für „{step:step}“ fehlen Angaben. {lacking}",
        "“{step:step}” lacks something. {lacking}",
    ),
    unknown=Wording(
        "Die Quelle sagt zu „{step:step}“ nicht alles. {lacking}",
        "The source does not tell all of “{step:step}”. {lacking}",
    ),
    remedy=Wording("Die Angaben machen.", "State them."),
)
PUBLIC = "public"
"""The input that says whether everybody may know of an item; no record leaves it untold."""
OUTCOME = Rule(
    "procedure.outcome",
    _never,
    label=Wording("Ergebnis des Schritts", "Outcome of the step"),
    citation=_PROCEDURE,
    remedy=Wording("Die fehlenden Angaben machen.", "State what is missing."),
)
AUTHORITY = Rule(
    "procedure.authority",
    _never,
    label=Wording("Befugnis", "Authority"),
    citation=_PROCEDURE,
    unmet=Wording(
        "{who} darf das hier nicht. Das darf: {needed:any_role}.",
        "{who} may not do that here; it takes: {needed:any_role}.",
    ),
    by_code={
        "record": Wording(
            "{who} darf hier nicht festhalten, was gegen die Regeln geschah. Das darf: "
            "{needed:any_role}.",
            "{who} may not record here; it takes: {needed:any_role}.",
        ),
        "override": Wording(
            "{who} darf hier von keiner Regel absehen. Das darf: {needed:any_role}.",
            "{who} may not override here; it takes: {needed:any_role}.",
        ),
        "erase": Wording(
            "{who} darf hier keine Inhalte löschen. Das darf: {needed:any_role}.",
            "{who} may not erase here; it takes: {needed:any_role}.",
        ),
        "migrate": Wording(
            "{who} darf die Fassung des Verfahrens nicht wechseln. Das darf: "
            "{needed:any_role}.",
            "{who} may not migrate here; it takes: {needed:any_role}.",
        ),
    },
    remedy=Wording(
        "Von jemandem mit dieser Rolle veranlassen lassen.",
        "Let somebody with that role do it.",
    ),
)
TIME = Rule(
    "procedure.time",
    _never,
    label=Wording("Zeitpunkt", "Time"),
    citation=_PROCEDURE,
    unmet=Wording(
        "Der Schritt ist auf den {observed} datiert; es ist erst der {required}.",
        "The step is to take effect on {observed}; it is only {required}.",
    ),
    remedy=Wording("Bis dahin warten.", "Wait until then."),
)
LAW = Rule(
    "procedure.law",
    _never,
    label=Wording("Recht dieses Landes", "Law of this state"),
    citation=_PROCEDURE,
    unmet=Wording(
        "Das Verfahren folgt dem Recht des Landes {required}; hinterlegt ist das Recht "
        "eines anderen ({observed}).",
        "The procedure follows the law of {required}; the law on file is that of another "
        "state ({observed}).",
    ),
    remedy=Wording(
        "Das Recht einer Gemeinde dieses Landes hinterlegen.",
        "Put the law of a municipality of this state on file.",
    ),
)
STRUCTURAL = frozenset(
    {
        "procedure.state",
        "procedure.inputs",
        "procedure.outcome",
        "procedure.time",
        "procedure.law",
    }
)
"""What no mode and no override can pass: without it there is no step to write down."""

Row = tuple[Rule, Answer]

Status = Literal[
    "ready", "needs_input", "waits_for_day", "waits_for_others", "unfit", "elsewhere"
]
"""How near a step is; see `Verdict.status`."""


@attrs.frozen(slots=False, eq=False, repr=False)
class Verdict:
    """The answer to "may this step be taken?", with a finding for every rule.

    Attributes:
        procedure: the procedure asked.
        step: the step asked about.
        question: what was asked.
        mode: enforce, record or assume.
        rows: each rule with its answer, in the order of the procedure.
        outcome: the outcome the step would have; empty for steps with one.
        moves: the moves it would make; None where it cannot start.
        override: the override handed in, or None.
    """

    procedure: Procedure
    step: Step
    question: Question
    mode: Mode
    rows: tuple[Row, ...]
    outcome: str
    moves: tuple[Made, ...] | None
    override: Override | None = None

    document = "verdict"

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for every rule, met ones included."""
        return tuple(self._finding(*row) for row in self.rows)

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings that are not met, warnings included."""
        return tuple(
            self._finding(*row) for row in self.rows if row[1].result is not Result.MET
        )

    def _finding(self, rule: Rule, answer: Answer) -> Finding:
        words = self.procedure.words
        return Finding(rule, answer, words, self.waiting, self.question.law)

    def title(self, lang: Lang = "en") -> str:
        """Return what people call the step, or its name where they have no word for it."""
        return self.step.title(lang)

    @cached_property
    def is_clear(self) -> bool:
        """Tell whether every rule is met and has nothing to say."""
        for row in self.rows:  # noqa: SIM110  # all() over a generator costs three times this
            if row[1] is not MET:
                return False
        return True

    @cached_property
    def met(self) -> tuple[str, ...]:
        """The ids of the rules that are met."""
        return tuple(
            [
                rule.id
                for rule, answer in self.rows
                if answer is MET or answer.result is Result.MET
            ]
        )

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return () if self.is_clear else self._blocking

    @cached_property
    def _blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.open if self.blocks(finding.rule))

    @property
    def untold(self) -> tuple[Finding, ...]:
        """The findings of which the source of a recorded history does not tell."""
        return tuple(finding for finding in self.open if finding.is_untold)

    @property
    def overridden(self) -> tuple[Finding, ...]:
        """The findings that would stand in the way but for the override."""
        if self.override is None or self.mode is Mode.ASSUME:
            return ()
        return tuple(
            finding
            for finding in self.open
            if self._would_block(finding.rule) and self._is_overridden(finding.rule)
        )

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are not met and let the step pass all the same."""
        return tuple(finding for finding in self.open if finding not in self.blocking)

    @property
    def starts_here(self) -> bool:
        """Tell whether the step can start in the present state, whatever the rules say."""
        for rule, answer in self.rows:
            if rule.id == STATE.id:
                return answer == MET
        return True

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What is missing, each thing once, with all that waits for it.

        The rules that are not met are asked once more, to see which absent inputs they
        read; a step that is taken does not pay for it.
        """
        from ratsflow.engine.missing import missing_of  # noqa: PLC0415  # it imports this

        return missing_of(self)

    def waiting(self, rule: str) -> tuple[str, ...]:
        """Return the keys of what is missing that a rule waits for."""
        return tuple(each.key for each in self.missing if rule in each.rules)

    @property
    def is_unfit(self) -> bool:
        """Tell whether the step is not meant for this paper."""
        return any(
            rule.fits and answer.result is Result.UNMET for rule, answer in self.rows
        )

    @property
    def status(self) -> Status:
        """How near the step is, whoever asks: another's role does not count.

        ``elsewhere``: it starts in another state. ``unfit``: it is not meant for this
        paper. ``ready``: it can be taken. ``needs_input``: it can be taken with inputs
        that are not stated yet. ``waits_for_day``: beside that only a day must come.
        ``waits_for_others``: something else must happen first.
        """
        if not self.starts_here:
            return "elsewhere"
        if self.is_unfit:
            return "unfit"
        kinds = {each.kind for each in self.missing if each.is_blocking} - {"role"}
        if kinds <= {"input"}:
            return "needs_input" if kinds else "ready"
        return "waits_for_day" if kinds <= {"input", "day"} else "waits_for_others"

    @property
    def allowed(self) -> bool:
        """Tell whether the step may be taken: no finding stands in the way."""
        return not self.blocking and self.moves is not None

    def __getstate__(self) -> dict[str, Any]:
        # What is missing is found by asking the rules once more, and where this is sent
        # nobody can: see `ratsflow.procedure.elsewhere`.
        _ = self.missing
        return dict(vars(self))

    def __bool__(self) -> bool:
        """Refuse to stand for a truth value: `allowed` is the question to ask."""
        msg = "a Verdict is no truth value; ask verdict.allowed."
        raise TypeError(msg)

    def blocks(self, rule: Rule) -> bool:
        """Tell whether a rule that is not met stands in the way."""
        return self._would_block(rule) and not self._is_overridden(rule)

    def _would_block(self, rule: Rule) -> bool:
        if rule.id == INPUTS.id:
            # What really happened did so whether or not its source tells all of it, but for
            # what is never left untold.
            return self.mode is Mode.ENFORCE or any(
                asked.id == INPUTS.id and answer.result is Result.UNMET
                for asked, answer in self.rows
            )
        if rule.id in STRUCTURAL or rule.id == AUTHORITY.id:
            return True
        if rule.consequence is Consequence.ORDER:
            return False
        return self.mode is Mode.ENFORCE

    def _is_overridden(self, rule: Rule) -> bool:
        named = self.override
        if named is None or not can_override(rule):
            return False
        return not named.rules or rule.id in named.rules

    def explain(self, lang: Lang = "en") -> str:
        """Say it in words: whether the step may be taken, and what is missing, each once.

        A thing that is missing is told with how many rules wait for it and the step that
        supplies it; `findings` has every rule.
        """
        from ratsflow.engine.telling import explain  # noqa: PLC0415  # it imports this

        return explain(self, lang)

    def refusal(self) -> str:
        """Say it as a traceback does, in English: the case, the step, what is missing."""
        from ratsflow.engine.telling import refused  # noqa: PLC0415  # it imports this

        return refused(self)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        question = self.question
        return {
            "schema": urn_of(self.document),
            "case": question.case.id,
            "version": question.case.version,
            "step": self.step.name,
            "label": self.step.title(lang),
            "allowed": self.allowed,
            "binds": self.step.binds,
            "mode": self.mode.value,
            "outcome": self.outcome,
            "actor": question.actor.id,
            "role": question.role,
            "findings": [finding.to_plain(lang) for finding in self.findings],
            "blocking": [finding.rule.id for finding in self.blocking],
            "status": self.status,
            "missing": [
                each.to_plain(self, lang) for each in self.missing if each.is_blocking
            ],
        }

    def __str__(self) -> str:
        return self.explain()

    def _repr_html_(self) -> str:
        from ratsflow.engine.telling import as_html  # noqa: PLC0415  # it imports this

        return as_html(self)

    def __repr__(self) -> str:
        word = "allowed" if self.allowed else "refused"
        reasons = ", ".join(finding.code for finding in self.blocking)
        return f"<Verdict {self.step.name}: {word}{reasons and f' ({reasons})'}>"


def known_clear(verdict: Verdict, met: tuple[str, ...]) -> Verdict:
    """Note on a verdict of which every answer is `MET` that it is so; nobody need look.

    For the engine, which has just asked every rule. A verdict that is evolved from it looks
    at its own rows.

    Args:
        verdict: the verdict.
        met: the ids of its rules.
    """
    known = vars(verdict)
    known["is_clear"], known["met"] = True, met
    return verdict


def can_override(rule: Rule) -> bool:
    """Tell whether an override may lift a rule.

    A statute that says "no such decision exists" cannot be lifted by anybody in the
    house; what happened against it can only be recorded.
    """
    if rule.id in (*STRUCTURAL, AUTHORITY.id, ROLE.id):
        return False
    return not (rule.layer is Layer.STATUTE and rule.consequence is Consequence.BLOCK)
