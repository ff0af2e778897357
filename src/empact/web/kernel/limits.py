"""How often is too often: exact counts in the database, the same for all processes, per user or per address."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .middleware import answer_to
from .models import Count
from .problems import Problem
from .request import Request

__all__ = ["TooOften", "WriteLimitMiddleware", "address_of", "check_often", "count"]

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class TooOften(Problem):
    """More than allowed in this stretch of time."""

    status = 429


class WriteLimitMiddleware:
    """At most so many writes a minute (``WRITE_LIMITS``): per account, and per address for whoever is not signed in."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: Request, view: Callable[..., object], args: object, kwargs: object) -> HttpResponse | None:
        if request.method in _READS:
            return None
        who = request.who.user_id
        allowed = settings.WRITE_LIMITS["account" if who else "address"]
        try:
            check_often("write", str(who or hidden(address_of(request))), allowed=allowed, at=timezone.now())
        except TooOften as problem:
            response = answer_to(request, problem)
            response.headers["Retry-After"] = "60"
            return response
        return None


def check_often(what: str, whose: str, *, allowed: int, at: datetime, stretch: timedelta = timedelta(minutes=1)) -> None:
    """Count this time and raise :class:`TooOften` when it is one too many. ``whose`` is an id or a hash."""
    if count(what, whose, at=at, stretch=stretch) > allowed:
        raise TooOften(_("That was very often in a short time."), _("Wait a minute and try again. Nothing was lost."))


def count(what: str, whose: str, *, at: datetime, stretch: timedelta) -> int:
    """How many times, this one included, since the stretch began. Exact, however many ask at once."""
    length = int(stretch.total_seconds())
    begun = int(at.timestamp()) // length
    key = f"{what}:{length}:{begun}:{whose}"
    mine = Count.objects.filter(pk=key)
    with transaction.atomic():
        if not mine.update(number=F("number") + 1):
            try:
                with transaction.atomic():
                    Count.objects.create(key=key, number=1, until=at + stretch)
            except IntegrityError:  # somebody made it in the meantime
                mine.update(number=F("number") + 1)
        # The row is ours until the transaction ends: what is read is what we made of it.
        return mine.values_list("number", flat=True).get()


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy of ours, what the proxy says. Empty when it cannot be told."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def hidden(address: str) -> str:
    """A network address is personal: only a keyed hash of it is kept, and no longer than the count."""
    return hmac.new(settings.SECRET_KEY.encode(), b"address\0" + address.encode(), hashlib.sha256).hexdigest()[:32]
