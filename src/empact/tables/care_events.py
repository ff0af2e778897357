"""What happened: one table per kind of event, named and shaped as in OMOP CDM 5.4.

``*_concept_id`` is a key into this register's own ``concept`` table (see ``tables.vocabulary``), dense from 1, not an
Athena id: a dense small integer makes looking up a code an array access. The code as the source wrote it stays
beside it in ``*_source_value``.
"""

from __future__ import annotations

from .declare import Column as C
from .declare import Table
from .persons import PERSON_ID, SOURCE

__all__ = [
    "CONDITION_OCCURRENCE",
    "DRUG_EXPOSURE",
    "EMERGENCY",
    "EMERGENCY_INPATIENT",
    "HOME_VISIT",
    "INPATIENT",
    "MEASUREMENT",
    "OBSERVATION",
    "OUTPATIENT",
    "POSITIONS",
    "PROCEDURE_OCCURRENCE",
    "ROLES",
    "VISIT_OCCURRENCE",
]

# OMOP's own concept ids for kinds of visit.
INPATIENT, OUTPATIENT, EMERGENCY, EMERGENCY_INPATIENT, HOME_VISIT = 9201, 9202, 9203, 262, 581476
# And for where a diagnosis stands among those of a stay or contact.
POSITIONS = {"main": 32902, "secondary": 32908, "admission": 32890}
ROLES = ("gp", "specialist", "dentist", "nurse", "physiotherapist", "other")

VISIT = C(
    "visit_occurrence_id", "BIGINT", "The contact it belongs to.", null="not tied to a contact", refers_to="visit_occurrence"
)
PROVIDER_ID = C("provider_id", "BIGINT", "Who did it.", null="not given", refers_to="provider")

VISIT_OCCURRENCE = Table(
    "visit_occurrence",
    "One row per contact or stay, as the source delimited it (spells are made later).",
    (
        C("visit_occurrence_id", "BIGINT", "Row number."),
        PERSON_ID,
        C(
            "visit_concept_id",
            "INTEGER",
            "9201 inpatient, 9202 outpatient, 9203 emergency, 262 emergency then inpatient, "
            "581476 home visit, 0 other (OMOP).",
        ),
        C("visit_start_date", "DATE", "First day."),
        C("visit_end_date", "DATE", "Last day, inclusive.", null="still open"),
        C("is_unplanned", "BOOLEAN", "Admitted through emergency or as urgent.", null="the source does not tell", ours=True),
        C("provider_id", "BIGINT", "Who saw the person.", null="not given", refers_to="provider"),
        C("care_site_id", "BIGINT", "Where.", null="not given", refers_to="care_site"),
        C("provider_role", "VARCHAR", f"{', '.join(ROLES[:-1])} or {ROLES[-1]}.", null="the source does not tell", ours=True),
        C("visit_source_value", "VARCHAR", "Kind of contact as written.", null="not given"),
        C("discharged_to_source_value", "VARCHAR", "Where to after a stay.", null="not given"),
        SOURCE,
    ),
    key="visit_occurrence_id",
    date="visit_start_date",
)
CONDITION_OCCURRENCE = Table(
    "condition_occurrence",
    "One row per diagnosis or problem as somebody recorded it. What we infer from it is person_condition.",
    (
        C("condition_occurrence_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("condition_concept_id", "INTEGER", "What was diagnosed.", concept=True, refers_to="concept"),
        C("condition_start_date", "DATE", "Onset, or the day of recording where no onset is given."),
        C("condition_end_date", "DATE", "Resolved on.", null="open, or the source never closes problems"),
        C(
            "condition_status_concept_id",
            "INTEGER",
            "Its position in the stay or contact: 32902 main, 32908 secondary, 32890 on admission (OMOP).",
            null="the source does not tell, or says something else",
        ),
        C("condition_status_source_value", "VARCHAR", "Clinical status or diagnosis position as written.", null="not given"),
        VISIT,
        PROVIDER_ID,
        C("condition_source_value", "VARCHAR", "The code as written."),
        SOURCE,
    ),
    key="condition_occurrence_id",
    date="condition_start_date",
    concept_domain="condition",
)
DRUG_EXPOSURE = Table(
    "drug_exposure",
    "One row per dispensing, prescription or administration.",
    (
        C("drug_exposure_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("drug_concept_id", "INTEGER", "Which medicine.", concept=True, refers_to="concept"),
        C("drug_exposure_start_date", "DATE", "Dispensed or started on."),
        C("drug_exposure_end_date", "DATE", "Last day of use.", null="not given"),
        C("quantity", "DOUBLE", "Units dispensed, as written.", null="not given", minimum=0),
        C("days_supply", "INTEGER", "Days it lasts.", null="not given", unit="d", minimum=0),
        C(
            "ddd",
            "DOUBLE",
            "Defined daily doses (WHO) in this dispensing.",
            null="not given; days_supply stands in for it",
            unit="DDD",
            ours=True,
            minimum=0,
        ),
        VISIT,
        PROVIDER_ID,
        C("drug_source_value", "VARCHAR", "The code as written."),
        SOURCE,
    ),
    key="drug_exposure_id",
    date="drug_exposure_start_date",
    concept_domain="drug",
)
PROCEDURE_OCCURRENCE = Table(
    "procedure_occurrence",
    "One row per procedure done. Vaccinations are in drug_exposure.",
    (
        C("procedure_occurrence_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("procedure_concept_id", "INTEGER", "What was done.", concept=True, refers_to="concept"),
        C("procedure_date", "DATE", "Day it was done, or began."),
        C("procedure_end_date", "DATE", "Last day.", null="not given"),
        VISIT,
        PROVIDER_ID,
        C("procedure_source_value", "VARCHAR", "The code as written."),
        SOURCE,
    ),
    key="procedure_occurrence_id",
    date="procedure_date",
    concept_domain="procedure",
)
MEASUREMENT = Table(
    "measurement",
    "One row per numeric or coded result.",
    (
        C("measurement_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("measurement_concept_id", "INTEGER", "What was measured.", concept=True, refers_to="concept"),
        C("measurement_date", "DATE", "Day of the result."),
        C("measurement_end_date", "DATE", "Last day of what was measured.", null="a single day, or not given", ours=True),
        C("value_as_number", "DOUBLE", "The number.", null="not a numeric result"),
        C("unit_source_value", "VARCHAR", "Unit, UCUM where the source uses it.", null="no unit given"),
        C("value_source_value", "VARCHAR", "A coded or written result.", null="a numeric result, or none"),
        VISIT,
        PROVIDER_ID,
        C("measurement_source_value", "VARCHAR", "The code as written."),
        SOURCE,
    ),
    key="measurement_id",
    date="measurement_date",
    concept_domain="measurement",
)
OBSERVATION = Table(
    "observation",
    "One row per finding that is neither diagnosis, measurement nor procedure: social situation, lifestyle, allergy.",
    (
        C("observation_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("observation_concept_id", "INTEGER", "What was observed.", concept=True, refers_to="concept"),
        C("observation_date", "DATE", "Day of the observation, or the first."),
        C("observation_end_date", "DATE", "Last day it was observed for.", null="a single day, or not given", ours=True),
        C("value_as_number", "DOUBLE", "A number.", null="not numeric"),
        C("value_as_string", "VARCHAR", "A coded or written value.", null="none"),
        VISIT,
        PROVIDER_ID,
        C("observation_source_value", "VARCHAR", "The code as written."),
        SOURCE,
    ),
    key="observation_id",
    date="observation_date",
    concept_domain="observation",
)
