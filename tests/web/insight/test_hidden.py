"""A number that is hidden is nowhere: not in a page, a tooltip, a map, a file or a document. Looked for by its exact value."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from datetime import date

import pytest

from empact.cli.main import main
from empact.engine.indicators import open_measures
from empact.engine.release.released import HIDDEN, Releases
from empact.engine.run.results import open_results
from empact.engine.show.counted import counted
from empact.web.insight import words
from empact.web.insight.environment import KIND
from empact.web.kernel import jobs
from empact.web.territory.models import Membership, Organisation, Site, Territory

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


# ---------------------------------------------------------------- every level, every surface
LEVELS = ("all", "region", "care_region", "zone", "municipality", "neighbourhood", "practice")
STRATA = ("age_band", "sex", "increased_reimbursement", "persona")
DRAWN = ("zone", "municipality", "neighbourhood")
START = date(2020, 1, 1)


@pytest.fixture(scope="session")
def everything(mill):
    """All that may not be shown in the last month: (indicator, level, node, strata, stratum) to its exact row."""
    measures = open_measures(mill / "measured")
    period = measures.period(MONTH)
    shown, exact = Releases(measures, period), Releases(measures, period, internal=True)
    found = {}
    for indicator in INDICATORS:
        for level in LEVELS:
            for strata in ("", *STRATA):
                asked = indicator, None if level == "all" else level, strata
                inside = {(r.node, r.stratum): r for r in exact.release(*asked).rows}
                for row in shown.release(*asked).rows:
                    was = inside.get((row.node, row.stratum))
                    if row.status == HIDDEN and was is not None and was.value:
                        found[indicator, level, row.node, strata, row.stratum] = was
    return found


@pytest.fixture
def hats(cast, client, months):
    """Who sees which level: an analyst the wide ones, zone staff the neighbourhoods, a practice (of all sites) practices."""
    zone = Territory.objects.create(code="zone", name="Zone", kind="zone", starts=START)
    for area in months.areas(level="neighbourhood"):
        part = Territory.objects.create(code=area.node.split(":")[1], name=area.name, kind="sector", starts=START)
        Membership.objects.create(part=part, whole=zone, starts=START)
    house = Organisation.objects.create(name="All practices", search="all practices", starts=START)
    for area in months.areas(level="practice"):
        Site.objects.create(organisation=house, kind="practice", name=area.name, care_site=area.node, starts=START)
    found = dict.fromkeys(LEVELS, client)
    found["neighbourhood"] = cast.client(cast.user("Tom", ("zone_staff", "territory", zone.pk)))
    found["practice"] = cast.client(cast.user("Lieve", ("gp", "organisation", house.pk)))
    return found


def read(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, query)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return html.unescape(body.decode("utf-8-sig"))


def surfaces(client, indicator, level):
    """Each page and file on which figures of this level stand, as text."""
    kept = {"level": level, "period": MONTH}
    asked = [(f"/figures/{indicator}/", kept)]
    if level in DRAWN:
        asked += [("/map/", {**kept, "what": indicator, "classes": classes}) for classes in ("fifths", "whole")]
    if level in ("region", "care_region", "zone"):
        asked += [("/side-by-side/", {"level": level, "aim": aim}) for aim in words.AIMS]
    if level == "all":
        asked += [("/figures/", {}), ("/open-figures/", {})]
    for address, query in asked:
        for more in ({}, {"format": "csv"}):
            text = read(client, address, **query, **more)
            if address == "/side-by-side/":  # many indicators: what is said of this one
                blocks = text.split("<h2>") if not more else text.splitlines()
                text = "\n".join(b for b in blocks if f"/figures/{indicator}/" in b or b.startswith(f"{indicator},"))
            yield f"{address} {query | more}", text


def told_of(text, name):
    """The rows, tooltips, points and lines that speak of a place or group: each a line of its own, tags gone."""
    wanted = re.compile(rf"(?:^|[^\w+-]){re.escape(name)}(?:[^\w+-]|$)")
    return [line for line in lines_of(text) if wanted.search(line)]


def numbers_in(line):
    """What is said in a line: as it is read, and cell by cell as in a file."""
    return set(re.findall(r"\d[\d.,]*(?: %)?", re.sub(r",(?=\D)|(?<=\D),", " ", line))) | set(line.split(","))


def test_at_no_level_does_a_page_a_tooltip_a_map_or_a_file_give_a_hidden_value_away(hats, months, everything):
    described, names = months.indicators(), {a.node: a.name for a in months.areas()} | {"all": "everybody"}
    looked, levels = 0, set()
    for indicator in INDICATORS:
        for level in LEVELS:
            rows = [row for (i, at, _n, strata, _s), row in everything.items() if (i, at, strata) == (indicator, level, "")]
            whole = months.whole(indicator, MONTH)
            also = {words.value_text(described[indicator], v) for v in (whole.value, whole.lower) if whole}
            texts = list(surfaces(hats[level], indicator, level))
            for row in rows:
                secrets = gives_away(described[indicator], row) - also
                for where, text in texts:
                    for line in told_of(text, names.get(row.node, row.name)):
                        assert not secrets & numbers_in(line), (where, line)
                        looked += 1
                        levels.add(level)
    hidden = {level for (_i, level, _n, strata, _s) in everything if not strata}
    assert looked > 300 and levels == hidden >= {"municipality", "neighbourhood", "practice"}, (looked, levels, hidden)


def test_at_no_level_does_a_division_give_a_hidden_value_away(hats, months, everything):
    described = months.indicators()
    groups = {}
    for (indicator, level, node, strata, stratum), row in everything.items():
        if strata:
            groups.setdefault((indicator, level, strata), {}).setdefault(node, {})[stratum] = row
    looked = 0
    for (indicator, level, strata), places in groups.items():
        for node in sorted(places)[:2]:
            query = {"level": level, "period": MONTH, "place": node, "strata": strata}
            texts = [read(hats[level], f"/figures/{indicator}/", **query, **more) for more in ({}, {"format": "csv"})]
            figure = re.search(r"<figure.*?</figure>", texts[0], re.DOTALL)
            texts[0] = figure.group() if figure else ""
            for stratum, row in places[node].items():
                secrets = gives_away(described[indicator], row)
                for text in texts:
                    for line in told_of(text, words.stratum(strata, stratum)) + told_of(text, stratum):
                        assert not secrets & numbers_in(line), (query, stratum, line)
                        looked += 1
    assert looked > 500


def test_neither_the_package_nor_a_measure_report_holds_a_hidden_value(mill, everything, capsys):
    place = mill / "released" / "versions" / (mill / "released" / "CURRENT").read_text().strip()
    with (place / "figures" / f"{MONTH}.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["indicator"], r["level"], r["node"], r["strata"], r["stratum"]): r for r in csv.DictReader(file)}
    number = ("numerator", "value", "lower", "upper", "standardised", "standardised_lower", "standardised_upper", "position")
    looked = 0
    for key, _row in everything.items():
        assert not any(rows[key][column] for column in number), key
        looked += 1
    assert looked == len(everything) > 1000
    masked = 0
    for indicator in INDICATORS:
        for level in ("zone", "municipality", "neighbourhood", "practice"):
            capsys.readouterr()
            asked = ["export", "measure-report", indicator, "--results", mill / "measured", "--by", level, "--period", MONTH]
            assert main([str(word) for word in asked]) == 0
            bundle = json.loads(capsys.readouterr().out)
            reports = [(json.dumps(entry["resource"]), entry["resource"]["group"][0]) for entry in bundle["entry"]]
            for (one, at, node, strata, stratum), row in everything.items():
                if (one, at) != (indicator, level):
                    continue
                (part,) = [g for text, g in reports if f'"{node}"' in text or f'"display": "{row.name}"' in text]
                if strata:
                    (of,) = [s for s in part["stratifier"] if s["code"][0]["coding"][0]["code"] == strata]
                    (part,) = [s for s in of["stratum"] if s["value"]["coding"][0]["code"] == stratum]
                told = [p for p in part["population"] if p["code"]["coding"][0]["code"] == "numerator" and "count" in p]
                assert not told and "value" not in part.get("measureScore", {}), (indicator, node, strata, stratum)
                masked += 1
    assert masked > 500


def test_the_api_speaks_of_no_figure(client, months):
    described = json.loads(read(client, "/api/v1/openapi.json"))
    assert described["paths"] and not [p for p in described["paths"] if re.search("figure|indicator|popbox|map", p)]
