"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from .views import indicator, library, map, popbox

app_name = "insight"
urlpatterns = [
    path("popbox/", popbox.popbox, name="popbox"),
    path("map/", map.shaded, name="map"),
    path("open-figures/", library.open_figures, name="open_figures"),
    path("figures/", library.library, name="library"),
    path("figures/<slug:indicator>/", indicator.one, name="indicator"),
]
