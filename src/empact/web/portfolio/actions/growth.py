"""What an organisation says taking part did for it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from ..events import GrowthSaid
from ..models import Growth
from ..permissions import check_may_promise

__all__ = ["say_growth"]


@transaction.atomic
def say_growth(
    *, organisation: Organisation, year: int, answer: str, why: str = "", today: date, by: Who, at: datetime
) -> Growth:
    """TGT-07: for this year or the one before; an organisation says it for itself."""
    check_may_promise(by, organisation)
    if not today.year - 1 <= year <= today.year:
        raise NotNow(_("It is asked for this year and the one before."))
    kept = Growth.objects.filter(organisation=organisation, year=year).first() or Growth(organisation=organisation, year=year)
    kept.answer, kept.why = Growth.Answer(answer), why.strip()
    kept.save()
    event = GrowthSaid(subject=f"portfolio.growth:{kept.pk}", organisation=organisation.pk, year=year)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return kept
