"""The two sides scores are read from: by who cares, and by the person and who is near. The page exists once."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone

from ...consent import access
from ...consent.access import Sheet
from ...consent.parts import Part
from ...kernel.request import Request
from ...people.models import Person

__all__ = ["must_write", "opened"]


def opened(
    request: Request, pk: UUID, shown: str = "scores", parts: tuple[Part, ...] = (Part.SCREENER_TOTAL, Part.SCREENER_MODULES)
) -> tuple[Person, Sheet]:
    """The person and what may be shown, with the line of who looked. Raises as :func:`.access.opened` does."""
    return access.opened(pk, who=request.who, at=timezone.now(), parts=parts, shown=shown)


def must_write(sheet: Sheet) -> None:
    """For whom it is closed, the page does not exist. Raises :class:`Http404`."""
    if not sheet.write[Part.SCREENER_TOTAL]:
        raise Http404
