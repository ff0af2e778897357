"""``empact export``: what was measured leaves as FHIR, small numbers hidden, and people only with a reason written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from empact.cli.main import main
from empact.engine.duckdb import connect
from empact.engine.indicators import measure, open_measures
from empact.engine.people import read_people
from empact.engine.reference.indicators import standing
from empact.engine.register import Register
from empact.engine.release.disclosures import disclosed
from empact.engine.release.released import Releases
from empact.terms.periods import parse_period

from ..fhir_schema import problems_of

PERIOD = parse_period("2023")[0]
ASKED = ("dm_hba1c_measured", "polypharm5", "ed_visits", "pqi05", "gp_contacts_mean")
WHY = ("--ground", "Art. 9(2)(h) GDPR", "--purpose", "invite those not screened", "--recipient", "Practice A")


@pytest.fixture(scope="module")
def results(region: Register, library: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measured")
    measure(region, periods=[PERIOD], results=folder, library=library, indicators=ASKED, workers=1)
    return folder


def exported(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert main(["export", *map(str, arguments)]) == 0
    return json.loads(capsys.readouterr().out)


def reports(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [e["resource"] for e in document["entry"]] if document["resourceType"] == "Bundle" else [document]


def elements(document: Any) -> list[dict[str, Any]]:
    """Every population of every group and stratum."""
    if isinstance(document, dict):
        own = document.get("population", [])
        return [*own, *(e for value in document.values() for e in elements(value))]
    return [e for value in document for e in elements(value)] if isinstance(document, list) else []


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("by", [(), ("--by", "municipality"), ("--by", "practice")])
def test_every_scoring_at_every_level_is_what_hl7_says_a_report_is(name, by, results, capsys, shared):
    document = exported(capsys, "measure-report", name, "--results", results, "--date", "2024-01-31", *by)
    assert not problems_of(document, shared)
    assert len(reports(document)) > (1 if by else 0)


def test_what_is_hidden_from_a_reader_is_masked_in_the_report(results, capsys):
    where = ("measure-report", "dm_hba1c_measured", "--results", results, "--by", "municipality")
    document, seen = exported(capsys, *where), exported(capsys, *where, "--internal")
    masked = [p for p in elements(document) if "_count" in p]
    assert masked
    assert not [p for p in elements(document) if ("count" in p) == ("_count" in p)]
    assert not [p for p in elements(seen) if "_count" in p and "masked" in json.dumps(p)]
    assert all(r["meta"]["security"][0]["code"] == "R" for r in reports(seen))
    small = [p["count"] for p in elements(document) if 0 < p.get("count", 0) < 5]
    assert not small


def test_numbers_are_those_of_show(results, capsys):
    document = exported(capsys, "measure-report", "ed_visits", "--results", results)
    released = Releases(open_measures(results), PERIOD).release("ed_visits")
    (group,) = document["group"]
    assert group["measureScore"]["value"] == pytest.approx(released.whole.value, abs=1e-6)
    assert [p["count"] for p in group["population"]] == [released.whole.people] * len(group["population"])
    assert [s["code"][0]["coding"][0]["code"] for s in group["stratifier"]] == [
        "age_band",
        "sex",
        "increased_reimbursement",
        "persona",
    ]


def test_the_day_is_that_of_the_load_unless_told(results, capsys):
    where = ("measure-report", "ed_visits", "--results", results)
    assert exported(capsys, *where)["date"] == "2026-01-01"
    assert exported(capsys, *where, "--date", "2024-02-03")["date"] == "2024-02-03"


def test_a_list_of_people_is_as_long_as_the_counts_and_as_the_slow_engine_says(results, region, library, capsys, shared):
    name = "dm_hba1c_measured"
    document = exported(
        capsys, "measure-report", name, "--results", results, "--type", "subject-list", "--register", region.folder,
        "--date", "2024-01-31", *WHY,
    )  # fmt: skip
    assert not problems_of(document, shared)
    found = {p["code"]["coding"][0]["code"]: p["count"] for p in document["group"][0]["population"]}
    lists = {c["id"]: {e["item"]["identifier"]["value"] for e in c.get("entry", ())} for c in document["contained"]}
    assert {k: len(v) for k, v in lists.items()} == found
    whole = Releases(open_measures(results), PERIOD, internal=True).release(name).whole
    assert (found["initial-population"], found["numerator"]) == (whole.initial_population, whole.numerator)
    with connect() as db:
        people = list(read_people(db, region, 1, region.persons))
        db.register("person", region.files("person"))
        rows = db.fetch("SELECT person_id AS id, person_source_value AS pseudonym FROM person").to_pylist()
    pseudonym = {row["id"]: row["pseudonym"] for row in rows}
    stands = {pseudonym[p.person_id]: standing(library.indicators[name], p, PERIOD, library).state for p in people}
    assert lists["numerator"] == {p for p, state in stands.items() if state == "met"}
    assert 0 < len(lists["numerator"]) < len(lists["denominator"])
    assert lists["denominator"] == {p for p, state in stands.items() if state in ("met", "open")}


def test_what_left_is_written_down_without_a_name(results, region, capsys):
    before = len(disclosed(results))
    exported(
        capsys, "measure-report", "dm_hba1c_measured", "--results", results, "--type", "subject-list", "--register",
        region.folder, "--date", "2024-01-31", *WHY,
    )  # fmt: skip
    book = disclosed(results)
    assert len(book) == before + 1
    assert (book[-1]["date"], book[-1]["ground"], book[-1]["purpose"], book[-1]["recipient"]) == (
        "2024-01-31", "Art. 9(2)(h) GDPR", "invite those not screened", "Practice A",
    )  # fmt: skip
    assert set(book[-1]) == {
        "date", "what", "indicator", "version", "fingerprint", "period", "results", "register", "ground", "purpose",
        "recipient", "people",
    }  # fmt: skip
    assert all(isinstance(n, int) for n in book[-1]["people"].values())


@pytest.mark.parametrize("missing", ["--ground", "--purpose", "--recipient", "--register", "--date"])
def test_a_list_does_not_leave_without_ground_purpose_recipient_register_and_day(missing, results, region, capsys):
    before = len(disclosed(results))
    given = {"--register": str(region.folder), "--date": "2024-01-31", **dict(zip(WHY[::2], WHY[1::2], strict=True))}
    options = [word for name, value in given.items() if name != missing for word in (name, value)]
    arguments = ["export", "measure-report", "ed_visits", "--results", str(results), "--type", "subject-list", *options]
    assert main(arguments) == 3
    said = capsys.readouterr()
    assert missing in said.err
    assert not said.out
    assert len(disclosed(results)) == before


def test_another_register_or_definition_than_the_measured_one_is_refused(results, fhir_register, region, tmp_path, capsys):
    arguments = [
        "export", "measure-report", "ed_visits", "--results", str(results), "--type", "subject-list", "--date", "2024-01-31",
        *WHY, "--register",
    ]  # fmt: skip
    assert main([*arguments, str(fhir_register.folder)]) == 5
    assert "not the one that was measured" in capsys.readouterr().err
    (tmp_path / "indicators").mkdir()
    shipped = Path(__file__).resolve().parents[2] / "src/empact/library/indicators/ed_visits.yaml"
    own = shipped.read_text(encoding="utf-8").replace("kind: emergency", "kind: [emergency, outpatient]")
    (tmp_path / "indicators" / "ed_visits.yaml").write_text(own, encoding="utf-8")
    assert main([*arguments, str(region.folder), "--library", str(tmp_path)]) != 0
    assert not capsys.readouterr().out


def test_the_definition_leaves_as_a_measure(results, capsys, shared):
    for name in ASKED:
        document = exported(capsys, "measure", name, "--results", results, "--base", "https://example.org/fhir")
        assert not problems_of(document, shared)
        report = exported(capsys, "measure-report", name, "--results", results, "--base", "https://example.org/fhir")
        assert report["measure"] == f"{document['url']}|{document['version']}"
