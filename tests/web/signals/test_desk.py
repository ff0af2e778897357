"""The desk: what came to it, in the order of the clocks, with no worry and no name in the list; and one page for each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from empact.web.kernel.models import AuditEntry, User
from empact.web.signals import actions
from empact.web.signals.models import Signal

from .conftest import now_of, press


@pytest.fixture
def wim(cast, desk):
    client = cast.client(User.objects.get(pk=desk.wim.user_id))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def report_now(region):
    """As it would come in now."""
    return lambda **said: press(**{"municipality": region.leuven, "name": "Zz Someone", "at": timezone.now(), **said})


def test_only_what_came_to_you_is_yours(cast, desk, region, report_now):
    mine, other = report_now(), report_now(municipality=region.tienen)
    for who, seen in ((desk.wim, {mine}), (desk.dirk, {other}), (desk.bea, set())):
        assert set(Signal.objects.visible_to(who, "care")) == seen
        client = cast.client(User.objects.get(pk=who.user_id))
        for signal in (mine, other):
            expected = 200 if signal in seen else 404
            assert client.get(f"/signals/{signal.pk}/").status_code == expected
            assert client.get(f"/signals/{signal.pk}/note/").status_code == expected


@pytest.mark.shows("NBH-09")
def test_the_theme_is_in_no_list_and_loneliness_has_offers(wim, report_now):
    signal = report_now(theme="lonely", words="zzwords")
    for address in ("/signals/", "/signals/?format=csv", "/day/"):
        page = wim.get(address).content.decode()
        assert "lonely" not in page and "very alone" not in page and "Someone" not in page and "zzwords" not in page
    page = wim.get(f"/signals/{signal.pk}/").content.decode()
    assert "very alone" in page and "Look for meeting places" in page


def test_the_list_is_in_the_order_of_the_clocks_and_says_what_is_late(wim, report_now):
    now = timezone.now()
    week, late = report_now(urgency="week"), report_now(at=now - timedelta(hours=1), urgency="now")
    marked = report_now(at=now - timedelta(days=1))
    Signal.objects.filter(pk=marked.pk).update(marked=True)
    html = wim.get("/signals/").content.decode()
    assert html.index(str(late.pk)) < html.index(str(week.pk)) < html.index(str(marked.pk)) and "late" in html
    assert str(week.pk) not in wim.get("/signals/?late=on").content.decode()
    assert str(late.pk) not in wim.get("/signals/?urgency=week").content.decode()
    assert str(late.pk) not in wim.get("/signals/?state=closed").content.decode()


def test_a_list_of_many_takes_as_many_questions(wim, report_now, django_assert_max_num_queries):
    for n in range(60):
        report_now(words=f"{n}")
    with django_assert_max_num_queries(20):
        assert wim.get("/signals/").status_code == 200
    with django_assert_max_num_queries(18):
        assert len(wim.get("/signals/?format=csv").content.splitlines()) == 61
    signal = Signal.objects.first()
    with django_assert_max_num_queries(36):
        assert wim.get(f"/signals/{signal.pk}/").status_code == 200


def test_each_look_at_a_report_and_at_its_reporter_is_on_record(wim, desk, report_now):
    signal = report_now(reporter="neighbour")
    wim.get(f"/signals/{signal.pk}/")
    assert "neighbour" not in wim.get(f"/signals/{signal.pk}/").content.decode()
    assert "neighbour" in wim.post(f"/signals/{signal.pk}/reporter/").content.decode()
    lines = AuditEntry.objects.filter(event="signals.read", user=desk.wim.user_id)
    assert [line.detail["part"] for line in lines.order_by("seq")] == ["report", "report", "reporter"]


@pytest.mark.shows("F10")
def test_from_report_to_feedback_by_the_pages_and_the_reporter_reads_it_with_the_code(cast, wim, report_now):
    """The reporter always gets closure, also without a name, and without login."""
    signal = report_now()
    here = f"/signals/{signal.pk}/"
    stranger = cast.client()
    stranger.cookies["language"] = "en"
    receipt = stranger.post("/red-button/follow/", {"receipt": signal.receipt}).headers["Location"]
    assert "Somebody reads it soon" in stranger.get(receipt).content.decode()
    assert wim.post(here + "take/").status_code == 302
    assert "works on it" in stranger.get(receipt).content.decode()
    wim.post(here + "note/", {"kind": "call", "text": "nobody answers"})
    assert wim.post(here + "close/", {"outcome": "help"}).status_code == 422
    for verb, said in (
        ("contact", {"text": "we spoke"}), ("agree", {"text": "a nurse comes"}), ("feedback", {"code": "contact"}),
        ("tell", {"told": "yes"}), ("close", {"outcome": "help"}),
    ):  # fmt: skip
        assert wim.post(here + verb + "/", said).status_code == 302, verb
    page = stranger.get(receipt).content.decode()
    assert "Your report is closed." in page and "We have made contact." in page and "nurse" not in page
    assert now_of(signal).first_contact_at is not None
    assert wim.post(here + "reopen/").status_code == 302 and now_of(signal).state == "triage"


def test_what_looks_alike_is_proposed_and_joined(wim, region, report_now):
    first, second = report_now(theme="housing"), report_now(theme="abuse", name="zz SOMEONE")
    third = report_now(name="Zz Another", theme="abuse", municipality=region.leuven)
    page = wim.get(f"/signals/{second.pk}/").content.decode()
    assert str(first.pk) in page and "the same person, it seems" in page
    assert str(third.pk) in page and "the same place and worry" in page
    assert wim.post(f"/signals/{second.pk}/join/", {"to": first.pk}).status_code == 302
    assert now_of(second).joined_to == first
    assert wim.post(f"/signals/{third.pk}/join/", {"to": third.pk}).status_code == 422
    assert wim.post(f"/signals/{second.pk}/part/").status_code == 302


def test_only_what_can_be_done_now_is_offered(cast, wim, desk, report_now):
    signal = report_now()
    page = wim.get(f"/signals/{signal.pk}/").content.decode()
    assert "/take/" in page and "/close/" not in page and "/return/" not in page
    actions.take_up(signal=signal, by=desk.wim, at=timezone.now())
    page = wim.get(f"/signals/{signal.pk}/").content.decode()
    assert "/close/" in page and "/take/" not in page and "/unmark/" not in page
    wout = cast.client(User.objects.get(pk=desk.wout.user_id))
    assert "/close/" not in wout.get(f"/signals/{signal.pk}/").content.decode()
    assert wout.post(f"/signals/{signal.pk}/close/", {"outcome": "help"}).status_code == 422
    assert wim.get(f"/signals/{signal.pk}/nonsense/").status_code == 404


def test_my_day_counts_what_waits_and_says_nothing_of_it(wim, desk, report_now):
    report_now()
    signal = report_now()
    page = wim.get("/day/").content.decode()
    assert "Somebody is worried" in page and "2 reports wait." in page
    actions.take_up(signal=signal, by=desk.wim, at=timezone.now())
    page = wim.get("/day/").content.decode()
    assert "1 report waits." in page and "A report you work on" in page
