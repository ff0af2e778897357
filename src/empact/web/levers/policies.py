"""May this happen now? Hours come in quarters, what was confirmed stays, and who registered something does not confirm it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from ...ledger import HOUR
from ..kernel.problems import NotNow, check_has_come
from ..kernel.who import Who
from ..territory.models import Organisation, Post
from .models import Application, Entry, InKind, Opportunity
from .states import APPLICATION_MOVES, IN_KIND_MOVES, MOVES

__all__ = [
    "QUARTER", "check_amount", "check_application_moves", "check_can_be_reversed", "check_hours", "check_in_kind_moves",
    "check_moves", "check_open", "check_other", "check_post",
]  # fmt: skip

QUARTER: Final = HOUR.parts // 4
_DAY: Final = 24 * HOUR.parts


def check_hours(seconds: int, on: date, today: date, *, most: int = _DAY) -> None:
    """Quarters of an hour, more than none, on a day that has come. ``most``: what fits in that time."""
    check_has_come(on, today)
    if seconds <= 0 or seconds % QUARTER:
        raise NotNow(_("Hours are counted in quarters."), _("Write 0.25 for a quarter of an hour, 1.50 for one and a half."))
    if seconds > most:
        raise NotNow(_("So many hours do not fit in that time."), _("Register each person and each day apart."))


def check_post(post: Post | None, organisation: Organisation, on: date) -> None:
    if post is not None and (post.organisation_id != organisation.pk or not post.is_on(on)):
        raise NotNow(_("This person did not work in that function for that organisation on that day."))


def check_moves(entry: Entry, to: str) -> None:
    if (Entry.State(entry.state), Entry.State(to)) not in MOVES:
        if entry.state == Entry.State.CONFIRMED:
            raise NotNow(_("These hours were confirmed."), _("Take them back by a counter-entry, and register them anew."))
        raise NotNow(_("These hours do not become that any more."))


def check_in_kind_moves(one: InKind, to: str) -> None:
    if (InKind.State(one.state), InKind.State(to)) not in IN_KIND_MOVES:
        raise NotNow(_("This does not become that any more."))


def check_other(brought: Entry | InKind, who: Who) -> None:
    """Somebody else than who registered it."""
    if brought.noted_by_id is not None and brought.noted_by_id == who.user_id:
        raise NotNow(_("Who registered something does not confirm it."), _("Ask a colleague, or the project office."))


def check_can_be_reversed(entry: Entry) -> None:
    if entry.state != Entry.State.CONFIRMED:
        raise NotNow(_("These hours were not confirmed."), _("Withdraw them instead."))
    if entry.reverses_id is not None or hasattr(entry, "reversed_by"):
        raise NotNow(_("These hours were taken back already."), _("Register them anew."))


def check_amount(cents: int) -> None:
    if cents <= 0:
        raise NotNow(_("An amount is more than nothing."))


def check_open(opportunity: Opportunity, asked_cents: int, today: date) -> None:
    """The fund is open for it on that day, and for so much."""
    if not opportunity.opens <= today <= opportunity.closes:
        raise NotNow(_("The fund is not open for this now."), _("Look at what else it is open for."))
    check_amount(asked_cents)
    if opportunity.most_cents is not None and asked_cents > opportunity.most_cents:
        raise NotNow(_("That is more than the fund gives for this."), _("Ask less, or bring the rest from elsewhere."))


def check_application_moves(application: Application, to: str) -> None:
    if (Application.State(application.state), Application.State(to)) not in APPLICATION_MOVES:
        raise NotNow(
            _("This application is %(state)s: that does not happen to it now.") % {"state": application.get_state_display()}
        )
