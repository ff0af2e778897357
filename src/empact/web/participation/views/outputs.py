"""What a working group brings, what was done with it, telling everybody, and thanking them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import OutputAnswerForm, OutputForm, TellForm, ThankForm
from ..models import Group, Output, Participant, Recognition
from ..permissions import KEEP
from .shared import PROJECT, form_page, the

__all__ = ["answer", "bring", "tell", "thank"]


def _home(pk: UUID) -> str:
    return reverse("participation:group", args=[pk])


@allow(KEEP, purpose=PROJECT)
@require_form
def bring(request: Request, pk: UUID) -> HttpResponse:
    """For at least one objective."""
    one: Group = the(Group.objects.visible_to(request.who, PROJECT), pk=pk)
    today = timezone.localdate()
    initial = {"on": today, "items": [i.pk for i in one.items.all()]}
    return form_page(
        request,
        OutputForm(request.POST or None, initial=initial),
        lambda said: do.bring(group=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("What the group brings"),
        back=_home(pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """What was done with it, and which actions came of it."""
    one: Output = the(Output.objects.visible_to(request.who, PROJECT), pk=pk)
    initial = {"answer": one.answer, "actions": [a.pk for a in one.actions.all()]}
    return form_page(
        request,
        OutputAnswerForm(request.POST or None, initial=initial),
        lambda said: do.answer_output(output=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("What was done with it"),
        lead=one.title,
        back=_home(one.group_id),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def tell(request: Request, pk: UUID) -> HttpResponse:
    """Everybody who takes part."""
    one: Group = the(Group.objects.visible_to(request.who, PROJECT), pk=pk)
    return form_page(
        request,
        TellForm(request.POST or None, group=one),
        lambda said: do.tell(group=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Tell everybody what was done with it"),
        lead=_("Who has an account finds it on My day. Tick who was told otherwise."),
        button=_("Told"),
        back=_home(pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def thank(request: Request, pk: UUID) -> HttpResponse:
    """What somebody got for taking part."""
    one: Participant = the(Participant.objects.visible_to(request.who, PROJECT), pk=pk)
    today = timezone.localdate()

    def act(said: dict[str, Any]) -> Recognition:
        cents = int((said.pop("euro") or 0) * 100)
        return do.thank(participant=one, cents=cents, today=today, by=request.who, at=timezone.now(), **said)

    return form_page(
        request,
        ThankForm(request.POST or None, initial={"on": today}),
        act,
        title=_("Thanks for taking part"),
        back=_home(one.group_id),
    )
