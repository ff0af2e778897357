"""The addresses of the round. Only ids stand in them."""

from __future__ import annotations

from django.urls import path

from .views import stays, work

app_name = "rounds"
urlpatterns = [
    path("work/", work.work, name="work"),
    path("work/later/", work.later, name="later"),
    path("work/order/", work.order, name="order"),
    path("work/later/<uuid:pk>/back/", work.again, name="again"),
    path("persons/<uuid:pk>/summary/", work.summary, name="summary"),
    path("stays/", stays.listing, name="stays"),
    path("stays/bring/", stays.bring, name="bring"),
    path("stays/add/", stays.add, name="add_stay"),
    path("stays/<uuid:pk>/home/", stays.home, name="home"),
    path("stays/<uuid:pk>/called/", stays.called, name="called"),
]
