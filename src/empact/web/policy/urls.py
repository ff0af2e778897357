"""The addresses of policy. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import asks, cards, engagements, goals, recipients, talks

app_name = "policy"
urlpatterns = [
    path("policy/", asks.asks, name="asks"),
    path("policy/new/", asks.new, name="new"),
    path("policy/annex/", asks.annex, name="annex"),
    path("policy/waiting/", asks.waiting, name="waiting"),
    path("policy/<uuid:pk>/", asks.ask, name="ask"),
    path("policy/<uuid:pk>/change/", asks.change, name="change"),
    path("policy/<uuid:pk>/send/", asks.send, name="send"),
    path("policy/<uuid:pk>/answer/", asks.answer, name="answer"),
    path("policy/<uuid:pk>/close/", asks.close, name="close"),
    path("policy/<uuid:pk>/reopen/", asks.reopen, name="reopen"),
    path("policy/engagements/", engagements.engagements, name="engagements"),
    path("policy/engagements/take-up/", engagements.take_up, name="take-up"),
    path("policy/engagements/<uuid:pk>/check/", engagements.check, name="check"),
    path("policy/goals/", goals.goals, name="goals"),
    path("policy/goals/new/", goals.new, name="new-goal"),
    path("policy/goals/<uuid:pk>/", goals.goal, name="goal"),
    path("policy/cards/", cards.cards, name="cards"),
    path("policy/cards/new/", cards.make, name="new-card"),
    path("policy/cards/<uuid:pk>/", cards.card, name="card"),
    path("policy/cards/<uuid:pk>/recipients/", recipients.of_card, name="card-recipients"),
    path("policy/reports/", recipients.reports, name="reports"),
    path("policy/reports/<uuid:pk>/recipients/", recipients.of_report, name="recipients"),
    path("policy/recipients/<uuid:pk>/sent/", recipients.sent, name="sent"),
    path("policy/authorities/", recipients.authorities, name="authorities"),
    path("policy/authorities/new/", recipients.new_authority, name="new-authority"),
    path("policy/authorities/<uuid:pk>/drop/", recipients.drop_authority, name="drop-authority"),
    path("policy/talks/", talks.talks, name="talks"),
    path("policy/talks/new/", talks.new_talk, name="new-talk"),
    path("policy/talks/<uuid:pk>/", talks.talk, name="talk"),
    path("policy/forums/", talks.forums, name="forums"),
    path("policy/forums/new/", talks.represent, name="represent"),
    path("policy/forums/<uuid:pk>/end/", talks.end, name="end"),
]
