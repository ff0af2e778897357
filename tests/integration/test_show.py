"""What is shown: complete, adding up, hidden alike in every form, in four languages."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from empact.cli.main import main
from empact.definitions.models import Library
from empact.engine.register import Register, open_register
from empact.engine.run import run
from empact.engine.run.results import Results
from empact.engine.show import counted, popbox_view
from empact.engine.show.message import fraction_of
from empact.engine.show.popbox_svg import popbox_svg

from ..tables import make_register

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((REPOSITORY / "docs" / "reference" / "show.schema.json").read_text(encoding="utf-8"))
LEVELS = (None, "zone", "municipality")


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["show", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], results: Results, *arguments: object) -> dict[str, Any]:
    return json.loads(shown(capsys, *arguments, "--results", results.folder, "--format", "json"))


def by(level: str | None) -> list[str]:
    return ["--by", level] if level else []


def problems(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """The part of JSON Schema that our schema uses."""
    if "$ref" in schema:
        return problems(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], where)
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "number": (int, float),
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    found = [p for part in schema.get("allOf", ()) for p in problems(value, part, where)]
    wanted = schema.get("type")
    if wanted and not any(
        isinstance(value, kinds[k]) and not (isinstance(value, bool) and k in ("integer", "number"))
        for k in ([wanted] if isinstance(wanted, str) else wanted)
    ):
        return [*found, f"{where}: {value!r} is not {wanted}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is not one of {schema['enum']}")
    if "minimum" in schema and value is not None and value < schema["minimum"]:
        found.append(f"{where}: {value} is too small")
    if isinstance(value, dict):
        found += [f"{where}: no {key}" for key in schema.get("required", ()) if key not in value]
        for key, inner in value.items():
            rule = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            if rule is False:
                found.append(f"{where}: {key} is not documented")
            elif isinstance(rule, dict):
                found += problems(inner, rule, f"{where}.{key}")
    if isinstance(value, list) and "items" in schema:
        found += [p for i, inner in enumerate(value) for p in problems(inner, schema["items"], f"{where}[{i}]")]
    return found


@pytest.mark.shows("POP-02")
@pytest.mark.parametrize("level", LEVELS)
def test_cells_and_the_dead_and_departed_make_up_everybody_loaded(
    capsys, region: Register, region_results: Results, level
) -> None:
    said = as_json(capsys, region_results, "popbox", "--internal", *by(level))
    cells = {(c["persona"], c["area"]): c["n"] for c in said["cells"]}
    assert len(cells) == len(said["cells"])
    population = {k: v["n"] for k, v in said["population"].items()}
    assert sum(cells.values()) == population["observed"]
    assert population["loaded"] == region.persons == sum(n for k, n in population.items() if k != "loaded")


@pytest.mark.shows("POP-02")
@pytest.mark.parametrize("level", LEVELS)
def test_the_same_cells_are_hidden_in_table_csv_json_and_picture(
    capsys, region_results: Results, tmp_path: Path, level
) -> None:
    picture = tmp_path / "popbox.svg"
    arguments = ["popbox", "--determinant", "frail", "--determinant", "low_income", *by(level)]
    said = as_json(capsys, region_results, *arguments)
    table = shown(capsys, *arguments, "--results", region_results.folder, "--svg", picture)
    lines = list(csv.DictReader(io.StringIO(shown(capsys, *arguments, "--results", region_results.folder, "--format", "csv"))))
    groups = [said, *said["determinants"]]
    of_json = {(c["area"], c["persona"], c["determinant"] or "") for g in groups for c in g["cells"] if c["hidden"]}
    assert of_json == {(r["area"], r["persona"], r["determinant"]) for r in lines if r["hidden"] == "true"}
    assert all((r["n"] == "" and r["share"] == "") == (r["hidden"] == "true") for r in lines)
    assert all((c["n"] is None and c["share"] is None) == c["hidden"] for g in groups for c in g["cells"])
    assert ("·" in re.sub(r".* · .*", "", table)) == bool(of_json or any(t["hidden"] for g in groups for t in g["totals"]))
    exact = {
        (c["area"], c["persona"], c["determinant"] or ""): c["n"]
        for g in (lambda j: [j, *j["determinants"]])(as_json(capsys, region_results, *arguments, "--internal"))
        for c in g["cells"]
    }
    drawn = [t.text or "" for t in _parsed(picture).iter("{http://www.w3.org/2000/svg}title")]
    names = {c["area"]: c["area_name"] for c in said["cells"]}
    titles = {c["persona"]: c["persona_title"] for c in said["cells"]} | {d["id"]: d["title"] for d in said["determinants"]}
    for area, persona, determinant in of_json:
        assert exact[area, persona, determinant] > 0 or level == "municipality"
        if determinant:
            mark = f"{names[area]}, {titles[persona]}, {titles[determinant]}: "
            assert [t.removeprefix(mark) for t in drawn if t.startswith(mark)] in (["small number"], [])


@pytest.mark.parametrize("level", LEVELS)
def test_no_small_number_is_shown_anywhere(capsys, region_results: Results, level) -> None:
    for view in ("popbox", "conditions", "determinants"):
        said = as_json(capsys, region_results, view, *by(level))
        groups = [said, *said["determinants"]] if view == "popbox" else said[view]
        sensitive = {g["id"]: g.get("sensitive") for g in groups if "id" in g}
        for group in groups:
            for c in [*group.get("cells", ()), *group.get("totals", ())]:
                least = 10 if sensitive.get(group.get("id")) else 5
                assert c["n"] is None or c["n"] == 0 or c["n"] >= least, c


@pytest.mark.shows("POP-08")
def test_the_rare_disease_segment_adds_up_and_is_masked_at_neighbourhood_level(capsys, region_results: Results) -> None:
    said = as_json(capsys, region_results, "popbox", "--segment", "leuven", "--internal")
    assert sum(c["n"] for c in said["cells"]) == said["population"]["observed"]["n"]
    assert {c["persona"] for c in said["cells"]} == {"healthy", "raised_risk", "chronic", "rare"}
    said = as_json(capsys, region_results, "popbox", "--segment", "leuven", "--by", "neighbourhood")
    rare = [c for c in said["cells"] if c["persona"] == "rare"]
    assert rare
    assert all(c["n"] is None or c["n"] == 0 or c["n"] >= 10 for c in rare)
    assert any(c["hidden"] for c in rare)


@pytest.mark.parametrize("level", (None, "zone"))
def test_a_finer_level_hides_nothing_that_a_coarser_one_shows(region_results: Results, level) -> None:
    """Two tables of one result, cut differently, have one mask where they overlap."""
    coarse = counted(region_results, down_to=level)
    for finer in ("zone", "municipality"):
        fine = counted(region_results, down_to=finer)
        rows = {cell[0] for cell in coarse.counts if not cell[0].startswith("smallest/")}
        assert {c for c in coarse.hidden if c[0] in rows} == {c for c in fine.hidden if c[0] in rows}


@pytest.mark.parametrize("view", ("popbox", "conditions", "determinants"))
@pytest.mark.parametrize("level", LEVELS)
def test_json_of_results_is_as_documented(capsys, region_results: Results, view, level) -> None:
    said = as_json(capsys, region_results, view, *by(level))
    assert problems(said, SCHEMA["$defs"][view]) == []


@pytest.mark.parametrize("view", ("quality", "rejects"))
def test_json_of_a_register_is_as_documented_and_adds_up(capsys, region: Register, view) -> None:
    said = json.loads(shown(capsys, view, "--register", region.folder, "--format", "json"))
    assert problems(said, SCHEMA["$defs"]["quality" if view == "quality" else "listing"]) == []
    if view == "rejects":
        assert said["equation"]["holds"]
        assert sum(r["rows"] for r in said["rows"]) == said["equation"]["rows_rejected"]
    else:
        assert {"person", "condition_occurrence"} <= {r["table"] for r in said["rows"]}


@pytest.mark.shows("POP-03")
def test_a_changed_segment_is_previewed_as_people_moved_per_class(capsys, region_results: Results, tmp_path: Path) -> None:
    text = (REPOSITORY / "src" / "empact" / "library" / "segments" / "popbox.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1", "version: 2").replace("conditions_at_least: 4", "conditions_at_least: 3")
    text = text.replace('name: "three conditions"', 'name: "three conditions, now the highest class"')
    head, three, rest = text.partition('name: "three conditions, now')
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "popbox.yaml").write_text(
        head + three + rest.replace("expect: P2", "expect: P3", 1), encoding="utf-8"
    )
    said = as_json(capsys, region_results, "popbox", "--preview", tmp_path)
    assert problems(said, SCHEMA["$defs"]["listing"]) == []
    assert said["versions"] == [1, 2]
    rows = {r["before"]: r for r in said["rows"]}
    profile = region_results.table("person_profile").to_pydict()
    three_conditions = [n == 3 and s == "observed" for n, s in zip(profile["n_conditions"], profile["status"], strict=True)]
    assert said["moved"]["n"] == rows["P2"]["P3"] == sum(three_conditions)
    assert "version 2" in shown(capsys, "popbox", "--results", region_results.folder, "--preview", tmp_path)


def _parsed(picture: Path) -> ElementTree.Element:
    return ElementTree.parse(picture).getroot()  # noqa: S314 - our own picture


def test_results_compared_with_themselves_move_nobody(capsys, region_results: Results) -> None:
    said = as_json(capsys, region_results, "popbox", "--compare", region_results.folder)
    assert said["moved"] == {"n": 0, "hidden": False}


@pytest.mark.shows("TER-03")
def test_a_moved_municipality_changes_this_year_and_not_last_year(capsys, library: Library, tmp_path: Path) -> None:
    def area(id_: str, parent: str | None, start: date, end: date | None = None) -> dict[str, Any]:
        level, _, code = id_.partition(":")
        return {"area_id": id_, "area_level": level, "area_code": code, "area_name": code, "parent_area_id": parent,
                "valid_start_date": start, "valid_end_date": end}  # fmt: skip

    old, new = date(2000, 1, 1), date(2024, 1, 1)
    areas = [area("zone:a", None, old), area("zone:b", None, old), area("municipality:1", "zone:a", old),
             area("municipality:2", "zone:b", old),
             area("municipality:3", "zone:a", old, date(2023, 12, 31)), area("municipality:3", "zone:b", new)]  # fmt: skip
    people = range(1, 91)
    register = make_register(tmp_path / "register", {
        "area": areas,
        "person": [{"person_id": p, "birth_date": date(1980, 1, 1), "year_of_birth": 1980, "person_source_value": str(p)}
                   for p in people],
        "observation_period": [{"person_id": p, "observation_period_start_date": old} for p in people],
        "area_membership": [{"person_id": p, "area_id": f"municipality:{1 + p % 3}"} for p in people],
    })  # fmt: skip

    def zones(day: date) -> tuple[dict[str, int], str]:
        results = run(open_register(register), as_of=day, results=tmp_path / f"r{day}", library=library, workers=1).results
        said = as_json(capsys, results, "popbox", "--by", "zone")
        return {c["area"]: c["n"] for c in said["cells"] if c["persona"] == "P0"}, said["boundaries"]["since"]

    assert zones(date(2023, 12, 31)) == ({"zone:a": 60, "zone:b": 30}, "2000-01-01")
    assert zones(new) == ({"zone:a": 30, "zone:b": 60}, "2024-01-01")


def test_one_care_region_can_be_shown_alone_and_the_export_names_it(capsys, region_results: Results) -> None:
    everything = as_json(capsys, region_results, "popbox", "--by", "care_region")
    assert len({c["area"] for c in everything["cells"]}) >= 6
    asked = ("popbox", "--results", region_results.folder, "--by", "municipality", "--area", "care_region:tielt")
    lines = csv.DictReader(io.StringIO(shown(capsys, *asked, "--format", "csv")))
    parents = region_results.manifest["areas"]
    assert {"care_region:tielt"} == {p for r in lines for p in parents[r["area"]]["parents"] if p.startswith("care_region:")}


@pytest.mark.parametrize("language", ("nl", "fr", "de", "en"))
def test_the_picture_is_drawn_alike_twice_and_says_itself_in_words(region_results: Results, language) -> None:
    view = popbox_view(counted(region_results, down_to="zone"), language, by="zone")
    drawn = popbox_svg(view)
    assert drawn == popbox_svg(view)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own picture
    assert root.get("lang") == language
    assert root.find("{http://www.w3.org/2000/svg}title").text
    assert len(root.find("{http://www.w3.org/2000/svg}desc").text) > 40
    assert "<script" not in drawn and "href" not in drawn


def test_internal_output_says_so_first(capsys, region_results: Results) -> None:
    assert shown(capsys, "popbox", "--results", region_results.folder, "--internal").startswith("INTERNAL")
    assert as_json(capsys, region_results, "popbox", "--internal")["internal"] is True


def test_the_threshold_may_be_raised_and_not_lowered(capsys, region_results: Results) -> None:
    assert main(["show", "popbox", "--results", str(region_results.folder), "--threshold", "4"]) == 3
    assert "lower than 5" in capsys.readouterr().err
    said = as_json(capsys, region_results, "popbox", "--threshold", "30")
    assert all(c["n"] is None or c["n"] == 0 or c["n"] >= 30 for d in said["determinants"] for c in d["cells"])


def test_an_unknown_area_level_or_determinant_gets_a_sentence(capsys, region_results: Results) -> None:
    for wrong in (["--area", "atlantis"], ["--determinant", "wealth"], ["--segment", "nothing"]):
        assert main(["show", "popbox", "--results", str(region_results.folder), *wrong]) in (3, 5)
        assert "Known" in capsys.readouterr().err or wrong[0] == "--area"


def test_fractions_are_those_people_say_aloud() -> None:
    assert fraction_of(0.25) == (1, 4, True)
    assert fraction_of(0.232) == (1, 4, False)
    assert fraction_of(0.7) == (7, 10, True)
