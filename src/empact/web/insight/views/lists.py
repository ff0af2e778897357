"""S42: make a proactive list from a persona, a rule or the people still open behind an indicator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ...kernel.models import Job
from ...kernel.pages import require_form
from ...kernel.problems import Missing, Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Worklist
from ...people.permissions import BRING_WORKLIST
from .. import actions, environment, lists, mill, words
from ..figures import in_force
from ..forms import ListForm

__all__ = ["make"]


@allow(BRING_WORKLIST, purpose=Purpose.POPULATION)
@require_form
def make(request: Request) -> HttpResponse:
    """For whom, how long, on what ground; sent, the mill makes it and it is brought. The rule stands in the address."""
    asked, figures = request.GET.get("rule", ""), in_force()
    rule = lists.rule_named(figures, asked, request.who) if figures else None
    if rule is None:
        raise Missing
    newest = Worklist.objects.visible_to(request.who, Purpose.POPULATION, timezone.localdate()).first()
    known = {name: getattr(newest, name) for name in ("project", "ground", "purpose")} if newest else {}
    form = ListForm(request.POST or None, initial={"title": words.title(rule)[:120], **known})
    if request.method == "POST" and form.is_valid():
        language = request.LANGUAGE_CODE if request.LANGUAGE_CODE in environment.LANGUAGES else "en"
        wanted = {name: value for name, value in form.cleaned_data.items() if name != "recipient"}
        try:
            actions.ask_list(
                rule=asked, recipient=form.cleaned_data["recipient"], wanted=wanted, language=language,
                by=request.who, at=timezone.now(),
            )  # fmt: skip
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            return redirect(f"{reverse('insight:list_make')}?{urlencode({'rule': asked})}")
    job = Job.objects.filter(kind=lists.KIND, arguments__rule=asked).order_by("-asked").first()
    context = {
        "rule": words.title(rule),
        "form": form,
        "job": job,
        "waits": job is not None and job.is_open,
        "at_hand": mill.at_hand(),
    }
    return render(request, "insight/list.html", context, status=422 if form.errors else 200)
