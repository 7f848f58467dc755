"""The host's API."""

from __future__ import annotations

from django.urls import include, path
from rest_framework import routers, serializers, viewsets

from ratsflow.contrib.django import StandingField, case_actions, problems

from django_host.models import Vorlage


class VorlageSerializer(serializers.ModelSerializer):
    """A paper with its case."""

    case = StandingField()

    class Meta:
        """All of it."""

        model = Vorlage
        fields = ("id", "title", "kosten", "status", "case")


@case_actions
class VorlageViewSet(viewsets.ModelViewSet):
    """Papers."""

    queryset = Vorlage.objects.all()
    serializer_class = VorlageSerializer

    def get_exception_handler(self):
        """Answer with problem details, as the settings would say."""
        return problems


router = routers.SimpleRouter()
router.register("vorlagen", VorlageViewSet)
urlpatterns = [path("api/", include(router.urls))]
