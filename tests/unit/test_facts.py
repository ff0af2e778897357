"""One event table, reduced: what runs add up to inside a window."""

from __future__ import annotations

import numpy as np
import pytest

from empact.engine.facts import Facts, Span

ROWS = 400


@pytest.fixture(scope="module")
def rows() -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    person, concept, day = (random.integers(low, high, ROWS, np.int32) for low, high in ((0, 20), (1, 8), (100, 130)))
    order = np.lexsort((day, concept, person))
    return {"person": person[order], "concept": concept[order], "day": day[order], "amount": random.random(ROWS)}


@pytest.mark.parametrize(
    "span", [Span(0, 1000), Span(110, 1000), Span(0, 115), Span(110, 120), Span(115, 115), Span(0, 50), Span(131, 140)]
)
def test_counts_and_totals_of_a_window_are_those_of_its_rows(rows: dict[str, np.ndarray], span: Span) -> None:
    facts = Facts.reduce(rows["person"], rows["concept"], rows["day"], concepts=9, amount=rows["amount"])
    inside = (rows["day"] >= span.first) & (rows["day"] <= span.last)
    for concept in range(1, 9):
        codes = np.array([concept], np.int32)
        people = facts.take(facts.person, codes).tolist()
        counts, totals = facts.take(facts.counts(span), codes), facts.take(facts.totals(span), codes)
        assert people == sorted(set(rows["person"][rows["concept"] == concept].tolist()))
        for person, count, total in zip(people, counts, totals, strict=True):
            mine = inside & (rows["person"] == person) & (rows["concept"] == concept)
            assert count == mine.sum()
            assert total == pytest.approx(rows["amount"][mine].sum())


def test_totals_of_no_rows_at_all_are_none() -> None:
    none = np.empty(0, np.int32)
    facts = Facts.reduce(none, none, none, concepts=9, amount=np.empty(0))
    assert not len(facts.totals(Span(0, 10)))
