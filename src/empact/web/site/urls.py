"""All addresses of the site. Each has a rule; the middleware serves none without."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from ..kernel import rules
from . import api

_SIGN_IN = rules.Rule("public", why="Nobody is signed in before signing in.")
_OWN = rules.Rule("signed in", why="Everybody keeps their own password and second factor.")
_PUBLIC = (
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_inactive",
    "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn", "mfa_trust",
    "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
)  # fmt: skip

_accounts: Any = include("allauth.urls")[0]

urlpatterns = [
    path("", include("empact.web.kernel.urls")),
    path("account/", (rules.give(_accounts.urlpatterns, dict.fromkeys(_PUBLIC, _SIGN_IN), _OWN), None, None)),
    path("api/v1/", (api.urlpatterns, "api", "api")),
    path("hsds/v3/", (api.hsds_urlpatterns, "hsds", "hsds")),
    path("", include("empact.web.territory.urls")),
    path("", include("empact.web.people.urls")),
    path("", include("empact.web.network.urls")),
    path("", include("empact.web.governance.urls")),
    path("", include("empact.web.consent.urls")),
    path("", include("empact.web.care.urls")),
    path("", include("empact.web.screening.urls")),
    path("", include("empact.web.rounds.urls")),
    path("", include("empact.web.signals.urls")),
    path("", include("empact.web.insight.urls")),
    path("", include("empact.web.feedback.urls")),
    path("", include("empact.web.portfolio.urls")),
    path("", include("empact.web.levers.urls")),
    path("", include("empact.web.participation.urls")),
    path("", include("empact.web.budgets.urls")),
    path("", include("empact.web.policy.urls")),
]
handler404 = "empact.web.kernel.views.problems.not_found"
handler500 = "empact.web.kernel.views.problems.broken"
