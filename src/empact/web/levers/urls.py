"""The addresses of the levers. Only ids and years stand in them."""

from __future__ import annotations

from django.urls import path

from .views import brought, hours, rates

app_name = "levers"
urlpatterns = [
    path("time/", hours.entries, name="hours"),
    path("time/new/", hours.new, name="new"),
    path("time/confirm/", hours.confirm, name="confirm"),
    path("time/meetings/<uuid:pk>/", hours.meeting, name="meeting-hours"),
    path("time/<uuid:pk>/ask/", hours.ask, name="ask"),
    path("time/<uuid:pk>/answer/", hours.answer, name="answer"),
    path("time/<uuid:pk>/withdraw/", hours.withdraw, name="withdraw"),
    path("time/<uuid:pk>/take-back/", hours.reverse_entry, name="reverse"),
    path("time/means/", brought.in_kind, name="in-kind"),
    path("time/means/new/", brought.new_in_kind, name="new-in-kind"),
    path("time/means/<uuid:pk>/confirm/", brought.confirm_in_kind, name="confirm-in-kind"),
    path("time/means/<uuid:pk>/withdraw/", brought.withdraw_in_kind, name="withdraw-in-kind"),
    path("time/promised/", brought.compared, name="compared"),
    path("time/promised/<uuid:pk>/", brought.promised, name="promised"),
    path("time/statements/", brought.statements, name="statements"),
    path("time/statements/<uuid:pk>/<int:year>/", brought.statement, name="statement"),
    path("time/statements/<uuid:pk>/<int:year>/pdf/", brought.statement_pdf, name="statement-pdf"),
    path("time/statements/<uuid:pk>/<int:year>/sign/", brought.sign, name="sign"),
    path("time/rates/", rates.rates, name="rates"),
    path("time/rates/new/", rates.new, name="new-rate"),
    path("time/rates/<uuid:pk>/end/", rates.end, name="end-rate"),
]
