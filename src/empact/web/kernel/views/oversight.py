"""Pages for those who check: the roles and rights, the audit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..permissions import all_permissions
from ..request import Request
from ..roles import ROLES
from ..rules import signed_in

__all__ = ["matrix"]


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
