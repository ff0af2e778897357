"""Taking in a file: sheets of the portfolio, the matrix, a calendar, a board. What does not fit is refused, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import ActionTakenIn, FileTakenIn, FrameTakenUp
from ..exchange.outcome import Outcome
from ..exchange.sheets import SHEETS, Book, Column, Sheet, columns_of, said, value_of
from ..models import (
    Action,
    Argument,
    Baseline,
    BaselineTask,
    Contribution,
    Frame,
    Incoming,
    Item,
    Phase,
    Place,
    Precedence,
    Promise,
    Report,
    SelfScore,
)
from ..permissions import KEEP_FRAME
from ..reporting import digest_of
from .boards import take_board
from .calendars import take_calendar
from .cards import FIELDS, MARKS, keep_action, next_number
from .matrix import take_matrix

__all__ = ["keep_file", "take_in"]

_SEVERAL: Final = {"also": ("programme",), "connections": ("actor",), "agreements": (), "marks": MARKS}
"""Links of an action, with the kinds of items they lead to."""
_OWN: Final = frozenset((*FIELDS, *_SEVERAL))
_FOLLOWS: Final = frozenset(((Action, "changed"),))
"""What follows from other changes, so that an older file may say otherwise."""
_HISTORY: Final = frozenset(("readings", "steps", "decided", "news", "ratings"))
_KINDS: Final = ("objective", "programme", "domain")


@transaction.atomic
def keep_file(*, kind: str, sheets: dict[str, Any], by: Who, at: datetime) -> Incoming:
    """A file as it came, for its preview. Nothing of it is in the portfolio yet."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    return Incoming.objects.create(kind=kind, sheets=sheets, by_user=by.user_id, asked_at=at)


@transaction.atomic
def take_in(*, file: Incoming, dry: bool = False, today: date, by: Who, at: datetime) -> Outcome:
    """Every row that fits, in one stroke. ``dry``: what would become of each, and nothing is written.

    Rows that are here and not in the file stay as they are.
    """
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    if file.taken_at is not None:
        raise NotNow(_("This file was taken in already."))
    told: dict[str, Any] = {"today": today, "by": by, "at": at}
    match file.kind:
        case Incoming.Kind.PORTFOLIO:
            outcome = _Portfolio(file.sheets, **told).taken()
        case Incoming.Kind.MATRIX:
            outcome = take_matrix(rows=file.sheets["matrix"], **told)
        case Incoming.Kind.CALENDAR:
            outcome = take_calendar(rows=file.sheets["tasks"], **told)
        case _:
            outcome = take_board(rows=file.sheets["board"], **told)
    if dry:
        transaction.set_rollback(True)
        return outcome
    file.taken_at, file.outcome, file.sheets = at, outcome.plain(), {}
    file.save(update_fields=("taken_at", "outcome", "sheets"))
    event = FileTakenIn(
        subject=f"portfolio.incoming:{file.pk}",
        kind=file.kind,
        new=outcome.new.total(),
        changed=outcome.changed.total(),
        same=outcome.same.total(),
        refused=len(outcome.refused),
    )
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return outcome


class _Portfolio:
    """Sheets of a file, taken in one after the other: what a row points to comes before it."""

    def __init__(self, sheets: dict[str, Any], *, today: date, by: Who, at: datetime) -> None:
        self.sheets, self.today, self.by, self.at = sheets, today, by, at
        self.book, self.outcome = Book(), Outcome()
        self.made: dict[UUID, bool] = {}  # actions of which something came in, and whether they are new
        self.rows: Counter[UUID] = Counter()
        self.baselines: set[UUID] = set()

    def taken(self) -> Outcome:
        known = {one.name: one for one in SHEETS}
        for name, rows in self.sheets.items():
            if name not in known and rows:
                self.outcome.refuse(name, 1, name, _("The portfolio has no sheet of that name."))
        for sheet in SHEETS:
            if rows := self.sheets.get(sheet.name):
                self._sheet(sheet, rows)
        events = [
            ActionTakenIn(subject=f"portfolio.action:{pk}", rows=self.rows[pk], new=new) for pk, new in self.made.items()
        ]
        audit.record_all(events, by=self.by, at=self.at, purpose=Purpose.PROJECT)
        return self.outcome

    def _sheet(self, sheet: Sheet, rows: list[list[str]]) -> None:
        head, columns = [name.strip() for name in rows[0]], columns_of(sheet)
        names = {c.name for c in columns}
        for name in head:
            if name not in names:
                self.outcome.refuse(sheet.name, 1, name, _("This sheet has no column of that name: it is left out."))
        there = [c for c in columns if c.name in head and c.field is not None]
        here = {self._key(row): row for row in sheet.model._default_manager.select_related(*_joined(columns))}
        for number, row in enumerate(rows[1:], 2):
            given = dict(zip(head, row, strict=False)) | dict.fromkeys(head[len(row) :], "")
            try:
                with transaction.atomic():
                    how = self._row(sheet, there, given, here)
            except Problem as problem:
                why = f"{problem.message} {problem.hint}".strip()
            except ValidationError as error:
                why = _invalid(error)
            except IntegrityError:
                why = _("Another row says the same, or it contradicts itself.")
            else:
                how[sheet.name] += 1
                continue
            what = given.get("title") or given.get("number") or given.get("action") or given.get("id") or ""
            self.outcome.refuse(sheet.name, number, what, why)

    def _key(self, row: Any) -> Any:
        return (row.baseline_id, row.task_id) if isinstance(row, BaselineTask) else row.pk

    def _row(self, sheet: Sheet, there: list[Column], given: dict[str, str], here: dict[Any, Any]) -> Counter[str]:
        frame = self._frame(sheet, given)
        values = {c.name: value_of(c, given, self.book, frame) for c in there}
        row = here.get(self._asked(sheet, values))
        if row is None and not values.get("id"):
            row = self._alike(sheet, values, here)
        if row is None:
            row = self._add(sheet, values)
            here[self._key(row)] = row
            self.book.add(row)
            how = self.outcome.new
        else:
            differs = {
                name: value
                for name, value in values.items()
                if (sheet.model, name) not in _FOLLOWS and not _equal(row, name, value)
            }
            differs.pop("id", None)
            if not differs:
                return self.outcome.same
            if not sheet.kept:
                raise NotNow(_("This is on record: a file does not change it."))
            self._change(sheet, row, values, differs)
            how = self.outcome.changed
        if sheet.way:
            owner = self._owner(sheet, row)
            self.made.setdefault(owner.pk, how is self.outcome.new and sheet.model is Action)
            self.rows[owner.pk] += 1
        return how

    def _asked(self, sheet: Sheet, values: dict[str, Any]) -> Any:
        if sheet.model is BaselineTask:
            return tuple(one and one.pk for one in (values.get("baseline"), values.get("task")))
        return values.get("id")

    def _alike(self, sheet: Sheet, values: dict[str, Any], here: dict[Any, Any]) -> Any:
        """A row without an id is one that is here, where it says what only one can say."""
        same: Callable[[Any], Any]
        if sheet.model is Action:
            return self.book.actions.get(values.get("number") or 0)
        if sheet.model is Contribution:
            same = lambda r: (r.action_id, r.item_id)  # noqa: E731
            asked = tuple(one and one.pk for one in (values.get("action"), values.get("item")))
        elif sheet.model is Phase:
            same = lambda r: (r.action_id, r.starts)  # noqa: E731
            asked = (values.get("action") and values["action"].pk, values.get("starts"))
        else:
            return None
        return next((row for row in here.values() if same(row) == asked), None)

    def _frame(self, sheet: Sheet, given: dict[str, str]) -> Any:
        """In which frame the items of a row are looked up: its own, or that of its action."""
        if sheet.model in (Action, Item):
            found = self.book.frames.get(given.get("frame", "").strip())
            if found is None and sheet.model is Action:
                number = given.get("number", "").strip()
                action = self.book.actions.get(int(number)) if number.isascii() and number.isdigit() else None
                found = action.frame if action else Frame.objects.in_force()
            return found.pk if found else None
        number = given.get("action", "").strip()
        action = self.book.actions.get(int(number)) if number.isascii() and number.isdigit() else None
        if sheet.model is SelfScore:
            found = self.book.frames.get(given.get("frame", "").strip()) or Frame.objects.in_force()
            return found.pk if found else None
        return action.frame_id if action else None

    def _owner(self, sheet: Sheet, row: Any) -> Action:
        for step in sheet.way.split("__"):
            row = row if step == "self" else getattr(row, step)
        assert isinstance(row, Action)
        return row

    # ---------------------------------------------------------------- new rows

    def _add(self, sheet: Sheet, values: dict[str, Any]) -> Any:
        several = {c.name for c in columns_of(sheet) if isinstance(c.field, models.ManyToManyField)}
        plain = {name: value for name, value in values.items() if name not in several and not (name == "id" and value is None)}
        plain = {name: value for name, value in plain.items() if value != "" or name != "id"}
        row = sheet.model(**plain)
        if isinstance(row, Action):
            self._complete(row)
        row.clean_fields(exclude=_may_be_empty(row))
        self._may_be_new(sheet, row)
        if isinstance(row, Action):
            self._fits(row, {name: values[name] for name in several if name in values})
            row.search = row.found_by
        row.save(force_insert=True)
        for name in several & values.keys():
            getattr(row, name).set(values[name])
        if isinstance(row, Frame):
            event = FrameTakenUp(subject=f"portfolio.frame:{row.pk}", key=row.key, version=row.version)
            audit.record(event, by=self.by, at=self.at, purpose=Purpose.PROJECT)
        return row

    def _complete(self, row: Action) -> None:
        """What a new action need not say."""
        given: Any = row
        if given.frame_id is None:
            given.frame = Frame.objects.in_force()
            if given.frame is None:
                raise NotNow(_("The region has no frame to lay actions in yet."))
        row.number = row.number or next_number()
        given.proposed = given.proposed or self.today
        given.changed = given.changed or row.proposed

    def _fits(self, row: Action, several: dict[str, Any]) -> None:
        """Its items are of the kinds they should be, and it says what its stage asks, itself or on another sheet."""
        if row.number in self.book.actions:
            raise NotNow(_("Another action has number %(number)s here.") % {"number": row.number})
        for kind in _KINDS:
            policies.check_item(getattr(row, kind), row, kind)
        for name, kinds in _SEVERAL.items():
            for item in several.get(name, ()) if kinds else ():
                policies.check_item(item, row, *kinds)
        lacks = policies.missing(row, row.stage)
        number = str(row.number)
        if "start" in lacks and any(r.get("role") == Place.Role.START for r in self._of("places", number)):
            lacks.remove("start")
        if "kpi" in lacks and any(self._of("indicators", number)):
            lacks.remove("kpi")
        policies.check_said(lacks)

    def _of(self, name: str, number: str) -> Iterator[dict[str, str]]:
        """Rows of a sheet of this file that are of an action."""
        rows = self.sheets.get(name) or [[]]
        for row in rows[1:]:
            given = dict(zip(rows[0], row, strict=False))
            if given.get("action", "").strip() == number:
                yield given

    def _may_be_new(self, sheet: Sheet, row: Any) -> None:
        """What is history comes along with an action that is new here, and with no other."""
        if isinstance(row, Report) and digest_of(row.content) != row.digest:
            raise NotNow(_("This report is not as it was frozen."))
        if isinstance(row, Baseline):
            self.baselines.add(row.pk)
        if not sheet.way or sheet.model is Action:
            return
        owner = self._owner(sheet, row)
        is_new = self.made.get(owner.pk, False)
        if isinstance(row, BaselineTask):
            if row.baseline_id not in self.baselines:
                raise NotNow(_("This is on record: a file does not change it."))
        elif not is_new:
            if sheet.name in _HISTORY:
                raise NotNow(_("The history of an action comes along with an action that is new here, and with no other."))
            policies.check_open(owner)
            if isinstance(row, Promise) and (row.confirmed or row.delivered or row.ends):
                raise NotNow(_("Only the organisation itself confirms what is expected of it."))
        if isinstance(row, Precedence):
            policies.check_precedence(row.before, row.after)
        if isinstance(row, Place) and not is_new:
            policies.check_place(owner, row.territory, row.role, row.starts)

    # ---------------------------------------------------------------- rows that are here

    def _change(self, sheet: Sheet, row: Any, values: dict[str, Any], differs: dict[str, Any]) -> None:
        if isinstance(row, Action):
            if "stage" in differs:
                raise NotNow(_("An action goes to another stage by a step on its page, not by a file."))
            if set(differs) - _OWN:
                raise NotNow(_("This is on record: a file does not change it."), ", ".join(sorted(set(differs) - _OWN)))
            several = {name: differs[name] for name in _SEVERAL if name in differs}
            plain = {name: value for name, value in differs.items() if name in FIELDS}
            action = Action.objects.select_related("frame", "puller").get(pk=row.pk)
            for name, value in plain.items():
                kept: Any = action._meta.get_field(name)
                kept.clean(value.pk if isinstance(value, models.Model) else value, action)
            keep_action(action=action, values=plain, today=self.today, by=self.by, at=self.at, **several)
            for name, value in plain.items():
                setattr(row, name, value)
            return
        owner = self._owner(sheet, row)
        policies.check_open(owner)
        if "action" in differs:
            raise NotNow(_("It belongs to another action here."))
        for name, value in differs.items():
            setattr(row, name, value)
        row.clean_fields(exclude=_may_be_empty(row))
        if isinstance(row, Phase):
            policies.check_phase(owner, row.phase, row.starts, self.today)
        if isinstance(row, Argument | Contribution):
            item = row.value if isinstance(row, Argument) else row.item
            if item is not None and item.frame_id != owner.frame_id:
                policies.check_item(item, owner, item.kind)
        row.save()


def _joined(columns: list[Column]) -> list[str]:
    return [c.name for c in columns if isinstance(c.field, models.ForeignKey)]


def _may_be_empty(row: Any) -> set[str]:
    """Fields without a value that need none, whatever a form would say."""
    fields = ((f, getattr(row, f.attname)) for f in row._meta.concrete_fields)
    return {
        f.name for f, value in fields if value in (None, "", {}, []) and (f.null or f.has_default() or f.editable is False)
    }


def _equal(row: Any, name: str, value: Any) -> bool:
    if isinstance(value, list) and isinstance(row._meta.get_field(name), models.ManyToManyField):
        return {one.pk for one in value} == {one.pk for one in getattr(row, name).all()}
    return said(getattr(row, name)) == said(value)


def _invalid(error: ValidationError) -> str:
    told = getattr(error, "message_dict", None) or {"": error.messages}
    return "; ".join(f"{name}: {' '.join(messages)}".removeprefix(": ") for name, messages in told.items())
