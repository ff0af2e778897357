"""S30, the work list in five stacks; and S31, what is known of one person in one page."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ...consent import access
from ...consent.matrix import Part
from ...kernel import audit, lists
from ...kernel.pages import the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries
from ..caseload import Stack, caseload
from ..forms import LaterForm
from ..models import Later
from ..permissions import WORK

__all__ = ["again", "later", "order", "summary", "work"]

CARE = Purpose.CARE
PARTS = (Part.GOALS, Part.TEAM, Part.TASKS, Part.CRISIS)


@allow(WORK, purpose=CARE)
@require_safe
def work(request: Request) -> HttpResponse:
    """Who comes next, and why. Each person stands once, with every reason."""
    now = timezone.now()
    stack = request.GET.get("stack", "")
    stack = stack if stack in Stack.values else ""
    desk = queries.desk_of(request.who, now, stack=stack, order=request.GET.get("order", ""))
    if lists.wants_csv(request):
        audit.seen((line.person.pk for line in desk.lines), by=request.who, at=now, purpose=CARE, part="work_list")
        heading = [_("name"), _("postcode"), _("doctor"), _("stack"), _("reasons"), _("since"), _("by")]
        rows = (
            [line.person.called, line.person.postcode, line.gp, line.stack.label, " ".join(line.reasons), line.since, line.due]
            for line in desk.lines
        )  # fmt: skip
        return lists.as_csv("work-list", heading, rows)
    page = lists.page_of(request, desk.lines, 100)
    audit.seen((line.person.pk for line in page.object_list), by=request.who, at=now, purpose=CARE, part="work_list")
    context = {
        "page": page, "desk": desk, "order": desk.order, "stack": stack, "total": sum(n for _stack, n in desk.counts),
        "form": LaterForm(), "today": timezone.localdate(now), "kept": desk.kept,
    }  # fmt: skip
    return render(request, "rounds/work.html", context)


@allow(WORK, purpose=CARE)
@require_POST
def later(request: Request) -> HttpResponse:
    """Put off whoever is ticked."""
    now = timezone.now()
    mine = caseload(request.who, now).values_list("pk", flat=True)
    form = LaterForm(request.POST, persons=mine)
    if not form.is_valid():
        wrong = form.errors.get("until")
        messages.error(request, str(wrong[0]) if wrong else _("Tick at least one person."))
        return redirect("rounds:work")
    said = form.cleaned_data
    made = actions.put_off(
        persons=[UUID(pk) for pk in said["persons"]], until=said["until"], why=said["why"], by=request.who, at=now
    )
    text = ngettext("%(n)d person is put off.", "%(n)d persons are put off.", len(made)) % {"n": len(made)}
    messages.success(request, text + " " + _("They stand under waiting, where it can be taken back."))
    return redirect("rounds:work")


@allow(WORK, purpose=CARE)
@require_POST
def again(request: Request, pk: UUID) -> HttpResponse:
    """Not put off any more."""
    mine = the(Later.objects.visible_to(request.who, CARE), pk=pk)
    actions.take_up_again(later=mine, by=request.who, at=timezone.now())
    messages.success(request, _("Back in the list."))
    return redirect("rounds:work")


@allow(WORK, purpose=CARE)
@require_POST
def order(request: Request) -> HttpResponse:
    """Keep the order as it is shown."""
    asked = request.POST.get("order", "")
    if asked.removeprefix("-") not in queries.ORDERS:
        raise Http404
    actions.keep_order(order=asked, by=request.who, at=timezone.now())
    messages.success(request, _("From now on the list has this order."))
    return redirect(reverse("rounds:work") + "?" + urlencode({"order": asked}))


@allow(WORK, purpose=CARE)
@require_safe
def summary(request: Request, pk: UUID) -> HttpResponse:
    """Who this is, what matters, what changed, what is not known and what is not shared."""
    now = timezone.now()
    person, sheet = access.opened(pk, who=request.who, at=now, parts=PARTS, shown="summary")
    shown = queries.summary_of(person, sheet, who=request.who, at=now)
    context = {"person": person, "sheet": sheet, "shown": shown, "age": person.age_on(timezone.localdate(now))}
    return render(request, "rounds/summary.html", context)
