"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from . import popbox, views

app_name = "insight"
urlpatterns = [
    path("popbox/", popbox.popbox, name="popbox"),
    path("open-figures/", views.open_figures, name="open_figures"),
    path("figures/", views.library, name="library"),
    path("figures/<slug:indicator>/", views.one, name="indicator"),
]
