"""All of a page at once: a folder or a ZIP with each table as CSV, the page as JSON and as pictures."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from ...terms.errors import UserError
from ..versions import storage_errors
from .listings import as_csv, as_json
from .page import Page
from .svg import page_svg, residents_svg

__all__ = ["files_of", "write_page"]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal pages give equal bytes


def files_of(page: Page, shapes: str | None = None) -> dict[str, str]:
    """File name to text."""
    found = {f"{table.name}.csv": as_csv(page, table) for table in page.tables}
    found["page.json"] = json.dumps(as_json(page), indent=1, ensure_ascii=False) + "\n"
    found["page.svg"] = page_svg(page)
    if shapes is not None:
        found["map.svg"] = residents_svg(page, shapes)
    return found


def write_page(page: Page, out: Path, shapes: str | None = None) -> list[str]:
    """Write everything; the names of the files. ``out`` ending in .zip is one file, anything else a folder of its own."""
    files = files_of(page, shapes)
    with storage_errors(out):
        if out.suffix.lower() == ".zip":
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
                for name, text in sorted(files.items()):
                    pack.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
            return sorted(files)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UserError(f"'{out.name}' is not an empty folder.", hint="Name a new folder, or a file ending in .zip.")
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8", newline="")
    return sorted(files)
