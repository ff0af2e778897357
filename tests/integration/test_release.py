"""The folder of released figures: the same masks as everywhere, nothing exact in it, whole or not there."""

from __future__ import annotations

import csv
import hashlib
import json
from statistics import median

import pytest

from empact.cli.main import main
from empact.engine.indicators import measure, open_measures
from empact.engine.release.released import HIDDEN, NONE, OK, Releases
from empact.engine.show.counted import counted
from empact.engine.show.indicators import chart_of, series
from empact.engine.versions import version_in_force
from empact.terms.periods import parse_period

PERIODS = (*parse_period("2022"), *parse_period("2023"))


@pytest.fixture(scope="module")
def measured(region, library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("measured")
    measure(
        region, periods=PERIODS, results=folder, library=library, indicators=["gp_contact", "emerg_adm", "cost_per_insured"]
    )
    return open_measures(folder)


@pytest.fixture(scope="module")
def package(measured, region_results, tmp_path_factory):
    out = tmp_path_factory.mktemp("released") / "figures"
    asked = ["release", "--results", str(measured.folder), "--run", str(region_results.folder), "--out", str(out)]
    assert main(asked) == 0
    return out


def inside(package):
    return package / "versions" / version_in_force(package)


def rows_of(package, period):
    with (inside(package) / "figures" / f"{period}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


def test_each_figure_is_the_one_that_is_shown_everywhere_else(measured, package):
    releases = Releases(measured, PERIODS[1])
    found = {(r["indicator"], r["level"], r["node"], r["strata"], r["stratum"]): r for r in rows_of(package, "2023")}
    compared = 0
    for indicator in ("gp_contact", "emerg_adm", "cost_per_insured"):
        for level in (None, "zone", "municipality", "neighbourhood", "practice"):
            for strata in ("", "age_band", "persona"):
                for row in releases.release(indicator, level, strata).rows:
                    written = found[indicator, row.level, row.node, strata, row.stratum]
                    assert written["status"] == row.status
                    for name in ("people", "numerator", "denominator", "value", "lower", "upper", "standardised"):
                        assert number(written[name]) == getattr(row, name)
                    compared += 1
    assert compared > 1000


def test_what_is_hidden_has_no_number_and_something_is_hidden(package):
    hidden = [r for r in rows_of(package, "2023") if r["status"] == HIDDEN]
    assert hidden
    assert not any(r["value"] or r["lower"] or r["standardised"] or (r["people"] and r["numerator"]) for r in hidden)
    assert not {"excluded", "exception", "initial_population"} & set(hidden[0])


def test_strata_are_written_for_the_latest_period_unless_asked(measured, package, tmp_path):
    assert not any(r["strata"] for r in rows_of(package, "2022"))
    assert any(r["strata"] == "persona" for r in rows_of(package, "2023"))
    assert main(["release", "--results", str(measured.folder), "--out", str(tmp_path / "all"), "--strata", "all"]) == 0
    assert any(r["strata"] == "persona" for r in rows_of(tmp_path / "all", "2022"))


def test_the_manifest_names_every_file_with_its_checksum(package):
    manifest = json.loads((inside(package) / "manifest.json").read_text(encoding="utf-8"))
    files = {p.relative_to(inside(package)).as_posix() for p in inside(package).rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(manifest["files"]) == files
    for name, said in manifest["files"].items():
        assert hashlib.sha256((inside(package) / name).read_bytes()).hexdigest() == said["sha256"]


def test_the_same_results_give_the_same_bytes(measured, region_results, package, tmp_path):
    asked = ["--results", str(measured.folder), "--run", str(region_results.folder)]
    main(["release", *asked, "--out", str(tmp_path / "again")])
    for path in sorted(p for p in inside(package).rglob("*") if p.is_file()):
        assert (inside(tmp_path / "again") / path.relative_to(inside(package))).read_bytes() == path.read_bytes()


def test_a_threshold_below_five_is_refused_and_a_higher_one_hides_more(measured, package, tmp_path, capsys):
    assert main(["release", "--results", str(measured.folder), "--out", str(tmp_path / "x"), "--threshold", "4"]) == 3
    assert "cannot be lower than 5" in capsys.readouterr().err and version_in_force(tmp_path / "x") is None
    main(["release", "--results", str(measured.folder), "--out", str(tmp_path / "more"), "--threshold", "30"])
    shown = [sum(r["status"] in (OK, NONE) for r in rows_of(p, "2023")) for p in (package, tmp_path / "more")]
    assert shown[1] < shown[0]


def test_the_popbox_is_the_one_that_is_shown_and_hides_the_same(region_results, package):
    numbers = counted(region_results, down_to="neighbourhood")
    with (inside(package) / "popbox.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        trait = f"determinant/{row['determinant']}" if row["determinant"] else ""
        shown = numbers.shown(row["node"], row["class"], trait)
        assert (row["status"] == "hidden", number(row["people"])) == (shown.hidden, shown.n)
    assert {r["level"] for r in rows} == {"all", *numbers.levels}
    assert any(r["status"] == "hidden" for r in rows) and len(rows) > 1000


@pytest.fixture(scope="module")
def months(region, library, tmp_path_factory):
    """Eight months and their package, to have a course."""
    home = tmp_path_factory.mktemp("months")
    asked = parse_period("2023-01..2023-08", "month")
    measure(region, periods=asked, results=home / "measured", library=library, indicators=["gp_contact", "emerg_adm"])
    assert main(["release", "--results", str(home / "measured"), "--out", str(home / "out"), "--strata", "none"]) == 0
    return open_measures(home / "measured"), home / "out"


def table(package, name):
    with (inside(package) / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_limits_of_a_series_are_those_that_show_draws(months):
    measures, out = months
    rows = table(out, "trends.csv")
    assert {r["level"] for r in rows} >= {"all", "zone"}
    compared = 0
    for row in [r for r in rows if r["level"] in ("all", "zone")]:
        level = None if row["level"] == "all" else row["level"]
        points = series(measures, row["indicator"], None if level is None else row["node"], level)
        chart = chart_of(points, measures.indicator(row["indicator"]))
        assert [float(row[n]) for n in ("centre", "lower", "upper")] == pytest.approx(
            [chart.mean[0], chart.lower[0], chart.upper[0]]
        )
        said = [f"{p.period}/{kind}" for p, kind in zip(points, chart.point_type, strict=True) if kind != "common_cause"]
        assert row["signals"].split() == said and int(row["periods"]) == 8
        compared += 1
    assert compared > 2


def test_a_series_in_which_a_value_is_hidden_has_no_limits(months):
    _measures, out = months
    known = {(r["indicator"], r["level"], r["node"]) for r in table(out, "trends.csv")}
    gaps = set()
    for month in range(1, 9):
        for row in rows_of(out, f"2023-{month:02d}"):
            if not row["value"]:
                gaps.add((row["indicator"], row["level"], row["node"]))
    assert gaps and not gaps & known


def test_what_places_of_a_level_reach_is_made_of_shown_values_only(package):
    rows = {(r["indicator"], r["level"]): r for r in table(package, "peers.csv") if r["period"] == "2023"}
    shown = [
        r
        for r in rows_of(package, "2023")
        if (r["indicator"], r["level"], r["strata"]) == ("gp_contact", "municipality", "")
        and r["status"] == OK
        and not r["node"].endswith("/")
    ]
    said = rows["gp_contact", "municipality"]
    assert int(said["places"]) == len(shown)
    assert float(said["median"]) == pytest.approx(median(float(r["value"]) for r in shown))
    assert ("gp_contact", "region") not in rows  # one region has no peers


@pytest.fixture(scope="module")
def loaded(measured, region, region_results, tmp_path_factory):
    """A package that says what was loaded, too."""
    out = tmp_path_factory.mktemp("loaded") / "figures"
    asked = ["release", "--results", str(measured.folder), "--run", str(region_results.folder), "--strata", "none"]
    assert main([*asked, "--register", str(region.folder), "--out", str(out)]) == 0
    return out


def said(package, name):
    return json.loads((inside(package) / name).read_text(encoding="utf-8"))


def test_what_was_loaded_adds_up_and_each_finding_is_said_in_four_languages(loaded, region):
    loads = said(loaded, "loads.json")
    assert loads["register"] == region.version and loads["sources"]
    for source in loads["sources"]:
        assert source["rows_in"] == source["rows_kept"] + source["rows_rejected"] == sum(f["rows_in"] for f in source["files"])
    assert loads["equation"]["holds"] and sum(loads["verdicts"].values()) == len(loads["findings"]) > 100
    for finding in loads["findings"]:
        assert all(finding["finding"][lang] and finding["hint"][lang] for lang in ("nl", "fr", "de", "en"))
        if finding["hidden"] == "true":
            assert finding["n"] is None and finding["of"] is None and finding["share"] is None
    assert "loads.json" not in {p.name for p in inside(loaded).rglob("*.csv")}


def test_loads_are_the_same_bytes_each_time(loaded, measured, region, tmp_path):
    main(["release", "--results", str(measured.folder), "--register", str(region.folder), "--out", str(tmp_path / "b")])
    assert (inside(tmp_path / "b") / "loads.json").read_bytes() == (inside(loaded) / "loads.json").read_bytes()


def test_the_rules_of_the_run_stand_in_the_package_in_words(loaded, library, region_results):
    found = {(d["kind"], d["id"]): d for d in said(loaded, "definitions.json")["definitions"]}
    popbox = found["segment", "popbox"]
    assert popbox["version"] == library.segments["popbox"].version and popbox["review_by"]
    assert [one["name"]["en"] for one in popbox["says"]] and all(one["rule"]["fr"] for one in popbox["says"])
    assert {i for kind, i in found if kind == "condition"} == set(region_results.manifest["definitions"]["condition"])
