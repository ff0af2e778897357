"""Sheets as CSV files in one zip, and back. A cell that a spreadsheet would take for a formula gets a quote before it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from ...kernel.problems import NotNow
from .sheets import SHEETS, columns_of, rows_of

__all__ = ["LARGEST", "Rows", "read_csv", "unpacked", "whole", "zipped"]

Rows = list[list[str]]
"""A sheet as it stands in a file: the names of its columns first."""

LARGEST: Final = 50 * 2**20
"""Bytes that a file may hold once it is opened."""
_RISKY: Final = "=+-@\t\r"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def whole() -> dict[str, Rows]:
    """All of the portfolio, by sheet."""
    return {one.name: [[c.name for c in columns_of(one)], *rows_of(one)] for one in SHEETS}


def zipped(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """One CSV per sheet; the same sheets give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, rows in sheets.items():
            text = io.StringIO(newline="")
            csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
            pack.writestr(zipfile.ZipInfo(f"{name}.csv", _EPOCH), "\ufeff" + text.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, Rows]:
    """The sheets of a zip. Raises :class:`NotNow`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            if sum(one.file_size for one in pack.infolist()) > LARGEST:
                raise NotNow(_("This file is too large once it is opened."), _("Bring it in parts."))
            names = [n for n in pack.namelist() if n.lower().endswith(".csv") and not n.startswith("__MACOSX")]
            return {n.rpartition("/")[2][:-4]: read_csv(pack.read(n)) for n in names}
    except (zipfile.BadZipFile, RuntimeError):
        raise NotNow(_("This zip cannot be opened."), _("Give the file as it was downloaded, or one CSV.")) from None


def read_csv(content: bytes) -> Rows:
    """Its rows, with commas or semicolons between, as spreadsheets write them. Raises :class:`NotNow`."""
    try:
        text = content.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        raise NotNow(_("Save the sheet as CSV in UTF-8.")) from None
    head = text.partition("\n")[0]
    comma = ";" if head.count(";") > head.count(",") else "\t" if head.count("\t") > head.count(",") else ","
    csv.field_size_limit(LARGEST)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma))
    except csv.Error:
        raise NotNow(_("This CSV cannot be read."), _("Save the sheet again as CSV in UTF-8.")) from None
    return [[_plain(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _safe(cell: str) -> str:
    first = cell[:1]
    is_number = re.fullmatch(r"[+-]?[0-9 .,]+", cell) is not None
    return f"'{cell}" if first and first in _RISKY + "'" and not is_number else cell


def _plain(cell: str) -> str:
    """Without the quote that was put before it."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in _RISKY + "'" else cell
