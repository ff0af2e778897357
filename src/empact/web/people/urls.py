"""The addresses of people. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import care, handovers, near, own, register, worklists

app_name = "people"
urlpatterns = [
    path("persons/", care.listing, name="persons"),
    path("persons/search/", care.search, name="search"),
    path("persons/add/", care.add, name="add"),
    path("persons/<uuid:pk>/", care.page, name="person"),
    path("persons/<uuid:pk>/correct/", care.correct, name="correct"),
    path("persons/<uuid:pk>/number/", care.number, name="number"),
    path("persons/<uuid:pk>/looks/", care.looks, name="looks"),
    path("persons/<uuid:pk>/carers/add/", near.add_carer, name="add_carer"),
    path("persons/<uuid:pk>/representatives/add/", near.add_representative, name="add_representative"),
    path("carers/<uuid:pk>/end/", near.end_carer, name="end_carer"),
    path("representatives/<uuid:pk>/end/", near.end_representative, name="end_representative"),
    path("care-relations/<uuid:pk>/end/", near.end_relation, name="end_relation"),
    path("my/record/", own.page, name="own"),
    path("my/record/correct/", own.correct, name="own_correct"),
    path("my/record/looks/", own.looks, name="own_looks"),
    path("my/carers/<uuid:pk>/", own.look, name="look"),
    path("my/people/", own.cared, name="cared"),
    path("my/people/<uuid:pk>/", own.cared_person, name="cared_person"),
    path("my/people/<uuid:pk>/looks/", own.cared_looks, name="cared_looks"),
    path("register/persons/", register.listing, name="register"),
    path("register/persons/search/", register.search, name="register_search"),
    path("register/persons/<uuid:pk>/", register.page, name="registered"),
    path("register/persons/<uuid:pk>/correct/", register.correct, name="register_correct"),
    path("register/persons/<uuid:pk>/number/", register.number, name="register_number"),
    path("register/persons/<uuid:pk>/account/", register.account, name="account"),
    path("register/persons/<uuid:pk>/same/", register.choose, name="choose"),
    path("register/persons/<uuid:pk>/same/<uuid:gone>/", register.merge, name="merge"),
    path("register/merges/", register.merges, name="merges"),
    path("register/merges/<uuid:pk>/undo/", register.undo, name="undo_merge"),
    path("lists/", worklists.listing, name="worklists"),
    path("lists/<uuid:pk>/", worklists.one, name="worklist"),
    path("lists/<uuid:pk>/export/", worklists.export, name="worklist_export"),
    path("lists/<uuid:pk>/outcomes/", worklists.outcomes, name="outcomes"),
    path("lists/<uuid:pk>/move/", handovers.move, name="worklist_move"),
    path("lists/<uuid:pk>/persons/<uuid:person>/", handovers.one, name="on_list"),
    path("lists/<uuid:pk>/persons/<uuid:person>/try/", handovers.tried, name="on_list_try"),
    path("lists/<uuid:pk>/persons/<uuid:person>/back/", handovers.back, name="on_list_back"),
    path("lists/brought/", worklists.brought, name="brought"),
    path("lists/bring/", worklists.bring, name="bring"),
]
