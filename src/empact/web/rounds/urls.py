"""The addresses of the round. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import advice, entries, helping, own, stays, talks, work, workload

app_name = "rounds"
urlpatterns = [
    path("work-list/", work.work, name="work"),
    path("work-list/later/", work.later, name="later"),
    path("work-list/order/", work.order, name="order"),
    path("work-list/later/<uuid:pk>/back/", work.again, name="again"),
    path("persons/<uuid:pk>/summary/", work.summary, name="summary"),
    path("stays/", stays.listing, name="stays"),
    path("stays/bring/", stays.bring, name="bring"),
    path("stays/add/", stays.add, name="add_stay"),
    path("stays/<uuid:pk>/return/", stays.home, name="home"),
    path("stays/<uuid:pk>/called/", stays.called, name="called"),
    path("help/", helping.listing, name="help"),
    path("help/how-soon/", helping.how_soon, name="how_soon"),
    path("help/places/", helping.places, name="places"),
    path("help/places/say/", helping.say, name="say_places"),
    path("help/<uuid:pk>/", helping.one, name="help_one"),
    path("help/<uuid:pk>/step/", helping.step, name="help_step"),
    path("persons/<uuid:pk>/help/", helping.ask, name="ask_help"),
    path("my/today/", own.home, name="home_day"),
    path("my/today/<uuid:pk>/", own.day, name="day"),
    path("my/today/<uuid:pk>/ask/", own.ask, name="ask"),
    path("my/today/<uuid:pk>/add/", own.add, name="add"),
    path("my/appointments/<uuid:pk>/end/", own.end, name="end"),
    path("persons/<uuid:pk>/questions/add/", own.asked, name="asked"),
    path("persons/<uuid:pk>/appointments/add/", own.cared_add, name="cared_add"),
    path("questions/<uuid:pk>/answer/", own.answer, name="answer"),
    path("advice/", advice.listing, name="advice"),
    path("advice/ask/", advice.ask, name="ask_advice"),
    path("advice/<uuid:pk>/answer/", advice.answer, name="answer_advice"),
    path("advice/<uuid:pk>/move/", advice.move, name="move_advice"),
    path("team-meetings/", talks.listing, name="talks"),
    path("team-meetings/add/", talks.add, name="add_talk"),
    path("team-meetings/<uuid:pk>/", talks.page, name="talk"),
    path("team-meetings/<uuid:pk>/topic/", talks.topic, name="add_topic"),
    path("team-meetings/<uuid:pk>/case/", talks.case, name="add_case"),
    path("team-meetings/<uuid:pk>/minutes/", talks.minutes, name="minutes"),
    path("team-meetings/<uuid:pk>/calendar/", talks.calendar, name="talk_calendar"),
    path("team-meetings/<uuid:pk>/move/", talks.move, name="move_talk"),
    path("agenda/<uuid:pk>/decide/", talks.decide, name="agree"),
    path("team-meetings/<uuid:pk>/decisions/<uuid:agreement>/", talks.move_agreement, name="move_agreement"),
    path("agenda/<uuid:pk>/close/", talks.close_case, name="close_case"),
    path("agenda/<uuid:pk>/off/", talks.take_off, name="take_off"),
    path("workload/", workload.listing, name="workload"),
    path("entries/", entries.listing, name="entries"),
]
