"""Components for templates: each exists once, accessible, and every app uses it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html

from ..menu import Link
from ..permissions import may as may_do
from ..purposes import Purpose

__all__: list[str] = []
register = template.Library()


@register.inclusion_tag("kernel/parts/page_links.html", takes_context=True)
def page_links(context: dict[str, Any], page: Any) -> dict[str, Any]:
    """Links to the other pages of a list; the filters stay in the address."""
    request: HttpRequest = context["request"]
    kept = request.GET.copy()
    kept.pop("page", None)
    return {"page": page, "query": kept.urlencode()}


@register.filter
def day(said: str) -> str:
    """A day of a frozen copy (2026-11-27), as its reader writes it."""
    return date_format(date.fromisoformat(said), "SHORT_DATE_FORMAT") if said else ""


@register.simple_tag(takes_context=True)
def sort_head(context: dict[str, Any], column: str, title: str) -> str:
    """The head of a column one can sort by; a view gives ``order`` (:func:`empact.web.kernel.lists.in_order`)."""
    order = context["order"]
    kept = context["request"].GET.copy()
    kept.pop("page", None)
    kept["order"] = f"-{column}" if order == column else column
    sort = {column: "ascending", f"-{column}": "descending"}.get(order, "")
    said = format_html(' aria-sort="{}"', sort) if sort else ""
    return format_html('<th scope="col"{}><a class="sort" href="?{}">{}</a></th>', said, kept.urlencode(), title)


@register.inclusion_tag("kernel/parts/nothing.html")
def nothing(title: str, hint: str = "") -> dict[str, str]:
    """An empty list says what it means, and what to do."""
    return {"title": title, "hint": hint}


@register.inclusion_tag("kernel/parts/errors.html")
def errors(form: Any) -> dict[str, Any]:
    """What is wrong, on top, each with a link to its field."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], permission: str, purpose: str) -> bool:
    """May the hat worn now do this? For showing a button, never instead of the rule."""
    return may_do(context["request"].who, permission, Purpose(purpose))


@register.simple_tag
def menu_link(link: Link) -> str:
    """One line of the menu."""
    current = format_html(' aria-current="{}"', link.current) if link.current else ""
    return format_html('<a href="{}"{}>{}</a>', link.address, current, link.title)


@register.inclusion_tag("kernel/parts/leave.html", takes_context=True)
def leave(context: dict[str, Any]) -> dict[str, Any]:
    """The quick way out, for a page that nobody beside the reader should see: an everyday page takes its place."""
    return {"leave_to": context["leave_to"]}


@register.inclusion_tag("kernel/parts/chart.html")
def chart(chart: Any) -> dict[str, Any]:
    """A chart with its message, its table and its file."""
    return {"chart": chart}


@register.inclusion_tag("kernel/parts/timeline.html")
def timeline(moments: Any) -> dict[str, Any]:
    """Moments with ``at``, ``title`` and perhaps ``address`` and ``note``, in the order given."""
    return {"moments": moments}
