"""S110: the code lists of the region."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ..actions import codes as actions
from ..forms import CodeForm
from ..models import Code
from ..permissions import KEEP_LISTS
from .shared import form_page, page, the

__all__ = ["add", "registers", "retire", "word"]


@allow(KEEP_LISTS, purpose=Purpose.ADMINISTRATION)
@require_safe
def registers(request: Request) -> HttpResponse:
    """One list at a time, in four languages."""
    chosen = request.GET.get("list", "")
    if chosen not in Code.List.values:
        chosen = Code.List.CATEGORY
    rows = Code.objects.visible_to(request.who, Purpose.ADMINISTRATION).filter(codelist=chosen)
    if wants_csv(request):
        cells = ((c.code, c.number, c.nl, c.fr, c.de, c.en, c.retired) for c in rows)
        return as_csv(f"list-{chosen}", ("code", "number", "nl", "fr", "de", "en", "retired"), cells)
    return page(request, "registers.html", {"codes": rows, "lists": Code.List.choices, "chosen": chosen})


@allow(KEEP_LISTS, purpose=Purpose.ADMINISTRATION)
@require_form
def add(request: Request, codelist: str) -> HttpResponse:
    """One more code, in all four languages."""
    at = timezone.now()
    label = dict(Code.List.choices).get(codelist)
    if label is None:
        the(Code.objects.none())
    form = CodeForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        if Code.objects.filter(codelist=codelist, code=form.cleaned_data["code"]).exists():
            form.add_error("code", _("This code is in the list already."))
    return form_page(
        request,
        form,
        lambda said: actions.add_code(codelist=codelist, by=request.who, at=at, **said),
        title=_("New %(list)s") % {"list": label},
        back=f"{reverse('territory:registers')}?list={codelist}",
    )


@allow(KEEP_LISTS, purpose=Purpose.ADMINISTRATION)
@require_form
def word(request: Request, pk: UUID) -> HttpResponse:
    """Better words; the code stays."""
    at = timezone.now()
    one: Code = the(Code.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    form = CodeForm(request.POST or None, today=timezone.localdate(), row=one)
    for name in ("code", "number"):
        del form.fields[name]
    return form_page(
        request,
        form,
        lambda said: actions.word_code(code=one, by=request.who, at=at, **said),
        title=_("Words for: %(code)s") % {"code": one.label},
        back=f"{reverse('territory:registers')}?list={one.codelist}",
    )


@allow(KEEP_LISTS, purpose=Purpose.ADMINISTRATION)
@require_POST
def retire(request: Request, pk: UUID) -> HttpResponse:
    """Not offered from today on, or offered again; what has it keeps its label."""
    one: Code = the(Code.objects.visible_to(request.who, Purpose.ADMINISTRATION), pk=pk)
    since = None if one.retired else timezone.localdate()
    actions.retire_code(code=one, since=since, by=request.who, at=timezone.now())
    return HttpResponseRedirect(f"{reverse('territory:registers')}?list={one.codelist}")
