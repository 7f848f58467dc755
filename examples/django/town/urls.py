"""The pages of the example."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from papers.models import Paper

from papers import views
from ratsflow.contrib.django import urls


urlpatterns = [
    path("", views.papers, name="papers"),
    path("papers/new/", views.edit, name="new"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("papers/<int:pk>/edit/", views.edit, name="edit"),
    path("papers/", include((urls(Paper), "paper"))),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
