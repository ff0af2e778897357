"""GOV-26: the options of a decision by criteria, in one table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import OptionsForm, WeighForm
from ..models import Decision, Option
from ..permissions import PROPOSE, SEE
from .shared import PROJECT

__all__ = ["dossier", "options", "weigh"]


def _the(request: Request, pk: UUID) -> Decision:
    found: Decision = the(Decision.objects.visible_to(request.who, PROJECT).select_related("body"), pk=pk)
    return found


@allow(SEE, purpose=PROJECT)
@require_safe
def dossier(request: Request, pk: UUID) -> HttpResponse:
    """A row for each criterion, a column for each option."""
    one = _the(request, pk)
    options = list(one.options.prefetch_related("weighings"))
    said = {(w.option_id, w.criterion_id): w.text for o in options for w in o.weighings.all()}
    rows = [(c, [said.get((o.pk, c.pk), "") for o in options]) for c in one.criteria.all()]
    if wants_csv(request):
        return as_csv("options", ("criterion", *(o.title for o in options)), ((c.title, *texts) for c, texts in rows))
    still = one.state in (Decision.State.DRAFT, Decision.State.OPEN)
    context = {
        "decision": one,
        "options": options,
        "rows": [(c, list(zip(options, texts, strict=True))) for c, texts in rows],
        "still": still,
    }
    return render(request, "governance/dossier.html", context)


@allow(PROPOSE, purpose=PROJECT)
@require_form
def options(request: Request, pk: UUID) -> HttpResponse:
    """Which options there are, and by which criteria they are looked at."""
    one = _the(request, pk)
    initial = {n: "\n".join(r.title for r in getattr(one, n).all()) for n in ("options", "criteria")}

    def act(said: dict[str, Any]) -> Decision:
        lines = {name: text.splitlines() for name, text in said.items()}
        return do.keep_options(decision=one, by=request.who, at=timezone.now(), **lines)

    return form_page(
        request,
        OptionsForm(request.POST or None, initial=initial),
        act,
        title=_("Options of: %(question)s") % {"question": one.question},
        back=reverse("governance:dossier", args=[pk]),
    )


@allow(PROPOSE, purpose=PROJECT)
@require_form
def weigh(request: Request, pk: UUID) -> HttpResponse:
    """One option by each criterion."""
    one: Option = the(Option.objects.visible_to(request.who, PROJECT).select_related("decision"), pk=pk)
    criteria = {str(c.pk): c for c in one.decision.criteria.all()}
    initial = {str(w.criterion_id): w.text for w in one.weighings.all()}

    def act(said: dict[str, Any]) -> Option:
        texts = {criteria[name]: text for name, text in said.items()}
        return do.weigh(option=one, texts=texts, by=request.who, at=timezone.now())

    return form_page(
        request,
        WeighForm(request.POST or None, criteria=criteria, initial=initial),
        act,
        title=one.title,
        back=reverse("governance:dossier", args=[one.decision_id]),
    )
