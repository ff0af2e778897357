"""Pages for those who check: the roles and rights, the audit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import audit
from ..forms import AuditFilter
from ..models import AuditEntry, User
from ..own_permissions import READ_AUDIT
from ..permissions import all_permissions
from ..purposes import Purpose
from ..request import Request
from ..roles import ROLES
from ..rules import allow, signed_in

__all__ = ["audit_log", "matrix"]

PER_PAGE = 50


@signed_in("Whoever takes part may know who may do what.")
@require_safe
def matrix(request: Request) -> HttpResponse:
    """S111: roles and rights, in sentences."""
    rows = [
        {
            "sentence": p.sentence,
            "purposes": sorted(str(purpose.label) for purpose in p.purposes),
            "roles": sorted(str(ROLES[r].title) for r in p.roles),
        }
        for p in all_permissions()
    ]
    return render(request, "kernel/matrix.html", {"permissions": rows})


@allow(READ_AUDIT, purpose=Purpose.OVERSIGHT)
@require_safe
def audit_log(request: Request) -> HttpResponse:
    """S113: who did or saw what, newest first. Reading the log is itself on record."""
    form = AuditFilter(request.GET)
    lines = AuditEntry.objects.order_by("-seq")
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    if before := asked.pop("before", None):
        lines = lines.filter(seq__lt=before)
    if event := asked.pop("event", ""):
        lines = lines.filter(event__startswith=event)
    lines = lines.filter(**asked)
    shown = list(lines[: PER_PAGE + 1])
    names = dict(User.objects.filter(pk__in={line.user for line in shown if line.user}).values_list("pk", "name"))
    rows = [{"line": line, "who": names.get(line.user, line.role) if line.user else line.role} for line in shown[:PER_PAGE]]
    audit.entered("kernel.audit_read", who=request.who, at=timezone.now(), filter=",".join(sorted(request.GET)))
    earlier = request.GET.copy()  # the filter stays in the address
    earlier["before"] = str(shown[PER_PAGE - 1].seq) if len(shown) > PER_PAGE else ""
    more = earlier.urlencode() if earlier["before"] else ""
    return render(request, "kernel/audit.html", {"form": form, "rows": rows, "more": more})
