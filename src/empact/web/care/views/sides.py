"""The two sides a page of a plan is read from: by who cares, and by the person and who is near. Each page exists once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ...consent import access
from ...consent.access import Sheet
from ...consent.matrix import Part
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from ..permissions import CARE, OWN_PLAN

__all__ = ["OWN", "PLAN_PARTS", "Side", "back_from", "care", "must", "opened", "own"]

PLAN_PARTS: Final = (Part.GOALS, Part.TEAM, Part.TASKS, Part.CRISIS)
"""Whoever may read one of these may open the page of the plan, and sees that one."""


@dataclass(frozen=True, slots=True)
class Side:
    """``name``: the beginning of the names of its addresses."""

    name: str
    permission: str
    purpose: Purpose

    def to(self, page: str, *ids: Any) -> str:
        """The address of a page on this side."""
        return reverse(f"care:{self.name}_{page}", args=ids)


_CARE: Final = Side("care", CARE, Purpose.CARE)
OWN: Final = Side("own", OWN_PLAN, Purpose.OWN)
Page = Callable[..., HttpResponse]


def care(page: Page) -> Any:
    """The page for who cares."""
    return _for(_CARE, page)


def own(page: Page) -> Any:
    """The page for the person, and for who helps or speaks for them."""
    return _for(OWN, page)


def opened(
    request: Request,
    pk: UUID,
    parts: tuple[str, ...] = PLAN_PARTS,
    shown: str = "plan",
    *,
    writes: str = "",
    whole: bool = False,
) -> tuple[Person, Sheet]:
    """The person and what may be shown, with the line of who looked. Raises as :func:`.access.opened` does."""
    now = timezone.now()
    return access.opened(pk, who=request.who, at=now, parts=parts, shown=shown, writes=writes, whole=whole)


def back_from(request: Request, side: Side, pk: UUID) -> str:
    """Where a form leads back to: the guide of a talk for who came from there, else the plan."""
    return side.to("guide" if request.GET.get("from") == "guide" else "plan", pk)


def must(sheet: Sheet, part: str, *, write: bool = False) -> None:
    """A page that is about one part does not exist for whom it is closed. Raises :class:`Http404`."""
    if not (sheet.write if write else sheet.read)[part]:
        raise Http404


def _for(side: Side, page: Page) -> Any:
    @allow(side.permission, purpose=side.purpose)
    @wraps(page)
    def view(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return page(request, side, *args, **kwargs)

    return view
