"""Pages for everybody, without an account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import menu, modules, region
from ..models import User
from ..modules import Group
from ..request import Request
from ..rules import public

__all__ = ["home", "language", "learning", "model", "safe_next", "statements"]


@public("The first page tells everybody what this is.")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """S01: a sentence, the three building blocks of the model (MOD-19), and a few doors."""
    blocks = [{"title": m.title, "sentence": m.sentence, "address": reverse(m.address)} for m in modules.of(Group.BLOCK)]
    doors = [
        {
            "title": _("Take part"),
            "sentence": _("Sign in to work with your team and region."),
            "address": reverse("kernel:day"),
        },
        *({"title": d.title, "sentence": d.sentence, "address": reverse(d.address)} for d in menu.doors()),
        {
            "title": _("About the model"),
            "sentence": _("Which tools and levers the region has, and how far each is."),
            "address": reverse("kernel:model"),
        },
        {
            "title": _("Accessibility, privacy and sources"),
            "sentence": _("How we handle data and figures."),
            "address": reverse("kernel:statements"),
        },
    ]
    return render(request, "kernel/home.html", {"blocks": blocks, "doors": doors})


@public("Learning is open to whoever wants to know what there is.")
@require_safe
def learning(request: Request) -> HttpResponse:
    """S07, MOD-19: what the learning network has today, counted; events as soon as there are any."""
    parts = modules.shown(request.who, timezone.localdate(), Group.LEARNING)
    return render(request, "kernel/learning.html", {"parts": parts})


@public("What the region is built of is told to everybody.")
@require_safe
def model(request: Request) -> HttpResponse:
    """MOD-19, MOD-20: three building blocks, four tools and two levers, each with its page and how far it is."""
    today, groups = timezone.localdate(), (Group.BLOCK, Group.TOOL, Group.LEVER)
    parts = [(group, modules.shown(request.who, today, group)) for group in groups]
    return render(request, "kernel/model.html", {"parts": parts})


@public("The law asks that everybody can read these.")
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """S09."""
    spoken, contact = region.read_many("region.languages", "region.contact")
    official, courtesy = region.languages(spoken)
    return render(request, "kernel/statements.html", {"official": official, "courtesy": courtesy, "contact": contact})


@public("Everybody reads in their own language.")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language on this device, and with the account if there is one."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request))
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def safe_next(request: HttpRequest, otherwise: str = "kernel:home") -> str:
    """Where to go on, if that is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse(otherwise)
