"""Bodies, their seats, and mandates from one seat to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Code, Organisation, Practitioner
from ..events import BodyKept, MandateGiven, SeatKept
from ..models import Body, Mandate, Seat
from ..permissions import KEEP, check_may_speak

__all__ = ["end_body", "end_seat", "give_mandate", "keep_body", "make_body", "seat"]

TEXTS: Final = ("tasks", "composition", "rules", "meets", "closed", "source")


@transaction.atomic
def make_body(
    *,
    name: str,
    purpose: str,
    quorum: int,
    up_to: int | None = None,
    stakes_vote: bool = False,
    starts: date,
    texts: Mapping[str, Any] | None = None,
    by: Who,
    at: datetime,
) -> Body:
    """One more body that decides. ``texts``: any of tasks, composition, rules, meets, closed, source."""
    check_may(by, KEEP, Purpose.PROJECT)
    body = Body.objects.create(
        name=check_words(name),
        purpose=check_words(purpose),
        quorum=quorum,
        up_to=up_to,
        stakes_vote=stakes_vote,
        starts=starts,
        **{name: value for name, value in (texts or {}).items() if name in TEXTS},
    )
    _record(BodyKept(subject=f"governance.body:{body.pk}"), by, at)
    return body


@transaction.atomic
def keep_body(*, body: Body, values: Mapping[str, Any], by: Who, at: datetime) -> Body:
    """What it is for and how it works, in other words. Its seats, terms and decisions stay as they are."""
    check_may(by, KEEP, Purpose.PROJECT)
    for name in ("name", "purpose", "quorum", "up_to", "stakes_vote", *TEXTS):
        if name in values:
            setattr(body, name, values[name])
    check_words(body.name)
    check_words(body.purpose)
    body.save()
    _record(BodyKept(subject=f"governance.body:{body.pk}", ends=body.ends), by, at)
    return body


@transaction.atomic
def end_body(*, body: Body, last_day: date | None, by: Who, at: datetime) -> Body:
    """The last day of a body; what it decided stays. ``None`` brings it back."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(body.starts, last_day)
    body.ends = last_day
    body.save(update_fields=("ends",))
    _record(BodyKept(subject=f"governance.body:{body.pk}", ends=last_day), by, at)
    return body


@transaction.atomic
def seat(
    *,
    body: Body,
    group: Code,
    organisation: Organisation | None = None,
    holder: Practitioner | None = None,
    role: str = "",
    duties: str = "",
    share: int = 0,
    starts: date,
    ends: date | None = None,
    by: Who,
    at: datetime,
) -> Seat:
    """A place in a body for a group; held by nobody yet where no organisation is named."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(starts, ends)
    made = Seat.objects.create(
        body=body,
        group=group,
        organisation=organisation,
        holder=holder,
        role=role.strip(),
        duties=duties.strip(),
        share=share,
        starts=starts,
        ends=ends,
    )
    _record(SeatKept(subject=f"governance.seat:{made.pk}", body=body.pk, ends=ends), by, at)
    return made


@transaction.atomic
def end_seat(*, seat: Seat, last_day: date | None, by: Who, at: datetime) -> Seat:
    """The last day of a term; ``None`` lets it go on."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(seat.starts, last_day)
    seat.ends = last_day
    seat.save(update_fields=("ends",))
    _record(SeatKept(subject=f"governance.seat:{seat.pk}", body=seat.body_id, ends=last_day), by, at)
    return seat


@transaction.atomic
def give_mandate(*, giver: Seat, holder: Seat, starts: date, ends: date, by: Who, at: datetime) -> Mandate:
    """Another seat of the same body speaks for this one, for a time."""
    check_may_speak(by, giver)
    if giver.body_id != holder.body_id or giver.pk == holder.pk:
        raise NotNow(_("A mandate goes to another seat of the same body."))
    check_period(starts, ends)
    mandate = Mandate.objects.create(giver=giver, holder=holder, starts=starts, ends=ends)
    event = MandateGiven(subject=f"governance.mandate:{mandate.pk}", giver=giver.pk, holder=holder.pk, ends=ends)
    _record(event, by, at)
    return mandate


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
