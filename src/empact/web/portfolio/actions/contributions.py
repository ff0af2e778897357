"""What an action adds, and why it fits: cells of the matrix, arguments for values and tags."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import ArgumentKept, ContributionKept
from ..models import Action, Argument, Contribution, Item
from ..permissions import check_may_keep

__all__ = ["COLUMNS", "argue", "contribute"]

COLUMNS = ("aim", "assignment", "topic", "component")
"""Kinds of items that an action can add to."""


@transaction.atomic
def contribute(
    *, action: Action, item: Item, strength: int, evidence: str = "", today: date, by: Who, at: datetime
) -> Contribution | None:
    """This action adds so much to that; 0: it does not. Saying so confirms what was taken from a document."""
    check_may_keep(by, action)
    policies.check_item(item, action, *COLUMNS)
    found = Contribution.objects.filter(action=action, item=item).first()
    if strength == 0:
        if found is not None:
            found.delete()
            _contributed(action, item, 0, by, at)
        return None
    if strength not in Contribution.Strength.values:
        raise NotNow(_("Say how much: some, clear or strong."))
    found = found or Contribution(action=action, item=item)
    found.strength, found.evidence, found.confirmed = strength, evidence.strip(), today
    found.save()
    _contributed(action, item, strength, by, at)
    return found


def _contributed(action: Action, item: Item, strength: int, by: Who, at: datetime) -> None:
    event = ContributionKept(
        subject=f"portfolio.action:{action.pk}", action=action.pk, item=item.pk, strength=strength, confirmed=True
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)


@transaction.atomic
def argue(*, action: Action, text: str, value: Item | None = None, tag: str = "", by: Who, at: datetime) -> Argument | None:
    """Why the action fits a value of the frame, or has a tag; without words it does not."""
    check_may_keep(by, action)
    policies.check_open(action)
    if (value is None) == (tag == "") or (tag and tag not in Argument.Tag.values):
        raise NotNow(_("An argument is about one value or one tag."))
    policies.check_item(value, action, "value")
    found = Argument.objects.filter(action=action, value=value, tag=tag).first()
    gone = not text.strip()
    if gone and found is not None:
        found.delete()
        found = None
    elif not gone:
        found = found or Argument(action=action, value=value, tag=tag)
        found.text = text.strip()
        found.save()
    event = ArgumentKept(
        subject=f"portfolio.action:{action.pk}", action=action.pk, of=tag or (value.code if value else ""), gone=gone
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return found
