"""Parts side by side, each on a thread of its own.

What costs time in a part happens in DuckDB, numpy and Arrow, which let go of the interpreter while they work. Threads start at
once and share what is imported and the definitions; a process of its own costs more than a second of processor time before
it has read a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import TypeVar

__all__ = ["side_by_side"]

Task = TypeVar("Task")
Done = TypeVar("Done")


def side_by_side(work: Callable[[Task], Done], tasks: Sequence[Task], workers: int) -> Iterator[Done]:
    """What the work makes of each task, as it gets done. After a failure nothing new is begun, and the failure is raised.

    ``work`` opens its own database, of one thread where there is more than one worker.
    """
    if workers <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    failed = Event()

    def unless_failed(task: Task) -> tuple[Done] | None:
        if failed.is_set():
            return None
        try:
            return (work(task),)
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(workers, thread_name_prefix="part") as pool:
        try:
            for future in as_completed([pool.submit(unless_failed, task) for task in tasks]):
                done = future.result()
                if done is not None:
                    yield done[0]
        except BaseException:
            failed.set()
            pool.shutdown(cancel_futures=True)
            raise
