"""Resources of care against what HL7 and HL7 Belgium publish: every example comes back equal, every table is as published."""

from __future__ import annotations

import gzip
import json
from functools import cache

import pytest

from empact.fhir.resources import KINDS, lacks, read, write
from empact.fhir.resources.profiles import BASE, BELGIAN, SCORE_CATEGORIES, SCORES
from empact.fhir.resources.shape import elements_of

from ..fhir_schema import problems_of

BUILT = {  # types of FHIR whose JSON is a number or a truth value; all others are texts or objects
    "flag": "boolean", "whole": "number", "decimal": "number",
}  # fmt: skip


@cache
def unzipped(path):
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return json.load(stream)


def resources_in(said):
    if isinstance(said, dict):
        if said.get("resourceType") in KINDS:
            yield said
        for value in said.values():
            yield from resources_in(value)
    elif isinstance(said, list):
        for value in said:
            yield from resources_in(value)


@cache
def examples(shared):
    with gzip.open(shared / "data/fhir-r4-examples/examples.ndjson.gz", "rt", encoding="utf-8") as lines:
        return [one for line in lines for one in resources_in(json.loads(line))]


# ---------------------------------------------------------------- examples


@pytest.mark.parametrize("kind", KINDS)
def test_every_published_example_comes_back_equal_also_inside_others(shared, kind):
    mine = [one for one in examples(shared) if one["resourceType"] == kind]
    assert len(mine) >= 4
    for came in mine:
        typed = read(came)
        assert write(typed) == came
        assert read(write(typed)) == typed
        assert not problems_of(came, shared)


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_of_a_published_example_is_left_unread(shared, kind):
    """What is carried along of an example has no field here; a field that does not hold what it is for would be at fault."""
    unread = set()
    for came in examples(shared):
        if came["resourceType"] == kind:
            names = {e.name for e in elements_of(KINDS[kind]).values() if not e.choices and not e.url}
            unread |= {(came["id"], key) for key in read(came).rest if key in names}
    assert not unread


@pytest.mark.shows("F13")
def test_every_example_of_the_belgian_guides_comes_back_equal(shared):
    files = sorted((shared / "data/be-fhir/examples").glob("*.json"))
    assert len(files) >= 11
    typed = 0
    notes = []
    for file in files:
        came = json.loads(file.read_text(encoding="utf-8"))
        assert write(read(came)) == came, file.name
        assert not problems_of(came, shared), file.name
        notes += getattr(read(came), "notes", ())
        typed += came["resourceType"] in KINDS
    assert typed >= 1
    assert [(note.text, note.codes[0].code_in("http://snomed.info/sct")) for note in notes] == [
        ("coded annotation", "272393004")
    ]


@pytest.mark.parametrize("kind", ["CarePlan", "Goal", "Observation"])
def test_bulk_exports_come_back_equal(shared, kind):
    files = sorted((shared / "data/fhir-synthea-319/ndjson").glob(f"{kind}*"))
    assert files
    seen = 0
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for line in lines:
                came = json.loads(line)
                assert write(read(came)) == came
                seen += 1
                if seen == 2000:
                    return
    assert seen >= 500


# ---------------------------------------------------------------- definitions


def definitions_of(shared):
    found = {}
    for entry in unzipped(shared / "data/fhir-r4-definitions/profiles-resources.json.gz")["entry"]:
        one = entry["resource"]
        if one["resourceType"] == "StructureDefinition" and one.get("name") in KINDS:
            found[one["name"]] = [e | {"path": e["path"].partition(".")[2]} for e in one["differential"]["element"]]
    return found


def test_what_fhir_asks_for_is_as_published(shared):
    for kind, elements in definitions_of(shared).items():
        assert {e["path"] for e in elements if e["path"] and e.get("min", 0) > 0} == BASE[kind], kind


def test_each_profile_is_as_published(shared):
    by_url = {}
    for file in (shared / "data/be-fhir/profiles").glob("*.json"):
        one = json.loads(file.read_text(encoding="utf-8"))
        by_url[one["url"]] = one
    for kind, profile in BELGIAN.items():
        needs, points, extensions = set(BASE[kind]), {}, {}
        for e in by_url[profile.url]["differential"]["element"]:
            path = e["path"].partition(".")[2]
            targets = {kind_of(t, by_url) for t in e["type"][0].get("targetProfile", ())} if "type" in e else set()
            if e["id"].startswith(f"{kind}.extension:"):
                if e["id"].endswith(".value[x]"):
                    extensions[list(extensions)[-1]] = targets
                elif e["min"] > 0:
                    extensions[e["type"][0]["profile"][0]] = set()
                continue
            if e.get("min", 0) > 0 and path != "extension":
                needs.add(e["sliceName"] if e.get("sliceName") else path)
            if targets and "[x]" not in path:
                points[path] = targets
            assert not [key for key in e if key.startswith(("fixed", "pattern"))], "a fixed value that is not checked"
        needs.discard("effective[x]")  # its one slice says more
        assert needs == profile.needs, kind
        assert points == {path: set(kinds) for path, kinds in profile.points.items()}, kind
        assert extensions == {url: set(kinds) for url, kinds in profile.extensions.items()}, kind


def kind_of(url, by_url):
    while url in by_url:
        url = by_url[url]["baseDefinition"]
    name = url.rpartition("/")[2]
    return name.removeprefix("be-").capitalize().replace("Practitionerrole", "PractitionerRole") if "be-" in name else name


def test_the_lists_of_scores_are_where_the_profile_looks(shared):
    folder = shared / "data/be-fhir/terminology"
    for name, systems in (
        ("be-vs-score", BELGIAN["Observation"].systems["code"]),
        ("be-vs-scorecategory", (SCORE_CATEGORIES,)),
    ):
        said = json.loads((folder / f"ValueSet-{name}.json").read_text(encoding="utf-8"))
        assert {one["system"] for one in said["compose"]["include"]} == set(systems)
    codes = json.loads((folder / "CodeSystem-be-cs-score.json").read_text(encoding="utf-8"))
    assert codes["url"] == SCORES and "other" in {one["code"] for one in codes["concept"]}


# ---------------------------------------------------------------- fields


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_is_an_element_of_the_schema_of_its_kind_and_multiplicity(shared, kind):
    schema = unzipped(shared / "data/fhir-r4-definitions/fhir.schema.json.gz")["definitions"]
    bound = [e["binding"].get("valueSet", "").split("|")[0] for e in definitions_of(shared)[kind] if "binding" in e]
    check_fields(KINDS[kind], schema[kind]["properties"], schema, [words_of(one, shared) for one in bound], set())


def words_of(value_set, shared):
    """The codes of a published value set, with those below others."""
    listed = {
        e["resource"]["url"]: e["resource"] for e in unzipped(shared / "data/fhir-r4-definitions/valuesets.json.gz")["entry"]
    }
    found = set()
    for one in listed.get(value_set, {}).get("compose", {}).get("include", ()):
        waiting = list(one.get("concept") or listed.get(one.get("system"), {}).get("concept", ()))
        while waiting:
            concept = waiting.pop()
            found.add(concept["code"])
            waiting += concept.get("concept", ())
    return found


def check_fields(part, properties, schema, lists, seen):
    if part in seen:
        return
    seen.add(part)
    for one in elements_of(part).values():
        for name, kind in [(one.name + c, k) for c, k in one.choices.items()] or [(one.name, one.kind)]:
            if one.url:
                name, said = "extension", schema["Extension"]["properties"][one.name]
            else:
                said = properties[name]
                assert (said.get("type") == "array") == one.many, (part, name)
                said = said.get("items", said)
            while "$ref" in said:
                said = schema[said["$ref"].removeprefix("#/definitions/")]
            if kind.part is not None:
                check_fields(kind.part(), said["properties"], schema, lists, seen)
            elif kind.words and "enum" in said:
                assert set(kind.words) == set(said["enum"]), (part, name)
            elif kind.words:  # bound to a list, which stands in the definitions
                assert set(kind.words) in lists, (part, name)
            else:
                assert said.get("type", "string") == BUILT.get(kind.name, "string"), (part, name)


def test_examples_that_lack_what_their_profile_asks_are_told_so(shared):
    """Of the examples of HL7 no Task names a candidate, and every CarePlan, CareTeam and Goal keeps the Belgian profile."""
    by_kind = {kind: [lacks(one) for one in examples(shared) if one["resourceType"] == kind] for kind in KINDS}
    assert all(by_kind["Task"])
    for kind in ("CarePlan", "CareTeam", "Goal", "Consent", "Questionnaire", "QuestionnaireResponse"):
        assert not any(by_kind[kind]), kind
