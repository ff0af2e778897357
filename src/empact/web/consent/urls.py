"""The addresses of consent. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import care, emergencies, own

app_name = "consent"
urlpatterns = [
    path("my/sharing/", own.home, name="own"),
    path("my/sharing/<uuid:pk>/", own.page, name="near"),
    path("my/sharing/<uuid:pk>/give/", own.give, name="own_give"),
    path("my/sharing/<uuid:pk>/exclude/", own.exclude, name="own_exclude"),
    path("my/sharing/<uuid:pk>/read/", own.acknowledge, name="acknowledge"),
    path("my/consents/<uuid:pk>/withdraw/", own.withdraw, name="own_withdraw"),
    path("my/exclusions/<uuid:pk>/lift/", own.lift, name="own_lift"),
    path("persons/<uuid:pk>/consent/", care.page, name="person"),
    path("persons/<uuid:pk>/consent/give/", care.give, name="care_give"),
    path("persons/<uuid:pk>/consent/exclude/", care.exclude, name="care_exclude"),
    path("persons/<uuid:pk>/consent/told/", care.told, name="told"),
    path("consents/<uuid:pk>/withdraw/", care.withdraw, name="care_withdraw"),
    path("exclusions/<uuid:pk>/lift/", care.lift, name="care_lift"),
    path("emergency/", emergencies.look, name="emergency"),
    path("emergencies/", emergencies.listing, name="emergencies"),
    path("emergencies/<uuid:pk>/check/", emergencies.check, name="check_emergency"),
]
