"""The addresses of governance. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import agreements, bodies, decisions, meetings, network, roles

app_name = "governance"
urlpatterns = [
    path("decisions/", decisions.register, name="decisions"),
    path("decisions/new/", decisions.new, name="new"),
    path("decisions/<uuid:pk>/", decisions.decision, name="decision"),
    path("decisions/<uuid:pk>/move/", decisions.move, name="move"),
    path("decisions/<uuid:pk>/take/", decisions.take, name="take"),
    path("decisions/<uuid:pk>/follow/", decisions.follow, name="follow"),
    path("decisions/<uuid:pk>/speak/<uuid:seat>/", decisions.speak, name="speak"),
    path("decisions/voices/<uuid:pk>/answer/", decisions.answer, name="answer"),
    path("signed-agreements/", agreements.agreements, name="agreements"),
    path("signed-agreements/new/", agreements.new, name="new-agreement"),
    path("signed-agreements/<uuid:pk>/", agreements.agreement, name="agreement"),
    path("signed-agreements/<uuid:pk>/renew/", agreements.renew, name="renew"),
    path("signed-agreements/<uuid:pk>/years/new/", agreements.annex, name="annex"),
    path("signed-agreements/parties/<uuid:pk>/sign/", agreements.sign, name="sign"),
    path("signed-agreements/years/<uuid:pk>/approve/", agreements.approve, name="approve"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/new/", bodies.new, name="new-body"),
    path("bodies/<uuid:pk>/", bodies.body, name="body"),
    path("bodies/<uuid:pk>/change/", bodies.keep, name="keep-body"),
    path("bodies/<uuid:pk>/seats/new/", bodies.seat, name="seat"),
    path("bodies/<uuid:pk>/end/", bodies.end_body, name="end-body"),
    path("bodies/<uuid:pk>/meetings/new/", meetings.plan, name="plan-meeting"),
    path("bodies/meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("bodies/meetings/<uuid:pk>/move/", meetings.move, name="move-meeting"),
    path("bodies/meetings/<uuid:pk>/minutes/", meetings.held, name="held"),
    path("bodies/network/", network.picture, name="network"),
    path("bodies/gaps/", network.gaps, name="gaps"),
    path("bodies/roles/", roles.roles, name="roles"),
    path("bodies/roles/<slug:role>/", roles.role, name="role"),
    path("seats/<uuid:pk>/end/", bodies.end_seat, name="end-seat"),
    path("seats/<uuid:pk>/mandate/", bodies.mandate, name="mandate"),
]
