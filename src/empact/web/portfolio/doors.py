"""What the portfolio says elsewhere: of an organisation, of who works with whom, and of what was frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from ..governance.network import Link, Node, partner
from ..governance.quarters import Frozen
from .models import Action, Promise, Report

__all__ = ["frozen_reports", "takes_part_in", "works_together"]


def takes_part_in(organisation: UUID, day: date) -> Iterator[str]:
    """A line per promise that holds; what others expect is none yet."""
    held = Promise.objects.on(day).filter(organisation=organisation, confirmed__isnull=False)
    for one in held.select_related("action"):
        yield f"{one.action.title}: {one.get_contribution_display()}"


def works_together(day: date) -> Iterator[Link]:
    """Who pulls each action that goes on, and who promised something to it."""
    going = Action.objects.going().select_related("puller")
    nodes = {one.pk: Node("action", str(one.pk), one.title, reverse("portfolio:action", args=[one.pk])) for one in going}
    yield from (Link(partner(one.puller), nodes[one.pk], _("pulls")) for one in going if one.puller is not None)
    held = Promise.objects.on(day).filter(confirmed__isnull=False, action__in=nodes)
    for promise in held.select_related("organisation"):
        yield Link(partner(promise.organisation), nodes[promise.action_id], _("promised something"))


def frozen_reports(first: date, last: date) -> Iterator[Frozen]:
    """Reports between two days, with their digest."""
    for one in Report.objects.filter(on__gte=first, on__lte=last).defer("content"):
        yield Frozen(one.title, reverse("portfolio:report", args=[one.pk]), one.on, one.digest)
