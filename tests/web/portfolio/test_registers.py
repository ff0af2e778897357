"""Short registers, marks, and what a plan says of itself."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.governance.models import Body, Meeting
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.portfolio import actions, todo
from empact.web.portfolio.actions.cards import FIELDS
from empact.web.portfolio.forms import BriefForm, TargetForm, UpdateForm
from empact.web.portfolio.models import Action, Item, Kpi, Report, SelfScore
from empact.web.portfolio.registers import versions

from .conftest import AT, TODAY, needed


@pytest.fixture
def olaf(cast):
    return cast.client(needed(cast.user("Olaf", "pmo")))


@pytest.fixture
def leuven(db, office):
    return actions.take_up_frame(told=read_frames()["leuven"], activities=True, today=TODAY, by=office, at=AT)


def rows(client, address, **asked):
    file = client.get(address, {**asked, "format": "csv"}).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


def words(client, address):
    return re.sub(r"<[^>]*>", "", client.get(address).content.decode())


@pytest.mark.shows("PRT-05")
def test_of_fifty_actions_thirty_two_are_innovations(frame, office, olaf):
    for n in range(50):
        one = actions.propose_action(title=f"Action {n}", today=TODAY, by=office, at=AT)
        kind = "innovation" if n < 32 else "service" if n % 2 else "structural"
        actions.keep_action(action=one, values={"kind": kind}, today=TODAY, by=office, at=AT)
    assert len(rows(olaf, "/actions/", kind="innovation")) == 32 and len(rows(olaf, "/actions/")) == 50


@pytest.mark.shows("PRT-27")
def test_a_running_project_must_say_seven_things_and_no_more(ready, go, manager):
    """Counted by leaving each open: name, cell, start and an indicator must stay; news asks three of four fields."""
    go(ready, "plan", "decision", "running", reason="seen")
    empty = {"objective": None, "programme": None, "domain": None, "puller": None, "needs_means": False, "kind": "service"}
    refused = set()
    for name in (*FIELDS, "cell"):
        values = {"persona": "", "determinant": ""} if name == "cell" else {name: empty.get(name, "")}
        try:
            with transaction.atomic():
                actions.keep_action(action=Action.objects.get(pk=ready.pk), values=values, today=TODAY, by=manager, at=AT)
                transaction.set_rollback(True)
        except Problem:
            refused.add(name)
    with pytest.raises(Problem), transaction.atomic():
        actions.drop_kpi(kpi=ready.kpis.get(), by=manager, at=AT)
    news = [name for name, field in UpdateForm(late=False).fields.items() if field.required]
    must = [*sorted(refused), "start", "indicator", *news]  # where it starts stays on record: see check_keeps_target
    assert refused == {"title", "cell"} and len(news) == 3 and len(must) == 7


@pytest.mark.shows("PRT-30")
def test_the_share_of_actions_of_which_something_was_said_in_the_last_quarter(frame, office, item, olaf):
    today = timezone.localdate()
    for n, days in enumerate((3, 20, 91, 120)):
        day = today - timedelta(days=days)
        actions.propose_action(title=f"Action {n}", programme=item("programme", f"AP{n % 2 + 1}"), today=day, by=office, at=AT)
    found = {r["programme"][:3]: (r["actions"], r["told"], r["%"]) for r in rows(olaf, "/actions/fresh/")}
    assert found["all"] == ("4", "3", "75") and found["AP1"] == ("2", "2", "100") and found["AP2"] == ("2", "1", "50")
    page = words(olaf, "/actions/fresh/")
    assert page.index("Action 3") < page.index("Action 0")  # the longest silent stands first
    actions.give_update(
        action=Action.objects.get(title="Action 3"), light="green", changed="a", next="b", today=today, by=office, at=AT
    )
    assert {r["programme"]: r["%"] for r in rows(olaf, "/actions/fresh/")}["all"] == "100"
    assert "written by the project office" in words(olaf, f"/actions/{Action.objects.get(title='Action 3').pk}/")


@pytest.mark.shows("PRT-26")
def test_meetings_stand_by_half_year_beside_what_was_said_and_answered_without_one(ready, office, manager, olaf):
    body = Body.objects.create(name="Steering group", purpose="Steers", quorum=50, starts=date(2025, 1, 1))
    for on, held in (("2025-02-01", True), ("2025-04-01", True), ("2025-06-01", False), ("2026-02-01", True)):
        Meeting.objects.create(body=body, on=date.fromisoformat(on), held=held)
    news = actions.give_update(
        action=ready, light="amber", changed="a", next="b", asked="Who?", today=TODAY, by=manager, at=AT
    )  # fmt: skip
    actions.answer_update(update=news, answer="We", today=TODAY, by=office, at=AT)
    page = words(olaf, "/actions/fresh/")
    assert re.search(r"2025 Q1-Q2\s*3\s*2\s*0\s*0", page) and re.search(r"2026 Q1-Q2\s*1\s*1\s*1\s*1", page)


@pytest.mark.shows("PRT-28")
def test_two_versions_of_the_plan_say_what_was_added_changed_and_removed(frame, office, manager, ready, olaf, item):
    gone = actions.propose_action(title="To be stopped", today=TODAY, by=office, at=AT)
    first = actions.keep_version(title="Spring", today=TODAY, by=office, at=AT)
    assert versions.difference(first.content, versions.content()) == versions.Difference([], [], [])
    actions.move_action(action=gone, after="stopped", reason="r", today=TODAY, by=office, at=AT)
    new = actions.propose_action(title="A new one", today=TODAY, by=office, at=AT)
    actions.keep_action(action=ready, values={"target": "who fell twice"}, today=TODAY, by=manager, at=AT)
    second = actions.keep_version(title="Autumn", today=TODAY, by=office, at=AT)
    found = versions.difference(first.content, second.content)
    assert found.added == [(new.number, "A new one")] and found.removed == [(gone.number, "To be stopped")]
    assert [(c.number, c.column, c.before, c.after) for c in found.changed] == [
        (ready.number, "target", "who fell once", "who fell twice")
    ]
    told = rows(olaf, f"/actions/versions/{first.pk}/", **{"with": str(second.pk)})
    assert sorted(r["how"] for r in told) == ["added", "changed", "removed"]


@pytest.mark.shows("PRT-33")
def test_a_member_sees_the_next_three_things_its_own_organisation_does_and_no_others(ready, manager, partner, cast):
    today = timezone.localdate()
    for n, name in enumerate(("Hospital", "Hospital", "Home nursing", "Hospital", "Hospital")):
        due = today + timedelta(days=50 - n)
        actions.add_task(action=ready, title=f"Step {n}", due=due, organisation=partner(name), by=manager, at=AT)
    nurse = cast.user("Nina", ("nurse", "organisation", partner("Hospital").pk))
    found = [(t.title, t.due) for t in todo.deliverables(cast.who(nurse), today)]
    assert [title for title, _due in found] == ["Agreed: Step 4", "Agreed: Step 3", "Agreed: Step 1"]
    page = cast.client(needed(nurse)).get("/day/").content.decode()
    assert all(f"Step {n}" in page for n in (1, 3, 4)) and "Step 2" not in page and "Step 0" not in page
    assert list(todo.deliverables(cast.who(cast.user("Piet", "policy")), today)) == []


@pytest.mark.shows("PRT-34")
def test_talks_with_other_networks_are_counted_by_network_and_year(frame, office, partner, olaf):
    for name, on in (("Network A", "2025-03-01"), ("Network A", "2025-09-01"), ("Network B", "2026-01-05")):
        day = date.fromisoformat(on)
        actions.note_contact(organisation=partner(name), on=day, about="Going home", today=TODAY, by=office, at=AT)
    assert [(r["network"], r["year"], r["talks"]) for r in rows(olaf, "/actions/contacts/")] == [
        ("Network A", "2025", "2"), ("Network B", "2026", "1"),
    ]  # fmt: skip
    said = {"organisation": partner("Network B").pk, "on": "2026-02-01", "about": "Beds", "result": "Agreed"}
    assert olaf.post("/actions/contacts/new/", said).status_code == 302
    with pytest.raises(NotNow):
        actions.note_contact(
            organisation=partner("Network A"), on=TODAY + timedelta(1), about="x", today=TODAY, by=office, at=AT
        )


@pytest.mark.shows("PRT-35")
def test_an_obstacle_is_closed_with_what_solved_it_and_never_without(ready, manager, olaf):
    wall = actions.add_obstacle(action=ready, what="No room", today=TODAY, by=manager, at=AT)
    with pytest.raises(Problem, match="at least one sentence"):
        actions.close_obstacle(obstacle=wall, solution=" ", today=TODAY, by=manager, at=AT)
    assert olaf.post(f"/actions/obstacles/{wall.pk}/", {"solution": ""}).status_code == 422
    assert "It is solved" in words(olaf, f"/actions/{ready.pk}/")
    assert olaf.post(f"/actions/obstacles/{wall.pk}/", {"solution": "The town has a hall"}).status_code == 302
    said = {
        "supply": "No group",
        "supply_search": "https://x.org/organisations/?q=bewegen",
        "process_map": "https://x.org/map",
    }
    assert olaf.post(f"/actions/{ready.pk}/rests-on/", said).status_code == 302
    page = olaf.get(f"/actions/{ready.pk}/").content.decode()
    assert "The town has a hall" in page and 'href="https://x.org/map"' in page


# ---------------------------------------------------------------- the frame


@pytest.mark.shows("MOD-01")
def test_another_vision_holds_from_today_and_older_reports_print_the_old_one(ready, office, olaf):
    def report(title):
        return actions.freeze_report(title=title, since=TODAY, figures=None, today=TODAY, by=office, at=AT)

    old = report("Old")
    assert "We feel EMPACT" in words(olaf, "/actions/frame/")
    assert olaf.post("/actions/frame/vision/", {"text": "Health together", "year": "2040"}).status_code == 302
    new = report("New")
    shown = words(olaf, "/actions/frame/")
    assert "Health together" in shown and "2040" in shown and "We feel EMPACT" not in shown
    assert "We feel EMPACT" in words(olaf, f"/actions/reports/{old.pk}/")
    assert "Health together" in words(olaf, f"/actions/reports/{new.pk}/")
    assert Report.objects.count() == 2


@pytest.mark.shows("MOD-03")
def test_health_has_its_definition_and_source_where_the_vision_stands_by_keyboard_too(frame, olaf):
    page = olaf.get("/actions/frame/").content.decode()
    told = re.search(r"<details><summary>Health\*</summary>(.*?)</details>", page, re.S)[1]
    assert "World Health Organization" in told and "well-being" in told  # a summary opens by key, tap and click


@pytest.mark.shows("MOD-02")
@pytest.mark.shows("MOD-23")
def test_actions_are_filtered_and_counted_by_what_they_promise_and_which_other_policy_they_touch(frame, office, item, olaf):
    made = [actions.propose_action(title=f"Action {n}", today=TODAY, by=office, at=AT) for n in range(4)]
    simple, housing, mobility = item("promise", "A"), item("policy", "housing"), item("policy", "mobility")
    for action, marks in zip(made, ([simple], [simple, housing], [housing, mobility], []), strict=True):
        said = {"promise": [i.pk for i in marks if i.kind == "promise"], "policy": [i.pk for i in marks if i.kind == "policy"]}
        assert olaf.post(f"/actions/{action.pk}/marks/", said).status_code == 302
    assert simple.title["nl"] == "Administratief eenvoudig"
    for mark, number in ((simple, 2), (housing, 2), (mobility, 1)):
        assert len(rows(olaf, "/actions/", mark=str(mark.pk))) == number
    assert f'href="/actions/?mark={simple.pk}"' in olaf.get(f"/actions/{made[0].pk}/").content.decode()
    with pytest.raises(NotNow):
        aim = item("aim", "health")
        actions.keep_action(action=made[0], values={}, marks=[aim], today=TODAY, by=office, at=AT)


@pytest.mark.shows("MOD-26")
@pytest.mark.shows("MOD-18")
def test_the_decision_sheet_prints_the_cell_the_missing_offer_and_what_makes_care_optimal(ready, manager, item, olaf, results):
    values = {"supply": "No exercise group in zone A", "supply_search": "q=bewegen"}
    marks = [item("optimal", "near")]
    actions.keep_action(action=ready, values=values, marks=marks, today=TODAY, by=manager, at=AT)
    for address in (f"/actions/{ready.pk}/sheet/", f"/actions/{ready.pk}/"):
        page = olaf.get(address).content.decode()
        assert "No exercise group in zone A" in page and 'href="/directory/?q=bewegen"' in page
        assert "0 offers today" in page, "a gap: the same search finds nothing"
    form = olaf.get(f"/actions/{ready.pk}/rests-on/").content.decode()
    assert '<a href="/directory/">Search in the directory</a>' in form
    assert olaf.get("/directory/?q=bewegen").status_code == 200
    page = olaf.get(f"/actions/{ready.pk}/sheet/").content.decode()
    assert 'href="/figures/popbox/?determinant=alone"' in page or re.search(r'href="[^"]*popbox/\?determinant=alone"', page)
    told = re.sub(r"<[^>]*>", "", page.partition("what optimal care is")[2].partition("</dd>")[0])
    assert "Near," in re.sub(r"\s+", " ", told) and "Feasible not said" in re.sub(r"\s+", " ", told)
    assert told.count("not said") == 5


@pytest.mark.shows("MOD-13")
def test_another_score_of_last_year_needs_a_reason_and_the_earlier_one_stays(frame, office, item, manager, ready, olaf):
    one = item("component", "2023.5")
    actions.contribute(action=ready, item=one, strength=2, today=TODAY, by=manager, at=AT)
    said = {"item": one, "year": 2025, "today": TODAY, "by": office, "at": AT}
    actions.score_component(score=2, **said)
    with pytest.raises(NotNow, match="a score for that year already"):
        actions.score_component(score=3, **said)
    actions.score_component(score=3, reason="We looked again", **(said | {"at": AT + timedelta(hours=1)}))
    assert [(s.score, s.reason) for s in SelfScore.objects.all()] == [(2, ""), (3, "We looked again")]
    for wrong in ({"score": 5}, {"score": 1, "year": 2030}, {"score": 1, "item": item("aim", "health")}):
        with pytest.raises(NotNow):
            actions.score_component(**{**said, **wrong})
    told = {r["component"][:6]: r for r in rows(olaf, "/actions/components/", scheme="2023")}
    assert told["2023.5"]["actions that add to it"] == str(ready.number) and told["2023.5"]["2025"] == "3 (We looked again)"
    year = timezone.localdate().year
    assert olaf.post(f"/actions/components/{one.pk}/{year}/", {"score": "4"}).status_code == 302


@pytest.mark.shows("MOD-14")
def test_fourteen_components_and_eighteen_stand_side_by_side_and_history_is_read_under_its_own_scheme(
    frame, office, item, olaf
):
    old = item("component", "2017.3")
    actions.score_component(item=old, year=2018, score=1, today=TODAY, by=office, at=AT)
    first, then = (rows(olaf, "/actions/components/", scheme=s) for s in ("2017", "2023"))
    assert (len(first), len(then)) == (14, 18)
    assert all(r["in the other scheme"] for r in first)
    assert [r["2018"] for r in first if r["component"].startswith("2017.3 ")] == ["1"] and "2018" not in then[0]
    assert sum(not r["in the other scheme"] for r in then) == 4


@pytest.mark.shows("MOD-15")
def test_the_office_names_the_three_topics_that_the_plan_counts_and_does_not_name(leuven, olaf, office):
    missing = Item.objects.filter(frame=leuven, kind="topic", title={})
    assert missing.count() == 3
    page = olaf.get("/actions/frame/").content.decode()
    for n, one in enumerate(list(missing)):
        assert f"/actions/frame/{one.pk}/name/" in page
        assert olaf.post(f"/actions/frame/{one.pk}/name/", {"name": f"Topic {n}"}).status_code == 302
    assert Item.objects.of(leuven, "topic").count() == 13
    assert "Topic 2" in olaf.get("/actions/matrix/").content.decode()
    with pytest.raises(NotNow, match="stays as it is"):
        named = Item.objects.get(frame=leuven, kind="topic", code="1")
        actions.name_place(item=named, name="x", language="nl", by=office, at=AT)


@pytest.mark.shows("MOD-16")
def test_question_a_is_answered_for_each_of_the_eight_assignments_from_what_actions_add_to(leuven, olaf):
    told = rows(olaf, "/actions/assignments/")
    assert len(told) == 8 and all(r["connections: through which actions"] for r in told)
    data = next(r for r in told if r["assignment"].startswith("8 "))
    marked = Action.objects.filter(contributions__item__kind="topic", contributions__item__code="9")
    assert data["connections: through which actions"].count("; ") == marked.count() - 1
    actors = {c.name for a in marked for c in a.connections.all()}
    assert set(data["with which actors"].split("; ")) == actors


@pytest.mark.shows("MOD-25")
def test_strengths_have_who_holds_them_and_how_one_knows(frame, office, manager, olaf):
    said = {"what": "Four zones lie in the region", "holder": "The zones", "evidence": "Boundaries of 2018"}
    assert olaf.post("/actions/strengths/new/", said).status_code == 302
    assert list(rows(olaf, "/actions/strengths/")[0].values()) == list(said.values())
    with pytest.raises(Denied):
        actions.add_strength(what="x", by=manager, at=AT)


@pytest.mark.shows("MOD-09")
def test_an_idea_of_today_shows_its_status_and_the_day_of_the_next_decision(frame, partner, cast, office):
    today = timezone.localdate()
    body = Body.objects.create(name="Steering group", purpose="Steers", quorum=50, starts=today)
    other = Body.objects.create(name="Choir", purpose="Sings", quorum=50, starts=today)
    Meeting.objects.create(body=other, on=today + timedelta(days=2))
    Meeting.objects.create(body=body, on=today + timedelta(days=9))
    Meeting.objects.create(body=body, on=today - timedelta(days=9))
    decided = actions.propose_action(title="Earlier", today=TODAY, by=office, at=AT)
    values = {"question": "q", "proposal": "p", "reasons": "r", "plan": "s", "aims": ["equity"]}
    item_ = Item.objects.get(frame=frame, kind="objective", code="SO1")
    said = {"need": "n", "afterwards": "a", "objective": item_, "persona": "complex", "puller": partner("Home nursing")}
    said["programme"] = Item.objects.get(frame=frame, kind="programme", code="AP1")
    actions.keep_action(action=decided, values=said, today=TODAY, by=office, at=AT)
    actions.move_action(action=decided, after="screening", today=TODAY, by=office, at=AT)
    actions.ask_decision(action=decided, after="stopped", body=body, values=values, today=TODAY, by=office, at=AT)
    client = cast.client(needed(cast.user("Hans", ("contact", "organisation", partner("Hospital").pk))))
    answer = client.post("/actions/new/", {"title": "Sing together", "similar": "seen"})
    page = re.sub(r"<[^>]*>", "", client.get(answer.url).content.decode())
    assert "idea" in page and "Next decision: Steering group" in page and "Choir" not in page.partition("Next decision")[2]
    assert "Sing together" in client.get("/actions/board/").content.decode()


@pytest.mark.shows("MOD-08")
def test_a_programme_says_how_many_in_which_phase_for_whom_with_what_and_what_is_open(
    ready, manager, office, item, results, partner, olaf
):
    own = {"by": manager, "at": AT}
    actions.plan_phase(action=ready, phase=item("phase", "pilot"), starts=TODAY, today=TODAY, **own)
    actions.promise(action=ready, organisation=partner("Home nursing"), contribution="time", today=TODAY, **own)
    actions.add_obstacle(action=ready, what="No room", today=TODAY, **own)
    actions.give_update(action=ready, light="amber", changed="a", next="b", asked="Who?", today=TODAY, **own)
    actions.propose_action(title="Another", programme=item("programme", "AP1.2"), today=TODAY, by=office, at=AT)
    page = words(olaf, f"/actions/frame/{item('programme', 'AP1').pk}/")
    facts = re.sub(r"\s+", " ", page)
    for said in ("actions2", "not planned 1", "Pilot and test 1", "812", "time promised1", "questions and obstacles open2"):
        assert said in facts, said
    assert Kpi.objects.exists()


def test_forms_of_the_card_stay_small():
    assert len(BriefForm.names) <= 7 and len(TargetForm.base_fields) <= 7
