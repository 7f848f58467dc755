"""The URLs of the host."""

from __future__ import annotations

from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path

from ratsflow import RefusedError
from ratsflow.contrib.django import urls

from django_host.models import Vorlage


@transaction.atomic
def rename_and_submit(request, pk, caught=""):
    """Do something of the host's, and take a step behind it."""
    row = get_object_or_404(Vorlage, pk=pk)
    Vorlage.objects.filter(pk=pk).update(title="renamed")
    try:
        row.case.take("submit", request.user)
    except RefusedError:
        if not caught:
            raise
    return HttpResponse("done")


def shown(request, pk):
    """Show all template tags."""
    return render(request, "host.html", {"row": get_object_or_404(Vorlage, pk=pk)})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("v/<int:pk>/", shown, name="vorlage"),
    path("v/", include((urls(Vorlage), "vorlage"))),
    path("raw/<int:pk>/", rename_and_submit),
    path("raw/<int:pk>/<str:caught>/", rename_and_submit),
]
