"""Rows laid apart by part, put in order and written: the same as sorting them in plain Python."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empact.engine.conform.events import EVENT_TABLES
from empact.engine.conform.order import in_order
from empact.engine.conform.part_rows import PartRows
from empact.engine.conform.spread import spread
from empact.tables import TABLES

DAYS = st.one_of(st.none(), st.dates(date(1880, 1, 1), date(2120, 12, 31)))
NUMBERS = st.one_of(st.none(), st.integers(-3, 3), st.integers(-(2**62), 2**62))
TEXTS = st.one_of(st.none(), st.sampled_from(["", "a", "b", "ab", "é", "z"]))


def nulls_first(*values: object) -> tuple[tuple[bool, object], ...]:
    return tuple((v is not None, 0 if v is None else v) for v in values)


def ascending(texts: list[str | None]) -> pa.DictionaryArray:
    known = sorted({t for t in texts if t is not None}, key=lambda t: t.encode())
    return pa.DictionaryArray.from_arrays(
        pa.array([None if t is None else known.index(t) for t in texts], pa.int32()), pa.array(known, pa.string())
    )


@given(st.lists(st.tuples(NUMBERS, DAYS, TEXTS, st.integers(0, 2**64 - 1), st.integers(0, 2)), max_size=60))
def test_the_order_is_that_of_a_plain_sort_with_nulls_first_and_ties_settled(rows: list[tuple[object, ...]]) -> None:
    numbers, days, texts, ties, sources = ([r[n] for r in rows] for n in range(5))
    keys = [pa.array(numbers, pa.int64()), pa.array(days, pa.date32()), ascending(texts)]  # type: ignore[arg-type]
    found = in_order(keys, [np.array(ties, np.uint64), np.array(sources, np.int16)])
    place = {t: n for n, t in enumerate(keys[2].dictionary.to_pylist())}

    def key(n: int) -> object:
        text = None if texts[n] is None else place[texts[n]]
        return (nulls_first(numbers[n], days[n], text), ties[n], sources[n], n)

    said = [key(int(n))[:3] for n in found]  # type: ignore[index]
    assert said == [key(n)[:3] for n in sorted(range(len(rows)), key=key)]  # type: ignore[index,arg-type,return-value]
    assert sorted(found.tolist()) == list(range(len(rows)))


def test_keys_may_need_more_than_sixteen_bits() -> None:
    rng = np.random.default_rng(1)
    person, concept = rng.integers(0, 200_000, 300_000), rng.integers(0, 70_000, 300_000)
    found = in_order([pa.array(person), pa.array(concept)], [rng.permutation(300_000)])
    assert len(np.unique(concept)) > 65_536
    assert (np.diff(person[found] * 1_000_000 + concept[found]) >= 0).all()


def drugs(rng: np.random.Generator, n: int, people: int) -> pa.Table:
    return pa.table(
        {
            "person_id": pa.array(rng.integers(1, people + 1, n), pa.int32()),
            "source_no": pa.array(np.zeros(n), pa.int16()),
            "tie": pa.array(rng.permutation(n), pa.uint64()),
            "drug_concept_id": pa.array(rng.integers(1, 80_000, n), pa.int32()),
            "drug_exposure_start_date": pa.array(rng.integers(15_000, 15_020, n), pa.int32()).cast(pa.date32()),
            "drug_exposure_end_date": pa.array([None] * n, pa.date32()),
            "drug_source_value": pa.array(rng.integers(0, 3, n), pa.int32()),
        }
    )


def written(table: pa.Table, folder: Path, parts: int, people: int) -> list[dict[str, object]]:
    size = -(-people // parts)
    apart = spread(table.to_batches(max_chunksize=97), table.schema, folder / f"{parts}.arrow", size, parts)
    assert sum(apart.rows) == table.num_rows
    found: list[dict[str, object]] = []
    for part in range(parts):
        rows = PartRows(EVENT_TABLES["drug_exposure"], apart.read(part), 1 + len(found), ["s"], pa.array(["a", "b", "c"]))
        rows.write(folder / "part.parquet")
        assert len(rows) == apart.rows[part]
        read = pq.read_table(folder / "part.parquet")
        assert [f.name for f in read.schema] == [c.name for c in TABLES["drug_exposure"].columns]
        found += read.to_pylist()
    return found


@pytest.mark.parametrize("n", [0, 1, 500])
def test_one_part_and_several_give_the_same_rows_in_the_declared_order(tmp_path: Path, n: int) -> None:
    table = drugs(np.random.default_rng(n), n, 40)
    whole = written(table, tmp_path, 1, 40)
    assert whole == written(table, tmp_path, 7, 40)
    ours = TABLES["drug_exposure"].order
    assert [tuple(r[c] for c in ours) for r in whole] == sorted(tuple(r[c] for c in ours) for r in whole)  # type: ignore[type-var]
    assert [r["drug_exposure_id"] for r in whole] == list(range(1, n + 1))
    assert {r["drug_source_value"] for r in whole} <= {"a", "b", "c"}
    assert {r["source"] for r in whole} <= {"s"}


def test_equal_rows_in_another_order_give_equal_bytes(tmp_path: Path) -> None:
    table = drugs(np.random.default_rng(5), 400, 3)
    for name, rows in (("a", table), ("b", table.take(pa.array(np.random.default_rng(6).permutation(400))))):
        (tmp_path / name).mkdir()
        written(rows, tmp_path / name, 1, 3)
    assert (tmp_path / "a" / "part.parquet").read_bytes() == (tmp_path / "b" / "part.parquet").read_bytes()


@given(st.lists(TEXTS, max_size=30), st.integers(1, 4))
def test_texts_come_back_as_a_dictionary_that_ascends(
    tmp_path_factory: pytest.TempPathFactory, texts: list, size: int
) -> None:
    table = pa.table({"person_id": pa.array([1] * len(texts), pa.int32()), "unit_source_value": pa.array(texts, pa.string())})
    file = tmp_path_factory.mktemp("spread") / "file.arrow"
    column = spread(table.to_batches(max_chunksize=size), table.schema, file, 1, 1).read(0)["unit_source_value"]
    assert column.to_pylist() == texts
    known = [t.encode() for t in column.dictionary.to_pylist()]
    assert known == sorted(set(known))


def test_rows_point_at_the_contact_of_that_name_and_person() -> None:
    rng = np.random.default_rng(3)
    people, n = 6_000, 20_000  # more people than are looked up at a time; the last of them too
    person = np.concatenate([rng.integers(1, people + 1, n - 1), [people]]).astype(np.int32)
    names = rng.permutation(n).astype(np.uint64)
    meant = np.concatenate([rng.integers(0, n, n - 1), [n - 1]])
    strangers, nameless = rng.random(n) < 0.1, rng.random(n) < 0.1

    def part(table: str, whose: np.ndarray, visit: pa.Array, date: str) -> PartRows:
        columns = {
            "person_id": pa.array(whose, pa.int32()),
            "source_no": pa.array(np.zeros(n), pa.int16()),
            "tie": pa.array(rng.permutation(n), pa.uint64()),
            "visit": visit,
            date: pa.array(rng.integers(0, 9, n), pa.int32()).cast(pa.date32()),
        }
        return PartRows(EVENT_TABLES[table], columns, 101, ["s"], pa.array([], pa.string()))

    contacts = part("visit_occurrence", person, pa.array(names), "visit_start_date")
    whose = np.where(strangers, person[meant] % people + 1, person[meant]).astype(np.int32)
    costs = part("cost", whose, pa.array(names[meant], mask=nameless), "cost_date")
    told = contacts.contacts()
    assert told
    costs.point_at(told)
    number = np.empty(n, np.int64)
    number[contacts.order] = np.arange(101, 101 + n)
    expected = [None if s or u else int(k) for k, s, u in zip(number[meant], strangers, nameless, strict=True)]
    assert costs.columns["cost_event_id"].to_pylist() == expected
