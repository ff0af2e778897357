"""Freezing a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from ...insight.figures import Figures
from ...kernel import audit, region
from ...kernel.permissions import check_may
from ...kernel.problems import check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from ..choices import SHARES
from ..events import ReportCommented, ReportFrozen
from ..models import Report, ReportComment
from ..permissions import KEEP_FRAME, REVIEW
from ..reporting import digest_of, frozen
from ..yearly import check_year, year_of

__all__ = ["comment_report", "freeze_report", "freeze_year"]


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


@transaction.atomic
def freeze_year(*, title: str, reports: Iterable[Report], by: Who, at: datetime) -> Report:
    """POL-09: the sum of four quarter reports, frozen with the day of the last of them."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    quarters = sorted(reports, key=lambda one: (one.on, one.since))
    check_year(quarters)
    content = year_of(quarters)
    report = Report.objects.create(
        title=check_words(title),
        since=quarters[0].since,
        on=quarters[-1].on,
        at=at,
        content=content,
        digest=digest_of(content),
    )
    report.quarters.set(quarters)
    event = ReportFrozen(subject=f"portfolio.report:{report.pk}", digest=report.digest)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return report


@transaction.atomic
def comment_report(
    *, report: Report, text: str, organisation: Organisation | None, today: date, by: Who, at: datetime
) -> ReportComment:
    """What a reviewer says of it. It is added beside the report, which stays byte for byte as it was frozen."""
    check_may(by, REVIEW, Purpose.PROJECT)
    made = ReportComment.objects.create(
        report=report, text=check_words(text), organisation=organisation, role=by.role, on=today, at=at
    )
    event = ReportCommented(subject=f"portfolio.reportcomment:{made.pk}", report=report.pk)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made
