"""Pages about whoever is signed in: the day, the hats, the profile."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import actions, reminders
from .. import day as days
from ..forms import DigestForm
from ..hats import to_confirm_by
from ..middleware import HAT
from ..models import Digest, Hat
from ..pages import require_form, the
from ..permissions import all_permissions
from ..problems import Denied
from ..request import Request
from ..rules import signed_in
from .public import safe_next

__all__ = ["answer", "day", "digest", "hats", "profile", "wear"]


@signed_in("Everybody starts the day here; what is shown follows the hat.")
@require_safe
def day(request: Request) -> HttpResponse:
    """S11 Mijn dag: at most three things to do, then what changed. The same shape for every role."""
    today = timezone.localdate()
    todo = days.todo(request.who, today)
    return render(
        request,
        "kernel/day.html",
        {
            "today": today,
            "todo": todo[: days.AT_MOST],
            "more": max(0, len(todo) - days.AT_MOST),
            "news": days.news(request.who, today),
        },
    )


@signed_in("Everybody may choose among their own roles.")
@require_safe
def hats(request: Request) -> HttpResponse:
    """S10, second half: which of your roles?"""
    return render(request, "kernel/hats.html", {"next": safe_next(request, "kernel:day")})


@signed_in("Everybody may choose among their own roles.")
@require_POST
def wear(request: Request) -> HttpResponse:
    """Put on one of one's own hats."""
    chosen = next((h for h in request.hats if str(h.pk) == request.POST.get("hat")), None)
    if chosen is None:
        raise Denied(_("That is not a role of yours."), _("Choose one of the roles in the list."))
    request.session[HAT] = str(chosen.pk)
    return HttpResponseRedirect(safe_next(request, "kernel:day"))


@signed_in("Everybody may know which rights they have, and why.")
@require_safe
def profile(request: Request) -> HttpResponse:
    """S13: roles, what they allow, and when they end."""
    role = request.who.role
    rights = [p for p in all_permissions() if role in p.roles]
    today = timezone.localdate()
    mine = [(one, by, by <= today) for one in request.hats for by in [to_confirm_by(one)]]
    return render(request, "kernel/profile.html", {"rights": rights, "mine": mine})


@signed_in("Everybody says whether they still need a role of their own.")
@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Still needed, or not any more."""
    hat, needed = the(Hat.objects.filter(user=request.who.user_id), pk=pk), bool(request.POST.get("needed"))
    actions.answer_for_hat(hat=hat, needed=needed, by=request.who, at=timezone.now())
    messages.success(request, _("It is written down.") if needed else _("The role ends."))
    return redirect("kernel:profile")


@signed_in("Everybody chooses when their own weekly letter comes.")
@require_form
def digest(request: Request) -> HttpResponse:
    """S12: when the letter comes, of what it reminds, and whether it also comes when there is only news."""
    chosen = Digest.objects.filter(user=request.who.user_id).first() or Digest()
    user_id = request.who.user_id
    silent = reminders.muted_by(user_id) if user_id else set()
    initial = {name: getattr(chosen, name) for name in ("weekday", "duties_only", "weeks")}
    form = DigestForm(request.POST or None, initial=initial | {"silent": sorted(silent)})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data | {"weeks": int(form.cleaned_data["weeks"])}
        actions.set_digest(**asked, by=request.who, at=timezone.now())
        messages.success(request, _("Your choice is kept."))
        return redirect("kernel:profile")
    return render(request, "kernel/digest.html", {"form": form}, status=422 if form.errors else 200)
