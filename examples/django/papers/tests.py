"""The rules of the town, and the way of a paper through its pages."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from papers.models import Paper
from ratsflow import Ballot
from ratsflow.contrib.django import CaseTestCase


class Rules(CaseTestCase):
    """What the procedure lets pass, and what not."""

    def test_costs_are_stated_before_a_signature(self) -> None:
        """Were it to say that there are none."""
        paper = self.opened(Paper(title="Bank", reasons="Wird gewünscht."), by="clerk")
        self.assertRefused(paper, "submit", by="clerk", because="costs_stated")
        paper.costs = "none"
        paper.case.save(self.user("clerk"))
        self.assertAllowed(paper, "submit", by="clerk")

    def test_nobody_signs_a_paper_of_his_own(self) -> None:
        """Four eyes, also of who holds both roles."""
        both = self.user("clerk")
        both.groups.add(*self.user("mayor").groups.all())
        paper = self.opened(
            Paper(title="Bank", reasons="Wird gewünscht.", costs="none"), by=both
        )
        self.take(paper, "submit", by=both)
        self.assertRefused(paper, "sign", by=both, because="by_another")

    def test_more_yes_than_no_adopts(self) -> None:
        """A tie does not."""
        for yes, no, state in ((2, 1, "adopted"), (1, 1, "rejected")):
            paper = self.opened(
                Paper(title="Bank", reasons="Wird gewünscht.", costs="none"), by="clerk"
            )
            self.take(paper, "submit", by="clerk")
            self.take(paper, "sign", by="mayor")
            self.take(paper, "vote", by="chair", ballot=Ballot(yes=yes, no=no))
            self.assertEqual(state, paper.status)


class Pages(CaseTestCase):
    """The way of a paper through the pages, as people go it."""

    def setUp(self) -> None:
        """Make what ``manage.py demo`` makes."""
        call_command("demo", "--no-server")

    def as_person(self, name: str) -> Client:
        """Return a browser of somebody who has logged in."""
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    def test_a_paper_is_refused_cured_signed_voted_on_and_told(self) -> None:
        """From why not to the history."""
        paper = Paper.objects.get(title="Tempo 30 vor der Grundschule")
        page = f"/papers/{paper.pk}/"
        clerk = self.as_person("kurz")
        self.assertContains(clerk.get(page), "Kosten angeben, auch wenn es keine sind.")

        clerk.post(
            f"{page}edit/",
            {
                "title": paper.title,
                "reasons": "Der Schulweg ist gefährlich.",
                "costs": "none",
                "seen": "1",
            },
        )
        done = clerk.post(f"{page}steps/submit/", {"seen": "2"}, follow=True)
        self.assertContains(done, "Erledigt: Zur Unterschrift geben.")

        stale = self.as_person("berg").post(f"{page}steps/sign/", {"seen": "1"})
        self.assertContains(stale, "Diese Seite ist älter als der Vorgang", 1, 409)
        self.as_person("berg").post(f"{page}steps/sign/", {"seen": "3"})
        vote = {
            "seen": "4",
            "ballot-yes": "12",
            "ballot-no": "3",
            "ballot-mode": "open",
        }
        told = self.as_person("sitz").post(f"{page}steps/vote/", vote, follow=True)

        self.assertContains(told, "Beschlossen")
        self.assertContains(told, "Bettina Berg (Bürgermeisterin)")
        paper.refresh_from_db()
        self.assertEqual("adopted", paper.status)

    def test_the_administration_does_the_same(self) -> None:
        """With the steps beside the row."""
        paper = Paper.objects.get(title="Eine Bank im Stadtpark")
        clerk = self.as_person("kurz")
        page = f"/admin/papers/paper/{paper.pk}/change/"
        self.assertContains(clerk.get(page), "Die Begründung fehlt.")
        self.assertContains(clerk.get("/admin/papers/paper/"), "Entwurf")
        self.assertContains(clerk.get("/"), "Sie sind am Zug")
