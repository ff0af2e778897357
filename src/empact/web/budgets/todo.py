"""What budgets put on My day: a report that was not sent before anything else, calls that close, hours that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Call, Hours, SubsidyReport
from .permissions import KEEP, SEE_HOURS

__all__ = ["CALL_WITHIN", "REPORT_WITHIN", "calls_due", "hours_to_approve", "reports_due"]

CALL_WITHIN: Final = timedelta(days=60)
REPORT_WITHIN: Final = timedelta(days=30)


def reports_due(who: Who, today: date) -> Iterator[Todo]:
    """To the project office, thirty days before; once the day has passed it stands before everything else."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in SubsidyReport.objects.waiting().filter(due__lte=today + REPORT_WITHIN).select_related("subsidy"):
        missed = one.due < today
        yield Todo(
            title=_("Send the report: %(report)s") % {"report": one.title},
            why=(_("Its day has passed: %(subsidy)s may be lost.") if missed else _("Who pays for %(subsidy)s waits for it."))
            % {"subsidy": one.subsidy.title},
            address=reverse("budgets:subsidy", args=[one.subsidy_id]),
            due=one.due,
            first=missed,
        )


def calls_due(who: Who, today: date) -> Iterator[Todo]:
    """To the project office, sixty days before a call closes."""
    if not who.role or not may(who, KEEP, Purpose.PROJECT):
        return
    for one in Call.objects.due(today, today + CALL_WITHIN):
        yield Todo(
            title=_("A call closes: %(call)s") % {"call": one.title},
            why=f"{one.funder}: {one.get_fit_display()}.",
            address=reverse("budgets:calls"),
            due=one.deadline,
        )


def hours_to_approve(who: Who, today: date) -> Iterator[Todo]:
    """To who approves, one line for all that wait and were written down by somebody else."""
    if not who.role or not may(who, SEE_HOURS, Purpose.PROJECT):
        return
    waiting = Hours.objects.waiting().exclude(entry__noted_by=who.user_id).order_by("month")
    first = waiting.first()
    if first is not None:
        yield Todo(
            title=_("Hours wait to be approved"),
            why=_("Without that they cannot be paid."),
            address=reverse("budgets:hours"),
            due=first.month + timedelta(days=45),
        )
