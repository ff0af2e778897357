"""A published quality measure with the answers its makers expect: CMS130, colorectal cancer screening, 58 made-up people.

The measure is written here in our own language; the value sets are licensed, so codes are taken from the shared file when the
test runs: those of each set that occur in the cases. People go the whole way: FHIR files, ``empact load``, ``empact measure``,
``empact export`` as a list of people; the slow engine judges beside it.

Where our definition says less than the measure (none of it decides a case):

- a visit counts by its first day, in the measure it lies whole inside the period;
- where a stay ended in hospice care is asked of any visit, not of inpatient ones alone;
- of several reports on housing any one counts, not the latest alone;
- use of a medicine counts by the day it was prescribed, not by all days it is meant for;
- that a test has a result at all is not asked.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from empact.cli.main import main
from empact.definitions.read import read_library
from empact.engine.duckdb import connect
from empact.engine.ingest import load
from empact.engine.people import read_people
from empact.engine.reference.examples import run_examples
from empact.engine.reference.indicators import standing
from empact.engine.register import open_register
from empact.terms.periods import Period

FOLDER, NAME = "ecqm-colorectal-screening", "cms130-colorectal-screening"
SYSTEMS = {
    "http://snomed.info/sct": "snomed",
    "http://loinc.org": "loinc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
}
# The value sets the measure asks by, each under the name our rules use.
SETS = {
    "Office Visit": "visits",
    "Annual Wellness Visit": "visits",
    "Preventive Care Services Established Office Visit, 18 and Up": "visits",
    "Preventive Care Services Initial Office Visit, 18 and Up": "visits",
    "Home Healthcare Services": "visits",
    "Virtual Encounter": "visits",
    "Telephone Visits": "visits",
    "Hospice Encounter": "hospice_visits",
    "Hospice Care Ambulatory": "hospice_care",
    "Hospice Diagnosis": "hospice_diagnoses",
    "Palliative Care Encounter": "palliative_visits",
    "Palliative Care Intervention": "palliative_care",
    "Palliative Care Diagnosis": "palliative_diagnoses",
    "Malignant Neoplasm of Colon": "colon_cancer",
    "Total Colectomy": "colectomy",
    "Frailty Device": "frailty_devices",
    "Frailty Diagnosis": "frailty_diagnoses",
    "Frailty Encounter": "frailty_visits",
    "Frailty Symptom": "frailty_symptoms",
    "Advanced Illness": "advanced_illness",
    "Dementia Medications": "dementia_medicines",
    "Fecal Occult Blood Test (FOBT)": "occult_blood",
    "sDNA FIT Test": "stool_dna",
    "Flexible Sigmoidoscopy": "sigmoidoscopy",
    "CT Colonography": "ct_colonography",
    "Colonoscopy": "colonoscopy",
}
# Codes the measure names itself.
HOSPICE_ASSESSMENT, PALLIATIVE_SURVEY, EQUIPMENT, HOUSING = "45755-6", "71007-9", "98181-1", "71802-3"
YES, NURSING_HOME = "373066001", "160734000"
REQUESTED = "requested"  # what our loader gives an order as its answer
TO_HOSPICE = ["428361000124107", "428371000124100"]
POPULATIONS = ("initial-population", "denominator", "denominator-exclusion", "numerator")
TITLE = {"nl": "Opsporing van darmkanker", "fr": "Dépistage du cancer colorectal", "de": "Darmkrebsfrüherkennung"}
EXPECTED_OF = {"not applicable": (0, 0, 0, 0), "excluded": (1, 1, 1, 0), "open": (1, 1, 0, 0), "met": (1, 1, 0, 1)}


@pytest.fixture(scope="module")
def case_file(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "data" / FOLDER / f"{NAME}-expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def expected(case_file: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {c["case"]: tuple(c["populations"][p] for p in POPULATIONS) for c in case_file["expected"]}


@pytest.fixture(scope="module")
def period(case_file: dict[str, Any]) -> Period:
    (found,) = {(c["period"]["start"], c["period"]["end"]) for c in case_file["expected"]}
    return Period(date.fromisoformat(found[0]), date.fromisoformat(found[1]))


@pytest.fixture(scope="module")
def library_folder(case_file: dict[str, Any], period: Period, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The measure as a library of a region: one indicator and its code lists."""
    folder = tmp_path_factory.mktemp("cms130")
    for kind in ("indicators", "codelists"):
        (folder / kind).mkdir()
    lists = code_lists(case_file["value_sets"])
    for name, codes in lists.items():
        write(folder / "codelists" / f"cms130_{name}.yaml", head(f"cms130_{name}", "codelist") | {"codes": codes})
    write(folder / "indicators" / "cms130.yaml", head("cms130", "indicator") | measure_of(period, lists))
    return folder


@pytest.fixture(scope="module")
def register(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bundles split into one file per type. Resources are numbered within a case: the case goes in front."""
    lines: dict[str, list[str]] = defaultdict(list)
    with gzip.open(shared / "data" / FOLDER / f"{NAME}-patients.ndjson.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            bundle = json.loads(line)
            for entry in bundle["entry"]:
                resource = entry["resource"]
                if resource["resourceType"] != "Patient":
                    resource["id"] = f"{bundle['id'][:8]}-{resource['id']}"
                lines[resource["resourceType"]].append(json.dumps(resource))
    files, folder = tmp_path_factory.mktemp("ndjson"), tmp_path_factory.mktemp("register")
    for kind, written in lines.items():
        (files / f"{kind}.ndjson").write_text("\n".join(written) + "\n", encoding="utf-8")
    load([files], format="fhir", register=folder, now=datetime(2026, 6, 1))
    return folder


def head(name: str, kind: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind,
        "version": 1,
        "title": TITLE | {"en": "Colorectal cancer screening"},
        "source": ["CMS130, cqframework/ecqm-content-qicore-2024"],
        "reviewer": "to be appointed",
        "reviewed": date(2026, 11, 25),
        "review_by": date(2027, 11, 25),
        "valid_from": date(2025, 1, 1),
        "valid_to": None,
    }


def write(file: Path, definition: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(dict(definition), sort_keys=False, allow_unicode=True), encoding="utf-8")


def code_lists(value_sets: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    """A code of a system we do not know is a local code with the name of its system before it."""
    lists: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for value_set in value_sets.values():
        if value_set["title"] in SETS:
            for said in value_set["codes_present_in_test_cases"]:
                system, _, code = said.partition("|")
                known = SYSTEMS.get(system)
                lists[SETS[value_set["title"]]][known or "local"].add(code if known else said)
    return {name: {s: sorted(c) for s, c in sorted(codes.items())} for name, codes in lists.items()}


def measure_of(period: Period, lists: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Any]:
    def years_before(n: int) -> str:
        """The period and so many calendar years before it, in days: a year of ours has 365.25."""
        return f"{(period.end - period.start.replace(year=period.start.year - n)).days + 1} days"

    def rule(event: str, codes: Any, within: str = "period", **more: Any) -> dict[str, Any]:
        listed = {"codes": f"cms130_{codes}"} if isinstance(codes, str) else codes
        return {event: listed, "within": within, **more}

    def lasting(event: str, codes: Any, **more: Any) -> dict[str, Any]:
        return rule(event, codes, lasting=True, **more)

    def result(codes: Any, **more: Any) -> list[dict[str, Any]]:
        """Laboratory results are measurements, what was asked of the person an observation."""
        return [rule(event, codes, **more) for event in ("measured", "observed")]

    devices = lists["frailty_devices"]["snomed"]
    hospice = [
        rule("observed", {"snomed": TO_HOSPICE}),
        lasting("performed", "hospice_visits"),
        lasting("observed", {"loinc": [HOSPICE_ASSESSMENT]}, answer=YES),
        rule("observed", "hospice_care", answer=REQUESTED),
        lasting("performed", "hospice_care"),
        lasting("recorded", "hospice_diagnoses"),
    ]
    frailty = [
        rule("observed", "frailty_devices", answer=REQUESTED),
        lasting("observed", {"loinc": [EQUIPMENT]}, answer=devices),
        lasting("recorded", "frailty_diagnoses"),
        lasting("performed", "frailty_visits"),
        lasting("observed", "frailty_symptoms"),
        lasting("measured", "frailty_symptoms"),
    ]
    illness = [
        rule("recorded", "advanced_illness", within=years_before(1)),
        rule("dispensed", "dementia_medicines", within=years_before(1)),
    ]
    palliative = [
        lasting("observed", {"loinc": [PALLIATIVE_SURVEY]}),
        lasting("recorded", "palliative_diagnoses"),
        lasting("performed", "palliative_visits"),
        lasting("performed", "palliative_care"),
    ]
    older = {"aged": {"from": 66}}
    exclusions = [
        *hospice,
        rule("recorded", "colon_cancer", within="ever"),
        rule("performed", "colectomy", within="ever"),
        {"all_of": [older, {"any_of": illness}, {"any_of": frailty}]},
        {"all_of": [older, rule("observed", {"loinc": [HOUSING]}, within="ever", answer=NURSING_HOME)]},
        *palliative,
    ]
    screened = [
        *result("occult_blood"),
        *result("stool_dna", within=years_before(2)),
        rule("performed", "sigmoidoscopy", within=years_before(4)),
        *result("ct_colonography", within=years_before(4)),
        rule("performed", "colonoscopy", within=years_before(9)),
    ]
    return {
        "aim": "health",
        "type": "process",
        "component": "prevention",
        "owner": "to be appointed",
        "direction": "up",
        "scoring": "proportion",
        "initial_population": {"all_of": [{"aged": {"from": 46, "to": 75}}, rule("performed", "visits")]},
        "denominator_exclusion": {"any_of": exclusions},
        "numerator": {"any_of": screened},
        "examples": examples_of(period, lists),
    }


def examples_of(period: Period, lists: Mapping[str, Mapping[str, list[str]]]) -> list[dict[str, Any]]:
    """One of each state, so that the definition loads."""

    def first(event: str, name: str) -> dict[str, Any]:
        return {event: {"snomed": lists[name]["snomed"][0]}, "on": period.end}

    visit = first("performed", "visits")
    people = {
        "open": [visit],
        "met": [visit, first("performed", "colonoscopy")],
        "excluded": [visit, first("performed", "colectomy")],
        "not applicable": [],
    }
    return [
        {
            "name": state,
            "as_of": period.end,
            "since": period.start,
            "person": {"born": date(1970, 1, 1)},
            "records": records,
            "expect": state,
        }
        for state, records in people.items()
    ]


# ---------------------------------------------------------------- the cases


def wrong_cases(
    found: Mapping[str, tuple[int, ...]], expected: Mapping[str, tuple[int, ...]], case_file: Mapping[str, Any]
) -> list[str]:
    described = {c["case"]: c["description"].strip() for c in case_file["expected"]}
    return [
        f"{case[:8]} ({described[case]}): {found.get(case)} instead of {wanted}"
        for case, wanted in sorted(expected.items())
        if found.get(case) != wanted
    ]


def test_there_are_58_cases_with_the_totals_the_makers_state(expected: Mapping[str, tuple[int, ...]]) -> None:
    assert len(expected) == 58
    assert tuple(map(sum, zip(*expected.values(), strict=True))) == (51, 51, 17, 8)


@pytest.fixture(scope="module")
def by_the_engine(
    expected: Mapping[str, tuple[int, ...]],
    register: Path,
    library_folder: Path,
    period: Period,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[int, ...]]:
    """Measured, then exported as a list of people, as somebody at a keyboard would."""
    results = tmp_path_factory.mktemp("results")
    report, library = results / "report.json", ["--library", str(library_folder)]
    asked = ["--period", f"{period.start}..{period.end}", "--indicator", "cms130", "--results", str(results), "--workers", "1"]
    assert main(["measure", "--register", str(register), *asked, *library]) == 0
    why = ["--ground", "made-up people", "--purpose", "test", "--recipient", "nobody", "--date", "2026-06-01"]
    listed = ["export", "measure-report", "cms130", "--results", str(results), "--type", "subject-list", "--out", str(report)]
    assert main([*listed, "--register", str(register), *library, *why]) == 0
    contained = json.loads(report.read_text(encoding="utf-8"))["contained"]
    people = {c["id"]: {e["item"]["identifier"]["value"] for e in c.get("entry", ())} for c in contained}
    assert set(people) == set(POPULATIONS)
    return {case: tuple(int(case in people[p]) for p in POPULATIONS) for case in expected}


@pytest.fixture(scope="module")
def by_the_slow_engine(register: Path, library_folder: Path, period: Period) -> dict[str, tuple[int, ...]]:
    library, opened = read_library(library_folder), open_register(register)
    with connect() as db:
        people = list(read_people(db, opened, 1, opened.persons))
    indicator = library.indicators["cms130"]
    return {p.source_value: EXPECTED_OF[standing(indicator, p, period, library).state] for p in people}


def test_the_two_engines_say_the_same_of_every_person(by_the_engine, by_the_slow_engine):
    assert by_the_engine == by_the_slow_engine


def test_the_definition_keeps_its_own_examples(library_folder):
    assert not run_examples(read_library(library_folder))


def test_all_58_people_are_in_the_populations_expected(by_the_engine, expected, case_file):
    assert not wrong_cases(by_the_engine, expected, case_file)
