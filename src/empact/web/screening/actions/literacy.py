"""Health literacy: a result for the person and who coordinates, and taking it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ....instruments.scoring import score
from ....terms.errors import UserError
from ...care.policies import check_agreed
from ...consent import access
from ...consent.parts import Part
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, Missing, NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from .. import literacy
from ..events import LiteracyMoved
from ..models import LiteracyResult
from ..permissions import LITERACY, OWN_LITERACY
from ..shared import check_day

__all__ = ["record_literacy", "take_literacy_away"]


@transaction.atomic
def record_literacy(*, person: Person, asked_on: date, answers: Mapping[str, Any], by: Who, at: datetime) -> LiteracyResult:
    """By who coordinates, with the person. The answers are scored and not kept."""
    check_may(by, LITERACY, Purpose.CARE)
    access.check_may_read(by, person, Part.GOALS, at)
    if not literacy.coordinates(by, person.pk, at):
        raise Denied(_("Only who coordinates the care asks these questions."))
    check_agreed(person, at)
    check_day(asked_on, timezone.localdate(at))
    used = literacy.instrument_on(asked_on)
    if used is None:
        raise NotNow(_("Your region uses no questions about health literacy."))
    try:
        scored = score(used, answers)
    except UserError:
        raise Problem(
            _("These answers cannot be scored."), _("Answer each item, in the unit that stands beside it.")
        ) from None
    row = LiteracyResult.objects.create(
        person=person, instrument=used.code, instrument_version=scored.version, asked_on=asked_on,
        value=round(scored.value, 3), label=scored.label, recorded_at=at, recorded_by=by.user_id,
    )  # fmt: skip
    event = LiteracyMoved(subject=f"screening.literacyresult:{row.pk}", person=person.pk)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return row


@transaction.atomic
def take_literacy_away(*, row: LiteracyResult, by: Who, at: datetime) -> None:
    """By the person, or by who coordinates: the result is not kept any more."""
    purpose = Purpose.OWN if by.role == "person" else Purpose.CARE
    check_may(by, OWN_LITERACY if purpose == Purpose.OWN else LITERACY, purpose)
    if not LiteracyResult.objects.visible_to(by, purpose, at).filter(pk=row.pk).exists():
        raise Missing
    event = LiteracyMoved(subject=f"screening.literacyresult:{row.pk}", person=row.person_id, gone=True)
    row.delete()
    audit.record(event, by=by, at=at, purpose=purpose)
