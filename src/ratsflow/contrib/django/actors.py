"""Who acts: an actor made of a user, his groups, deputyships and department."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from ratsflow.contrib.django.conf import Membership, conf
from ratsflow.model import Actor


ANONYMOUS = "anonymous"
"""The id of who is not logged in: he holds no role."""


def as_actor(user: Any) -> Actor:
    """Return who acts: the actor that is handed in, or the one that a user is.

    Raises:
        ImproperlyConfigured: the project's own function returns no actor.
    """
    if isinstance(user, Actor):
        return user
    make = conf().actor or actor_of
    made = make(user)
    if not isinstance(made, Actor):
        msg = f"RATSFLOW['actor'] returned {made!r} for {user!r}. Return an Actor."
        raise ImproperlyConfigured(msg)
    return made


def actor_of(user: Any) -> Actor:
    """Make an actor of a user of Django's.

    The id is the user's key, which stays in the log for ever and says nothing without the
    accounts. A group gives what ``RATSFLOW['groups']`` says of it; a group that is called
    as a role gives that role. A superuser holds no role by being one, and who is not
    active holds none.

    Args:
        user: a user, or who is not logged in.
    """
    if not getattr(user, "is_authenticated", False):
        return Actor(ANONYMOUS)
    given = conf()
    names = (
        user.groups.order_by("name").values_list("name", flat=True)
        if user.is_active
        else ()
    )
    held = [
        given.groups.get(
            name, Membership((name,)) if name in given.roles else Membership()
        )
        for name in names
    ]
    return Actor(
        str(user.pk),
        user.get_full_name() or user.get_username(),
        roles=_each(role for one in held for role in one.roles),
        deputises=_each(role for one in held for role in one.deputises),
        on_behalf_of=next((one.on_behalf_of for one in held if one.on_behalf_of), ""),
    )


def _each(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
