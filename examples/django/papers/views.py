"""The pages of papers. The steps have views of ratsflow's own; see ``town.urls``."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from papers.forms import PaperForm
from papers.models import Paper


@login_required
@permission_required("papers.view_paper", raise_exception=True)
def papers(request: HttpRequest) -> HttpResponse:
    """List the papers, those first that wait for who looks."""
    found = {
        "waiting": Paper.cases.waiting_for(request.user),
        "papers": Paper.objects.all(),
    }
    return render(request, "papers/papers.html", found)


@login_required
@permission_required("papers.view_paper", raise_exception=True)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper: its text, where it stands, what can be done and what was done."""
    found = {"paper": get_object_or_404(Paper, pk=pk)}
    return render(request, "papers/paper.html", found)


@login_required
@permission_required("papers.change_paper", raise_exception=True)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new paper, or change the text of one."""
    row = Paper() if pk is None else get_object_or_404(Paper, pk=pk)
    form = PaperForm(request.POST or None, instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(row)
    return render(request, "papers/edit.html", {"form": form, "paper": row})
