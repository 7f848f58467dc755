"""Verdicts, errors and the log in words, for pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs

from ratsflow.contrib.django.case import RowCase, TextNotEnteredError, needs_text
from ratsflow.contrib.django.language import gettext as _
from ratsflow.engine import Verdict
from ratsflow.engine import telling as engine_telling
from ratsflow.engine.missing import Missing
from ratsflow.errors import (
    RatsflowError,
    RefusedError,
    SeenError,
    TransactionLostError,
    UnseenError,
)
from ratsflow.log import ERASE, MIGRATE, OPEN, Entry
from ratsflow.log.entry import EntryKind
from ratsflow.model import Ballot, Consultation, Meeting, Motion, Signature, Suspension
from ratsflow.model.text import Lang
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.words import Words


CENTS = "_cents"
"""How the name of a number ends that counts cents: people are told, and asked for, euros."""


@attrs.frozen
class Reason:
    """One thing that is missing.

    Attributes:
        text: what, with its paragraph.
        cure: what cures it and who can; empty where nothing is known.
        key: what it is, for programs; see `Missing.key`.
    """

    text: str
    cure: str = ""
    key: str = ""


@attrs.frozen
class Told:
    """A verdict in words.

    Attributes:
        verdict: the verdict.
        lang: the language.
    """

    verdict: Verdict
    lang: Lang

    @property
    def allowed(self) -> bool:
        """Whether the step may be taken."""
        return self.verdict.allowed

    @property
    def may_be_tried(self) -> bool:
        """Whether nothing is missing but what the form asks."""
        return self.allowed or (
            self.verdict.status == "needs_input"
            and not any(
                each.kind in ("role", "unfit")
                for each in self.verdict.missing
                if each.is_blocking
            )
        )

    @property
    def name(self) -> str:
        """The name of the step."""
        return self.verdict.step.name

    @property
    def title(self) -> str:
        """What people call the step, with the body that it is about."""
        item = self.verdict.question.consultation
        title = self.verdict.step.title(self.lang)
        return f"{title} ({item.body.name})" if item is not None else title

    @property
    def on(self) -> str:
        """The id of the consultation or suspension it is about, or empty."""
        question = self.verdict.question
        subject = question.consultation or question.suspension
        return subject.id if subject is not None else ""

    @property
    def takes_inputs(self) -> bool:
        """Whether there is something to fill in, beside the text of the row."""
        return any(each.kind.value != "motion" for each in self.verdict.step.takes)

    @property
    def is_revision(self) -> bool:
        """Whether it puts another text into the log: who edits the row takes it by that."""
        return needs_text(self.verdict.step)

    @property
    def head(self) -> str:
        """Whether the step may be taken, in one line."""
        return engine_telling.head(self.verdict, self.lang)

    @property
    def reasons(self) -> Sequence[Reason]:
        """What stands in the way, each thing once; what cures several stands behind the last."""
        things = engine_telling.ordered(self.verdict)
        cures = [*(self._cure(each) for each in things), ""]
        return [
            Reason(
                engine_telling.thing(each, self.verdict, self.lang),
                cures[at] if cures[at] != cures[at + 1] else "",
                each.key,
            )
            for at, each in enumerate(things)
        ]

    def _cure(self, missing: Missing) -> str:
        """Say what is to be done, and by which step where there is one."""
        step = engine_telling.cured_by(missing, self.verdict, self.lang)
        is_breach = missing.kind == "breach" and step
        remedy = missing.remedy.in_(self.lang) if is_breach else ""
        return f"{remedy} ({step})" if remedy else step

    @property
    def warnings(self) -> Sequence[str]:
        """What is not met and lets the step pass all the same."""
        return [
            engine_telling.warning(each, self.lang)
            for each in engine_telling.warnings(self.verdict)
        ]


def outlook(case: RowCase, user: Any, lang: Lang) -> dict[str, Any]:
    """Return where a case stands, and what can be done by whom, for a page.

    Args:
        case: the case of a row.
        user: who looks.
        lang: the language.

    Returns:
        ``state`` and ``version``; ``next``, the next step of the main path or None, with
        ``turn``, whose it is; ``possible``, what the user can try now, ``refused``, what he
        could by his role and cannot, each why; ``others``, what is not his; ``unfit``, what
        is not meant for a paper like this one.
    """
    now, procedure = case.now(user), case.procedure
    all_ = [(Told(each.verdict, lang), each) for each in now.steps]
    told = [(said, each) for said, each in all_ if each.status != "unfit"]
    mine = [(said, each) for said, each in told if each.may]
    words = procedure.words
    return {
        "state": procedure.state(case.current.state).title(lang),
        "version": case.version,
        "is_changed": case.is_changed,
        "next": Told(now.next.verdict, lang) if now.next is not None else None,
        "turn": [words.say("role", role, lang) for role in now.turn],
        "possible": [said for said, _ in mine if said.may_be_tried],
        "refused": [said for said, _ in mine if not said.may_be_tried],
        "others": [said for said, each in told if not each.may],
        "unfit": [said for said, each in all_ if each.status == "unfit"],
    }


@attrs.frozen
class Line:
    """One entry of the log, in words.

    Attributes:
        number: its number in the case.
        at: when it took effect.
        recorded_at: when it was written down.
        what: the step.
        kind: how it came about, where it was not simply taken; else empty.
        who: who acted, by name.
        role: in which role, as a deputy and on whose behalf.
        result: the outcome and the state behind it.
        remarks: reasons of an override, and what was refused and why.
        stated: what was stated with it, label and value.
    """

    number: int
    at: datetime
    recorded_at: datetime
    what: str
    kind: str
    who: str
    role: str
    result: str
    remarks: Sequence[str] = ()
    stated: Sequence[tuple[str, str]] = ()


def history(case: RowCase, user: object, lang: Lang) -> Iterator[Line]:
    """Yield the log of a case in words, as somebody may read it.

    Args:
        case: the case of a row.
        user: who reads.
        lang: the language.
    """
    if not case.is_open:
        return
    procedure = case.procedure
    for entry in case.entries(user):
        yield _line(entry, procedure, lang)


def step_title(name: str, procedure: Procedure, lang: Lang) -> str:
    """Return what people call a step, or what is no step of a procedure."""
    own = {OPEN: _("Opened"), ERASE: _("Contents erased"), MIGRATE: _("Migrated")}
    known = {each.name: each.title(lang) for each in procedure.steps}
    return own.get(name) or known.get(name) or procedure.words.say("step", name, lang)


def _line(entry: Entry, procedure: Procedure, lang: Lang) -> Line:
    words = procedure.words
    kinds = {
        EntryKind.REFUSED: _("refused"),
        EntryKind.RECORDED: _("recorded as it happened"),
        EntryKind.OVERRIDDEN: _("in spite of what stood in the way"),
        EntryKind.ASSUMED: _("assumed; nobody witnessed it"),
    }
    role = words.say("role", entry.by.role, lang) if entry.by.role else ""
    if entry.by.deputy:
        role = _("%(role)s, as a deputy") % {"role": role}
    if entry.by.on_behalf_of:
        role = ", ".join(
            filter(None, (role, _("for %(whom)s") % {"whom": entry.by.on_behalf_of}))
        )
    outcome = words.say("outcome", entry.outcome, lang) if entry.outcome else ""
    is_refused = entry.kind is EntryKind.REFUSED
    states = (
        [] if is_refused else [_state(each, procedure, lang) for each in entry.moves]
    )
    remarks: list[str] = []
    if entry.override is not None:
        remarks += filter(None, (entry.override.reason, entry.override.authority))
    if is_refused:
        labels = {each.id: each.label.in_(lang) for each in procedure.rules}
        broken = (str(each.get("rule", "")) for each in entry.findings)
        remarks += [
            labels.get(each) or words.say("rule", each, lang) for each in broken
        ]
    return Line(
        entry.version,
        entry.effective_at,
        entry.recorded_at,
        step_title(entry.step, procedure, lang),
        kinds.get(entry.kind, ""),
        entry.by.name or entry.by.id,
        role,
        ", ".join(dict.fromkeys(filter(None, (outcome, *states)))),
        tuple(remarks),
        tuple(_stated(entry, words, lang)),
    )


def _stated(entry: Entry, words: Words, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what was stated with an entry, but for the text itself."""
    for name, value in entry.inputs.items():
        is_cents = name.endswith(CENTS) and isinstance(value, int)
        said = (
            words.write(value, lang, "euro") if is_cents else _said(value, words, lang)
        )
        if said:
            label = words.say("fact", f"{entry.step}.{name}", lang)
            mark = "" if label.endswith(("?", ":", ".")) else ":"
            yield f"{label[:1].upper()}{label[1:]}{mark}", said


def _said(value: Any, words: Words, lang: Lang) -> str:
    if isinstance(value, Motion | Signature | Suspension):
        return ""
    if isinstance(value, Ballot):
        counts = (
            (value.yes, _("Yes")),
            (value.no, _("No")),
            (value.abstain, _("Abstentions")),
            (value.invalid, _("Invalid votes")),
        )
        told = [f"{count} {label}" for count, label in counts if count is not None]
        if value.announced is not None:
            told.append(words.say("announced", value.announced.value, lang))
        return ", ".join(told)
    if isinstance(value, Meeting):
        return words.write(value.day, lang)
    if isinstance(value, Consultation):
        day = f", {words.write(value.meeting.day, lang)}" if value.meeting else ""
        return f"{value.body.name}{day}"
    if isinstance(value, tuple):
        return "; ".join(_said(each, words, lang) for each in value)
    return words.write(value, lang)


def text_of(case: RowCase, user: object, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what a case is about, label and text, as the log has it and somebody may read.

    Args:
        case: the case of a row.
        user: who reads.
        lang: the language.
    """
    motion, words = case.view(user).motion, case.procedure.words
    costs = motion.cost_statement
    said = ""
    if costs is not None:
        said = words.say("cost_effect", costs.effect.value, lang)
        if costs.amount_cents is not None:
            said = words.write(costs.amount_cents, lang, "euro")
    rows = (
        (_("Subject"), motion.title),
        (_("Proposal"), motion.proposal),
        (_("Reasons"), motion.reasons),
        (_("Costs"), said),
    )
    for label, text in rows:
        if text:
            yield str(label), text


def _state(made: object, procedure: Procedure, lang: Lang) -> str:
    lifecycle, target = getattr(made, "lifecycle", ""), getattr(made, "target", "")
    if not target or target == getattr(made, "source", ""):
        return ""
    kind = "state" if lifecycle == "motion" else f"{lifecycle}_state"
    if lifecycle == "motion":
        known = {each.name: each.title(lang) for each in procedure.states}
        return known.get(target) or procedure.words.say(kind, target, lang)
    return procedure.words.say(kind, target, lang)


def sentence(
    error: RatsflowError, lang: Lang, procedure: Procedure | None = None
) -> str:
    """Say an error to who reads a page: what happened, and what to do.

    Args:
        error: the error.
        lang: the language.
        procedure: names the steps that were taken meanwhile.
    """
    if isinstance(error, TransactionLostError):
        return _(
            "Somebody else wrote at the same moment. Nothing was done; please try again."
        )
    if isinstance(error, TextNotEnteredError):
        return _(
            "The text was changed and is not entered into the log yet: save it first."
        )
    if isinstance(error, SeenError):
        return _seen(error, lang, procedure)
    if isinstance(error, UnseenError):
        return _(
            "Somebody else has changed the text. Nothing was done; please look at it "
            "as it is now, and decide then."
        )
    if isinstance(error, RefusedError):
        return error.verdict.explain(lang)
    return error.text(lang)


def _seen(error: SeenError, lang: Lang, procedure: Procedure | None) -> str:
    parts = [
        _("This page is older than the case: nothing was done."),
    ]
    if error.steps and procedure is not None:
        steps = ", ".join(step_title(each, procedure, lang) for each in error.steps)
        parts.append(_("Meanwhile: %(steps)s.") % {"steps": steps})
    if error.changed and procedure is not None:
        words = procedure.words
        changed = ", ".join(
            words.say("fact", f"motion.{each}", lang) for each in error.changed
        )
        parts.append(_("The text is another: %(parts)s.") % {"parts": changed})
    parts.append(_("Please look at it as it is now, and decide then."))
    return " ".join(parts)
