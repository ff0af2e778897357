"""When figures open, and what the region reads of what teams said."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...insight import words
from ...insight.figures import in_force
from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import queries
from ..actions import publications as actions
from ..forms import PublicationForm
from ..models import Meeting, Publication, Remark
from ..permissions import PUBLISH, READ_PUBLISHED
from ..states import PUBLICATION_MOVES
from .shared import form_page, page, the

__all__ = ["listing", "move", "plan", "published", "register"]


@allow(PUBLISH, purpose=Purpose.POPULATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Every period with its two days and its state."""
    today = timezone.localdate()
    rows = Publication.objects.visible_to(request.who, Purpose.POPULATION, today)
    if wants_csv(request):
        heading = ("period", "team_from", "policy_from", "state", "team_opened", "policy_opened")
        return as_csv("publications", heading, rows.values_list(*heading))
    found = page_of(request, rows)
    steps = dict(PUBLICATION_MOVES)
    shown = [(p, steps.get(Publication.State(p.state))) for p in found]
    return page(request, "publications.html", {"page": found, "rows": shown, "today": today})


@allow(PUBLISH, purpose=Purpose.POPULATION)
@require_form
def plan(request: Request) -> HttpResponse:
    """One more period: first the teams, at least 14 days later policy."""
    figures = in_force()
    periods = [(p.name, p.name) for p in reversed(figures.periods())] if figures else []
    return form_page(
        request,
        PublicationForm(request.POST or None, periods=periods),
        lambda said: actions.plan_publication(by=request.who, at=timezone.now(), **said),
        title=_("Plan when figures open"),
        back=reverse("feedback:publications"),
    )


@allow(PUBLISH, purpose=Purpose.POPULATION)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Open now what was planned for today or earlier."""
    one: Publication = the(Publication.objects.visible_to(request.who, Purpose.POPULATION, timezone.localdate()), pk=pk)
    actions.move_publication(
        publication=one, state=request.POST.get("state", ""), figures=in_force(), by=request.who, at=timezone.now()
    )
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("feedback:publications"))


@allow(READ_PUBLISHED, purpose=Purpose.POPULATION)
@require_safe
def published(request: Request) -> HttpResponse:
    """The whole beside what teams said of it, by kind; only figures that are open to policy."""
    rows = Publication.objects.filter(state=Publication.State.POLICY)
    one = rows.filter(period=request.GET.get("period", "")).first() or rows.first()
    figures = in_force()
    context: dict[str, object] = {"publications": rows, "publication": one}
    if one is not None and figures is not None:
        said = queries.remarks_by_kind(one)
        kinds = dict(Remark.Kind.choices)
        shown = []
        for name, counted in sorted(said.items()):
            described = figures.indicators().get(name)
            whole = figures.whole(name, one.period) if described else None
            value = words.value_text(described, whole.value) if described and whole else "–"
            title = words.title(described) if described else _("all figures")
            shown.append((title, value, [(kinds[k], n) for k, n in counted.most_common()]))
        if wants_csv(request):
            return as_csv("remarks", ("figure", "value", "kind", "number"), ((t, v, k, n) for t, v, c in shown for k, n in c))
        context |= {"rows": shown, "held": queries.held(one)}
    return page(request, "published.html", context)


@allow(READ_PUBLISHED, purpose=Purpose.POPULATION)
@require_safe
def register(request: Request) -> HttpResponse:
    """AFB-07: meetings per quarter per team; practices together."""
    rows = queries.meetings_by_quarter(Meeting.objects.all())
    if wants_csv(request):
        return as_csv("meetings", ("quarter", "team", "meetings"), rows)
    return page(request, "register.html", {"page": page_of(request, rows)})
