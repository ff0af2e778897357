"""The kernel's addresses."""

from __future__ import annotations

from django.urls import path

from .views import accounts, oversight, own, public

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
    path("audit/", oversight.audit_log, name="audit"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/open/", accounts.open_one, name="open_account"),
    path("accounts/<uuid:pk>/", accounts.one, name="account"),
    path("accounts/<uuid:pk>/give/", accounts.give, name="give_role"),
    path("accounts/<uuid:pk>/close/", accounts.close, name="close_account"),
    path("roles/<uuid:pk>/end/", accounts.end, name="end_role"),
]
