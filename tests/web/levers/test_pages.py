"""The pages: an hour is registered with one number, who may not sees nothing, lists stay cheap, My day says what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone

from empact.web.kernel import day
from empact.web.kernel.rules import endpoints
from empact.web.levers import actions, todo
from empact.web.levers.forms import HoursForm
from empact.web.levers.models import Account, Application, Entry, Fund, InKind, Statement

from .conftest import AT, TODAY, needed

NOW = timezone.localdate()


@pytest.mark.shows("TIM-01")
def test_an_hour_is_registered_by_typing_one_number_and_the_rest_is_filled_in(sits_at, action, work):
    hospital = sits_at("Hospital")
    form = hospital.get("/time/new/").context["form"]
    must = [name for name, field in form.fields.items() if field.required]
    assert must == ["hours", "on"] and str(form["hours"].initial) == "1.00" and form["on"].initial == NOW
    said = {"hours": "0.75", "activity": f"action:{action.pk}", "work": work.pk, "on": NOW.isoformat()}
    assert hospital.post("/time/new/", said).status_code == 302
    entry = Entry.objects.get()
    assert (entry.seconds, entry.activity.action, entry.work) == (2700, action, work)
    again = hospital.get("/time/new/").context["form"]  # one goes on with what one did
    assert (again["activity"].initial, again["work"].initial) == (f"action:{action.pk}", work.pk)
    for wrong in ("0.3", "0", "-1", "x"):
        assert hospital.post("/time/new/", {**said, "hours": wrong}).status_code == 422
    assert Entry.objects.count() == 1
    assert len(HoursForm.base_fields) == 7


def test_hours_go_their_way_through_the_pages(sits_at, action, client):
    hospital, nurse = sits_at("Hospital"), sits_at("Home nursing")
    said = {"hours": "2", "activity": f"action:{action.pk}", "on": NOW.isoformat()}
    hospital.post("/time/new/", said)
    one = Entry.objects.get()
    assert nurse.post(f"/time/{one.pk}/ask/", {"question": "Two?"}).status_code == 302
    assert "Two?" in hospital.get(f"/time/{one.pk}/answer/").content.decode()
    assert hospital.post(f"/time/{one.pk}/answer/", {"answer": "Two."}).status_code == 302
    assert "Two? → Two." in nurse.get("/time/confirm/").content.decode()
    nurse.post("/time/confirm/", {"entry": [str(one.pk)]})
    assert hospital.post(f"/time/{one.pk}/withdraw/").status_code == 409
    assert hospital.post(f"/time/{one.pk}/take-back/", {"why": "One"}).status_code == 302
    page = hospital.get("/time/").content.decode()
    assert "taken back later" in page and "counter-entry" in page and "-2.00" in page
    hospital.post("/time/new/", said)
    other = Entry.objects.get(state="waiting")
    assert hospital.post(f"/time/{other.pk}/withdraw/").status_code == 302
    assert sits_at("Town").get(f"/time/{one.pk}/take-back/").status_code == 404
    assert client.get("/time/?state=withdrawn").content.decode().count("<tr>") == 2


def test_charlie_sees_nothing_of_it(cast, charlie, give):
    entry, client = give("Hospital", 1), cast.client(charlie)
    addresses = []
    for route, pattern in endpoints(get_resolver().url_patterns):
        if pattern.callback.__module__.startswith("empact.web.levers."):
            addresses.append("/" + route.replace("<uuid:pk>", str(entry.pk)).replace("<int:year>", "2026"))
    assert len(addresses) > 40
    assert {client.get(a).status_code for a in addresses} | {client.post(a).status_code for a in addresses} == {403}
    nobody = cast.who(cast.user("Carla"))
    for model in (Entry, Account, InKind, Statement, Fund, Application):
        assert not model.objects.visible_to(nobody, "project").exists()


@pytest.mark.parametrize("address", ["/time/", "/time/confirm/", "/time/promised/", "/time/statements/"])
def test_sixty_hours_ask_no_more_than_one(address, give, given, client, django_assert_max_num_queries):
    for n in range(30):
        give(f"Partner {n}", 1, on=TODAY - timedelta(days=n))
        given(f"Partner {n}", 1, on=TODAY - timedelta(days=n))
    client.get(address)
    with django_assert_max_num_queries(22):
        assert "Partner 3" in client.get(f"{address}?year=2026").content.decode()


def test_my_day_has_one_line_for_all_time_that_waits(give, action, at, office):
    first = give("Hospital", 1, action=action, on=TODAY - timedelta(days=3))
    give("Hospital", 2, action=action)
    nurse = at("Home nursing")
    (line,) = todo.hours_to_confirm(nurse, TODAY)
    assert (line.address, line.due) == ("/time/confirm/", first.on + timedelta(days=14))
    assert list(todo.hours_to_confirm(at("Town"), TODAY)) == []
    actions.ask_about(entry=first, question="Which day?", by=nurse, at=AT)
    (line,) = todo.hours_to_confirm(at("Hospital"), TODAY)
    assert line.address == f"/time/{first.pk}/answer/"
    assert {"levers.hours_to_confirm", "levers.applications_waiting"} <= set(day.KINDS)


def test_who_works_for_no_organisation_reads_lists_that_are_empty(cast, given):
    given("Hospital", 1)
    analyst = cast.client(needed(cast.user("Nele", "analyst")))
    for address in ("/time/", "/time/means/", "/time/promised/", "/time/statements/"):
        page = analyst.get(address)
        assert page.status_code == 200 and "Hospital" not in page.content.decode()
