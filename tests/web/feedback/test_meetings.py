"""From opening the figures to closing the action: teams first, remarks locked, measured again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from empact.web.feedback.actions.cards import Chosen, choose_cards, remark
from empact.web.feedback.actions.cycles import agree, close, drop, move_cycle
from empact.web.feedback.actions.meetings import count_attendance, move_meeting, start_meeting
from empact.web.feedback.actions.publications import move_publication, plan_publication
from empact.web.feedback.groups import places_of
from empact.web.feedback.models import CardChoice, Cycle, Meeting, Publication, Remark
from empact.web.feedback.policies import is_stale
from empact.web.feedback.states import CYCLE_MOVES, CYCLE_OWNER, MEETING_OWNER, PUBLICATION_OWNER
from empact.web.kernel import day, jobs
from empact.web.kernel.problems import Denied, Missing, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory.models import Code

from .conftest import AT


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def who(cast, coach):
    return cast.who(coach)


@pytest.fixture
def meeting(group, opened, who, now):
    return start_meeting(group=group, theme="our figures", on=timezone.localdate(now), publication=opened, by=who, at=now)


@pytest.fixture
def cycle(meeting, member, results, who, now):
    place = places_of(meeting.group, timezone.localdate(now), results)[0]
    (before,) = results.figures("flu_vacc_65", "zone", period="2025-Q3", node="zone:A")
    values = {
        "indicator": "flu_vacc_65", "question": "Do reminders help?", "change": "Phone 20 people", "effect": "5 % more",
        "measure": "the share in the next quarter", "owner": member.practitioner,
        "due": AT.date().replace(year=2025, month=12, day=1),
    }  # fmt: skip
    return agree(meeting=meeting, place=place, before=before, values=values, by=who, at=now)


def test_teams_have_their_figures_at_least_fourteen_days_before_policy(results):
    day = AT.date()
    with pytest.raises(NotNow, match="14 days"):
        plan_publication(period="2025-Q3", team_from=day, policy_from=day + timedelta(days=13), by=SYSTEM, at=AT)
    one = plan_publication(period="2025-Q3", team_from=day, policy_from=day + timedelta(days=14), by=SYSTEM, at=AT)
    move_publication(publication=one, state="team", figures=results, by=SYSTEM, at=AT)
    with pytest.raises(NotNow, match="planned for"):
        move_publication(publication=one, state="policy", figures=results, by=SYSTEM, at=AT + timedelta(days=13))
    move_publication(publication=one, state="policy", figures=results, by=SYSTEM, at=AT + timedelta(days=14))
    assert one.state == "policy"


def test_figures_that_have_not_arrived_do_not_open_and_policy_is_never_first(results):
    one = plan_publication(period="2026-Q1", team_from=AT.date(), policy_from=AT.date() + timedelta(days=14), by=SYSTEM, at=AT)
    with pytest.raises(NotNow, match="not arrived"):
        move_publication(publication=one, state="team", figures=results, by=SYSTEM, at=AT)
    with pytest.raises(NotNow, match="next step"):
        move_publication(publication=one, state="policy", figures=results, by=SYSTEM, at=AT + timedelta(days=30))


def test_every_state_has_an_owner():
    assert set(PUBLICATION_OWNER) == set(Publication.State)
    assert set(MEETING_OWNER) == set(Meeting.State)
    assert set(CYCLE_OWNER) == set(Cycle.State)
    assert all(any(before == s for before, _after in CYCLE_MOVES) == bool(owner) for s, owner in CYCLE_OWNER.items())


def test_a_team_has_five_cards_and_the_database_has_no_place_for_a_sixth(group, results, who, now):
    known = list(results.indicators())
    made = choose_cards(group=group, cards=[Chosen(i) for i in known[:5]], known=known, by=who, at=now)
    assert [c.place for c in made] == [1, 2, 3, 4, 5]
    for cards, said in ((known[:6], "five cards"), ([known[0]] * 2, "twice"), (["elsewhere"], "library")):
        with pytest.raises(NotNow, match=said):
            choose_cards(group=group, cards=[Chosen(i) for i in cards], known=known, by=who, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardChoice.objects.create(place=6, indicator="x", **group.columns)


def test_a_member_may_remark_and_not_chair_and_a_stranger_neither(cast, group, opened, member, charlie, now):
    nurse = cast.who(member)
    remark(group=group, publication=opened, kind="missing", text="The new practice is missing.", by=nurse, at=now)
    with pytest.raises(Denied):
        start_meeting(group=group, theme="x", on=timezone.localdate(now), by=nurse, at=now)
    other = cast.who(cast.user("Other", ("team_coach", "team", "7b0f0000-0000-4000-8000-000000000000")))
    with pytest.raises(Missing):
        remark(group=group, publication=opened, kind="other", text="x", by=other, at=now)
    with pytest.raises(Denied):
        remark(group=group, publication=opened, kind="other", text="x", by=cast.who(charlie), at=now)


def test_the_end_of_the_meeting_locks_the_remarks_and_can_be_taken_back(cast, group, opened, member, meeting, who, now):
    said = {"group": group, "publication": opened, "kind": "missing", "text": "x", "by": cast.who(member), "at": now}
    remark(**said)
    move_meeting(meeting=meeting, state="closed", by=who, at=now)
    with pytest.raises(NotNow, match="has ended"):
        remark(**said)
    with pytest.raises(NotNow, match="own day"):
        move_meeting(meeting=meeting, state="open", by=who, at=now + timedelta(days=1))
    move_meeting(meeting=meeting, state="open", by=who, at=now)
    assert remark(**said).locked_by is None


@pytest.mark.shows("B14")
def test_closing_an_action_without_measuring_again_is_refused(cycle, results, who, now):
    def shut(period):
        return close(cycle=cycle, period=period, result="Phoning helps.", figures=results, by=who, at=now)

    with pytest.raises(NotNow, match="not the next step"):
        shut("2025-Q4")
    move_cycle(cycle=cycle, state="done", by=who, at=now)
    for period in ("2025-Q3", "2025-Q2", "2026-Q1", ""):  # where it began, before the change, not measured, none
        with pytest.raises(NotNow, match="no figures yet"):
            shut(period)
    with pytest.raises(NotNow):
        move_cycle(cycle=cycle, state="closed", by=who, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(state="closed")
    cycle.refresh_from_db()
    shut("2025-Q4")
    cycle.refresh_from_db()
    assert (cycle.state, cycle.after_period) == ("closed", "2025-Q4") and cycle.after_value > cycle.before_value


@pytest.mark.shows("AFB-05")
def test_a_cycle_has_question_change_measure_and_result_and_after_a_year_is_proposed_for_closing(cycle, cast, coach, who, now):
    page = cast.client(coach).get(f"/feedback/actions/{cycle.pk}/").content.decode()
    for said in (cycle.question, cycle.change, cycle.measure, cycle.effect):
        assert said in page
    today = timezone.localdate(now)
    assert not is_stale(cycle, today + timedelta(days=365))
    assert is_stale(cycle, today + timedelta(days=366))
    why = {str(t.why) for t in day.todo(who, today + timedelta(days=366)) if str(cycle.pk) in t.address}
    assert why == {"It is open for more than a year: close it or drop it."}
    drop(cycle=cycle, reason="The nurse left.", by=who, at=now)
    assert not is_stale(cycle, today + timedelta(days=366))
    for field in ("question", "change", "measure"):
        assert not Cycle._meta.get_field(field).blank
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(state="closed", after_value=0.5, after_period="2025-Q4", result="")


@pytest.mark.shows("AFB-07")
def test_meetings_are_registered_with_disciplines_and_counted_per_quarter_per_team(cast, coach, meeting, who, now):
    discipline, other = Code.objects.filter(codelist="discipline")[:2]
    count_attendance(meeting=meeting, discipline=discipline, number=3, by=who, at=now)
    count_attendance(meeting=meeting, discipline=other, number=1, by=who, at=now)
    count_attendance(meeting=meeting, discipline=other, number=0, by=who, at=now)
    start_meeting(group=meeting.group, theme="falls", on=meeting.on, by=who, at=now)
    page = cast.client(coach).get(reverse("feedback:meetings", args=[meeting.group.pk])).content.decode()
    assert "our figures" in page and f"{discipline}: 3" in page and str(other) not in page
    on = meeting.on
    quarter = f"{on.year}-Q{(on.month + 2) // 3}"
    answer = cast.client(cast.user("Griet", "pmo")).get("/feedback/published/meetings/?format=csv").content.decode("utf-8-sig")
    assert answer.split() == ["quarter,team,meetings", f"{quarter},Zzteam,2"]


def test_policy_reads_kinds_of_remarks_and_neither_text_nor_team(cast, group, opened, member, now):
    said = {"kind": "missing", "text": "Zzsecret words", "indicator": "flu_vacc_65"}
    remark(group=group, publication=opened, by=cast.who(member), at=now, **said)
    reader = cast.client(cast.user("Karim", "policy"))
    assert "No figures are open to policy yet" in reader.get("/feedback/published/").content.decode()
    Publication.objects.filter(pk=opened.pk).update(state="policy")
    for on in (date(2026, 1, 5), date(2026, 2, 5)):
        Meeting.objects.create(theme="t", on=on, started_at=now, state="closed", publication=opened, **group.columns)
    page = reader.get("/feedback/published/").content.decode()
    assert "people or contacts are missing: 1" in page and "1 team or practice held a meeting" in page
    assert "Zzsecret" not in page and "Zzteam" not in page and "Fatma" not in page
    assert Remark.objects.get().text == "Zzsecret words"


def test_the_coach_is_told_the_figures_are_ready_until_the_meeting_has_ended(cast, coach, member, group, opened, who, now):
    today = timezone.localdate(now)
    titles = [str(t.title) for t in day.todo(who, today)]
    assert titles == ["Your figures are ready"]
    assert list(day.todo(cast.who(member), today)) == []  # a member reads along; the coach leads
    one = start_meeting(group=group, theme="our figures", on=today, publication=opened, by=who, at=now)
    move_meeting(meeting=one, state="closed", by=who, at=now)
    assert list(day.todo(who, today)) == []


def test_figures_open_by_themselves_on_their_day_and_wait_when_they_have_not_arrived(results, now):
    today = timezone.localdate(now)
    planned = (("2025-Q2", 20, "team"), ("2025-Q3", 0, "draft"), ("2025-Q4", -1, "draft"), ("2027-Q1", 3, "draft"))
    for period, first, state in planned:
        start = today - timedelta(days=first)
        until = start + timedelta(days=14)
        Publication.objects.create(period=period, team_from=start, policy_from=until, state=state)
    jobs.load_all()
    jobs.enqueue("feedback.open", by=SYSTEM, at=now)
    found = jobs.claim("test", lambda: now)
    assert found is not None
    found[0].run(found[1])
    assert dict(Publication.objects.values_list("period", "state")) == {
        "2025-Q2": "policy", "2025-Q3": "team", "2025-Q4": "draft", "2027-Q1": "draft",
    }  # fmt: skip
