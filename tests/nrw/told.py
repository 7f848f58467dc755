"""Ask a rule and say in one word, or two, what it answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from ratsflow.law.layers import law_for
from ratsflow.law.local import MissingValueError
from ratsflow.model import Consultation, ConsultationRole, Meeting, Organization
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import MissingFactError
from ratsflow.procedure.words import COMMON

from asking import ask, first_lack


THURSDAY = date(2026, 3, 19)
PRESET = dict(law_for("NRW").values)


def told(rule: str, **about: Any) -> str:
    """Return the outcome; of what is missing ``unknown`` and the first name."""
    about["law"] = {**PRESET, **about.get("law", {})}
    try:
        answer = ask(rule, **about)
    except MissingFactError as error:
        return f"unknown {error.name}"
    except MissingValueError as error:
        return f"unknown {error.key}"
    if answer.result is Result.UNKNOWN and first_lack(answer) and not answer.code:
        return f"unknown {first_lack(answer)}"
    return answer.result.value


def said(rule: str, **about: Any) -> str:
    """Return the outcome in one word, whatever fact or value is missing."""
    return told(rule, **about).split()[0]


def named(kind: str) -> str:
    """Return what a council calls its only body of a kind."""
    return COMMON.say("body_kind", kind, "de")


def item(
    kind: str = "council",
    name: str = "",
    *,
    role: str = "decision",
    meeting: Meeting | None = None,
    **more: Any,
) -> Consultation:
    """Return the consultation of a body on Thursday, 19 March 2026."""
    return Consultation(
        more.pop("id", f"{kind}-1"),
        Organization(name or named(kind), kind, more.pop("members", None)),
        ConsultationRole(role),
        meeting or Meeting(THURSDAY),
        **more,
    )
