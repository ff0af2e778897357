"""What FHIR sources get wrong, each in a small delivery of its own."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from empact.terms.errors import UserError

from .load_help import ADA, coded, loaded, reasons, resource, rows, write_fhir


def condition(id: str, **more: object) -> dict[str, object]:
    return resource("Condition", id, **({"code": coded("73211009"), "onsetDateTime": "2020-02-03"} | more))


def test_a_line_that_is_no_json_is_rejected_with_its_line_number(tmp_path: Path) -> None:
    write_fhir(
        tmp_path / "in", Patient=[ADA], Condition=[condition("a"), "this is no JSON", "", condition("b"), '{"id": "torn']
    )
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.tables["condition_occurrence"] == 2
    assert [(r["file"], r["line"], r["reason"]) for r in rows(report.register, "reject")] == [
        ("Condition.ndjson", 2, "not-json"),
        ("Condition.ndjson", 5, "not-json"),
    ]
    assert report.rows_in == report.rows_kept + report.rows_rejected == 5


def test_json_that_is_no_resource_is_rejected(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA, '{"id": "x"}', "[1, 2]", "null"])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert reasons(report.register) == ["not-fhir"] * 3


def test_a_file_that_is_not_json_at_all_is_one_reject(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA])
    (tmp_path / "in" / "Condition.ndjson").write_bytes(bytes(range(256)) * 40)
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert [(r["file"], r["reason"]) for r in rows(report.register, "reject")] == [("Condition.ndjson", "not-json")]
    assert report.persons == 1


def test_a_torn_gzip_keeps_its_complete_lines_and_rejects_the_rest(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA])
    packed = gzip.compress("".join(json.dumps(condition(f"c{n}")) + "\n" for n in range(50_000)).encode())
    (tmp_path / "in" / "Condition.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert 10_000 < report.tables["condition_occurrence"] < 40_000
    assert reasons(report.register) == ["torn-file"]
    assert report.rows_in == report.rows_kept + 1


def test_a_damaged_gzip_is_noticed(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA])
    packed = bytearray(gzip.compress("".join(json.dumps(condition(f"c{n}")) + "\n" for n in range(50_000)).encode()))
    packed[len(packed) // 2 : len(packed) // 2 + 64] = b"\0" * 64
    (tmp_path / "in" / "Condition.ndjson.gz").write_bytes(packed)
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert "torn-file" in reasons(report.register)


def test_a_gzip_of_several_members_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Patient.ndjson").write_bytes(b"\xef\xbb\xbf" + json.dumps(ADA).encode())
    members = [gzip.compress((json.dumps(condition(f"c{n}")) + "\n").encode()) for n in range(3)]
    (tmp_path / "in" / "Condition.ndjson.gz").write_bytes(b"".join(members))
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.tables["condition_occurrence"] == 3
    assert report.rejects == 0


def test_types_mixed_in_one_file_each_find_their_table(tmp_path: Path) -> None:
    mixed = [ADA, condition("a"), resource("Provenance", "p"), resource("Goal", "g"), condition("b"), "junk"]
    report = loaded(write_fhir(tmp_path / "in", all=mixed), tmp_path / "register")
    assert report.tables["condition_occurrence"] == 2
    assert {k: n["rows_in"] for k, n in report.by_type.items()} == {"Patient": 1, "Condition": 2, "Goal": 1, "Provenance": 1}
    assert any("Provenance" in note for note in report.notes)


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("no-person", {"subject": "oops"}),
        ("no-person", {"subject": {"reference": "Group/1"}}),
        ("unknown-person", {"subject": {"reference": "Patient/eve"}}),
        ("no-code", {"code": {}}),
        ("no-date", {"onsetDateTime": None}),
        ("impossible-date", {"onsetDateTime": "2020-02-31"}),
        ("impossible-date", {"onsetDateTime": "1066-10-14"}),
        ("date-in-future", {"onsetDateTime": "2027-01-01"}),
        ("end-before-start", {"abatementDateTime": "2019-01-01"}),
        ("entered-in-error", {"verificationStatus": coded("entered-in-error")}),
        ("refuted", {"verificationStatus": coded("refuted")}),
    ],
)
def test_a_faulty_condition_is_rejected_with_its_reason(tmp_path: Path, reason: str, wrong: dict[str, object]) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Condition=[condition("good"), condition("bad", **wrong)])
    report = loaded(tmp_path / "in", tmp_path / "register")
    [reject] = rows(report.register, "reject")
    assert (reject["reason"], reject["record_id"], reject["target"]) == (reason, "bad", "condition_occurrence")
    assert reject["hint"]
    assert report.tables["condition_occurrence"] == 1


@pytest.mark.parametrize(
    "reference", ["Patient/ada", "urn:uuid:ada", "https://example.org/fhir/Patient/ada", "Patient/ada/_history/3"]
)
def test_a_reference_is_followed_however_it_is_written(tmp_path: Path, reference: str) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Condition=[condition("a", subject={"reference": reference})])
    assert loaded(tmp_path / "in", tmp_path / "register").rejects == 0


@pytest.mark.parametrize(
    ("kind", "table", "when"),
    [
        ("Condition", "condition_occurrence", {"onsetPeriod": {"start": "2020-05-06"}, "code": coded("1")}),
        ("Condition", "condition_occurrence", {"onsetAge": {"value": 60}, "recordedDate": "2020-05-06", "code": coded("1")}),
        ("Procedure", "procedure_occurrence", {"performedDateTime": "2020-05-06T23:59:00-05:00", "code": coded("1")}),
        ("Procedure", "procedure_occurrence", {"performedPeriod": {"start": "2020-05-06"}, "code": coded("1")}),
        ("Observation", "observation", {"effectivePeriod": {"start": "2020-05-06"}, "code": coded("1"), "valueString": "x"}),
        ("Observation", "observation", {"effectiveInstant": "2020-05-06T01:00:00Z", "code": coded("1"), "valueBoolean": True}),
        ("Observation", "measurement", {"effectiveDateTime": "2020-05-06", "code": coded("1"), "valueInteger": 3}),
        (
            "MedicationStatement",
            "drug_exposure",
            {"effectivePeriod": {"start": "2020-05-06"}, "medicationCodeableConcept": coded("1")},
        ),
        (
            "MedicationAdministration",
            "drug_exposure",
            {"effectiveDateTime": "2020-05-06", "medicationCodeableConcept": coded("1")},
        ),
        ("MedicationDispense", "drug_exposure", {"whenHandedOver": "2020-05-06", "medicationCodeableConcept": coded("1")}),
        (
            "Immunization",
            "drug_exposure",
            {"occurrenceDateTime": "2020-05-06", "patient": {"reference": "Patient/ada"}, "vaccineCode": coded("1")},
        ),
        (
            "AllergyIntolerance",
            "observation",
            {"recordedDate": "2020-05-06", "patient": {"reference": "Patient/ada"}, "code": coded("1")},
        ),
    ],
)
def test_every_form_of_a_date_is_understood(tmp_path: Path, kind: str, table: str, when: dict[str, object]) -> None:
    report = loaded(write_fhir(tmp_path / "in", Patient=[ADA], x=[resource(kind, "x", **when)]), tmp_path / "register")
    from empact.tables import TABLES

    [row] = rows(report.register, table)
    assert row[TABLES[table].date] == date(2020, 5, 6)


def test_a_date_may_stop_at_the_year_or_the_month(tmp_path: Path) -> None:
    write_fhir(
        tmp_path / "in",
        Patient=[ADA | {"birthDate": "1950"}],
        Condition=[condition("a", onsetDateTime="2020"), condition("b", onsetDateTime="2020-04")],
    )
    register = loaded(tmp_path / "in", tmp_path / "register").register
    assert sorted(r["condition_start_date"] for r in rows(register, "condition_occurrence")) == [
        date(2020, 1, 1),
        date(2020, 4, 1),
    ]
    [person] = rows(register, "person")
    assert (person["year_of_birth"], person["month_of_birth"], person["birth_date"]) == (1950, None, date(1950, 7, 1))


def test_a_repeated_id_is_taken_once(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA, ADA], Condition=[condition("a"), condition("b"), condition("a")])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.tables["condition_occurrence"] == 2
    assert report.persons == 1
    assert reasons(report.register) == ["repeated-id", "repeated-id"]


def test_someone_born_in_the_future_is_rejected_with_all_their_records(tmp_path: Path) -> None:
    eve = {"resourceType": "Patient", "id": "eve", "birthDate": "2031-01-01"}
    write_fhir(tmp_path / "in", Patient=[ADA, eve], Condition=[condition("a", subject={"reference": "Patient/eve"})])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.persons == 1
    assert reasons(report.register) == ["birth-in-future", "unknown-person"]


def test_an_unknown_contact_leaves_the_key_empty_and_the_row_in(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Condition=[condition("a", encounter={"reference": "Encounter/gone"})])
    [row] = rows(loaded(tmp_path / "in", tmp_path / "register").register, "condition_occurrence")
    assert row["visit_occurrence_id"] is None


def test_an_admission_after_emergency_is_unplanned(tmp_path: Path) -> None:
    def stay(id: str, kind: str, start: str) -> dict[str, object]:
        return resource("Encounter", id, status="finished", period={"start": start, "end": start}, **{"class": {"code": kind}})

    visits = [
        stay("e", "EMER", "2020-01-01"),
        stay("same", "IMP", "2020-01-01"),
        stay("next", "IMP", "2020-01-02"),
        stay("later", "IMP", "2020-01-09"),
    ]
    register = loaded(write_fhir(tmp_path / "in", Patient=[ADA], Encounter=visits), tmp_path / "register").register
    found = [(r["visit_start_date"].day, r["visit_concept_id"], r["is_unplanned"]) for r in rows(register, "visit_occurrence")]
    assert sorted(found) == [(1, 9201, True), (1, 9203, True), (2, 9201, True), (9, 9201, None)]


def test_components_become_measurements_beside_the_whole(tmp_path: Path) -> None:
    pressure = resource(
        "Observation",
        "bp",
        effectiveDateTime="2020-01-01",
        code=coded("85354-9", "http://loinc.org"),
        component=[
            {"code": coded("8480-6", "http://loinc.org"), "valueQuantity": {"value": 140, "code": "mm[Hg]"}},
            {"code": coded("8462-4", "http://loinc.org"), "valueQuantity": {"value": 90, "code": "mm[Hg]"}},
        ],
    )
    report = loaded(write_fhir(tmp_path / "in", Patient=[ADA], Observation=[pressure]), tmp_path / "register")
    found = {(r["measurement_source_value"], r["value_as_number"]) for r in rows(report.register, "measurement")}
    assert found == {("85354-9", None), ("8480-6", 140.0), ("8462-4", 90.0)}
    assert report.by_type["Observation"] == {"rows_in": 1, "rows_kept": 1, "rows_rejected": 0}


def test_a_medicine_described_elsewhere_or_inside_gets_its_code(tmp_path: Path) -> None:
    atc = "http://www.whocc.no/atc"
    outside = resource("MedicationRequest", "out", authoredOn="2020-01-01", medicationReference={"reference": "Medication/m"})
    inside = resource(
        "MedicationRequest",
        "in",
        authoredOn="2020-01-02",
        medicationReference={"reference": "#m"},
        contained=[{"resourceType": "Medication", "id": "m", "code": coded("C03CA01", atc)}],
    )
    lost = resource("MedicationRequest", "lost", authoredOn="2020-01-03", medicationReference={"reference": "Medication/none"})
    medication = {"resourceType": "Medication", "id": "m", "code": coded("C07AB02", atc)}
    report = loaded(
        write_fhir(tmp_path / "in", Patient=[ADA], Medication=[medication], r=[outside, inside, lost]), tmp_path / "register"
    )
    assert [r["drug_source_value"] for r in rows(report.register, "drug_exposure")] == ["C03CA01", "C07AB02"]
    assert reasons(report.register) == ["no-code"]


def test_of_several_codings_the_one_our_definitions_know_best_is_taken(tmp_path: Path) -> None:
    both = {"coding": [{"system": "urn:house", "code": "x"}, {"system": "http://hl7.org/fhir/sid/icd-10", "code": "i50.0"}]}
    register = loaded(
        write_fhir(tmp_path / "in", Patient=[ADA], Condition=[condition("a", code=both)]), tmp_path / "register"
    ).register
    [concept] = rows(register, "concept")
    assert (concept["vocabulary_id"], concept["concept_code"]) == ("icd10", "I500")


def test_codes_of_two_systems_we_do_not_know_never_meet(tmp_path: Path) -> None:
    two = [condition("a", code=coded("1", "urn:north")), condition("b", code=coded("1", "urn:south"))]
    register = loaded(write_fhir(tmp_path / "in", Patient=[ADA], Condition=two), tmp_path / "register").register
    assert {(c["vocabulary_id"], c["concept_code"]) for c in rows(register, "concept")} == {
        ("local", "urn:north|1"),
        ("local", "urn:south|1"),
    }


def test_death_without_a_day_counts_from_the_last_event(tmp_path: Path) -> None:
    write_fhir(
        tmp_path / "in",
        Patient=[ADA | {"deceasedBoolean": True}],
        Condition=[condition("a"), condition("b", onsetDateTime="2021-09-09")],
    )
    register = loaded(tmp_path / "in", tmp_path / "register").register
    [death] = rows(register, "death")
    [observed] = rows(register, "observation_period")
    assert death["death_date"] == observed["observation_period_end_date"] == date(2021, 9, 9)


def test_a_belgian_address_finds_its_municipality_and_everything_above_it(tmp_path: Path) -> None:
    home = {"address": [{"city": "Roeselare", "country": "BE"}]}
    register = loaded(write_fhir(tmp_path / "in", Patient=[ADA | home]), tmp_path / "register").register
    assert [r["area_id"] for r in rows(register, "area_membership")] == ["municipality:36015"]
    assert {r["area_id"] for r in rows(register, "area")} == {
        "municipality:36015",
        "zone:midden-wvl",
        "care_region:roeselare",
        "region:vlaanderen",
    }


def test_an_empty_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UserError, match="no FHIR files") as caught:
        loaded(tmp_path / "in", tmp_path / "register")
    assert caught.value.hint


def test_a_folder_without_a_single_resource_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="None of these files"):
        loaded(write_fhir(tmp_path / "in", Patient=["nonsense"]), tmp_path / "register")


def test_json_over_several_lines_is_no_bulk_file(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Condition=[json.dumps(condition("a"), indent=2)])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert [(r["file"], r["reason"]) for r in rows(report.register, "reject")] == [("Condition.ndjson", "not-json")]


def test_a_line_of_forty_megabytes_is_rejected_and_its_neighbours_kept(tmp_path: Path) -> None:
    huge = condition("huge", note=[{"text": "x" * 40_000_000}])
    write_fhir(tmp_path / "in", Patient=[ADA], Condition=[condition("a"), huge, condition("b")])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.tables["condition_occurrence"] == 2
    assert [(r["line"], r["reason"]) for r in rows(report.register, "reject")] == [(2, "too-large")]


def test_a_practice_named_with_the_person_is_a_registration_without_dates(tmp_path: Path) -> None:
    doctor = {
        "generalPractitioner": [{"reference": "Practitioner/gp"}],
        "managingOrganization": {"reference": "Organization/house"},
    }
    write_fhir(
        tmp_path / "in",
        Patient=[ADA | doctor],
        Practitioner=[{"resourceType": "Practitioner", "id": "gp"}],
        Organization=[{"resourceType": "Organization", "id": "house", "name": "House"}],
    )
    [relation] = rows(loaded(tmp_path / "in", tmp_path / "register").register, "care_relation")
    assert (relation["provider_id"], relation["care_site_id"], relation["relation_start_date"]) == (1, 1, None)


def test_a_coverage_tells_increased_reimbursement_and_chronic_status(tmp_path: Path) -> None:
    said = [{"type": {"text": "increased reimbursement"}, "value": "no"}, {"type": {"text": "chronic status"}, "value": "yes"}]
    coverage = {
        "resourceType": "Coverage",
        "id": "c",
        "status": "active",
        "beneficiary": {"reference": "Patient/ada"},
        "period": {"start": "2020-01-01"},
        "class": said,
    }
    [row] = rows(
        loaded(write_fhir(tmp_path / "in", Patient=[ADA], Coverage=[coverage]), tmp_path / "register").register,
        "payer_plan_period",
    )
    assert (row["increased_reimbursement"], row["chronic_status"]) == (False, True)


STAY = {
    "status": "finished",
    "class": {"code": "IMP"},
    "period": {"start": "2024-12-30", "end": "2025-01-02"},
    "type": [coded("32485007")],
    "hospitalization": {"dischargeDisposition": coded("428371000124100")},
}


def test_what_kind_of_contact_it_was_in_code_is_a_procedure_and_where_to_an_observation(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Encounter=[resource("Encounter", "e", **STAY)])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert (report.rows_in, report.rows_kept, report.rejects) == (2, 2, 0)
    [visit] = rows(report.register, "visit_occurrence")
    [procedure] = rows(report.register, "procedure_occurrence")
    [observation] = rows(report.register, "observation")
    assert procedure["procedure_source_value"] == "32485007"
    assert (procedure["procedure_date"], procedure["procedure_end_date"]) == (date(2024, 12, 30), date(2025, 1, 2))
    assert observation["observation_source_value"] == "428371000124100"
    assert observation["observation_date"] == date(2025, 1, 2)
    assert {procedure["visit_occurrence_id"], observation["visit_occurrence_id"]} == {visit["visit_occurrence_id"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "cancelled"},
        {"period": {"start": "2025-01-02", "end": "2024-12-30"}},
        {"type": [{"text": "a visit"}], "hospitalization": {"dischargeDisposition": {"text": "home"}}, "status": "planned"},
    ],
)
def test_a_contact_that_cannot_be_used_leaves_neither_kind_nor_discharge(tmp_path: Path, wrong: dict[str, object]) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Encounter=[resource("Encounter", "e", **(STAY | wrong))])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert len(reasons(report.register)) == 1
    assert not report.tables.get("procedure_occurrence") and not report.tables.get("observation")


def test_a_kind_or_discharge_in_words_alone_is_no_row(tmp_path: Path) -> None:
    in_words = {"type": [{"text": "a visit"}], "hospitalization": {"dischargeDisposition": {"text": "home"}}}
    write_fhir(tmp_path / "in", Patient=[ADA], Encounter=[resource("Encounter", "e", **(STAY | in_words))])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.rejects == 0
    assert not report.tables.get("procedure_occurrence") and not report.tables.get("observation")


def test_an_encounter_and_a_procedure_may_share_an_identifier(tmp_path: Path) -> None:
    procedure = resource("Procedure", "e", performedDateTime="2025-01-01", code=coded("73761001"))
    write_fhir(tmp_path / "in", Patient=[ADA], Encounter=[resource("Encounter", "e", **STAY)], Procedure=[procedure])
    report = loaded(tmp_path / "in", tmp_path / "register")
    assert report.rejects == 0
    assert report.tables["procedure_occurrence"] == 2


def test_what_is_asked_for_is_an_observation_that_says_so(tmp_path: Path) -> None:
    when = {"status": "active", "intent": "order", "authoredOn": "2025-01-02"}
    service = resource("ServiceRequest", "s", code=coded("385763009"), **when)
    device = resource("DeviceRequest", "d", codeCodeableConcept=coded("183240000"), **when)
    report = loaded(write_fhir(tmp_path / "in", Patient=[ADA], x=[service, device]), tmp_path / "register")
    assert report.rejects == 0
    assert [
        (r["observation_source_value"], r["value_as_string"], r["observation_date"])
        for r in sorted(rows(report.register, "observation"), key=lambda r: r["observation_source_value"])
    ] == [("183240000", "requested", date(2025, 1, 2)), ("385763009", "requested", date(2025, 1, 2))]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("ServiceRequest", {"doNotPerform": True}),
        ("ServiceRequest", {"intent": "plan"}),
        ("ServiceRequest", {"status": "revoked"}),
        ("DeviceRequest", {"modifierExtension": [{"url": "https://example.org/qicore-doNotPerform", "valueBoolean": True}]}),
        ("DeviceRequest", {"modifierExtension": [{"url": "https://example.org/qicore-doNotPeform", "valueBoolean": True}]}),
        ("MedicationRequest", {"doNotPerform": True}),
    ],
)
def test_what_is_not_to_be_done_is_a_reject(tmp_path: Path, kind: str, wrong: dict[str, object]) -> None:
    code = {"ServiceRequest": "code", "DeviceRequest": "codeCodeableConcept"}.get(kind, "medicationCodeableConcept")
    sound = {"status": "active", "intent": "order", "authoredOn": "2025-01-02", code: coded("385763009")}
    records = [resource(kind, "good", **sound), resource(kind, "bad", **(sound | wrong))]
    report = loaded(write_fhir(tmp_path / "in", Patient=[ADA], x=records), tmp_path / "register")
    assert reasons(report.register) == ["not-done"]
    assert report.rows_in == report.rows_kept + report.rows_rejected == 3
