"""What an informal carer can and cannot do (J12): said by them, read by whoever reads the care team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...consent.matrix import Part
from ...kernel.pages import form_page, require_form, the
from ...kernel.problems import Missing
from ...kernel.request import Request
from .. import actions, policies, words
from ..forms import LimitsForm
from ..models import Member
from .sides import Side, must, opened

__all__ = ["page"]

FIELDS = ("words", "hours", "tasks", "days", "no_nights", "on_paper")


@require_form
def page(request: Request, side: Side, pk: UUID, carer: UUID) -> HttpResponse:
    """In few fields, none of which must be filled; all of them empty takes back what was said."""
    person, sheet = opened(request, pk, (Part.TEAM,), "limits")
    now = timezone.now()
    carers = Member.objects.in_force(timezone.localdate(now)).filter(person=person, kind=Member.Kind.CARER)
    row: Member = the(carers.select_related("person", "user", "near"), pk=carer)
    mine, told = row.is_of(request.who), row.limit
    if not mine:
        must(sheet, Part.TEAM, write=True)
        if not policies.typed_for(row, told):
            raise Missing
    given: dict[str, Any] = {name: getattr(told, name) for name in FIELDS} if told is not None else {}
    return form_page(
        request,
        LimitsForm(request.POST or None, initial={**given, "days": list(given.get("days", ""))}, mine=mine),
        lambda said: actions.say_limits(member=row, **said, by=request.who, at=now),
        title=_("What I can do, and what not") if mine else _("What %(name)s can do, and what not") % {"name": row.name},
        lead=words.who_reads(person, Part.TEAM, now),
        back=side.to("plan", pk),
    )
