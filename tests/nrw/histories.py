"""An adapter: real consultation histories of a council as steps of the procedure.

Roles and results are free text in the source. The result decides what was asked of a body
where the two disagree: a council that "recommended" was asked for a recommendation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ratsflow import (
    Actor,
    Ballot,
    Body,
    BodyKind,
    Case,
    Consultation,
    ConsultationRole,
    Meeting,
    Mode,
    Motion,
    PaperType,
    nrw,
    open_case,
    take,
)
from ratsflow.engine import Taken, assess
from ratsflow.law.presets import law_for


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
    "lag nicht vor": "remove",
}


class History:
    """One paper on its way through the procedure, recorded step by step."""

    def __init__(self, paper: Mapping[str, Any]) -> None:
        self.steps: Sequence[Mapping[str, Any]] = paper["consultations"]
        self.taken: list[Taken] = []
        self.answered: Counter[int] = Counter()
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
        self._on_agenda(index)
        return self._result(index, result)

    def _plan(self, index: int, role: str, result: str) -> None:
        planned = self._planned(index, role, result)
        self.take("plan_consultations", consultations=(planned,))
        self._on_agenda(index)

    def _on_agenda(self, index: int) -> None:
        meeting = Meeting(self.at(index).date(), self.at(index))
        self.take("place_on_agenda", f"c{index}", meeting=meeting)

    def _planned(self, index: int, role: str, result: str) -> Consultation:
        name = self.steps[index]["organization"] or "unbekannt"
        kind = BodyKind.COUNCIL if name == "Stadtrat" else BodyKind.COMMITTEE
        return Consultation(f"c{index}", Body(name, kind), _asked(role, result))

    def _result(self, index: int, result: str) -> str:
        on = f"c{index}"
        if not result:
            return "place_on_agenda"
        if result in WITHDRAWN:
            return self._withdrawn(index)
        self.take("open_item", on)
        if result in MOVED:
            step, inputs = MOVED[result], {}
            if step == "remove":
                step = "withdraw_from_agenda"
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
            self.take("withdraw_from_agenda", f"c{index}")
            return "withdraw_from_agenda"
        self.take("withdraw")
        return "withdraw"

    def _urgent(self, on: str) -> str:
        self.take("note", on)
        self.take(
            "decide_urgently",
            urgency_reason="as recorded",
            co_signed_by="unknown",
            co_signer_role="unknown",
            council_unavailable=True,
            main_committee_unavailable=True,
            serious_harm=True,
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
