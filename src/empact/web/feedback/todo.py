"""What feedback puts on My day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..insight.figures import at_hand
from ..kernel.day import News, Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .groups import groups_of
from .models import Cycle, Meeting, Publication
from .permissions import CHAIR, PUBLISH, READ_PUBLISHED
from .policies import is_stale, opened_on

__all__ = ["actions_to_close", "figures_open", "figures_ready", "figures_to_plan"]

_SOON = timedelta(days=14)


def figures_ready(who: Who, today: date) -> Iterator[Todo]:
    """To who leads the meeting, from the day the figures open until a meeting about them has ended."""
    if not who.role or not may(who, CHAIR, Purpose.POPULATION):
        return
    newest = Publication.objects.open_to_teams().first()
    if newest is None:
        return
    for group in groups_of(who, today):
        if Meeting.objects.of(group).filter(publication=newest, state=Meeting.State.CLOSED).exists():
            continue
        yield Todo(
            title=_("Your figures are ready"),
            why=_("Talk about them before %(day)s: then policy sees the whole.")
            % {"day": date_format(newest.policy_day, "SHORT_DATE_FORMAT")}
            if today < newest.policy_day
            else _("No meeting about them has ended yet."),
            address=reverse("feedback:group", args=[group.pk]),
            due=newest.policy_day,
        )


def actions_to_close(who: Who, today: date) -> Iterator[Todo]:
    """Agreed actions whose day comes near or is past, and those open for more than a year."""
    if not who.role or not may(who, CHAIR, Purpose.POPULATION):
        return
    for cycle in Cycle.objects.visible_to(who, Purpose.POPULATION, today).going_on().filter(due__lte=today + _SOON):
        yield Todo(
            title=_("How is it going: %(change)s") % {"change": cycle.change},
            why=_("It is open for more than a year: close it or drop it.")
            if is_stale(cycle, today)
            else _("You agreed to be ready by %(day)s.") % {"day": date_format(cycle.due, "SHORT_DATE_FORMAT")},
            address=reverse("feedback:cycle", args=[cycle.pk]),
            due=cycle.due,
        )


def figures_to_plan(who: Who, today: date) -> Iterator[Todo]:
    """To who plans openings: the newest figures have no day yet, and nobody but them sees what has none."""
    if not who.role or not may(who, PUBLISH, Purpose.POPULATION):
        return
    figures = at_hand()
    newest = figures.periods()[-1] if figures else None
    if newest is not None and not Publication.objects.filter(period=newest.name).exists():
        yield Todo(
            title=_("Plan when the figures of %(period)s open") % {"period": newest.name},
            why=_("They have arrived and have no day yet. Teams see them first."),
            address=reverse("feedback:plan"),
            due=newest.ends,
        )


def figures_open(who: Who, today: date) -> Iterator[News]:
    """To who reads the whole, not the own team or practice: the newest figures are open to them."""
    if not who.role or not may(who, READ_PUBLISHED, Purpose.POPULATION):
        return
    newest = Publication.objects.filter(state=Publication.State.POLICY).first()
    if newest is not None:
        said = _("The figures of %(period)s are open") % {"period": newest.period}
        yield News(said, opened_on(newest, who), reverse("feedback:published"))
