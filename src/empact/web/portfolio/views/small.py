"""GOV-23: small actions that teams began by themselves, and beginning one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel.amounts import euro
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.problems import Missing
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.models import Team
from .. import actions as do
from .. import policies
from ..models import Action
from ..permissions import BEGIN_SMALL, KEEP, SEE
from ..registers.forms import SmallForm, SmallKeptForm
from .shared import PROJECT, Link, Table, form_page, home, kept, seen, tables_page

__all__ = ["begin", "keep", "small"]


@allow(SEE, purpose=PROJECT)
@require_safe
def small(request: Request) -> HttpResponse:
    """Each with its team, what it takes and how far it is; those that passed the limits wait for a decision."""
    rows = seen(request).exclude(team=None).select_related("team").order_by("-proposed", "-number")
    limits = policies.small_limits()
    each = [
        [
            Link(f"{o.number} {o.title}", home(o)), Link(o.team.name, reverse("territory:team", args=[o.team_id])),
            o.get_stage_display(), euro(o.cost_minor or 0), o.hours or 0, o.proposed,
        ]
        for o in rows
        if o.team is not None
    ]  # fmt: skip
    head = (_("action"), _("team"), _("stage"), _("what it costs"), _("hours it takes"), _("since"))
    lead = (
        _("Teams begin by themselves what costs %(cost)s and %(hours)s hours at most.")
        % {"cost": euro(limits.cents), "hours": limits.hours}
        if limits
        else _("In this region teams ask before they begin an action.")
    )
    begins = limits is not None and request.who.scope_kind == "team" and may(request.who, BEGIN_SMALL, PROJECT)
    links = [Link(_("Begin a small action"), reverse("portfolio:begin-small"))] if begins else []
    table = Table(_("Small actions of teams"), head, each, _("No team has begun a small action yet"))
    return tables_page(request, _("Small actions of teams"), [table], lead=lead, links=links, file="small-actions")


@allow(BEGIN_SMALL, purpose=PROJECT)
@require_form
def begin(request: Request) -> HttpResponse:
    """One of the own team: it runs at once."""
    if request.who.scope_kind != "team":
        raise Missing
    team: Team = the(Team.objects.visible_to(request.who, PROJECT), pk=UUID(request.who.scope_id))
    today = timezone.localdate()
    return form_page(
        request,
        SmallForm(request.POST or None),
        lambda said: do.begin_small(team=team, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Begin a small action"),
        lead=_("It runs at once; nobody has to agree. The coach sees it, and it counts in the portfolio."),
        button=_("Begin"),
        back=reverse("portfolio:small"),
        then=home,
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def keep(request: Request, pk: UUID) -> HttpResponse:
    """What it takes by now; beyond the limits it waits for a decision."""
    one: Action = kept(request, pk)
    if one.team_id is None:
        raise Missing
    return form_page(
        request,
        SmallKeptForm(request.POST or None, initial={"cost_minor": f"{(one.cost_minor or 0) / 100:.2f}", "hours": one.hours}),
        lambda said: do.keep_small(action=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("What it takes"),
        lead=one.title,
        back=home(one),
    )
