"""An adapter: real consultation histories of a council as steps of the procedure.

Roles and results are free text in the source. The result decides what was asked of a body
where the two disagree: a council that "recommended" was asked for a recommendation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ratsflow import (
    Actor,
    Ballot,
    Case,
    Consultation,
    Meeting,
    Motion,
    Organization,
    nrw,
)
from ratsflow.engine import Mode, Taken, assess, open_case, take
from ratsflow.law.layers import law_for
from ratsflow.model import BodyKind, ConsultationRole, PaperType


CLERK = Actor("import", roles=nrw().roles)
LAW = law_for("NRW")
TYPES = {
    "Antrag": PaperType.FACTION_MOTION,
    "Änderungsantrag": PaperType.AMENDMENT,
    "Anfrage": PaperType.QUESTION,
    "Informationsvorlage": PaperType.INFORMATION_PAPER,
    "Stellungnahme": PaperType.ANSWER,
}
ROLES = {
    "Beschlussfassung": ConsultationRole.DECISION,
    "Vorbehaltsbeschluss": ConsultationRole.DECISION,
    "Beratung": ConsultationRole.PRELIMINARY,
    "Stellungnahme": ConsultationRole.HEARING,
    "Kenntnisnahme": ConsultationRole.NOTING,
    "Genehmigung OB": ConsultationRole.NOTING,
}
PASSED, FAILED = Ballot(announced="adopted"), Ballot(announced="rejected")
ADVICE: Mapping[str, Mapping[str, Any]] = {
    "empfohlen": {"ballot": PASSED},
    "nicht empfohlen": {"ballot": FAILED},
    "empfohlen mit Änderungsantrag": {
        "ballot": Ballot(announced="adopted", amended=True)
    },
    "geändert empfohlen": {"ballot": Ballot(announced="adopted", amended=True)},
    "schriftliche Stellungnahme": {},
    "ohne Ergebnis": {},
}
DECISIONS: Mapping[str, Mapping[str, Any]] = {
    "ungeändert beschlossen": {"ballot": PASSED},
    "geändert beschlossen": {"ballot": Ballot(announced="adopted", amended=True)},
    "abgelehnt": {"ballot": FAILED},
    "nicht beschlossen": {"ballot": FAILED},
}
SETTLED = frozenset(
    {
        "mit Beschlussfassung zum Änderungsantrag erledigt",
        "mit Beschlussfassung zur Vorlage gegenstandslos",
        "mit Stellungnahme erledigt",
        "mündlich erledigt",
    }
)
NOTED = frozenset(
    {"zur Kenntnis genommen", "genehmigt OB", "in 1. Lesung z.K. genommen (OB)"}
)
WITHDRAWN = frozenset(
    {
        "zurückgezogen",
        "von der Verwaltung zurückgezogen",
        "vom Einbringer zurückgezogen",
    }
)
MOVED = {
    "vertagt": "postpone",
    "zurückgestellt": "defer",
    "in die Ausschüsse verwiesen": "refer",
    "in die Verwaltung zurückverwiesen": "return_to_administration",
    "in 1. Lesung zur Kenntnis genommen": "first_reading",
}
NOT_THERE = "lag nicht vor"
"""The paper was not there: its item was taken off the agenda before it was called."""
WAITING = ("postponed", "deferred", "first_reading", "referred", "removed")
"""The states from which an item comes back to the body that put it off (J-4, J-5)."""


class History:
    """One paper on its way through the procedure, recorded step by step."""

    def __init__(self, paper: Mapping[str, Any]) -> None:
        self.steps: Sequence[Mapping[str, Any]] = paper["consultations"]
        self.taken: list[Taken] = []
        self.items: dict[int, str] = {}
        start = (
            self.at(0) - timedelta(days=30)
            if self.steps
            else datetime.now().astimezone()
        )
        name = paper["type"].split(" ")[0]
        motion = Motion(
            paper["title"] or "",
            TYPES.get(name, PaperType.DECISION_PAPER),
            reference=paper["reference"] or "",
        )
        opened = open_case(nrw(), f"m{paper['id']}", motion, CLERK, at=start)
        self.opened: Taken = opened
        self.case: Case = opened.case
        self.now = start

    def at(self, index: int) -> datetime:
        """When a consultation took place."""
        return datetime.fromisoformat(self.steps[index]["date"])

    def take(self, step: str, on: str = "", **inputs: Any) -> Taken:
        """Record a step as it happened."""
        verdict = assess(
            nrw(),
            self.case,
            step,
            CLERK,
            at=self.now,
            inputs=inputs,
            on=on,
            law=LAW,
            mode=Mode.RECORD,
        )
        taken = take(verdict)
        self.case = taken.case
        self.taken.append(taken)
        return taken

    def walk(self) -> Iterator[tuple[int, str]]:
        """Record every consultation; yield (index, step that its result became)."""
        for index, item in enumerate(self.steps):
            self.now = self.at(index)
            yield index, self._consult(index, item["role"] or "", item["result"] or "")

    def _consult(self, index: int, role: str, result: str) -> str:
        if role == "Genehmigung OB" and self.case.state in ("draft", "mayor_review"):
            return self._approval(result)
        self._released()
        if self.case.state not in ("in_consultation", "released"):
            return self._reopened(index, role, result)
        self._plan(index, role, result)
        return self._result(index, result)

    def _approval(self, result: str) -> str:
        self._to_mayor()
        if result not in NOTED | {"empfohlen"}:
            self.take("return_to_author", reasons=result)
            return "return_to_author"
        self.take("release", reference=self.case.motion.reference)
        return "release"

    def _to_mayor(self) -> None:
        if self.case.state == "draft":
            for step in ("submit", "complete_co_signature", "sign"):
                self.take(step)

    def _released(self) -> None:
        if self.case.state not in ("draft", "mayor_review"):
            return
        filed = PaperType.FACTION_MOTION, PaperType.AMENDMENT, PaperType.QUESTION
        if self.case.motion.paper_type in filed and self.case.state == "draft":
            self.take("file_motion", reference=self.case.motion.reference)
            return
        self._to_mayor()
        self.take("release", reference=self.case.motion.reference)

    def _reopened(self, index: int, role: str, result: str) -> str:
        planned = self._planned(index, role, result)
        self.take("reopen", reasons="a further consultation", consultations=(planned,))
        self._on_agenda(index, planned.id)
        return self._result(index, result)

    def _plan(self, index: int, role: str, result: str) -> None:
        planned = self._planned(index, role, result)
        waiting = self._put_off_by(planned)
        if waiting:
            self.take("replan", waiting)
        else:
            self.take("plan_consultations", consultations=(planned,))
        self._on_agenda(index, waiting or planned.id)

    def _put_off_by(self, planned: Consultation) -> str:
        """Return the consultation of the same body and role that waits to come back."""
        for each in self.case.consultations:
            same = (each.body, each.role) == (planned.body, planned.role)
            if same and each.state in WAITING:
                return each.id
        return ""

    def _on_agenda(self, index: int, item: str) -> None:
        self.items[index] = item
        meeting = Meeting(self.at(index).date(), self.at(index))
        self.take("place_on_agenda", item, meeting=meeting)

    def _planned(self, index: int, role: str, result: str) -> Consultation:
        name = self.steps[index]["organization"] or "unbekannt"
        kind = BodyKind.COUNCIL if name == "Stadtrat" else BodyKind.COMMITTEE
        return Consultation(f"c{index}", Organization(name, kind), _asked(role, result))

    def _result(self, index: int, result: str) -> str:
        on = self.items[index]
        if not result:
            return "place_on_agenda"
        if result in WITHDRAWN:
            return self._withdrawn(index)
        if result == NOT_THERE:
            self.take("remove", on, reasons=result)
            return "remove"
        self.take("open_item", on)
        if result in MOVED:
            step, inputs = MOVED[result], {}
        elif result in SETTLED:
            step, inputs = "settle_item", {}
        elif result in NOTED:
            step, inputs = "note", {}
        elif result == "Eilentscheidung der Oberbürgermeisterin":
            return self._urgent(on)
        elif result in ADVICE:
            step, inputs = "recommend", ADVICE[result]
        elif result in ("Einzelabstimmung", "Vorbehaltsbeschluss"):
            step, inputs = self._in_points(on)
        else:
            step, inputs = "vote", DECISIONS[result]
        self.take(step, on, **inputs)
        return step

    def _in_points(self, on: str) -> tuple[str, Mapping[str, Any]]:
        """Points were voted on one by one; the source does not say how each went."""
        if self.case.consultation(on).is_authoritative:
            points = ("1:adopted", "2:rejected")
            return "vote", {"ballot": PASSED, "point_results": points}
        return "recommend", {}

    def _withdrawn(self, index: int) -> str:
        """Final where it is the last word; otherwise only taken off this agenda."""
        if index + 1 < len(self.steps):
            self.take("withdraw_from_agenda", self.items[index])
            return "withdraw_from_agenda"
        self.take("withdraw")
        return "withdraw"

    def _urgent(self, on: str) -> str:
        """The mayor decided; of second signature and grounds nothing is told or claimed."""
        self.take("note", on)
        self.take(
            "decide_urgently",
            urgency_reason="",
            co_signed_by="",
            co_signer_role="",
            council_unavailable=False,
            main_committee_unavailable=False,
            serious_harm=False,
        )
        return "decide_urgently"


def _asked(role: str, result: str) -> ConsultationRole:
    asked = ROLES.get(role, ConsultationRole.PRELIMINARY)
    if result in DECISIONS or result == "Vorbehaltsbeschluss":
        return ConsultationRole.DECISION
    if result in ADVICE and asked not in (
        ConsultationRole.PRELIMINARY,
        ConsultationRole.HEARING,
    ):
        return ConsultationRole.PRELIMINARY
    if result in NOTED:
        return ConsultationRole.NOTING
    return asked
