"""Addresses with one view that somebody forgot to give a rule."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path


def forgotten(request):
    return HttpResponse("secret")


urlpatterns = [path("open/", forgotten), path("", include("empact.web.site.urls"))]
