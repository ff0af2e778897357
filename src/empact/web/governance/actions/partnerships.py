"""The legal entity of a partnership and who answers for its data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ....terms.identifiers import check_iban
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Territory
from ...territory.numbers import number_of
from ..events import PartnershipKept
from ..models import Partnership
from ..permissions import KEEP

__all__ = ["end_partnership", "name_partnership"]


@transaction.atomic
def name_partnership(
    *, territory: Territory, values: dict[str, Any], starts: date, ends: date | None = None, by: Who, at: datetime
) -> Partnership:
    """``values``: name, entity, controller, and mailbox, account, source. A region has one partnership on a day."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(starts, ends)
    overlap = Partnership.objects.filter(territory=territory).filter(Q(ends=None) | Q(ends__gte=starts))
    if (overlap.filter(starts__lte=ends) if ends else overlap).exists():
        raise NotNow(_("This region has a partnership in that period already."), _("End that one first."))
    account = number_of(check_iban, values.get("account", ""))
    made = Partnership(territory=territory, starts=starts, ends=ends, **(values | {"account": account}))
    made.name = check_words(made.name)
    made.save()
    _record(made, by, at)
    return made


@transaction.atomic
def end_partnership(*, partnership: Partnership, last_day: date | None, by: Who, at: datetime) -> Partnership:
    """Its last day; ``None`` lets it go on."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(partnership.starts, last_day)
    partnership.ends = last_day
    partnership.save(update_fields=("ends",))
    _record(partnership, by, at)
    return partnership


def _record(partnership: Partnership, by: Who, at: datetime) -> None:
    event = PartnershipKept(
        subject=f"governance.partnership:{partnership.pk}", controller=partnership.controller_id, ends=partnership.ends
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
