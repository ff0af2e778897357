"""What hours count for, what was promised beside what was registered, means in kind, and the statement that is signed."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest

from empact.web.governance import actions as governance
from empact.web.kernel.problems import Denied, NotNow
from empact.web.levers import actions, queries
from empact.web.levers.models import Entry, InKind, Statement
from empact.web.levers.statements import content_of, digest_of
from empact.web.levers.value import cents_of, rates
from empact.web.portfolio import actions as portfolio
from empact.web.territory.models import Code, Practitioner

from .conftest import AT, HOUR, START, TODAY


def file_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def brought(office, at, partner, action):
    """Means in kind of a partner, confirmed by the office."""

    def make(name, what="A room", **more):
        said = {"what": what, "how_much": "two days", "on": TODAY, "today": TODAY, **more}
        one = actions.note_in_kind(organisation=partner(name), action=action, by=at(name), at=AT, **said)
        return actions.confirm_in_kind(one=one, today=TODAY, by=office, at=AT)

    return make


@pytest.fixture
def promised(action, partner, at):
    """A promise of time by a partner, and how many hours it means."""

    def make(name, hours):
        by = at(name)
        one = portfolio.promise(action=action, organisation=partner(name), contribution="time", today=TODAY, by=by, at=AT)
        return actions.promise_hours(promise=one, seconds=int(hours * HOUR), by=by, at=AT)

    return make


# ---------------------------------------------------------------- what hours count for


@pytest.mark.shows("TIM-02")
def test_an_hour_counts_for_the_rate_of_its_function_on_its_day(given, post, office, valued, partner):
    provider = Code.objects.get(codelist="function", code="provider")
    for function, cents, starts in ((provider, 6_000, START), (provider, 6_600, TODAY), (None, 4_000, TODAY)):
        actions.keep_rate(function=function, cents=cents, starts=starts, by=office, at=AT)
    doctor = post("Hospital")
    given("Hospital", 1.5, post=doctor, on=TODAY - timedelta(days=1))  # 90 euro
    given("Hospital", 2, post=doctor)  # 132 euro
    given("Hospital", 0.25)  # 10 euro, of nobody by name
    given("Hospital", 4, on=TODAY - timedelta(days=1))  # before that rate began
    content = content_of(partner("Hospital"), 2026)
    assert (content["seconds"], content["cents"], content["unvalued"]) == (int(7.75 * HOUR), 23_200, 4 * HOUR)


def test_whole_cents_are_rounded_once(office, valued):
    actions.keep_rate(function=None, cents=3_333, starts=START, by=office, at=AT)
    row = {"function": None, "on": TODAY, "n": 900}
    assert cents_of([row], rates()) == (833, 0) and cents_of([row] * 4, rates()) == (3_333, 0)


def test_a_later_rate_ends_the_one_before(office, at):
    first = actions.keep_rate(function=None, cents=100, starts=START, by=office, at=AT)
    actions.keep_rate(function=None, cents=200, starts=TODAY, by=office, at=AT)
    first.refresh_from_db()
    assert first.ends == TODAY - timedelta(days=1)
    with pytest.raises(NotNow, match="later rate"):
        actions.keep_rate(function=None, cents=300, starts=date(2025, 1, 1), by=office, at=AT)
    with pytest.raises(NotNow, match="later rate"):
        actions.end_rate(rate=first, last_day=None, by=office, at=AT)
    with pytest.raises(Denied):
        actions.keep_rate(function=None, cents=300, starts=TODAY, by=at("Hospital"), at=AT)


EURO = re.compile(r"€|\beuros?\b|\bcents?\b", re.I)


def said_everywhere(client, entry, one, organisation, promise):
    lists = ["", "means/", "promised/", "statements/", f"statements/{organisation.pk}/{entry.on.year}/"]
    pages = [f"/time/{name}" for name in lists]
    forms = [f"/time/{name}" for name in ("new/", "confirm/", "means/new/", f"{entry.pk}/take-back/", f"{entry.pk}/ask/")]
    forms += [f"/time/means/{one.pk}/withdraw/", f"/time/promised/{promise.promise_id}/"]
    for address in (*pages, *forms, *(f"{page}?format=csv" for page in pages), f"{pages[-1]}sign/"):
        answer = client.get(address)
        assert answer.status_code in (200, 403), address
        text = answer.content.decode("utf-8-sig")
        yield address, text.partition("<main")[2] if "<main" in text else text


@pytest.mark.shows("TIM-02")
def test_switched_off_there_is_no_euro_on_any_page_file_or_paper_of_the_time_bank(
    given, brought, promised, office, client, partner, monkeypatch, sits_at
):
    from empact.web.levers.views import brought as views

    actions.keep_rate(function=None, cents=4_000, starts=START, by=office, at=AT)
    entry, one, promise = given("Hospital", 2), brought("Hospital"), promised("Hospital", 10)
    printed = []
    drawn = views.paper
    monkeypatch.setattr(views, "paper", lambda title, sections, **m: printed.append(sections) or drawn(title, sections, **m))
    hospital = partner("Hospital")
    paper = f"/time/statements/{hospital.pk}/2026/pdf/"
    for reader in (client, sits_at("Hospital")):
        said = dict(said_everywhere(reader, entry, one, hospital, promise))
        assert len(said) > 15 and not {address: EURO.findall(text) for address, text in said.items() if EURO.search(text)}
        assert reader.get(paper).content.startswith(b"%PDF")
    assert len(printed) == 2 and not EURO.search(repr(printed))
    assert [client.get(f"/time/rates/{name}").status_code for name in ("", "new/")] == [404, 404]
    with pytest.raises(NotNow, match="does not say"):
        brought("Hospital", "A licence", cents=5_000)
    assert "cents" not in repr(content_of(hospital, 2026))


@pytest.mark.shows("TIM-02")
def test_switched_on_hours_come_first_and_what_they_count_for_after(given, brought, office, client, partner, valued):
    actions.keep_rate(function=None, cents=4_000, starts=START, by=office, at=AT)
    given("Hospital", 2)
    brought("Hospital", cents=12_345)
    page = client.get(f"/time/statements/{partner('Hospital').pk}/2026/").content.decode().replace("\u00a0", " ")
    assert page.index("2.00 hours") < page.index("These hours count for 80.00 €") < page.index("123.45 €")
    assert "40.00 €" in client.get("/time/rates/").content.decode().replace("\u00a0", " ")


# ---------------------------------------------------------------- promised and registered


@pytest.mark.shows("TIM-03", "FIN-14")
def test_promised_and_registered_stand_side_by_side_per_partner_and_work_package(
    given, give, promised, package, office, partner, action, client, sits_at
):
    given("Hospital", 3, package=package)
    given("Hospital", 2.5, action=action)
    give("Hospital", 1, action=action)
    given("Town", 4, action=action)
    promised("Hospital", 10)
    rows = file_of(client, "/time/promised/?format=csv")
    names = ("organisation", "package", "promised", "registered", "difference", "waiting")
    told = sorted(tuple(r[n] for n in names) for r in rows[:-1])
    assert told == [
        ("Hospital", "", "10.00", "2.50", "-7.50", "1.00"), ("Hospital", str(package), "0.00", "3.00", "3.00", "0.00"),
        ("Town", "", "0.00", "4.00", "4.00", "0.00"),
    ]  # fmt: skip
    assert [rows[-1][n] for n in names[2:]] == ["10.00", "9.50", "-0.50", "1.00"]
    assert queries.seconds_of(partner("Hospital").pk, action.pk) == int(2.5 * HOUR)
    town = file_of(sits_at("Town"), "/time/promised/?format=csv")
    assert {r["organisation"] for r in town[:-1]} == {"Town"}
    puller = file_of(sits_at("Home nursing"), "/time/promised/?format=csv")  # asks for hours, and compares nobody
    assert not [r for r in puller if r["organisation"] in ("Town", "Hospital")]


# ---------------------------------------------------------------- after a meeting


@pytest.fixture
def meeting(body, office, partner):
    """A meeting of two and a half hours that was held; two of the hospital were there, and one of the town."""
    group = Code.objects.filter(codelist="category").first()
    seats = []
    for name, who in (("Hospital", "Lieve"), ("Hospital", "Bram"), ("Town", None)):
        holder = who and Practitioner.objects.get_or_create(name=who, defaults={"search": who.lower()})[0]
        said = {"group": group, "organisation": partner(name), "holder": holder, "starts": START}
        seats.append(governance.seat(body=body, by=office, at=AT, **said))
    one = governance.plan_meeting(body=body, on=TODAY, by=office, at=AT)
    held = {"minutes": "We met.", "present": seats, "minutes_long": 150, "today": TODAY, "by": office, "at": AT}
    return governance.hold_meeting(meeting=one, **held)


@pytest.mark.shows("TIM-01")
def test_after_a_meeting_attendees_and_duration_are_filled_in_and_one_tap_confirms(
    meeting, post, client, sits_at, office, action
):
    post("Hospital", "Lieve")
    post("Hospital", "Bram")
    address = f"/time/meetings/{meeting.pk}/"
    assert address in client.get(f"/bodies/meetings/{meeting.pk}/").content.decode()
    form = client.get(address).context["form"]
    fields = [name for name in form.fields if name.startswith("seat_")]
    assert len(fields) == 3 and {str(form.fields[name].initial) for name in fields} == {"2.5"}
    sent = dict.fromkeys(fields, "2.5") | {fields[0]: "1.25", "activity": f"action:{action.pk}", "work": ""}
    assert client.post(address, sent).status_code == 302
    assert sorted(Entry.objects.values_list("seconds", flat=True)) == [4500, 9000, 9000]
    assert address not in client.get(f"/bodies/meetings/{meeting.pk}/").content.decode()  # all were registered
    assert client.post(address, sent).status_code == 422
    nurse = sits_at("Home nursing")
    page = nurse.get("/time/confirm/").content.decode()
    ticked = re.findall(r'name="entry" value="([0-9a-f-]+)" checked', page)
    assert len(ticked) == 3
    assert nurse.post("/time/confirm/", {"entry": [*ticked, "nonsense"]}).status_code == 302
    assert Entry.objects.confirmed().count() == 3


def test_a_meeting_is_registered_once_and_by_each_for_its_own(meeting, at, partner, office, sits_at):
    rows = [(partner("Town"), None, 9000)]
    said = {"meeting": meeting, "today": TODAY, "at": AT}
    with pytest.raises(Denied):
        actions.register_meeting(rows=rows, by=at("Hospital"), **said)
    actions.register_meeting(rows=rows, by=at("Town"), **said)
    with pytest.raises(NotNow, match="registered already: Town"):
        actions.register_meeting(rows=rows, by=office, **said)
    assert Entry.objects.count() == 1
    own = sits_at("Hospital").get(f"/time/meetings/{meeting.pk}/").context["form"]
    assert len([name for name in own.fields if name.startswith("seat_")]) == 2


# ---------------------------------------------------------------- the statement


@pytest.mark.shows("TIM-04")
def test_the_total_of_a_statement_is_the_sum_of_its_entries_and_it_is_signed(
    given, give, brought, action, package, partner, sits_at, at
):
    given("Hospital", 1.25, action=action, on=date(2026, 1, 15))
    given("Hospital", 2, action=action)
    wrong = given("Hospital", 8, package=package, on=date(2026, 2, 1))
    given("Hospital", 3, package=package, on=date(2026, 2, 2))
    given("Hospital", 5, on=date(2025, 12, 31))
    give("Hospital", 7)
    hospital, reader = partner("Hospital"), sits_at("Hospital")
    actions.reverse(entry=wrong, why="Not ours", today=TODAY, by=at("Hospital"), at=AT)
    brought("Hospital", "A room")
    address = f"/time/statements/{hospital.pk}/2026/"
    rows = file_of(reader, f"{address}?format=csv")
    total = next(r for r in rows if r["activity"] == "together")
    entries = Entry.objects.confirmed().filter(giver__organisation=hospital, on__year=2026)
    assert total["hours"] == "6.25" == f"{sum(e.signed for e in entries) / HOUR:.2f}"
    before = rows[: rows.index(total)]
    assert sum(float(r["hours"]) for r in before) == 6.25
    months = [f"{n:02}" for n in range(1, 13)]
    assert [total[m] for m in months[:4]] == ["1.25", "3.00", "2.00", "0.00"]
    assert sum(float(total[m]) for m in months) == 6.25
    assert rows[-1]["activity"] == "A room"
    page = reader.get(address).content.decode()
    assert "6.25 hours" in page and "Not confirmed, and not counted: 7.00" in page and "Not signed yet" in page
    answer = reader.get(f"{address}pdf/")
    assert answer.content.startswith(b"%PDF") and b"/StructTreeRoot" in answer.content
    read = digest_of(content_of(hospital, 2026))
    assert reader.post(f"{address}sign/", {"signer": "Director", "read": "0" * 64}).status_code == 422
    assert reader.post(f"{address}sign/", {"signer": "Director", "read": read}).status_code == 302
    signed = Statement.objects.get()
    assert (signed.seconds, signed.digest, signed.number) == (int(6.25 * HOUR), read, 1)
    assert "Director" in reader.get(address).content.decode()
    given("Hospital", 1, on=TODAY)
    assert "confirmed or taken back since then" in reader.get(address).content.decode()
    signed.refresh_from_db()
    assert signed.content["seconds"] == int(6.25 * HOUR)


def test_nobody_signs_for_another_and_nobody_else_reads_a_statement(given, partner, office, at, sits_at, client):
    given("Hospital", 1)
    hospital = partner("Hospital")
    said = {"organisation": hospital, "year": 2026, "signer": "D", "read": digest_of(content_of(hospital, 2026))}
    for who in (office, at("Town")):
        with pytest.raises(Denied):
            actions.sign_statement(today=TODAY, by=who, at=AT, **said)
    actions.sign_statement(today=TODAY, by=at("Hospital", "steering"), at=AT, **said)
    with pytest.raises(NotNow, match="signed already"):
        actions.sign_statement(today=TODAY, by=at("Hospital"), at=AT, **said)
    address = f"/time/statements/{hospital.pk}/2026/"
    assert [sits_at("Town").get(f"{address}{end}").status_code for end in ("", "pdf/", "sign/")] == [404] * 3
    assert client.get(address).status_code == 200
    assert client.get(f"/time/statements/{hospital.pk}/20260/").status_code == 404


def test_means_in_kind_are_confirmed_by_another_and_withdrawn_with_a_reason(brought, at, partner, client, action):
    one = brought("Hospital")
    with pytest.raises(NotNow, match="does not become"):
        actions.confirm_in_kind(one=one, today=TODAY, by=at("Home nursing"), at=AT)
    actions.withdraw_in_kind(one=one, why="It was taken", by=at("Hospital"), at=AT)
    assert InKind.objects.get().state == "withdrawn"
    assert content_of(partner("Hospital"), 2026)["in_kind"] == []
    own = actions.note_in_kind(
        organisation=partner("Home nursing"), action=action, what="A van", how_much="a day", on=TODAY, today=TODAY,
        by=at("Home nursing"), at=AT,
    )  # fmt: skip
    with pytest.raises(Denied, match="own organisation"):
        actions.confirm_in_kind(one=own, today=TODAY, by=at("Home nursing"), at=AT)
    assert "A van" in client.get("/time/confirm/").content.decode()
    assert client.post(f"/time/means/{own.pk}/confirm/").status_code == 302
