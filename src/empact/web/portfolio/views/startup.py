"""MOD-24: where a region begins that has nothing but needs, strengths and wishes; no page of it asks for a figure."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import region
from ...kernel.pages import as_pdf, require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import papers, startup
from ..models import Groundwork
from ..permissions import KEEP_FRAME, SEE
from ..registers.forms import GroundworkForm
from .shared import PROJECT, form_page

__all__ = ["add", "drop", "keep", "note", "start"]


@allow(SEE, purpose=PROJECT)
@require_safe
def start(request: Request) -> HttpResponse:
    """The steps in their order, each with what is there; and the note that is made of them."""
    lines = Groundwork.objects.visible_to(request.who, PROJECT)
    context = {"steps": startup.walked(timezone.localdate()), "keeps": may(request.who, KEEP_FRAME, PROJECT), "lines": lines}
    return render(request, "portfolio/startup.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def note(request: Request) -> HttpResponse:
    """ZON-24: the start-up note, two pages at most."""
    today = timezone.localdate()
    title = _("Start-up note of %(region)s") % {"region": region.name()}
    day = date_format(today, "SHORT_DATE_FORMAT")
    made = papers.paper(title, startup.note(today), lead=day, foot=title, pages=startup.PAGES, strict=True)
    return as_pdf("start-up-note", made, to_read=True)


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def add(request: Request, chapter: str) -> HttpResponse:
    """A need, something that moves already, or a wish."""
    titles = {"need": _("Add a need"), "dynamic": _("Add what moves"), "wish": _("Add a wish")}
    if chapter not in titles:
        raise Http404
    return form_page(
        request,
        GroundworkForm(request.POST or None),
        lambda said: do.add_groundwork(kind=chapter, by=request.who, at=timezone.now(), **said),
        title=titles[chapter],
        lead=_("In the words of who says it. Nothing has to be counted, and nobody is named."),
        back=reverse("portfolio:startup"),
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def keep(request: Request, pk: UUID) -> HttpResponse:
    """Said otherwise."""
    one: Groundwork = the(Groundwork.objects.visible_to(request.who, PROJECT), pk=pk)
    return form_page(
        request,
        GroundworkForm(request.POST or None, initial={"text": one.text, "said_by": one.said_by}),
        lambda said: do.keep_groundwork(line=one, by=request.who, at=timezone.now(), **said),
        title=str(one.get_kind_display()).capitalize(),
        back=reverse("portfolio:startup"),
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_POST
def drop(request: Request, pk: UUID) -> HttpResponse:
    """Taken off the note."""
    one: Groundwork = the(Groundwork.objects.visible_to(request.who, PROJECT), pk=pk)
    do.drop_groundwork(line=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("portfolio:startup"))
