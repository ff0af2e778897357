"""The weekly letter: once, on the day chosen, with numbers and nothing else; and Mijn dag, which it counts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from empact.web.kernel import day as days
from empact.web.kernel import digest, jobs, letters
from empact.web.kernel.models import AuditEntry, Digest, Job
from empact.web.kernel.who import SYSTEM

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
SECRET = "Jozef Peeters, diabetes"


@pytest.fixture
def sources(monkeypatch):
    """What the apps put on Mijn dag, for these tests: two lists to fill."""
    todo, news = [], []
    monkeypatch.setattr(days, "_TODO", [lambda who, today: todo if who.role == "nurse" else []])
    monkeypatch.setattr(days, "_NEWS", [lambda who, today: news])
    return todo, news


def duty(due, title=SECRET, address="/persons/1/"):
    return days.Todo(title, "Because it was promised.", address, due)


def written():
    return [m for m in mail.outbox if m.subject]


def test_a_letter_says_how_many_and_where_in_the_readers_language_and_nothing_else(cast, sources):
    nurse = cast.user("Fatma", "nurse")
    nurse.language = "nl"
    nurse.save()
    sources[0].extend([duty(MONDAY), duty(MONDAY, address="/persons/2/")])
    sources[1].append(days.News(SECRET, MONDAY))
    assert digest.write(nurse, today=MONDAY, at=AT)
    (letter,) = written()
    assert letter.subject == "2 zaken te doen"
    assert "/day/" in letter.body and "1 zaak veranderde" in letter.body
    for word in ("Jozef", "Peeters", "diabetes", "Fatma", "persons", str(nurse.pk)):
        assert word not in letter.subject + letter.body


def test_one_a_week_whatever_runs_again(cast, sources):
    nurse = cast.user("Fatma", "nurse")
    sources[0].append(duty(MONDAY))
    for later in range(7):
        for user in digest.due(MONDAY + timedelta(days=later)):
            digest.write(user, today=MONDAY + timedelta(days=later), at=AT)
    assert len(written()) == 1
    assert [u.pk for u in digest.due(MONDAY + timedelta(days=7))] == [nurse.pk]


def test_it_comes_on_the_day_chosen_or_the_first_day_after_that_somebody_could_write(cast):
    nurse = cast.user("Fatma", "nurse")
    Digest.objects.create(user=nurse, weekday=3)
    assert [bool(list(digest.due(MONDAY + timedelta(days=n)))) for n in range(6)] == [False] * 3 + [True] * 3


def test_nobody_without_a_hat_or_with_a_closed_account_is_written_to(cast, charlie, sources):
    closed = cast.user("Dirk", "nurse")
    closed.is_active = False
    closed.save()
    assert list(digest.due(MONDAY)) == []
    assert not letters.send("digest", to=closed, page="kernel:day", at=AT, todo=1, news=0)


def test_silence_is_kept_for_news_and_never_for_duties(cast, sources):
    nurse = cast.user("Fatma", "nurse")
    Digest.objects.create(user=nurse, duties_only=True)
    sources[1].append(days.News("changed", MONDAY))
    assert not digest.write(nurse, today=MONDAY, at=AT)
    sources[0].append(duty(MONDAY))
    assert digest.write(nurse, today=MONDAY + timedelta(days=7), at=AT)


def test_a_week_with_nothing_has_no_letter(cast, sources):
    sources[1].append(days.News("long ago", MONDAY - timedelta(days=7)))
    assert not digest.write(cast.user("Fatma", "nurse"), today=MONDAY, at=AT)
    assert written() == []


def test_what_several_hats_see_is_counted_once(cast, sources):
    both = cast.user("Katrien", "nurse", "coordinator")
    sources[0].append(duty(MONDAY))
    sources[1].append(days.News("changed", MONDAY))
    assert digest.counts(both, MONDAY) == (1, 1)


def test_a_letter_that_could_not_be_sent_is_tried_again(cast, sources, monkeypatch):
    nurse = cast.user("Fatma", "nurse")
    sources[0].append(duty(MONDAY))

    def broken(*_, **__):
        raise OSError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", broken)
        with pytest.raises(OSError, match="no mail server"):
            digest.write(nurse, today=MONDAY, at=AT)
    assert digest.write(nurse, today=MONDAY, at=AT) and len(written()) == 1


def test_nobody_gets_more_letters_in_a_week_than_the_rule(cast):
    nurse = cast.user("Fatma", "nurse")
    sent = [letters.send("digest", to=nurse, page="kernel:day", at=AT, todo=n, news=0) for n in range(1, 8)]
    assert sent == [True] * letters.AT_MOST + [False] * 2


def test_a_letter_cannot_be_filled_with_words(cast):
    with pytest.raises(TypeError, match="numbers only"):
        letters.send("digest", to=cast.user("Fatma"), page="kernel:day", at=AT, todo=1, news=SECRET)


@pytest.mark.django_db(transaction=True)
def test_the_job_of_the_morning_writes_to_all_and_ends(cast, sources):
    for name in ("Fatma", "Lieve"):
        cast.user(name, "nurse")
    sources[0].append(duty(MONDAY))
    jobs.enqueue("kernel.digest", by=SYSTEM, at=AT)
    kind, running = jobs.claim("test", lambda: AT)
    kind.run(running)
    assert len(written()) == 2 and Job.objects.get().result == {"letters": 2}


def test_the_day_is_chosen_in_the_profile_and_on_record(cast):
    nurse = cast.user("Fatma", "nurse")
    browser = cast.client(nurse)
    assert browser.post("/profile/letter/", {"weekday": "9"}).status_code == 422
    assert browser.post("/profile/letter/", {"weekday": "3", "duties_only": "on"}).status_code == 302
    assert (nurse.digest.weekday, nurse.digest.duties_only) == (3, True)
    assert AuditEntry.objects.filter(event="kernel.digest_set", user=nurse.pk).exists()
    assert "checked" in browser.get("/profile/letter/").content.decode()


def test_a_letter_to_set_a_password_holds_no_name_and_leads_there(cast):
    cast.user("Fatma", "nurse")
    browser = cast.client()
    browser.post("/account/password/reset/", {"email": "fatma@example.org"})
    (letter,) = written()
    (link,) = re.findall(r"http://localhost(\S+)", letter.body)
    assert letter.subject == "Choose a password"
    assert not re.search(r"fatma|nurse|localhost|!", letter.subject + re.sub(r"http\S+", "", letter.body), re.IGNORECASE)
    assert "password" in browser.get(link, follow=True).content.decode()


def test_whoever_has_no_account_is_told_so_in_a_letter_and_not_on_the_page(cast):
    answer = cast.client().post("/account/password/reset/", {"email": "nobody@example.org"})
    assert answer.headers["Location"] == "/account/password/reset/done/"
    (letter,) = written()
    assert letter.subject == "No account with this address" and "!" not in letter.body


@pytest.mark.parametrize("role", ["nurse", "person", "pmo", "administrator"])
def test_the_day_has_one_shape_for_every_role_and_at_most_three_things(cast, monkeypatch, role):
    late = [duty(MONDAY + timedelta(days=n), title=f"Duty {n}", address=f"/x/{n}/") for n in (4, 1, 3, 0, 2)]
    monkeypatch.setattr(days, "_TODO", [lambda who, today: late[:3], lambda who, today: late[3:]])
    monkeypatch.setattr(days, "_NEWS", [])
    page = cast.client(cast.user("Anna", role)).get("/day/").content.decode()
    assert re.findall(r"Duty \d", page) == ["Duty 0", "Duty 1", "Duty 2"]
    assert "and 2 more things later" in page and "Nothing changed" in page
    assert re.findall(r"<h2[^>]*>([^<]+)", page) == ["To do", "Changed since last time"]


def test_an_empty_day_says_so_and_only_then(cast, sources):
    browser = cast.client(cast.user("Fatma", "nurse"))
    assert "Nothing urgent" in browser.get("/day/").content.decode()
    sources[0].append(duty(MONDAY))
    assert "Nothing urgent" not in browser.get("/day/").content.decode()
