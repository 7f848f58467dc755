"""The field that ties a model to its cases: one column, which is the status."""

from __future__ import annotations

import re
import string

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.query import Cases
from ratsflow.contrib.django.standing import Standing
from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import Consultation, Motion


LONGEST = 255
"""Characters of the name of a state, as in the tables of the log."""

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class _Status(DeferredAttribute):
    """The status in memory: it follows the log, and nobody sets it."""

    def __set__(self, row: models.Model, value: Any) -> None:
        name = self.field.attname
        present = row.__dict__.get(name, value)
        if value != present and not isinstance(value, Standing):
            raise InvalidInputError(
                Both(
                    f"it follows the log and cannot be set to {value!r}.",
                    f"der Stand folgt dem Protokoll und lässt sich nicht auf „{value}“ "
                    "setzen.",
                ),
                name,
                _TAKE,
            )
        row.__dict__[name] = value


_TAKE = Both(
    "Take a step: row.case.take('…', user).",
    "Einen Schritt gehen: row.case.take('…', user).",
)


class CaseField(_CharField):
    """The status of a row's case, and by it the case itself.

    The column is indexed and can be filtered; it is written in the transaction of each
    step and by nothing else: not by ``save()``, not by a form, not by ``update()``.

    Args:
        accessor: under which name a row has its case.
        motion: the method of the model that returns what the procedure sees of a row, a
            `Motion`.
        consultations: the method that returns the route (*Beratungsfolge*); a model that
            has none begins without.
        case_id: how the case is called in the log: ``{label}`` is the model that has the
            field, ``{pk}`` the
            key of the row, and every other name a field of it that never changes.
        procedure: the name of the procedure of the settings under which its cases begin;
            the first of them if left out.
        options: see `CharField`.
    """

    descriptor_class = _Status
    description = _("State of a case, as the log says it")

    def __init__(
        self,
        *args: Any,
        accessor: str = "case",
        motion: str = "as_motion",
        consultations: str = "as_consultations",
        case_id: str = "{label}:{pk}",
        procedure: str = "",
        **options: Any,
    ) -> None:
        self.accessor = accessor
        self.motion = motion
        self.consultations = consultations
        self.case_id = case_id
        self.procedure = procedure
        usual: dict[str, Any] = {
            "max_length": LONGEST,
            "db_index": True,
            "editable": False,
            "blank": True,
            "default": "",
            "choices": states,
        }
        super().__init__(*args, **{**usual, **options})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Leave out of migrations what is always so, and what no column is made of."""
        name, _path, args, options = super().deconstruct()
        for each in ("max_length", "db_index", "editable", "blank", "default"):
            options.pop(each, None)
        options.pop(
            "choices", None
        )  # those of the procedure, which has its own versions
        return name, "ratsflow.contrib.django.CaseField", args, options

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        """Put the case of a row, and the rows by their cases, on the model."""
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            setattr(cls, self.accessor, _Accessor(self))
            setattr(cls, f"{self.accessor}s", Cases(cls, self))

    def case_id_of(self, row: models.Model) -> str:
        """Return the id of the case of a row."""
        given: dict[str, Any] = {"label": self.model._meta.label_lower, "pk": row.pk}
        for name in names_in(self.case_id):
            given.setdefault(name, getattr(row, name, None))
        return self.case_id.format(**given)

    def keys_of(self, case_id: str) -> dict[str, str] | None:
        """Return by what the row of a case is found, None where it is none of the model."""
        label = self.model._meta.label_lower
        pattern = "".join(
            re.escape(text) + ("" if name is None else re.escape(label))
            if name in (None, "label")
            else f"{re.escape(text)}(?P<{name}>.+?)"
            for text, name, _, _ in string.Formatter().parse(self.case_id)
        )
        found = re.fullmatch(pattern, case_id)
        if found is None:
            return None
        keys, read = found.groupdict(), {"label": label}
        try:
            for name, value in keys.items():
                field = self.model._meta.pk if name == "pk" else None
                read[name] = (field or self.model._meta.get_field(name)).to_python(  # type: ignore[union-attr]
                    value
                )
        except ValidationError:  # an id that is like those of the model, and none of it
            return None
        # "07" is read as 7, and is the id of another case than that of row 7.
        return keys if self.case_id.format(**read) == case_id else None

    def motion_of(self, row: models.Model) -> Motion:
        """Return what the procedure sees of a row.

        Raises:
            InvalidInputError: the model has no such method, or it returns something else.
        """
        make = getattr(row, self.motion, None)
        made = make() if callable(make) else make
        if not isinstance(made, Motion):
            label = row._meta.label
            raise InvalidInputError(
                Both(f"it returns {made!r}.", f"daraus wird {made!r}."),
                f"{label}.{self.motion}",
                Both("Return a Motion.", "Eine Motion zurückgeben."),
            )
        return made

    def consultations_of(self, row: models.Model) -> Sequence[Consultation]:
        """Return the route of a row, none where the model does not say."""
        make = getattr(row, self.consultations, None)
        return tuple(make()) if callable(make) else ()

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """Mark what the column says: it came from the log."""
        return value if value is None else Standing(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave the column as it is; a new row has no case yet."""
        value = getattr(model_instance, self.attname)
        if not add:
            return models.F(self.attname)
        if value and not isinstance(value, Standing):
            raise InvalidInputError(
                Both(
                    f"a new row cannot begin as {value!r}.",
                    f"eine neue Zeile kann nicht als „{value}“ beginnen.",
                ),
                self.attname,
                Both(
                    "Save it, and open its case: row.case.open(user).",
                    "Sie speichern und den Vorgang eröffnen: row.case.open(user).",
                ),
            )
        setattr(model_instance, self.attname, Standing(""))
        return Standing("")

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Write only what came from the log: also ``update()`` is refused.

        Raises:
            InvalidInputError: it is text from elsewhere.
        """
        if isinstance(value, str) and value and not isinstance(value, Standing):
            raise InvalidInputError(
                Both(
                    f"it follows the log and cannot be set to {value!r}.",
                    f"der Stand folgt dem Protokoll und lässt sich nicht auf „{value}“ "
                    "setzen.",
                ),
                self.name or "",
                _TAKE,
            )
        plain = str(value) if isinstance(value, Standing) else value
        return super().get_db_prep_save(plain, connection)

    def value_from_object(self, obj: models.Model) -> Any:
        """Return the status as plain text, for serializers."""
        value = super().value_from_object(obj)
        return str(value) if isinstance(value, Standing) else value

    def to_python(self, value: Any) -> Any:
        """Take what a fixture says: it was written by the log once."""
        return Standing(value) if isinstance(value, str) else super().to_python(value)

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """Check beside what a text field checks that the model tells its text."""
        from ratsflow.contrib.django.checks import of_field  # noqa: PLC0415  # it asks fields

        return [*super().check(**options), *of_field(self)]


class _Accessor:
    """Gives each row its case."""

    def __init__(self, field: CaseField) -> None:
        self._field = field

    def __get__(self, row: models.Model | None, _: type | None = None) -> Any:
        return self if row is None else RowCase(row, self._field)


def accessor_of(model: Any) -> str:
    """Return under which name the rows of a model have their case.

    Raises:
        TypeError: the model has no `CaseField`.
    """
    return field_of(model).accessor


def field_of(model: Any) -> CaseField:
    """Return the `CaseField` of a model.

    Raises:
        TypeError: it has none.
    """
    found = [each for each in model._meta.get_fields() if isinstance(each, CaseField)]
    if not found:
        msg = f"{model._meta.label} has no CaseField."
        raise TypeError(msg)
    return found[0]


@cache
def tied() -> Sequence[tuple[type[models.Model], CaseField]]:
    """Return every model that has a `CaseField` of its own, with the field.

    They are asked for once all apps are loaded, and stay what they are.
    """
    return tuple(
        (model, field)
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, CaseField)
    )


def names_in(template: str) -> list[str]:
    """Return the names that a template has, each part of a dotted one left out."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def states() -> Iterator[tuple[str, str]]:
    """Yield the states of all procedures with their labels, in the language that is on."""
    lang = language()
    seen: set[str] = set()
    for procedure in conf().procedures:
        for state in procedure.states:
            if state.name not in seen:
                seen.add(state.name)
                yield state.name, state.title(lang)
