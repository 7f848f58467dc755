"""Forms made of what steps take in: every step of the shipped procedures has one."""

from __future__ import annotations

from datetime import date

import pytest

from django.template.loader import render_to_string
from django.test import override_settings
from django.utils.translation import override

from ratsflow import Actor, Ballot, Consultation, Meeting, Organization
from ratsflow.contrib.django import StepForm

from django_host.models import Vorlage


AUTHOR = Actor("a", "Kurz", roles=["author"])


@pytest.fixture(name="case", params=["NRW", "BW"])
def _case(request):
    """Yield a case under the law of a state, and leave no row of it."""
    given = {"procedures": [request.param], "tenant": f"forms-{request.param}"}
    with override_settings(RATSFLOW=given):
        row = Vorlage(title="Tempo 30")
        row.case.save(AUTHOR)
        yield row.case
        row.delete()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_step_has_a_form_with_a_label_for_each_field(case, language):
    """In both languages; nothing is asked that the row says."""
    with override(language):
        for step in case.procedure.steps:
            form = StepForm(case, step.name)
            shown = render_to_string("ratsflow/fields.html", {"form": form})
            for name, field in form.fields.items():
                if name in ("seen", "on"):
                    continue
                assert field.label, (step.name, name)
                assert f'for="id_{step.name}_{name}"' in shown, (step.name, name)
                assert f'name="{name}"' in shown, (step.name, name)
            assert 'name="motion"' not in shown


def _inputs(case, step, **given):
    form = StepForm(case, step, data={"seen": str(case.version), **given})
    assert form.is_valid(), form.errors
    return form.inputs


def test_what_is_stated_is_what_the_step_takes_in(case):
    """A ballot, a meeting, a route, flags, and amounts in euros, with a comma in German."""
    ballot = {"ballot-yes": "12", "ballot-no": "3", "ballot-mode": "open"}
    with override("de"):
        stated = {"debate_held": "true", "value_cents": "12,50"}
        found = _inputs(case, "vote", **ballot, **stated)
    assert Ballot(yes=12, no=3) == found["ballot"]
    assert True is found["debate_held"]
    assert 1250 == found["value_cents"]
    day = {"meeting-day": "2026-12-10", "meeting-form": "in_person"}
    assert (
        Meeting(date(2026, 12, 10))
        == (_inputs(case, "place_on_agenda", **day, route="regular")["meeting"])
    )
    route = {
        "consultations-1-body": "Rat",
        "consultations-1-kind": "council",
        "consultations-1-role": "decision",
        "consultations-1-members": "40",
        "consultations-1-public": "true",
        "consultations-2-body": "Hauptausschuss",
        "consultations-2-kind": "main_committee",
        "consultations-2-role": "preliminary",
    }
    assert (
        Consultation(
            "rat-1", Organization("Rat", "council", 40), "decision", public=True
        ),
        Consultation(
            "hauptausschuss-1",
            Organization("Hauptausschuss", "main_committee"),
            "preliminary",
        ),
    ) == _inputs(case, "plan_consultations", **route)["consultations"]


def test_votes_of_a_roll_call_are_read_line_by_line(case):
    """A name that has a colon of its own keeps it."""
    found = _inputs(
        case,
        "vote",
        **{
            "ballot-yes": "1",
            "ballot-no": "1",
            "ballot-mode": "roll_call",
            "ballot-votes": "Berg: yes\nKurz: no\n",
        },
    )
    assert (("Berg", "yes"), ("Kurz", "no")) == found["ballot"].votes


@pytest.mark.parametrize(
    ("step", "given", "said"),
    [
        ("vote", {"ballot-yes": "12"}, "only one of yes and no"),
        ("vote", {"ballot-yes": "-1", "ballot-no": "1"}, "greater than or equal"),
        ("vote", {"ballot-yes": "x", "ballot-no": "1"}, "whole number"),
        ("place_on_agenda", {"meeting-day": "30.2.2026"}, "valid date"),
        ("place_on_agenda", {"route": "by bicycle"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(case, step, given, said):
    """In one sentence, and nothing is taken."""
    form = StepForm(case, step, data={"seen": "1", "ballot-mode": "open", **given})
    assert not form.is_valid()
    assert said in str(form.errors)


def test_what_nobody_states_is_left_out(case):
    """It is neither no nor zero, so that a rule can ask for it."""
    assert {} == _inputs(case, "vote", **{"ballot-mode": "open"})


def test_a_paper_goes_through_the_law_of_a_state_by_its_forms():
    """The first steps of Nordrhein-Westfalen: refused, cured by forms, handed in."""
    given = {"procedures": ["NRW"], "tenant": "forms-walk"}
    with override_settings(RATSFLOW=given):
        row = Vorlage(title="Tempo 30", kosten="none")
        row.case.save(AUTHOR)
        assert not StepForm(row.case, "submit").assess(AUTHOR).allowed
        office = Actor("o", roles=["council_office"])
        form = StepForm(
            row.case,
            "plan_consultations",
            data={
                "seen": "1",
                "consultations-1-body": "Rat",
                "consultations-1-kind": "council",
                "consultations-1-role": "decision",
                "consultations-1-public": "true",
            },
        )
        assert form.is_valid(), form.errors
        taken = form.take(office)
        assert ["rat-1"] == [each.id for each in taken.case.consultations]
        row.delete()
