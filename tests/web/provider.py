"""The identity provider of the tests: whom it vouches for is a setting."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    """Says of whoever signs in what the test wants said."""

    oidc_claim_scope = None

    def get_additional_claims(self, request):
        return settings.PROVIDER_VOUCHES

    def get_userinfo_claims(self, request):
        return super().get_userinfo_claims(request) | settings.PROVIDER_VOUCHES


class SignedInAtProvider:
    """At the provider, its one user is signed in already; elsewhere, nobody is because of that."""

    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request):
        pk = getattr(settings, "PROVIDER_USER", None)
        if pk and request.path.startswith("/provider/authorize"):
            request.user = get_user_model().objects.get(pk=pk)
        return self.respond(request)
