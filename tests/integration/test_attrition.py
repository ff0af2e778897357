"""How many people remain after each rule: equal to the batch run, whatever is changed; small numbers told to nobody."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter as Counts

import numpy as np
import pytest

from empact.cli.main import main
from empact.definitions.grammar import Context, read_flag
from empact.definitions.place import Place
from empact.definitions.read import read_library
from empact.engine.attrition import Counter, answer, opened, places, read_document, written
from empact.engine.evaluate import evaluate
from empact.engine.run import run
from empact.terms.errors import DefinitionError, UserError

TEN = {
    "rule": {
        "all_of": [
            {"aged": {"from": 18}},
            {"conditions_at_least": 1},
            {"dispensed": {"atc": ["A-V"]}, "within": "365 days", "at_least": 2},
            {"any_of": [{"has": "hypertension"}, {"has": "diabetes"}, {"determinant": "low_income"}]},
            {"visited": {"kind": "outpatient"}, "within": "365 days", "at_least": 1},
            {"dispensed": {"atc": ["C"]}, "within": "730 days"},
            {"recorded": {"icpc2": ["K86", "T90", "R05"], "icd10": ["A00-Z99"]}, "unless": [{"has": "dementia"}]},
            {"systems_at_least": 1},
            {"at_least_of": {"n": 1, "of": [{"sex": "female"}, {"aged": {"from": 40}}]}},
            {"dispensed": {"atc": ["A-V"]}, "except": {"atc": ["D"]}, "within": "365 days", "codes_at_least": 1, "level": 3},
        ]
    }
}


@pytest.fixture(scope="module")
def counter(region, region_results, library):
    with Counter(region, region_results, library) as made:
        yield made


def flags(counter, rule):
    return read_flag(Place("test"), rule, Context(counter.library.codelists))


def test_ten_rules_count_as_the_batch_counts_them(counter, region, library, region_results):
    """Each rule by itself and all so far, asked rule by rule of the warm counter and at once of the whole register."""
    found = answer(counter, read_document(TEN, library), internal=True)
    rules = TEN["rule"]["all_of"]
    asked = {f"alone {i}": flags(counter, rule) for i, rule in enumerate(rules)}
    asked |= {f"after {i}": flags(counter, {"all_of": rules[: i + 1]}) for i in range(len(rules))}
    batch = evaluate(region, asked, region_results.as_of, library)
    here = counter.everybody
    steps = [s for s in found.steps if len(s.rule.path) == 3]
    assert [s.rule.path[-1] for s in steps] == list(range(10))
    assert [s.meets for s in steps] == [int((batch[f"alone {i}"].to_numpy() & here).sum()) for i in range(10)]
    assert [s.after for s in steps] == [int((batch[f"after {i}"].to_numpy() & here).sum()) for i in range(10)]
    assert found.now == steps[-1].after and found.people == region_results.population["observed"]
    assert sorted((s.after for s in steps), reverse=True) == [s.after for s in steps] and found.now > 0


@pytest.mark.parametrize(
    ("asked", "change"),
    [
        (
            "condition:diabetes",
            lambda d: d["evidence"].update(dispensing={"dispensed": {"atc": ["A10", "C03"]}, "within": "730 days"}),
        ),
        ("condition:copd", lambda d: d["evidence"].pop(next(iter(d["evidence"])))),
        ("determinant:polypharmacy_ima5", lambda d: d["rule"].update(codes_at_least=3)),
    ],
)
def test_an_edited_definition_counts_as_a_run_with_it_would(counter, region, library, region_results, tmp_path, asked, change):
    document = opened(asked, library, [])
    assert answer(counter, read_document(document, library), internal=True).gained == 0
    document["examples"] = [{k: v for k, v in e.items() if k != "evidence"} for e in document["examples"]]
    change(document)
    document["version"] += 1
    found = answer(counter, read_document(document, library), internal=True)
    kind, _, name = asked.partition(":")
    folder = tmp_path / "library" / f"{kind}s"
    folder.mkdir(parents=True)
    (folder / f"{name}.yaml").write_text(written(document, library), encoding="utf-8")
    other = run(
        region, as_of=region_results.as_of, results=tmp_path / "out", library=read_library(tmp_path / "library")
    ).results
    cells = other.table("cell").to_pylist()
    assert found.now == sum(c["n"] for c in cells if (c["kind"], c["id"]) == (kind, name))
    assert found.now - found.before == found.gained - found.lost
    assert found.gained or found.lost


def test_a_segment_counts_each_class_and_who_moves(counter, library, region_results):
    document = opened("segment:popbox", library, [])
    document["classes"][0]["when"]["conditions_at_least"] = 3
    found = answer(counter, read_document(document, library), internal=True)
    n = region_results.table("person_profile", ["n_conditions", "status"]).to_pydict()
    of = np.array([c for c, s in zip(n["n_conditions"], n["status"], strict=True) if s == "observed"])
    assert [s.after for s in found.steps] == [(of >= 3).sum(), (of == 2).sum(), (of == 1).sum(), (of == 0).sum()]
    assert found.moved == (of == 3).sum() > 0


def test_exceptions_are_taken_from_those_who_meet_the_rest(counter, library):
    rule = {"has": "hypertension", "unless": [{"aged": {"from": 65}}]}
    found = answer(counter, read_document({"rule": rule}, library), internal=True)
    whole, exception = found.steps
    hypertension = counter.flags(flags(counter, {"has": "hypertension"}))
    old = counter.flags(flags(counter, {"aged": {"from": 65}}))
    assert (exception.meets, exception.after) == (old.sum(), (hypertension & ~old).sum())
    assert whole.meets == whole.after == exception.after


def test_no_two_numbers_differ_by_a_few_people_and_none_is_small(counter, library):
    """Cut-offs moved one by one over a tail: what is told never isolates fewer than five people."""
    for years in range(60, 111):
        told = answer(counter, read_document({"rule": {"aged": {"from": years}}}, library))
        exact = answer(counter, read_document({"rule": {"aged": {"from": years}}}, library), internal=True)
        assert told.now in (None, exact.now)
        assert (told.now is None) == (0 < exact.now < 5)
    both = {"rule": {"all_of": [{"aged": {"from": 60}}, {"aged": {"from": 60}, "unless": [{"aged": {"from": 99}}]}]}}
    steps = answer(counter, read_document(both, library)).steps
    shown = [n for s in steps for n in (s.meets, s.after) if n is not None]
    assert not [1 for a in shown for b in shown if 0 < abs(a - b) < 5]


def test_what_moves_a_few_people_shows_no_number_beside_the_one_in_force(counter, library):
    document = opened("determinant:age_85_plus", library, [])
    few = next(y for y in range(86, 112) if 0 < counter.flags(flags(counter, {"aged": {"from": y}})).sum() < 5)
    document["rule"] = {"aged": {"from": 85}, "unless": [{"aged": {"from": few}}]}
    found = answer(counter, read_document(document, library))
    assert found.before is not None and (found.now, found.gained, found.lost) == (None, None, None)
    assert found.steps[0].meets is None


def test_a_sensitive_rule_hides_more(counter, library):
    sensitive = next(c.id for c in library.conditions.values() if c.sensitive)
    n = next(y for y in range(18, 111) if 5 <= counter.flags(flags(counter, {"aged": {"from": y}})).sum() < 10)
    rule = {"any_of": [{"aged": {"from": n}}, {"all_of": [{"has": sensitive}, {"aged": {"from": n}}]}]}
    assert answer(counter, read_document({"rule": rule}, library)).now is None


def test_a_rule_that_was_asked_is_not_read_again(counter, library, monkeypatch):
    asked = []
    each = Counter._each
    monkeypatch.setattr(Counter, "_each", lambda self, ask: asked.append(ask) or each(self, ask))
    answer(counter, read_document(TEN, library))
    asked.clear()
    changed = json.loads(json.dumps(TEN))
    changed["rule"]["all_of"][5]["within"] = "400 days"
    answer(counter, read_document(changed, library))
    assert len(asked) == 1


def test_a_wrong_edit_is_a_sentence_with_its_place(library):
    document = opened("condition:diabetes", library, [])
    document["evidence"]["gp_code"]["recorded"] = {"icpc2": ["NOPE"]}
    with pytest.raises(DefinitionError, match="evidence.gp_code.recorded"):
        read_document(document, library)
    with pytest.raises(UserError, match="no condition"):
        opened("condition:nothing", library, [])


def test_what_is_written_is_what_was_opened(library):
    for kind, definition in library.definitions():
        if kind in ("condition", "determinant", "segment"):
            document = opened(f"{kind}:{definition.id}", library, [])
            assert read_document(document, library).definition == definition


def ask(monkeypatch, capsys, region, results, *questions):
    lines = "".join((q if isinstance(q, str) else json.dumps(q)) + "\n" for q in questions)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    folders = ["--register", str(region.folder), "--results", str(results.folder)]
    assert main(["attrition", "--keep-open", *folders]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_kept_open_it_answers_line_by_line(monkeypatch, capsys, region, region_results, counter, library):
    bad = {"id": 4, "definition": {"rule": {"nothing": 1}}}
    said = ask(monkeypatch, capsys, region, region_results, {"id": 1, "open": "condition:diabetes"}, "no json", [], bad)
    assert said[0]["id"] == 1 and said[0]["document"]["evidence"]["gp_code"]
    assert all(one["problem"] and one["id"] is None for one in said[1:3])
    assert "there is no key 'nothing'" in said[3]["problem"]
    document = said[0]["document"]
    document["evidence"].pop("gp_code")
    for example in document["examples"]:
        example.pop("evidence", None)
    (found, text) = ask(monkeypatch, capsys, region, region_results, {"id": 5, "definition": document}, {"write": document})
    expected = answer(counter, read_document(document, library)).plain()
    assert {k: found[k] for k in expected} == json.loads(json.dumps(expected))
    assert [f["example"] for f in found["failed"]] == ["a practice code"]
    assert text["text"].startswith("id: diabetes\n") and "reviewed: 2026-" in text["text"]


def test_once_as_a_table_csv_and_json(capsys, tmp_path, region, region_results):
    folders = ["--register", str(region.folder), "--results", str(region_results.folder)]
    (tmp_path / "own.yaml").write_text(json.dumps(TEN), encoding="utf-8")
    assert main(["attrition", f"file:{tmp_path / 'own.yaml'}", *folders]) == 0
    assert "people:" in capsys.readouterr().out
    assert main(["attrition", "condition:diabetes", *folders, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("rule,meets,after\ngp_code,")
    assert main(["attrition", "segment:popbox", *folders, "--format", "json", "--out", str(tmp_path / "a.json")]) == 0
    assert json.loads((tmp_path / "a.json").read_text())["moved"] == 0
    assert main(["attrition", *folders]) == 3
    assert main(["attrition", f"file:{tmp_path / 'own.yaml'}", *folders, "--by", "zone", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("area,name,meets\nzone:")


@pytest.mark.parametrize("level", ["zone", "municipality"])
def test_people_of_a_rule_by_area_are_those_of_the_run_and_no_small_number_is_told(counter, library, region_results, level):
    document = opened("condition:hypertension", library, [])
    exact = {p["area"]: p["meets"] for p in places(counter, read_document(document, library), level, internal=True)}
    profile = region_results.table("person_profile", ["person_id", "status", f"area_{level}"]).to_pydict()
    lives = dict(zip(profile["person_id"], zip(profile["status"], profile[f"area_{level}"], strict=True), strict=True))
    rows = region_results.table("person_condition", ["person_id", "condition"]).to_pydict()
    has = Counts(
        lives[p][1] or f"{level}/"
        for p, c in zip(rows["person_id"], rows["condition"], strict=True)
        if c == "hypertension" and lives[p][0] == "observed"
    )
    assert {area: n for area, n in exact.items() if n} == has
    told = {p["area"]: p["meets"] for p in places(counter, read_document(document, library), level, threshold=20)}
    assert told.keys() == exact.keys()
    assert all(n in (None, exact[area]) and not 0 < (n or 0) < 20 for area, n in told.items())
    assert any(told.values())


def test_what_is_hidden_of_one_area_is_not_the_difference_of_others(counter, library):
    """Of each zone: its municipalities less those that are told leave nothing, or at least as many as may be told."""
    document = read_document(opened("condition:hypertension", library, []), library)
    zones = {p["area"]: p["meets"] for p in places(counter, document, "zone", threshold=15)}
    towns = {p["area"]: p["meets"] for p in places(counter, document, "municipality", threshold=15)}
    exact = {p["area"]: p["meets"] for p in places(counter, document, "municipality", internal=True)}
    tree = counter.results.manifest["areas"]
    hidden = 0
    for zone, n in zones.items():
        inside = [t for t in towns if zone in tree.get(t, {}).get("parents", ())]
        away = [t for t in inside if towns[t] is None and exact[t]]
        hidden += len(away)
        if n is not None and away:
            assert n - sum(towns[t] or 0 for t in inside) >= 15
    assert hidden


def test_an_area_in_which_a_draft_moves_a_few_people_shows_no_number(counter, library):
    document = opened("condition:copd", library, [])
    document["evidence"] = dict(list(document["evidence"].items())[:1])
    document["examples"] = [{k: v for k, v in e.items() if k != "evidence"} for e in document["examples"]]
    draft, in_force = read_document(document, library), read_document(opened("condition:copd", library, []), library)
    now, then = ({p["area"]: p["meets"] for p in places(counter, d, "municipality", internal=True)} for d in (draft, in_force))
    few = {a for a in then if 0 < then[a] - now[a] < 5}
    assert few
    told = {p["area"]: p["meets"] for p in places(counter, draft, "municipality")}
    assert all(told[a] is None for a in few)


def test_a_segment_has_no_one_place_and_a_level_that_is_not_known_is_refused(counter, library):
    for asked, level in (("segment:popbox", "zone"), ("condition:copd", "neighbourhood")):
        with pytest.raises(UserError):
            places(counter, read_document(opened(asked, library, []), library), level)
