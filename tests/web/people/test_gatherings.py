"""Group activities: signing up without a plan, a record or an account; the waiting list; and who sees which name."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from empact.web.kernel import day as days
from empact.web.kernel.models import AuditEntry, RegionChoice
from empact.web.kernel.problems import Denied, Missing, NotNow, Problem
from empact.web.kernel.who import NOBODY, SYSTEM
from empact.web.people import actions
from empact.web.people.models import Gathering, Person, SignUp
from empact.web.people.together import KEPT

S = SignUp.State
PHONE = "+3216111111"


@pytest.fixture
def wim(cast, places):
    """A social worker of the practice."""
    return cast.who(cast.user("Wim", ("social_worker", "organisation", places.practice.pk)))


@pytest.fixture
def said():
    return {
        "title": "Coffee for carers", "about": "", "audience": "carers", "day": timezone.localdate() + timedelta(days=5),
        "begins": time(14), "ends": time(16), "where": "House of the neighbourhood", "municipality": None, "leads": "Els",
        "phone": PHONE, "places": 2,
    }  # fmt: skip


@pytest.fixture
def coffee(wim, said):
    return actions.plan_gathering(said=said, by=wim, at=timezone.now())


@pytest.fixture
def write_down(coffee, wim):
    return lambda name, gathering=coffee, by=wim: actions.write_down(
        gathering=gathering, name=name, phone=PHONE, by=by, at=timezone.now()
    )


def states(gathering):
    return list(gathering.sign_ups.order_by("asked_at", "id").values_list("state", flat=True))


def browser(cast, user):
    client = cast.client(user)
    client.cookies["language"] = "en"
    return client


@pytest.mark.shows("NBH-05")
def test_a_carer_signs_up_by_page_another_by_phone_and_a_stranger_by_name_all_without_a_plan(cast, town, wim, coffee):
    """Nobody of them has a plan; two have no account, and no record is made of them."""
    before = Person.objects.count()
    carer = browser(cast, town.an.user)
    page = carer.get(f"/groups/{coffee.pk}/").content.decode()
    assert "Coffee for carers" in page and "Do you come?" in page
    assert carer.post(f"/groups/{coffee.pk}/join/", {"person": town.an.pk}).status_code == 302
    assert "has a place" in carer.get(f"/groups/{coffee.pk}/").content.decode()
    desk = browser(cast, cast.user("Desk", ("social_worker", "organisation", coffee.organisation_id)))
    assert desk.post(f"/groups/led/{coffee.pk}/sign-up/", {"name": "Zzcaller", "phone": "016 22 22 22"}).status_code == 302
    stranger = browser(cast, None)
    assert "Call to sign up" in stranger.get(f"/groups/{coffee.pk}/").content.decode()
    said = {"name": "Zzstranger", "phone": "016 33 33 33"}
    assert stranger.post(f"/groups/{coffee.pk}/ask/", said).status_code == 403  # until the region wants it
    RegionChoice.objects.create(id="people.open_sign_up", value=True)
    answer = stranger.post(f"/groups/{coffee.pk}/ask/", said, follow=True).content.decode()
    assert "You stand on the waiting list" in answer and "Zzstranger" not in answer
    assert states(coffee) == [S.IN, S.IN, S.WAITING] and Person.objects.count() == before
    names = desk.get(f"/groups/led/{coffee.pk}/").content.decode()
    assert all(name in names for name in ("Zzdaughter", "Zzcaller", "Zzstranger"))
    assert AuditEntry.objects.filter(event="person.seen", person=town.an.pk, part="sign_up").count() == 1


def test_a_free_place_goes_to_who_waits_longest_and_somebody_calls_them(cast, wim, coffee, write_down):
    first, _second, third, fourth = (write_down(f"Zzname{n}") for n in "abcd")
    assert states(coffee) == [S.IN, S.IN, S.WAITING, S.WAITING]
    actions.leave(sign_up=first, by=wim, at=timezone.now())
    third.refresh_from_db()
    assert (third.state, third.to_call) == (S.IN, True)
    assert AuditEntry.objects.filter(subject=f"people.signup:{third.pk}").latest("seq").user is None  # nobody reads who left
    (line,) = [t for t in days.todo(wim, timezone.localdate()) if t.kind == "people.places_to_tell"]
    assert line.address == f"/groups/led/{coffee.pk}/" and "Zzname" not in f"{line.title}{line.why}"
    assert actions.tell_of_place(sign_up=third, by=wim, at=timezone.now()).to_call is False
    assert not [t for t in days.todo(wim, timezone.localdate()) if t.kind == "people.places_to_tell"]
    assert actions.come_back(sign_up=first, by=wim, at=timezone.now()).state == S.WAITING  # at the end
    changed = {name: getattr(coffee, name) for name in ("title", "about", "audience", "day", "begins", "ends", "where",
               "municipality", "leads", "phone")}  # fmt: skip
    actions.change_gathering(gathering=coffee, said={**changed, "places": 3}, by=wim, at=timezone.now())
    fourth.refresh_from_db()
    first.refresh_from_db()
    assert (fourth.state, first.state) == (S.IN, S.WAITING)
    with pytest.raises(Problem, match="More people have a place"):
        actions.change_gathering(gathering=coffee, said={**changed, "places": 2}, by=wim, at=timezone.now())


def test_nobody_is_signed_up_twice(cast, town, coffee, write_down):
    assert write_down("Zz Name") == write_down("zz name")
    an = cast.who(town.an.user)
    again = [actions.join(gathering=coffee, person=town.an, by=an, at=timezone.now()) for _n in range(2)]
    assert again[0] == again[1] and states(coffee) == [S.IN, S.IN]
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(gathering=coffee, person=town.an, state=S.IN, asked_at=timezone.now())


def test_one_signs_up_oneself_and_whom_one_helps_or_speaks_for_and_nobody_else(cast, town, coffee):
    lea, now = cast.who(town.lea.user), timezone.now()
    made = actions.join(gathering=coffee, person=town.maria, by=lea, at=now)
    with pytest.raises(Denied):
        actions.join(gathering=coffee, person=town.jozef, by=lea, at=now)
    with pytest.raises(Denied):  # An helps Jozef, who has not let her look
        actions.join(gathering=coffee, person=town.jozef, by=cast.who(town.an.user), at=now)
    with pytest.raises(Missing):
        actions.leave(sign_up=made, by=cast.who(town.an.user), at=now)
    page = browser(cast, town.lea.user)
    assert "on the waiting list" not in page.get(f"/groups/{coffee.pk}/").content.decode()
    assert page.post(f"/groups/sign-ups/{made.pk}/leave/").status_code == 302
    made.refresh_from_db()
    assert made.state == S.OFF
    assert page.post(f"/groups/{coffee.pk}/join/", {"person": town.jozef.pk}).status_code == 302 and states(coffee) == [S.OFF]


def test_only_who_leads_it_reads_names_and_no_file_or_list_holds_one(cast, town, wim, coffee, write_down, charlie):
    row = write_down("Zzcaller")
    actions.join(gathering=coffee, person=town.an, by=cast.who(town.an.user), at=timezone.now())
    for who in (cast.who(town.coordinator), cast.who(charlie), cast.who(town.analyst), NOBODY):
        assert not Gathering.objects.visible_to(who, "care").exists()
        assert not SignUp.objects.visible_to(who, "care", timezone.localdate()).exists()
    with pytest.raises(Denied, match="Another organisation"):
        write_down("Zzother", by=cast.who(town.coordinator))
    other = browser(cast, town.coordinator)
    assert other.get(f"/groups/led/{coffee.pk}/").status_code == 404
    assert other.post(f"/groups/led/sign-ups/{row.pk}/off/").status_code == 404
    assert cast.client(charlie).get("/groups/led/").status_code == 403
    leader = browser(cast, cast.user("Desk", ("social_worker", "organisation", coffee.organisation_id)))
    said = [leader.get(a).content.decode() for a in ("/groups/led/", "/groups/led/?format=csv")]
    said += [other.get(a).content.decode() for a in ("/groups/", "/groups/?format=csv", f"/groups/{coffee.pk}/")]
    assert all("Coffee for carers" in one for one in said)
    assert not [one for one in said if "Zzcaller" in one or "Zzdaughter" in one]
    assert "Zzcaller" not in f"{SignUp.objects.filter(pk=row.pk).values()}"  # encrypted
    assert not AuditEntry.objects.filter(detail__icontains="Zzcaller").exists()


def test_called_off_or_over_nobody_signs_up_and_who_came_reads_it_on_my_day(cast, town, wim, coffee, said, write_down):
    an, now = cast.who(town.an.user), timezone.now()
    actions.join(gathering=coffee, person=town.an, by=an, at=now)
    (line,) = [t for t in days.todo(an, timezone.localdate()) if t.kind == "people.group_soon"]
    assert line.why == "You have a place."
    actions.move_gathering(gathering=coffee, state="off", by=wim, at=now)
    (line,) = [t for t in days.todo(an, timezone.localdate()) if t.kind == "people.group_soon"]
    assert line.why == "This group activity is called off."
    with pytest.raises(NotNow, match="called off"):
        write_down("Zzlate")
    with pytest.raises(NotNow):
        actions.move_gathering(gathering=coffee, state="off", by=wim, at=now)
    actions.move_gathering(gathering=coffee, state="planned", by=wim, at=now)
    with pytest.raises(NotNow, match="is over"):
        actions.write_down(gathering=coffee, name="Zzlate", phone=PHONE, by=wim, at=now + timedelta(days=6))
    for wrong in ({"day": timezone.localdate() - timedelta(days=1)}, {"ends": time(13)}):
        with pytest.raises(Problem):
            actions.plan_gathering(said={**said, **wrong}, by=wim, at=now)
    with pytest.raises(Denied):
        actions.plan_gathering(said=said, by=an, at=now)


def test_a_month_later_only_numbers_are_left(cast, town, wim, coffee, write_down):
    write_down("Zzcaller")
    actions.join(gathering=coffee, person=town.an, by=cast.who(town.an.user), at=timezone.now())
    late = timezone.now() + KEPT + timedelta(days=5)
    assert actions.wipe_sign_ups(by=SYSTEM, at=late) == 0
    assert actions.wipe_sign_ups(by=SYSTEM, at=late + timedelta(days=1)) == 2
    assert {row.called() for row in coffee.sign_ups.all()} == {("", "")} and states(coffee) == [S.IN, S.IN]
    assert actions.wipe_sign_ups(by=SYSTEM, at=late + timedelta(days=1)) == 0


def test_the_pages_of_who_leads_plan_change_and_count(cast, places, said, django_assert_max_num_queries):
    desk = browser(cast, cast.user("Desk", ("social_worker", "organisation", places.practice.pk)))
    typed = {
        **said,
        "day": said["day"].isoformat(),
        "begins": "14:00",
        "ends": "",
        "municipality": "",
        "phone": "016 11 11 11",
    }
    answer = desk.post("/groups/led/add/", typed)
    one = Gathering.objects.get()
    assert answer.headers["Location"] == f"/groups/led/{one.pk}/" and (one.phone, one.ends) == (PHONE, None)
    assert 'value="14:00"' in desk.get(f"/groups/led/{one.pk}/change/").content.decode()
    assert desk.post(f"/groups/led/{one.pk}/change/", {**typed, "places": 0}).status_code == 422
    assert desk.post(f"/groups/led/{one.pk}/move/", {"state": "off"}).status_code == 302
    assert "called off" in desk.get("/groups/led/").content.decode()
    assert desk.get(f"/groups/{one.pk}/").status_code == 200 and "Coffee" not in desk.get("/groups/").content.decode()
    rows = [Gathering(**said, organisation=places.practice) for _n in range(60)]
    Gathering.objects.bulk_create(rows)
    for address in ("/groups/", "/groups/led/", "/groups/?audience=carers&format=csv"):
        with django_assert_max_num_queries(14):
            assert desk.get(address).status_code == 200
    assert "Coffee" not in desk.get("/groups/?audience=neighbours").content.decode()
