"""The addresses of the directory. Only ids and codes stand in them."""

from __future__ import annotations

from django.urls import path

from .views import covering, files, finding, keeping

app_name = "network"
urlpatterns = [
    path("directory/", finding.search, name="search"),
    path("directory/files/<slug:kind>.zip", files.package, name="package"),
    path("directory/mine/", keeping.mine, name="mine"),
    path("directory/new/", keeping.new, name="new"),
    path("directory/bring/", files.bring, name="bring"),
    path("directory/neighbourhoods/", covering.cover, name="cover"),
    path("directory/per-thousand/", covering.rates, name="rates"),
    path("directory/corrections/<uuid:pk>/", finding.proposed, name="proposed"),
    path("directory/corrections/<uuid:pk>/answer/", keeping.answer, name="answer"),
    path("directory/told/<int:pk>/<str:name>/", keeping.take_over, name="take-over"),
    path("directory/<uuid:pk>/", finding.offer, name="offer"),
    path("directory/<uuid:pk>/wrong/", finding.propose, name="propose"),
    path("directory/<uuid:pk>/text/<slug:language>/", keeping.wording, name="wording"),
    path("directory/<uuid:pk>/whom/", keeping.whom, name="whom"),
    path("directory/<uuid:pk>/where/", keeping.where, name="where"),
    path("directory/<uuid:pk>/access/", keeping.access, name="access"),
    path("directory/<uuid:pk>/hours/", keeping.opening_hours, name="hours"),
    path("directory/<uuid:pk>/notes/", keeping.notes, name="notes"),
    path("directory/<uuid:pk>/assure/", keeping.assure, name="assure"),
    path("directory/<uuid:pk>/move/", keeping.move, name="move"),
]
