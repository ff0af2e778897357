"""Spreadsheets: tables as one .xlsx, and the cells of one as text. The one module that knows how such a file is made.

A text is a text: nothing that is written is read as a formula, and a formula that comes in is refused. What no spreadsheet
can hold as it is (numbers of more than 16 digits, days before March 1900, moments with a time zone) stands as text. A text
that is longer than a cell goes on in a column ``name (2)`` beside it, and is put together when it is read.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from .problems import NotNow

__all__ = ["EPOCH", "Cell", "Table", "as_xlsx", "is_locked", "is_xlsx", "number_said", "read_xlsx", "sheet_title", "xlsx"]

Cell = str | int | float | date | None
EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The moment in the file where its content has none; the first that a zip can hold."""
_TITLE: Final = 31
_PART: Final = 16_000
"""Letters in a cell: a spreadsheet holds 32,767, and counts some letters twice."""
_ROWS: Final = 200_000
_CELLS: Final = 2_000_000
_PARTS: Final = 2_000
_FIRST_DAY: Final = date(1900, 3, 1)  # before it, spreadsheets count a day that never was
_RISKY: Final = tuple("=+-@'\t\r")
_NO_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff]|[Ff]{3}[EeFf]|[Dd][89A-Fa-f][0-9A-Fa-f]{2})_")
_DECLARES: Final = re.compile(rb"<!(DOCTYPE|ENTITY)")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError,
    RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. ``title`` as :func:`sheet_title` makes it where it could be too long or hold what a title may not."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_xlsx(name: str, content: bytes) -> HttpResponse:
    """To keep. ``name`` says what is in it, without an extension, and never who."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def sheet_title(text: str, taken: Iterable[str] = ()) -> str:
    """At most 31 letters, none that a title may not hold, and none of those ``taken``."""
    used = {one.casefold() for one in taken}
    plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", text).split()).strip("'") or "1"
    found, number = plain[:_TITLE].strip(" '"), 2
    while found.casefold() in used:
        tail = f" {number}"
        found, number = plain[: _TITLE - len(tail)].strip(" '") + tail, number + 1
    return found


def number_said(value: float) -> str:
    """A number as text, the same whether it is whole or only looks so."""
    return f"{value!r}".removesuffix(".0")


# ---------------------------------------------------------------- writing


def xlsx(tables: Iterable[Table], *, title: str, at: datetime = EPOCH) -> bytes:
    """One sheet per table, its head bold and frozen. The same tables, title and moment give the same bytes."""
    from openpyxl import Workbook

    book: Any = Workbook(write_only=True)
    for one in tables:
        _write(book, one)
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator, book.properties.title, book.properties.created = "EMPACT", _escaped(title), moment
    made = io.BytesIO()
    book.save(made)
    return _with_fixed_days(made, book.properties, moment)


def _write(book: Any, table: Table) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(table.title)
    sheet.freeze_panes = "A2"
    lines = [[_parts(cell) for cell in row] for row in table.rows]
    many = [max([1, *(len(row[n]) for row in lines if n < len(row))]) for n in range(len(table.head))]
    named = zip(table.head, many, strict=True)
    head = [name if part == 1 else f"{name} ({part})" for name, n in named for part in range(1, n + 1)]
    flat = [[cell for parts, n in zip(row, many, strict=True) for cell in _padded(parts, n)] for row in lines]
    for n, name in enumerate(head):
        longest = max([len(name), *(len(str(row[n])) for row in flat[:200])])
        sheet.column_dimensions[get_column_letter(n + 1)].width = min(60, longest + 2)
    bold, wraps = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell(value: Cell, *, heads: bool = False) -> Any:
        if value is None or value == "":
            return None
        text = value if isinstance(value, str) else ""
        made = WriteOnlyCell(sheet, value=text or value)
        if text:
            made.data_type = "s"  # whatever it looks like
            made.quotePrefix = text.startswith(_RISKY)
            made.alignment = wraps
            if len(text) <= 255:
                made.number_format = "@"  # stays text when it is changed by hand
        elif isinstance(value, date):
            made.number_format = "yyyy-mm-dd"
        if heads:
            made.font = bold
        return made

    sheet.append([cell(_escaped(name), heads=True) for name in head])
    for row in flat:
        sheet.append([cell(value) for value in row])


def _padded(parts: list[Cell], many: int) -> list[Cell]:
    return [*parts, *[None] * (many - len(parts))]


def _parts(cell: Cell) -> list[Cell]:
    """What stands in the cells of one value: itself where a spreadsheet gives it back as it is, else escaped text in parts."""
    if isinstance(cell, datetime) or (isinstance(cell, date) and cell < _FIRST_DAY):
        return [cell.isoformat()]
    if cell is None or isinstance(cell, date):
        return [cell]
    if isinstance(cell, int | float):
        text = number_said(cell)
        if isinstance(cell, float) and not math.isfinite(cell):
            return [text]
        try:
            kept = f"{cell:.16g}"
            back = number_said(float(kept) if re.search("[.e]", kept) else int(kept))
        except OverflowError:
            return [text]
        return [cell if back == text else text]
    text = _escaped(cell)
    return [text[at : at + _PART] for at in range(0, len(text), _PART)] or [None]


def _escaped(text: str) -> str:
    """As ECMA-376 spells what XML cannot hold; a text that looks so by chance keeps its letters."""
    return _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _with_fixed_days(made: io.BytesIO, properties: Any, moment: datetime) -> bytes:
    """The library writes the clock into the file and its zip."""
    from openpyxl.xml.functions import tostring

    properties.modified = moment
    out = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in before.namelist():
            part = tostring(properties.to_tree()) if name == "docProps/core.xml" else before.read(name)
            pack.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# ---------------------------------------------------------------- reading


def is_xlsx(content: bytes) -> bool:
    """Is this zip a spreadsheet, by what is in it?"""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            return "xl/workbook.xml" in pack.namelist()
    except _BROKEN:
        return False


def is_locked(content: bytes) -> bool:
    """Is this a spreadsheet of before 2007, or one with a password? Neither is a zip."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read_xlsx(content: bytes, *, largest: int) -> dict[str, list[list[str]]]:
    """Title of each sheet to its rows as text, without empty ones. ``largest``: bytes it may hold once it is opened.

    Raises :class:`NotNow`.
    """
    from openpyxl import load_workbook

    try:
        _check_parts(content, largest)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        room = _Room(largest, _CELLS)
        return {sheet.title: _joined(_rows(sheet, room)) for sheet in book.worksheets}
    except _BROKEN:
        raise NotNow(
            _("This spreadsheet cannot be opened."), _("Give the file as it was downloaded, or save it again as .xlsx.")
        ) from None


def _check_parts(content: bytes, largest: int) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        parts = pack.infolist()
        if len(parts) > _PARTS or sum(one.file_size for one in parts) > largest:
            raise _too_large()
        for one in parts:  # no spreadsheet declares entities; who does wants the reader to fill its memory
            if one.filename.lower().endswith((".xml", ".rels")) and _DECLARES.search(pack.read(one).replace(b"\0", b"")):
                raise zipfile.BadZipFile


def _too_large() -> NotNow:
    return NotNow(_("This file is too large once it is opened."), _("Bring it in parts."))


@dataclass
class _Room:
    """How many letters and cells may still come. One text may stand in many cells, so bytes alone say too little."""

    letters: int
    cells: int

    def take(self, cells: int, letters: int) -> bool:
        self.cells, self.letters = self.cells - cells, self.letters - letters
        return self.cells >= 0 and self.letters >= 0


def _rows(sheet: Any, room: _Room) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for number, row in enumerate(sheet.iter_rows(), 1):
        said = [_said(cell, sheet.title) for cell in row]
        if number > _ROWS or not room.take(len(said), sum(map(len, said))):
            raise NotNow(_("Sheet '%(sheet)s' is too large.") % {"sheet": sheet.title[:_TITLE]}, _("Bring it in parts."))
        if any(cell.strip() for cell in said):
            yield said


def _said(cell: Any, sheet: str) -> str:
    value = cell.value
    if cell.data_type == "f":
        where = {"cell": cell.coordinate, "sheet": sheet[:_TITLE]}
        said = _("Cell %(cell)s of sheet '%(sheet)s' holds a formula.") % where
        raise NotNow(said, _("Put its value in its place: paste it as a value."))
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_said(value)
        case datetime():
            return (value.date() if value.time() == time() else value).isoformat()
        case _:
            return str(value)


def _joined(rows: Iterable[list[str]]) -> list[list[str]]:
    """Columns that go on put together, and every letter as it was."""
    found = iter(rows)
    head = next(found, [])
    into: list[int] = []
    names: list[str] = []
    for name in head:
        going_on = re.fullmatch(r"(.*) \(([0-9]{1,4})\)", name, re.DOTALL)
        part = 1 + sum(1 for one in reversed(into) if one == len(names) - 1)
        if going_on and names and going_on[1] == names[-1] and int(going_on[2]) == part:
            into.append(len(names) - 1)
        else:
            names.append(name)
            into.append(len(names) - 1)
    while names and not names[-1]:
        names.pop()
    lines: list[list[str]] = [[_plain(name) for name in names]] if head else []
    for row in found:
        line = [""] * len(names)
        for at, cell in zip(into, row, strict=False):
            if at < len(names):
                line[at] += cell
        lines.append([_plain(cell) for cell in line])
    return lines
