"""Pages for machines that watch over this one."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import health, metrics
from ..limits import address_of
from ..problems import Denied
from ..rules import public

__all__ = ["alive", "figures", "ready"]


@public("Whoever keeps the server running asks this; it says yes and nothing else.")
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database: a server is not restarted because its database is away."""
    return JsonResponse({"alive": True})


@public("Whoever sends visitors here asks this; it says yes or no per part.")
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when visitors can be let in, else 503."""
    found = health.readiness(timezone.now())
    return JsonResponse(found, status=200 if all(found.values()) else 503)


@public("Figures of the machine, for this machine itself or for who holds the token; the page refuses all others.")
@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """For Prometheus."""
    asked = request.headers.get("Authorization", "")
    token = settings.METRICS_TOKEN
    holds = bool(token) and hmac.compare_digest(asked.encode(), f"Bearer {token}".encode())
    # Behind a proxy everybody seems to come from here.
    is_here = address_of(request) in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
    if not holds and not (is_here and not settings.SECURE_PROXY_SSL_HEADER):
        raise Denied(_("These figures are for who keeps the server running."))
    return HttpResponse(metrics.text(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")
