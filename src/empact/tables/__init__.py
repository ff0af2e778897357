"""THE CANONICAL MODEL, declared once. DDL, the data dictionary page, load checks and audits come from here."""

from __future__ import annotations

from typing import Final

from . import care_events, costs, persons, vocabulary
from .declare import Column, Table

__all__ = ["TABLES", "Column", "Table"]

_ALL: Final = (
    persons.PERSON,
    persons.OBSERVATION_PERIOD,
    persons.DEATH,
    persons.LOCATION,
    persons.CARE_SITE,
    persons.PROVIDER,
    persons.AREA,
    persons.AREA_MEMBERSHIP,
    persons.CARE_RELATION,
    persons.PROGRAMME_ENROLMENT,
    care_events.VISIT_OCCURRENCE,
    care_events.CONDITION_OCCURRENCE,
    care_events.DRUG_EXPOSURE,
    care_events.PROCEDURE_OCCURRENCE,
    care_events.MEASUREMENT,
    care_events.OBSERVATION,
    costs.COST,
    costs.PAYER_PLAN_PERIOD,
    vocabulary.CONCEPT,
    vocabulary.REJECT,
)

TABLES: Final[dict[str, Table]] = {t.name: t for t in _ALL}
