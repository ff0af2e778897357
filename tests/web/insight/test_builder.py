"""The builder of rules: each edit shows how many remain, equal to the mill; nothing in force changes; four eyes."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime

import pytest

from empact.cli.main import main
from empact.definitions.read import read_library
from empact.web.insight import actions, editing, warm
from empact.web.insight.forms import RuleForm
from empact.web.insight.models import Draft, Edition
from empact.web.insight.states import DRAFT_MOVES, DRAFT_OWNER
from empact.web.kernel import jobs
from empact.web.kernel.models import AuditEntry
from empact.web.people.models import Worklist
from empact.web.territory.models import Organisation, Site

PAGE = "/rules/drafts/{}/"


@pytest.fixture(scope="module", autouse=True)
def ended():
    yield
    warm.end()


@pytest.fixture
def beside(mill, months, settings):
    settings.MILL = mill
    return mill


@pytest.fixture
def nele(cast):
    return cast.user("Nele", "analyst")


@pytest.fixture
def client(cast, nele):
    return cast.client(nele)


@pytest.fixture
def diabetes(client, beside):
    assert client.post("/rules/drafts/begin/", {"kind": "condition", "rule": "diabetes"}).status_code == 302
    return Draft.objects.get()


def rows_of(client, draft):
    answer = client.get(PAGE.format(draft.pk) + "?format=csv")
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


def fields(rule, **changed):
    """What a browser would send for this rule."""
    said = {k: v for k, v in RuleForm.of(rule).items() if v is not None and v is not False}
    return {k: ("on" if v is True else v) for k, v in (said | changed).items()}


def send(client, draft, what, at, data):
    data = {"edition": draft.newest.number, "at": at} | data
    return client.post(f"{PAGE.format(draft.pk)}{what}/", data)


def batch(mill, document, tmp_path):
    (tmp_path / "rule.yaml").write_text(
        document if isinstance(document, str) else warm.ask({"write": document})["text"], encoding="utf-8"
    )
    out = tmp_path / "out.json"
    asked = ["attrition", f"file:{tmp_path / 'rule.yaml'}", "--register", str(mill / "register")]
    assert main([*asked, "--results", str(mill / "results"), "--format", "json", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def test_a_change_shows_at_once_how_many_remain_as_the_batch_counts_them(client, diabetes, beside, tmp_path):
    page = client.get(PAGE.format(diabetes.pk)).content.decode()
    assert "0 come in, 0 go out" in page and "edition 1" in page
    rule = diabetes.newest.document["evidence"]["dispensing"]
    answer = send(client, diabetes, "change", "evidence.dispensing", fields(rule, what="atc: A10, C", within="730 days"))
    assert answer.status_code == 302
    now = diabetes.newest.document["evidence"]["dispensing"]
    assert now == {"dispensed": {"atc": ["A10", "C"]}, "within": "730 days"}
    page = client.get(PAGE.format(diabetes.pk)).content.decode()
    found = batch(beside, diabetes.newest.document, tmp_path)
    assert found["gained"] > 0 and f"{found['gained']:,} come in, 0 go out" in page
    shown = {r["rule"]: (r["meets"], r["after"]) for r in rows_of(client, diabetes)}
    assert shown == {
        ".".join(map(str, s["path"])): tuple("" if s[n] is None else str(s[n]) for n in ("meets", "after"))
        for s in found["steps"]
    }
    assert read_library().conditions["diabetes"].version == 1


def test_a_rule_from_nothing_grows_and_shrinks(client, beside, cast):
    assert client.post("/rules/drafts/own/", {"title": "Call for a check"}).status_code == 302
    draft = Draft.objects.get()
    (first,) = [r for r in rows_of(client, draft) if r["rule"] == "rule.all_of.0"]
    add = {"how": "and", "subject": "has", "what": "hypertension"}
    assert send(client, draft, "add", "rule", add).status_code == 302
    assert send(client, draft, "add", "rule.all_of.1", add | {"how": "or", "what": "diabetes"}).status_code == 302
    assert send(client, draft, "add", "rule.all_of.1", add | {"how": "except", "what": "dementia"}).status_code == 302
    expected = {"any_of": [{"has": "hypertension"}, {"has": "diabetes"}], "unless": [{"has": "dementia"}]}
    assert draft.newest.document["rule"] == {"all_of": [{"aged": {"from": 18}}, expected]}
    after = [int(r["after"]) for r in rows_of(client, draft) if r["rule"] in ("rule.all_of.0", "rule.all_of.1")]
    assert after[0] == int(first["after"]) > after[1] > 0
    assert send(client, draft, "remove", "rule.all_of.1.unless.0", {}).status_code == 302
    assert send(client, draft, "remove", "rule.all_of.1.any_of.1", {}).status_code == 302
    assert draft.newest.document["rule"] == {"all_of": [{"aged": {"from": 18}}, {"has": "hypertension"}]}
    assert client.post(PAGE.format(draft.pk) + "undo/", {"edition": draft.newest.number}).status_code == 302
    assert draft.newest.number == 7 and "any_of" in draft.newest.document["rule"]["all_of"][1]
    assert list(draft.editions.values_list("number", flat=True)) == [7, 6, 5, 4, 3, 2, 1]
    reviewer = cast.client(cast.user("Ruben", "domain_coach"))
    seen = {"edition": 7}
    assert client.post(PAGE.format(draft.pk) + "move/", seen | {"state": "proposed"}).status_code == 302
    assert reviewer.post(PAGE.format(draft.pk) + "move/", seen | {"state": "approved"}).status_code == 302
    (file,) = (beside / "drafts").glob("call-for-a-check-*/rule.yaml")
    assert "hypertension" in file.read_text(encoding="utf-8")


def test_two_rules_of_one_title_begun_in_the_same_second_have_names_of_their_own(client, beside):
    for _turn in range(3):
        client.post("/rules/drafts/own/", {"title": "The same " * 9})
    names = set(Draft.objects.values_list("rule", flat=True))
    assert len(names) == 3 and max(map(len, names)) <= 80


def test_a_draft_leads_to_the_areas_of_its_people_and_once_approved_to_a_list(client, cast, beside, months, monkeypatch):
    monkeypatch.setattr("empact.gate.worklists.is_pseudonym", bool)
    client.post("/rules/drafts/own/", {"title": "Call for a check"})
    draft = Draft.objects.get()
    send(client, draft, "add", "rule", {"how": "and", "subject": "has", "what": "hypertension"})
    page, seen = PAGE.format(draft.pk), {"edition": 2}
    assert f"{page}areas/" in client.get(page).content.decode()
    shown = client.get(f"{page}areas/?level=municipality").content.decode()
    assert "somebody else approved" in shown and "figures/list" not in shown
    answer = client.get(f"{page}areas/?level=municipality&format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(answer.splitlines()))
    told = warm.ask({"definition": draft.newest.document, "by": "municipality"})["places"]
    assert [(r["name"], r["meets"]) for r in rows] == [
        (p["name"], "" if p["meets"] is None else str(p["meets"])) for p in told
    ]
    assert {p["area"] for p in told} <= {a.node for a in months.areas(level="municipality")} | {"municipality/"}
    assert all(p["meets"] is None or p["meets"] >= 5 or p["meets"] == 0 for p in told)
    rule = f"/figures/list/?rule=draft%3A{draft.pk}"
    assert client.get(rule).status_code == 404, "nobody gets a list by a rule that one pair of eyes saw"
    reviewer = cast.client(cast.user("Ruben", "domain_coach"))
    client.post(page + "move/", seen | {"state": "proposed"})
    reviewer.post(page + "move/", seen | {"state": "approved"})
    assert rule in client.get(page).content.decode() and rule in client.get(f"{page}areas/").content.decode()
    assert rule not in reviewer.get(page).content.decode(), "who may bring no list is not led to one"
    node = next(a.node for a in months.areas(level="practice") if a.node == "practice:1")
    practice = Organisation.objects.create(name="Practice North", search="practice north", starts=date(2020, 1, 1))
    Site.objects.create(organisation=practice, name="Practice North", care_site=node, starts=date(2020, 1, 1))
    said = {"title": "Check", "recipient": f"organisation:{practice.pk}", "places": 10, "reserve": 0, "project": "popbox"}
    assert client.post(rule, said | {"ground": "care relation", "purpose": "call for a check"}).status_code == 302
    kind, running = jobs.claim("test", lambda: datetime(2100, 1, 1, tzinfo=UTC))
    kind.run(running)
    made = Worklist.objects.get()
    assert made.series == f"draft:{draft.pk}" and 0 < made.size <= 10
    assert made.about["title"]["en"].startswith("Call for a check")


@pytest.mark.shows("POP-04")
def test_a_new_determinant_is_checked_on_ten_test_persons_whose_answers_become_its_examples(client, cast, beside, tmp_path):
    client.post("/rules/drafts/own/", {"title": "Stays and medicines"})
    draft = Draft.objects.get()
    stays = {"how": "and", "subject": "visited", "what": "inpatient", "within": "365 days"}
    assert (
        send(client, draft, "change", "rule.all_of.0", stays | {"threshold": "spells_at_least", "number": 2}).status_code
        == 302
    )
    medicines = {"how": "and", "subject": "dispensed", "what": "atc: A-V", "within": "365 days", "level": 5}
    assert send(client, draft, "add", "rule", medicines | {"threshold": "codes_at_least", "number": 5}).status_code == 302
    page = f"{PAGE.format(draft.pk)}people/"
    answer = client.get(page + "?format=csv").content.decode("utf-8-sig")
    said = {r["person"]: (r["meets"], r["reason"]) for r in csv.DictReader(answer.splitlines())}
    assert len(said) == 10 and [name for name, (meets, _why) in said.items() if meets == "yes"] == [
        "Woman of 82, two stays in hospital and five medicines, increased reimbursement"
    ]
    long_ago = said["Man of 70, two stays in hospital, one of them three years ago"]
    assert long_ago[0] == "no" and "2 hospital spells" in long_ago[1]
    assert "hospital spells" not in said["Man of 76, two stays in hospital in a year"][1], "only what settled it is a reason"
    shown = client.get(page).content.decode()
    assert all(name in shown for name in said) and "A02BC01" in shown
    assert client.post(page + "keep/", {"edition": 1}).status_code == 409, "who keeps them has seen the newest edition"
    assert client.post(page + "keep/", {"edition": 3}).status_code == 302
    draft.refresh_from_db()
    assert draft.kind == "determinant" and [e["expect"] for e in draft.newest.document["examples"]].count(True) == 1
    assert "otherwise" not in client.get(PAGE.format(draft.pk)).content.decode()
    rule = draft.newest.document["rule"]["all_of"][1]
    send(client, draft, "change", "rule.all_of.1", fields(rule, number=4))
    now = client.get(PAGE.format(draft.pk)).content.decode()
    assert "Examples that say otherwise" not in now, "four medicines and no stay do not meet it either"
    client.post(PAGE.format(draft.pk) + "undo/", {"edition": 5})
    client.post(PAGE.format(draft.pk) + "move/", {"edition": 6, "state": "proposed"})
    reviewer = cast.client(cast.user("Ruben", "domain_coach"))
    assert "are right" not in reviewer.get(page).content.decode()
    assert reviewer.post(PAGE.format(draft.pk) + "move/", {"edition": 6, "state": "approved"}).status_code == 302
    made = read_library(beside / "drafts" / f"{draft.rule}-v1").determinants[draft.rule]
    assert len(made.examples) == 10 and made.head.reviewer == "Ruben"
    assert main(["check", "--library", str(beside / "drafts" / f"{draft.rule}-v1"), "--as-of", "2026-11-26"]) == 0


def test_answers_that_are_all_alike_are_no_examples_and_a_class_is_said_by_its_title(client, beside):
    client.post("/rules/drafts/own/", {"title": "Nobody"})
    draft = Draft.objects.get()
    send(client, draft, "change", "rule.all_of.0", {"subject": "aged", "least": 110})
    refused = client.post(f"{PAGE.format(draft.pk)}people/keep/", {"edition": 2})
    assert refused.status_code == 409 and Draft.objects.get().kind == ""
    client.post("/rules/drafts/begin/", {"kind": "segment", "rule": "popbox"})
    shown = client.get(f"{PAGE.format(Draft.objects.get(kind='segment').pk)}people/").content.decode()
    assert "2 to 3 chronic conditions" in shown and "keep them as examples" not in shown


def test_a_cut_off_of_the_pop_box_says_how_many_move(client, beside, tmp_path):
    client.post("/rules/drafts/begin/", {"kind": "segment", "rule": "popbox"})
    draft = Draft.objects.get()
    rule = draft.newest.document["classes"][0]["when"]
    assert send(client, draft, "change", "classes.0.when", fields(rule, least="3")).status_code == 302
    found = batch(beside, draft.newest.document, tmp_path)
    page = client.get(PAGE.format(draft.pk)).content.decode()
    assert found["moved"] > 0 and f"{found['moved']:,} of {found['people']:,} people" in page
    assert "Examples that say otherwise" in page and "three conditions" in page
    proposed = {"edition": draft.newest.number, "state": "proposed"}
    refused = client.post(PAGE.format(draft.pk) + "move/", proposed)
    assert refused.status_code == 409 and Draft.objects.get().state == "draft"
    send(client, draft, "examples", "", {"example": ["three conditions"]})
    assert client.post(PAGE.format(draft.pk) + "move/", proposed | {"edition": 3}).status_code == 302


def test_what_the_mill_cannot_ask_is_said_on_the_form_and_not_kept(client, diabetes):
    rule = diabetes.newest.document["evidence"]["gp_code"]
    answer = send(client, diabetes, "change", "evidence.gp_code", fields(rule, what="icpc2: NOPE"))
    assert answer.status_code == 422 and "is not a code of ICPC-2" in answer.content.decode()
    assert diabetes.newest.number == 1
    answer = send(client, diabetes, "add", "evidence.gp_code", {"how": "and", "subject": "has", "what": "nothing"})
    assert answer.status_code == 422 and "there is no condition" in answer.content.decode()
    assert client.get(f"{PAGE.format(diabetes.pk)}change/?at=evidence.nothing").status_code == 409
    for _ in range(3):
        name = next(iter(diabetes.newest.document["evidence"]))
        assert send(client, diabetes, "remove", f"evidence.{name}", {}).status_code == 302
    assert (
        send(client, diabetes, "remove", f"evidence.{next(iter(diabetes.newest.document['evidence']))}", {}).status_code == 409
    )


def test_two_writers_do_not_write_over_each_other(client, cast, diabetes):
    other = cast.client(cast.user("Ine", "analyst"))
    rule = diabetes.newest.document["evidence"]["dispensing"]
    data = {"edition": 1, "at": "evidence.dispensing"} | fields(rule, within="400 days")
    assert client.post(PAGE.format(diabetes.pk) + "change/", data).status_code == 302
    late = other.post(PAGE.format(diabetes.pk) + "change/", data | {"within": "500 days"})
    assert late.status_code == 422 and "in the meantime" in late.content.decode()
    assert Edition.objects.count() == 2


def test_a_draft_is_proposed_reviewed_by_somebody_else_and_becomes_a_file(client, cast, nele, diabetes, beside):
    def move(browser, state, **more):
        return browser.post(PAGE.format(diabetes.pk) + "move/", {"edition": diabetes.newest.number, "state": state} | more)

    rule = diabetes.newest.document["evidence"]["dispensing"]
    send(client, diabetes, "change", "evidence.dispensing", fields(rule, within="370 days"))
    examples = {"example": ["one dispensing, exactly 365 days ago, is outside"]}
    send(client, diabetes, "examples", "", examples)
    assert move(client, "approved").status_code == 409
    assert move(client, "proposed").status_code == 302
    assert "Approve" not in client.get(PAGE.format(diabetes.pk)).content.decode()
    assert move(client, "approved").status_code == 409  # four eyes
    assert send(client, diabetes, "remove", "evidence.gp_code", {}).status_code == 409
    reviewer = cast.client(cast.user("Ruben", "domain_coach"))
    assert "Approve" in reviewer.get(PAGE.format(diabetes.pk)).content.decode()
    assert move(reviewer, "refused").status_code == 409  # without a reason
    assert reviewer.post(PAGE.format(diabetes.pk) + "move/", {"edition": 1, "state": "approved"}).status_code == 409
    assert move(reviewer, "approved").status_code == 302
    file = beside / "drafts" / "diabetes-v2" / "conditions" / "diabetes.yaml"
    changed = read_library(beside / "drafts" / "diabetes-v2").conditions["diabetes"]
    assert changed.version == 2 and changed.head.reviewer == "Ruben" and "370 days" in file.read_text(encoding="utf-8")
    names = list(AuditEntry.objects.filter(event__startswith="insight.draft").values_list("event", flat=True))
    assert names.count("insight.draft_changed") == 2 and names.count("insight.draft_moved") == 2
    client.post("/rules/drafts/begin/", {"kind": "condition", "rule": "diabetes"})
    second = Draft.objects.get(state="draft")
    client.post(PAGE.format(second.pk) + "move/", {"edition": 1, "state": "proposed"})
    again = reviewer.post(PAGE.format(second.pk) + "move/", {"edition": 1, "state": "approved"})
    assert again.status_code == 409 and Draft.objects.get(pk=second.pk).state == "proposed"  # never written over


def test_who_wrote_in_the_draft_of_another_is_not_offered_to_approve_it(client, cast, diabetes):
    other = cast.client(cast.user("Ine", "analyst"))
    rule = diabetes.newest.document["evidence"]["dispensing"]
    assert send(other, diabetes, "change", "evidence.dispensing", fields(rule, within="400 days")).status_code == 302
    assert other.post(PAGE.format(diabetes.pk) + "undo/", {"edition": 2}).status_code == 302
    assert client.post(PAGE.format(diabetes.pk) + "move/", {"edition": 3, "state": "proposed"}).status_code == 302
    third = cast.client(cast.user("Nora", "analyst"))
    offered = ["Approve" in one.get(PAGE.format(diabetes.pk)).content.decode() for one in (client, other, third)]
    assert offered == [False, False, True]


@pytest.mark.parametrize("role", ["policy", "gp", "steering", "dpo", "researcher"])
def test_drafts_are_for_those_who_prepare_rules(cast, diabetes, role):
    client = cast.client(cast.user("Anna", role))
    assert client.get(PAGE.format(diabetes.pk)).status_code == 403
    assert client.post("/rules/drafts/begin/", {"kind": "condition", "rule": "copd"}).status_code == 403
    assert "Drafts being written" not in client.get("/rules/").content.decode()


def test_charlie_opens_no_draft(cast, charlie, diabetes):
    client = cast.client(charlie)
    addresses = ["", "people/", "change/?at=evidence.gp_code", "add/?at=evidence.gp_code"]
    assert {client.get(PAGE.format(diabetes.pk) + a).status_code for a in addresses} == {403}


def test_drafts_are_listed_with_a_bounded_number_of_queries(client, nele, diabetes, django_assert_max_num_queries):
    for _ in range(5):
        client.post("/rules/drafts/begin/", {"kind": "condition", "rule": "diabetes"})
    with django_assert_max_num_queries(20):
        assert client.get("/rules/").content.decode().count("being written") >= 6
    with django_assert_max_num_queries(20):
        client.get(PAGE.format(diabetes.pk))


def test_without_a_mill_beside_it_nothing_is_begun(client, months, settings):
    settings.MILL = None
    assert client.post("/rules/drafts/begin/", {"kind": "condition", "rule": "diabetes"}).status_code == 409
    assert "Change it in a draft" not in client.get("/rules/condition/diabetes/").content.decode()


def test_every_state_has_an_owner_and_an_end():
    assert set(DRAFT_OWNER) == set(Draft.State)
    assert {before for before, _after in DRAFT_MOVES} | {Draft.State.APPROVED} == set(Draft.State)
    assert actions.move_draft.__wrapped__


def test_what_the_form_does_not_change_stays_as_it_was(settings):
    """Every rule of the shipped library, through the form and back."""
    from empact.definitions.read import shipped_folder
    from empact.definitions.yaml_files import load_yaml

    seen = 0
    for kind in ("conditions", "determinants", "segments"):
        for file in sorted((shipped_folder() / kind).glob("*.yaml")):
            document = {k: v for k, v in load_yaml(file).items() if k in ("evidence", "rule", "classes")}
            for rule in leaves(document):
                form = RuleForm(fields(rule), kept=rule, is_new=False)
                assert form.is_valid(), (file.name, form.errors)
                assert same(form.rule()) == same({k: v for k, v in rule.items() if k != "unless"}), file.name
                seen += 1
    assert seen > 250


def leaves(value):
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, dict):
        if [k for k in value if k in dict(RuleForm.base_fields["subject"].choices)]:
            yield value
            value = {"unless": value.get("unless", [])}
        for one in value.values():
            yield from leaves(one)


def same(value):
    """One code and a list of one are alike."""
    if isinstance(value, dict):
        return {k: same(v) for k, v in value.items()}
    if isinstance(value, list):
        return same(value[0]) if len(value) == 1 else [same(v) for v in value]
    return str(value)


def test_taking_out_and_putting_in_are_each_others_opposite():
    document = {"rule": {"all_of": [{"has": "a"}, {"has": "b"}]}}
    more = editing.added(document, ["rule", "all_of", 0], {"has": "c"}, "or")
    assert editing.removed(more, ["rule", "all_of", 0, "any_of", 1]) == document
    assert editing.removed(document, ["rule", "all_of", 1]) == {"rule": {"has": "a"}}
    with pytest.raises(editing.Missing):
        editing.removed({"rule": {"has": "a"}}, ["rule"])
