"""The site's addresses, and beside them an identity provider of our own to sign in with."""

from __future__ import annotations

from django.urls import include, path
from oauth2_provider import urls as provider

from empact.web.kernel.rules import Rule, give

_OPEN = Rule("public", why="The provider of the tests decides itself who signs in.")

urlpatterns = [
    path("provider/", include((give(provider.base_urlpatterns + provider.oidc_urlpatterns, {}, _OPEN), "oauth2_provider"))),
    path("", include("empact.web.site.urls")),
]
