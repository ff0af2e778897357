"""Adding persons, and correcting what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ....terms.identifiers import Insz
from ...kernel import audit
from ...kernel.models import User
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.search import fold
from .. import insz, policies, queries
from ..events import AccountLinked, AccountUnlinked, PersonAdded, PersonCorrected
from ..models import CareRelation, Person
from ..permissions import EDIT_PERSON, KEEP_REGISTER, SEE_OWN
from .relations import begin_care_relation

__all__ = ["add_and_take_up", "add_person", "correct_person", "link_account", "take_up", "unlink_account"]

FIELDS: Final = (
    "family_name", "given_names", "called_name", "birth_year", "birth_month", "birth_day", "death_date", "sex",
    "language", "channel", "phone", "email", "street", "postcode", "municipality",
)  # fmt: skip
OWN_FIELDS: Final = ("called_name", "language", "channel", "phone", "email")
"""What somebody corrects about themselves; the rest the practice or the administrator does."""

_MAY: Final = {
    Purpose.CARE: (EDIT_PERSON, FIELDS),
    Purpose.ADMINISTRATION: (KEEP_REGISTER, FIELDS),
    Purpose.OWN: (SEE_OWN, OWN_FIELDS),
}


@transaction.atomic
def add_person(*, said: Mapping[str, Any], number: Insz | None, by: Who, at: datetime, purpose: Purpose) -> Person:
    """A new record. Raises :class:`NotNow` where the number is on record already: see :func:`take_up`."""
    permission, fields = _MAY[purpose]
    check_may(by, permission, purpose)
    if purpose == Purpose.OWN:
        raise Denied(_("Nobody makes a record for themselves."))
    person = Person(**{name: said[name] for name in fields if name in said})
    person.search = fold(person.called_name, person.given_names, person.family_name)
    insz.put(person, number)
    policies.check_number_free(person.insz_index)
    person.save(force_insert=True)
    audit.record(PersonAdded(subject=f"people.person:{person.pk}", person=person.pk), by=by, at=at, purpose=purpose)
    return person


@transaction.atomic
def correct_person(
    *,
    person: Person,
    said: Mapping[str, Any],
    number: Insz | None = None,
    version: int,
    by: Who,
    at: datetime,
    purpose: Purpose,
) -> Person:
    """Change what ``said`` holds; a ``number`` where none was known, or by who keeps the register.

    Where nothing changed, nothing is written. Raises :class:`Conflict` when another was faster (``version`` is what was read).
    """
    permission, allowed = _MAY[purpose]
    check_may(by, permission, purpose)
    person = _locked(person, by, at, purpose)
    policies.check_unchanged(person, version)
    changed = [name for name in allowed if name in said and getattr(person, name) != said[name]]
    for name in changed:
        setattr(person, name, said[name])
    if number is not None and insz.index(number) != person.insz_index:
        if purpose == Purpose.OWN or (person.insz_index and purpose != Purpose.ADMINISTRATION):
            raise Denied(_("Only who keeps the register corrects a national number."), _("Tell your administrator."))
        policies.check_number_free(insz.index(number), person)
        insz.put(person, number)
        changed.append("insz")
    if changed:
        person.search = fold(person.called_name, person.given_names, person.family_name)
        person.version += 1
        person.save()
        event = PersonCorrected(subject=f"people.person:{person.pk}", person=person.pk, fields=tuple(changed))
        audit.record(event, by=by, at=at, purpose=purpose)
    return person


@transaction.atomic
def add_and_take_up(
    *, said: Mapping[str, Any], number: Insz | None, kind: str, ground: str, only_me: bool = False, by: Who, at: datetime
) -> Person:
    """A new record of somebody whom the hat's organisation or team begins to care for."""
    person = add_person(said=said, number=number, by=by, at=at, purpose=Purpose.CARE)
    begin_care_relation(person=person, kind=kind, ground=ground, starts=timezone.localdate(at), only_me=only_me, by=by, at=at)
    return person


@transaction.atomic
def link_account(*, person: Person, email: str, by: Who, at: datetime) -> Person:
    """Let the owner of the account with this address see the record as their own. Raises :class:`NotNow`."""
    check_may(by, KEEP_REGISTER, Purpose.ADMINISTRATION)
    person = _locked(person, by, at, Purpose.ADMINISTRATION)
    person.user = policies.check_account_fits(person, User.objects.filter(email=email.strip().lower()).first())
    return _save_account(person, AccountLinked, str(person.user.pk), by, at)


@transaction.atomic
def unlink_account(*, person: Person, by: Who, at: datetime) -> Person:
    """The owner of the account sees the record no more, from the next request on."""
    check_may(by, KEEP_REGISTER, Purpose.ADMINISTRATION)
    person = _locked(person, by, at, Purpose.ADMINISTRATION)
    if person.user_id is None:
        raise NotNow(_("This person has no account."))
    account, person.user = str(person.user_id), None
    return _save_account(person, AccountUnlinked, account, by, at)


@transaction.atomic
def take_up(
    *, number: Insz, family_name: str, kind: str, ground: str, only_me: bool = False, by: Who, at: datetime
) -> CareRelation:
    """Begin caring for somebody who is on record elsewhere: number and family name must fit, as on the card in their hand.

    Raises :class:`NotNow` with one sentence for all that does not fit, so that it cannot be used to ask who is on record.
    """
    check_may(by, EDIT_PERSON, Purpose.CARE)
    person = queries.by_number(number, family_name)
    if person is None:
        raise NotNow(_("The number and the family name do not fit together."), _("Check both on the identity card."))
    return begin_care_relation(
        person=person, kind=kind, ground=ground, starts=timezone.localdate(at), only_me=only_me, by=by, at=at
    )


def _save_account(
    person: Person, said: type[AccountLinked] | type[AccountUnlinked], account: str, by: Who, at: datetime
) -> Person:
    person.version += 1
    person.save(update_fields=("user", "version"))
    audit.record(said(subject=f"people.person:{person.pk}", person=person.pk, account=account), by=by, at=at)
    return person


def _locked(person: Person, by: Who, at: datetime, purpose: Purpose) -> Person:
    """The record as it is now, if it may be seen."""
    found = (
        Person.objects.visible_to(by, purpose, timezone.localdate(at))
        .filter(pk=person.pk)
        .select_for_update(of=("self",))
        .first()
    )
    if found is None:
        raise Denied(_("You do not care for this person."), _("Only those who do may change the record."))
    return found
