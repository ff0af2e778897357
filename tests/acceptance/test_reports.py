"""Reports for those who steer, as they ask for them: the five aims, the page of a team, what is measurable."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from empact.cli.main import main
from empact.definitions.models import Library
from empact.engine.indicators import Measures, measure, open_measures
from empact.engine.register import Register
from empact.engine.release.released import OK, Releases
from empact.engine.show.words import LANGUAGES
from empact.terms.periods import parse_period

AIMS = ("experience", "health", "value", "equity", "workforce")
ABSENT = {"nl": "Niet gemeten", "fr": "Non mesuré", "de": "Nicht gemessen", "en": "Not measured"}
VALUES = (
    "indicator,period,value,lower,upper,n,source,date\n"
    "team_wellbeing,2022,3.6,3.5,3.7,120,Survey of teams,2022-11-30\n"
    "team_wellbeing,2023,3.9,3.8,4.0,140,Survey of teams,2023-11-30\n"
    "pacic,2023,2.9,,,12,Panel of patients,2023-10-01\n"
)
ACTIVITIES = (
    "id,title,indicators,reason,tags\n"
    "walk,Walking,gp_contact,,preventive\n"
    "jab,Vaccination,colorectal_screen,,preventive\n"
    "team,Time to talk,team_wellbeing,,\n"
    "school,School,,no record of a person can show it,\n"
    "garden,Garden,,,\n"
    "odd,Odd,no_such_thing,,\n"
)
CARD = """
id: north
kind: scorecard
version: 1
title: {nl: Team Noord, fr: Équipe Nord, de: Team Nord, en: Team <North>}
source: [the team]
reviewer: the team
reviewed: 2023-01-01
review_by: 2024-12-31
valid_from: 2022-01-01
valid_to: 2024-12-31
owner: the team
team: {level: municipality, name: Tielt}
kpis:
  - {indicator: gp_contact, target: 0.5, by: 2024-12-31, baseline: 2022-Q2}
  - {indicator: polypharm5, target: 0.3, by: 2024-12-31}
  - {indicator: emerg_adm, target: 5, by: 2024-06-30}
  - {indicator: team_wellbeing, target: 4, by: 2024-12-31}
"""


@pytest.fixture(scope="module")
def measured(region: Register, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Measures:
    folder = tmp_path_factory.mktemp("measured")
    periods = [*parse_period("2021..2023", "year"), *parse_period("2022..2023", "quarter")]
    measure(region, periods=periods, results=folder, library=library)
    return open_measures(folder)


@pytest.fixture
def values(tmp_path: Path) -> Path:
    (tmp_path / "values.csv").write_text(VALUES, encoding="utf-8")
    return tmp_path / "values.csv"


def report(name: str, *arguments: object) -> None:
    assert main(["report", name, *map(str, arguments)]) == 0


def parsed(page: Path) -> tuple[str, ElementTree.Element]:
    """The text and the tree of a page; what is not well formed is no page."""
    text = page.read_text(encoding="utf-8").removeprefix("<!DOCTYPE html>\n")
    return text, ElementTree.fromstring(re.sub(r"<meta[^>]*>", "", text))  # noqa: S314 - our own page


# ---------------------------------------------------------------- the five aims


@pytest.mark.shows("DAT-05")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_aim_report_has_five_panels_and_says_what_is_not_measured(
    measured: Measures, tmp_path: Path, language: str
) -> None:
    """Each panel has a figure over the years or an honest 'niet gemeten'; nothing is left out."""
    out = tmp_path / "aims.html"
    report("aims", "--results", measured.folder, "--year", 2023, "--language", language, "--out", out)
    _, tree = parsed(out)
    panels = {s.get("id"): s for s in tree.iter("section")}
    assert tuple(panels) == AIMS
    listed = 0
    for aim, panel in panels.items():
        figures, absent = list(panel.iter("article")), list(panel.iter("li"))
        listed += len(figures) + len(absent)
        sentence = "".join(panel.findall("p")[0].itertext())
        assert bool(figures) != (ABSENT[language] in sentence), aim
        for figure in figures:
            years = [th.text for th in figure.iter("th") if th.get("scope") == "row"]
            assert years == ["2021", "2022", "2023"]
            pictures = list(figure.iter("svg"))
            assert all(p.get("role") == "img" and p.find("title") is not None for p in pictures)
        for item in absent:
            assert ABSENT[language].lower() in "".join(item.itertext()).lower()
    assert listed == len(measured.indicators)
    assert not list(panels["workforce"].iter("article"))  # no survey of teams was entered


@pytest.mark.shows("TGT-06")
def test_the_aims_stay_five_statements_that_count_what_moved(measured: Measures, values: Path, tmp_path: Path) -> None:
    out = tmp_path / "aims.json"
    report("aims", "--results", measured.folder, "--year", 2023, "--values", values, "--out", out)
    said = json.loads(out.read_text(encoding="utf-8"))
    assert [p["aim"] for p in said["panels"]] == list(AIMS)
    for panel in said["panels"]:
        moved = [f["moved"] for f in panel["measured"]]
        counts = [len(moved), *(moved.count(m) for m in ("better", "worse", "changed", "chance", "untold"))]
        found = [int(n) for n in re.findall(r"\d+", panel["sentence"])]
        assert found == [*counts, len(panel["not_measured"])] and sum(counts[1:]) == counts[0] > 0


def test_an_entered_value_is_shown_as_such_and_a_small_survey_is_not_shown(
    measured: Measures, values: Path, tmp_path: Path
) -> None:
    out = tmp_path / "aims.html"
    report("aims", "--results", measured.folder, "--year", 2023, "--values", values, "--out", out)
    text, tree = parsed(out)
    blocks = {a.get("id"): "".join(a.itertext()) for a in tree.iter("article")}
    assert (
        "entered by the region, not computed; Survey of teams, 2022-11-30; Survey of teams, 2023-11-30"
        in blocks["team_wellbeing"]
    )
    assert "Better than in 2022" in blocks["team_wellbeing"] and "3.90" in blocks["team_wellbeing"]
    assert "too few" in blocks["pacic"] and "2.9" not in blocks["pacic"]  # twelve people answered
    assert [id_ for id_, said in blocks.items() if "entered by the region" in said] == ["pacic", "team_wellbeing"]
    assert "<script" not in text


def test_what_is_hidden_is_hidden_in_every_form_of_the_report(measured: Measures, tmp_path: Path) -> None:
    """The numbers of the report are those that were released, and no others."""
    for form in ("csv", "json"):
        report("aims", "--results", measured.folder, "--year", 2023, "--out", tmp_path / f"aims.{form}")
    with (tmp_path / "aims.csv").open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["status"] != "not measured"]
    plain = json.loads((tmp_path / "aims.json").read_text(encoding="utf-8"))
    points = {(f["indicator"], p["period"]): p for a in plain["panels"] for f in a["measured"] for p in f["points"]}
    years = {p.name: Releases(measured, p) for p in parse_period("2021..2023", "year")}
    hidden = 0
    for row in rows:
        whole = years[row["period"]].release(row["indicator"]).whole
        wanted = None if whole.status != OK else whole.value
        hidden += wanted is None
        assert row["value"] == ("" if wanted is None else str(wanted))
        assert points[row["indicator"], row["period"]]["value"] == wanted
    assert hidden and len(rows) > 60


def test_a_year_that_was_not_measured_is_refused_with_the_command(measured: Measures, tmp_path: Path, capsys) -> None:
    assert (
        main(["report", "aims", "--results", str(measured.folder), "--year", "2019", "--out", str(tmp_path / "a.html")]) == 3
    )
    assert "empact measure --period 2017..2019 --every year" in capsys.readouterr().err
    assert main(["report", "aims", "--results", str(measured.folder), "--year", "2023", "--out", str(tmp_path / "a.pdf")]) == 3
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- the page of a team


def team(tmp_path: Path) -> Path:
    (tmp_path / "library" / "scorecards").mkdir(parents=True)
    (tmp_path / "library" / "scorecards" / "north.yaml").write_text(CARD, encoding="utf-8")
    return tmp_path / "library"


@pytest.mark.shows("DAT-12")
def test_baseline_target_and_quarters_of_what_a_team_chose_stand_on_one_page(measured: Measures, tmp_path: Path) -> None:
    out = tmp_path / "north.html"
    words = ("--results", measured.folder, "--library", team(tmp_path), "--as-of", "2024-01-01", "--out", out)
    report("kpis", "north", *words)
    _, tree = parsed(out)
    blocks = {a.get("id"): a for a in tree.iter("article")}
    assert tuple(blocks) == ("gp_contact", "polypharm5", "emerg_adm", "team_wellbeing")
    quarters = [f"{y}-Q{q}" for y in (2022, 2023) for q in (1, 2, 3, 4)]
    rows: dict[str, dict[str, list[str]]] = {
        id_: {
            tr[0].text or "": ["".join(td.itertext()) for td in tr] for tr in block.iter("tr") if tr[0].get("scope") == "row"
        }
        for id_, block in blocks.items()
    }
    assert list(rows["gp_contact"]) == quarters[1:] and list(rows["polypharm5"]) == quarters  # from the baseline on
    for indicator in ("gp_contact", "polypharm5", "emerg_adm"):
        for name, cells in rows[indicator].items():
            (period,) = parse_period(name)
            (row,) = [r for r in Releases(measured, period).release(indicator, "municipality").rows if r.name == "Tielt"]
            assert (row.status == OK) == bool(cells[2]), (indicator, name, cells)
            if row.value is not None and indicator == "gp_contact":
                assert cells[1] == f"{row.value:.1%}"
    said = {id_: "".join(block.itertext()) for id_, block in blocks.items()}
    assert "target 50.0%" in said["gp_contact"] and "by 31 December 2024" in said["gp_contact"]
    assert "hidden" in said["polypharm5"] and "Not measured" in said["team_wellbeing"].replace("not", "Not")
    summary = ["".join(td.itertext()) for tr in next(tree.iter("table")).iter("tr") for td in tr]
    assert any("(2022-Q2)" in cell for cell in summary) and any("(2023-Q4)" in cell for cell in summary)
    report("kpis", "north", *words, "--language", "fr")
    _, tree = parsed(out)
    goals = [tr[4].text or "" for tr in next(tree.iter("table")).iter("tr")][1:]
    assert goals[0].startswith("50,0\u00a0% ") and goals[3].startswith("4,00 ")  # the number, and nothing of its label


def test_a_team_or_card_that_is_not_there_is_a_sentence(measured: Measures, tmp_path: Path, capsys) -> None:
    folder = team(tmp_path)
    words = ["--results", str(measured.folder), "--library", str(folder), "--out", str(tmp_path / "x.html")]
    assert main(["report", "kpis", "south", *words]) == 3
    assert "There is no scorecard 'south'." in capsys.readouterr().err
    (folder / "scorecards" / "north.yaml").write_text(CARD.replace("Tielt", "Atlantis"), encoding="utf-8")
    assert main(["report", "kpis", "north", *words, "--as-of", "2024-01-01"]) == 3
    assert "There is no municipality 'Atlantis'." in capsys.readouterr().err
    (folder / "scorecards" / "north.yaml").write_text(CARD, encoding="utf-8")
    assert main(["report", "kpis", "north", *words, "--as-of", "2025-01-01"]) == 0
    assert "not valid on 1 January 2025" in (tmp_path / "x.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------- activities


def asked(capsys: pytest.CaptureFixture[str], name: str, *words: object) -> Any:
    capsys.readouterr()
    report(name, *words, "--format", "json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.shows("DAT-15")
def test_the_share_of_activities_with_a_filled_indicator_is_true(
    measured: Measures, values: Path, tmp_path: Path, capsys
) -> None:
    """Six activities: one measured; two that chose what has no value, or is not there; one with a reason; one with neither."""
    (tmp_path / "list.csv").write_text(ACTIVITIES, encoding="utf-8")
    words = ("--results", measured.folder, "--activities", tmp_path / "list.csv", "--period", "2023")
    said = asked(capsys, "measurable", *words)
    status = {row["id"]: row["status"] for row in said["rows"]}
    wanted = {
        "walk": "filled",
        "jab": "unfilled",
        "team": "unfilled",
        "school": "reason",
        "garden": "neither",
        "odd": "unfilled",
    }
    assert status == wanted
    assert (said["activities"], said["filled"], said["filled_or_reason"], said["without"]) == (6, 1, 2, 4)
    assert said["filled_proportion"] == pytest.approx(1 / 6)
    again = asked(capsys, "measurable", *words, "--values", values)  # the survey of teams fills one more
    assert (again["filled"], again["filled_or_reason"]) == (2, 3)


def test_every_target_has_its_number_and_a_list_behind_it(measured: Measures, tmp_path: Path, capsys) -> None:
    (tmp_path / "list.csv").write_text(ACTIVITIES, encoding="utf-8")
    words = ("--results", measured.folder, "--activities", tmp_path / "list.csv", "--period", "2023")
    rows = {row["indicator"]: row for row in asked(capsys, "targets", *words)["rows"]}
    assert set(rows) == {"care_efficiency", "prev_actions", "reach", "social_actions", "vuln_actions"}
    assert (rows["prev_actions"]["counted"], rows["prev_actions"]["of"]) == (2, 6)
    assert rows["prev_actions"]["value"] == pytest.approx(2 / 6) and rows["prev_actions"]["reached"] == "reached"
    behind = asked(capsys, "targets", *words, "--behind", "prev_actions")
    assert [r["id"] for r in behind["rows"]] == ["walk", "jab"]
    assert rows["care_efficiency"]["value"] is None and rows["care_efficiency"]["reached"] == ""


# ---------------------------------------------------------------- efficiency

GROWTH = "indicator,base,growth,cost,valid_from,valid_to,source\ncare_efficiency,2021,{growth},{cost},2022-01-01,,{source}\n"
DECIDED = "Steering group decision 7"


def efficiency(measured: Measures, tmp_path: Path, capsys: pytest.CaptureFixture[str], growth: float, cost: str) -> Any:
    """The row of care efficiency in 2023, and all that was said."""
    (tmp_path / "growth.csv").write_text(GROWTH.format(growth=growth, cost=cost, source=DECIDED), encoding="utf-8")
    words = ("--results", measured.folder, "--period", "2023", "--growth", tmp_path / "growth.csv")
    said = asked(capsys, "targets", *words)
    return next(r for r in said["rows"] if r["indicator"] == "care_efficiency"), said


@pytest.mark.shows("TGT-01")
@pytest.mark.parametrize("cost", ["crude", "standardised"])
def test_efficiency_shows_interval_and_evidence_and_is_never_reached_on_a_point_estimate(
    measured: Measures, tmp_path: Path, capsys, cost: str
) -> None:
    """From the two released costs of 2021 and 2023: a gain around nought, one below its chance, and one above it."""
    base, now = (Releases(measured, p).release("cost_per_insured").whole for p in parse_period("2021..2023", "year")[::2])
    names = ("value", "lower", "upper") if cost == "crude" else ("standardised", "standardised_lower", "standardised_upper")
    before, paid = getattr(base, names[0]), getattr(now, names[0])
    seen = {}
    for wanted in (-0.3, 0.0, 0.011, 0.4):  # the gain that the growth is chosen to give, worked out backwards
        growth = (paid / (1 - wanted) / before) ** 0.5 - 1
        row, said = efficiency(measured, tmp_path, capsys, growth, cost)
        assert row["value"] == pytest.approx(1 - paid / (before * (1 + growth) ** 2)) == pytest.approx(wanted, abs=1e-9)
        assert row["lower"] < row["value"] < row["upper"] and row["target"] == 0.01 and row["of"] == now.people
        assert (row["reached"] == "reached") == (row["lower"] >= 0.01)
        assert row["reached"] == "no_gain" or not row["lower"] <= 0 <= row["upper"]
        (stated,) = said["growth"]
        assert (stated["base"], stated["source"]) == ("2021", DECIDED) and "no comparison group" in stated["evidence"]
        seen[wanted] = row["reached"]
    assert seen == {-0.3: "unreached", 0.0: "no_gain", 0.011: "no_gain", 0.4: "reached"}  # 1.1 % is above the target


@pytest.mark.parametrize(
    ("language", "no_gain", "evidence"),
    [
        ("nl", "geen aantoonbare winst", "Bewijskracht: zwak"),
        ("fr", "pas de gain démontrable", "Niveau de preuve : faible"),
        ("de", "kein nachweisbarer Gewinn", "Aussagekraft: schwach"),
        ("en", "no demonstrable gain", "Evidence: weak"),
    ],
)
def test_a_gain_within_chance_is_said_in_words(
    measured: Measures, tmp_path: Path, capsys, language, no_gain, evidence
) -> None:
    base, now = (Releases(measured, p).release("cost_per_insured").whole for p in parse_period("2021..2023", "year")[::2])
    efficiency(measured, tmp_path, capsys, (now.value / base.value) ** 0.5 - 1, "crude")
    words = ("--results", measured.folder, "--growth", tmp_path / "growth.csv", "--language", language)
    report("targets", *words, "--period", "2023")
    said = " ".join(capsys.readouterr().out.split())
    assert no_gain in said and evidence in said and DECIDED in said
    report("aims", *words, "--year", 2023, "--out", tmp_path / "aims.html")
    _, tree = parsed(tmp_path / "aims.html")
    (block,) = ["".join(a.itertext()) for a in tree.iter("article") if a.get("id") == "care_efficiency"]
    assert no_gain.lower() in block.lower() and evidence in block and "2021" in block


def test_efficiency_waits_without_a_growth_and_says_which_year_it_misses(measured: Measures, tmp_path: Path, capsys) -> None:
    report("targets", "--results", measured.folder, "--period", "2023")
    assert "Waits for: the base year and the growth of cost" in capsys.readouterr().out
    (tmp_path / "growth.csv").write_text(GROWTH.format(growth=0.02, cost="crude", source=DECIDED).replace("2021", "2019"))
    words = ("--results", measured.folder, "--growth", tmp_path / "growth.csv")
    report("targets", *words, "--period", "2023")
    assert "care_efficiency: The cost of 2019 and that of this year are both needed" in capsys.readouterr().out
    (tmp_path / "growth.csv").write_text(GROWTH.format(growth=2, cost="crude", source=DECIDED))
    assert main(["report", "targets", *map(str, words)]) == 3
    assert "line 2: 2 is no growth per year" in capsys.readouterr().err
    assert not [
        r
        for r in asked(capsys, "targets", "--results", measured.folder)["rows"]
        if r["value"] is not None and r["indicator"] == "care_efficiency"
    ]
