"""The kernel's addresses."""

from __future__ import annotations

from django.urls import path

from .views import accounts, machine, oversight, own, public, regional, reminders, work

app_name = "kernel"
urlpatterns = [
    path("", public.home, name="home"),
    path("learning/", public.learning, name="learning"),
    path("model/", public.model, name="model"),
    path("statements/", public.statements, name="statements"),
    path("language/", public.language, name="language"),
    path("day/", own.day, name="day"),
    path("role/", own.hats, name="hats"),
    path("role/wear/", own.wear, name="wear"),
    path("profile/", own.profile, name="profile"),
    path("role/<uuid:pk>/answer/", own.answer, name="answer_for_role"),
    path("profile/letter/", own.digest, name="digest"),
    path("reminders/", reminders.listing, name="reminders"),
    path("reminders/<str:kind>/switch/", reminders.switch, name="switch_reminder"),
    path("rights/", oversight.matrix, name="matrix"),
    path("audit/", oversight.audit_log, name="audit"),
    path("region/", regional.page, name="region"),
    path("jobs/", work.overview, name="jobs"),
    path("jobs/csv/", work.as_csv, name="jobs_csv"),
    path("jobs/<uuid:job_id>/again/", work.again, name="job_again"),
    path("health/", machine.alive, name="alive"),
    path("health/ready/", machine.ready, name="ready"),
    path("metrics/", machine.figures, name="metrics"),
    path("accounts/", accounts.listing, name="accounts"),
    path("accounts/open/", accounts.open_one, name="open_account"),
    path("accounts/<uuid:pk>/", accounts.one, name="account"),
    path("accounts/<uuid:pk>/give/", accounts.give, name="give_role"),
    path("accounts/<uuid:pk>/close/", accounts.close, name="close_account"),
    path("accounts/<uuid:pk>/second-factor/", accounts.reset_factor, name="reset_factor"),
    path("roles/<uuid:pk>/end/", accounts.end, name="end_role"),
]
