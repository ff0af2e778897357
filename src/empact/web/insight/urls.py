"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from .views import builder, compare, environment, flows, indicator, library, lists, loads, map, popbox, report, rules, trial

app_name = "insight"
urlpatterns = [
    path("popbox/", popbox.popbox, name="popbox"),
    path("map/", map.shaded, name="map"),
    path("open-figures/", library.open_figures, name="open_figures"),
    path("environment/", environment.listing, name="environments"),
    path("environment/place/", environment.one, name="environment_of"),
    path("environment/ask/", environment.ask, name="environment_ask"),
    path("environment/document/", environment.download, name="environment_file"),
    path("figures/report/", report.listing, name="reports"),
    path("figures/report/place/", report.one, name="report"),
    path("flows/", flows.flows, name="flows"),
    path("figures/list/", lists.make, name="list_make"),
    path("loads/", loads.loads, name="loads"),
    path("loads/checks/", loads.checks, name="checks"),
    path("loads/warning/", loads.explain, name="warning"),
    path("loads/release/", loads.release, name="release"),
    path("rules/", rules.listing, name="rules"),
    path("rules/preview/", rules.preview, name="preview"),
    path("rules/preview/ask/", rules.ask, name="preview_ask"),
    path("rules/drafts/begin/", builder.begin, name="draft_begin"),
    path("rules/drafts/own/", builder.begin_own, name="draft_own"),
    path("rules/drafts/<uuid:pk>/", builder.one, name="draft"),
    path("rules/drafts/<uuid:pk>/areas/", builder.areas, name="draft_areas"),
    path("rules/drafts/<uuid:pk>/people/", trial.test_people, name="draft_people"),
    path("rules/drafts/<uuid:pk>/people/keep/", trial.keep_examples, name="draft_keep_examples"),
    path("rules/drafts/<uuid:pk>/change/", builder.change, name="draft_change"),
    path("rules/drafts/<uuid:pk>/add/", builder.add, name="draft_add"),
    path("rules/drafts/<uuid:pk>/remove/", builder.remove, name="draft_remove"),
    path("rules/drafts/<uuid:pk>/undo/", builder.undo, name="draft_undo"),
    path("rules/drafts/<uuid:pk>/examples/", builder.drop_examples, name="draft_examples"),
    path("rules/drafts/<uuid:pk>/move/", builder.move, name="draft_move"),
    path("rules/<slug:family>/<slug:rule>/", rules.one, name="rule"),
    path("side-by-side/", compare.side_by_side, name="compare"),
    path("figures/", library.library, name="library"),
    path("figures/<slug:indicator>/", indicator.one, name="indicator"),
]
