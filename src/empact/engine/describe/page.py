"""The page about a cohort: small tables of what may be shown, by four views (numbers, flows, use, needs)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from ...definitions.models import Library
from ...terms.errors import UserError
from ..register import Register
from ..release.cohorts import WHOLE, A, B
from ..release.indicators import THRESHOLD
from ..run.results import Results
from ..show.words import title_of, word
from .cohort import Cohort
from .compare import Contrast, Rate, of_rates, of_shares
from .counts import Amounts, Counts
from .masks import masked
from .places import ELSEWHERE
from .scan import AGES, BANDS, COST_BANDS, Plan, group_of, period_of, scan
from .words import label, said

__all__ = ["VIEWS", "Cell", "Line", "Page", "Table", "describe"]

VIEWS: Final = ("numbers", "flows", "use", "needs")
_NODES: Final = (A, B)
_PEOPLE, _CONTACTS, _USE, _COST = "people", "contacts", "use", "cost"


@dataclass(frozen=True, slots=True)
class Cell:
    """``n`` people, contacts or euro; ``value`` a share (0-1) or an amount per person-year. ``None``: hidden, or nobody."""

    n: float | None
    value: float | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a cell per cohort, and where there are two, how they differ."""

    key: str
    title: str
    cells: tuple[Cell, ...]
    contrast: Contrast | None = None


@dataclass(frozen=True)
class Table:
    """``unit``: people or contacts (shares), use (per person-year) or cost (euro per person-year)."""

    name: str
    view: str
    title: str
    unit: str
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def any_hidden(self) -> bool:
        return any(c.is_hidden for line in self.lines for c in line.cells)

    @property
    def is_share(self) -> bool:
        """Whether values are shares (0-1)."""
        return self.unit in (_PEOPLE, _CONTACTS)


@dataclass(frozen=True)
class Page:
    """All tables of one cohort, or of two. ``residents``: people of the whole by area, to draw a share on a map."""

    cohorts: tuple[Cohort, ...]
    language: str
    tables: tuple[Table, ...] = field(repr=False)
    facts: Mapping[str, Any] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    residents: Mapping[str, Cell] = field(repr=False)

    def table(self, name: str) -> Table:
        return next(t for t in self.tables if t.name == name)

    def view(self, view: str) -> tuple[Table, ...]:
        return tuple(t for t in self.tables if t.view == view)

    @property
    def title(self) -> str:
        return f" {said('compared', self.language)} ".join(c.title(self.language) for c in self.cohorts)


def describe(
    results: Results,
    cohort: Cohort | None = None,
    other: Cohort | None = None,
    *,
    register: Register | None = None,
    library: Library | None = None,
    language: str = "en",
    threshold: int = THRESHOLD,
    internal: bool = False,
    workers: int | None = None,
) -> Page:
    """Describe a cohort (default: everybody), beside another one if asked.

    Use, costs and flows need the ``register`` the results were made from. ``library``: for cohorts with a rule of their own.
    """
    if threshold < THRESHOLD:
        raise UserError(
            f"The threshold cannot be lower than {THRESHOLD}.", hint="Those who work inside see everything with --internal."
        )
    plan = Plan(results, cohort or Cohort(), other, register, library)
    if cohort is not None and other is not None and cohort.key == other.key:
        raise UserError("Both cohorts are the same.", hint="Compare with another one, or with everybody.")
    counts = scan(plan, workers)
    return _Writer(plan, counts, language, threshold, internal).page()


class _Writer:
    def __init__(self, plan: Plan, counts: Counts, language: str, threshold: int, internal: bool) -> None:
        self.plan, self.counts, self.language, self.threshold = plan, counts, language, threshold
        self.internal = internal
        self.nodes = _NODES if plan.b is not None else _NODES[:1]
        self.masks = None if internal else masked(plan, counts, threshold)
        if self.masks is not None and not all(self.masks.may_describe(n) for n in self.nodes):
            raise UserError(
                "This cohort is too small to describe, or would give away how many people are in one that is.",
                hint="Take a wider one: fewer terms, or a larger area. Those who work inside have --internal.",
            )
        self.groups = {A: [1, 3], B: [2, 3], WHOLE: [0, 1, 2, 3]}
        self.size = {n: int(counts.size[self.groups[n]].sum()) for n in (A, B, WHOLE)}
        self.described = plan.results.manifest["definitions"]

    def page(self) -> Page:
        tables = [t for t in (*self.numbers(), *self.flows(), *self.use(), *self.needs()) if t.lines]
        names = dict(self.plan.areas.name)
        cohorts = tuple(c for c in (self.plan.a, self.plan.b) if c is not None)
        return Page(cohorts, self.language, tuple(tables), self.facts(), names, self.residents())

    def facts(self) -> dict[str, Any]:
        """What every view states."""
        manifest = self.plan.results.manifest
        since, until = period_of(self.plan.results.as_of)
        return {
            "cohorts": [c.key for c in (self.plan.a, self.plan.b) if c is not None],
            "as_of": manifest["as_of"],
            "period": {"start": since.isoformat(), "end": until.isoformat()},
            "sources": manifest["register"].get("sources", []),
            "last_load": manifest["register"].get("loaded_at"),
            "register": manifest["register"]["version"],
            "results": self.plan.results.version,
            "library": manifest["library"],
            "denominator": {
                "people": "people alive and observed on the index date",
                "contacts": "contacts in the period of the people of that residence",
                "use": "their person-years in the period",
                "cost": "their person-years in the period",
            },
            "boundaries": manifest.get("boundaries"),
            "threshold": self.threshold,
            "internal": self.internal,
        }

    def residents(self) -> dict[str, Cell]:
        return {line.key: line.cells[0] for t in self.areas((WHOLE,)) for line in t.lines}

    # ------------------------------------------------------------ people

    def of_people(
        self,
        table: str,
        column: str,
        n_of: Mapping[str, int],
        title: str,
        key: str = "",
        nodes: Sequence[str] = (),
        within: str = "",
    ) -> Line:
        """``within``: the row of a table in which each row was decided on its own."""
        cells = []
        for node in nodes or self.nodes:
            place = f"{node}|{within}" if within else node
            hidden = self.masks is not None and self.masks.is_hidden(table, place, column)
            n = n_of[node]
            cells.append(Cell(None, None, True) if hidden else Cell(n, n / self.size[node] if self.size[node] else None))
        contrast = None
        if len(cells) == 2 and not any(c.is_hidden for c in cells):
            (x, y), (n, m) = (int(c.n or 0) for c in cells), (self.size[A], self.size[B])
            contrast = of_shares(x, n, y, m)
        return Line(key or column, title, tuple(cells), contrast)

    def summed(self, table: str) -> dict[str, Any]:
        counted = self.counts.people[table]
        return {node: counted[groups].sum(axis=0) for node, groups in self.groups.items()}

    def numbers(self) -> list[Table]:
        language = self.language
        years = {n: float(self.counts.years[g].sum()) for n, g in self.groups.items()}
        size = [Line("people", said("people", language), tuple(Cell(self.size[n], 1.0) for n in self.nodes))]
        if self.plan.register is not None:
            cells = tuple(Cell(round(years[n]), None) for n in self.nodes)
            size.append(Line("person_years", said("person_years", language), cells))
        tables = [Table("size", "numbers", said("size", language), _PEOPLE, tuple(size))]
        tables += [self.ages("ages", tuple(AGES), True), self.ages("age_sex", BANDS, False)]
        return tables + self.areas(self.nodes)

    def ages(self, table: str, bands: Sequence[str], with_sexes: bool) -> Table:
        """By sex and age; the totals of each sex stand with the broad groups."""
        found, values, language = self.summed(table), self.counts.values[table], self.language
        lines = []
        for sex, named in {"male": "male", "female": "female", "other": "other_sex"}.items():
            mine = [values.index(f"{band}|{sex}") for band in bands]
            if not any(int(found[WHOLE][i]) for i in mine):
                continue
            if with_sexes:
                total = {n: int(found[n][mine].sum()) for n in found}
                lines.append(self.of_people(table, f"sex/{sex}", total, said(named, language), sex))
            for i, band in zip(mine, bands, strict=True):
                numbers, title = {n: int(found[n][i]) for n in found}, f"{said(named, language)}, {band}"
                if with_sexes:
                    lines.append(self.of_people(table, values[i], numbers, title))
                else:
                    lines.append(self.of_people(table, band, numbers, title, values[i], within=group_of(values[i])))
        return Table(table, "numbers", said(table, language), _PEOPLE, tuple(lines))

    def areas(self, nodes: Sequence[str]) -> list[Table]:
        if "area" not in self.counts.people:
            return []
        found, values = self.summed("area"), self.counts.values["area"]
        tables = []
        for k, (level, named) in enumerate((("zone", "zones"), ("municipality", "municipalities"))):
            numbers: dict[str, dict[str, int]] = {}
            for i, value in enumerate(values):
                area = value.split(">")[k]
                for n in found:
                    into = numbers.setdefault(area, dict.fromkeys(found, 0))
                    into[n] += int(found[n][i])
            if set(numbers) == {f"{level}/"}:
                continue
            ordered = sorted(numbers, key=lambda a: (a.endswith("/"), self.name(a)))
            lines = [
                self.of_people(level, area, numbers[area], self.name(area), nodes=nodes)
                for area in ordered
                if any(numbers[area][n] for n in nodes)
            ]
            tables.append(Table(named, "numbers", said(named, self.language), _PEOPLE, tuple(lines)))
        return tables

    def name(self, area: str) -> str:
        return word("elsewhere", self.language) if area.endswith("/") else self.plan.areas.name.get(area, area)

    def needs(self) -> list[Table]:
        tables = []
        for kind in ("condition", "determinant"):
            found = self.summed(kind)
            lines = [
                self.of_people(
                    kind, id_, {n: int(found[n][i]) for n in found}, title_of(self.described[kind][id_], self.language)
                )
                for i, id_ in enumerate(self.counts.values[kind])
                if any(int(found[n][i]) for n in self.nodes)
            ]
            # Hidden numbers go last, in order of their name: their place must not tell their size.
            lines.sort(key=lambda line: (-(line.cells[0].n or 0), line.title))
            tables.append(Table(kind, "needs", said(kind, self.language), _PEOPLE, tuple(lines)))
        for id_, entry in self.described["segment"].items():
            found = self.summed(f"segment/{id_}")
            lines = [
                self.of_people(f"segment/{id_}", c["key"], {n: int(found[n][i]) for n in found}, title_of(c, self.language))
                for i, c in enumerate(entry["classes"])
            ]
            title = said("segment", self.language, title=title_of(entry, self.language))
            tables.append(Table(f"segment_{id_}", "needs", title, _PEOPLE, tuple(lines)))
        return tables

    # ------------------------------------------------------------ use, costs, flows

    def of_amounts(self, table: str, unit: str, columns: Sequence[tuple[str, str]]) -> list[Line]:
        """``columns``: key of a kind ('' for all) and its title."""
        scale = 100 if unit == _COST else 1
        values = self.counts.values[table]
        by_node = {n: self.counts.amounts[table].over(self.groups[n]) for n in self.nodes}
        lines = []
        for key, title in columns:
            j = values.index(key) if key else len(values)
            cells, rates = [], []
            for node in self.nodes:
                rate = self.rate(node, by_node[node], j, scale)
                hidden = self.masks is not None and self.masks.is_hidden(table, node, key)
                cells.append(Cell(None, None, True) if hidden else Cell(round(rate.total), rate.value))
                rates.append(rate)
            both = len(rates) == 2 and not any(c.is_hidden for c in cells)
            lines.append(Line(key or "all", title, tuple(cells), of_rates(rates[0], rates[1]) if both else None))
        return lines

    def rate(self, node: str, amounts: Amounts, j: int, scale: int) -> Rate:
        groups = self.groups[node]
        return Rate(
            float(amounts.total[0, j]) / scale,
            float(self.counts.years[groups].sum()),
            float(self.size[node]),
            float(amounts.squares[0, j]) / scale**2,
            float(amounts.products[0, j]) / scale,
            float(self.counts.years_squared[groups].sum()),
        )

    def use(self) -> list[Table]:
        if self.plan.register is None:
            return []
        language, amounts = self.language, self.counts.amounts

        def kinds(table: str) -> list[tuple[str, str]]:
            whole = amounts[table].over(self.groups[WHOLE]).total[0]
            named = [(v, label(v, language)) for i, v in enumerate(self.counts.values[table]) if whole[i]]
            return [*named, ("", said("all_kinds", language))]

        stays = [
            *self.of_amounts("admissions", _USE, [("admissions", said("admissions_kind", language))]),
            *self.of_amounts("nights", _USE, [("nights", said("nights", language))]),
        ]
        tables = [
            Table(
                "contacts",
                "use",
                said("contacts", language),
                _USE,
                tuple(self.of_amounts("contacts", _USE, kinds("contacts"))),
            ),
            Table("admissions", "use", said("admissions", language), _USE, tuple(stays)),
        ]
        if "cost" not in amounts:
            return tables
        paid = tuple(self.of_amounts("cost", _COST, kinds("cost")))
        found = self.summed("cost_band")
        bands = [
            self.of_people("cost_band", key, {n: int(found[n][i]) for n in found}, self.band(i))
            for i, key in enumerate(self.counts.values["cost_band"])
        ]
        return [
            *tables,
            Table("cost", "use", said("cost", language), _COST, paid),
            Table("cost_band", "use", said("cost_band", language), _PEOPLE, tuple(bands)),
        ]

    def band(self, i: int) -> str:
        if i == 0:
            return said("none_cost", self.language)
        low = COST_BANDS[i - 1]
        if i == len(COST_BANDS):
            return said("above", self.language, low=low)
        return said("between", self.language, low=low, high=COST_BANDS[i])

    def flows(self) -> list[Table]:
        places = self.plan.places
        if places is None:
            return []
        tables = []
        for name in ("registered", "used"):
            columns = self.counts.values[name]
            whole = self.counts.people[name] if name == "registered" else self.counts.amounts[name].total[:, :-1]
            cube = np.asarray(whole).reshape(4, len(places.origins), len(columns))
            lines = []
            for i, origin in enumerate(places.origins):
                for j, to in enumerate(columns):
                    n_of = {n: int(cube[g, i, j].sum()) for n, g in self.groups.items()}
                    if not any(n_of[n] for n in self.nodes):
                        continue
                    goal = said("no_practice", self.language) if to == "none" else self.name(to)
                    cells = []
                    for node in self.nodes:
                        hidden = self.masks is not None and self.masks.is_hidden(name, f"{node}|{origin}", to)
                        own = int(cube[self.groups[node], i].sum())
                        shown = not hidden and not (self.masks is not None and self.masks.is_hidden(name, f"{node}|{origin}"))
                        share = n_of[node] / own if own and shown else None
                        cells.append(Cell(None, None, True) if hidden else Cell(n_of[node], share))
                    start = self.name(origin) if origin != ELSEWHERE else self.name("/")
                    lines.append(Line(f"{origin}>{to}", f"{start} → {goal}", tuple(cells)))
            unit = _PEOPLE if name == "registered" else _CONTACTS
            tables.append(Table(name, "flows", said(name, self.language), unit, tuple(lines)))
        return tables
