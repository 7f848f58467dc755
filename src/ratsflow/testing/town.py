"""An invented municipality for tests: its bodies, meetings, votes, papers and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from ratsflow.checking.usually import Usually, as_motion_fields
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.local import Law
from ratsflow.model import Actor, Ballot, Consultation, Meeting, Motion, Organization
from ratsflow.procedure.procedure import Procedure
from ratsflow.testing.setting import as_day


def somebody(*roles: str, name: str = "") -> Actor:
    """Return somebody who holds roles, named after the first.

    Args:
        roles: the roles.
        name: who it is; the first role if left out.
    """
    return Actor(name or roles[0], roles=roles)


def with_roles_of(procedure: Procedure, roles: Sequence[str]) -> None:
    """Refuse roles that a procedure does not have: nobody could act in them.

    Raises:
        UnknownNameError: there is no such role.
        InvalidInputError: none is named.
    """
    for role in roles:
        if role not in procedure.roles:
            kind = Both(
                f"role in the procedure {procedure.name}",
                f"Rolle im Verfahren {procedure.name}",
            )
            raise UnknownNameError(kind, role, procedure.roles)
    if not roles:
        raise InvalidInputError(
            Both("no role is named.", "keine Rolle ist genannt."),
            "actor",
            Both('Write actor("chair").', 'actor("chair") schreiben.'),
        )


@attrs.frozen(eq=False)
class Town:
    """A municipality as its law has it.

    Attributes:
        procedure: the procedure of its papers.
        law: its law.
    """

    procedure: Procedure
    law: Law

    @property
    def name(self) -> str:
        """What it is called."""
        return self.law.name

    def body(self, name: str) -> Organization:
        """Return a body with its members: by kind (``council``) or by name."""
        return self._usually().body(name)

    def meeting(self, day: date | str) -> Meeting:
        """Return a meeting that was convened and announced in good time."""
        return self._usually().meeting(_day(day))

    def item(
        self, body: str, day: date | str, role: str = "decision", **fields: Any
    ) -> Consultation:
        """Return a consultation that is planned for a meeting; its id is the body's name."""
        given = {"public": True, **fields}
        key = given.pop("id", body)
        held = self.meeting(day)
        return Consultation(key, self.body(body), role, held, **given)

    def ballot(self, body: str, **said: Any) -> Ballot:
        """Return a vote of a body of which some numbers are said; its record is complete."""
        usually = self._usually()
        if said:
            return usually.ballot_of(self.body(body), said)
        return usually.ballot(self.body(body))

    def paper(self, **fields: Any) -> Motion:
        """Return a paper that nobody would wonder at, but for what is said of it."""
        return self._usually(**fields).motion()

    def _usually(self, **paper: Any) -> Usually:
        return Usually(self.procedure, self.law, as_motion_fields(paper))


def _day(given: date | str) -> date:
    found = as_day(given, "day")
    assert found is not None
    return found
