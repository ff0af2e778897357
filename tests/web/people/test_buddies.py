"""Buddies: two people who both said yes. Neither reads anything of the other's record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.people import actions, queries
from empact.web.people.models import Buddy, InformalCarer, Person

WHO = {"family_name": "Zzbuddy", "given_names": "Bo", "phone": ""}


@pytest.fixture
def link(cast, town):
    """A buddy with an account, whom the practice of Jozef linked to him today."""
    today, now = timezone.localdate(), timezone.now()
    row = actions.link_buddy(person=town.jozef, who=WHO, both_agreed=True, starts=today, by=cast.who(town.gp), at=now)
    row.buddy.user = cast.user("Account9", "carer")
    Person.save(row.buddy, update_fields=("user",))
    return row


def browser(cast, user):
    client = cast.client(user)
    client.cookies["language"] = "en"
    return client


def test_both_have_to_say_yes_and_who_does_not_care_links_nobody(cast, town):
    said = {"person": town.jozef, "who": WHO, "starts": timezone.localdate(), "at": timezone.now()}
    with pytest.raises(Problem, match="Ask both of them"):
        actions.link_buddy(**said, both_agreed=False, by=cast.who(town.gp))
    for stranger in (town.surgeon, town.an.user):
        with pytest.raises(Denied):
            actions.link_buddy(**said, both_agreed=True, by=cast.who(stranger))
    assert not Buddy.objects.exists()


@pytest.mark.parametrize("purpose", ["care", "own", "administration", "population"])
def test_no_right_to_the_record_follows_from_it(cast, town, link, purpose):
    """The person is found by the buddy in no way: no page, no look, no list; and the buddy is no informal carer."""
    who, today = cast.who(link.buddy.user), timezone.localdate()
    assert not Person.objects.visible_to(who, purpose, today).exists()
    assert not InformalCarer.objects.filter(carer=link.buddy).exists()
    client = browser(cast, link.buddy.user)
    for address in (f"/my/people/{town.jozef.pk}/", f"/my/plans/{town.jozef.pk}/", f"/my/scores/{town.jozef.pk}/"):
        assert client.get(address).status_code == 404
    page = client.get("/my/people/").content.decode()
    assert "You are a buddy of Zzjefke" in page and town.jozef.phone not in page and "Zzpeeters" not in page
    assert AuditEntry.objects.filter(event="person.seen", person=town.jozef.pk, user=link.buddy.user_id).count() == 1


def test_either_ends_it_from_today_and_others_do_not(cast, town, link):
    other, buddy, person = (browser(cast, u) for u in (town.lea.user, link.buddy.user, town.jozef.user))
    assert "Bo Zzbuddy" in person.get("/my/record/").content.decode()
    assert other.post(f"/my/buddies/{link.pk}/end/").status_code == 404
    with pytest.raises(Denied):
        actions.end_buddy(buddy=link, last_day=timezone.localdate(), by=cast.who(town.lea.user), at=timezone.now())
    assert buddy.post(f"/my/buddies/{link.pk}/end/").status_code == 302
    link.refresh_from_db()
    assert link.ends == timezone.localdate()
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = queries.page_of(town.jozef, who=cast.who(town.gp), purpose="care", on=tomorrow)
    assert page.buddies == []
    with pytest.raises(NotNow):
        actions.end_buddy(buddy=link, last_day=timezone.localdate(), by=cast.who(town.gp), at=timezone.now())


def test_who_cares_adds_and_ends_a_buddy_on_the_page_of_the_person(cast, town):
    client = browser(cast, town.gp)
    typed = {"family_name": "Zzbuddy", "given_names": "", "phone": ""}
    assert client.post(f"/persons/{town.jozef.pk}/buddies/add/", typed).status_code == 422
    assert client.post(f"/persons/{town.jozef.pk}/buddies/add/", {**typed, "both_agreed": "on"}).status_code == 302
    assert "Zzbuddy" in client.get(f"/persons/{town.jozef.pk}/").content.decode()
    row = Buddy.objects.get()
    assert browser(cast, town.surgeon).post(f"/buddies/{row.pk}/end/", {"last_day": "17/03/2030"}).status_code == 404
    assert client.post(f"/buddies/{row.pk}/end/", {"last_day": timezone.localdate().isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.ends == timezone.localdate()
