"""Professionals and the functions they hold today. Who held one before is on no page."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..actions import people as actions
from ..forms import PostForm, PractitionerForm
from ..models import Code, Organisation, Post
from ..permissions import CORRECT, SEE, check_may_correct
from ..search import fold
from .shared import Place, end_or_not, form_page, home_of, page, the

__all__ = ["add_post", "end_post", "new", "people"]


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def people(request: Request) -> HttpResponse:
    """Who holds which function where, today; how many people held each on another day (``?on=``), without their names."""
    today = timezone.localdate()
    on = _day(request, today)
    if on != today:
        counts = queries.people_by_function(on)
        if wants_csv(request):
            return as_csv("people-by-function", (_("function"), _("people"), _("full-time equivalents")), counts)
        return page(request, "people_on.html", {"on": on, "counts": counts})
    rows, place = Post.objects.visible_to(request.who, Purpose.PROJECT).on(today), Place(request, today)
    if place.inside is not None:
        here = Organisation.objects.located(place.inside)
        rows = rows.filter(Q(territory__in=place.inside) | Q(organisation__in=here))
    function = request.GET.get("function", "")
    if function:
        rows = rows.filter(function__code=function)
    for word in fold(request.GET.get("q", "")).split():
        rows = rows.filter(practitioner__search__contains=word)
    rows = rows.select_related("practitioner__discipline", "function", "organisation", "territory")
    if wants_csv(request):
        cells = (
            (str(p.practitioner), str(p.function), p.organisation or "", p.territory or "", p.starts, _percent(p))
            for p in rows
        )
        head = (_("name"), _("function"), _("organisation"), _("territory"), _("since"), _("percent of the week"))
        return as_csv("people-in-function", head, cells)
    listed = page_of(request, rows)
    context = {
        "page": listed,
        "rows": [(p, _percent(p)) for p in listed],
        "people": rows.order_by().values("practitioner").distinct().count(),
        "functions": Code.objects.current(Code.List.FUNCTION, today),
        "function": function,
        "q": request.GET.get("q", ""),
        "place": place,
        "on": on,
    }
    return page(request, "people.html", context)


def _percent(post: Post) -> str:
    return "" if post.fte_proportion is None else f"{post.fte_proportion * 100:.0f}"


def _day(request: Request, today: date) -> date:
    try:
        return parse_date(request.GET.get("on", "")) or today
    except ValueError:
        return today


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_form
def new(request: Request) -> HttpResponse:
    """One more professional."""
    at = timezone.now()
    return form_page(
        request,
        PractitionerForm(request.POST or None, today=timezone.localdate()),
        lambda said: actions.add_practitioner(by=request.who, at=at, **said),
        title=_("New professional"),
        lead=_("Only what belongs to the work: no private address or number."),
        back=reverse("territory:people"),
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_form
def add_post(request: Request, pk: UUID) -> HttpResponse:
    """Somebody holds a function at an organisation."""
    today, at = timezone.localdate(), timezone.now()
    one: Organisation = the(Organisation.objects.visible_to(request.who, Purpose.ADMINISTRATION).kept(), pk=pk)
    check_may_correct(request.who, one)
    return form_page(
        request,
        PostForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.give_post(organisation=one, by=request.who, at=at, **said),
        title=_("Somebody in a function for %(name)s") % {"name": one.name},
        back=reverse("territory:organisation", args=[pk]),
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_POST
def end_post(request: Request, pk: UUID) -> HttpResponse:
    """From today on somebody does not hold this function any more; or does after all."""
    rows = Post.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("organisation")
    one: Post = the(rows, pk=pk)
    return end_or_not(request, one.starts, partial(actions.end_post, post=one), home_of(one))
