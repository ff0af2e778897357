"""The pages: the list as list, board and file; the card; what everybody may read."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
import yaml
from django.apps import apps
from django.db.models import CharField, TextField
from django.urls import reverse
from django.utils import timezone

from empact.web.portfolio import actions
from empact.web.portfolio.models import Action, Kpi

from .conftest import AT, TODAY, needed


@pytest.fixture
def policy(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


@pytest.fixture
def many(frame, office, item, zone):
    """Sixty actions in three programmes and two zones."""
    for n in range(60):
        action = actions.propose_action(
            title=f"Action about subject {n}", programme=item("programme", f"AP{n % 3 + 1}"), start=zone("AB"[n % 2]),
            today=TODAY, by=office, at=AT,
        )  # fmt: skip
        if n < 4:
            actions.add_task(action=action, title=f"Step {n}", due=TODAY, by=office, at=AT)
    return Action.objects.all()


VIEWS = ("/actions/", "/actions/board/", "/actions/timeline/", "/actions/matrix/", "/actions/map/")


@pytest.mark.shows("PRT-01")
@pytest.mark.parametrize(
    "asked", [{}, {"programme": "AP2"}, {"territory": "A"}, {"programme": "AP1", "territory": "B"}, {"q": "subject 7"}]
)
def test_list_board_timeline_matrix_and_map_hold_the_same_actions_under_the_same_filter(policy, many, asked):
    file = policy.get("/actions/", {**asked, "format": "csv"}).content.decode("utf-8-sig")
    numbers = {row["number"] for row in csv.DictReader(io.StringIO(file))}
    told = f"{len(numbers)} action" + ("s" if len(numbers) != 1 else "")
    for address in VIEWS:
        assert told in policy.get(address, asked).content.decode(), address
    for address, column in (("/actions/timeline/", "number"), ("/actions/matrix/", "number"), ("/actions/map/", "number")):
        file = policy.get(address, {**asked, "format": "csv"}).content.decode("utf-8-sig")
        assert {row[column] for row in csv.DictReader(io.StringIO(file))} == numbers, address
    board = policy.get("/actions/board/", asked).content.decode().partition('class="board"')[2]
    assert len(set(re.findall(r'href="/actions/([0-9a-f-]{36})/"', board))) == len(numbers)


def test_the_list_asks_as_often_for_sixty_as_for_few(policy, many, django_assert_max_num_queries):
    for address in (*VIEWS, "/actions/?format=csv", "/actions/promises/"):
        with django_assert_max_num_queries(24):
            assert policy.get(address).status_code == 200


def test_late_and_asked_stand_first(policy, many, office):
    actions.give_update(
        action=many[10], light="amber", changed="a", next="b", asked="Who knows a room?", today=TODAY, by=office, at=AT
    )
    page = policy.get("/actions/").content.decode()
    assert page.index("Who knows a room?") < page.index("Step 0") < page.index("<table")


@pytest.mark.shows("PRT-08")
def test_a_partner_finds_its_own_actions_in_two_clicks_from_the_first_page(cast, ready, partner):
    client = cast.client(needed(cast.user("Hans", ("contact", "organisation", partner("Home nursing").pk))))
    first = client.get("/day/").content.decode()
    assert 'href="/actions/"' in first
    second = client.get("/actions/").content.decode()
    own = re.search(r'href="(\?organisation=[0-9a-f-]{36})"', second)[1]
    assert ready.title in client.get(f"/actions/{own}").content.decode()


@pytest.mark.shows("TER-17")
@pytest.mark.shows("PRT-29")
def test_a_large_hospital_and_a_small_association_see_the_same(cast, ready, partner, zone):
    seen = []
    for name in ("Large hospital", "Small association"):
        client = cast.client(needed(cast.user(name.split()[0], ("contact", "organisation", partner(name).pk))))
        address = reverse("portfolio:action", args=[ready.pk])
        answers = [client.get(a) for a in ("/actions/?format=csv", "/actions/promises/?format=csv", address)]
        assert [a.status_code for a in answers] == [200, 200, 200]
        seen.append([answers[0].content, answers[1].content, re.findall(r"<d[dt]>.*?</d[dt]>", answers[2].content.decode())])
    assert seen[0] == seen[1]


@pytest.mark.shows("PRT-07")
@pytest.mark.shows("C11")
def test_the_sheet_of_a_partner_equals_its_promises_over_all_actions(policy, many, cast, partner, office):
    hospital = partner("Hospital")
    own = cast.who(cast.user("Hans", ("contact", "organisation", hospital.pk)))
    for n, kind in ((0, "time"), (0, "data"), (1, "time"), (2, "money")):
        actions.promise(action=many[n], organisation=hospital, contribution=kind, due=TODAY, today=TODAY, by=own, at=AT)
    actions.promise(action=many[3], organisation=hospital, contribution="space", today=TODAY, by=office, at=AT)
    actions.deliver_promise(promise=many[1].promises.get(), on=TODAY, by=office, at=AT)
    sheet = policy.get(reverse("portfolio:partner", args=[hospital.pk]), {"format": "csv"}).content.decode("utf-8-sig")
    states = sorted(r["state"] for r in csv.DictReader(io.StringIO(sheet)))
    assert states == ["expected", "late", "late", "late", "there"]
    listed = policy.get("/actions/promises/", {"format": "csv"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(listed))
    assert (row["promised"], row["expected"], row["delivered"]) == ("4", "1", "1")


@pytest.mark.shows("TER-15")
def test_the_page_lists_exactly_who_engaged_and_for_what(policy, ready, cast, partner):
    for name, kinds in (("Hospital", ("time", "data")), ("Pharmacy", ("space",))):
        own = cast.who(cast.user(name, ("contact", "organisation", partner(name).pk)))
        for kind in kinds:
            actions.promise(action=ready, organisation=partner(name), contribution=kind, today=TODAY, by=own, at=AT)
    page = policy.get(reverse("portfolio:action", args=[ready.pk])).content.decode()
    table = page.partition('id="promises"')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a></th><td data-label="contribution">([^<]*)<', table)
    assert rows == [("Hospital", "data"), ("Hospital", "time"), ("Pharmacy", "space")]


def test_the_card_is_filled_in_through_its_forms(cast, frame, partner, zone, item, results):
    user = needed(cast.user("Mia", ("project_manager", "organisation", partner("Home nursing").pk)))
    client = cast.client(user)
    said = {"title": "Walk together", "need": "Few walk", "programme": item("programme", "AP2").pk, "start": zone("A").pk}
    page = client.post("/actions/new/", said)
    action = Action.objects.get(title="Walk together")
    assert page.url == f"/actions/{action.pk}/" and action.puller == partner("Home nursing")
    brief = {
        "title": "Walk together", "need": "Few walk", "programme": item("programme", "AP2").pk,
        "objective": item("objective", "SO2").pk, "puller": partner("Home nursing").pk, "afterwards": "The town",
    }  # fmt: skip
    steps = (
        ("brief/", brief),
        ("for-whom/", {"target": "who sits all day", "persona": "complex", "determinant": "alone"}),
        ("indicators/new/", {"indicator": "falls", "direction": "down", "target": "20"}),
        ("milestones/new/", {"title": "First walk", "due": f"{timezone.localdate().year + 1}-05-01"}),
        ("phases/", {"phase": item("phase", "development").pk, "starts": f"{timezone.localdate().year}-01-01"}),
        ("place-among-others/", {"kind": "innovation", "also": [], "connections": []}),
        ("argue/", {"about": "preventive", "text": "Moving prevents falling"}),
        ("public/", {"public_sentence": "We walk together on Sunday."}),
        ("move/", {"after": "screening"}),
        ("update/", {"light": "green", "changed": "Ten came", "next": "Second walk"}),
        ("promises/new/", {"contribution": "time", "what": "two hours a week"}),
    )
    for part, data in steps:
        answer = client.post(f"/actions/{action.pk}/{part}", data)
        assert answer.status_code == 302, (part, re.findall(r'class="error"[^>]*>.*?</', answer.content.decode(), re.S))
    shown = client.get(f"/actions/{action.pk}/").content.decode()
    for words in (
        "140 people",
        "18.0 %",
        "First walk",
        "Moving prevents falling",
        "Ten came",
        "two hours a week",
        "screening",
    ):
        assert words in shown


def test_news_takes_four_fields_and_a_fifth_only_where_a_milestone_is_late():
    from empact.web.portfolio.forms import UpdateForm

    assert len(UpdateForm(late=False).fields) == 4 and len(UpdateForm(late=True).fields) == 5


@pytest.mark.shows("TER-05")
def test_map_and_list_say_where_it_runs_today_and_where_it_started(policy, ready, zone, manager):
    today = timezone.localdate()
    actions.place_action(action=ready, territory=zone("B"), role="extension", starts=today, by=manager, at=AT)
    (row,) = csv.DictReader(io.StringIO(policy.get("/actions/?format=csv").content.decode("utf-8-sig")))
    assert (row["start"], row["runs in"]) == ("Zone A", "Zone B; Zone A")
    listed = policy.get("/actions/").content.decode()
    assert re.search(r"Zone A <span[^>]*>\(start\)</span>", listed) and "Zone B" in listed
    found = policy.get("/actions/map/?format=csv").content.decode("utf-8-sig")
    assert {(r["territory"], r["how"]) for r in csv.DictReader(io.StringIO(found))} == {
        ("Zone A", "start"), ("Zone B", "extension"),
    }  # fmt: skip
    page = policy.get("/actions/map/").content.decode()
    assert "starts here" in page and "extended to" in page


@pytest.mark.shows("TER-04")
def test_the_evaluation_begins_with_exactly_the_zones_of_the_action_and_the_mill_refuses_one_in_both(
    policy, ready, zone, manager
):
    from empact.definitions.evaluations import read_evaluation
    from empact.definitions.grammar import Context
    from empact.terms.errors import DefinitionError

    today = timezone.localdate()
    for letter, role in (("A", "test"), ("B", "comparison"), ("C", "comparison")):
        actions.place_action(action=ready, territory=zone(letter), role=role, starts=today, by=manager, at=AT)
    written, name = policy.get(f"/actions/{ready.pk}/evaluation/").content.decode(), f"action_{ready.number}"
    found = read_evaluation(f"{name}.yaml", yaml.safe_load(written), Context({}))
    assert (found.population.level, found.population.areas, found.comparison.areas) == ("zone", ("A",), ("B", "C"))
    assert found.outcome.indicator == "falls" and found.outcome.direction == "down"
    with pytest.raises(DefinitionError, match="'B' takes part and is compared with"):
        read_evaluation(f"{name}.yaml", yaml.safe_load(written.replace('areas: ["A"]', 'areas: ["A", "B"]')), Context({}))


@pytest.mark.shows("COM-11")
@pytest.mark.shows("C16")
def test_a_public_page_tells_what_was_written_for_everybody_and_no_other_field_of_any_table(
    cast, ready, go, manager, office, partner, item
):
    client = cast.client()
    assert client.get(f"/public/actions/{ready.pk}/").status_code == 404
    assert ready.title not in client.get("/public/actions/").content.decode()
    at = {"by": manager, "at": AT}
    actions.keep_action(action=ready, values={"public_sentence": "We help you not to fall."}, today=TODAY, **at)
    go(ready, "screening")
    go(ready, "decision", reason="seen")
    actions.promise(action=ready, organisation=partner("Hospital"), contribution="money", today=TODAY, by=office, at=AT)
    actions.give_update(action=ready, light="red", changed="a", next="b", asked="c", today=TODAY, **at)
    task = actions.add_task(action=ready, title="d", due=TODAY, organisation=partner("Hospital"), **at)
    counted = actions.add_kpi(action=ready, title="e", **at)
    actions.read_kpi(kpi=counted, on=TODAY, value=1, source="f", today=TODAY, **at)
    actions.argue(action=ready, text="g", tag="social", **at)
    actions.take_baseline(title="h", today=TODAY, by=office, at=AT)
    told = {"portfolio.Action.title", "portfolio.Action.public_sentence", "portfolio.Action.target"}
    for model in apps.get_app_config("portfolio").get_models():  # every text of every table says what it is
        for field in model._meta.get_fields():
            if (
                isinstance(field, CharField | TextField)
                and not field.choices
                and field.max_length not in (2, 20)
                and model is not Kpi
            ):
                model.objects.update(**{field.name: f"Zq{model._meta.label}.{field.name}zq"})
    Kpi.objects.exclude(title="").update(title="Zqportfolio.Kpi.titlezq")  # one of its two texts is empty, always
    assert task.pk
    pages = [client.get(a).content.decode() for a in ("/public/actions/", f"/public/actions/{ready.pk}/")]
    found = set(re.findall(r"Zq([\w.]+)zq", " ".join(pages)))
    assert found == told


def test_charlie_sees_no_action(cast, charlie, ready):
    client = cast.client(charlie)
    for address in ("/actions/", f"/actions/{ready.pk}/", "/actions/matrix/", "/actions/promises/", "/actions/frame/"):
        assert client.get(address).status_code == 403


def test_a_milestone_that_is_late_is_on_my_day_of_who_pulls(cast, ready, manager):
    from empact.web.kernel.day import todo

    actions.add_task(action=ready, title="Ten teams", due=TODAY, by=manager, at=AT)
    assert [t.kind for t in todo(manager, TODAY + timedelta(days=1))] == ["portfolio.tasks_late"]


@pytest.mark.shows("GOV-08")
def test_up_to_six_actions_stand_side_by_side_by_the_same_criteria_in_the_order_of_the_decision_sheet(policy, many, ready):
    six = [ready.number, *many.exclude(pk=ready.pk).order_by("number").values_list("number", flat=True)[:5]]
    page = policy.get("/actions/compare/", {"n": six}).content.decode()
    head, *lines = (re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL))
    assert head.count("Action about subject") == 5 and ready.title in head
    asked = [next(filter(None, line.split("|"))) for line in lines]
    sheet = policy.get(f"/actions/{ready.pk}/sheet/").content.decode()
    assert [one.lower() for one in asked[:-1]] == re.findall("<dt>(.*?)</dt>", sheet) and asked[-1] == "Values"
    assert all(row.count("<td") == 6 for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL))
    assert "Many fall" in lines[0] and "20.0" in lines[asked.index("How we will know")]


@pytest.mark.parametrize("few", [[], [1], [1, 2, 3, 4, 5, 6, 7], ["1", "x"], ["1", "999999"], ["1" * 400, "2"]])
def test_fewer_than_two_or_more_than_six_are_not_put_side_by_side(policy, many, few):
    answer = policy.get("/actions/compare/", {"n": few})
    assert answer.status_code == 422 and "Choose two to six actions" in answer.content.decode()
    assert policy.get("/actions/").content.decode().count('name="n"') == 50
