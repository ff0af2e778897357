"""What can be done to accounts, hats and jobs: the only writes to them by people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import audit, day, jobs, own_permissions, region, reminders
from .events import (
    AccountClosed,
    AccountOpened,
    DigestSet,
    JobStartedAgain,
    RegionChose,
    ReminderSwitched,
    RoleConfirmed,
    RoleEnded,
    RoleGiven,
    SecondFactorReset,
)
from .models import Digest, Hat, Muted, RegionChoice, User
from .permissions import check_may
from .problems import Denied, NotNow, check_period
from .purposes import Purpose
from .roles import ROLES
from .who import Who

__all__ = [
    "answer_for_hat", "choose", "close_account", "end_hat", "give_hat", "open_account", "reset_second_factor", "set_digest",
    "switch_reminder", "try_job_again",
]  # fmt: skip


@transaction.atomic
def open_account(*, email: str, name: str, language: str, by: Who, at: datetime) -> User:
    """An account without a password: its owner sets one through a letter, or signs in with an identity provider.

    Raises :class:`NotNow` when the address has an account already.
    """
    check_may(by, own_permissions.GIVE_HATS, Purpose.ADMINISTRATION)
    if User.objects.filter(email=email.lower()).exists():
        raise NotNow(_("There is an account with this e-mail address already."), _("Give that account the role."))
    user = User.objects.create_user(email, None, name=name, language=language)
    audit.record(AccountOpened(subject=f"kernel.user:{user.pk}"), by=by, at=at)
    return user


@transaction.atomic
def close_account(*, user: User, by: Who, at: datetime, reason: str) -> User:
    """Nobody signs in with it any more, from the next request on. What was done with it stays on record."""
    check_may(by, own_permissions.GIVE_HATS, Purpose.ADMINISTRATION)
    if not user.is_active:
        raise NotNow(_("This account is closed already."))
    user.is_active = False
    user.save(update_fields=("is_active",))
    audit.record(AccountClosed(subject=f"kernel.user:{user.pk}"), by=by, at=at, reason=reason)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: Who, at: datetime, reason: str) -> User:
    """Whoever lost it signs in with the password and adds a new one; all their sessions end, and a letter tells them.

    Raises :class:`NotNow` when there is none, and :class:`Denied` for one's own: that would be a way round it.
    """
    check_may(by, own_permissions.RESET_FACTORS, Purpose.ADMINISTRATION)
    if user.pk == by.user_id:
        raise Denied(_("Nobody takes off their own second factor here."), _("Ask another administrator."))
    removed, _tables = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise NotNow(_("This account has no second factor."))
    user.sign_outs += 1
    user.save(update_fields=("sign_outs",))
    audit.record(SecondFactorReset(subject=f"kernel.user:{user.pk}"), by=by, at=at, reason=reason)
    return user


@transaction.atomic
def give_hat(
    *,
    user: User,
    role: str,
    scope_kind: str = "",
    scope_id: str = "",
    starts: date,
    ends: date | None = None,
    by: Who,
    at: datetime,
) -> Hat:
    """Let somebody work in a role, at a place, from a day on. Raises :class:`NotNow` when they do already."""
    check_may(by, own_permissions.GIVE_HATS, Purpose.ADMINISTRATION)
    check_hat_fits(user=user, role=role, scope_kind=scope_kind, scope_id=scope_id, starts=starts, ends=ends)
    hat = Hat.objects.create(user=user, role=role, scope_kind=scope_kind, scope_id=scope_id, starts=starts, ends=ends)
    scope = f"{scope_kind}:{scope_id}" if scope_kind else ""
    audit.record(RoleGiven(subject=f"kernel.user:{user.pk}", role=role, scope=scope, until=ends), by=by, at=at)
    return hat


@transaction.atomic
def end_hat(*, hat: Hat, last_day: date, by: Who, at: datetime, reason: str = "") -> Hat:
    """The last day somebody works in this role."""
    check_may(by, own_permissions.GIVE_HATS, Purpose.ADMINISTRATION)
    scope = f"{hat.scope_kind}:{hat.scope_id}" if hat.scope_kind else ""
    hat.ends = max(last_day, hat.starts)
    hat.save(update_fields=("ends",))
    audit.record(RoleEnded(subject=f"kernel.user:{hat.user_id}", role=hat.role, scope=scope), by=by, at=at, reason=reason)
    return hat


@transaction.atomic
def answer_for_hat(*, hat: Hat, needed: bool, by: Who, at: datetime) -> Hat:
    """Its owner still needs this role, or works in it for the last day today. Raises :class:`Denied` for another's."""
    if by.user_id is None or hat.user_id != by.user_id:
        raise Denied(_("That is not a role of yours."), _("Choose one of the roles in the list."))
    today = timezone.localdate(at)
    scope = f"{hat.scope_kind}:{hat.scope_id}" if hat.scope_kind else ""
    hat.confirmed, hat.ends = (today, hat.ends) if needed else (hat.confirmed, max(today, hat.starts))
    hat.save(update_fields=("confirmed", "ends"))
    said = RoleConfirmed if needed else RoleEnded
    audit.record(said(subject=f"kernel.user:{hat.user_id}", role=hat.role, scope=scope), by=by, at=at, purpose=Purpose.OWN)
    return hat


@transaction.atomic
def set_digest(
    *, weekday: int, duties_only: bool, weeks: int = 0, silent: Collection[str] = (), by: Who, at: datetime
) -> None:
    """When one's own letter comes, and which kinds of reminders do not stand in it. What somebody waits for always does.

    Raises :class:`Denied` for whoever is not signed in.
    """
    if by.user_id is None:
        raise Denied(_("Sign in first."))
    Digest.objects.update_or_create(
        user_id=by.user_id, defaults={"weekday": weekday, "duties_only": duties_only, "weeks": weeks}
    )
    Muted.objects.filter(user_id=by.user_id).delete()
    kinds = tuple(sorted(k for k in silent if k in day.KINDS and not day.KINDS[k].duty))
    Muted.objects.bulk_create(Muted(user_id=by.user_id, kind=k) for k in kinds)
    event = DigestSet(
        subject=f"kernel.digest:{by.user_id}", weekday=weekday, duties_only=duties_only, weeks=weeks, silent=kinds
    )
    audit.record(event, by=by, at=at)


@transaction.atomic
def switch_reminder(*, kind: str, off: bool, by: Who, at: datetime) -> None:
    """Take a kind of reminder away for everybody, or give it back. Only the role that answers for it does."""
    check_may(by, own_permissions.OWN_REMINDERS, Purpose.ADMINISTRATION)
    asked = day.KINDS.get(kind)
    if asked is None or asked.owner != by.role:
        raise Denied(_("Another role answers for this reminder."))
    if asked.duty:
        raise NotNow(_("Somebody waits for this: it cannot be taken away."))
    if off:
        Muted.objects.get_or_create(user=None, kind=kind)
    else:
        Muted.objects.filter(user=None, kind=kind).delete()
    today = timezone.localdate(at)
    _quarter, start, end = reminders.last_quarter(today)
    (before,) = (r for r in reminders.record(start, end, today) if r.kind.id == kind)
    event = ReminderSwitched(subject=f"kernel.reminder:{kind}", off=off, told=before.told, followed=before.followed)
    audit.record(event, by=by, at=at)


@transaction.atomic
def try_job_again(*, job_id: UUID, by: Who, at: datetime) -> None:
    """A job that failed starts anew. Raises :class:`NotNow` when it did not fail."""
    check_may(by, own_permissions.START_JOBS, Purpose.ADMINISTRATION)
    if not jobs.try_again(job_id, at=at):
        raise NotNow(_("This job did not fail, so it need not start again."))
    audit.record(JobStartedAgain(subject=f"kernel.job:{job_id}"), by=by, at=at)


def check_hat_fits(*, user: User, role: str, scope_kind: str, scope_id: str, starts: date, ends: date | None) -> None:
    """May this hat be given now? A role has its kind of place; nobody wears the same hat twice on one day."""
    if role not in ROLES:
        raise NotNow(_("There is no such role."), _("Choose one of the list."))
    if scope_kind != (ROLES[role].scope if scope_id else ""):
        raise NotNow(_("This role is not given at that kind of place."))
    check_period(starts, ends)
    if not user.is_active:
        raise NotNow(_("This account is closed."), _("Open it again first."))
    worn = Hat.objects.filter(user=user, role=role, scope_kind=scope_kind, scope_id=scope_id)
    if any((h.ends is None or h.ends >= starts) and (ends is None or h.starts <= ends) for h in worn):
        raise NotNow(_("This person has this role already in that period."))


@transaction.atomic
def choose(*, choice: str, value: Any, by: Who, at: datetime) -> None:
    """Set what the region decides for itself; the value before stays on record.

    Raises :class:`django.core.exceptions.ValidationError` for a value that is not allowed.
    """
    check_may(by, own_permissions.CHANGE_REGION, Purpose.ADMINISTRATION)
    asked = next(c for c in region.choices() if c.id == choice)
    checked, before = asked.checked(value), region.read(choice)
    if checked == before:
        return
    RegionChoice.objects.update_or_create(id=choice, defaults={"value": checked})
    region.forget()
    event = RegionChose(subject=f"kernel.regionchoice:{choice}", choice=choice, value=checked, before=before)
    audit.record(event, by=by, at=at)
