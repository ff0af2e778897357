"""A cohort on one page: equal to a plain recount, hidden alike in every form, and each view with its source."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from empact.cli.main import main
from empact.engine.describe import describe, read_cohort
from empact.engine.describe.compare import Rate, of_rates, of_shares
from empact.engine.describe.files import files_of
from empact.engine.describe.listings import listing_of, stated
from empact.engine.describe.page import VIEWS
from empact.engine.register import Register
from empact.engine.run.results import Results
from empact.engine.show import counted
from empact.terms.errors import RegisterError, UserError

PERIOD = (date(2023, 1, 2), date(2024, 1, 1))


@pytest.fixture(scope="module")
def people(region_results: Results) -> dict[int, dict]:
    """Every observed person as a plain row, with a set of conditions."""
    rows = {r["person_id"]: r for r in region_results.table("person_profile").to_pylist() if r["status"] == "observed"}
    for row in rows.values():
        row["conditions"] = set()
    for row in region_results.table("person_condition", ["person_id", "condition"]).to_pylist():
        if row["person_id"] in rows:
            rows[row["person_id"]]["conditions"].add(row["condition"])
    return rows


@pytest.fixture(scope="module")
def visits(region: Register) -> list[dict]:
    columns = ["person_id", "visit_concept_id", "visit_start_date", "provider_role"]
    rows = [r for f in region.files("visit_occurrence") for r in pq.read_table(f, columns=columns).to_pylist()]
    return [r for r in rows if PERIOD[0] <= r["visit_start_date"] <= PERIOD[1]]


def cells(page, table: str) -> dict[str, tuple]:
    return {line.key: tuple(c.n for c in line.cells) for line in page.table(table).lines}


def test_every_number_is_that_of_a_plain_recount(region_results, region, people, visits):
    cohort = read_cohort(["condition:diabetes", "area:zone:westhoek"], region_results)
    page = describe(region_results, cohort, read_cohort(["everybody"], region_results), register=region, internal=True)
    inside = {i for i, r in people.items() if "diabetes" in r["conditions"] and r["area_zone"] == "zone:westhoek"}
    assert len(inside) > 20
    groups = (inside, set(people))
    assert cells(page, "size")["people"] == tuple(map(len, groups))

    def counts(holds) -> tuple[int, ...]:
        return tuple(sum(holds(people[i]) for i in group) for group in groups)

    for key, n in cells(page, "age_sex").items():
        if "|" in key:
            band, sex = key.split("|")
            low = int(re.match(r"\d+", band)[0])
            assert n == counts(lambda r, s=sex, a=low: r["sex"] == s and a <= min(r["age"], 95) < a + 5), key
    for key, n in cells(page, "ages").items():
        group, _, sex = key.rpartition("|")
        first, last = [*map(int, re.findall(r"\d+", group)), 200][:2] if group else (0, 200)
        assert n == counts(lambda r, s=sex, a=first, z=last: r["sex"] == s and a <= r["age"] <= z), key
    for kind, has in (
        ("condition", lambda r, k: k in r["conditions"]),
        ("determinant", lambda r, k: r[f"determinant_{k}"]),
        ("municipalities", lambda r, k: r["area_municipality"] == k),
        ("zones", lambda r, k: r["area_zone"] == k),
        ("segment_popbox", lambda r, k: r["segment_popbox"] == k),
    ):
        found = cells(page, kind)
        assert found
        for key, n in found.items():
            assert n == counts(lambda r, k=key, h=has: h(r, k)), (kind, key)
    kinds = {(9202, "gp"): "gp_practice", (581476, "gp"): "gp_home", (9202, "specialist"): "specialist"}
    kinds |= {(9203, "specialist"): "emergency"}
    used = cells(page, "contacts")
    for kind, name in kinds.items():
        mine = [v["person_id"] for v in visits if (v["visit_concept_id"], v["provider_role"]) == kind]
        assert used[name] == tuple(sum(i in group for i in mine) for group in groups), name
    rows = [r for f in region.files("cost") for r in pq.read_table(f).to_pylist()]
    paid = [(r["person_id"], r["total_paid_minor"]) for r in rows if PERIOD[0] <= r["cost_date"] <= PERIOD[1]]
    wanted = tuple(round(sum(c for i, c in paid if i in group) / 100) for group in groups)
    assert cells(page, "cost")["all"] == wanted
    assert sum(n[0] for n in cells(page, "cost_band").values()) == len(inside)
    assert sum(n[0] for n in cells(page, "registered").values()) == len(inside)
    assert sum(n[1] for n in cells(page, "used").values()) == used["all"][1]


def test_what_show_hides_is_hidden_here_and_nobody_sees_a_small_number(region_results, region, people):
    shown = counted(region_results, down_to="municipality")
    for area in ("zone:westhoek", "municipality:33011"):
        page = describe(region_results, read_cohort([f"area:{area}"], region_results), register=region)
        assert any(t.any_hidden for t in page.tables)
        for kind in ("condition", "determinant"):
            for line in page.table(kind).lines:
                if shown.shown(area, trait=f"{kind}/{line.key}").hidden:
                    assert line.cells[0].n is None, (area, line.key)
        for table in page.tables:
            for line in table.lines:
                if table.unit == "people" and table.name != "size":
                    assert not 0 < (line.cells[0].n or 0) < 5, (table.name, line.key)


def test_a_hidden_number_is_in_no_file_and_every_table_of_the_screen_is_in_the_export(region_results, region, tmp_path):
    cohort = read_cohort(["condition:diabetes", "area:zone:westhoek"], region_results)
    page = describe(region_results, cohort, register=region, language="nl")
    hidden = {(t.name, line.key) for t in page.tables for line in t.lines if line.cells[0].is_hidden}
    assert hidden
    files = files_of(page)
    said = json.loads(files["page.json"])
    for table in page.tables:
        rows = {r["key"]: r for r in csv.DictReader(io.StringIO(files[f"{table.name}.csv"]))}
        lines = next(t["lines"] for t in said["tables"] if t["table"] == table.name)
        listing = listing_of(page, table, top=None)
        for line, told, row in zip(table.lines, lines, listing.rows, strict=True):
            if (table.name, line.key) in hidden:
                assert told["cells"][0] == {"n": None, "value": None, "hidden": True}
                assert (rows[line.key]["n"], rows[line.key]["value"], rows[line.key]["hidden"]) == ("", "", "true")
                assert row[1:3] == (None, None)
            else:
                assert float(rows[line.key]["n"]) == told["cells"][0]["n"] == line.cells[0].n
    ElementTree.fromstring(files["page.svg"])  # noqa: S314 (ours)
    exact = describe(region_results, cohort, register=region, language="nl", internal=True)
    assert {t.name for t in exact.tables} >= {t.name for t in page.tables}
    assert exact.facts["internal"] and "9b1c1c" in files_of(exact)["page.svg"]


@pytest.mark.shows("POP-10")
def test_four_views_of_a_territory_and_a_segment_each_state_period_source_denominator_and_last_load(
    region_results, region, capsys, tmp_path
):
    for terms in (["area:zone:westhoek"], ["segment:popbox:P3"], ["area:zone:westhoek", "segment:popbox:P3"]):
        page = describe(region_results, read_cohort(terms, region_results), register=region)
        for view in VIEWS:
            assert page.view(view)
            text = "\n".join(stated(page, view))
            assert "Source: omop" in text and "last loaded 1 January 2026" in text
            assert "Denominator" in text and "As of 1 January 2024" in text
            assert view == "needs" or "2 January 2023 – 1 January 2024" in text
            for table in page.view(view):
                for row in csv.DictReader(io.StringIO(files_of(page)[f"{table.name}.csv"])):
                    assert row["period_start"] == "2023-01-02" and row["period_end"] == row["as_of"] == "2024-01-01"
                    assert row["sources"] == "omop" and row["last_load"].startswith("2026-01-01") and row["denominator"]
        assert {t.name for t in page.view("flows")} == {"registered", "used"}
    where = ["--results", str(region_results.folder), "--register", str(region.folder)]
    for view, named in zip(VIEWS, ("Aantallen", "Stromen", "Zorggebruik", "Zorgnoden"), strict=True):
        assert main(["describe", "area:zone:westhoek", *where, "--view", view, "--language", "nl"]) == 0
        out = capsys.readouterr().out
        assert f"# {named}" in out and "laatst ingelezen 1/1/2026" in out and "Noemer" in out
    assert main(["describe", "area:zone:westhoek", *where, "--out", str(tmp_path / "all.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as pack:
        assert {"page.json", "page.svg", "contacts.csv", "condition.csv", "registered.csv"} <= set(pack.namelist())


def test_two_cohorts_stand_side_by_side_with_differences(region_results, region):
    page = describe(
        region_results,
        read_cohort(["condition:diabetes"], region_results),
        read_cohort(["everybody"], region_results),
        register=region,
    )
    line = next(x for x in page.table("condition").lines if x.key == "hypertension")
    assert line.contrast is not None and line.contrast.lower < line.contrast.difference < line.contrast.upper
    assert line.contrast.ratio == pytest.approx(line.cells[0].value / line.cells[1].value)
    gp = next(x for x in page.table("contacts").lines if x.key == "gp_practice")
    assert gp.contrast.ratio_lower > 1
    assert all(line.contrast is None for t in page.tables for line in t.lines if any(c.is_hidden for c in line.cells))


def test_a_rule_of_ones_own_and_a_practice_can_be_described(region_results, region, library, people, tmp_path):
    own = tmp_path / "old_women.yaml"
    own.write_text(
        "title: women of 75 or older\nrule:\n  all_of:\n    - {sex: female}\n    - {aged: {from: 75}}\n", encoding="utf-8"
    )
    cohort = read_cohort([f"file:{own}"], region_results, library=library)
    page = describe(region_results, cohort, register=region, library=library, internal=True)
    assert cells(page, "size")["people"] == (sum(r["sex"] == "female" and r["age"] >= 75 for r in people.values()),)
    from empact.engine.boundaries import practice_names

    cohort = read_cohort(["practice:1"], region_results, practices=practice_names(region))
    page = describe(region_results, cohort, register=region)
    assert 100 < cells(page, "size")["people"][0] < 3000 and page.title.startswith("Practice")


def test_without_a_register_there_are_numbers_and_needs(region_results):
    page = describe(region_results)
    assert {t.view for t in page.tables} == {"numbers", "needs"}


def test_a_map_shows_the_share_of_residents(region_results, region):
    page = describe(region_results, read_cohort(["condition:diabetes"], region_results), register=region, internal=True)
    square = {"type": "Polygon", "coordinates": [[[2.8, 50.8], [2.9, 50.8], [2.9, 50.9], [2.8, 50.8]]]}
    seen = [x for x in page.table("municipalities").lines if x.cells[0].n and page.residents[x.key].n]
    shapes = {"features": [{"properties": {"nis": x.key.partition(":")[2]}, "geometry": square} for x in seen]}
    text = files_of(page, json.dumps(shapes))["map.svg"]
    ElementTree.fromstring(text)  # noqa: S314 (ours)
    assert seen and all(x.title in text for x in seen)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (["diabetes"], "no part of a cohort"),
        (["condition:no_such"], "no condition 'no_such'"),
        (["segment:popbox:P9"], "no class 'P9'"),
        (["area:Nowhere"], "no area 'Nowhere'"),
        (["practice:1"], "needs the register"),
        (["file:x.yaml"], "needs the register"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(region_results, terms, says):
    with pytest.raises(UserError, match=says):
        read_cohort(terms, region_results)


def test_a_cohort_that_is_too_small_is_not_described(region_results, region, people):
    small = Counter((c, r["area_municipality"]) for r in people.values() for c in r["conditions"])
    (condition, area), _ = min(small.items(), key=lambda found: found[1])
    assert small[condition, area] < 5
    cohort = read_cohort([f"condition:{condition}", f"area:{area}"], region_results)
    with pytest.raises(UserError, match="too small"):
        describe(region_results, cohort, register=region)
    assert describe(region_results, cohort, register=region, internal=True).facts["internal"]


def test_a_cohort_with_a_sensitive_term_is_held_to_ten(region_results, region):
    page = describe(region_results, read_cohort(["condition:depression"], region_results), register=region)
    assert page.table("ages").lines
    numbers = [x.cells[0].n for t in page.tables if t.unit == "people" for x in t.lines]
    assert all(n is None or n == 0 or n >= 10 for n in numbers) and None in numbers


def test_thresholds_registers_and_cohorts_that_do_not_fit_are_refused(region_results, region, fhir_register):
    with pytest.raises(UserError, match="cannot be lower"):
        describe(region_results, threshold=3)
    both = read_cohort(["condition:diabetes"], region_results)
    with pytest.raises(UserError, match="the same"):
        describe(region_results, both, both)
    other = Register(region.folder, "v000009", region.manifest)
    with pytest.raises(RegisterError, match="v000009"):
        describe(region_results, register=other)


def test_limits_of_a_difference_are_those_published():
    """56 of 70 against 48 of 80: Newcombe 1998, table II, method 10."""
    found = of_shares(56, 70, 48, 80)
    assert (found.difference, found.lower, found.upper) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_limits_of_a_rate_widen_with_the_spread_between_people():
    """Forty contacts of ten people in ten years: once each four, once all from two people."""
    even = Rate(40, 10, 10, 160, 40, 10)
    uneven = Rate(40, 10, 10, 800, 40, 10)
    assert even.error == 0 and uneven.error == pytest.approx((640 * 10 / 9) ** 0.5 / 10)
    found = of_rates(uneven, even)
    assert found.difference == 0 and found.upper == pytest.approx(1.959964 * uneven.error) and found.ratio == 1
