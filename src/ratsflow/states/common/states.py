"""The states of the three coupled lifecycles (*Vorlage*, *Beratung*, *Aussetzung*)."""

from __future__ import annotations

from ratsflow.model.text import Wording
from ratsflow.procedure.step import State


def _state(name: str, de: str, en: str, **means: bool) -> State:
    return State(name, Wording(de, en), **{"final": False, **means})


MOTION_STATES = (
    _state("draft", "Entwurf", "draft"),
    _state("co_signature", "Mitzeichnung", "co-signature"),
    _state("alderman_review", "Prüfung durch Beigeordnete", "review by the alderman"),
    _state(
        "mayor_review", "Freigabe durch die Verwaltungsspitze", "review by the mayor"
    ),
    _state("released", "freigegeben", "released"),
    _state("in_consultation", "in Beratung", "in consultation"),
    _state("adopted", "beschlossen", "adopted"),
    _state("partially_adopted", "teilweise beschlossen", "partially adopted"),
    _state("rejected", "abgelehnt", "rejected", final=True),
    _state("noted", "zur Kenntnis genommen", "noted", final=True),
    _state("not_considered", "Nichtbefassung", "not considered", final=True),
    _state("withdrawn", "zurückgezogen", "withdrawn", final=True),
    _state("settled", "erledigt", "settled", final=True),
    _state("standstill", "Einspruchsfrist läuft", "appeal period running"),
    _state("executable", "vollziehbar", "executable"),
    _state("in_execution", "in Durchführung", "in execution"),
    _state("executed", "durchgeführt", "executed"),
    _state("reported", "Bericht erstattet", "reported"),
    _state("closed", "abgeschlossen", "closed", final=True),
    _state("urgent_decided", "Dringlichkeitsentscheidung", "urgently decided"),
    _state("ratified", "genehmigt", "ratified"),
    _state("ratification_refused", "Genehmigung verweigert", "ratification refused"),
    _state("annulled", "aufgehoben", "annulled", final=True),
    _state("superseded", "überholt", "superseded", final=True),
)

CONSULTATION_STATES = (
    _state("planned", "geplant", "planned"),
    _state("on_agenda", "auf der Tagesordnung", "on the agenda"),
    _state("open", "aufgerufen", "open", called=True),
    _state("voted", "abgestimmt", "voted", final=True, decided=True),
    _state("noted", "zur Kenntnis genommen", "noted", final=True),
    _state("not_considered", "Nichtbefassung", "not considered", final=True),
    _state("settled", "erledigt", "settled", final=True),
    _state("removed", "abgesetzt", "removed from the agenda"),
    _state("postponed", "vertagt", "postponed"),
    _state("deferred", "zurückgestellt", "deferred"),
    _state("first_reading", "1. Lesung", "first reading"),
    _state("referred", "verwiesen", "referred"),
    _state("inquorate_deferred", "beschlussunfähig vertagt", "deferred, inquorate"),
    _state("second_call_on_agenda", "zweite Ladung", "second call on the agenda"),
    _state("withdrawn", "zurückgezogen", "withdrawn", final=True),
    _state("cancelled", "entfallen", "cancelled", final=True),
)

SUSPENSION_STATES = (
    _state("lodged", "eingelegt", "lodged"),
    _state(
        "reconsideration_scheduled", "erneute Beratung angesetzt", "to be reconsidered"
    ),
    _state("persisted", "beharrt", "persisted"),
    _state("at_supervision", "bei der Aufsicht", "at the supervisory authority"),
    _state("cleared", "erledigt", "cleared", final=True),
    _state("replaced", "durch neuen Beschluss ersetzt", "replaced", final=True),
    _state("annulled", "Beschluss aufgehoben", "decision annulled", final=True),
)

PRE_FINAL = (
    "draft",
    "co_signature",
    "alderman_review",
    "mayor_review",
    "released",
    "in_consultation",
)
DECIDED = ("adopted", "partially_adopted", "standstill", "executable")
OBJECTIONABLE = (
    *DECIDED,
    "in_consultation",
    "rejected",
    "in_execution",
    "urgent_decided",
    "ratified",
    "ratification_refused",
)
"""Any decision: a negative one and an urgent one are decisions too (M25, M28).

A resolution that is being reconsidered stands until another one replaces it.
"""
LEGALLY_OBJECTIONABLE = (*OBJECTIONABLE, "executed", "reported")
"""No period applies to the legal objection; carrying it out makes nothing lawful."""
ON_AN_AGENDA = ("on_agenda", "open", "second_call_on_agenda")
"""The item stands on the agenda of a meeting, or is up in it."""
ON_NO_AGENDA = (
    "planned",
    "removed",
    "postponed",
    "deferred",
    "first_reading",
    "referred",
    "inquorate_deferred",
)
OPEN_CONSULTATION = (*ON_NO_AGENDA, *ON_AN_AGENDA)
