"""Files of territories and of their outlines: shown before they come in, then all of it or nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ....terms.errors import UserError
from ...kernel.pages import require_form
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ..actions import importing as actions
from ..forms import BoundariesForm, FileForm
from ..imports import read_outlines, read_territories
from ..models import Import, Territory
from ..permissions import KEEP_TERRITORIES
from .shared import page, the

__all__ = ["apply", "upload"]

_COLUMNS = "code name kind region care_region zone hospital_network municipality population population_on source postcodes"


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def upload(request: Request) -> HttpResponse:
    """A file, for its preview: territories as CSV, or outlines as GeoJSON."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"]
        kind = Import.Kind.OUTLINES if content.lstrip().startswith("{") else Import.Kind.TERRITORIES
        try:
            read_outlines(content) if kind == Import.Kind.OUTLINES else read_territories(content)
        except UserError as error:
            form.add_error("file", f"{error.message} {error.hint}")
        else:
            file = actions.keep_territories(content=content, kind=kind, by=request.who, at=timezone.now())
            return HttpResponseRedirect(reverse("territory:territory-file", args=[file.pk]))
    status = 422 if form.is_bound and form.errors else 200
    answer = page(request, "territory_upload.html", {"form": form, "columns": _COLUMNS.split()})
    answer.status_code = status
    return answer


@allow(KEEP_TERRITORIES, purpose=Purpose.ADMINISTRATION)
@require_form
def apply(request: Request, pk: UUID) -> HttpResponse:
    """What would come in; then all of it or nothing. The same file twice changes nothing."""
    today = timezone.localdate()
    rows = Import.objects.visible_to(request.who, Purpose.ADMINISTRATION).exclude(kind=Import.Kind.ORGANISATIONS)
    file: Import = the(rows, pk=pk)
    outlines = file.kind == Import.Kind.OUTLINES
    form = BoundariesForm(request.POST or None, initial={"starts": today})
    if request.method == "POST" and (outlines or form.is_valid()):
        said: dict[str, Any] = {"starts": today, "version": ""} if outlines else form.cleaned_data
        try:
            actions.apply_territories(file=file, by=request.who, at=timezone.now(), **said)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            return HttpResponseRedirect(reverse("territory:territories"))
    known = dict(Territory.objects.values_list("code", "name"))
    if outlines:
        codes = sorted(read_outlines(file.content))
        lines = [(code, known.get(code, ""), "", code in known) for code in codes]
        kinds: list[tuple[str, int]] = []
    else:
        read = read_territories(file.content)
        said_of = {r.code: (r.code, r.name, r.kind) for r in read}
        said_of |= {code: (code, name, kind) for r in read for kind, (code, name) in r.wholes.items() if code not in said_of}
        lines = [(code, name, kind, code in known) for code, name, kind in said_of.values()]
        counted = Counter(kind for _code, _name, kind, is_known in lines if not is_known)
        kinds = [(str(Territory.Kind(kind).label), n) for kind, n in counted.items()]
    context = {"file": file, "form": form, "outlines": outlines, "lines": lines[:200], "kinds": kinds, "all": len(lines)}
    answer = page(request, "territory_file.html", {**context, "known": sum(line[3] for line in lines)})
    answer.status_code = 422 if form.is_bound and form.errors and not outlines else 200
    return answer
