"""Help at home and intermediate care: asked, offered, started; who reads a name; who has room; how soon it starts."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from empact.web.consent import actions as consent
from empact.web.kernel import region
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.rounds import actions, helping, todo, waits
from empact.web.rounds.caseload import Stack, work_list
from empact.web.rounds.models import HelpRequest
from empact.web.rounds.states import HELP_MOVES, HELP_OWNER
from empact.web.territory.models import Code, Membership, Organisation, Territory
from tests.web.people.conftest import START

STATE = HelpRequest.State


@pytest.fixture
def kind(db):
    return Code.objects.get(codelist="help", code="family-care")


@pytest.fixture
def service(cast, db):
    """An organisation that gives family care, and who works there."""
    place = Organisation.objects.create(name="Family Care West", search="family care west", starts=START)
    user = cast.user("Giver", ("social_worker", "organisation", place.pk))
    return SimpleNamespace(place=place, user=user, who=cast.who(user))


@pytest.fixture
def asked(care, kind, service, now):
    return actions.ask_help(
        person=care.person, kind=kind, asked_on=now.date(), organisation=service.place, by=care.who.coordinator, at=now
    )


def move(request, to, on, by, **said):
    at = timezone.make_aware(timezone.datetime.combine(on, timezone.datetime.min.time().replace(hour=20)))
    return actions.move_help(request=request, to=to, on=on, by=by, at=at, **said)


@pytest.mark.shows("CAR-22")
def test_from_request_to_start_is_measured_through_the_pages_of_two_people(care, cast, kind, service):
    coordinator, giver = cast.client(care.town.coordinator), cast.client(service.user)
    today = timezone.localdate()
    day = today - timedelta(days=10)
    said = {"kind": str(kind.pk), "organisation": str(service.place.pk), "asked_on": day.isoformat()}
    answer = coordinator.post(f"/persons/{care.person.pk}/help/", said)
    assert answer.status_code == 302
    page = answer.headers["Location"]
    waiting = coordinator.get(page).content.decode()
    assert "Zzjefke" in waiting and "Asked 10 days ago; nobody has started yet." in waiting
    theirs = giver.get("/help/").content.decode()
    assert page in theirs and "Zz" not in theirs
    assert "Zz" not in giver.get(page).content.decode()
    for to, later in (("offered", 2), ("started", 6)):
        done = giver.post(f"{page}step/?to={to}", {"on": (day + timedelta(days=later)).isoformat()})
        assert done.status_code == 302
    assert "Started 6 days after the request." in coordinator.get(page).content.decode()
    assert "6 days after the request" in coordinator.get("/help/?state=started").content.decode()
    (row,) = [line for line in coordinator.get("/help/?format=csv").content.decode().splitlines() if "Zzjefke" in line]
    assert row.endswith(",6")


def test_each_step_has_its_day_and_the_table_says_what_may_follow(care, asked, service, now):
    day = now.date()
    move(asked, "offered", day + timedelta(days=1), service.who)
    with pytest.raises(Problem, match="before the last step"):
        move(asked, "started", day, service.who)
    with pytest.raises(NotNow):
        move(asked, "ended", day + timedelta(days=2), service.who)
    move(asked, "started", day + timedelta(days=6), service.who)
    move(asked, "ended", day + timedelta(days=9), care.who.gp, why="well again")
    now_ = HelpRequest.objects.get()
    assert (now_.days, now_.giver, now_.state) == (6, service.place, "ended")
    assert [(s.state, (s.on - day).days) for s in now_.steps.all()] == [
        ("asked", 0), ("offered", 1), ("started", 6), ("ended", 9)
    ]  # fmt: skip
    assert AuditEntry.objects.filter(event="rounds.help_moved", person=care.person.pk).count() == 4
    assert {state for pair in HELP_MOVES for state in pair} == set(STATE) == set(HELP_OWNER)


def test_a_refusal_needs_a_reason_and_who_is_asked_next_does_not_reset_the_clock(care, asked, service, places, now):
    day = now.date()
    with pytest.raises(Problem, match="Say why"):
        move(asked, "refused", day, service.who)
    move(asked, "refused", day + timedelta(days=1), service.who, why="full")
    with pytest.raises((Denied, Problem)):
        move(asked, "asked", day + timedelta(days=1), service.who)
    again = move(asked, "asked", day + timedelta(days=2), care.who.coordinator, organisation=places.hospital)
    assert again.asked_of == places.hospital and again.asked_on == day
    assert not HelpRequest.objects.visible_to(service.who, "care", now).exists()
    move(again, "offered", day + timedelta(days=3), care.who.coordinator)
    assert move(again, "started", day + timedelta(days=8), care.who.coordinator).days == 8


def test_a_step_taken_by_mistake_is_taken_back(care, asked, service, now):
    day = now.date()
    move(asked, "offered", day, service.who)
    move(asked, "started", day + timedelta(days=1), service.who)
    back = move(asked, "offered", day + timedelta(days=1), service.who)
    assert back.started_on is None
    with pytest.raises(Problem, match="Say why"):
        move(asked, "asked", day + timedelta(days=1), service.who)
    assert move(asked, "asked", day + timedelta(days=1), service.who, why="ill").giver is None


def test_who_is_asked_reads_no_name_and_nobody_else_reads_anything(care, cast, asked, service, kind, now):
    other = Organisation.objects.create(name="Elsewhere", search="elsewhere", starts=START)
    stranger = cast.user("Stranger", ("social_worker", "organisation", other.pk))
    assert cast.client(stranger).get(f"/help/{asked.pk}/").status_code == 404
    assert f"{asked.pk}" not in cast.client(stranger).get("/help/").content.decode()
    with pytest.raises(Denied):
        move(asked, "offered", now.date(), cast.who(stranger))
    client = cast.client(service.user)
    assert "Zz" not in client.get(f"/help/{asked.pk}/").content.decode()
    assert "Zz" not in client.get("/help/?format=csv").content.decode()
    with pytest.raises(Denied):  # to withdraw is for the care team
        move(asked, "withdrawn", now.date(), service.who, why="x")
    looks = AuditEntry.objects.filter(person=care.person.pk, user=service.user.pk, part="help_unnamed")
    assert looks.count() == 2
    consent.exclude(person=care.person, professional=service.user, by=care.who.jozef, at=timezone.now())
    assert client.get(f"/help/{asked.pk}/").status_code == 404


def test_what_is_asked_of_anybody_is_read_by_who_tells_places_of_that_kind(care, service, kind, now):
    asked = actions.ask_help(person=care.person, kind=kind, asked_on=now.date(), by=care.who.coordinator, at=now)
    mine = HelpRequest.objects.put_to(service.who, "care", now)
    assert not mine.exists()
    actions.say_places(kind=kind, places=0, starts=now.date(), by=service.who, at=now)
    assert mine.all().get() == asked
    with pytest.raises(Problem, match="which organisation"):
        move(asked, "offered", now.date(), care.who.coordinator)
    assert move(asked, "offered", now.date(), service.who).giver == service.place


def test_only_who_is_in_the_care_team_asks_and_once_for_each_kind(care, cast, asked, kind, now):
    said = {"person": care.person, "kind": kind, "asked_on": now.date(), "at": now}
    with pytest.raises(NotNow, match="asked for already"):
        actions.ask_help(by=care.who.coordinator, **said)
    with pytest.raises(Denied):
        actions.ask_help(by=care.who.stranger, **said)
    with pytest.raises(Denied):
        actions.ask_help(by=cast.who(care.town.analyst), **said)
    with pytest.raises(NotNow, match="not come yet"):
        actions.ask_help(by=care.who.coordinator, **said | {"asked_on": now.date() + timedelta(days=1)})
    with pytest.raises(Problem, match="not in use"):
        other = Code.objects.filter(codelist="function").first()
        actions.ask_help(by=care.who.coordinator, **said | {"kind": other})


def test_the_work_list_and_the_first_page_say_that_nobody_started(care, asked, service, now):
    def line(at):
        return next(one for one in work_list(care.who.coordinator, at) if one.person == care.person)

    late = now + timedelta(days=4)
    (reason,) = [r for r in line(now).reasons if r.startswith("Family care was asked on")]
    assert reason.endswith("nobody has started yet.")
    assert line(late).stack == Stack.CALL and line(now).stack != Stack.CALL
    for who in (care.who.coordinator, service.who):
        assert list(todo.help_unanswered(who, now.date() + timedelta(days=3))) == []
        (one,) = todo.help_unanswered(who, late.date())
        assert "Zz" not in f"{one.title} {one.why}" and one.due == now.date() + timedelta(days=3)
    assert list(todo.help_unanswered(care.who.gp, late.date())) == []
    move(asked, "offered", late.date(), service.who)
    assert list(todo.help_unanswered(service.who, late.date())) == []
    move(asked, "started", late.date(), service.who)
    assert "nobody has started" not in " ".join(line(late).reasons)


def test_who_has_room_stands_nearest_first_and_what_was_said_long_ago_last(care, cast, kind, service, now):
    here, near, zone = (
        Territory.objects.create(code=code, name=code, kind=k, starts=START)
        for code, k in (("here", "municipality"), ("near", "municipality"), ("zone", "zone"))
    )
    for part in (here, near):
        Membership.objects.create(part=part, whole=zone, starts=START)
    care.person.municipality = here
    care.person.save()
    asked = actions.ask_help(person=care.person, kind=kind, asked_on=now.date(), by=care.who.coordinator, at=now)
    for name, town, days, number in (
        ("Far", None, 0, 9), ("Near", near, 0, 2), ("Old", here, 20, 5), ("Here", here, 1, 1), ("Full", here, 0, 0)
    ):  # fmt: skip
        place = Organisation.objects.create(name=name, search=name.lower(), starts=START, municipality=town)
        who = cast.who(cast.user(f"At {name}", ("contact", "organisation", place.pk)))
        actions.say_places(kind=kind, places=number, starts=now.date(), by=who, at=now - timedelta(days=days))
    found = helping.rooms_for(asked, now.date())
    assert [(r.said.organisation.name, r.near, r.stale) for r in found] == [
        ("Here", 0, False), ("Old", 0, True), ("Near", 1, False), ("Far", 2, False)
    ]  # fmt: skip


def test_an_organisation_says_its_own_places_and_every_professional_reads_them(care, cast, kind, service):
    client = cast.client(service.user)
    said = {"kind": str(kind.pk), "places": "3", "starts": timezone.localdate().isoformat()}
    assert client.post("/help/places/say/", said).status_code == 302
    assert client.post("/help/places/say/", {**said, "places": "2"}).status_code == 302
    html = cast.client(care.town.analyst).get("/help/places/").content.decode()
    assert html.count("Family Care West") == 1 and "Zorgzaam Leuven" in html
    assert "Family Care West,,Family care,2" in cast.client(care.town.analyst).get("/help/places/?format=csv").content.decode()
    with pytest.raises(Denied):
        actions.say_places(kind=kind, places=1, starts=START, by=care.who.coordinator, at=timezone.now())
    assert cast.client(care.town.an.user).get("/help/places/").status_code in (403, 404)


def asked_on(kind, day, days):
    started = None if days is None else day + timedelta(days=days)
    return HelpRequest(kind=kind, asked_on=day, since=day, started_on=started)


def test_figures_hide_small_numbers_and_what_would_give_them_away(kind):
    day, today = date(2026, 2, 3), date(2026, 6, 1)
    other = Code(codelist="help", code="other")
    rows = [asked_on(kind, day, n) for n in (1, 3, 6, 8, 9, 20)] + [asked_on(kind, day, None)] * 6
    (whole, alone) = waits.waits(rows, today, 5, 8)
    assert whole == waits.Wait("2026-Q1", "", 12, 6, 7.0, None)  # 4 in time: too few to show
    assert alone == waits.Wait("2026-Q1", "family-care", 12, 6, 7.0, None)
    (whole, *_rest) = waits.waits(rows, today, 5, 9)
    assert whole.in_time == 42
    few = [asked_on(other, day, 1)] * 3
    (whole, first, second) = waits.waits(rows + few, today, 5, 9)
    assert whole.asked == 15 and first.asked is None and second.asked is None
    seven = [asked_on(other, day, None)] * 6 + [asked_on(other, day, 2)] * 2
    (whole, first, second) = waits.waits(rows + seven, today, 5, 9)
    assert (whole.started, first.asked, second.asked) == (8, 12, 8)
    assert first.started is None and second.started is None  # 8 less 6 would tell of 2
    assert waits.waits(rows[:4], today, 5, 9) == [waits.Wait("2026-Q1", "", None, None, None, None)]
    assert waits.waits(rows, date(2026, 3, 31), 5, 9) == []  # the quarter is not over
    assert waits.waits(rows, date(2026, 4, 3), 5, 9)[0].in_time is None  # too early


def test_the_figures_stand_on_a_page_and_leave_for_the_mill(care, cast, kind, tmp_path):
    today = timezone.localdate()
    day = date(today.year - 1, 8, 1)
    for days in (2, 4, 6, 8, 10):
        HelpRequest.objects.create(
            person=care.person, kind=kind, asker=care.team.coordinator, asked_on=day, since=day, state="ended",
            giver=care.places.hospital, started_on=day + timedelta(days=days),
        )  # fmt: skip
    client = cast.client(care.town.analyst)
    assert "6.0" in client.get("/help/how-soon/").content.decode()
    assert f"{day.year}-Q3,family-care,5,5,6.0," in client.get("/help/how-soon/?format=csv").content.decode()
    assert region.read("rounds.help_norm_days") == 0
    file = tmp_path / "help.csv"
    assert waits.write_waits(file, at=timezone.now()) == 1
    assert f"{waits.DAYS},{day.year}-Q3,6.0,,,5," in file.read_text()


def test_the_lists_take_a_bounded_number_of_queries(care, cast, kind, asked, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        helping.rows_of(helping.requests_of(care.who.coordinator, now), care.who.coordinator, now)
    with django_assert_max_num_queries(9):
        helping.rooms_for(asked, now.date())
    with django_assert_max_num_queries(2):
        helping.places(now.date())
