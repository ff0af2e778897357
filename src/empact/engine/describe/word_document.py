"""A document as a Word file (Office Open XML): headings, sentences and tables that a person edits further."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from ..versions import storage_errors
from .environment import Document, Heading, Sheet, Text

__all__ = ["SOURCE_STYLE", "write_docx"]

SOURCE_STYLE: Final = "Caption"  # of the line below each table
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # equal documents give equal bytes
_TAGS: Final = {"nl": "nl-BE", "fr": "fr-BE", "de": "de-BE", "en": "en-GB"}


def write_docx(document: Document, out: Path) -> None:
    """Write one file. Dates inside are those of the document, never of the clock."""
    import docx

    made = docx.Document()
    _prepare(made, document)
    made.add_heading(document.title, level=0)
    made.add_paragraph(document.subtitle)
    for block in document.blocks:
        if isinstance(block, Heading):
            made.add_heading(block.text, level=1)
        elif isinstance(block, Text):
            made.add_paragraph(block.text)
        else:
            _table(made, block)
    whole = BytesIO()
    made.save(whole)
    with storage_errors(out), zipfile.ZipFile(whole) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, _EPOCH), before.read(name), zipfile.ZIP_DEFLATED)


def _prepare(made: Any, document: Document) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    about = made.core_properties
    at = datetime.fromisoformat(document.day)
    about.title, about.author, about.last_modified_by, about.comments = document.title, "EMPACT", "EMPACT", ""
    about.created, about.modified, about.language = at, at, _TAGS[document.language]
    normal = made.styles["Normal"]
    normal.font.size = Pt(10)
    spoken = OxmlElement("w:lang")  # what a spelling checker and a screen reader go by
    spoken.set(qn("w:val"), _TAGS[document.language])
    normal.element.get_or_add_rPr().append(spoken)


def _table(made: Any, sheet: Sheet) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    made.add_heading(sheet.caption, level=2)
    table = made.add_table(rows=len(sheet.rows) + 1, cols=len(sheet.columns), style="Light List Accent 1")
    for row, texts in zip(table.rows, (sheet.columns, *sheet.rows), strict=True):
        for j, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(text).font.size = Pt(8)
            paragraph.paragraph_format.space_after = Pt(0)
            if j not in sheet.left:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))  # repeated on every page, and read out as headings
    made.add_paragraph(sheet.source, style=SOURCE_STYLE)
