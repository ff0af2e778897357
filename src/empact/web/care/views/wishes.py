"""Advance care planning, for whom the person shares it with."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...consent.matrix import Part
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from .. import actions
from ..forms import WishForm
from ..models import Wish
from .sides import Side, opened

__all__ = ["add", "end", "page"]

CRISIS = (Part.CRISIS,)


@require_safe
def page(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """What holds now, and every line there ever was."""
    person, sheet = opened(request, pk, CRISIS, "wishes", whole=True)  # not for who sees only whom to call
    rows = list(Wish.objects.filter(person=person))
    context = {
        "person": person, "sheet": sheet, "side": side.name,
        "now": [one for one in rows if one.ended_at is None], "before": [one for one in rows if one.ended_at is not None],
        "back": side.to("plan", pk),
    }  # fmt: skip
    return render(request, "care/wishes.html", context)


@require_form
def add(request: Request, side: Side, pk: UUID) -> HttpResponse:
    person, _sheet = opened(request, pk, CRISIS, "wishes", writes=Part.CRISIS)
    return form_page(
        request,
        WishForm(request.POST or None),
        lambda said: actions.record_wish(person=person, **said, by=request.who, at=timezone.now()),
        title=_("Write a wish down"),
        lead=_("In the person's own words. A wish is asked, and never guessed."),
        back=side.to("wishes", pk),
    )


@require_POST
def end(request: Request, side: Side, pk: UUID, wish: UUID) -> HttpResponse:
    person, _sheet = opened(request, pk, CRISIS, "wishes")
    row = the(Wish.objects.filter(person=person).select_related("person"), pk=wish)
    actions.end_wish(wish=row, by=request.who, at=timezone.now())
    messages.success(request, _("It does not hold any more."))
    return redirect(side.to("wishes", pk))
