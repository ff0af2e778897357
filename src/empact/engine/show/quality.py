"""The quality of a register as a person reads it: how many checks failed, the worst first; by source, practice or month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...definitions.models import Library
from ...terms.errors import UserError
from ..database import Database
from ..quality import Finding, Report, Rules, characterise
from ..quality.check import Verdict
from ..quality.rules import Kind
from ..quality.seen import delicate, is_hidden, withheld
from ..register import Register
from .counted import THRESHOLD
from .listing import Listing
from .rejects import stated
from .words import LANGUAGES, number, percentage, word

__all__ = ["BY", "quality_listing", "quality_of"]

BY: Final = ("source", "table", "practice", "month")
_ORDER: Final[tuple[Verdict, ...]] = ("failed", "attention", "ok")
_WORST: Final = 40  # checks named in a table for people; JSON and CSV have all
_MONTHS: Final = 36  # the last ones, likewise

Row = tuple[str | int | float | None, ...]


def quality_of(
    db: Database,
    register: Register,
    rules: Rules,
    library: Library,
    *,
    by: str | None = None,
    language: str = "en",
    threshold: int = THRESHOLD,
    internal: bool = False,
    plain: bool = False,
) -> Listing:
    """Run all checks and show them. ``plain``: for machines (CSV, JSON), with every check and no rounding of words."""
    if threshold < THRESHOLD:
        raise UserError(
            f"The threshold cannot be lower than {THRESHOLD}.", hint="Those who work inside see everything with --internal."
        )
    if by is not None and by not in BY:
        raise UserError(f"Quality is not told by {by}.", hint=f"Known: {', '.join(BY)}.")
    report = characterise(db, register, rules, library)
    return quality_listing(
        report, rules, library, stated(register), by=by, language=language, threshold=0 if internal else threshold, plain=plain
    )


def quality_listing(
    report: Report,
    rules: Rules,
    library: Library,
    facts: Mapping[str, Any],
    *,
    by: str | None = None,
    language: str = "en",
    threshold: int = THRESHOLD,
    plain: bool = False,
) -> Listing:
    """A report as a table. ``threshold`` 0 shows everything, for those who work inside."""
    view = _View(report, rules, library, language, threshold)
    judged = sorted(
        ((view.verdict(f, f.failed, f.of), f) for f in report.findings),
        key=lambda vf: (_ORDER.index(vf[0]), -(vf[1].share or 0.0), vf[1].check.id),
    )
    counts = {v: sum(1 for verdict, _ in judged if verdict == v) for v in _ORDER}
    said = _say("summary", language, n=len(judged), **counts)
    every = dict(facts) | {
        "language": language,
        "summary": said,
        "verdicts": counts,
        "categories": [dict(zip(("category", "subcategory", *_ORDER), row, strict=True)) for row in view.categories(judged)],
        "loaded_on": report.loaded.isoformat(),
        "persons": report.people,
        "seconds": round(report.seconds, 2),
        "readings": {reading: round(s, 3) for reading, s in report.readings.items()},
        "threshold": threshold,
        "internal": threshold == 0,
        "by": by,
    }
    title = _say("title", language)
    notes = [said] if plain else []
    if not plain:
        title += f"\n{said}\n" + "\n".join(_category_line(row, language) for row in view.categories(judged))
    if by is None:
        columns, rows = view.overview(judged, plain=plain)
        if not plain:
            notes += [f"{view.says(f)}: {view.hint(f)}" for f in _first_of_kind(judged)]
    else:
        columns, rows = view.by_key(by, plain=plain)
    if threshold and any(view.hidden(f) for _, f in judged):
        notes.append(word("hidden_note", language, n=threshold))
    return Listing("quality", title, columns, tuple(rows), every, tuple(notes))


@dataclass(frozen=True, slots=True)
class _View:
    report: Report
    rules: Rules
    library: Library
    language: str
    threshold: int

    def kind(self, finding: Finding) -> Kind:
        return self.rules.kinds[finding.check.kind]

    def verdict(self, finding: Finding, failed: int, of: int) -> Verdict:
        return self.rules.threshold(finding.check).verdict(failed, of)

    def hidden(self, finding: Finding) -> bool:
        return delicate(self.kind(finding)) and is_hidden(finding.failed, finding.of, self.threshold)

    def says(self, finding: Finding) -> str:
        check = finding.check
        detail = check.detail
        if check.kind == "prevalence":
            titles = self.library.conditions[check.mark].title
            detail = titles.get(self.language) or next(iter(titles.values()))
        axis = word(check.column, self.language).lower() if check.column in ("source", "practice") else ""
        said = self.kind(finding).says[self.language].format(table=check.table, column=check.column, detail=detail, axis=axis)
        return said[:1].upper() + said[1:] if not said.startswith(check.table) else said

    def hint(self, finding: Finding) -> str:
        return self.kind(finding).hint[self.language]

    def categories(self, judged: list[tuple[Verdict, Finding]]) -> list[tuple[str, str, int, int, int]]:
        found: dict[tuple[str, str], dict[str, int]] = {}
        for kind in self.rules.kinds.values():
            found.setdefault((kind.category, kind.subcategory), dict.fromkeys(_ORDER, 0))
        for verdict, finding in judged:
            kind = self.kind(finding)
            found[kind.category, kind.subcategory][verdict] += 1
        return [(*key, n["failed"], n["attention"], n["ok"]) for key, n in found.items()]

    def overview(self, judged: list[tuple[Verdict, Finding]], *, plain: bool) -> tuple[tuple[str, ...], Iterator[Row]]:
        """One row per check; for people only those that are not in order."""
        if plain:
            return _PLAIN, (self._plain_row(v, f) for v, f in judged)
        worst = [(v, f) for v, f in judged if v != "ok"][:_WORST]
        columns = tuple(_say(key, self.language) for key in ("finding", "verdict", "n", "of", "share"))
        return columns, (self._row(v, f) for v, f in worst)

    def _row(self, verdict: Verdict, finding: Finding) -> Row:
        said = (self.says(finding), _say(verdict, self.language))
        if self.hidden(finding):
            return (*said, None, None, None)
        share = None if finding.share is None else percentage(finding.share, self.language, 2)
        return (*said, number(finding.failed, self.language), number(finding.of, self.language), share)

    def _plain_row(self, verdict: Verdict, finding: Finding) -> Row:
        check, kind, limits = finding.check, self.kind(finding), self.rules.threshold(finding.check)
        hidden = self.hidden(finding)
        share = None if hidden or finding.share is None else round(finding.share, 6)
        return (
            check.id,
            verdict,
            kind.category,
            kind.subcategory,
            check.kind,
            check.table,
            check.column,
            kind.of,
            None if hidden else finding.failed,
            None if hidden else finding.of,
            "true" if hidden else "false",
            share,
            limits.attention,
            limits.failed,
            self.says(finding),
            self.hint(finding),
            round(finding.seconds, 3),
            finding.shared_by,
        )

    def by_key(self, by: str, *, plain: bool) -> tuple[tuple[str, ...], Iterator[Row]]:
        """One row per source, table, practice or month: rows, and how many of its checks failed; the worst of them."""
        heads = ("key", "name", "rows", "checks", *_ORDER[:2], "worst", "worst_share")
        rows = self._keys(by, plain=plain)
        if plain:
            return heads, rows
        named = by == "practice"
        columns = tuple(_say(h if h != "key" else f"by_{by}", self.language) for h in heads if named or h != "name")
        kept = [row if named else (row[0], *row[2:]) for row in rows]
        return columns, iter(kept[-_MONTHS:] if by == "month" else kept)

    def _keys(self, by: str, *, plain: bool) -> Iterator[Row]:
        cells = self._cells(by)
        rows = self.report.rows if by == "table" else self.report.rows_by[by]
        small = withheld({key: (0, n) for key, n in rows.items()}, self.threshold)
        for key in sorted(cells, key=lambda k: (len(k), k) if by == "practice" else (0, k)):
            found = sorted(cells[key], key=lambda c: (_ORDER.index(c[0]), -(c[2] or 0.0), c[1].check.id))
            counts = {v: sum(1 for verdict, _, _ in found if verdict == v) for v in _ORDER}
            verdict, worst, share = found[0] if found else ("ok", None, None)
            named = worst is not None and verdict != "ok"
            n = None if key in small else rows.get(key, 0)
            shown = share if plain or share is None else percentage(share, self.language, 2)
            yield (
                _key_said(by, key),
                self.report.practices.get(key, "") if by == "practice" else "",
                n if plain or n is None else number(n, self.language),
                len(found),
                counts["failed"],
                counts["attention"],
                self.says(worst) if named and worst is not None else "",
                (round(shown, 6) if isinstance(shown, float) else shown) if named else None,
            )

    def _cells(self, by: str) -> dict[str, list[tuple[Verdict, Finding, float | None]]]:
        """Per key the verdict of each check there, with its share where that may be seen."""
        found: dict[str, list[tuple[Verdict, Finding, float | None]]] = {}
        for finding in self.report.findings:
            if by == "table":
                share = None if self.hidden(finding) else finding.share
                verdict = self.verdict(finding, finding.failed, finding.of)
                found.setdefault(finding.check.table, []).append((verdict, finding, share))
                continue
            cells = finding.by.get(by, {})
            hidden = withheld(cells, self.threshold) if delicate(self.kind(finding)) else frozenset()
            for key, (failed, of) in cells.items():
                if of:
                    share = None if key in hidden else failed / of
                    found.setdefault(key, []).append((self.verdict(finding, failed, of), finding, share))
        return found


def _key_said(by: str, key: str) -> str:
    if by == "month" and key:
        return f"{int(key) // 12:04d}-{int(key) % 12 + 1:02d}"
    return key or "–"


def _first_of_kind(judged: list[tuple[Verdict, Finding]]) -> Iterator[Finding]:
    """One finding of each kind that is not in order: its hint holds for all of them."""
    met: set[str] = set()
    for verdict, finding in judged:
        if verdict != "ok" and finding.check.kind not in met:
            met.add(finding.check.kind)
            yield finding


def _category_line(row: tuple[str, str, int, int, int], language: str) -> str:
    category, subcategory, failed, attention, ok = row
    name = _say(category, language) + (f" ({_say(subcategory, language)})" if subcategory else "")
    return f"  {name}: " + _say("counts", language, failed=failed, attention=attention, ok=ok)


def _say(key: str, language: str, **values: object) -> str:
    said = _WORDS[key][LANGUAGES.index(language)]
    return said.format(**values) if values else said


_PLAIN: Final = (
    "id",
    "verdict",
    "category",
    "subcategory",
    "kind",
    "table",
    "column",
    "counted",
    "n",
    "of",
    "hidden",
    "share",
    "attention_above",
    "failed_above",
    "finding",
    "hint",
    "seconds",
    "shared_by",
)
_WORDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "title": ("Kwaliteit van het register", "Qualité du registre", "Qualität des Registers", "Quality of the register"),
    "summary": (
        "{n} controles: {failed} niet gehaald, {attention} vragen aandacht, {ok} in orde.",
        "{n} contrôles : {failed} en échec, {attention} à surveiller, {ok} en ordre.",
        "{n} Prüfungen: {failed} nicht bestanden, {attention} verlangen Aufmerksamkeit, {ok} in Ordnung.",
        "{n} checks: {failed} failed, {attention} ask for attention, {ok} are in order.",
    ),
    "counts": (
        "{failed} niet gehaald, {attention} aandacht, {ok} in orde",
        "{failed} en échec, {attention} à surveiller, {ok} en ordre",
        "{failed} nicht bestanden, {attention} Aufmerksamkeit, {ok} in Ordnung",
        "{failed} failed, {attention} attention, {ok} in order",
    ),
    "failed": ("niet gehaald", "échec", "nicht bestanden", "failed"),
    "attention": ("aandacht", "à surveiller", "Aufmerksamkeit", "attention"),
    "ok": ("in orde", "en ordre", "in Ordnung", "in order"),
    "completeness": ("volledigheid", "complétude", "Vollständigkeit", "completeness"),
    "conformance": ("overeenstemming", "conformité", "Übereinstimmung", "conformance"),
    "plausibility": ("geloofwaardigheid", "plausibilité", "Plausibilität", "plausibility"),
    "value": ("waarden", "valeurs", "Werte", "values"),
    "relational": ("tussen tabellen", "entre tables", "zwischen Tabellen", "relational"),
    "computational": ("berekend", "calculée", "berechnet", "computational"),
    "uniqueness": ("uniciteit", "unicité", "Eindeutigkeit", "uniqueness"),
    "atemporal": ("op zich", "en soi", "für sich", "atemporal"),
    "temporal": ("in de tijd", "dans le temps", "in der Zeit", "temporal"),
    "verdict": ("oordeel", "verdict", "Urteil", "verdict"),
    "finding": ("bevinding", "constat", "Befund", "finding"),
    "n": ("aantal", "nombre", "Anzahl", "n"),
    "of": ("van", "sur", "von", "of"),
    "share": ("aandeel", "part", "Anteil", "share"),
    "name": ("naam", "nom", "Name", "name"),
    "rows": ("rijen", "lignes", "Zeilen", "rows"),
    "checks": ("controles", "contrôles", "Prüfungen", "checks"),
    "worst": ("ergste", "pire", "schlimmste", "worst"),
    "worst_share": ("aandeel", "part", "Anteil", "its share"),
    "by_source": ("bron", "source", "Quelle", "source"),
    "by_table": ("tabel", "table", "Tabelle", "table"),
    "by_practice": ("praktijk", "pratique", "Praxis", "practice"),
    "by_month": ("maand", "mois", "Monat", "month"),
}
