"""What an informal carer says they can and cannot do: by themselves, or typed for them by who writes how they said it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...consent import access
from ...kernel import audit
from ...kernel.problems import Denied, NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import LimitsSaid
from ..models import CarerLimit, Member
from ..shared import check_writes, purpose_of

__all__ = ["say_limits"]


@transaction.atomic
def say_limits(
    *,
    member: Member,
    words: str = "",
    hours: int | None = None,
    tasks: int | None = None,
    days: Iterable[str] = (),
    no_nights: bool = False,
    on_paper: bool = False,
    how: str = "",
    by: Who,
    at: datetime,
) -> CarerLimit | None:
    """What holds from now on; ``None`` where they take back what they said before.

    ``how`` they said it: where somebody who changes the care team types it for them, who have no account or said nothing yet.
    """
    purpose = _check_says(member, how, by, at)
    policies.check_carer(member, timezone.localdate(at))
    closed = "".join(sorted(set(days)))
    if not set(closed) <= set("1234567"):
        raise Problem(_("Choose from the list."))
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)  # two who write at once take turns
    before = CarerLimit.objects.standing().filter(member=member)
    said = None
    if words.strip() or hours is not None or tasks is not None or closed or no_nights:
        before.update(ended_at=at)
        said = CarerLimit.objects.create(
            member=member, words=words.strip(), hours=hours, tasks=tasks, days=closed, no_nights=no_nights,
            on_paper=on_paper, how=how.strip(), said_at=at, said_by=by.user_id,
        )  # fmt: skip
    elif not before.update(ended_at=at):
        raise NotNow(_("Nothing was said yet."), _("Fill in at least one field."))
    event = LimitsSaid(subject=f"care.member:{member.pk}", person=member.person_id, holds=said is not None)
    audit.record(event, by=by, at=at, purpose=purpose)
    return said


def _check_says(member: Member, how: str, by: Who, at: datetime) -> Purpose:
    if member.is_of(by):
        purpose = purpose_of(by)
        access.check_may_read(by, member.person, "team", at)
        return purpose
    purpose = check_writes(member.person, "team", by, at)
    if not policies.typed_for(member, member.limit):
        raise Denied(_("Only they change what they can and cannot do."), _("Ask them to write it down."))
    check_words(how, _("Write how and when they said it."))
    return purpose
