"""A round: the text by paragraph with what is said of each, whom it asks, and what becomes of each comment."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.pages import require_form
from ...kernel.problems import Denied
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import queries
from ..forms import AskForm, ClosesForm, CommentAnswerForm, CommentForm
from ..models import Comment, Consultation, Version
from ..permissions import KEEP, TAKE_PART
from .shared import PROJECT, form_page, speaker, the

__all__ = ["answer", "ask", "closes", "comment", "consultation", "nothing", "take_back"]


def _the(request: Request, pk: UUID) -> Consultation:
    rows = Consultation.objects.visible_to(request.who, PROJECT).select_related("version__document", "decision")
    found: Consultation = the(rows, pk=pk)
    return found


@allow(TAKE_PART, purpose=PROJECT)
@require_safe
def consultation(request: Request, pk: UUID) -> HttpResponse:
    """What was said stands with the paragraph it is about."""
    one, today = _the(request, pk), timezone.localdate()
    related = ("organisation", "participant__group", "change__version")
    comments = one.comments.select_related(*related)
    said: dict[UUID | None, list[Comment]] = defaultdict(list)
    for each in comments:
        said[each.paragraph_id].append(each)
    own, participant = speaker(request, one)
    is_open = one.is_open(today)
    context = {
        "round": one,
        "is_open": is_open,
        "paragraphs": [(p, said[p.pk]) for p in one.version.paragraphs.all()],
        "whole": said[None],
        "reached": queries.reached(one)[one.pk],
        "own": own,
        "participant": participant,
        "speaks": is_open and (own or participant),
        "had_nothing": one.replies.filter(organisation=own, participant=participant).exists() if own or participant else False,
    }
    return render(request, "participation/consultation.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Whom, what and until when."""
    rows = Version.objects.visible_to(request.who, PROJECT).select_related("document")
    one: Version = the(rows, pk=pk)
    today = timezone.localdate()
    return form_page(
        request,
        AskForm(request.POST or None, today=today, initial={"closes": today + timedelta(days=21), "for_all": True}),
        lambda said: do.ask(version=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Ask what others think: %(title)s") % {"title": f"{one.document.title} {one}"},
        lead=_("Who says nothing agrees to nothing, and holds nothing up."),
        back=reverse("participation:version", args=[pk]),
        then=lambda made: reverse("participation:consultation", args=[made.pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def closes(request: Request, pk: UUID) -> HttpResponse:
    """More time, or none any more."""
    one, today = _the(request, pk), timezone.localdate()
    return form_page(
        request,
        ClosesForm(request.POST or None, initial={"closes": one.closes}),
        lambda said: do.end_round(consultation=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Until when is it open?"),
        lead=_("With the day of yesterday it is closed now."),
        back=reverse("participation:consultation", args=[pk]),
    )


@allow(TAKE_PART, purpose=PROJECT)
@require_form
def comment(request: Request, pk: UUID) -> HttpResponse:
    """For the own organisation or oneself; the project office writes down what a partner said elsewhere."""
    one, today = _the(request, pk), timezone.localdate()
    own, participant = speaker(request, one)
    writes_down = request.who.role == "pmo" and participant is None
    if own is None and participant is None and not writes_down:
        raise Denied(_("You read along in this round."), _("Say it to an organisation or working group that is asked."))

    def act(said: dict[str, Any]) -> Comment:
        by = {"organisation": said.pop("organisation", own), "participant": participant}
        return do.comment(consultation=one, today=today, by=request.who, at=timezone.now(), **by, **said)

    return form_page(
        request,
        CommentForm(
            request.POST or None, consultation=one, partners=writes_down, initial={"paragraph": request.GET.get("paragraph")}
        ),
        act,
        title=_("Say what you think"),
        lead=one.question,
        back=reverse("participation:consultation", args=[pk]),
    )


@allow(TAKE_PART, purpose=PROJECT)
@require_POST
def nothing(request: Request, pk: UUID) -> HttpResponse:
    """Read, and nothing to add."""
    one = _the(request, pk)
    own, participant = speaker(request, one)
    do.add_nothing(
        consultation=one, organisation=own, participant=participant, today=timezone.localdate(), by=request.who,
        at=timezone.now(),
    )  # fmt: skip
    return HttpResponseRedirect(reverse("participation:consultation", args=[pk]))


@allow(TAKE_PART, purpose=PROJECT)
@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """What one said oneself, before it is answered."""
    related = ("consultation__version", "organisation", "participant")
    one: Comment = the(Comment.objects.visible_to(request.who, PROJECT).select_related(*related), pk=pk)
    do.take_back(comment=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("participation:consultation", args=[one.consultation_id]))


@allow(KEEP, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Taken up, in part or not; why; and where that is seen."""
    rows = Comment.objects.visible_to(request.who, PROJECT).select_related("consultation__version__document", "change")
    one: Comment = the(rows, pk=pk)
    initial = {"outcome": one.outcome, "reason": one.reason, "change": one.change_id}
    return form_page(
        request,
        CommentAnswerForm(request.POST or None, later=queries.later_paragraphs(one), initial=initial),
        lambda said: do.answer(comment=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Answer"),
        lead=one.text,
        back=reverse("participation:consultation", args=[one.consultation_id]) + f"#c{one.number}",
    )
