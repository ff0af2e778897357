"""An evaluation is a document of six parts; without one of them nothing is published, and what is published is the truth."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from empact.cli.main import main
from empact.definitions.read import read_library
from empact.engine.checks import check_library
from empact.engine.evaluation import PARTS, document_of
from empact.engine.indicators import Measures, measure
from empact.engine.ingest import load
from empact.engine.register import Register
from empact.synthetic import read_scenario, write_region
from empact.terms.periods import parse_period

NOW = datetime(2026, 1, 1)
FOUR = ("nl", "fr", "de", "en")
ENROLLED = {"enrolled": {"programme": "home-team", "within": "period"}}
HEAD: dict[str, Any] = {
    "id": "home_team",
    "kind": "evaluation",
    "version": 1,
    "title": dict(zip(FOUR, ("Thuisteam", "Équipe à domicile", "Team zu Hause", "Home team"), strict=True)),
    "source": ["made up for this test"],
    "reviewer": "to be appointed",
    "reviewed": date(2026, 11, 25),
    "review_by": date(2027, 11, 25),
    "valid_from": date(2022, 1, 1),
    "owner": "steering group",
}
SIX: dict[str, Any] = {
    "question": dict.fromkeys(FOUR, "Are people of 65 and over with a home team admitted less often?"),
    "population": {"who": ENROLLED},
    # on the last day of the year: who was 65 on its first day, when the programme began, is 66
    "comparison": {"by": "strata", "who": {"aged": {"from": 66}, "unless": [ENROLLED]}, "stratum": "age_band"},
    "outcome": {"indicator": "emerg_adm", "direction": "down", "smallest": 0.1, "after": 2023},
    "result": {"does_not_prove": dict.fromkeys(FOUR, "That the team is the cause: people were not drawn by lot.")},
    "decision": {"who": "steering group", "on": date(2024, 4, 1), "what": "continue", "why": dict.fromkeys(FOUR, "It works.")},
}
PLANT = (
    "{{plant: programme, name: home-team, months_before_end: 12, aged_from: 65, conditions_from: 0, share: 0.5, "
    "what: admissions, times: {}}}"
)


def written(folder: Path, **parts: Any) -> Path:
    """A library with one evaluation; a part that is None is left out."""
    said = {k: v for k, v in (HEAD | SIX | parts).items() if v is not None}
    (folder / "evaluations").mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False)
    (folder / "evaluations" / f"{said['id']}.yaml").write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Region:
    register: Register
    library: Path
    measures: Measures
    truth: dict[str, Any]


def made(folder: Path, times: float, people: int = 20_000) -> Region:
    """A region in which half of those of 65 and over are enrolled on 1 January 2023 and admitted so many times as often."""
    file = folder / "scenario.yaml"
    file.write_text(f"id: action\nkind: scenario\nplants: [{PLANT.format(times)}]\n", encoding="utf-8")
    report = write_region(
        people=people, seed=11, out=folder / "in", as_="omop", end=date(2024, 1, 1), scenario=read_scenario(file), workers=1
    )
    register = load([folder / "in"], format="omop", register=folder / "register", now=NOW).register
    library = written(folder / "library")
    asked = ["home_team__population", "home_team__comparison", "emerg_adm"]
    measures = measure(
        register,
        periods=parse_period("2023"),
        results=folder / "m",
        library=read_library(library),
        indicators=asked,
        workers=1,
    ).measures
    return Region(register, library, measures, json.loads(report.truth.read_text(encoding="utf-8"))["planted"][0])


def test_of_an_evaluation_its_own_review_is_told_and_not_that_of_its_outcome(tmp_path):
    warnings = check_library([written(tmp_path)], as_of=date(2100, 1, 1)).warnings
    assert [w for w in warnings if w.startswith("home_team.yaml")] == ["home_team.yaml: review was due on 2027-11-25."]
    assert any(w.startswith("emerg_adm.yaml: review was due") for w in warnings)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return made(tmp_path_factory.mktemp("planted"), 0.7)


@pytest.fixture(scope="module")
def control(tmp_path_factory: pytest.TempPathFactory) -> Region:
    return made(tmp_path_factory.mktemp("control"), 1)


def report(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["report", "evaluation", "home_team", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


# ---------------------------------------------------------------- six parts


@pytest.mark.shows("DAT-01")
@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_blocks_publication(planted, tmp_path, capsys, part):
    library = written(tmp_path / "library", **{part: None})
    out = tmp_path / "page.html"
    code, _, said = report(capsys, "--library", library, "--results", planted.measures.folder, "--out", out)
    assert code == 4 and f"its {part} is missing" in said and "fault" not in said and not out.exists()
    # the draft shows what there is, and what is missing
    assert main(["evaluate", "home_team", "--library", str(library), "--results", str(planted.measures.folder)]) == 0
    assert f"Missing: {part}" in capsys.readouterr().out


@pytest.mark.shows("DAT-01")
def test_a_finished_evaluation_holds_all_six_parts_in_every_form_and_language(planted, tmp_path, capsys):
    asked = ("--library", planted.library, "--results", planted.measures.folder)
    lines = set()
    for language in FOUR:
        out = tmp_path / f"{language}.html"
        code, line, said = report(capsys, *asked, "--language", language, "--out", out)
        page = out.read_text(encoding="utf-8")
        assert code == 0 and not said and line.strip() in page and len(re.findall("<h2>", page)) >= 9
        lines.add(line)
    assert len(lines) == 4
    assert (
        report(capsys, *asked, "--out", tmp_path / "a.json")[0] == report(capsys, *asked, "--out", tmp_path / "a.csv")[0] == 0
    )
    plain = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert set(PARTS) <= plain["says"]["nl"].keys() and not plain["missing"] and plain["says"]["nl"]["not_proven"]
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert float(rows[0]["value"]) == plain["effect"]["ratio"] and len(rows) == 1 + len(plain["data"])


def test_an_outcome_that_was_not_measured_is_no_result(planted, tmp_path, capsys):
    library = written(tmp_path / "library", outcome=SIX["outcome"] | {"after": 2022})
    code, _, said = report(capsys, "--library", library, "--results", planted.measures.folder, "--out", tmp_path / "a.html")
    assert code == 4 and "its result is missing" in said and "empact measure" in said


def test_a_report_is_a_page_json_or_csv(planted, tmp_path, capsys):
    asked = ("--library", planted.library, "--results", planted.measures.folder)
    assert report(capsys, *asked, "--out", tmp_path / "a.pdf")[0] == 3


# ---------------------------------------------------------------- the result


def test_the_planted_effect_is_inside_the_interval(planted):
    document = document_of("home_team", read_library(planted.library), planted.measures)
    effect = document.effect
    assert document.result == "less" and document.is_wanted is True and effect.left_out == 0
    assert effect.lower <= planted.truth["times"] <= effect.upper < 1
    assert effect.lower <= planted.truth["made"]["times"] <= effect.upper


def test_a_programme_without_effect_shows_no_demonstrable_difference(control):
    document = document_of("home_team", read_library(control.library), control.measures)
    assert document.result == "no_difference" and document.effect.lower < 1 < document.effect.upper


def test_a_second_analyst_repeats_the_effect_from_the_page_alone(planted, tmp_path, capsys):
    """People, values and limits of the strata give ratio and interval again."""
    asked = ("--library", planted.library, "--results", planted.measures.folder, "--out", tmp_path / "a.json")
    report(capsys, *asked)
    plain = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    arms = {
        arm: np.array(
            [[d["people"], d["value"], (d["upper"] - d["lower"]) / 3.919928] for d in plain["data"] if d["arm"] == arm]
        )
        for arm in ("population", "comparison")
    }
    weight = arms["population"][:, 0]
    means = {arm: weight @ rows[:, 1] for arm, rows in arms.items()}
    spread = np.sqrt(sum(((weight * rows[:, 2]) ** 2).sum() / means[arm] ** 2 for arm, rows in arms.items()))
    ratio = means["population"] / means["comparison"]
    assert ratio == pytest.approx(plain["effect"]["ratio"], rel=1e-9)
    assert ratio * np.exp(1.959964 * spread) == pytest.approx(plain["effect"]["upper"], rel=1e-5)


def test_before_the_follow_up_is_over_it_is_too_early(planted, tmp_path):
    library = written(tmp_path / "library", outcome=SIX["outcome"] | {"after": 2026})
    document = document_of("home_team", read_library(library), planted.measures)
    assert document.result == "too_early" and not document.missing


def test_too_few_people_is_a_result(planted, tmp_path):
    few = {"by": "strata", "who": {"aged": {"from": 103}}, "stratum": "age_band"}
    library = written(tmp_path / "library", comparison=few)
    measures = measure(
        planted.register,
        periods=parse_period("2023"),
        results=tmp_path / "m",
        library=read_library(library),
        indicators=["home_team__population", "home_team__comparison"],
        workers=1,
    ).measures
    document = document_of("home_team", read_library(library), measures)
    assert document.result == "too_few" and document.effect.ratio is None


# ---------------------------------------------------------------- the protocol


def test_a_protocol_is_stamped_before_and_a_later_change_shows(planted, tmp_path, capsys):
    library = written(tmp_path / "library")
    asked = ["evaluate", "home_team", "--library", str(library)]
    results = ["--results", str(planted.measures.folder)]
    assert main([*asked, *results]) == 0 and "not registered beforehand" in capsys.readouterr().out
    assert main([*asked, "--register-protocol", "2022-12-01"]) == 0
    capsys.readouterr()
    assert main([*asked, *results]) == 0 and "registered on 1 December 2022, not changed since" in capsys.readouterr().out
    written(library, decision=SIX["decision"] | {"what": "stop"})  # a decision is no part of the protocol
    assert document_of("home_team", read_library(library), planted.measures, [library]).protocol == "kept"
    written(library, outcome=SIX["outcome"] | {"smallest": 0.05})
    assert document_of("home_team", read_library(library), planted.measures, [library]).protocol == "changed"
    assert main([*asked, "--register-protocol", "2024-06-01"]) == 0  # stamping again does not wipe it out
    assert document_of("home_team", read_library(library), planted.measures, [library]).protocol == "changed"
    assert len((library / "evaluations" / "protocols.ndjson").read_text().splitlines()) == 2


def test_a_protocol_stamped_after_the_outcome_was_over_says_so(planted, tmp_path):
    library = written(tmp_path / "library")
    assert main(["evaluate", "home_team", "--library", str(library), "--register-protocol", "2024-02-01"]) == 0
    assert document_of("home_team", read_library(library), planted.measures, [library]).protocol == "late"


# ---------------------------------------------------------------- areas, own past


@pytest.fixture(scope="module")
def grid(region: Register, tmp_path_factory: pytest.TempPathFactory) -> Measures:
    """Yearly and quarterly general-practice contacts of a region in which nothing was done."""
    periods = [*parse_period("2021..2023", "year"), *parse_period("2021..2023", "quarter")]
    folder = tmp_path_factory.mktemp("grid")
    return measure(
        region,
        periods=periods,
        results=folder,
        library=read_library(),
        indicators=["gp_contacts_mean", "ed_visits"],
        workers=1,
    ).measures


def area_evaluation(folder: Path, grid: Measures, **parts: Any) -> Any:
    library = written(folder, **parts)
    return document_of("home_team", read_library(library), grid)


def municipalities(grid: Measures) -> list[str]:
    from empact.engine.release.released import OK, Releases

    rows = Releases(grid, grid.period("2023")).release("gp_contacts_mean", "municipality").rows
    return [r.name for r in sorted(rows, key=lambda r: -(r.people or 0)) if r.status == OK]


def test_areas_without_an_action_show_no_difference(grid, tmp_path):
    outcome = {
        "indicator": "gp_contacts_mean",
        "direction": "up",
        "smallest": 0.1,
        "before": "2021..2022",
        "after": 2023,
        "every": "year",
    }
    found = []
    for i, name in enumerate(municipalities(grid)):
        people = {"level": "municipality", "areas": [name]}
        document = area_evaluation(tmp_path / str(i), grid, population=people, comparison={"by": "others"}, outcome=outcome)
        found.append(document.result)
        assert document.effect.earlier is not None or document.result == "too_few"
    assert found.count("no_difference") >= 0.8 * len(found) > 4, found


def test_an_own_course_without_an_action_shows_no_difference(grid, tmp_path):
    outcome = {
        "indicator": "ed_visits",
        "direction": "down",
        "smallest": 0.1,
        "before": "2021..2022",
        "after": 2023,
        "every": "quarter",
    }
    people = {"level": "municipality", "areas": municipalities(grid)[:3]}
    document = area_evaluation(tmp_path, grid, population=people, comparison={"by": "before"}, outcome=outcome)
    assert document.result == "no_difference" and document.effect.lower < 1 < document.effect.upper


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"population": {}}, "nobody is named"),
        (
            {"population": {"who": ENROLLED, "level": "zone", "areas": ["a"]}, "comparison": {"by": "others"}},
            "nobody was enrolled",
        ),
        ({"comparison": {"by": "others", "stratum": "sex"}}, "has no 'stratum'"),
        ({"outcome": SIX["outcome"] | {"indicator": "no_such"}}, "there is no 'no_such'"),
        ({"outcome": SIX["outcome"] | {"smallest": 10}}, "a share"),
        ({"population": {"who": {"segment": "popbox", "class": "no_such"}}}, "there is no 'no_such'"),
        ({"decision": SIX["decision"] | {"what": "celebrate"}}, "celebrate"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(tmp_path, capsys, parts, said):
    library = written(tmp_path / "library", **parts)
    assert main(["evaluate", "home_team", "--library", str(library)]) == 4
    assert said in capsys.readouterr().err


def test_an_unknown_evaluation_or_area_is_named(grid, tmp_path, capsys):
    library = written(tmp_path / "library")
    assert main(["evaluate", "other", "--library", str(library)]) == 3 and "home_team" in capsys.readouterr().err


def test_a_release_holds_the_evaluations_that_are_whole_and_no_draft(planted, tmp_path):
    library = written(tmp_path / "own")
    written(library, id="draft", decision=None)
    out = tmp_path / "released"
    command = ["release", "--results", planted.measures.folder, "--library", library, "--strata", "none", "--out", out]
    assert main([str(part) for part in command]) == 0
    place = out / "versions" / (out / "CURRENT").read_text(encoding="ascii").strip()
    told = json.loads((place / "evaluations.json").read_text(encoding="utf-8"))
    assert set(told) == {"home_team"}
    one, document = told["home_team"], document_of("home_team", read_library(library), planted.measures, [library])
    assert one["result"] == document.result == "less"
    assert (one["effect"]["lower"], one["effect"]["upper"]) == (document.effect.lower, document.effect.upper)
    assert set(one["headline"]) == set(FOUR) and "data" not in one
