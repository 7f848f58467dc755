"""Who acts: users, groups, deputies, departments."""

from __future__ import annotations

import pytest

from django.contrib.auth.models import AnonymousUser, Group, User
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from ratsflow import Actor
from ratsflow.contrib.django import actor_of
from ratsflow.contrib.django.actors import as_actor


USUAL = {"procedures": ["django_host.procedures.small"]}


def _user(name, *groups, **given):
    user, _ = User.objects.get_or_create(username=name, defaults=given)
    user.groups.set([Group.objects.get_or_create(name=each)[0] for each in groups])
    return user


def test_a_group_that_is_called_as_a_role_gives_it():
    """Every other group gives nothing, and a superuser nothing by being one."""
    user = _user("kurz", "clerk", "Kegelclub", first_name="Karla", last_name="Kurz")
    assert Actor(str(user.pk), "Karla Kurz", roles=["clerk"]) == actor_of(user)
    assert () == actor_of(_user("root", is_superuser=True)).roles


def test_groups_give_what_the_settings_say():
    """Roles, deputyships, and whom somebody acts for."""
    groups = {
        "Amt 40": {"roles": ["clerk"], "on_behalf_of": "Amt 40"},
        "Vertretung": {"deputises": "alderman"},
        "Vorsitz": "chair",
    }
    user = _user("amt", "Amt 40", "Vertretung", "Vorsitz")
    with override_settings(RATSFLOW={**USUAL, "groups": groups}):
        actor = actor_of(user)
    assert ("clerk", "chair") == actor.roles
    assert ("alderman",) == actor.deputises
    assert "Amt 40" == actor.on_behalf_of


def test_who_is_not_logged_in_or_not_active_holds_no_role():
    """But everybody has an id that the log can name."""
    assert Actor("anonymous") == actor_of(AnonymousUser())
    assert () == actor_of(_user("former", "clerk", is_active=False)).roles


def test_a_project_says_itself_who_acts():
    """A function of its own, or an actor that is handed in."""
    mine = Actor("x", roles=["chair"])
    assert mine == as_actor(mine)
    with override_settings(RATSFLOW={**USUAL, "actor": lambda _: mine}):
        assert mine == as_actor(AnonymousUser())
    with (
        override_settings(RATSFLOW={**USUAL, "actor": lambda _: "x"}),
        pytest.raises(ImproperlyConfigured, match="Return an Actor"),
    ):
        as_actor(AnonymousUser())
