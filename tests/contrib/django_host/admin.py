"""The administration of the host."""

from __future__ import annotations

from django.contrib import admin

from ratsflow.contrib.django import CaseAdmin, CaseInline

from django_host.models import Sitzung, Vorlage


@admin.register(Vorlage)
class VorlageAdmin(CaseAdmin, admin.ModelAdmin):
    """Papers."""

    list_display = ("title", "status")
    list_filter = ("status",)


class VorlageInline(CaseInline):
    """The papers of a meeting."""

    model = Vorlage
    fields = ("title", "kosten")
    extra = 1


@admin.register(Sitzung)
class SitzungAdmin(admin.ModelAdmin):
    """Meetings."""

    inlines = (VorlageInline,)
