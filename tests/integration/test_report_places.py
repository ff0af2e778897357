"""Reports on paper per place: 200 practices in a minute, each figure as it was released, readable by a word processor."""

from __future__ import annotations

import csv
import json
import time
import zipfile

import pytest

from empact.cli.main import main

NAMES = ("nl", "fr", "de", "en")


def released(place, practices=200, indicators=44):
    """A package as ``empact release`` writes it: one period, undivided."""
    (place / "figures").mkdir(parents=True)
    aims = ("experience", "health", "value", "equity", "workforce")
    described = {
        f"indicator_{i:02d}": {
            "title": {lang: f"Indicator {i} {lang}" for lang in NAMES}, "aim": aims[i % 5], "scoring": "proportion",
            "per": 1.0, "unit": "", "version": 1,
        }
        for i in range(indicators)
    }  # fmt: skip
    (place / "indicators.json").write_text(json.dumps(described))
    periods = [{"name": "2023", "start": "2023-01-01", "end": "2023-12-31", "rows": 0}]
    manifest = {"kind": "released results", "schema": 1, "threshold": 5, "periods": periods, "files": {}}
    (place / "manifest.json").write_text(json.dumps(manifest))
    columns = ("indicator", "strata", "node", "name", "level", "stratum", "status", "people", "numerator", "denominator")
    columns += ("value", "lower", "upper", "standardised", "standardised_lower", "standardised_upper", "position")
    with (place / "figures" / "2023.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, restval="")
        out.writeheader()
        for i in described:
            for node, level in [("all", "all"), ("practice/", "practice")] + [
                (f"practice/{n}", "practice") for n in range(practices)
            ]:
                row = {"indicator": i, "node": node, "name": f"Praktijk {node[9:]}", "level": level, "people": 1234}
                if node == "practice/7" and i == "indicator_03":
                    out.writerow(row | {"status": "hidden", "people": ""})
                else:
                    out.writerow(row | {"status": "ok", "value": 0.5, "lower": 0.4, "upper": 0.6, "position": 1})
                out.writerow(row | {"strata": "sex", "stratum": "male", "status": "ok", "value": 0.9})
    return place


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return released(tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="module")
def written(package, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    began = time.process_time()
    assert main(["report", "places", "--released", str(package), "--language", "nl", "--out", str(out)]) == 0
    return out, time.process_time() - began


def tables(file):
    import docx

    return [[[c.text for c in row.cells] for row in t.rows] for t in docx.Document(str(file)).tables]


@pytest.mark.shows("B23")
def test_two_hundred_practices_take_less_than_a_minute(written):
    out, seconds = written
    assert len(list(out.glob("*.docx"))) == 200 and seconds < 60


def test_a_report_says_every_figure_as_released_and_hides_what_is_hidden(written):
    out, _seconds = written
    rows = [row for table in tables(out / "practice-7.docx") for row in table[1:]]
    assert len(rows) == 44
    others = {tuple(row[1:]) for row in rows if row[0] != "Indicator 3 nl"}
    assert others == {("1.234", "50,0%", "40,0% – 60,0%", "50,0%", "hoger")}
    (hidden,) = [row for row in rows if row[0] == "Indicator 3 nl"]
    assert hidden[1:4] == ["", "verborgen", ""]


@pytest.mark.shows("B23")
def test_a_report_is_tagged_for_who_listens_to_it(written):
    """What a word processor's own check asks: a title, a language, headings in order, a heading row in each table."""
    out, _seconds = written
    with zipfile.ZipFile(out / "practice-0.docx") as parts:
        body, about = (parts.read(n).decode() for n in ("word/document.xml", "docProps/core.xml"))
        styles = parts.read("word/styles.xml").decode()
    assert "Praktijk 0: cijfers van 2023" in about and "nl-BE" in about and "nl-BE" in styles
    assert body.count("<w:tbl>") == body.count("<w:tblHeader/>") == 5
    assert body.index('w:val="Title"') < body.index('w:val="Heading2"')
    assert "<w:drawing" not in body  # nothing without words


def test_one_place_by_name_the_whole_and_no_such_place(package, tmp_path, capsys):
    common = ["report", "places", "--released", str(package), "--out", str(tmp_path)]
    assert main([*common, "--place", "Praktijk 5"]) == 0
    assert main([*common, "--level", "all", "--language", "fr"]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.docx", "practice-5.docx"]
    assert main([*common, "--place", "Nowhere"]) == 3
    assert main([*common, "--period", "2020"]) == 3
    assert main(["report", "places", "--released", str(tmp_path), "--out", str(tmp_path)]) != 0
    assert "2023" in capsys.readouterr().err
