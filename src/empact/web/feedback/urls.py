"""The addresses of this app. The id of a team or practice opens it for its own hats only."""

from __future__ import annotations

from django.urls import path

from .views import cards, cycles, meetings, moved, publications

app_name = "feedback"
urlpatterns = [
    path("feedback/", cards.home, name="home"),
    path("feedback/moved/", moved.moved, name="moved"),
    path("feedback/publications/", publications.listing, name="publications"),
    path("feedback/publications/new/", publications.plan, name="plan"),
    path("feedback/publications/<uuid:pk>/open/", publications.move, name="open"),
    path("feedback/published/", publications.published, name="published"),
    path("feedback/published/meetings/", publications.register, name="register"),
    path("feedback/meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("feedback/meetings/<uuid:pk>/present/", meetings.attend, name="attend"),
    path("feedback/meetings/<uuid:pk>/agree/", cycles.agree, name="agree"),
    path("feedback/meetings/<uuid:pk>/end/", meetings.end, name="end"),
    path("feedback/actions/<uuid:pk>/", cycles.cycle, name="cycle"),
    path("feedback/actions/<uuid:pk>/move/", cycles.move, name="move"),
    path("feedback/actions/<uuid:pk>/close/", cycles.close, name="close"),
    path("feedback/actions/<uuid:pk>/drop/", cycles.drop, name="drop"),
    path("feedback/<uuid:pk>/", cards.group, name="group"),
    path("feedback/<uuid:pk>/cards/", cards.choose, name="choose"),
    path("feedback/<uuid:pk>/targets/", cards.targets, name="targets"),
    path("feedback/<uuid:pk>/remarks/new/", cards.remark, name="remark"),
    path("feedback/<uuid:pk>/meetings/", meetings.listing, name="meetings"),
    path("feedback/<uuid:pk>/meetings/new/", meetings.start, name="start"),
    path("feedback/<uuid:pk>/actions/", cycles.listing, name="cycles"),
]
