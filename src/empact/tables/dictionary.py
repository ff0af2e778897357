"""The data dictionary as a page of text, made from the declarations and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .declare import Column, Table

__all__ = ["dictionary_page"]

_INTRODUCTION = """\
# Tables

The canonical model. Names are those of the OMOP Common Data Model 5.4 wherever it has one; the rest is marked *ours*.
A column without an entry under *null means* is never null. Dates are days without a time; periods include both ends.
Text in `*_source_value` is what the source wrote, unchanged.
"""


def dictionary_page(tables: Iterable[Table]) -> str:
    """Markdown: a table of contents, then one section per table, in the order given. Equal declarations give equal text."""
    listed = tuple(tables)
    contents = "\n".join(f"- [{t.name}](#{t.name}): {t.grain}" for t in listed)
    return "\n".join([_INTRODUCTION, contents, "", *(line for t in listed for line in _section(t))])


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield table.grain + (" *Ours.*" if table.ours else "")
    yield ""
    yield _storage(table)
    yield ""
    yield "| column | type | meaning | null means | unit |"
    yield "|---|---|---|---|---|"
    yield from (_row(c) for c in table.columns)
    yield ""


def _storage(table: Table) -> str:
    order = ", ".join(f"`{name}`" for name in table.order)
    kept = "One file per part" if table.person_sorted else "One file"
    return f"{kept}, sorted by {order}. Key: `{table.key}`."


def _row(column: Column) -> str:
    cells = (f"`{column.name}`", column.type, _meaning(column), column.null or "", column.unit)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _meaning(column: Column) -> str:
    said = [column.about]
    if column.refers_to:
        said.append(f"Refers to [{column.refers_to}](#{column.refers_to}).")
    if column.minimum is not None or column.maximum is not None:
        low = "" if column.minimum is None else f"{column.minimum:g} <= "
        high = "" if column.maximum is None else f" <= {column.maximum:g}"
        said.append(f"Allowed: {low}value{high}.")
    if column.ours:
        said.append("*Ours.*")
    return " ".join(said)
