"""Signing in, in a real browser: password, second factor, lock-out, and an OpenID Connect provider."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from empact.web.kernel.models import AuditEntry
from tests.web.conftest import PASSWORD, Cast

from .conftest import axe_findings


def code_for(secret: str, at: float | None = None) -> str:
    """What an authenticator app shows (RFC 6238, 30 seconds, six digits)."""
    return format_hotp_value(hotp_value(secret, int((at or time.time()) // 30)))


def sign_in(page, user, password=PASSWORD):
    page.goto(page.start + "/account/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", password)
    with page.expect_navigation():  # the next step must not overtake the answer
        page.click("main button:has-text('Sign in')")


@pytest.fixture
def katrien(transactional_db):
    cache.clear()  # a lock-out of the test before is kept there
    return Cast().user("Katrien", "coordinator", "dpo")


def test_a_second_factor_is_set_up_and_asked_and_a_code_serves_once(visit, katrien):
    page = visit()
    sign_in(page, katrien)
    page.goto(page.start + "/account/2fa/totp/activate/")
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit], main button")
    assert axe_findings(page) == []
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", code_for(secret))
    page.click("main button:has-text('Activate')")
    page.wait_for_url("**/recovery-codes/**")
    stored = Authenticator.objects.get(user=katrien, type="totp").data["secret"]
    assert secret not in stored

    page = visit()
    sign_in(page, katrien)
    assert "/2fa/authenticate" in page.url
    assert axe_findings(page) == []
    page.fill("input[name=code]", "000000")
    page.click("main button:has-text('Sign In')")
    assert "/2fa/authenticate" in page.url
    code = code_for(secret, time.time() + 30)
    page.fill("input[name=code]", code)
    page.click("main button:has-text('Sign In')")
    page.wait_for_url("**/day/")

    page = visit()
    sign_in(page, katrien)
    page.fill("input[name=code]", code)  # seen over a shoulder: it does not serve a second time
    page.click("main button:has-text('Sign In')")
    assert "/2fa/authenticate" in page.url
    assert AuditEntry.objects.filter(event="kernel.signed_in", user=katrien.pk).count() == 2


def test_after_five_wrong_passwords_the_right_one_does_not_open_either(visit, katrien):
    page = visit()
    for _ in range(6):
        sign_in(page, katrien, "not the password")
    sign_in(page, katrien)
    assert page.url.endswith("/account/login/")
    assert AuditEntry.objects.filter(event="kernel.sign_in_refused").count() >= 5
    assert not AuditEntry.objects.filter(detail__icontains=katrien.email).exists()


def test_a_role_that_sees_persons_asks_for_a_second_factor(visit, katrien, settings, person_page):
    settings.SECOND_FACTOR_REQUIRED = True
    page = visit(katrien, "coordinator")
    page.goto(page.start + person_page)
    assert page.url.endswith("/account/2fa/")


@pytest.fixture
def provider(live_server, settings, transactional_db):
    """A real OpenID Connect provider, on the same server."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from oauth2_provider.models import get_application_model

    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    settings.ROOT_URLCONF = "tests.web.with_provider"
    settings.OAUTH2_PROVIDER = {
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": pem.decode(),
        "PKCE_REQUIRED": True,
        "SCOPES": {"openid": "who you are", "profile": "name", "email": "address"},
        "OAUTH2_VALIDATOR_CLASS": "tests.web.provider.Claims",
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "region",
                    "name": "Region account",
                    "client_id": "empact",
                    "secret": "a secret of the tests",
                    "settings": {"server_url": f"{live_server.url}/provider"},
                }
            ],
        }
    }
    application = get_application_model()
    application.objects.create(
        client_id="empact",
        client_secret="a secret of the tests",
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=f"{live_server.url}/account/oidc/region/login/callback/",
        algorithm="RS256",
        skip_authorization=True,
        name="EMPACT",
    )


def through_provider(page, user):
    """Signed in at the provider (whose accounts are ours, in this test), then asked for by our own sign-in page."""
    page.goto(page.start + "/account/login/")
    page.click("button:has-text('Region account')")


@pytest.mark.parametrize("checked", [True, False])
def test_a_provider_vouches_for_an_account_that_the_region_gave(visit, katrien, provider, settings, checked):
    settings.PROVIDER_VOUCHES = {"email": katrien.email, "email_verified": checked}
    settings.PROVIDER_USER = Cast().user("Provider").pk
    page = visit()
    through_provider(page, katrien)
    if checked:
        page.wait_for_url("**/day/")
        page.goto(page.start + "/profile/")
        assert katrien.email in page.content()
        assert SocialAccount.objects.get().extra_data == {}
    else:
        assert not re.search(r"/day/$", page.url)
        page.goto(page.start + "/profile/")
        assert "/account/login/" in page.url


def test_a_provider_opens_no_account_for_a_stranger(visit, katrien, provider, settings):
    settings.PROVIDER_VOUCHES = {"email": "nobody@example.org", "email_verified": True}
    settings.PROVIDER_USER = Cast().user("Provider").pk
    page = visit()
    through_provider(page, katrien)
    page.goto(page.start + "/profile/")
    assert "/account/login/" in page.url


def test_a_passkey_signs_in_without_a_password(visit, katrien):
    page = visit()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, katrien)
    page.goto(page.start + "/account/2fa/webauthn/add/")
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
    page.fill("input[name=name]", "my phone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/add/" not in url)
    assert Authenticator.objects.filter(user=katrien, type="webauthn").exists()
    page.click("header button:has-text('Sign out')")
    page.goto(page.start + "/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/day/")
    assert [s for s in page.strayed if "404" not in s] == []
