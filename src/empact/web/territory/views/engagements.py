"""S73: declarations and mandate forms, who signed which version, collaborations."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import policies, queries
from ..actions import engagements as actions
from ..forms import CollaborationForm, DeclarationForm, SignatureForm
from ..models import Collaboration, Declaration, Organisation, SignatureLine
from ..permissions import CORRECT, ENGAGE, PUBLISH_DECLARATIONS, SEE, check_may_correct, check_may_engage
from ..states import Signature
from .shared import Place, end_or_not, form_page, page, the

__all__ = [
    "collaborate", "collaborations", "declaration", "declarations", "end_collaboration", "printed", "publish", "sign",
    "signatories",
]  # fmt: skip


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def declarations(request: Request) -> HttpResponse:
    """The texts, and how many organisations have signed them."""
    rows = Declaration.objects.visible_to(request.who, Purpose.PROJECT)
    kinds = [
        {
            "kind": label,
            "address": reverse("territory:signatories", args=[kind]),
            "texts": [d for d in rows if d.kind == kind],
            "signed": len(signed),
            "older": queries.signed_older_only(kind, signed),
        }
        for kind, label in Declaration.Kind.choices
        for signed in [queries.signatories(kind)]
    ]
    return page(request, "declarations.html", {"kinds": kinds, "signing": _signing(request)})


def _signing(request: Request) -> Organisation | None:
    """``?for=``: the organisation one came from, to sign for it."""
    try:
        pk = UUID(request.GET.get("for", ""))
    except ValueError:
        return None
    return Organisation.objects.visible_to(request.who, Purpose.PROJECT).kept().filter(pk=pk).first()


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def signatories(request: Request, kind: str) -> HttpResponse:
    """Who has signed and not withdrawn: the same number as on the page before."""
    signed = queries.signatories(kind)
    place = Place(request, timezone.localdate())
    rows = Organisation.objects.visible_to(request.who, Purpose.PROJECT).filter(pk__in=signed).located(place.inside)
    if wants_csv(request):
        cells = ((o.name, o.kbo, " ".join(map(str, sorted(signed[o.pk])))) for o in rows)
        return as_csv("signatories", ("name", "kbo", "versions"), cells)
    listed = page_of(request, rows)
    lines = [(o, ", ".join(map(str, sorted(signed[o.pk])))) for o in listed]
    return page(request, "signatories.html", {"page": listed, "lines": lines, "place": place})


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def declaration(request: Request, pk: UUID) -> HttpResponse:
    """The text of one version."""
    one: Declaration = the(Declaration.objects.visible_to(request.who, Purpose.PROJECT), pk=pk)
    return page(request, "declaration.html", {"declaration": one})


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def printed(request: Request, pk: UUID) -> HttpResponse:
    """The copy on paper: the text as it was signed, letter for letter."""
    rows = SignatureLine.objects.visible_to(request.who, Purpose.PROJECT).select_related("organisation", "declaration")
    return page(request, "signed.html", {"line": the(rows, pk=pk)})


@allow(PUBLISH_DECLARATIONS, purpose=Purpose.ADMINISTRATION)
@require_form
def publish(request: Request) -> HttpResponse:
    """A new text, or a new version of one."""
    today, at = timezone.localdate(), timezone.now()
    return form_page(
        request,
        DeclarationForm(request.POST or None, today=today, initial={"published": today, "language": request.LANGUAGE_CODE}),
        lambda said: actions.publish_declaration(by=request.who, at=at, **said),
        title=_("New text to sign"),
        lead=_("Once published a text never changes. Write one statement per paragraph."),
        button=_("Publish"),
        back=reverse("territory:declarations"),
    )


def _own(request: Request, pk: UUID) -> tuple[Organisation, str]:
    one: Organisation = the(Organisation.objects.visible_to(request.who, Purpose.ADMINISTRATION).kept(), pk=pk)
    check_may_engage(request.who, one)
    return one, reverse("territory:organisation", args=[pk])


@allow(ENGAGE, purpose=Purpose.ADMINISTRATION)
@require_form
def sign(request: Request, pk: UUID, declaration: UUID) -> HttpResponse:
    """Sign a text for an organisation, or withdraw: whichever can follow now. Each leaves a dated line."""
    one, back = _own(request, pk)
    today, at = timezone.localdate(), timezone.now()
    text: Declaration = the(Declaration.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=declaration)
    signed = policies.signature_of(one, text) == Signature.SIGNED

    def act(said: dict[str, Any]) -> None:
        if signed:
            said.pop("reference")
        move = actions.withdraw if signed else actions.sign
        move(organisation=one, declaration=text, by=request.who, at=at, **said)

    return form_page(
        request,
        SignatureForm(request.POST or None, today=today, initial={"on": today}),
        act,
        title=(_("Withdraw: %(text)s") if signed else _("Sign: %(text)s")) % {"text": text.title},
        lead=text.text,
        button=_("Withdraw") if signed else _("Sign"),
        back=back,
    )


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def collaborations(request: Request) -> HttpResponse:
    """Who works together on what, since when."""
    today = timezone.localdate()
    rows, place = Collaboration.objects.visible_to(request.who, Purpose.PROJECT).on(today), Place(request, today)
    if place.inside is not None:
        here = Collaboration.objects.filter(parties__in=Organisation.objects.located(place.inside))
        rows = rows.filter(pk__in=here.values("pk"))
    rows = rows.select_related("owner").prefetch_related("parties")
    if wants_csv(request):
        cells = ((c.subject, "; ".join(str(p) for p in c.parties.all()), c.owner, c.starts, c.agreement) for c in rows)
        return as_csv("collaborations", ("subject", "parties", "owner", "since", "agreement"), cells)
    return page(request, "collaborations.html", {"page": page_of(request, rows), "place": place})


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_form
def collaborate(request: Request, pk: UUID) -> HttpResponse:
    """An organisation works together with others; it is the one to ask."""
    today, at = timezone.localdate(), timezone.now()
    one: Organisation = the(Organisation.objects.visible_to(request.who, Purpose.ADMINISTRATION).kept(), pk=pk)
    check_may_correct(request.who, one)
    return form_page(
        request,
        CollaborationForm(request.POST or None, today=today, initial={"starts": today}),
        lambda said: actions.start_collaboration(owner=one, by=request.who, at=at, **said),
        title=_("%(name)s works together with others") % {"name": one.name},
        back=reverse("territory:organisation", args=[pk]),
    )


@allow(CORRECT, purpose=Purpose.ADMINISTRATION)
@require_POST
def end_collaboration(request: Request, pk: UUID) -> HttpResponse:
    """Over from today on; or not after all."""
    rows = Collaboration.objects.visible_to(request.who, Purpose.ADMINISTRATION).select_related("owner")
    one: Collaboration = the(rows, pk=pk)
    end_it = partial(actions.end_collaboration, collaboration=one)
    return end_or_not(request, one.starts, end_it, reverse("territory:organisation", args=[one.owner_id]))
