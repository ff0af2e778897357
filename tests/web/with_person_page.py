"""The site's addresses, and one page that only roles which see persons may open."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import include, path

from empact.web.kernel.purposes import Purpose
from empact.web.kernel.rules import allow


@allow("tests.see_person", purpose=Purpose.CARE)
def person(request):
    return HttpResponse("a person")


urlpatterns = [path("some-person/", person), path("", include("empact.web.site.urls"))]
