"""Anybody reports: no account, six questions, a receipt; a send that is repeated is one report, and nothing is dropped."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from empact.web.kernel import outbox
from empact.web.kernel.models import AuditEntry, RegionChoice
from empact.web.kernel.problems import Denied, Problem
from empact.web.signals import actions
from empact.web.signals.forms import ReportForm
from empact.web.signals.models import Channel, Signal, Turn

from .conftest import AT, TOLD, now_of, press

NAME, WORDS = "Zzjefke Zzpeeters", "the zzshutters are down"


def test_a_stranger_reports_and_gets_a_code(cast, region, desk, send):
    answer = send(municipality=region.leuven.pk, name=NAME, words=WORDS, reporter="An +3216123456", age="older")
    signal = Signal.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == f"/red-button/receipts/{signal.ticket}/"
    html = cast.client().get(answer.headers["Location"]).content.decode()
    assert signal.receipt in html and re.fullmatch(r"[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}", signal.receipt)
    assert signal.about == {"name": NAME, "words": WORDS} and signal.open_reporter() == "An +3216123456"
    assert not re.search("Zz|zz|3216|leuven|An ", html.partition("<main")[2])


def test_the_code_leads_back_to_the_receipt_and_guessing_is_soon_too_often(cast, desk):
    signal = press()
    client = cast.client()
    answer = client.post("/red-button/follow/", {"receipt": signal.receipt.lower().replace("-", " ")})
    assert answer.headers["Location"] == f"/red-button/receipts/{signal.ticket}/"
    for wrong in ("AAA-AAA", "0O1-I22", "short"):
        assert client.post("/red-button/follow/", {"receipt": wrong}).status_code == 422
    for _n in range(9):
        answer = client.post("/red-button/follow/", {"receipt": "AAA-AAB"})
    assert answer.status_code == 429
    assert cast.client().get(f"/red-button/receipts/{signal.pk}/").status_code == 404


def test_six_questions_and_no_more():
    asked = [f.label for f in ReportForm() if f.label and re.match(r"\d\.", str(f.label))]
    assert [str(label)[0] for label in asked] == list("123456")
    typed = [f.name for f in ReportForm() if not f.is_hidden and "radio" not in str(f.field.widget.__class__).lower()]
    assert set(typed) == {"municipality", "name", "words", "reporter"}


def test_what_is_wrong_keeps_every_word(cast, send):
    answer = send(theme="", words=WORDS, name=NAME)
    html = answer.content.decode()
    assert answer.status_code == 422 and WORDS in html and NAME in html and "This needs your attention" in html
    assert Signal.objects.count() == 0


def test_the_same_send_twice_is_one_report_and_other_words_are_another(cast, desk, send):
    key = str(uuid4())
    first, again = send(key=key, words=WORDS), send(key=key, words=WORDS)
    assert first.headers["Location"] == again.headers["Location"] and Signal.objects.count() == 1
    other = send(key=key, words="something else happened")
    assert other.headers["Location"] != first.headers["Location"] and Signal.objects.count() == 2


def test_112_and_1813_come_first_and_the_page_needs_no_script(cast):
    RegionChoice.objects.create(id="region.emergency", value="1733 doctor on duty")
    html = cast.client().get("/red-button/").content.decode()
    main = html.partition("<main")[2]
    assert main.index("tel:112") < main.index("tel:1813") < main.index("tel:1733") < main.index("<form")
    assert "novalidate" in main and "csrfmiddlewaretoken" not in main.partition("</main>")[0]


def test_a_browser_that_keeps_no_cookies_reports_too(db):
    from django.test import Client

    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert strict.post("/red-button/", {**TOLD, "discretion": "desk"}).status_code == 302


def test_many_from_one_place_are_kept_and_marked_and_raise_no_alarm(desk, region, send):
    for n in range(8):
        assert send(words=f"words {n}", municipality=region.leuven.pk).status_code == 302
    outbox.deliver(at=timezone.now())
    assert Signal.objects.count() == 8 and Signal.objects.filter(often=True).count() == 3
    assert len(mail.outbox) == 5 * 2  # two at the desk


def test_phone_and_paper_have_the_same_outcome(cast, desk, region):
    """One action is behind all; the desk writes down what it hears and reads the code aloud."""
    wim = cast.client(desk.wim and _user(desk.wim))
    said = {**TOLD, "discretion": "team", "municipality": region.leuven.pk, "channel": "phone", "name": NAME}
    answer = wim.post("/signals/new/", said)
    assert "/red-button/receipts/" in answer.headers["Location"]
    by_phone, by_web = Signal.objects.get(), press(municipality=region.leuven, name=NAME, discretion="team")
    assert by_phone.channel == Channel.PHONE
    for field in ("theme", "urgency", "state", "about_index", "municipality_id"):
        assert getattr(by_phone, field) == getattr(by_web, field)
    assert [t.organisation for t in by_phone.turns.all()] == [t.organisation for t in by_web.turns.all()]
    assert wim.post("/signals/new/", {**said, "channel": ""}).status_code == 422


def test_who_cares_for_somebody_reports_about_them_and_the_coordinator_is_first(cast, care, desk):
    gp = cast.client(care.town.gp)
    page = gp.get(f"/persons/{care.person.pk}/red-button/")
    assert "Zzjefke" in page.content.decode() and "2. About whom" not in page.content.decode()
    assert gp.post(f"/persons/{care.person.pk}/red-button/", {**TOLD, "discretion": "team"}).status_code == 302
    signal = Signal.objects.get()
    assert signal.person == care.person and signal.age == "older"
    turn = signal.turns.get()
    assert turn.kind == Turn.Kind.COORDINATOR and turn.user == care.town.coordinator
    assert cast.client(care.town.surgeon).get(f"/persons/{care.person.pk}/red-button/").status_code == 404
    assert f"/persons/{care.person.pk}/red-button/" in gp.get(f"/persons/{care.person.pk}/").content.decode()


def test_a_coordinator_who_reports_does_not_report_to_themselves(care, desk, region):
    signal = press(person=care.person, municipality=region.leuven, by=care.who.coordinator)
    assert signal.turns.get().organisation == desk.welfare


def test_nothing_of_a_report_is_in_the_log_the_letters_or_the_database_in_plain(care, desk, region):
    signal = press(name=NAME, words=WORDS, reporter="zzreporter", municipality=region.leuven, person=care.person)
    outbox.deliver(at=AT)
    actions.take_up(signal=signal, by=care.who.coordinator, at=AT)
    actions.note(signal=signal, kind="fact", text="zzfact", by=care.who.coordinator, at=AT)
    lines = [f"{e.detail} {e.reason} {e.subject}" for e in AuditEntry.objects.all()]
    assert lines and not [one for one in lines if re.search("zz|Zz", one)]
    assert not AuditEntry.objects.filter(event__startswith="signals.").exclude(person=None).exists()
    assert mail.outbox and not [m for m in mail.outbox if re.search("zz|Zz|report|worr|neglect", m.subject + m.body, re.I)]
    with connection.cursor() as cursor:
        for table in ("signals_signal", "signals_note", "signals_turn", "kernel_job"):
            cursor.execute(f"SELECT * FROM {table}")
            assert not re.search("zzjef|zzpee|zzshut|zzrep|zzfact", str(cursor.fetchall()).lower())


@pytest.mark.parametrize("words", ["", "   "])
def test_a_report_says_something(db, words):
    with pytest.raises(Problem):
        press(words=words)


def test_the_promise_is_the_regions_and_is_read_on_the_receipt(cast, desk, region):
    RegionChoice.objects.create(id="signals.promise", value="1 12 100")
    signal = press(municipality=region.leuven)
    assert signal.promised_by == AT + timedelta(hours=1)
    from empact.web.kernel import region as choices

    (choice,) = [c for c in choices.choices() if c.id == "signals.promise"]
    for wrong in ("1 2", "5 4 3", "0 1 2", "a b c", "1 2 999"):
        with pytest.raises(Exception, match="three numbers"):
            choice.checked(wrong)


def test_charlie_opens_nothing_of_the_desk(cast, charlie, desk, region):
    signal = press(municipality=region.leuven)
    client = cast.client(charlie)
    for address in ("/signals/", f"/signals/{signal.pk}/", "/signals/new/", "/signals/routes/", "/signals/figures/"):
        assert client.get(address).status_code == 403
    for act in (actions.open_signal, actions.show_reporter, actions.take_up):
        with pytest.raises(Denied):
            act(signal=now_of(signal), by=cast.who(charlie), at=AT)


def _user(who):
    from empact.web.kernel.models import User

    return User.objects.get(pk=who.user_id)
