"""Item texts of a licensed instrument, from a file that the region holds by right. None are shipped (rule R13).

CSV (columns ``code``, ``module``, ``text``; optional ``language``) or JSON (``{"version", "licence", "items": [{...}]}``).
A CSV says version and licence in columns of those names, the same in each row.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..terms.errors import UserError
from .instrument import Instrument

__all__ = ["ItemText", "ItemTexts", "read_item_file"]

NEEDED = ("code", "module", "text")


@dataclass(frozen=True, slots=True)
class ItemText:
    """The official wording of one item, to be shown and never exported."""

    code: str
    module: str
    text: str
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """All wordings of one version of an instrument, and the licence under which the region shows them."""

    instrument: str
    version: str
    licence: str
    items: tuple[ItemText, ...]


def read_item_file(path: Path, instrument: Instrument) -> ItemTexts:
    """The items of an official file.

    Raises :class:`UserError` where it is absent, cannot be read, lacks a column, names no version or licence, repeats an
    item, or names a module the instrument does not have.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise UserError(f"There is no readable file '{name}'.", hint="Check the spelling and the folder.") from None
    except UnicodeDecodeError:
        raise UserError(f"'{name}' is no text in UTF-8.", hint="Save it as CSV or JSON in UTF-8.") from None
    version, licence, rows = _json(text, name) if path.suffix == ".json" else _csv(text, name)
    if not version or not licence:
        raise UserError(
            f"'{name}' does not say its version and licence.",
            hint="Texts are shown under a licence the region holds: name it.",
        )
    if not rows:
        raise UserError(f"'{name}' holds no items.", hint="One item a row.")
    items = tuple(_item(row, n, name, instrument) for n, row in enumerate(rows, start=1))
    keys = [(item.code, item.language) for item in items]
    if len(set(keys)) < len(keys):
        raise UserError(f"'{name}' has an item twice in one language.", hint="Keep one wording of each.")
    return ItemTexts(instrument.code, version, licence, items)


def _item(row: Any, n: int, name: str, instrument: Instrument) -> ItemText:
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) and row[key].strip() for key in NEEDED):
        raise UserError(f"Item {n} of '{name}' lacks {', '.join(NEEDED)}.", hint="Fill in all three.")
    module = row["module"].strip()
    if module not in instrument.items:
        raise UserError(
            f"Item {n} of '{name}' belongs to no module of {instrument.code}.",
            hint="Known: " + ", ".join(instrument.items) + ".",
        )
    return ItemText(row["code"].strip(), module, row["text"].strip(), str(row.get("language") or "nl").strip())


def _csv(text: str, name: str) -> tuple[str, str, Sequence[Any]]:
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=header.count))
    columns = reader.fieldnames or []
    for wanted in (*NEEDED, "version", "licence"):
        if wanted not in columns:
            raise UserError(f"'{name}' has no column '{wanted}'.", hint="Columns: " + ", ".join(columns) + ".")
    rows = list(reader)
    said = {(row["version"] or "", row["licence"] or "") for row in rows}
    if len(said) > 1:
        raise UserError(f"'{name}' mixes versions or licences.", hint="One version of the instrument a file.")
    version, licence = said.pop() if said else ("", "")
    return version.strip(), licence.strip(), rows


def _json(text: str, name: str) -> tuple[str, str, Sequence[Any]]:
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"'{name}' line {error.lineno} is not JSON.", hint="Export it again.") from None
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        raise UserError(f"'{name}' has no list of items.", hint='As in {"version": "...", "licence": "...", "items": []}.')
    return str(said.get("version") or "").strip(), str(said.get("licence") or "").strip(), said["items"]
