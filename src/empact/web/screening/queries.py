"""What pages, files and the API show of scores, by what the reader may see. Official results and estimates never mix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...instruments.attainment import Attainment
from ...instruments.instrument import Instrument
from ...instruments.screener import difference
from ...instruments.screener import warnings as warnings_of
from ...terms.errors import UserError
from ..care.models import CareGoal
from ..consent.access import Sheet
from ..consent.parts import Part
from ..kernel.charts import Chart, Mark, Signs, trend
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from . import progress, rulebook, words
from .models import MODULES, Estimate, FollowUp, Measurement, Origin, RuleVersion, ScreenerResult

__all__ = ["FILE_HEAD", "Line", "Measured", "Scores", "as_rows", "open_steps", "origins_counted", "results_under", "scores_of"]

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An official result as it is shown. ``change``: of the total since the one before; ``modules``: name, score, change.

    ``mixed``: the one before has another version of the scale, so the change says little. ``untrained``: no certificate.
    """

    row: ScreenerResult
    total: str
    change: str
    mixed: bool
    untrained: bool
    modules: tuple[tuple[str, str, str], ...]
    verdicts: tuple[words.Verdict, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A score as it is shown; ``change`` since the last one of the same instrument, ``since`` from where goals began."""

    row: Measurement
    title: str
    value: str
    label: str
    change: str
    since: str
    asked: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Newest first. ``whole``: the reader may know modules, and with them estimates and measurements.

    ``steps``: what waits, with what it asks. ``courses``: a picture of each instrument that was used twice.
    """

    lines: tuple[Line, ...]
    estimates: tuple[tuple[Estimate, tuple[tuple[str, str], ...]], ...]
    measured: tuple[Measured, ...]
    withdrawn: tuple[Any, ...]
    steps: tuple[tuple[FollowUp, str], ...]
    chart: Chart | None
    courses: tuple[Chart, ...]
    whole: bool


def scores_of(person: Person, sheet: Sheet, at: datetime, csv: str = "") -> Scores:
    """All scores of one person, as far as the sheet of the reader goes."""
    today = timezone.localdate(at)
    total, whole = bool(sheet.read[Part.SCREENER_TOTAL]), bool(sheet.read[Part.SCREENER_MODULES])
    rows = list(ScreenerResult.objects.filter(person=person)[:SHOWN]) if total else []
    standing = [row for row in rows if row.ended_at is None]
    known = {name: rulebook.versions(name, today) for name in RuleVersion.Name.values} if standing else {}
    lines = tuple(
        _line(row, before, words.verdicts(row, known, today, whole=whole), whole)
        for row, before in zip_longest(standing, standing[1:])
    )
    estimates = list(Estimate.objects.standing().filter(person=person)[:SHOWN]) if whole else []
    measured = list(Measurement.objects.standing().filter(person=person)) if whole else []
    alike: dict[str, list[Measurement]] = {}
    for one in measured:
        alike.setdefault(one.instrument, []).append(one)
    goals = _goals(person, sheet) if any(isinstance(one.answers.get("goals"), list) for one in measured) else {}
    waiting = FollowUp.objects.filter(result__in=standing, state=FollowUp.State.OPEN).select_related("result")
    return Scores(
        lines,
        tuple((one, tuple((words.module_title(m), _text(one.modules[m])) for m in MODULES if m in one.modules))
              for one in estimates),
        tuple(_measured(one, alike[one.instrument], goals) for one in measured[:SHOWN]),
        tuple(row for row in rows if row.ended_at is not None),
        tuple((step, words.asks(step)) for step in waiting),
        _chart(standing, known, csv),
        tuple(filter(None, (_course(rows[:SHOWN], csv) for rows in alike.values()))),
        whole,
    )  # fmt: skip


def results_under(rule: RuleVersion) -> QuerySet[ScreenerResult, ScreenerResult]:
    """The results a rule is about: not withdrawn, of persons whose record goes on."""
    rows = ScreenerResult.objects.standing().filter(assessed_on__gte=rule.valid_from, person__merged_into=None)
    return rows if rule.valid_to is None else rows.filter(assessed_on__lte=rule.valid_to)


def open_steps(who: Who, at: datetime) -> QuerySet[FollowUp, FollowUp]:
    """What somebody has to decide on, of the persons whose scores this hat reads; oldest first."""
    rows = FollowUp.objects.visible_to(who, Purpose.CARE, at).filter(state=FollowUp.State.OPEN)
    return rows.select_related("result__person")


def origins_counted(person: UUID) -> dict[str, int]:
    """How many values of a person's scores were typed here, came from a file, or were worked out (R16)."""
    counted = dict.fromkeys(Origin.values, 0)
    for model in (ScreenerResult, Estimate, Measurement):
        for origins in model.objects.standing().filter(person=person).values_list("origins", flat=True):
            for origin in origins.values():
                counted[origin] += 1
    return counted


FILE_HEAD = ("kind", "official", "score", "day", "value", "unit", "version", "origin", "taken by", "note")


def as_rows(scores: Scores) -> Iterator[tuple[Any, ...]]:
    """The same as on the page, a value a row. Each row says whether it is official."""
    for line in scores.lines:
        row = line.row
        shown = (*MODULES, "total") if scores.whole else ("total",)
        for name in shown:
            yield (
                "screener", "yes", name, row.assessed_on.isoformat(), getattr(row, name), "", row.scale_version,
                row.origins.get(name, ""), row.assessor, _("no certificate on that day") if line.untrained else "",
            )  # fmt: skip
    for one, _modules in scores.estimates:
        given = {**one.modules, **({} if one.total is None else {"total": one.total})}
        for name, value in given.items():
            yield (
                "estimate", "no", name, one.assessed_on.isoformat(), value, "", one.instrument_version,
                one.origins.get(name, ""), one.recorder_role, words.estimate_said(),
            )  # fmt: skip
    for made in scores.measured:
        kept = made.row
        yield (
            "measurement", "no", kept.instrument, kept.measured_on.isoformat(), kept.value, kept.unit,
            kept.instrument_version, kept.origins.get("value", ""), kept.recorder_role, made.since or made.label,
        )  # fmt: skip


def _line(row: ScreenerResult, before: ScreenerResult | None, said: list[words.Verdict], whole: bool) -> Line:
    result = replace(rulebook.as_official(row), person="")
    since = difference(replace(rulebook.as_official(before), person=""), result) if before is not None else None
    changes = since.modules if since else {}
    return Line(
        row,
        words.number(row.total),
        words.signed(since.total) if since and since.total is not None else "",
        since is not None and not since.same_scale,
        bool(warnings_of(result)),
        tuple(
            (words.module_title(m), words.number(value), words.signed(changes[m]) if m in changes else "")
            for m, value in row.modules.items()
        )
        if whole
        else (),
        tuple(said),
    )


def _measured(row: Measurement, alike: list[Measurement], goals: Mapping[str, str]) -> Measured:
    older = alike[alike.index(row) + 1 :]
    title, label, since, compared, asked = row.instrument, row.label, "", bool(older), []
    if (used := _used(row)) is not None:  # else a region took it off its shelf: the score stays
        language = get_language() or "en"
        title = words.title_of(used)
        label = used.labels.get(row.label, {}).get(language, row.label)
        for key, item in used.items.items():
            if key in row.answers:
                asked.append((item.title.get(language, key), _answer(row.answers[key], item.unit), _origin(row, key)))
        if isinstance(used.method, Attainment):
            reached = progress.reached(row, older, used)
            since, compared = reached.since, reached.same
            for goal in reached.goals:
                weighs = _("weight %(weight)s") % {"weight": words.number(goal.weight)}
                said = f"{words.level(goal.level)}, {weighs}"
                asked.append((goals.get(goal.name, _("a goal of the plan")), said, _origin(row, goal.name)))
    change = words.signed(words.short(row.value - older[0].value)) if compared else ""
    return Measured(row, title, words.score(row.value), label, change, since, tuple(asked))


def _used(row: Measurement) -> Instrument | None:
    try:
        return rulebook.shelf().named(row.instrument, on=row.measured_on)
    except UserError:
        return None


def _course(rows: list[Measurement], csv: str) -> Chart | None:
    used = _used(rows[0])
    return progress.course(rows, used, csv) if used is not None else None


def _goals(person: Person, sheet: Sheet) -> dict[str, str]:
    """Texts of care goals, for who may read goals."""
    rows = CareGoal.objects.filter(plan__person=person).values_list("pk", "text") if Part.GOALS in sheet.whole else ()
    return {str(pk): text for pk, text in rows}


def _origin(row: Measurement, key: str) -> str:
    origin = row.origins.get(key, "")
    return str(Origin(origin).label) if origin in Origin.values else ""


def _answer(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value} {unit}".strip()


def _text(value: str) -> str:
    return words.number(Decimal(value))


def _chart(rows: list[ScreenerResult], known: dict[str, Any], csv: str) -> Chart | None:
    """The total over time, oldest first; its title says what happened since last time."""
    if not rows:
        return None
    latest = {"total": words.number(rows[0].total), "day": date_format(rows[0].assessed_on, "SHORT_DATE_FORMAT")}
    if len(rows) == 1:
        title = _("The total is %(total)s on %(day)s.") % latest
    else:
        more = latest | {"before": words.number(rows[1].total)}
        change = rows[0].total - rows[1].total
        if change > 0:
            title = _("The total rose from %(before)s to %(total)s: more care is needed than last time.") % more
        elif change < 0:
            title = _("The total fell from %(before)s to %(total)s: less care is needed than last time.") % more
        else:
            title = _("The total stayed the same as last time: %(total)s.") % more
    marks = [Mark(date_format(row.assessed_on, "SHORT_DATE_FORMAT"), float(row.total)) for row in reversed(rows)]
    head = (_("taken on"), _("total score"), _("from and to"), _("note"))
    return trend(title, marks, head, signs=Signs(value=_("total of the screener, from 0 to 30")), csv=csv)
