"""A released indicator as a FHIR MeasureReport; every resource also goes through HL7's own JSON Schema of R4."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from empact.engine.release.released import FEW, HIDDEN, NONE, OK, Released, Row
from empact.fhir.elements import ABSENT, Heading
from empact.fhir.measure import measure_resource
from empact.fhir.measure_report import Disclosure, subject_list, summary, summary_bundle
from empact.terms.periods import Period

from ..fhir_schema import problems_of

HEADING = Heading("https://example.org/fhir", "2024-02-01", "Region")
YEAR = Period(date(2023, 1, 1), date(2023, 12, 31))
SENTENCE = {"nl": "ja", "fr": "oui", "de": "ja", "en": "yes"}


def described(scoring="proportion", direction="up", says=("numerator",), **more):
    return {
        "title": {"nl": "a", "fr": "b", "de": "c", "en": "Screened"},
        "version": 3,
        "fingerprint": "f" * 32,
        "owner": "Region",
        "direction": direction,
        "scoring": scoring,
        "per": 1000.0 if scoring == "rate" else 1.0,
        "unit": "",
        "type": "process",
        "strata": ["sex"],
        "waits_for": "",
        "source": ["A book"],
        "reviewer": "to be appointed",
        "reviewed": "2024-01-01",
        "review_by": "2026-01-01",
        "valid_from": "2024-01-01",
        "note": "",
        "says": dict.fromkeys(says, SENTENCE),
        "events": scoring == "rate",
        **more,
    }


SHOWN = Row("all", "all", "all", "", OK, 120, 90.0, 120.0, 0.75, 0.67, 0.82)
SMALL = Row("municipality:1", "Stad", "municipality", "", HIDDEN, 40, None, 40.0)
WOMEN = Row("all", "all", "all", "female", HIDDEN, None, None, None)


def released(rows=(), whole=SHOWN, stratum="", internal=False, **about):
    return Released("screened", described(**about), YEAR, "municipality" if rows else None, stratum, rows, whole, internal, 5)


def counts(group):
    return {p["code"]["coding"][0]["code"]: p.get("count") for p in group["population"]}


def reasons(element):
    return [e["valueCode"] for e in element.get("extension", ()) if e["url"] == ABSENT]


def test_a_summary_says_counts_score_period_and_definition(shared):
    report = summary(released(), [], HEADING)
    assert not problems_of(report, shared)
    (group,) = report["group"]
    assert counts(group) == {"initial-population": 120, "denominator": 120, "numerator": 90}
    assert group["measureScore"]["value"] == 0.75
    assert (report["type"], report["status"], report["measure"]) == (
        "summary",
        "complete",
        "https://example.org/fhir/Measure/screened|3",
    )
    assert report["period"] == {"start": "2023-01-01", "end": "2023-12-31"}
    assert report["date"] == "2024-02-01"
    assert report["reporter"]["display"] == "Region"
    assert report["improvementNotation"]["coding"][0]["code"] == "increase"


def test_what_is_hidden_is_absent_with_a_reason_and_never_zero(shared):
    report = summary(released(), [released((WOMEN,), stratum="sex")], HEADING)
    assert not problems_of(report, shared)
    (stratifier,) = report["group"][0]["stratifier"]
    assert stratifier["code"][0]["coding"][0]["code"] == "sex"
    (women,) = stratifier["stratum"]
    assert women["value"]["coding"][0]["code"] == "female"
    assert all("count" not in p and reasons(p["_count"]) == ["masked"] for p in women["population"])
    assert "value" not in women["measureScore"]
    assert reasons(women["measureScore"]) == ["masked"]


def test_too_few_people_is_another_reason_than_too_small_a_number(shared):
    few = replace(SHOWN, status=FEW, numerator=None, value=None, lower=None, upper=None)
    (group,) = summary(released(whole=few), [], HEADING)["group"]
    assert counts(group) == {"initial-population": 120, "denominator": 120, "numerator": None}
    assert reasons(group["measureScore"]) == ["unknown"]
    nobody = Row("all", "all", "all", "", NONE, 0, 0.0, 0.0)
    (group,) = summary(released(whole=nobody), [], HEADING)["group"]
    assert counts(group) == {"initial-population": 0, "denominator": 0, "numerator": 0}
    assert reasons(group["measureScore"]) == ["not-applicable"]


def test_exclusions_that_are_not_released_do_not_follow_from_the_denominator(shared):
    rules = ("denominator", "denominator_exclusion", "denominator_exception", "numerator")
    report = summary(released(says=rules), [], HEADING)
    assert not problems_of(report, shared)
    said = counts(report["group"][0])
    assert said == {
        "initial-population": None,
        "denominator": None,
        "denominator-exclusion": None,
        "denominator-exception": None,
        "numerator": 90,
    }


def test_insiders_get_every_population_and_a_mark_on_the_report(shared):
    rules = ("denominator", "denominator_exclusion", "denominator_exception", "numerator")
    seen = replace(SHOWN, excluded=10, exception=2, initial_population=150)
    report = summary(released(whole=seen, internal=True, says=rules), [], HEADING)
    assert not problems_of(report, shared)
    assert counts(report["group"][0]) == {
        "initial-population": 150,
        "denominator": 132,
        "denominator-exclusion": 10,
        "denominator-exception": 2,
        "numerator": 90,
    }
    assert report["meta"]["security"][0]["code"] == "R"


@pytest.mark.parametrize(
    ("scoring", "codes"),
    [
        ("continuous", ["initial-population", "measure-population", "measure-observation"]),
        ("rate", ["initial-population", "denominator", "measure-observation", "measure-observation"]),
        ("ratio", ["initial-population", "denominator", "measure-observation", "measure-observation"]),
    ],
)
def test_other_scorings_observe_people_instead_of_counting_a_numerator(scoring, codes, shared):
    about = {"scoring": scoring, "direction": "down", "says": ("numerator_observation",)}
    report = summary(released(whole=replace(SHOWN, value=12.5), **about), [], HEADING)
    assert not problems_of(report, shared)
    populations = report["group"][0]["population"]
    assert [p["code"]["coding"][0]["code"] for p in populations] == codes
    assert populations[2]["extension"][0]["valueQuantity"]["value"] == 90.0
    assert report["improvementNotation"]["coding"][0]["code"] == "decrease"


def test_a_direction_that_is_neither_gives_no_notation(shared):
    report = summary(released(direction="neutral"), [], HEADING)
    assert not problems_of(report, shared)
    assert "improvementNotation" not in report


def test_areas_make_a_bundle_with_the_whole_first(shared):
    bundle = summary_bundle(released((SMALL,)), [], HEADING)
    assert not problems_of(bundle, shared)
    whole, area = (e["resource"] for e in bundle["entry"])
    assert "subject" not in whole
    assert area["subject"]["identifier"]["value"] == "municipality:1"
    assert area["subject"]["display"] == "Stad"
    assert counts(area["group"][0]) == {"initial-population": 40, "denominator": 40, "numerator": None}


def test_equal_input_gives_equal_bytes():
    made = [json.dumps(summary_bundle(released((SMALL,)), [], HEADING)) for _ in range(2)]
    assert made[0] == made[1]


def test_a_subject_list_names_pseudonyms_and_why_they_leave(shared):
    members = {
        "initial_population": (("hospital", "a"), ("hospital", "b")),
        "denominator": (("hospital", "a"), ("hospital", "b")),
        "denominator_exclusion": (),
        "numerator": (("hospital", "b"),),
    }
    why = Disclosure("Art. 9(2)(h) GDPR", "call those not screened", "Practice A")
    about = described(says=("denominator_exclusion", "numerator"))
    report = subject_list("screened", about, YEAR, members, why, HEADING)
    assert not problems_of(report, shared)
    assert report["type"] == "subject-list"
    assert report["meta"]["security"][0]["code"] == "R"
    (disclosure,) = [e for e in report["extension"] if e["url"].endswith("/disclosure")]
    assert [e["valueString"] for e in disclosure["extension"]] == [why.ground, why.purpose, why.recipient]
    lists = {f"#{c['id']}": [e["item"]["identifier"]["value"] for e in c.get("entry", ())] for c in report["contained"]}
    for population in report["group"][0]["population"]:
        assert population["count"] == len(lists[population["subjectResults"]["reference"]])
    assert lists["#numerator"] == ["b"]
    assert lists["#denominator-exclusion"] == []


def test_a_list_without_ground_purpose_or_recipient_cannot_be_made():
    with pytest.raises(ValueError, match="legal ground"):
        Disclosure("a law", " ", "somebody")


def test_addresses_can_be_names_instead_of_links(shared):
    report = summary(released(), [], Heading("urn:empact", "2024-02-01"))
    assert not problems_of(report, shared)
    assert report["measure"] == "urn:empact:Measure:screened|3"
    assert "reporter" not in report


def test_a_definition_is_a_measure_with_its_rules_as_sentences(shared):
    measure = measure_resource("screened", described(says=("initial_population", "numerator")), HEADING)
    assert not problems_of(measure, shared)
    populations = {p["code"]["coding"][0]["code"]: p["criteria"]["description"] for p in measure["group"][0]["population"]}
    assert populations == {"initial-population": "yes", "denominator": "yes", "numerator": "yes"}
    assert (measure["name"], measure["status"], measure["version"]) == ("Screened", "active", "3")


def test_an_indicator_that_waits_for_data_is_a_draft(shared):
    measure = measure_resource("screened", described(says=(), waits_for="a questionnaire"), HEADING)
    assert not problems_of(measure, shared)
    assert measure["status"] == "draft"
    assert "group" not in measure
    assert "a questionnaire" in measure["description"]
