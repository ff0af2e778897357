"""The addresses of scores. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import literacy, recording, rules, scores, steps

app_name = "screening"

urlpatterns = [
    path("persons/<uuid:pk>/scores/", scores.care, name="care_scores"),
    path("persons/<uuid:pk>/scores/fhir/", scores.care_fhir, name="care_fhir"),
    path("persons/<uuid:pk>/scores/screener/", recording.result, name="result"),
    path("persons/<uuid:pk>/scores/file/", recording.bring, name="bring"),
    path("persons/<uuid:pk>/scores/estimate/", recording.estimate, name="estimate"),
    path("persons/<uuid:pk>/scores/measure/", recording.choose, name="choose"),
    path("persons/<uuid:pk>/scores/measure/<slug:code>/", recording.measure, name="measure"),
    path("persons/<uuid:pk>/scores/<slug:table>/<uuid:row>/withdraw/", recording.withdraw, name="withdraw"),
    path("persons/<uuid:pk>/scores/steps/<uuid:step>/", steps.move, name="step"),
    path("my/scores/", scores.home, name="own"),
    path("my/scores/<uuid:pk>/", scores.own, name="own_scores"),
    path("my/scores/<uuid:pk>/fhir/", scores.own_fhir, name="own_fhir"),
    path("persons/<uuid:pk>/literacy/", literacy.care, name="care_literacy"),
    path("persons/<uuid:pk>/literacy/ask/", literacy.ask, name="ask_literacy"),
    path("literacy/<uuid:pk>/away/", literacy.away, name="away"),
    path("my/literacy/", literacy.own, name="own_literacy"),
    path("my/literacy/<uuid:pk>/away/", literacy.away_own, name="away_own"),
    path("screening/steps/", steps.listing, name="steps"),
    path("screening/proposed/<uuid:pk>/", steps.who_flips, name="who_flips"),
    path("screening/rules/", rules.listing, name="rules"),
    path("screening/rules/add/", rules.add, name="add_rule"),
    path("screening/rules/<uuid:pk>/", rules.one, name="rule"),
    path("screening/rules/<uuid:pk>/force/", rules.put, name="put_in_force"),
    path("screening/rules/<uuid:pk>/drop/", rules.drop, name="drop_rule"),
]
