"""The admin of a model with a `CaseField`: steps, reasons, forms and the history."""

from __future__ import annotations

from typing import Any

from django import VERSION
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.field import CaseField, field_of
from ratsflow.contrib.django.forms import ON, SEEN, Seeing, StepForm
from ratsflow.contrib.django.language import gettext as _
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.middleware import CONFLICT
from ratsflow.contrib.django.telling import Told, history, outlook, sentence, text_of
from ratsflow.contrib.django.views import with_seen
from ratsflow.errors import (
    RatsflowError,
    RefusedError,
    StoreError,
    UnknownNameError,
)


class CaseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows beside a row where its case stands and takes its steps.

    Put it before `ModelAdmin`, or alone. A new row opens its case; an edit that changes the
    text is entered into the log by the step that takes one. Steps need the permission to
    see the row, and the role that the procedure asks for. A row whose case is open is not
    deleted: its log would remain without it.
    """

    change_form_template = "admin/ratsflow/change_form.html"
    object_history_template = "admin/ratsflow/object_history.html"
    step_template = "admin/ratsflow/step.html"

    class Media:
        """The looks of what is added."""

        css = {"all": ("ratsflow/ratsflow.css",)}  # noqa: RUF012  # as Django has it

    @property
    def case_field(self) -> CaseField:
        """The field that ties the model to its cases."""
        return field_of(self.model)

    def case_of(self, row: Any) -> RowCase:
        """Return the case of a row."""
        case: RowCase = getattr(row, self.case_field.accessor)
        return case

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the status among the fields, for reading."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else _with_status(self.model, fields)

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,
        **options: Any,
    ) -> Any:
        """Return the form of the row, which refuses what rests on an older page."""
        made = super().get_form(request, obj, change, **options)
        return _asking(made, request.user)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Save the row, and open its case or enter its text with it."""
        del change
        self.case_of(obj).save(request.user, seen=form.cleaned_data.get(SEEN))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save a row; who was overtaken while saving is told and loads it anew."""
        found = dict(extra_context or {})
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is not None and self.has_view_or_change_permission(request, row):
            found["ratsflow"] = self._panel(request, row)
        try:
            return super().changeform_view(request, object_id, form_url, found)
        except StoreError:
            raise
        except RatsflowError as error:
            self.message_user(request, sentence(error, language()), messages.ERROR)
            return redirect(request.path)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """List the rows; an edit in the list that is refused is told there."""
        try:
            return super().changelist_view(request, extra_context)
        except StoreError:
            raise
        except RatsflowError as error:
            self.message_user(request, sentence(error, language()), messages.ERROR)
            return redirect(request.get_full_path())

    def _panel(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        case, panel = self.case_of(row), {"is_below_tools": VERSION < (6, 1)}
        if not case.is_open:
            return {**panel, "is_open": False}
        told = outlook(case, request.user, language())
        return {**panel, "is_open": True, **told}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep rows whose case is open, and with them the action that deletes many."""
        may = bool(super().has_delete_permission(request, obj))
        return may and obj is not None and not self.case_of(obj).is_open

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a step."""
        own = path(
            "<path:object_id>/step/<str:step>/",
            self.admin_site.admin_view(self.step_view),
            name=self._step_name,
        )
        return [own, *super().get_urls()]

    @property
    def _step_name(self) -> str:
        meta = self.model._meta
        return f"{meta.app_label}_{meta.model_name}_step"

    def step_view(
        self, request: HttpRequest, object_id: str, step: str
    ) -> HttpResponse:
        """Show a step with its form, and take it."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        case = self.case_of(row)
        on = request.GET.get(ON) or request.POST.get(ON) or ""
        data = request.POST if request.method == "POST" else None
        try:
            form = StepForm(case, step, on=on, data=data)
            if data is None or not form.is_valid():
                return self._shown(request, row, form, 200 if data is None else 422)
            form.take(request.user)
        except UnknownNameError as error:
            raise Http404(error.text(language())) from error
        except StoreError:
            raise
        except RatsflowError as error:
            return self._refused(request, row, form, error)
        title = form.step.title(form.lang)
        self.log_change(request, row, [{"changed": {"fields": [title]}}])
        self.message_user(
            request, _("Done: %(step)s.") % {"step": title}, messages.SUCCESS
        )
        return redirect(self._url(row))

    def _url(self, row: Any) -> str:
        meta = self.model._meta
        name = f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_change"
        return reverse(name, args=[row.pk])

    def _refused(
        self, request: HttpRequest, row: Any, form: StepForm, error: RatsflowError
    ) -> HttpResponse:
        case = self.case_of(row)
        data = with_seen(form.data, case.version)
        fresh = StepForm(case, form.step.name, on=str(form.data.get(ON, "")), data=data)
        told = isinstance(error, RefusedError)
        said = "" if told else sentence(error, form.lang, case.procedure)
        return self._shown(request, row, fresh, CONFLICT, said)

    def _shown(
        self,
        request: HttpRequest,
        row: Any,
        form: StepForm,
        status: int,
        said: str = "",
    ) -> HttpResponse:
        told = Told(form.assess(request.user), form.lang)
        found = {
            **self.admin_site.each_context(request),
            "title": told.title,
            "subtitle": str(row),
            "object": row,
            "opts": self.model._meta,
            "form": form,
            "told": told,
            "text": list(text_of(self.case_of(row), request.user, form.lang)),
            "sentence": said,
            "is_changed": self.case_of(row).is_changed,
            "change_url": self._url(row),
            "media": self.media,
        }
        return TemplateResponse(request, self.step_template, found, status=status)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> Any:
        """Show the log of the case above what the admin itself noted."""
        found = dict(extra_context or {})
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.has_view_or_change_permission(request, row):
            lines = history(self.case_of(row), request.user, language())
            found["ratsflow_lines"] = list(lines)
        return super().history_view(request, object_id, found)


class CaseInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows with a case on the page of another model, as the papers of a meeting.

    Put it before `StackedInline`, or alone for a table. A new row opens its case, and an edit
    is entered into the log by who edits, with what he saw in a hidden field; the status is
    there for reading. Steps are taken on the page of the row, to which a link leads where the
    model has an administration of its own. Rows are not deleted here: whose case is open
    stays.
    """

    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the status among the fields, for reading."""
        return _with_status(self.model, super().get_readonly_fields(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields, with the status and the hidden one of what was seen."""
        found = super().get_fieldsets(request, obj)
        there = flatten_fieldsets(found)
        needed = _with_status(self.model, there)[len(there) :]
        if self._is_written(request, obj):
            needed = [*needed, SEEN]
        return [*found, (None, {"fields": needed})] if needed else found

    def _is_written(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether somebody may add rows here, or change them."""
        return self.has_change_permission(request, obj) or self.has_add_permission(
            request, obj
        )

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """Return the forms of the rows, which refuse what rests on an older page."""
        if self._is_written(request, obj):
            options["form"] = _asking(self.form, request.user, always=True)
        if "fields" not in options:
            names = flatten_fieldsets(self.get_fieldsets(request, obj))
            options["fields"] = [each for each in names if each != SEEN]
        return super().get_formset(request, obj, **options)


def _with_status(model: Any, fields: Any) -> Any:
    """Return the fields that are for reading, the status among them."""
    name = field_of(model).name
    return fields if name in fields else [*fields, name]


def _asking(made: type[Any], user: Any, *, always: bool = False) -> type[Any]:
    """Return a form that asks the procedure for somebody, whatever form it was."""
    bases = (made,) if issubclass(made, Seeing) else (Seeing, made)
    own = {"user": user, "always": always, "__module__": made.__module__}
    return type(made.__name__, bases, own)
