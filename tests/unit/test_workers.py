"""Tasks side by side: all of them, once, whatever the number of workers; a failure ends it."""

from __future__ import annotations

import threading

import pytest

from empact.engine.workers import side_by_side


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_task_is_done_once(workers: int) -> None:
    assert sorted(side_by_side(lambda n: n * n, range(20), workers)) == [n * n for n in range(20)]


def test_two_workers_work_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=10)
    assert len(list(side_by_side(lambda _: both.wait(), [0, 1], 2))) == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_is_raised_and_nothing_new_is_begun(workers: int) -> None:
    begun = []

    def work(n: int) -> None:
        begun.append(n)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        list(side_by_side(work, range(1000), workers))
    assert len(begun) < 1000
