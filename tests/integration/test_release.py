"""The folder of released figures: the same masks as everywhere, nothing exact in it, whole or not there."""

from __future__ import annotations

import csv
import hashlib
import json

import pytest

from empact.cli.main import main
from empact.engine.indicators import measure, open_measures
from empact.engine.release.released import HIDDEN, NONE, OK, Releases
from empact.engine.show.counted import counted
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
