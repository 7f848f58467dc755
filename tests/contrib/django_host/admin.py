"""The administration of the host."""

from __future__ import annotations

from django.contrib import admin

from ratsflow.contrib.django import CaseAdmin

from django_host.models import Vorlage


@admin.register(Vorlage)
class VorlageAdmin(CaseAdmin, admin.ModelAdmin):
    """Papers."""

    list_display = ("title", "status")
    list_filter = ("status",)
