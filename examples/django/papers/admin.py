"""The administration of papers."""

from __future__ import annotations

from django.contrib import admin

from papers.models import Paper
from ratsflow.contrib.django import CaseAdmin


@admin.register(Paper)
class PaperAdmin(CaseAdmin):
    """Papers with their steps."""

    list_display = ("title", "status")
    list_filter = ("status",)
