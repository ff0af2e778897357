"""Figures in the house: brought in whole, one definition at every level, each hat its own, hidden stays hidden."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from datetime import date

import pytest

from empact.engine.indicators import measure, open_measures
from empact.engine.ingest import load
from empact.engine.register import open_register
from empact.engine.run import run
from empact.engine.show.package import write_package
from empact.synthetic import write_region
from empact.terms.errors import RegisterError
from empact.terms.periods import parse_period
from empact.web.insight.bring import CURRENT, bring, put_in_force
from empact.web.insight.figures import Figures, in_force
from empact.web.territory.models import Membership, Organisation, Site, Team, Territory

NAMES = ["gp_contact", "emerg_adm", "cost_per_insured", "mortality"]
START = date(2020, 1, 1)


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """8,000 people, measured over two quarters, released."""
    from datetime import datetime

    from empact.definitions.read import read_library

    home = tmp_path_factory.mktemp("released")
    write_region(people=8_000, seed=11, out=home / "omop", as_="omop", end=date(2024, 1, 1), workers=1)
    load([home / "omop"], format="omop", register=home / "register", now=datetime(2026, 1, 1), parts=2)
    periods = parse_period("2023-07..2023-12", "quarter")
    register, library = open_register(home / "register"), read_library()
    measure(register, periods=periods, results=home / "measured", library=library, indicators=NAMES, workers=1)
    found = run(register, as_of=date(2024, 1, 1), results=home / "run", library=library, workers=1).results
    write_package(open_measures(home / "measured"), home / "package", stratified=periods[-1:], run=found)
    return home / "package"


@pytest.fixture(scope="session")
def once(package, tmp_path_factory):
    """The folder of results with the package in force, and its name there."""
    folder = tmp_path_factory.mktemp("once") / "results"
    name = bring(package, folder)
    put_in_force(folder, name)
    return folder, name


@pytest.fixture
def results(once, settings):
    folder, name = once
    shutil.copytree(folder, settings.WORKSPACE.results)
    yield Figures(settings.WORKSPACE.results / name)
    shutil.rmtree(settings.WORKSPACE.results)


@pytest.fixture
def places(db, results):
    """The territories of the results as the address book knows them, and one practice."""
    made = {}
    for area in results.areas():
        if area.level in ("region", "zone", "municipality"):
            kind, code = area.node.split(":", 1)
            made[area.node] = Territory.objects.create(code=code, name=area.name, kind=kind, starts=START)
    for area in results.areas():
        for whole in area.parents:
            if area.node in made and whole in made:
                Membership.objects.create(part=made[area.node], whole=made[whole], starts=START)
    return made


def levels_offered(page):
    return [
        line.split('"')[1] for line in page.split('<select id="level"')[1].split("</select>")[0].split("<option value=")[1:]
    ]


def practices(results):
    return [a for a in results.areas(level="practice") if a.node != "practice/"]


@pytest.mark.shows("MOD-21", "DAT-09")
def test_one_indicator_opens_at_four_levels_for_four_hats_each_its_own_beside_the_whole(cast, results, places):
    zone = next(t for node, t in places.items() if node.startswith("zone:"))
    town = next(t for node, t in places.items() if node.startswith("municipality:"))
    team = Team.objects.create(name="Team", kind="neighbourhood", starts=START)
    team.territories.add(town)
    house = Organisation.objects.create(name="Practice", starts=START)
    practice = practices(results)[0]
    Site.objects.create(organisation=house, kind="practice", name="Practice", care_site=practice.node, starts=START)
    hats = {
        "policy": ("policy", {"all", "region", "care_region", "zone", "municipality"}),
        "zone": (("zone_staff", "territory", zone.pk), {"zone", "municipality"}),
        "team": (("team_coach", "team", team.pk), {"municipality"}),
        "practice": (("gp", "organisation", house.pk), {"practice"}),
    }
    definitions = set()
    others = {a.name for a in practices(results)} - {practice.name}
    for name, (hat, levels) in hats.items():
        page = cast.client(cast.user(name, hat)).get("/figures/gp_contact/").content.decode()
        assert set(levels_offered(page)) == levels
        assert "verybody" in page  # the whole stands beside the own figure
        definitions.add(page.split('id="definition">')[1].split("</p>")[0])
        assert not any(other in page for other in others)
    assert len(definitions) == 1
    zones = cast.client(cast.user("again", hats["zone"][0])).get("/figures/gp_contact/?level=zone").content.decode()
    assert zone.name in zones
    assert not any(t.name in zones for node, t in places.items() if node.startswith("zone:") and t != zone)


def test_a_level_that_is_not_yours_is_not_opened_by_typing_it(cast, results, places):
    house = Organisation.objects.create(name="Practice", starts=START)
    Site.objects.create(organisation=house, kind="practice", name="P", care_site=practices(results)[0].node, starts=START)
    page = cast.client(cast.user("Anna", ("gp", "organisation", house.pk))).get("/figures/gp_contact/?level=zone")
    assert levels_offered(page.content.decode()) == ["practice"]
    assert not any(t.name in page.content.decode() for node, t in places.items() if node.startswith("zone:"))


def test_a_hat_without_a_place_in_the_figures_sees_the_definition_and_no_figure(cast, results):
    house = Organisation.objects.create(name="Elsewhere", starts=START)
    page = cast.client(cast.user("Anna", ("gp", "organisation", house.pk))).get("/figures/gp_contact/").content.decode()
    assert "no figures at your level" in page and "How it is defined" in page and "<svg class" not in page


def test_page_and_file_show_what_the_package_holds_and_hide_what_it_hides(cast, package, results):
    client = cast.client(cast.user("Anna", "policy"))
    place = package / "versions" / (package / "CURRENT").read_text().strip() / "figures" / "2023-Q4.csv"
    with place.open(encoding="utf-8") as file:
        held = {(r["indicator"], r["level"], r["node"]): r for r in csv.DictReader(file) if not r["strata"]}
    compared = hidden = 0
    for indicator in NAMES:
        answer = client.get(f"/figures/{indicator}/?level=municipality&period=2023-Q4&format=csv").content.decode("utf-8-sig")
        for row in csv.DictReader(answer.splitlines()):
            said = held[indicator, "municipality", row["node"]]
            assert row["status"] == said["status"]
            for name in ("people", "numerator", "value", "lower", "upper"):
                assert (float(row[name]) if row[name] else None) == (float(said[name]) if said[name] else None)
            compared += 1
            hidden += said["status"] == "hidden"
    assert compared > 50 and hidden


@pytest.mark.django_db
def test_a_damaged_package_is_refused_and_what_was_in_force_stays(package, results, tmp_path, settings):
    copy = tmp_path / "copy"
    shutil.copytree(package, copy)
    figures = next(copy.rglob("2023-Q4.csv"))
    figures.write_text(figures.read_text(encoding="utf-8").replace("gp_contact", "gp_contacs", 1), encoding="utf-8")
    with pytest.raises(RegisterError, match="not as the manifest says"):
        bring(copy, settings.WORKSPACE.results)
    assert in_force() == results


@pytest.mark.parametrize("spoil", ["{}", '{"kind": "else", "schema": 1, "files": {}}', "nonsense"])
def test_what_is_no_package_is_refused_with_a_sentence(tmp_path, spoil):
    (tmp_path / "manifest.json").write_text(spoil)
    with pytest.raises(RegisterError):
        bring(tmp_path, tmp_path / "results")
    assert not (tmp_path / "results" / CURRENT).exists()


def test_a_file_outside_the_package_is_not_read(tmp_path):
    (tmp_path / "manifest.json").write_text(
        json.dumps({"kind": "released results", "schema": 1, "files": {"../x": {"sha256": ""}}})
    )
    with pytest.raises(RegisterError):
        bring(tmp_path, tmp_path / "results")


def test_the_same_package_twice_is_the_same_file(package, results, settings):
    assert Figures(settings.WORKSPACE.results / bring(package, settings.WORKSPACE.results)) == results


def test_before_anything_is_brought_in_the_page_says_so(cast):
    assert "No figures have been brought in yet" in cast.client(cast.user("Anna", "policy")).get("/figures/").content.decode()


def test_the_library_names_every_indicator_and_which_are_not_measured(cast, package, settings, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(package / "versions" / (package / CURRENT).read_text().strip(), copy)
    described = json.loads((copy / "indicators.json").read_text(encoding="utf-8"))
    described["pacic"] = described["mortality"] | {"title": {"en": "Chronic care as lived"}, "waits_for": "a survey"}
    (copy / "indicators.json").write_text(json.dumps(described))
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"]["indicators.json"]["sha256"] = hashlib.sha256((copy / "indicators.json").read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest))
    put_in_force(settings.WORKSPACE.results, bring(copy, settings.WORKSPACE.results))
    client = cast.client(cast.user("Anna", "policy"))
    page = client.get("/figures/").content.decode()
    assert all(f"/figures/{name}/" in page for name in [*NAMES, "pacic"]) and page.count("not measured yet") == 1
    waiting = client.get("/figures/pacic/").content.decode()
    assert "a survey" in waiting and "<svg class" not in waiting
    shutil.rmtree(settings.WORKSPACE.results)


def cells_of(package):
    place = package / "versions" / (package / CURRENT).read_text().strip() / "popbox.csv"
    with place.open(encoding="utf-8") as file:
        return {(r["level"], r["node"], r["class"], r["determinant"]): r for r in csv.DictReader(file)}


def test_the_popbox_shows_the_cells_of_the_package_and_drills_down(cast, package, results, places):
    client = cast.client(cast.user("Anna", "policy"))
    page = client.get("/popbox/").content.decode()
    assert "<svg class" in page and "level=zone" in page  # the picture leads to the zones
    held = cells_of(package)
    zone = next(t for node, t in places.items() if node.startswith("zone:"))
    asked = f"/popbox/?level=municipality&within=zone:{zone.code}&format=csv"
    rows = list(csv.DictReader(client.get(asked).content.decode("utf-8-sig").splitlines()))
    inside = {f"municipality:{m.part.code}" for m in Membership.objects.filter(whole=zone)}
    assert {r["node"] for r in rows} == inside
    for row in rows:
        assert row["people"] == held["municipality", row["node"], "all", ""]["people"]


def test_hidden_cells_of_the_popbox_stay_hidden_in_page_and_file(cast, package, results, places):
    client = cast.client(cast.user("Anna", "policy"))
    held = cells_of(package)
    determinant = next(k[3] for k, r in held.items() if k[0] == "municipality" and k[3] and r["status"] == "hidden")
    answer = client.get(f"/popbox/?level=municipality&determinant={determinant}&format=csv").content.decode("utf-8-sig")
    classes = ["P0", "P1", "P2", "P3"]
    compared = hidden = 0
    for row in csv.reader(answer.splitlines()[1:]):
        for class_, cell in zip(["all", *classes], row[2:], strict=True):
            said = held["municipality", row[1], class_, determinant]
            assert cell == said["people"]
            compared, hidden = compared + 1, hidden + (said["status"] == "hidden")
    assert compared > 50 and hidden


def test_a_practice_sees_everybody_together_and_no_area(cast, results, places):
    house = Organisation.objects.create(name="Practice", starts=START)
    client = cast.client(cast.user("Anna", ("gp", "organisation", house.pk)))
    page = client.get("/popbox/?level=municipality").content.decode()
    assert levels_offered(page) == ["all"]
    assert "What is in each persona" in page


def test_anybody_reads_the_figures_of_everybody_together_with_their_interval(cast, results):
    page = cast.client().get("/open-figures/").content.decode()
    assert page.count("95 % interval") >= 3 and "<h2>" in page
    assert page.count("indicators of this aim are measured.") == page.count("<h2>") == 5
    assert page.count("How it is counted") == page.count("<h3>") and "who is counted" in page
    rows = list(csv.DictReader(cast.client().get("/open-figures/?format=csv").content.decode("utf-8-sig").splitlines()))
    assert {r["indicator"] for r in rows} == set(results.indicators())
    assert not any(a.name in page for a in results.areas() if a.level in ("municipality", "practice"))


def test_figures_that_hide_less_than_the_region_now_asks_are_not_shown(cast, results):
    from empact.web.kernel.models import RegionChoice

    client = cast.client(cast.user("Anna", "policy"))
    assert client.get("/figures/").status_code == 200
    RegionChoice.objects.create(id="region.small_number", value=10)
    answer = client.get("/figures/")
    assert answer.status_code == 409 and "hide less" in answer.content.decode()


def test_a_file_of_another_layout_is_not_read_but_asked_for_again(cast, results, settings):
    old = settings.WORKSPACE.results / "figures-0123.sqlite"
    old.write_bytes(results.path.read_bytes())
    (settings.WORKSPACE.results / CURRENT).write_text(old.name + "\n")
    assert "No figures have been brought in yet" in cast.client(cast.user("Anna", "policy")).get("/figures/").content.decode()
