"""A model of papers, as a host has it."""

from __future__ import annotations

from django.db import models

from ratsflow import CostStatement, Motion
from ratsflow.contrib.django import CaseField


class Sitzung(models.Model):
    """A meeting, on whose page its papers are edited."""

    ort = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.ort


class Vorlage(models.Model):
    """A paper."""

    title = models.CharField(max_length=255)
    sitzung = models.ForeignKey(
        Sitzung, on_delete=models.SET_NULL, null=True, blank=True
    )
    kosten = models.CharField(max_length=20, blank=True)
    status = CaseField()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return f"/v/{self.pk}/"

    def as_motion(self) -> Motion:
        """Return what the procedure sees."""
        costs = CostStatement(self.kosten) if self.kosten else None
        return Motion(self.title, cost_statement=costs)


class Antrag(Vorlage):
    """A paper that a faction brings in: a model with a table of its own beside the other's."""

    fraktion = models.CharField(max_length=80)
