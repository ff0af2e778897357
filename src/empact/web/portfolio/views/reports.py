"""S67: reports to the steering group and to policy, frozen on a day and drawn from what was frozen alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...insight.figures import at_hand
from ...kernel.lists import as_csv, wants_csv
from ...kernel.pages import as_pdf, require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from ...kernel.spreadsheet import as_xlsx
from ...territory.queries import own_organisation
from .. import actions as do
from .. import papers
from ..forms import ReportForm
from ..models import Action, Argument, Report, Update
from ..models.frames import said
from ..permissions import KEEP_FRAME, REVIEW, SEE
from ..registers.forms import CommentForm, YearForm
from ..report_tables import report_xlsx
from ..reporting import SECTIONS
from ..yearly import HOW, QUARTERS, drawn
from .shared import PROJECT, form_page

__all__ = ["comment", "freeze", "freeze_year", "report", "reports"]


@allow(SEE, purpose=PROJECT)
@require_safe
def reports(request: Request) -> HttpResponse:
    """The newest first."""
    return render(
        request, "portfolio/reports.html", {"rows": Report.objects.visible_to(request.who, PROJECT).defer("content")}
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def report(request: Request, pk: UUID) -> HttpResponse:
    """As it was frozen: nothing on it is looked up today. As a file: rows, or the frozen copy itself (``?format=json``)."""
    one: Report = the(Report.objects.visible_to(request.who, PROJECT), pk=pk)
    content = one.content
    if wants_csv(request):
        return as_csv("report", ("section", "number", "title", "what", "value"), _rows(content))
    if request.GET.get("format") == "xlsx":
        return as_xlsx("report", report_xlsx(one))
    if request.GET.get("format") == "pdf":
        foot, vision = f"{one.title}, {one.on.isoformat()}", said(content.get("vision", {}).get("text", {}))
        lead = f"{one.since.isoformat()} – {one.on.isoformat()}. {vision}".strip()
        sections = [*papers.report(content), *_reviewed(one)]
        return as_pdf("report", papers.paper(one.title, sections, lead=lead, foot=foot), to_read=True)
    if request.GET.get("format") == "json":
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        answer = HttpResponse(text, content_type="application/json")
        answer.headers["Content-Disposition"] = 'attachment; filename="report.json"'
        return answer
    lights, tags = dict(Update.Light.choices), dict(Argument.Tag.choices)
    stages = {s.value: s.label for s in Action.Stage}
    context = {
        "report": one,
        "vision": said(content.get("vision", {}).get("text", {})),
        "asks": content["asks"],
        "decisions": content["decisions"],
        "changes": [(r, papers.changed(r)) for r in content["changes"]],
        "stages": [(stages[r["stage"]], r) for r in content["stages"]],
        "programmes": [(f"{r['code']} {said(r['title'])}".strip(), r) for r in content["programmes"]],
        "shares": [(tags[r["tag"]], r) for r in content["shares"]],
        "late": content["late"],
        "silent": content["silent"],
        "actions": [(r, stages[r["stage"]], lights.get(r["light"], ""), lights[r["computed"]]) for r in content["actions"]],
    }
    context["year"] = drawn(content)
    context["comments"] = one.comments.select_related("organisation")
    context["reviews"] = may(request.who, REVIEW, PROJECT)
    context["added"] = list(papers.added(content))
    return render(request, "portfolio/report.html", context)


def _reviewed(one: Report) -> Iterator[papers.Section]:
    """What reviewers said of it, as far as they did."""
    if items := [f"{c.on.isoformat()} {c.who}: {c.text}" for c in one.comments.select_related("organisation")]:
        yield papers.Section(_("What reviewers said"), items=items)


def _rows(content: dict[str, Any]) -> Iterator[list[Any]]:
    """Every row of every section, and of an action every indicator and every deviation."""
    for quarter in content.get("year", {}).get("quarters", ()):
        for how in HOW:
            yield ["quarter", "", quarter["title"], how, quarter["sums"][how]]
    sums = content.get("year", {}).get("sums", {})
    for how, number in ((how, sums[how]) for how in HOW if how in sums):
        yield ["year", "", "", how, number]
    for name, rows in content.get("added", {}).items():
        for row in rows:
            for column, value in row.items():
                if column not in ("title", "address"):
                    yield [
                        name,
                        "",
                        row["title"],
                        column,
                        f"{value / 100:.2f}" if column.endswith(("_minor", "_percent")) else value,
                    ]
    for part in SECTIONS:
        for row in content[part]:
            plain = {
                k: v for k, v in row.items() if not isinstance(v, list | dict) and k not in ("number", "title", "address")
            }
            title = row.get("title") or row.get("question") or row.get("tag") or row.get("stage") or row.get("code") or ""
            title = said(title) if isinstance(title, dict) else title
            what = "; ".join(f"{k}: {v}" for k, v in plain.items() if v not in ("", None))
            yield [part, row.get("number", ""), title, what, row.get("number", "")]
            for one in row.get("indicators", ()):
                told = " ".join(filter(None, (one["interval"], one["period"], one["source"])))
                yield ["indicator", row["number"], one["title"], told, one["value"]]
            for one in row.get("late", ()):
                yield ["deviation", row["number"], one["task"], "late", one["due"]]


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def freeze_year(request: Request) -> HttpResponse:
    """POL-09: four quarter reports become the report of their year."""
    form = YearForm(request.POST or None)
    many = form.fields["reports"].queryset.count()  # type: ignore[attr-defined]
    lead = _("It is the sum of four quarter reports that follow one another, and stays as it is.")
    if many < QUARTERS:
        lead += " " + _("There are %(many)s so far: make one at the end of each quarter.") % {"many": many}
    return form_page(
        request,
        form,
        lambda given: do.freeze_year(by=request.who, at=timezone.now(), **given),
        title=_("New year report"),
        lead=lead,
        back=reverse("portfolio:reports"),
        then=lambda made: reverse("portfolio:report", args=[made.pk]),
    )


@allow(REVIEW, purpose=PROJECT)
@require_form
def comment(request: Request, pk: UUID) -> HttpResponse:
    """What a reviewer says of a report."""
    one: Report = the(Report.objects.visible_to(request.who, PROJECT), pk=pk)
    return form_page(
        request,
        CommentForm(request.POST or None),
        lambda given: do.comment_report(
            report=one,
            organisation=own_organisation(request.who),
            today=timezone.localdate(),
            by=request.who,
            at=timezone.now(),
            **given,
        ),
        title=_("Say what you think of it"),
        lead=one.title,
        back=reverse("portfolio:report", args=[pk]),
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def freeze(request: Request) -> HttpResponse:
    """It writes itself: a name, and since when."""
    today = timezone.localdate()
    last = Report.objects.visible_to(request.who, PROJECT).first()
    initial = {"since": last.on if last else today - timedelta(days=91)}
    return form_page(
        request,
        ReportForm(request.POST or None, initial=initial),
        lambda given: do.freeze_report(figures=at_hand(), today=today, by=request.who, at=timezone.now(), **given),
        title=_("New report"),
        lead=_("It says what the portfolio is today and what happened since that day, and stays as it is."),
        back=reverse("portfolio:reports"),
        then=lambda made: reverse("portfolio:report", args=[made.pk]),
    )
