"""Pages for what goes wrong."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ..middleware import answer_to
from ..problems import Problem

__all__ = ["broken", "csrf_failure", "not_found"]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. The same sentence whether it never was or may not be seen."""
    return _page(request, Problem(_("This page does not exist."), _("Check the address, or start from the home page.")), 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Nothing of what went wrong is shown; the log has its place."""
    said = Problem(_("Something went wrong on our side."), _("Nothing was lost. Try again in a moment."))
    try:
        return _page(request, said, 500)
    except DatabaseError:  # the frame asks how the region is called: without a database the sentence stands alone
        return HttpResponse(f"<!doctype html><title>EMPACT</title><h1>{said.message}</h1><p>{said.hint}</p>", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was not ours, or was open too long."""
    return _page(
        request, Problem(_("This form was open for too long."), _("Go back, reload the page and send it again.")), 403
    )


def _page(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    problem.status = status
    return answer_to(request, problem)
