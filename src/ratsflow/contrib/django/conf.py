"""What a project says in ``settings.RATSFLOW``, read and checked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import attrs

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from ratsflow.errors import RatsflowError
from ratsflow.law.local import NO_LAW, Law
from ratsflow.law.municipality import load_law
from ratsflow.model import Actor
from ratsflow.model.text import Lang
from ratsflow.office.outbox import Listener
from ratsflow.procedure.installed import procedures as installed
from ratsflow.procedure.procedure import Procedure


@attrs.frozen
class Membership:
    """What a group of Django's gives its members.

    Attributes:
        roles: the roles that they hold.
        deputises: the roles in which they may act as a deputy (*i. V.*).
        on_behalf_of: the office or department that they act for, or empty.
    """

    roles: tuple[str, ...] = ()
    deputises: tuple[str, ...] = ()
    on_behalf_of: str = ""


@attrs.frozen(eq=False)  # one for each reading of the settings
class Conf:
    """The settings of ratsflow in a project.

    Attributes:
        procedures: the procedure of new cases first, then those of running ones.
        law: the values in force for the municipality.
        tenant: the municipality.
        groups: by name of a group, what it gives its members.
        actor: makes an actor of a user; None for ours.
        record_refusals: write refused attempts into the log too.
        announce: is told of each entry behind its commit; None for nobody.
        demand_seen: demand of every step that binds a text which version was seen.
        guard_column: let the database itself refuse a status that the log does not have.
        language: the language of all that is said to people, ``de`` or ``en``; that of the
            request where it is empty.
        append_only: let the database itself refuse to change the log.
    """

    procedures: tuple[Procedure, ...]
    law: Law = NO_LAW
    tenant: str = "default"
    groups: Mapping[str, Membership] = attrs.field(factory=dict)
    actor: Callable[[Any], Actor] | None = None
    record_refusals: bool = False
    announce: Listener | None = None
    demand_seen: bool = False
    guard_column: bool = False
    language: Lang | Literal[""] = ""
    append_only: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """Every role of every procedure."""
        return frozenset(role for each in self.procedures for role in each.roles)

    def beginning_with(self, name: str) -> tuple[Procedure, ...]:
        """Return the procedures, one of them first.

        Args:
            name: its name; empty for the order of the settings.

        Raises:
            ImproperlyConfigured: there is none.
        """
        if not name:
            return self.procedures
        named = tuple(each for each in self.procedures if each.name == name)
        if not named:
            known = ", ".join(dict.fromkeys(each.name for each in self.procedures))
            msg = (
                f"RATSFLOW['procedures'] has no procedure {name!r}, which a CaseField names. "
                f"There are: {known}."
            )
            raise ImproperlyConfigured(msg)
        return (*named, *(each for each in self.procedures if each.name != name))


@cache
def conf() -> Conf:
    """Return the settings of this project.

    Raises:
        ImproperlyConfigured: a setting that cannot be used, in one sentence with the cure.
    """
    given = getattr(settings, "RATSFLOW", None)
    if not isinstance(given, Mapping):
        msg = (
            "RATSFLOW is missing in the settings. Write for example "
            "RATSFLOW = {'procedures': ['ratsflow.nrw'], 'law': BASE_DIR / 'town.toml'}."
        )
        raise ImproperlyConfigured(msg)
    known = {each.name: each for each in attrs.fields(Conf)}
    for name in given:
        if name not in known:
            msg = f"RATSFLOW[{name!r}] is no setting. There are: {', '.join(known)}."
            raise ImproperlyConfigured(msg)
    readers: Mapping[str, Callable[[Any], Any]] = {
        "procedures": _procedures,
        "law": _law,
        "groups": _groups,
        "actor": _called,
        "announce": _called,
        "language": _language,
    }
    read = {}
    for name, value in {"procedures": (), **given}.items():
        try:
            read[name] = readers.get(name, _as_is)(value)
        except (ImportError, OSError, RatsflowError, TypeError, ValueError) as error:
            msg = f"RATSFLOW[{name!r}] cannot be used: {error}"
            raise ImproperlyConfigured(msg) from error
    return Conf(**read)


def _as_is(value: Any) -> Any:
    return value


def _language(value: Any) -> Any:
    if value not in ("", *get_args(Lang)):
        msg = f"{value!r} is not spoken. Say 'de' or 'en', or leave it out."
        raise ValueError(msg)
    return value


def _named(value: Any) -> Any:
    """Return what a dotted name means, or the value itself."""
    return import_string(value) if isinstance(value, str) else value


def _called(value: Any) -> Any:
    found = _named(value)
    if found is not None and not callable(found):
        msg = f"{value!r} cannot be called. Name a function: 'package.module.function'."
        raise TypeError(msg)
    return found


def _procedures(value: Any) -> tuple[Procedure, ...]:
    parts = (value,) if isinstance(value, str | Procedure) else tuple(value)
    made = tuple(_procedure(each) for each in parts)
    if not made:
        msg = (
            "there is none. Name at least one, for example 'ratsflow.nrw', or the state in "
            "short: 'NRW'."
        )
        raise ValueError(msg)
    return made


def _procedure(value: Any) -> Procedure:
    if isinstance(value, str) and "." not in value:
        found = installed()
        if value not in found:
            msg = f"no state {value!r} is installed. There are: {', '.join(found)}."
            raise ValueError(msg)
        return found[value]
    made = _named(value)
    made = made if isinstance(made, Procedure) or not callable(made) else made()
    if not isinstance(made, Procedure):
        msg = f"{value!r} is no procedure, and makes none when it is called."
        raise TypeError(msg)
    return made


def _law(value: Any) -> Law:
    if isinstance(value, Law):
        return value
    if isinstance(value, str | Path):
        return load_law(value)
    if isinstance(value, Iterable):
        return load_law(*value)
    made = value() if callable(value) else value
    if not isinstance(made, Law):
        msg = f"{value!r} is no law. Name the file of your municipality."
        raise TypeError(msg)
    return made


def _groups(value: Any) -> Mapping[str, Membership]:
    return {str(name): _membership(each) for name, each in dict(value).items()}


def _membership(value: Any) -> Membership:
    """Read what a group gives: the role, several, or a table with more."""
    if isinstance(value, Mapping):
        parts: dict[str, Any] = {
            k: v if k == "on_behalf_of" else _texts(v) for k, v in value.items()
        }
        return Membership(**parts)
    return Membership(_texts(value))


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "RATSFLOW":
        conf.cache_clear()


setting_changed.connect(_forget)  # tests override settings
