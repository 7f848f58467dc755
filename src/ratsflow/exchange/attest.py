"""An attest of a decision (*Nachweis eines Beschlusses*): one signed file, made from the log.

It says what was decided, by whom, on which text, every rule that was asked with its paragraph
and the law in force then, what was overridden, and what can still be challenged until when.
It says no more than the log says to whoever it is made for, which is everybody if nobody is
named. What it says is signed; that the log says so is proved by its tree.
"""

from __future__ import annotations

import base64

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import orjson

from ratsflow.canonical import canonical, plain, utc_text
from ratsflow.documents import attests, stamped
from ratsflow.documents.answers import Both as Labels
from ratsflow.engine.now import Possible
from ratsflow.engine.redaction import WITHHELD
from ratsflow.engine.verdict import AUTHORITY, INPUTS, LAW, OUTCOME, ROLE, STATE, TIME
from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.exchange.attest_page import attest_page
from ratsflow.law.citation import Citation, Confidence
from ratsflow.law.local import Law
from ratsflow.law.periods import local_day
from ratsflow.log import Entry, EntryKind, Override, Record
from ratsflow.log.checkpoint import key_of
from ratsflow.log.erasable import digest_in
from ratsflow.log.tree import make_checkpoint, prove_inclusion, prove_last
from ratsflow.log.verifier import (
    Checkpoint,
    Key,
    Signature,
    attest_text,
    judged,
    policy_of,
)
from ratsflow.model import Actor, Ballot, Consultation, ConsultationRole
from ratsflow.model.text import Lang, Wording
from ratsflow.office import Office
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer, Finding, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, SUSPENSION
from ratsflow.stores.protocol import tenant_of


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


LONGEST_VALUE = 300
"""Bytes that a value of law may have to be told: whole lists of a town are its law's digest."""

PUBLIC = "public"
"""The reader of an attest that says what everybody may know."""

PERSON = "person"
"""That of one for somebody without a role, for example who brought the paper in."""

_EVERYBODY = Actor("(public)")
"""Who reads such an attest: nobody with a role, and nobody who brought a paper in."""

_ADVISE = frozenset(
    {
        ConsultationRole.HEARING,
        ConsultationRole.PRELIMINARY,
        ConsultationRole.NOTING,
    }
)
"""What a body is asked for without a decision of its own."""

_OF_THE_ENGINE: Mapping[str, Rule] = {
    rule.id: rule for rule in (STATE, ROLE, INPUTS, OUTCOME, AUTHORITY, TIME, LAW)
}


@attrs.frozen
class Attest:
    """A signed attest of a decision.

    Attributes:
        document: what it says, its signatures and its proof.
    """

    document: attests.Attest = attrs.field(hash=False)

    @property
    def data(self) -> bytes:
        """The bytes of its file, in their one form."""
        return canonical(stamped("attest", self.document)) + b"\n"

    @property
    def decided(self) -> int:
        """The number of the entry by which it was decided."""
        return self.document["statement"]["decision"]["entry"]

    def page(self, lang: Lang = "de") -> str:
        """Return its readable twin: a page of HTML in both languages.

        Args:
            lang: the language that comes first.
        """
        return attest_page(self.document, self.data, lang)


def attest(
    office: Office,
    case_id: str,
    *,
    key: Ed25519PrivateKey,
    at: datetime,
    origin: str = "",
    entry: int = 0,
    reader: Actor | None = None,
    checkpoint: Checkpoint | None = None,
) -> Attest:
    """Attest a decision, from the log.

    Args:
        office: the office; its store keeps the tree of the log.
        case_id: the case.
        key: the private key of the log; keep it away from the database.
        at: when, aware; what can still be challenged is asked for this moment.
        origin: the name of the log; that of the checkpoint if left out.
        entry: the entry by which it was decided; the last that decides if 0.
        reader: for whom it is made, and who is told what he may read; everybody if left out.
        checkpoint: the checkpoint that proves it, for example one that witnesses have
            cosigned; a new one is made if left out.

    Raises:
        UnknownNameError: there is no such case.
        InvalidInputError: nothing was decided yet, or not by that entry; the checkpoint was
            made before, or is of another log or key; or the log has no name.
        BrokenLogError: the log is not the one of the checkpoint.
        StoreError: the office lacks the version of the procedure of an entry.
    """
    named = key_of(key, origin or (checkpoint.origin if checkpoint else ""))
    if checkpoint is not None:
        _refuse_other(checkpoint, named)
    making = _Making(office, case_id, at, named.name, entry, reader or _EVERYBODY)
    said = making.statement()
    signed = checkpoint or make_checkpoint(office.store, named.name, key, at)
    line = Signature(named.name, named.id, key.sign(attest_text(said)))
    return Attest(
        {
            "statement": said,
            "signatures": [str(line)],
            "proof": making.proof(said, signed),
        }
    )


def _refuse_other(checkpoint: Checkpoint, key: Key) -> None:
    """Refuse a checkpoint by which nobody who trusts the key could check an attest."""
    if checkpoint.origin != key.name:
        raise InvalidInputError(
            Both(
                f"it is of {checkpoint.origin!r}, and the log is {key.name!r}.",
                f"er ist von „{checkpoint.origin}“, das Protokoll ist „{key.name}“.",
            ),
            "checkpoint",
        )
    for reason in judged(checkpoint, policy_of(key, key.name)).wrong:
        raise InvalidInputError(
            Both(f"{reason}.", f"{german(reason)}."),
            "checkpoint",
            Both(
                "Name the key that signed it.",
                "Den Schlüssel nennen, mit dem er unterschrieben wurde.",
            ),
        )


def statement(
    office: Office,
    case_id: str,
    *,
    at: datetime,
    origin: str,
    entry: int = 0,
    reader: Actor | None = None,
) -> attests.Statement:
    """Say of a decision what an attest says, not signed yet.

    Args:
        office: the office.
        case_id: the case.
        at: when, aware; what can still be challenged is asked for this moment.
        origin: the name of the log.
        entry: the entry by which it was decided; the last that decides if 0.
        reader: for whom it is made; everybody if left out.

    Raises:
        UnknownNameError: there is no such case.
        InvalidInputError: nothing was decided yet, or not by that entry.
        StoreError: the office lacks the version of the procedure of an entry.
    """
    return _Making(office, case_id, at, origin, entry, reader or _EVERYBODY).statement()


@attrs.frozen(slots=False, eq=False)
class _Making:
    office: Office
    case_id: str
    at: datetime
    origin: str
    entry: int
    reader: Actor

    @cached_property
    def records(self) -> Sequence[Record]:
        return self.office.records(self.case_id)

    @cached_property
    def whole(self) -> tuple[Entry, ...]:
        """The entries with all their content: for what is told of none."""
        return self.office.entries(self.case_id)

    @cached_property
    def shown(self) -> tuple[Entry, ...]:
        """The entries as the reader may see them."""
        return self.office.entries(self.case_id, self.reader)

    @cached_property
    def case(self) -> Case:
        """The case as the reader may see it."""
        return self.office.view(self.case_id, self.reader)

    @cached_property
    def present(self) -> Procedure:
        return self.procedure_at(len(self.records))

    def procedure_at(self, version: int) -> Procedure:
        """Return the version of the procedure that an entry was written under."""
        case = self.office.as_of(self.case_id, version=version)
        return self.office.procedure_of(case)

    @cached_property
    def decided(self) -> int:
        """The number of the entry by which it was decided."""
        deciding = [each.version for each in self.whole if self._decides(each)]
        if not self.entry:
            if deciding:
                return deciding[-1]
            raise InvalidInputError(
                Both(
                    "nothing has been decided in it yet.",
                    "darin ist noch nichts beschlossen.",
                ),
                self.case_id,
                Both(
                    "Name the entry by which it was, with --entry (see ratsflow log).",
                    "Den Eintrag, durch den es geschah, mit --entry nennen (siehe "
                    "ratsflow log).",
                ),
            )
        steps = [each.version for each in self.whole if each.kind in _STEPS]
        if self.entry in steps:
            return self.entry
        raise InvalidInputError(
            Both(
                f"entry {self.entry} of the case is no step that was taken.",
                f"Eintrag {self.entry} des Vorgangs ist kein Schritt, der gegangen wurde.",
            ),
            "--entry",
            Both(
                f"Steps are: {', '.join(map(str, steps))}.",
                f"Schritte sind: {', '.join(map(str, steps))}.",
            ),
        )

    def _decides(self, entry: Entry) -> bool:
        """Tell whether an entry decides: a body on a paper, or somebody in its place."""
        if entry.kind not in _STEPS:
            return False
        case = self.office.as_of(self.case_id, version=entry.version)
        for move in entry.moves:
            if move.lifecycle == CONSULTATION and "decided" in move.means:
                return case.consultation(move.subject).role not in _ADVISE
        named = self.present.groups.get("urgently", ())
        return any(m.lifecycle == MOTION and m.target in named for m in entry.moves)

    def statement(self) -> attests.Statement:
        """Put it together."""
        roles = ", ".join(self.reader.roles)
        return {
            "format": "ratsflow-attest/1",
            "origin": self.origin,
            "tenant": tenant_of(self.office.store),
            "case": self.case_id,
            "version": len(self.records),
            "head_sha256": self.records[-1].hash,
            "made_at": utc_text(self.at),
            "reader": PUBLIC if self.reader is _EVERYBODY else roles or PERSON,
            "paper": self._paper(),
            "decision": self._decision(),
            "state": self._state(self.case.state, self.present),
            "steps": [
                self._step(entry)
                for entry in self.shown
                if entry.kind is not EntryKind.REFUSED
            ],
            "challenges": [*self._challenges()],
            "flaws": [*self._flaws()],
            "pending": [*self._pending()],
        }

    def proof(self, said: attests.Statement, checkpoint: Checkpoint) -> attests.Proof:
        """Prove that the log holds what is said, by a checkpoint of it."""
        leaves = self.office.store
        bodies = self.office.bodies(self.case_id, self.reader)
        last = None
        if checkpoint.cases is not None:
            end = prove_last(leaves, self.case_id, checkpoint)
            if end.head[1:] != (said["version"], said["head_sha256"]):
                raise InvalidInputError(
                    Both(
                        f"in it the case ends with entry {end.head[1]}, and now it has "
                        f"{said['version']}.",
                        f"darin endet der Vorgang mit Eintrag {end.head[1]}, nun hat er "
                        f"{said['version']}.",
                    ),
                    "checkpoint",
                    Both("Make a new one.", "Einen neuen anlegen."),
                )
            last = [*map(_base64, end.path)]
        return {
            "checkpoint": checkpoint.data.decode(),
            "entries": [
                self._proved(step["entry"], bodies[step["entry"] - 1], checkpoint)
                for step in said["steps"]
            ],
            "last": last,
        }

    def _proved(
        self, version: int, body: bytes, checkpoint: Checkpoint
    ) -> attests.Shown:
        own = self.records[version - 1].body
        found = prove_inclusion(
            self.office.store, self.case_id, version, own, checkpoint
        )
        shown: attests.Shown = {
            "entry": version,
            "number": found.number,
            "path": [*map(_base64, found.path)],
        }
        if body:
            shown["body"] = body.decode()
        return shown

    @cached_property
    def then(self) -> Case:
        """The case as it stood behind the decision, as the reader may see it."""
        return self.office.view(self.case_id, self.reader, version=self.decided)

    def _paper(self) -> attests.Paper:
        text, withheld = self.then.motion, self.then.motion == WITHHELD
        whole = self.office.as_of(self.case_id, version=self.decided)
        body = orjson.loads(self.records[whole.text_version - 1].body)
        sealed = digest_in(body["inputs"].get("motion"))
        return {
            "title": "" if withheld else text.title,
            "reference": "" if withheld else self.then.reference,
            "public": False if withheld else text.public,
            "withheld": withheld,
            "text_sha256": "" if withheld else text.text_hash,
            "sealed_sha256": sealed,
        }

    def _decision(self) -> attests.Decision:
        entry = self.shown[self.decided - 1]
        procedure = self.procedure_at(self.decided)
        item = self._item(entry)
        ballot = entry.inputs.get("ballot")
        stated = entry.inputs.get("resolution")
        withheld = self.then.motion == WITHHELD
        closed = item is not None and item.public is False and not self._reads_all
        resolution = stated if isinstance(stated, str) else ""
        own = item.proposal if item is not None else ""
        return {
            "entry": self.decided,
            "body": item.body.name if item else "",
            "body_kind": None
            if item is None
            else _called("body_kind", item.body.kind.value, procedure),
            "role": None
            if item is None
            else _called("consultation_role", item.role.value, procedure),
            "day": self._day(entry, item),
            "public": None if item is None else item.public,
            "resolution": "" if closed else resolution,
            "proposal": "" if withheld or closed else own or self.then.motion.proposal,
            "votes": _votes(ballot)
            if isinstance(ballot, Ballot) and not closed
            else None,
        }

    @cached_property
    def _reads_all(self) -> bool:
        return self.present.may_read(self.reader)

    def _item(self, entry: Entry) -> Consultation | None:
        moved = [
            move.subject
            for move in entry.moves
            if move.lifecycle == CONSULTATION and "decided" in move.means
        ]
        named = [entry.subject, *moved]
        route = {each.id: each for each in self.then.consultations}
        return next((route[each] for each in named if each in route), None)

    def _day(self, entry: Entry, item: Consultation | None) -> str:
        held = item.meeting.day if item is not None and item.meeting else None
        return (held or local_day(entry.effective_at)).isoformat()

    def _step(self, entry: Entry) -> attests.Step:
        version = entry.version
        procedure = self.procedure_at(version)
        law = self.office.law_of(self.whole[version - 1])
        day = local_day(entry.effective_at)
        rules = _Rules(procedure, law, day, with_values=version == self.decided)
        case = self.office.view(self.case_id, self.reader, version=version)
        by = entry.by
        private = by.role in procedure.private
        return {
            "entry": version,
            "sha256": self.records[version - 1].hash,
            "step": _step_called(entry, procedure),
            "kind": entry.kind.value,  # type: ignore[typeddict-item]
            "outcome": _called("outcome", entry.outcome, procedure)
            if entry.outcome
            else None,
            "by": {
                "role": _called("role", by.role, procedure),
                "deputy": by.deputy,
                "name": "" if private else by.name,
                "on_behalf_of": "" if private else by.on_behalf_of,
            },
            "effective_at": utc_text(entry.effective_at),
            "recorded_at": utc_text(entry.recorded_at),
            "state": self._state(case.state, procedure),
            "procedure": f"{entry.procedure} {procedure.version}",
            "fingerprint": entry.fingerprint,
            "law": None
            if law is None
            else {"sha256": law.digest, "state": law.state, "town": law.name},
            "rules": rules.asked(entry),
            "override": _overridden(entry.override, rules),
        }

    def _state(self, name: str, procedure: Procedure) -> attests.Called:
        return _called("state", name, procedure)

    def _challenges(self) -> Iterator[attests.Challenge]:
        now = self.office.now(self.case_id, self.reader, at=self.at)
        procedure = now.procedure
        for each in now.steps:
            if not _challenges(each):
                continue
            due = [d for d in now.deadlines if d.step.name == each.step.name]
            periods = [
                finding
                for finding in each.verdict.findings
                if finding.rule.until is not None
            ]
            if any(f.is_unmet for f in periods) and not due:
                continue  # its period is over
            cited = _cited(due[0].rule, each) if due else None
            yield {
                "step": _called("step", each.step.name, procedure),
                "by": [_called("role", role, procedure) for role in each.step.by],
                "until": due[0].until.day.isoformat() if due else None,
                "is_known": bool(due) or not any(f.is_unknown for f in periods),
                "what": _both(due[0].until.what) if due else None,
                "norm": cited.norm if cited else "",
                "mark": cited.confidence.value if cited else "",
            }

    def _flaws(self) -> Iterator[attests.Flaw]:
        rules = _Rules(self.present, None, local_day(self.at))
        that_look = {rule.id for rule in self.present.rules if rule.looks_at}
        for each in self.case.findings:
            if each.rule in that_look and not self._reads_all:
                continue
            yield {
                "rule": rules.called(each.rule),
                "result": each.result,  # type: ignore[typeddict-item]
                "consequence": each.consequence,
                "entry": each.version,
                "overridden": each.overridden,
                "until": None if each.cures_on is None else each.cures_on.isoformat(),
            }

    def _pending(self) -> Iterator[attests.Pending]:
        for each in self.case.suspensions:
            yield {
                "kind": _called("suspension_kind", each.kind.value, self.present),
                "lodged_on": each.lodged_on.isoformat(),
                "state": _called("suspension_state", each.state, self.present),
                "is_active": each.is_active,
            }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


_STEPS = frozenset({EntryKind.TAKEN, EntryKind.RECORDED, EntryKind.OVERRIDDEN})


def _challenges(possible: Possible) -> bool:
    """Tell whether a step lodges something against a decision, and fits this one."""
    opens = any(
        move.lifecycle == SUSPENSION and (move.new or NONE in move.sources)
        for moves in possible.step.branches.values()
        for move in moves
    )
    return opens and possible.status != "unfit"


def _cited(rule: Rule, possible: Possible) -> Citation:
    found = [f for f in possible.verdict.findings if f.rule.id == rule.id]
    return found[0].citation if found else rule.citation


def _both(wording: Wording) -> Labels:
    return {"de": wording.de, "en": wording.en}


def _called(kind: str, name: str, procedure: Procedure) -> attests.Called:
    if kind == "state":
        known = {each.name: each for each in procedure.states}
        if name in known:
            state = known[name]
            label: Labels = {"de": state.title("de"), "en": state.title("en")}
            return {"name": name, "label": label}
    return {"name": name, "label": _both(procedure.words.both(kind, name))}


_OWN_STEPS: Mapping[str, Wording] = {
    "open": Wording("Eröffnen", "opening"),
    "erase": Wording("Inhalte löschen", "contents erased"),
    "migrate": Wording("Überführen", "brought to another version"),
}
"""Entries that are no steps of a procedure."""


def _step_called(entry: Entry, procedure: Procedure) -> attests.Called:
    own = _OWN_STEPS.get(entry.step)
    if own is not None:
        return {"name": entry.step, "label": _both(own)}
    return _called("step", entry.step, procedure)


def _votes(ballot: Ballot) -> attests.Votes:
    return {
        "yes": ballot.yes,
        "no": ballot.no,
        "abstain": ballot.abstain,
        "invalid": ballot.invalid,
        "present": ballot.present,
        "members": ballot.members,
        "mode": ballot.mode.value,
        "announced": ballot.announced and ballot.announced.value,
    }


@attrs.frozen
class _Rules:
    """The rules of a version on a day, under the law of then.

    Attributes:
        procedure: the version.
        law: the values of law; None where the office had none.
        day: the day.
        with_values: tell the values that a rule reads too.
    """

    procedure: Procedure
    law: Law | None
    day: date
    with_values: bool = False

    def find(self, name: str) -> Rule | None:
        versions = [each for each in self.procedure.rules if each.id == name]
        on_day = [each for each in versions if each.in_force.covers(self.day)]
        return next(iter((*on_day, *versions)), _OF_THE_ENGINE.get(name))

    def called(self, name: str) -> attests.Called:
        rule = self.find(name)
        if rule is None:
            return _called("rule", name, self.procedure)
        return {"name": name, "label": {"de": rule.title("de"), "en": rule.title("en")}}

    def asked(self, entry: Entry) -> list[attests.Asked]:
        """Return every rule that an entry says was asked: what was not met first."""
        return [
            *map(self._found, entry.findings),
            *(self._kept(name) for name in entry.met),
        ]

    def _kept(self, name: str) -> attests.Asked:
        rule = self.find(name)
        label = self.called(name)["label"]
        if rule is None:
            return _asked(name, label, "met", "", "?", "statute", "block")
        law = self.then
        cited = rule.citation if law is None else rule.cited(law)
        kind = rule.layer.value, rule.consequence.value
        told = _asked(name, label, "met", cited.norm, cited.confidence.value, *kind)
        return self._with_values(told, rule)

    @property
    def then(self) -> Law | None:
        """The values of law on the day."""
        return None if self.law is None else self.law.at(self.day)

    def _with_values(self, told: attests.Asked, rule: Rule) -> attests.Asked:
        """Add, at the decision, what the law said then of what the rule reads."""
        law = self.then if self.with_values else None
        values = {} if law is None else law.values
        words = self.procedure.words
        read: list[attests.Value] = [
            {"name": key, "label": _both(words.both("law", key)), "value": value}
            for key in rule.parameters
            if key in values
            and len(canonical(value := plain(values[key], key))) <= LONGEST_VALUE
        ]
        if read:
            told["values"] = read
        return told

    def _found(self, row: Mapping[str, Any]) -> attests.Asked:
        name = row["rule"]
        told = _asked(
            name,
            self.called(name)["label"],
            row["result"],
            row.get("citation", ""),
            row.get("confidence", Confidence.UNCERTAIN.value),
            row.get("layer", "statute"),
            row["consequence"],
        )
        rule = self.find(name)
        if rule is None:
            return told
        if "observed" in row:
            told["text"] = _sentence(rule, row, self.procedure)
        return self._with_values(told, rule)


def _sentence(rule: Rule, row: Mapping[str, Any], procedure: Procedure) -> Labels:
    answer = Answer(
        Result(row["result"]),
        row["code"],
        row["observed"],
        row["required"],
        {"paragraph": row.get("citation", ""), **row.get("data", {})},
    )
    found = Finding(rule, answer, procedure.words)
    return {"de": found.text("de"), "en": found.text("en")}


def _overridden(override: Override | None, rules: _Rules) -> attests.Overridden | None:
    if override is None:
        return None
    return {
        "rules": [*map(rules.called, override.rules)],
        "authority": override.authority,
        "reason": override.reason,
    }


def _asked(
    name: str,
    label: Labels,
    result: str,
    norm: str,
    mark: str,
    layer: str,
    consequence: str,
) -> attests.Asked:
    return {
        "rule": name,
        "label": label,
        "result": result,  # type: ignore[typeddict-item]
        "norm": norm,
        "mark": mark,
        "layer": layer,  # type: ignore[typeddict-item]
        "consequence": consequence,  # type: ignore[typeddict-item]
    }
