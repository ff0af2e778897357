"""What each page shows and to whom: the own team or practice, and of another not even that it exists."""

from __future__ import annotations

import csv
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from empact.web.feedback.actions.cards import Chosen, choose_cards
from empact.web.feedback.actions.cycles import agree
from empact.web.feedback.actions.meetings import start_meeting
from empact.web.feedback.groups import Group, places_of
from empact.web.feedback.models import Publication, Remark
from empact.web.insight.figures import in_force
from empact.web.kernel.rules import endpoints, rule_of
from empact.web.territory.models import Code, Post, Practitioner
from tests.web.conftest import at_the_door

from .conftest import START


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def doctor(cast, practice):
    """``doctor(0)``: the general practitioner of a practice, and the organisation."""

    def make(n):
        house = practice(n)
        return cast.user(f"Lieve{n}", ("gp", "organisation", house.pk)), house

    return make


def fill(cast, user, house, opened):
    """A meeting, a remark and an agreed action of a practice; all ids that stand in addresses."""
    who, at, group = cast.who(user), timezone.now(), Group(organisation=house)
    person = Practitioner.objects.create(name=f"Doctor of {house.name[2:]}", search="doctor", user=user)
    function = Code.objects.filter(codelist="function").first()
    Post.objects.create(practitioner=person, function=function, organisation=house, starts=START)
    meeting = start_meeting(
        group=group, theme=f"Zztheme {house.name}", on=timezone.localdate(at), publication=opened, by=who, at=at
    )
    figures = in_force()
    (place,) = places_of(group, timezone.localdate(at), figures)
    (before,) = figures.figures("flu_vacc_65", "practice", period=opened.period, node=place.node)
    values = {name: f"Zz{name} {house.name}" for name in ("question", "change", "effect", "measure")}
    values |= {"indicator": "flu_vacc_65", "owner": person, "due": timezone.localdate(at)}
    cycle = agree(meeting=meeting, place=place, before=before, values=values, by=who, at=at)
    said = Remark.objects.create(
        publication=opened, kind="other", text=f"Zzremark {house.name}", user=user, at=at, organisation=house
    )
    return [house.pk, meeting.pk, cycle.pk, said.pk, person.pk, opened.pk]


@pytest.mark.shows("AFB-01")
def test_a_practice_never_sees_another_by_name_whatever_it_types_in_the_address(cast, doctor, opened, refusals_drawn_once):
    """Every address of the site, with every id of the other practice in every place of it."""
    (own, home), (other, house) = doctor(0), doctor(1)
    fill(cast, own, home, opened)
    ids = fill(cast, other, house, opened)
    client = cast.client(own)
    secret = re.compile(r"Zzpractice [1-7]|Zz\w+ Zzhouse 1|practice/[1-7]")
    opens, walked = [], 0
    for route, pattern in endpoints(get_resolver().url_patterns):
        refused = rule_of(pattern.callback) and at_the_door(rule_of(pattern.callback), ["gp"])
        if route.startswith("account/") or "<" not in route:
            addresses = {"/" + route} if "<" not in route and "account" not in route else set()
        else:
            plain = re.sub(r"<slug:indicator>", "flu_vacc_65", route)
            addresses = {"/" + re.sub(r"<uuid:\w+>", str(pk), plain) for pk in (ids[:1] if refused else ids)}
        more = () if refused else ("?place=practice/1&node=practice/1&level=practice&period=2025-Q3", "?format=csv")
        for address in addresses:
            if "<" in address:
                continue
            for asked in (address, *(address + query for query in more)):
                answer = client.get(asked)
                walked += 1
                if answer.status_code == 404:
                    break  # no thing of that name: whatever is asked of it
                if answer.status_code == 200 and not answer.streaming:
                    body = answer.content.decode("utf-8", "replace").replace(asked, "")
                    if secret.search(re.sub(r'(value|href|action)="[^"]*"', "", body)):
                        opens.append((asked, secret.search(body)[0]))
    assert opens == [] and walked > 300
    for name in ("group", "choose", "targets", "remark", "meetings", "start", "cycles"):
        assert client.get(reverse(f"feedback:{name}", args=[house.pk])).status_code == 404, name
    for name, pk in (("meeting", ids[1]), ("agree", ids[1]), ("cycle", ids[2]), ("close", ids[2]), ("drop", ids[2])):
        assert client.get(reverse(f"feedback:{name}", args=[pk])).status_code == 404, name
    for name, pk, said in (("attend", ids[1], {}), ("end", ids[1], {}), ("move", ids[2], {"state": "done"})):
        assert client.post(reverse(f"feedback:{name}", args=[pk]), said).status_code == 404, name
    assert client.get(reverse("feedback:group", args=[home.pk])).status_code == 200


def test_charlie_opens_nothing(cast, charlie, team, opened):
    client = cast.client(charlie)
    for name in ("group", "choose", "targets", "remark", "meetings", "start", "cycles"):
        assert client.get(reverse(f"feedback:{name}", args=[team.pk])).status_code in (302, 403), name
    for name in ("home", "publications", "published", "register", "plan"):
        assert client.get(reverse(f"feedback:{name}")).status_code in (302, 403), name


def test_a_practice_sees_its_cards_with_own_value_interval_others_chance_and_one_action(cast, doctor, opened):
    user, house = doctor(2)
    page = text(cast.client(user).get(reverse("feedback:group", args=[house.pk])))
    assert 0 < page.count('<section class="card"') <= 5
    for said in (
        "Your value is",
        "places of this level: the middle value is",
        "chance",
        "people",
        "What you can do",
        "What others did",
    ):
        assert said in page
    assert "2025-Q4" not in page  # not open yet, so not in the course either


def test_the_rule_proposes_one_card_per_field_that_has_a_value_and_that_a_team_can_move(cast, doctor, opened):
    user, house = doctor(0)
    page = text(cast.client(user).get(reverse("feedback:group", args=[house.pk])))
    cards = re.findall(r'<section class="card" id="(\w+)"', page)
    assert cards == ["breast_screen", "dm_retina", "gp_contact", "polypharm5"]  # dental_contact is hidden here


def test_a_hidden_number_stays_hidden_on_card_and_in_file(cast, doctor, opened, results):
    user, house = doctor(0)
    choose_cards(
        group=Group(organisation=house), cards=[Chosen("dental_contact")], known=list(results.indicators()), by=cast.who(user),
        at=timezone.now(),
    )  # fmt: skip
    address = reverse("feedback:group", args=[house.pk])
    page = text(cast.client(user).get(address))
    assert "Small number: not shown" in page and "Look at a period of two years" in page
    (row,) = csv.DictReader(text(cast.client(user).get(address + "?format=csv")).lstrip("\ufeff").splitlines())
    assert (row["status"], row["value"], row["people"]) == ("hidden", "", "")


def test_before_the_day_a_team_sees_no_figure_and_when_they_are_late_it_is_told(cast, coach, team, results):
    today = timezone.localdate()
    address = reverse("feedback:group", args=[team.pk])
    one = Publication.objects.create(
        period="2025-Q4", team_from=today + timedelta(days=3), policy_from=today + timedelta(days=30)
    )
    page = text(cast.client(coach).get(address))
    assert "No figures are open yet" in page and "Your value" not in page
    Publication.objects.filter(pk=one.pk).update(team_from=today - timedelta(days=1))
    page = text(cast.client(coach).get(address + "?period=2025-Q4"))
    assert "They have not arrived" in page and "Your value" not in page


@pytest.mark.shows("DAT-12")
def test_a_team_chooses_five_with_a_target_and_finds_baseline_target_and_quarters_on_one_page(cast, coach, team, opened):
    client = cast.client(coach)
    said = {"indicator1": "flu_vacc_65", "target1": "80", "baseline1": "2024-Q2", "indicator2": "dm_retina"}
    assert client.post(reverse("feedback:choose", args=[team.pk]), said).status_code == 302
    page = text(client.get(reverse("feedback:targets", args=[team.pk])))
    assert "Title flu_vacc_65" in page and "(2024-Q2)" in page and "80.0 %" in page
    assert all(f">{q}</th>" in page for q in ("2024-Q1", "2025-Q1", "2025-Q3")) and "2025-Q4" not in page
    too_many = {f"indicator{n}": "flu_vacc_65" for n in (1, 2)}
    assert client.post(reverse("feedback:choose", args=[team.pk]), too_many).status_code == 422


def test_a_meeting_from_begin_to_end_in_the_browser_of_the_coach(cast, coach, member, team, opened):
    client = cast.client(coach)
    begun = client.post(
        reverse("feedback:start", args=[team.pk]), {"theme": "our figures", "on": timezone.localdate(), "figures": "on"}
    )
    page = text(client.get(begun.headers["Location"]))
    times = re.findall(r"<time>(\d\d:\d\d)</time>", page)
    assert len(times) == page.count('class="step"') and "45 minutes" in page
    assert page.index("The last action") < page.index("Title ") < page.index("One action")
    said = {
        "indicator": "flu_vacc_65", "question": "q", "change": "Phone 20 people", "effect": "e", "measure": "m",
        "owner": member.practitioner.pk, "due": timezone.localdate() + timedelta(days=60),
    }  # fmt: skip
    choose = {"indicator1": "flu_vacc_65"}
    client.post(reverse("feedback:choose", args=[team.pk]), choose)
    agreed = client.post(begun.headers["Location"] + "agree/", said)
    assert agreed.status_code == 302, agreed.content.decode()
    assert "Phone 20 people" in text(client.get(begun.headers["Location"]))
    ended = client.post(begun.headers["Location"] + "end/")
    page = text(client.get(ended.headers["Location"]))
    assert "Take it back" in page and "This meeting has ended." in page
    assert client.post(begun.headers["Location"] + "end/", {"state": "open"}).status_code == 302
    nxt = client.post(
        reverse("feedback:start", args=[team.pk]), {"theme": "next", "on": timezone.localdate(), "figures": "on"}
    )
    page = text(client.get(nxt.headers["Location"]))
    assert page.index("Phone 20 people") < page.index("Title flu_vacc_65")  # the last action stands first


def test_lists_ask_the_database_no_more_for_many_rows(cast, coach, team, opened, django_assert_max_num_queries):
    who, at = cast.who(coach), timezone.now()
    for n in range(60):
        start_meeting(group=Group(team=team), theme=f"t{n}", on=timezone.localdate(at), by=who, at=at)
    client, pmo = cast.client(coach), cast.client(cast.user("Griet", "pmo"))
    for browser, address in (
        (client, reverse("feedback:group", args=[team.pk])),
        (client, reverse("feedback:meetings", args=[team.pk])),
        (client, reverse("feedback:cycles", args=[team.pk])),
        (pmo, reverse("feedback:publications")),
        (pmo, reverse("feedback:register")),
    ):
        browser.get(address)
        with django_assert_max_num_queries(26):
            text(browser.get(address))


def test_an_address_with_nonsense_in_it_is_answered_all_the_same(cast, coach, team, opened):
    client = cast.client(coach)
    for asked in ("?period=x", "?place=practice/1", "?period=2025-Q4", "?page=x"):
        page = text(client.get(reverse("feedback:group", args=[team.pk]) + asked))
        shown = page[page.index("<main") :]
        assert "2025-Q4" not in shown and "practice/1" not in shown
    assert client.get(reverse("feedback:group", args=[uuid.uuid4()])).status_code == 404
