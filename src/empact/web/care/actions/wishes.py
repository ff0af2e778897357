"""Advance care planning: written down by who may, kept line by line, and never inferred."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ..events import WishRecorded
from ..models import Wish
from ..shared import check_writes

__all__ = ["end_wish", "record_wish"]


@transaction.atomic
def record_wish(
    *, person: Person, category: str, code: str = "", words: str = "", kept: str = "", by: Who, at: datetime
) -> Wish:
    """A wish of the person, with a code, in words, or both; ``kept``: where the signed declaration is."""
    purpose = check_writes(person, "crisis", by, at)
    if category not in Wish.Category.values or (code and code not in Wish.Code.values):
        raise Problem(_("Choose what the wish is about."))
    if not code and not words.strip():
        raise Problem(_("Choose a wish, or write it in the person's own words."))
    if code:
        for former in Wish.objects.standing().filter(person=person, category=category, code=code):
            _end(former, by, at, purpose)
    wish = Wish.objects.create(
        person=person, category=category, code=code, words=words.strip(), kept=kept.strip(), recorded_at=at,
        recorded_by=by.user_id, recorder_role=by.role,
    )  # fmt: skip
    event = WishRecorded(subject=f"care.wish:{wish.pk}", person=person.pk, category=category)
    audit.record(event, by=by, at=at, purpose=purpose)
    return wish


@transaction.atomic
def end_wish(*, wish: Wish, by: Who, at: datetime) -> Wish:
    """It does not hold any more; the line stays."""
    purpose = check_writes(wish.person, "crisis", by, at)
    if wish.ended_at is not None:
        raise NotNow(_("This has ended already."))
    return _end(wish, by, at, purpose)


def _end(wish: Wish, by: Who, at: datetime, purpose: Purpose) -> Wish:
    wish.ended_at, wish.ended_by = at, by.user_id
    wish.save(update_fields=("ended_at", "ended_by"))
    event = WishRecorded(subject=f"care.wish:{wish.pk}", person=wish.person_id, category=wish.category, ended=True)
    audit.record(event, by=by, at=at, purpose=purpose)
    return wish
