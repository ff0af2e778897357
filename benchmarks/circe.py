"""A cohort generator at work: OHDSI Circe (``ohdsi-circepy``) writes the SQL of one cohort per condition, sqlrender turns it
into PostgreSQL's, and the server runs it as it stands, statement by statement.

Cohorts are written in two ways. *On the index date*, as whoever asks for a prevalence on one day would do it in ATLAS: the
index event is the period of observation that holds on that day; one inclusion rule looks back from it, with counts ("at least
2 occurrences") and windows. Criteria ignore periods of observation, as our rules do, and the numbers are ours. *From the
events*: the records themselves are the primary events, counts are nested criteria between fixed dates. That reads fewer rows,
but Circe lets no primary event lie outside observation, and a quarter of the diagnoses of a region were made before anybody
began to observe: only conditions that look back one year come out as ours.

Not said in Circe, and left out on both sides: sums of DDD (it tests one row's supply at a time) and completed years (it
subtracts years of birth); so are, as in every cohort tool, the persona, and with it everything that counts conditions. What
remains is ``subset.cohort_library``. The tables are those of the OMOP CDM 5.4, with the indexes and the order its DDL gives
them; ``concept_ancestor`` holds each concept as its own ancestor, so a concept set is resolved by joins over 397 concepts, not
over the millions of a full vocabulary.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from empact.engine.register import open_register

from .harness import Job, cpu_of_tree
from .postgres import everybody, load, server_of
from .registers import AS_OF
from .subset import Logic, Subset, Test, cohort_library, the_subset

__all__ = ["cohort_of", "only_lately", "prepare"]

# Table: what is read from the register, and the columns of the OMOP CDM; those nobody has are null.
_CDM = {
    "concept": (
        "SELECT concept_id, coalesce(concept_name, concept_code), 'Condition', vocabulary_id, '', 'S', concept_code, "
        "DATE '1970-01-01', DATE '2099-12-31', NULL FROM {}",
        "concept_id int primary key, concept_name text, domain_id text, vocabulary_id text, concept_class_id text, "
        "standard_concept text, concept_code text, valid_start_date date, valid_end_date date, invalid_reason text",
        ("concept_code", "vocabulary_id"),
    ),
    "concept_ancestor": (
        "SELECT concept_id, concept_id, 0, 0 FROM {}",
        "ancestor_concept_id int, descendant_concept_id int, min_levels_of_separation int, max_levels_of_separation int",
        ("ancestor_concept_id", "descendant_concept_id"),
    ),
    "observation_period": (
        "SELECT row_number() OVER (), person_id, observation_period_start_date, "
        "coalesce(observation_period_end_date, DATE '2099-12-31'), 32817 FROM {}",
        "observation_period_id int primary key, person_id int, observation_period_start_date date, "
        "observation_period_end_date date, period_type_concept_id int",
        ("person_id",),
    ),
    "condition_occurrence": (
        "SELECT condition_occurrence_id, person_id, condition_concept_id, condition_start_date, NULL, condition_end_date, "
        "NULL, 32817, NULL, NULL, NULL, visit_occurrence_id, NULL, condition_source_value, condition_concept_id, NULL FROM {}",
        "condition_occurrence_id int primary key, person_id int, condition_concept_id int, condition_start_date date, "
        "condition_start_datetime timestamp, condition_end_date date, condition_end_datetime timestamp, "
        "condition_type_concept_id int, condition_status_concept_id int, stop_reason text, provider_id int, "
        "visit_occurrence_id int, visit_detail_id int, condition_source_value text, condition_source_concept_id int, "
        "condition_status_source_value text",
        ("person_id", "condition_concept_id", "visit_occurrence_id"),
    ),
    "drug_exposure": (
        "SELECT drug_exposure_id, person_id, drug_concept_id, drug_exposure_start_date, NULL, drug_exposure_end_date, NULL, "
        "NULL, 32838, NULL, NULL, quantity, days_supply, NULL, NULL, NULL, NULL, visit_occurrence_id, NULL, "
        "drug_source_value, drug_concept_id, NULL, NULL FROM {}",
        "drug_exposure_id int primary key, person_id int, drug_concept_id int, drug_exposure_start_date date, "
        "drug_exposure_start_datetime timestamp, drug_exposure_end_date date, drug_exposure_end_datetime timestamp, "
        "verbatim_end_date date, drug_type_concept_id int, stop_reason text, refills int, quantity numeric, days_supply int, "
        "sig text, route_concept_id int, lot_number text, provider_id int, visit_occurrence_id int, visit_detail_id int, "
        "drug_source_value text, drug_source_concept_id int, route_source_value text, dose_unit_source_value text",
        ("person_id", "drug_concept_id", "visit_occurrence_id"),
    ),
}
_EVENT = {"condition_occurrence": "ConditionOccurrence", "drug_exposure": "DrugExposure"}
_AT_MOST, _AT_LEAST = 1, 2


def prepare(register: Path, how: str = "index date", as_of: date = AS_OF) -> Job:
    """``how``: 'index date' or 'events'. Writing the SQL is not measured, running it is: concept sets, cohorts, and how many
    of the observed are in each."""
    import psycopg

    server = server_of(register)
    connection = psycopg.connect(server.get_uri(), autocommit=True)
    pid = int((Path(server.pgdata) / "postmaster.pid").read_text().splitlines()[0])
    load(connection, register, the_subset(register, as_of))
    _load_cdm(connection, register)
    subset = the_subset(register, as_of, cohort_library())
    cohorts = {id_: logic for id_, logic in subset.conditions.items() if _met(logic, subset)}
    statements = [s for number, logic in enumerate(cohorts.values(), start=1) for s in _statements(number, logic, subset, how)]
    names = ", ".join(f"({number}, '{id_}')" for number, id_ in enumerate(cohorts, start=1))
    counted = (
        f"SELECT 'condition|' || n.id || '|||' || e.area, count(*) FROM results.cohort c "
        f"JOIN (VALUES {names}) AS n (number, id) ON n.number = c.cohort_definition_id "
        f"JOIN ({everybody(as_of)}) AS e ON e.person_id = c.subject_id GROUP BY n.id, e.area"
    )

    def before() -> None:
        connection.execute("TRUNCATE results.cohort")

    def work() -> dict[str, int]:
        for statement in statements:
            connection.execute(statement)
        return {key: int(n) for key, n in connection.execute(counted).fetchall()}

    return Job(work, before, lambda: cpu_of_tree(pid))


def _statements(number: int, logic: Logic, subset: Subset, how: str) -> Iterator[str]:
    """What Circe writes for one cohort, for PostgreSQL."""
    from circe.api import build_cohort_query, cohort_expression_from_json
    from circe.cohortdefinition import BuildExpressionQueryOptions
    from circe.sqlrender import render, split_sql, translate

    options = BuildExpressionQueryOptions()
    options.cdm_schema = options.vocabulary_schema = "cdm"
    options.target_table, options.cohort_id = "results.cohort", number
    sql = build_cohort_query(cohort_expression_from_json(json.dumps(cohort_of(logic, subset, how))), options)
    yield from (s for s in split_sql(translate(render(sql), "postgresql")) if s.strip())


# ---------------------------------------------------------------- cohort expressions, as ATLAS exports them


def cohort_of(logic: Logic, subset: Subset, how: str) -> dict[str, Any]:
    """People observed on the index date for whom the logic holds; or, from the events, people with records that meet it."""
    day = subset.as_of.isoformat()
    known = sorted({t.concepts for t in _tests_of(logic, subset)})
    on_the_day = [{"ObservationPeriod": {"UserDefinedPeriod": {"StartDate": day, "EndDate": day}}}]
    rule = {"name": "holds on the index date", "expression": _group(logic, subset, known)}
    return {
        "ConceptSets": [_concept_set(number, concepts) for number, concepts in enumerate(known)],
        "PrimaryCriteria": {
            "CriteriaList": on_the_day if how == "index date" else list(_events(logic, subset, known)),
            "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "First"},
        },
        "QualifiedLimit": {"Type": "First"},
        "ExpressionLimit": {"Type": "First"},
        "InclusionRules": [rule] if how == "index date" else [],
        "CensoringCriteria": [],
        "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
        "CensorWindow": {},
        "cdmVersionRange": ">=5.0.0",
    }


def only_lately(logic: Logic, subset: Subset) -> bool:
    """Does it look at records of the last year alone?"""
    return all(t.first and not t.begins for t in _tests_of(logic, subset))


def _events(logic: Logic, subset: Subset, known: list[tuple[int, ...]]) -> Iterator[dict[str, Any]]:
    """Primary criteria: each alternative is the first of its tests, with the others between fixed dates around it."""
    if not _met(logic, subset):
        return
    if logic[0] == "any":
        for one in logic[1:]:
            yield from _events(one, subset, known)
        return
    tests = [subset.tests[one[1]] for one in (logic[1:] if logic[0] != "test" else (logic,))]
    excepted = logic[0] == "unless"
    beside = [] if tests[0].rows == 1 else [_beside(tests[0], subset.as_of, known, False)]
    beside += [_beside(t, subset.as_of, known, excepted) for t in tests[1:] if t.concepts]
    event = _dated(tests[0], subset.as_of, known)
    if beside:
        event["CorrelatedCriteria"] = {"Type": "ALL", "CriteriaList": beside, "DemographicCriteriaList": [], "Groups": []}
    yield {_EVENT[tests[0].table]: event}


def _dated(test: Test, as_of: date, known: list[tuple[int, ...]]) -> dict[str, Any]:
    last, first = as_of.isoformat(), test.begins or test.first
    days = {"Value": first.isoformat(), "Extent": last, "Op": "bt"} if first else {"Value": last, "Op": "lte"}
    return {"CodesetId": known.index(test.concepts), "OccurrenceStartDate": days} | ({"First": True} if test.begins else {})


def _beside(test: Test, as_of: date, known: list[tuple[int, ...]], excepted: bool) -> dict[str, Any]:
    return {
        "Criteria": {_EVENT[test.table]: _dated(test, as_of, known)},
        "StartWindow": {"Start": {"Coeff": -1}, "End": {"Coeff": 1}, "UseEventEnd": False},
        "Occurrence": _occurrence(test, excepted),
        "IgnoreObservationPeriod": True,
    }


def _occurrence(test: Test, excepted: bool) -> dict[str, int]:
    return {"Type": _AT_MOST, "Count": test.rows - 1} if excepted else {"Type": _AT_LEAST, "Count": test.rows}


def _concept_set(number: int, concepts: tuple[int, ...]) -> dict[str, Any]:
    items = [
        {
            "concept": {"CONCEPT_ID": c, "CONCEPT_NAME": str(c)},
            "isExcluded": False,
            "includeDescendants": True,
            "includeMapped": False,
        }
        for c in concepts
    ]
    return {"id": number, "name": f"set {number}", "expression": {"items": items}}


def _group(logic: Logic, subset: Subset, known: list[tuple[int, ...]]) -> dict[str, Any]:
    """A group of criteria. Who has none of a code on the register cannot have it: such a test is left out of an 'any'."""
    kind, *of = logic if logic[0] != "test" else ("any", logic)
    criteria: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    for i, one in enumerate(of):
        excepted = kind == "unless" and i > 0
        if not _met(one, subset):
            continue
        if one[0] == "test":
            criteria.append(_criterion(subset.tests[one[1]], subset.as_of, known, excepted))
        elif excepted:
            raise NotImplementedError("an exception that is more than one test")
        else:
            groups.append(_group(one, subset, known))
    return {
        "Type": "ANY" if kind == "any" else "ALL",
        "CriteriaList": criteria,
        "DemographicCriteriaList": [],
        "Groups": groups,
    }


def _criterion(test: Test, as_of: date, known: list[tuple[int, ...]], excepted: bool) -> dict[str, Any]:
    event: dict[str, Any] = {"CodesetId": known.index(test.concepts)}
    if test.begins:
        event |= {"First": True, "OccurrenceStartDate": {"Value": test.begins.isoformat(), "Op": "gte"}}
    back: dict[str, Any] = {"Coeff": -1} | ({"Days": (as_of - test.first).days} if test.first else {})
    return {
        "Criteria": {_EVENT[test.table]: event},
        "StartWindow": {"Start": back, "End": {"Days": 0, "Coeff": 1}, "UseEventEnd": False},
        "Occurrence": _occurrence(test, excepted),
        "IgnoreObservationPeriod": True,
    }


def _met(logic: Logic, subset: Subset) -> bool:
    """Whether anybody could meet it: are its codes on the register at all?"""
    match logic:
        case ("test", number):
            return bool(subset.tests[number].concepts)
        case ("any", *of):
            return any(_met(x, subset) for x in of)
        case ("all", *of):
            return all(_met(x, subset) for x in of)
        case ("unless", what, *_):
            return _met(what, subset)
    raise NotImplementedError(logic)


def _tests_of(logic: Logic, subset: Subset) -> Iterator[Test]:
    if logic[0] == "test":
        if subset.tests[logic[1]].concepts:
            yield subset.tests[logic[1]]
    else:
        for one in logic[1:]:
            yield from _tests_of(one, subset)


# ---------------------------------------------------------------- tables


def _load_cdm(connection: Any, register: Path) -> None:
    """Once per register. Rows come sorted by person: the order that the DDL's CLUSTER would give."""
    import duckdb
    import pyarrow.csv

    opened = open_register(register)
    if connection.execute("SELECT to_regclass('results.cohort')").fetchone() != (None,):
        return
    connection.execute("DROP SCHEMA IF EXISTS cdm CASCADE")
    connection.execute("DROP SCHEMA IF EXISTS results CASCADE")
    connection.execute("CREATE SCHEMA cdm")
    for name, (sql, columns, indexes) in _CDM.items():
        connection.execute(f"CREATE UNLOGGED TABLE cdm.{name} ({columns})")
        files = ", ".join(f"'{f}'" for f in opened.files("concept" if name == "concept_ancestor" else name))
        with connection.cursor() as cursor, cursor.copy(f"COPY cdm.{name} FROM STDIN (FORMAT csv)") as copy:
            for batch in duckdb.connect().execute(sql.format(f"read_parquet([{files}])")).to_arrow_reader(500_000):
                text = io.BytesIO()
                pyarrow.csv.write_csv(batch, text, pyarrow.csv.WriteOptions(include_header=False))
                copy.write(text.getvalue())
        for column in indexes:
            connection.execute(f"CREATE INDEX ON cdm.{name} ({column})")
    connection.execute("VACUUM ANALYZE")
    connection.execute("CREATE SCHEMA results")
    connection.execute(
        "CREATE TABLE results.cohort "
        "(cohort_definition_id int, subject_id bigint, cohort_start_date date, cohort_end_date date)"
    )
