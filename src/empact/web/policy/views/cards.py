"""POL-06: good-practice cards, drawn from what was frozen alone."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...insight.figures import at_hand
from ...insight.words import in_language
from ...kernel.lists import page_of
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from ...portfolio.models import Action
from .. import actions as do
from ..forms import CardForm
from ..models import Card
from ..permissions import KEEP, SEE
from .shared import PROJECT, form_page, the

__all__ = ["card", "cards", "make"]


@allow(SEE, purpose=PROJECT)
@require_safe
def cards(request: Request) -> HttpResponse:
    """The newest first."""
    rows = Card.objects.visible_to(request.who, PROJECT).select_related("action").defer("content")
    return render(request, "policy/cards.html", {"page": page_of(request, rows)})


@allow(SEE, purpose=PROJECT)
@require_safe
def card(request: Request, pk: UUID) -> HttpResponse:
    """As it was frozen; ``?format=json`` gives the frozen copy itself."""
    one: Card = the(Card.objects.visible_to(request.who, PROJECT), pk=pk)
    if request.GET.get("format") == "json":
        text = json.dumps(one.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        answer = HttpResponse(text, content_type="application/json")
        answer.headers["Content-Disposition"] = 'attachment; filename="card.json"'
        return answer
    context = {
        "card": one,
        "told": one.content,
        "stage": Action.Stage(one.content["stage"]).label,
        "since": parse_date(one.content["since"]) if one.content["since"] else None,
        "effect": in_language(one.content["effect"]["headline"]) if one.content.get("effect") else "",
        "recipients": one.recipients.select_related("authority__organisation"),
    }
    return render(request, "policy/card.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def make(request: Request) -> HttpResponse:
    """It writes itself from an action."""

    def act(said: dict[str, Any]) -> Card:
        return do.make_card(
            action=said["action"], figures=at_hand(), today=timezone.localdate(), by=request.who, at=timezone.now()
        )

    return form_page(
        request,
        CardForm(request.POST or None),
        act,
        title=_("New card"),
        lead=_("It says what the action is and what was measured of it today, and stays as it is."),
        back=reverse("policy:cards"),
        then=lambda made: reverse("policy:card", args=[made.pk]),
    )
