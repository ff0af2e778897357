"""Offers out and in as files: HSDS as JSON or tables, and one CSV."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.pages import require_form
from ...kernel.problems import Problem
from ...kernel.request import Request
from ...kernel.rules import allow, public
from .. import actions as do
from .. import queries
from ..forms import BringForm
from ..hsds.package import MOST, as_json, as_tables, read_file
from ..hsds.write import service_of
from ..models import Offer
from ..permissions import IMPORT
from .finding import PROJECT

__all__ = ["bring", "package", "services"]

_KINDS: Final = {"json": as_json, "tables": as_tables}


def services() -> list[dict[str, Any]]:
    """What leaves: offers for everybody that go on, whole, in an order that does not change."""
    rows = list(Offer.objects.for_all().active().order_by("pk").whole())
    reach = queries.contacts_of((one.organisation_id for one in rows), timezone.localdate())
    return [service_of(one, reach, full=True) for one in rows]


@public("The directory is for everybody, and so are its files.")
@require_safe
def package(request: Request, kind: str) -> HttpResponse:
    """All offers as an HSDS package."""
    make = _KINDS.get(kind, as_json)
    answer = HttpResponse(make(services()), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="directory-hsds-{kind if kind in _KINDS else "json"}.zip"'
    return answer


@allow(IMPORT, purpose=PROJECT)
@require_form
def bring(request: Request) -> HttpResponse:
    """DIR-03: a file of another directory. What was written here stays; what it says otherwise is shown on each offer."""
    form = BringForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "done": None}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST:
                raise Problem(_("This file is too large."), _("Bring it in parts."))
            reads = read_file(file.read(), form.cleaned_data["language"])
            today, at = timezone.localdate(), timezone.now()
            context["done"] = do.import_offers(
                reads=reads, source=form.cleaned_data["source"], today=today, by=request.who, at=at
            )
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
    context |= {"back": reverse("network:search")}
    return render(request, "network/bring.html", context, status=422 if form.is_bound and form.errors else 200)
