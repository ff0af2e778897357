"""The addresses of budgets. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import booking, funding, means, plans, staff

app_name = "budgets"
urlpatterns = [
    path("budgets/", plans.budgets, name="budgets"),
    path("budgets/new/", plans.new, name="new"),
    path("budgets/totals/", plans.totals, name="totals"),
    path("budgets/spending-plan/", plans.spending_plan, name="plan"),
    path("budgets/entries/", booking.entries, name="entries"),
    path("budgets/entries/<uuid:pk>/take-back/", booking.take_back, name="take-back"),
    path("funding/sources/", plans.sources, name="sources"),
    path("funding/sources/new/", plans.new_source, name="new-source"),
    path("funding/sources/<uuid:pk>/", plans.keep_source, name="source"),
    path("staff/costs/", staff.costs, name="costs"),
    path("budgets/<uuid:pk>/", plans.budget, name="budget"),
    path("budgets/<uuid:pk>/amend/", plans.amend, name="amend"),
    path("budgets/versions/<uuid:pk>/", plans.version, name="version"),
    path("budgets/versions/<uuid:pk>/lines/new/", plans.add_line, name="add-line"),
    path("budgets/versions/<uuid:pk>/approve/", plans.approve, name="approve"),
    path("budgets/planned/<uuid:pk>/", plans.change_line, name="change-line"),
    path("budgets/lines/<uuid:pk>/", booking.line, name="line"),
    path("budgets/lines/<uuid:pk>/bind/", booking.bind, name="bind"),
    path("budgets/lines/<uuid:pk>/spend/", booking.spend, name="spend"),
    path("budgets/lines/<uuid:pk>/move/", booking.move, name="move"),
    path("budgets/bound/<uuid:pk>/release/", booking.release, name="release"),
    path("budgets/financial-plan/", means.financial_plan, name="financial-plan"),
    path("budgets/use-of-means/", means.use_of_means, name="use-of-means"),
    path("staff/brought/", means.brought, name="brought"),
    path("staff/brought/<uuid:pk>/", means.count, name="count"),
    path("funding/calls/", funding.calls, name="calls"),
    path("funding/calls/new/", funding.new_call, name="new-call"),
    path("funding/calls/<uuid:pk>/", funding.call, name="call"),
    path("funding/calls/<uuid:pk>/move/", funding.move_call, name="move-call"),
    path("funding/files/", funding.subsidies, name="subsidies"),
    path("funding/files/new/", funding.new_subsidy, name="new-subsidy"),
    path("funding/files/<uuid:pk>/", funding.subsidy, name="subsidy"),
    path("funding/files/<uuid:pk>/change/", funding.keep_subsidy, name="keep-subsidy"),
    path("funding/files/<uuid:pk>/reports/new/", funding.add_report, name="add-report"),
    path("funding/files/reports/<uuid:pk>/sent/", funding.send, name="send-report"),
    path("funding/conventions/", funding.conventions, name="conventions"),
    path("funding/conventions/new/", funding.add_convention, name="new-convention"),
    path("funding/conventions/<uuid:pk>/overlaps/new/", funding.add_overlap, name="add-overlap"),
    path("staff/", staff.staff, name="staff"),
    path("staff/new/", staff.new, name="new-position"),
    path("staff/tables/", staff.take_up, name="take-up"),
    path("staff/workload/", staff.workload, name="workload"),
    path("staff/hours/", staff.hours, name="hours"),
    path("staff/hours/<uuid:pk>/approve/", staff.approve_hours, name="approve-hours"),
    path("staff/<uuid:pk>/", staff.keep, name="position"),
    path("staff/<uuid:pk>/end/", staff.end, name="end"),
    path("staff/<uuid:pk>/hours/", staff.add_hours, name="add-hours"),
]
