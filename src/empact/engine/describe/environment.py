"""An environment analysis of one area: headings, sentences and tables, each table with its source. No file format here.

Own numbers are those of ``describe`` (the area beside everybody), measured indicators those of ``engine.release``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...terms.errors import UserError
from ..release.released import Releases, Row
from ..show.indicators import formatted, unit_of, verdict_of, why_closed
from ..show.words import day, marked, number, percentage, title_of, word
from .environment_words import told
from .listings import decimal
from .page import Cell, Line, Page, Table
from .public import PublicFigure
from .scan import BANDS
from .words import said

__all__ = ["Block", "Document", "Heading", "Sheet", "Text", "environment"]

_MOST = 15  # rows of long tables
_WIDEST = 24  # blocks of the longest bar


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its caption, and the line below it that says where it comes from. ``numeric``: columns to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    left: tuple[int, ...] = (0,)


Block = Heading | Text | Sheet


@dataclass(frozen=True)
class Document:
    """``day``: the index date, as ISO."""

    title: str
    subtitle: str
    language: str
    day: str
    blocks: tuple[Block, ...]


def environment(
    page: Page, *, releases: Releases | None = None, public: Sequence[PublicFigure] = (), area: str, level: str
) -> Document:
    """The analysis of an area. ``page`` describes it beside everybody."""
    if len(page.cohorts) != 2 or not page.cohorts[1].is_everybody:
        raise UserError("An environment analysis holds an area against everybody.", hint="Describe it beside everybody.")
    return _Author(page, area).document(releases, public, level)


class _Author:
    def __init__(self, page: Page, area: str) -> None:
        self.page, self.language, self.area = page, page.language, area
        self.name = page.cohorts[0].title(page.language)

    def say(self, key: str, **values: object) -> str:
        return told(key, self.language, **values)

    def document(self, releases: Releases | None, public: Sequence[PublicFigure], level: str) -> Document:
        facts, language = self.page.facts, self.language
        blocks: list[Block] = [Text(self.say("editable"))]
        if facts["internal"]:
            blocks.insert(0, Text(word("internal", language)))
        blocks += [*self.people(), *self.needs(), *self.use(), *self.flows()]
        if releases is not None:
            blocks += self.measured(releases, level)
        if public:
            blocks += self.public(public)
        blocks += [
            Heading(self.say("reading")),
            Text(word("hidden_note", language, n=facts["threshold"])),
            Text(self.say("crude")),
        ]
        title = self.say("title", area=self.name)
        subtitle = f"{word('as_of', language)} {day(facts['as_of'], language)}"
        return Document(title, subtitle, language, facts["as_of"], tuple(blocks))

    # ------------------------------------------------------------ sources

    def own(self, table: Table) -> str:
        facts, language = self.page.facts, self.language
        source = self.source(facts["sources"], facts["last_load"])
        period = f"{day(facts['period']['start'], language)} – {day(facts['period']['end'], language)}"
        if table.view == "use" or table.unit == "contacts":
            when = self.say("period", period=period)
        else:
            when = self.say("on", day=day(facts["as_of"], language))
        below = self.say({"people": "of_people", "contacts": "of_contacts"}.get(table.unit, "of_years"))
        return f"{self.say('source')}: {source}; {when}; {below}."

    def source(self, sources: Sequence[str], loaded: str | None) -> str:
        on = day(loaded, self.language) if loaded else "–"
        return self.say("own_source", sources=", ".join(sources) or "–", loaded=on)

    # ------------------------------------------------------------ own tables

    def sheet(self, table: Table, lines: Sequence[Line] | None = None) -> Sheet:
        """A table of the page: the area, everybody, the difference with its limits."""
        language, whole = self.language, word("everywhere", self.language)
        unit = said(f"unit_{table.unit}", language)
        columns = ("", said("n", language), f"{self.name}: {unit}", f"{whole}: {unit}", said("difference", language), "95 %")
        rows = []
        for line in (table.lines if lines is None else lines)[:60]:
            own, other = line.cells
            c = line.contrast
            limits = "" if c is None else f"{self.value(c.lower, table)} – {self.value(c.upper, table)}"
            rows.append(
                (
                    line.title,
                    self.count(own),
                    self.cell(own, table),
                    self.cell(other, table),
                    "" if c is None else self.value(c.difference, table),
                    limits,
                )
            )
        return Sheet(table.title, columns, tuple(rows), self.own(table))

    def count(self, cell: Cell) -> str:
        return (
            word("hidden", self.language) if cell.is_hidden else "" if cell.n is None else number(round(cell.n), self.language)
        )

    def cell(self, cell: Cell, table: Table) -> str:
        if cell.is_hidden:
            return word("hidden", self.language)
        return "" if cell.value is None else self.value(cell.value, table)

    def value(self, x: float, table: Table) -> str:
        return percentage(x, self.language) if table.is_share else decimal(x, self.language)

    def has(self, name: str) -> bool:
        return any(t.name == name for t in self.page.tables)

    def people(self) -> list[Block]:
        language = self.language
        blocks: list[Block] = [Heading(self.say("people"))]
        own, whole = (round(c.n or 0) for c in self.page.table("size").lines[0].cells)
        share = percentage(own / whole if whole else 0.0, language)
        blocks.append(
            Text(self.say("size", area=self.name, n=number(own, language), share=share, all=number(whole, language)))
        )
        ages = self.page.table("ages")
        old, young = self.between(ages, 65, 200, (own, whole)), self.between(ages, 0, 19, (own, whole))
        if old is not None and young is not None:
            shares = [percentage(x, language) for x in (*old, *young)]
            blocks.append(Text(self.say("old", share=shares[0], other=shares[1], young=shares[2], other_young=shares[3])))
        blocks += [self.sheet(self.page.table("size")), self.sheet(ages), self.pyramid(self.page.table("age_sex"))]
        if self.has("municipalities"):
            table = self.page.table("municipalities")
            lines = [x for x in table.lines if x.cells[0].n != 0]
            blocks += [self.sheet(table, lines)] if len(lines) > 1 else []
        return blocks

    def between(self, table: Table, low: int, high: int, sizes: tuple[int, int]) -> tuple[float, float] | None:
        """Shares of an age group; ``None`` where a number of it is hidden."""
        sums = [0.0, 0.0]
        for line in table.lines:
            age = re.match(r"\d+", line.key)
            if age and low <= int(age[0]) <= high:
                if any(c.is_hidden for c in line.cells):
                    return None
                sums = [s + (c.n or 0) for s, c in zip(sums, line.cells, strict=True)]
        return (sums[0] / sizes[0], sums[1] / sizes[1]) if all(sizes) else None

    def pyramid(self, table: Table) -> Sheet:
        """Bars as text, so that they can be edited and read aloud."""
        cells = {line.key: line.cells[0] for line in table.lines}
        most = max([c.n or 0 for k, c in cells.items() if "|" in k] or [1]) or 1

        def bar(cell: Cell | None) -> tuple[str, str]:
            if cell is None:
                return "0", ""
            return self.count(cell), "█" * round((cell.n or 0) / most * _WIDEST)

        rows = []
        for band in reversed(BANDS):
            (men, left), (women, right) = (bar(cells.get(f"{band}|{s}")) for s in ("male", "female"))
            rows.append((left, men, band, women, right))
        men, women = said("male", self.language), said("female", self.language)
        columns = (men, said("n", self.language), self.say("age"), said("n", self.language), women)
        return Sheet(said("pyramid", self.language), columns, tuple(rows), self.own(table), (4,))

    def needs(self) -> list[Block]:
        blocks: list[Block] = [Heading(self.say("needs"))]
        if self.has("condition"):
            table = self.page.table("condition")
            apart = [x for x in table.lines if x.contrast is not None and (x.contrast.lower > 0 or x.contrast.upper < 0)]
            told_of = {True: [], False: []}  # type: dict[bool, list[str]]
            for line in sorted(apart, key=lambda x: -abs(x.contrast.difference if x.contrast else 0)):
                assert line.contrast is not None
                shares = " / ".join(percentage(c.value or 0.0, self.language) for c in line.cells)
                told_of[line.contrast.difference > 0].append(f"{line.title} ({shares})")
            for higher, key in ((True, "more"), (False, "less")):
                if told_of[higher]:
                    blocks.append(Text(self.say(key, list="; ".join(told_of[higher][:5]))))
            if not apart:
                blocks.append(Text(self.say("alike")))
            blocks.append(self.sheet(table, table.lines[:_MOST]))
        names = ("determinant", "segment_popbox")
        return blocks + [self.sheet(self.page.table(name)) for name in names if self.has(name)]

    def use(self) -> list[Block]:
        if not self.has("contacts"):
            return []
        blocks: list[Block] = [Heading(self.say("use"))]
        for key, name, line in (
            ("contacts", "contacts", "all"),
            ("admissions", "admissions", "admissions"),
            ("costs", "cost", "all"),
        ):
            cells = next((x.cells for t in self.page.tables if t.name == name for x in t.lines if x.key == line), ())
            if cells and all(c.value is not None for c in cells):
                own, other = (decimal(c.value or 0.0, self.language) for c in cells)
                blocks.append(Text(self.say(key, n=own, other=other)))
        names = ("contacts", "admissions", "cost", "cost_band")
        return blocks + [self.sheet(self.page.table(name)) for name in names if self.has(name)]

    def flows(self) -> list[Block]:
        tables = [t for t in self.page.view("flows") if t.lines]
        sheets = []
        for table in tables:
            mine = [x for x in table.lines if x.cells[0].n != 0]
            if all(x.cells[0].is_hidden for x in mine):
                mine = [Line("closed", said("closed", self.language), (Cell(None, None, True),))]
            mine.sort(key=lambda x: (-(x.cells[0].n or 0), x.title))
            rows = tuple((x.title, self.count(x.cells[0]), self.share(x.cells[0])) for x in mine[:_MOST])
            columns = ("", said("n", self.language), said("unit_people", self.language))
            sheets.append(Sheet(table.title, columns, rows, self.own(table)))
        return [Heading(self.say("flows")), *sheets] if sheets else []

    def share(self, cell: Cell) -> str:
        if cell.is_hidden:
            return word("hidden", self.language)
        return "" if cell.value is None else percentage(cell.value, self.language)

    # ------------------------------------------------------------ other sources

    def measured(self, releases: Releases, level: str) -> list[Block]:
        """Every indicator measured in the period: the area, the whole, chance or difference."""
        language, measures, period = self.language, releases.measures, releases.period
        rows, judged, apart = [], 0, 0
        for id_, described in measures.indicators.items():
            if described["waits_for"] or id_ in measures.unseen or id_ not in measures.measured(period):
                continue
            released = releases.release(id_, level)
            own = next((r for r in released.rows if r.node == self.area), None)
            if own is None:
                continue
            judged += own.position is not None
            apart += bool(own.position)
            title = f"{title_of(described, language)} ({unit_of(described, language)})"
            rows.append(
                (title, _shown(own, described, language), _shown(released.whole, described, language),
                 verdict_of(own, described, language))
            )  # fmt: skip
        if not rows:
            return []
        register, facts = measures.manifest.get("register", {}), self.page.facts
        source = self.source(register.get("sources") or facts["sources"], register.get("loaded_at") or facts["last_load"])
        line = f"{self.say('source')}: {source}; {self.say('period', period=period.name)}; {self.say('of_definition')}."
        columns = (word("indicator", language), self.name, word("everywhere", language), word("verdict", language))
        sheet = Sheet(self.say("measured"), columns, tuple(rows), line, (0, 3))
        return [Heading(self.say("measured")), Text(self.say("apart", n=apart, of=judged)), sheet]

    def public(self, figures: Sequence[PublicFigure]) -> list[Block]:
        """One table per source, so that each has a source line of its own."""
        blocks: list[Block] = [Heading(self.say("public")), Text(self.say("public_note"))]
        for source in dict.fromkeys(f.source for f in figures):
            mine = [f for f in figures if f.source == source]
            others = list(dict.fromkeys(a for f in mine for a, _ in f.beside))
            names = [word("everywhere", self.language) if a == "all" else self.page.names.get(a, a) for a in others]
            rows = []
            for f in mine:
                beside = dict(f.beside)
                title = f"{f.title} ({f.unit})" if f.unit else f.title
                values = [plain(beside[a], self.language) if a in beside else "" for a in others]
                rows.append((title, f.period, plain(f.value, self.language), *values))
            columns = (word("indicator", self.language), word("period", self.language), self.name, *names)
            periods = ", ".join(dict.fromkeys(f.period for f in mine))
            line = f"{self.say('source')}: {source}; {self.say('period', period=periods)}."
            blocks.append(Sheet(f"{self.say('public')}: {source}", columns, tuple(rows), line, (0, 1)))
        return blocks


def _shown(row: Row, described: Mapping[str, Any], language: str) -> str:
    if row.value is None:
        return why_closed(row.status, language)
    return str(formatted(row.value, described, language, False))


def plain(x: float, language: str) -> str:
    """A public value as it was given, with the marks of the language."""
    return marked(f"{x:,.10g}", language)
