"""TEA-13, TEA-14: what the back office offers, who asked for what and how long it waits, and the year by core activity."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..desk import year_report
from ..forms import AskDeskForm, DeskAnswerForm, ServiceForm
from ..models import Asked, Service
from ..permissions import ASK, HELP, SEE
from .shared import PROJECT

__all__ = ["answer", "ask", "desk", "end_service", "new_service", "year"]


@allow(SEE, purpose=PROJECT)
@require_safe
def desk(request: Request) -> HttpResponse:
    """What waits, the oldest first; with ``?all=on`` what was answered too. Below it the services."""
    today = timezone.localdate()
    rows = Asked.objects.visible_to(request.who, PROJECT).select_related("service", "organisation", "team")
    every = bool(request.GET.get("all"))
    rows = rows if every else rows.filter(answered=None)
    if wants_csv(request):
        head = ("service", "core activity", "asked by", "asked on", "what", "answered on", "days", "answer")
        cells = (
            (
                a.service.title, a.service.activity, a.organisation or a.team or "", a.on, a.text, a.answered or "",
                a.age(today), a.answer,
            )
            for a in rows
        )  # fmt: skip
        return as_csv("desk", head, cells)
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": [(a, a.age(today)) for a in page],
        "every": every,
        "services": Service.objects.visible_to(request.who, PROJECT).on(today),
        "csv": csv_address(request),
        "year": today.year,
    }
    return render(request, "governance/desk.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def year(request: Request) -> HttpResponse:
    """The year (``?year=``) by the six core activities."""
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    wanted = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
    lines = year_report(wanted, today)
    if wants_csv(request):
        head = ("core activity", "asked", "answered", "days in the middle", "waiting")
        cells = ((n.activity.value, n.asked, n.answered, "" if n.days is None else n.days, n.waiting) for n in lines)
        return as_csv("desk-year", head, cells)
    return render(request, "governance/desk_year.html", {"lines": lines, "year": wanted})


@allow(ASK, purpose=PROJECT)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """For one's organisation or team."""
    one: Service = the(Service.objects.visible_to(request.who, PROJECT), pk=pk)
    today = timezone.localdate()
    return form_page(
        request,
        AskDeskForm(request.POST or None),
        lambda said: do.ask_desk(service=one, text=said["text"], today=today, by=request.who, at=timezone.now()),
        title=one.title,
        lead=one.about or _("All partners read the question and its answer: name nobody."),
        button=_("Ask"),
        back=reverse("governance:desk"),
    )


@allow(HELP, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """What came of a question."""
    one: Asked = the(Asked.objects.visible_to(request.who, PROJECT).select_related("service"), pk=pk)
    today = timezone.localdate()
    return form_page(
        request,
        DeskAnswerForm(request.POST or None),
        lambda said: do.answer_desk(asked=one, answer=said["answer"], today=today, by=request.who, at=timezone.now()),
        title=one.service.title,
        lead=one.text,
        button=_("Answer"),
        back=reverse("governance:desk"),
    )


@allow(HELP, purpose=PROJECT)
@require_form
def new_service(request: Request) -> HttpResponse:
    """One more in the catalogue."""

    def act(said: dict[str, Any]) -> Service:
        return do.offer_service(by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        ServiceForm(request.POST or None, initial={"starts": timezone.localdate()}),
        act,
        title=_("New service"),
        back=reverse("governance:desk"),
    )


@allow(HELP, purpose=PROJECT)
@require_POST
def end_service(request: Request, pk: UUID) -> HttpResponse:
    """Today is the last day it is offered; or it goes on."""
    one: Service = the(Service.objects.visible_to(request.who, PROJECT), pk=pk)
    last = None if request.POST.get("undo") else max(one.starts, timezone.localdate())
    do.end_service(service=one, last_day=last, by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("governance:desk"))
