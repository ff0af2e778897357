"""The red button (S04), its receipt (S05), and the way back to it with the code. Nobody signs in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from ...kernel import limits
from ...kernel.pages import require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow, public
from ...people.models import Person
from ...people.permissions import SEE_CARED, SEE_PERSONS
from ...people.queries import open_person
from .. import actions, promises, words
from ..forms import AboutForm, CodeForm, DeskReportForm, ReportForm
from ..models import Signal
from ..permissions import HANDLE
from ..queries import age_of

__all__ = ["about", "about_near", "follow", "how", "receipt", "report", "write_down"]

OFTEN = 5
"""Reports in ten minutes from one place; more are kept, and marked."""


@public("Everybody can always report a worrying situation.")
@csrf_exempt  # a browser without cookies reports, too; a report from elsewhere carries no session and harms nobody
@require_form
def report(request: Request) -> HttpResponse:
    """112 first, then six questions on one page. What is wrong keeps every word."""
    return _form(request, ReportForm(request.POST or None))


@allow(SEE_PERSONS, purpose=Purpose.CARE)
@require_form
def about(request: Request, pk: UUID) -> HttpResponse:
    """For a person one cares for: where and who is known, and who coordinates is called first."""
    return _about(request, pk, Purpose.CARE)


@allow(SEE_CARED, purpose=Purpose.OWN)
@require_form
def about_near(request: Request, pk: UUID) -> HttpResponse:
    """For somebody one helps."""
    return _about(request, pk, Purpose.OWN)


@allow(HANDLE, purpose=Purpose.CARE)
@require_form
def write_down(request: Request) -> HttpResponse:
    """What came by phone, on paper or at a desk: the same questions, the same receipt."""
    return _form(request, DeskReportForm(request.POST or None), desk=True)


@public("The address holds a key that only the reporter was given.")
@require_safe
def receipt(request: Request, ticket: UUID) -> HttpResponse:
    """Code, where it stands, until when somebody reads and calls, and the feedback. No names, and nothing that was told."""
    signal: Signal = the(Signal.objects.filter(ticket=ticket))
    first = signal.turns.order_by("number").first()
    context = {
        "signal": signal,
        "stands": words.STANDS[signal.state],
        "read_by": first.until if first is not None and signal.state == Signal.State.RECEIVED else None,
        "waits_for_contact": signal.is_open and signal.first_contact_at is None,
        "steps": words.STEPS,
        "phone": promises.phone(),
    }
    response = render(request, "signals/receipt.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@public("Who reported has a code and no account.")
@csrf_exempt
@require_form
def follow(request: Request) -> HttpResponse:
    """From the code to the receipt. Guessing is soon too often."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.check_often("report-code", _whose(request), allowed=10, at=timezone.now(), stretch=timedelta(minutes=10))
        found = Signal.objects.filter(receipt=form.cleaned_data["receipt"]).first()
        if found is not None:
            return HttpResponseRedirect(reverse("signals:receipt", args=(found.ticket,)))
        form.add_error("receipt", _("We know no report with this code."))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "signals/follow.html", {"form": form}, status=status)


@public("Everybody may know what happens with a report.")
@require_safe
def how(request: Request) -> HttpResponse:
    """The procedure: steps, who reads, by when, and what one hears."""
    context = {"steps": words.STEPS, "hours": promises.hours(), "phone": promises.phone()}
    return render(request, "signals/how.html", context)


def _about(request: Request, pk: UUID, purpose: Purpose) -> HttpResponse:
    now = timezone.now()
    person: Person = open_person(pk, who=request.who, purpose=purpose, at=now, part="header")
    asker: Any = request.user
    form = AboutForm(request.POST or None, initial={"reporter": asker.name, "discretion": Signal.Discretion.TEAM})
    return _form(request, form, person=person)


def _form(request: Request, form: ReportForm, *, person: Person | None = None, desk: bool = False) -> HttpResponse:
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        made = actions.report(**_said(form, person, at), often=not desk and _often(request, at), by=request.who, at=at)
        return HttpResponseRedirect(reverse("signals:receipt", args=(made.ticket,)))
    context = {"form": form, "person": person, "desk": desk, "phone": promises.phone()}
    return render(request, "signals/report.html", context, status=422 if form.is_bound else 200)


def _said(form: ReportForm, person: Person | None, at: datetime) -> dict[str, Any]:
    if person is None:
        return dict(form.cleaned_data)
    known = {"municipality": person.municipality, "name": person.name, "person": person}
    return {**form.cleaned_data, **known, "age": age_of(person.age_on(timezone.localdate(at)))}


def _often(request: Request, at: datetime) -> bool:
    return limits.count("report", _whose(request), at=at, stretch=timedelta(minutes=10)) > OFTEN


def _whose(request: Request) -> str:
    return str(request.who.user_id or limits.hidden(limits.address_of(request)))
