"""Accounts and the hats their owners wear."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import actions, lists
from ..forms import AccountForm, EndForm, HatForm, Search
from ..models import Hat, User
from ..own_permissions import GIVE_HATS, RESET_FACTORS, SEE_ACCOUNTS
from ..pages import require_form
from ..problems import Problem
from ..purposes import Purpose
from ..request import Request
from ..rules import allow

__all__ = ["close", "end", "give", "listing", "one", "open_one", "reset_factor"]


@allow(SEE_ACCOUNTS, purpose=Purpose.ADMINISTRATION)
@require_safe
def listing(request: Request) -> HttpResponse:
    """S110, accounts: who can sign in, with which roles."""
    form = Search(request.GET)
    users = User.objects.prefetch_related("hats")
    if form.is_valid() and form.cleaned_data["q"]:
        users = users.filter(Q(name__icontains=form.cleaned_data["q"]) | Q(email__icontains=form.cleaned_data["q"]))
    users, order = lists.in_order(request, users, {"name": ("name", "email"), "email": ("email",)}, "name")
    return render(request, "kernel/accounts.html", {"form": form, "page": lists.page_of(request, users), "order": order})


@allow(SEE_ACCOUNTS, purpose=Purpose.ADMINISTRATION)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """One account: its roles, now and before."""
    user = get_object_or_404(User.objects.prefetch_related("hats"), pk=pk)
    return _shown(request, user, HatForm(initial={"starts": timezone.localdate()}))


@allow(GIVE_HATS, purpose=Purpose.ADMINISTRATION)
@require_form
def open_one(request: Request) -> HttpResponse:
    """Give somebody an account."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.open_account(
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
            by=request.who,
            at=timezone.now(),
        )
        return redirect("kernel:account", user.pk)
    return render(request, "kernel/open_account.html", {"form": form})


@allow(GIVE_HATS, purpose=Purpose.ADMINISTRATION)
@require_POST
def give(request: Request, pk: UUID) -> HttpResponse:
    """Give the owner of an account a role."""
    user = get_object_or_404(User, pk=pk)
    form = HatForm(request.POST)
    if form.is_valid():
        kind, identifier = form.place()
        try:
            actions.give_hat(
                user=user,
                role=form.cleaned_data["role"],
                scope_kind=kind,
                scope_id=identifier,
                starts=form.cleaned_data["starts"],
                ends=form.cleaned_data["ends"],
                by=request.who,
                at=timezone.now(),
            )
        except Problem as problem:
            form.add_error(None, str(problem.message))
        else:
            messages.success(request, _("The role is given."))
            return redirect("kernel:account", pk)
    return _shown(request, user, form, status=422)


@allow(GIVE_HATS, purpose=Purpose.ADMINISTRATION)
@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """End a role."""
    hat = get_object_or_404(Hat, pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        actions.end_hat(
            hat=hat,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            by=request.who,
            at=timezone.now(),
        )
        messages.success(request, _("The role ends."))
    return redirect("kernel:account", hat.user_id)


@allow(GIVE_HATS, purpose=Purpose.ADMINISTRATION)
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close an account."""
    user = get_object_or_404(User, pk=pk)
    actions.close_account(user=user, by=request.who, at=timezone.now(), reason=request.POST.get("reason", "")[:300])
    messages.success(request, _("The account is closed."))
    return redirect("kernel:account", pk)


@allow(RESET_FACTORS, purpose=Purpose.ADMINISTRATION)
@require_POST
def reset_factor(request: Request, pk: UUID) -> HttpResponse:
    """Take off the second factor of somebody who lost it."""
    user = get_object_or_404(User, pk=pk)
    reason = request.POST.get("reason", "")[:300]
    actions.reset_second_factor(user=user, by=request.who, at=timezone.now(), reason=reason)
    messages.success(request, _("The second factor is off. A letter tells its owner."))
    return redirect("kernel:account", pk)


def _shown(request: Request, user: User, form: HatForm, status: int = 200) -> HttpResponse:
    has_factor = Authenticator.objects.filter(user=user).exists()
    context = {"account": user, "form": form, "today": timezone.localdate(), "has_factor": has_factor}
    return render(request, "kernel/account.html", context, status=status)
