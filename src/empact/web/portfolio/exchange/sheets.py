"""Every table of the portfolio as a sheet: which columns it has, how a value stands in a cell, and what a cell means.

An action stands in a cell by its number, an item of a frame by kind and code, a territory by its code; all else by its id.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from ...governance.models import Agreement, Decision
from ...kernel.problems import NotNow
from ...territory.models import Organisation, Territory
from ..models import (
    Action,
    Argument,
    Baseline,
    BaselineTask,
    Contribution,
    Decided,
    Frame,
    Goal,
    Groundwork,
    Item,
    Kpi,
    NetworkContact,
    Obstacle,
    Phase,
    Place,
    PlanVersion,
    Precedence,
    Promise,
    Rating,
    Reading,
    Report,
    ReportComment,
    SelfScore,
    StageMove,
    Strength,
    Task,
    Update,
    Vision,
)

__all__ = ["SHEETS", "Book", "Column", "Sheet", "cell_of", "columns_of", "rows_of", "value_of"]

SEPARATOR: Final = "; "
_LEFT_OUT: Final = {"search"}
"""Columns that follow from others."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``way``: how its rows lead to their action, empty where they belong to none. ``kept``: may a file change a row that is
    here already? Else it is on record."""

    name: str
    model: type[models.Model]
    way: str = ""
    kept: bool = False
    order: tuple[str, ...] = ("pk",)


SHEETS: Final = (
    Sheet("frames", Frame, order=("starts", "at", "pk")),
    Sheet("items", Item, order=("frame__starts", "frame__at", "frame", "number", "pk")),
    Sheet("actions", Action, "self", kept=True, order=("number",)),
    Sheet("places", Place, "action", kept=True, order=("action__number", "starts", "pk")),
    Sheet("phases", Phase, "action", kept=True, order=("action__number", "starts")),
    Sheet("contributions", Contribution, "action", kept=True, order=("action__number", "item__kind", "item__number", "pk")),
    Sheet("arguments", Argument, "action", kept=True, order=("action__number", "pk")),
    Sheet("indicators", Kpi, "action", kept=True, order=("action__number", "pk")),
    Sheet("readings", Reading, "kpi__action", order=("kpi__action__number", "kpi", "on")),
    Sheet("promises", Promise, "action", order=("action__number", "starts", "pk")),
    Sheet("tasks", Task, "action", kept=True, order=("action__number", "due", "pk")),
    Sheet("precedences", Precedence, "after__action", order=("after__action__number", "pk")),
    Sheet("goals", Goal, "action", kept=True, order=("action__number", "pk")),
    Sheet("obstacles", Obstacle, "action", kept=True, order=("action__number", "pk")),
    Sheet("ratings", Rating, "action", order=("action__number", "at", "pk")),
    Sheet("baselines", Baseline, order=("at", "pk")),
    Sheet("planned", BaselineTask, "task__action", order=("baseline__at", "baseline", "due", "task")),
    Sheet("steps", StageMove, "action", order=("action__number", "at", "pk")),
    Sheet("decided", Decided, "action", order=("action__number", "pk")),
    Sheet("news", Update, "action", order=("action__number", "at", "pk")),
    Sheet("self-scores", SelfScore, order=("year", "at", "pk")),
    Sheet("contacts", NetworkContact, order=("on", "pk")),
    Sheet("strengths", Strength, order=("number", "pk")),
    Sheet("visions", Vision, order=("at", "pk")),
    Sheet("versions", PlanVersion, order=("at", "pk")),
    Sheet("reports", Report, order=("at", "pk")),
    Sheet("comments", ReportComment, order=("at", "pk")),
    Sheet("groundwork", Groundwork, order=("kind", "number", "pk")),
)
"""In the order in which they are taken in: what a row points to comes before it."""


@dataclass(frozen=True, slots=True)
class Column:
    """``field`` of the table; ``None``: only for the reader (the name beside an id)."""

    name: str
    field: Any = None


def columns_of(sheet: Sheet) -> list[Column]:
    """Those of the table in its own order; beside an organisation its name."""
    found: list[Column] = []
    automatic = sheet.model._meta.pk
    for one in sheet.model._meta.concrete_fields:
        if one.name in _LEFT_OUT or (one is automatic and isinstance(one, models.AutoField)):
            continue
        found.append(Column(one.name, one))
        if one.related_model is Organisation:
            found.append(Column(f"{one.name}_name"))
    return found + [Column(one.name, one) for one in sheet.model._meta.many_to_many]


def rows_of(sheet: Sheet) -> Iterator[list[str]]:
    """Every row as cells, always in the same order. Whoever asks may see all of the portfolio."""
    columns = columns_of(sheet)
    joined = [c.name for c in columns if isinstance(c.field, models.ForeignKey)]
    several = [c.name for c in columns if isinstance(c.field, models.ManyToManyField)]
    rows: Any = sheet.model._default_manager.order_by(*sheet.order).select_related(*joined).prefetch_related(*several)
    for row in rows.iterator(chunk_size=500):
        yield [cell_of(row, column) for column in columns]


def cell_of(row: Any, column: Column) -> str:
    """One value as text."""
    if column.field is None:
        organisation = getattr(row, column.name.removesuffix("_name"))
        return organisation.name if organisation else ""
    if isinstance(column.field, models.ManyToManyField):
        return SEPARATOR.join(sorted(_named(one) for one in getattr(row, column.name).all()))
    return said(getattr(row, column.name))


def said(value: Any) -> str:
    """A value as text that is read back as the same value."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case models.Model():
            return _named(value)
        case datetime() | date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        case float():
            return f"{value!r}".removesuffix(".0")
        case _:
            return str(value)


def _named(one: Any) -> str:
    match one:
        case Action():
            return str(one.number)
        case Frame():
            return f"{one.key}.{one.version}"
        case Item():
            return f"{one.kind}:{one.code}"
        case Territory():
            return one.code
        case _:
            return str(one.pk)


@dataclass
class Book:
    """What cells may point to: all that is here, and what was taken in of this file."""

    frames: dict[str, Frame] = field(default_factory=dict)
    items: dict[tuple[Any, str], Item] = field(default_factory=dict)
    actions: dict[int, Action] = field(default_factory=dict)
    rows: dict[tuple[type[models.Model], UUID], models.Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frames = {f"{f.key}.{f.version}": f for f in Frame.objects.all()}
        self.items = {(i.frame_id, f"{i.kind}:{i.code}"): i for i in Item.objects.all()}
        self.actions = {a.number: a for a in Action.objects.select_related("frame", "puller")}

    def add(self, row: Any) -> None:
        """From now on it can be pointed to."""
        match row:
            case Frame():
                self.frames[f"{row.key}.{row.version}"] = row
            case Item():
                self.items[row.frame_id, f"{row.kind}:{row.code}"] = row
            case Action():
                self.actions[row.number] = row
            case Kpi() | Task() | Baseline():
                self.rows[type(row), row.pk] = row

    @cached_property
    def territories(self) -> dict[str, Territory]:
        return {t.code: t for t in Territory.objects.defer("outline")}

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """By id, and by name where only one has it."""
        rows = list(Organisation.objects.kept())
        by_name: dict[str, list[Organisation]] = {}
        for one in rows:
            by_name.setdefault(one.name, []).append(one)
        found = {name: several[0] for name, several in by_name.items() if len(several) == 1}
        return found | {str(one.pk): one for one in Organisation.objects.all()}

    def pointed(self, model: type[models.Model], cell: str, frame: Any) -> models.Model | None:
        """What a cell points to. ``frame``: in which an item is looked up."""
        if model is Frame:
            return self.frames.get(cell)
        if model is Item:
            return self.items.get((frame, cell))
        if model is Action:
            return self.actions.get(int(cell)) if cell.isascii() and cell.isdigit() else None
        if model is Territory:
            return self.territories.get(cell)
        if model is Organisation:
            return self.organisations.get(cell)
        try:
            key = UUID(cell)
        except ValueError:
            return None
        if (model, key) not in self.rows and (found := model._default_manager.filter(pk=key).first()) is not None:
            self.rows[model, key] = found
        return self.rows.get((model, key))


_THING: Final = {
    Frame: "frame", Item: "item", Action: "action", Territory: "territory", Organisation: "organisation", Kpi: "indicator",
    Task: "task", Baseline: "baseline", Agreement: "agreement", Decision: "decision",
}  # fmt: skip


def value_of(column: Column, row: Mapping[str, str], book: Book, frame: Any) -> Any:
    """What a cell means; a list of rows for a column of several. Raises :class:`NotNow` with a sentence."""
    one, cell = column.field, row[column.name].strip()
    if isinstance(one, models.ManyToManyField):
        return [_pointed(one, part, book, frame) for part in cell.split(SEPARATOR.strip()) if part.strip()]
    if isinstance(one, models.ForeignKey):
        if not cell and one.related_model is Organisation:
            cell = row.get(f"{column.name}_name", "").strip()
        return _pointed(one, cell, book, frame) if cell else None
    if not cell:
        return one.get_default() if one.has_default() and not one.null else (None if one.null else "")
    try:
        return _read(one, row[column.name] if isinstance(one, models.CharField | models.TextField) else cell)
    except (ValueError, json.JSONDecodeError):
        raise NotNow(_("'%(cell)s' does not fit in column '%(column)s'.") % {"cell": cell[:60], "column": one.name}) from None


def _pointed(one: Any, cell: str, book: Book, frame: Any) -> models.Model:
    found = book.pointed(one.related_model, cell.strip(), frame)
    if found is None:
        thing = _THING.get(one.related_model, one.name)
        raise NotNow(_("There is no %(thing)s '%(cell)s' here.") % {"thing": thing, "cell": cell.strip()[:60]})
    return found


def _read(one: Any, cell: str) -> Any:
    match one:
        case models.UUIDField():
            return UUID(cell)
        case models.BooleanField():
            return {"yes": True, "no": False}[cell.lower()] if cell.lower() in ("yes", "no") else _refuse(cell)
        case models.DateTimeField():
            return datetime.fromisoformat(cell)
        case models.DateField():
            return date.fromisoformat(cell)
        case models.JSONField():
            return json.loads(cell)
        case models.FloatField():
            return float(cell)
        case models.IntegerField():
            return int(cell)
        case _:
            return cell


def _refuse(cell: str) -> Any:
    raise ValueError(cell)
