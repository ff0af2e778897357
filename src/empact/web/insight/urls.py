"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [path("figures/", views.library, name="library"), path("figures/<slug:indicator>/", views.one, name="indicator")]
