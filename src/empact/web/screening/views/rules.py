"""Rules on the screener: decided by the region, looked at with what they change, put in force. Counts, and nobody's name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import region
from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, queries, rulebook, words
from ..forms import RuleForm
from ..models import RuleVersion
from ..permissions import KEEP_RULES

__all__ = ["add", "drop", "listing", "one", "put"]

_ADMIN = Purpose.ADMINISTRATION


@allow(KEEP_RULES, purpose=_ADMIN)
@require_safe
def listing(request: Request) -> HttpResponse:
    """What is in force today, and every version there was."""
    today = timezone.localdate()
    newest = [(name.label, rulebook.newest(name, today)) for name in RuleVersion.Name]
    force = [(label, _limits(rule), rule, words.source_said(rule)) for label, rule in newest]
    rows = RuleVersion.objects.visible_to(request.who, _ADMIN)
    if wants_csv(request):
        head = ("rule", "version", "total", "iadl_adl", "valid_from", "valid_to", "decided_on", "decision", "source", "state")
        said = (
            (r.name, r.version, r.total, r.activities, r.valid_from, r.valid_to, r.decided_on, r.decision, r.source, r.state)
            for r in rows
        )
        return as_csv("rules", head, said)
    return render(request, "screening/rules.html", {"force": force, "page": page_of(request, rows)})


@allow(KEEP_RULES, purpose=_ADMIN)
@require_form
def add(request: Request) -> HttpResponse:
    """A decision, written down; it changes nothing yet."""
    return form_page(
        request, RuleForm(request.POST or None),
        lambda data: actions.propose_rule(**data, by=request.who, at=timezone.now()),
        title=_("Write a decision down"), back=reverse("screening:rules"),
        lead=_("It changes nothing yet: first you see what it would change."),
        then=lambda rule: reverse("screening:rule", args=(rule.pk,)),
    )  # fmt: skip


@allow(KEEP_RULES, purpose=_ADMIN)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """What a proposed rule would change, before it does; or how many it changed."""
    rule = the(RuleVersion.objects.visible_to(request.who, _ADMIN), pk=pk)
    return render(request, "screening/rule.html", {"rule": rule, "limits": _limits(rulebook.as_rule(rule)), **_counts(rule)})


@allow(KEEP_RULES, purpose=_ADMIN)
@require_POST
def put(request: Request, pk: UUID) -> HttpResponse:
    """In force from now on; each result it flips becomes a step for who cares."""
    rule = the(RuleVersion.objects.visible_to(request.who, _ADMIN), pk=pk)
    count = actions.put_in_force(rule=rule, seen=request.POST.get("seen", ""), by=request.who, at=timezone.now())
    messages.success(request, _("In force. Results that wait for who cares: %(n)s.") % {"n": _said(count)})
    return redirect("screening:rule", pk)


@allow(KEEP_RULES, purpose=_ADMIN)
@require_POST
def drop(request: Request, pk: UUID) -> HttpResponse:
    """It does not come in force."""
    rule = the(RuleVersion.objects.visible_to(request.who, _ADMIN), pk=pk)
    actions.drop_rule(rule=rule, by=request.who, at=timezone.now())
    messages.success(request, _("Dropped."))
    return redirect("screening:rules")


def _counts(rule: RuleVersion) -> dict[str, Any]:
    """How many flip each way; ``seen`` is the stamp of what was looked at, and says no number."""
    if rule.state == RuleVersion.State.PROPOSED:
        flips = rulebook.flips_of(rule, queries.results_under(rule), timezone.localdate())
        seen, after = rulebook.stamp(flips), [flip.after for flip in flips]
    else:
        seen, after = "", list(rule.follow_ups.values_list("met", flat=True))
    return {"more": _said(sum(after)), "fewer": _said(len(after) - sum(after)), "seen": seen}


def _said(count: int) -> str:
    """As it is, from the smallest number on that the region shows: fewer could be somebody."""
    least = int(region.read("region.small_number"))
    return _("fewer than %(least)s") % {"least": least} if 0 < count < least else str(count)


def _limits(rule: Any) -> str:
    return _(" or ").join(words.limit_said(clause) for clause in rule.any_of)
