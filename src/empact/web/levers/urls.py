"""The addresses of the levers. Only ids and years stand in them."""

from __future__ import annotations

from django.urls import path

from .views import applications, brought, fund, hours, rates

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
    path("fund/", fund.funds, name="funds"),
    path("fund/new/", fund.new, name="new-fund"),
    path("fund/<uuid:pk>/", fund.fund, name="fund"),
    path("fund/<uuid:pk>/change/", fund.keep, name="keep-fund"),
    path("fund/<uuid:pk>/put-in/", fund.put_in, name="put-in"),
    path("fund/<uuid:pk>/notes/new/", fund.add_note, name="fund-note"),
    path("fund/<uuid:pk>/dossier/", fund.dossier, name="dossier"),
    path("fund/<uuid:pk>/opportunities/new/", fund.offer, name="offer"),
    path("fund/<uuid:pk>/entries/", fund.entries, name="fund-entries"),
    path("fund/entries/<uuid:pk>/take-back/", fund.take_back, name="fund-take-back"),
    path("fund/opportunities/<uuid:pk>/", applications.opportunity, name="opportunity"),
    path("fund/opportunities/<uuid:pk>/apply/", applications.write, name="apply"),
    path("fund/applications/<uuid:pk>/", applications.application, name="application"),
    path("fund/applications/<uuid:pk>/change/", applications.change, name="change-application"),
    path("fund/applications/<uuid:pk>/hand-in/", applications.hand_in, name="hand-in"),
    path("fund/applications/<uuid:pk>/withdraw/", applications.withdraw, name="withdraw-application"),
    path("fund/applications/<uuid:pk>/weigh/", applications.assess, name="assess"),
    path("fund/applications/<uuid:pk>/parts/", applications.parts, name="parts"),
    path("fund/applications/<uuid:pk>/ask/", applications.ask, name="ask-decision"),
    path("fund/applications/<uuid:pk>/returns/new/", applications.returned, name="returned"),
    path("fund/applications/<uuid:pk>/close/", applications.close, name="close-application"),
    path("fund/parts/<uuid:pk>/met/", applications.met, name="met"),
    path("fund/parts/<uuid:pk>/pay/", applications.pay, name="pay"),
]
