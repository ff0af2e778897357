"""The statement of a year: what an organisation brought, by what it was for and by month, as data that can be signed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

from ..territory.models import Organisation
from .models import Entry, InKind
from .value import cents_of, is_valued, rates

__all__ = ["content_of", "digest_of"]


def content_of(organisation: Organisation, year: int) -> dict[str, Any]:
    """Plain JSON. ``seconds`` is the sum of every confirmed entry, and of the rows; ``activity`` empty: the collaboration as a
    whole. What waits stands beside it and counts nowhere. ``cents`` and ``unvalued`` only where the region values hours.
    """
    every = Entry.objects.gifts().filter(giver__organisation=organisation, on__year=year)
    months: dict[Any, list[int]] = defaultdict(lambda: [0] * 12)
    title: dict[Any, str] = {}
    related = ("activity__action", "activity__package")
    numbers: dict[Any, int] = defaultdict(int)
    total = 0
    for entry in every.confirmed().select_related(*related):
        activity = entry.activity
        months[activity.pk][entry.on.month - 1] += entry.signed
        numbers[activity.pk] += 1
        title[activity.pk] = activity.about_name
        total += entry.signed
    rows = [
        {"activity": title[pk], "months": months[pk], "seconds": sum(months[pk]), "entries": numbers[pk]}
        for pk in sorted(months, key=lambda pk: title[pk])
    ]
    brought = InKind.objects.filter(organisation=organisation, on__year=year).confirmed().select_related("action", "package")
    content: dict[str, Any] = {
        "organisation": organisation.name, "year": year, "rows": rows, "seconds": total,
        "waiting": every.waiting().seconds(),
        "in_kind": [
            {"on": one.on.isoformat(), "what": one.what, "how_much": one.how_much, "activity": one.about_name}
            for one in brought.order_by("on", "pk")
        ],
    }  # fmt: skip
    if is_valued():
        by_day = every.confirmed().summed("function", "on")
        content["cents"], content["unvalued"] = cents_of(by_day, rates())
        for row, one in zip(content["in_kind"], brought.order_by("on", "pk"), strict=True):
            row["cents"] = one.cents
    return content


def digest_of(content: dict[str, Any]) -> str:
    """The same for the same content, in whatever language it is read; what only waits is not signed for."""
    signed = {name: value for name, value in content.items() if name != "waiting"}
    return hashlib.sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
