"""The tables of the log for queries of Django's: for reading, never for writing.

What a person may see of a case is answered by ``row.case.entries(user)``: the rows here hold
what the log holds, and only the permission to view them protects it.
"""

from __future__ import annotations

import json

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsflow.contrib.django.conf import conf
from ratsflow.errors import Both, InvalidInputError
from ratsflow.stores.sql.tables import cases, entries


LONGEST = 255


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise InvalidInputError(
        Both(
            "it is written by the log alone.",
            "es wird allein vom Protokoll geschrieben.",
        ),
        Both("a table of ratsflow", "eine Tabelle von ratsflow"),
        Both(
            "Take a step: row.case.take('…', user).",
            "Einen Schritt gehen: row.case.take('…', user).",
        ),
    )


class _Readable(models.QuerySet[Any]):
    """Rows that nobody writes."""

    create = bulk_create = get_or_create = update_or_create = _refuse
    update = bulk_update = delete = _refuse


class _OfTheTown(models.Manager.from_queryset(_Readable)):  # type: ignore[misc]
    """The rows of the municipality that the settings name."""

    def get_queryset(self) -> Any:
        """Return them; a database may hold many municipalities."""
        return super().get_queryset().filter(tenant=conf().tenant)


class _Row(models.Model):
    """A row of the log."""

    tenant: models.CharField[str, str] = models.CharField(max_length=LONGEST)
    version: models.IntegerField[int, int] = models.IntegerField()

    objects = _OfTheTown()

    class Meta:
        """No table of its own."""

        abstract = True
        managed = False
        default_permissions = ("view",)
        base_manager_name = "objects"

    save = save_base = delete = _refuse  # type: ignore[assignment]


class CaseRow(_Row):
    """One row for each case: where it stands.

    Attributes:
        case_id: its id, as ``row.case.id``.
        version: how many entries it has.
        hash: that of the last one.
        state: the state of the motion.
        procedure: the fingerprint of the version that it is pinned to.
        title: that of a public paper; empty for every other.
        since: since when it stands there, in UTC as ISO 8601 has it.
        due: the day or moment at which something falls due, or empty.
    """

    case_id: models.CharField[str, str] = models.CharField(
        _("case"), max_length=LONGEST, primary_key=True
    )
    hash: models.CharField[str, str] = models.CharField(max_length=64)
    state: models.CharField[str, str] = models.CharField(max_length=LONGEST)
    procedure: models.CharField[str, str] = models.CharField(max_length=LONGEST)
    title: models.TextField[str, str] = models.TextField()
    since: models.CharField[str, str] = models.CharField(max_length=32)
    due: models.CharField[str, str] = models.CharField(max_length=32)

    class Meta(_Row.Meta):
        """The table that the store keeps."""

        db_table = cases.name
        ordering: ClassVar = ["case_id"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.case_id


class Entry(_Row):
    """One row for each entry of the log.

    Attributes:
        hash: its hash, by which it is found.
        case_id: the case.
        version: its number in the case.
        body: the bytes that were hashed.
        command: the idempotency key that it was written with, or empty.
    """

    hash: models.CharField[str, str] = models.CharField(max_length=64, primary_key=True)
    case_id: models.CharField[str, str] = models.CharField(
        _("case"), max_length=LONGEST
    )
    body: models.BinaryField[bytes, bytes] = models.BinaryField()
    command: models.CharField[str, str] = models.CharField(max_length=LONGEST)

    class Meta(_Row.Meta):
        """The table that the store keeps."""

        db_table = entries.name
        ordering: ClassVar = ["case_id", "version"]
        verbose_name = _("entry of the log")
        verbose_name_plural = _("entries of the log")

    def __str__(self) -> str:
        return f"{self.case_id}, {self.version}"

    @property
    def said(self) -> dict[str, Any]:
        """What its bytes say; of contents that can be erased they hold the digest alone."""
        found: dict[str, Any] = json.loads(bytes(self.body))
        return found
