"""S39: asking colleagues without naming anybody, answering in one's own field, and the library."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries
from ..forms import AdviceForm, AnswerForm
from ..models import Advice
from ..permissions import ADVISE

__all__ = ["answer", "ask", "listing", "move"]

CARE = Purpose.CARE


@allow(ADVISE, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """What waits for one's own field, what one asked, and the library."""
    rows = queries.advice_of(request.who, request.GET.get("q", ""))
    page = lists.page_of(request, rows)
    return render(request, "rounds/advice.html", {"page": page, "q": request.GET.get("q", ""), "today": timezone.localdate()})


@allow(ADVISE, purpose=CARE)
@require_form
def ask(request: Request) -> HttpResponse:
    now = timezone.now()
    return form_page(
        request, AdviceForm(request.POST or None), lambda said: actions.ask_advice(by=request.who, at=now, **said),
        title=_("Ask for advice"), back=reverse("rounds:advice"), button=_("Ask"),
        lead=_("Describe the situation so that nobody can be recognised: no name, no number, no address."),
    )  # fmt: skip


@allow(ADVISE, purpose=CARE)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    now = timezone.now()
    one = the(Advice.objects.visible_to(request.who, CARE), pk=pk)
    return form_page(
        request, AnswerForm(request.POST or None),
        lambda said: actions.answer_advice(advice=one, by=request.who, at=now, **said),
        title=_("Answer a question"), lead=one.text, back=reverse("rounds:advice"),
        button=_("Answer"),
    )  # fmt: skip


@allow(ADVISE, purpose=CARE)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Taken back, into the library, or out of it."""
    one = the(Advice.objects.visible_to(request.who, CARE), pk=pk)
    actions.move_advice(advice=one, to=request.POST.get("to", ""), by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("rounds:advice")
