"""The links of other apps on the page of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse

from .. import doors as register_of_doors

__all__: list[str] = []
register = template.Library()


@register.inclusion_tag("people/parts/doors.html", takes_context=True)
def doors(context: dict[str, Any], sheet: str, person: UUID) -> dict[str, Any]:
    """Those that the hat worn now may use."""
    given = () if sheet == "own" else (person,)
    shown = register_of_doors.doors(context["request"].who, sheet, person)
    return {"links": [(door.title, reverse(door.address, args=given)) for door in shown]}
