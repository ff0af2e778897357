"""Scores for other systems: as the page shows them to this hat, on record as a look, official results apart from the rest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Field, Router, Schema

from ..consent import access
from ..consent.parts import Part
from ..kernel.api import REFUSALS
from ..kernel.problems import Missing
from ..kernel.request import Request
from . import queries, words
from .queries import Line

__all__ = ["NAMES", "router"]

router = Router(tags=["scores"])
NAMES: Final = ("api_scores",)


class OfficialOut(Schema):
    """As received from the BelRAI application. ``modules`` is empty where the reader may see the total only."""

    id: UUID
    assessed_on: date
    official: bool = True
    modules: dict[str, Decimal]
    total: Decimal
    scale_version: str
    assessor: str
    certified: bool = Field(description="was there a certificate on the day of the assessment?")
    source: str
    reference: str


class EstimateOut(Schema):
    """Worked out here. Never a ground for a right."""

    id: UUID
    assessed_on: date
    official: bool = False
    label: str
    modules: dict[str, Decimal]
    missing: list[str]
    total: Decimal | None


class MeasurementOut(Schema):
    id: UUID
    measured_on: date
    official: bool = False
    instrument: str
    version: int
    value: Decimal
    unit: str
    origins: dict[str, str]


class ScoresOut(Schema):
    official: list[OfficialOut]
    estimates: list[EstimateOut]
    measurements: list[MeasurementOut]


@router.get("/persons/{uuid:pk}/scores", response={200: ScoresOut, **REFUSALS}, url_name="api_scores")
def scores(request: Request, pk: UUID) -> dict[str, Any]:
    """The scores of one person whom this hat cares for, newest first."""
    now = timezone.now()
    parts = (Part.SCREENER_TOTAL, Part.SCREENER_MODULES)
    try:
        person, sheet = access.opened(pk, who=request.who, at=now, parts=parts, shown="scores_file")
    except Http404:
        raise Missing from None
    shown = queries.scores_of(person, sheet, now)
    return {
        "official": [_official(line, whole=shown.whole) for line in shown.lines],
        "estimates": [
            {
                "id": one.pk, "assessed_on": one.assessed_on, "official": False, "label": words.estimate_said(),
                "modules": one.modules, "missing": one.missing, "total": one.total,
            }
            for one, _modules in shown.estimates
        ],
        "measurements": [
            {
                "id": one.row.pk, "measured_on": one.row.measured_on, "official": False, "instrument": one.row.instrument,
                "version": one.row.instrument_version, "value": one.row.value, "unit": one.row.unit,
                "origins": one.row.origins,
            }
            for one in shown.measured
        ],
    }  # fmt: skip


def _official(line: Line, *, whole: bool) -> dict[str, Any]:
    row = line.row
    said = {name: getattr(row, name) for name in ("assessed_on", "total", "scale_version", "assessor", "source", "reference")}
    more = {"id": row.pk, "official": True, "modules": row.modules if whole else {}, "certified": not line.untrained}
    return {**said, **more}
