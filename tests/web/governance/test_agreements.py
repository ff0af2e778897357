"""Agreements that are signed, expire and are renewed, with a plan and a budget each year; an action without one is flagged."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.governance import actions
from empact.web.governance.agenda import agenda
from empact.web.governance.models import Agreement, Evaluation, Party
from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio import queries
from empact.web.territory.actions.merging import merge_organisations

from .conftest import AT, START, TODAY, needed


@pytest.fixture
def make(office, partner):
    """``make("Team North")``: an agreement of two partners, signed by both unless said otherwise."""

    def agreement(subject, *, kind="team", ends=None, signed=True, renews=None, starts=START):
        made = actions.make_agreement(
            kind=kind, subject=subject, promises="We meet each month.", parties=[partner(subject), partner("Town")],
            starts=starts, ends=ends, renews=renews, by=office, at=AT,
        )  # fmt: skip
        for party in made.parties.all() if signed else ():
            said = {"signatory": "A. Example, chair", "on": starts, "today": max(TODAY, starts)}
            actions.sign_agreement(party=party, by=office, at=AT, **said)
        return made

    return agreement


@pytest.fixture
def client(cast):
    return cast.client(needed(cast.user("Piet", "policy")))


def rows_of(client, query=""):
    file = client.get(f"/signed-agreements/?format=csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


@pytest.mark.shows("D8")
@pytest.mark.shows("GOV-28")
def test_eight_teams_each_with_an_agreement_and_this_year_s_annex_and_its_state(make, office, client):
    year = timezone.localdate().year
    teams = [make(f"Team {n}") for n in range(8)]
    for n, one in enumerate(teams):
        if n < 6:
            annex = actions.add_annex(agreement=one, year=year, plan="Ten visits", budget=4000 + n, by=office, at=AT)
            if n < 5:
                actions.approve_annex(annex=annex, today=TODAY, by=office, at=AT)
    rows = rows_of(client)
    assert [r["annex of this year"] for r in rows] == ["approved"] * 5 + ["waits to be approved"] + ["none"] * 2
    assert {r["in force"] for r in rows} == {"yes"} and len(rows) == 8
    page = client.get(f"/signed-agreements/{teams[0].pk}/").content.decode()
    assert "Ten visits" in page and "4,000" in page and "A. Example, chair" in page
    with pytest.raises(NotNow, match="annex already"):
        actions.add_annex(agreement=teams[0], year=year, plan="Again", budget=1, by=office, at=AT)


@pytest.mark.shows("GOV-29")
def test_a_filter_by_kind_gives_three_neighbourhoods_two_centres_and_five_coaches_of_each_kind(make, client):
    for kind, many in (("neighbourhood", 3), ("academic", 2), ("team_coach", 5), ("domain_coach", 5)):
        for n in range(many):
            make(f"{kind} {n}", kind=kind)
    assert {k: len(rows_of(client, f"&kind={k}")) for k in Agreement.Kind.values} == {
        "neighbourhood": 3, "academic": 2, "team_coach": 5, "domain_coach": 5, "team": 0, "action": 0, "data": 0,
    }  # fmt: skip


@pytest.mark.shows("D8")
def test_it_holds_once_all_have_signed_and_nobody_signs_for_another(make, cast, partner, office):
    one = make("Team North", signed=False)
    north, town = one.parties.order_by("organisation__search")
    other = cast.who(cast.user("Otto", ("contact", "organisation", partner("Hospital").pk)))
    with pytest.raises(Denied):
        actions.sign_agreement(party=north, signatory="Otto", on=TODAY, today=TODAY, by=other, at=AT)
    own = cast.who(cast.user("Nora", ("contact", "organisation", north.organisation_id)))
    assert [t.kind for t in todo(own, TODAY)] == ["governance.agreements_to_sign"]
    actions.sign_agreement(party=north, signatory="Nora, coordinator", on=TODAY, today=TODAY, by=own, at=AT)
    assert not Agreement.objects.on(TODAY).exists()
    actions.sign_agreement(party=town, signatory="The mayor", on=TODAY, today=TODAY, by=office, at=AT)
    assert list(Agreement.objects.on(TODAY)) == [one] and not Agreement.objects.on(TODAY - timedelta(days=1)).exists()
    with pytest.raises(NotNow, match="has signed"):
        actions.sign_agreement(party=Party.objects.get(pk=north.pk), signatory="x", on=TODAY, today=TODAY, by=own, at=AT)


def test_two_parties_of_one_agreement_that_become_one_organisation_leave_it_as_it_was_signed(make, partner):
    one, alone = make("North"), make("South")
    merge = merge_organisations(kept=partner("Town"), gone=partner("North"), by=SYSTEM, at=AT)
    merge_organisations(kept=partner("Town"), gone=partner("South"), by=SYSTEM, at=AT)
    assert {p.organisation.name for p in one.parties.all()} == {"North", "Town"}
    assert {p.organisation.name for p in alone.parties.all()} == {"South", "Town"}
    assert merge.moved["governance.party"] == []
    third = make("Third")
    merge_organisations(kept=partner("Hospital"), gone=partner("Third"), by=SYSTEM, at=AT)
    assert {p.organisation.name for p in third.parties.all()} == {"Hospital", "Town"}


@pytest.mark.shows("GOV-27")
def test_what_expires_within_ninety_days_is_listed_until_it_is_renewed(make, office, client):
    today = timezone.localdate()
    make("Long", ends=today + timedelta(days=91))
    one = make("Short", ends=today + timedelta(days=90))
    assert [r["subject"] for r in rows_of(client, "&ending=on")] == ["Short"]
    assert [str(t.title) for t in todo(office, today) if t.kind == "governance.agreements_that_end"] == [
        "An agreement ends: Short"
    ]
    make("Short", ends=today + timedelta(days=800), renews=one, starts=today + timedelta(days=91), signed=False)
    assert not rows_of(client, "&ending=on")
    assert "Another agreement takes its place" in client.get(f"/signed-agreements/{one.pk}/").content.decode()
    with pytest.raises(NotNow, match="already"):
        make("Short", renews=Agreement.objects.get(pk=one.pk))


@pytest.mark.shows("D8")
@pytest.mark.shows("GOV-27")
def test_an_action_that_runs_without_an_agreement_in_force_is_flagged_and_one_that_has_it_leads_to_it(
    make, office, partner, client
):
    portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    one = portfolio.propose_action(title="Fall prevention", puller=partner("Town"), today=TODAY, by=office, at=AT)
    type(one).objects.filter(pk=one.pk).update(stage="running")
    assert "Running without an agreement in force" in client.get("/actions/whole/").content.decode()
    agreement = make("Fall prevention", kind="action", ends=date(2030, 1, 1))
    type(one).objects.filter(pk=one.pk).update(stage="idea")
    one.refresh_from_db()
    portfolio.keep_action(action=one, values={}, agreements=[agreement], today=TODAY, by=office, at=AT)
    type(one).objects.filter(pk=one.pk).update(stage="running")
    assert "Running without an agreement in force" not in client.get("/actions/whole/").content.decode()
    assert f"/signed-agreements/{agreement.pk}/" in client.get(f"/actions/{one.pk}/").content.decode()
    assert list(queries.without_agreement(date(2030, 1, 2))) == [one]


def test_an_agreement_goes_its_way_through_the_pages(cast, partner, office):
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    parties = [partner("Hospital").pk, partner("Town").pk]
    said = {"kind": "team", "subject": "Team South", "promises": "We meet.", "parties": parties, "starts": "2026-01-01"}
    home = client.post("/signed-agreements/new/", said).url
    for party in Party.objects.all():
        answer = client.post(f"/signed-agreements/parties/{party.pk}/sign/", {"signatory": "Chair", "on": "2026-02-01"})
        assert answer.status_code == 302
    assert client.post(f"{home}years/new/", {"year": 2026, "plan": "Visits", "budget": 1000}).status_code == 302
    annex = Agreement.objects.get().annexes.get()
    assert client.post(f"/signed-agreements/years/{annex.pk}/approve/").status_code == 302
    page = client.get(home).content.decode()
    assert "in force" in page and "Visits" in page
    assert client.post("/signed-agreements/new/", {**said, "parties": parties[:1]}).status_code == 422


@pytest.mark.shows("GOV-21")
def test_an_action_starts_with_who_is_ready_and_the_others_are_invited_at_the_next_quarter(office, partner, cast, steering):
    """A coalition of the willing: whoever joins later is seen with the day, and holds nobody up."""
    today = timezone.localdate()
    late = partner("Hospital")
    one = actions.make_agreement(
        kind="action", subject="Fall prevention", promises="We begin.", parties=[partner("Town"), partner("Home nursing")],
        later={late: today + timedelta(days=200)}, starts=today - timedelta(days=1), by=office, at=AT,
    )  # fmt: skip
    for party in one.parties.filter(joins=None):
        actions.sign_agreement(party=party, signatory="Chair", on=today, today=today, by=office, at=AT)
    assert list(Agreement.objects.on(today)) == [one]  # in force without the one that follows
    portfolio.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    action = portfolio.propose_action(title="Fall prevention", puller=partner("Town"), today=TODAY, by=office, at=AT)
    portfolio.keep_action(action=action, values={}, agreements=[one], today=TODAY, by=office, at=AT)
    type(action).objects.filter(pk=action.pk).update(stage="running")
    assert not list(queries.without_agreement(today))
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/signed-agreements/{one.pk}/").content.decode()
    assert re.search(r"Hospital: <span class=\"tag\">joins later</span>", page) and "in force" in page
    meeting = actions.plan_meeting(body=steering, on=today + timedelta(days=30), by=office, at=AT)
    Evaluation.objects.create(meeting=meeting, year=today.year, quarter=1)
    who = cast.who(cast.user("Els", ("contact", "organisation", late.pk)))

    def asked(day):
        return [t for t in todo(who, day) if t.kind == "governance.agreements_to_sign"]

    assert not asked(meeting.on - timedelta(days=15)) and asked(meeting.on - timedelta(days=14))
    (due,) = (d for d in agenda(steering, meeting.on) if "invited to join" in d.title)
    assert due.title == "Hospital is invited to join: Fall prevention"
    assert not [d for d in agenda(steering, meeting.on - timedelta(days=1)) if "invited" in d.title]
    actions.sign_agreement(
        party=one.parties.get(organisation=late), signatory="Director", on=today, today=today, by=who, at=AT
    )
    assert not asked(meeting.on) and not [d for d in agenda(steering, meeting.on) if "invited" in d.title]
    with pytest.raises(NotNow, match="after the agreement has begun"):
        actions.make_agreement(
            kind="action", subject="Again", promises="p", parties=[partner("Town"), partner("Home nursing")],
            later={late: today}, starts=today, by=office, at=AT,
        )  # fmt: skip
