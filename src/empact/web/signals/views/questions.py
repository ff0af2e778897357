"""The intake desk: questions without who asked them, what became of each, and what was asked in vain."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel import lists, region
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries
from ..figures import begins
from ..forms import EnquiryFilter, EnquiryForm, OutcomeForm
from ..models import Enquiry, Topic, Unmet
from ..permissions import ANSWER, SEE_FIGURES
from ..unanswered import asked_by_quarter

__all__ = ["add_question", "outcome", "questions", "unanswered"]

PROJECT = Purpose.PROJECT


@allow(ANSWER, purpose=PROJECT)
@require_safe
def questions(request: Request) -> HttpResponse:
    """What reached this desk. The file leaves out what was asked: it says what about, and what became of it."""
    today = timezone.localdate()
    form = EnquiryFilter(request.GET)
    rows = queries.enquiries(request.who, today, **(form.cleaned_data if form.is_valid() else {}))
    if lists.wants_csv(request):
        heading = ("asked", "where", "how it came in", "about", "state", "passed on to", "why not", "look again on")
        cells = (
            (timezone.localdate(r.asked_at), r.municipality or "", r.channel, r.topic, r.state, r.organisation or "", r.why,
             r.follow_up or "")
            for r in rows
        )  # fmt: skip
        return lists.as_csv("questions", heading, cells)
    return render(request, "signals/questions.html", {"page": lists.page_of(request, rows), "form": form, "today": today})


@allow(ANSWER, purpose=PROJECT)
@require_form
def add_question(request: Request) -> HttpResponse:
    """Write one down; what became of it comes next."""
    return form_page(
        request,
        EnquiryForm(request.POST or None),
        lambda said: actions.ask(**said, by=request.who, at=timezone.now()),
        template="signals/form.html",
        title=_("Write down a question"),
        back=reverse("signals:questions"),
        lead=_("The question, not who asks it. So it is seen what people look for in vain."),
        then=lambda made: reverse("signals:outcome", args=(made.pk,)),
    )


@allow(ANSWER, purpose=PROJECT)
@require_form
def outcome(request: Request, pk: UUID) -> HttpResponse:
    """What became of a question; said again when it is followed up."""
    one: Enquiry = the(Enquiry.objects.visible_to(request.who, PROJECT), pk=pk)
    now = {"state": one.state, "organisation": one.organisation_id, "why": one.why, "follow_up": one.follow_up}
    return form_page(
        request,
        OutcomeForm(request.POST or None, initial=now),
        lambda said: actions.answer(enquiry=one, **said, by=request.who, at=timezone.now()),
        template="signals/form.html",
        title=_("What became of this question?"),
        back=reverse("signals:questions"),
        lead=one.text,
    )


@allow(SEE_FIGURES, purpose=PROJECT)
@require_safe
def unanswered(request: Request) -> HttpResponse:
    """By quarter, what was asked most and not there: for who plans what is still needed. Without persons or texts."""
    today, least = timezone.localdate(), int(region.read("region.small_number"))
    found = asked_by_quarter(queries.questions_of_quarters(begins(today), timezone.now()), today, least)
    if lists.wants_csv(request):
        if "by" in request.GET:
            areas = ((q.name, q.asked, place or "not said", number) for q in found for place, number in q.areas)
            return lists.as_csv("unanswered-where", ("quarter", "asked", "where", "unanswered"), areas)
        rows = ((q.name, q.asked, topic, why, number) for q in found for topic, why, number in q.most)
        return lists.as_csv("unanswered", ("quarter", "asked", "about", "why not", "unanswered"), rows)
    topics, reasons = dict(Topic.choices), dict(Unmet.choices)
    quarters = [(q, [(topics[topic], reasons[why], number) for topic, why, number in q.most]) for q in found]
    return render(request, "signals/unanswered.html", {"quarters": quarters, "least": least})
