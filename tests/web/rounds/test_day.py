"""The day of a person and of who is near; questions and advice; the same outcome on every route."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from empact.web.consent import access
from empact.web.consent import actions as consent
from empact.web.consent.models import Consent
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.outbox import deliver
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.rounds import actions, queries
from empact.web.rounds.caseload import Stack, work_list
from empact.web.rounds.forms import AdviceForm, AnswerForm, AskedForm, AskForm, LaterForm
from empact.web.rounds.models import Advice, Appointment, Question
from empact.web.rounds.states import ADVICE_MOVES
from tests.web.people.conftest import number


def outcome(question):
    return (question.person_id, question.asker_id, question.text, question.due, question.answered_at)


@pytest.mark.parametrize("route", ["paper", "phone", "helper"])
def test_paper_phone_and_helper_give_what_the_website_gives(care, now, route):
    own = actions.ask_question(person=care.person, text="Who comes on Monday?", by=care.who.an, at=now)
    told = actions.ask_question(
        person=care.person, text="Who comes on Monday?", asker=care.team.an, route=route, by=care.who.coordinator, at=now
    )
    assert outcome(own) == outcome(told)
    assert own.due == timezone.localdate(now) + timedelta(days=2)
    line = work_list(care.who.coordinator, now)[0]
    assert line.stack == Stack.CALL and "A question waits for an answer." in line.reasons
    for one in (own, told):
        actions.answer_question(question=one, answer="Fatma.", by=care.who.coordinator, at=now)
    sheet = access.sheet_of(care.who.an, care.person, now)
    shown = queries.day_of(care.person, sheet, who=care.who.an, at=now)
    assert [q.answer for q in shown.questions] == ["Fatma.", "Fatma."]  # An reads both, however she asked


def test_a_question_is_answered_once_and_by_who_cares(care, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        question = actions.ask_question(person=care.person, text="When?", by=care.who.an, at=now)
    deliver(at=now)
    assert [letter.to for letter in mail.outbox] == [[care.town.coordinator.email]]
    with pytest.raises(Denied):
        actions.answer_question(question=question, answer="Now", by=care.who.an, at=now)
    actions.answer_question(question=question, answer="Now", by=care.who.coordinator, at=now)
    with pytest.raises(NotNow, match="answered already"):
        actions.answer_question(question=question, answer="Later", by=care.who.gp, at=now)
    deliver(at=now)
    assert [care.town.an.user.email] in [letter.to for letter in mail.outbox]
    with pytest.raises(Problem):
        actions.ask_question(person=care.person, text="  ", by=care.who.an, at=now)


@pytest.mark.shows("F17")
def test_a_carer_sees_only_what_the_person_allows_and_nothing_of_it_once_withdrawn(care, cast, now):
    today = timezone.localdate()
    at = timezone.now()
    actions.add_appointment(person=care.person, on=today, what="Wound care", member=care.team.nurse, by=care.who.gp, at=at)
    client = cast.client(care.town.an.user)
    html = client.get("/my/today/", follow=True).content.decode()
    assert "Wound care" in html and "Nurse" in html and "+3216111111" in html
    for given in Consent.objects.filter(person=care.person, kind="informal"):
        consent.withdraw(consent=given, by=care.who.jozef, at=at)
    assert client.get(f"/my/today/{care.person.pk}/").status_code == 404
    consent.give(person=care.person, kind="informal", parts=("team",), text_version="1", by=care.who.jozef, at=timezone.now())
    html = client.get(f"/my/today/{care.person.pk}/").content.decode()
    assert "Wound care" not in html and "+3216111111" in html and "Ask a question" not in html
    assert client.get(f"/my/today/{care.person.pk}/ask/").status_code == 404


def test_the_day_shows_two_changes_and_says_that_there_are_more(care, now):
    from empact.web.care import actions as care_actions

    for text in ("One", "Two", "Three"):
        care_actions.add_life_goal(person=care.person, text=text, domain="other", by=care.who.jozef, at=now)
    shown = queries.day_of(care.person, access.sheet_of(care.who.an, care.person, now), who=care.who.an, at=now)
    assert len(shown.changes) == 2 and shown.more
    later = now + timedelta(days=3)
    assert (
        queries.day_of(care.person, access.sheet_of(care.who.an, care.person, later), who=care.who.an, at=later).changes == []
    )


def test_a_carer_asks_adds_and_takes_off_on_the_pages(care, cast):
    client, pk = cast.client(care.town.an.user), care.person.pk
    assert client.post(f"/my/today/{pk}/ask/", {"text": "Who?"}).status_code == 302
    day = timezone.localdate() + timedelta(days=1)
    assert client.post(f"/my/today/{pk}/add/", {"on": day.isoformat(), "what": "Dentist"}).status_code == 302
    html = client.get(f"/my/today/{pk}/").content.decode()
    assert "Dentist" in html and "You get an answer by" in html
    one = Appointment.objects.get()
    assert cast.client(care.town.lea.user).post(f"/my/appointments/{one.pk}/end/").status_code == 404
    assert client.post(f"/my/appointments/{one.pk}/end/").status_code == 302
    assert "Dentist" not in client.get(f"/my/today/{pk}/").content.decode()
    assert AuditEntry.objects.filter(person=pk, part="day").exists()
    coach = cast.client(care.town.coordinator)
    assert "Who?" in coach.get(f"/persons/{pk}/summary/").content.decode()
    assert coach.post(f"/questions/{Question.objects.get().pk}/answer/", {"answer": "Me"}).status_code == 302
    asked = {"asker": care.team.an.pk, "route": "phone", "text": "And then?"}
    assert coach.post(f"/persons/{pk}/questions/add/", asked).status_code == 302
    told = {"on": day.isoformat(), "what": "Bath", "route": "phone", "member": care.team.nurse.pk}
    assert coach.post(f"/persons/{pk}/appointments/add/", told).status_code == 302
    assert cast.client(care.town.surgeon).get(f"/persons/{pk}/questions/add/").status_code == 404


def test_a_question_goes_from_the_plan_a_carer_reads_to_who_coordinates_and_back(care, cast):
    """J12: the plan, the day, the question with the day of its answer; the work list, Mijn dag, the answer."""
    from empact.web.kernel import day as days

    an, pk = cast.client(care.town.an.user), care.person.pk
    assert f'href="/my/today/{pk}/"' in an.get(f"/my/plans/{pk}/").content.decode()
    assert f'href="/my/today/{pk}/ask/"' in an.get(f"/my/today/{pk}/").content.decode()
    assert an.post(f"/my/today/{pk}/ask/", {"text": "May he walk alone?"}).status_code == 302
    today, coach = timezone.localdate(), cast.client(care.town.coordinator)
    question = Question.objects.get()
    (line,) = [one for one in days.todo(care.who.coordinator, today) if one.kind == "rounds.questions"]
    assert (line.address, line.due) == (f"/questions/{question.pk}/answer/", today + timedelta(days=2))
    assert "walk" not in f"{line.title}{line.why}"
    for other in (care.who.gp, care.who.an, care.who.stranger):
        assert not [one for one in days.todo(other, today) if one.kind == "rounds.questions"]
    assert "A question waits for an answer." in coach.get("/work-list/?stack=call").content.decode()
    assert "May he walk alone?" in coach.get(line.address).content.decode()
    assert coach.post(line.address, {"answer": "Yes, with the frame."}).status_code == 302
    assert "Yes, with the frame." in an.get(f"/my/today/{pk}/").content.decode()
    assert not [one for one in days.todo(care.who.coordinator, today) if one.kind == "rounds.questions"]


def test_the_day_takes_a_bounded_number_of_queries(care, now, django_assert_max_num_queries):
    sheet = access.sheet_of(care.who.an, care.person, now)
    for n in range(20):
        day = timezone.localdate(now) + timedelta(days=n % 3)
        actions.add_appointment(person=care.person, on=day, what=f"Visit {n}", member=care.team.nurse, by=care.who.an, at=now)
    with django_assert_max_num_queries(20):
        shown = queries.day_of(care.person, sheet, who=care.who.an, at=now)
    assert len(shown.today) + len(shown.coming) == 20


@pytest.mark.shows("CAR-25")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"A patient with number {number(1)} takes too much.", "national number"),
        (f"It is {number(1).digits}.", "national number"),
        ("Call 016 12 34 56.", "phone number"),
        ("Mail to zz@example.org.", "e-mail"),
        ("Mr Zzpeeters takes too much.", "family name"),
        ("", "at least one sentence"),
    ],
)
def test_a_text_that_tells_who_it_is_about_is_refused_with_an_explanation(care, now, text, why):
    with pytest.raises(Problem) as refused:
        actions.ask_advice(field="pharmacist", text=text, within=3, by=care.who.gp, at=now)
    assert why in str(refused.value.message) and str(refused.value.hint)
    assert not Advice.objects.exists()


def test_advice_is_answered_in_its_field_and_shared_without_anybody(care, cast, places, now):
    ask = {"field": "pharmacist", "text": "Somebody of 80 takes 14 medicines. Which first?", "within": 3}
    advice = actions.ask_advice(by=care.who.gp, at=now, **ask)
    bram = cast.user("Bram", ("pharmacist", "organisation", places.practice.pk))
    for by in (care.who.nurse, care.who.gp):
        with pytest.raises(Denied):
            actions.answer_advice(advice=advice, answer="That one", by=by, at=now)
    actions.answer_advice(advice=advice, answer="The sleeping pills.", by=cast.who(bram), at=now)
    assert "14 medicines" not in cast.client(care.nurse).get("/advice/").content.decode()
    actions.move_advice(advice=advice, to="shared", by=care.who.gp, at=now)
    assert "14 medicines" in cast.client(care.nurse).get("/advice/?q=sleeping").content.decode()
    assert not AuditEntry.objects.filter(event="rounds.advice_moved").exclude(person=None).exists()
    assert "person" not in {field.name for field in Advice._meta.get_fields()}


@pytest.mark.parametrize("now_in", Advice.State.values)
@pytest.mark.parametrize("to", Advice.State.values)
def test_every_move_of_advice_is_legal_or_refused_with_a_sentence(care, cast, places, now, now_in, to):
    bram = cast.user("Bram", ("pharmacist", "organisation", places.practice.pk))
    answered = {"answer": "x", "answered_by": bram} if now_in in ("answered", "shared") else {}
    today = timezone.localdate(now)
    one = Advice.objects.create(
        field="pharmacist", text="?", state=now_in, asked_by=care.town.gp, asked_at=now, due=today, **answered
    )
    legal = (now_in, to) in ADVICE_MOVES
    answering = to == "answered" and now_in == "asked"

    def act():
        if answering:
            return actions.answer_advice(advice=one, answer="Yes", by=cast.who(bram), at=now)
        return actions.move_advice(advice=one, to=to, by=care.who.gp, at=now)

    if legal:
        assert act().state == to
    else:
        with pytest.raises(NotNow):
            act()


def test_forms_ask_no_more_than_was_promised():
    typed = {AskForm: 1, AnswerForm: 1, AdviceForm: 1}
    for form, most in typed.items():
        fields = [f for f in form().fields.values() if not hasattr(f, "choices")]
        assert len(fields) <= most, form
    assert len([f for f in AskedForm(members=[]).fields.values() if not hasattr(f, "choices")]) <= 1
    assert len(LaterForm().fields) - 1 <= 2
