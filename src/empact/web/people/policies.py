"""May this happen to this person now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import check_insz
from ..kernel.models import User
from ..kernel.problems import Conflict, Denied, NotNow, Problem, check_period
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from . import insz, naming, states
from .models import Buddy, CareRelation, Handover, InformalCarer, Merge, Person, Representative, Worklist

__all__ = [
    "CONTACTS",
    "OFF_MONTHS",
    "check_account_fits",
    "check_cares",
    "check_for_this_hat",
    "check_handed_over_now",
    "check_list_move",
    "check_names_nobody",
    "check_next_step",
    "check_on_the_list",
    "check_last_day",
    "check_mergeable",
    "check_number_free",
    "check_unchanged",
    "check_undoable",
    "mergeable",
    "off_list_until",
    "on_the_list",
]

CONTACTS: Final = 2
"""Tries without an answer, after which somebody is left alone."""
OFF_MONTHS: Final = 12
_DIGITS: Final = re.compile(r"(?:\d[\s.\-/]*){8,}")
_MAIL: Final = re.compile(r"\S+@\S+\.\S+")


def check_unchanged(person: Person, version: int) -> None:
    """``version`` is what whoever edits has read."""
    if person.version != version:
        raise Conflict(
            _("Somebody else corrected this person in the meantime."), _("Look at what changed, then correct what is left.")
        )


def check_number_free(index: str, person: Person | None = None) -> None:
    """A national number belongs to one person."""
    others = Person.objects.filter(insz_index=index, merged_into=None)
    if index and (others.exclude(pk=person.pk) if person else others).exists():
        raise NotNow(
            _("This national number is on record already."),
            _("Check the number. If it is right, there are two records of one person: tell the administrator."),
        )


def check_account_fits(person: Person, user: User | None) -> User:
    """An account is one person's, and a person has one."""
    if user is None or not user.is_active:
        raise NotNow(_("There is no open account with this e-mail address."), _("Open the account first."))
    if person.user_id:
        raise NotNow(_("This person has an account already."), _("Take that one off first."))
    if Person.objects.filter(user=user).exists():
        raise NotNow(_("This account is somebody else's."), _("Check the e-mail address."))
    return user


def check_cares(person: Person, by: Who, on: date) -> None:
    """Who changes what is on record of a person, cares for them on this day."""
    if not Person.objects.visible_to(by, Purpose.CARE, on).filter(pk=person.pk).exists():
        raise Denied(_("You do not care for this person."), _("Only those who do may change the record."))


def check_last_day(row: CareRelation | Representative | InformalCarer | Buddy, last_day: date) -> None:
    """An ending is not before the beginning, and nothing ends twice."""
    if row.ends is not None and row.ends <= last_day:
        raise NotNow(_("This has ended already."))
    check_period(row.starts, last_day)


def check_mergeable(kept: Person, gone: Person) -> None:
    """Two records, both in use, that can be one person: no two national numbers, no two accounts."""
    if kept.pk == gone.pk:
        raise NotNow(_("This is one record."), _("Choose two."))
    if kept.merged_into_id or gone.merged_into_id:
        raise NotNow(_("One of these records was put together with another already."))
    if kept.insz_index and gone.insz_index and kept.insz_index != gone.insz_index and not _exchanged(kept, gone):
        raise NotNow(_("They have two national numbers, so they are two persons."), _("Correct the number first."))
    if kept.user_id and gone.user_id:
        raise NotNow(_("Both sign in with an account of their own."), _("Close one account first."))


def mergeable(kept: Person, gone: Person) -> bool:
    try:
        check_mergeable(kept, gone)
    except Problem:
        return False
    return True


def check_undoable(merge: Merge) -> None:
    """Once, and while the record that was kept is still in use."""
    if merge.undone_at is not None:
        raise NotNow(_("This was undone already."))
    if merge.kept.merged_into_id:
        raise NotNow(_("The record that was kept has been put together with another."), _("Undo that first."))


def check_for_this_hat(worklist: Worklist, who: Who) -> None:
    """One list, one recipient: others learn nothing of it."""
    if not (who.at("organisation", worklist.organisation_id) or who.at("team", worklist.team_id)):
        raise Denied(_("This list was made for another organisation or team."), _("Ask who made it."))


def check_list_move(worklist: Worklist, to: str) -> None:
    """As the table says."""
    if (worklist.state, to) not in states.WORKLIST_MOVES:
        raise NotNow(_("This list is not in the state for that."), _("Open the list again and look where it stands."))


def on_the_list(worklist: Worklist, person: Person) -> bool:
    """The person's own pseudonym is on it; computed for this one person, and not kept."""
    return worklist.lines.filter(left="", pseudonym__in=naming.pseudonyms_of(person, worklist.project)).exists()


def check_on_the_list(worklist: Worklist, person: Person) -> None:
    if not on_the_list(worklist, person):
        raise NotNow(_("This person is not on this list."))


def check_handed_over_now(handover: Handover, to: str) -> None:
    """On an approved list, as the table says, and not while the person is left alone."""
    if handover.worklist.state != Worklist.State.APPROVED:
        raise NotNow(_("This list is not approved."), _("Approve it first."))
    if (handover.state, to) not in states.HANDOVER_MOVES:
        raise NotNow(_("This cannot follow what was said of this person before."), _("Take the last answer back first."))


def check_next_step(day: date | None, today: date) -> None:
    """A next step is not in the past, and within a year."""
    if day is None or not today <= day <= today + timedelta(days=365):
        raise NotNow(_("The next step needs a day from today on, within a year."))


def off_list_until(day: date) -> date:
    """The day from which somebody who was not reached may be asked again."""
    year, month = divmod(day.year * 12 + day.month - 1 + OFF_MONTHS, 12)
    return date(year, month + 1, min(day.day, 28))


def _exchanged(kept: Person, gone: Person) -> bool:
    """A BIS number may give way to a national number."""
    numbers = [check_insz(insz.digits(person), today=date.max) for person in (kept, gone)]
    return not numbers[0].bis and numbers[1].bis


def check_names_nobody(text: str, by: Who, on: date, about: Person | None = None) -> None:
    """No national number, phone number or mail address, and no family name of whom the writer cares for.

    ``about``: whom it is written about under a pseudonym; none of their names stands in it, in any spelling.
    """
    if _DIGITS.search(text):
        raise Problem(
            _("There is a national number or a phone number in this text."),
            _("Take it out, so that nobody can be recognised."),
        )
    if _MAIL.search(text):
        raise Problem(_("There is an e-mail address in this text."), _("Take it out, so that nobody can be recognised."))
    said = re.findall(r"[^\W\d_][\w'’-]+", text)
    if about is not None:
        names = f"{about.family_name} {about.given_names} {about.called_name}".casefold().split()
        if {word.casefold() for word in said} & set(names):
            raise Problem(
                _("There is a name of this person in this text."), _("Take it out, so that nobody can be recognised.")
            )
    words = {word for word in said if word[0].isupper()}
    if words and Person.objects.visible_to(by, Purpose.CARE, on).filter(family_name__in=words).exists():
        raise Problem(
            _("There is a family name of somebody you care for in this text."),
            _("Take it out, so that nobody can be recognised."),
        )
