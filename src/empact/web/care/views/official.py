"""What an official source holds: seen there, written down here as a date."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...consent.matrix import Part
from ...kernel.pages import form_page, require_form
from ...kernel.request import Request
from .. import actions
from ..forms import OfficialForm
from ..models import OfficialRecord
from ..official import base_of
from .sides import Side, opened

__all__ = ["note"]


@require_form
def note(request: Request, side: Side, pk: UUID, source: str) -> HttpResponse:
    """Found, and updated on which day; or not found."""
    if source not in OfficialRecord.Source.values:
        raise Http404
    person, _sheet = opened(request, pk, (Part.MEDICATION,), "official", writes=Part.TASKS)
    now = timezone.now()
    return form_page(
        request,
        OfficialForm(request.POST or None, today=timezone.localdate(now), opens=bool(base_of(source))),
        lambda said: actions.note_official(person=person, source=source, **said, by=request.who, at=now),
        title=OfficialRecord.Source(source).label.capitalize(),
        lead=_("Write down what you saw there: whether it exists, and from which day. Copy nothing of what it says."),
        back=side.to("plan", pk),
    )
