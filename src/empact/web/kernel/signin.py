"""Signing in: what we ask of the library that does it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from . import audit, sealing
from .models import User
from .who import NOBODY, Who

__all__ = ["AccountAdapter", "ProviderAdapter", "SecondFactorAdapter"]


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the region: nobody opens one for themselves here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email"]


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whoever an identity provider vouches for signs in, if the region gave them an account with that address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        said = sociallogin.account.extra_data
        claims = said.get("userinfo", said) | said.get("id_token", {})
        email = str(claims.get("email", "")).lower()
        # An address that the provider did not check could be anybody's.
        if email and claims.get("email_verified") is True:
            user = User.objects.filter(email=email, is_active=True).first()
            if user is not None:
                sociallogin.connect(request, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors lie encrypted."""

    def encrypt(self, text: str) -> str:
        return sealing.encrypt(text, place="second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.decrypt(encrypted_text, place="second-factor")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = settings.ALLOWED_HOSTS[0]
        return {"id": host, "name": "EMPACT"}


# Signals are how the library tells; our own apps tell one another by events.


@receiver(pre_save, sender="socialaccount.SocialAccount")
def _keep_no_claims(sender: Any, instance: Any, **said: Any) -> None:
    # A name, an address, a national number: what a provider tells is read when it comes, and kept nowhere.
    instance.extra_data = {}


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest, user: Any, **said: Any) -> None:
    ways = [str(m.get("method", "")) for m in request.session.get("account_authentication_methods", [])]
    audit.entered("kernel.signed_in", who=Who(user.pk), at=timezone.now(), way=",".join(ways))


@receiver(user_logged_out)
def _signed_out(sender: Any, request: HttpRequest, user: Any, **said: Any) -> None:
    if user is not None:
        audit.entered("kernel.signed_out", who=Who(user.pk), at=timezone.now())


@receiver(user_login_failed)
def _refused(sender: Any, **said: Any) -> None:
    # Whoever it was meant to be is not written down: the address typed may be anybody's.
    audit.entered("kernel.sign_in_refused", who=NOBODY, at=timezone.now())
