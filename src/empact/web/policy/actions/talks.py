"""Talks with policy, and who speaks for the region where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ...governance.models import Decision
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation, Practitioner
from ..events import RepresentationKept, TalkKept
from ..models import Authority, PolicyGoal, Representation, Talk
from ..permissions import KEEP

__all__ = ["end_representation", "keep_talk", "represent"]


@transaction.atomic
def keep_talk(
    *, kind: str, subject: str, notes: str, said: str = "", functions: str = "", authorities: Iterable[Authority] = (),
    goals: Iterable[PolicyGoal] = (), on: date, today: date, by: Who, at: datetime,
) -> Talk:  # fmt: skip
    """A talk that was held, with its notes."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    talk = Talk.objects.create(
        on=on,
        kind=kind,
        subject=check_words(subject),
        notes=check_words(notes),
        said=said.strip(),
        functions=functions.strip(),
    )
    talk.authorities.set(authorities)
    talk.goals.set(goals)
    audit.record(TalkKept(subject=f"policy.talk:{talk.pk}", kind=kind), by=by, at=at, purpose=Purpose.PROJECT)
    return talk


@transaction.atomic
def represent(
    *, forum: str, level: str, organisation: Organisation, holder: Practitioner | None = None, brings: str = "",
    decision: Decision | None = None, starts: date, ends: date | None = None, by: Who, at: datetime,
) -> Representation:  # fmt: skip
    """Somebody speaks for the region in a forum from a day on."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(starts, ends)
    made = Representation.objects.create(
        forum=check_words(forum), level=level, organisation=organisation, holder=holder, brings=brings.strip(),
        decision=decision, starts=starts, ends=ends,
    )  # fmt: skip
    _record(made, by, at)
    return made


@transaction.atomic
def end_representation(*, representation: Representation, last_day: date | None, by: Who, at: datetime) -> Representation:
    """The last day; ``None`` brings it back."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(representation.starts, last_day)
    representation.ends = last_day
    representation.save(update_fields=("ends",))
    _record(representation, by, at)
    return representation


def _record(one: Representation, by: Who, at: datetime) -> None:
    event = RepresentationKept(subject=f"policy.representation:{one.pk}", ends=one.ends)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
