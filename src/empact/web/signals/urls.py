"""The addresses of this app. Only ids stand in them; a receipt is found by a key of its own."""

from __future__ import annotations

from django.urls import path

from .views import desk, public, questions, region

app_name = "signals"
urlpatterns = [
    path("red-button/", public.report, name="report"),
    path("red-button/how/", public.how, name="how"),
    path("red-button/follow/", public.follow, name="follow"),
    path("red-button/receipts/<uuid:ticket>/", public.receipt, name="receipt"),
    path("persons/<uuid:pk>/red-button/", public.about, name="about"),
    path("my/people/<uuid:pk>/red-button/", public.about_near, name="about_near"),
    path("signals/", desk.desk, name="desk"),
    path("signals/new/", public.write_down, name="write_down"),
    path("signals/figures/", region.figures_page, name="figures"),
    path("intake/", questions.questions, name="questions"),
    path("intake/new/", questions.add_question, name="add_question"),
    path("intake/unanswered/", questions.unanswered, name="unanswered"),
    path("intake/<uuid:pk>/", questions.outcome, name="outcome"),
    path("signals/routes/", region.routes, name="routes"),
    path("signals/routes/new/", region.add_route, name="add_route"),
    path("signals/routes/<uuid:pk>/move/", region.move_route, name="move_route"),
    path("signals/<uuid:pk>/", desk.one, name="signal"),
    path("signals/<uuid:pk>/reporter/", desk.reporter, name="reporter"),
    path("signals/<uuid:pk>/<slug:name>/", desk.verb, name="verb"),
]
