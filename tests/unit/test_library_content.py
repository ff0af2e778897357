"""The shipped library against the domain table and the two open data sets: nothing forgotten, nothing added in silence."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from empact.criteria.nodes import CodedEvents, Flag, walk
from empact.definitions.models import Library
from empact.definitions.read import read_library, shipped_folder
from empact.engine.reference.examples import run_examples

# ICPC-2 codes of the domain table that also hold every other disease of a chapter, or a symptom: see library/README.md.
REST_CLASSES = {"K99", "N99", "R99", "T99", "U99", "D99", "X99", "P99", "P06", "H82", "A23/A99 (national)"}


@lru_cache(maxsize=1)
def library() -> Library:
    return read_library()


def codes_of(flag: Flag, system: str) -> set[str]:
    ranges = (r for node in walk(flag) if isinstance(node, CodedEvents) for r in node.codes.included if r.system == system)
    return {str(r) for r in ranges}


def domain_rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "domain" / "tables" / "chronic_conditions_master.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def reference_rows(name: str) -> dict[str, dict[str, str]]:
    with (shipped_folder() / "reference" / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    key = "code" if "code" in rows[0] else "rxnorm"
    return {row[key]: row for row in rows}


def fhir_codes(shared: Path, resource: str, field: str) -> Iterator[str]:
    with gzip.open(shared / "data" / "fhir-synthea-319" / "ndjson" / f"{resource}.ndjson.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for coding in json.loads(line)[field]["coding"]:
                yield coding["code"]


def omop_codes(shared: Path, table: str, column: str) -> Iterator[str]:
    def rows(name: str) -> Iterator[dict[str, str]]:
        with gzip.open(shared / "data" / "omop-synthea27" / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield {key.lower(): value for key, value in row.items()}

    concepts = {row["concept_id"]: row["concept_code"] for row in rows("CONCEPT")}
    for row in rows(table):
        yield concepts[row[column]]


def test_every_example_of_the_shipped_library_holds() -> None:
    assert run_examples(library()) == []


def test_every_condition_of_the_domain_table_is_defined_and_no_other(shared: Path) -> None:
    assert set(library().conditions) == {row["key"] for row in domain_rows(shared)}


def test_the_32_conditions_of_the_core_count_are_counted_and_two_severe_forms_count_with_them(shared: Path) -> None:
    core = {row["key"] for row in domain_rows(shared) if row["in_core_count"] == "1"}
    assert len(core) == 32
    assert {unit for unit, _ in library().counting.values()} == core
    assert set(library().counting) - core == {"metastatic", "esrd"}


def test_hospital_codes_are_those_of_the_domain_table(shared: Path) -> None:
    for row in domain_rows(shared):
        evidence = dict(library().conditions[row["key"]].evidence)
        if "hospital_code" not in evidence:
            assert row["icd10_recommended"].startswith("(no ICD-10")
            continue
        listed = row["icd10_recommended"].removesuffix(" excluding C44").replace(".", "").split(";")
        assert codes_of(evidence["hospital_code"], "icd10") == set(listed), row["key"]


def test_practice_codes_are_those_of_the_domain_table_without_rest_classes(shared: Path) -> None:
    for row in domain_rows(shared):
        evidence = dict(library().conditions[row["key"]].evidence)
        given = codes_of(evidence["gp_code"], "icpc2") if "gp_code" in evidence else set()
        listed = {code for code in row["icpc2"].split(";") if code}
        left_out = listed - given
        assert given <= listed, row["key"]
        assert left_out <= REST_CLASSES, row["key"]


def test_sensitive_are_hiv_and_everything_of_mental_health() -> None:
    sensitive = {c.id for c in library().conditions.values() if c.sensitive}
    assert sensitive == {"hiv"} | {c.id for c in library().conditions.values() if c.body_system == "mental"}


def test_every_diagnosis_code_of_the_open_sets_was_considered(shared: Path) -> None:
    met = {*fhir_codes(shared, "Condition", "code"), *omop_codes(shared, "CONDITION_OCCURRENCE", "condition_concept_id")}
    assert met == set(reference_rows("snomed_considered.csv"))


def test_the_list_of_considered_codes_says_what_the_conditions_do() -> None:
    for code, row in reference_rows("snomed_considered.csv").items():
        asking = {
            c.id
            for c in library().conditions.values()
            for name, flag in c.evidence
            if name == "clinical_code" and code in codes_of(flag, "snomed")
        }
        assert asking == set(row["condition"].split()), code
        assert (row["decision"] == "counted") == any(library().conditions[id].counted for id in asking), code


def test_every_drug_code_of_the_open_sets_has_a_substance_but_two(shared: Path) -> None:
    met = {
        *fhir_codes(shared, "MedicationRequest", "medicationCodeableConcept"),
        *omop_codes(shared, "DRUG_EXPOSURE", "drug_concept_id"),
    }
    assert met - set(reference_rows("rxnorm_to_atc.csv")) == {"235389", "313002"}


def test_a_region_moves_the_cut_offs_by_laying_its_own_file_over_ours(tmp_path: Path) -> None:
    shipped = (shipped_folder() / "segments" / "popbox.yaml").read_text(encoding="utf-8")
    (tmp_path / "segments").mkdir()
    own = shipped.partition("examples:")[0].replace("conditions_at_least: 4", "conditions_at_least: 3")
    (tmp_path / "segments" / "popbox.yaml").write_text(own, encoding="utf-8")
    assert read_library(tmp_path).segments["popbox"].fingerprint != library().segments["popbox"].fingerprint
