"""May this happen to an offer now?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from ..kernel.problems import NotNow, Problem, check_has_come
from ..territory.models import Contact, Organisation, Site
from .kinds import kinds
from .models import Offer, Proposal
from .states import ANSWERS, MOVES

__all__ = [
    "check_ages", "check_answer", "check_can_be_assured", "check_kind", "check_move", "check_names", "check_ours",
    "check_wait",
]  # fmt: skip


def check_kind(code: str) -> None:
    if code not in kinds():
        raise Problem(_("There is no such kind of help or care."), _("Choose one of the list."))


def check_names(names: Iterable[str]) -> None:
    """It is called something in one language at least."""
    if not any(name.strip() for name in names):
        raise Problem(_("Give a name in one language at least."))


def check_ours(organisation: Organisation, sites: Iterable[Site], contact: Contact | None) -> None:
    """Sites and contact are of the organisation that offers it."""
    if any(site.organisation_id != organisation.pk for site in sites):
        raise NotNow(_("That place is of another organisation."), _("Add the place to your organisation first."))
    if contact is not None and contact.organisation_id != organisation.pk:
        raise NotNow(_("That contact is of another organisation."), _("Add the contact to your organisation first."))


def check_ages(minimum: int | None, maximum: int | None) -> None:
    if minimum is not None and maximum is not None and maximum < minimum:
        raise Problem(_("The highest age is below the lowest."))


def check_wait(days: int | None, on: date | None, today: date) -> None:
    """A waiting time is of a day, and that day has come."""
    if (days is None) != (on is None):
        raise Problem(_("A waiting time and the day it was said go together."))
    if on is not None:
        check_has_come(on, today)


def check_move(offer: Offer, to: str) -> None:
    if (offer.state, to) not in MOVES:
        raise NotNow(
            _("This offer is %(state)s: it does not become that.") % {"state": offer.get_state_display()},
            _("What ended is opened again as a draft."),
        )
    if to == Offer.State.ACTIVE and offer.assured_on is None:
        raise NotNow(_("Nobody assured this offer yet."), _("Look at it once, and say that it is right."))


def check_can_be_assured(offer: Offer) -> None:
    if offer.state == Offer.State.ENDED:
        raise NotNow(_("This offer ended."), _("Open it again first."))


def check_answer(proposal: Proposal, state: str) -> None:
    """Asked and not answered yet. "Corrected" is said of what was corrected: the log shows a change since it was asked."""
    if (proposal.state, state) not in ANSWERS:
        raise NotNow(_("This correction was answered."))
    if state == Proposal.State.DONE and not proposal.offer.changes.filter(at__gte=proposal.asked_at).exists():
        raise NotNow(_("Nothing of the offer changed since this was proposed."), _("Change the offer first, then answer."))
