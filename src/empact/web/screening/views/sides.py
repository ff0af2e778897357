"""The two sides scores are read from: by who cares, and by the person and who is near. The page exists once."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from ...consent import access
from ...consent.access import Sheet
from ...consent.parts import Part
from ...kernel.problems import Denied
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...people.models import Person

__all__ = ["must_write", "opened"]


def opened(request: Request, pk: UUID, shown: str = "scores") -> tuple[Person, Sheet]:
    """The person and what may be shown, with the line of who looked. Raises :class:`Http404`.

    Who cares for the person, and therefore knows them already, reads what is missing. Raises :class:`Denied`.
    """
    now = timezone.now()
    parts = (Part.SCREENER_TOTAL, Part.SCREENER_MODULES)
    try:
        return access.opened(pk, who=request.who, at=now, parts=parts, shown=shown)
    except Http404:
        if Person.objects.visible_to(request.who, Purpose.CARE, timezone.localdate(now)).filter(pk=pk).exists():
            hint = _("Talk with them, and write down what they say on the page about consent.")
            raise Denied(access.may_read(request.who, pk, Part.SCREENER_TOTAL, now).sentence, hint) from None
        raise


def must_write(sheet: Sheet) -> None:
    """For whom it is closed, the page does not exist. Raises :class:`Http404`."""
    if not sheet.write[Part.SCREENER_TOTAL]:
        raise Http404
