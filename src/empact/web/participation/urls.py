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
    path("consultations/comments/<uuid:pk>/answer/", consultations.answer, name="answer"),
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.new, name="new-document"),
    path("documents/track/", documents.take_up, name="take-up"),
    path("documents/<uuid:pk>/", documents.document, name="document"),
    path("documents/<uuid:pk>/next/", documents.next_version, name="next-version"),
    path("documents/versions/<uuid:pk>/", documents.version, name="version"),
    path("documents/versions/<uuid:pk>/text/", documents.rewrite, name="rewrite"),
    path("documents/versions/<uuid:pk>/ask/", consultations.ask, name="ask"),
    path("documents/versions/<uuid:pk>/finish/", documents.finish, name="finish"),
    path("working-groups/", groups.groups, name="groups"),
    path("working-groups/new/", groups.new, name="new-group"),
    path("working-groups/<uuid:pk>/", groups.group, name="group"),
    path("working-groups/<uuid:pk>/end/", groups.end, name="end-group"),
    path("working-groups/<uuid:pk>/invite/", groups.invite, name="invite"),
    path("working-groups/<uuid:pk>/sessions/new/", groups.plan, name="plan-session"),
    path("working-groups/<uuid:pk>/outputs/new/", outputs.bring, name="bring"),
    path("working-groups/<uuid:pk>/tell/", outputs.tell, name="tell"),
    path("working-groups/sessions/<uuid:pk>/", groups.hold, name="hold"),
    path("working-groups/outputs/<uuid:pk>/", outputs.answer, name="answer-output"),
    path("working-groups/participants/<uuid:pk>/", groups.wishes, name="wishes"),
    path("working-groups/participants/<uuid:pk>/leave/", groups.leave, name="leave"),
    path("working-groups/participants/<uuid:pk>/thank/", outputs.thank, name="thank"),
    path("involvement/", involvement.involvement, name="involvement"),
    path("key-messages/", messages.messages, name="messages"),
    path("key-messages/new/", messages.new, name="new-message"),
    path("key-messages/<uuid:pk>/replace/", messages.replace, name="replace-message"),
    path("key-messages/<uuid:pk>/approve/", messages.approve, name="approve-message"),
    path("key-messages/<uuid:pk>/withdraw/", messages.withdraw, name="withdraw-message"),
]
