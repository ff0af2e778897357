"""The plan as a FHIR bundle, for who may read it; and a bundle brought in, shown before anything is added."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ...consent.matrix import Part
from ...kernel.pages import require_form
from ...kernel.problems import Problem
from ...kernel.request import Request
from .. import actions, policies, queries
from ..exchange.files import as_fhir
from ..exchange.forms import BundleForm, TakeForm
from ..exchange.incoming import received
from ..exchange.outgoing import plan_bundle
from ..exchange.support import support_of
from ..models import LifeGoal, Member
from .sides import Side, must, opened

__all__ = ["bring", "exported"]


@require_safe
def exported(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """What stands on the page of the plan, as FHIR R4 on the Belgian profiles: a file, and an answer to another system."""
    person, sheet = opened(request, pk, shown="plan_fhir")
    now = timezone.now()
    shown = queries.plan_page(person, sheet, who=request.who, at=now)
    if shown.plan is None:
        raise Http404
    return as_fhir("plan", plan_bundle(shown, now, support_of(person, sheet)))


@require_form
def bring(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """A file, then what of it would be added and what not, then all of that or nothing."""
    person, sheet = opened(request, pk)
    must(sheet, Part.GOALS, write=True)
    must(sheet, Part.TASKS, write=True)
    plan = policies.plan_of(person)
    if plan is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    members = Member.objects.in_force(today).filter(person=person).select_related("user", "near")
    goals = LifeGoal.objects.filter(plan=plan, state=LifeGoal.State.GOING)
    back = side.to("plan", pk)
    page = {"person": person, "side": side.name, "back": back}
    again = "content" in request.POST
    first = BundleForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not (again or first.is_valid()):
        return render(request, "care/bring.html", page | {"form": first}, status=422 if first.errors else 200)
    content = request.POST["content"] if again else first.cleaned_data["file"]
    try:
        found = received(content, person=person, plan=plan, members=members, today=today)
    except Problem as problem:
        fresh = first if not again else BundleForm(request.POST)
        fresh.add_error(None, f"{problem.message} {problem.hint}".strip())
        return render(request, "care/bring.html", page | {"form": fresh}, status=422)
    given: dict[str, Any] = {"found": found, "goals": goals, "members": members, "today": today}
    form = TakeForm(request.POST, **given) if again else TakeForm(initial={"content": content}, **given)
    if again and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "content"}
        try:
            added = actions.take_in(person=person, found=found, **said, by=request.who, at=now)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            done = ngettext("%(n)d goal or task was added.", "%(n)d goals and tasks were added.", added) % {"n": added}
            messages.success(request, done if added else _("Nothing was added."))
            return redirect(back)
    return render(request, "care/take.html", page | {"form": form, "found": found}, status=422 if form.errors else 200)
