"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from .views import environment, indicator, library, map, popbox

app_name = "insight"
urlpatterns = [
    path("popbox/", popbox.popbox, name="popbox"),
    path("map/", map.shaded, name="map"),
    path("open-figures/", library.open_figures, name="open_figures"),
    path("environment/", environment.listing, name="environments"),
    path("environment/place/", environment.one, name="environment_of"),
    path("environment/ask/", environment.ask, name="environment_ask"),
    path("environment/document/", environment.download, name="environment_file"),
    path("figures/", library.library, name="library"),
    path("figures/<slug:indicator>/", indicator.one, name="indicator"),
]
