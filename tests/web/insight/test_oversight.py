"""What was loaded, by which rules, whom a draft would move, and zones side by side: as released, and who sees it."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
import shutil
from html import escape
from urllib.parse import quote_plus

import pytest

from empact.cli.main import main
from empact.web.insight import drafts
from empact.web.insight.bring import bring, put_in_force
from empact.web.insight.models import LoadAnswer
from empact.web.kernel import jobs
from empact.web.kernel.models import AuditEntry, Job

from ..kernel.test_jobs import AT


@pytest.fixture
def client(cast):
    return cast.client(cast.user("Nele", "analyst"))


def said(mill, name):
    place = mill / "released" / "versions" / (mill / "released" / "CURRENT").read_text().strip() / name
    return json.loads(place.read_text(encoding="utf-8"))


def rows_of(answer):
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


def test_loads_show_what_came_in_and_that_it_adds_up(client, mill, months):
    page = client.get("/loads/").content.decode()
    loads = said(mill, "loads.json")
    assert "It adds up." in page and f"{loads['equation']['rows_in']:,}" in page
    assert all(source["name"] in page for source in loads["sources"])


def test_checks_can_be_narrowed_and_hide_what_the_package_hides(client, mill, months):
    findings = said(mill, "loads.json")["findings"]
    every = rows_of(client.get("/loads/checks/?format=csv"))
    assert [r["finding"] for r in every] == [f["finding"]["en"] for f in findings]
    for row, finding in zip(every, findings, strict=True):
        assert (row["share"] == "hidden") == (finding["hidden"] == "true")
    passed = rows_of(client.get("/loads/checks/?verdict=ok&format=csv"))
    assert {r["verdict"] for r in passed} == {"in order"} and 0 < len(passed) <= len(every)


def open_checks(client):
    return [r for r in rows_of(client.get("/loads/checks/?format=csv")) if r["verdict"] != "in order"]


def test_each_warning_of_a_load_is_answered_with_a_reason_and_a_later_load_is_asked_about_anew(client, cast, mill, months):
    loads = said(mill, "loads.json")
    warning = next(f for f in loads["findings"] if f["verdict"] != "ok")
    many = sum(f["verdict"] != "ok" for f in loads["findings"]) + len(loads["rejects"])
    assert f"Warnings without an answer: {many} of {many}." in client.get("/loads/").content.decode()
    page = client.get("/loads/checks/").content.decode()
    link = re.search(rf'href="(/loads/warning/[?]name={re.escape(quote_plus(warning["id"]))})"', page)[1]
    form = client.get(link).content.decode()
    assert escape(warning["finding"]["en"]) in form
    assert client.post(link, {"verdict": "explained", "note": " "}).status_code == 422
    assert client.post(link, {"verdict": "again", "note": "A file of two practices is missing."}).status_code == 302
    assert "To be loaded again for: 1." in client.get("/loads/").content.decode()
    assert client.post(link, {"verdict": "explained", "note": "Two practices stopped."}).status_code == 302
    (answered,) = [r for r in open_checks(client) if r["answer"]]
    assert (answered["answer"], answered["why"]) == ("seen, and explained", "Two practices stopped.")
    assert f"Warnings without an answer: {many - 1} of {many}." in client.get("/loads/checks/").content.decode()
    assert [a.verdict for a in LoadAnswer.objects.all()] == ["explained", "again"], "what was said before is kept"
    assert AuditEntry.objects.filter(event="insight.load_answered").count() == 2
    other = cast.client(cast.user("Dirk", "dpo"))
    assert "Two practices stopped." in other.get("/loads/checks/").content.decode()
    assert link not in other.get("/loads/checks/").content.decode() and other.get(link).status_code == 403
    assert client.get("/loads/warning/?name=nothing").status_code == 404
    first = next(f for f in loads["findings"] if f["verdict"] != "ok" and f["id"] != warning["id"])
    form = client.get("/loads/warning/").content.decode()
    assert f'name="warning" value="{escape(first["id"])}"' in form, "without a name: the first that has no answer"
    LoadAnswer.objects.filter(verdict="again").delete()
    typed = {"warning": warning["id"], "verdict": "again", "note": "More is missing."}
    assert client.post("/loads/warning/", typed).status_code == 302
    assert LoadAnswer.objects.first().warning == warning["id"], "what its writer saw is answered, whatever is the first by now"
    LoadAnswer.objects.update(load="v000001 another day")
    assert not [r for r in open_checks(client) if r["answer"]]


def test_a_place_with_many_fewer_people_than_by_the_load_before_is_a_warning(client, mill, months, settings, tmp_path):
    assert "Beside the load before" not in client.get("/loads/").content.decode()
    place, later = mill / "released" / "versions" / (mill / "released" / "CURRENT").read_text().strip(), tmp_path / "later"
    shutil.copytree(place, later)
    cells = list(csv.DictReader((place / "popbox.csv").read_text(encoding="utf-8").splitlines()))
    totals = [c for c in cells if (c["level"], c["class"], c["determinant"]) == ("municipality", "all", "") and c["people"]]
    fewer, more, same = sorted(totals, key=lambda c: -int(c["people"]))[:3]
    was = {c["node"]: int(c["people"]) for c in (fewer, more, same)}
    fewer["people"], more["people"] = int(was[fewer["node"]] * 0.8), math.ceil(was[more["node"]] * 1.25)
    same["people"] = int(was[same["node"]] * 0.95)
    with (later / "popbox.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, cells[0].keys())
        out.writeheader()
        out.writerows(cells)
    told = said(mill, "loads.json") | {"last_load": "2027-01-01T00:00:00"}
    (later / "loads.json").write_text(json.dumps(told), encoding="utf-8")
    manifest = json.loads((later / "manifest.json").read_text())
    for name in ("popbox.csv", "loads.json"):
        manifest["files"][name]["sha256"] = hashlib.sha256((later / name).read_bytes()).hexdigest()
    (later / "manifest.json").write_text(json.dumps(manifest))
    put_in_force(settings.WORKSPACE.results, bring(later, settings.WORKSPACE.results))
    bring(later, settings.WORKSPACE.results)  # figures of one load, brought in twice, are held against the load before
    names = {a.node: a.name for a in months.areas(level="municipality")}
    page = client.get("/loads/").content.decode()
    assert f"{names[fewer['node']]}: 20" in page and "fewer people than by the load before" in page
    assert f"{names[more['node']]}: 25" in page and f"{names[same['node']]}:" not in page
    answer = {"verdict": "explained", "note": "Two municipalities became one."}
    assert client.post(f"/loads/warning/?name={quote_plus('people.' + fewer['node'])}", answer)["Location"] == "/loads/"
    assert "Two municipalities became one." in client.get("/loads/").content.decode()


def test_where_a_delivery_is_loaded_again_is_said_with_the_command_of_each_source(client, mill, months, tmp_path):
    page = client.get("/loads/").content.decode()
    assert "not uploaded here" in page
    for source in said(mill, "loads.json")["sources"]:
        command = f"empact load FILES --from {source['format']} --source {source['name']} --register REGISTER"
        assert command in page
        assert main([*command.split()[1:-1], str(tmp_path / "register")]) != 0, "the command is one, and finds no files"


@pytest.mark.parametrize(("role", "allowed"), [("analyst", True), ("administrator", True), ("dpo", True), ("policy", False)])
def test_loads_are_for_those_who_answer_for_them(cast, months, role, allowed):
    client = cast.client(cast.user("Anna", role))
    assert {client.get(address).status_code for address in ("/loads/", "/loads/checks/")} == {200 if allowed else 403}


def test_every_rule_is_listed_with_its_version_and_said_in_words(client, mill, months):
    rows = rows_of(client.get("/rules/?format=csv"))
    held = {(d["kind"], d["id"]): d for d in said(mill, "definitions.json")["definitions"]}
    assert {(r["kind"], r["id"]) for r in rows} == set(held) | {("indicator", i) for i in months.indicators()}
    assert all(int(r["version"]) == held[r["kind"], r["id"]]["version"] for r in rows if r["kind"] != "indicator")
    page = client.get("/rules/segment/popbox/").content.decode()
    assert all(part["rule"]["en"] in page for part in held["segment", "popbox"]["says"])
    assert client.get("/rules/segment/nothing/").status_code == 404
    assert {client.get(f"/rules/{kind}/{rule}/").status_code for kind, rule in held} == {200}


@pytest.fixture
def beside(mill, months, settings):
    settings.MILL = mill
    yield mill
    for file in settings.WORKSPACE.documents.glob("*"):
        file.unlink()


def test_a_preview_says_whom_a_draft_would_move_before_it_is_in_force(client, beside, tmp_path):
    assert 'draft=higher"' in client.get("/rules/").content.decode()
    assert client.post("/rules/preview/ask/", {"draft": "higher"}).status_code == 302
    assert "being counted" in client.get("/rules/preview/?draft=higher").content.decode()
    kind, running = jobs.claim("test", lambda: AT.replace(year=2100))
    kind.run(running)
    asked = ["show", "popbox", "--results", str(beside / "results"), "--preview", str(beside / "drafts" / "higher")]
    main([*asked, "--format", "json", "--out", str(tmp_path / "same.json")])
    same = json.loads((tmp_path / "same.json").read_text())
    assert rows_of(client.get("/rules/preview/?draft=higher&format=csv")) == [
        {k: "" if v is None else str(v) for k, v in row.items()} for row in same["rows"]
    ]
    page = client.get("/rules/preview/?draft=higher").content.decode()
    assert f"Moved to another class: {same['moved']['n']:,}." in page and same["moved"]["n"] > 0
    assert AuditEntry.objects.get(event="insight.preview_asked").detail == {"draft": "higher"}


def test_a_preview_is_for_the_analyst_and_of_drafts_that_exist(cast, client, beside):
    assert client.post("/rules/preview/ask/", {"draft": "../results"}).status_code == 404
    other = cast.client(cast.user("Karim", "policy"))
    assert other.post("/rules/preview/ask/", {"draft": "higher"}).status_code == 403
    assert other.get("/rules/preview/?draft=higher").status_code == 403
    assert "draft=higher" not in other.get("/rules/").content.decode()
    assert not Job.objects.filter(kind=drafts.KIND).exists()


def test_zones_stand_side_by_side_with_their_cautions_and_no_ranking(cast, months):
    client = cast.client(cast.user("Karim", "policy"))
    rows = rows_of(client.get("/side-by-side/?aim=experience&level=zone&format=csv"))
    names = [r["place"] for r in rows if r["indicator"] == "gp_contact"]
    assert names == sorted(names) and len(names) > 1
    held = {months.areas({f.node})[0].name: f for f in months.figures("gp_contact", "zone", period="2023-12")}
    for row in rows:
        if row["indicator"] == "gp_contact" and row["interval"]:
            assert int(float(row["people"])) == int(held[row["place"]].people)
            assert row["note"]  # chance, or more than chance: always one of both
    assert cast.client(cast.user("Lieve", "gp")).get("/side-by-side/").status_code == 403


@pytest.mark.parametrize("address", ["/loads/", "/loads/checks/", "/rules/", "/side-by-side/?level=zone"])
def test_a_list_asks_a_bounded_number_of_questions(client, months, address, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
