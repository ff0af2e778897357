"""Frames of a plan: what the sources name and nothing else, references that hold, and bad files refused with a sentence."""

from __future__ import annotations

import copy
import csv
import io
import re
import subprocess
import sys
from datetime import date

import pytest
import yaml

from empact.definitions.frames import COLOURS, KINDS, frames_of, read_frames
from empact.definitions.read import read_library, shipped_folder
from empact.definitions.yaml_files import load_yaml
from empact.engine.checks import check_library
from empact.terms.errors import DefinitionError

FOLDER = shipped_folder() / "frames"
LANGUAGES = ["nl", "fr", "de", "en"]
FRAMES = read_frames()
EMPACT, LEUVEN = FRAMES["empact"], FRAMES["leuven"]
PER_OBJECTIVE = [6, 7, 4, 2, 2, 2, 2, 3]
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MARKS = [24, 17, 20, 24, 24, 22, 18, 14, 22, 23, 21, 15, 24, 26, 27]


def words(text):
    """Letters and digits alone: spaces, points and dashes of the source are damaged."""
    return re.sub(r"[\W_]", "", text).casefold()


@pytest.fixture(scope="module")
def seed(shared):
    def text(number):
        return words(next((shared / "mission" / "seeds").glob(f"{number}_*")).read_text(encoding="utf-8"))

    return text


@pytest.fixture(scope="module")
def table(shared):
    """The matrix as the inventory holds it."""
    block = re.search(r"```csv\n(.*?)```", (shared / "mission" / "inventory.md").read_text(encoding="utf-8"), re.S)
    return list(csv.DictReader(io.StringIO(block[1]), delimiter=";"))


def written(path, said):
    path.write_text(yaml.dump(said, Dumper=DUMPER, sort_keys=False, allow_unicode=True), encoding="utf-8")


# ---------------------------------------------------------------- Zorgzaam Leuven


@pytest.mark.shows("MOD-06")
def test_eight_objectives_have_28_activities_in_the_words_of_the_plan(table, seed):
    assert [o.code for o in LEUVEN.of("objective")] == [f"SD{n}" for n in range(1, 9)]
    assert [sum(a.objective == o.code for a in LEUVEN.activities) for o in LEUVEN.of("objective")] == PER_OBJECTIVE
    assert len(LEUVEN.activities) == sum(PER_OBJECTIVE) == 28
    assert [(a.objective, a.code, words(a.title["nl"])) for a in LEUVEN.activities] == [
        (row["sd"], f"{row['sd']}.{row['nr']}", words(row["activity"])) for row in table
    ]
    plan = seed("004").replace("somaïsch", "somatisch")  # a letter the scan misread
    for one in (*LEUVEN.activities, *LEUVEN.of("objective")):
        assert words(one.title["nl"]) in plan, one.code
    for objective in LEUVEN.of("objective"):
        assert words(objective.about.get("nl", "")) in plan


def test_cells_are_those_of_the_table_and_all_to_be_confirmed(table):
    columns = LEUVEN.matrix.columns
    assert [c for c in columns if c[0] == "aim"] == list(columns[:5]) == [item.key for item in LEUVEN.of("aim")]
    assert [LEUVEN.items[c] for c in columns[5:]] == [t for t in LEUVEN.of("topic") if not t.missing]
    found = ["".join("x" if c in a.contributes else "." for c in columns) for a in LEUVEN.activities]
    assert found == [row["cells_1_15"] for row in table]
    assert {mark for a in LEUVEN.activities for mark in a.contributes.values()} == {"to_confirm"}
    assert LEUVEN.matrix.unsure["nl"] == "Uit OCR, te bevestigen"


def test_marks_per_column_equal_the_count_by_hand():
    assert [sum(c in a.contributes for a in LEUVEN.activities) for c in LEUVEN.matrix.columns] == MARKS


def test_cancer_screening_counts_on_seven_of_eleven_categories_of_actors(table):
    assert [a.code for a in LEUVEN.of("actor")] == [str(n) for n in range(1, 12)]
    (screening,) = [a for a in LEUVEN.activities if "kankerscreening" in a.title["nl"]]
    assert screening.actors == ("1", "4", "5", "6", "7", "9", "11")
    funds = [a.code for a in LEUVEN.activities if "9" in a.actors]
    assert "SD3.3" in funds and "SD1.1" not in funds
    for activity, row in zip(LEUVEN.activities, table, strict=True):
        assert ",".join(activity.actors) == {"1-11": "1,2,3,4,5,6,7,8,9,10,11", "2-6": "2,3,4,5,6"}.get(
            row["actors"], row["actors"]
        )


def test_what_the_plan_counts_and_does_not_name_is_empty_with_a_reason():
    assert [bool(t.missing) for t in LEUVEN.of("topic")] == [False] * 10 + [True] * 3
    assert [bool(d.missing) for d in LEUVEN.of("domain")] == [True] * 8
    assert all(not i.title for frame in FRAMES.values() for i in frame.items.values() if i.missing)
    assert LEUVEN.vision.year is None
    assert not [a for a in LEUVEN.activities if a.programme]  # the plan ties none to a work package


def test_eight_assignments_stand_in_the_words_of_the_plan_and_eight_topics_lead_to_them(seed):
    plan = seed("004").replace("zorgpadzorgpad", "zorgpad")  # the plan says the word twice
    assert len(LEUVEN.of("assignment")) == 8
    assert all(words(a.title["nl"]) in plan for a in LEUVEN.of("assignment"))
    reached = [t.maps_to for t in LEUVEN.of("topic") if t.maps_to]
    assert sorted(reached) == [a.key for a in LEUVEN.of("assignment")]
    assert [p.code for p in LEUVEN.of("programme")] == ["WP1", "WP2", "WP3", "WP4"]
    assert all(words(p.title["nl"]) in plan for p in LEUVEN.of("programme"))


def test_phases_are_told_apart_without_colour_and_three_map_onto_four():
    four, three = LEUVEN.of("phase", scheme="activities"), LEUVEN.of("phase", scheme="work_packages")
    assert LEUVEN.schemes("phase") == ("activities", "work_packages")
    assert [p.code for p in four] == ["development", "pilot", "implementation", "embedding"]
    assert [p.colour for p in four] == list(COLOURS)
    assert len({p.pattern for p in four}) == 4
    assert [p.maps_to for p in three] == [p.key for p in four[:3]]
    for one, other in zip(three, four, strict=False):
        assert (one.colour, one.pattern) == (other.colour, other.pattern)


# ---------------------------------------------------------------- EMPACT!


@pytest.mark.shows("MOD-12")
def test_there_are_exactly_six_values_in_the_words_of_the_note(seed):
    assert [v.title["nl"].lower() for v in EMPACT.of("value")] == [
        "persoonlijk comfort en gevoel",
        "veiligheidsgevoel",
        "privacy",
        "fundamenteel respect",
        "aandacht voor vereenzaming",
        "flexibele zorg",
    ]
    *first, last = (words(v.title["nl"]) for v in EMPACT.of("value"))
    assert f"namelijk{''.join(first)}en{last}" in seed("001")


@pytest.mark.shows("MOD-05")
def test_five_objectives_each_have_an_operational_level_that_was_not_supplied(seed):
    objectives = EMPACT.of("objective")
    assert [o.code for o in objectives] == ["SO1", "SO2", "SO3", "SO4", "SO5"]
    note = seed("001")
    assert all(words(o.title["nl"]) in note for o in objectives)
    for objective in objectives:
        (below,) = EMPACT.of("objective", parent=objective.code)
        assert below.title == {} and below.missing["nl"].startswith("Niet meegeleverd")


def test_vision_and_promises_are_those_of_the_note(seed):
    assert EMPACT.vision.year == 2021
    assert words(EMPACT.vision.text["nl"]) in seed("001")
    assert "".join(p.code for p in EMPACT.of("promise")) == "EMPACT"
    note = seed("001").replace("ð", "")  # a damaged dash
    assert all(words(f"{p.code}{p.title['nl']}") in note for p in EMPACT.of("promise"))


def test_programmes_hold_their_action_lines_and_each_action_has_one_primary_programme(seed):
    assert [p.code for p in EMPACT.of("programme")] == ["AP1", "AP2", "AP3", "LN"]
    assert [len(EMPACT.of("programme", parent=p.code)) for p in EMPACT.of("programme")] == [6, 5, 5, 3]
    assert [sum(a.programme == p.code for a in EMPACT.activities) for p in EMPACT.of("programme")] == [6, 11, 8, 3]
    for activity in EMPACT.activities:
        assert EMPACT.items["programme", activity.line].parent == activity.programme
    lines = {line.code for p in EMPACT.of("programme") for line in EMPACT.of("programme", parent=p.code)}
    assert {a.line for a in EMPACT.activities} == lines
    per_line = {line: sum(a.line == line for a in EMPACT.activities) for line in lines}
    assert (per_line["AP2.2"], per_line["AP2.5"], per_line["AP3.3"]) == (3, 4, 4)


def test_components_have_two_schemes_and_four_places_without_a_name():
    assert EMPACT.schemes("component") == ("2017", "2023")
    old, new = EMPACT.of("component", scheme="2017"), EMPACT.of("component", scheme="2023")
    assert (len(old), len(new)) == (14, 18)
    assert [i.missing != {} for i in new] == [False] * 14 + [True] * 4
    assert [EMPACT.items[i.maps_to].title for i in old] == [i.title for i in old]
    assert all(i.unsure for i in (*old, *new) if not i.missing)  # the wording was not read in a source


def test_a_list_that_a_frame_takes_is_that_of_the_other():
    for kind in ("aim", "component"):
        assert LEUVEN.of(kind) == EMPACT.of(kind)
    for kind in ("assignment", "actor", "level", "phase"):
        assert EMPACT.of(kind) == LEUVEN.of(kind)
    assert [a.code for a in EMPACT.of("aim")] == ["experience", "value", "health", "equity", "workforce"]
    assert [i.code for i in EMPACT.of("level")] == ["micro", "neighbourhood", "meso", "macro"]


def test_aims_are_those_by_which_indicators_are_sorted():
    assert {a.code for a in EMPACT.of("aim")} == {i.aim for i in read_library().indicators.values()}


# ---------------------------------------------------------------- all


@pytest.mark.parametrize("frame", FRAMES.values(), ids=lambda f: f.id)
def test_every_title_and_reason_is_there_in_four_languages(frame):
    texts = [frame.title, frame.vision.text]
    for item in frame.items.values():
        texts += [text for text in (item.title, item.missing, item.about, item.unsure) if text]
        assert bool(item.title) != bool(item.missing)
        assert item.kind in KINDS
    assert all(list(text) == LANGUAGES and all(text.values()) for text in texts)
    assert all(a.title["nl"] for a in frame.activities)


def test_the_library_holds_the_same_frames_and_reading_them_loads_no_table():
    assert read_library().frames == FRAMES
    said = (
        "import sys; from empact.definitions.frames import read_frames; read_frames(); "
        "print(' '.join(m for m in sys.modules if m.startswith('empact.') or m in ('numpy', 'pyarrow', 'duckdb')))"
    )
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    assert {name.split(".")[1] if "." in name else name for name in loaded} == {"definitions", "terms"}


def test_a_region_adds_its_own_frame_and_replaces_a_shipped_one(tmp_path):
    (tmp_path / "frames").mkdir()
    own = {k: copy.deepcopy(v) for k, v in load_yaml(FOLDER / "leuven.yaml").items() if k not in ("activities", "matrix")}
    own |= {"id": "kempen", "takes": {"empact": ["aim", "value"]}, "lists": {"level": own["lists"]["level"]}}
    written(tmp_path / "frames" / "kempen.yaml", own)
    frames = read_frames(tmp_path)
    assert set(frames) == {"empact", "leuven", "kempen"}
    assert [len(frames["kempen"].of(kind)) for kind in ("aim", "value", "level", "objective")] == [5, 6, 4, 0]
    own |= {"id": "leuven", "version": 2}
    written(tmp_path / "frames" / "leuven.yaml", own)
    with pytest.raises(DefinitionError, match=r"empact.yaml: takes.leuven.0: frame 'leuven' has no list"):
        read_frames(tmp_path)
    report = check_library([tmp_path], as_of=date(2027, 11, 28))
    assert [p.message for p in report.problems] == [
        "empact.yaml: takes.leuven.0: frame 'leuven' has no list of its own of kind 'assignment'."
    ]
    assert "kempen.yaml: review was due on 2027-11-26." in report.warnings


def activity(n, **change):
    return lambda d: d["activities"][n].update(change)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("leuven", lambda d: d["lists"].update(goal=[]), "no key 'goal'"),
        (
            "leuven",
            lambda d: d["lists"]["objective"].append(d["lists"]["objective"][0]),
            "two of kind 'objective' with code 'SD1'",
        ),
        ("leuven", lambda d: d["lists"]["objective"][0].update(missing="topics"), "a title, or says why it is empty"),
        ("leuven", lambda d: d["lists"]["objective"][0].pop("title"), "a title, or says why it is empty"),
        ("leuven", lambda d: d["lists"]["objective"][0]["title"].pop("de"), "'de' is missing"),
        ("leuven", lambda d: d["lists"]["topic"][12].update(missing="nobody"), "'nobody' is not known here"),
        ("leuven", lambda d: d["lists"]["topic"][0].update(maps_to="assignment.9"), "'9' is no assignment of this frame"),
        ("leuven", lambda d: d["lists"]["topic"][0].update(maps_to="assignment"), "no kind and code"),
        ("leuven", lambda d: d["lists"]["phase"]["activities"][1].update(pattern="dots"), "same pattern"),
        ("leuven", lambda d: d["lists"]["phase"]["activities"][1].pop("pattern"), "'pattern' is missing"),
        ("leuven", lambda d: d["lists"]["phase"]["activities"][1].update(colour="mauve"), "'mauve' is not known here"),
        ("leuven", lambda d: d["lists"].update(aim=d["lists"]["level"]), "has a list of kind 'aim' already"),
        ("leuven", lambda d: d["takes"].update(kempen=["aim"]), "no other frame 'kempen'"),
        ("leuven", lambda d: d["takes"].update(leuven=["level"]), "no other frame 'leuven'"),
        ("leuven", lambda d: d["matrix"]["columns"].append("topic.14"), "'14' is no topic of this frame"),
        ("leuven", lambda d: d["matrix"]["columns"].append("topic.1"), "'topic.1' is a column twice"),
        ("leuven", lambda d: d["matrix"]["columns"].pop(), "it has 15 cells, and the matrix 14 columns"),
        ("leuven", activity(4, cells="x"), "activities.4.cells: it has 1 cells, and the matrix 15 columns"),
        ("leuven", activity(4, cells="x.xxxx.xxxxxxx?"), "a cell is x or a point"),
        ("leuven", activity(4, objective="SD9"), "'SD9' is no objective of this frame"),
        ("leuven", lambda d: d["activities"][4].pop("objective"), "names an objective or a programme"),
        ("leuven", activity(4, actors="1,12"), "'12' is no actor of this frame"),
        ("leuven", activity(4, actors="1-3,2"), "an actor is named twice"),
        ("leuven", activity(4, actors="3-1"), "'3-1' runs backwards"),
        ("leuven", activity(4, code="SD1.1"), "two activities with code 'SD1.1'"),
        ("leuven", lambda d: d["activities"][4].update(title={"fr": "x"}), "'nl' is missing"),
        ("leuven", lambda d: d["vision"].pop("year"), "'year' is missing"),
        ("empact", activity(0, programme="AP9"), "'AP9' is no programme of this frame"),
        ("empact", activity(0, cells="x"), "it has 1 cells, and the matrix 0 columns"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(tmp_path, name, change, said):
    files = {path.stem: path for path in FOLDER.glob("*.yaml")}
    slipped = copy.deepcopy(load_yaml(files[name]))
    change(slipped)
    files[name] = tmp_path / f"{name}.yaml"
    written(files[name], slipped)
    _, problems = frames_of(files)
    assert problems and said in problems[0].message and problems[0].message.startswith(f"{name}.yaml: ")
