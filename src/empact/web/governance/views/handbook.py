"""S74: the handbook of governance: passages in the region's words, and the chapter that writes itself from the registers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..chapter import chapter as chapter_of
from ..forms import PassageForm
from ..models import Passage
from ..permissions import KEEP, SEE
from .shared import PROJECT, day_of

__all__ = ["chapter", "handbook", "passage"]


@allow(SEE, purpose=PROJECT)
@require_safe
def handbook(request: Request) -> HttpResponse:
    """All passages."""
    rows = Passage.objects.visible_to(request.who, PROJECT)
    return render(request, "governance/handbook.html", {"rows": [(p, p.lines.splitlines()) for p in rows]})


@allow(KEEP, purpose=PROJECT)
@require_form
def passage(request: Request, passage: str) -> HttpResponse:
    """One of them, in other words."""
    one: Passage = the(Passage.objects.visible_to(request.who, PROJECT), code=passage)
    return form_page(
        request,
        PassageForm(request.POST or None, initial={"title": one.title, "lines": one.lines}),
        lambda said: do.keep_passage(passage=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=one.title,
        back=reverse("governance:handbook"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def chapter(request: Request) -> HttpResponse:
    """GOV-25: the registers on a day (``?on=``), as a chapter to print."""
    return render(request, "governance/chapter.html", {"chapter": chapter_of(day_of(request))})
