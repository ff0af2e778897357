"""Planted errors are found, each by the check that should and by no other; a clean region has none that failed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from empact.cli.main import main
from empact.definitions.models import Library
from empact.engine.duckdb import connect
from empact.engine.ingest import load
from empact.engine.quality import Report, characterise, read_rules
from empact.engine.quality.rules import Rules
from empact.engine.quality.seen import is_hidden, withheld
from empact.engine.quality.volume import silent, volume
from empact.engine.register import open_register
from empact.engine.show.quality import quality_listing
from empact.synthetic import write_region
from empact.terms.codes import Code

from ..tables import make_register

PRACTICES, EACH, VISITS = 6, 40, 30
FIRST = date(2024, 7, 1)
MONTHS = [date(2024 + (6 + m) // 12, (6 + m) % 12 + 1, 1) for m in range(17)]  # July 2024 to November 2025
Tables = dict[str, list[dict[str, Any]]]


def clean() -> Tables:
    """Six practices of forty people; thirty visits a month in each, and what goes with them. Nothing is wrong."""
    people, relations, visits, measured = [], [], [], []
    conditions: list[dict[str, Any]] = []
    for i in range(PRACTICES * EACH):
        person, practice = i + 1, i % PRACTICES + 1
        born = date(1940 + i % 70, i % 12 + 1, i % 28 + 1)
        people.append(
            {"person_id": person, "birth_date": born, "month_of_birth": born.month, "day_of_birth": born.day,
             "gender_concept_id": 8507 + 25 * (i % 2), "location_id": 1, "care_site_id": practice,
             "person_namespace": "gp", "source": "gp"}
        )  # fmt: skip
        relations.append({"person_id": person, "care_site_id": practice, "provider_id": practice, "source": "gp"})
        if i // PRACTICES % 4 == 0:
            code = Code.of("icpc2", "T90") if i % 2 else Code.of("icd10", "I10")
            conditions.append({"person_id": person, "code": code, "condition_start_date": FIRST, "source": "gp"})
    for month in MONTHS:
        for practice in range(1, PRACTICES + 1):
            for k in range(VISITS):
                person = practice + PRACTICES * ((k + month.month) % EACH)
                day = month + timedelta(days=k % 28)
                number = len(visits) + 1
                visits.append(
                    {"visit_occurrence_id": number, "person_id": person, "visit_concept_id": 9202, "visit_start_date": day,
                     "visit_end_date": day, "care_site_id": practice, "provider_id": practice, "provider_role": "gp",
                     "source": "gp"}
                )  # fmt: skip
                if k < 3:
                    measured.append(
                        {"person_id": person, "measurement_date": day, "source": "lab", "visit_occurrence_id": number,
                         **(sugar(6.0 + k) if k else pressure(120 + practice))}
                    )  # fmt: skip
    return {
        "person": people,
        "care_relation": relations,
        "visit_occurrence": visits,
        "measurement": measured,
        "condition_occurrence": conditions,
        "observation_period": [
            {"person_id": p["person_id"], "observation_period_start_date": FIRST, "source": "gp"} for p in people
        ],
        "area_membership": [{"person_id": p["person_id"], "area_id": "municipality:1", "source": "gp"} for p in people],
        "area": [{"area_id": "municipality:1", "area_level": "municipality", "area_code": "1", "area_name": "One"}],
        "location": [{"location_source_value": "1"}],
        "care_site": [{"care_site_name": f"Practice {n}"} for n in range(1, PRACTICES + 1)],
        "provider": [{"care_site_id": n} for n in range(1, PRACTICES + 1)],
    }


def sugar(value: float, unit: str = "%") -> dict[str, Any]:
    return {"code": Code.of("loinc", "4548-4"), "value_as_number": value, "unit_source_value": unit}


def pressure(value: float, unit: str = "mm[Hg]") -> dict[str, Any]:
    return {"code": Code.of("loinc", "8480-6"), "value_as_number": value, "unit_source_value": unit}


def each(tables: Tables, table: str, n: int, **changed: Any) -> int:
    """Change ``n`` rows spread over a table."""
    rows = tables[table]
    for row in rows[:: len(rows) // n][:n]:
        row.update(changed)
    return n


def add(tables: Tables, table: str, n: int, **row: Any) -> int:
    """Add ``n`` rows, of as many people."""
    for i in range(n):
        tables.setdefault(table, []).append({"person_id": 7 * i % (PRACTICES * EACH) + 1, "source": "gp", **row})
    return n


def future(t: Tables) -> int:
    return each(t, "measurement", 12, measurement_date=date(2031, 1, 1))


def before_birth(t: Tables) -> int:
    return add(t, "condition_occurrence", 8, code=Code.of("icpc2", "A77"), condition_start_date=date(1901, 1, 1))


def impossible_unit(t: Tables) -> int:
    n = each(t, "measurement", 20, unit_source_value="kg", value_as_number=7.0, code=Code.of("loinc", "4548-4"))
    return n


def impossible_value(t: Tables) -> int:
    return each(t, "measurement", 20, **pressure(900))


def unit_mix_up(t: Tables) -> int:
    """HbA1c in mmol/mol, said to be per cent."""
    return each(t, "measurement", 20, **sugar(53))


def missing_unit(t: Tables) -> int:
    return each(t, "measurement", len(t["measurement"]) * 3 // 4, unit_source_value=None)


def missing_practice(t: Tables) -> int:
    t["care_relation"] = [r for r in t["care_relation"] if r["person_id"] % 10 < 3]
    known = {r["person_id"] for r in t["care_relation"]}
    for person in t["person"]:
        person["care_site_id"] = person["care_site_id"] if person["person_id"] in known else None
    return len(t["person"]) - len(known)


def missing_area(t: Tables) -> int:
    t["area_membership"] = t["area_membership"][:120]
    for person in t["person"]:
        person["location_id"] = None
    return 120


def no_observation(t: Tables) -> int:
    t["observation_period"] = t["observation_period"][60:]
    return 60


def duplicate_ids(t: Tables) -> int:
    for i in range(9):
        t["visit_occurrence"][100 * i + 1]["visit_occurrence_id"] = t["visit_occurrence"][100 * i]["visit_occurrence_id"]
        person, row = t["visit_occurrence"][100 * i]["person_id"], t["visit_occurrence"][100 * i + 1]
        for measured in t["measurement"]:  # what hung on the number that is gone hangs on none
            if measured["visit_occurrence_id"] in (100 * i + 1, 100 * i + 2):
                measured["visit_occurrence_id"] = None
        assert person != row["person_id"]
    return 9


def repeated_rows(t: Tables) -> int:
    rows = [dict(row) for row in t["measurement"]]
    t["measurement"] += rows
    return len(rows)


def shared_pseudonym(t: Tables) -> int:
    for person in t["person"][:6]:
        person["person_source_value"] = "the same"
    return 5


def silent_month(t: Tables) -> int:
    gone = MONTHS[11]
    t["visit_occurrence"] = [
        v
        for v in t["visit_occurrence"]
        if not (
            v["care_site_id"] == 3 and (v["visit_start_date"].year, v["visit_start_date"].month) == (gone.year, gone.month)
        )
    ]
    left = {v["visit_occurrence_id"] for v in t["visit_occurrence"]}
    for row in t["measurement"]:
        row["visit_occurrence_id"] = row["visit_occurrence_id"] if row["visit_occurrence_id"] in left else None
    return 1


def thin_month(t: Tables) -> int:
    kept, seen = [], 0
    for v in t["visit_occurrence"]:
        if v["care_site_id"] == 3 and (v["visit_start_date"].year, v["visit_start_date"].month) == (2025, 6):
            seen += 1
            if seen > 4:
                continue
        kept.append(v)
    t["visit_occurrence"] = kept
    left = {v["visit_occurrence_id"] for v in kept}
    for row in t["measurement"]:
        row["visit_occurrence_id"] = row["visit_occurrence_id"] if row["visit_occurrence_id"] in left else None
    return 1


def silent_source(t: Tables) -> int:
    for row in t["measurement"]:
        row["source"] = "gp"
    t["measurement"] = [
        {"person_id": 1 + i * 7 + m, "measurement_date": month, "source": "lab", **sugar(6.0)}
        for m, month in enumerate(MONTHS)
        for i in range(30)
        if m != 10
    ]
    return 1


def silent_practice(t: Tables) -> int:
    t["measurement"] = [m for m in t["measurement"] if m["person_id"] % PRACTICES != 2]
    return 1


def orphan_keys(t: Tables) -> int:
    return each(t, "visit_occurrence", 15, provider_id=999)


def contact_of_another(t: Tables) -> int:
    visits = {v["visit_occurrence_id"]: v["person_id"] for v in t["visit_occurrence"]}
    rows = t["measurement"][:10]
    for row in rows:
        row["visit_occurrence_id"] = next(k for k, person in visits.items() if person != row["person_id"])
    return 10


def unknown_area(t: Tables) -> int:
    return each(t, "area_membership", 20, area_id="municipality:2")


def end_before_start(t: Tables) -> int:
    return each(t, "visit_occurrence", 10, visit_end_date=date(2024, 6, 1))


def open_stays(t: Tables) -> int:
    return add(t, "visit_occurrence", 8, visit_concept_id=9201, visit_start_date=date(2024, 8, 5), care_site_id=1,
               provider_id=1, provider_role="specialist")  # fmt: skip


def unknown_codes(t: Tables) -> int:
    return add(t, "condition_occurrence", 100, code=Code("local", "our own 7"), condition_start_date=date(2024, 9, 9))


def misshapen_codes(t: Tables) -> int:
    return add(t, "condition_occurrence", 9, code=Code("icpc2", "NOCODE"), condition_start_date=date(2024, 9, 9))


def unlisted_value(t: Tables) -> int:
    return each(t, "visit_occurrence", 40, visit_concept_id=7)


def overlapping_periods(t: Tables) -> int:
    return add(t, "observation_period", 10, observation_period_start_date=date(2024, 1, 1),
               observation_period_end_date=date(2024, 12, 31))  # fmt: skip


def implausible_age(t: Tables) -> int:
    for person in t["person"][:7]:
        person.update(birth_date=date(1899, 3, 4), year_of_birth=1899, month_of_birth=3, day_of_birth=4)
    return 7


def before_the_calendar(t: Tables) -> int:
    """A year of birth under the minimum that the table declares; those people have died, so that they are not too old."""
    for person in t["person"][:7]:
        person.update(birth_date=date(1850, 3, 4), year_of_birth=1850, month_of_birth=3, day_of_birth=4)
        t.setdefault("death", []).append({"person_id": person["person_id"], "death_date": date(2025, 12, 1), "source": "gp"})
    return 7


def birth_dates_that_disagree(t: Tables) -> int:
    for person in t["person"][:6]:
        person["month_of_birth"] = person["month_of_birth"] % 12 + 1
        person["year_of_birth"] = person["birth_date"].year
    return 6


def after_death(t: Tables) -> int:
    dead = set(range(91, 115))
    t["death"] = [{"person_id": p, "death_date": date(2024, 12, 31), "source": "gp"} for p in dead]
    return sum(1 for v in t["visit_occurrence"] if v["person_id"] in dead and v["visit_start_date"].year == 2025)


def outside_observation(t: Tables) -> int:
    for period in t["observation_period"]:
        period["observation_period_end_date"] = date(2025, 8, 31)
    t["measurement"] = []
    return sum(1 for v in t["visit_occurrence"] if v["visit_start_date"] > date(2025, 8, 31))


def required_but_empty(t: Tables) -> int:
    return each(t, "condition_occurrence", 6, condition_source_value=None)


def too_much_disease(t: Tables) -> int:
    t["condition_occurrence"] = [
        {"person_id": p, "code": Code.of("icpc2", "T90"), "condition_start_date": FIRST, "source": "gp"}
        for p in range(1, PRACTICES * EACH + 1)
        if p % PRACTICES == 4 or p // PRACTICES % 7 == 0
    ]
    return 1


# What is planted, and the checks that tell: with the number they find where it is said.
PLANTED: list[tuple[Callable[[Tables], int], set[str]]] = [
    (future, {"future.measurement.measurement_date"}),
    (before_birth, {"before_birth.condition_occurrence.condition_start_date"}),
    (impossible_unit, {"unit_unknown.measurement.unit_source_value.4548-4"}),
    (impossible_value, {"value_implausible.measurement.value_as_number.8480-6"}),
    (unit_mix_up, {"unit_mixed_up.measurement.unit_source_value.4548-4"}),
    (missing_unit, {"unit_missing.measurement.unit_source_value"}),
    (missing_practice, {"no_practice.person"}),
    (missing_area, {"no_area.person"}),
    (no_observation, {"no_observation.person"}),
    (duplicate_ids, {"key.visit_occurrence.visit_occurrence_id"}),
    (repeated_rows, {"duplicate.measurement"}),
    (shared_pseudonym, {"pseudonym.person.person_source_value"}),
    (silent_month, {"gap.visit_occurrence.practice"}),
    (thin_month, {"drop.visit_occurrence.practice"}),
    (silent_source, {"gap.measurement.source"}),
    (silent_practice, {"silent_practice.measurement"}),
    (orphan_keys, {"refers.visit_occurrence.provider_id"}),
    (contact_of_another, {"refers.measurement.visit_occurrence_id"}),
    (unknown_area, {"refers.area_membership.area_id"}),
    (end_before_start, {"order.visit_occurrence.visit_end_date"}),
    (open_stays, {"open_stay.visit_occurrence.visit_end_date"}),
    (unknown_codes, {"local_code.condition_occurrence.condition_concept_id"}),
    (misshapen_codes, {"code_shape.condition_occurrence.condition_concept_id"}),
    (unlisted_value, {"values.visit_occurrence.visit_concept_id"}),
    (overlapping_periods, {"overlap.observation_period"}),
    (implausible_age, {"age.person.year_of_birth"}),
    (before_the_calendar, {"range.person.year_of_birth"}),
    (birth_dates_that_disagree, {"computed.person.birth_date"}),
    (after_death, {"after_death.visit_occurrence.visit_start_date"}),
    (outside_observation, {"outside_observation.visit_occurrence.visit_start_date"}),
    (required_but_empty, {"required.condition_occurrence.condition_source_value"}),
    (too_much_disease, {"prevalence.condition_occurrence.diabetes"}),
]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return read_rules()


def report_of(folder: Path, library: Library, rules: Rules) -> Report:
    with connect(threads=1) as db:
        return characterise(db, open_register(folder), rules, library)


def not_in_order(report: Report, rules: Rules) -> dict[str, int]:
    return {f.check.id: f.failed for f in report.findings if rules.threshold(f.check).verdict(f.failed, f.of) != "ok"}


def test_nothing_is_found_where_nothing_was_planted(tmp_path: Path, library: Library, rules: Rules) -> None:
    report = report_of(make_register(tmp_path, clean(), parts=2), library, rules)
    assert not_in_order(report, rules) == {}
    assert {f.check.kind for f in report.findings} == set(rules.kinds)


@pytest.mark.parametrize(("plant", "told"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_error_is_found_by_the_check_that_should_and_no_other(
    tmp_path: Path, library: Library, rules: Rules, plant: Callable[[Tables], int], told: set[str]
) -> None:
    tables = clean()
    planted = plant(tables)
    found = not_in_order(report_of(make_register(tmp_path, tables, parts=2), library, rules), rules)
    assert set(found) == told
    assert sum(found.values()) == planted


def test_every_kind_of_check_has_a_planted_error(rules: Rules) -> None:
    told = {check.partition(".")[0] for _, checks in PLANTED for check in checks}
    assert told == set(rules.kinds) - {"no_rows", "empty", "person"}  # these have tests of their own


def test_rows_of_nobody_are_told(tmp_path: Path, library: Library, rules: Rules) -> None:
    folder = make_register(tmp_path, clean())
    (file,) = open_register(folder).files("condition_occurrence")
    rows = pq.read_table(file).to_pylist()
    for number, row in enumerate(rows[:7]):
        row["person_id"] = 5000 + number
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(file)), file)
    assert not_in_order(report_of(folder, library, rules), rules) == {"person.condition_occurrence.person_id": 7}


def test_an_empty_column_and_an_empty_table_are_told(tmp_path: Path, library: Library, rules: Rules) -> None:
    tables = clean()
    tables["condition_occurrence"] = []
    each(tables, "visit_occurrence", 2000, care_site_id=None)
    found = not_in_order(report_of(make_register(tmp_path, tables), library, rules), rules)
    assert found == {"no_rows.condition_occurrence": 1, "empty.visit_occurrence.care_site_id": 2000}


def test_a_gap_between_two_periods_of_observation_is_no_time_observed(tmp_path: Path, library: Library, rules: Rules) -> None:
    tables = clean()
    for period in list(tables["observation_period"]):
        period["observation_period_end_date"] = date(2024, 12, 31)
        later = {"observation_period_start_date": date(2025, 7, 1), "observation_period_end_date": None}
        tables["observation_period"].append({**period, **later})
    inside = sum(1 for v in tables["visit_occurrence"] if date(2024, 12, 31) < v["visit_start_date"] < date(2025, 7, 1))
    found = not_in_order(report_of(make_register(tmp_path, tables), library, rules), rules)
    assert found["outside_observation.visit_occurrence.visit_start_date"] == inside
    assert "overlap.observation_period" not in found


def test_practices_are_those_visited_where_nobody_is_registered(tmp_path: Path, library: Library, rules: Rules) -> None:
    tables = clean()
    tables["care_relation"] = []
    for person in tables["person"]:
        person["care_site_id"] = None
    report = report_of(make_register(tmp_path, tables), library, rules)
    assert set(report.rows_by["practice"]) - {""} == {str(n) for n in range(1, PRACTICES + 1)}
    assert set(not_in_order(report, rules)) == {"no_practice.person"}


def test_equal_events_of_different_parts_and_days_are_no_duplicates(tmp_path: Path, library: Library, rules: Rules) -> None:
    tables = clean()
    n = add(tables, "measurement", 240, measurement_date=date(2025, 3, 3), **sugar(6.0))
    add(tables, "measurement", 240, measurement_date=date(2025, 3, 4), **sugar(6.0))
    add(tables, "measurement", 240, measurement_date=date(2025, 3, 4), **sugar(6.5))
    report = report_of(make_register(tmp_path, tables, parts=3), library, rules)
    (found,) = (f for f in report.findings if f.check.id == "duplicate.measurement")
    assert (found.failed, n) == (0, 240)


# ---------------------------------------------------------------- months


def months_of(*rows: int, key: str = "a", start: int = 24_000) -> dict[tuple[str, int], int]:
    return {(key, start + i): n for i, n in enumerate(rows) if n}


LATER = date(2010, 1, 1)


def test_a_month_is_judged_by_the_median_of_those_before_that_were_in_order() -> None:
    found = volume(months_of(*[50] * 8, 0, 20, 0, 50, 50), LATER, among_peers=False)
    assert found.found == {"gap": [("a", 24_008), ("a", 24_010)], "drop": [("a", 24_009)]}


def test_few_rows_half_the_usual_and_the_first_months_are_no_signal() -> None:
    for rows in ([10] * 8 + [0, 10], [50] * 8 + [26, 50], [0] * 8 + [50, 50], [50] * 5 + [0, 50]):
        found = volume(months_of(*rows), LATER, among_peers=False)
        assert found.found == {"gap": [], "drop": []}, rows


def test_a_month_that_is_quiet_for_all_is_nobody_s_fault_and_who_stops_early_is_found() -> None:
    series = months_of(*[60] * 8, 6, 60, 60, 60)
    for key in "bcd":
        series |= months_of(*[60] * 8, 6, 60, 60, 60, key=key)
    assert volume(series, LATER, among_peers=True).found == {"gap": [], "drop": []}
    series = {(k, m): n for (k, m), n in series.items() if not (k == "d" and m >= 24_009)}
    assert volume(series, LATER, among_peers=True).found["gap"] == [("d", 24_009), ("d", 24_010)]


def test_months_after_the_load_do_not_stretch_the_series() -> None:
    series = months_of(*[50] * 12) | {("a", 30_000): 3}
    assert volume(series, date(2001, 1, 31), among_peers=False).found == {"gap": [], "drop": []}


def test_a_practice_is_silent_only_where_twenty_rows_were_to_be_expected() -> None:
    people = {"a": 1000, "b": 1000, "c": 20}
    assert silent({"a": 500, "b": 0}, people) == (["a", "b"], ["b"])
    assert silent({"a": 10}, people) == ([], [])


# ---------------------------------------------------------------- what is shown


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with errors of many and of few rows."""
    tables = clean()
    each(tables, "measurement", 3, measurement_date=date(2031, 1, 1))
    for plant in (unit_mix_up, end_before_start, silent_month):
        plant(tables)
    return make_register(tmp_path_factory.mktemp("flawed"), tables, parts=2)


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["show", "quality", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_the_overview_says_how_many_failed_then_the_worst_with_a_hint(capsys, flawed: Path) -> None:
    lines = shown(capsys, "--register", flawed).splitlines()
    assert lines[0] == "Quality of the register"
    assert re.fullmatch(r"\d+ checks: 4 failed, 0 ask for attention, \d+ are in order\.", lines[1])
    assert [line.split(":")[0].strip() for line in lines[2:9]] == [
        "completeness",
        "conformance (values)",
        "conformance (relational)",
        "conformance (computational)",
        "plausibility (uniqueness)",
        "plausibility (atemporal)",
        "plausibility (temporal)",
    ]
    assert lines[10].split() == ["finding", "verdict", "n", "of", "share"]
    assert [line.split("  ")[0] for line in lines[11:15]] == [
        "HbA1c (4548-4) does not fit its unit but fits another",
        "Months without any row in visit_occurrence of a practice",
        "measurement.measurement_date lies after the day of loading",
        "visit_occurrence.visit_end_date lies before visit_start_date",
    ]
    assert any("Two units were probably mixed up; ask the source for the right one." in line for line in lines)


def test_json_has_every_check_with_limits_time_and_hint(capsys, flawed: Path, rules: Rules) -> None:
    said = json.loads(shown(capsys, "--register", flawed, "--format", "json"))
    assert sum(said["verdicts"].values()) == len(said["rows"]) == len({r["id"] for r in said["rows"]})
    assert sum(c["failed"] for c in said["categories"]) == said["verdicts"]["failed"] == 4
    assert [r["verdict"] for r in said["rows"]][:5] == ["failed"] * 4 + ["ok"]
    for row in said["rows"]:
        assert row["kind"] in rules.kinds and row["seconds"] >= 0 and row["shared_by"] >= 1 and row["finding"] and row["hint"]
    mixed = next(r for r in said["rows"] if r["kind"] == "unit_mixed_up")
    assert (mixed["n"], mixed["hidden"], mixed["failed_above"], mixed["category"]) == (20, "false", 0.01, "plausibility")
    assert said["loaded_on"] == "2026-01-01" and said["seconds"] > 0


def test_small_numbers_are_hidden_alike_in_all_forms_and_the_verdict_stays(capsys, flawed: Path) -> None:
    said = json.loads(shown(capsys, "--register", flawed, "--format", "json"))
    lines = list(csv.DictReader(io.StringIO(shown(capsys, "--register", flawed, "--format", "csv"))))
    counted = [r for r in said["rows"] if r["counted"] in ("rows", "people")]
    for row in counted:
        numbers = (row["n"], row["of"], None if row["n"] is None else row["of"] - row["n"])
        assert all(n is None or n == 0 or n >= 5 for n in numbers)
        assert (row["n"] is None) == (row["share"] is None or row["of"] == 0 and row["n"] is None) or row["of"] == 0
    assert {r["id"] for r in lines if r["hidden"] == "true"} == {r["id"] for r in said["rows"] if r["hidden"] == "true"}
    future = next(r for r in said["rows"] if r["id"] == "future.measurement.measurement_date")
    assert (future["verdict"], future["n"], future["hidden"]) == ("failed", None, "true")
    table = next(line for line in shown(capsys, "--register", flawed).splitlines() if "after the day of loading" in line)
    assert re.search(r"failed +· +· +·$", table)
    inside = json.loads(shown(capsys, "--register", flawed, "--format", "json", "--internal"))
    assert next(r["n"] for r in inside["rows"] if r["id"] == "future.measurement.measurement_date") == 3
    assert inside["internal"]


@pytest.mark.parametrize("by", ("source", "table", "practice", "month"))
def test_quality_is_told_by(capsys, flawed: Path, by: str) -> None:
    said = json.loads(shown(capsys, "--register", flawed, "--format", "json", "--by", by))
    rows = {r["key"]: r for r in said["rows"]}
    assert said["by"] == by and all(r["checks"] >= r["failed"] + r["attention"] for r in said["rows"])
    expected = {"source": "gp", "table": "visit_occurrence", "practice": "3", "month": "2025-06"}[by]
    assert rows[expected]["failed"] >= 1 and rows[expected]["worst"]
    if by == "practice":
        gaps = [k for k, r in rows.items() if r["failed"] and "Months without any row" in r["worst"]]
        assert gaps == ["3"] and rows["3"]["name"] == "Practice 3"
    assert expected in shown(capsys, "--register", flawed, "--by", by)


@pytest.mark.parametrize("language", ("nl", "fr", "de", "en"))
def test_findings_are_sentences_in_four_languages(flawed: Path, library: Library, rules: Rules, language: str) -> None:
    report = report_of(flawed, library, rules)
    said = quality_listing(report, rules, library, {}, language=language, plain=True)
    place = {name: said.columns.index(name) for name in ("finding", "hint", "kind")}
    for row in said.rows:
        assert "{" not in str(row[place["finding"]]) and str(row[place["hint"]]).endswith(".")
    other = quality_listing(report, rules, library, {}, language="en" if language != "en" else "nl", plain=True)
    assert {r[place["hint"]] for r in said.rows}.isdisjoint({r[place["hint"]] for r in other.rows})


def test_a_region_sets_its_own_limits(capsys, flawed: Path, tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "quality_thresholds.csv").write_text(
        "kind,table,column,attention,failed\norder,visit_occurrence,visit_end_date,0,0.5\n", encoding="utf-8"
    )
    (tmp_path / "reference" / "plausible_values.csv").write_text(
        "loinc,name,unit,low,high\n4548-4,HbA1c,%,3,60\n", encoding="utf-8"
    )
    said = json.loads(shown(capsys, "--register", flawed, "--format", "json", "--library", tmp_path))
    verdicts = {r["id"]: r["verdict"] for r in said["rows"]}
    assert verdicts["order.visit_occurrence.visit_end_date"] == "attention"
    assert verdicts["unit_mixed_up.measurement.unit_source_value.4548-4"] == "ok"


def test_limits_that_cannot_be_read_are_a_sentence(capsys, flawed: Path, tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    for line in ("order,*,*,a lot,", "order,*,*,2,", "no such kind,*,*,0,0"):
        text = f"kind,table,column,attention,failed\n{line}\n"
        (tmp_path / "reference" / "quality_thresholds.csv").write_text(text, encoding="utf-8")
        assert main(["show", "quality", "--register", str(flawed), "--library", str(tmp_path)]) == 4
        assert "quality_thresholds.csv: row 1" in capsys.readouterr().err


def test_quality_is_not_told_by_what_it_does_not_know(capsys, flawed: Path) -> None:
    assert main(["show", "quality", "--register", str(flawed), "--by", "zone"]) == 3
    assert main(["show", "quality", "--register", str(flawed), "--threshold", "2"]) == 3
    assert main(["show", "popbox", "--results", str(flawed), "--by", "month"]) == 3
    capsys.readouterr()


def test_a_small_cell_is_hidden_among_others_so_that_a_total_does_not_give_it_away() -> None:
    cells = {"a": (2, 100), "b": (0, 100), "c": (7, 100), "d": (40, 100)}
    assert withheld(cells, 5) == {"a", "c"}
    assert withheld({"a": (6, 100), "b": (0, 100)}, 5) == frozenset()
    assert withheld(cells, 0) == frozenset()
    assert is_hidden(97, 100, 5) and not is_hidden(0, 100, 5) and not is_hidden(100, 100, 5)


# ---------------------------------------------------------------- regions


def test_a_clean_synthetic_region_has_no_check_that_failed(tmp_path: Path, library: Library, rules: Rules) -> None:
    write_region(people=3_000, seed=1, out=tmp_path / "records", as_="omop", end=date(2024, 1, 1), workers=1)
    load([tmp_path / "records"], format="omop", register=tmp_path / "register", now=datetime(2024, 6, 1))
    report = report_of(tmp_path / "register", library, rules)
    failed = [f.check.id for f in report.findings if rules.threshold(f.check).verdict(f.failed, f.of) == "failed"]
    assert failed == []
    assert len(report.findings) > 300


def test_parts_do_not_change_what_is_found(tmp_path: Path, library: Library, rules: Rules) -> None:
    """Many parts or one: the same numbers."""
    tables = clean()
    for plant in (duplicate_ids, repeated_rows, end_before_start):
        plant(tables)
    one, many = (
        {f.check.id: (f.failed, f.of, f.by) for f in report_of(make_register(tmp_path / str(n), tables, parts=n), library,
                                                               rules).findings}
        for n in (1, 5)
    )  # fmt: skip
    assert one == many


def test_a_register_of_nobody_is_told_as_such(tmp_path: Path, library: Library, rules: Rules) -> None:
    found = not_in_order(report_of(make_register(tmp_path, {}), library, rules), rules)
    assert set(found) == {"no_rows.person", "no_rows.observation_period", "no_rows.condition_occurrence"}
