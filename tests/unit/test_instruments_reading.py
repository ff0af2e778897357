"""Instruments as data: read without the rest, in force on a day, refused with a place; and on a plain table."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from empact.cli.main import main
from empact.definitions.instruments import read_instrument, read_instruments
from empact.definitions.read import read_library, read_with_problems, shipped_folder
from empact.definitions.yaml_files import load_yaml
from empact.engine.scores import instrument_table
from empact.terms.errors import DefinitionError, UserError

DAY = date(2026, 1, 15)
FOLDER = shipped_folder() / "instruments"


def slipped(name, change):
    said = copy.deepcopy(load_yaml(FOLDER / f"{name}.yaml"))
    change(said)
    return read_instrument(f"{name}.yaml", said)


def test_the_library_and_the_shelf_hold_the_same():
    assert read_library().instruments == read_instruments()
    assert len(list(FOLDER.glob("*.yaml"))) == len(list(read_instruments()))


def test_reading_instruments_loads_neither_tables_nor_criteria():
    """The house of people reads them, and may know no table."""
    said = (
        "import sys; from empact.definitions.instruments import read_instruments; read_instruments(); "
        "print(' '.join(m for m in sys.modules if m.startswith('empact.') or m in ('numpy', 'pyarrow', 'duckdb')))"
    )
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] if "." in name else name for name in loaded}
    assert rooms == {"definitions", "instruments", "terms"}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("score2", lambda d: d["items"]["age"].update(codes=[1]), "exactly one way"),
        ("score2", lambda d: d["scoring"]["hazard"]["terms"]["male"].update({"age*weight": 1}), "not known here"),
        ("score2", lambda d: d["scoring"]["hazard"]["terms"].pop("female"), "'female' is missing"),
        ("score2", lambda d: d["scoring"]["hazard"]["scales"]["male"].update(low=[1]), "two numbers"),
        ("score2", lambda d: d["scoring"]["hazard"]["scales"]["male"].pop("low"), "'low' is missing"),
        ("score2", lambda d: d["scoring"]["hazard"]["terms"]["male"].update(age=0.4), "came out"),
        ("score2", lambda d: d["population"][0].update({"is": True}), "'from' and 'to', or 'is'"),
        ("score2", lambda d: d["population"].pop(0), "not refused"),
        ("score2", lambda d: d["population"][0].update(item="sex"), "not answered with a number"),
        ("score2", lambda d: d["population"][1].update(item="hdl"), "not answered with a yes or no"),
        ("score2", lambda d: d["bands"][0]["at_least"].update(high=9), "rise"),
        ("score2", lambda d: d["bands"].reverse(), "ages rise"),
        ("score2", lambda d: d["labels"].pop("high"), "not known here"),
        ("score2", lambda d: d["examples"][0].update(label="very_high"), "expects 'very_high'"),
        ("score2", lambda d: d["examples"][0].update(refused="age"), "expects a score"),
        ("score2", lambda d: d["scoring"].update(attainment={}), "exactly one way"),
        ("score2", lambda d: d.pop("licence"), "'licence' is missing"),
        ("eq5d5l_be", lambda d: d["scoring"]["value_set"]["decrements"]["pain"].pop(), "each level"),
        ("eq5d5l_be", lambda d: d["examples"][0]["answers"].update(pain=6), "none of its codes"),
        ("goal_attainment", lambda d: d["scoring"]["attainment"].update(correlation=1), "below 1"),
        (
            "belrai_screener",
            lambda d: d["scoring"]["modules"]["rules"]["heavy_need"][0]["any_of"].append({"at_least": 1, "modules": ["legs"]}),
            "not known here",
        ),
        (
            "belrai_screener",
            lambda d: d["scoring"]["modules"]["scales"]["behaviour"]["signs"].update(bands=[1, 2]),
            "six rising",
        ),
        (
            "belrai_screener",
            lambda d: d["scoring"]["modules"]["rules"]["heavy_need"][0].update(any_of=[]),
            "at least one entry",
        ),
    ],
)
def test_a_slip_is_refused_at_its_place(name, change, said):
    with pytest.raises(DefinitionError, match=said) as refused:
        slipped(name, change)
    assert refused.value.message.startswith(f"{name}.yaml: ")


def test_versions_of_one_code_follow_each_other_and_may_not_overlap(tmp_path):
    folder = tmp_path / "instruments"
    folder.mkdir()
    text = (FOLDER / "eq5d5l_be.yaml").read_text(encoding="utf-8")
    (folder / "eq5d5l_be.yaml").write_text(text.replace("valid_to: null", "valid_to: 2025-12-31"), encoding="utf-8")
    later = text.replace("id: eq5d5l_be", "id: eq5d5l_be_2026").replace("version: 1", "version: 2")
    (folder / "eq5d5l_be_2026.yaml").write_text(later.replace("2022-01-01", "2026-01-01"), encoding="utf-8")
    shelf = read_instruments(tmp_path)
    assert [shelf.named("eq5d5l", on=date(y, 12, 31)).version for y in (2025, 2026)] == [1, 2]
    with pytest.raises(UserError, match="No version of 'eq5d5l' was in force on 2021-12-31"):
        shelf.named("eq5d5l", on=date(2021, 12, 31))
    with pytest.raises(UserError, match="no instrument 'eq5d3l'"):
        shelf.named("eq5d3l", on=DAY)
    (folder / "eq5d5l_be.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="on the same days"):  # a change is seen at the next reading
        read_instruments(tmp_path)
    assert any("on the same days" in problem.message for problem in read_with_problems(tmp_path)[1])


# ---------------------------------------------------------------- on a plain table

HEAD = "who;hygiene;toilet_use;locomotion;eating\n"


def test_each_row_of_a_table_gets_its_score_or_the_reason_why_not(tmp_path, capsys):
    file = tmp_path / "adl.csv"
    file.write_text(HEAD + "b;6;6;6;6\na;0;3;0;0\nc;7;0;0;0\nd;;0;0;0\n", encoding="utf-8")
    assert main(["score", "interrai_adl_hierarchy", str(file), "--person", "who", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["score"], said["version"], said["people"]) == ("interrai_adl_hierarchy", 1, 4)
    assert [(r["who"], r["value"], r["label"]) for r in said["rows"]] == [
        ("b", 6, "level_6"), ("a", 2, "level_2"), ("c", None, None), ("d", None, None),
    ]  # fmt: skip
    assert "none of its codes" in said["rows"][2]["refused"] and "needs 'hygiene'" in said["rows"][3]["refused"]
    assert main(["score", "interrai_adl_hierarchy", str(file), "--person", "who"]) == 0
    assert "4 people" in capsys.readouterr().out


def test_an_optional_column_is_read_where_it_is_there(tmp_path):
    screener = read_instruments().named("belrai_screener", on=DAY)
    columns = {"who": ["a", "b"], "iadl": [3.5, 1.0], "adl": [2.0, 1.0], "cognition": [0.0] * 2, "psychological": [0.0] * 2}
    table = pyarrow.table({**columns, "behaviour": [0.0] * 2, "total": [5.5, 3.0]})
    parquet.write_table(table, tmp_path / "s.parquet")
    for given in (table, tmp_path / "s.parquet"):
        result = instrument_table(given, instrument=screener, person="who")
        assert result.column("value").to_pylist() == [5.5, None]
        assert "not the sum" in result.column("refused")[1].as_py()
    assert instrument_table(table.drop_columns(["total"]), instrument=screener, person="who").column("value").to_pylist() == [
        5.5,
        2,
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["interrai_cps", "FILE", "--person", "who"], "no column 'decisions'"),
        (["interrai_adl_hierarchy", "FILE", "--person", "eating"], "cannot be the same column"),
        (["interrai_adl_hierarchy", "FILE", "--person", "who", "--code", "x"], "not from codes"),
        (["score2", "FILE", "--person", "who", "--as-of", "2019-01-01"], "No version of 'score2'"),
        (["goal_attainment", "FILE", "--person", "who"], "not scored from the columns"),
        (["charlson", "FILE", "--person", "who"], "scored from codes"),
        (["interrai_cps", "FILE", "--person", "who", "--library", "nowhere"], "There is no folder"),
        (["score3", "FILE", "--person", "who"], "no score 'score3'"),
    ],
)
def test_a_wrong_question_gets_a_sentence(tmp_path: Path, capsys, words, said):
    file = tmp_path / "adl.csv"
    file.write_text(HEAD + "b;6;6;6;6\n", encoding="utf-8")
    assert main(["score", *(str(file) if w == "FILE" else w for w in words)]) in (3, 4)
    assert said in capsys.readouterr().err
