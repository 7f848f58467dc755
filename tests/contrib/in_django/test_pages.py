"""Pages: a step with its form, a stale form, refusals that are kept, the administration."""

from __future__ import annotations

import re

import pytest

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from ratsflow import Actor, Motion, Office, nrw
from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.telling import Told

from django_host.admin import VorlageInline
from django_host.models import Sitzung, Vorlage


def _client(name, *groups, staff=False):
    user, _ = User.objects.update_or_create(username=name, defaults={"is_staff": staff})
    for group in groups:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    wanted = Permission.objects.filter(content_type__app_label="django_host")
    user.user_permissions.set(wanted)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(name="clerk")
def _clerk():
    """Return a browser of who brings papers in."""
    return _client("clerk", "clerk", staff=True)


@pytest.fixture(name="alderman")
def _alderman():
    """Return a browser of who reviews them."""
    return _client("alderman", "alderman", staff=True)


def _row(**given):
    row = Vorlage.objects.create(**{"title": "Bank", "kosten": "none", **given})
    row.case.open(User.objects.get(username="clerk"))
    return row


def test_a_step_is_taken_by_its_page(clerk):
    """The form carries what was seen; the row's page says that it was done."""
    row = _row()
    page = clerk.get(f"/v/{row.pk}/steps/submit/")
    assert 'name="seen" value="1"' in page.content.decode()

    answer = clerk.post(f"/v/{row.pk}/steps/submit/", {"seen": "1"})

    assert 302 == answer.status_code
    row.refresh_from_db()
    assert "review" == row.status


def test_a_refusal_says_why_and_keeps_the_form(clerk):
    """409, the rule with its paragraph and cure, in the language of the request."""
    row = _row(kosten="")
    answer = clerk.post(
        f"/v/{row.pk}/steps/submit/", {"seen": "1"}, headers={"accept-language": "de"}
    )
    text = answer.content.decode()
    assert 409 == answer.status_code
    assert "Kosten angeben, auch wenn es keine sind." in text
    assert "§ 5 Geschäftsordnung (Muster)" in text


def test_a_stale_form_is_refused_in_a_sentence_and_shown_anew(clerk, alderman):
    """Who looked at an older text does not approve the newer one by the same click."""
    row = _row(title="Bank für 300 EUR")
    clerk.post(f"/v/{row.pk}/steps/submit/", {"seen": "1"})
    alderman.post(f"/v/{row.pk}/steps/return/", {"seen": "2"})
    row.refresh_from_db()
    row.title = "Bank für 300.000 EUR"
    row.case.save(User.objects.get(username="clerk"))
    row.case.take("submit", User.objects.get(username="clerk"))

    answer = alderman.post(f"/v/{row.pk}/steps/approve/", {"seen": "2"})

    text = answer.content.decode()
    assert 409 == answer.status_code
    assert "This page is older than the case: nothing was done." in text
    assert "Please look at it as it is now" in text
    assert 'name="seen" value="5"' in text
    row.refresh_from_db()
    assert "review" == row.status


def test_a_form_without_what_was_seen_is_no_form_of_ours(alderman, clerk):
    """The hidden field is required, and holds a version."""
    row = _row()
    for sent in ({}, {"seen": ""}, {"seen": "any"}, {"seen": "1 or 2"}):
        assert 422 == clerk.post(f"/v/{row.pk}/steps/submit/", sent).status_code
    assert 1 == row.case.version


def test_a_text_that_is_not_entered_is_told_to_people(clerk):
    """Not in the words of a program."""
    row = _row()
    Vorlage.objects.filter(pk=row.pk).update(title="Brunnen")
    answer = clerk.post(f"/v/{row.pk}/steps/submit/", {"seen": "1"})
    assert 409 == answer.status_code
    assert "is not entered into the log yet: save it first" in answer.content.decode()
    row.delete()


def test_a_step_that_there_is_not_is_not_found(clerk):
    """Neither a step, nor a consultation, nor a row."""
    row = _row()
    assert 404 == clerk.get(f"/v/{row.pk}/steps/sumbit/").status_code
    assert 404 == clerk.get("/v/987654/steps/submit/").status_code


def test_who_may_not_see_the_row_is_sent_away(clerk):
    """A role of the procedure is not enough."""
    row = _row()
    stranger = _client("stranger", "clerk")
    stranger_user = User.objects.get(username="stranger")
    stranger_user.user_permissions.clear()
    assert 403 == stranger.get(f"/v/{row.pk}/steps/submit/").status_code
    assert 302 == Client().get(f"/v/{row.pk}/history/").status_code


def test_tags_say_where_it_stands_why_not_and_what_was_done(clerk):
    """In the language of the request."""
    row = _row(kosten="")
    page = clerk.get(f"/v/{row.pk}/", headers={"accept-language": "de"})
    text = page.content.decode()
    assert "<b>submit</b>" in text
    assert "Kosten angeben, auch wenn es keine sind." in text
    assert "Eröffnet" in text
    assert "csrfmiddlewaretoken" in text


def test_a_verdict_is_had_as_json(clerk):
    """For scripts in the page."""
    row = _row(kosten="")
    found = clerk.get(f"/v/{row.pk}/steps/submit/verdict/").json()
    assert not found["allowed"]
    assert ["rule:cost_statement_required"] == [
        each["key"] for each in found["missing"]
    ]


@pytest.fixture(name="recorded")
def _recorded():
    """Let refusals be recorded."""
    given = {
        "procedures": ["django_host.procedures.small"],
        "tenant": "musterstadt",
        "record_refusals": True,
    }
    with override_settings(RATSFLOW=given):
        assert conf().record_refusals
        yield


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("caught", ["", "caught/"])
def test_a_refusal_outlives_the_transaction_that_it_ends(clerk, caught):
    """The host's row is rolled back where nobody catches it, the refusal is in the log."""
    row = _row(kosten="")

    answer = clerk.get(f"/raw/{row.pk}/{caught}", headers={"accept": "text/html"})

    row.refresh_from_db()
    assert (200 if caught else 409) == answer.status_code
    assert ("renamed" if caught else "Bank") == row.title
    kinds = [each.kind for each in row.case.entries()]
    assert ["taken", "refused"] == kinds
    row.delete()  # whose text nobody entered


def test_an_uncaught_refusal_is_a_problem_for_who_wants_json(clerk):
    """Status 409, problem details with the verdict."""
    row = _row(kosten="")
    answer = clerk.get(f"/raw/{row.pk}/", headers={"accept": "application/json"})
    assert 409 == answer.status_code
    assert "application/problem+json" == answer["content-type"]
    assert "submit" == answer.json()["verdict"]["step"]


def _admin(row, *parts):
    return "/".join(("/admin/django_host/vorlage", str(row.pk), *parts, ""))


def test_the_administration_opens_the_case_of_a_new_row(clerk):
    """Adding a row is opening its case."""
    clerk.post("/admin/django_host/vorlage/add/", {"title": "Neu", "kosten": ""})
    row = Vorlage.objects.get(title="Neu")
    assert "draft" == row.status == row.case.current.state


def test_the_administration_shows_steps_and_why_not(clerk):
    """Buttons for what can be done, reasons for what cannot."""
    row = _row(kosten="")
    text = clerk.get(_admin(row, "change")).content.decode()
    assert "State the costs, even none." in text
    assert "You can do now" in text
    assert re.search(r'name="seen" value="1"', text)


def test_the_administration_takes_a_step(clerk):
    """The button posts what was seen, and the page says that it was done."""
    row = _row()
    answer = clerk.post(_admin(row, "step", "submit"), {"seen": "1"}, follow=True)
    assert "Done: submit." in answer.content.decode()
    row.refresh_from_db()
    assert "review" == row.status
    assert "Log of the case" in clerk.get(_admin(row, "history")).content.decode()


def test_an_edit_in_the_administration_is_entered(clerk):
    """The text in the log is that of the row."""
    row = _row()
    given = {"title": "Brunnen", "kosten": "none", "seen": "1"}
    clerk.post(_admin(row, "change"), given)
    row.refresh_from_db()
    assert "Brunnen" == row.title == row.case.current.motion.title


def test_an_edit_of_an_older_page_is_told_in_the_form(clerk):
    """Nothing is saved, and the sentence stands above the form."""
    row = _row()
    row.case.take("submit", User.objects.get(username="clerk"))
    row.case.take("return", _user_of_role("alderman"))
    given = {"title": "Brunnen", "kosten": "none", "seen": "1"}
    text = clerk.post(_admin(row, "change"), given).content.decode()
    assert "This page is older than the case" in text
    row.refresh_from_db()
    assert "Bank" == row.title


def test_an_edit_where_the_text_is_fixed_is_told_in_the_form(clerk):
    """What no step takes in is not saved."""
    row = _row()
    row.case.take("submit", User.objects.get(username="clerk"))
    given = {"title": "Brunnen", "kosten": "none", "seen": "2"}
    text = clerk.post(_admin(row, "change"), given).content.decode()
    assert "can no longer be changed" in text
    row.refresh_from_db()
    assert "Bank" == row.title


def test_a_row_with_a_case_is_not_deleted(clerk):
    """Its log would remain without it."""
    row = _row()
    assert 403 == clerk.post(_admin(row, "delete"), {"post": "yes"}).status_code
    assert Vorlage.objects.filter(pk=row.pk).exists()


def test_the_list_is_filtered_by_the_words_for_states(clerk):
    """The filter offers the states of the procedure."""
    text = clerk.get("/admin/django_host/vorlage/").content.decode()
    assert "?status__exact=review" in text


def _user_of_role(role):
    user, _ = User.objects.get_or_create(username=role)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def _sent(*rows, initial):
    """Return what the page of a meeting sends, with the rows of its table."""
    sent = {
        "ort": "Saal",
        "vorlage_set-TOTAL_FORMS": str(len(rows)),
        "vorlage_set-INITIAL_FORMS": str(initial),
    }
    for number, row in enumerate(rows):
        sent |= {f"vorlage_set-{number}-{name}": value for name, value in row.items()}
    return sent


def test_rows_are_edited_on_the_page_of_another(clerk):
    """A new one opens its case, an edit is entered, the status cannot be sent."""
    sitzung = Sitzung.objects.create(ort="Saal")
    url = f"/admin/django_host/sitzung/{sitzung.pk}/change/"
    new = {"title": "Bank", "kosten": "none", "seen": "", "status": "approved"}
    assert 302 == clerk.post(url, _sent(new, initial=0)).status_code
    (row,) = sitzung.vorlage_set.all()
    assert ("draft", 1) == (row.status, row.case.version)

    page = clerk.get(url).content.decode()
    assert 'name="vorlage_set-0-seen" value="1"' in page
    assert "draft" in page.partition("field-status")[2][:80]
    assert f"/admin/django_host/vorlage/{row.pk}/change/" in page
    assert "vorlage_set-0-DELETE" not in page

    edit = {**new, "id": row.pk, "title": "Brunnen", "seen": "1"}
    assert 302 == clerk.post(url, _sent(edit, initial=1)).status_code
    row.refresh_from_db()
    assert "Brunnen" == row.title == row.case.current.motion.title
    assert ["open", "revise"] == [each.step for each in row.case.entries()]
    assert row.case.entries()[-1].by.id == str(User.objects.get(username="clerk").pk)


def test_a_table_of_rows_refuses_what_rests_on_an_older_page(clerk, alderman):
    """And what the procedure does not let anybody change; the rest is not saved either."""
    sitzung = Sitzung.objects.create(ort="Saal")
    url = f"/admin/django_host/sitzung/{sitzung.pk}/change/"
    row = _row(sitzung=sitzung)
    row.title = "Brunnen"
    row.case.save(User.objects.get(username="clerk"))
    stale = {"id": row.pk, "title": "Bank für 300", "kosten": "none", "seen": "1"}
    answer = clerk.post(url, {**_sent(stale, initial=1), "ort": "Keller"})
    assert 200 == answer.status_code
    assert "This page is older than the case" in answer.content.decode()

    row.case.take("submit", User.objects.get(username="clerk"))
    late = {**stale, "seen": str(row.case.version)}
    answer = clerk.post(url, {**_sent(late, initial=1), "ort": "Keller"})
    assert "can no longer be changed" in answer.content.decode()
    row.refresh_from_db()
    sitzung.refresh_from_db()
    assert ("Brunnen", "Saal") == (row.title, sitzung.ort)
    assert alderman.get(url).status_code == 200


def test_who_may_only_add_rows_opens_their_cases(clerk):
    """A row without a case is nobody's business; the rows that are there stay as they are."""
    sitzung = Sitzung.objects.create(ort="Saal")
    row = _row(sitzung=sitzung)
    adder = _client("adder", "clerk", staff=True)
    user = User.objects.get(username="adder")
    wanted = ("view_vorlage", "add_vorlage", "change_sitzung", "view_sitzung")
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    url = f"/admin/django_host/sitzung/{sitzung.pk}/change/"
    assert 200 == adder.get(url).status_code
    sent = [
        {"id": row.pk, "title": "forged"},
        {"title": "Brunnen", "kosten": "none", "seen": ""},
    ]
    assert 302 == adder.post(url, _sent(*sent, initial=1)).status_code
    titles = {each.title: each.case.version for each in sitzung.vorlage_set.all()}
    assert {"Bank": 1, "Brunnen": 1} == titles


@pytest.mark.parametrize(
    "groups",
    [None, ((None, {"fields": ("title",)}), ("Geld", {"fields": ("kosten",)}))],
    ids=["all", "grouped"],
)
def test_own_groups_of_fields_keep_what_an_inline_needs(clerk, monkeypatch, groups):
    """Whoever groups the fields, or names none, need not name the hidden one."""
    monkeypatch.setattr(VorlageInline, "fields", None)
    monkeypatch.setattr(VorlageInline, "fieldsets", groups)
    sitzung = Sitzung.objects.create(ort="Saal")
    row = _row(sitzung=sitzung)
    url = f"/admin/django_host/sitzung/{sitzung.pk}/change/"
    page = clerk.get(url).content.decode()
    assert 'name="vorlage_set-0-seen" value="1"' in page
    edit = {"id": row.pk, "title": "Brunnen", "kosten": "none", "seen": "1"}
    assert 302 == clerk.post(url, _sent(edit, initial=1)).status_code
    assert "Brunnen" == row.case.current.motion.title


def test_who_may_only_look_sends_nothing(clerk):
    """Without the permission to change, a table shows and holds no field."""
    sitzung = Sitzung.objects.create(ort="Saal")
    row = _row(sitzung=sitzung)
    reader = _client("reader", staff=True)
    user = User.objects.get(username="reader")
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    page = reader.get(f"/admin/django_host/sitzung/{sitzung.pk}/change/")
    assert 200 == page.status_code
    assert row.title in page.content.decode()
    assert "seen" not in page.content.decode()


def test_the_settings_can_name_the_language(clerk):
    """Then every word of a page is in it, whatever the browser asks for."""
    row = _row(kosten="")
    with override_settings(RATSFLOW={**settings.RATSFLOW, "language": "de"}):
        page = clerk.get(
            f"/v/{row.pk}/steps/submit/", headers={"accept-language": "en"}
        ).content.decode()
        log = clerk.get(f"/v/{row.pk}/history/").content.decode()
        shown = clerk.get(f"/admin/django_host/vorlage/{row.pk}/change/")
        row.kosten = "none"
        row.case.save(User.objects.get(username="clerk"))
        done = clerk.post(f"/v/{row.pk}/steps/submit/", {"seen": "2"})
    assert '<html lang="de">' in page
    assert "Der Text, wie er im Protokoll steht" in page
    assert "ist noch nicht möglich" in page
    assert "The text, as the log has it" not in page
    assert "Eröffnet" in log
    assert "Das können Sie jetzt tun" in shown.content.decode()
    assert "Erledigt" in str(*get_messages(done.wsgi_request))
    with (
        override_settings(RATSFLOW={**settings.RATSFLOW, "language": "fr"}),
        pytest.raises(ImproperlyConfigured, match="'fr' is not spoken"),
    ):
        conf()


def test_what_cures_several_things_is_told_once():
    """Behind the last of them, so that no list repeats itself."""
    office, author = Office(nrw()), Actor("a", roles=["author"])
    case = office.open(Motion("Bank"), author)
    reasons = Told(office.assess(case.id, "submit", author), "de").reasons
    cures = [each.cure for each in reasons]
    assert len(reasons) > 3
    assert cures[-1]
    assert "" in cures
    assert len(list(filter(None, cures))) == len(set(filter(None, cures)))
