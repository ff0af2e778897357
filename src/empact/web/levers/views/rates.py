"""What an hour counts for: by function, from a day on. There is no such page where the region does not value hours."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.models import Code
from .. import actions as do
from ..forms import RateEndForm, RateForm
from ..models import Rate
from ..permissions import KEEP
from ..value import is_valued
from .shared import PROJECT, Cell, Column, day, form_page, listed, money, the

__all__ = ["end", "new", "rates"]


def _check_valued() -> None:
    if not is_valued():
        raise Http404


@allow(KEEP, purpose=PROJECT)
@require_safe
def rates(request: Request) -> HttpResponse:
    """TIM-02: function, what an hour counts for, from when until when."""
    _check_valued()
    rows = Rate.objects.visible_to(request.who, PROJECT).select_related("function")

    def row(one: Rate) -> list[Cell]:
        name = str(one.function) if one.function else _("every other function")
        ends = ((_("Say when it ends"), reverse("levers:end-rate", args=[one.pk])),)
        return [Cell(name, links=ends), money(one.cents), day(one.starts), day(one.ends)]

    columns = (
        Column("function", _("function")), Column("euro", _("what an hour counts for"), True), Column("from", _("from")),
        Column("until", _("until and including")),
    )  # fmt: skip
    return listed(
        request, name="rates", title=_("What an hour counts for"), columns=columns, rows=rows, row=row,
        doors=[(_("New rate"), reverse("levers:new-rate"))], empty=_("No rate yet"),
        lead=_("For reports only, and after the hours. Nobody is paid by it."),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """From a day on; what counted until then ends the day before."""
    _check_valued()
    today = timezone.localdate()
    form = RateForm(request.POST or None, initial={"starts": today}, functions=Code.objects.current(Code.List.FUNCTION, today))
    return form_page(
        request, form, lambda said: do.keep_rate(by=request.who, at=timezone.now(), **said), title=_("New rate"),
        back=reverse("levers:rates"),
    )  # fmt: skip


@allow(KEEP, purpose=PROJECT)
@require_form
def end(request: Request, pk: UUID) -> HttpResponse:
    """Its last day; left open, it goes on."""
    _check_valued()
    one: Rate = the(Rate.objects.visible_to(request.who, PROJECT).select_related("function"), pk=pk)
    return form_page(
        request,
        RateEndForm(request.POST or None, initial={"last_day": one.ends or timezone.localdate()}),
        lambda said: do.end_rate(rate=one, by=request.who, at=timezone.now(), **said),
        title=str(one.function) if one.function else _("every other function"),
        lead=_("Leave the last day open and it goes on."),
        back=reverse("levers:rates"),
    )
