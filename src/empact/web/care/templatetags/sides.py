"""Addresses on the side from which a page is read."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from .. import limits

__all__: list[str] = []
register = template.Library()


@register.simple_tag
def side_url(side: str, page: str, *ids: Any) -> str:
    """``care`` or ``own``, the page, and the ids in it."""
    return reverse(f"care:{side}_{page}", args=ids)


@register.filter
def of(found: Any, key: Any) -> Any:
    """What a mapping holds for this key, or nothing."""
    return found.get(key)


@register.filter
def limited(member: Any) -> str:
    """What an informal carer said they can and cannot do, in one line."""
    return limits.line(member.limit) if member.limit is not None else ""


@register.filter
def opens(sheet: Any, part: str) -> Any:
    """What the sheet says of reading a part; ``part:w`` of writing it."""
    name, _colon, write = part.partition(":")
    return (sheet.write if write else sheet.read)[name]
