"""The kernel's addresses."""

from __future__ import annotations

from django.urls import path

from .views import oversight, own, public

app_name = "kernel"
urlpatterns = [
    path("", public.home, name="home"),
    path("learning/", public.learning, name="learning"),
    path("statements/", public.statements, name="statements"),
    path("language/", public.language, name="language"),
    path("day/", own.day, name="day"),
    path("role/", own.hats, name="hats"),
    path("role/wear/", own.wear, name="wear"),
    path("profile/", own.profile, name="profile"),
    path("rights/", oversight.matrix, name="matrix"),
]
