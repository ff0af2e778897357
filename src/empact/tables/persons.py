"""Who, when observable, where living, registered with whom."""

from __future__ import annotations

from .declare import Column as C
from .declare import Table

__all__ = [
    "AREA",
    "AREA_MEMBERSHIP",
    "CARE_RELATION",
    "CARE_SITE",
    "DEATH",
    "FEMALE",
    "LOCATION",
    "MALE",
    "OBSERVATION_PERIOD",
    "OTHER_GENDER",
    "PERSON",
    "PROGRAMME_ENROLMENT",
    "PROVIDER",
    "UNKNOWN_GENDER",
]

# OMOP's own concept ids for gender: the four values of FHIR's administrative-gender.
MALE, FEMALE, OTHER_GENDER, UNKNOWN_GENDER = 8507, 8532, 8521, 0

PERSON_ID = C("person_id", "BIGINT", "The person, as a number of this register version; no meaning outside it.")
SOURCE = C("source", "VARCHAR", "Name of the load that brought the row.", ours=True)

PERSON = Table(
    "person",
    "One row per human on the register, dead or alive.",
    (
        PERSON_ID,
        C("gender_concept_id", "INTEGER", "8507 male, 8532 female, 8521 other, 0 unknown (OMOP)."),
        C("year_of_birth", "INTEGER", "Year of birth.", unit="year", minimum=1880),
        C("month_of_birth", "INTEGER", "Month of birth.", null="the source gives the year only", minimum=1, maximum=12),
        C("day_of_birth", "INTEGER", "Day of birth.", null="the source gives no day", minimum=1, maximum=31),
        C(
            "birth_date",
            "DATE",
            "The date ages are counted from: 1 July where only the year is known, the 15th where only year and month are.",
            ours=True,
        ),
        C("location_id", "BIGINT", "Last known address area.", null="no address given", refers_to="location"),
        C("provider_id", "BIGINT", "Practitioner of first contact.", null="not given", refers_to="provider"),
        C("care_site_id", "BIGINT", "Practice.", null="not given", refers_to="care_site"),
        C("person_source_value", "VARCHAR", "The pseudonym in the source, verbatim."),
        C("gender_source_value", "VARCHAR", "Gender as the source wrote it.", null="not given"),
        C(
            "person_namespace",
            "VARCHAR",
            "Whose pseudonyms these are: equal values in one namespace are one person.",
            ours=True,
        ),
        SOURCE,
    ),
    key="person_id",
)
OBSERVATION_PERIOD = Table(
    "observation_period",
    "One row per stretch of time in which an event of the person would have reached us.",
    (
        C("observation_period_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("observation_period_start_date", "DATE", "First day."),
        C("observation_period_end_date", "DATE", "Last day, inclusive.", null="still observed at the extract"),
        SOURCE,
    ),
    key="observation_period_id",
    date="observation_period_start_date",
)
DEATH = Table(
    "death",
    "At most one row per person.",
    (
        PERSON_ID,
        C("death_date", "DATE", "Day of death."),
        C("cause_concept_id", "INTEGER", "Cause of death.", null="not given", concept=True, refers_to="concept"),
        C("cause_source_value", "VARCHAR", "Cause as written.", null="not given"),
        SOURCE,
    ),
    key="person_id",
    date="death_date",
)
LOCATION = Table(
    "location",
    "One row per distinct place; never a street or house number.",
    (
        C("location_id", "BIGINT", "Row number."),
        C("city", "VARCHAR", "Municipality name.", null="not given"),
        C("state", "VARCHAR", "Province or state.", null="not given"),
        C("zip", "VARCHAR", "Postcode.", null="not given"),
        C("country_source_value", "VARCHAR", "Country.", null="not given"),
        C("location_source_value", "VARCHAR", "Area code: NIS municipality or statistical sector.", null="not given"),
        SOURCE,
    ),
    key="location_id",
    person_sorted=False,
)
CARE_SITE = Table(
    "care_site",
    "One row per practice, hospital site or pharmacy.",
    (
        C("care_site_id", "BIGINT", "Row number."),
        C("care_site_name", "VARCHAR", "Name.", null="not given"),
        C("place_of_service_source_value", "VARCHAR", "Kind, as written.", null="not given"),
        C("location_id", "BIGINT", "Where it is.", null="not given", refers_to="location"),
        C("care_site_source_value", "VARCHAR", "Identifier in the source."),
        SOURCE,
    ),
    key="care_site_id",
    person_sorted=False,
)
PROVIDER = Table(
    "provider",
    "One row per practitioner.",
    (
        C("provider_id", "BIGINT", "Row number."),
        C("specialty_source_value", "VARCHAR", "Profession or specialty, as written.", null="not given"),
        C("care_site_id", "BIGINT", "Main site.", null="not given", refers_to="care_site"),
        C("provider_source_value", "VARCHAR", "Identifier in the source."),
        SOURCE,
    ),
    key="provider_id",
    person_sorted=False,
)
AREA = Table(
    "area",
    "One row per area and stretch of time in which it lay in that parent (a municipality merges, a zone is redrawn).",
    (
        C("area_id", "VARCHAR", "Level and code, as in 'municipality:36015'."),
        C("area_level", "VARCHAR", "region, zone, care_region, municipality or neighbourhood."),
        C("area_code", "VARCHAR", "Official code: NIS for a municipality, sector code for a neighbourhood."),
        C("area_name", "VARCHAR", "Name in the language of the area."),
        C("parent_area_id", "VARCHAR", "The area it lies in.", null="the top of its tree"),
        C("valid_start_date", "DATE", "First day of this row."),
        C("valid_end_date", "DATE", "Last day, inclusive.", null="valid today"),
    ),
    key="area_id",
    person_sorted=False,
    ours=True,
)
AREA_MEMBERSHIP = Table(
    "area_membership",
    "One row per person and stretch of time living in the smallest area the source knows.",
    (
        PERSON_ID,
        C("area_id", "VARCHAR", "The smallest known area, as in table area."),
        C("membership_start_date", "DATE", "First day living there.", null="always, as far as the source tells"),
        C("membership_end_date", "DATE", "Last day, inclusive.", null="lives there still"),
        SOURCE,
    ),
    key="area_id",
    date="membership_start_date",
    ours=True,
)
CARE_RELATION = Table(
    "care_relation",
    "One row per person and stretch of time registered with a practice (in Belgium: global medical record).",
    (
        PERSON_ID,
        C("care_site_id", "BIGINT", "The practice.", null="registered with a practitioner only", refers_to="care_site"),
        C("provider_id", "BIGINT", "The practitioner.", null="registered with a practice only", refers_to="provider"),
        C("relation_start_date", "DATE", "First day.", null="always, as far as the source tells"),
        C("relation_end_date", "DATE", "Last day, inclusive.", null="still registered"),
        SOURCE,
    ),
    key="care_site_id",
    date="relation_start_date",
    ours=True,
)
PROGRAMME_ENROLMENT = Table(
    "programme_enrolment",
    "One row per person and stretch of time included in a programme.",
    (
        PERSON_ID,
        C("programme", "VARCHAR", "Identifier of the programme."),
        C("enrolment_start_date", "DATE", "First day."),
        C("enrolment_end_date", "DATE", "Last day, inclusive.", null="still enrolled"),
        SOURCE,
    ),
    key="programme",
    date="enrolment_start_date",
    ours=True,
)
