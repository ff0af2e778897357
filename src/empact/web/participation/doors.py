"""What participation says elsewhere: behind an objective, the working groups that brought it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format

from ..portfolio.doors import Behind
from ..portfolio.models import Item
from .models import Group, Output

__all__ = ["groups_behind"]


def groups_behind(item: Item) -> Iterator[Behind]:
    """Each output with its group, then groups that work on it and brought nothing yet."""
    outputs = Output.objects.filter(items=item).select_related("group").order_by("on", "title")
    for one in outputs:
        note = f"{one.group.name}, {date_format(one.on, 'SHORT_DATE_FORMAT')}"
        yield Behind(one.title, reverse("participation:group", args=[one.group_id]), note)
    for group in Group.objects.filter(items=item).exclude(outputs__in=outputs).distinct():
        yield Behind(group.name, reverse("participation:group", args=[group.pk]), group.purpose)
