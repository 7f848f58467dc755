"""The form of a step, made of what it takes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from django import forms
from django.db import transaction

from ratsflow.contrib.django import parts
from ratsflow.contrib.django.case import RowCase, takes_text
from ratsflow.contrib.django.field import accessor_of
from ratsflow.contrib.django.language import gettext as _
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.telling import CENTS, sentence
from ratsflow.engine import Taken, Verdict
from ratsflow.errors import ConflictError, InvalidInputError, RefusedError
from ratsflow.model import Ballot, Meeting
from ratsflow.model.consultation import ConsultationRole
from ratsflow.model.organization import BodyKind
from ratsflow.model.text import Lang
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Kind, Parameter, Step


ROWS = 4
"""How many consultations a form takes in at once."""

_PARTED: dict[Kind, Any] = {Kind.BALLOT: Ballot, Kind.MEETING: Meeting}
FEW = 4
"""Up to so many fields that can be left out are shown at once."""
SEEN = "seen"
ON = "on"


@attrs.frozen
class Group:
    """Fields that belong together.

    Attributes:
        legend: what they are about; empty for single fields.
        fields: those that are asked at once.
        more: those that are asked on request.
    """

    legend: str
    fields: Sequence[forms.BoundField]
    more: Sequence[forms.BoundField] = ()


def _seen_field(case: RowCase) -> forms.CharField:
    """Return the hidden field of the version that a page is made of.

    No word of a program's passes that says that the version does not matter.
    """
    return forms.RegexField(
        r"^[0-9]{1,9}\Z", widget=forms.HiddenInput, initial=str(case.version)
    )


class StepForm(forms.Form):
    """What a step takes in, with the version that was seen in a hidden field.

    The text is not asked: it is that of the row.

    Args:
        case: the case of a row.
        step: name of the step.
        on: id of the consultation or suspension that it is about.
        data: what was sent; the form is empty if left out.

    Attributes:
        inputs: what was stated, as the step takes it in; empty before it is cleaned.
    """

    def __init__(
        self, case: RowCase, step: str, *, on: str = "", data: Any = None
    ) -> None:
        self.case = case
        self.procedure: Procedure = case.procedure
        self.step: Step = self.procedure.step(step)
        self.lang: Lang = language()
        super().__init__(data, prefix=None, auto_id=f"id_{step}_%s")
        self.fields[SEEN] = _seen_field(case)
        self.fields[ON] = forms.CharField(
            widget=forms.HiddenInput, initial=on, required=False, max_length=255
        )
        self._names: dict[str, dict[str, str]] = {}
        self.inputs: dict[str, Any] = {}
        for each in self.asked:
            self._add(each)

    @property
    def asked(self) -> Iterator[Parameter]:
        """What the step takes in, but for the text: what cannot be left out first."""
        takes = [each for each in self.step.takes if each.kind is not Kind.MOTION]
        yield from sorted(takes, key=lambda each: not each.required)

    @property
    def is_plain(self) -> bool:
        """Tell whether there is nothing to fill in."""
        return not any(True for _ in self.asked)

    @property
    def takes_text(self) -> bool:
        """Tell whether the step takes in the text of the row."""
        return takes_text(self.step)

    def _label(self, each: Parameter) -> str:
        words = self.procedure.words
        label = each.label.in_(self.lang) or words.say(
            "fact", f"{self.step.name}.{each.name}", self.lang
        )
        return label[:1].upper() + label[1:]

    def _add(self, each: Parameter) -> None:
        words, lang = self.procedure.words, self.lang
        if each.kind in _PARTED:
            kind = _PARTED[each.kind]
            what = each.kind.value
            made = parts.fields_of(what, kind, words, lang, required=each.required)
            self._add_parts(each.name, made)
            return
        if each.kind is Kind.CONSULTATIONS:
            for number in range(1, ROWS + 1):
                self._add_parts(f"{each.name}-{number}", self._consultation())
            return
        options: dict[str, Any] = {
            "label": self._label(each),
            "required": each.required,
        }
        self.fields[each.name] = self._single(each, options)

    def _add_parts(self, name: str, made: dict[str, forms.Field]) -> None:
        self._names[name] = {part: f"{name}-{part}" for part in made}
        for part, field in made.items():
            self.fields[f"{name}-{part}"] = field

    def _single(self, each: Parameter, options: dict[str, Any]) -> forms.Field:
        if each.name in CHOICES:
            return parts.choice_field(
                each.name,
                CHOICES[each.name],
                self.procedure.words,
                self.lang,
                **options,
            )
        if each.kind is Kind.NUMBER and each.name.endswith(CENTS):
            options["label"] = _("%(amount)s, in euros") % {"amount": options["label"]}
            return parts.EuroField(**options)
        kinds: dict[Kind, Any] = {
            Kind.FLAG: parts.flag_field,
            Kind.NUMBER: forms.IntegerField,
            Kind.DAY: parts.day_field,
            Kind.MOMENT: parts.moment_field,
            Kind.NAMES: parts.LinesField,
        }
        return kinds.get(each.kind, forms.CharField)(**options)

    def _consultation(self) -> dict[str, forms.Field]:
        words, lang = self.procedure.words, self.lang
        labels = parts.LABELS
        return {
            "body": forms.CharField(label=labels["consultation.body"], required=False),
            "kind": parts.choice_field(
                "kind",
                BodyKind,
                words,
                lang,
                label=labels["consultation.kind"],
                required=False,
                initial=BodyKind.COMMITTEE.value,
            ),
            "role": parts.choice_field(
                "role",
                ConsultationRole,
                words,
                lang,
                label=labels["consultation.role"],
                required=False,
                initial=ConsultationRole.DECISION.value,
            ),
            "members": forms.IntegerField(
                label=labels["consultation.members"], required=False, min_value=1
            ),
            "day": parts.day_field(label=labels["consultation.day"], required=False),
            "public": parts.flag_field(
                label=labels["consultation.public"], required=False
            ),
        }

    @property
    def groups(self) -> Iterator[Group]:
        """The fields in the order in which they are asked, those that belong together in one."""
        single: list[forms.BoundField] = []
        optional: list[forms.BoundField] = []
        for each in self.asked:
            if each.name in self.fields:
                (single if each.required else optional).append(self[each.name])
        if single:
            yield Group("", single)
        for each in self.asked:
            if each.kind in _PARTED:
                yield self._group(self._label(each), each.name, each.kind.value)
            elif each.kind is Kind.CONSULTATIONS:
                for number in range(1, ROWS + 1):
                    legend = f"{self._label(each)} ({number})"
                    yield self._group(legend, f"{each.name}-{number}", "")
        if len(optional) <= FEW:
            yield Group("", optional)
        else:
            yield Group(_("Further statements"), (), optional)

    def _group(self, legend: str, name: str, what: str) -> Group:
        names = self._names[name]
        first = parts.FIRST.get(what, tuple(names))
        return Group(
            legend,
            [self[names[part]] for part in names if part in first],
            [self[names[part]] for part in names if part not in first],
        )

    def clean(self) -> dict[str, Any]:
        """Make of the parts the values that the step takes in."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for each in self.asked:
            try:
                value = self._made(each, cleaned)
            except InvalidInputError as error:
                self.add_error(self._first_field(each), error.text(self.lang))
            else:
                if value is not None:
                    self.inputs[each.name] = value
        return cleaned

    def _made(self, each: Parameter, cleaned: dict[str, Any]) -> Any:
        if each.kind is Kind.CONSULTATIONS:
            taken = {one.id for one in self.case.current.consultations}
            made = []
            for number in range(1, ROWS + 1):
                stated = self._parts_of(f"{each.name}-{number}", cleaned)
                row = parts.consultation(taken, stated)
                if row is not None:
                    taken.add(row.id)
                    made.append(row)
            return tuple(made) or None
        if each.kind is Kind.BALLOT:
            return parts.ballot(self._parts_of(each.name, cleaned))
        if each.kind is Kind.MEETING:
            return parts.meeting(self._parts_of(each.name, cleaned))
        value = cleaned.get(each.name)
        return None if value in ("", ()) and not each.required else value

    def _parts_of(self, name: str, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {part: cleaned.get(full) for part, full in self._names[name].items()}

    def _first_field(self, each: Parameter) -> str:
        if each.name in self.fields:
            return each.name
        return next(name for name in self.fields if name.startswith(f"{each.name}-"))

    def assess(self, user: Any) -> Verdict:
        """Ask whether the step may be taken, with what is stated if that is valid."""
        inputs = self.inputs if self.is_bound and self.is_valid() else {}
        on = self.data.get(ON, "") if self.is_bound else self.fields[ON].initial
        return self.case.assess(self.step.name, user, on=str(on or ""), **inputs)

    def take(self, user: Any) -> Taken:
        """Take the step with what is stated.

        Raises: see `RowCase.take`.
        """
        return self.case.take(
            self.step.name,
            user,
            on=self.cleaned_data[ON],
            seen=self.cleaned_data[SEEN],
            **self.inputs,
        )


class Seeing:
    """Lets a form of a model refuse what rests on an older page, or may not be changed.

    Mix it into a form of your own; `CaseForm` is the plain one.

    Attributes:
        user: who edits.
        always: the hidden field is there before the case is open too, and empty: of many
            forms in a table each has the same fields.
    """

    user: Any = None
    always: bool = False
    instance: Any
    fields: dict[str, forms.Field]
    errors: Any
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = self.user if user is None else user
        self.is_of_case = self.instance.pk is not None and self._case.is_open
        if self.is_of_case:
            self.fields[SEEN] = _seen_field(self._case)
        elif self.always:
            self.fields[SEEN] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=0
            )

    @property
    def _case(self) -> RowCase:
        case: RowCase = getattr(self.instance, accessor_of(type(self.instance)))
        return case

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        case, procedure = self._case, None
        try:
            if self.is_of_case:
                procedure = case.procedure
                self._check(case)
            else:
                _ = case.motion  # whose values may contradict each other
        except (InvalidInputError, ConflictError, RefusedError) as error:
            said = sentence(error, language(), procedure)
            self.add_error(None, said)  # type: ignore[attr-defined]

    def _check(self, case: RowCase) -> None:
        """Ask whether the text may be changed, if it is."""
        if not case.is_changed:
            return
        step, seen = case.revising(self.user), self.cleaned_data[SEEN]
        verdict = case.assess(step.name, self.user, seen=seen)
        if not verdict.allowed:
            raise RefusedError(verdict)

    def save(self, commit: bool = True) -> Any:  # Django's form
        """Save the row, and open its case or enter its text; all of it or nothing.

        Raises: see `RowCase.save`; the page was asked before, so somebody was faster.
        """
        if not commit:
            return super().save(commit=False)  # type: ignore[misc]
        if self.errors:
            return super().save()  # type: ignore[misc]  # which says why not
        case = self._case
        with transaction.atomic(case.using):
            case.save(self.user, seen=self.cleaned_data.get(SEEN) or None)
            self._save_m2m()  # type: ignore[attr-defined]
        return self.instance


class CaseForm(Seeing, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a model with a `CaseField`: what is edited is entered into the log.

    Args:
        user: who edits.
    """
