"""What pages of every app do alike: find the one thing an address names, and a form with what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .problems import Problem
from .request import Request

__all__ = ["as_pdf", "form_page", "require_form", "the"]

require_form = require_http_methods(["GET", "HEAD", "POST"])
"""A page with a form: it is shown, and sent."""


def as_pdf(name: str, content: bytes, *, to_read: bool = False) -> HttpResponse:
    """To keep, or to read at once. ``name`` without an extension, and never whose it is."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'{"inline" if to_read else "attachment"}; filename="{name}.pdf"'
    return answer


def form_page(
    request: Request,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    back: str,
    template: str = "kernel/form.html",
    button: str = "",
    lead: str = "",
    done: str = "",
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show a form, or do what it asks and go back, or on to ``then`` of what was made.

    What the action refuses stands on top of the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            messages.success(request, done or _("Saved."))
            return HttpResponseRedirect(then(made) if then else back)
    context = {"form": form, "title": title, "back": back, "button": button or _("Save"), "lead": lead}
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


def the(rows: Any, **by: Any) -> Any:
    """The one row, or the page that says it does not exist: the same whether it never was or may not be seen."""
    found = rows.filter(**by).first()
    if found is None:
        raise Http404
    return found
