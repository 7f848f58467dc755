"""Views for a model with a `CaseField`: a step with its form, the history, a verdict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.field import accessor_of
from ratsflow.contrib.django.forms import ON, StepForm
from ratsflow.contrib.django.language import gettext as _
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.middleware import CONFLICT
from ratsflow.contrib.django.telling import Told, history, sentence, text_of
from ratsflow.errors import RatsflowError, RefusedError, StoreError, UnknownNameError


class _CaseView(PermissionRequiredMixin, SingleObjectMixin, View):  # type: ignore[type-arg]
    """What the views share: a row that its reader may see, and its case.

    Attributes:
        model: the model.
        permission_required: what a user needs beside the roles that the procedure asks for;
            to see the model if left out.
        template_name: the page.
    """

    template_name = ""
    object: Any

    def get_permission_required(self) -> Any:
        """Return what a user needs to see the row."""
        if self.permission_required is not None:
            return super().get_permission_required()
        meta = self.get_queryset().model._meta
        return (f"{meta.app_label}.view_{meta.model_name}",)

    @property
    def case(self) -> RowCase:
        """The case of the row.

        Raises:
            Http404: it was not opened.
        """
        case: RowCase = getattr(self.object, accessor_of(type(self.object)))
        if not case.is_open:
            raise Http404(_("Its case is not open yet."))
        return case

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Find the row, for who may see it."""
        if self.has_permission():
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def page(self, status: int = 200, **found: Any) -> HttpResponse:
        """Return the page with what was found."""
        context = self.get_context_data(case=self.case, **found)
        return render(self.request, self.template_name, context, status=status)


class StepView(_CaseView):
    """A step with its form: who may take it is asked for what it takes in.

    A refusal, and a page that is older than the case, answer with 409, the reasons and the
    form as it was filled in.

    Attributes:
        step: the step, where the URL does not name it.
        success_url: where to go then; the page of the row if left out.
    """

    template_name = "ratsflow/step.html"
    step = ""
    success_url = ""

    def form(self, data: Any = None) -> StepForm:
        """Return the form of the step.

        Raises:
            Http404: there is no such step, consultation or suspension.
        """
        name = self.step or self.kwargs["step"]
        on = self.request.GET.get(ON, "")
        try:
            return StepForm(self.case, name, on=on, data=data)
        except UnknownNameError as error:
            raise Http404(error.text(language())) from error

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002  # Django's form
        """Show the verdict and the form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002  # Django's form
        """Take the step."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, 422)
        try:
            form.take(request.user)
        except StoreError:
            raise
        except RatsflowError as error:
            return self.refused(form, error)
        title = form.step.title(form.lang)
        messages.success(request, _("Done: %(step)s.") % {"step": title})
        return redirect(self.get_success_url())

    def refused(self, form: StepForm, error: RatsflowError) -> HttpResponse:
        """Say why nothing was done, and show the form again, made of what is now."""
        case = self.case
        fresh = self.form(with_seen(form.data, case.version))
        text = (
            ""
            if isinstance(error, RefusedError)
            else sentence(error, form.lang, case.procedure)
        )
        return self.shown(fresh, CONFLICT, sentence=text)

    def shown(self, form: StepForm, status: int = 200, **found: Any) -> HttpResponse:
        """Return the page of the step."""
        try:
            verdict = form.assess(self.request.user)
        except UnknownNameError as error:
            raise Http404(error.text(form.lang)) from error
        told = Told(verdict, form.lang)
        text = list(text_of(self.case, self.request.user, form.lang))
        url = self.get_success_url()
        return self.page(
            status, form=form, told=told, text=text, object_url=url, **found
        )

    def get_success_url(self) -> str:
        """Return where to go when the step was taken."""
        return str(self.success_url or self.object.get_absolute_url())


def with_seen(data: Any, version: int) -> Any:
    """Return what was sent, as it would be sent from a page made now."""
    fresh = data.copy()
    fresh["seen"] = str(version)
    return fresh


class HistoryView(_CaseView):
    """The log of a case, as its reader may see it."""

    template_name = "ratsflow/history_page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002  # Django's form
        """Show it."""
        lines = list(history(self.case, request.user, language()))
        return self.page(lines=lines)


class VerdictView(_CaseView):
    """The verdict on a step as JSON."""

    raise_exception = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002  # Django's form
        """Answer whether the step may be taken, and what is missing."""
        on = request.GET.get(ON, "")
        try:
            verdict = self.case.assess(kwargs["step"], request.user, on=on)
        except UnknownNameError as error:
            raise Http404(error.text(language())) from error
        return JsonResponse(verdict.to_plain(language()))


def urls(model: Any) -> list[URLPattern]:
    """Return the URLs of the views of a model, to be included below its own.

    They are called ``step``, ``history`` and ``verdict``; ``include((urls(Vorlage),
    "vorlage"))`` makes ``vorlage:step`` of the first.

    Args:
        model: a model with a `CaseField`.
    """
    return [
        path("<int:pk>/steps/<str:step>/", StepView.as_view(model=model), name="step"),
        path(
            "<int:pk>/steps/<str:step>/verdict/",
            VerdictView.as_view(model=model),
            name="verdict",
        ),
        path("<int:pk>/history/", HistoryView.as_view(model=model), name="history"),
    ]
