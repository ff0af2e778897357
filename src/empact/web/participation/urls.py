"""The addresses of participation. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import consultations, documents, groups, home, involvement, messages, outputs

app_name = "participation"
urlpatterns = [
    path("consultations/", home.home, name="home"),
    path("consultations/<uuid:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<uuid:pk>/comment/", consultations.comment, name="comment"),
    path("consultations/<uuid:pk>/nothing/", consultations.nothing, name="nothing"),
    path("consultations/<uuid:pk>/closes/", consultations.closes, name="closes"),
    path("consultations/comments/<uuid:pk>/back/", consultations.take_back, name="take-back"),
    path("consultations/comments/<uuid:pk>/answer/", consultations.answer, name="answer"),
    path("consultations/documents/", documents.documents, name="documents"),
    path("consultations/documents/new/", documents.new, name="new-document"),
    path("consultations/documents/track/", documents.take_up, name="take-up"),
    path("consultations/documents/<uuid:pk>/", documents.document, name="document"),
    path("consultations/documents/<uuid:pk>/next/", documents.next_version, name="next-version"),
    path("consultations/documents/versions/<uuid:pk>/", documents.version, name="version"),
    path("consultations/documents/versions/<uuid:pk>/text/", documents.rewrite, name="rewrite"),
    path("consultations/documents/versions/<uuid:pk>/ask/", consultations.ask, name="ask"),
    path("consultations/documents/versions/<uuid:pk>/finish/", documents.finish, name="finish"),
    path("consultations/groups/", groups.groups, name="groups"),
    path("consultations/groups/new/", groups.new, name="new-group"),
    path("consultations/groups/<uuid:pk>/", groups.group, name="group"),
    path("consultations/groups/<uuid:pk>/end/", groups.end, name="end-group"),
    path("consultations/groups/<uuid:pk>/invite/", groups.invite, name="invite"),
    path("consultations/groups/<uuid:pk>/sessions/new/", groups.plan, name="plan-session"),
    path("consultations/groups/<uuid:pk>/outputs/new/", outputs.bring, name="bring"),
    path("consultations/groups/<uuid:pk>/tell/", outputs.tell, name="tell"),
    path("consultations/groups/sessions/<uuid:pk>/", groups.hold, name="hold"),
    path("consultations/groups/outputs/<uuid:pk>/", outputs.answer, name="answer-output"),
    path("consultations/groups/participants/<uuid:pk>/", groups.wishes, name="wishes"),
    path("consultations/groups/participants/<uuid:pk>/leave/", groups.leave, name="leave"),
    path("consultations/groups/participants/<uuid:pk>/thank/", outputs.thank, name="thank"),
    path("consultations/involvement/", involvement.involvement, name="involvement"),
    path("consultations/messages/", messages.messages, name="messages"),
    path("consultations/messages/new/", messages.new, name="new-message"),
    path("consultations/messages/<uuid:pk>/replace/", messages.replace, name="replace-message"),
    path("consultations/messages/<uuid:pk>/approve/", messages.approve, name="approve-message"),
    path("consultations/messages/<uuid:pk>/withdraw/", messages.withdraw, name="withdraw-message"),
]
