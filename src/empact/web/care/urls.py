"""The addresses of care. Only ids stand in them. Each page of a plan has two: for who cares, and for who is near."""

from __future__ import annotations

from typing import Any, Final

from django.urls import path

from .views import cases, exchange, goals, guide, intake, limits, meeting_room, meetings, official, plan, sides, team, wishes

app_name = "care"
_PAGES: Final[tuple[tuple[str, str, Any], ...]] = (
    ("", "plan", plan.page),
    ("start/", "start", plan.start),
    ("close/", "close", plan.close),
    ("text/<slug:field>/", "text", plan.text),
    ("review/", "review", plan.review),
    ("print/", "print", plan.printed),
    ("pdf/", "pdf", plan.as_pdf),
    ("versions/", "versions", plan.was),
    ("guide/", "guide", guide.page),
    ("goals/add/", "life_goal", goals.add_life_goal),
    ("goals/<uuid:goal>/add/", "care_goal", goals.add_care_goal),
    ("goals/<uuid:goal>/move/", "move_life_goal", goals.move_life_goal),
    ("aims/<uuid:goal>/move/", "move_care_goal", goals.move_care_goal),
    ("tasks/add/", "task", goals.add_task),
    ("tasks/<uuid:task>/move/", "move_task", goals.move_task),
    ("team/", "team", team.page),
    ("team/add/", "add_professional", team.add_professional),
    ("team/near/", "add_near", team.add_near),
    ("team/offer/", "offer", team.offer),
    ("team/answer/", "answer", team.answer),
    ("team/withdraw/", "withdraw_offer", team.withdraw),
    ("team/<uuid:member>/approve/", "approve", team.approve),
    ("team/<uuid:member>/change/", "change_member", team.change),
    ("team/<uuid:carer>/limits/", "limits", limits.page),
    ("team/<uuid:member>/end/", "end_member", team.end),
    ("team/<uuid:member>/appoint/", "appoint", team.appoint),
    ("fhir/", "fhir", exchange.exported),
    ("fhir/bring/", "bring", exchange.bring),
    ("official/<slug:source>/", "official", official.note),
    ("meetings/", "meetings", meetings.listing),
    ("meetings/ask/", "ask_meeting", meetings.ask),
    ("meetings/<uuid:meeting>/", "meeting", meetings.page),
    ("meetings/<uuid:meeting>/answer/", "answer_moments", meetings.answer),
    ("meetings/<uuid:meeting>/moment/", "add_moment", meetings.add_moment),
    ("meetings/<uuid:meeting>/plan/", "plan_meeting", meetings.plan),
    ("meetings/<uuid:meeting>/again/", "reopen_meeting", meetings.again),
    ("meetings/<uuid:meeting>/off/", "call_off", meetings.call_off),
    ("meetings/<uuid:meeting>/guest/", "invite_guest", meetings.guest),
    ("meetings/<uuid:meeting>/members/<uuid:member>/", "invite_member", meetings.add_member),
    ("meetings/<uuid:meeting>/seats/<uuid:seat>/off/", "uninvite", meetings.uninvite),
    ("meetings/<uuid:meeting>/calendar/", "meeting_calendar", meetings.calendar),
    ("meetings/<uuid:meeting>/attend/", "attend", meeting_room.attend),
    ("meetings/<uuid:meeting>/decide/", "decide", meeting_room.decide),
    ("meetings/<uuid:meeting>/decisions/<uuid:decision>/off/", "drop_decision", meeting_room.drop),
    ("meetings/<uuid:meeting>/sign/", "sign_meeting", meeting_room.sign),
    ("meetings/<uuid:meeting>/report/", "report", meeting_room.reported),
    ("meetings/<uuid:meeting>/report/pdf/", "report_pdf", meeting_room.report_pdf),
    ("wishes/", "wishes", wishes.page),
    ("wishes/add/", "wish", wishes.add),
    ("wishes/<uuid:wish>/end/", "end_wish", wishes.end),
)

urlpatterns = [
    *(path(f"persons/<uuid:pk>/plan/{where}", sides.care(page), name=f"care_{name}") for where, name, page in _PAGES),
    path("my/plans/", plan.home, name="own"),
    *(path(f"my/plans/<uuid:pk>/{where}", sides.own(page), name=f"own_{name}") for where, name, page in _PAGES),
    path("guide/<slug:language>/", guide.printed, name="guide"),
    path("guide/<slug:language>/pdf/", guide.as_pdf, name="guide_pdf"),
    path("invited/<uuid:pk>/", meetings.invited, name="invited"),
    path("invited/<uuid:pk>/calendar/", meetings.invited_calendar, name="invited_calendar"),
    path("persons/<uuid:pk>/intake/", intake.page, name="intake"),
    path("persons/<uuid:pk>/intake/close/", intake.close, name="close_intake"),
    path("persons/<uuid:pk>/intake/levels/<uuid:level>/back/", intake.take_back, name="take_level_back"),
    path("persons/<uuid:pk>/case/", cases.ask, name="ask_case"),
    path("cases/", cases.listing, name="cases"),
    path("cases/<uuid:pk>/", cases.one, name="case"),
    path("cases/<uuid:pk>/longer/", cases.lengthen, name="lengthen_case"),
]
