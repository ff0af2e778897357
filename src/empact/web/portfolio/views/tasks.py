"""What is to be done by when, by whom, and what it waits for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...kernel.pages import require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import AgreementForm, MilestoneForm, TaskKeptForm, WaitForm
from ..models import Precedence, Task
from ..permissions import KEEP, check_may_keep
from .shared import PROJECT, form_page, home, kept

__all__ = ["add_milestone", "agree", "keep", "wait", "wait_no_more"]


@allow(KEEP, purpose=PROJECT)
@require_form
def add_milestone(request: Request, pk: UUID) -> HttpResponse:
    """Something that is there on a day."""
    one = kept(request, pk)
    return form_page(
        request,
        MilestoneForm(request.POST or None),
        lambda said: do.add_task(action=one, by=request.who, at=timezone.now(), **said),
        title=_("A milestone"),
        back=home(one, "tasks"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def agree(request: Request, pk: UUID) -> HttpResponse:
    """PRT-06: who does what by when."""
    one = kept(request, pk)
    return form_page(
        request,
        AgreementForm(request.POST or None),
        lambda said: do.add_task(action=one, by=request.who, at=timezone.now(), **said),
        title=_("An agreement"),
        back=home(one, "tasks"),
    )


def _task(request: Request, pk: UUID) -> Task:
    rows = Task.objects.visible_to(request.who, PROJECT).select_related("action")
    one: Task = the(rows, pk=pk)
    check_may_keep(request.who, one.action)
    return one


@allow(KEEP, purpose=PROJECT)
@require_form
def keep(request: Request, pk: UUID) -> HttpResponse:
    """Another day, or it is there."""
    one = _task(request, pk)
    return form_page(
        request,
        TaskKeptForm(request.POST or None, initial={"due": one.due, "done": one.done}),
        lambda said: do.keep_task(task=one, by=request.who, at=timezone.now(), **said),
        title=one.title,
        back=home(one.action_id, "tasks"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def wait(request: Request, pk: UUID) -> HttpResponse:
    """It waits for something, of this action or of another."""
    one = _task(request, pk)
    return form_page(
        request,
        WaitForm(request.POST or None, task=one),
        lambda said: do.follow(before=said["before"], after=one, by=request.who, at=timezone.now()),
        title=one.title,
        back=home(one.action_id, "tasks"),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def wait_no_more(request: Request, pk: UUID) -> HttpResponse:
    """It waits for that no more."""
    rows = Precedence.objects.visible_to(request.who, PROJECT).select_related("after__action")
    one: Precedence = the(rows, pk=pk)
    action = one.after.action_id
    do.unfollow(precedence=one, by=request.who, at=timezone.now())
    return HttpResponseRedirect(home(action, "tasks"))
