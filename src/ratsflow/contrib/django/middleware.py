"""What surrounds a request: refusals that are kept, and a page for those nobody caught."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.refusals import recording
from ratsflow.contrib.django.telling import Told, sentence
from ratsflow.errors import ConflictError, RatsflowError, RefusedError, UnseenError


CONFLICT = 409


class CaseMiddleware:
    """Keeps refusals beyond the transaction of a view, and answers those nobody caught.

    Put it behind the locale middleware, so that it speaks the language of the request.

    Args:
        get_response: the rest of the way to the view.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request; what was refused meanwhile is written behind it."""
        with recording():
            return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer with 409 and the reasons where a view lets a refusal through."""
        if not isinstance(exception, RefusedError | ConflictError | UnseenError):
            return None
        return refusal(request, exception)


def refusal(request: HttpRequest, error: RatsflowError) -> HttpResponse:
    """Return the page that says why something was not done, status 409."""
    lang = language()
    text = sentence(error, lang)
    verdict = error.verdict if isinstance(error, RefusedError) else None
    if not request.accepts("text/html"):
        return JsonResponse(
            problem(error), status=CONFLICT, content_type="application/problem+json"
        )
    told = Told(verdict, lang) if verdict is not None else None
    found = {"error": error, "sentence": text, "told": told}
    return render(request, "ratsflow/refused.html", found, status=CONFLICT)


def problem(error: RatsflowError) -> dict[str, object]:
    """Return an error as problem details (RFC 9457)."""
    lang = language()
    told: dict[str, object] = {
        "type": f"urn:ratsflow:error:{type(error).__name__}",
        "title": sentence(error, lang).partition("\n")[0],
        "status": CONFLICT,
        "detail": sentence(error, lang),
    }
    if isinstance(error, RefusedError):
        told["verdict"] = error.verdict.to_plain(lang)
    if isinstance(error, ConflictError):
        told |= {"expected": error.expected, "found": error.found}
    return told
