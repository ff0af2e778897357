"""At the door: which language, who asks, and whether there is a rule that lets them in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import region
from .models import Hat, User
from .permissions import check_may
from .problems import Denied, Missing, Problem
from .request import Request
from .roles import ROLES
from .rules import rule_of
from .who import NOBODY, Who

__all__ = ["HAT", "LanguageMiddleware", "RuleMiddleware", "WhoMiddleware", "answer_to"]

HAT: Final = "hat"
"""The session's key for the hat worn now."""

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language chosen on this device, else the account's, else what the browser asks, else the region's."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in self.known:
            user = request.user
            chosen = user.language if isinstance(user, User) else translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.respond(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class WhoMiddleware:
    """``request.who`` and ``request.hats``: who asks, with the hat worn now, and the other hats; the region is read once."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        with region.once():
            return self._answer(request)

    def _answer(self, request: Request) -> HttpResponse:
        user = request.user
        hats: list[Hat] = []
        worn = None
        if isinstance(user, User):
            hats = list(Hat.objects.filter(user=user).worn_on(timezone.localdate()))
            worn = next((h for h in hats if str(h.pk) == request.session.get(HAT)), None)
            if worn is None and len(hats) == 1:
                worn = hats[0]
            request.who = Who.of(user, worn)
        else:
            request.who = NOBODY
        request.hats, request.hat = hats, worn
        return self.respond(request)


class RuleMiddleware:
    """Default deny. A view without a rule is not served, to anybody."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        response = self.respond(request)
        if request.who.is_signed_in:
            response.headers["Cache-Control"] = "no-store"  # a shared computer keeps nothing
        return response

    def process_view(self, request: Request, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return answer_to(request, Missing())  # PostgreSQL keeps no zero byte: nothing that has one exists
        rule = rule_of(view)
        if rule is None:
            return answer_to(request, Denied(_("This page has no rule yet, so nobody may see it.")))
        request.purpose = rule.purpose
        if rule.kind == "public":
            return None
        who = request.who
        if not who.is_signed_in:
            if _wants_json(request):
                return JsonResponse({"message": _("Sign in first.")}, status=401)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if rule.kind == "signed in":
            return None
        if not who.role and len(request.hats) > 1:
            return redirect(f"{reverse('kernel:hats')}?next={quote(request.get_full_path())}")
        try:
            check_may(who, rule.permission, rule.purpose)  # type: ignore[arg-type]
        except Denied as denied:
            return answer_to(request, denied)
        if settings.SECOND_FACTOR_REQUIRED and ROLES[who.role].persons and not _has_second_factor(request):
            return redirect("mfa_index")
        return None

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        return answer_to(request, error) if isinstance(error, Problem) else None


def _has_second_factor(request: Request) -> bool:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=request.user).exists()


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/hsds/"))


def answer_to(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page, or for a machine the JSON, that says what is wrong."""
    if _wants_json(request):
        return JsonResponse({"message": str(problem.message), "hint": str(problem.hint)}, status=problem.status)
    return render(request, "kernel/problem.html", {"problem": problem}, status=problem.status)
