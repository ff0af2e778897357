"""Official results of the screener, as received; what the rule of the day asks next is written down in the same stroke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ....instruments.screener import Certificate, receive
from ....instruments.screener_rules import meets
from ....terms.errors import UserError
from ...kernel import audit
from ...kernel.problems import Problem
from ...kernel.who import Who
from ...people.models import Person
from .. import policies, rulebook
from ..events import ScoreRecorded, StepMoved
from ..models import MODULES, FollowUp, Origin, RuleVersion, ScreenerResult
from ..shared import check_day, check_writes

__all__ = ["record_result", "record_results"]


@transaction.atomic
def record_result(
    *, person: Person, assessed_on: date, modules: Mapping[str, Decimal], total: Decimal | None = None, scale_version: str,
    assessor: str, certified_since: date | None = None, certified_until: date | None = None, reference: str = "",
    source: str = Origin.TYPED, by: Who, at: datetime,
) -> ScreenerResult:  # fmt: skip
    """Scores as the BelRAI application gave them. A total that is given must be the sum; without one the sum is the total."""
    purpose = check_writes(person, by, at)
    today = timezone.localdate(at)
    check_day(assessed_on, today)
    policies.check_adult(person, assessed_on)
    policies.check_new(person, reference.strip())
    if not assessor.strip():
        raise Problem(_("Write who took the screener."))
    certificate = Certificate(assessor.strip(), certified_since, certified_until)
    if set(modules) != set(MODULES):
        raise Problem(_("The screener has five modules."))
    policies.check_sum(dict(modules), total)
    try:
        official = receive(
            rulebook.screener(assessed_on), person=str(person.pk), assessed_on=assessed_on, modules=modules, total=total,
            scale_version=scale_version, certificate=certificate, reference=reference.strip(),
        )  # fmt: skip
    except UserError:
        raise Problem(
            _("A score lies off its scale, or the version of the scale is missing."),
            _("Each module goes from 0 to 6 by half points. The rules begin on 1 June 2021."),
        ) from None
    row = ScreenerResult.objects.create(
        person=person, assessed_on=assessed_on, **official.modules, total=official.total,
        scale_version=official.scale_version, assessor=certificate.assessor, certified_since=certified_since,
        certified_until=certified_until, reference=official.reference, source=source,
        origins=dict.fromkeys(MODULES, str(source)) | {"total": str(Origin.DERIVED if total is None else source)},
        recorded_at=at, recorded_by=by.user_id, recorder_role=by.role,
    )  # fmt: skip
    event = ScoreRecorded(
        subject=f"screening.screenerresult:{row.pk}", person=person.pk, instrument=rulebook.SCREENER, official=True,
        origin=str(source),
    )  # fmt: skip
    audit.record(event, by=by, at=at, purpose=purpose)
    name = RuleVersion.Name.FULL_ASSESSMENT
    rule = rulebook.in_force(rulebook.versions(name, today), assessed_on, today)
    if rule is not None and meets(rulebook.as_official(row), rule):
        step = FollowUp.objects.create(result=row, name=name, met=True, opened_at=at, moved_at=at, moved_by=by.user_id)
        moved = StepMoved(subject=f"screening.followup:{step.pk}", person=person.pk, rule=name, state=step.state)
        audit.record(moved, by=by, at=at, purpose=purpose)
    return row


@transaction.atomic
def record_results(*, person: Person, rows: Sequence[Mapping[str, Any]], by: Who, at: datetime) -> list[ScreenerResult]:
    """All results of a file, or none."""
    return [record_result(person=person, **row, source=Origin.IMPORTED, by=by, at=at) for row in rows]
