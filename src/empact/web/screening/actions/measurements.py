"""What we score ourselves: an estimate of the screener that opens no right, and other instruments with their units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ....instruments.instrument import OutsidePopulation
from ....instruments.scoring import estimate, score
from ....terms.errors import UserError
from ...kernel import audit
from ...kernel.problems import NotNow, Problem
from ...kernel.who import Who
from ...people.models import Person
from .. import literacy, policies, rulebook
from ..events import ScoreRecorded, StepMoved
from ..models import Estimate, FollowUp, Measurement, Origin, ScreenerResult
from ..models.results import Kept
from ..shared import check_day, check_reason, check_stands, check_writes

__all__ = ["record_estimate", "record_measurement", "withdraw"]


@transaction.atomic
def record_estimate(
    *, person: Person, assessed_on: date, answers: Mapping[str, Mapping[str, Any]], by: Who, at: datetime
) -> Estimate:
    """The screener as far as it can be scored here. It opens no right, and no step of an official result hangs on it."""
    purpose = check_writes(person, by, at)
    check_day(assessed_on, timezone.localdate(at))
    policies.check_adult(person, assessed_on)
    try:
        screener = rulebook.screener(assessed_on)
    except UserError:
        raise Problem(_("The screener is used from 1 June 2021 on.")) from None
    made = estimate(
        rulebook.shelf(), screener, person=str(person.pk), assessed_on=assessed_on, made_by="EMPACT", answers=answers
    )
    if not made.modules:
        raise Problem(_("Nothing can be scored from these answers."), _("Answer each item of a module."))
    row = Estimate.objects.create(
        person=person, assessed_on=assessed_on, instrument_version=screener.version,
        modules={name: str(value) for name, value in made.modules.items()}, missing=sorted(made.missing),
        answers={name: _plain(given) for name, given in answers.items() if name in made.modules}, total=made.total,
        origins=dict.fromkeys((*made.modules, "total"), str(Origin.DERIVED)), recorded_at=at, recorded_by=by.user_id,
        recorder_role=by.role,
    )  # fmt: skip
    event = ScoreRecorded(
        subject=f"screening.estimate:{row.pk}", person=person.pk, instrument=rulebook.SCREENER, origin=str(Origin.DERIVED)
    )
    audit.record(event, by=by, at=at, purpose=purpose)
    return row


@transaction.atomic
def record_measurement(
    *, person: Person, instrument: str, measured_on: date, answers: Mapping[str, Any], origins: Mapping[str, str], by: Who,
    at: datetime,
) -> Measurement:  # fmt: skip
    """A score with its unit. ``origins``: where each answer comes from; the score itself is worked out.

    Of somebody the instrument was not made for nothing is computed: the sentence says why.
    """
    purpose = check_writes(person, by, at)
    if literacy.is_kept_apart(instrument):
        raise NotNow(_("This is asked on a page of its own."), _("Open 'Health literacy' of this person."))
    check_day(measured_on, timezone.localdate(at))
    try:
        used = rulebook.shelf().named(instrument, on=measured_on)
        scored = score(used, answers)
    except OutsidePopulation as outside:
        raise Problem(outside.because.get(get_language() or "en", outside.because["en"])) from None
    except UserError:
        raise Problem(
            _("These answers cannot be scored."), _("Answer each item, in the unit that stands beside it.")
        ) from None
    row = Measurement.objects.create(
        person=person, instrument=used.code, instrument_version=scored.version, measured_on=measured_on,
        answers=_plain(answers), value=round(scored.value, 3), unit=scored.unit, label=scored.label,
        origins={**origins, "value": str(Origin.DERIVED)}, recorded_at=at, recorded_by=by.user_id, recorder_role=by.role,
    )  # fmt: skip
    event = ScoreRecorded(
        subject=f"screening.measurement:{row.pk}", person=person.pk, instrument=used.code, origin=str(Origin.TYPED)
    )
    audit.record(event, by=by, at=at, purpose=purpose)
    return row


@transaction.atomic
def withdraw(*, row: ScreenerResult | Estimate | Measurement, why: str, by: Who, at: datetime) -> Kept:
    """Written down by mistake: the line stays with the reason, and nothing hangs on it any more."""
    purpose = check_writes(row.person, by, at)
    check_stands(row)
    row.ended_at, row.ended_by, row.ended_why = at, by.user_id, check_reason(why)
    row.save(update_fields=("ended_at", "ended_by", "ended_why"))
    if isinstance(row, ScreenerResult):
        for step in FollowUp.objects.filter(result=row, state=FollowUp.State.OPEN):
            step.state, step.note, step.moved_at, step.moved_by = FollowUp.State.DROPPED, row.ended_why, at, by.user_id
            step.save(update_fields=("state", "note", "moved_at", "moved_by"))
            moved = StepMoved(subject=f"screening.followup:{step.pk}", person=row.person_id, rule=step.name, state=step.state)
            audit.record(moved, by=by, at=at, purpose=purpose)
    event = ScoreRecorded(
        subject=f"screening.{row._meta.model_name}:{row.pk}", person=row.person_id, ended=True,
        official=isinstance(row, ScreenerResult),
        instrument=row.instrument if isinstance(row, Measurement) else rulebook.SCREENER,
    )  # fmt: skip
    audit.record(event, by=by, at=at, purpose=purpose)
    return row


def _plain(given: Any) -> Any:
    """As JSON keeps it: decimals as text, so that no half point is lost."""
    if isinstance(given, Mapping):
        return {name: _plain(value) for name, value in given.items()}
    if isinstance(given, (list, tuple)):
        return [_plain(value) for value in given]
    return str(given) if isinstance(given, Decimal) else given
