"""Where a diagnosis stands among those of a stay, as each kind of source tells it."""

from pathlib import Path

import pytest

from empact.tables.care_events import POSITIONS

from .load_help import ADA, coded, loaded, resource, rows, write_csv, write_fhir

MAIN, SECONDARY, ADMISSION = POSITIONS.values()


def positions(report) -> dict[int, int | None]:
    """By the day of the diagnosis."""
    return {
        r["condition_start_date"].day: r["condition_status_concept_id"] for r in rows(report.register, "condition_occurrence")
    }


def test_omop_tells_it_by_concept_or_in_words(tmp_path: Path) -> None:
    told = (
        "32902,",
        "32903,",
        "32908,",
        "32890,",
        "32901,",
        "0,primary diagnosis",
        ",Secondary diagnosis",
        ",active",
        "32899,",
        ",",
    )
    lines = [f"{n},1,0,2020-01-{n:02},HF,{words}" for n, words in enumerate(told, start=1)]
    files = {
        "person.csv": "person_id,gender_concept_id,year_of_birth\n1,8532,1950",
        "condition_occurrence.csv": "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,"
        "condition_source_value,condition_status_concept_id,condition_status_source_value\n" + "\n".join(lines),
    }
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "omop")
    found = [MAIN, MAIN, SECONDARY, ADMISSION, ADMISSION, MAIN, SECONDARY, None, None, None]
    assert positions(report) == dict(enumerate(found, start=1))


def test_our_own_layout_tells_it_in_words(tmp_path: Path) -> None:
    told = ("main", "Hoofddiagnose", "nevendiagnose", "diagnostic d'admission", "resolved", "")
    lines = [f"1,icd10,I50,2020-01-{n:02},{words}" for n, words in enumerate(told, start=1)]
    files = {
        "persons.csv": "person,birth_date,sex\n1,1950,f",
        "diagnoses.csv": "person,system,code,date,status\n" + "\n".join(lines),
    }
    report = loaded(write_csv(tmp_path / "in", files), tmp_path / "register", "csv")
    assert positions(report) == {1: MAIN, 2: MAIN, 3: SECONDARY, 4: ADMISSION, 5: None, 6: None}
    assert {r["condition_status_source_value"] for r in rows(report.register, "condition_occurrence")} >= {"Hoofddiagnose"}


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([{"use": coded("DD"), "rank": 1}], MAIN),
        ([{"use": coded("billing"), "rank": 1}], MAIN),
        ([{"rank": 1}], MAIN),
        ([{"use": coded("DD"), "rank": 2}], SECONDARY),
        ([{"use": coded("CM"), "rank": 1}], SECONDARY),
        ([{"use": coded("AD")}], ADMISSION),
        ([{"use": coded("AD")}, {"use": coded("DD"), "rank": 1}], MAIN),
        ([{"use": coded("DD")}], None),
        ([{"use": coded("CC"), "rank": 1}], None),
        ([{"use": coded("pre-op"), "rank": 1}], None),
        ([], None),
    ],
)
def test_fhir_tells_it_with_the_encounter(tmp_path: Path, listed: list[dict[str, object]], found: int | None) -> None:
    stay = {"class": {"code": "IMP"}, "period": {"start": "2020-01-01", "end": "2020-01-05"}}
    pointed = [{"condition": {"reference": "Condition/c"}} | one for one in listed]
    write_fhir(
        tmp_path / "in",
        Patient=[ADA],
        Condition=[
            resource("Condition", "c", code=coded("84114007"), onsetDateTime="2020-01-01"),
            resource("Condition", "other", code=coded("84114007"), onsetDateTime="2020-01-02"),
        ],
        Encounter=[resource("Encounter", "e", **stay, diagnosis=pointed), resource("Encounter", "f", **stay)],
    )
    assert positions(loaded(tmp_path / "in", tmp_path / "register")) == {1: found, 2: None}


def test_an_encounter_that_cannot_be_used_tells_no_position(tmp_path: Path) -> None:
    write_fhir(
        tmp_path / "in",
        Patient=[ADA],
        Condition=[resource("Condition", "c", code=coded("84114007"), onsetDateTime="2020-01-01")],
        Encounter=[
            resource(
                "Encounter",
                "e",
                status="entered-in-error",
                period={"start": "2020-01-01"},
                diagnosis=[{"condition": {"reference": "Condition/c"}, "rank": 1}],
            )
        ],
    )
    assert positions(loaded(tmp_path / "in", tmp_path / "register")) == {1: None}
