"""The form of a paper."""

from __future__ import annotations

from papers.models import Paper
from ratsflow.contrib.django import CaseForm


class PaperForm(CaseForm):
    """What is edited is entered into the log, by who edits it."""

    class Meta:
        """The fields."""

        model = Paper
        fields = ("title", "proposal", "reasons", "costs", "euros")
