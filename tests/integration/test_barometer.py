"""A barometer: one indicator of one area, practice or team, from released numbers, with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from empact.cli.main import main
from empact.engine.indicators import Measures, measure, open_measures
from empact.engine.release.released import OK, Releases
from empact.engine.show.comparators import peers_of
from empact.engine.show.words import LANGUAGES
from empact.terms.periods import parse_period

YEARS = parse_period("2021..2023", "year")
ASKED = ("gp_contact", "emerg_adm", "cost_per_insured", "multimorbidity_prev")


@pytest.fixture(scope="module")
def measured(region, library, tmp_path_factory) -> Measures:
    folder = tmp_path_factory.mktemp("measured")
    measure(region, periods=[*YEARS, *parse_period("2023", "quarter")], results=folder, library=library, indicators=ASKED)
    return open_measures(folder)


def shown(capsys, measures: Measures, *words: object) -> str:
    capsys.readouterr()
    assert main(["show", "barometer", *map(str, words), "--results", str(measures.folder)]) == 0
    return capsys.readouterr().out


def refused(capsys, measures: Measures, *words: object) -> str:
    capsys.readouterr()
    assert main(["show", *map(str, words), "--results", str(measures.folder)]) == 3
    return capsys.readouterr().err


def practice(measures: Measures) -> str:
    """The largest one whose numbers may be shown."""
    rows = Releases(measures, YEARS[-1]).release("gp_contact", "practice").rows
    return max((r for r in rows if r.status == OK and not r.node.endswith("/")), key=lambda r: r.people or 0).node


def test_its_numbers_are_those_that_were_released(measured, capsys) -> None:
    node = practice(measured)
    said = json.loads(shown(capsys, measured, "gp_contact", "--practice", node.partition(":")[2], "--format", "json"))
    rows = {r["period"]: r for r in said["rows"]}
    assert list(rows) == ["2021", "2022", "2023", "whole", "benchmark"]  # years with years, not with quarters
    for year in YEARS:
        released = Releases(measured, year).release("gp_contact", "practice")
        (own,) = [r for r in released.rows if r.node == node]
        assert rows[year.name]["value"] == own.value
        assert rows[year.name]["people"] == own.people
    peers = peers_of(released, own, "all")
    assert said["peers"] == len(peers.rows) and rows["whole"]["value"] == released.whole.value
    assert rows["benchmark"]["value"] == peers.benchmark


@pytest.mark.parametrize(("indicator", "language"), [(i, lang) for i in ASKED[::3] for lang in LANGUAGES])
def test_it_says_what_better_or_worse_and_what_to_do(measured, capsys, indicator, language) -> None:
    lines = shown(capsys, measured, indicator, "--area", "Tielt", "--language", language).splitlines()
    assert "Tielt" in lines[0]
    sentences = lines[lines.index("", 2) + 1 :]
    assert sentences[0].startswith("2023: ") and 4 <= len(sentences) <= 7
    assert all(s.strip().endswith((".", ").")) or i == len(sentences) - 1 for i, s in enumerate(sentences))


def test_a_list_is_offered_only_where_more_is_better_and_with_its_conditions(measured, capsys) -> None:
    neutral = shown(capsys, measured, "multimorbidity_prev", "--area", "Tielt")
    assert "more is not better here" in neutral and "subject-list" not in neutral
    said = [shown(capsys, measured, "gp_contact", "--area", a.name) for a in Releases(measured, YEARS[-1]).release(
        "gp_contact", "municipality").rows if a.status == OK and not a.node.endswith("/")]  # fmt: skip
    for text in said:
        assert ("There is a gap to" in text) == ("a ground, a purpose and a recipient" in text) != ("Keep doing" in text)
    assert any("There is a gap to" in text for text in said)


def test_a_team_is_a_group_of_practices(measured, tmp_path: Path, capsys) -> None:
    (tmp_path / "teams.csv").write_text(f"group,member\nNorth,{practice(measured)}\n", encoding="utf-8")
    text = shown(capsys, measured, "gp_contact", "--team", "north", "--groups", tmp_path / "teams.csv")
    assert text.splitlines()[0].endswith("North") and "2023: " in text


def test_what_may_not_be_shown_is_not_shown(measured, capsys) -> None:
    rows = Releases(measured, YEARS[-1]).release("emerg_adm", "neighbourhood").rows
    closed = [r for r in rows if r.status != OK and not r.node.endswith("/")]
    assert closed
    said = json.loads(shown(capsys, measured, "emerg_adm", "--area", closed[0].node, "--format", "json"))
    last = next(r for r in said["rows"] if r["period"] == "2023")
    assert (last["value"], last["lower"], last["upper"]) == (None, None, None)
    assert "There is no value to show" in shown(capsys, measured, "emerg_adm", "--area", closed[0].node)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("barometer", "gp_contact"), "of one area, practice or team"),
        (("barometer", "gp_contact", "--area", "Tielt", "--practice", "1"), "of one area, practice or team"),
        (("barometer", "--area", "Tielt"), "A barometer is one indicator"),
        (("barometer", "gp_contact", "--team", "North"), "Who is in the team?"),
        (("barometer", "gp_contact", "--area", "Atlantis"), "no area or practice 'Atlantis'"),
        (("barometer", "gp_contact", "--practice", "987654"), "There is no practice '987654'"),
        (("barometer", "no_such_thing", "--area", "Tielt"), "There is no indicator 'no_such_thing'"),
        (("barometer", "gp_contact", "--area", "Tielt", "--trend"), "A barometer takes no --trend"),
        (("indicators", "gp_contact", "--practice", "1"), "--practice is about a barometer"),
    ],
)
def test_what_cannot_be_told_is_a_sentence(measured, capsys, words, said) -> None:
    assert said in refused(capsys, measured, *words)
