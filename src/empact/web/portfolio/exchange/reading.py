"""Which kind of file this is, and what stands in it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from ...kernel.problems import NotNow
from ...kernel.spreadsheet import is_locked, is_xlsx
from ..models import Incoming
from .archive import Rows, read_csv, unpacked
from .boards import board_in, cards_in
from .calendar import rows_in
from .matrix import is_matrix
from .sheets import SHEETS, columns_of
from .workbook import TITLES, unbooked

__all__ = ["read_file"]


def read_file(content: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and sheets of a file, by what is in it and not by its name. Raises :class:`NotNow`."""
    if is_locked(content):
        raise NotNow(_("This spreadsheet is old or has a password."), _("Save it as .xlsx without a password."))
    if content[:4] == b"PK\x03\x04" and is_xlsx(content):
        return _book(unbooked(content))
    if content[:4] == b"PK\x03\x04":
        return Incoming.Kind.PORTFOLIO, _some(unpacked(content))
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return Incoming.Kind.CALENDAR, {"tasks": rows_in(content.decode("utf-8-sig", errors="replace").replace("\x00", ""))}
    if start[:1] in (b"{", b"["):
        return Incoming.Kind.BOARD, {"board": _known(_cards(start))}
    return _table(read_csv(content))


def _book(sheets: dict[str, Rows]) -> tuple[str, dict[str, Any]]:
    """Sheets of the portfolio; one sheet that is none of them is what it would be as CSV."""
    if len(sheets) == 1 and not sheets.keys() & TITLES.keys():
        return _table(*sheets.values())
    if not sheets:
        raise NotNow(_("There is nothing in this spreadsheet."))
    return Incoming.Kind.PORTFOLIO, sheets


def _table(rows: Rows) -> tuple[str, dict[str, Any]]:
    head = [name.strip() for name in rows[0]] if rows else []
    if is_matrix(head):
        return Incoming.Kind.MATRIX, {"matrix": rows}
    for sheet in SHEETS:
        names = {c.name for c in columns_of(sheet)}
        if "id" in head and len(head) > 2 and set(head) <= names:
            return Incoming.Kind.PORTFOLIO, {sheet.name: rows}
    return Incoming.Kind.BOARD, {"board": _known(board_in(rows))}


def _some(sheets: dict[str, Any]) -> dict[str, Any]:
    if not sheets:
        raise NotNow(_("There is no CSV in this zip."))
    return sheets


def _cards(content: bytes) -> Any:
    try:
        return cards_in(json.loads(content))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise NotNow(_("This JSON cannot be read.")) from None


def _known(rows: Any) -> Any:
    if rows is None:
        raise NotNow(_("We do not know this file."), _("Give a file that came from here, or a board with a column: title."))
    return rows
