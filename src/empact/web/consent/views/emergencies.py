"""Looking in an emergency, and checking it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.roles import ROLES
from ...kernel.rules import allow
from .. import actions, doors
from ..forms import EmergencyForm
from ..models import Emergency
from ..permissions import BREAK_GLASS, REVIEW

__all__ = ["check", "listing", "look"]


@allow(BREAK_GLASS, purpose=Purpose.CARE)
@require_form
def look(request: Request) -> HttpResponse:
    """Open the plan of somebody you do not care for, because it cannot wait."""
    now = timezone.now()
    return form_page(
        request,
        EmergencyForm(request.POST or None, today=timezone.localdate(now)),
        lambda said: actions.break_glass(**said, by=request.who, at=now),
        title=_("Look in an emergency"),
        lead=_("For acute danger, call 112 first. The person reads that you looked, and why. So does the officer who checks."),
        back=reverse("kernel:day"),
        button=_("Look now"),
        done=_("You see the plan for a few hours. This look is on record."),
        then=lambda made: reverse(doors.plan_page(), args=(made.person_id,)),
    )


@allow(REVIEW, purpose=Purpose.OVERSIGHT)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Every look in an emergency: who, why, and what came of the check. No name of a person."""
    rows = Emergency.objects.visible_to(request.who, Purpose.OVERSIGHT, timezone.localdate()).select_related("professional")
    if lists.wants_csv(request):
        head = (_("when"), _("who"), _("role"), _("why"), _("verdict"))
        told = (
            (timezone.localtime(one.opened_at).isoformat(timespec="seconds"), one.professional.name, ROLES[one.role].title,
             one.reason, one.get_verdict_display())
            for one in rows
        )  # fmt: skip
        return lists.as_csv("emergencies", head, told)
    page = lists.page_of(request, rows)
    shown = [(one, ROLES[one.role].title) for one in page.object_list]
    context = {"page": page, "rows": shown, "verdicts": Emergency.Verdict.choices}
    return render(request, "consent/emergencies.html", context)


@allow(REVIEW, purpose=Purpose.OVERSIGHT)
@require_POST
def check(request: Request, pk: UUID) -> HttpResponse:
    emergency = the(Emergency.objects.visible_to(request.who, Purpose.OVERSIGHT, timezone.localdate()), pk=pk)
    verdict = request.POST.get("verdict", "")
    actions.check_emergency(emergency=emergency, verdict=verdict, by=request.who, at=timezone.now())
    messages.success(request, _("Checked."))
    return redirect("consent:emergencies")
