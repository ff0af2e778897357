"""Passages of the handbook: taken up from a plan, and kept in the region's own words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import PassageKept
from ..models import Passage
from ..permissions import KEEP
from ..regions import Told

__all__ = ["keep_passage", "take_up_handbook"]


@transaction.atomic
def take_up_handbook(*, told: Told, today: date, by: Who, at: datetime) -> list[Passage]:
    """The passages of a plan that are not there yet."""
    check_may(by, KEEP, Purpose.PROJECT)
    there = set(Passage.objects.values_list("code", flat=True))
    made = []
    for text in told.handbook:
        if text.code not in there:
            said = {"title": text.title, "lines": "\n".join(text.lines), "source": f"{told.name}: {text.source}"}
            made.append(Passage.objects.create(code=text.code, changed=today, **said))
            _record(made[-1], by, at)
    return made


@transaction.atomic
def keep_passage(*, passage: Passage, title: str, lines: str, today: date, by: Who, at: datetime) -> Passage:
    """In other words: from then on it is the region's own."""
    check_may(by, KEEP, Purpose.PROJECT)
    passage.title, passage.lines, passage.source, passage.changed = check_words(title), check_words(lines), "", today
    passage.save()
    _record(passage, by, at)
    return passage


def _record(passage: Passage, by: Who, at: datetime) -> None:
    audit.record(PassageKept(subject=f"governance.passage:{passage.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
