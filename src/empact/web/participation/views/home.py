"""What waits for the reader's voice, the rounds that are open, and what was done with what they brought."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...kernel.request import Request
from ...kernel.rules import allow
from ..models import Comment, Consultation, Output
from ..permissions import TAKE_PART
from ..queries import own_participations
from ..todo import rounds_for
from .shared import PROJECT

__all__ = ["home"]


@allow(TAKE_PART, purpose=PROJECT)
@require_safe
def home(request: Request) -> HttpResponse:
    """For everybody the same page; who is no partner sees what asks the own working groups."""
    today = timezone.localdate()
    visible = Consultation.objects.visible_to(request.who, PROJECT)
    mine = list(own_participations(request.who.user_id))
    groups = [p.group_id for p in mine]
    outputs = Output.objects.filter(group__in=groups).prefetch_related("actions", "items").select_related("group")
    own = Comment.objects.filter(participant__in=mine)
    context = {
        "waiting": rounds_for(request.who, today),
        "open": visible.open_on(today).select_related("version__document"),
        "mine": mine,
        "invited": [p for p in mine if p.accepted is None and p.ends is None],
        "outputs": outputs.exclude(answered=None),
        "comments": own.select_related("consultation__version__document", "change__version", "paragraph"),
        "rounds": visible.filter(asked__group__in=groups).distinct().select_related("version__document"),
    }
    return render(request, "participation/home.html", context)
