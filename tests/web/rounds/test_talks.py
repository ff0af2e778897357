"""Meetings of a team: minutes and actions are kept; a case of shared care stands on the agenda under a pseudonym."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from empact.web.kernel import day as days
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.people import queries as people
from empact.web.rounds import actions, talks
from empact.web.rounds.models import AgendaItem, Agreement, TeamMeeting
from empact.web.rounds.states import AGREEMENT_MOVES, AGREEMENT_OWNER, TALK_MOVES, TALK_OWNER
from empact.web.territory.models import Team


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def second(cast, at):
    """A transmural team with a specialist nurse, who treats nobody of Team East."""
    team = Team.objects.create(name="Team Heart", kind="transmural", starts=at.date())
    return team, cast.user("Specialist", ("case_manager", "team", team.pk))


@pytest.fixture
def shared_care(care, places, second, at):
    """Each four weeks, of Team East with the transmural team."""
    return actions.plan_talk(
        team=places.team, kind="shared_care", on=timezone.localdate(at), weeks=4, asked=[second[0]],
        by=care.who.coordinator, at=at,
    )  # fmt: skip


@pytest.fixture
def team_meeting(care, places, at):
    return actions.plan_talk(team=places.team, kind="team", on=timezone.localdate(at), by=care.who.coordinator, at=at)


def case_of(care, meeting, at, text="Breathless at night, weighs more each week. Which dose?"):
    return actions.add_case(meeting=meeting, person=care.person, text=text, by=care.who.coordinator, at=at)


NAMES = ("Zzjefke", "Zzpeeters")


@pytest.mark.shows("CAR-26")
def test_the_case_list_shows_pseudonyms_only_and_only_who_may_read_the_plan_finds_it(care, cast, second, shared_care, at):
    client = cast.client(care.town.coordinator)
    address = f"/team-meetings/{shared_care.pk}/"
    assert NAMES[0] in client.get(f"{address}case/").content.decode()  # whoever brings it chooses whom
    form = {"person": care.person.pk, "text": "Breathless at night. Which dose?"}
    assert client.post(f"{address}case/", form).status_code == 302
    item = AgendaItem.objects.get()
    decided = {"text": "More of the tablet.", "owner": second[1].pk, "due": timezone.localdate(at) + timedelta(days=3)}
    assert client.post(f"/agenda/{item.pk}/decide/", decided).status_code == 302
    plan = f'href="/persons/{care.person.pk}/plan/"'
    for user, opens in ((care.town.coordinator, True), (second[1], False)):
        for page in (address, f"{address}?format=csv", "/team-meetings/"):
            html = cast.client(user).get(page).content.decode()
            assert not [name for name in NAMES if name in html], page
        html = cast.client(user).get(address).content.decode()
        assert item.alias in html and "Which dose?" in html and "More of the tablet." in html
        assert (plan in html) is opens and (str(care.person.pk) in html) is opens
    looks = people.looks_of(people.looks(care.person))
    said = {str(one.part) for one in looks}
    assert "put a case on the agenda of a meeting, closed it or took it off, without your name" in said


def test_a_pseudonym_is_the_same_in_the_series_and_another_elsewhere(care, places, shared_care, at):
    first = case_of(care, shared_care, at)
    with pytest.raises(NotNow, match="already"):
        case_of(care, shared_care, at)
    actions.move_talk(meeting=shared_care, to="closed", by=care.who.coordinator, at=at)
    following = TeamMeeting.objects.get(state="planned")
    assert following.on == shared_care.on + timedelta(weeks=4) and list(following.asked.all()) == list(shared_care.asked.all())
    again = following.items.get()
    other = actions.plan_talk(team=places.team, kind="shared_care", on=following.on, by=care.who.coordinator, at=at)
    assert first.alias == again.alias != case_of(care, other, at).alias
    for part in (str(care.person.pk)[:4].upper(), *map(str.upper, NAMES)):
        assert part not in first.alias
    actions.move_talk(meeting=shared_care, to="planned", by=care.who.coordinator, at=at)
    actions.move_talk(meeting=shared_care, to="closed", by=care.who.coordinator, at=at)
    assert TeamMeeting.objects.filter(series=shared_care.series).count() == 2  # closing twice plans the next one once


def test_a_case_that_is_not_closed_comes_back_at_the_next_meeting_while_the_person_agrees(care, cast, second, shared_care, at):
    from empact.web.consent import actions as consent
    from empact.web.consent.models import Consent

    item, client = case_of(care, shared_care, at), cast.client(care.town.coordinator)
    actions.add_topic(meeting=shared_care, text="Where do we meet?", by=care.who.coordinator, at=at)
    address = f"/team-meetings/{shared_care.pk}/"
    assert "Close the case" in client.get(address).content.decode()
    assert "Close the case" not in cast.client(second[1]).get(address).content.decode()
    with pytest.raises(Denied):
        actions.close_case(item=item, by=cast.who(second[1]), at=at)
    assert client.post(f"{address}move/", {"to": "cancelled"}).status_code == 302, "called off: it was not talked about"
    following = TeamMeeting.objects.get(state="planned")
    back = following.items.get()
    assert (back.alias, back.text, back.added_by) == (item.alias, item.text, item.added_by), "the topic is over, the case not"
    lines = AuditEntry.objects.filter(event="rounds.agenda_changed", person=care.person.pk)
    assert lines.count() == 2, "the person reads that it stands there again"
    assert client.post(f"/agenda/{back.pk}/close/", {"to": "closed"}).status_code == 302
    with pytest.raises(NotNow):
        actions.close_case(item=back, by=care.who.coordinator, at=at)
    assert "Open again" in client.get(f"/team-meetings/{following.pk}/").content.decode()
    third = actions.plan_talk(
        team=shared_care.team, kind="shared_care", on=following.on + timedelta(weeks=4), by=care.who.coordinator, at=at
    )
    TeamMeeting.objects.filter(pk=third.pk).update(series=shared_care.series)
    actions.move_talk(meeting=following, to="closed", by=care.who.coordinator, at=at)
    assert not third.items.exists(), "closed: it does not come back"
    actions.move_talk(meeting=following, to="planned", by=care.who.coordinator, at=at)
    actions.close_case(item=back, closed=False, by=care.who.coordinator, at=at)
    later = at + timedelta(seconds=1)
    for given in Consent.objects.filter(person=care.person, kind="participation"):
        consent.withdraw(consent=given, by=care.who.jozef, at=at)
    actions.move_talk(meeting=following, to="closed", by=care.who.coordinator, at=later)
    assert not third.items.exists(), "whoever does not agree any more is not talked about any more"


def test_a_meeting_goes_into_ones_own_calendar_with_its_hour_and_without_a_case(care, cast, places, shared_care, at, charlie):
    client, on = cast.client(care.town.coordinator), shared_care.on
    case_of(care, shared_care, at)
    address = f"/team-meetings/{shared_care.pk}/calendar/"
    assert address in client.get(f"/team-meetings/{shared_care.pk}/").content.decode()
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    whole = answer.content.decode().replace("\r\n ", "")
    assert f"DTSTART;VALUE=DATE:{on:%Y%m%d}\r\n" in whole and "DTEND" not in whole and "LOCATION:Team East" in whole
    assert "\r\nURL:http" in whole and f"/team-meetings/{shared_care.pk}/\r\n" in whole and "Breathless" not in whole
    form = {"team": places.team.pk, "kind": "team", "on": on.isoformat(), "begins": "09:30", "weeks": "2"}
    made = client.post("/team-meetings/add/", form).headers["Location"]
    timed = client.get(f"{made}calendar/").content.decode()
    begins = timezone.make_aware(datetime.combine(on, time(9, 30))).astimezone(UTC)
    assert f"DTSTART:{begins:%Y%m%dT%H%M%SZ}\r\n" in timed and ", 09:30, Team East" in client.get(made).content.decode()
    client.post(f"{made}move/", {"to": "cancelled"})
    assert "STATUS:CANCELLED" in client.get(f"{made}calendar/").content.decode()
    assert TeamMeeting.objects.get(kind="team", state="planned").begins == time(9, 30), "the next one begins at the same hour"
    assert cast.client(charlie).get(address).status_code in (403, 404)


@pytest.mark.parametrize(
    "text", ["Zzpeeters is breathless.", "the wife of zzjefke calls", "Call 016 12 34 56.", "zz@example.org"]
)
def test_what_would_tell_who_it_is_is_refused_everywhere_it_could_be_written(care, shared_care, at, text):
    item = case_of(care, shared_care, at)
    said = {"by": care.who.coordinator, "at": at}
    with pytest.raises(Problem, match="in this text"):
        actions.agree(item=item, text=text, **said)
    AgendaItem.objects.all().delete()
    with pytest.raises(Problem, match="in this text"):
        case_of(care, shared_care, at, text)
    if "jefke" not in text:
        for act in (actions.add_topic, lambda text, **more: actions.write_minutes(minutes=text, **more)):
            with pytest.raises(Problem, match="in this text"):
                act(meeting=shared_care, text=text, **said)
    assert not AgendaItem.objects.exists() and not TeamMeeting.objects.exclude(minutes="").exists()


def test_a_case_needs_shared_care_a_relation_and_the_consent_of_the_person(care, second, team_meeting, shared_care, cast, at):
    from empact.web.consent import actions as consent
    from empact.web.consent.models import Consent

    with pytest.raises(NotNow, match="shared care"):
        case_of(care, team_meeting, at)
    with pytest.raises(Denied):
        actions.add_case(meeting=shared_care, person=care.person, text="Who?", by=cast.who(second[1]), at=at)
    for given in Consent.objects.filter(person=care.person, kind="participation"):
        consent.withdraw(consent=given, by=care.who.jozef, at=at)
    with pytest.raises((Denied, NotNow)):
        actions.add_case(
            meeting=shared_care, person=care.person, text="Who?", by=care.who.coordinator, at=at + timedelta(seconds=1)
        )


@pytest.mark.shows("TEA-15")
def test_minutes_and_actions_of_a_neighbourhood_team_meeting_are_kept(care, cast, places, at):
    coach = cast.user("Talks", ("team_coach", "team", places.team.pk))
    client, today = cast.client(coach), timezone.localdate(at)
    form = {"team": places.team.pk, "kind": "team", "on": today.isoformat(), "weeks": "2"}
    made = client.post("/team-meetings/add/", form)
    assert made.status_code == 302
    address = made.headers["Location"]
    one = TeamMeeting.objects.get()
    assert client.post(f"{address}topic/", {"text": "How do we share the evening calls?"}).status_code == 302
    item = AgendaItem.objects.get()
    took = {
        "text": "A list of who calls when",
        "owner": care.town.coordinator.pk,
        "due": (today + timedelta(days=5)).isoformat(),
    }
    assert client.post(f"/agenda/{item.pk}/decide/", took).status_code == 302
    assert client.post(f"/agenda/{item.pk}/decide/", {"text": "We begin at eight"}).status_code == 302
    assert client.post(f"{address}minutes/", {"minutes": "All were there. We talked about evenings."}).status_code == 302
    assert client.post(f"{address}move/", {"to": "closed"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.minutes) == ("closed", "All were there. We talked about evenings.")
    for act in (
        lambda: actions.write_minutes(meeting=one, minutes="Changed.", by=cast.who(coach), at=at),
        lambda: actions.add_topic(meeting=one, text="Late.", by=cast.who(coach), at=at),
        lambda: actions.agree(item=item, text="Late.", by=cast.who(coach), at=at),
    ):
        with pytest.raises(NotNow, match="over"):
            act()
    (line,) = [t for t in days.todo(care.who.coordinator, today) if t.kind == "rounds.agreed"]
    assert line.due == today + timedelta(days=5) and line.address == address
    following = TeamMeeting.objects.get(state="planned")
    html = client.get(f"/team-meetings/{following.pk}/").content.decode()
    assert (
        "Still to do from earlier meetings" in html and "A list of who calls when" in html and "We begin at eight" not in html
    )
    mine, action = cast.client(care.town.coordinator), Agreement.objects.get(owner__isnull=False)
    assert mine.post(f"/team-meetings/{following.pk}/decisions/{action.pk}/", {"to": "done"}).status_code == 302
    assert "A list of who calls when" not in client.get(f"/team-meetings/{following.pk}/").content.decode()
    assert not [t for t in days.todo(care.who.coordinator, today) if t.kind == "rounds.agreed"]
    kept = client.get(address).content.decode()
    assert "All were there." in kept and "A list of who calls when" in kept and "We begin at eight" in kept
    assert AuditEntry.objects.filter(event="rounds.talk_moved").count() >= 3
    rows = client.get("/team-meetings/?format=csv").content.decode()
    assert "Team East" in rows and "closed" in rows


def test_what_was_put_on_by_mistake_is_taken_off_until_something_is_decided_on_it(care, cast, second, shared_care, at):
    item = case_of(care, shared_care, at)
    with pytest.raises(Denied):
        actions.take_off(item=item, by=cast.who(second[1]), at=at)
    assert cast.client(care.town.coordinator).post(f"/agenda/{item.pk}/off/").status_code == 302
    assert not AgendaItem.objects.exists()
    item = case_of(care, shared_care, at)
    actions.agree(item=item, text="More of the tablet.", by=care.who.coordinator, at=at)
    with pytest.raises(NotNow, match="decided"):
        actions.take_off(item=item, by=care.who.coordinator, at=at)


def test_an_action_of_shared_care_is_taken_on_by_a_role_that_sees_it(care, cast, places, shared_care, team_meeting, at):
    cast.user("Talks", ("team_coach", "team", places.team.pk))
    today = timezone.localdate(at)
    assert "Talks" in {user.name for user in team_meeting.people(today)}
    assert {user.name for user in shared_care.people(today)} == {"Coach", "Specialist"}


def test_who_is_asked_takes_part_and_does_not_keep_the_minutes(care, cast, second, shared_care, at):
    specialist = cast.who(second[1])
    actions.add_topic(meeting=shared_care, text="When do we call you?", by=specialist, at=at)
    with pytest.raises(Denied, match="keeps it"):
        actions.write_minutes(meeting=shared_care, minutes="Mine.", by=specialist, at=at)
    with pytest.raises(Denied, match="keeps it"):
        actions.move_talk(meeting=shared_care, to="closed", by=specialist, at=at)
    with pytest.raises(Denied, match="not in this team"):
        actions.plan_talk(team=shared_care.team, kind="team", on=shared_care.on, by=specialist, at=at)


def test_a_role_that_sees_no_persons_sees_no_shared_care_and_a_stranger_no_meeting(
    care, cast, charlie, shared_care, team_meeting, places, at
):
    coach = cast.user("Talks", ("team_coach", "team", places.team.pk))
    client = cast.client(coach)
    assert client.get(f"/team-meetings/{team_meeting.pk}/").status_code == 200
    assert client.get(f"/team-meetings/{shared_care.pk}/").status_code == 404
    with pytest.raises(Denied):
        actions.plan_talk(team=places.team, kind="shared_care", on=shared_care.on, by=cast.who(coach), at=at)
    assert "shared care of" not in client.get("/team-meetings/add/").content.decode()
    item = case_of(care, shared_care, at)
    for user in (care.town.surgeon, care.nurse, charlie):
        for address in (
            f"/team-meetings/{shared_care.pk}/",
            f"/team-meetings/{team_meeting.pk}/",
            f"/agenda/{item.pk}/decide/",
        ):
            assert cast.client(user).get(address).status_code in (302, 403, 404), address
    assert talks.talks_of(cast.who(care.town.surgeon), at).count() == 0


@pytest.mark.parametrize("moves,states", [(TALK_MOVES, TeamMeeting.State), (AGREEMENT_MOVES, Agreement.State)])
def test_every_state_can_be_left_again_and_has_an_owner(moves, states):
    assert {before for before, _after in moves} == set(states)
    assert set(TALK_OWNER) == set(TeamMeeting.State) and set(AGREEMENT_OWNER) == set(Agreement.State)


@pytest.mark.parametrize("now_in", TeamMeeting.State.values)
@pytest.mark.parametrize("to", TeamMeeting.State.values)
def test_every_move_of_a_meeting_is_legal_or_refused(care, team_meeting, at, now_in, to):
    TeamMeeting.objects.update(state=now_in)
    if (now_in, to) in TALK_MOVES:
        assert actions.move_talk(meeting=team_meeting, to=to, by=care.who.coordinator, at=at).state == to
    else:
        with pytest.raises(NotNow):
            actions.move_talk(meeting=team_meeting, to=to, by=care.who.coordinator, at=at)


def test_the_agenda_takes_a_bounded_number_of_queries(care, shared_care, at, django_assert_max_num_queries):
    for n in range(20):
        item = actions.add_topic(meeting=shared_care, text=f"Topic {n}", by=care.who.coordinator, at=at)
        actions.agree(item=item, text="So", owner=care.town.coordinator, due=shared_care.on, by=care.who.coordinator, at=at)
    with django_assert_max_num_queries(8):
        shown = talks.shown_of(shared_care, care.who.coordinator, at)
    assert len(shown.rows) == 20
    with django_assert_max_num_queries(2):
        (row,) = talks.talks_of(care.who.coordinator, at)
    assert (row.on_agenda, row.to_do) == (20, 20)
