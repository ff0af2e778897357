"""Freezing a report."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ...insight.figures import Figures
from ...kernel import audit, region
from ...kernel.permissions import check_may
from ...kernel.problems import check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..choices import SHARES
from ..events import ReportFrozen
from ..models import Report
from ..permissions import KEEP_FRAME
from ..reporting import digest_of, frozen

__all__ = ["freeze_report"]


@transaction.atomic
def freeze_report(*, title: str, since: date, figures: Figures | None, today: date, by: Who, at: datetime) -> Report:
    """What the portfolio is now and what happened since that day, kept as it is."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    check_has_come(since, today)
    wanted = dict(zip(SHARES, region.read_many(*SHARES.values()), strict=True))
    content = frozen(since, today, wanted=wanted, figures=figures)
    report = Report.objects.create(
        title=check_words(title), since=since, on=today, at=at, content=content, digest=digest_of(content)
    )
    event = ReportFrozen(subject=f"portfolio.report:{report.pk}", digest=report.digest)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return report
