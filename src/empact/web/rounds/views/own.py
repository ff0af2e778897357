"""S23 and S27: the day of a person, for themselves and for who is near; asking, and appointments, from either side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...care import queries as care
from ...consent import access
from ...consent.matrix import Part
from ...kernel.pages import form_page, require_form, the
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries
from ..forms import AnswerForm, AppointmentForm, AskedForm, AskForm
from ..models import Appointment, Question
from ..permissions import OWN_ROUND, WORK

__all__ = ["add", "answer", "ask", "asked", "cared_add", "day", "end", "home"]

OWN, CARE = Purpose.OWN, Purpose.CARE
PARTS = (Part.TASKS, Part.TEAM)


@allow(OWN_ROUND, purpose=OWN)
@require_safe
def home(request: Request) -> HttpResponse:
    """One's own day; for who helps several, a choice."""
    now = timezone.now()
    found = list(care.shared_with(request.who, now)[:50])
    if len(found) == 1:
        return _day(request, found[0].pk)
    return render(request, "rounds/days.html", {"found": found})


@allow(OWN_ROUND, purpose=OWN)
@require_safe
def day(request: Request, pk: UUID) -> HttpResponse:
    """Today, whom to call, what changed since yesterday, and one's questions."""
    return _day(request, pk)


def _day(request: Request, pk: UUID) -> HttpResponse:
    now = timezone.now()
    person, sheet = access.opened(pk, who=request.who, at=now, parts=PARTS, shown="day")
    shown = queries.day_of(person, sheet, who=request.who, at=now)
    context = {"person": person, "sheet": sheet, "shown": shown, "writes": bool(sheet.write[Part.TASKS])}
    return render(request, "rounds/day.html", context)


@allow(OWN_ROUND, purpose=OWN)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """One question to who coordinates, with the day by which an answer comes."""
    now = timezone.now()
    person, _sheet = access.opened(pk, who=request.who, at=now, parts=(Part.TASKS,), shown="day")
    return form_page(
        request, AskForm(request.POST or None),
        lambda said: actions.ask_question(person=person, by=request.who, at=now, **said),
        title=_("Ask a question"), back=reverse("rounds:day", args=(pk,)),
        lead=_("Who coordinates reads it, and the care team that shares tasks. You get an answer within two days."),
        button=_("Ask"), done=_("Your question is asked."),
    )  # fmt: skip


@allow(OWN_ROUND, purpose=OWN)
@require_form
def add(request: Request, pk: UUID) -> HttpResponse:
    """An appointment."""
    return _appointment(request, pk, "rounds:day")


@allow(WORK, purpose=CARE)
@require_form
def cared_add(request: Request, pk: UUID) -> HttpResponse:
    """The same, told by phone or on paper to who cares."""
    return _appointment(request, pk, "rounds:summary")


def _appointment(request: Request, pk: UUID, back: str) -> HttpResponse:
    now = timezone.now()
    person, sheet = access.opened(pk, who=request.who, at=now, parts=(Part.TASKS,), shown="day")
    if not sheet.write[Part.TASKS]:
        raise Missing
    form = AppointmentForm(request.POST or None, members=care.team_of(person, now), routes=back == "rounds:summary")
    return form_page(
        request, form, lambda said: actions.add_appointment(person=person, by=request.who, at=now, **said),
        title=_("Add an appointment"), back=reverse(back, args=(pk,)),
    )  # fmt: skip


@allow(OWN_ROUND, purpose=OWN)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """It does not take place."""
    now = timezone.now()
    one = the(Appointment.objects.visible_to(request.who, OWN, now).standing().select_related("person"), pk=pk)
    actions.end_appointment(appointment=one, by=request.who, at=now)
    messages.success(request, _("It is taken off. It stays on record."))
    return redirect("rounds:day", one.person_id)


@allow(WORK, purpose=CARE)
@require_form
def asked(request: Request, pk: UUID) -> HttpResponse:
    """A question that came by phone, on paper or through a helper."""
    now = timezone.now()
    person, sheet = access.opened(pk, who=request.who, at=now, parts=(Part.TASKS,), shown="day")
    if not sheet.write[Part.TASKS]:
        raise Missing
    return form_page(
        request, AskedForm(request.POST or None, members=care.team_of(person, now)),
        lambda said: actions.ask_question(person=person, by=request.who, at=now, **said),
        title=_("Write a question down"), back=reverse("rounds:summary", args=(pk,)),
    )  # fmt: skip


@allow(WORK, purpose=CARE)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """The answer, in plain words."""
    now = timezone.now()
    one = the(Question.objects.visible_to(request.who, CARE, now).select_related("person"), pk=pk)
    person, _sheet = access.opened(one.person_id, who=request.who, at=now, parts=(Part.TASKS,), shown="day")
    said: Any = one.text
    return form_page(
        request, AnswerForm(request.POST or None),
        lambda said: actions.answer_question(question=one, by=request.who, at=now, **said),
        title=_("Answer a question"), lead=said, button=_("Answer"),
        back=reverse("rounds:summary", args=(person.pk,)),
    )  # fmt: skip
