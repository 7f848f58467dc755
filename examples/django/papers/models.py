"""The papers of the town."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from ratsflow import CostStatement, Motion
from ratsflow.contrib.django import CaseField, Cases, RowCase


class Paper(models.Model):
    """A paper (*Vorlage*)."""

    title = models.CharField("Betreff", max_length=255)
    proposal = models.TextField("Beschlussvorschlag", blank=True)
    reasons = models.TextField("Begründung", blank=True)
    costs = models.CharField(
        "Kosten",
        max_length=10,
        blank=True,
        choices=[("none", "Weitere Kosten entstehen nicht"), ("amount", "Ja")],
    )
    euros = models.PositiveIntegerField("Betrag in Euro", null=True, blank=True)
    status = CaseField(verbose_name="Stand")

    # For type checkers: what the field brings along.
    case: RowCase
    cases: ClassVar[Cases]

    class Meta:
        """Words for people."""

        verbose_name = "Vorlage"
        verbose_name_plural = "Vorlagen"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the paper."""
        return reverse("paper", args=[self.pk])

    def as_motion(self) -> Motion:
        """Return what the procedure sees."""
        cents = self.euros * 100 if self.costs == "amount" and self.euros else None
        costs = CostStatement(self.costs, amount_cents=cents) if self.costs else None
        return Motion(
            self.title,
            proposal=self.proposal,
            reasons=self.reasons,
            cost_statement=costs,
            public=True,
        )
