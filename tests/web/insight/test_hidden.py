"""A number that is hidden is nowhere: not in a page, a tooltip, a map, a file or a document. Looked for by its exact value."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from datetime import date

import pytest

from empact.engine.indicators import open_measures
from empact.engine.release.released import HIDDEN, Releases
from empact.engine.run.results import open_results
from empact.engine.show.counted import counted
from empact.web.insight import words
from empact.web.insight.environment import KIND
from empact.web.kernel import jobs
from empact.web.territory.models import Territory

from ..kernel.test_jobs import AT

INDICATORS = ("gp_contact", "emerg_adm", "flu_vacc_65")
MONTH = "2023-12"


@pytest.fixture
def client(cast, mill, months, settings):
    settings.MILL = mill
    for i, area in enumerate(months.areas(level="municipality")):
        code = area.node.split(":")[1]
        place = {"latitude": 51 + i % 7 / 10, "longitude": 3 + i / 50}
        Territory.objects.create(code=code, name=area.name, kind="municipality", starts=date(2020, 1, 1), **place)
    yield cast.client(cast.user("Nele", "analyst"))
    for file in settings.WORKSPACE.documents.glob("*"):
        file.unlink()


@pytest.fixture(scope="session")
def figures(mill):
    """What may not be shown in the last month, as it exactly is: (indicator, place, stratum) to its row."""
    measures = open_measures(mill / "measured")
    period = measures.period(MONTH)
    shown, exact = Releases(measures, period), Releases(measures, period, internal=True)
    found = {}
    for indicator in INDICATORS:
        for strata in ("", "age_band", "persona"):
            inside = {(r.node, r.stratum): r for r in exact.release(indicator, "municipality", strata).rows}
            for row in shown.release(indicator, "municipality", strata).rows:
                was = inside[row.node, row.stratum]
                if row.status == HIDDEN and was.value:
                    found[indicator, row.name, row.stratum] = was
    return found


@pytest.fixture(scope="session")
def cells(mill):
    """The exact numbers of hidden cells of the Pop-Box: (place, class, determinant) to people."""
    results = open_results(mill / "results")
    shown, exact = counted(results, down_to="municipality"), counted(results, down_to="municipality", internal=True)
    traits = ["", *(f"determinant/{d}" for d in ("polypharmacy_atc5_365d", "repeat_admission", "frail"))]
    return {
        (area, class_, trait): exact.shown(area, class_, trait).n
        for area in shown.at("municipality")
        for class_ in ("all", "P0", "P1", "P2", "P3")
        for trait in traits
        if shown.shown(area, class_, trait).hidden
    }


def lines_of(text):
    """Every row of a table, tooltip, point of a picture and line of a file, as plain words."""
    parts = re.findall(r"<tr>.*?</tr>|<title>.*?</title>|<p class=\"lead\">.*?</p>", text, re.DOTALL) or text.splitlines()
    return [html.unescape(re.sub(r"<[^>]+>", " ", part)) for part in parts]


def gives_away(described, row):
    """All that would tell the value: as it is read, and as files hold it."""
    return {words.value_text(described, row.value), words.value_text(described, row.lower), repr(row.value), repr(row.lower)}


def test_something_is_hidden_and_the_exact_value_is_known(figures, cells):
    assert len(figures) > 10 and any(not stratum for _i, _n, stratum in figures) and len(cells) > 100
    assert any(n and n > 10 for n in cells.values())  # a large number, hidden because of its neighbours


def test_no_page_file_or_map_of_an_indicator_gives_a_hidden_value_away(client, months, figures):
    told = 0
    described = months.indicators()
    for indicator in INDICATORS:
        kept = {"level": "municipality", "period": MONTH}
        asked = [
            (f"/figures/{indicator}/", kept),
            ("/map/", {**kept, "what": indicator}),
            ("/map/", {**kept, "what": indicator, "classes": "whole"}),
        ]
        answers = [client.get(a, {**q, **f}).content.decode() for a, q in asked for f in ({}, {"format": "csv"})]
        for (one, name, stratum), row in figures.items():
            if one != indicator:
                continue
            secrets = gives_away(described[indicator], row)
            texts = answers
            if stratum:
                strata = "persona" if stratum.startswith("P") else "age_band"
                query = {**kept, "place": row.node, "strata": strata}
                texts = [
                    client.get(f"/figures/{indicator}/", {**query, **f}).content.decode() for f in ({}, {"format": "csv"})
                ]
            for line in (line for text in texts for line in lines_of(text) if (stratum or name) in line):
                said = set(re.findall(r"\d[\d.,]*(?: %)?", line.replace(",", " "))) | set(line.split(","))
                if not stratum or re.search(rf"(?:^|[ ,]){re.escape(stratum)}(?:[ ,:]|$)", line):
                    assert not secrets & said, (indicator, name, stratum, line)
                    told += 1
    assert told > 100


def test_no_page_file_or_map_of_the_popbox_gives_a_hidden_number_away(client, months, cells):
    names = {a.node: a.name for a in months.areas(level="municipality")}
    titles = {c["key"]: words.in_language(c["title"]) for c in months.about()["popbox"]["segment"]["classes"]}
    told = 0
    for trait in {trait for _a, _c, trait in cells}:
        determinant = trait.partition("/")[2]
        kept = {"level": "municipality", "determinant": determinant}
        page = html.unescape(client.get("/popbox/", kept).content.decode())
        text = client.get("/popbox/", {**kept, "format": "csv"}).content.decode("utf-8-sig")
        file = {row[1]: row for row in csv.reader(text.splitlines()[1:])}
        shades = {
            class_: {
                r["node"]: r
                for r in csv.DictReader(
                    client.get("/map/", {**kept, "what": "popbox", "class": class_, "format": "csv"})
                    .content.decode("utf-8-sig")
                    .splitlines()
                )
            }
            for class_ in ("P0", "P1", "P2", "P3")
        }
        for (area, class_, one), n in cells.items():
            if one != trait:
                continue
            at = ["all", "P0", "P1", "P2", "P3"].index(class_)
            assert file[area][2 + at] == ""
            if class_ != "all":
                assert f"{names[area]}, {titles[class_]}: {n} (" not in page  # the tooltip of a bar
                assert shades[class_][area]["value"] == "" and not re.search(
                    r"\d", shades[class_][area]["said"].removeprefix(names[area])
                )
            told += 1
    assert told == len(cells)


def test_the_page_and_the_document_of_a_place_give_no_hidden_number_away(client, months, figures, cells):
    area = next(row.node for (_i, _n, stratum), row in figures.items() if not stratum)
    name = months.areas({area})[0].name
    page = client.get("/environment/place/", {"area": area}).content.decode()
    client.post("/environment/ask/", {"area": area})
    kind, running = jobs.claim("test", lambda: AT.replace(year=2100))
    assert kind.id == KIND
    kind.run(running)
    document = b"".join(client.get("/environment/document/", {"area": area}).streaming_content)
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        rows = re.findall(r"<w:tr\b.*?</w:tr>", parts.read("word/document.xml").decode(), re.DOTALL)
    told = 0
    for (indicator, place, stratum), row in figures.items():
        if place != name or stratum:
            continue
        described = months.indicators()[indicator]
        secret, title = words.value_text(described, row.value), words.title(described)
        for line in [*lines_of(page), *(re.sub(r"<[^>]+>", " ", r) for r in rows)]:
            if title in line:
                assert secret not in line
                told += 1
    assert told >= 2  # once on the page, once in the document
