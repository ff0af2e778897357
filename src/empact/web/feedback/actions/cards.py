"""Choosing cards, and remarks on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Missing
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import CardsChosen, RemarkMade
from ..groups import Group, the_group
from ..models import CardChoice, Publication, Remark
from ..permissions import CHAIR, SEE

__all__ = ["Chosen", "choose_cards", "remark"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One card as it was chosen. ``target``: in the unit the indicator is shown in."""

    indicator: str
    target: Decimal | None = None
    baseline: str = ""


@transaction.atomic
def choose_cards(*, group: Group, cards: Sequence[Chosen], known: Collection[str], by: Who, at: datetime) -> list[CardChoice]:
    """These cards, in this order, instead of those before. None: the cards that the rule proposes come back."""
    check_may(by, CHAIR, Purpose.POPULATION)
    group = the_group(by, timezone.localdate(at), group.pk)
    policies.check_choice([c.indicator for c in cards], known)
    CardChoice.objects.of(group).delete()
    made = [
        CardChoice.objects.create(place=place, indicator=c.indicator, target=c.target, baseline=c.baseline, **group.columns)
        for place, c in enumerate(cards, 1)
    ]
    audit.record(CardsChosen(subject=group.subject, indicators=tuple(c.indicator for c in cards)), by=by, at=at)
    return made


@transaction.atomic
def remark(
    *, group: Group, publication: Publication, kind: str, text: str, indicator: str = "", by: Who, at: datetime
) -> Remark:
    """What a member says about the figures, until the meeting about them has ended."""
    check_may(by, SEE, Purpose.POPULATION)
    if by.user_id is None:
        raise Missing
    group = the_group(by, timezone.localdate(at), group.pk)
    policies.check_remarks_open(publication, Remark.objects.of(group).filter(publication=publication))
    made = Remark.objects.create(
        publication=publication, indicator=indicator, kind=kind, text=text, user_id=by.user_id, at=at, **group.columns
    )
    event = RemarkMade(subject=f"feedback.remark:{made.pk}", publication=publication.pk, kind=kind)
    audit.record(event, by=by, at=at)
    return made
