"""Taking up what the plan of a region says of its bodies, so that nobody types it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Code
from ..models import Body
from ..permissions import KEEP
from ..regions import Told, ToldBody
from .bodies import make_body, seat

__all__ = ["take_up_bodies"]


@transaction.atomic
def take_up_bodies(*, told: Told, quorum: int, starts: date, by: Who, at: datetime) -> list[Body]:
    """Each body of the plan that is not there yet under its name, with an empty seat for each group it represents.

    A group that no category of actors fits has no seat: it stands in the composition. ``quorum``: no plan says it.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    there = set(Body.objects.on(starts).values_list("name", flat=True))
    return [_make(told, one, quorum, starts, by, at) for one in told.bodies if one.name not in there]


def _make(told: Told, one: ToldBody, quorum: int, starts: date, by: Who, at: datetime) -> Body:
    texts = {
        "tasks": "\n".join(one.tasks),
        "composition": "\n".join(g.group for g in one.represents),
        "rules": "\n".join(one.rules),
        "meets": one.meets,
        "closed": one.closed,
        "source": f"{told.name}: {one.source}",
    }
    body = make_body(name=one.name, purpose=one.purpose, quorum=quorum, starts=starts, texts=texts, by=by, at=at)
    codes = {code.code: code for code in Code.objects.current(Code.List.CATEGORY, starts)}
    for group in one.represents:
        if code := codes.get(group.category):
            seat(body=body, group=code, role=group.group[:120], starts=starts, by=by, at=at)
    return body
